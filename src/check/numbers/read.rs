//! Reading the numbers of a message, each with all that it may mean.

use std::ops::Range;

use icu::properties::props::{GeneralCategory, Script};
use icu::properties::{CodePointMapData, CodePointMapDataBorrowed};

use super::calendar;
use super::scale::is_grouped;

/// A number of a text.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// As it is written.
    pub(super) text: String,
    /// What it may mean, each as digits with a point before decimals; the likeliest first.
    pub(super) readings: Vec<String>,
    /// The whole numbers it is made of, where it may be several.
    pub(super) parts: Vec<String>,
    /// Whether it is a part of a word or of an idiom, so that it may be absent elsewhere.
    pub(super) optional: bool,
    /// Whether it counts what is named after it.
    pub(super) counts: bool,
    /// Whether it is a half, a third or a quarter, which a word may say.
    pub(super) is_fraction: bool,
    /// Readings by another calendar than that of its own text, if it is of a date.
    pub(super) converted: Vec<String>,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

/// Gives the numbers of `text`, the plain words of a message in the language of `tag`. `decimal` is the
/// sign that the language writes before decimals.
pub(super) fn numbers(tag: &str, decimal: char, text: &[char]) -> Vec<Number> {
    let mut reader = Reader::new(tag, decimal, text);
    while reader.at < text.len() {
        reader.step();
    }
    calendar::convert(tag, text, &mut reader.numbers);
    reader.numbers
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t [char],
    pub(super) tag: &'t str,
    decimal: char,
    numbers: Vec<Number>,
    at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tag: &'t str, decimal: char, text: &'t [char]) -> Self {
        Reader { text, tag, decimal, numbers: Vec::new(), at: 0 }
    }
}

