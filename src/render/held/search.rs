//! Finds texts in what a format shows.
//!
//! Nearly all stand in the order of the document, so each is looked for close behind the one before, and what
//! that leaves anywhere else, where nothing else was found.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;

use super::Shown;
use super::wanted::Wanted;

/// Texts up to this long may stand within other words by chance.
const SHORT: usize = 24;
/// How far behind the last text a short and a long one are looked for first.
const NEAR: usize = 256;
const FAR: usize = 1 << 16;
/// Bytes to look through for texts that stand nowhere near; more would take long.
const PATIENCE: usize = 1 << 27;

pub(super) struct Search<'s> {
    shown: &'s Shown,
    wanted: &'s Wanted<'s>,
    /// Bytes that a text was found in.
    used: Vec<bool>,
    /// Runs by their letters, with and without a number before them, once they are asked for.
    index: Option<HashMap<&'s str, Vec<usize>>>,
    patience: usize,
    /// Whether titles may have been seen in a list of contents.
    with_contents: bool,
    /// Whether words that run from right to left are shown.
    has_right_to_left: bool,
}

impl<'s> Search<'s> {
    pub(super) fn new(shown: &'s Shown, wanted: &'s Wanted<'s>) -> Self {
        let used = vec![false; shown.letters.len()];
        let with_contents = !shown.without_contents;
        let has_right_to_left = shown.letters.chars().any(is_right_to_left);
        let patience = PATIENCE;
        Search { shown, wanted, used, index: None, patience, with_contents, has_right_to_left }
    }

    /// The first part that is missing.
    pub(super) fn first_lost(mut self) -> Option<usize> {
        let lost = self.lost().into_iter().min()?;
        let titles = self.wanted.titles();
        if titles.binary_search_by_key(&lost, |title| title.0).is_err() {
            return Some(lost);
        }
        // Where all between the titles is missing, they look like contents.
        let mut again = Search { with_contents: false, ..Search::new(self.shown, self.wanted) };
        Some(again.lost().into_iter().min().unwrap_or(lost))
    }

    /// Whether each part is there.
    pub(super) fn found(mut self) -> Vec<bool> {
        let mut found = vec![true; self.wanted.parts().len()];
        self.lost().into_iter().for_each(|part| found[part] = false);
        found
    }

    /// The parts that are missing.
    fn lost(&mut self) -> Vec<usize> {
        let mut left = self.in_order();
        // Longer ones first: a shorter one could take a piece of them.
        left.sort_by_key(|(part, _)| std::cmp::Reverse(self.letters(*part).len()));
        left.retain(|(part, hint)| self.anywhere(*part, *hint).is_none());
        left.into_iter().map(|(part, _)| part).collect()
    }

