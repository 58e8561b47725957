//! What a language wants of its marks, spaces and numbers, and where a translation departs from it.

use std::collections::BTreeMap;
use std::ops::Range;

use icu::properties::CodePointMapData;
use icu::properties::props::Script;

use super::final_mark::{self, Role};
use super::numbers::{self, Writing};
use crate::diagnostic::Code;
use crate::project::catalogue::{Token, tokens};

/// Something to look at in a translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) message: String,
    /// Bytes of the translation.
    pub(super) range: Range<usize>,
    /// What to put there, where that is safe.
    pub(super) fix: Option<String>,
}

/// Pairs of quotation marks that a language uses, the usual one first.
const QUOTES: &[(&str, &[(char, char)])] = &[
    ("am", &[('«', '»'), ('“', '”')]),
    ("ar", &[('«', '»'), ('“', '”')]),
    ("ast", &[('«', '»'), ('“', '”')]),
    ("ba", &[('«', '»'), ('„', '“')]),
    ("be", &[('«', '»'), ('„', '“')]),
    ("bg", &[('„', '“')]),
    ("br", &[('«', '»'), ('“', '”')]),
    ("bs", &[('„', '”'), ('„', '“'), ('»', '«')]),
    ("ca", &[('«', '»'), ('“', '”')]),
    ("cs", &[('„', '“'), ('„', '”'), ('»', '«')]),
    ("da", &[('”', '”'), ('“', '”'), ('»', '«')]),
    ("de", &[('„', '“'), ('»', '«')]),
    ("de-CH", &[('«', '»'), ('„', '“')]),
    ("de-LI", &[('«', '»'), ('„', '“')]),
    ("dsb", &[('„', '“'), ('»', '«')]),
    ("el", &[('«', '»'), ('“', '”')]),
    ("es", &[('«', '»'), ('“', '”')]),
    ("et", &[('„', '“'), ('„', '”')]),
    ("eu", &[('«', '»'), ('“', '”')]),
    ("fa", &[('«', '»'), ('“', '”')]),
    ("fi", &[('”', '”'), ('»', '»')]),
    ("fr", &[('«', '»'), ('“', '”')]),
    ("fy", &[('“', '”'), ('„', '”')]),
    ("gsw", &[('«', '»'), ('„', '“')]),
    ("he", &[('”', '”'), ('“', '”'), ('„', '”'), ('"', '"')]),
    ("hr", &[('„', '”'), ('„', '“'), ('»', '«')]),
    ("hsb", &[('„', '“'), ('»', '«')]),
    ("hu", &[('„', '”')]),
    ("hy", &[('«', '»'), ('“', '”')]),
    ("is", &[('„', '“')]),
    ("it", &[('«', '»'), ('“', '”')]),
    ("ja", &[('「', '」'), ('『', '』'), ('“', '”')]),
    ("ka", &[('„', '“'), ('«', '»'), ('“', '”')]),
    ("kab", &[('«', '»'), ('“', '”')]),
    ("kk", &[('«', '»'), ('“', '”')]),
    ("ky", &[('«', '»'), ('„', '“')]),
    ("lb", &[('„', '“'), ('»', '«')]),
    ("lt", &[('„', '“')]),
    ("lv", &[('„', '”'), ('“', '”'), ('„', '“'), ('«', '»')]),
    ("mg", &[('«', '»'), ('“', '”')]),
    ("mk", &[('„', '“'), ('»', '«')]),
    ("nb", &[('«', '»'), ('“', '”')]),
    ("nl", &[('“', '”'), ('„', '”')]),
    ("nn", &[('«', '»'), ('“', '”')]),
    ("no", &[('«', '»'), ('“', '”')]),
    ("oc", &[('«', '»'), ('“', '”')]),
    ("os", &[('«', '»'), ('„', '“')]),
    ("pl", &[('„', '”'), ('«', '»')]),
    ("pt", &[('“', '”'), ('«', '»')]),
    ("rm", &[('«', '»'), ('„', '“')]),
    ("ro", &[('„', '”'), ('«', '»')]),
    ("ru", &[('«', '»'), ('„', '“')]),
    ("rw", &[('«', '»'), ('“', '”')]),
    ("sah", &[('«', '»'), ('„', '“')]),
    ("sc", &[('«', '»'), ('“', '”')]),
    ("se", &[('”', '”'), ('»', '»')]),
    ("sk", &[('„', '“'), ('„', '”'), ('»', '«')]),
    ("sl", &[('„', '“'), ('»', '«')]),
    ("sr", &[('„', '”'), ('„', '“'), ('»', '«')]),
    ("sv", &[('”', '”'), ('»', '»')]),
    ("szl", &[('„', '”'), ('«', '»')]),
    ("ti", &[('«', '»'), ('“', '”')]),
    ("tt", &[('«', '»'), ('„', '“')]),
    ("ug", &[('«', '»'), ('»', '«'), ('“', '”')]),
    ("uk", &[('«', '»'), ('„', '“')]),
    ("ur", &[('“', '”'), ('”', '“')]),
    ("yi", &[('”', '”'), ('“', '”'), ('„', '”'), ('"', '"')]),
    ("yue", &[('「', '」'), ('『', '』'), ('“', '”')]),
    ("zh", &[('“', '”'), ('「', '」'), ('『', '』')]),
    ("zh-Hant", &[('「', '」'), ('『', '』'), ('“', '”')]),
];

