//! The mark that ends a sentence: a translation that lost it looks cut off.

use icu::properties::CodePointSetData;
use icu::properties::props::SentenceTerminal;

use super::typography::Finding;
use crate::diagnostic::Code;
use crate::project::catalogue::Token;

/// What a text is in its document, as far as its last mark goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading, title or name, which another language may word as no sentence.
    Heading,
    /// An item or a cell, often no whole sentence.
    Fragment,
    /// Running text.
    Sentence,
}

impl Role {
    /// Tells it by what the unit says of itself.
    pub(super) fn of(role: &str) -> Self {
        let is = |word: &str| role.starts_with(word);
        if is("Heading") || is("Title") || is("Name") {
            Role::Heading
        } else if is("Item") || is("Cell") {
            Role::Fragment
        } else {
            Role::Sentence
        }
    }
}

/// Whether a sentence ends with `c` in some language.
fn is_stop(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '.' | '?' | '!' | ';');
    }
    // Unicode counts the marks of Greek, Khmer, Tibetan and Thai among others.
    matches!(
        c,
        '…' | '⋯' | '\u{37e}' | '។' | '៕' | '៖' | '๚' | '๛' | '༄' | '།'..='༒' | '⁈' | '⁉' | '︒'
    ) || CodePointSetData::new::<SentenceTerminal>().contains(c)
}

/// Whether a question ends with `c` in some language.
fn asks(c: char) -> bool {
    matches!(
        c,
        '?' | '？'
            | '؟'
            | ';'
            | '\u{37e}'
            | '՞'
            | '፧'
            | '⁇'
            | '⁈'
            | '⁉'
            | '᥅'
            | '⸮'
            | '꛷'
            | '𖫵'
    )
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// With this character of its words.
    With(char),
    /// With something that is not of its words, such as code or a variable.
    Kept,
}

