//! Numbers that stand in a text as words: numerals and names of months.

use std::collections::{BTreeMap, HashMap};

use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup};

use super::han;
use super::months::{Name, months};
use super::spelled::spelled;
use super::stems::Stems;
use super::table::DUALS;

/// The words of a text that may stand for numbers; each stands for one number only once.
pub(super) struct Words<'t> {
    tag: &'t str,
    language: &'t str,
    /// As written, for names of months with a capital.
    text: String,
    lower: String,
    /// Which numerals say a number; those that may say another one come first.
    numerals: HashMap<String, Vec<usize>>,
    /// Which numerals stand for a number already.
    taken: Vec<bool>,
    months_left: BTreeMap<u32, usize>,
}

impl<'t> Words<'t> {
    pub(super) fn new(tag: &'t str, text: &[char]) -> Self {
        let language = language(tag);
        let mut numerals = match language {
            "ja" | "zh" | "yue" => han::han(text),
            "ko" => han::hangul(text),
            _ => Vec::new(),
        };
        numerals.extend(spelled(language, text));
        numerals.extend(han::roman(language, text));
        add_units(text, &mut numerals);
        numerals.sort_by_key(|numeral| std::cmp::Reverse(numeral.len()));
        let taken = vec![false; numerals.len()];
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, reading) in numerals
            .into_iter()
            .enumerate()
            .flat_map(|(at, readings)| readings.into_iter().map(move |reading| (at, reading)))
        {
            index.entry(reading).or_default().push(at);
        }
        let text: String = text.iter().collect();
        let lower = text.to_lowercase();
        let months_left = BTreeMap::new();
        Words { tag, language, text, lower, numerals: index, taken, months_left }
    }

    /// Whether the numerals of the language are known.
    pub(super) fn are_known(&self) -> bool {
        matches!(self.language, "ja" | "zh" | "yue" | "ko")
            || Stems::of(self.language).is_some_and(|stems| stems.has_numerals)
    }

    /// Whether the language has a form of its nouns for two of a thing.
    pub(super) fn has_dual(&self) -> bool {
        DUALS.contains(&self.language)
    }

    /// Takes a word that says one of `readings`, if one is left.
    pub(super) fn take(&mut self, readings: &[String]) -> bool {
        readings.iter().any(|reading| {
            let Some(left) = self.numerals.get_mut(reading) else { return false };
            while let Some(at) = left.pop() {
                if !std::mem::replace(&mut self.taken[at], true) {
                    return true;
                }
            }
            false
        })
    }

    /// A number that is in words here and not in `other`, or the reverse, or not as often. One is an
    /// article as well.
    pub(super) fn other_numeral<'w>(&'w self, other: &'w Self) -> Option<&'w str> {
        let count = |words: &Self, number: &str| words.numerals.get(number).map_or(0, Vec::len);
        let mut all: Vec<&String> = self.numerals.keys().chain(other.numerals.keys()).collect();
        all.retain(|number| *number != "1" && count(self, number) != count(other, number));
        all.sort_by_key(|number| (number.len(), *number));
        all.first().map(|number| number.as_str())
    }

    /// Takes a name of the month `number`, if one is left.
    pub(super) fn take_month(&mut self, number: u32) -> bool {
        if !(1..=12).contains(&number) {
            return false;
        }
        let known = self.months_left.get(&number).copied();
        let left = known.unwrap_or_else(|| self.month_count(number));
        self.months_left.insert(number, left.saturating_sub(1));
        left > 0
    }

    fn month_count(&self, number: u32) -> usize {
        let names = months(self.tag);
        let Some(names) = names.get(number as usize - 1) else { return 0 };
        let count = |name: &Name| {
            let capital = name.form.chars().next().is_some_and(char::is_uppercase);
            let text = if capital { &self.text } else { &self.lower };
            text.match_indices(name.form.as_str())
                .filter(|(at, form)| {
                    let before = text[..*at].chars().next_back();
                    let after = text[at + form.len()..].chars().next();
                    !(before.is_some_and(is_letter)
                        || name.ending == 0 && after.is_some_and(is_letter))
                })
                .count()
        };
        names.iter().map(count).max().unwrap_or(0)
    }
}

/// Adds what numerals are in other units: two weeks are 14 days, a year and a half 18 months.
fn add_units(text: &[char], numerals: &mut [Vec<String>]) {
    const WEEKS: &[&str] =
        &["week", "woche", "semaine", "semana", "settiman", "weken", "veck", "недел", "tygod"];
    let text = text.iter().collect::<String>().to_lowercase();
    let has_weeks = WEEKS.iter().any(|word| text.contains(word));
    for readings in numerals {
        match readings[0].as_str() {
            "1.5" => readings.push("18".to_owned()),
            "2.5" => readings.push("30".to_owned()),
            other => {
                let weeks = other.parse::<u32>().ok().filter(|value| has_weeks && *value < 54);
                readings.extend(weeks.map(|weeks| (weeks * 7).to_string()));
            }
        }
    }
}

/// The language of a tag.
pub(super) fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// Whether words are written with it.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic()
        || matches!(c, '\u{200c}' | '\u{200d}')
        // Signs of letters, many of which Unicode does not count as alphabetic.
        || c >= '\u{300}' && GeneralCategoryGroup::Mark
            .contains(CodePointMapData::<GeneralCategory>::new().get(c))
}
