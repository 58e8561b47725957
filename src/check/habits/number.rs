//! A number that was typed at the start of a heading.

use super::sequence::{follows, is_enclosed, values};

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
    "artikla",
    "grein",
    "neni",
    "nenas",
    "alt",
    "erthygl",
    "artikulua",
    "artikulo",
    "seksyon",
    "ibara",
    "sehemu",
    "maddə",
    "modda",
    "бап",
    "зүйл",
    "пастанова",
    "артыкул",
    "მუხლი",
    "հոդված",
    "ধারা",
    "অনুচ্ছেদ",
    "பிரிவு",
    "విభాగం",
    "ವಿಭಾಗ",
    "വകുപ്പ്",
    "कलम",
    "કલમ",
    "دفعہ",
    "شق",
    "มาตรา",
    "ມາດຕາ",
    "មាត្រា",
    "អត្ថបទ",
    "ပုဒ်မ",
    "වගන්තිය",
    "አንቀጽ",
    "no",
    "nr",
    "núm",
    "n°",
    "nº",
    "№",
    "číslo",
    "č",
];

/// A number that a heading may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign<'t> {
    /// All of it, as it is typed.
    pub(super) typed: &'t str,
    /// What stands for the number: `1.2`, `a`, `IV`.
    name: &'t str,
    /// The word or mark before it.
    before: &'t str,
    /// The mark behind it.
    behind: Option<char>,
    /// How sure it is that this is a number of the heading.
    sure: Sure,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// By its shape alone.
    Shape,
    /// If the tool would add the same number, or the headings beside it go on counting.
    Number,
    /// If the headings beside it go on counting: else it may be an initial.
    Sequence,
}

impl Sign<'_> {
    /// Whether it is a number of the heading. `computed` is the one the tool adds, where that is
    /// known; `beside` are the signs of the headings before and after it.
    pub(super) fn is_number(&self, computed: Option<&str>, beside: [Option<Sign<'_>>; 2]) -> bool {
        let like = |other: &Sign<'_>| (self.before, self.behind) == (other.before, other.behind);
        let [previous, next] = beside.map(|other| other.filter(like));
        let counts = previous.is_some_and(|other| follows(other.name, self.name))
            || next.is_some_and(|other| follows(self.name, other.name));
        let same = computed.is_some_and(|number| {
            let last = number.rsplit('.').next().and_then(|last| last.parse().ok());
            number == self.name || last.is_some_and(|last| values(self.name).contains(&last))
        });
        match self.sure {
            Sure::Shape => true,
            Sure::Number => counts || same,
            Sure::Sequence => counts,
        }
    }
}

/// The number that `title` begins with, if it may be one.
pub(super) fn sign(title: &str) -> Option<Sign<'_>> {
    let title = title.trim_start();
    enclosed(title)
        .or_else(|| east_asian(title))
        .or_else(|| section_sign(title))
        .or_else(|| bracketed(title))
        .or_else(|| numeral(title))
        .or_else(|| letter(title))
        .or_else(|| named(title))
}

/// The word and the number of a clause that `line` begins with: Article 1, 第一条, ข้อ 1.
pub(super) fn clause(line: &str) -> Option<(String, &str)> {
    let sign = east_asian(line).or_else(|| named(line))?;
    let unit = sign.behind.map(String::from).unwrap_or_default();
    Some((format!("{}{unit}", sign.before.to_lowercase()), sign.name))
}

/// Bytes of the digits that `text` begins with, of any script.
fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_numeric() || is_enclosed(c) || han_digit(c)).unwrap_or(text.len())
}

fn han_digit(c: char) -> bool {
    "一二三四五六七八九十百〇零".contains(c)
}

/// The number that `text` begins with, such as `1.2.3`, and how many parts it has.
fn dotted(text: &str) -> Option<(&str, usize)> {
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
    (parts > 0).then_some((&text[..length], parts))
}

/// ①.
fn enclosed(title: &str) -> Option<Sign<'_>> {
    let c = title.chars().next().filter(|c| is_enclosed(*c))?;
    let name = &title[..c.len_utf8()];
    Some(Sign { typed: name, name, before: "", behind: None, sure: Sure::Shape })
}

