//! Times of day: hours of the clock, with what says of which half of the day they are.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use icu::datetime::NoCalendarFormatter;
use icu::datetime::fieldsets::T;
use icu::datetime::input::Time;
use icu::locale::Locale;

use super::Writing;
use super::calendar::AFTERNOON;
use super::read::{digit, is_space};
use super::words::{is_letter, language};

/// Words for the hours before noon, of all languages.
const MORNING: &[&str] = &[
    "morning",
    "午前",
    "上午",
    "早上",
    "凌晨",
    "清晨",
    "早晨",
    "朝",
    "오전",
    "아침",
    "새벽",
    "सुबह",
    "सवेरे",
    "प्रातः",
    "सकाळी",
    "बिहान",
    "সকাল",
    "காலை",
    "ఉదయం",
    "ಬೆಳಿಗ್ಗೆ",
    "രാവിലെ",
    "સવારે",
    "ਸਵੇਰੇ",
    "mañana",
    "madrugada",
    "manhã",
    "matin",
    "mattin",
    "morgens",
    "vormittag",
    "früh",
    "morgon",
    "förmiddag",
    "formiddag",
    "morgen",
    "ochtend",
    "ráno",
    "rano",
    "dopoledne",
    "dopoludnia",
    "zjutraj",
    "dopoldne",
    "ujutro",
    "ujutru",
    "prijepodne",
    "délelőtt",
    "reggel",
    "aamu",
    "hommik",
    "rīt",
    "ryt",
    "mëngjes",
    "dimineața",
    "утра",
    "ранку",
    "раніц",
    "сутрин",
    "наутро",
    "претпладне",
    "π.μ",
    "πμ",
    "πρωί",
    "sabah",
    "صباح",
    "صبح",
    "بامداد",
    "בבוקר",
    "sáng",
    "pagi",
    "เช้า",
    "umaga",
    "asubuhi",
    "bore",
    "maidin",
    "goizeko",
    "matí",
    "mañá",
    "morgun",
];

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// Half of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// An hour of a text, with its minutes.
#[derive(Debug)]
struct Clock {
    range: Range<usize>,
    /// Minutes since midnight that it may mean.
    times: Vec<u32>,
    /// The minutes by a clock with twelve hours.
    face: u32,
    /// Whether the text says of which half of the day it is.
    is_marked: bool,
}

/// What comparing the times of two texts says.
#[derive(Default)]
pub(super) struct Compared {
    /// What stands for the same times in both texts.
    pub(super) source: Vec<Range<usize>>,
    pub(super) translation: Vec<Range<usize>>,
    pub(super) difference: Option<String>,
}

/// Compares the times of day that the source has with a.m., p.m. or words like them.
pub(super) fn compare(
    from: &Writing<'_>,
    source: &[char],
    to: &Writing<'_>,
    translation: &[char],
) -> Compared {
    let mut compared = Compared::default();
    let own = clocks(from.tag, source);
    if !own.iter().any(|clock| clock.is_marked) {
        return compared;
    }
    let mut other = clocks(to.tag, translation);
    let (marked, bare): (Vec<Clock>, Vec<Clock>) = own.into_iter().partition(|one| one.is_marked);
    let mut left = Vec::new();
    for clock in marked {
        let same = |one: &Clock| clock.times.iter().any(|time| one.times.contains(time));
        // A number with minutes or a word is a time before one that may count something.
        let at = (other.iter().position(|one| one.is_marked && same(one)))
            .or_else(|| other.iter().position(|one| one.range.len() > 2 && same(one)))
            .or_else(|| other.iter().position(same));
        match at {
            Some(at) => {
                compared.source.push(clock.range);
                compared.translation.push(other.remove(at).range);
            }
            None => left.push(clock),
        }
    }
    for clock in left {
        let is_bare = bare.iter().any(|one| one.face == clock.face);
        let like = other.iter().position(|one| one.face == clock.face);
        if let (Some(at), false) = (like, is_bare) {
            let text = |text: &[char], range: &Range<usize>| -> String {
                text[range.clone()].iter().collect()
            };
            let (was, is) = (text(source, &clock.range), text(translation, &other[at].range));
            compared.difference = Some(format!(
                "the translation has the time `{is}` instead of `{was}`: the half of the day is another"
            ));
            other.remove(at);
        }
    }
    compared
}

