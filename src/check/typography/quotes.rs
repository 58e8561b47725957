//! Quotation marks: pairs that the language uses, and none left open.

use std::collections::BTreeMap;

use icu::properties::props::Script;

use super::pairs::Pairs;
use super::{Finding, Text};
use crate::diagnostic::Code;

/// Whether `c` quotes in some language.
pub(super) fn is_quoting(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〟')
}

impl Text<'_> {
    /// Finds quotation marks that are not those of the language, and pairs that are left open.
    pub(super) fn quotes(&self, findings: &mut Vec<Finding>) {
        let marks: Vec<(usize, char)> = self
            .characters
            .iter()
            .enumerate()
            .filter(|(index, (_, c, words))| {
                *words && is_quoting(*c) && !self.is_in_hebrew_word(*index)
            })
            .map(|(index, (_, c, _))| (index, *c))
            .collect();
        if marks.is_empty() {
            return;
        }
        let pairs = Pairs::of(self.language);
        let last: BTreeMap<char, usize> = marks.iter().map(|(index, c)| (*c, *index)).collect();
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut straight: Vec<usize> = Vec::new();
        // A mark may be the wrong partner of one that is reported.
        let mut foreign: Vec<char> = Vec::new();
        for &(index, c) in &marks {
            let is_second = !straight.len().is_multiple_of(2);
            if open.last().is_some_and(|(_, close)| *close == c) {
                open.pop();
            } else if c == '"' && self.closes(index) && !open.is_empty() && !is_second {
                // It closes what another mark has opened.
                let Some((_, close)) = open.pop() else { continue };
                let message = format!("`{c}` is not a quotation mark here; write {close}");
                findings.push(self.finding(index, Code::Quotation, message, Some(close.into())));
            } else if c == '"' && !is_second && self.is_inch(index) {
                // Inches and seconds are no quotation.
            } else if let Some((_, close)) =
                pairs.iter().find(|(known, _)| *known == c).filter(|_| !foreign.contains(&c))
            {
                // A later pair may begin with the same mark and end otherwise.
                let closes = |close: char| last.get(&close).is_some_and(|last| *last > index);
                let other = pairs.iter().find(|(known, other)| *known == c && closes(*other));
                open.push((index, other.map_or(close, |(_, close)| close)));
            } else {
                let (first, last) = pairs.first();
                let message = format!("`{c}` is not a quotation mark here; write {first}…{last}");
                let mut fix = None;
                if c == '"' {
                    let fits = if is_second { !self.opens(index) } else { !self.closes(index) };
                    // Inside other marks another pair may be wanted.
                    let fits = fits && pairs.is_known && open.is_empty();
                    fix = fits.then(|| self.mended(if is_second { last } else { first }));
                    straight.push(findings.len());
                }
                match foreign.iter().position(|other| *other == c) {
                    Some(at) => {
                        foreign.swap_remove(at);
                    }
                    None => foreign.extend(partner(c)),
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

    /// A mark with the space that belongs to it.
    fn mended(&self, mark: char) -> String {
        match mark {
            '«' if self.sets_marks_off() => "«\u{a0}".to_owned(),
            '»' if self.sets_marks_off() => "\u{a0}»".to_owned(),
            other => other.to_string(),
        }
    }

    /// Whether a mark stands inside a word in Hebrew letters, as in בע"מ: it makes an acronym.
    fn is_in_hebrew_word(&self, index: usize) -> bool {
        let (_, c, _) = self.characters[index];
        let is_hebrew = |index: usize| self.script(index) == Some(Script::Hebrew);
        let is_inside = matches!(c, '"' | '”' | '“' | '„')
            && index.checked_sub(1).is_some_and(is_hebrew)
            && is_hebrew(index + 1);
        is_inside && !self.follows_prefix(index, &is_hebrew)
    }

    /// Whether only letters that Hebrew writes in one with a word stand before a mark, and a longer
    /// word that another mark ends behind it: ה"שירות".
    fn follows_prefix(&self, index: usize, is_hebrew: &dyn Fn(usize) -> bool) -> bool {
        const PREFIXES: &str = "והבלכשמ";
        let before = (0..index).rev().take_while(|at| is_hebrew(*at)).count();
        let letters = &self.characters[index - before..index];
        let after = (index + 1..self.characters.len()).take_while(|at| is_hebrew(*at)).count();
        let ends = |(_, c, words): &(usize, char, bool)| *words && is_quoting(*c);
        before <= 2
            && after >= 2
            && letters.iter().all(|(_, c, _)| PREFIXES.contains(*c))
            && self.characters[index + 1 + after..].iter().any(ends)
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
}

/// What closes, in some language, what a foreign mark opens.
fn partner(c: char) -> Option<char> {
    match c {
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        '»' => Some('«'),
        _ => None,
    }
}
