//! Finds texts in what a format shows.
//!
//! Nearly all stand in the order of the document and in one piece, so the first pass looks for each
//! close behind the one before. What it leaves (notes at the foot of a page, a paragraph that a page
//! ends in, lines of mixed directions) is then looked for in what nothing else has taken: in one piece
//! anywhere, or in pieces that end and begin where runs do.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Shown;
use super::wanted::Wanted;

/// Texts up to this long may stand within other words by chance.
const SHORT: usize = 24;
/// How far behind the last text a short and a long one are looked for first.
const NEAR: usize = 256;
const FAR: usize = 1 << 16;
/// Runs before and after a place among which a text may go on.
const RUNS_BEFORE: usize = 48;
const RUNS_AFTER: usize = 768;
/// Bytes to look through for texts that stand nowhere near; more would take long.
const PATIENCE: usize = 1 << 27;

pub(super) struct Search<'s> {
    shown: &'s Shown,
    wanted: &'s Wanted<'s>,
    /// Bytes that a text was found in.
    used: Vec<bool>,
    /// Runs by their first letters, once they are asked for.
    index: Option<HashMap<&'s [u8], Vec<usize>>>,
    patience: usize,
    /// Whether titles may have been seen in a list of contents.
    with_contents: bool,
}

impl<'s> Search<'s> {
    pub(super) fn new(shown: &'s Shown, wanted: &'s Wanted<'s>) -> Self {
        let used = vec![false; shown.letters.len()];
        Search { shown, wanted, used, index: None, patience: PATIENCE, with_contents: true }
    }

    /// The first part that is missing.
    pub(super) fn first_lost(mut self) -> Option<usize> {
        self.lost(true).into_iter().min()?;
        // Among texts that are alike, one may have been taken for another.
        let mut all = Search::new(self.shown, self.wanted);
        let mut lost = all.lost(false);
        lost.sort_unstable();
        let lost = all.not_left_over(&lost)?;
        let titles = self.wanted.titles();
        if titles.binary_search_by_key(&lost, |title| title.0).is_err() {
            return Some(lost);
        }
        // Where all between the titles is missing, they look like contents.
        let mut again = Search { with_contents: false, ..Search::new(self.shown, self.wanted) };
        Some(again.lost(true).into_iter().min().unwrap_or(lost))
    }

    /// Whether each part is there.
    pub(super) fn found(mut self) -> Vec<bool> {
        let mut found = vec![true; self.wanted.parts().len()];
        self.lost(false).into_iter().for_each(|part| found[part] = false);
        found
    }

