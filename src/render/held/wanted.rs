//! The texts of a document that a format must show.

use std::ops::Range;

use super::{fold, push_letters};
use crate::document::{Block, BlockKind, Document, Inline, Section, Text, UnitId};

/// How much of a document is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Extent {
    /// All that readers see.
    Whole,
    /// The sections and the notes.
    Body,
}

/// A text of the document.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Said<'d> {
    /// Its unit, or the nearest one before it where it has none of its own.
    pub(in crate::render) unit: Option<&'d UnitId>,
    pub(in crate::render) text: &'d str,
    /// The top-level block it stands in, counted over the document; `None` for titles and notices.
    pub(in crate::render) block: Option<usize>,
}

/// A piece of a text without a footnote's number or an image in it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) range: Range<usize>,
    /// Index of its text.
    said: usize,
    /// Whether it may stand behind what follows it: the title of a column, where each row has its own.
    pub(super) is_loose: bool,
}

/// The texts of a document as letters, in reading order.
#[derive(Debug, Default)]
pub(in crate::render) struct Wanted<'d> {
    letters: String,
    parts: Vec<Part>,
    /// Where emphasis, links, code and the words between them begin.
    leaves: Vec<usize>,
    said: Vec<Said<'d>>,
    /// Parts that are titles of sections, with the depth of these.
    titles: Vec<(usize, usize)>,
    blocks: usize,
    unit: Option<&'d UnitId>,
    spaces: Vec<usize>,
}

impl<'d> Wanted<'d> {
    pub(in crate::render) fn of(document: &'d Document, extent: Extent) -> Self {
        let mut wanted = Wanted::default();
        if extent == Extent::Whole {
            wanted.text(&document.title, None);
            for notice in &document.notices {
                wanted.begin(None, &notice.text, None);
                wanted.words(&notice.text);
            }
        }
        for section in &document.sections {
            wanted.section(section, 1);
        }
        for block in document.footnotes.iter().flat_map(|note| &note.blocks) {
            wanted.top_block(block);
        }
        wanted
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn titles(&self) -> &[(usize, usize)] {
        &self.titles
    }

    pub(super) fn letters(&self, part: &Part) -> &str {
        &self.letters[part.range.clone()]
    }

    /// The letters of the part at `index` by its emphasis, links, code and the words between them.
    pub(super) fn leaves(&self, index: usize) -> impl Iterator<Item = &str> {
        let Range { start, end } = self.parts[index].range;
        let first = self.leaves.partition_point(|leaf| *leaf <= start);
        let last = self.leaves.partition_point(|leaf| *leaf < end).max(first);
        let inner = &self.leaves[first..last];
        let starts = std::iter::once(start).chain(inner.iter().copied());
        let ends = inner.iter().copied().chain([end]);
        starts
            .zip(ends)
            .map(|(start, end)| &self.letters[start..end])
            .filter(|leaf| !leaf.is_empty())
    }

    /// How many letters the text has that the part at `index` is of.
    pub(super) fn text_len(&self, index: usize) -> usize {
        let said = self.parts[index].said;
        let first = self.parts.partition_point(|part| part.said < said);
        let parts = self.parts[first..].iter().take_while(|part| part.said == said);
        parts.map(|part| part.range.len()).sum()
    }

    /// The text that the part at `index` is of.
    pub(super) fn said(&self, index: usize) -> &Said<'d> {
        &self.said[self.parts[index].said]
    }

    /// The texts that have parts, by these.
    pub(in crate::render) fn texts(&self) -> impl Iterator<Item = &Said<'d>> {
        self.parts.iter().map(|part| &self.said[part.said])
    }

    /// The title and the notices alone.
    pub(in crate::render) fn head(&self) -> Self {
        let first = self.titles.first().map(|(part, _)| *part);
        let first = first.unwrap_or(self.parts.len());
        Wanted {
            letters: self.letters.clone(),
            parts: self.parts[..first].to_vec(),
            leaves: self.leaves.clone(),
            said: self.said.clone(),
            ..Wanted::default()
        }
    }

    /// The same in one case.
    pub(super) fn folded(&self) -> Self {
        let mut folded = Wanted {
            said: self.said.clone(),
            titles: self.titles.clone(),
            blocks: self.blocks,
            ..Wanted::default()
        };
        for (index, part) in self.parts.iter().enumerate() {
            let start = folded.letters.len();
            for leaf in self.leaves(index) {
                folded.leaves.push(folded.letters.len());
                folded.letters.push_str(&fold(leaf));
            }
            let range = start..folded.letters.len();
            folded.parts.push(Part { range, ..part.clone() });
        }
        folded
    }

    fn section(&mut self, section: &'d Section, depth: usize) {
        let first = self.parts.len();
        self.text(&section.title, None);
        self.titles.extend((first..self.parts.len()).map(|part| (part, depth)));
        section.blocks.iter().for_each(|block| self.top_block(block));
        section.sections.iter().for_each(|child| self.section(child, depth + 1));
    }

    fn top_block(&mut self, block: &'d Block) {
        self.blocks += 1;
        self.block(block, Some(self.blocks));
    }

    fn block(&mut self, block: &'d Block, top: Option<usize>) {
        match &block.kind {
            BlockKind::Paragraph { content } => self.text(content, top),
            BlockKind::List { items, .. } => {
                let blocks = items.iter().flat_map(|item| &item.blocks);
                blocks.for_each(|block| self.block(block, top));
            }
            BlockKind::Quote { blocks } => {
                blocks.iter().for_each(|block| self.block(block, top));
            }
            BlockKind::Alert { title, blocks, .. } => {
                self.text(title, top);
                blocks.iter().for_each(|block| self.block(block, top));
            }
            BlockKind::Code { code, .. } => {
                self.begin(None, code, top);
                self.words(code);
            }
            BlockKind::Table(table) => {
                let first = self.parts.len();
                table.columns.iter().for_each(|column| self.text(&column.title, top));
                self.parts[first..].iter_mut().for_each(|part| part.is_loose = true);
                table.rows.iter().flatten().for_each(|cell| self.text(cell, top));
            }
            BlockKind::Rule => {}
        }
    }

    fn text(&mut self, text: &'d Text, block: Option<usize>) {
        self.begin(text.unit.as_ref(), &text.text, block);
        self.inlines(&text.content);
    }

    fn inlines(&mut self, content: &'d [Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } | Inline::Code { text } => self.words(text),
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Link { content, .. }
                | Inline::Reference { content, .. } => self.inlines(content),
                // What stands in their place is the format's own.
                Inline::Footnote { .. } | Inline::Image { .. } => self.part(),
                Inline::Break => {}
            }
        }
    }

    /// Begins a text, whose words follow.
    fn begin(&mut self, unit: Option<&'d UnitId>, text: &'d str, block: Option<usize>) {
        self.unit = unit.or(self.unit);
        self.said.push(Said { unit: self.unit, text, block });
        self.part();
    }

    /// Begins a part of the text at hand.
    fn part(&mut self) {
        let end = self.letters.len();
        self.parts.push(Part { range: end..end, said: self.said.len() - 1, is_loose: false });
    }

    fn words(&mut self, text: &str) {
        self.spaces.clear();
        self.leaves.push(self.letters.len());
        push_letters(text, &mut self.letters, &mut self.spaces);
        if let Some(part) = self.parts.last_mut() {
            part.range.end = self.letters.len();
        }
    }
}
