//! Whole numbers in words: "twenty-four" is 24 and neither 20 nor 4.

use super::stems::{Part, Stems};
use super::words::is_letter;

/// How a part of a numeral stands to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// In the next word.
    Next,
    /// After a word for "and".
    And,
    /// In the same word.
    Inside,
}

/// A numeral that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// What was multiplied by a thousand or more, in thousandths.
    total: u128,
    /// What is below a thousand of that.
    current: u128,
    /// The last power of ten, if nothing is behind it.
    power: Option<u32>,
    /// The least power that was applied.
    least: u32,
    end: usize,
    /// What its only word may say as well.
    others: Vec<u128>,
}

const ONE: u128 = 1000;

impl Run {
    fn new(parts: &[Part], end: usize) -> Self {
        let mut run =
            Run { total: 0, current: 0, power: None, least: u32::MAX, end, others: Vec::new() };
        match parts[0] {
            Part::Number(value) => run.current = value,
            Part::Half => run.current = ONE / 2,
            Part::Power(2) => run.current = 100 * ONE,
            Part::Power(power) => {
                run.total = ONE * 10_u128.pow(power);
                (run.power, run.least) = (Some(power), power);
            }
        }
        for part in &parts[1..] {
            run.others.push(Run::new(&[*part], end).value());
        }
        run
    }

    fn value(&self) -> u128 {
        self.total + self.current
    }

    /// The numeral with one more part, if the language says it so.
    fn with(&self, part: Part, link: Link, language: &str) -> Option<Run> {
        let mut run = Run { others: Vec::new(), power: None, ..self.clone() };
        let rest = self.current % (100 * ONE) / ONE;
        let hundreds = self.current >= 100 * ONE && rest == 0;
        match part {
            Part::Number(value) => {
                let whole = value / ONE;
                let after_power = self.power.is_some_and(|power| power > 2) && self.current == 0;
                let fits = if after_power {
                    whole < 1000 && link != Link::Inside || link == Link::Inside
                } else if !self.current.is_multiple_of(ONE) {
                    // "Half and three" is three and a half.
                    matches!(language, "hi" | "ur" | "bn" | "mr") && whole < 100
                } else {
                    match whole {
                        1..=9 => {
                            let tens = rest >= 10 && rest.is_multiple_of(10);
                            hundreds || tens && (link != Link::And || language != "en")
                        }
                        10..=90 if whole.is_multiple_of(10) => {
                            hundreds
                                || (1..=9).contains(&rest)
                                    && says_units_first(language, link, whole)
                                || matches!(rest, 60 | 80) && whole == 10 && language == "fr"
                        }
                        11..=99 => {
                            hundreds || matches!(rest, 60 | 80) && whole < 20 && language == "fr"
                        }
                        _ => false,
                    }
                };
                if !fits {
                    return None;
                }
                run.current += value;
            }
            Part::Power(2) => {
                let after_power = self.power.is_some_and(|power| power > 2) && self.current == 0;
                if after_power {
                    run.current = 100 * ONE;
                } else if (1..if link == Link::Inside && language != "nl" { 10 } else { 100 })
                    .contains(&(self.current / ONE))
                {
                    run.current = self.current.checked_mul(100)?;
                } else {
                    return None;
                }
                run.power = Some(2);
            }
            Part::Power(power) => {
                let factor = 10_u128.pow(power);
                if self.current > 0 {
                    if power >= self.least || link == Link::And {
                        return None;
                    }
                    run.total = self.total.checked_add(self.current.checked_mul(factor)?)?;
                    run.current = 0;
                } else {
                    // A thousand million.
                    run.total = self.total.checked_mul(factor)?;
                }
                (run.power, run.least) = (Some(power), power);
            }
            Part::Half => return None,
        }
        Some(run)
    }
}

/// Whether four-and-twenty is 24 in the language.
fn says_units_first(language: &str, link: Link, tens: u128) -> bool {
    match language {
        "ar" | "he" if tens == 10 => link != Link::And,
        "ar" | "mt" => link == Link::And,
        "de" | "nl" | "da" | "nb" | "af" | "lb" | "cs" | "sl" => link == Link::Inside,
        _ => false,
    }
}

/// The numerals of `text`, a text of `language`, each with all that it may say.
pub(super) fn spelled(language: &str, text: &[char]) -> Vec<Vec<String>> {
    let Some(stems) = Stems::of(language) else { return Vec::new() };
    let mut reader = Reader {
        language,
        stems,
        text,
        run: None,
        link: Link::Next,
        found: Vec::new(),
        before: Vec::new(),
        words: 0,
    };
    let mut at = 0;
    while at < text.len() {
        at = reader.step(at);
    }
    reader.flush();
    reader.found
}

