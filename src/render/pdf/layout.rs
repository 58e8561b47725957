//! What the template must know to keep every word in its box: how wide words are, and where one that is
//! wider than its line may break. The template reads it as `/layout.json` (docs/templates.md).

mod pieces;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use self::pieces::{expand_tabs, pieces};
use crate::document::measure::{self, CODE, Column, em, is_apart, rounded, scan};
use crate::document::{Block, BlockKind, Document, Inline, Section, Table, Text, uri};

/// Words up to this width, in em, fit into every column and are left alone.
const WIDE: f32 = 9.0;

/// Measures of one document. All widths are in em and rather too large than too small.
#[derive(Debug, Default, Serialize)]
pub(super) struct Layout<'d> {
    /// Width of the document's title, on one line.
    title: f32,
    /// Width of its widest word.
    title_word: f32,
    /// Width of the publisher's name.
    publisher: f32,
    /// Whether a title has letters that are taller than the lines of the document's script are high.
    tall_titles: bool,
    /// Texts that hold a wide word, by what the document calls them.
    text: BTreeMap<&'d str, Vec<Part>>,
    /// The lines of code that holds a wide word, by that code; `null` for a line without.
    code: BTreeMap<&'d str, Vec<Option<Vec<Part>>>>,
    /// What the columns of each table hold, by the table's id.
    tables: BTreeMap<&'d str, Vec<Column>>,
    /// Addresses as a URI writes them (RFC 3986), where the document has other signs.
    addresses: BTreeMap<&'d str, String>,
}

/// A part of a text: words that are left alone, or one wide word.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Part {
    Plain(String),
    Word {
        /// Width of the whole word, which may go on in the text before or after.
        width: f32,
        /// Whether hyphens of its language break it well.
        hyphens: bool,
        /// What may stand on a line of its own.
        pieces: Vec<String>,
    },
}

/// A word with its places in the leaves.
#[derive(Default)]
struct Word {
    width: f32,
    places: Vec<(usize, Range<usize>)>,
}

/// A leaf of running text.
struct Leaf<'d> {
    text: &'d str,
    code: bool,
}

impl<'d> Layout<'d> {
    /// Measures `document`.
    pub(super) fn new(document: &'d Document) -> Self {
        let language = document.locale.language.as_str();
        let title = scan(&document.title.text, 1.0);
        let mut layout = Layout {
            title: rounded(title.line),
            title_word: rounded(title.word),
            publisher: rounded(scan(&document.publisher.name, 1.0).line),
            ..Layout::default()
        };
        layout.wide(&[Leaf { text: &document.publisher.name, code: false }], language);
        layout.tall_titles = is_tall(&document.title.text, document.locale.script.as_str());
        layout.text(&document.title, language);
        for section in &document.sections {
            layout.section(section, language);
            layout.tall_titles |= has_tall_title(section, document.locale.script.as_str());
        }
        for note in &document.footnotes {
            layout.blocks(&note.blocks, language);
        }
        layout
    }

    fn section(&mut self, section: &'d Section, language: &str) {
        self.text(&section.title, language);
        self.blocks(&section.blocks, language);
        for child in &section.sections {
            self.section(child, language);
        }
    }

