//! Signs of units: a per cent for a euro, a megabyte for a gigabyte.

use icu::properties::CodePointMapData;
use icu::properties::props::GeneralCategory;

use super::read::{Number, is_space};

/// A number with the sign of its unit.
struct Measured<'n> {
    number: &'n Number,
    unit: String,
}

/// Says so if the same number has another unit, or the same unit has another number.
pub(super) fn exchanged(
    source: (&[char], &[Number]),
    translation: (&[char], &[Number]),
) -> Option<String> {
    let own = measured(source.0, source.1);
    if own.is_empty() {
        return None;
    }
    let other = measured(translation.0, translation.1);
    let same = |a: &Number, b: &Number| a.readings.iter().any(|one| b.readings.contains(one));
    for one in &own {
        if other.iter().any(|o| same(o.number, one.number) && is_same(&o.unit, &one.unit)) {
            continue;
        }
        // The number stands there with a unit that it does not have in the source.
        let like = other.iter().find(|o| {
            same(o.number, one.number)
                && !own.iter().any(|own| same(own.number, o.number) && is_same(&own.unit, &o.unit))
        });
        // The unit stands as often in both, and with no number of the source.
        let count =
            |all: &[Measured<'_>]| all.iter().filter(|o| is_same(&o.unit, &one.unit)).count();
        let turned = other.iter().find(|o| {
            is_same(&o.unit, &one.unit)
                && !own.iter().any(|own| same(own.number, o.number) && is_same(&own.unit, &o.unit))
        });
        let turned = turned.filter(|_| count(&own) == count(&other));
        if let Some(found) = like.or(turned) {
            let named = |one: &Measured<'_>| format!("`{}` with `{}`", one.number.text, one.unit);
            return Some(format!("the translation has {} instead of {}", named(found), named(one)));
        }
    }
    None
}

/// Whether two signs may say the same unit. A dollar is one of many countries.
fn is_same(a: &str, b: &str) -> bool {
    let dollar = |a: &str, b: &str| {
        a == "$"
            && (b == "$"
                || b.ends_with('D') && b.len() == 3
                || matches!(b, "BRL" | "MXN" | "ARS" | "CLP" | "COP"))
    };
    let yen = |a: &str, b: &str| a == "¥" && matches!(b, "JPY" | "CNY");
    let krone = |a: &str, b: &str| a == "kr" && matches!(b, "SEK" | "NOK" | "DKK" | "ISK");
    a == b || dollar(a, b) || dollar(b, a) || yen(a, b) || yen(b, a) || krone(a, b) || krone(b, a)
}

fn measured<'n>(text: &[char], numbers: &'n [Number]) -> Vec<Measured<'n>> {
    let mut found = Vec::new();
    for number in numbers.iter().filter(|number| !number.readings[0].starts_with("tel")) {
        let (start, end) = (number.range.start, number.range.end);
        let after = end + usize::from(text.get(end).is_some_and(|c| is_space(*c)));
        let before = start - usize::from(start > 0 && is_space(text[start - 1]));
        if let Some(unit) = behind(text, after).or_else(|| ahead(text, before)) {
            found.push(Measured { number, unit });
        }
    }
    found
}

/// The unit whose sign begins at `at`.
fn behind(text: &[char], at: usize) -> Option<String> {
    let c = *text.get(at)?;
    if let Some(unit) = sign(c) {
        return Some(unit);
    }
    let length = text[at..].iter().take(5).take_while(|c| c.is_alphabetic()).count();
    let word: String = text[at..at + length].iter().collect();
    code(&word).or_else(|| bytes(&word))
}

/// The unit whose sign ends at `at`: money alone.
fn ahead(text: &[char], at: usize) -> Option<String> {
    let c = *text.get(at.checked_sub(1)?)?;
    let behind_number = |start: usize| {
        let start = start - usize::from(start > 0 && is_space(text[start - 1]));
        start.checked_sub(1).is_some_and(|at| text[at].is_numeric())
    };
    if let Some(unit) = sign(c).filter(|unit| unit != "%" && unit != "‰") {
        // In "5 €, 10" and "3 € 50" the sign belongs to what is before it.
        return (!behind_number(at - 1)).then_some(unit);
    }
    let length = text[..at].iter().rev().take(4).take_while(|c| c.is_alphabetic()).count();
    let word: String = text[at - length..at].iter().collect();
    code(&word).filter(|_| !behind_number(at - length))
}

fn sign(c: char) -> Option<String> {
    match c {
        '%' | '٪' | '％' | '﹪' => Some("%".to_owned()),
        '‰' | '؉' => Some("‰".to_owned()),
        '＄' => Some("$".to_owned()),
        '￥' => Some("¥".to_owned()),
        '€' => Some("EUR".to_owned()),
        '£' | '￡' => Some("GBP".to_owned()),
        '₹' => Some("INR".to_owned()),
        '₩' | '￦' => Some("KRW".to_owned()),
        '\0'..='\u{7f}' if c != '$' => None,
        _ => {
            let is_currency = CodePointMapData::<GeneralCategory>::new().get(c)
                == GeneralCategory::CurrencySymbol;
            is_currency.then(|| c.to_string())
        }
    }
}

/// The currency that three capitals name.
fn code(word: &str) -> Option<String> {
    const KNOWN: &str = "EUR USD GBP CHF JPY CNY INR KRW CAD AUD NZD SGD HKD TWD SEK NOK DKK ISK \
        PLN CZK HUF RON BGN TRY UAH RUB BRL MXN ARS CLP COP ZAR ILS AED SAR THB IDR MYR PHP VND";
    (word.len() == 3 && KNOWN.split(' ').any(|code| code == word)).then(|| word.to_owned())
}

/// The unit of bytes that a word names, in the letters that languages have for it.
fn bytes(word: &str) -> Option<String> {
    let unit = match word {
        "kB" | "KB" | "ko" | "Ko" | "кБ" | "КБ" => "KB",
        "MB" | "Mo" | "МБ" | "Мб" => "MB",
        "GB" | "Go" | "ГБ" | "Гб" => "GB",
        "TB" | "To" | "ТБ" | "Тб" => "TB",
        "KiB" => "KiB",
        "MiB" => "MiB",
        "GiB" => "GiB",
        "TiB" => "TiB",
        _ => return None,
    };
    Some(unit.to_owned())
}