struct Reader<'t> {
    language: &'t str,
    stems: &'static Stems,
    text: &'t [char],
    run: Option<Run>,
    link: Link,
    found: Vec<Vec<String>>,
    /// The last values, and the word each ended with.
    before: Vec<(u128, usize)>,
    words: usize,
}

impl Reader<'_> {
    /// Reads what stands at `at`, and says where to go on.
    fn step(&mut self, at: usize) -> usize {
        let c = self.text[at];
        if !self.stems.may_begin(self.text, at) {
            let joins = c.is_whitespace() || matches!(c, '-' | '‑' | '\u{200c}') || is_letter(c);
            if !joins {
                self.flush();
            }
            return at + 1;
        }
        self.words += 1;
        // It is no hundred.
        if matches!(self.language, "tr" | "az")
            && (self.text[at..].starts_with(&['y', 'ü', 'z', 'd', 'ə'])
                || self.text[at..].starts_with(&['y', 'ü', 'z', 'd', 'e']))
        {
            self.flush();
            return at + self.text[at..].iter().take_while(|c| is_letter(**c)).count();
        }
        let word_end = at + self.text[at..].iter().take_while(|c| is_letter(**c)).count();
        let mut start = at;
        let mut found = self.stems.at(self.text, at);
        if found.is_none() {
            let prefixes = prefixes(self.language);
            while found.is_none()
                && start < at + 3
                && start + 2 < word_end
                && prefixes.contains(self.text[start])
            {
                if matches!(self.text[start], 'و' | 'ו') {
                    self.link = Link::And;
                }
                start += 1;
                found = self.stems.at(self.text, start);
            }
        }
        if found.is_none() && self.stems.has_compounds() {
            let word: String = self.text[at..word_end].iter().collect();
            if is_and(&word.to_lowercase()) {
                self.link = Link::And;
                return word_end;
            }
            found = self.stems.within(self.text, at);
        }
        let Some(found) = found else {
            // "Half a million".
            let article = self.run.as_ref().is_some_and(|run| run.value() == ONE / 2);
            if !(article && self.language == "en" && word_end - at <= 2) {
                self.flush();
            }
            return if self.stems.has_compounds() { word_end } else { at + 1 };
        };
        let half = self.run.as_ref().is_some_and(|run| run.value() == ONE / 2);
        if half
            && self.language == "en"
            && word_end - at <= 2
            && found.parts[0] == Part::Number(ONE)
        {
            return word_end;
        }
        let mut end = found.end;
        if !self.is_of_digits(at, &found.parts) {
            self.add(&found.parts, end);
        }
        if !self.stems.has_compounds() {
            return end;
        }
        // Further parts of the same word.
        while let Some((parts, next)) = self.inner(end) {
            self.link = Link::Inside;
            self.add(&parts, next);
            end = next;
        }
        let rest = self.text[end..].iter().take_while(|c| is_letter(**c)).count();
        if let Some(run) = &mut self.run {
            run.end = end + rest;
        }
        end + rest
    }

    /// The next part of the word that goes on at `end`, if it belongs to the numeral.
    fn inner(&self, end: usize) -> Option<(Vec<Part>, usize)> {
        const LINK: usize = 4;
        let run = self.run.as_ref()?;
        let letters = self.text[end..].iter().take(LINK + 1).take_while(|c| is_letter(**c)).count();
        (end..end + letters).find_map(|at| {
            let found = self.stems.inside(self.text, at)?;
            let part = found
                .parts
                .into_iter()
                .find(|part| run.with(*part, Link::Inside, self.language).is_some())?;
            Some((vec![part], found.end))
        })
    }

    /// Whether a power of ten belongs to digits before it.
    fn is_of_digits(&self, at: usize, parts: &[Part]) -> bool {
        let before =
            self.text[..at].iter().rev().take(3).find(|c| !c.is_whitespace() && **c != '-');
        matches!(parts[0], Part::Power(_)) && before.is_some_and(|c| c.is_numeric())
    }

    fn add(&mut self, parts: &[Part], end: usize) {
        let link = std::mem::replace(&mut self.link, Link::Next);
        let joined = self
            .run
            .as_ref()
            .and_then(|run| parts.iter().find_map(|part| run.with(*part, link, self.language)));
        match joined {
            Some(run) => self.run = Some(Run { end, ..run }),
            None => {
                self.flush();
                self.run = Some(Run::new(parts, end));
            }
        }
    }

    fn flush(&mut self) {
        /// Words between a number and its half: "una hora y media".
        const NEAR: usize = 4;
        self.link = Link::Next;
        let Some(run) = self.run.take() else { return };
        let value = run.value();
        let mut readings = vec![written(value)];
        readings.extend(run.others.iter().map(|other| written(*other)));
        if value == ONE / 2 {
            readings.push("50".to_owned());
            let near =
                self.before.iter().rev().take(2).filter(|(_, at)| self.words - at <= NEAR + 1);
            readings.extend(near.map(|(before, _)| written(before + ONE / 2)));
        }
        self.before.push((value, self.words));
        self.found.push(readings);
    }
}

