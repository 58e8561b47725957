//! Blocks: headings become a flat list of sections, each with its blocks and their stable ids.

use std::sync::Arc;

use comrak::nodes::{AlertType, ListType, Node, NodeValue, Sourcepos, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::super::source::{
    PatchAction, SourceBlock, SourceBlockKind, SourceFootnote, SourceItem, SourceSection, Unit,
};
use super::DEEPEST;
use super::directive::Directive;
use super::inlines::UnitParser;
use super::problem::UnitProblem;
use super::units::role;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{AlertKind, Align, BlockId, UnitId};

/// What a body is the body of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    /// A document's source.
    Source,
    /// A locale's patch, whose headings may say where they go.
    Patch,
}

/// What a body holds.
#[derive(Debug, Default)]
pub(crate) struct ParsedBody {
    /// The sections in order, not yet nested.
    pub(crate) sections: Vec<SourceSection>,
    pub(crate) footnotes: Vec<SourceFootnote>,
}

/// Parses the Markdown that starts `offset` bytes into `file`.
pub(crate) fn parse_body(
    file: &Arc<SourceFile>,
    offset: usize,
    kind: BodyKind,
    diagnostics: &mut Diagnostics,
) -> ParsedBody {
    let arena = Arena::new();
    let options = super::options();
    let markdown = &file.text[offset..];
    let root = parse_document(&arena, markdown, &options);
    let line_starts = std::iter::once(0)
        .chain(markdown.match_indices('\n').map(|(at, _)| at + 1))
        .map(|at| at + offset)
        .collect();
    let mut reader = Reader {
        arena: &arena,
        options,
        file,
        line_starts,
        kind,
        diagnostics,
        parser: UnitParser::new(),
        footnotes: footnotes(root),
        undefined: Vec::new(),
    };
    reader.body(root)
}

pub(super) struct Reader<'a, 'd> {
    pub(super) arena: &'a Arena<'a>,
    pub(super) options: Options<'static>,
    file: &'d Arc<SourceFile>,
    /// Byte offset in the file of each line of the body.
    line_starts: Vec<usize>,
    kind: BodyKind,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) parser: UnitParser,
    /// Names of the footnotes the body defines.
    pub(super) footnotes: Vec<String>,
    /// Footnote calls already reported.
    pub(super) undefined: Vec<String>,
}

