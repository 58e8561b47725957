//! A calendar day.

use std::fmt;
use std::str::FromStr;

use icu::calendar::types::RataDie;
use icu::calendar::{Date, Iso};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day that there is, of the years 1 to 9999 (ISO 8601, proleptic Gregorian calendar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is not a day that there is, written as in 2026-06-29.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADay;

impl Day {
    /// Stands for a day that cannot be read, which is an error.
    pub(crate) const UNREADABLE: Day = Day { year: 1970, month: 1, day: 1 };

    /// Gives the day of this year, month and day of the month, if there is one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let exists =
            (1..=9999).contains(&year) && Date::try_new_iso(year.into(), month, day).is_ok();
        exists.then_some(Day { year, month, day })
    }

    /// Gives the day, in UTC, of a time in seconds since 1970.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Day> {
        /// Days from 0000-12-31 to 1970-01-01.
        const EPOCH: i64 = 719_163;
        /// 9999-12-31.
        const LAST: i64 = 3_652_059;
        let days = EPOCH + seconds.div_euclid(86_400);
        let days = Some(days).filter(|days| (1..=LAST).contains(days))?;
        let date = Date::from_rata_die(RataDie::new(days), Iso);
        let year = u16::try_from(date.era_year().year).ok()?;
        Day::new(year, date.month().ordinal, date.day_of_month().0)
    }

    /// Gives the year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// Gives the month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Gives the day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u16>().ok()).ok_or(NotADay)
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        // Two digits fit.
        let small = |number: u16| u8::try_from(number).map_err(|_| NotADay);
        let day = Day::new(year, small(month)?, small(day)?).ok_or(NotADay)?;
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
    }
}

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a day that there is, written as in 2026-06-29")
    }
}

impl std::error::Error for NotADay {}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_there_are_are_days() {
        for text in ["2026-06-29", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026",
            "2026-13-45",
            "2026-02-29",
            "2026-02-30",
            "2026-00-10",
            "2026-10-00",
            "0000-02-29",
            "2026-7-1",
            "26-07-01",
            "12026-07-01",
            "2026-07-01T10:00:00",
            "2026-07-01 ",
            " 2026-07-01",
            "2026/07/01",
            "2026-+7-01",
            "-026-07-01",
            "２０２６-０７-０１",
            "yesterday",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn a_time_has_a_day() {
        let day = |seconds| Day::from_unix(seconds).map(|day| day.to_string());
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(day(1_782_864_000).as_deref(), Some("2026-07-01"));
        assert_eq!(day(-62_135_596_800).as_deref(), Some("0001-01-01"));
        assert_eq!(day(-62_135_596_801), None);
        assert_eq!(day(i64::MAX), None);
        assert_eq!(day(i64::MIN), None);
    }
}
