//! Dates and numbers in the reader's language (CLDR).

use std::collections::BTreeSet;

use icu::locale::extensions::unicode::key;

use crate::document::{Day, LocaleTag, digits_named, in_digits};
use crate::language::cldr;
use crate::project::config::DateForm;

/// The formats of one locale.
#[derive(Debug)]
pub(crate) struct Formats {
    /// The pattern of a date and the months in it, where CLDR has them.
    date: Option<(&'static str, &'static str)>,
    /// The digits from zero, where they are not 0 to 9.
    digits: Option<String>,
    /// What is added to a year: Thai law counts from the Buddha.
    era: u16,
}

impl Formats {
    /// The formats of `tag`, with dates in the form that its `locale.toml` asks for.
    pub(crate) fn new(tag: &LocaleTag, form: Option<DateForm>) -> Self {
        let date = match form {
            Some(DateForm::Iso) => None,
            None => known_date_form(tag),
        };
        Formats {
            digits: digits(tag),
            date,
            era: if tag.identifier().language.as_str() == "th" { 543 } else { 0 },
        }
    }

    /// A day in words, long form, in the Gregorian calendar; as ISO 8601 where CLDR has no form.
    pub(crate) fn day(&self, day: Day) -> String {
        let Some((pattern, months)) = self.date else {
            return self.in_digits(&day.to_string());
        };
        let mut text = String::new();
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let run = rest.chars().take_while(|other| *other == c).count();
            let (number, taken) = match c {
                'y' => (Some(day.year() + self.era), run),
                'd' => (Some(day.day().into()), run),
                'M' if run < 3 => (Some(day.month().into()), run),
                'M' => {
                    let month = months.split('|').nth(usize::from(day.month()).saturating_sub(1));
                    text.push_str(month.unwrap_or_default());
                    (None, run)
                }
                '\'' => {
                    let quoted = rest[1..].split('\'').next().unwrap_or_default();
                    text.push_str(if quoted.is_empty() { "'" } else { quoted });
                    (None, quoted.chars().count() + 2)
                }
                _ => {
                    text.push(c);
                    (None, 1)
                }
            };
            if let Some(number) = number {
                let width = if c == 'y' { 1 } else { run };
                text.push_str(&self.in_digits(&format!("{number:0width$}")));
            }
            rest = rest.char_indices().nth(taken).map_or("", |(at, _)| &rest[at..]);
        }
        text
    }

    /// A whole number in the locale's digits, without grouping.
    pub(crate) fn number(&self, number: u32) -> String {
        self.in_digits(&number.to_string())
    }

    /// The digits of the locale from zero, where they are not 0 to 9.
    pub(crate) fn digits(&self) -> Option<&str> {
        self.digits.as_deref()
    }

    /// The same in the digits of `other`.
    pub(crate) fn in_digits_of(self, other: &Formats) -> Self {
        Formats { digits: other.digits.clone(), ..self }
    }

    fn in_digits(&self, text: &str) -> String {
        in_digits(text, self.digits())
    }
}

/// CLDR's pattern of a long date in `tag` and the months in it.
pub(crate) fn known_date_form(tag: &LocaleTag) -> Option<(&'static str, &'static str)> {
    let pattern = cldr::inherited(tag, |row| row.date)?;
    Some((pattern, cldr::inherited(tag, |row| row.months)?))
}

/// The digits that `tag` asks for or that its language has, where they are not 0 to 9.
fn digits(tag: &LocaleTag) -> Option<String> {
    let asked = tag.locale().extensions.unicode.keywords.get(&key!("nu")).map(ToString::to_string);
    let name = match &asked {
        Some(name) => name.as_str(),
        None => cldr::inherited(tag, |row| row.digits)?,
    };
    digits_named(name).filter(|digits| digits != "0123456789")
}

