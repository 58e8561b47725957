//! Dates, numbers and language names in the reader's language (ICU4X, CLDR).

use icu::casemap::TitlecaseMapper;
use icu::casemap::options::{TitlecaseOptions, TrailingCase};
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::datetime::input::Date;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu::locale::Locale;
use icu_experimental::displaynames::DisplayNamesOptions;
use icu_experimental::displaynames::multi::LocaleDisplayNamesFormatter;

use crate::document::LocaleTag;
use crate::project::config::Day;

/// The formatters of one locale.
pub(crate) struct Formats {
    locale: Locale,
    dates: Option<DateTimeFormatter<YMD>>,
    numbers: Option<DecimalFormatter>,
}

impl Formats {
    /// The formatters of `tag`.
    pub(crate) fn new(tag: &LocaleTag) -> Self {
        let locale = Locale::from(tag.identifier());
        // Compiled CLDR data has a root to fall back to, so these are there for every locale.
        let mut options = DecimalFormatterOptions::default();
        options.grouping_strategy = Some(GroupingStrategy::Never);
        Formats {
            dates: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
            numbers: DecimalFormatter::try_new((&locale).into(), options).ok(),
            locale,
        }
    }

    /// A day in words, long form.
    pub(crate) fn day(&self, day: Day) -> String {
        match (&self.dates, Date::try_new_iso(day.year.into(), day.month, day.day)) {
            (Some(formatter), Ok(date)) => formatter.format(&date).to_string(),
            _ => iso(day),
        }
    }

    /// A whole number in the locale's digits, without grouping.
    pub(crate) fn number(&self, number: u32) -> String {
        match &self.numbers {
            Some(formatter) => formatter.format(&Decimal::from(number)).to_string(),
            None => number.to_string(),
        }
    }

    /// The name of the language `tag` in this locale, as it stands in a sentence.
    pub(crate) fn language_name(&self, tag: &LocaleTag) -> String {
        let options = DisplayNamesOptions::default();
        match LocaleDisplayNamesFormatter::try_new((&self.locale).into(), options) {
            Ok(names) => names.of(&Locale::from(tag.identifier())).into_owned(),
            Err(_) => tag.to_string(),
        }
    }
}

/// The name of the language `tag` in that language, as it stands in a list.
pub(crate) fn own_name(tag: &LocaleTag) -> String {
    let name = Formats::new(tag).language_name(tag);
    let mut options = TitlecaseOptions::default();
    // Names inside keep their capitals: "British English".
    options.trailing_case = Some(TrailingCase::Unchanged);
    TitlecaseMapper::new()
        .titlecase_segment_to_string(&name, &tag.identifier(), options)
        .into_owned()
}

/// A day as ISO 8601.
pub(crate) fn iso(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_called_as_their_speakers_write() {
        let name = |tag: &str| own_name(&tag.parse().unwrap());
        assert_eq!(name("en-GB"), "British English");
        assert_eq!(name("de-AT"), "Österreichisches Deutsch");
        assert_eq!(name("fr"), "Français");
        assert_eq!(name("zh-Hans"), "简体中文");
    }
}