/// The half of the day that letters at `at` say, and where they end: `p.m.`, `AM`, `a. m.`
pub(super) fn half(text: &[char], at: usize) -> Option<(Half, usize)> {
    let skip = |at: usize| at + text[at..].iter().take(2).take_while(|c| is_space(**c)).count();
    let start = skip(at);
    let half = match text.get(start)? {
        'a' | 'A' => Half::Morning,
        'p' | 'P' => Half::Afternoon,
        _ => return None,
    };
    let mut end = start + 1;
    if text.get(end) == Some(&'.') {
        end = skip(end + 1);
    }
    if !matches!(text.get(end), Some('m' | 'M')) {
        return None;
    }
    end += 1;
    let dot = usize::from(end > start + 2 && text.get(end) == Some(&'.'));
    text.get(end).is_none_or(|c| !c.is_alphanumeric()).then_some((half, end + dot))
}

/// The times that may stand in a text: numbers up to 24, with minutes or without.
fn clocks(tag: &str, text: &[char]) -> Vec<Clock> {
    let habit = Habit::of(tag);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if digit(text[at]).is_none() {
            at += 1;
            continue;
        }
        let start = at;
        let end = run(text, at);
        at = end;
        let before = start.checked_sub(1).map(|at| text[at]);
        let joined = before.is_some_and(|c| matches!(c, '.' | ',' | ':' | '/' | '+'));
        let Some(hour) = number(text, start..end).filter(|hour| *hour <= 24 && !joined) else {
            continue;
        };
        let (minute, end) = minutes(text, end);
        let follows = |c: &char| matches!(c, '.' | ',' | ':' | '/');
        if text.get(end).is_some_and(follows)
            && text.get(end + 1).is_some_and(|c| digit(*c).is_some())
        {
            continue;
        }
        at = end;
        found.push(clock(&habit, language(tag), text, start..end, (hour, minute)));
    }
    found
}

/// Reads the time in `range`, whose hour and minute are given.
fn clock(
    habit: &Habit,
    language: &str,
    text: &[char],
    range: Range<usize>,
    (hour, minute): (u32, u32),
) -> Clock {
    let first = hour % 12 * 60 + minute;
    let second = first + DAY / 2;
    let plain = (hour * 60 + minute) % DAY;
    let letters = half(text, range.end);
    let end = letters.map_or(range.end, |(_, end)| end);
    let exact = letters.map(|(half, _)| half).or_else(|| habit.half(text, &range));
    let is_small = (1..=12).contains(&hour);
    let mut is_marked = is_small && exact.is_some();
    let times = match exact {
        _ if !is_small => vec![plain],
        Some(Half::Morning) => vec![first],
        Some(Half::Afternoon) => vec![second],
        None => {
            let near = near(text, &range);
            let (morning, later) = (has(&near, MORNING), has(&near, AFTERNOON));
            is_marked = morning != later && hour > 4 && hour < 12;
            match (morning, later) {
                (true, false) if hour < 12 => vec![first],
                // Two at night is no hour after noon.
                (false, true) if is_marked => vec![second],
                (false, false) if !habit.has_halves => vec![plain],
                _ => vec![first, second],
            }
        }
    };
    let mut clock = Clock { range: range.start..end, times, face: first, is_marked };
    // There the day begins with the sun.
    if matches!(language, "sw" | "am" | "ti" | "om") && letters.is_none() {
        clock.times = (0..4).map(|quarter| (first + quarter * DAY / 4) % DAY).collect();
        clock.is_marked = false;
    }
    if language == "th" && is_small {
        let before: String = text[..range.start].iter().rev().take(6).rev().collect();
        let after: String = text[range.end..].iter().take(6).collect();
        if after.trim_start().starts_with("ทุ่ม") {
            clock.times = vec![(hour + 18) * 60 % DAY + minute];
        } else if before.trim_end().ends_with("ตี") {
            clock.times = vec![first];
        }
    }
    clock
}

/// The minutes behind the hour that ends at `end`, and where they end.
fn minutes(text: &[char], end: usize) -> (u32, usize) {
    let space = |at: usize| at + usize::from(text.get(at).is_some_and(|c| is_space(*c)));
    let start = match text.get(end) {
        Some(':' | '.' | '：') => end + 1,
        _ => match text.get(space(end)) {
            Some('h' | 'H' | '時' | '时' | '点' | '點' | '시') => {
                let start = space(space(end) + 1);
                let hour_ends = text.get(start).is_some_and(|c| digit(*c).is_some());
                if !hour_ends {
                    return (0, end);
                }
                start
            }
            _ => return (0, end),
        },
    };
    let until = if start <= text.len() { run(text, start) } else { return (0, end) };
    match number(text, start..until).filter(|minute| until - start == 2 && *minute < 60) {
        Some(minute) => (minute, until),
        None => (0, end),
    }
}

