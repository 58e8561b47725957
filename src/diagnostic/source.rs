//! Files as diagnostics quote them: places in lines and columns, and excerpts.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text file of the project, as the diagnostics quote it.
#[derive(Debug)]
pub struct SourceFile {
    /// Path relative to the project's folder, with `/` between its parts.
    pub path: String,
    /// The whole text, or the part of it that an excerpt keeps.
    pub text: String,
    /// Where `text` begins in the file.
    start: Place,
    index: OnceLock<LineIndex>,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Bytes before it.
    pub(crate) offset: usize,
    /// From 1.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
}

/// Where the lines of a text begin, and how many characters stand before each of its blocks: a
/// place takes the same time in a text of any length and in a line of any length.
#[derive(Debug)]
struct LineIndex {
    lines: Vec<usize>,
    characters: Vec<usize>,
}

/// Bytes of a block of [`LineIndex`].
const BLOCK: usize = 1024;

impl SourceFile {
    /// Keeps `text` as the whole of the file at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        SourceFile::part(path, text, Place { offset: 0, line: 1, column: 1 })
    }

    /// Keeps `text` as a part of the file at `path`, which begins at `start`.
    pub(crate) fn part(path: impl Into<String>, text: impl Into<String>, start: Place) -> Self {
        SourceFile { path: path.into(), text: text.into(), start, index: OnceLock::new() }
    }

    /// Gives line and column of a byte of `text`, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let place = self.place(offset);
        (place.line, place.column)
    }

    /// Gives the place in the file of a byte of `text`.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let index = self.index.get_or_init(|| LineIndex::new(&self.text));
        let line = index.lines.partition_point(|start| *start <= offset) - 1;
        let start = index.lines[line];
        let column = self.characters_before(index, offset) - self.characters_before(index, start);
        Place {
            offset: self.start.offset + offset,
            line: self.start.line + line,
            column: if line == 0 { self.start.column + column } else { column + 1 },
        }
    }

    fn characters_before(&self, index: &LineIndex, offset: usize) -> usize {
        let block = offset / BLOCK;
        index.characters[block] + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// Gives the bytes of `text` from the start of the line of `range` to the end of its last line,
    /// without what is far from it in a long line.
    fn around(&self, range: &Range<usize>) -> Range<usize> {
        /// Bytes of a line shown on each side of a mark.
        const SIDE: usize = 256;
        let index = self.index.get_or_init(|| LineIndex::new(&self.text));
        let line = |offset: usize| index.lines.partition_point(|start| *start <= offset) - 1;
        let start = index.lines[line(range.start)].max(range.start.saturating_sub(SIDE));
        let line_end = index.lines.get(line(range.end) + 1).copied().unwrap_or(self.text.len());
        let end = line_end.min(range.end.saturating_add(SIDE));
        floor_char(&self.text, start)..floor_char(&self.text, end)
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text && self.start == other.start
    }
}

impl Eq for SourceFile {}

impl LineIndex {
    fn new(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut characters = vec![0];
        let mut sum = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            sum += self::characters(block);
            characters.push(sum);
        }
        LineIndex { lines: std::iter::once(0).chain(ends).collect(), characters }
    }
}

/// Counts the characters of UTF-8 that begin in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// A range of bytes in a file.
#[derive(Debug, Clone)]
pub struct Span {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The bytes.
    pub range: Range<usize>,
}

impl Span {
    /// Marks the range `range` of `file`, cut to what the file has.
    #[must_use]
    pub fn new(file: &Arc<SourceFile>, range: Range<usize>) -> Self {
        let end = floor_char(&file.text, range.end);
        let start = floor_char(&file.text, range.start).min(end);
        Span { file: Arc::clone(file), range: start..end }
    }

    /// Gives the first place in this span where `needle` stands, or the whole span. What is far from its
    /// start is not looked at, or thousands of findings in one paragraph would look at all of it.
    #[must_use]
    pub fn find(&self, needle: &str) -> Span {
        /// Bytes that are looked at: more than any paragraph that people write.
        const FARTHEST: usize = 32 << 10;
        match self.clone().at_most(FARTHEST.max(needle.len())).text().find(needle) {
            Some(at) => {
                let start = self.range.start + at;
                Span { file: Arc::clone(&self.file), range: start..start + needle.len() }
            }
            None => self.clone(),
        }
    }

    fn text(&self) -> &str {
        &self.file.text[self.range.clone()]
    }

    /// The same place in a file that has no more than its lines.
    pub(crate) fn excerpt(&self) -> Span {
        let around = self.file.around(&self.range);
        let text = &self.file.text[around.clone()];
        let part = SourceFile::part(&*self.file.path, text, self.file.place(around.start));
        let range = self.range.start - around.start..self.range.end - around.start;
        Span { file: Arc::new(part), range }
    }

    /// Bytes of the whole file.
    fn in_file(&self) -> Range<usize> {
        let before = self.file.start.offset;
        before + self.range.start..before + self.range.end
    }

    /// The span without what is further than `length` bytes from its start.
    pub(super) fn at_most(self, length: usize) -> Span {
        let end = self.range.end.min(self.range.start.saturating_add(length));
        Span { range: self.range.start..floor_char(&self.file.text, end), file: self.file }
    }
}

/// The same place of the same file is the same, whether the whole text is there or an excerpt.
impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.file.path == other.file.path && self.in_file() == other.in_file()
    }
}

impl Eq for Span {}

impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.file.path.hash(state);
        self.in_file().hash(state);
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts from the start, as [`SourceFile::position`] need not.
    fn counted(text: &str, offset: usize) -> (usize, usize) {
        let before = &text[..offset];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line..].chars().count() + 1)
    }

    #[test]
    fn places_are_those_that_counting_gives() {
        let long = "ä€𝄞x".repeat(900);
        for text in ["", "\n", "a\nbé\n\n漢字\r\nx", &long, &format!("{long}\n{long}\n\n{long}")]
        {
            let file = SourceFile::new("a", text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(file.position(offset), counted(text, offset), "{offset}");
            }
            assert_eq!(file.position(usize::MAX), counted(text, text.len()));
        }
    }

    #[test]
    fn what_is_far_away_is_not_looked_for() {
        let text = format!("near{}far", "é".repeat(40_000));
        let file = Arc::new(SourceFile::new("a", text.as_str()));
        let all = Span::new(&file, 0..text.len());
        assert_eq!(all.find("near").range, 0..4);
        assert_eq!(all.find("far"), all);
        assert_eq!(all.find(&text), all);
    }

    #[test]
    fn an_excerpt_is_the_same_place() {
        let text = format!("first\n{}mark{}\nlast\n", "é".repeat(5000), "x".repeat(5000));
        let file = Arc::new(SourceFile::new("a", text.as_str()));
        let at = text.find("mark").unwrap();
        let span = Span::new(&file, at..at + 4);
        let excerpt = span.excerpt();
        assert_eq!(excerpt, span);
        assert_eq!(&excerpt.file.text[excerpt.range.clone()], "mark");
        assert!(excerpt.file.text.len() < 600);
        assert_eq!(excerpt.file.position(excerpt.range.start), file.position(at));
        assert_eq!(excerpt.excerpt(), span);
        assert_ne!(excerpt, Span::new(&file, at..at + 3));
        let over_lines = Span::new(&file, 3..8).excerpt();
        assert!(over_lines.file.text.starts_with("first\n"));
        assert_eq!(Span::new(&file, 0..text.len()).at_most(8).range, 0..8);
    }
}
