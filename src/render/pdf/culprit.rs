//! Which text of a document it is that Typst refuses.
//!
//! The built-in template takes every document there should be, so that an error in it is about one of
//! the texts. It is found by making the document shorter as long as the same error comes.

use typst_kit::fonts::FontStore;

use super::{PdfTemplate, export, lay_out};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, BlockKind, Document, Inline, Section, Text, UnitId};
use crate::render::Fault;

/// A title or a top-level block, in reading order.
struct Step {
    unit: Option<UnitId>,
    words: String,
}

impl PdfTemplate {
    /// The first text of `document` without which Typst would not say `message`; `None` where it says
    /// that of the empty document as well and the template is the project's own.
    pub(super) fn culprit(
        &self,
        document: &Document,
        message: &str,
        fonts: &FontStore,
    ) -> Option<Fault> {
        let steps = steps(document);
        let fails = |short: &Document| {
            let json = serde_json::to_vec(short).unwrap_or_default();
            let files = self.files_of(short, json);
            let world = self.world(&files, fonts);
            let refused = lay_out(&world).and_then(|(paged, _)| export(short, &paged));
            refused
                .err()
                .is_some_and(|refusal| refusal.errors.iter().any(|error| error.message == message))
        };
        let mut image = None;
        let (unit, words) = if fails(&shortened(document, 0)) {
            if !self.own.is_empty() {
                return None;
            }
            (document.title.unit.clone(), document.title.text.clone())
        } else {
            let count = first(steps.len(), |count| fails(&shortened(document, count)))?;
            let mut short = shortened(document, count);
            image = last_image(&mut short, &fails);
            let Step { unit, words } = steps.into_iter().nth(count - 1)?;
            // Then the text in it, if it is one.
            let texts = texts_of_last(&short);
            let text = (texts.len() > 1)
                .then(|| first(texts.len(), |count| fails(&emptied(&short, texts.len() - count))))
                .flatten()
                .and_then(|count| texts.get(count - 1));
            text.map_or((unit.clone(), words), |(text_unit, words)| {
                (text_unit.clone().or(unit), words.clone())
            })
        };
        if let Some(image) = image {
            let message = format!("the PDF cannot hold the image `{image}`: {message}");
            let diagnostic = Diagnostic::error(Code::ImageUnfit, message).help(
                "save it anew: a photo as RGB, a drawing as plain SVG with its text as paths",
            );
            let unit = document.unit_with_image(&image).cloned().or(unit);
            return Some(Fault { unit, words: image, diagnostic });
        }
        let diagnostic = Diagnostic::error(
            Code::UnfitForPdf,
            format!(
                "the PDF of {} in {} cannot hold this text: {message}",
                document.id, document.locale.tag
            ),
        )
        .help(
            "write it in a simpler way (fewer levels, other signs, another image), or leave `pdf` \
             out of the formats",
        );
        Some(Fault { unit, words, diagnostic })
    }
}

