//! Translations held to the terms of their locale and the typography of their language.

use std::collections::BTreeMap;

use super::typography::Finding;
use super::{terms, typography};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::project::Project;
use crate::project::catalogue::{Entry, Token, tokens};
use crate::project::overlay::{LocaleCatalogue, Overlay};

/// Warns of every departure in a translation that is published.
pub(super) fn check(overlay: &Overlay, diagnostics: &mut Diagnostics) {
    for catalogue in overlay.catalogues.values() {
        for entry in &catalogue.catalogue.entries {
            for finding in entry_findings(overlay, entry) {
                let diagnostic = Diagnostic::warning(finding.code, finding.message.as_str())
                    .at(place(catalogue, entry, &finding));
                diagnostics.push(match finding.fix {
                    Some(_) => diagnostic.help("`promulgate check --fix` mends this"),
                    None => diagnostic.help(format!(
                        "if it is right as it is, add the comment `# ignore {}` above the entry",
                        finding.code
                    )),
                });
            }
        }
    }
}

/// The catalogues of the project with every safe fix made, by path; only those that change.
pub(crate) fn fixes(project: &Project) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (tag, overlay) in &project.overlays {
        for (name, known) in &overlay.catalogues {
            let mut catalogue = known.catalogue.clone();
            for entry in &mut catalogue.entries {
                let found = entry_findings(overlay, entry);
                if found.iter().any(|finding| finding.fix.is_some()) {
                    entry.msgstr[0] = fixed(&entry.msgstr[0], &found);
                }
            }
            let text = catalogue.write_over(&known.file.text);
            if catalogue != known.catalogue {
                files.insert(format!("locales/{tag}/{name}.po"), text);
            }
        }
    }
    files
}

fn entry_findings(overlay: &Overlay, entry: &Entry) -> Vec<Finding> {
    if entry.obsolete || entry.is_fuzzy() || !entry.is_translated() {
        return Vec::new();
    }
    let translation = &entry.msgstr[0];
    // Neither nothing nor the words of the source have the typography of a language.
    if *translation == entry.msgid || !has_words(translation) {
        return Vec::new();
    }
    let mut found = typography::findings(overlay.tag.as_str(), &entry.msgid, translation);
    found.extend(terms::findings(&overlay.terms, &entry.msgid, translation));
    found.retain(|finding| !entry.ignores(finding.code.as_str()));
    found
}

/// Whether `text` has a letter or a digit, those in addresses and in names of characters apart.
fn has_words(text: &str) -> bool {
    tokens(text).into_iter().any(|token| match token {
        Token::Words(words) => has_letters(words),
        Token::Keep(kept) => kept.starts_with(['{', '`']) && kept.contains(char::is_alphanumeric),
    })
}

fn has_letters(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let (before, after) = rest.split_at(at);
        let name = before.ends_with(['&', '#']) && before.contains('&');
        let Some((_, after)) = after.split_once(';').filter(|_| name) else { return true };
        rest = after;
    }
    false
}

/// Where a finding stands in the catalogue: with a few words around it, which catalogues write as
/// they are; else the whole translation.
fn place(catalogue: &LocaleCatalogue, entry: &Entry, finding: &Finding) -> Span {
    let whole = catalogue.translation_span(entry);
    let text = &entry.msgstr[0];
    let range = &finding.range;
    if range.is_empty() {
        return whole;
    }
    let before =
        text[..range.start].char_indices().rev().take(8).last().map_or(range.start, |c| c.0);
    let written = |part: &str| part.replace('\\', "\\\\").replace('"', "\\\"");
    let (context, marked) = (written(&text[before..range.start]), written(&text[range.clone()]));
    let found = whole.find(&(context.clone() + &marked));
    if found.range.len() == context.len() + marked.len() {
        let start = found.range.start + context.len();
        return Span::new(&catalogue.file, start..found.range.end);
    }
    whole
}

/// `text` with every fix made, from the end to the start.
pub(super) fn fixed(text: &str, findings: &[Finding]) -> String {
    let mut fixes: Vec<_> =
        findings.iter().filter_map(|one| Some((one.range.clone(), one.fix.as_deref()?))).collect();
    fixes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    fixes.dedup_by_key(|(range, _)| range.start);
    let mut text = text.to_owned();
    for (range, fix) in fixes {
        text.replace_range(range, fix);
    }
    text
}
