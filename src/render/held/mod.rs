//! Holds what a format shows against the document: no text of it may be missing.
//!
//! Compared are letters and signs alone, without spaces, hyphens and signs that have no glyph, as lines
//! and hyphenation bring or take these. What a format adds (numbers, marks, running heads, contents)
//! does not matter.

mod search;
mod wanted;

pub(super) use wanted::{Extent, Said, Wanted};

use memchr::memmem;

use search::Search;

/// The letters that a format shows, in the order in which it shows them.
#[derive(Debug, Default)]
pub(super) struct Shown {
    letters: String,
    /// Where runs begin. A text may be interrupted at the end of a run, and go on where one begins.
    runs: Vec<usize>,
    /// Where words may begin and end: at spaces and between runs.
    gaps: Vec<usize>,
    /// Whether a list of contents, which shows titles a first time, is known not to be among it.
    pub(super) without_contents: bool,
}

impl Shown {
    /// Adds a run, which is read in one piece.
    pub(super) fn run(&mut self, text: &str) {
        let start = self.letters.len();
        self.gaps.push(start);
        push_letters(text, &mut self.letters, &mut self.gaps);
        if self.letters.len() > start {
            self.runs.push(start);
        }
    }

    /// Whether the lines of `text` are all there, in this order.
    pub(super) fn has_lines(&self, text: &str) -> bool {
        let mut wanted = Shown::default();
        text.lines().for_each(|line| wanted.run(line));
        in_order(&self.letters, wanted.runs())
            || in_order(&self.folded().letters, wanted.folded().runs())
    }

    /// All letters, without what lies between them.
    #[cfg(test)]
    pub(super) fn letters(&self) -> &str {
        &self.letters
    }

    fn runs(&self) -> impl Iterator<Item = &str> {
        let ends = self.runs.iter().skip(1).copied().chain([self.letters.len()]);
        self.runs.iter().zip(ends).map(|(start, end)| &self.letters[*start..end])
    }

    /// The same in one case, as templates may set words in capitals.
    fn folded(&self) -> Self {
        let mut folded = Shown { without_contents: self.without_contents, ..Shown::default() };
        let mut runs = self.runs.iter().copied().peekable();
        let mut from = 0;
        for &to in self.gaps.iter().chain([&self.letters.len()]) {
            folded.letters.push_str(&fold(&self.letters[from..to]));
            folded.gaps.push(folded.letters.len());
            if runs.next_if_eq(&to).is_some() {
                folded.runs.push(folded.letters.len());
            }
            from = to;
        }
        folded
    }
}

/// The first text of `wanted` that `shown` lacks.
pub(super) fn first_lost<'w, 'd>(shown: &Shown, wanted: &'w Wanted<'d>) -> Option<&'w Said<'d>> {
    Search::new(shown, wanted).first_lost()?;
    let (shown, folded) = (shown.folded(), wanted.folded());
    let lost = Search::new(&shown, &folded).first_lost()?;
    Some(wanted.said(lost))
}

/// Which parts of `wanted` `shown` has.
pub(super) fn found(shown: &Shown, wanted: &Wanted<'_>) -> Vec<bool> {
    let (shown, folded) = (shown.folded(), wanted.folded());
    Search::new(&shown, &folded).found()
}

/// Adds the letters of `text`, and where its words end.
fn push_letters(text: &str, letters: &mut String, gaps: &mut Vec<usize>) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        // Most letters are of these.
        if matches!(c, '!'..=',' | '.'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{34e}')
            || matches!(c, '\u{370}'..='\u{61b}' | '\u{61d}'..='\u{115e}' | '\u{3001}'..='\u{3163}')
            || matches!(c, '\u{3165}'..='\u{d7ff}')
        {
            continue;
        }
        let is_space = is_space(c);
        if !is_space && !is_invisible(c) {
            continue;
        }
        letters.push_str(&text[from..at]);
        from = at + c.len_utf8();
        if is_space {
            gaps.push(letters.len());
        }
    }
    letters.push_str(&text[from..]);
}

/// Finds `part` in `text`. Its first bytes nearly always tell the place, and to look for all of a long
/// part takes long to prepare.
fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    const FIRST: usize = 32;
    const TRIES: usize = 8;
    let Some(first) = part.get(..FIRST) else { return memmem::find(text, part) };
    let places = memmem::find_iter(text, first).take(TRIES);
    let found = places.into_iter().find(|at| text[*at..].starts_with(part));
    found.or_else(|| memmem::find(text, part))
}

/// Whether `text` has all `parts`, in this order.
pub(super) fn in_order<'p>(text: &str, mut parts: impl Iterator<Item = &'p str>) -> bool {
    let mut rest = text.as_bytes();
    parts.all(|part| match find(rest, part.as_bytes()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

fn is_space(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\u{7f}'..='\u{a0}') || c > '\u{a0}' && c.is_whitespace()
}

/// Hyphens, which may be repeated or added at the end of a line, and signs without a glyph.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2010}' | '\u{2011}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
