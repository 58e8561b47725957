//! Marks of another script, questions that Spanish does not open, brackets without a partner.

use icu::properties::props::Script;

use super::{Finding, Text};
use crate::diagnostic::Code;
use crate::project::catalogue::Token;

impl Text<'_> {
    /// Finds marks that are not those of the script they stand in.
    pub(super) fn marks(&self, findings: &mut Vec<Finding>) {
        let east_asian = self.is("ja") || self.is("zh");
        let arabic = self.is("ar") || self.is("fa") || self.is("ur");
        let greek = self.is("el");
        if !east_asian && !arabic && !greek {
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
            } else if greek && before == Some(Script::Greek) {
                (c == '?').then_some(';')
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

    /// Finds questions and exclamations that Spanish does not open.
    pub(super) fn spanish(&self, findings: &mut Vec<Finding>) {
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

fn is_east_asian(script: Script) -> bool {
    matches!(script, Script::Han | Script::Hiragana | Script::Katakana)
}

/// Finds a bracket of a translation that has no partner, where its source has none such.
pub(super) fn brackets(source: &[Token<'_>], translation: &[Token<'_>]) -> Option<Finding> {
    let unmatched = |parts: &[Token<'_>]| {
        let mut depth = 0_i32;
        let mut at = 0;
        let mut wrong = None;
        for token in parts {
            let (part, words) = match token {
                Token::Words(part) => (part, true),
                Token::Keep(part) => (part, false),
            };
            let has = |c: char| part.contains(c);
            let brackets =
                if words && (has('(') || has(')') || has('（') || has('）')) { part } else { "" };
            for (offset, c) in brackets.match_indices(['(', ')', '（', '）']) {
                match c {
                    "(" | "（" => depth += 1,
                    _ => depth -= 1,
                }
                if depth < 0 || wrong.is_none() && depth > 0 {
                    wrong = Some((at + offset, c.len()));
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
    let (at, length) = unmatched(translation)?;
    if unmatched(source).is_some() {
        return None;
    }
    let message = "this bracket has no partner".to_owned();
    Some(Finding { code: Code::Brackets, message, range: at..at + length, fix: None })
}
