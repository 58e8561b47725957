//! Numbers with words for powers of ten behind them: 1.5 million, 3万5千.

use std::ops::Range;

use super::magnitude;
use super::read::{Reader, digit, is_space};
use super::scale::Decimal;
use super::stems::Stems;
use super::words::language;

impl Reader<'_> {
    /// Multiplies `readings` by the words for powers of ten that belong to the number (10万, 1.5 million),
    /// and gives the end of what belongs to it.
    pub(super) fn multiplied(
        &self,
        range: &Range<usize>,
        readings: &mut Vec<String>,
    ) -> Option<usize> {
        let at = self.over_space(range.end);
        if self.get(at) == Some('割') {
            readings.extend(products(readings, 1));
            return None;
        }
        // 2年半 is two years and a half.
        let near =
            self.text[range.end..].iter().skip(1).take(4).take_while(|c| !c.is_ascii_digit());
        if matches!(language(self.tag), "ja" | "zh" | "yue" | "ko")
            && near
                .take_while(|c| c.is_alphabetic() || is_space(**c))
                .any(|c| matches!(c, '半' | '반'))
        {
            readings.push(format!("{}.5", readings[0]));
        }
        if let Some((power, end)) = magnitude::han(self.text, at) {
            return Some(self.han_sum(power, end, readings));
        }
        let language = language(self.tag);
        let Some(stems) = Stems::of(language) else {
            // It may be a word of size.
            for stems in Stems::all() {
                if let Some((power, _)) = stems.power(self.text, at) {
                    readings.extend(products(readings, power as usize));
                }
            }
            return None;
        };
        if let Some((power, end)) = self.powers(stems, range.end) {
            let number = Decimal::parse(&readings[0]);
            *readings = products(readings, power);
            // "2 lakh 50 thousand"
            let next = self.over_space(end);
            if let (true, Some(number)) =
                (next > end && self.get(next).and_then(digit).is_some(), number)
            {
                let run = self.run(next);
                let part = Decimal::parse(&self.digits(next..run));
                if let (Some((least, end)), Some(part)) = (self.powers(stems, run), part)
                    && least < power
                {
                    *readings = vec![number.shifted(power).plus(&part.shifted(least)).to_string()];
                    return Some(end);
                }
            }
            return Some(end);
        }
        if magnitude::leads(language) {
            const LONGEST: usize = 8;
            let end = range.start - usize::from(self.before(range.start).is_some_and(is_space));
            let power = (end.saturating_sub(LONGEST)..end)
                .find_map(|at| stems.power(self.text, at).filter(|(_, until)| *until == end));
            if let Some((power, _)) = power {
                *readings = products(readings, power as usize);
                return Some(range.end);
            }
        }
        if let Some(power) = magnitude::letter(self.text, at) {
            readings.extend(products(readings, power));
        }
        None
    }

    /// The powers of ten in the words after `end` together, and where these end.
    fn powers(&self, stems: &Stems, end: usize) -> Option<(usize, usize)> {
        const MOST: usize = 4;
        let mut found = None;
        let mut from = end;
        for _ in 0..MOST {
            let at = match self.get(from) {
                Some('-' | '\u{2011}') => from + 1,
                _ => self.over_space(from),
            };
            let Some((power, end)) = stems.power(self.text, at) else { break };
            let before = found.map_or(0, |(power, _)| power);
            found = Some((before + power as usize, end));
            from = end;
        }
        found
    }

    /// Reads on in 1億2,300万, which is a sum, and gives its end.
    fn han_sum(&self, power: usize, mut end: usize, readings: &mut Vec<String>) -> usize {
        let mut least = power;
        *readings = products(readings, power);
        let Some(mut sum) = Decimal::parse(&readings[0]) else { return end };
        loop {
            let next = self.over_space(end);
            if self.get(next).and_then(digit).is_none() {
                break;
            }
            let mut run = self.run(next);
            while self.get(run) == Some(',') && self.run((run + 1).min(self.text.len())) == run + 4
            {
                run += 4;
            }
            let Some(part) = Decimal::parse(&self.digits(next..run)) else { break };
            let (power, after) = match magnitude::han(self.text, self.over_space(run)) {
                Some((power, after)) if power < least => (power, after),
                // What stands apart is another number.
                None if next == end && least > 0 && run - next <= 4 => (0, run),
                Some(_) | None => break,
            };
            sum = sum.plus(&part.shifted(power));
            *readings = vec![sum.to_string()];
            (least, end) = (power, after);
        }
        end
    }

    fn over_space(&self, at: usize) -> usize {
        at + usize::from(self.get(at).is_some_and(is_space))
    }
}

/// What `readings` are times ten to the `power`.
fn products(readings: &[String], power: usize) -> Vec<String> {
    let numbers = readings.iter().filter_map(|reading| Decimal::parse(reading));
    numbers.map(|number| number.shifted(power).to_string()).collect()
}
