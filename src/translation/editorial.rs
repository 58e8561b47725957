//! Changes of the source's wording that leave its translations true: a typing error, a sentence put
//! otherwise. Their authors name the texts, and the translations stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alike::Known;
use super::extract::{Extracted, extract_reworded, targets, templates};
use crate::check::changed_number;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::project::Project;
use crate::project::catalogue::{Entry, Token, tokens};
use crate::project::overlay::{INVENTORY, LocaleCatalogue};

/// Texts whose change concerns no translation, by catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editorial {
    texts: BTreeMap<String, BTreeSet<String>>,
}

impl Editorial {
    /// Finds the texts called `names`, each `scope.1`, or `cookie-policy/scope.1` where more than one
    /// catalogue has that.
    ///
    /// # Errors
    ///
    /// The name that no text or more than one text has.
    pub fn find(project: &Project, names: &[String]) -> Result<Self, String> {
        let templates = templates(project);
        let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in names {
            let is_id = |id: &str| {
                templates.values().any(|entries| entries.iter().any(|one| is_called(one, id)))
            };
            // An id of the inventory may have a slash of its own.
            let (only, id) = match name.split_once('/') {
                Some((catalogue, id)) if !is_id(name) => (Some(catalogue), id),
                Some(_) | None => (None, name.as_str()),
            };
            let having: Vec<&String> = templates
                .iter()
                .filter(|(catalogue, _)| only.is_none_or(|only| only == catalogue.as_str()))
                .filter(|(_, entries)| entries.iter().any(|entry| is_called(entry, id)))
                .map(|(catalogue, _)| catalogue)
                .collect();
            match having[..] {
                [catalogue] => texts.entry(catalogue.clone()).or_default().insert(id.to_owned()),
                [] => {
                    return Err(format!(
                        "the source has no text `{name}`; catalogues call it `msgctxt`"
                    ));
                }
                [first, ..] => {
                    return Err(format!(
                        "more than one catalogue has a text `{id}`; name it as `{first}/{id}`"
                    ));
                }
            };
        }
        Ok(Editorial { texts })
    }

    /// Returns the ids of the texts in a catalogue.
    pub(super) fn of(&self, catalogue: &str) -> Option<&BTreeSet<String>> {
        self.texts.get(catalogue)
    }
}

/// Brings the catalogues of `project` up to date as `extract` does, but lets the translations of what
/// `editorial` names stand. Each of them then has a comment with the source it was made from.
///
/// # Errors
///
/// A text that did not change, or of which more than the wording did: numbers, variables, code,
/// references, footnotes, addresses.
pub fn extract_editorial(
    project: &Project,
    editorial: &Editorial,
) -> Result<Extracted, Diagnostics> {
    let templates = templates(project);
    let known = Known::default();
    let mut errors = Diagnostics::default();
    for (catalogue, ids) in &editorial.texts {
        let mut translated = Vec::new();
        for tag in targets(project) {
            translated.extend(project.catalogue(tag, catalogue)?);
        }
        let template = templates.get(catalogue).map(Vec::as_slice).unwrap_or_default();
        for entry in template.iter().filter(|entry| ids.iter().any(|id| is_called(entry, id))) {
            if let Some((why, help)) = objection(project, &translated, entry, template, &known) {
                let id = entry.context();
                let error =
                    Diagnostic::error(Code::NotEditorial, format!("`{id}` {why}")).help(help);
                errors.push(match span(project, catalogue, id) {
                    Some(span) => error.at(span),
                    None => error,
                });
            }
        }
    }
    if errors.has_errors() { Err(errors) } else { extract_reworded(project, editorial) }
}

/// What to do where texts have moved.
const MOVED: &str =
    "run `promulgate extract` before the change, so that each translation stands where its text is";
/// What to do where more than the wording has changed.
const ASK: &str = "leave it out: translators have to see the change";

