//! Beginnings of the words that are parts of numerals, and where a text has them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::magnitude::MAGNITUDES;
use super::table::NUMERALS;
use super::teens::FURTHER;
use super::words::is_letter;

/// What a part of a numeral says. Numbers are in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Number(u128),
    /// A power of ten that multiplies what is before it.
    Power(u32),
    Half,
}

/// The beginning of a word.
#[derive(Debug)]
pub(super) struct Stem {
    letters: Vec<char>,
    /// Whether the word has no more letters.
    whole: bool,
    part: Part,
}

/// The stems of a language, the longest first.
#[derive(Debug)]
pub(super) struct Stems {
    by_letter: BTreeMap<char, Vec<Stem>>,
    /// Whether words are written without spaces.
    unspaced: bool,
    /// Whether its numerals are known, and not just its powers of ten.
    pub(super) has_numerals: bool,
}

/// The letter by which `c` is compared; none for a sign that may be missing.
fn folded(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    match c {
        // Dots below letters of India, which are written in one with the letter or behind it.
        '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{64b}'..='\u{652}' => None,
        '\u{95b}' => Some('\u{91c}'),
        '\u{95c}' => Some('\u{921}'),
        '\u{95d}' => Some('\u{922}'),
        '\u{9dc}' => Some('\u{9a1}'),
        '\u{9dd}' => Some('\u{9a2}'),
        '\u{9df}' => Some('\u{9af}'),
        '\u{a5c}' => Some('\u{a5c}'),
        other => other.to_lowercase().next(),
    }
}

impl Stem {
    fn new(written: &str, part: Part) -> Self {
        let (written, whole) = match written.strip_suffix('.') {
            Some(word) => (word, true),
            None => (written, false),
        };
        Stem { letters: written.chars().filter_map(folded).collect(), whole, part }
    }

    /// Where the stem ends in `text`, if it stands at `at`.
    fn end(&self, text: &[char], at: usize) -> Option<usize> {
        let mut end = at;
        for letter in &self.letters {
            loop {
                let c = *text.get(end)?;
                end += 1;
                match folded(c) {
                    None => {}
                    Some(c) if c == *letter => break,
                    Some(_) => return None,
                }
            }
        }
        while text.get(end).is_some_and(|c| folded(*c).is_none()) {
            end += 1;
        }
        Some(end)
    }
}

/// A stem in a text.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) end: usize,
    /// What it may say; of several, the first is the likeliest.
    pub(super) parts: Vec<Part>,
}