/// Everywhere else.
const QUOTES_ELSEWHERE: &[(char, char)] = &[('“', '”')];

/// Characters that quote in some language.
const QUOTING: &str = "\"“”„‟«»「」『』";

/// A translation, with what in it is words.
struct Text<'a> {
    language: &'a str,
    /// Byte offset, character, whether it is of the words.
    characters: Vec<(usize, char, bool)>,
}

/// A translation with its source.
pub(super) struct Pair<'a> {
    pub(super) from: &'a Writing<'a>,
    pub(super) source: &'a str,
    pub(super) to: &'a Writing<'a>,
    pub(super) translation: &'a str,
    /// What the text is in its document.
    pub(super) role: &'a dyn Fn() -> Role,
}

/// Departures of a translation from the typography of its language, and from the numbers and the
/// final mark of its source.
pub(super) fn findings(pair: &Pair<'_>) -> Vec<Finding> {
    let Pair { from, source, to, translation, role } = *pair;
    let text = Text::new(to.tag, translation);
    let mut findings = Vec::new();
    text.quotes(&mut findings);
    text.spaces(&mut findings);
    text.marks(&mut findings);
    text.spanish(&mut findings);
    findings.extend(final_mark::finding(to.tag, role, source, translation));
    findings.extend(brackets(source, translation));
    findings.extend(numbers::difference(from, source, to, translation).map(|message| Finding {
        code: Code::Numbers,
        message,
        range: 0..0,
        fix: None,
    }));
    findings
}

/// Departures of a text that is no translation from the quotation marks and spaces of its language.
pub(super) fn findings_in_source(language: &str, text: &str) -> Vec<Finding> {
    let text = Text::new(language, text);
    let mut findings = Vec::new();
    text.quotes(&mut findings);
    text.spaces(&mut findings);
    findings
}

impl<'a> Text<'a> {
    fn new(language: &'a str, text: &str) -> Self {
        let mut characters = Vec::new();
        let mut at = 0;
        for token in tokens(text) {
            let (text, words) = match token {
                Token::Words(text) => (text, true),
                Token::Keep(text) => (text, false),
            };
            let mut kept = if words { not_words(text) } else { Vec::new() }.into_iter().peekable();
            characters.extend(text.char_indices().map(|(offset, c)| {
                while kept.next_if(|kept| kept.end <= offset).is_some() {}
                let words = words && !kept.peek().is_some_and(|kept| kept.contains(&offset));
                (at + offset, c, words)
            }));
            at += text.len();
        }
        Text { language, characters }
    }
}

