//! Widths of texts without a font: by the kind of each letter, rather too wide than too narrow. They tell
//! what the columns of a table need before anything is set.

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::{Inline, Table, Text};

/// Size of code beside text, with what tables add to it.
pub(crate) const CODE: f32 = 0.96;

/// What a column of a table holds, in em.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Column {
    /// Width of its widest word.
    pub(crate) word: f32,
    /// Mean width of its cells, each on one line.
    pub(crate) cell: f32,
    /// Width of its widest cell on one line.
    pub(crate) line: f32,
}

/// Measures the columns of `table`.
pub(crate) fn columns(table: &Table) -> Vec<Column> {
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        let head = text(&column.title);
        // Headings are bold.
        let mut extent = Column { word: head.word * 1.06, cell: 0.0, line: head.line * 1.06 };
        let (mut sum, mut cells) = (head.line, 1.0);
        for cell in table.rows.iter().filter_map(|row| row.get(index)) {
            let line = text(cell);
            extent.word = extent.word.max(line.word);
            extent.line = extent.line.max(line.line);
            sum += line.line;
            cells += 1.0;
        }
        Column {
            word: rounded(extent.word),
            cell: rounded(sum / cells),
            line: rounded(extent.line),
        }
    });
    columns.collect()
}

/// Measures `text`.
pub(crate) fn text(text: &Text) -> Line {
    let mut line = Line::default();
    line.add_all(&text.content);
    if text.state.is_fallback() {
        // The mark in front of it.
        line.line += 9.0;
    }
    line
}

/// A width as it is written: two digits are enough.
pub(crate) fn rounded(width: f32) -> f32 {
    (width * 100.0).ceil() / 100.0
}

/// Widths of a text in em.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Line {
    /// The whole text on one line.
    pub(crate) line: f32,
    /// The widest word, which has no place to break.
    pub(crate) word: f32,
    /// The word that is not at its end yet, and the letters before what follows.
    open: f32,
    before: Option<(char, Option<char>)>,
}

impl Line {
    fn add_all(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } | Inline::Footnote { label: text, .. } => self.add(text, 1.0),
                Inline::Code { text } => self.add(text, CODE),
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Link { content, .. }
                | Inline::Reference { content, .. } => self.add_all(content),
                Inline::Image { .. } | Inline::Break => self.add(" ", 1.0),
            }
        }
    }

    /// Adds `text`, which follows without a gap.
    pub(crate) fn add(&mut self, text: &str, scale: f32) {
        let code = (scale - CODE).abs() < f32::EPSILON;
        for c in text.chars() {
            let width = em(c, code) * scale;
            self.line += width;
            match self.before {
                Some((prev, earlier)) if !breaks_between(earlier, prev, c) => self.open += width,
                _ => self.open = width,
            }
            self.word = self.word.max(self.open);
            self.before = Some((c, self.before.map(|(prev, _)| prev)));
        }
    }
}

/// Measures `text`.
pub(crate) fn scan(text: &str, scale: f32) -> Line {
    let mut line = Line::default();
    line.add(text, scale);
    line
}

/// Whether a line may end between `prev` and `next`: rather too seldom than too often (UAX #14 has
/// more places).
pub(crate) fn breaks_between(earlier: Option<char>, prev: char, next: char) -> bool {
    let behind_sign = matches!(prev, '-' | '–' | '—' | '/')
        && next.is_alphabetic()
        && earlier.is_some_and(char::is_alphanumeric);
    behind_sign || is_apart(prev, next)
}

/// Whether a word ends between `prev` and `next`: at a space, or between letters of a script whose lines
/// break beside them.
pub(crate) fn is_apart(prev: char, next: char) -> bool {
    let space = |c| matches!(c, ' ' | '\t' | '\n' | '\u{200b}' | '\u{3000}');
    if prev.is_ascii() && next.is_ascii() {
        return space(prev) || space(next);
    }
    space(prev) || space(next) || (is_ideographic(prev) && is_ideographic(next))
}

/// Whether lines break beside `c` without a space: East Asian letters, and the scripts of South-East
/// Asia, whose words a dictionary finds.
fn is_ideographic(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aad}' | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aadf}')
        || c.width() == Some(2)
}

/// The width of `c`, with a twentieth more for bold letters.
pub(crate) fn em(c: char, code: bool) -> f32 {
    if code && c.width() == Some(1) {
        return 0.603;
    }
    1.05 * match c {
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!'
        | '(' | ')' | '[' | ']' | '/' | ' ' | '-' => 0.36,
        'm' | 'w' => 0.81,
        'M' | 'W' | '@' | '%' => 1.0,
        'a'..='z' | '0'..='9' => 0.53,
        'A'..='Z' | '&' => 0.72,
        '\0'..='\u{7f}' => 0.6,
        c => match c.width() {
            Some(0) | None => 0.0,
            Some(1) if c < '\u{0530}' && c.is_uppercase() => 0.8,
            Some(1) if c < '\u{0900}' => 0.62,
            Some(1) if c < '\u{1100}' => 0.75,
            Some(_) => 1.0,
        },
    }
}

/// Breaks `word` after its separators and before its capitals.
pub(crate) fn natural(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut prev: Option<char> = None;
    for (at, c) in word.char_indices() {
        let breaks = prev.is_some_and(|prev| {
            let separator = !prev.is_alphanumeric() && !matches!(prev, '(' | '[' | '{' | '<');
            let opening = matches!(c, '(' | '[' | '{' | '<');
            (separator && (c.is_alphanumeric() || opening))
                || (prev.is_lowercase() && c.is_uppercase())
        });
        if breaks && at - start > 1 {
            parts.push(&word[start..at]);
            start = at;
        }
        prev = Some(c);
    }
    parts.push(&word[start..]);
    parts
}
