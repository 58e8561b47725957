//! A document as its author wrote it: sections, blocks and translatable units, each with its place.

use super::config::FrontMatter;
use crate::diagnostic::Span;
use crate::document::{AlertKind, Align, BlockId, Day, DocumentId, UnitId, is_blank};

/// A document of the project.
#[derive(Debug)]
pub(crate) struct SourceDocument {
    pub(crate) id: DocumentId,
    pub(crate) front: FrontMatter,
    pub(crate) updated: Day,
    pub(crate) effective: Option<Day>,
    /// Title and summary of the front matter.
    pub(crate) title: Unit,
    pub(crate) summary: Unit,
    pub(crate) sections: Vec<SourceSection>,
    pub(crate) footnotes: Vec<SourceFootnote>,
    /// Ids that headings were to have, and the words of those without one: an error already.
    pub(crate) lost_ids: Vec<String>,
}

/// A heading with what stands under it.
#[derive(Debug, Clone)]
pub(crate) struct SourceSection {
    pub(crate) id: BlockId,
    pub(crate) level: u8,
    pub(crate) numbered: bool,
    pub(crate) title: Unit,
    /// The heading's line.
    pub(crate) span: Span,
    pub(crate) blocks: Vec<SourceBlock>,
    pub(crate) sections: Vec<SourceSection>,
    /// What a patch does with it; `None` in a document's own source.
    pub(crate) action: Option<PatchAction>,
}

/// What a section of a patch asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatchAction {
    /// Insert it after the section of this id.
    After(String),
    /// Insert it before the section of this id.
    Before(String),
    /// Remove the section of its id.
    Remove,
}

/// The text a footnote name stands for.
#[derive(Debug, Clone)]
pub(crate) struct SourceFootnote {
    pub(crate) name: String,
    pub(crate) blocks: Vec<SourceBlock>,
}

/// A block with its id and place.
#[derive(Debug, Clone)]
pub(crate) struct SourceBlock {
    pub(crate) id: BlockId,
    pub(crate) span: Span,
    pub(crate) kind: SourceBlockKind,
}

/// The kinds of [`SourceBlock`].
#[derive(Debug, Clone)]
pub(crate) enum SourceBlockKind {
    Paragraph(Unit),
    List {
        start: Option<u32>,
        tight: bool,
        items: Vec<SourceItem>,
    },
    Quote(Vec<SourceBlock>),
    Alert {
        alert: AlertKind,
        title: Option<Unit>,
        blocks: Vec<SourceBlock>,
    },
    Code {
        language: Option<String>,
        code: Vec<Piece>,
    },
    Table {
        columns: Vec<(Unit, Align)>,
        rows: Vec<Vec<Unit>>,
    },
    Rule,
    /// A table of every category.
    Categories,
    /// A table of the items of one category.
    Inventory {
        category: String,
    },
    /// A table of the third-party providers.
    Providers,
    /// Blocks that are shown only if a variable is set.
    When {
        variable: String,
        blocks: Vec<SourceBlock>,
    },
}

/// An item of a list.
#[derive(Debug, Clone)]
pub(crate) struct SourceItem {
    pub(crate) done: Option<bool>,
    pub(crate) blocks: Vec<SourceBlock>,
}

/// A translatable unit: the inline content of one block, or one field.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) id: UnitId,
    /// The content as Markdown, in the form catalogues carry.
    pub(crate) msgid: String,
    pub(crate) content: Vec<SourceInline>,
    /// What it is in the document, for its translator.
    pub(crate) role: &'static str,
    /// Where it stands in the source.
    pub(crate) span: Span,
    /// Whether something in it is an error, so that `content` is what could be read, and `msgid` is
    /// empty.
    pub(crate) flawed: bool,
}

/// Running text before variables, references and footnotes are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SourceInline {
    Text(Vec<Piece>),
    Code(Vec<Piece>),
    Emphasis(Vec<SourceInline>),
    Strong(Vec<SourceInline>),
    Strikethrough(Vec<SourceInline>),
    Link { href: Vec<Piece>, content: Vec<SourceInline> },
    Reference { target: String, content: Vec<SourceInline> },
    Footnote(String),
    Image { src: String, alt: Vec<Piece> },
    Break,
}

/// A part of a text: words, or an expression between `{{` and `}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Words(String),
    Expression(String),
}

impl SourceDocument {
    /// Every section, parents before their children.
    pub(crate) fn all_sections(&self) -> Vec<&SourceSection> {
        all_sections(&self.sections)
    }

    /// Calls `visit` for every unit, in reading order.
    pub(crate) fn for_each_unit<'a>(&'a self, visit: &mut dyn FnMut(&'a Unit)) {
        visit(&self.title);
        visit(&self.summary);
        for section in self.all_sections() {
            visit(&section.title);
            section.blocks.iter().for_each(|block| block.for_each_unit(visit));
        }
        for note in &self.footnotes {
            note.blocks.iter().for_each(|block| block.for_each_unit(visit));
        }
    }

    /// Calls `visit` for every block, at any depth, those of footnotes last.
    pub(crate) fn for_each_block<'a>(&'a self, visit: &mut dyn FnMut(&'a SourceBlock)) {
        for section in self.all_sections() {
            section.blocks.iter().for_each(|block| block.for_each_block(visit));
        }
        for note in &self.footnotes {
            note.blocks.iter().for_each(|block| block.for_each_block(visit));
        }
    }
}

