//! Numbers that stand in a text as words: numerals and names of months.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::{M, MD};
use icu::datetime::input::Date;
use icu::locale::Locale;

use super::read::digit;
use super::table::{DUALS, NUMERALS};

/// The words of a text that may stand for numbers; each stands for one number only once.
pub(super) struct Words<'t> {
    tag: &'t str,
    language: &'t str,
    /// As written, for names of months with a capital.
    text: &'t str,
    lower: String,
    words: Vec<String>,
    /// Values of the numerals in Roman and Han digits.
    digits: Vec<u32>,
    /// How many words are left for a number that was asked for.
    left: BTreeMap<u32, usize>,
    months_left: BTreeMap<u32, usize>,
}

impl<'t> Words<'t> {
    pub(super) fn new(tag: &'t str, text: &'t str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c| !is_letter(c)).filter(|word| !word.is_empty());
        let words = words.map(str::to_owned).collect();
        let language = language(tag);
        let digits =
            if matches!(language, "ja" | "zh") { han(text) } else { roman(language, text) };
        let (left, months_left) = (BTreeMap::new(), BTreeMap::new());
        Words { tag, language, text, lower, words, digits, left, months_left }
    }

    /// Whether the numerals of the language are known.
    pub(super) fn are_known(&self) -> bool {
        matches!(self.language, "ja" | "zh") || row(self.language).is_some()
    }

    /// Whether the language has a form of its nouns for two of a thing.
    pub(super) fn has_dual(&self) -> bool {
        DUALS.contains(&self.language)
    }

    /// Takes a word for `number`, if one is left.
    pub(super) fn take(&mut self, number: u32) -> bool {
        let left = self.left.get(&number).copied().unwrap_or_else(|| self.count(number));
        self.left.insert(number, left.saturating_sub(1));
        left > 0
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

    /// How many words stand for `number`.
    fn count(&self, number: u32) -> usize {
        let digits = self.digits.iter().filter(|value| **value == number).count();
        let direct = self.of_stems(number) + digits;
        if direct > 0 {
            return direct;
        }
        let both = |a: u32, b: u32| self.of_stems(a).min(self.of_stems(b));
        match number {
            // "fourteen" begins as "four" does, or "quatorze" as "quatre".
            13..=19 => self.of_stems(number - 10),
            21..=99 if !number.is_multiple_of(10) => {
                let tens = both(number / 10 * 10, number % 10);
                // As in "soixante-quinze".
                tens.max(both((number / 10 - 1) * 10, number % 10))
            }
            200..=900 if number.is_multiple_of(100) => both(100, number / 100),
            _ => 0,
        }
    }

    fn of_stems(&self, number: u32) -> usize {
        let Some(stems) = row(self.language).and_then(|row| row.get(&number)) else { return 0 };
        stems.iter().map(|stem| self.of_stem(stem)).sum()
    }

    /// How many words begin with `stem`; with a full stop behind it, how many are it.
    fn of_stem(&self, stem: &str) -> usize {
        let count = |is: &dyn Fn(&str) -> bool| self.words.iter().filter(|word| is(word)).count();
        if let Some(word) = stem.strip_suffix('.') {
            return count(&|other| other == word);
        }
        if stem.contains(|c: char| !is_letter(c)) || matches!(self.language, "th" | "lo" | "km") {
            return self.lower.matches(stem).count();
        }
        let length = stem.chars().count();
        if self.language == "ko" && length == 1 {
            return count(&|word| {
                word.strip_prefix(stem).is_some_and(|rest| {
                    rest.chars().next().is_none_or(|next| COUNTERS.contains(next))
                })
            });
        }
        // Arabic and Hebrew write prepositions and the article in one with the word; a long stem
        // may be the end of a compound.
        let inside = matches!(self.language, "ar" | "he") || length >= 6;
        count(&|word| word.starts_with(stem) || inside && word.contains(stem))
    }

    fn month_count(&self, number: u32) -> usize {
        let names = months(self.tag);
        let Some(names) = names.get(number as usize - 1) else { return 0 };
        let count = |name: &Name| {
            let capital = name.form.chars().next().is_some_and(char::is_uppercase);
            let text = if capital { self.text } else { self.lower.as_str() };
            text.match_indices(name.form.as_str())
                .filter(|(at, form)| {
                    let before = text[..*at].chars().next_back();
                    let after = text[at + form.len()..].chars().next();
                    !(before.is_some_and(is_letter) || name.whole && after.is_some_and(is_letter))
                })
                .count()
        };
        names.iter().map(count).max().unwrap_or(0)
    }
}