    fn blocks(&mut self, blocks: &'d [Block], language: &str) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph { content } => {
                    self.text(content, language);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.blocks(&item.blocks, language);
                    }
                }
                BlockKind::Quote { blocks } => self.blocks(blocks, language),
                BlockKind::Alert { title, blocks, .. } => {
                    self.text(title, language);
                    self.blocks(blocks, language);
                }
                BlockKind::Code { code, .. } => self.code(code),
                BlockKind::Table(table) => {
                    self.table(table, language);
                    self.tables.insert(block.id.as_str(), measure::columns(table));
                }
                BlockKind::Rule => {}
            }
        }
    }

    fn table(&mut self, table: &'d Table, language: &str) {
        for column in &table.columns {
            self.text(&column.title, language);
        }
        for cell in table.rows.iter().flatten() {
            self.text(cell, language);
        }
    }

    /// Notes the wide words of `text`, and the addresses of its links.
    fn text(&mut self, text: &'d Text, language: &str) {
        let language = text.lang.as_ref().map_or(language, |tag| tag.as_str());
        let mut leaves = Vec::new();
        self.leaves(&text.content, &mut leaves);
        if measure::text(text).word > WIDE {
            self.wide(&leaves, language);
        }
    }

    /// Collects what `content` says, leaf by leaf, and the addresses of its links.
    fn leaves(&mut self, content: &'d [Inline], leaves: &mut Vec<Leaf<'d>>) {
        for inline in content {
            match inline {
                Inline::Text { text } => leaves.push(Leaf { text, code: false }),
                Inline::Code { text } => leaves.push(Leaf { text, code: true }),
                Inline::Link { href, content } => {
                    if let Cow::Owned(written) = uri(href) {
                        self.addresses.insert(href, written);
                    }
                    self.leaves(content, leaves);
                }
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Reference { content, .. } => self.leaves(content, leaves),
                Inline::Footnote { label, .. } => leaves.push(Leaf { text: label, code: false }),
                Inline::Image { .. } | Inline::Break => {
                    leaves.push(Leaf { text: " ", code: false });
                }
            }
        }
    }

    /// Notes the leaves with a wide word. A word may go through several leaves.
    fn wide(&mut self, leaves: &[Leaf<'d>], language: &str) {
        let mut parts: BTreeMap<usize, (usize, Vec<Part>)> = BTreeMap::new();
        for word in words(leaves).into_iter().filter(|word| word.width > WIDE) {
            for (number, (index, range)) in word.places.into_iter().enumerate() {
                let leaf = &leaves[index];
                let (done, parts) = parts.entry(index).or_default();
                if *done < range.start {
                    parts.push(Part::Plain(leaf.text[*done..range.start].to_owned()));
                }
                *done = range.end;
                let (hyphens, mut pieces) = pieces(&leaf.text[range], language, leaf.code);
                if number > 0 {
                    // The word began in an earlier leaf and may break before this one.
                    pieces.insert(0, String::new());
                }
                parts.push(Part::Word { width: rounded(word.width), hyphens, pieces });
            }
        }
        for (index, (done, mut parts)) in parts {
            let leaf = &leaves[index];
            if done < leaf.text.len() {
                parts.push(Part::Plain(leaf.text[done..].to_owned()));
            }
            self.note(leaf, parts);
        }
    }

    /// Notes the parts of a leaf. The same text may stand in a wider word elsewhere, which decides for
    /// all.
    fn note(&mut self, leaf: &Leaf<'d>, parts: Vec<Part>) {
        let known = if leaf.code {
            self.code.get(leaf.text).and_then(|lines| lines.first()?.as_ref())
        } else {
            self.text.get(leaf.text)
        };
        if known.is_some_and(|known| widest(known) >= widest(&parts)) {
            return;
        }
        if leaf.code {
            self.code.insert(leaf.text, vec![Some(parts)]);
        } else {
            self.text.insert(leaf.text, parts);
        }
    }

    fn code(&mut self, code: &'d str) {
        if scan(code, CODE).word <= WIDE {
            return;
        }
        let lines = code.split('\n').map(|line| {
            let line = expand_tabs(line);
            let mut found = Layout::default();
            found.wide(&[Leaf { text: &line, code: true }], "zxx");
            found.code.into_values().next().and_then(|mut lines| lines.pop().flatten())
        });
        let lines = lines.collect();
        self.code.insert(code, lines);
    }
}

fn has_tall_title(section: &Section, script: &str) -> bool {
    is_tall(&section.title.text, script)
        || section.sections.iter().any(|child| has_tall_title(child, script))
}

/// Whether `text` has letters that reach far above capitals or below the line, as most scripts of South and
/// Southeast Asia have, but for those that the lines of a document in `script` are measured for.
fn is_tall(text: &str, script: &str) -> bool {
    text.chars().any(|c| match u32::from(c) {
        0x900..=0x97F => script != "Deva",
        0xE00..=0xE7F => script != "Thai",
        0x980..=0xDFF
        | 0xE80..=0x109F
        | 0x1700..=0x17FF
        | 0x1900..=0x1AAF
        | 0x1B00..=0x1C4F
        | 0xA800..=0xA82F
        | 0xA880..=0xA95F
        | 0xA980..=0xAADF
        | 0xABC0..=0xABFF
        | 0x1_1000..=0x1_1FFF => true,
        _ => false,
    })
}

fn widest(parts: &[Part]) -> f32 {
    let widths = parts.iter().map(|part| match part {
        Part::Plain(_) => 0.0,
        Part::Word { width, .. } => *width,
    });
    widths.fold(0.0, f32::max)
}

/// The words of `leaves`, in their order.
fn words(leaves: &[Leaf<'_>]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut before = None;
    for (index, leaf) in leaves.iter().enumerate() {
        let scale = if leaf.code { CODE } else { 1.0 };
        for (at, c) in leaf.text.char_indices() {
            if before.is_none_or(|before| is_apart(before, c)) {
                words.push(Word::default());
            }
            before = Some(c);
            let Some(word) = words.last_mut() else { continue };
            word.width += em(c, leaf.code) * scale;
            let end = at + c.len_utf8();
            match word.places.last_mut() {
                Some((place, range)) if *place == index => range.end = end,
                _ => word.places.push((index, at..end)),
            }
        }
    }
    words
}
