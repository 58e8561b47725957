//! Whether a translation has the numbers of its source, compared as numbers and not as digits.
//!
//! Languages write the same number in many ways: with other separators, in other scripts, as a word,
//! a date in words or in digits. What can be read as the same is the same; the rest is reported.

mod calendar;
mod clock;
mod counted;
mod dates;
mod han;
mod magnitude;
mod months;
mod plain;
mod read;
mod scale;
mod sized;
mod spelled;
mod stems;
mod table;
mod teens;
#[cfg(test)]
mod tests;
mod units;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::locale::Locale;

use self::months::{Month, months_of_dates};
use self::plain::plain;
use self::read::{Number, Reader, numbers};
use self::words::Words;

/// What a language writes before decimals, found when it is first asked for.
#[derive(Debug)]
pub(super) struct Writing<'t> {
    /// BCP 47.
    pub(super) tag: &'t str,
    decimal: OnceLock<char>,
}

impl<'t> Writing<'t> {
    pub(super) fn new(tag: &'t str) -> Self {
        Writing { tag, decimal: OnceLock::new() }
    }

    fn decimal(&self) -> char {
        *self.decimal.get_or_init(|| {
            let Ok(locale) = self.tag.parse::<Locale>() else { return '.' };
            let Ok(formatter) = DecimalFormatter::try_new(locale.into(), Default::default()) else {
                return '.';
            };
            let mut half = Decimal::from(15);
            half.multiply_pow10(-1);
            let written = formatter.format(&half).to_string();
            written.chars().find(|c| !c.is_numeric()).unwrap_or('.')
        })
    }
}

/// Says how the numbers of `translation` differ from those of `source`, if they do.
pub(super) fn difference(
    from: &Writing<'_>,
    source: &str,
    to: &Writing<'_>,
    translation: &str,
) -> Option<String> {
    // Most texts have none.
    if !source.contains(is_number) && !translation.contains(is_number) {
        return other_clause(from, source, to, translation);
    }
    let (source_plain, translation_plain) = (plain(source), plain(translation));
    let months =
        (months_of_dates(from.tag, &source_plain), months_of_dates(to.tag, &translation_plain));
    let mut source_numbers = numbers(from.tag, from.decimal(), &source_plain);
    let mut translated = numbers(to.tag, to.decimal(), &translation_plain);
    let clocks = clock::compare(from, &source_plain, to, &translation_plain);
    if clocks.difference.is_some() {
        return clocks.difference;
    }
    let whole = || {
        dates::exchanged(from.tag, &source_plain, to.tag, &translation_plain)
            .or_else(|| {
                units::exchanged(
                    (&source_plain, &numbers(from.tag, from.decimal(), &source_plain)),
                    (&translation_plain, &numbers(to.tag, to.decimal(), &translation_plain)),
                )
            })
            .or_else(|| counted::other(from, &source_plain, to, &translation_plain))
    };
    let outside = |ranges: &[Range<usize>], number: &Number| {
        !ranges
            .iter()
            .any(|range| range.start <= number.range.start && number.range.end <= range.end)
    };
    source_numbers.retain(|number| outside(&clocks.source, number));
    translated.retain(|number| outside(&clocks.translation, number));
    let said = Said::new(&source_numbers, &translated);
    let mut left = Left::new(source_numbers, translated);
    if left.is_done() {
        return reversed_range(from, &source_plain, to, &translation_plain)
            .or_else(|| other_month(&months.0, &months.1))
            .or_else(whole);
    }
    add_hours(from, to.tag, &source_plain, &mut left.lost);
    add_hours(to, from.tag, &translation_plain, &mut left.added);
    left.match_readings();
    left.drop_said_twice(&said);
    if left.is_done() {
        return other_month(&months.0, &months.1).or_else(whole);
    }
    let mut lost = Side::new(&left.lost, Words::new(to.tag, &translation_plain));
    let mut added = Side::new(&left.added, Words::new(from.tag, &source_plain));
    // A month that both have in words stands for no number.
    for month in months.0.iter().filter(|month| month.is_name) {
        let like = |other: &&Month| other.is_name && other.number == month.number;
        if months.1.iter().any(|other| like(&other)) {
            lost.words.take_month(month.number);
            added.words.take_month(month.number);
        }
    }
    match_parts(&mut lost, &mut added);
    lost.excuse_words();
    added.excuse_words();
    if lost.is_done() != added.is_done() {
        // Nothing stands in its place, so it may be said in another way.
        lost.excuse_unsaid();
        added.excuse_unsaid();
    }
    match (lost.named(), added.named()) {
        (None, None) => other_month(&months.0, &months.1).or_else(whole),
        (Some(lost), None) => Some(format!("the translation lacks the number {lost}")),
        (None, Some(added)) => {
            Some(format!("the translation has the number {added}, its source does not"))
        }
        (Some(lost), Some(added)) => Some(format!("the translation has {added} instead of {lost}")),
    }
}

