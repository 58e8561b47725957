//! Walking every text and block of a document, in reading order.

use super::{Block, BlockKind, Document, Inline, Section, Text, UnitId};

impl Document {
    /// Calls `visit` for every text that readers see in the body, in reading order.
    pub fn for_each_text<'a>(&'a self, visit: &mut dyn FnMut(&'a Text)) {
        visit(&self.title);
        for section in &self.sections {
            section.for_each_text(visit);
        }
        for note in &self.footnotes {
            for block in &note.blocks {
                block.for_each_text(visit);
            }
        }
    }

    /// Calls `visit` for every image of the body, with the unit it stands in, in reading order.
    pub(crate) fn for_each_image<'a>(&'a self, visit: &mut dyn FnMut(&'a str, Option<&'a UnitId>)) {
        self.for_each_text(&mut |text| images(&text.content, text.unit.as_ref(), visit));
    }

    /// The first unit that shows the image `src`.
    pub(crate) fn unit_with_image(&self, src: &str) -> Option<&UnitId> {
        let mut found = None;
        self.for_each_image(&mut |image, unit| {
            if image == src {
                found = found.or(unit);
            }
        });
        found
    }

    /// Calls `visit` for every literal block.
    pub fn for_each_code<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        let sections = self.all_sections().into_iter().flat_map(|section| &section.blocks);
        for block in sections.chain(self.footnotes.iter().flat_map(|note| &note.blocks)) {
            block.for_each_code(visit);
        }
    }

    /// Lists the sections in reading order, parents before their children.
    #[must_use]
    pub fn all_sections(&self) -> Vec<&Section> {
        fn collect<'a>(sections: &'a [Section], into: &mut Vec<&'a Section>) {
            for section in sections {
                into.push(section);
                collect(&section.sections, into);
            }
        }
        let mut all = Vec::new();
        collect(&self.sections, &mut all);
        all
    }
}

impl Section {
    fn for_each_text<'a>(&'a self, visit: &mut dyn FnMut(&'a Text)) {
        visit(&self.title);
        for block in &self.blocks {
            block.for_each_text(visit);
        }
        for section in &self.sections {
            section.for_each_text(visit);
        }
    }
}

impl Block {
    /// Calls `visit` for every text in the block.
    pub fn for_each_text<'a>(&'a self, visit: &mut dyn FnMut(&'a Text)) {
        match &self.kind {
            BlockKind::Paragraph { content } => visit(content),
            BlockKind::List { items, .. } => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    block.for_each_text(visit);
                }
            }
            BlockKind::Quote { blocks } => {
                blocks.iter().for_each(|block| block.for_each_text(visit));
            }
            BlockKind::Alert { title, blocks, .. } => {
                visit(title);
                blocks.iter().for_each(|block| block.for_each_text(visit));
            }
            BlockKind::Table(table) => {
                table.columns.iter().for_each(|column| visit(&column.title));
                table.rows.iter().flatten().for_each(visit);
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }

    fn for_each_code<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        match &self.kind {
            BlockKind::Code { code, .. } => visit(code),
            BlockKind::List { items, .. } => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    block.for_each_code(visit);
                }
            }
            BlockKind::Quote { blocks } | BlockKind::Alert { blocks, .. } => {
                blocks.iter().for_each(|block| block.for_each_code(visit));
            }
            BlockKind::Paragraph { .. } | BlockKind::Table(_) | BlockKind::Rule => {}
        }
    }
}

fn images<'a>(
    content: &'a [Inline],
    unit: Option<&'a UnitId>,
    visit: &mut dyn FnMut(&'a str, Option<&'a UnitId>),
) {
    for inline in content {
        match inline {
            Inline::Image { src, .. } => visit(src, unit),
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strikethrough { content }
            | Inline::Link { content, .. }
            | Inline::Reference { content, .. } => images(content, unit, visit),
            Inline::Text { .. } | Inline::Code { .. } | Inline::Footnote { .. } | Inline::Break => {
            }
        }
    }
}