/// The words of the months as the dates of a language have them, in lower case.
pub(crate) fn month_words(tag: &LocaleTag) -> BTreeSet<String> {
    let months = cldr::inherited(tag, |row| row.months).unwrap_or_default();
    let words = months.split('|').map(|month| month.trim_end_matches('.').to_lowercase());
    // Some languages number their months.
    words.filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(tag: &str) -> String {
        let formats = Formats::new(&tag.parse().unwrap(), None);
        formats.day(Day::new(2026, 6, 9).unwrap())
    }

    #[test]
    fn a_date_is_written_as_its_readers_do() {
        for (tag, expected) in [
            ("en", "June 9, 2026"),
            ("en-GB", "9 June 2026"),
            ("en-150", "9 June 2026"),
            ("en-ZA", "09 June 2026"),
            ("de-AT", "9. Juni 2026"),
            ("es-419", "9 de junio de 2026"),
            ("eu", "2026(e)ko ekainaren 9(a)"),
            ("ga", "9 Meitheamh 2026"),
            ("vi", "9 tháng 6, 2026"),
            ("et", "9. juuni 2026"),
            ("mt", "9 ta’ Ġunju 2026"),
            ("lt", "2026 m. birželio 9 d."),
            ("ja", "2026年6月9日"),
            ("zh-SG", "2026年6月9日"),
            ("ko", "2026년 6월 9일"),
            ("nn", "9. juni 2026"),
            ("th", "9 มิถุนายน 2569"),
            ("fa", "۹ ژوئن ۲۰۲۶"),
            ("ar", "9 يونيو 2026"),
            ("ar-SA", "٩ يونيو ٢٠٢٦"),
            ("ar-SA-u-nu-latn", "9 يونيو 2026"),
            ("ar-JO", "٩ حزيران ٢٠٢٦"),
            ("bn", "৯ জুন, ২০২৬"),
            ("ps", "۲۰۲۶ جون ۹"),
            ("pa-PK", "۹ جون ۲۰۲۶"),
            ("is", "9. júní 2026"),
            ("de-x-legal", "9. Juni 2026"),
            ("hi-Latn", "9 June, 2026"),
            ("ml", "2026 ജൂൺ 9"),
            ("my", "၂၀၂၆ ဇွန် ၉"),
            ("ne-IN", "२०२६ जुन ९"),
            ("jgo", "2026 Pɛsaŋ Pɛ́nɛ́ntúkú 9"),
            // CLDR has no form for these: the months of some, and the order of none.
            ("oc-ES", "2026-06-09"),
            ("szl", "2026-06-09"),
            ("nds-NL", "2026-06-09"),
            ("lij", "2026-06-09"),
            ("tn-BW", "2026-06-09"),
            ("bho", "२०२६-०६-०९"),
            ("blo", "2026-06-09"),
            ("uz-AF", "۲۰۲۶-۰۶-۰۹"),
            ("la", "2026-06-09"),
            ("az-Arab", "۲۰۲۶-۰۶-۰۹"),
            ("qaa", "2026-06-09"),
        ] {
            assert_eq!(day(tag), expected, "{tag}");
        }
        let iso = Formats::new(&"fr".parse().unwrap(), Some(DateForm::Iso));
        assert_eq!(iso.day(Day::new(2026, 6, 9).unwrap()), "2026-06-09");
    }

    #[test]
    fn digits_are_those_of_the_language_or_those_asked_for() {
        for (tag, expected) in [
            ("ar", "10"),
            ("ar-EG", "١٠"),
            ("fa", "۱۰"),
            ("mr", "१०"),
            ("hi", "10"),
            ("hi-u-nu-deva", "१०"),
            ("my", "၁၀"),
            ("th-u-nu-thai", "๑๐"),
            ("fa-u-nu-latn", "10"),
            ("en-x-nu-deva", "10"),
        ] {
            assert_eq!(Formats::new(&tag.parse().unwrap(), None).number(10), expected, "{tag}");
        }
    }
}
