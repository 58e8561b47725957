//! Lines that were meant to stand alone and are one paragraph.

use super::number::clause;
use super::sequence::{follows, is_enclosed};

/// What the lines of a paragraph look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// Points of a list with marks that Markdown does not know.
    Points,
    /// Short lines, as an address has them.
    Short,
}

/// What the lines of a paragraph, as they are typed, look like, if not like running text.
pub(super) fn joined(paragraph: &str) -> Option<Joined> {
    let lines: Vec<&str> =
        paragraph.lines().map(|line| line.trim_start_matches(['>', ' ', '\t'])).collect();
    if lines.len() < 2 {
        return None;
    }
    // Only what a line end was made a space of has run together.
    let runs = lines.split_inclusive(|line| line.ends_with('\\') || line.ends_with("  "));
    for run in runs.clone() {
        let marks: Vec<Mark> = run.iter().filter_map(|line| mark(line)).collect();
        if marks.windows(2).any(|pair| pair[0].precedes(pair[1])) {
            return Some(Joined::Points);
        }
        if are_clauses(run) {
            return Some(Joined::Points);
        }
    }
    let mut runs = runs;
    let run = runs.next().filter(|_| runs.next().is_none())?;
    let run: Vec<String> = run.iter().map(|line| line.replace(['*', '_'], "")).collect();
    (is_address(&run) || is_labelled(&run)).then_some(Joined::Short)
}

/// Whether the lines, or all but the first, are clauses by their names: Article 1, Article 2. Running
/// text may begin one of its lines so, but not each.
fn are_clauses(run: &[&str]) -> bool {
    let named: Vec<_> = run.iter().map(|line| clause(line.trim_matches(['*', '_']))).collect();
    let named = if named[0].is_none() { &named[1..] } else { &named };
    let known: Vec<_> = named.iter().flatten().collect();
    known.len() >= 2
        && known.len() == named.len()
        && known.windows(2).all(|pair| pair[0].0 == pair[1].0 && follows(pair[0].1, pair[1].1))
}

/// A mark before a point: how it is written, and which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark<'l> {
    Bullet(char),
    /// With what stands before and behind it.
    Counted(&'l str, char, char),
}

impl Mark<'_> {
    fn precedes(self, next: Mark<'_>) -> bool {
        match (self, next) {
            (Mark::Bullet(one), Mark::Bullet(other)) => one == other,
            (Mark::Counted(one, before, behind), Mark::Counted(other, open, close)) => {
                (before, behind) == (open, close) && follows(one, other)
            }
            (Mark::Bullet(_), Mark::Counted(..)) | (Mark::Counted(..), Mark::Bullet(_)) => false,
        }
    }
}

fn mark(line: &str) -> Option<Mark<'_>> {
    let line = line.trim_start_matches(['*', '_']).trim_start_matches('\\');
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if "•‣◦▪●○・–—→".contains(first) {
        return (rest.starts_with([' ', '\u{a0}', '\t', '\u{3000}']) || "•・●○".contains(first))
            .then_some(Mark::Bullet(first));
    }
    if is_enclosed(first) {
        return Some(Mark::Counted(&line[..first.len_utf8()], ' ', ' '));
    }
    let open = if "(（[§".contains(first) { first } else { ' ' };
    let inner = if open == ' ' { line } else { rest.trim_start() };
    if open == ' ' && first.is_numeric() {
        // “1.Scope”, as some type it.
        let digits = inner.find(|c: char| !c.is_numeric()).unwrap_or(inner.len());
        let behind = &inner[digits..];
        if behind.strip_prefix('.').is_some_and(|text| text.starts_with(char::is_alphabetic)) {
            return Some(Mark::Counted(&inner[..digits], ' ', '.'));
        }
    }
    let end = inner.find(|c: char| !(c.is_alphanumeric() || (open == ' ' && c == '.')))?;
    let (mut name, behind) = inner.split_at(end);
    let mut close = behind.chars().next()?;
    if let Some(bare) = name.strip_suffix('.')
        && close.is_whitespace()
    {
        name = bare;
        close = '.';
    } else if close.is_whitespace() {
        // 1.1 needs no mark behind it, other numbers do.
        close = if name.contains('.') || open == '§' { ' ' } else { return None };
    }
    let short = (1..=6).contains(&name.chars().count());
    (short && ". )）]、．\\".contains(close)).then_some(Mark::Counted(name, open, close))
}

