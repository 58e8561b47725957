//! Whether a translation repeats its source, and the words that tell.

use std::collections::BTreeSet;

use icu::normalizer::ComposingNormalizerBorrowed;
use icu::segmenter::WordSegmenter;
use icu::segmenter::options::WordBreakInvariantOptions;

use crate::project::source::{Piece, SourceInline, for_each_inline, written};

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

/// Whether `translation` repeats the words of `source` that somebody should have translated: five or
/// more that are not just names. `names` are known to stay.
pub(super) fn is_copy<'n>(
    source: &[SourceInline],
    translation: &[SourceInline],
    names: impl Iterator<Item = &'n str>,
) -> bool {
    if !have_same_letters(source, translation) {
        return false;
    }
    let mut text = words_of(source);
    names.for_each(|name| text = without_name(&text, name));
    is_language(&without_addresses(&text))
}

/// Whether a reader takes two texts for the same letters: their width, case and form apart. Most pairs
/// differ in their first, so no more is looked at than must be.
fn have_same_letters(one: &[SourceInline], other: &[SourceInline]) -> bool {
    let written = |content| said(content, |pieces, text| text.push_str(&written(pieces)));
    letters_of(&written(one)).eq(letters_of(&written(other)))
}

/// Gives the letters of `text` in the form in which they are compared.
fn letters_of(text: &str) -> Box<dyn Iterator<Item = char> + '_> {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return Box::new(letters.map(|byte| byte.to_ascii_lowercase().into()));
    }
    let letters = ComposingNormalizerBorrowed::new_nfkc().normalize_iter(text.chars());
    Box::new(letters.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase))
}

/// Takes `name` out of `text` where it stands as words of its own.
fn without_name(text: &str, name: &str) -> String {
    let mut out = String::new();
    let mut kept = 0;
    for (at, name) in text.match_indices(name).filter(|(_, name)| !name.is_empty()) {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[at + name.len()..].starts_with(char::is_alphanumeric);
        if !(before || after) {
            out.extend([&text[kept..at], " "]);
            kept = at + name.len();
        }
    }
    out + &text[kept..]
}

/// Takes the addresses out of `text` that stand in it as such.
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

/// Whether `text` has five words or more, and is more than names. Capitals make no names, since
/// headings have them everywhere: a name has a company's suffix, or letters as no other word.
fn is_language(text: &str) -> bool {
    /// Fewer words may well be the same in two languages.
    const FEWEST: usize = 5;
    let shouted = !text.contains(char::is_lowercase) && text.contains(char::is_uppercase);
    let lines: Vec<Vec<&str>> = text
        .split([',', ';', '/', '|', '·', '、', '\u{60c}'])
        .map(|part| words(part).filter(|w| w.contains(char::is_alphanumeric)).collect())
        .filter(|part: &Vec<&str>| !part.is_empty())
        .collect();
    let company = lines.iter().any(|words| companies(words).len() == words.len());
    let all = lines.iter().flatten().filter(|word| word.contains(char::is_alphabetic)).count();
    let ordinary: Vec<&str> = lines
        .iter()
        .flat_map(|words| ordinary(words, shouted, company))
        .filter(|word| word.contains(char::is_alphabetic))
        .collect();
    // Some small words among names make a sentence.
    let small = ordinary.iter().filter(|word| {
        word.chars().count() > 1 && !word.starts_with(char::is_uppercase)
            || !word.starts_with(|c: char| c.is_uppercase() || c.is_lowercase())
    });
    let ends = text.trim_end().ends_with(['.', '!', '?', ':', '。', '؟', '।']);
    let sentence = small.count() >= if ends { 2 } else { 3 };
    all >= FEWEST && (ordinary.len() >= FEWEST || sentence)
}

/// Gives those of `words`, which stand between two commas, that are no names and no codes. In a text
/// that is `shouted`, all are in capitals; one that lists a `company` may give its address, and others.
fn ordinary<'w>(words: &[&'w str], shouted: bool, company: bool) -> Vec<&'w str> {
    /// An acronym has no more letters.
    const ACRONYM: usize = 6;
    /// Words in the name of a company.
    const NAME: usize = 3;
    let is_short = |word: &str| word.chars().count() <= ACRONYM;
    let has_digit = |word: &str| word.contains(char::is_numeric);
    let is_small = |word: &&str| word.starts_with(char::is_lowercase);
    if shouted {
        let alone = words.len() == 1 && is_short(words[0]);
        return words.iter().copied().filter(|word| !alone && !has_digit(word)).collect();
    }
    let is_name = words.len() <= NAME || words.iter().any(|word| has_digit(word));
    if company && is_name && !words.iter().any(is_small) {
        return Vec::new();
    }
    let taken = companies(words);
    let is_code = |word: &str| {
        let inner = word.char_indices().skip(1).any(|(_, c)| c.is_uppercase());
        let acronym = inner && !word.contains(char::is_lowercase) && is_short(word);
        // As in `YouTube`; and `example.com`.
        let mixed = inner && word.contains(char::is_lowercase);
        acronym || mixed || word.contains('.') || has_digit(word)
    };
    let left = words.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    left.map(|(_, word)| *word).filter(|word| !is_code(word)).collect()
}