/// Says which number or month differs in two texts of one language, in digits or in words.
pub(crate) fn changed_number(tag: &str, before: &str, after: &str) -> Option<String> {
    let writing = Writing::new(tag);
    let (plain_before, plain_after) = (plain(before), plain(after));
    let numbers = |text: &[char]| numbers(tag, writing.decimal(), text);
    let listed = |text: &[char]| {
        let all: Vec<String> = numbers(text).into_iter().map(|one| one.text).collect();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    };
    if difference(&writing, before, &writing, after).is_some() {
        let (before, after) = (listed(&plain_before), listed(&plain_after));
        return Some(format!("its numbers or months are others (before {before}, now {after})"));
    }
    // A number that is in digits now and was in words has been found.
    if !Left::new(numbers(&plain_before), numbers(&plain_after)).is_done() {
        return None;
    }
    let (mut before, mut after) = (Words::new(tag, &plain_before), Words::new(tag, &plain_after));
    if let Some(number) = before.other_numeral(&after) {
        return Some(format!("the word for {number} was or is in it"));
    }
    let count = |take: &mut dyn FnMut() -> bool| (0..MOST_WORDS).take_while(|_| take()).count();
    let differs = |month: &u32| {
        count(&mut || before.take_month(*month)) != count(&mut || after.take_month(*month))
    };
    let month = (1..=12).find(differs)?;
    Some(format!("the name of the month {month} was or is in it"))
}

/// Words for one month that are counted.
const MOST_WORDS: usize = 1_000;

/// Says so if two texts without digits name other chapters or articles: XII, 第十一章.
fn other_clause(
    from: &Writing<'_>,
    source: &str,
    to: &Writing<'_>,
    translation: &str,
) -> Option<String> {
    let may_name = |text: &str| {
        text.contains('第')
            || text.as_bytes().windows(2).any(|two| two.iter().all(|c| b"IVX".contains(c)))
    };
    if !may_name(source) || !may_name(translation) {
        return None;
    }
    let clauses = |writing: &Writing<'_>, text: &str| {
        han::clauses(words::language(writing.tag), &plain(text))
    };
    let (own, translated) = (clauses(from, source), clauses(to, translation));
    let lacks =
        |all: &[(u128, String)], one: &(u128, String)| all.iter().all(|other| other.0 != one.0);
    let lost = own.iter().find(|one| lacks(&translated, one))?;
    let added = translated.iter().find(|one| lacks(&own, one))?;
    (own.len() == translated.len())
        .then(|| format!("the translation has `{}` instead of `{}`", added.1, lost.1))
}

/// Whether a number may be written with `c`. Letters are by far the most, so those of the commonest
/// scripts are told without a look into Unicode's tables.
fn is_number(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_digit(),
        '²' | '³' | '¹' | '¼'..='¾' => true,
        '\u{80}'..='\u{65f}'
        | '\u{3041}'..='\u{318f}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => false,
        _ => c.is_numeric(),
    }
}

/// Readings of all numbers of two texts, kept where a date may stand there by two calendars.
#[derive(Default)]
struct Said {
    source: BTreeSet<String>,
    translation: BTreeSet<String>,
}

impl Said {
    fn new(source: &[Number], translation: &[Number]) -> Self {
        if source.iter().chain(translation).all(|number| number.converted.is_empty()) {
            return Said::default();
        }
        let readings = |numbers: &[Number]| {
            numbers.iter().flat_map(|number| number.readings.iter().cloned()).collect()
        };
        Said { source: readings(source), translation: readings(translation) }
    }
}

/// Says so if the dates of the two texts have other months.
fn other_month(source: &[Month], translation: &[Month]) -> Option<String> {
    if source.len() != translation.len() {
        return None;
    }
    let lacks = |months: &[Month], one: &Month| months.iter().all(|m| m.number != one.number);
    let lost = source.iter().find(|month| lacks(translation, month))?;
    let added = translation.iter().find(|month| lacks(source, month))?;
    Some(format!("the translation has the month `{}` instead of `{}`", added.text, lost.text))
}