impl<'a> Reader<'a, '_> {
    fn body(&mut self, root: Node<'a>) -> ParsedBody {
        let mut body = ParsedBody::default();
        for node in root.children() {
            let span = self.span(node);
            if matches!(node.data().value, NodeValue::Heading(_)) {
                if let Some(section) = self.heading(node, span) {
                    body.sections.push(section);
                }
            } else if let NodeValue::FootnoteDefinition(note) = &node.data().value {
                let id = footnote_id(&note.name);
                if body.footnotes.iter().any(|known| footnote_id(&known.name) == id) {
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::DuplicateId,
                            format!("two footnotes come to the id `{id}`"),
                        )
                        .at(span.find(&note.name))
                        .help("name them by different letters or digits"),
                    );
                }
                let blocks = self.blocks(node, &id, 0);
                body.footnotes.push(SourceFootnote { name: note.name.clone(), blocks });
            } else if let Some(section) = body.sections.last_mut() {
                let id = section.id.child(section.blocks.len() + 1);
                if let Some(block) = self.block(node, id, 0) {
                    section.blocks.push(block);
                }
            } else {
                self.diagnostics.push(
                    Diagnostic::error(Code::TextBeforeHeading, "text before the first heading")
                        .at(span)
                        .help(
                            "put a heading above it, such as `# In brief {#summary .unnumbered}`",
                        ),
                );
            }
        }
        body
    }

    pub(super) fn span(&self, node: Node<'a>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        let at = |line: usize, column: usize| {
            self.line_starts
                .get(line.saturating_sub(1))
                .map_or(self.file.text.len(), |s| s + column)
        };
        Span::new(
            self.file,
            at(start.line, start.column.saturating_sub(1))..at(end.line, end.column),
        )
    }

    fn heading(&mut self, node: Node<'a>, span: Span) -> Option<SourceSection> {
        let NodeValue::Heading(heading) = node.data().value else {
            return None;
        };
        let (id, classes, pairs) = match &node.data().attrs {
            Some(attrs) => (attrs.id.clone(), attrs.classes.clone(), attrs.pairs.clone()),
            None => (None, Vec::new(), Vec::new()),
        };
        let Some(id) = id else {
            self.diagnostics.push(
                Diagnostic::error(Code::HeadingId, "a heading without an id")
                    .at(span)
                    .help("add one at the end of its line, such as `{#scope}`"),
            );
            return None;
        };
        // A dot would make it the id of a block.
        let id: BlockId = match id.parse() {
            Ok(id) if !id_has_dot(&id) => id,
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(Code::InvalidId, format!("`{id}` is not a valid id"))
                        .at(span.find(&id))
                        .help(
                            "use lower-case letters, digits and hyphens, and start with a letter",
                        ),
                );
                return None;
            }
        };
        let mut numbered = true;
        let mut action = None;
        for class in classes {
            match (class.as_str(), self.kind) {
                ("unnumbered", _) => numbered = false,
                ("remove", BodyKind::Patch) => action = Some(PatchAction::Remove),
                _ => self.unknown_attribute(&span, &format!(".{class}")),
            }
        }
        for (key, value) in pairs {
            match (key.as_str(), self.kind) {
                ("after", BodyKind::Patch) => action = Some(PatchAction::After(value)),
                ("before", BodyKind::Patch) => action = Some(PatchAction::Before(value)),
                _ => self.unknown_attribute(&span, &key),
            }
        }
        let title = self.unit(node, UnitId::from(&id))?;
        Some(SourceSection {
            id,
            level: heading.level,
            numbered,
            title,
            span,
            blocks: Vec::new(),
            sections: Vec::new(),
            action,
        })
    }

    fn unknown_attribute(&mut self, span: &Span, name: &str) {
        let help = match self.kind {
            BodyKind::Source => "a heading has an id and may be `.unnumbered`",
            BodyKind::Patch => {
                "a heading of a patch has an id and may be `.unnumbered`, `.remove`, or have \
                 `after=\"id\"` or `before=\"id\"`"
            }
        };
        self.diagnostics.push(
            Diagnostic::error(Code::Unsupported, format!("a heading cannot have `{name}`"))
                .at(span.find(name))
                .help(help),
        );
    }

    fn blocks(&mut self, parent: Node<'a>, id: &BlockId, depth: usize) -> Vec<SourceBlock> {
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
                title: match alert.title {
                    Some(title) => Some(self.alert_title(&title, &id, &span)?),
                    None => None,
                },
                blocks: self.blocks(node, &id, depth + 1),
            },
            NodeValue::CodeBlock(code) => SourceBlockKind::Code {
                language: code.info.split_whitespace().next().map(str::to_owned),
                code: code.literal.trim_end_matches('\n').to_owned(),
            },
            NodeValue::Table(table) => self.table(node, &id, &table.alignments),
            NodeValue::ThematicBreak => SourceBlockKind::Rule,
            NodeValue::BlockDirective(directive) => {
                self.directive(node, &directive.info, &id, &span, depth)?
            }
            NodeValue::Heading(_) => {
                self.unsupported(&span, "a heading inside another block");
                return None;
            }
            NodeValue::HtmlBlock(html) => {
                let line = html.literal.lines().next().unwrap_or_default().to_owned();
                self.report(&[UnitProblem::Html(line)], &span);
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
                let empty = |reader: &Self| Unit {
                    role: role(cell),
                    id: unit.clone(),
                    msgid: String::new(),
                    content: Vec::new(),
                    span: reader.span(cell),
                };
                cells.push(self.unit(cell, unit.clone()).unwrap_or_else(|| empty(self)));
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

fn footnotes(root: Node<'_>) -> Vec<String> {
    root.children()
        .filter_map(|node| match &node.data().value {
            NodeValue::FootnoteDefinition(note) => Some(note.name.clone()),
            _ => None,
        })
        .collect()
}

fn id_has_dot(id: &BlockId) -> bool {
    id.as_str().contains('.')
}

/// Footnote names are free text; their anchors are not.
fn footnote_id(name: &str) -> BlockId {
    let slug: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    BlockId::note(&slug)
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
