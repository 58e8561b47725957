//! Digits in Chinese, Japanese and Korean that count something, beside number words of the source.

use super::Writing;
use super::read::numbers;
use super::spelled::spelled;
use super::words::{Words, language};

/// What digits count in these languages.
const COUNTERS: &str = "日天个個か箇ヶカ月年週周時小分秒歳岁歲名回次件円元일개월년주시분세번회명";

/// Says so if the translation counts with digits that the source has neither in digits nor in words,
/// while a number word of the source is said nowhere.
pub(super) fn other(
    from: &Writing<'_>,
    source: &[char],
    to: &Writing<'_>,
    translation: &[char],
) -> Option<String> {
    if !matches!(language(to.tag), "ja" | "zh" | "yue" | "ko") {
        return None;
    }
    let translated = numbers(to.tag, to.decimal(), translation);
    let counts = |end: usize| {
        let next = translation[end..].iter().find(|c| !c.is_whitespace());
        next.is_some_and(|c| COUNTERS.contains(*c))
    };
    if !translated.iter().any(|number| number.optional && counts(number.range.end)) {
        return None;
    }
    let own = numbers(from.tag, from.decimal(), source);
    let mut words = Words::new(from.tag, source);
    let mut added = translated.iter().filter(|number| number.optional).filter(|number| {
        let has = own.iter().any(|own| own.readings.iter().any(|o| number.readings.contains(o)));
        let month = number.readings[0].parse().is_ok_and(|month| words.take_month(month));
        !has && !month && !words.take(&number.readings) && counts(number.range.end)
    });
    let added = added.next()?;
    let value: u128 = added.readings[0].parse().ok().filter(|value| *value > 1)?;
    let mut words = Words::new(to.tag, translation);
    let lost = spelled(language(from.tag), source).into_iter().find(|readings| {
        let small = readings[0].parse::<u128>().is_ok_and(|word| {
            // Weeks may be days, years months, days hours.
            word > 1 && ![7, 12, 24].iter().any(|times| word * times == value)
        });
        let has = translated.iter().any(|one| one.readings.iter().any(|o| readings.contains(o)));
        small && !has && !words.take(readings)
    })?;
    Some(format!("the translation has `{}` instead of the word for {}", added.text, lost[0]))
}