fn run(text: &[char], at: usize) -> usize {
    at + text[at..].iter().take_while(|c| digit(**c).is_some()).count()
}

fn number(text: &[char], range: Range<usize>) -> Option<u32> {
    const LONGEST: usize = 2;
    if range.len() > LONGEST {
        return None;
    }
    text[range].iter().filter_map(|c| digit(*c)).collect::<String>().parse().ok()
}

/// The words around a time, up to the next number or mark.
fn near(text: &[char], range: &Range<usize>) -> String {
    const NEAR: usize = 18;
    let goes_on = |c: &&char| {
        digit(**c).is_none() && !matches!(c, ',' | ';' | '。' | '、' | '，' | '–' | '—')
    };
    let before = text[..range.start].iter().rev().take(NEAR).take_while(goes_on).count();
    let after = text[range.end..].iter().take(NEAR).take_while(goes_on).count();
    let near = text[range.start - before..range.end + after].iter().collect::<String>();
    near.to_lowercase()
}

fn has(near: &str, words: &[&str]) -> bool {
    words.iter().any(|word| near.contains(word))
}

/// How a language writes times.
#[derive(Debug, Default)]
struct Habit {
    /// Whether it counts hours up to twelve.
    has_halves: bool,
    /// What it writes for the two halves of the day, in small letters.
    marks: Vec<(Half, Vec<char>)>,
}

impl Habit {
    /// Gives that of a language, made once for each.
    fn of(tag: &str) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<String, Arc<Habit>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(habit) = known.get(tag) {
            return Arc::clone(habit);
        }
        let habit = Arc::new(Habit::new(tag));
        known.insert(tag.to_owned(), Arc::clone(&habit));
        habit
    }

    fn new(tag: &str) -> Self {
        let written = |tag: &str, hour: u8| {
            let locale: Locale = tag.parse().ok()?;
            let time = Time::try_new(hour, 0, 0, 0).ok()?;
            let formatter = NoCalendarFormatter::try_new(locale.into(), T::hm()).ok()?;
            let written = formatter.format(&time).to_string().to_lowercase();
            Some(written.chars().collect::<Vec<char>>())
        };
        let mut habit = Habit::default();
        let Some(evening) = written(tag, 21) else { return habit };
        let digits = evening.iter().filter_map(|c| digit(*c)).collect::<String>();
        habit.has_halves = !digits.starts_with("21");
        let twelve = format!("{tag}-u-hc-h12");
        for (half, hour) in [(Half::Morning, 9), (Half::Afternoon, 21)] {
            let Some(written) = written(&twelve, hour) else { continue };
            let is_mark = |c: &char| digit(*c).is_none() && !is_space(*c) && *c != ':';
            let start = written.iter().position(is_mark);
            let end = written.iter().rposition(is_mark);
            if let (Some(start), Some(end)) = (start, end)
                && written[start..=end].iter().all(|c| digit(*c).is_none())
            {
                habit.marks.push((half, written[start..=end].to_vec()));
            }
        }
        habit
    }

    /// The half of the day that stands directly before or behind a time.
    fn half(&self, text: &[char], range: &Range<usize>) -> Option<Half> {
        let lower = |c: &char| c.to_lowercase().next();
        let same = |a: &[char], b: &[char]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| lower(a) == lower(b))
        };
        let spaced =
            |at: Option<usize>| at.is_some_and(|at| text.get(at).is_some_and(|c| is_space(*c)));
        let before = range.start - usize::from(spaced(range.start.checked_sub(1)));
        let after = range.end + usize::from(spaced(Some(range.end)));
        let unspaced = |c: char| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        let bounded = |at: Option<usize>, mark: char| {
            let next = at.and_then(|at| text.get(at));
            unspaced(mark) || next.is_none_or(|c| !is_letter(*c))
        };
        self.marks.iter().find_map(|(half, mark)| {
            let length = mark.len();
            let ends = before.checked_sub(length).is_some_and(|start| {
                same(&text[start..before], mark) && bounded(start.checked_sub(1), mark[0])
            });
            let begins = text.get(after..after + length).is_some_and(|part| {
                same(part, mark) && bounded(Some(after + length), mark[length - 1])
            });
            (ends || begins).then_some(*half)
        })
    }
}