impl Reader<'_> {
    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.text.get(at).copied()
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    fn step(&mut self) {
        let start = self.at;
        let Some(c) = self.get(start) else { return };
        if let Some(value) = single(c) {
            self.at += 1;
            self.push(start..start + 1, value.0, value.1);
        } else if let Some((value, end)) = ethiopic(self.text, start) {
            self.at = end;
            self.push(start..end, vec![value.to_string()], Vec::new());
        } else if digit(c).is_none() {
            self.at += 1;
        } else if let Some(end) = self.telephone(start) {
            self.at = end;
            let digits: String = self.text[start..end].iter().filter_map(|c| digit(*c)).collect();
            self.push(start..end, vec![format!("tel:{digits}")], Vec::new());
        } else {
            self.number(start);
        }
    }

    /// The end of the run of digits at `at`.
    pub(super) fn run(&self, at: usize) -> usize {
        let length = self.text[at..].iter().take_while(|c| digit(**c).is_some()).count();
        at + length
    }

    pub(super) fn digits(&self, range: Range<usize>) -> String {
        self.text[range].iter().filter_map(|c| digit(*c)).collect()
    }

    /// Reads the number at `start` with the groups that belong to it.
    fn number(&mut self, start: usize) {
        let mut groups = Vec::new();
        groups.push(start..self.run(start));
        let mut signs: Vec<char> = Vec::new();
        loop {
            let end = groups[groups.len() - 1].end;
            let (Some(sign), Some(next)) = (self.get(end), self.get(end + 1)) else { break };
            if !joins(sign) || digit(next).is_none() {
                break;
            }
            let group = end + 1..self.run(end + 1);
            if is_space(sign) {
                let first = groups[0].len();
                let rest = groups[1..].iter().chain([&group]).all(|group| group.len() == 3);
                let same = signs.iter().all(|other| *other == sign);
                if first > 3 || !rest || !same || digit(self.text[start]) == Some('0') {
                    break;
                }
            }
            groups.push(group);
            signs.push(sign);
        }
        self.at = groups[groups.len() - 1].end;
        if groups.len() == 1 && self.fraction(start, self.at) {
            return;
        }
        let texts: Vec<String> = groups.iter().map(|group| self.digits(group.clone())).collect();
        match self.readings(&texts, &signs) {
            Some(readings) => {
                let range = start..self.at;
                // What is grouped by commas or points is one number and no list.
                let is_list = texts.len() > 1 && (is_space(signs[0]) || !is_one(&texts, &signs));
                let parts =
                    if is_list { texts.iter().map(|one| whole(one)).collect() } else { Vec::new() };
                self.push(range, readings, parts);
            }
            // Several numbers: a date with dots, or a list without spaces.
            None => {
                // What ends with a comma may have a point in it: "4.2,5.1".
                let mut piece = 0;
                for at in 0..texts.len() {
                    let is_last = at + 1 == texts.len();
                    if is_last || signs[at] != '.' || is_date(&texts) {
                        let signs = &signs[piece..at];
                        let part = &texts[piece..=at];
                        let range = groups[piece].start..groups[at].end;
                        match self.readings(part, signs).filter(|_| part.len() < texts.len()) {
                            Some(readings) => self.push(range, readings, Vec::new()),
                            None => {
                                for group in &groups[piece..=at] {
                                    let text = whole(&self.digits(group.clone()));
                                    self.push(group.clone(), vec![text], Vec::new());
                                }
                            }
                        }
                        piece = at + 1;
                    }
                }
            }
        }
    }

    /// Reads 1/2 or 1½, whose first digits stand from `start` to `end`, and says whether it is one.
    fn fraction(&mut self, start: usize, end: usize) -> bool {
        let above = self.digits(start..end);
        if let Some((value, parts)) = self.get(end).and_then(single).filter(|one| one.1.len() == 2)
        {
            let Some(decimals) = value[0].strip_prefix("0.") else { return false };
            self.at = end + 1;
            self.push(start..end + 1, vec![format!("{}.{decimals}", whole(&above))], Vec::new());
            return !parts.is_empty();
        }
        let is_next = |at: usize| self.get(at).is_some_and(|c| c == '/' || c.is_alphanumeric());
        if self.get(end) != Some('/') || self.before(start) == Some('/') || above.len() != 1 {
            return false;
        }
        let last = self.run(end + 1);
        let value = match (above.as_str(), self.digits(end + 1..last).as_str()) {
            _ if is_next(last) => return false,
            ("1", "2") => fraction("0.5", "1", "2"),
            ("1", "3") => fraction("1/3", "1", "3"),
            ("2", "3") => fraction("2/3", "2", "3"),
            ("1", "4") => fraction("0.25", "1", "4"),
            ("3", "4") => fraction("0.75", "3", "4"),
            _ => return false,
        };
        self.at = last;
        self.push(start..last, value.0, value.1);
        true
    }

    /// What groups of digits with `signs` between them mean, if they are one number.
    fn readings(&self, groups: &[String], signs: &[char]) -> Option<Vec<String>> {
        let joined = || whole(&groups.concat());
        let [first, earlier @ ..] = signs else { return Some(vec![whole(&groups[0])]) };
        let same = earlier.iter().all(|sign| sign == first);
        let last = &groups[groups.len() - 1];
        let grouped = is_grouped(groups);
        if same && (is_space(*first) || matches!(first, '\'' | '’' | '٬')) {
            return grouped.then(|| vec![joined()]);
        }
        if signs.len() == 1 {
            let whole_part = whole(&groups[0]);
            let exact = format!("{whole_part}.{last}");
            let mut readings = Vec::new();
            if grouped && *first != '٫' {
                readings.push(joined());
                if *first == self.decimal {
                    readings.push(exact);
                }
                return Some(readings);
            }
            let zeros = last.bytes().all(|digit| digit == b'0');
            if zeros && last.len() <= 2 {
                readings.push(whole_part);
            }
            readings.push(exact.clone());
            let trimmed = exact.trim_end_matches('0');
            // 1.50 is 1.5 as an amount; as a clause it is another one.
            if !zeros && trimmed.len() < exact.len() && *first != '.' {
                readings.push(trimmed.to_owned());
            }
            return Some(readings);
        }
        if same && *first == '.' {
            if is_date(groups) {
                return None;
            }
            let clause = groups.join(".");
            return Some(if grouped { vec![joined(), clause] } else { vec![clause] });
        }
        if same {
            return grouped.then(|| vec![joined()]);
        }
        let (before, after) = (&groups[..groups.len() - 1], signs[signs.len() - 1]);
        let same_before = signs[..signs.len() - 1].iter().all(|sign| sign == first);
        if !same_before || after == *first || !is_grouped(before) {
            return None;
        }
        let whole_part = whole(&before.concat());
        let fraction = last.trim_end_matches('0');
        Some(vec![match fraction {
            "" => whole_part,
            _ => format!("{whole_part}.{fraction}"),
        }])
    }

    fn push(&mut self, range: Range<usize>, mut readings: Vec<String>, mut parts: Vec<String>) {
        let text: String = self.text[range.clone()].iter().collect();
        let previous = self.before(range.start);
        let word_before = previous.filter(|c| c.is_alphabetic());
        let small = readings[0].len() <= 2;
        let colon = previous == Some(':') && self.before(range.start - 1).and_then(digit).is_some();
        let idiom = |text: &str| match text {
            "24" => self.starts(range.end, "/7"),
            "7" => self.ends(range.start, "24/"),
            _ => false,
        };
        // A digit in a word is no number that was put there: IPv6, 제3자.
        let optional = word_before.is_some_and(|c| !is_ideographic(c) || small)
            && !self.is_date_unit(&range)
            || text == "00"
            || colon && readings[0] == "0"
            || idiom(&text);
        if self.amount(&range) {
            let trimmed = readings
                .iter()
                .filter(|reading| reading.contains('.'))
                .map(|reading| reading.trim_end_matches('0').trim_end_matches('.').to_owned());
            let trimmed: Vec<String> = trimmed.collect();
            readings.extend(trimmed);
        }
        let is_fraction = parts.len() == 2
            && matches!(readings[0].as_str(), "0.5" | "1/3" | "2/3" | "0.25" | "0.75");
        let mut converted = Vec::new();
        let mut text = text;
        if let Some(end) = self.multiplied(&range, &mut readings) {
            text = self.text[range.start..end].iter().collect();
            self.at = end;
        } else {
            converted = self.eras(&range, &readings);
            readings.extend(converted.iter().cloned());
        }
        readings.dedup();
        if self.at < range.end {
            self.at = range.end;
        }
        // "4.20" as an hour is 4 and 20 minutes.
        parts.retain(|part| !part.is_empty());
        let counts = self.counts(range.end);
        self.numbers.push(Number {
            text,
            readings,
            parts,
            optional,
            counts,
            is_fraction,
            converted,
            range,
        });
    }

    /// Whether it is the month or the day in a date such as 2026年5月1日.
    fn is_date_unit(&self, range: &Range<usize>) -> bool {
        let before = self.before(range.start).is_some_and(|c| "年月년월".contains(c));
        before && self.get(range.end).is_some_and(|c| "月日월일".contains(c))
    }

    /// Whether a sum of money or a rate stands in `range`.
    fn amount(&self, range: &Range<usize>) -> bool {
        let skipped = |c: Option<char>| c.is_some_and(is_space);
        let currency = |c: Option<char>| {
            c.is_some_and(|c| {
                category().get(c) == GeneralCategory::CurrencySymbol || "%٪‰".contains(c)
            })
        };
        let (before, after) = (range.start.checked_sub(1), range.end);
        let before = match before {
            Some(at) if skipped(self.get(at)) => at.checked_sub(1),
            other => other,
        };
        let after = if skipped(self.get(after)) { after + 1 } else { after };
        let is_code = |at: usize| {
            self.text.get(at..at + 3).is_some_and(|code| code.iter().all(char::is_ascii_uppercase))
        };
        currency(before.and_then(|at| self.get(at)))
            || currency(self.get(after))
            || is_code(after)
            || before.and_then(|at| at.checked_sub(2)).is_some_and(is_code)
    }

    /// Whether `name` stands before `at`.
    pub(super) fn ends(&self, at: usize, name: &str) -> bool {
        let length = name.chars().count();
        at.checked_sub(length).is_some_and(|start| self.starts(start, name))
    }

    /// Whether `name` stands at `at`.
    pub(super) fn starts(&self, at: usize, name: &str) -> bool {
        name.chars().enumerate().all(|(offset, c)| self.get(at + offset) == Some(c))
    }

    /// Whether a word stands after the number that ends at `end`, which it counts.
    fn counts(&self, end: usize) -> bool {
        let next = match self.get(end) {
            Some(c) if is_space(c) || c == '-' || c == '\u{2011}' => self.get(end + 1),
            next => next,
        };
        next.is_some_and(char::is_alphabetic)
    }

    /// The end of a telephone number that begins at `start`, if there is one: with `+` before it, or
    /// with a zero and several groups.
    fn telephone(&self, start: usize) -> Option<usize> {
        let plus = self.before(start) == Some('+');
        if !plus && digit(self.text[start]) != Some('0') {
            return None;
        }
        let mut groups = Vec::new();
        let (mut at, mut signs) = (start, String::new());
        loop {
            let run = self.run(at);
            groups.push(at..run);
            at = run;
            let is_sign = |c: &char| is_space(*c) || "-./()\u{2011}".contains(*c);
            let sign = self.text[at..].iter().take(3).take_while(|c| is_sign(c)).count();
            let next = at + sign;
            if sign == 0 || self.get(next).and_then(digit).is_none() {
                break;
            }
            signs.extend(&self.text[at..next]);
            at = next;
        }
        let count: usize = groups.iter().map(ExactSizeIterator::len).sum();
        let year = groups.iter().any(|group| {
            group.len() == 4 && matches!(self.digits(group.clone()).get(..2), Some("19" | "20"))
        });
        let is_number = (7..=15).contains(&count)
            && (plus || groups.len() > 1 && !year && groups[0].len() > 1 && !signs.contains('.'));
        is_number.then(|| groups[groups.len() - 1].end)
    }
}

