//! Blocks: a body becomes a flat list of sections, each with its blocks and their stable ids.

use std::collections::BTreeSet;
use std::sync::Arc;

use comrak::nodes::{AlertType, ListType, Node, NodeValue, Sourcepos, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::super::characters;
use super::super::source::{
    SourceBlock, SourceBlockKind, SourceFootnote, SourceItem, SourceSection,
};
use super::DEEPEST;
use super::directive::Directive;
use super::footnotes::{Definitions, calls_as_text, defines_all};
use super::inlines::{UnitParser, code_pieces};
use super::prepare::{Prepared, prepare, restore};
use super::problem::{OpenTags, UnitProblem};
use super::units::empty_unit;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{AlertKind, Align, BlockId, LocaleTag, UnitId};

/// What a body is the body of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind<'t> {
    /// A document's source.
    Source,
    /// The patch of a locale, whose headings may say where they go, and whose notes are its own.
    Patch(&'t LocaleTag),
}

/// What a body holds.
#[derive(Debug, Default)]
pub(crate) struct ParsedBody {
    /// The sections in order, not yet nested.
    pub(crate) sections: Vec<SourceSection>,
    pub(crate) footnotes: Vec<SourceFootnote>,
    /// Ids that headings were to have, and the words of those without one: an error already.
    pub(crate) lost_ids: Vec<String>,
}

/// Parses the Markdown that starts `offset` bytes into `file`.
pub(crate) fn parse_body(
    file: &Arc<SourceFile>,
    offset: usize,
    kind: BodyKind<'_>,
    diagnostics: &mut Diagnostics,
) -> ParsedBody {
    characters::check(file, offset..file.text.len(), diagnostics);
    let arena = Arena::new();
    let mut options = super::options();
    // Else those that nothing calls would be gone.
    options.parse.leave_footnote_definitions = true;
    let prepared = prepare(&file.text[offset..]);
    let mut root = parse_document(&arena, &prepared.text, &options);
    let mut borrowed = BTreeSet::new();
    if let BodyKind::Patch(_) = kind {
        // What a patch calls and does not define may be a note of what it changes.
        let mut text = prepared.text.clone();
        for name in calls_as_text(root) {
            text.push_str(&format!("\n\n[^{name}]: x\n"));
            borrowed.insert(name);
        }
        if !borrowed.is_empty() {
            let with_notes = parse_document(&arena, &text, &options);
            if defines_all(with_notes, &borrowed) {
                root = with_notes;
            } else {
                borrowed.clear();
            }
        }
    }
    let line_starts =
        std::iter::once(0).chain(prepared.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let definitions = Definitions::take(root, &borrowed);
    let mut reader = Reader {
        arena: &arena,
        options,
        file,
        offset,
        prepared: &prepared,
        line_starts,
        kind,
        diagnostics,
        parser: UnitParser::new(),
        footnotes: definitions.names(),
        undefined: BTreeSet::new(),
        lost_ids: Vec::new(),
        tags: OpenTags::default(),
    };
    let sections = reader.sections(root);
    let footnotes = reader.notes(definitions);
    ParsedBody { sections, footnotes, lost_ids: reader.lost_ids }
}

pub(super) struct Reader<'a, 'd> {
    pub(super) arena: &'a Arena<'a>,
    pub(super) options: Options<'static>,
    file: &'d Arc<SourceFile>,
    /// Where the body begins in the file.
    offset: usize,
    /// The body as comrak reads it.
    prepared: &'d Prepared,
    /// Byte offset of each of its lines.
    line_starts: Vec<usize>,
    pub(super) kind: BodyKind<'d>,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) parser: UnitParser,
    /// Names of the footnotes the body defines.
    pub(super) footnotes: BTreeSet<String>,
    /// Footnote calls already reported.
    pub(super) undefined: BTreeSet<String>,
    pub(super) lost_ids: Vec<String>,
    /// Raw HTML that has been reported where it begins.
    pub(super) tags: OpenTags,
}

impl<'a> Reader<'a, '_> {
    fn sections(&mut self, root: Node<'a>) -> Vec<SourceSection> {
        let mut sections: Vec<SourceSection> = Vec::new();
        let mut above = false;
        for node in root.children() {
            let span = self.span(node);
            if let NodeValue::Heading(heading) = node.data().value {
                sections.push(self.heading(node, heading.level, span));
            } else if let Some(section) = sections.last_mut() {
                let id = section.id.child(section.blocks.len() + 1);
                if let Some(block) = self.block(node, id, 0) {
                    section.blocks.push(block);
                }
            } else if !std::mem::replace(&mut above, true) {
                self.diagnostics.push(
                    Diagnostic::error(Code::TextBeforeHeading, "text before the first heading")
                        .at(span)
                        .help(
                            "put a heading above it, such as `# In brief {#summary .unnumbered}`",
                        ),
                );
            }
        }
        sections
    }

    pub(super) fn span(&self, node: Node<'a>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        let at = |line: usize, column: usize| {
            let start = self.line_starts.get(line.saturating_sub(1));
            start.map_or(self.file.text.len(), |start| {
                self.offset + self.prepared.original(start + column)
            })
        };
        Span::new(
            self.file,
            at(start.line, start.column.saturating_sub(1))..at(end.line, end.column),
        )
    }

    pub(super) fn blocks(
        &mut self,
        parent: Node<'a>,
        id: &BlockId,
        depth: usize,
    ) -> Vec<SourceBlock> {
        let mut blocks = Vec::new();
        for node in parent.children() {
            if let Some(block) = self.block(node, id.child(blocks.len() + 1), depth) {
                blocks.push(block);
            }
        }
        blocks
    }

    fn block(&mut self, node: Node<'a>, id: BlockId, depth: usize) -> Option<SourceBlock> {
        let span = self.span(node);
        if depth > DEEPEST {
            self.unsupported(&span, "blocks nested this deeply");
            return None;
        }
        let value = node.data().value.clone();
        let kind = match value {
            NodeValue::Paragraph => SourceBlockKind::Paragraph(self.unit(node, UnitId::from(&id))?),
            NodeValue::List(list) => SourceBlockKind::List {
                start: (list.list_type == ListType::Ordered)
                    .then(|| u32::try_from(list.start).unwrap_or(1)),
                tight: list.tight,
                items: self.items(node, &id, depth),
            },
            NodeValue::BlockQuote => SourceBlockKind::Quote(self.blocks(node, &id, depth + 1)),
            NodeValue::Alert(alert) => SourceBlockKind::Alert {
                alert: alert_kind(alert.alert_type),
                title: alert.title.map(|title| self.alert_title(&restore(&title), &id, &span)),
                blocks: self.blocks(node, &id, depth + 1),
            },
            NodeValue::CodeBlock(code) => {
                let literal = restore(code.literal.trim_end_matches('\n'));
                if !characters::is_balanced(&literal) || !characters::is_balanced(&code.info) {
                    self.report(&[UnitProblem::Isolates], &span);
                }
                SourceBlockKind::Code {
                    language: restore(&code.info).split_whitespace().next().map(str::to_owned),
                    code: code_pieces(&literal),
                }
            }
            NodeValue::Table(table) => {
                node.children().for_each(|row| self.check_cells(row, table.num_columns));
                self.table(node, &id, &table.alignments)
            }
            NodeValue::ThematicBreak => SourceBlockKind::Rule,
            NodeValue::BlockDirective(directive) => {
                self.directive(node, &restore(&directive.info), &id, &span, depth)?
            }
            NodeValue::Heading(_) => {
                self.unsupported(&span, "a heading inside another block");
                let id = node.data().attrs.as_ref().and_then(|attrs| attrs.id.clone());
                self.lost_ids.extend(id);
                return None;
            }
            NodeValue::HtmlBlock(html) => {
                let html = restore(&html.literal);
                let line = html.lines().next().unwrap_or_default();
                self.report(&[UnitProblem::html(line)], &span);
                return None;
            }
            _ => {
                self.unsupported(&span, "this construct");
                return None;
            }
        };
        Some(SourceBlock { id, span, kind })
    }

    fn items(&mut self, list: Node<'a>, id: &BlockId, depth: usize) -> Vec<SourceItem> {
        let mut items = Vec::new();
        for node in list.children() {
            let done = match &node.data().value {
                NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                _ => None,
            };
            let id = id.child(items.len() + 1);
            items.push(SourceItem { done, blocks: self.blocks(node, &id, depth + 1) });
        }
        items
    }

    /// Reports a cell that has no column: it would be gone.
    fn check_cells(&mut self, row: Node<'a>, columns: usize) {
        let span = self.span(row);
        let lost = surplus(&span.file.text[span.range.clone()], columns).map(str::to_owned);
        if let Some(lost) = lost {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::SurplusCell,
                    format!("a row with more cells than the table has columns ({columns})"),
                )
                .label(span.find(&lost), "this cell has no column")
                .help("give the table a heading for it; a bar inside a cell is written `\\|`"),
            );
        }
    }

    fn table(
        &mut self,
        node: Node<'a>,
        id: &BlockId,
        alignments: &[TableAlignment],
    ) -> SourceBlockKind {
        let mut rows = Vec::new();
        for (r, row) in node.children().enumerate() {
            let mut cells = Vec::new();
            for (c, cell) in row.children().enumerate() {
                let unit = UnitId::from(&id.child(r).child(c + 1));
                let text = self.unit(cell, unit.clone());
                cells.push(text.unwrap_or_else(|| empty_unit(cell, unit, self.span(cell), false)));
            }
            rows.push(cells);
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let align = |column: usize| match alignments.get(column) {
            Some(TableAlignment::Center) => Align::Center,
            Some(TableAlignment::Right) => Align::End,
            Some(TableAlignment::Left | TableAlignment::None) | None => Align::Start,
        };
        let columns =
            head.into_iter().enumerate().map(|(column, title)| (title, align(column))).collect();
        SourceBlockKind::Table { columns, rows }
    }

    fn directive(
        &mut self,
        node: Node<'a>,
        info: &str,
        id: &BlockId,
        span: &Span,
        depth: usize,
    ) -> Option<SourceBlockKind> {
        let empty = node.first_child().is_none();
        let kind = Directive::parse(info).and_then(|directive| match directive.name {
            "categories" if directive.attributes.is_empty() && empty => {
                Some(SourceBlockKind::Categories)
            }
            "providers" if directive.attributes.is_empty() && empty => {
                Some(SourceBlockKind::Providers)
            }
            "inventory" if empty => directive
                .only("category")
                .map(|category| SourceBlockKind::Inventory { category: category.to_owned() }),
            "when" if !empty => directive.only("set").map(|variable| SourceBlockKind::When {
                variable: variable.to_owned(),
                blocks: self.blocks(node, id, depth + 1),
            }),
            _ => None,
        });
        if kind.is_none() {
            self.diagnostics.push(
                Diagnostic::error(Code::Directive, format!("wrong directive `{}`", info.trim()))
                    .at(span.find(info.trim()))
                    .help(
                        "the directives are `::: categories`, `::: providers`, \
                         `::: inventory {category=\"…\"}`, all three empty, and \
                         `::: when {set=\"…\"}` around blocks",
                    ),
            );
        }
        kind
    }
}

/// The first cell of the row `line` that is past `columns` and not empty.
fn surplus(line: &str, columns: usize) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in line.char_indices() {
        if c == '|' && !escaped {
            cells.push(&line[start..at]);
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(&line[start..]);
    cells.into_iter().skip(columns).map(str::trim).find(|cell| !cell.is_empty())
}

/// The id of the note `name`: names are free text, ids are not.
pub(super) fn footnote_id(name: &str, kind: BodyKind<'_>) -> BlockId {
    let mut slug = String::new();
    for c in name.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => slug.push('-'),
            _ => slug.push_str(&format!("-u{:x}", u32::from(c))),
        }
    }
    match kind {
        BodyKind::Source => BlockId::note(&slug),
        BodyKind::Patch(tag) => BlockId::patch_note(&tag.as_str().to_ascii_lowercase(), &slug),
    }
}

fn alert_kind(kind: AlertType) -> AlertKind {
    match kind {
        AlertType::Note => AlertKind::Note,
        AlertType::Tip => AlertKind::Tip,
        AlertType::Important => AlertKind::Important,
        AlertType::Warning => AlertKind::Warning,
        AlertType::Caution => AlertKind::Caution,
    }
}
