//! The characters of a document that need a glyph.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup};

use crate::document::{Document, Inline, Text};

/// A character, and where it stands first.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) character: char,
    /// Whether it stands in code only, which has a font of its own.
    pub(super) in_code: bool,
    /// Some of the text it stands in.
    pub(super) text: String,
    /// The drawing whose text that is.
    pub(super) image: Option<String>,
    /// Its place among those found, the document's own texts first.
    pub(super) order: usize,
}

/// Every character of a document that needs a glyph, once, in order.
pub(super) struct Characters(BTreeMap<char, Shown>);

/// What a text is.
#[derive(Clone, Copy)]
enum Kind<'d> {
    Words,
    Code,
    Drawing(&'d str),
}

impl Characters {
    pub(super) fn of(document: &Document) -> Self {
        let mut characters = Characters(BTreeMap::new());
        document.for_each_text(&mut |text: &Text| characters.inlines(&text.content));
        document.for_each_code(&mut |code: &str| characters.add(code, Kind::Code));
        for notice in &document.notices {
            characters.add(&notice.text, Kind::Words);
        }
        for shown in [&document.publisher.name, &document.version, &document.updated.text] {
            characters.add(shown, Kind::Words);
        }
        document.words.values().for_each(|word| characters.add(word, Kind::Words));
        for (src, image) in &document.images {
            if image.media_type == "image/svg+xml" {
                let drawing = STANDARD.decode(&image.data).unwrap_or_default();
                characters.add(&text_of_drawing(&drawing), Kind::Drawing(src));
            }
        }
        characters
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Shown> {
        self.0.values()
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } => self.add(text, Kind::Words),
                Inline::Code { text } => self.add(text, Kind::Code),
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Link { content, .. }
                | Inline::Reference { content, .. } => self.inlines(content),
                Inline::Footnote { label, .. } => self.add(label, Kind::Words),
                // Its alternative is heard and not seen.
                Inline::Image { .. } | Inline::Break => {}
            }
        }
    }

    fn add(&mut self, text: &str, kind: Kind<'_>) {
        let in_code = matches!(kind, Kind::Code);
        for character in text.chars().filter(|c| needs_glyph(*c)) {
            let known = self.0.get(&character);
            if known.is_some_and(|known| in_code || !known.in_code) {
                continue;
            }
            let text = text.chars().take(60).collect();
            let image = match kind {
                Kind::Words | Kind::Code => None,
                Kind::Drawing(src) => Some(src.to_owned()),
            };
            let order = known.map_or(self.0.len(), |known| known.order);
            self.0.insert(character, Shown { character, in_code, text, image, order });
        }
    }
}

/// The words in an SVG drawing.
fn text_of_drawing(drawing: &[u8]) -> String {
    let text = String::from_utf8_lossy(drawing);
    let Ok(tree) = roxmltree::Document::parse(&text) else { return String::new() };
    let elements = tree.descendants().filter(|node| node.has_tag_name("text"));
    let words = elements.flat_map(|element| element.descendants());
    words.filter_map(|node| node.is_text().then(|| node.text()).flatten()).collect()
}

/// Controls, format characters and variation selectors have no glyph of their own.
fn needs_glyph(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control() && c != ' ';
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    !(GeneralCategoryGroup::Other.contains(category)
        || GeneralCategoryGroup::Separator.contains(category)
        || matches!(u32::from(c), 0xFE00..=0xFE0F | 0xE0100..=0xE01EF))
}