/// A month of a date, as a text has it.
#[derive(Debug)]
pub(super) struct Month {
    pub(super) number: u32,
    pub(super) text: String,
    /// Whether it is a name, and no number.
    pub(super) is_name: bool,
}

/// Gives the months in the dates of `text`: names that stand by a number, and 5月.
pub(super) fn months_of_dates(tag: &str, text: &[char]) -> Vec<Month> {
    if matches!(language(tag), "ja" | "zh" | "yue" | "ko") {
        return numbered_months(text);
    }
    let mut tokens: Vec<&[char]> = Vec::new();
    let kind = |c: char| (c.is_numeric(), is_letter(c));
    for run in text.chunk_by(|a, b| kind(*a) == kind(*b)) {
        if run[0].is_numeric() || is_letter(run[0]) {
            tokens.push(run);
        }
    }
    let is_number = |token: &&[char]| token[0].is_numeric();
    // As in “12 de mayo”.
    let is_far = |token: &&[char]| !is_number(token) && token.len() > 3;
    let names = months(tag);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !is_number(token)) {
        const REACH: usize = 3;
        let before = tokens[..at].iter().rev().take(REACH).take_while(|token| !is_far(token));
        let after = tokens[at + 1..].iter().take(REACH).take_while(|token| !is_far(token));
        if before.chain(after).any(is_number) {
            let text: String = token.iter().collect();
            if let Some(number) = month_of(&names, &text) {
                found.push(Month { number, text, is_name: true });
            }
        }
    }
    found
}

/// The month whose name `word` is or begins with; the longest name counts.
fn month_of(names: &Months, word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let is = |name: &Name| {
        let capital = name.form.starts_with(char::is_uppercase);
        let word = if capital { word } else { lower.as_str() };
        if name.whole { word == name.form } else { word.starts_with(&name.form) }
    };
    let longest =
        |names: &Vec<Name>| names.iter().filter(|name| is(name)).map(|name| name.form.len()).max();
    let lengths = (1..).zip(names).filter_map(|(month, names)| Some((longest(names)?, month)));
    lengths.max().map(|(_, month)| month)
}

/// The months that are written as numbers before the word for a month.
fn numbered_months(text: &[char]) -> Vec<Month> {
    let mut found = Vec::new();
    for at in (0..text.len()).filter(|at| matches!(text[*at], '月' | '월')) {
        let before = &text[..at];
        let before = before.strip_suffix(&[' ']).unwrap_or(before);
        let length =
            |is: &dyn Fn(char) -> bool| before.iter().rev().take(4).take_while(|c| is(**c)).count();
        let is_han = |c| han_digit(c).is_some() || han_unit(c).is_some();
        let (digits, han) = (length(&|c| digit(c).is_some()), length(&is_han));
        let run = &before[before.len() - digits.max(han)..];
        let number = if digits > 0 {
            run.iter().filter_map(|c| digit(*c)).collect::<String>().parse().ok()
        } else {
            han_value(&run.iter().collect::<String>()).filter(|_| han > 0)
        };
        if let Some(number @ 1..=12) = number {
            let text = run.iter().chain(&text[at..=at]).collect();
            found.push(Month { number, text, is_name: false });
        }
    }
    found
}

/// What Korean counts with a numeral before it in one word.
const COUNTERS: &str = "개명번회일월년주달시간가지건배차분등사람곳항조호살권장대종단째편쪽부";

/// A name of a month, or what its forms begin with.
#[derive(Debug)]
struct Name {
    form: String,
    whole: bool,
}

/// Names of the twelve months.
type Months = Vec<Vec<Name>>;

/// Names of the twelve months: alone, in a date, and abbreviated. Made once for each language.
fn months(tag: &str) -> Arc<Months> {
    static KNOWN: Mutex<BTreeMap<String, Arc<Months>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(months) = known.get(tag) {
        return Arc::clone(months);
    }
    let months = Arc::new(month_names(tag));
    known.insert(tag.to_owned(), Arc::clone(&months));
    months
}

fn month_names(tag: &str) -> Months {
    let Ok(locale) = format!("{tag}-u-ca-gregory").parse::<Locale>() else { return Vec::new() };
    let all: Vec<Vec<(String, bool)>> = (1..=12).map(|month| forms(&locale, month)).collect();
    let is_shared = |form: &str| {
        all.iter().filter(|forms| forms.iter().any(|(other, _)| other == form)).count() > 1
    };
    let names = |forms: &Vec<(String, bool)>| {
        let own = forms.iter().filter(|(form, _)| !is_shared(form));
        own.map(|(form, whole)| Name { form: form.clone(), whole: *whole }).collect()
    };
    all.iter().map(names).collect()
}