/// Adds to what numbers may mean the hours of the other clock. Few numbers are left for it to look at.
fn add_hours(writing: &Writing<'_>, other: &str, text: &[char], left: &mut [Number]) {
    let reader = Reader::new(writing.tag, writing.decimal(), text);
    for number in left {
        reader.hours(other, &number.range.clone(), &mut number.readings);
    }
}

/// Numbers that the other text does not have.
struct Left {
    lost: Vec<Number>,
    added: Vec<Number>,
}

impl Left {
    /// Takes away what both have in the same form.
    fn new(source: Vec<Number>, translation: Vec<Number>) -> Self {
        let mut there: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        // A number that must have its like is taken before one that need not.
        let in_order = |numbers: &[Number]| {
            let mut order: Vec<usize> = (0..numbers.len()).collect();
            order.sort_by_key(|at| numbers[*at].optional);
            order
        };
        for at in in_order(&translation).into_iter().rev() {
            there.entry(&translation[at].readings[0]).or_default().push(at);
        }
        let mut taken = vec![false; translation.len()];
        let mut lost = vec![false; source.len()];
        for at in in_order(&source) {
            match there.get_mut(source[at].readings[0].as_str()).and_then(Vec::pop) {
                Some(other) => taken[other] = true,
                None => lost[at] = true,
            }
        }
        let keep = |numbers: Vec<Number>, keep: &[bool]| {
            let kept = numbers.into_iter().zip(keep).filter(|(_, keep)| **keep);
            kept.map(|(number, _)| number).collect()
        };
        let added: Vec<bool> = taken.iter().map(|taken| !taken).collect();
        Left { lost: keep(source, &lost), added: keep(translation, &added) }
    }

    fn is_done(&self) -> bool {
        self.lost.iter().chain(&self.added).all(|number| number.optional)
    }

    /// Takes away what can be read as the same.
    fn match_readings(&mut self) {
        // So many differences are not those of two ways to write.
        const MOST: usize = 200;
        if self.lost.len().max(self.added.len()) > MOST {
            return;
        }
        self.added.sort_by_key(|number| number.optional);
        let added = &mut self.added;
        self.lost.retain(|lost| {
            let same =
                |added: &Number| added.readings.iter().any(|one| lost.readings.contains(one));
            match added.iter().position(same) {
                Some(at) => {
                    added.remove(at);
                    false
                }
                None => true,
            }
        });
    }

    /// Takes away the numbers of a date by one calendar whose numbers by the other are there as well.
    fn drop_said_twice(&mut self, said: &Said) {
        let is_said = |number: &Number, other: &BTreeSet<String>| {
            number.converted.iter().any(|reading| other.contains(reading))
        };
        self.lost.retain(|number| !is_said(number, &said.translation));
        self.added.retain(|number| !is_said(number, &said.source));
    }
}

/// Says so if the ends of a range have changed places.
fn reversed_range(
    from: &Writing<'_>,
    source: &[char],
    to: &Writing<'_>,
    translation: &[char],
) -> Option<String> {
    let is_dash = |c: &char| matches!(c, '–' | '-' | '‑');
    if !source.iter().any(is_dash) || !translation.iter().any(is_dash) {
        return None;
    }
    let ranges = |writing: &Writing<'_>, text: &[char]| {
        let mut ranges: Vec<(String, String)> = Vec::new();
        let pieces = text.split(|c| c.is_whitespace() || c.is_alphabetic());
        for piece in pieces.filter(|piece| piece.iter().any(is_dash)) {
            if let [a, b] = numbers(writing.tag, writing.decimal(), piece).as_slice() {
                ranges.push((a.readings[0].clone(), b.readings[0].clone()));
            }
        }
        ranges
    };
    let translated = ranges(to, translation);
    let own = ranges(from, source);
    let is_turned = |(a, b): &&(String, String)| {
        let turned = (b.clone(), a.clone());
        a != b && translated.contains(&turned) && !own.contains(&turned)
    };
    let (a, b) = own.iter().find(is_turned)?;
    Some(format!("the translation has `{b}` to `{a}` instead of `{a}` to `{b}`"))
}

/// The numbers of one text that are left, in their parts, beside the words of the other text.
struct Side<'n, 't> {
    numbers: &'n [Number],
    parts: Vec<Part<'n>>,
    words: Words<'t>,
}

struct Part<'n> {
    /// Which of the numbers it belongs to.
    of: usize,
    readings: &'n [String],
    counts: bool,
    /// Whether it may be the two last digits of a year.
    is_short_year: bool,
    /// How many parts its number has; none if it is a whole number.
    parts: usize,
    is_explained: bool,
}