/// Says so if `translation`, whose parts are `parts`, lost the mark that ends `source`. Whoever calls it
/// asks for the `role` only if there is something to ask it for.
pub(super) fn finding(
    language: &str,
    role: impl Fn() -> Role,
    source: &str,
    source_parts: &[Token<'_>],
    translation: &str,
    parts: &[Token<'_>],
) -> Option<Finding> {
    let language = language.split('-').next().unwrap_or_default();
    // These put no mark after a sentence.
    if matches!(language, "th" | "lo") {
        return None;
    }
    let Some(End::With(mark)) = end(source_parts) else { return None };
    // What one language exclaims another one states.
    let exclaims = matches!(mark, '!' | '！' | ';' | '…' | '⋯');
    if exclaims || !(is_stop(mark) || matches!(mark, ':' | '：')) {
        return None;
    }
    let last = match end(parts)? {
        End::With(c) => c,
        // A variable may end with the mark, as "Example Ltd." does.
        End::Kept if translation.trim_end().ends_with("}}") => return None,
        End::Kept => '`',
    };
    let stops = is_stop(last);
    let is_kept = match mark {
        // Grammar may want the list that follows to go on in the sentence: after a comma, after a
        // dash, after the last word.
        ':' | '：' => !stops || matches!(last, ';' | '…' | '៖') || ends_lists_as_others(language),
        _ if asks(mark) => asks(last) || asks_otherwise(language, translation),
        _ => stops || matches!(last, ':' | '：'),
    };
    if is_kept {
        return None;
    }
    let is_free = match role() {
        Role::Heading => true,
        Role::Fragment => is_short(source) || matches!(last, ',' | '،' | '、' | '，' | ';' | '；'),
        Role::Sentence => false,
    };
    if is_free || !stops && is_nominal(language, last, translation) || is_abbreviation(source) {
        return None;
    }
    let end = translation.len();
    let start = translation.char_indices().next_back().map_or(0, |(at, _)| at);
    Some(Finding {
        code: Code::Punctuation,
        message: format!("the source ends with `{mark}`, the translation does not"),
        range: start..end,
        fix: None,
    })
}

/// How a text ends, apart from marks that close something: emphasis, quotations, brackets, the
/// address of a link, the call of a footnote.
fn end(parts: &[Token<'_>]) -> Option<End> {
    const CLOSING: &str =
        "*_~)]}）］】〕〉》>\"'“”»«›‹」』’‘\u{200e}\u{200f}\u{200b}\u{2069}\u{202c}";
    for token in parts.iter().rev() {
        match token {
            Token::Words(words) => {
                let closes = |c: char| c.is_whitespace() || CLOSING.contains(c);
                if let Some(c) = words.trim_end_matches(closes).chars().next_back() {
                    return Some(End::With(c));
                }
            }
            Token::Keep(kept) if kept.starts_with("](") || kept.starts_with("[^") => {}
            Token::Keep(_) => return Some(End::Kept),
        }
    }
    None
}

/// Whether a sentence that introduces a list ends as any other does.
fn ends_lists_as_others(language: &str) -> bool {
    matches!(language, "ja" | "ko" | "hi" | "bn" | "ta" | "tr" | "my")
}

/// Whether a question is told by its last word, by a mark inside it, or by no mark at all.
fn asks_otherwise(language: &str, translation: &str) -> bool {
    let asking: &[&str] = match language {
        "ja" => &["か", "の", "かな", "かしら"],
        "zh" | "yue" => &["吗", "嗎", "呢", "么", "麼", "没有", "沒有"],
        "ko" => &["까", "나요", "가요", "은지", "는지", "을지", "나", "가", "니", "냐"],
        "my" => &["လား", "လဲ", "နည်း", "သလော"],
        "km" => &["ទេ", "អ្វី", "ណា"],
        // The mark stands on the word that is asked for.
        "hy" => return translation.contains('՞'),
        // The verb asks, and every sentence ends alike.
        "bo" | "dz" | "sat" | "mni" => return translation.trim_end().ends_with(is_stop),
        _ => return false,
    };
    let is_mark = |c: char| is_stop(c) || c.is_whitespace() || !c.is_alphanumeric() && !is_sign(c);
    let words = translation.trim_end_matches(is_mark);
    asking.iter().any(|word| words.ends_with(word))
}

/// Whether `c` is a sign of a Burmese or Khmer syllable, which Unicode does not count as a letter.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{1049}' | '\u{1780}'..='\u{17d3}')
}

/// Whether a Japanese or Korean text ends with a noun, as these languages often do where English has
/// a sentence; they put no mark after it.
fn is_nominal(language: &str, last: char, translation: &str) -> bool {
    match language {
        "ja" => {
            const NOUNS: &[&str] =
                &["こと", "もの", "とき", "ため", "など", "ところ", "まで", "から", "ほか", "うえ"];
            let hiragana = ('\u{3041}'..='\u{309f}').contains(&last);
            let words = translation.trim_end_matches(|c: char| !c.is_alphabetic());
            !hiragana || NOUNS.iter().any(|noun| words.ends_with(noun))
        }
        // Sentences end with 다, 요 and the like.
        "ko" => last.is_alphanumeric() && !"다요까오라자죠".contains(last),
        _ => false,
    }
}

/// Whether a text is too short to be taken for a sentence.
fn is_short(source: &str) -> bool {
    source.split_whitespace().count() < 10
        && !source.trim_end().trim_end_matches('.').contains(". ")
}

/// Whether the stop at the end of a text is that of an abbreviation.
fn is_abbreviation(source: &str) -> bool {
    const KNOWN: &[&str] =
        &["etc.", "Inc.", "Ltd.", "Co.", "Corp.", "a.m.", "p.m.", "e.g.", "i.e."];
    source.split_whitespace().next_back().is_some_and(|word| KNOWN.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::catalogue::tokens;

    fn found(language: &str, role: Role, source: &str, translation: &str) -> bool {
        let (source_parts, parts) = (tokens(source), tokens(translation));
        finding(language, || role, source, &source_parts, translation, &parts).is_some()
    }

    #[test]
    fn other_ways_to_end_a_text_pass() {
        for (language, source, translation) in [
            ("de", "Welcome to our service!", "Willkommen bei unserem Dienst."),
            ("sv", "Thank you!", "Tack"),
            (
                "es",
                "See the [notice](https://example.com/n).",
                "Consulte el [aviso.](https://example.com/n)",
            ),
            (
                "es",
                "See the [notice](https://example.com/a_(b)).",
                "Consulte el **[aviso.](https://example.com/a_(b))**",
            ),
            ("fr", "It is “so”.", "C'est «\u{a0}ainsi.\u{a0}»"),
            ("fr", "It is so.", "C'est *ainsi.*"),
            ("de", "It is so (see below).", "Es ist so. (Siehe unten.)"),
            ("de", "Ask us.[^1]", "Fragen Sie uns[^1]."),
            ("de", "Write to {{ contact.email }}.", "Schreiben Sie an {{ contact.email }}"),
            ("hu", "We use cookies to:", "A sütiket arra használjuk, hogy"),
            ("de", "You may not:", "Sie dürfen nicht,"),
            ("nl", "We use them to:", "We gebruiken ze om"),
            ("ja", "We use them for the following:", "以下の目的で使用します。"),
            ("ko", "We collect:", "다음을 수집합니다."),
            ("ja", "Your name and address.", "氏名および住所"),
            ("ja", "What we must do by law.", "法律上必要なこと"),
            ("ja", "We may share data with partners.", "パートナーとのデータ共有"),
            ("ko", "The name and address of the user.", "이용자의 이름 및 주소"),
            ("ko", "To improve the service.", "서비스 개선을 위함"),
            ("ja", "Who decides?", "誰が決めますか。"),
            ("zh", "May I object?", "我可以反对吗"),
            ("el", "Who decides?", "Ποιος αποφασίζει;"),
            ("hi", "All of it.", "यह सब।"),
            ("ur", "All of it.", "یہ سب۔"),
            ("th", "All of it.", "ทั้งหมด"),
            ("zh", "All of it.", "全部。"),
            ("hy", "All of it.", "Բոլորը։"),
            ("de", "Books, films, etc.", "Bücher, Filme und so weiter"),
            ("de", "See `a`", "Siehe `a`."),
        ] {
            assert!(!found(language, Role::Sentence, source, translation), "{translation}");
        }
        for (language, role, source, translation) in [
            ("de", Role::Heading, "Who decides?", "Zuständigkeit"),
            ("zh", Role::Heading, "What are cookies?", "什么是 Cookie"),
            ("fr", Role::Fragment, "Keeps your choice.", "Garde votre choix"),
            ("pl", Role::Fragment, "to mend faults.", "w celu usunięcia usterek,"),
        ] {
            assert!(!found(language, role, source, translation), "{translation}");
        }
    }

    #[test]
    fn a_lost_mark_is_found() {
        for (language, role, source, translation) in [
            (
                "de",
                Role::Sentence,
                "You can ask us at any time.",
                "Sie können uns jederzeit fragen",
            ),
            ("ja", Role::Sentence, "We keep it for a year.", "一年間保存します"),
            ("ko", Role::Sentence, "We keep it for a year.", "1년간 보관합니다"),
            ("zh", Role::Sentence, "We keep it for a year.", "我们保存一年"),
            ("zh", Role::Sentence, "We keep it for a year.", "我们保存一年，"),
            (
                "ru",
                Role::Sentence,
                "See the [notice](https://x.y).",
                "См. [уведомление](https://x.y)",
            ),
            ("fr", Role::Sentence, "It is **so**.", "C'est **ainsi**"),
            ("es", Role::Sentence, "Who decides?", "¿Quién decide"),
            ("de", Role::Sentence, "We use them to do this:", "Wir tun Folgendes."),
            ("de", Role::Sentence, "Set `a`.", "Setzen Sie `a`"),
            (
                "de",
                Role::Fragment,
                "Keeps your choice. It holds no data that could name you.",
                "Merkt sich die Wahl. Enthält keine Daten, die Sie nennen könnten",
            ),
        ] {
            assert!(found(language, role, source, translation), "{translation}");
        }
    }
}