/// A whole number without zeros before it.
fn whole(digits: &str) -> String {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

/// Whether groups of digits are thousands, with decimals or without.
fn is_one(groups: &[String], signs: &[char]) -> bool {
    let same = signs.iter().all(|sign| *sign == signs[0]);
    let before = if same { groups } else { &groups[..groups.len() - 1] };
    is_grouped(before)
}

/// Whether three groups are day, month and year in some order, the year with four digits.
fn is_date(groups: &[String]) -> bool {
    let at_most = |group: &str, most: u32| {
        group.len() <= 2 && group.parse().is_ok_and(|value: u32| (1..=most).contains(&value))
    };
    let [a, b, c] = groups else { return false };
    let pair =
        |a: &str, b: &str| at_most(a, 31) && at_most(b, 12) || at_most(a, 12) && at_most(b, 31);
    (c.len() == 4 && pair(a, b)) || (a.len() == 4 && pair(b, c))
}

/// Signs that may stand inside a number.
fn joins(c: char) -> bool {
    is_space(c) || matches!(c, '.' | ',' | '٫' | '٬' | '،' | '\'' | '’')
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{2008}')
}

/// Numbers that one character shows: readings and parts.
fn single(c: char) -> Option<(Vec<String>, Vec<String>)> {
    let code = u32::from(c);
    let value = match c {
        'Ⅰ'..='Ⅻ' => code - 0x215f,
        'ⅰ'..='ⅻ' => code - 0x216f,
        '①'..='⑳' => code - 0x245f,
        '⑴'..='⒇' => code - 0x2473,
        '⒈'..='⒛' => code - 0x2487,
        '½' => return Some(fraction("0.5", "1", "2")),
        '¼' => return Some(fraction("0.25", "1", "4")),
        '¾' => return Some(fraction("0.75", "3", "4")),
        '⅓' => return Some(fraction("1/3", "1", "3")),
        '⅔' => return Some(fraction("2/3", "2", "3")),
        _ => return None,
    };
    Some((vec![value.to_string()], Vec::new()))
}

/// The value of the Ethiopic number at `start`, and its end.
fn ethiopic(text: &[char], start: usize) -> Option<(u32, usize)> {
    const LONGEST: usize = 6;
    let (mut sum, mut below, mut end) = (0_u32, 0, start);
    while let Some(c) = text.get(end).filter(|_| end < start + LONGEST) {
        let code = u32::from(*c);
        match code {
            0x1369..=0x1371 => below += code - 0x1368,
            0x1372..=0x137a => below += (code - 0x1371) * 10,
            0x137b => {
                sum += below.max(1) * 100;
                below = 0;
            }
            _ => break,
        }
        end += 1;
    }
    (end > start).then_some((sum + below, end))
}

fn fraction(value: &str, above: &str, below: &str) -> (Vec<String>, Vec<String>) {
    (vec![value.to_owned()], vec![above.to_owned(), below.to_owned()])
}

fn category() -> CodePointMapDataBorrowed<'static, GeneralCategory> {
    CodePointMapData::<GeneralCategory>::new()
}

fn is_ideographic(c: char) -> bool {
    matches!(
        CodePointMapData::<Script>::new().get(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul
    )
}

/// The ASCII form of a decimal digit of any script.
pub(super) fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let is_digit = |code: u32| {
        char::from_u32(code).is_some_and(|c| category().get(c) == GeneralCategory::DecimalNumber)
    };
    let code = u32::from(c);
    if !is_digit(code) {
        return None;
    }
    // Unicode has the digits of a script in a row, from zero on.
    let before = (1..50).take_while(|before| is_digit(code - before)).count();
    char::from_digit(u32::try_from(before % 10).unwrap_or_default(), 10)
}