/// 第1条, 第一章, 제1조.
fn east_asian(title: &str) -> Option<Sign<'_>> {
    let rest = title.strip_prefix(['第', '제'])?;
    let number = |c: char| c.is_numeric() || c == ' ' || han_digit(c);
    let length = rest.find(|c| !number(c)).filter(|length| *length > 0)?;
    let unit =
        rest[length..].chars().next().filter(|c| "条條章节節項项編编款部조장절항".contains(*c))?;
    let typed = &title[..title.len() - rest.len() + length + unit.len_utf8()];
    let name = rest[..length].trim();
    Some(Sign { typed, name, before: "第", behind: Some(unit), sure: Sure::Shape })
}

/// § 1.
fn section_sign(title: &str) -> Option<Sign<'_>> {
    let rest = title.trim_start_matches('§');
    let number = rest.trim_start();
    let (name, _) = dotted(number).filter(|_| rest.len() < title.len())?;
    let typed = &title[..title.len() - number.len() + name.len()];
    Some(Sign { typed, name, before: "§", behind: None, sure: Sure::Number })
}

/// (1), (a), （一）.
fn bracketed(title: &str) -> Option<Sign<'_>> {
    let rest = title.strip_prefix(['(', '（', '['])?;
    let end = rest.find([')', '）', ']'])?;
    let name = &rest[..end];
    let behind = rest[end..].chars().next()?;
    if !(1..=4).contains(&name.chars().count()) || values(name).is_empty() {
        return None;
    }
    let typed = &title[..title.len() - rest.len() + end + behind.len_utf8()];
    let sure = if name.chars().all(han_digit) { Sure::Shape } else { Sure::Number };
    Some(Sign {
        typed,
        name,
        before: &title[..title.len() - rest.len()],
        behind: Some(behind),
        sure,
    })
}

/// 1. and 1), 1.1, 1、, 1 – and 1.º, and a bare 1.
fn numeral(title: &str) -> Option<Sign<'_>> {
    let (name, parts) = match dotted(title) {
        Some(found) => found,
        None => {
            let length = title.find(|c| !han_digit(c)).filter(|length| *length > 0)?;
            let marked = title[length..].starts_with(['、', '．', '.']);
            Some((&title[..length], 1)).filter(|_| marked)?
        }
    };
    let rest = &title[name.len()..];
    let mark = rest.chars().next()?;
    let behind = &rest[mark.len_utf8()..];
    let is_name = |text: &str| {
        let text = text.trim_start();
        text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
    };
    if name.split('.').any(|part| part.chars().count() > 2) {
        return None;
    }
    let spaced = behind.starts_with(char::is_whitespace);
    let ordinal = ['º', 'ª', '°'];
    let (length, sure) = match mark {
        '.' if behind.starts_with(ordinal) => (3, Sure::Shape),
        '.' | ')' | '）' if spaced || !mark.is_ascii() => (mark.len_utf8(), Sure::Shape),
        // “1.Scope”, as some type it.
        '.' | ')' if is_name(behind) => (1, Sure::Shape),
        ':' | '：' if spaced || !mark.is_ascii() => (mark.len_utf8(), Sure::Number),
        '、' | '．' => (mark.len_utf8(), Sure::Shape),
        _ if ordinal.contains(&mark) => (mark.len_utf8(), Sure::Number),
        _ if mark.is_whitespace() && parts > 1 && is_name(behind) => (0, Sure::Shape),
        _ if mark.is_whitespace() && is_name(behind) => (0, Sure::Number),
        _ if mark.is_whitespace() && behind.starts_with(['–', '—', '-', '―']) => {
            (0, Sure::Number)
        }
        _ => return None,
    };
    let typed = &title[..name.len() + length];
    Some(Sign { typed, name, before: "", behind: Some(mark), sure })
}

/// A. and a), I. and iv).
fn letter(title: &str) -> Option<Sign<'_>> {
    let end = title.find(['.', ')', '）', '、'])?;
    let name = &title[..end];
    let mark = title[end..].chars().next()?;
    let behind = &title[end + mark.len_utf8()..];
    let count = name.chars().count();
    // “U.S. law” and “e. g.” go on with a letter and a dot.
    let abbreviation = behind.trim_start().chars().nth(1) == Some('.');
    let spaced = behind.starts_with(char::is_whitespace) || !mark.is_ascii();
    if !(1..=5).contains(&count) || !spaced || abbreviation || values(name).is_empty() {
        return None;
    }
    let sure = match mark {
        '.' if count == 1 => Sure::Sequence,
        '.' => Sure::Number,
        _ if count == 1 => Sure::Shape,
        _ => Sure::Number,
    };
    let typed = &title[..end + mark.len_utf8()];
    Some(Sign { typed, name, before: "", behind: Some(mark), sure })
}