/// Says why the change of `entry` is more than one of wording, and what to do.
fn objection(
    project: &Project,
    translated: &[Arc<LocaleCatalogue>],
    entry: &Entry,
    template: &[Entry],
    known: &Known,
) -> Option<(String, &'static str)> {
    let id = entry.context();
    let catalogues = || translated.iter().map(|known| &known.catalogue.entries);
    let earlier = || {
        let all = catalogues().flatten().filter(|old| !old.obsolete && is_called(old, id));
        all.filter(|old| old.is_translated())
    };
    let befores: BTreeSet<&str> = earlier()
        .filter(|old| !old.is_fuzzy() && old.msgid != entry.msgid)
        .map(|old| old.msgid.as_str())
        .collect();
    if befores.is_empty() {
        return Some(if earlier().any(Entry::is_fuzzy) {
            (
                "has no translation that is not fuzzy already".to_owned(),
                "take back what `promulgate extract` wrote, and run it again with `--editorial`",
            )
        } else {
            ("has not changed".to_owned(), "name texts whose wording differs from the catalogues'")
        });
    }
    for before in befores {
        if let Some(there) = template.iter().find(|other| other.msgid == before) {
            let there = there.context();
            return Some((format!("has another text: what stood there is `{there}` now"), MOVED));
        }
        // A paragraph put before it moves those behind it on by one.
        let likeness = known.likeness(before, &entry.msgid).unwrap_or(0.0);
        let rival = catalogues().flatten().find(|other| {
            other.context() != id
                && other.section() == entry.section()
                && template.iter().all(|unit| unit.msgid != other.msgid)
                && known.likeness(&other.msgid, &entry.msgid).is_some_and(|like| like > likeness)
        });
        if let Some(rival) = rival {
            let rival = rival.context();
            return Some((format!("is more like what was `{rival}` than what stood there"), MOVED));
        }
        let changed = changed_part(before, &entry.msgid)
            .or_else(|| changed_number(project.source_locale.as_str(), before, &entry.msgid));
        if let Some(changed) = changed {
            return Some((format!("changed in more than its wording: {changed}"), ASK));
        }
    }
    None
}

/// Says which variable, code span, reference, footnote or address only one of two texts has.
fn changed_part(before: &str, after: &str) -> Option<String> {
    let (mut lost, mut added) = (parts(before), parts(after));
    lost.retain(|part| match added.iter().position(|other| other == part) {
        Some(at) => {
            added.remove(at);
            false
        }
        None => true,
    });
    match (lost.first(), added.first()) {
        (None, None) => None,
        (Some(lost), None) => Some(format!("it lost `{lost}`")),
        (None, Some(added)) => Some(format!("`{added}` is new")),
        (Some(lost), Some(added)) => Some(format!("it has `{added}` instead of `{lost}`")),
    }
}

/// Lists what a translation must keep, addresses among the words included.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for token in tokens(text) {
        match token {
            Token::Keep(part) => parts.push(part),
            Token::Words(words) => {
                let words = words.split(|c: char| c.is_whitespace() || "()[]\"“”„«»".contains(c));
                let words = words.map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?']));
                let is_address = |word: &&str| {
                    word.contains("://") || word.starts_with("www.") || word.contains('@')
                };
                parts.extend(words.filter(is_address));
            }
        }
    }
    parts
}

fn is_called(entry: &Entry, id: &str) -> bool {
    entry.msgctxt.as_deref() == Some(id)
}

/// Finds where the text `id` stands in the source.
fn span(project: &Project, catalogue: &str, id: &str) -> Option<Span> {
    let mut found = None;
    let mut look = |unit: &crate::project::source::Unit| {
        if unit.id.as_str() == id {
            found.get_or_insert(unit.span.clone());
        }
    };
    if catalogue == INVENTORY {
        project.inventory.for_each_unit(&mut look);
    } else {
        let document = project.documents.iter().find(|one| one.id.as_str() == catalogue);
        document.into_iter().for_each(|one| one.for_each_unit(&mut look));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_stay_is_compared_in_any_order() {
        for (before, after) in [
            ("We use {{ a }} and `b`.", "`b` and {{ a }} are what we use."),
            (
                "See [](#x), [us](https://x.y) and note[^n].",
                "Note[^n]; [ask](https://x.y); [](#x).",
            ),
            ("Write to https://x.y/z, or a@b.c.", "a@b.c or (https://x.y/z)"),
        ] {
            assert_eq!(changed_part(before, after), None, "{after}");
        }
        for (before, after, expected) in [
            ("{{ a }}", "{{ b }}", "it has `{{ b }}` instead of `{{ a }}`"),
            ("{{ a }} {{ a }}", "{{ a }}", "it lost `{{ a }}`"),
            ("Words.", "Words[^n].", "`[^n]` is new"),
            (
                "[us](https://x.y)",
                "[us](https://x.z)",
                "it has `](https://x.z)` instead of `](https://x.y)`",
            ),
            ("At www.x.y.", "At www.x.z.", "it has `www.x.z` instead of `www.x.y`"),
            ("`a`", "a", "it lost ``a``"),
        ] {
            assert_eq!(changed_part(before, after).as_deref(), Some(expected));
        }
    }
}