impl Stems {
    /// Gives those of a language, if any are known.
    pub(super) fn of(language: &str) -> Option<&'static Stems> {
        static ALL: LazyLock<BTreeMap<&str, Stems>> = LazyLock::new(|| {
            let names = NUMERALS.iter().chain(MAGNITUDES).map(|(language, _)| *language);
            names.map(|language| (language, Stems::new(language))).collect()
        });
        let language = match language {
            "no" | "nn" => "nb",
            "ms" => "id",
            "bs" | "sr" | "sh" => "hr",
            "tl" => "fil",
            other => other,
        };
        ALL.get(language)
    }

    /// Gives those of some languages whose words for powers of ten others borrow.
    pub(super) fn all() -> impl Iterator<Item = &'static Stems> {
        ["en", "ru", "fr", "hi", "ar", "id", "es"].into_iter().filter_map(Stems::of)
    }

    fn new(language: &str) -> Self {
        let row = |table: &'static [(&str, &str)]| {
            table.iter().find(|(known, _)| *known == language).map(|(_, row)| *row)
        };
        let mut by_letter: BTreeMap<char, Vec<Stem>> = BTreeMap::new();
        let mut add = |stems: &str, part: Part| {
            for stem in stems.trim().split('|').filter(|stem| !stem.is_empty()) {
                let stem = Stem::new(stem, part);
                if let Some(first) = stem.letters.first() {
                    by_letter.entry(*first).or_default().push(stem);
                }
            }
        };
        let numerals = row(NUMERALS);
        let values = (1..=12).chain((20..100).step_by(10));
        for (value, stems) in values.zip(numerals.unwrap_or_default().split(';')) {
            add(stems, Part::Number(value * 1000));
        }
        let hundred = numerals.and_then(|row| row.split(';').nth(20));
        add(hundred.unwrap_or_default(), Part::Power(2));
        for further in row(FURTHER).unwrap_or_default().split(';') {
            let Some((value, stems)) = further.split_once(':') else { continue };
            let part = match value.split_once('.') {
                Some((whole, _)) => {
                    whole.parse().map(|whole: u128| Part::Number(whole * 1000 + 500))
                }
                None => value.parse().map(|value: u128| Part::Number(value * 1000)),
            };
            add(stems, part.unwrap_or(Part::Half));
        }
        for magnitude in row(MAGNITUDES).unwrap_or_default().split(';') {
            let Some((power, stems)) = magnitude.split_once(':') else { continue };
            add(stems, Part::Power(power.parse().unwrap_or_default()));
        }
        for stems in by_letter.values_mut() {
            stems.sort_by_key(|stem| std::cmp::Reverse(stem.letters.len()));
        }
        let unspaced = matches!(language, "th" | "lo" | "km" | "my");
        Stems { by_letter, unspaced, has_numerals: numerals.is_some() }
    }

    /// Whether a numeral may begin at `at`.
    pub(super) fn may_begin(&self, text: &[char], at: usize) -> bool {
        is_letter(text[at]) && (self.unspaced || at == 0 || !is_letter(text[at - 1]))
    }

    /// Whether one word may hold several parts with other letters between them.
    pub(super) fn has_compounds(&self) -> bool {
        !self.unspaced
    }

    /// The longest stem at `at`.
    pub(super) fn at(&self, text: &[char], at: usize) -> Option<Found> {
        self.longest(text, at, &|stem, end| !stem.whole || self.ends(text, end))
    }

    /// The longest stem at `at` that goes on inside a word, `skipped` letters behind another part.
    pub(super) fn inside(&self, text: &[char], at: usize) -> Option<Found> {
        self.longest(text, at, &|stem, end| {
            // As in "duemilacinquecento".
            let goes_on = |stem: &Stem, _| !stem.whole && stem.letters.len() >= 4;
            let joined = || self.longest(text, end, &goes_on).is_some();
            if stem.whole { self.ends(text, end) || joined() } else { stem.letters.len() >= 3 }
        })
    }

    /// The power of ten at `at`, and where its word ends.
    pub(super) fn power(&self, text: &[char], at: usize) -> Option<(u32, usize)> {
        let is_power = |stem: &Stem, end: usize| {
            matches!(stem.part, Part::Power(_)) && (!stem.whole || self.ends(text, end))
        };
        let found = self.longest(text, at, &is_power)?;
        match found.parts.first() {
            Some(Part::Power(power)) => {
                /// Letters that grammar adds.
                const ENDING: usize = 6;
                let letters = || text[found.end..].iter().take_while(|c| is_letter(**c)).count();
                let ending = if self.unspaced { 0 } else { letters() };
                let dot = usize::from(text.get(found.end + ending) == Some(&'.') && ending == 0);
                (ending <= ENDING).then_some((*power, found.end + ending + dot))
            }
            _ => None,
        }
    }

    /// A long stem in the word at `at`, behind other letters.
    pub(super) fn within(&self, text: &[char], at: usize) -> Option<Found> {
        const LONG: usize = 6;
        let length = text[at..].iter().take_while(|c| is_letter(**c)).count();
        let is_long = |stem: &Stem, _| !stem.whole && stem.letters.len() >= LONG;
        (at + 1..at + length).find_map(|at| self.longest(text, at, &is_long))
    }

    /// Whether a word ends at `end`, or goes on with a large part of a numeral.
    fn ends(&self, text: &[char], end: usize) -> bool {
        const LINK: usize = 3;
        let is_large = |stem: &Stem, end: usize| {
            let fits = !stem.whole || !text.get(end).is_some_and(|c| is_letter(*c));
            let large = match stem.part {
                Part::Number(value) => value >= 10_000,
                Part::Power(_) => true,
                Part::Half => false,
            };
            fits && large && stem.letters.len() >= 4
        };
        let letters = text[end..].iter().take(LINK + 1).take_while(|c| is_letter(**c)).count();
        letters == 0
            || self.unspaced
            || (0..letters).any(|skip| self.longest(text, end + skip, &is_large).is_some())
    }

    fn longest(
        &self,
        text: &[char],
        at: usize,
        fits: &dyn Fn(&Stem, usize) -> bool,
    ) -> Option<Found> {
        let stems = self.by_letter.get(&folded(*text.get(at)?)?)?;
        let mut found: Option<(Found, usize)> = None;
        for stem in stems {
            if found.as_ref().is_some_and(|(_, length)| *length > stem.letters.len()) {
                break;
            }
            let Some(end) = stem.end(text, at).filter(|end| fits(stem, *end)) else { continue };
            match &mut found {
                Some((found, _)) if found.parts.contains(&stem.part) => {}
                Some((found, _)) => found.parts.push(stem.part),
                None => found = Some((Found { end, parts: vec![stem.part] }, stem.letters.len())),
            }
        }
        found.map(|(found, _)| found)
    }
}
