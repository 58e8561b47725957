//! Finding the text that another was made from, among many, in time proportional to their length.
//!
//! Candidates are texts of about the same length that share words, the rarest first; of a few of
//! them the edit distance is computed, sixty-four letters at a time (G. Myers, 1999; H. Hyyrö, 2003).

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Texts less alike than this are not offered as a fuzzy translation.
const ALIKE: f64 = 0.75;

/// Texts of fewer words than this share letters, when they share no word.
const FEW_WORDS: usize = 8;
/// A longer word is compound, or of a language without spaces.
const LONG_WORD: usize = 12;
/// Entries that the search for one text looks at.
const MOST_VISITS: usize = 4096;
/// Candidates whose distance is computed.
const MOST_CANDIDATES: usize = 8;
/// Longer texts, in letters, are compared word by word.
const LONG_TEXT: usize = 2_000;
/// Parts of one text that are compared: a like choice of any two texts, so that what they share is among them.
const MOST_PARTS: usize = 384;
/// Longer texts, in letters, that are alike share words.
const SOME_TEXT: usize = 400;
/// Candidates that share less than this of what the best one does are not compared, if they are long.
const WORTH_A_LOOK: f64 = 0.25;
/// Texts of more words, or letters where there are no spaces, are not compared at all.
const LONGEST: usize = 10_000;

/// A text with what the search compares.
#[derive(Debug)]
struct Text {
    /// Hash of the whole text, its key.
    hash: u64,
    letters: usize,
    /// Hashes of its parts, in order.
    parts: Vec<u64>,
}

/// What is known of texts and pairs of them, for all locales: most of them have the same.
#[derive(Debug, Default)]
pub(super) struct Known {
    texts: Mutex<HashMap<u64, Arc<Text>>>,
    pairs: Mutex<HashMap<(u64, u64), Option<f64>>>,
}

impl Known {
    fn text(&self, text: &str) -> Arc<Text> {
        let hash = hash(text);
        if let Some(known) = lock(&self.texts).get(&hash) {
            return Arc::clone(known);
        }
        let parts = parts(text);
        let made = Arc::new(Text { hash, letters: text.chars().count(), parts });
        Arc::clone(lock(&self.texts).entry(hash).or_insert(made))
    }

    /// Returns how much alike two texts are, where 1 is the same; nothing if they are not alike.
    pub(super) fn likeness(&self, one: &str, other: &str) -> Option<f64> {
        if one == other {
            return Some(1.0);
        }
        let (a, b) = (self.text(one), self.text(other));
        let long = a.letters.min(b.letters) > SOME_TEXT;
        if !may_be_alike(a.letters, b.letters) || long && !share_words(&a, &b) {
            return None;
        }
        let pair = (a.hash, b.hash);
        if let Some(known) = lock(&self.pairs).get(&pair) {
            return *known;
        }
        let likeness = likeness(one, other);
        lock(&self.pairs).insert(pair, likeness);
        likeness
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}

/// Tells whether two long texts have a twentieth of their parts in common.
fn share_words(a: &Text, b: &Text) -> bool {
    let (few, many) = if a.parts.len() < b.parts.len() { (a, b) } else { (b, a) };
    let shared = few.parts.iter().filter(|part| many.parts.binary_search(part).is_ok()).count();
    shared * 20 >= few.parts.len()
}

/// Texts to search.
pub(super) struct Index<'t> {
    known: &'t Known,
    texts: Vec<(usize, &'t str, usize)>,
    /// For each part of a text, the texts that have it.
    having: HashMap<u64, Vec<u32>>,
}

impl<'t> Index<'t> {
    /// Makes an index of `texts`, each with the number that the caller knows it by.
    pub(super) fn new(known: &'t Known, texts: impl Iterator<Item = (usize, &'t str)>) -> Self {
        let mut index = Index { known, texts: Vec::new(), having: HashMap::new() };
        for (number, (key, text)) in (0..).zip(texts) {
            let known = known.text(text);
            index.texts.push((key, text, known.letters));
            for part in &known.parts {
                index.having.entry(*part).or_default().push(number);
            }
        }
        index
    }

    /// Finds the texts that are most like `text`; each comes with its likeness.
    pub(super) fn search(&self, text: &str) -> Vec<(f64, usize)> {
        let wanted = self.known.text(text);
        let mut shared: HashMap<u32, f64> = HashMap::new();
        let lists = wanted.parts.iter().filter_map(|part| self.having.get(part));
        let mut lists: Vec<&[u32]> = lists.map(Vec::as_slice).collect();
        lists.sort_by_key(|list| list.len());
        let mut visits = MOST_VISITS;
        for list in lists {
            let list = &list[..list.len().min(visits)];
            visits -= list.len();
            for &number in list {
                if may_be_alike(self.texts[number as usize].2, wanted.letters) {
                    // A part that few texts have says more than one of many.
                    #[expect(clippy::cast_precision_loss, reason = "a weight")]
                    let weight = 1.0 / (list.len() as f64).sqrt();
                    *shared.entry(number).or_default() += weight;
                }
            }
        }
        let mut candidates: Vec<(f64, u32)> =
            shared.into_iter().map(|(number, weight)| (weight, number)).collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = candidates.first().map_or(0.0, |(weight, _)| *weight);
        let worth = |weight: f64| wanted.letters <= SOME_TEXT || weight >= best * WORTH_A_LOOK;
        let candidates = candidates.into_iter().take(MOST_CANDIDATES);
        candidates
            .filter(|(weight, _)| worth(*weight))
            .filter_map(|(_, number)| {
                let (key, other, _) = self.texts[number as usize];
                Some((self.known.likeness(other, text)?, key))
            })
            .collect()
    }
}

