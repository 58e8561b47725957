//! Hours of the other clock, and years and dates of other calendars.

use std::ops::Range;

use icu::calendar::Date;
use icu::calendar::cal::{Hijri, Iso};

use super::clock::{self, Half};
use super::read::{Number, Reader, digit};
use super::words::language;

/// Words and marks for the hours after noon, of all languages.
pub(super) const AFTERNOON: &[&str] = &[
    "afternoon",
    "evening",
    "night",
    "午後",
    "下午",
    "晚上",
    "傍晚",
    "夜",
    "오후",
    "저녁",
    "밤",
    "tarde",
    "noite",
    "noche",
    "après-midi",
    "soir",
    "pomeriggio",
    "sera",
    "nachmittag",
    "abend",
    "nachm",
    "eftermiddag",
    "ettermiddag",
    "kväll",
    "kveld",
    "aften",
    "iltapäivä",
    "illalla",
    "popołudni",
    "wieczor",
    "odpoledne",
    "odpol",
    "večer",
    "popoludní",
    "popoldne",
    "popodne",
    "poslijepodne",
    "délután",
    "este",
    "du.",
    "дня",
    "вечера",
    "вечора",
    "после полудня",
    "следобед",
    "вечерта",
    "попладне",
    "поподне",
    "μ.μ",
    "μμ",
    "μεσημέρι",
    "απόγευμα",
    "öğleden sonra",
    "akşam",
    "مساء",
    "بعد الظهر",
    "عصر",
    "بعدازظهر",
    "بعد از ظهر",
    "شام",
    "אחר הצהריים",
    "אחה\"צ",
    "אחה״צ",
    "בערב",
    "दोपहर",
    "शाम",
    "रात",
    "संध्याकाळी",
    "दुपारी",
    "দুপুর",
    "বিকাল",
    "বিকেল",
    "সন্ধ্যা",
    "রাত",
    "மாலை",
    "பிற்பகல்",
    "இரவு",
    "chiều",
    "tối",
    "sore",
    "petang",
    "malam",
    "บ่าย",
    "เย็น",
    "ค่ำ",
    "hapon",
    "gabi",
    "jioni",
    "mchana",
    "namiddag",
    "middag",
    "avond",
    "după-amiaza",
    "după-amiază",
    "seara",
    "pasdite",
    "arratsaldeko",
    "vespre",
    "pėcpusdien",
    "pēcpusdien",
    "vakar",
    "õhtul",
    "pärastlõuna",
    "síðdegis",
    "prynhawn",
    "tráthnóna",
    "post meridiem",
    "ညနေ",
    "រសៀល",
    "ល្ងាច",
];

/// Months of the Persian calendar.
const PERSIAN: &[&[&str]] = &[
    &["فروردین", "فروردين"],
    &["اردیبهشت", "ارديبهشت"],
    &["خرداد"],
    &["تیر", "تير"],
    &["مرداد"],
    &["شهریور", "شهريور"],
    &["مهر"],
    &["آبان"],
    &["آذر"],
    &["دی", "دي"],
    &["بهمن"],
    &["اسفند"],
];

/// Months of the Islamic calendar; the longer names come first.
const ISLAMIC: &[(u8, &str)] = &[
    (3, "ربيع الأول"),
    (4, "ربيع الآخر"),
    (4, "ربيع الثاني"),
    (5, "جمادى الأولى"),
    (6, "جمادى الآخرة"),
    (6, "جمادى الثانية"),
    (11, "ذو القعدة"),
    (11, "ذي القعدة"),
    (12, "ذو الحجة"),
    (12, "ذي الحجة"),
    (1, "محرم"),
    (2, "صفر"),
    (7, "رجب"),
    (8, "شعبان"),
    (9, "رمضان"),
    (10, "شوال"),
];

