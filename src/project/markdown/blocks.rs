//! Blocks: a body becomes a flat list of sections, each with its blocks and their stable ids.

use std::collections::BTreeSet;
use std::sync::Arc;

use comrak::nodes::{AlertType, ListType, Node, NodeValue, Sourcepos};
use comrak::{Arena, Options, parse_document};

use super::super::characters;
use super::super::source::{SourceBlock, SourceBlockKind, SourceFootnote, SourceSection};
use super::DEEPEST;
use super::footnotes::{Definitions, calls_as_text, defines_all};
use super::inlines::UnitParser;
use super::normalise::is_break;
use super::pieces::code_pieces;
use super::prepare::{Prepared, prepare, restore};
use super::problem::{OpenTags, UnitProblem};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{AlertKind, BlockId, LocaleTag, UnitId};

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
    reader.check_definitions();
    ParsedBody { sections, footnotes, lost_ids: reader.lost_ids }
}

pub(super) struct Reader<'a, 'd> {
    pub(super) arena: &'a Arena<'a>,
    pub(super) options: Options<'static>,
    file: &'d Arc<SourceFile>,
    /// Where the body begins in the file.
    offset: usize,
    /// The body as comrak reads it.
    pub(super) prepared: &'d Prepared,
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
        self.place((start.line, start.column.saturating_sub(1)), (end.line, end.column))
    }

    /// The span from one line and column of what comrak reads to another.
    pub(super) fn place(&self, start: (usize, usize), end: (usize, usize)) -> Span {
        let at = |(line, column): (usize, usize)| {
            let start = self.line_starts.get(line.saturating_sub(1));
            start.map_or(self.file.text.len(), |start| {
                self.offset + self.prepared.original(start + column)
            })
        };
        Span::new(self.file, at(start)..at(end))
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
                items: {
                    if list.list_type == ListType::Ordered {
                        self.check_numbers(node, list.start);
                    }
                    self.items(node, &id, depth)
                },
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
                    language: self.language(&restore(&code.info), &span),
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
                if is_break(line.trim()) {
                    self.diagnostics.push(
                        Diagnostic::error(Code::RawHtml, "a line break on a line of its own")
                            .at(span.find(line.trim()))
                            .help(
                                "put it behind the words that it follows; between paragraphs stands \
                                 an empty line and nothing else",
                            ),
                    );
                    return None;
                }
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

    /// The language that the words behind a fence name. Reports what else they say.
    fn language(&mut self, info: &str, span: &Span) -> Option<String> {
        let info = info.trim();
        let (name, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
        let language = (!name.is_empty() && !name.contains(['{', '}', '=', '"'])).then_some(name);
        let lost = if language.is_some() { rest.trim_start() } else { info };
        if !lost.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning(
                    Code::CodeInfo,
                    format!("`{lost}` behind the fence of code is published nowhere"),
                )
                .at(span.find(lost))
                .help("say it in a paragraph above the code; only the language stands behind the fence"),
            );
        }
        language.map(str::to_owned)
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