    fn letters(&self, part: usize) -> &'s str {
        self.wanted.letters(&self.wanted.parts()[part])
    }

    /// Looks for each part behind the one before. Gives those it did not find, with the place where
    /// they could be.
    fn in_order(&mut self) -> Vec<(usize, usize)> {
        let first_title = self.wanted.titles().first().map(|(part, _)| *part);
        let mut left = Vec::new();
        let mut cursor = 0;
        for part in 0..self.wanted.parts().len() {
            if self.with_contents && first_title == Some(part) {
                cursor = self.contents(cursor);
            }
            if self.letters(part).is_empty() {
                continue;
            }
            let found = if self.wanted.parts()[part].is_loose {
                self.is_next(part, cursor)
            } else {
                self.next(part, cursor)
            };
            match found {
                Some(end) => cursor = end,
                None => left.push((part, cursor)),
            }
        }
        left
    }

    /// Takes a part that is the very next run, and gives where that ends.
    fn is_next(&mut self, part: usize, cursor: usize) -> Option<usize> {
        let run = (self.run_at(cursor)..self.shown.runs.len())
            .map(|run| self.range(run))
            .find(|run| run.end > cursor)?;
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        let (letters, shown) = (self.letters(part), &self.shown.letters[run.clone()]);
        let is_it = letters == shown
            || shown.len() == letters.len()
                && shown.chars().any(is_right_to_left)
                && sorted(shown) == sorted(letters);
        if is_it {
            self.take(run.clone());
            return Some(run.end);
        }
        // A wide table has its titles before the values of each row. The first of these come next.
        let near = run.start.saturating_add(FAR);
        let runs = (self.run_at(run.start)..self.shown.runs.len()).map(|run| self.range(run));
        let start =
            runs.take_while(|run| run.start <= near).map(|run| run.start).find(|start| {
                self.shown.letters[*start..].starts_with(letters) && self.fits(letters, *start)
            })?;
        self.take(start..start + letters.len());
        Some(cursor)
    }

    /// Takes a part behind `cursor` and gives where it ends: the nearest run that has it counts.
    fn next(&mut self, part: usize, cursor: usize) -> Option<usize> {
        let letters = self.letters(part);
        let near = cursor.saturating_add(if letters.len() < SHORT { NEAR } else { FAR });
        for run in self.run_at(cursor)..self.shown.runs.len() {
            let Range { start, end } = self.range(run);
            if start > near {
                break;
            }
            if let Some(end) = self.take_within(part, start.max(cursor)..end) {
                return Some(end);
            }
        }
        None
    }

    /// Takes a part that stands in any run, most likely in one that has nothing else.
    fn anywhere(&mut self, part: usize, hint: usize) -> Option<usize> {
        let letters = self.letters(part);
        let is_loose = self.wanted.parts()[part].is_loose;
        let likely = if is_loose { Vec::new() } else { self.alike(letters) };
        let likely = likely.into_iter().find_map(|run| self.take_within(part, self.range(run)));
        if likely.is_some() {
            return likely;
        }
        if let Some(found) = self.find_in_one_run(letters, hint) {
            self.take(found.clone());
            return Some(found.end);
        }
        let is_one_leaf = self.wanted.leaves(part).nth(1).is_none();
        if is_one_leaf && !self.has_right_to_left {
            return None;
        }
        let first = self.run_at(hint);
        let count = self.shown.runs.len();
        (first..count).chain(0..first).find_map(|run| {
            let range = self.range(run);
            // A run takes some time even if it is short.
            self.patience = self.patience.checked_sub(range.len() + 64)?;
            self.take_within(part, range)
        })
    }

    /// The first free place of `letters` within a run, behind `hint` rather than before it.
    fn find_in_one_run(&mut self, letters: &str, hint: usize) -> Option<Range<usize>> {
        let shown = &self.shown.letters;
        let finder = memmem::Finder::new(letters);
        for (from, to) in [(hint, shown.len()), (0, hint)] {
            let to = (to + letters.len()).min(shown.len());
            self.patience = self.patience.checked_sub(to - from)?;
            let mut at = from;
            while let Some(found) = finder.find(&shown.as_bytes()[at..to]) {
                // Letters of which many places are taken are searched slowly.
                self.patience = self.patience.checked_sub(64)?;
                at += found;
                let end = at + letters.len();
                if end <= self.range(self.run_at(at)).end && self.fits(letters, at) {
                    return Some(at..end);
                }
                at += 1;
            }
        }
        None
    }

    /// Runs that have `letters` and nothing else but a number.
    fn alike(&mut self, letters: &str) -> Vec<usize> {
        let shown = self.shown;
        let index = self.index.get_or_insert_with(|| {
            let mut index: HashMap<&str, Vec<usize>> = HashMap::new();
            for (run, letters) in shown.runs().enumerate() {
                index.entry(letters).or_default().push(run);
                let words = letters.trim_start_matches(|c: char| !c.is_alphabetic());
                if words.len() < letters.len() {
                    index.entry(words).or_default().push(run);
                }
            }
            index
        });
        index.get(letters).cloned().unwrap_or_default()
    }

    /// Takes a part that stands in the piece `range` of a run, and gives where it ends: as it is written, or
    /// with something between its links, emphasis and code, or in the order of the page.
    fn take_within(&mut self, part: usize, range: Range<usize>) -> Option<usize> {
        let letters = self.letters(part);
        if letters.len() > range.len() {
            return None;
        }
        if let Some(at) = self.find(letters, range.clone()) {
            // A number before it is the number of a section, and no text that is lost elsewhere.
            let before = &self.shown.letters[range.start..at];
            let is_number = before.chars().all(|c| c.is_numeric() || c == '.');
            self.take(if is_number { range.start } else { at }..at + letters.len());
            return Some(at + letters.len());
        }
        self.leaf_by_leaf(part, range.clone()).or_else(|| self.in_any_order(part, range))
    }

    fn leaf_by_leaf(&mut self, part: usize, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        let mut taken: Vec<Range<usize>> = Vec::new();
        for leaf in self.wanted.leaves(part) {
            if leaf.len() == self.letters(part).len() {
                return None;
            }
            let start = self.find(leaf, at..range.end)?;
            at = start + leaf.len();
            taken.push(start..at);
        }
        taken.into_iter().for_each(|range| self.take(range));
        Some(at)
    }

    /// Lines have words that run from right to left, and those beside them, in their order on the page, so that
    /// letters alone count.
    fn in_any_order(&mut self, part: usize, range: Range<usize>) -> Option<usize> {
        /// Room for a number and a mark.
        const MORE: usize = 48;
        let letters = self.letters(part);
        if !self.has_right_to_left {
            return None;
        }
        let free = range.clone().filter(|at| !self.used[*at]).count();
        if free < letters.len() {
            return None;
        }
        if free > self.wanted.text_len(part) + MORE {
            return self.side_by_side(letters, range);
        }
        let mut wanted: HashMap<char, usize> = HashMap::new();
        letters.chars().for_each(|c| *wanted.entry(c).or_default() += 1);
        let mut taken = Vec::new();
        for (at, c) in self.shown.letters[range.clone()].char_indices() {
            let at = range.start + at;
            match wanted.get_mut(&c) {
                Some(count) if *count > 0 && !self.used[at] => {
                    *count -= 1;
                    taken.push(at..at + c.len_utf8());
                }
                Some(_) | None => {}
            }
        }
        if wanted.values().any(|count| *count > 0) {
            return None;
        }
        taken.into_iter().for_each(|range| self.take(range));
        Some(range.start)
    }

    /// Takes all of `letters` where they stand side by side in `range`, in whatever order.
    fn side_by_side(&mut self, letters: &str, range: Range<usize>) -> Option<usize> {
        // How many more of each letter there are than are wanted, and of how many this is not 0.
        let mut balance: HashMap<char, isize> = HashMap::new();
        letters.chars().for_each(|c| *balance.entry(c).or_default() -= 1);
        let mut unequal = balance.len();
        let mut add = |c: char, count: isize| {
            let of = balance.entry(c).or_default();
            unequal += usize::from(*of == 0);
            *of += count;
            unequal -= usize::from(*of == 0);
            unequal == 0
        };
        let shown = &self.shown.letters;
        let mut from = range.start;
        for (at, c) in shown[range.clone()].char_indices() {
            let to = range.start + at + c.len_utf8();
            let mut is_equal = add(c, 1);
            // Equal letters have equal lengths.
            while to - from > letters.len() {
                let first = shown[from..].chars().next()?;
                is_equal = add(first, -1);
                from += first.len_utf8();
            }
            if is_equal && !self.used[from..to].contains(&true) {
                self.take(from..to);
                return Some(to);
            }
        }
        None
    }

    /// Passes over a list of contents, which shows titles a first time. Gives where it ends.
    ///
    /// One is there if titles follow each other closely where the document has more between them.
    fn contents(&mut self, cursor: usize) -> usize {
        let titles = self.wanted.titles();
        let deepest = titles.iter().map(|(_, depth)| *depth).max().unwrap_or(0);
        let first = titles.first().map_or(0, |(part, _)| *part);
        let last = titles.last().map_or(0, |(part, _)| *part);
        let has_body = (first..=last).any(|part| {
            !self.letters(part).is_empty() && titles.binary_search_by_key(&part, |t| t.0).is_err()
        });
        if !has_body {
            return cursor;
        }
        for depth in (1..=deepest).rev() {
            let listed =
                titles.iter().filter(|(part, of)| *of <= depth && !self.letters(*part).is_empty());
            let listed: Vec<usize> = listed.map(|(part, _)| *part).collect();
            if listed.len() > 1
                && let Some(ranges) = self.listed(&listed, cursor)
            {
                let end = ranges.last().map_or(cursor, |range| range.end);
                ranges.into_iter().for_each(|range| self.take(range));
                return end;
            }
        }
        cursor
    }

    /// Where the titles `listed` follow each other without what stands between them in the document.
    fn listed(&self, listed: &[usize], cursor: usize) -> Option<Vec<Range<usize>>> {
        let titles = self.wanted.titles();
        let is_title = |part: &usize| titles.binary_search_by_key(part, |title| title.0).is_ok();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut before = None;
        for part in listed {
            let title = self.letters(*part);
            let from = ranges.last().map_or(cursor, |range| range.end);
            let near = floor(&self.shown.letters, from + NEAR + title.len());
            let at = self.find(title, from..near)?;
            let between = before.and_then(|before| {
                (before + 1..*part).find(|p| !is_title(p) && !self.letters(*p).is_empty())
            });
            // Its first words will do.
            let begins = between.map(|body| {
                let letters = self.letters(body);
                &letters[..floor(letters, 12)]
            });
            if begins.is_some_and(|begins| self.shown.letters[from..at].contains(begins)) {
                return None;
            }
            ranges.push(at..at + title.len());
            before = Some(*part);
        }
        Some(ranges)
    }

    /// The first free place of `letters` in `range`.
    fn find(&self, letters: &str, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        while let Some(found) = self.shown.letters.get(at..range.end)?.find(letters) {
            at += found;
            if self.fits(letters, at) {
                return Some(at);
            }
            at += self.shown.letters[at..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }

    /// Whether `at` is free for `letters` and, for a short text, does not lie within words.
    fn fits(&self, letters: &str, at: usize) -> bool {
        let end = at + letters.len();
        let is_free = !self.used[at] && !self.used[end - 1];
        is_free && (letters.len() >= SHORT || self.is_edge(at) && self.is_edge(end))
    }

    /// Whether a word may begin or end at a place.
    fn is_edge(&self, at: usize) -> bool {
        let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && has_spaces(c));
        !in_word(self.shown.letters[..at].chars().next_back())
            || !in_word(self.shown.letters[at..].chars().next())
            || self.shown.gaps.binary_search(&at).is_ok()
    }

    fn take(&mut self, range: Range<usize>) {
        self.used[range].fill(true);
    }

    fn run_at(&self, at: usize) -> usize {
        self.shown.runs.partition_point(|start| *start <= at).saturating_sub(1)
    }

    fn range(&self, run: usize) -> Range<usize> {
        let runs = &self.shown.runs;
        runs[run]..runs.get(run + 1).copied().unwrap_or(self.shown.letters.len())
    }
}

/// Whether words of the letter's script stand apart.
fn has_spaces(c: char) -> bool {
    !matches!(
        u32::from(c),
        0xE00..=0xEFF | 0xF00..=0xFFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0xD7AF
            | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x1_B000..=0x1_B16F | 0x2_0000..=0x3_FFFF
    )
}

fn is_right_to_left(c: char) -> bool {
    matches!(
        u32::from(c),
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF
    )
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