impl Text<'_> {
    fn is(&self, language: &str) -> bool {
        self.language.split('-').next() == Some(language)
    }

    fn script(&self, index: usize) -> Option<Script> {
        self.characters.get(index).map(|(_, c, _)| CodePointMapData::<Script>::new().get(*c))
    }

    fn finding(&self, index: usize, code: Code, message: String, fix: Option<String>) -> Finding {
        let (at, c, _) = self.characters[index];
        Finding { code, message, range: at..at + c.len_utf8(), fix }
    }

    /// Quotation marks come in pairs that the language uses.
    fn quotes(&self, findings: &mut Vec<Finding>) {
        let find = |name: &str| QUOTES.iter().find(|(known, _)| *known == name);
        let mut parts = self.language.split('-');
        let base = parts.next().unwrap_or_default();
        let traditional =
            base == "zh" && parts.any(|part| matches!(part, "Hant" | "TW" | "HK" | "MO"));
        let pairs = find(self.language)
            .or_else(|| find(if traditional { "zh-Hant" } else { base }))
            .map_or(QUOTES_ELSEWHERE, |q| q.1);
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut straight: Vec<usize> = Vec::new();
        let quoting = self.characters.iter().enumerate();
        let quoting = quoting.filter(|(_, (_, c, words))| *words && QUOTING.contains(*c));
        let last: BTreeMap<char, usize> = quoting.map(|(index, (_, c, _))| (*c, index)).collect();
        for (index, &(_, c, words)) in self.characters.iter().enumerate() {
            if !words || !QUOTING.contains(c) {
                continue;
            }
            if open.last().is_some_and(|(_, close)| *close == c) {
                open.pop();
            } else if c == '"'
                && self.closes(index)
                && !open.is_empty()
                && straight.len().is_multiple_of(2)
            {
                // It closes what another mark has opened.
                let Some((_, close)) = open.pop() else { continue };
                let message = format!("`{c}` is not a quotation mark here; write {close}");
                findings.push(self.finding(index, Code::Quotation, message, Some(close.into())));
            } else if c == '"' && straight.len().is_multiple_of(2) && self.is_inch(index) {
                // Inches and seconds are no quotation.
            } else if let Some((_, close)) = pairs.iter().find(|(known, _)| *known == c) {
                open.push((index, *close));
                // A later pair may begin with the same mark and end otherwise.
                let closes = |close: char| last.get(&close).is_some_and(|last| *last > index);
                if let Some((_, other)) =
                    pairs.iter().filter(|(known, _)| *known == c).find(|pair| closes(pair.1))
                {
                    open.pop();
                    open.push((index, *other));
                }
            } else {
                let (first, last) = pairs[0];
                let message = format!("`{c}` is not a quotation mark here; write {first}…{last}");
                let mut fix = None;
                if c == '"' {
                    let opens = straight.len().is_multiple_of(2);
                    let fits = if opens { !self.closes(index) } else { !self.opens(index) };
                    fix = fits.then(|| if opens { first } else { last }.to_string());
                    straight.push(findings.len());
                }
                findings.push(self.finding(index, Code::Quotation, message, fix));
            }
        }
        // Two that belong together are mended, or neither.
        for pair in straight.chunks(2) {
            if pair.len() < 2 || pair.iter().any(|at| findings[*at].fix.is_none()) {
                pair.iter().for_each(|at| findings[*at].fix = None);
            }
        }
        for (index, close) in open {
            let message = format!("this quotation mark is not closed by `{close}`");
            findings.push(self.finding(index, Code::Quotation, message, None));
        }
    }

    /// Whether a straight mark can only end a quotation: it stands behind a word and before a space.
    fn closes(&self, index: usize) -> bool {
        let (before, after) = self.around(index);
        before.is_some_and(|c| !c.is_whitespace())
            && after.is_none_or(|c| !c.is_alphanumeric() && !"([{„“«".contains(c))
    }

    /// Whether a straight mark can only begin a quotation.
    fn opens(&self, index: usize) -> bool {
        let (before, after) = self.around(index);
        before.is_none_or(|c| c.is_whitespace() || "([{".contains(c))
            && after.is_some_and(|c| !c.is_whitespace())
    }

    fn is_inch(&self, index: usize) -> bool {
        self.closes(index) && self.around(index).0.is_some_and(char::is_numeric)
    }

    fn around(&self, index: usize) -> (Option<char>, Option<char>) {
        let get = |index: usize| self.characters.get(index).map(|(_, c, _)| *c);
        (index.checked_sub(1).and_then(get), get(index + 1))
    }

    /// No two spaces in a row; French marks have their no-break space.
    fn spaces(&self, findings: &mut Vec<Finding>) {
        let french =
            self.is("fr") && !self.language.ends_with("-CA") && !self.language.ends_with("-CH");
        for (index, window) in self.characters.windows(2).enumerate() {
            let [(_, first, words), (_, second, words_too)] = [window[0], window[1]];
            if !(words && words_too) {
                continue;
            }
            let after = self.characters.get(index + 2).map(|(_, c, _)| *c);
            // Two spaces at the end of a line are a line break.
            if first == ' ' && second == ' ' && !matches!(after, Some('\n' | ' ')) {
                let message = "two spaces in a row".to_owned();
                findings.push(self.finding(index, Code::Spacing, message, Some(String::new())));
            }
            if !french {
                continue;
            }
            let sets_off = matches!(second, ';' | '!' | '?' | '»')
                || second == ':' && after.is_none_or(|c| !c.is_ascii_digit() && c != '/');
            let mark = if second == ':' || second == '»' { '\u{a0}' } else { '\u{202f}' };
            if sets_off && first == ' ' {
                let message = format!("a no-break space belongs before `{second}`");
                findings.push(self.finding(index, Code::Spacing, message, Some(mark.to_string())));
            } else if sets_off && (first.is_alphanumeric() || matches!(first, ')' | '*')) {
                let message = format!("a no-break space belongs before `{second}`");
                let fix = Some(format!("{mark}{second}"));
                findings.push(self.finding(index + 1, Code::Spacing, message, fix));
            }
            if first == '«' && !matches!(second, '\u{a0}' | '\u{202f}') {
                let message = "a no-break space belongs after `«`".to_owned();
                let (at, fix) = match second {
                    ' ' => (index + 1, "\u{a0}".to_owned()),
                    _ => (index, "«\u{a0}".to_owned()),
                };
                findings.push(self.finding(at, Code::Spacing, message, Some(fix)));
            }
        }
    }

    /// Marks are those of the script they stand in.
    fn marks(&self, findings: &mut Vec<Finding>) {
        let east_asian = self.is("ja") || self.is("zh");
        let arabic = self.is("ar") || self.is("fa") || self.is("ur");
        if !east_asian && !arabic {
            return;
        }
        for (index, &(_, c, words)) in self.characters.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| self.script(before));
            let full = if east_asian && before.is_some_and(is_east_asian) {
                match c {
                    ',' if self.is("ja") => Some('、'),
                    ',' => Some('，'),
                    '.' => Some('。'),
                    ';' => Some('；'),
                    ':' => Some('：'),
                    '?' => Some('？'),
                    '!' => Some('！'),
                    _ => None,
                }
            } else if arabic && before == Some(Script::Arabic) {
                match c {
                    ',' => Some('،'),
                    ';' => Some('؛'),
                    '?' => Some('؟'),
                    _ => None,
                }
            } else {
                None
            };
            if let (Some(full), true) = (full, words) {
                let message = format!("`{c}` is not the mark of this script; write `{full}`");
                let fix = Some(full.to_string());
                findings.push(self.finding(index, Code::Punctuation, message, fix));
            }
        }
    }

    /// Spanish opens what it asks and exclaims.
    fn spanish(&self, findings: &mut Vec<Finding>) {
        if !self.is("es") {
            return;
        }
        for (open, close) in [('¿', '?'), ('¡', '!')] {
            let of =
                |mark| self.characters.iter().filter(move |(_, c, words)| *words && *c == mark);
            if of(open).count() != of(close).count() {
                let index = self.characters.iter().position(|(_, c, _)| *c == close || *c == open);
                let message = format!("`{open}` and `{close}` do not match");
                findings.push(self.finding(index.unwrap_or(0), Code::Punctuation, message, None));
            }
        }
    }
}

