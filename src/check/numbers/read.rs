//! Reading the numbers of a message, each with all that it may mean.

use std::ops::Range;

use icu::properties::props::{GeneralCategory, Script};
use icu::properties::{CodePointMapData, CodePointMapDataBorrowed};

use super::scale::{Decimal, is_grouped, multiplier};
use super::words::language;
use crate::project::catalogue::{Token, tokens};

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
}

/// What stands for a part of a message that is no words.
const KEPT: char = '\u{fffc}';

/// Gives the numbers of `message`, a text in the language of `tag`. `decimal` is the sign that the
/// language writes before decimals.
pub(super) fn numbers(tag: &str, decimal: char, message: &str) -> Vec<Number> {
    let text = plain(message);
    let mut reader = Reader { text: &text, tag, decimal, numbers: Vec::new(), at: 0 };
    while reader.at < text.len() {
        reader.step();
    }
    reader.numbers
}

/// The words of a message, without marks of emphasis, with entities and escapes resolved.
pub(super) fn plain(message: &str) -> Vec<char> {
    let mut plain = Vec::new();
    for token in tokens(message) {
        let Token::Words(words) = token else {
            plain.push(KEPT);
            continue;
        };
        let mut rest = words;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            let next = rest.chars().next();
            match c {
                '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                    plain.extend(next);
                    rest = &rest[1..];
                }
                '*' | '~' => {}
                '_' if !(next.is_some_and(char::is_alphanumeric)
                    && plain.last().is_some_and(|c| c.is_alphanumeric())) => {}
                '&' => match entity(rest) {
                    Some((c, length)) => {
                        plain.push(c);
                        rest = &rest[length..];
                    }
                    None => plain.push(c),
                },
                // An address that stands in the text: another check holds it to the source's.
                ':' if rest.starts_with("//") => {
                    let end = rest.find(|c: char| c.is_whitespace() || !c.is_ascii());
                    rest = &rest[end.unwrap_or(rest.len())..];
                    plain.push(KEPT);
                }
                _ => plain.push(c),
            }
        }
    }
    plain
}

/// The character of the entity whose `&` stands before `rest`, and the bytes it takes.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(32).position(|byte| byte == b';')?;
    let name = &rest[..end];
    let c = if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = match hexadecimal {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        char::from_u32(code.ok()?)?
    } else {
        match name {
            "nbsp" => '\u{a0}',
            "thinsp" => '\u{2009}',
            "amp" => '&',
            "minus" => '-',
            "frac12" => '½',
            "frac14" => '¼',
            "frac34" => '¾',
            _ if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => KEPT,
            _ => return None,
        }
    };
    Some((c, end + 1))
}

struct Reader<'t> {
    text: &'t [char],
    tag: &'t str,
    decimal: char,
    numbers: Vec<Number>,
    at: usize,
}

impl Reader<'_> {
    fn get(&self, at: usize) -> Option<char> {
        self.text.get(at).copied()
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    fn step(&mut self) {
        let start = self.at;
        let Some(c) = self.get(start) else { return };
        if let Some(value) = single(c) {
            self.at += 1;
            self.push(start..start + 1, value.0, value.1);
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
    fn run(&self, at: usize) -> usize {
        let length = self.text[at..].iter().take_while(|c| digit(**c).is_some()).count();
        at + length
    }

    fn digits(&self, range: Range<usize>) -> String {
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
        self.multiplied(&range, &mut readings);
        self.hours(&range, &mut readings);
        self.eras(&range, &mut readings);
        readings.dedup();
        if self.at < range.end {
            self.at = range.end;
        }
        // "4.20" as an hour is 4 and 20 minutes.
        parts.retain(|part| !part.is_empty());
        let counts = self.counts(range.end);
        self.numbers.push(Number { text, readings, parts, optional, counts });
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

    /// Adds what the number is with the word of size after it: 10万, 1.5 million.
    fn multiplied(&mut self, range: &Range<usize>, readings: &mut Vec<String>) {
        let Some((powers, mut end, is_han)) = multiplier(self.text, range.end) else { return };
        let Some(number) = Decimal::parse(&readings[0]) else { return };
        let mut products: Vec<Decimal> =
            powers.iter().map(|power| number.shifted(*power)).collect();
        if is_han {
            // 1億2000万: what follows is added.
            while let Some(next) = self.get(end).and_then(digit).map(|_| end) {
                let run = self.run(next);
                let Some(part) = Decimal::parse(&whole(&self.digits(next..run))) else { break };
                let (power, after) = match multiplier(self.text, run) {
                    Some((powers, after, true)) => (powers[0], after),
                    Some(_) | None => (0, run),
                };
                products = products.iter().map(|sum| sum.plus(&part.shifted(power))).collect();
                end = after;
            }
            readings.clear();
            self.at = end;
        }
        readings.extend(products.iter().map(Decimal::to_string));
    }

    /// Adds the hour of the other clock: 2 p.m. is 14.
    fn hours(&self, range: &Range<usize>, readings: &mut Vec<String>) {
        let Ok(hour) = readings[0].parse::<u32>() else { return };
        if hour > 12 {
            return;
        }
        let mut at = range.end;
        // Over the minutes.
        if matches!(self.get(at), Some(':' | '.')) && self.get(at + 1).and_then(digit).is_some() {
            at = self.run(at + 1);
        }
        at += usize::from(self.get(at).is_some_and(is_space));
        let mark = |c: char| {
            (self.get(at).map(|c| c.to_ascii_lowercase()) == Some(c))
                .then(|| self.get(at + 1))
                .flatten()
                .is_some_and(|next| {
                    let next = if next == '.' { self.get(at + 2) } else { Some(next) };
                    next.is_some_and(|next| next.eq_ignore_ascii_case(&'m'))
                })
        };
        let named = |names: &[&str]| names.iter().any(|name| self.ends(range.start, name));
        let afternoon =
            mark('p') || named(&["午後", "下午", "오후", "晚上", "오후 ", "午後 ", "下午 "]);
        if afternoon && hour < 12 {
            readings.push((hour + 12).to_string());
        } else if hour == 12 && (mark('a') || named(&["午前", "上午", "오전", "오전 "])) {
            readings.extend(["0".to_owned(), "24".to_owned()]);
        }
    }

    /// Adds the year of the common era.
    fn eras(&self, range: &Range<usize>, readings: &mut Vec<String>) {
        let Ok(year) = readings[0].parse::<u32>() else { return };
        if language(self.tag) == "th" && (2400..2700).contains(&year) {
            readings.push((year - 543).to_string());
        }
        for (era, before) in [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911)]
        {
            if year < 200 && self.ends(range.start, era) {
                readings.push((year + before).to_string());
            }
        }
    }

    /// Whether `name` stands before `at`.
    fn ends(&self, at: usize, name: &str) -> bool {
        let length = name.chars().count();
        at.checked_sub(length).is_some_and(|start| self.starts(start, name))
    }

    /// Whether `name` stands at `at`.
    fn starts(&self, at: usize, name: &str) -> bool {
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

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{2008}')
}

/// Numbers that one character shows: readings and parts.
fn single(c: char) -> Option<(Vec<String>, Vec<String>)> {
    let code = u32::from(c);
    let value = match c {
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