/// Letters that are written in one with the word behind them.
fn prefixes(language: &str) -> &'static str {
    match language {
        "ar" => "وفبلكا",
        "he" => "והבלכשמ",
        _ => "",
    }
}

/// Whether a word joins the parts of a numeral.
fn is_and(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "und"
            | "en"
            | "y"
            | "e"
            | "i"
            | "et"
            | "og"
            | "och"
            | "ja"
            | "și"
            | "şi"
            | "и"
            | "і"
            | "й"
            | "και"
            | "na"
            | "u"
            | "و"
            | "dhe"
            | "eta"
            | "agus"
            | "in"
            | "a"
    )
}

/// The reading of a value in thousandths.
fn written(value: u128) -> String {
    let (whole, rest) = (value / ONE, value % ONE);
    if rest == 0 {
        return whole.to_string();
    }
    let decimals = format!("{rest:03}");
    format!("{whole}.{}", decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::spelled;

    fn values(language: &str, text: &str) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        spelled(language, &text).into_iter().map(|mut readings| readings.swap_remove(0)).collect()
    }

    #[test]
    fn numerals_are_read_as_a_whole() {
        for (language, text, value) in [
            ("en", "twenty-four hours", "24"),
            ("en", "one hundred and twenty five days", "125"),
            ("en", "half a million", "500000"),
            ("en", "two hundred thousand", "200000"),
            ("en", "sixth", "6"),
            ("en", "sixty", "60"),
            ("de", "vierundzwanzig", "24"),
            ("de", "Vierzehntägig", "14"),
            ("de", "dreihundertfünfundsechzig", "365"),
            ("de", "zweitausendsechsundzwanzig", "2026"),
            ("de", "anderthalb", "1.5"),
            ("de", "halbe Million", "500000"),
            ("pl", "dwudziestu czterech", "24"),
            ("fr", "quatre-vingt-dix", "90"),
            ("fr", "quatre-vingt-dix-sept", "97"),
            ("fr", "soixante et onze", "71"),
            ("fr", "vingt et un", "21"),
            ("fr", "deux mille vingt-six", "2026"),
            ("es", "veintiún", "21"),
            ("es", "treinta y cinco", "35"),
            ("es", "ciento veinte mil millones", "120000000000"),
            ("it", "ventiquattro", "24"),
            ("it", "quarantotto", "48"),
            ("it", "duemila", "2000"),
            ("pt", "vinte e oito", "28"),
            ("ru", "двадцать четыре", "24"),
            ("ru", "пятнадцати", "15"),
            ("ru", "пятьдесят пять", "55"),
            ("uk", "двадцяти п'яти", "25"),
            ("pl", "dwadzieścia cztery", "24"),
            ("pl", "czternaście", "14"),
            ("cs", "čtyřiadvacet", "24"),
            ("sl", "štiriindvajset", "24"),
            ("hu", "huszonnégy", "24"),
            ("hu", "ezer", "1000"),
            ("fi", "kaksikymmentäneljä", "24"),
            ("et", "kakskümmend neli", "24"),
            ("tr", "yirmi dört", "24"),
            ("tr", "on beş", "15"),
            ("da", "femogtyve", "25"),
            ("nb", "tjuefem", "25"),
            ("sv", "tjugofyra", "24"),
            ("nl", "eenentwintig", "21"),
            ("nl", "tweeëntwintig", "22"),
            ("ar", "أربعة وعشرون", "24"),
            ("ar", "خمسة عشر", "15"),
            ("he", "עשרים וארבע", "24"),
            ("fa", "بیست و چهار", "24"),
            ("vi", "hai mươi bốn", "24"),
            ("vi", "năm triệu", "5000000"),
            ("th", "ยี่สิบสี่", "24"),
            ("th", "สองพันล้าน", "2000000000"),
            ("id", "dua puluh empat", "24"),
            ("sw", "kumi na tano", "15"),
            ("ro", "douăzeci și patru", "24"),
            ("el", "είκοσι τέσσερις", "24"),
            ("lt", "dvidešimt keturi", "24"),
            ("hi", "ढाई लाख", "250000"),
            ("hi", "साढ़े तीन", "3.5"),
        ] {
            assert_eq!(values(language, text), [value], "{language}: {text}");
        }
    }

    #[test]
    fn numerals_that_stand_apart_are_several() {
        for (language, text, read) in [
            ("en", "between five and twenty days", vec!["5", "20"]),
            ("en", "ten, twenty", vec!["10", "20"]),
            ("de", "zwei oder drei", vec!["2", "3"]),
            ("en", "5 million", vec![]),
        ] {
            assert_eq!(values(language, text), read, "{language}: {text}");
        }
    }
}