/// Whether one of the headings `lost`, by their words or the ids they were to have, may be the one
/// that `target` names.
pub(crate) fn has_lost(lost: &[String], target: &str) -> bool {
    lost.iter().any(|words| slug(words) == slug(target))
}

/// What an id made from `words` would be, more or less.
fn slug(words: &str) -> String {
    let letters = words.to_lowercase();
    let parts = letters.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// Pieces as the source writes them.
pub(crate) fn written(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Expression(expression) => format!("{{{{{expression}}}}}"),
        })
        .collect()
}

/// Every section of a tree, parents before their children.
pub(crate) fn all_sections(sections: &[SourceSection]) -> Vec<&SourceSection> {
    fn collect<'a>(sections: &'a [SourceSection], into: &mut Vec<&'a SourceSection>) {
        for section in sections {
            into.push(section);
            collect(&section.sections, into);
        }
    }
    let mut all = Vec::new();
    collect(sections, &mut all);
    all
}

/// Builds the tree of a flat list of sections: each goes below the last one of a smaller level.
pub(crate) fn nest(flat: Vec<SourceSection>) -> Vec<SourceSection> {
    fn place(siblings: &mut Vec<SourceSection>, section: SourceSection) {
        match siblings.last_mut() {
            Some(last) if last.level < section.level => place(&mut last.sections, section),
            _ => siblings.push(section),
        }
    }
    let mut roots = Vec::new();
    flat.into_iter().for_each(|section| place(&mut roots, section));
    roots
}

impl SourceBlock {
    /// Calls `visit` for every unit of the block, in reading order.
    pub(crate) fn for_each_unit<'a>(&'a self, visit: &mut dyn FnMut(&'a Unit)) {
        let mut all = |blocks: &'a [SourceBlock]| {
            blocks.iter().for_each(|block| block.for_each_unit(visit));
        };
        match &self.kind {
            SourceBlockKind::Paragraph(unit) => visit(unit),
            SourceBlockKind::List { items, .. } => items.iter().for_each(|item| all(&item.blocks)),
            SourceBlockKind::Quote(blocks) | SourceBlockKind::When { blocks, .. } => all(blocks),
            SourceBlockKind::Alert { title, blocks, .. } => {
                if let Some(title) = title {
                    visit(title);
                }
                blocks.iter().for_each(|block| block.for_each_unit(visit));
            }
            SourceBlockKind::Table { columns, rows } => {
                columns.iter().for_each(|(title, _)| visit(title));
                rows.iter().flatten().for_each(visit);
            }
            SourceBlockKind::Code { .. }
            | SourceBlockKind::Rule
            | SourceBlockKind::Categories
            | SourceBlockKind::Inventory { .. }
            | SourceBlockKind::Providers => {}
        }
    }

    /// Calls `visit` for the block and every block in it.
    pub(crate) fn for_each_block<'a>(&'a self, visit: &mut dyn FnMut(&'a SourceBlock)) {
        visit(self);
        match &self.kind {
            SourceBlockKind::List { items, .. } => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    block.for_each_block(visit);
                }
            }
            SourceBlockKind::Quote(blocks)
            | SourceBlockKind::When { blocks, .. }
            | SourceBlockKind::Alert { blocks, .. } => {
                blocks.iter().for_each(|block| block.for_each_block(visit));
            }
            SourceBlockKind::Paragraph(_)
            | SourceBlockKind::Code { .. }
            | SourceBlockKind::Table { .. }
            | SourceBlockKind::Rule
            | SourceBlockKind::Categories
            | SourceBlockKind::Inventory { .. }
            | SourceBlockKind::Providers => {}
        }
    }
}

/// Whether a reader sees nothing of `content` but marks of emphasis that went wrong.
pub(crate) fn shows_nothing(content: &[SourceInline]) -> bool {
    let mut nothing = true;
    for_each_inline(content, &mut |inline| match inline {
        SourceInline::Text(pieces) => {
            for piece in pieces {
                nothing &= match piece {
                    Piece::Words(words) => words.split_inclusive(|_| true).all(is_sign_or_blank),
                    Piece::Expression(_) => false,
                };
            }
        }
        SourceInline::Code(code) => nothing &= is_blank(&written(code)),
        SourceInline::Reference { .. } | SourceInline::Footnote(_) | SourceInline::Image { .. } => {
            nothing = false;
        }
        SourceInline::Emphasis(_)
        | SourceInline::Strong(_)
        | SourceInline::Strikethrough(_)
        | SourceInline::Link { .. }
        | SourceInline::Break => {}
    });
    nothing
}

/// Whether a character is blank, or one of those that mark emphasis and code.
fn is_sign_or_blank(character: &str) -> bool {
    matches!(character, "*" | "_" | "~" | "`") || is_blank(character)
}

/// Calls `visit` for every inline of `content`, at any depth.
pub(crate) fn for_each_inline<'a>(
    content: &'a [SourceInline],
    visit: &mut dyn FnMut(&'a SourceInline),
) {
    for inline in content {
        visit(inline);
        match inline {
            SourceInline::Emphasis(content)
            | SourceInline::Strong(content)
            | SourceInline::Strikethrough(content)
            | SourceInline::Link { content, .. }
            | SourceInline::Reference { content, .. } => for_each_inline(content, visit),
            SourceInline::Text(_)
            | SourceInline::Code(_)
            | SourceInline::Footnote(_)
            | SourceInline::Image { .. }
            | SourceInline::Break => {}
        }
    }
}