impl<'n, 't> Side<'n, 't> {
    fn new(numbers: &'n [Number], words: Words<'t>) -> Self {
        let mut parts = Vec::new();
        for (of, number) in numbers.iter().enumerate() {
            let part = |readings, is_short_year| Part {
                of,
                readings,
                counts: number.counts,
                is_short_year,
                parts: number.parts.len(),
                is_explained: number.optional,
            };
            if number.parts.is_empty() {
                parts.push(part(&number.readings, false));
            }
            let three = number.parts.len() == 3;
            for (at, one) in number.parts.iter().enumerate() {
                parts.push(part(std::slice::from_ref(one), three && at == 2 && one.len() <= 2));
            }
        }
        Side { numbers, parts, words }
    }

    fn is_done(&self) -> bool {
        self.parts.iter().all(|part| part.is_explained)
    }

    fn left(&mut self) -> impl Iterator<Item = &mut Part<'n>> {
        self.parts.iter_mut().filter(|part| !part.is_explained)
    }

    /// Explains what the other text has as a word.
    fn excuse_words(&mut self) {
        let mut start = 0;
        for number in self.numbers {
            let end = start + number.parts.len().max(1);
            let own = &mut self.parts[start..end];
            let whole = !number.parts.is_empty() && own.iter().any(|part| !part.is_explained);
            if whole && self.words.take(&number.readings) {
                own.iter_mut().for_each(|part| part.is_explained = true);
            }
            start = end;
        }
        for part in self.parts.iter_mut().filter(|part| !part.is_explained) {
            let month = part.readings[0].parse().is_ok_and(|number| self.words.take_month(number));
            let alone = part.parts == 0 || self.numbers[part.of].is_fraction;
            part.is_explained = month || alone && self.words.take(part.readings);
        }
    }

    /// Explains what languages leave unsaid: one of a thing, two where nouns have a form for it, and
    /// small numbers where the words for them are not known.
    fn excuse_unsaid(&mut self) {
        let (dual, known) = (self.words.has_dual(), self.words.are_known());
        for part in self.left().filter(|part| part.parts == 0) {
            let number: Option<u32> = part.readings[0].parse().ok();
            part.is_explained = number.is_some_and(|number| {
                part.counts && (number == 1 || number == 2 && dual) || !known && number <= 12
            });
        }
    }

    /// The numbers that nothing explains, as they are written.
    fn named(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let mut left: Vec<usize> =
            self.parts.iter().filter(|part| !part.is_explained).map(|part| part.of).collect();
        left.dedup();
        let shown = left.iter().take(SHOWN).map(|at| format!("`{}`", self.numbers[*at].text));
        let mut shown = shown.collect::<Vec<_>>().join(", ");
        if left.len() > SHOWN {
            shown.push_str(&format!(" and {} more", left.len() - SHOWN));
        }
        (!left.is_empty()).then_some(shown)
    }
}

/// Explains parts that both texts have: a date as one number and as several, an hour with a point.
fn match_parts(lost: &mut Side<'_, '_>, added: &mut Side<'_, '_>) {
    const MOST: usize = 400;
    if lost.parts.len().max(added.parts.len()) > MOST {
        return;
    }
    let same = |a: &Part<'_>, b: &Part<'_>| {
        // Two decimals are the same as a whole or not at all.
        if a.parts == 2 && b.parts == 2 {
            return false;
        }
        let year = |short: &Part<'_>, long: &Part<'_>| {
            let (short_year, year) = (&short.readings[0], &long.readings[0]);
            short.is_short_year && year.len() == 4 && year.ends_with(short_year.as_str())
        };
        a.readings.iter().any(|one| b.readings.contains(one)) || year(a, b) || year(b, a)
    };
    // Those that may be absent count only if they are of use.
    let (lost_numbers, added_numbers) = (lost.numbers, added.numbers);
    for a in &mut lost.parts {
        let optional = lost_numbers[a.of].optional;
        let like = added.parts.iter_mut().find(|b| {
            let either = !b.is_explained || added_numbers[b.of].optional && !optional;
            either && !a.is_explained && same(a, b)
        });
        if let Some(b) = like {
            (a.is_explained, b.is_explained) = (true, true);
        }
    }
    for b in &mut added.parts {
        if !b.is_explained && lost.parts.iter().any(|a| lost_numbers[a.of].optional && same(a, b)) {
            b.is_explained = true;
        }
    }
}