/// Computes how much alike two different texts are; nothing if they are not alike.
fn likeness(one: &str, other: &str) -> Option<f64> {
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    let words = |text| str::split_whitespace(text).collect::<Vec<_>>();
    let (a, b) = (letters(one), letters(other));
    if a.len().max(b.len()) <= LONG_TEXT {
        return likeness_of(&a, &b);
    }
    let (long_a, long_b) = (words(one), words(other));
    let has_spaces = long_a.len() > a.len() / 20;
    if has_spaces { likeness_of(&long_a, &long_b) } else { likeness_of(&a, &b) }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
fn likeness_of<T: Copy + Eq + Hash>(a: &[T], b: &[T]) -> Option<f64> {
    let longest = a.len().max(b.len());
    if longest > LONGEST || !may_be_alike(a.len(), b.len()) {
        return None;
    }
    let distance = distance(a, b, longest / 4)?;
    Some(1.0 - distance as f64 / longest as f64).filter(|likeness| *likeness >= ALIKE)
}

/// Tells whether texts of these lengths can be alike.
fn may_be_alike(a: usize, b: usize) -> bool {
    a.abs_diff(b) <= a.max(b) / 4
}

/// Lists hashes of what a text may share with others: its words, one by one and two in a row; of a short
/// text and of long words three letters in a row as well.
fn parts(text: &str) -> Vec<u64> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some(word) if word.end == at => word.end = end,
            _ => words.push(at..end),
        }
    }
    let pairs = words.windows(2).map(|pair| &text[pair[0].start..pair[1].end]);
    let mut parts: Vec<&str> = words.iter().map(|word| &text[word.clone()]).chain(pairs).collect();
    for word in words.iter().map(|word| &text[word.clone()]) {
        if words.len() < FEW_WORDS || word.chars().nth(LONG_WORD).is_some() {
            let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
            for (start, window) in starts.iter().zip(starts.windows(4)) {
                parts.push(&word[*start..window[3]]);
            }
            if let [.., third, _, _] = starts[..] {
                parts.push(&word[third..]);
            }
        }
    }
    let mut parts: Vec<u64> = parts.into_iter().map(hash).collect();
    parts.sort_unstable();
    parts.dedup();
    parts.truncate(MOST_PARTS);
    parts
}

/// Counts the insertions, deletions and replacements that make `b` of `a`, if at most `bound`.
fn distance<T: Copy + Eq + Hash>(a: &[T], b: &[T], bound: usize) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    if a.is_empty() {
        return Some(b.len()).filter(|distance| *distance <= bound);
    }
    // One bit for each sign of `a`: where it stands, where the column before grows or falls.
    let blocks = a.len().div_ceil(64);
    let mut places: HashMap<T, Vec<u64>> = HashMap::new();
    for (at, sign) in a.iter().enumerate() {
        places.entry(*sign).or_insert_with(|| vec![0; blocks])[at / 64] |= 1 << (at % 64);
    }
    let nowhere = vec![0; blocks];
    let mut columns = vec![(u64::MAX, 0_u64); blocks];
    let last = 1_u64 << ((a.len() - 1) % 64);
    let mut distance = a.len();
    for (at, sign) in b.iter().enumerate() {
        let places = places.get(sign).unwrap_or(&nowhere);
        let (mut grown, mut fallen) = (1, 0);
        for (block, (grows, falls)) in columns.iter_mut().enumerate() {
            let matches = places[block] | fallen;
            let diagonal = ((matches & *grows).wrapping_add(*grows) ^ *grows) | matches | *falls;
            let (up, down) = (*falls | !(diagonal | *grows), diagonal & *grows);
            if block == blocks - 1 {
                distance += usize::from(up & last != 0);
                distance -= usize::from(down & last != 0);
            }
            let (shifted_up, shifted_down) = (up << 1 | grown, down << 1 | fallen);
            (grown, fallen) = (up >> 63, down >> 63);
            *grows = shifted_down | !(diagonal | shifted_up);
            *falls = shifted_up & diagonal;
        }
        // Each sign that is left takes one off at most.
        if distance > bound + (b.len() - 1 - at) {
            return None;
        }
    }
    Some(distance).filter(|distance| *distance <= bound)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_are_those_of_the_textbook(
            a in "[ab ]{0,9}|[a-d]{50,200}",
            b in "[ab ]{0,9}|[a-d]{50,200}",
            bound in 0_usize..200,
        ) {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let expected = Some(strsim::levenshtein(&a, &b)).filter(|d| *d <= bound);
            prop_assert_eq!(distance(&letters(&a), &letters(&b), bound), expected);
        }
    }

    #[test]
    fn short_texts_are_found_by_letters_and_long_ones_by_words() {
        let long =
            "We keep what you tell us for as long as the law asks us to keep it. ".repeat(60);
        let texts = ["Cookies", "プライバシーについて", "Kontaktformulare", long.as_str()];
        let known = Known::default();
        let index = Index::new(&known, texts.into_iter().enumerate());
        let found = |text: &str| {
            let mut found = index.search(text);
            found.sort_by(|a, b| b.0.total_cmp(&a.0));
            found.first().map(|(_, key)| *key)
        };
        assert_eq!(found("Cookie"), Some(0));
        assert_eq!(found("プライバシーのこと"), None);
        assert_eq!(found("プライバシーについてね"), Some(1));
        assert_eq!(found("Kontaktformular"), Some(2));
        assert_eq!(found(&long.replace("the law", "a judge")), Some(3));
        assert_eq!(found(&long[..long.len() / 2]), None);
    }
}
