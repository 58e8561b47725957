//! What a language wants of its marks, spaces and numbers, and where a translation departs from it.

mod address;
mod marks;
mod pairs;
mod quotes;
mod spaces;

use std::ops::Range;

use icu::properties::CodePointMapData;
use icu::properties::props::Script;

use self::address::not_words;
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

/// Gives the departures of a translation from the typography of its language, and from the numbers
/// and the final mark of its source.
pub(super) fn findings(pair: &Pair<'_>) -> Vec<Finding> {
    let Pair { from, source, to, translation, role } = *pair;
    let parts = tokens(translation);
    let source_parts = tokens(source);
    let mut findings = Vec::new();
    if is_suspect(to.tag, translation) {
        let text = Text::new(to.tag, &parts);
        text.quotes(&mut findings);
        text.spaces(&mut findings);
        text.marks(&mut findings);
        text.spanish(&mut findings);
    }
    findings.extend(final_mark::finding(to.tag, role, source, &source_parts, translation, &parts));
    findings.extend(marks::brackets(&source_parts, &parts));
    findings.extend(numbers::difference(from, source, to, translation).map(|message| Finding {
        code: Code::Numbers,
        message,
        range: 0..0,
        fix: None,
    }));
    findings
}

/// Gives the departures of a text that is no translation from the quotation marks and spaces of its
/// language.
pub(super) fn findings_in_source(language: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_suspect(language, text) {
        let text = Text::new(language, &tokens(text));
        text.quotes(&mut findings);
        text.spaces(&mut findings);
    }
    findings
}

/// Whether a rule may have something to say of `text`. Most texts have no quotation and no second
/// space, and only some languages have rules for their other marks.
fn is_suspect(tag: &str, text: &str) -> bool {
    matches!(base(tag), "fr" | "es" | "el" | "ja" | "zh" | "ar" | "fa" | "ur")
        || text.contains("  ")
        || if text.is_ascii() { text.contains('"') } else { text.contains(quotes::is_quoting) }
}

/// The language of a tag.
fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

impl<'a> Text<'a> {
    fn new(language: &'a str, parts: &[Token<'_>]) -> Self {
        let mut characters = Vec::new();
        let mut at = 0;
        for token in parts {
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

    fn is(&self, language: &str) -> bool {
        base(self.language) == language
    }

    /// Whether marks stand off from their words by a no-break space.
    fn sets_marks_off(&self) -> bool {
        self.is("fr") && !self.language.ends_with("-CA") && !self.language.ends_with("-CH")
    }

    fn script(&self, index: usize) -> Option<Script> {
        self.characters.get(index).map(|(_, c, _)| CodePointMapData::<Script>::new().get(*c))
    }

    fn around(&self, index: usize) -> (Option<char>, Option<char>) {
        let get = |index: usize| self.characters.get(index).map(|(_, c, _)| *c);
        (index.checked_sub(1).and_then(get), get(index + 1))
    }

    fn finding(&self, index: usize, code: Code, message: String, fix: Option<String>) -> Finding {
        let (at, c, _) = self.characters[index];
        Finding { code, message, range: at..at + c.len_utf8(), fix }
    }
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