fn forms(locale: &Locale, month: u8) -> Vec<(String, bool)> {
    let Ok(date) = Date::try_new_iso(2001, month, 1) else { return Vec::new() };
    let mut forms = Vec::new();
    let mut add = |text: String, whole: bool| {
        for word in text.split(|c| !is_letter(c)).filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            // The last letter is what inflection changes: June, июня, czerwcu.
            let stem: String = match length {
                4.. if !whole => word.chars().take(length - 1).collect(),
                _ => word.to_owned(),
            };
            forms.push((stem, whole || length < 4));
            // As "Sept."
            if length > 5 {
                forms.push((word.chars().take(4).collect(), true));
            }
        }
    };
    let preferences = || locale.into();
    if let Ok(alone) = DateTimeFormatter::try_new(preferences(), M::long()) {
        add(alone.format(&date).to_string(), false);
    }
    if let Ok(in_date) = DateTimeFormatter::try_new(preferences(), MD::long()) {
        add(in_date.format(&date).to_string(), false);
    }
    if let Ok(short) = DateTimeFormatter::try_new(preferences(), MD::medium()) {
        add(short.format(&date).to_string(), true);
    }
    forms
}

/// The language of a tag.
pub(super) fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// Stems of the numerals of a language.
type Row = BTreeMap<u32, Vec<&'static str>>;

fn row(language: &str) -> Option<&'static Row> {
    static ROWS: LazyLock<BTreeMap<&str, Row>> = LazyLock::new(|| {
        let numbers: Vec<u32> = (1..=12).chain((20..=100).step_by(10)).collect();
        let row = |stems: &'static str| {
            let columns = stems.split(';').map(|stems| stems.trim().split('|').collect());
            numbers.iter().copied().zip(columns).collect()
        };
        NUMERALS.iter().map(|(language, stems)| (*language, row(stems))).collect()
    });
    let language = match language {
        "no" | "nn" => "nb",
        "ms" => "id",
        "bs" | "sr" => "hr",
        other => other,
    };
    ROWS.get(language)
}

/// Whether words are written with it.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}' | '\u{200c}' | '\u{200d}')
        // Signs of Indic and Thai letters that Unicode does not count as alphabetic.
        || matches!(c, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{bcd}' | '\u{e47}'..='\u{e4e}')
}

/// Values of the Roman numerals in a text; a single letter is one in other languages than English.
fn roman(language: &str, text: &str) -> Vec<u32> {
    let words = text.split(|c: char| !c.is_ascii_uppercase());
    let words = words.filter(|word| word.len() > 1 || language != "en" && !word.is_empty());
    words.filter_map(roman_value).collect()
}

/// Values of the numerals in Han characters in a text. Half a year is six months.
fn han(text: &str) -> Vec<u32> {
    let runs = text.split(|c| han_digit(c).is_none() && han_unit(c).is_none());
    let values = runs.filter(|run| !run.is_empty()).filter_map(han_value);
    values.chain(text.matches("半年").map(|_| 6)).collect()
}

fn roman_value(word: &str) -> Option<u32> {
    let value = |c| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    let digits: Vec<u32> = word.chars().map(value).collect::<Option<_>>()?;
    if digits.len() > 8 {
        return None;
    }
    let mut sum = 0;
    for (at, digit) in digits.iter().enumerate() {
        let smaller = digits.get(at + 1).is_some_and(|next| next > digit);
        sum = if smaller { sum - i64::from(*digit) } else { sum + i64::from(*digit) };
    }
    u32::try_from(sum).ok()
}

fn han_digit(c: char) -> Option<u32> {
    let c = if c == '两' || c == '兩' { '二' } else { c };
    let at = "〇一二三四五六七八九".chars().position(|digit| digit == c)?;
    u32::try_from(at).ok()
}

fn han_unit(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// The value of a numeral in Han characters: 二十四, 百二十 or, digit by digit, 二〇二六.
fn han_value(run: &str) -> Option<u32> {
    if run.chars().count() > 9 {
        return None;
    }
    if run.chars().all(|c| han_digit(c).is_some()) {
        return run
            .chars()
            .filter_map(han_digit)
            .try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(digit));
    }
    let (mut sum, mut digit) = (0, None);
    for c in run.chars() {
        match (han_digit(c), han_unit(c)) {
            (Some(value), _) => digit = Some(value),
            (None, Some(unit)) => sum += digit.take().unwrap_or(1) * unit,
            (None, None) => return None,
        }
    }
    Some(sum + digit.unwrap_or(0))
}