/// Article 1, No. 1 and the like.
fn named(title: &str) -> Option<Sign<'_>> {
    let end = title.find(char::is_whitespace)?;
    let before = title[..end].trim_end_matches('.');
    if !WORDS.contains(&before.to_lowercase().as_str()) {
        return None;
    }
    let rest = title[end..].trim_start();
    let name = match dotted(rest) {
        Some((name, _)) => name,
        None => {
            let roman = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
            Some(&rest[..roman]).filter(|name| !values(name).is_empty() && !name.is_empty())?
        }
    };
    let behind = rest[name.len()..].trim_start();
    // “Article 6 of the Regulation” is about another text.
    let goes_on = behind.starts_with(char::is_lowercase);
    let sure = if goes_on { Sure::Sequence } else { Sure::Number };
    let typed = &title[..title.len() - rest.len() + name.len()];
    Some(Sign { typed, name, before, behind: None, sure })
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// What is found in `title` as the first heading, with those beside it.
    fn typed<'t>(title: &'t str, previous: &str, next: &str) -> Option<&'t str> {
        let found = sign(title)?;
        found.is_number(Some("1"), [sign(previous), sign(next)]).then_some(found.typed)
    }

    #[test]
    fn typed_numbers_are_found() {
        for (title, number) in [
            ("1. Scope", "1."),
            ("1) Scope", "1)"),
            ("1.1 Title", "1.1"),
            ("1.1. Title", "1.1."),
            ("12.3.4 Title", "12.3.4"),
            ("1 Scope", "1"),
            ("1.Scope", "1."),
            ("1 – Scope", "1"),
            ("1.º Objeto", "1.º"),
            ("§ 1 Geltungsbereich", "§ 1"),
            ("§1", "§1"),
            ("第1条 目的", "第1条"),
            ("第一章　总则", "第一章"),
            ("제1조 목적", "제1조"),
            ("(a) Scope", "(a)"),
            ("（一）目的", "（一）"),
            ("①目的", "①"),
            ("一、目的", "一、"),
            ("а) Предмет", "а)"),
            ("α) Σκοπός", "α)"),
            ("א) היקף", "א)"),
            ("أ) النطاق", "أ)"),
            ("ก) ขอบเขต", "ก)"),
            ("Article 1", "Article 1"),
            ("Artikel 1 Geltungsbereich", "Artikel 1"),
            ("No. 1 Scope", "No. 1"),
            ("Article I: Scope", "Article I"),
            ("ข้อ 1 ขอบเขต", "ข้อ 1"),
            ("१. दायरा", "१."),
            ("1、目的", "1、"),
        ] {
            assert_eq!(typed(title, "", ""), Some(number), "{title}");
        }
        for (title, next, number) in [
            ("A. Scope", "B. Data", "A."),
            ("IV. Liability", "V. Law", "IV."),
            ("Section 3 Scope", "Section 4 Law", "Section 3"),
            ("§ 7 Haftung", "§ 8 Recht", "§ 7"),
            ("а. Предмет", "б. Данные", "а."),
            ("가. 목적", "나. 정의", "가."),
            ("א. היקף", "ב. נתונים", "א."),
            ("5 Scope", "6 Law", "5"),
        ] {
            assert_eq!(typed(title, "", next), Some(number), "{title}");
            assert_eq!(typed(title, "", ""), None, "{title}");
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
            "Section 230 of the Communications Decency Act",
            "C. difficile",
            "V. Putin",
            "I. Newton",
            "A. Person",
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
            "一般",
            "十分な説明",
            "2.0",
            "90 % of users",
            "§ 230 and other laws",
            "3.x branches",
            "Co. Ltd",
        ] {
            assert_eq!(typed(title, "", ""), None, "{title}");
        }
    }
}
