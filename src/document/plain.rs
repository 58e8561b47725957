//! The plain-text view: what a block says, without any layout.

use super::{Block, BlockKind, Document, Inline, Inventory, Section, Text, is_blank};

/// Fills every `text` field of `document`.
pub(super) fn fill(document: &mut Document) {
    text(&mut document.title);
    text(&mut document.summary);
    document.sections.iter_mut().for_each(section);
    document.footnotes.iter_mut().for_each(|note| note.blocks.iter_mut().for_each(block));
    inventory(&mut document.inventory);
}

fn inventory(inventory: &mut Inventory) {
    for category in &mut inventory.categories {
        text(&mut category.name);
        text(&mut category.usage);
        text(&mut category.meaning);
    }
    for provider in &mut inventory.providers {
        text(&mut provider.role);
    }
    for item in &mut inventory.items {
        text(&mut item.purpose);
        text(&mut item.retention);
    }
}

fn section(section: &mut Section) {
    section.title.text = title_text(&section.title.content);
    section.blocks.iter_mut().for_each(block);
    section.sections.iter_mut().for_each(self::section);
}

fn text(text: &mut Text) {
    text.text = inlines(&text.content);
}

/// The words of a heading, as contents and references repeat it: without its calls of footnotes.
pub(crate) fn title_text(content: &[Inline]) -> String {
    words(content, false).trim_end().to_owned()
}

/// Words that are struck out, with the marks that Markdown has for it: without any, they would say
/// the contrary of what the document says. What readers see nothing of needs none.
pub(crate) fn struck(words: &str) -> String {
    if is_blank(words) { words.to_owned() } else { format!("~~{words}~~") }
}

/// The words of `content`, without other marks.
fn inlines(content: &[Inline]) -> String {
    words(content, true)
}

fn words(content: &[Inline], notes: bool) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text { text } | Inline::Code { text } => out.push_str(text),
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Link { content, .. }
            | Inline::Reference { content, .. } => out.push_str(&words(content, notes)),
            Inline::Strikethrough { content } => out.push_str(&struck(&words(content, notes))),
            Inline::Footnote { label, .. } => {
                if notes {
                    out.push('[');
                    out.push_str(label);
                    out.push(']');
                }
            }
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::Break => out.push('\n'),
        }
    }
    out
}

fn block(block: &mut Block) {
    block.text = match &mut block.kind {
        BlockKind::Paragraph { content } => {
            text(content);
            content.text.clone()
        }
        BlockKind::List { items, .. } => lines(items.iter_mut().map(|item| join(&mut item.blocks))),
        BlockKind::Quote { blocks } => join(blocks),
        BlockKind::Alert { title, blocks, .. } => {
            text(title);
            lines([title.text.clone(), join(blocks)])
        }
        BlockKind::Code { code, .. } => code.clone(),
        BlockKind::Table(table) => {
            table.columns.iter_mut().for_each(|column| text(&mut column.title));
            table.rows.iter_mut().flatten().for_each(text);
            let heads = table.columns.iter().map(|column| column.title.text.as_str());
            let rows =
                table.rows.iter().map(|row| cells(row.iter().map(|cell| cell.text.as_str())));
            lines(std::iter::once(cells(heads)).chain(rows))
        }
        BlockKind::Rule => String::new(),
    };
}

fn join(blocks: &mut [Block]) -> String {
    blocks.iter_mut().for_each(block);
    lines(blocks.iter().map(|block| block.text.clone()))
}

fn lines(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("\n")
}

/// Cells of a row, apart by tabs; a line break inside a cell is a space here.
fn cells<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().map(|part| part.replace('\n', " ")).collect::<Vec<_>>().join("\t")
}