impl Reader<'_> {
    /// Adds the hour of the other clock, or of that of the `other` language: 2 p.m. is 14.
    pub(super) fn hours(&self, other: &str, range: &Range<usize>, readings: &mut Vec<String>) {
        let Ok(hour) = readings[0].parse::<u32>() else { return };
        if hour > 12 {
            return;
        }
        let mut at = range.end;
        // Over the minutes.
        if matches!(self.get(at), Some(':' | '.')) && self.get(at + 1).and_then(digit).is_some() {
            at = self.run(at + 1);
        }
        let half = clock::half(self.text, at).map(|(half, _)| half);
        // There the day begins with the sun.
        if half.is_some() && matches!(language(other), "sw" | "am" | "ti" | "om") {
            readings.push(((hour + 5) % 12 + 1).to_string());
        }
        if hour == 12 {
            let morning = ["午前", "上午", "오전", "오전 "];
            if half == Some(Half::Morning)
                || morning.iter().any(|name| self.ends(range.start, name))
            {
                readings.extend(["0".to_owned(), "24".to_owned()]);
            }
        } else if half == Some(Half::Afternoon) || self.is_afternoon(range.start, at) {
            readings.push((hour + 12).to_string());
        }
    }

    /// Whether the words around an hour, from `start` to `end`, say that it is after noon.
    fn is_afternoon(&self, start: usize, end: usize) -> bool {
        const NEAR: usize = 18;
        let ends = |c: &&char| !matches!(c, ',' | ';' | '。' | '、' | '–');
        let before = self.text[..start].iter().rev().take(NEAR).take_while(|c| ends(c)).count();
        let after = self.text[end..].iter().take(NEAR).take_while(|c| ends(c)).count();
        let near: String = self.text[start - before..end + after].iter().collect();
        let near = near.to_lowercase();
        AFTERNOON.iter().any(|word| near.contains(word))
    }

    /// The years of the common era that a year may be.
    pub(super) fn eras(&self, range: &Range<usize>, readings: &[String]) -> Vec<String> {
        let Ok(year) = readings[0].parse::<u32>() else { return Vec::new() };
        let spaced = |name: &str| {
            self.ends(range.start, name) || self.ends(range.start, &format!("{name} "))
        };
        let followed = |name: &str| {
            self.starts(range.end, name) || self.starts(range.end, &format!(" {name}"))
        };
        let mut years = Vec::new();
        for (era, before) in
            [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)]
        {
            if year < 200 && spaced(era) {
                years.push(year + before);
            }
        }
        let language = language(self.tag);
        match language {
            "th" | "lo" | "km" if (2400..2700).contains(&year) => years.push(year - 543),
            "fa" | "ps" | "ckb" | "mzn" | "lrc" if (1300..1500).contains(&year) => {
                years.extend([year + 621, year + 622]);
            }
            "ko" if (4200..4500).contains(&year) && spaced("단기") => years.push(year - 2333),
            "am" | "ti" if (1900..2100).contains(&year) && followed("ዓ") => {
                years.extend([year + 7, year + 8]);
            }
            "bn" if (1300..1500).contains(&year) && followed("বঙ্গাব্দ") => {
                years.extend([year + 593, year + 594]);
            }
            "ne" | "hi" | "mr" | "mai" if (1950..2150).contains(&year) => {
                let named = ["वि.सं.", "वि. सं.", "बि.सं.", "वि.सं", "विक्रम संवत", "संवत", "विक्रम संवत्"];
                if named.iter().any(|name| spaced(name)) {
                    years.extend([year - 57, year - 56]);
                }
            }
            _ => {}
        }
        let islamic = ["هـ", "ه‍", "هجري", "هجرية", "ھ", "ق", "AH"];
        if (1300..1600).contains(&year) && islamic.iter().any(|mark| followed(mark)) {
            // 33 years of the moon are 32 of the sun. One begins in one of ours and ends in it or the next.
            let common = year - year / 33 + 622;
            years.extend([common - 1, common, common + 1]);
        }
        years.into_iter().map(|year| year.to_string()).collect()
    }
}

/// Gives the numbers of dates in the Persian and the Islamic calendar what they are in the common one.
pub(super) fn convert(tag: &str, text: &[char], numbers: &mut Vec<Number>) {
    if !matches!(language(tag), "fa" | "ps" | "ckb" | "ar" | "ur" | "ug" | "sd") {
        return;
    }
    let mut months = Vec::new();
    for at in 1..numbers.len() {
        const LONGEST: usize = 30;
        let (day, year) = (&numbers[at - 1], &numbers[at]);
        let between = day.range.end..year.range.start;
        if between.len() > LONGEST {
            continue;
        }
        let (Ok(day), Ok(year)) = (day.readings[0].parse::<u8>(), year.readings[0].parse::<i32>())
        else {
            continue;
        };
        let between: String = text[between].iter().collect();
        let has = |name: &str| between.split_whitespace().any(|word| word == name);
        let persian = (1_u8..).zip(PERSIAN).find(|(_, names)| names.iter().any(|name| has(name)));
        let islamic = ISLAMIC.iter().find(|(_, name)| between.contains(name));
        let date = match (persian, islamic) {
            _ if !(1300..1600).contains(&year) => continue,
            (Some((month, _)), _) => {
                Date::try_new_persian(year, month, day).ok().map(|date| date.to_calendar(Iso))
            }
            (None, Some((month, _))) => {
                let calendar = Hijri::new_umm_al_qura();
                Date::try_new_hijri_with_calendar(year, *month, day, calendar)
                    .ok()
                    .map(|date| date.to_calendar(Iso))
            }
            (None, None) => None,
        };
        let Some(date) = date else { continue };
        let common = date.day_of_month().0.to_string();
        numbers[at - 1].readings.push(common.clone());
        numbers[at - 1].converted.push(common);
        let common = date.era_year().year.to_string();
        numbers[at].readings.retain(|reading| reading.parse() == Ok(year));
        numbers[at].readings.push(common.clone());
        numbers[at].converted = vec![common];
        months.push(Number {
            text: between.trim().to_owned(),
            readings: vec![date.month().number().to_string()],
            parts: Vec::new(),
            optional: true,
            counts: false,
            is_fraction: false,
            converted: Vec::new(),
            range: numbers[at].range.clone(),
        });
    }
    numbers.extend(months);
}
