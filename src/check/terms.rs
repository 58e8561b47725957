//! Terms: where the source uses one, the translation has its approved form.

use icu::casemap::CaseMapper;

use super::typography::Finding;
use crate::diagnostic::Code;
use crate::project::catalogue::{Token, tokens};
use crate::project::overlay::Terms;

/// Lists the terms that `translation` does not have as approved.
pub(super) fn findings(terms: &Terms, source: &str, translation: &str) -> Vec<Finding> {
    if terms.terms.is_empty() && terms.keep.is_empty() {
        return Vec::new();
    }
    let (source, translation) = (words(source), words(translation));
    let (folded_source, folded) = (fold(&source), fold(&translation));
    let mut findings = Vec::new();
    for (term, forms) in &terms.terms {
        let forms = forms.as_slice();
        if uses(&folded_source, &fold(term)) && !forms.iter().any(|form| has(&folded, &fold(form)))
        {
            let approved =
                forms.iter().map(|form| format!("“{form}”")).collect::<Vec<_>>().join(" or ");
            findings
                .push(finding(format!("“{term}” is translated as {approved}, which is not here")));
        }
    }
    for name in &terms.keep {
        if source.contains(name.as_str()) && !translation.contains(name.as_str()) {
            findings.push(finding(format!("the name “{name}” is not kept")));
        }
    }
    findings
}

fn finding(message: String) -> Finding {
    Finding { code: Code::Term, message, range: 0..0, fix: None }
}

/// Returns the words of a message, without expressions, code and addresses.
fn words(message: &str) -> String {
    let words = tokens(message).into_iter().map(|token| match token {
        Token::Words(words) => words,
        Token::Keep(_) => " ",
    });
    words.collect::<String>().replace(['*', '_'], "")
}

fn fold(text: &str) -> String {
    CaseMapper::new().fold_string(text).into_owned()
}

/// Tells whether the source has `term` as whole words, the last perhaps in the plural.
fn uses(source: &str, term: &str) -> bool {
    source.match_indices(term).any(|(at, _)| {
        let before = source[..at].chars().next_back();
        let after: String =
            source[at + term.len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
        !before.is_some_and(char::is_alphanumeric) && matches!(after.as_str(), "" | "s" | "es")
    })
}

/// Tells whether the translation has each word of `form`, in any inflection and order: the stem of each
/// is there, if only as a part of a compound.
fn has(translation: &str, form: &str) -> bool {
    form.split_whitespace().all(|word| translation.contains(stem(word)))
}

/// Cuts off the last quarter of a word, where languages inflect it; scripts that write no inflection
/// have short words, which stay whole.
fn stem(word: &str) -> &str {
    let length = word.chars().count();
    if length < 4 {
        return word;
    }
    let kept = length - length.div_ceil(4).min(4);
    word.char_indices().nth(kept).map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(source: &str, translation: &str) -> usize {
        let terms = "keep = [\"Clerk\"]\n[terms]\nconsent = \"Einwilligung\"\n\
                     \"local storage\" = [\"lokaler Speicher\", \"Local Storage\"]\n";
        findings(&toml::from_str(terms).unwrap(), source, translation).len()
    }

    #[test]
    fn inflected_forms_and_compounds_count() {
        assert_eq!(count("your consent", "mit Ihren Einwilligungen"), 0);
        assert_eq!(count("Consents", "Cookie-Einwilligungsbanner"), 0);
        assert_eq!(count("in local storage", "im lokalen Speicher"), 0);
        assert_eq!(count("consenting adults", "Erwachsene"), 0);
        assert_eq!(count("`consent`", "`consent`"), 0);
    }

    #[test]
    fn other_words_do_not() {
        assert_eq!(count("your consent", "Ihre Zustimmung"), 1);
        assert_eq!(count("Clerk's consent", "die Einwilligung des Schreibers"), 1);
    }
}
