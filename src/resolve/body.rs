//! The body of a document: sections, blocks and footnotes.

use super::calls::Called;
use super::patch::OwnedSection;
use super::text::TextBuilder;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{
    Block, BlockId, BlockKind, Column, Footnote, Inventory, ListItem, LocaleTag, Section, Table,
    TableKind, Text, title_text,
};
use crate::project::Project;
use crate::project::source::{SourceBlock, SourceBlockKind, SourceFootnote, SourceSection};

/// Builds the sections and footnotes of one document.
pub(super) struct BodyBuilder<'p, 'd> {
    pub(super) texts: TextBuilder<'p, 'd>,
    pub(super) project: &'p Project,
    notes: &'d [(SourceFootnote, LocaleTag)],
    /// The inventory in this locale, once a block has asked for it.
    pub(super) inventory: Option<Inventory>,
}

impl<'p, 'd> BodyBuilder<'p, 'd> {
    pub(super) fn new(
        texts: TextBuilder<'p, 'd>,
        project: &'p Project,
        notes: &'d [(SourceFootnote, LocaleTag)],
    ) -> Self {
        BodyBuilder { texts, project, notes, inventory: None }
    }

    /// The sections of the document.
    pub(super) fn sections(&mut self, sections: &[OwnedSection]) -> Vec<Section> {
        // References show the headings of sections without a number, wherever they stand.
        let titles = self.titles(sections);
        // The notes of a heading are numbered when its turn comes.
        let called = self.texts.forget_calls();
        self.with_titles(sections, &mut titles.into_iter(), &called)
    }

    fn titles(&mut self, sections: &[OwnedSection]) -> Vec<Text> {
        let mut titles = Vec::new();
        for node in sections {
            let title = self.texts.document_unit(&node.section.title, &node.origin);
            if !node.section.title.msgid.is_empty() {
                self.texts.check_words(&title.content, "a heading", "{{", &node.section.title.span);
            }
            self.texts.set_title(&node.section.id, title_text(&title.content));
            titles.push(title);
            titles.extend(self.titles(&node.children));
        }
        titles
    }

    fn with_titles(
        &mut self,
        sections: &[OwnedSection],
        titles: &mut impl Iterator<Item = Text>,
        called: &Called,
    ) -> Vec<Section> {
        let mut shown = Vec::new();
        for node in sections {
            let mut title = titles.next().unwrap_or_default();
            self.texts.call_again(&mut title.content, called);
            let blocks = self.blocks(&node.section.blocks, &node.origin);
            if blocks.is_empty() && node.children.is_empty() {
                self.warn_if_bare(&node.section);
            }
            shown.push(Section {
                id: node.section.id.clone(),
                level: node.section.level,
                number: self.texts.number(&node.section.id),
                title,
                blocks,
                sections: self.with_titles(&node.children, titles, called),
            });
        }
        shown
    }

    /// Warns of a section whose blocks all wait for a variable that is not set.
    fn warn_if_bare(&mut self, section: &SourceSection) {
        let variable = section.blocks.iter().find_map(|block| match &block.kind {
            SourceBlockKind::When { variable, .. } => Some(variable),
            _ => None,
        });
        if let Some(variable) = variable {
            self.texts.diagnostics.push(
                Diagnostic::warning(
                    Code::BareHeading,
                    format!("nothing stands under this heading, as `{variable}` is not set"),
                )
                .at(section.title.span.clone())
                .help("set the variable, or say under the heading what holds without it"),
            );
        }
    }

    /// The footnotes that the text calls. A note may itself call others.
    pub(super) fn footnotes(&mut self) -> Vec<Footnote> {
        let mut footnotes: Vec<Footnote> = Vec::new();
        while let Some(&(at, _)) = self.texts.calls().get(footnotes.len()) {
            let number = u32::try_from(footnotes.len() + 1).unwrap_or(u32::MAX);
            let note = self.notes.get(at);
            let blocks =
                note.map(|(note, origin)| self.blocks(&note.blocks, origin)).unwrap_or_default();
            footnotes.push(Footnote {
                id: BlockId::footnote(number),
                number,
                label: self.texts.formats.number(number),
                calls: 0,
                blocks,
            });
        }
        for (note, (_, calls)) in footnotes.iter_mut().zip(self.texts.calls()) {
            note.calls = *calls;
        }
        footnotes
    }

    fn blocks(&mut self, blocks: &[SourceBlock], origin: &LocaleTag) -> Vec<Block> {
        let mut shown = Vec::new();
        for block in blocks {
            match &block.kind {
                SourceBlockKind::When { variable, blocks } => {
                    if self.texts.is_set(variable, &block.span) {
                        shown.extend(self.blocks(blocks, origin));
                    }
                }
                _ => shown.extend(self.block(block, origin)),
            }
        }
        shown
    }

    fn block(&mut self, block: &SourceBlock, origin: &LocaleTag) -> Option<Block> {
        let kind = match &block.kind {
            SourceBlockKind::Paragraph(unit) => {
                BlockKind::Paragraph { content: self.texts.document_unit(unit, origin) }
            }
            SourceBlockKind::List { start, tight, items } => BlockKind::List {
                start: *start,
                tight: *tight,
                items: items
                    .iter()
                    .map(|item| ListItem {
                        done: item.done,
                        blocks: self.blocks(&item.blocks, origin),
                    })
                    .collect(),
            },
            SourceBlockKind::Quote(blocks) => {
                BlockKind::Quote { blocks: self.blocks(blocks, origin) }
            }
            SourceBlockKind::Alert { alert, title, blocks } => BlockKind::Alert {
                alert: *alert,
                title: match title {
                    Some(title) => self.texts.document_unit(title, origin),
                    None => self.texts.word(alert.word()),
                },
                blocks: self.blocks(blocks, origin),
            },
            SourceBlockKind::Code { language, code } => {
                let code = self.texts.code(code, &block.span);
                BlockKind::Code { language: language.clone(), code }
            }
            SourceBlockKind::Table { columns, rows } => BlockKind::Table(Table {
                kind: TableKind::Plain,
                columns: columns
                    .iter()
                    .map(|(title, align)| Column {
                        title: self.texts.document_unit(title, origin),
                        align: *align,
                    })
                    .collect(),
                rows: rows
                    .iter()
                    .map(|row| {
                        row.iter().map(|cell| self.texts.document_unit(cell, origin)).collect()
                    })
                    .collect(),
            }),
            SourceBlockKind::Rule => BlockKind::Rule,
            SourceBlockKind::Categories => BlockKind::Table(self.categories_table(&block.span)?),
            SourceBlockKind::Inventory { category } => {
                BlockKind::Table(self.inventory_table(category, &block.span)?)
            }
            SourceBlockKind::Providers => BlockKind::Table(self.providers_table(&block.span)?),
            // `blocks` puts what it holds in its place.
            SourceBlockKind::When { .. } => return None,
        };
        Some(Block { id: block.id.clone(), kind, text: String::new(), html: String::new() })
    }
}
