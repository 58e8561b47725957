//! Holding a translation to its source: whether it says something, in words of its own, and keeps
//! what must stay.

use std::collections::BTreeMap;

use icu::segmenter::WordSegmenter;
use icu::segmenter::options::WordBreakInvariantOptions;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::project::source::{Piece, SourceInline, Unit, for_each_inline, written};

/// Counts the words of `text`; in languages that write no spaces by dictionaries.
pub(crate) fn word_count(text: &str) -> usize {
    words(text).count()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let mut start = 0;
    segmenter.segment_str(text).iter_with_word_type().filter_map(move |(end, kind)| {
        let word = &text[start..end];
        start = end;
        kind.is_word_like().then_some(word)
    })
}

/// Whether `translation` repeats the words of `unit` that somebody should have translated: five or
/// more that are not just names. `names` are known to stay.
pub(super) fn is_copy<'n>(
    unit: &Unit,
    translation: &str,
    names: impl Iterator<Item = &'n str>,
) -> bool {
    /// Fewer words may well be the same in two languages.
    const FEWEST: usize = 5;
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    if !letters(&unit.msgid).eq(letters(translation)) {
        return false;
    }
    let mut text = words_of(&unit.content);
    names.filter(|name| !name.is_empty()).for_each(|name| text = text.replace(name, " "));
    let text = without_addresses(&text);
    let words: Vec<&str> = words(&text).filter(|w| w.contains(char::is_alphabetic)).collect();
    words.len() >= FEWEST && is_language(unit.role, &text, &words)
}

/// `text` without the addresses that stand in it as such.
fn without_addresses(text: &str) -> String {
    let is_part = |c: char| c.is_ascii() && !c.is_whitespace();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_part) {
        let (before, after) = rest.split_at(at);
        let (part, after) = after.split_at(after.find(|c| !is_part(c)).unwrap_or(after.len()));
        out.push_str(before);
        let is_address = part.contains("://") || part.contains('@') || part.starts_with("www.");
        out.push_str(if is_address { " " } else { part });
        rest = after;
    }
    out + rest
}

/// Whether `words`, those of `text`, are more than a row of names. Names begin with capitals, but so
/// do words in headings and in shouted clauses.
fn is_language(role: &str, text: &str, words: &[&str]) -> bool {
    let is_heading = role.starts_with("Heading") || role.starts_with("Title");
    let parts = text.split([',', ';', '/', '|', '·', '、', '\u{60c}']).count();
    if (is_heading || !text.contains(char::is_lowercase)) && words.len() >= 4 * parts {
        return true;
    }
    let plain = words.iter().filter(|word| {
        word.chars().count() > 1 && !word.starts_with(char::is_uppercase)
            || !word.starts_with(|c: char| c.is_uppercase() || c.is_lowercase())
    });
    let ends = text.trim_end().ends_with(['.', '!', '?', ':', '。', '؟', '।']);
    plain.count() >= if ends { 2 } else { 3 }
}

/// The words of a text, apart from values, code and addresses.
fn words_of(content: &[SourceInline]) -> String {
    let mut text = String::new();
    for_each_inline(content, &mut |inline| match inline {
        SourceInline::Text(pieces) => {
            for piece in pieces {
                match piece {
                    Piece::Words(words) => text.push_str(words),
                    Piece::Expression(_) => text.push(' '),
                }
            }
        }
        SourceInline::Code(_) | SourceInline::Break => text.push(' '),
        SourceInline::Link { .. }
        | SourceInline::Image { .. }
        | SourceInline::Reference { .. }
        | SourceInline::Footnote(_)
        | SourceInline::Emphasis(_)
        | SourceInline::Strong(_)
        | SourceInline::Strikethrough(_) => {}
    });
    text
}

/// What a translation must keep, with how often it stands in the text.
#[derive(Default, PartialEq, Eq)]
struct Kept {
    expressions: BTreeMap<String, usize>,
    references: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
    links: BTreeMap<String, usize>,
    images: BTreeMap<String, usize>,
}

