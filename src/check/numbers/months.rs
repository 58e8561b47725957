//! Months: their names in a language, and those in the dates of a text.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::{M, MD};
use icu::datetime::input::Date;
use icu::locale::Locale;

use super::read::digit;
use super::words::{is_letter, language};
use super::{han, is_number};

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
    let kind = |c: char| (is_number(c), is_letter(c));
    for run in text.chunk_by(|a, b| kind(*a) == kind(*b)) {
        if is_number(run[0]) || is_letter(run[0]) {
            tokens.push(run);
        }
    }
    let is_number = |token: &&[char]| is_number(token[0]);
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
pub(super) fn month_of(names: &Months, word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let is = |name: &Name| {
        let capital = name.form.starts_with(char::is_uppercase);
        let word = if capital { word } else { lower.as_str() };
        word.strip_prefix(name.form.as_str())
            .is_some_and(|ending| ending.chars().count() <= name.ending)
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
        let is_han = |c| han::is_numeral(c);
        let (digits, han) = (length(&|c| digit(c).is_some()), length(&is_han));
        let run = &before[before.len() - digits.max(han)..];
        let number = if digits > 0 {
            run.iter().filter_map(|c| digit(*c)).collect::<String>().parse().ok()
        } else {
            han::value(run).filter(|_| han > 0).and_then(|value| u32::try_from(value).ok())
        };
        if let Some(number @ 1..=12) = number {
            let text = run.iter().chain(&text[at..=at]).collect();
            found.push(Month { number, text, is_name: false });
        }
    }
    found
}

/// A name of a month, or what its forms begin with.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) form: String,
    /// Letters that grammar may add to it.
    pub(super) ending: usize,
}

/// Names of the twelve months.
pub(super) type Months = Vec<Vec<Name>>;

/// Names of the twelve months: alone, in a date, and abbreviated. Made once for each language.
pub(super) fn months(tag: &str) -> Arc<Months> {
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
    let all: Vec<Vec<(String, usize)>> = (1..=12).map(|month| forms(&locale, month)).collect();
    let is_shared = |form: &str| {
        all.iter().filter(|forms| forms.iter().any(|(other, _)| other == form)).count() > 1
    };
    let names = |forms: &Vec<(String, usize)>| {
        let own = forms.iter().filter(|(form, _)| !is_shared(form));
        own.map(|(form, ending)| Name { form: form.clone(), ending: *ending }).collect()
    };
    all.iter().map(names).collect()
}

fn forms(locale: &Locale, month: u8) -> Vec<(String, usize)> {
    let Ok(date) = Date::try_new_iso(2001, month, 1) else { return Vec::new() };
    let mut forms = Vec::new();
    // Languages with short names that take endings, and those whose names end with a case.
    let tag = locale.id.language.as_str();
    let inflects = (
        matches!(tag, "hr" | "sr" | "bs" | "sl" | "mk" | "bg" | "is" | "tr" | "az" | "hu" | "et"),
        matches!(tag, "lv" | "lt"),
    );
    let mut add = |text: String, whole: bool| {
        for word in text.split(|c| !is_letter(c)).filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            // The last letters are what inflection changes: June, июня, czerwcu, oktobrī.
            let baltic = ["is", "as", "us", "ys"].iter().any(|end| word.ends_with(end));
            let cut = 1 + usize::from(baltic && inflects.1 && length > 5);
            if length >= 4 && !whole {
                forms.push((word.chars().take(length - cut).collect(), usize::MAX));
                // Where the shorter one is that of two months: iyun and iyul.
                forms.push((word.to_owned(), usize::MAX));
            } else {
                forms.push((word.to_owned(), if inflects.0 && !whole { 2 } else { 0 }));
            }
            // As "Sept."
            if length > 5 {
                forms.push((word.chars().take(4).collect(), 0));
            }
        }
    };
    let preferences = || locale.into();
    if let Ok(alone) = DateTimeFormatter::try_new(preferences(), M::long()) {
        add(alone.format(&date).to_string(), false);
    }
    if let Ok(short) = DateTimeFormatter::try_new(preferences(), M::medium()) {
        add(short.format(&date).to_string(), true);
    }
    if let Ok(in_date) = DateTimeFormatter::try_new(preferences(), MD::long()) {
        add(in_date.format(&date).to_string(), false);
    }
    if let Ok(short) = DateTimeFormatter::try_new(preferences(), MD::medium()) {
        add(short.format(&date).to_string(), true);
    }
    // As it is also written.
    if (tag, month) == ("fa", 5) {
        forms.push(("مه".to_owned(), 0));
    }
    forms
}