    /// The parts that are missing; with `first` no later ones than the first long one.
    fn lost(&mut self, first: bool) -> Vec<usize> {
        let left = self.in_order();
        let (mut short, long): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(part, _)| self.letters(*part).len() < SHORT);
        let mut lost = Vec::new();
        let mut last = 0;
        for (part, hint) in long {
            let letters = self.letters(part);
            if self.in_pieces_near(letters, hint) {
                continue;
            }
            match self.anywhere(letters, last) {
                Some(at) => last = at + letters.len(),
                None if self.in_pieces(letters) => {}
                None => {
                    lost.push(part);
                    if first {
                        break;
                    }
                }
            }
        }
        if let (true, Some(end)) = (first, lost.first()) {
            short.retain(|(part, _)| part < end);
        }
        // Longer ones first: a shorter one could take a piece of them.
        short.sort_by_key(|(part, _)| std::cmp::Reverse(self.letters(*part).len()));
        for (part, hint) in short {
            if first && lost.first().is_some_and(|lost| *lost < part) {
                continue;
            }
            let letters = self.letters(part);
            if self.anywhere(letters, hint).is_none()
                && !self.in_pieces_near(letters, hint)
                && !self.in_pieces(letters)
            {
                lost.insert(0, part);
            }
        }
        lost
    }

    /// The first of the parts `lost` whose letters are not among those that nothing has taken.
    ///
    /// Only runs count that have much in common with what is lost, as others add letters by chance.
    fn not_left_over(&self, lost: &[usize]) -> Option<usize> {
        const GRAM: usize = 4;
        let grams = |text: &'s str| {
            let at: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            (GRAM..at.len()).map(move |end| &text[at[end - GRAM]..at[end]]).collect::<Vec<_>>()
        };
        let known: HashSet<&str> =
            lost.iter().flat_map(|part| grams(self.letters(*part))).collect();
        let mut left: HashMap<char, usize> = HashMap::new();
        let mut free: Vec<Range<usize>> = Vec::new();
        for run in 0..self.shown.runs.len() {
            for at in self.range(run).filter(|at| !self.used[*at]) {
                match free.last_mut() {
                    Some(last) if last.end == at && at != self.shown.runs[run] => last.end += 1,
                    _ => free.push(at..at + 1),
                }
            }
        }
        for range in free {
            let text = &self.shown.letters[range];
            let all = grams(text);
            let shared = all.iter().filter(|gram| known.contains(**gram)).count();
            let counts = if all.is_empty() {
                lost.iter().any(|part| self.letters(*part).contains(text))
            } else {
                2 * shared >= all.len()
            };
            if counts {
                text.chars().for_each(|c| *left.entry(c).or_default() += 1);
            }
        }
        let mut has_all = |part: &usize| {
            self.letters(*part).chars().all(|c| match left.get_mut(&c) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    true
                }
                _ => false,
            })
        };
        lost.iter().copied().find(|part| !has_all(part))
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
            let letters = self.letters(part);
            if letters.is_empty() {
                continue;
            }
            match self.next(letters, cursor) {
                Some(end) => cursor = end,
                None => left.push((part, cursor)),
            }
        }
        left
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
            // Where the contents are longer than a page, a foot and a head stand between.
            let at = self.find(title, from, NEAR)?;
            let between = before.and_then(|before| {
                (before + 1..*part).find(|p| !is_title(p) && !self.letters(*p).is_empty())
            });
            // Its first words will do: a page may end in it.
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

    /// Takes `letters` behind `cursor` and gives where they end: right there, in pieces that begin
    /// there, or else further on.
    fn next(&mut self, letters: &str, cursor: usize) -> Option<usize> {
        /// Room for a number or a mark.
        const CLOSE: usize = 24;
        let near = self.find(letters, cursor, NEAR);
        let close = near.filter(|at| at - cursor <= CLOSE);
        if close.is_none()
            && let Some(end) = self.in_pieces_from(letters, cursor, near)
        {
            return Some(end);
        }
        let is_long = letters.len() >= SHORT;
        let at = near.or_else(|| is_long.then(|| self.find(letters, cursor, FAR)).flatten())?;
        let end = at + letters.len();
        self.take(at..end);
        Some(end)
    }

    /// The first free place of `letters` that begins within `reach` bytes from `from`.
    fn find(&self, letters: &str, from: usize, reach: usize) -> Option<usize> {
        let end = from.saturating_add(reach).saturating_add(letters.len());
        let end = floor(&self.shown.letters, end);
        let mut at = from;
        while let Some(found) = self.shown.letters.get(at..end)?.find(letters) {
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

    /// Takes the first free place of `letters` from `from` on, or else before.
    fn anywhere(&mut self, letters: &str, from: usize) -> Option<usize> {
        let starts = self.starts(letters);
        let at = starts
            .iter()
            .copied()
            .find(|at| self.shown.letters[*at..].starts_with(letters) && self.fits(letters, *at))
            .or_else(|| self.scan(letters, from))?;
        self.take(at..at + letters.len());
        Some(at)
    }

    fn scan(&mut self, letters: &str, from: usize) -> Option<usize> {
        self.patience = self.patience.checked_sub(self.shown.letters.len())?;
        self.find(letters, from, usize::MAX).or_else(|| self.find(letters, 0, from))
    }

    /// Where runs begin that begin as `letters` do.
    fn starts(&mut self, letters: &str) -> Vec<usize> {
        const KEY: usize = 6;
        let shown = self.shown;
        let key = |bytes: &'s [u8]| &bytes[..bytes.len().min(KEY)];
        let index = self.index.get_or_insert_with(|| {
            let mut index: HashMap<&[u8], Vec<usize>> = HashMap::new();
            for start in &shown.runs {
                index.entry(key(&shown.letters.as_bytes()[*start..])).or_default().push(*start);
            }
            index
        });
        match letters.as_bytes().get(..KEY) {
            Some(key) => index.get(key).cloned().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Takes `letters` in pieces that begin in one of the runs behind `cursor`, before `limit`.
    fn in_pieces_from(
        &mut self,
        letters: &str,
        cursor: usize,
        limit: Option<usize>,
    ) -> Option<usize> {
        const RUNS: usize = 24;
        let first = self.run_at(cursor);
        let last = (first + RUNS).min(self.shown.runs.len());
        let limit = limit.unwrap_or(usize::MAX);
        let begins: Vec<Range<usize>> = (first..last)
            .filter_map(|run| self.begin(run, letters))
            .filter(|begin| begin.start >= cursor && begin.start < limit)
            .collect();
        begins.into_iter().find_map(|begin| self.follow(letters, begin))
    }

    /// Takes `letters` in pieces around `hint`.
    fn in_pieces_near(&mut self, letters: &str, hint: usize) -> bool {
        let run = self.run_at(hint);
        let first = run.saturating_sub(RUNS_BEFORE);
        let last = (run + RUNS_AFTER).min(self.shown.runs.len());
        let mut begins: Vec<Range<usize>> =
            (first..last).filter_map(|run| self.begin(run, letters)).collect();
        begins.sort_by_key(|begin| std::cmp::Reverse(begin.len()));
        begins.truncate(16);
        begins.into_iter().any(|begin| self.follow(letters, begin).is_some())
    }

    /// Where a text may begin in a run: at its start, or within it behind what else it shows.
    fn begin(&self, run: usize, letters: &str) -> Option<Range<usize>> {
        let range = self.range(run);
        let begin = if letters.starts_with(&self.shown.letters[range.clone()]) {
            Some(range.start)
        } else {
            self.overlap(range.clone(), letters)
        };
        begin.filter(|begin| !self.used[*begin]).map(|begin| begin..range.end)
    }

    /// Takes `letters` in pieces from any run that they begin with.
    fn in_pieces(&mut self, letters: &str) -> bool {
        let starts = self.starts(letters);
        starts.into_iter().take(64).any(|start| {
            let range = self.range(self.run_at(start));
            let begins = letters.starts_with(&self.shown.letters[range.clone()]);
            begins && !self.used[start] && self.follow(letters, range).is_some()
        })
    }

    /// Where in a run its end begins that `letters` begin with.
    fn overlap(&self, run: Range<usize>, letters: &str) -> Option<usize> {
        let gaps = &self.shown.gaps;
        let from = gaps.partition_point(|gap| *gap <= run.start);
        let inner = gaps[from..].iter().copied().take_while(|gap| *gap < run.end);
        let free = (run.start..run.end).find(|at| !self.used[*at]);
        let free = free.filter(|at| *at > run.start);
        free.into_iter().chain(inner).find(|at| {
            let end = self.shown.letters.get(*at..run.end);
            end.is_some_and(|end| letters.starts_with(end))
        })
    }

    /// Takes `letters`, the first of which stand at `begin`, from the runs behind and around that, and
    /// gives where they end.
    fn follow(&mut self, letters: &str, begin: Range<usize>) -> Option<usize> {
        /// Runs to try for one text.
        const TRIES: usize = 256;
        let first = begin.len().min(letters.len());
        let mut taken: Vec<Range<usize>> = Vec::new();
        taken.push(begin.start..begin.start + first);
        // Where they begin: a word of one letter, broken after each, has many alike.
        let mut starts = HashSet::from([begin.start]);
        // For each piece what else it could be.
        let mut others: Vec<Vec<Range<usize>>> = vec![Vec::new()];
        let mut have = first;
        // A narrow column may leave one letter to a line.
        for _ in 0..TRIES + 2 * letters.len() {
            if have == letters.len() {
                let end = taken.last().map_or(0, |last| last.end);
                taken.into_iter().for_each(|range| self.take(range));
                return Some(end);
            }
            let mut pieces = self.next_pieces(&letters[have..], &taken, &starts);
            loop {
                if let Some(piece) = pieces.pop() {
                    have += piece.len();
                    starts.insert(piece.start);
                    taken.push(piece);
                    others.push(pieces);
                    break;
                }
                let piece = taken.pop()?;
                starts.remove(&piece.start);
                have -= piece.len();
                pieces = others.pop()?;
            }
        }
        None
    }

    /// The runs that may go on with `rest`, the likeliest last: the next one, the nearest that are
    /// about a line, those that have most.
    fn next_pieces(
        &self,
        rest: &str,
        taken: &[Range<usize>],
        starts: &HashSet<usize>,
    ) -> Vec<Range<usize>> {
        const LINE: usize = 12;
        let run = taken.last().map_or(0, |last| self.run_at(last.start));
        let around = run.saturating_sub(RUNS_BEFORE)..(run + RUNS_AFTER).min(self.shown.runs.len());
        let piece = |at: usize| {
            let range = self.range(at);
            let shown = &self.shown.letters[range.clone()];
            let length = if rest.starts_with(shown) {
                shown.len()
            } else if shown.starts_with(rest) {
                rest.len()
            } else {
                return None;
            };
            let is_free = !self.used[range.start] && !starts.contains(&range.start);
            is_free.then_some((at, range.start..range.start + length))
        };
        if let Some((_, next)) = (run + 1 < self.shown.runs.len()).then(|| piece(run + 1)).flatten()
            && (next.len() >= LINE || next.len() == rest.len() && next == self.range(run + 1))
        {
            return vec![next];
        }
        let mut pieces: Vec<_> = around.filter_map(piece).collect();
        let likely = |(at, piece): &(usize, Range<usize>)| {
            let is_line = piece.len() >= LINE.min(rest.len());
            let length = if is_line { usize::MAX } else { piece.len() };
            let near = std::cmp::Reverse(at.abs_diff(run));
            // A few letters at the start of another run are hardly these.
            let fits = piece.len() >= LINE || *piece == self.range(*at);
            (fits, *at == run + 1, length, *at > run, near)
        };
        pieces.sort_by_key(likely);
        pieces.into_iter().map(|(_, piece)| piece).rev().take(6).rev().collect()
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

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