/// What in the words of a message is none: entities, and addresses without `<` and `>`.
fn not_words(text: &str) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['&', ':', 'w', 'W']) {
        at += next;
        let end = match text.as_bytes()[at] {
            b'&' => entity(&text[at..]).map(|length| at + length),
            _ => address(text, at),
        };
        match end {
            Some(end) => {
                kept.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    kept
}

/// Bytes of the entity that `text` begins with.
fn entity(text: &str) -> Option<usize> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let name = name.strip_prefix('#').unwrap_or(name);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(end + 1)
}

/// The end of the address whose scheme ends with the `:` at `at`, or that begins with `www.` there.
fn address(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let scheme = text.as_bytes()[..at].iter().rev().take(16);
    let scheme = scheme.take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_address = match rest.strip_prefix(':') {
        Some(rest) => {
            let scheme = text[at - scheme..at].to_ascii_lowercase();
            let named = matches!(scheme.as_str(), "mailto" | "tel" | "sms" | "urn" | "data");
            !scheme.is_empty() && rest.starts_with("//")
                || named && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '+')
        }
        None => scheme == 0 && rest.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www.")),
    };
    let ends = |c: char| {
        c.is_whitespace() || "<>\"`|".contains(c) || !c.is_ascii() && !c.is_alphanumeric()
    };
    let address = rest[..rest.find(ends).unwrap_or(rest.len())]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
    (is_address && address.len() > 1).then(|| at + address.len())
}

