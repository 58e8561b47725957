//! Whole dates: day and month that have changed places.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::datetime::input::Date;
use icu::locale::Locale;

use super::is_number;
use super::months::{month_of, months};
use super::read::{digit, is_space};
use super::words::{is_letter, language};

/// A date whose day and month are certain.
#[derive(Debug, PartialEq, Eq)]
struct Whole {
    day: u32,
    month: u32,
    year: u32,
    text: String,
}

/// Says so if a date of the source stands in the translation with day and month exchanged.
pub(super) fn exchanged(
    from: &str,
    source: &[char],
    to: &str,
    translation: &[char],
) -> Option<String> {
    let own = dates(from, source);
    if own.is_empty() {
        return None;
    }
    let translated = dates(to, translation);
    let is = |one: &Whole, day: u32, month: u32, year: u32| {
        (one.day, one.month, one.year) == (day, month, year)
    };
    own.iter().find_map(|date| {
        let Whole { day, month, year, text } = date;
        let has = |all: &[Whole], day, month| all.iter().any(|one| is(one, day, month, *year));
        if day == month || has(&translated, *day, *month) || has(&own, *month, *day) {
            return None;
        }
        let turned = translated.iter().find(|one| is(one, *month, *day, *year))?;
        Some(format!(
            "the translation has the date `{}` instead of `{text}`: day and month have changed places",
            turned.text
        ))
    })
}

/// The order in which a language writes a date in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

fn order(tag: &str) -> Order {
    static KNOWN: Mutex<BTreeMap<String, Order>> = Mutex::new(BTreeMap::new());
    // English and Maltese are written in both orders.
    if matches!(tag, "en" | "mt") {
        return Order::Unknown;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(order) = known.get(tag) {
        return *order;
    }
    let written = || {
        let locale: Locale = format!("{tag}-u-ca-gregory").parse().ok()?;
        let date = Date::try_new_iso(2001, 11, 22).ok()?;
        let formatter = DateTimeFormatter::try_new(locale.into(), YMD::short()).ok()?;
        let written = formatter.format(&date).to_string();
        let digits: String = written.chars().filter_map(digit).collect();
        Some((digits.find("22")?, digits.find("11")?))
    };
    let order = match written() {
        Some((day, month)) if day < month => Order::DayFirst,
        Some(_) => Order::MonthFirst,
        None => Order::Unknown,
    };
    known.insert(tag.to_owned(), order);
    order
}

fn dates(tag: &str, text: &[char]) -> Vec<Whole> {
    let mut found = in_digits(tag, text);
    if !matches!(language(tag), "ja" | "zh" | "yue" | "ko") {
        found.extend(in_words(tag, text));
    }
    found
}

/// Three numbers with the same sign between them, or 2025年8月5日.
fn in_digits(tag: &str, text: &[char]) -> Vec<Whole> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|c| digit(**c).is_some()).count();
        if length > 0 {
            runs.push(at..at + length);
        }
        at += length.max(1);
    }
    let value = |run: &std::ops::Range<usize>| -> Option<u32> {
        const LONGEST: usize = 4;
        let digits: String = text[run.clone()].iter().filter_map(|c| digit(*c)).collect();
        digits.parse().ok().filter(|_| digits.len() <= LONGEST)
    };
    let sign = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
        const MOST: usize = 3;
        let between = &text[a.end..b.start];
        let mut signs = between.iter().filter(|c| !is_space(**c));
        let sign = signs.next().copied();
        sign.filter(|_| between.len() <= MOST && signs.next().is_none())
    };
    let mut found = Vec::new();
    for three in runs.windows(3) {
        let [one, two, three] = three else { continue };
        let signs = (sign(one, two), sign(two, three));
        let fits = match signs {
            (Some(first), Some(second)) if first == second => {
                matches!(first, '.' | '/' | '-' | '‑')
            }
            (Some(first), Some(second)) => {
                matches!((first, second), ('年', '月') | ('년', '월'))
            }
            _ => false,
        };
        let (Some(x), Some(y), Some(z)) = (value(one), value(two), value(three)) else { continue };
        if !fits {
            continue;
        }
        let date = match (one.len(), two.len(), three.len()) {
            (4, 1..=2, 1..=2) => Some((z, y, x)),
            (1..=2, 1..=2, 4) => match order(tag) {
                Order::DayFirst => Some((x, y, z)),
                Order::MonthFirst => Some((y, x, z)),
                Order::Unknown => None,
            },
            _ => None,
        };
        if let Some((day @ 1..=31, month @ 1..=12, year)) = date {
            found.push(Whole {
                day,
                month,
                year,
                text: text[one.start..three.end].iter().collect(),
            });
        }
    }
    found
}

/// A name of a month with a day beside it and a year near it.
fn in_words(tag: &str, text: &[char]) -> Vec<Whole> {
    let kind = |c: char| (is_number(c), is_letter(c));
    let mut tokens: Vec<(usize, &[char])> = Vec::new();
    let mut at = 0;
    for run in text.chunk_by(|a, b| kind(*a) == kind(*b)) {
        if is_number(run[0]) || is_letter(run[0]) {
            tokens.push((at, run));
        }
        at += run.len();
    }
    let value = |token: &(usize, &[char])| -> Option<(u32, usize)> {
        const LONGEST: usize = 4;
        let digits: String = token.1.iter().filter_map(|c| digit(*c)).collect();
        Some((digits.parse().ok()?, digits.len())).filter(|one| one.1 <= LONGEST)
    };
    let names = months(tag);
    let mut found = Vec::new();
    for (at, (_, word)) in tokens.iter().enumerate().filter(|(_, token)| is_letter(token.1[0])) {
        // As in “12 de mayo”, “March 4th”, “2025. gada 18. oktobrī”.
        const REACH: usize = 5;
        let name: String = word.iter().collect();
        let Some(month) = month_of(&names, &name) else { continue };
        let near = at.saturating_sub(REACH)..(at + REACH + 1).min(tokens.len());
        let mut days = Vec::new();
        let mut years = Vec::new();
        for index in near {
            match value(&tokens[index]) {
                Some((day @ 1..=31, 1..=2)) => days.push((day, index)),
                Some((year, 4)) => years.push((year, index)),
                _ => {}
            }
        }
        if let ([(day, first)], [(year, second)]) = (days.as_slice(), years.as_slice()) {
            let start = tokens[at.min(*first).min(*second)].0;
            let last = tokens[at.max(*first).max(*second)];
            let text = text[start..last.0 + last.1.len()].iter().collect();
            found.push(Whole { day: *day, month, year: *year, text });
        }
    }
    found
}