/// The lowest number from 1 to `most` that `is_enough`, if all above are.
fn first(most: usize, is_enough: impl Fn(usize) -> bool) -> Option<usize> {
    if most == 0 || !is_enough(most) {
        return None;
    }
    let (mut low, mut high) = (1, most);
    while low < high {
        let middle = low.midpoint(high);
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

fn steps(document: &Document) -> Vec<Step> {
    let mut steps = Vec::new();
    for section in document.all_sections() {
        let title = &section.title;
        steps.push(Step { unit: title.unit.clone(), words: title.text.clone() });
        for block in &section.blocks {
            let first = texts(block).into_iter().next();
            let (unit, words) = first.unwrap_or_else(|| (None, block.text.clone()));
            steps.push(Step { unit: unit.or_else(|| title.unit.clone()), words });
        }
    }
    steps
}

/// `document` with the first `count` of its titles and top-level blocks alone.
fn shortened(document: &Document, count: usize) -> Document {
    fn cut(sections: &[Section], left: &mut usize) -> Vec<Section> {
        let mut kept = Vec::new();
        for section in sections {
            if *left == 0 {
                break;
            }
            *left -= 1;
            let take = section.blocks.len().min(*left);
            *left -= take;
            let blocks = section.blocks[..take].to_vec();
            kept.push(Section {
                blocks,
                sections: cut(&section.sections, left),
                ..section.clone()
            });
        }
        kept
    }
    let mut left = count;
    let mut short = Document { sections: cut(&document.sections, &mut left), ..document.clone() };
    let ids: Vec<String> =
        short.all_sections().iter().map(|section| section.id.to_string()).collect();
    let known = |target: &str| ids.iter().any(|id| id == target);
    for section in &mut short.sections {
        unlink(section, &known);
    }
    for block in short.footnotes.iter_mut().flat_map(|note| &mut note.blocks) {
        each_text(block, &mut |text| without_references(&mut text.content, &known));
    }
    short
}

/// References to what was cut off become plain words.
fn unlink(section: &mut Section, known: &dyn Fn(&str) -> bool) {
    without_references(&mut section.title.content, known);
    for block in &mut section.blocks {
        each_text(block, &mut |text| without_references(&mut text.content, known));
    }
    section.sections.iter_mut().for_each(|child| unlink(child, known));
}

fn without_references(content: &mut [Inline], known: &dyn Fn(&str) -> bool) {
    for inline in content {
        match inline {
            Inline::Reference { target, content } => {
                without_references(content, known);
                if !known(target.as_str()) {
                    *inline = Inline::Emphasis { content: std::mem::take(content) };
                }
            }
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strikethrough { content }
            | Inline::Link { content, .. } => without_references(content, known),
            Inline::Text { .. }
            | Inline::Code { .. }
            | Inline::Footnote { .. }
            | Inline::Image { .. }
            | Inline::Break => {}
        }
    }
}

fn each_text(block: &mut Block, visit: &mut dyn FnMut(&mut Text)) {
    match &mut block.kind {
        BlockKind::Paragraph { content } => visit(content),
        BlockKind::List { items, .. } => {
            for block in items.iter_mut().flat_map(|item| &mut item.blocks) {
                each_text(block, visit);
            }
        }
        BlockKind::Quote { blocks } => blocks.iter_mut().for_each(|one| each_text(one, visit)),
        BlockKind::Alert { title, blocks, .. } => {
            visit(title);
            blocks.iter_mut().for_each(|one| each_text(one, visit));
        }
        BlockKind::Table(table) => {
            table.columns.iter_mut().for_each(|column| visit(&mut column.title));
            table.rows.iter_mut().flatten().for_each(visit);
        }
        BlockKind::Code { .. } | BlockKind::Rule => {}
    }
}

fn texts(block: &Block) -> Vec<(Option<UnitId>, String)> {
    let mut texts = Vec::new();
    block.for_each_text(&mut |text| texts.push((text.unit.clone(), text.text.clone())));
    texts
}

/// The block that comes last in reading order, if it is no title.
fn last_block(sections: &mut [Section]) -> Option<&mut Block> {
    let section = sections.last_mut()?;
    if section.sections.is_empty() {
        section.blocks.last_mut()
    } else {
        last_block(&mut section.sections)
    }
}

/// The first image of the last block, if nothing `fails` without its images; these are left out then.
fn last_image(document: &mut Document, fails: &dyn Fn(&Document) -> bool) -> Option<String> {
    let mut images = Vec::new();
    if let Some(block) = last_block(&mut document.sections) {
        each_text(block, &mut |text| take_images(&mut text.content, &mut images));
    }
    if images.is_empty() || fails(document) { None } else { images.into_iter().next() }
}

fn take_images(content: &mut [Inline], images: &mut Vec<String>) {
    for inline in content {
        match inline {
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strikethrough { content }
            | Inline::Link { content, .. }
            | Inline::Reference { content, .. } => take_images(content, images),
            Inline::Image { src, .. } => {
                images.push(std::mem::take(src));
                *inline = Inline::Break;
            }
            Inline::Text { .. } | Inline::Code { .. } | Inline::Footnote { .. } | Inline::Break => {
            }
        }
    }
}

fn texts_of_last(document: &Document) -> Vec<(Option<UnitId>, String)> {
    let mut sections = document.sections.clone();
    last_block(&mut sections).map_or_else(Vec::new, |block| texts(block))
}

/// `document` with the last `count` texts of its last block emptied.
fn emptied(document: &Document, count: usize) -> Document {
    let mut document = document.clone();
    if let Some(block) = last_block(&mut document.sections) {
        let mut keep = texts(block).len().saturating_sub(count);
        each_text(block, &mut |text| {
            if keep == 0 {
                text.content.clear();
            }
            keep = keep.saturating_sub(1);
        });
    }
    document
}