impl Kept {
    fn of(content: &[SourceInline]) -> Self {
        let mut kept = Kept::default();
        let count = |map: &mut BTreeMap<String, usize>, key: &str| {
            *map.entry(key.to_owned()).or_default() += 1;
        };
        for_each_inline(content, &mut |inline| match inline {
            SourceInline::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Expression(expression) = piece {
                        // The number of a reference, which only words around it need.
                        if expression != "number" {
                            count(&mut kept.expressions, expression);
                        }
                    }
                }
            }
            SourceInline::Code(code) => count(&mut kept.codes, &written(code)),
            SourceInline::Link { href, .. } => count(&mut kept.links, &written(href)),
            SourceInline::Image { src, alt } => {
                count(&mut kept.images, src);
                for piece in alt {
                    if let Piece::Expression(expression) = piece {
                        count(&mut kept.expressions, expression);
                    }
                }
            }
            SourceInline::Reference { target, .. } => {
                count(&mut kept.references, &format!("#{target}"));
            }
            SourceInline::Footnote(name) => count(&mut kept.references, &format!("[^{name}]")),
            SourceInline::Emphasis(_)
            | SourceInline::Strong(_)
            | SourceInline::Strikethrough(_)
            | SourceInline::Break => {}
        });
        kept
    }
}

/// Whether `translation` of `unit` keeps what it must, another address of a link apart where
/// `other_links` are meant; what it does not is reported.
pub(super) fn keeps(
    unit: &Unit,
    translation: &[SourceInline],
    other_links: bool,
    span: &Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (source, translation) = (Kept::of(&unit.content), Kept::of(translation));
    let parts = [
        (Code::TranslationVariable, "variable", &source.expressions, &translation.expressions),
        (Code::TranslationReference, "reference", &source.references, &translation.references),
        (Code::TranslationCode, "code span", &source.codes, &translation.codes),
        (Code::TranslationLink, "link", &source.links, &translation.links),
        (Code::TranslationLink, "image", &source.images, &translation.images),
    ];
    let mut keeps = true;
    for (code, what, source, translation) in parts {
        let lost = difference(source, translation);
        let added = difference(translation, source);
        let message = match (lost.is_empty(), added.is_empty()) {
            (true, true) => continue,
            (false, true) => format!("the translation lost the {what} {}", list(&lost)),
            (true, false) => format!("the translation added the {what} {}", list(&added)),
            (false, false) => {
                format!(
                    "the translation has the {what} {} instead of {}",
                    list(&added),
                    list(&lost)
                )
            }
        };
        if what == "link" && other_links {
            continue;
        }
        keeps = false;
        let place = added.first().map_or_else(|| span.clone(), |name| span.find(name));
        let (diagnostic, help) = match what {
            "link" => (
                Diagnostic::warning(code, message),
                "keep the addresses of the source; if others are meant in this language, add the \
                 comment `# ignore P505` above the entry; until then the source is shown",
            ),
            "image" => (
                Diagnostic::warning(code, message),
                "keep the images of the source; until then the source is shown",
            ),
            _ => (
                Diagnostic::error(code, message),
                "keep what the source has, each as often; the order is free",
            ),
        };
        diagnostics.push(
            diagnostic
                .label(place, "in this translation")
                .label(unit.span.clone(), "of this text")
                .help(help),
        );
    }
    keeps
}

/// What `a` has more often than `b`.
fn difference<'m>(a: &'m BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> Vec<&'m str> {
    a.iter()
        .filter(|(key, count)| b.get(*key).unwrap_or(&0) < count)
        .map(|(key, _)| key.as_str())
        .collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Gives links of `translation` that lead where one of `source` does, but spell it otherwise, the
/// address that the source has.
pub(super) fn respell_links(source: &[SourceInline], translation: &mut [SourceInline]) {
    let mut known: Vec<(String, &Vec<Piece>)> = Vec::new();
    for_each_inline(source, &mut |inline| {
        if let SourceInline::Link { href, .. } = inline {
            known.push((written(href), href));
        }
    });
    if !known.is_empty() {
        respell(&known, translation);
    }
}

fn respell(known: &[(String, &Vec<Piece>)], content: &mut [SourceInline]) {
    for inline in content {
        match inline {
            SourceInline::Link { href, content } => {
                let address = written(href);
                if known.iter().all(|(known, _)| *known != address)
                    && let Some((_, same)) =
                        known.iter().find(|(known, _)| spelling(known) == spelling(&address))
                {
                    href.clone_from(same);
                }
                respell(known, content);
            }
            SourceInline::Emphasis(content)
            | SourceInline::Strong(content)
            | SourceInline::Strikethrough(content)
            | SourceInline::Reference { content, .. } => respell(known, content),
            SourceInline::Text(_)
            | SourceInline::Code(_)
            | SourceInline::Footnote(_)
            | SourceInline::Image { .. }
            | SourceInline::Break => {}
        }
    }
}