/// Three or more short lines that begin like names and do not end like sentences.
fn is_address(lines: &[String]) -> bool {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    let is_short = |line: &String| {
        let length = line.chars().count();
        let first = line.chars().next().unwrap_or(' ');
        if cased(first) || !first.is_alphabetic() {
            length <= 40 && (first.is_uppercase() || first.is_numeric() || first == '+')
        } else {
            // Scripts without capitals: a line of running text is longer than this.
            length <= 18
        }
    };
    let (last, others) = match lines.split_last() {
        Some((last, others)) if others.len() >= 2 => (last, others),
        Some(_) | None => return false,
    };
    let sentence = |line: &String| {
        line.ends_with(['.', ';', ':', '?', '!', '。', '；', '？', '！', '،', '।', '、', '，'])
    };
    // “Ltd.” and “St.” end with a dot as well.
    let ends = others.iter().filter(|line| sentence(line)).count();
    let abbreviated = |line: &String| {
        line.rsplit(' ').next().is_some_and(|word| word.ends_with('.') && word.chars().count() <= 5)
    };
    let only_abbreviated = others.iter().filter(|line| sentence(line)).all(abbreviated);
    let uncased = lines.iter().all(|line| !line.chars().next().is_some_and(cased));
    let has_digit = lines.iter().any(|line| line.chars().any(char::is_numeric));
    lines.iter().all(is_short)
        && (ends == 0 || (only_abbreviated && ends < others.len()))
        && (!sentence(last) || abbreviated(last))
        && (!uncased || has_digit)
}

/// Two or more lines as in “Phone: …”.
fn is_labelled(lines: &[String]) -> bool {
    lines.len() >= 2
        && lines.iter().all(|line| {
            line.chars().count() <= 60
                && !line.trim_end().ends_with('.')
                && line.split_once([':', '：']).is_some_and(|(label, value)| {
                    (2..=25).contains(&label.chars().count())
                        && !label.contains(['.', '/', ','])
                        && label.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
                        && !value.trim().is_empty()
                        && !value.starts_with("//")
                })
        })
}

#[cfg(test)]
mod tests {
    use super::{Joined, joined};

    #[test]
    fn points_and_addresses_are_found() {
        for (paragraph, what) in [
            ("(a) the first thing,\n(b) the second thing.", Joined::Points),
            ("It is:\n(i) one;\n(ii) two.", Joined::Points),
            ("a) one\nb) two", Joined::Points),
            ("1.1 one thing\n1.2 another", Joined::Points),
            ("• one\n• two", Joined::Points),
            ("а) одно;\nб) другое.", Joined::Points),
            ("α) ένα\nβ) δύο", Joined::Points),
            ("（一）第一\n（二）第二", Joined::Points),
            ("①第一\n②第二", Joined::Points),
            ("一、第一\n二、第二", Joined::Points),
            ("א. אחד\nב. שניים", Joined::Points),
            ("أ) واحد\nب) اثنان", Joined::Points),
            ("ก) หนึ่ง\nข) สอง", Joined::Points),
            ("가. 하나\n나. 둘", Joined::Points),
            ("§ 1 Eins\n§ 2 Zwei", Joined::Points),
            ("1.第一\n2.第二", Joined::Points),
            ("・一つ\n・二つ", Joined::Points),
            ("A list:\n2) two\n3) three", Joined::Points),
            ("Example Ltd.\n1 High Street\nTown", Joined::Short),
            ("**Example GmbH**\nHauptstraße 1\n12345 Berlin\nGermany", Joined::Short),
            ("Example Inc.,\n1 Main St.,\nSpringfield, IL 62701", Joined::Short),
            ("第一条 定义\n第二条 范围", Joined::Points),
            ("第1条　目的\n第2条　定義", Joined::Points),
            ("제1조 목적\n제2조 정의", Joined::Points),
            ("ข้อ 1 หนึ่ง\nข้อ 2 สอง", Joined::Points),
            ("Clause 1 x\nClause 2 y", Joined::Points),
            ("These hold:\nArt. 9 Fees\nArt. 10 Law", Joined::Points),
            ("**Статья 1** Предмет\n**Статья 2** Право", Joined::Points),
            ("Email: a@example.com\nPhone: +49 30 1234", Joined::Short),
            ("株式会社例\n東京都千代田区1-1\n03-1234-5678", Joined::Short),
        ] {
            assert_eq!(joined(paragraph), Some(what), "{paragraph}");
        }
    }

    #[test]
    fn running_text_is_left_alone() {
        for paragraph in [
            "One line only.",
            "A sentence that is wrapped by its author\nat a column, as prose is.",
            "We keep it for a year.\nWe delete it then.\nNobody reads it.",
            "Example Ltd.\\\n1 High Street\\\nTown",
            "Example Ltd.  \n1 High Street  \nTown",
            "see clause\n(b) of this text, and of\n(d) as well",
            "これは一行目です\n二行目です。\n漢字",
            "as it is said in\nArticle 6 of the law and in\nArticle 7, we do so\nat all times",
            "as it is said in\nArticle 6 of the law and in\nArticle 9",
            "The following holds\nfor all\nof us",
        ] {
            assert_eq!(joined(paragraph), None, "{paragraph}");
        }
    }
}