fn is_east_asian(script: Script) -> bool {
    matches!(script, Script::Han | Script::Hiragana | Script::Katakana)
}

fn brackets(source: &str, translation: &str) -> Option<Finding> {
    let unmatched = |text: &str| {
        let mut depth = 0_i32;
        let mut at = 0;
        let mut wrong = None;
        for token in tokens(text) {
            let (part, words) = match token {
                Token::Words(part) => (part, true),
                Token::Keep(part) => (part, false),
            };
            for (offset, c) in part.char_indices().filter(|_| words) {
                match c {
                    '(' | '（' => depth += 1,
                    ')' | '）' => depth -= 1,
                    _ => continue,
                }
                if depth < 0 || wrong.is_none() && depth > 0 {
                    wrong = Some(at + offset);
                }
                if depth < 0 {
                    return wrong;
                }
                if depth == 0 {
                    wrong = None;
                }
            }
            at += part.len();
        }
        wrong
    };
    if unmatched(source).is_some() {
        return None;
    }
    let at = unmatched(translation)?;
    let length = translation[at..].chars().next().map_or(1, char::len_utf8);
    let message = "this bracket has no partner".to_owned();
    Some(Finding { code: Code::Brackets, message, range: at..at + length, fix: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes found, and the text with every safe fix made.
    fn check(language: &str, source: &str, translation: &str) -> (Vec<&'static str>, String) {
        let found = findings(&Pair {
            from: &Writing::new("en"),
            source,
            to: &Writing::new(language),
            translation,
            role: &|| Role::Sentence,
        });
        (
            found.iter().map(|one| one.code.as_str()).collect(),
            super::super::fixed(translation, &found),
        )
    }

    #[test]
    fn correct_texts_pass() {
        for (language, source, translation) in [
            ("de", "We say “no”.", "Wir sagen „nein“."),
            ("pl", "We say “no”.", "Mówimy „nie”."),
            ("fr", "Is “it”? So: yes!", "Est-ce «\u{a0}ça\u{a0}»\u{202f}? Oui\u{a0}: si\u{202f}!"),
            ("es", "Is it so?", "¿Es así?"),
            ("ja", "We say “no” (never).", "当社は「いいえ」（決して）と言います。"),
            ("zh-Hans", "We say “no”, always.", "我们始终说“不”。"),
            ("ar", "First, second; third?", "أولا، ثانيا؛ ثالثا؟"),
            ("sv", "We say “no”.", "Vi säger ”nej”."),
            ("th", "All of it.", "ทั้งหมด"),
            ("hi", "In 2026, 1,000 times.", "२०२६ में 1,000 बार।"),
            ("fr", "At 10:30, 1,000.5.", "À 10:30, 1\u{202f}000,5."),
            ("de", "See {{ a \"b\" }}: `x \"y\"`.", "Siehe {{ a \"b\" }}: `x \"y\"`."),
            ("ko", "A third party has two:", "제3자는 둘입니다."),
            ("ja", "Under Article 3.", "第3条による。"),
            ("et", "We say “no”.", "Ütleme „ei”."),
            ("ru", "We say “yes”.", "Мы говорим «да»."),
            ("ru", "It says “the “Terms” hold”.", "Сказано: «„Условия“ действуют»."),
            ("fa", "We say “yes”.", "می‌گوییم «بله»."),
            ("zh-TW", "We say “no”.", "我們說「不」。"),
            ("zh-Hant-HK", "We say “no”.", "我們說「不」。"),
            ("zh-CN", "We say “no”.", "我们说“不”。"),
            ("de-CH", "We say “no”.", "Wir sagen «nein»."),
            ("sr-Latn", "We say “no”.", "Kažemo „ne”."),
            ("kk", "We say “yes”.", "Біз «иә» дейміз."),
            ("fr", "So: yes!", "Oui&nbsp;: si&#8239;!"),
            ("fr", "“a”", "&laquo;&nbsp;a&nbsp;&raquo;"),
            ("fr", "See it.", "Voir https://e.com/p?lang=fr;v=2!x."),
            ("fr", "See it.", "Voir mailto:a@e.com?subject=a;b et www.e.com/a?b;c."),
            ("es", "See it.", "Véase https://e.com/?a=1."),
            ("ja", "See it.", "次https://e.com/あ,いを参照。"),
            ("de", "It is 5\" wide.", "Es ist 5\" breit."),
        ] {
            assert_eq!(check(language, source, translation).0, Vec::<&str>::new(), "{translation}");
        }
    }

    #[test]
    fn departures_are_found_and_the_safe_ones_mended() {
        for (language, source, translation, codes, mended) in [
            ("de", "“a”", "\"a\"", vec!["P517", "P517"], "„a“"),
            ("ru", "“a”", "\"a\"", vec!["P517", "P517"], "«a»"),
            ("de", "“a”", "“a”", vec!["P517", "P517"], "“a”"),
            ("de", "“a” b, 5 c", "„a\" b, 5\" c", vec!["P517"], "„a“ b, 5\" c"),
            ("de", "“a”", "„a\"", vec!["P517"], "„a“"),
            ("de", "“a 5”", "\"a 5\"", vec!["P517", "P517"], "„a 5“"),
            ("de", "“a”", "a\" b", vec!["P517"], "a\" b"),
            ("fr", "a &amp; b;", "a &amp; b;", vec!["P518"], "a &amp; b\u{202f};"),
            ("pl", "“a”", "„a", vec!["P517"], "„a"),
            ("en", "a b", "a  b", vec!["P518"], "a b"),
            ("fr", "a: b?", "a : b?", vec!["P518", "P518"], "a\u{a0}: b\u{202f}?"),
            ("fr", "“a”", "«a»", vec!["P518", "P518"], "«\u{a0}a\u{a0}»"),
            ("es", "Is it?", "Es?", vec!["P519"], "Es?"),
            ("ja", "a, b.", "あ,い.", vec!["P519", "P519"], "あ、い。"),
            ("ar", "a, b", "أ, ب", vec!["P519"], "أ، ب"),
            ("de", "End.", "Ende", vec!["P519"], "Ende"),
            ("de", "a (b) c", "a (b c", vec!["P520"], "a (b c"),
            ("de", "30 days", "31 Tage", vec!["P521"], "31 Tage"),
        ] {
            let (found, text) = check(language, source, translation);
            assert_eq!((found, text.as_str()), (codes, mended), "{translation}");
        }
    }
}