/// An address without what may be spelt in several ways: case, percent-encoding, the last slash.
fn spelling(address: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    let text = String::from_utf8_lossy(&out).to_lowercase();
    let (path, query) = match text.find(['?', '#']) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    [path.trim_end_matches('/'), query].concat().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;
    use crate::document::UnitId;
    use crate::project::markdown::UnitParser;
    use std::sync::Arc;

    fn unit(role: &'static str, text: &str) -> Unit {
        let file = Arc::new(SourceFile::new("a.md", text));
        let content = UnitParser::new().parse(text, &[]).unwrap();
        let span = Span::new(&file, 0..text.len());
        Unit { id: UnitId::new("a.1"), msgid: text.to_owned(), content, role, span }
    }

    fn copied(role: &'static str, text: &str, translation: &str) -> bool {
        is_copy(&unit(role, text), translation, ["Big Data Ltd of London"].into_iter())
    }

    #[test]
    fn language_that_is_not_translated_is_a_copy() {
        for text in [
            "We never sell your data.",
            "We share data with Google Ireland Limited",
            "you may ask us for a copy",
            "TO THE EXTENT PERMITTED BY LAW, WE ARE NOT LIABLE FOR ANY LOSS OF DATA",
            "*We* never [sell your](https://example.com) data.",
            "Verantwortlicher ist die Beispiel GmbH, Musterstraße 1.",
            "当社は利用者の個人情報を第三者に提供しません。",
            "เราไม่ขายข้อมูลของคุณให้บุคคลที่สาม",
            "Мы никогда не продаём ваши данные.",
            "نحن لا نبيع بياناتك أبدا.",
        ] {
            assert!(copied("Paragraph", text, text), "{text}");
        }
        assert!(copied(
            "Heading",
            "How We Use Your Personal Data",
            "How We Use Your Personal Data"
        ));
        // Marks that `check --fix` has changed make no translation.
        let (text, marked) = ("We say “no” to all of it.", "We say „no“ to  all of it.");
        assert!(copied("Paragraph", text, marked));
    }

    #[test]
    fn names_code_and_short_texts_may_stay() {
        for text in [
            "Google Analytics, Hotjar, Stripe, Intercom, Segment",
            "Meta Platforms Ireland Limited and Google Ireland Limited",
            "Example Ltd., 1 High Street, London SW1A 1AA, United Kingdom",
            "`_ga`, `_gid`, `_gat`, `_fbp`, `_gcl_au`, `session`",
            "`one` `two` `three` and `four` or `five`",
            "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}",
            "E-mail: [{{ contact.email }}](mailto:{{contact.email}})",
            "Name, Version, Status, Type",
            "Cookies and local storage",
            "Big Data Ltd of London and partners",
            "1 2 3 4 5 6 7",
            "GDPR, CCPA, LGPD, PIPEDA, APPI, POPIA",
            "<https://example.com/we-never-sell-any-of-it>",
        ] {
            assert!(!copied("Cell of a table", text, text), "{text}");
        }
        assert!(!copied("Paragraph", "We never sell your data.", "Wir verkaufen nie Ihre Daten."));
    }

    #[test]
    fn an_address_may_be_spelt_in_several_ways() {
        for (one, other) in [
            ("https://example.com", "https://example.com/"),
            ("https://example.com/Law", "HTTPS://Example.COM/law"),
            ("https://example.com/a b", "https://example.com/a%20b"),
            ("https://example.com/ü", "https://example.com/%C3%BC/"),
            ("https://example.com/ü?a=%2f", "https://example.com/%c3%bc/?a=%2F"),
            ("mailto:Info@example.com", "mailto:info@example.com"),
            ("{{urls.site}}/", "{{urls.site}}"),
        ] {
            assert_eq!(spelling(one), spelling(other));
        }
        for (one, other) in [
            ("https://example.com", "https://example.org"),
            ("https://example.com", "http://example.com"),
            ("https://example.com/de", "https://example.com/en"),
            ("https://example.com/100%", "https://example.com/100"),
            ("https://example.com/?a", "https://example.com/#a"),
        ] {
            assert_ne!(spelling(one), spelling(other));
        }
    }
}