/// Tells which of `words` are names of companies: a suffix that ends them, and three words before it.
fn companies(words: &[&str]) -> BTreeSet<usize> {
    const SUFFIXES: [&str; 36] = [
        "AB",
        "AG",
        "ApS",
        "AS",
        "ASA",
        "BV",
        "Co",
        "Corp",
        "Corporation",
        "eG",
        "GmbH",
        "Inc",
        "Incorporated",
        "KG",
        "KGaA",
        "Kft",
        "Limited",
        "LLC",
        "LLP",
        "LP",
        "Ltd",
        "NV",
        "OHG",
        "Oy",
        "Oyj",
        "PLC",
        "plc",
        "Pty",
        "SA",
        "SARL",
        "SAS",
        "SE",
        "SL",
        "SpA",
        "Srl",
        "UG",
    ];
    const WORDS: usize = 3;
    let is_capital = |at: usize| words[at].starts_with(char::is_uppercase);
    let mut found = BTreeSet::new();
    for at in (1..words.len()).filter(|at| SUFFIXES.contains(&words[*at])) {
        let goes_on = words
            .get(at + 1)
            .is_some_and(|next| next.starts_with(char::is_uppercase) && !SUFFIXES.contains(next));
        if is_capital(at - 1) && !goes_on {
            found.insert(at);
            found.extend((0..at).rev().take(WORDS).take_while(|at| is_capital(*at)));
        }
    }
    found
}

/// Gives the words of a text, apart from values, code and addresses.
fn words_of(content: &[SourceInline]) -> String {
    said(content, |pieces, text| {
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Expression(_) => text.push(' '),
            }
        }
    })
}

/// Gives what `content` says, alternative texts included and code left out; `say` adds the pieces of
/// a text.
fn said(content: &[SourceInline], say: impl Fn(&[Piece], &mut String)) -> String {
    let mut text = String::new();
    for_each_inline(content, &mut |inline| match inline {
        SourceInline::Text(pieces) => say(pieces, &mut text),
        SourceInline::Image { alt, .. } => {
            text.push(' ');
            say(alt, &mut text);
            text.push(' ');
        }
        SourceInline::Code(_) | SourceInline::Break => text.push(' '),
        SourceInline::Link { .. }
        | SourceInline::Reference { .. }
        | SourceInline::Footnote(_)
        | SourceInline::Emphasis(_)
        | SourceInline::Strong(_)
        | SourceInline::Strikethrough(_) => {}
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use crate::project::markdown::UnitParser;

    fn copied(text: &str, translation: &str) -> bool {
        let read = |text| UnitParser::new().parse(text, &BTreeSet::new()).unwrap();
        is_copy(&read(text), &read(translation), ["Big Data Ltd of London"].into_iter())
    }

    #[test]
    fn language_that_is_not_translated_is_a_copy() {
        for text in [
            "We never sell your data.",
            "We share data with Google Ireland Limited",
            "you may ask us for a copy",
            "TO THE EXTENT PERMITTED BY LAW, WE ARE NOT LIABLE FOR ANY LOSS OF DATA",
            "WE, YOU, AND ALL OTHER PARTIES AGREE",
            "*We* never [sell your](https://example.com) data.",
            "Verantwortlicher ist die Beispiel GmbH, Musterstraße 1.",
            "How We Use Your Personal Data",
            "How We Keep Data For 30 Days",
            "Your Rights Under The GDPR In Norway",
            "Data We Share With Google Ireland Limited And Others",
            "Our Limited Liability For Personal Data",
            "Names, Addresses, Orders, Payments, Complaints",
            "Как Мы Используем Ваши Данные",
            "![How We Use Your Data](a.png)",
            "当社は利用者の個人情報を第三者に提供しません。",
            "เราไม่ขายข้อมูลของคุณให้บุคคลที่สาม",
            "Мы никогда не продаём ваши данные.",
            "نحن لا نبيع بياناتك أبدا.",
        ] {
            assert!(copied(text, text), "{text}");
        }
        let text = "We keep your “data” for thirty days only, as cafés do.";
        for same in [
            "We keep your „data“ for  thirty days only, as cafés do.",
            "We keep your data<br>for thirty days *only*, as cafés do.",
            "We keep your data for thirty&nbsp;days only, as cafe\u{301}s do.",
            "Ｗｅ keep your data for thirty days only, as caf&eacute;s do.",
            "We keep your da\u{ad}ta for [thirty](https://example.com) days only, as cafés do.",
        ] {
            assert!(copied(text, same), "{same}");
        }
    }

    #[test]
    fn names_code_and_short_texts_may_stay() {
        for text in [
            "Meta Platforms Ireland Limited and Google Ireland Limited",
            "Example Ltd., 1 High Street, London SW1A 1AA, United Kingdom",
            "YouTube, LinkedIn, WhatsApp, booking.com, TikTok, iCloud",
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
            assert!(!copied(text, text), "{text}");
        }
        assert!(!copied("We never sell your data.", "Wir verkaufen nie Ihre Daten."));
        assert!(!copied("We keep it for 30 days in all.", "We keep it for 40 days in all."));
    }
}
