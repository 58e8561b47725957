//! Updating a catalogue from its template, as `msgmerge` does, keyed by unit id.

use std::collections::{HashMap, HashSet};

use crate::project::catalogue::{Catalogue, Entry};

/// Texts less alike than this are not offered as a fuzzy translation.
const ALIKE: f64 = 0.75;

/// `old` brought up to date with the entries of `template`. With `add` unset, units that `old`
/// does not have are not added: a regional catalogue holds only what differs from its parent.
pub(super) fn merge(old: &Catalogue, template: &[Entry], add: bool) -> Catalogue {
    let mut used = vec![false; old.entries.len()];
    let by_context: HashMap<&str, usize> = old
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.obsolete)
        .filter_map(|(index, entry)| Some((entry.msgctxt.as_deref()?, index)))
        .collect();
    let mut entries = Vec::new();
    // Exact matches first, so that no guess takes what belongs to another unit.
    let exact: Vec<Option<usize>> = template
        .iter()
        .map(|unit| {
            let context = unit.msgctxt.as_deref().unwrap_or_default();
            let found = by_context
                .get(context)
                .copied()
                .filter(|&index| old.entries[index].msgid == unit.msgid)
                .or_else(|| moved(old, unit, &used));
            if let Some(index) = found {
                used[index] = true;
            }
            found
        })
        .collect();
    for (unit, exact) in template.iter().zip(exact) {
        let context = unit.msgctxt.as_deref().unwrap_or_default();
        if let Some(index) = exact {
            entries.push(carry_over(unit, &old.entries[index], false));
            continue;
        }
        let same = by_context.get(context).copied().filter(|&index| !used[index]);
        let known = same.is_some();
        let guess = same.or_else(|| if add { alike(old, unit, &used) } else { None });
        match guess {
            Some(index) => {
                used[index] = true;
                entries.push(carry_over(unit, &old.entries[index], true));
            }
            None if add || known => entries.push(unit.clone()),
            None => {}
        }
    }
    let current: HashSet<_> =
        entries.iter().map(|entry| (entry.msgctxt.clone(), entry.msgid.clone())).collect();
    // gettext does not accept an entry both current and obsolete.
    let dropped = old.entries.iter().zip(&used).filter(|(entry, used)| {
        !**used
            && entry.is_translated()
            && !current.contains(&(entry.msgctxt.clone(), entry.msgid.clone()))
    });
    entries.extend(dropped.map(|(entry, _)| Entry {
        span: if entry.obsolete { entry.span.clone() } else { 0..0 },
        obsolete: true,
        extracted_comments: Vec::new(),
        references: Vec::new(),
        ..entry.clone()
    }));
    Catalogue { header: old.header.clone(), entries, trailing: old.trailing.clone() }
}

/// An unused entry with just this text in the same section.
fn moved(old: &Catalogue, unit: &Entry, used: &[bool]) -> Option<usize> {
    let section = |entry: &Entry| {
        entry.msgctxt.as_deref().and_then(|context| context.split('.').next()).map(str::to_owned)
    };
    let candidates = (0..old.entries.len()).filter(|&index| {
        let entry = &old.entries[index];
        !used[index] && entry.msgid == unit.msgid && section(entry) == section(unit)
    });
    // An obsolete entry of this very unit comes back before another one moves here.
    candidates.min_by_key(|&index| old.entries[index].msgctxt != unit.msgctxt)
}

/// The unused translated entry whose text is most like this one's.
fn alike(old: &Catalogue, unit: &Entry, used: &[bool]) -> Option<usize> {
    (0..old.entries.len())
        .filter(|&index| !used[index] && old.entries[index].is_translated())
        .map(|index| {
            (strsim::normalized_levenshtein(&old.entries[index].msgid, &unit.msgid), index)
        })
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, index)| index)
}

/// The template's entry with the translation of `old`, fuzzy if that is of another text.
fn carry_over(unit: &Entry, old: &Entry, changed: bool) -> Entry {
    let mut entry = Entry {
        translator_comments: old.translator_comments.clone(),
        flags: old.flags.clone(),
        previous_msgctxt: old.previous_msgctxt.clone(),
        previous_msgid: old.previous_msgid.clone(),
        msgstr: old.msgstr.clone(),
        // With its span, an entry keeps the line breaks of the translator's tool.
        span: if old.msgctxt == unit.msgctxt && old.msgid == unit.msgid && !old.obsolete {
            old.span.clone()
        } else {
            0..0
        },
        ..unit.clone()
    };
    if changed && old.is_translated() && !entry.is_fuzzy() {
        entry.flags.insert(0, "fuzzy".to_owned());
        entry.previous_msgid = Some(old.msgid.clone());
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(context: &str, id: &str, text: &str) -> Entry {
        Entry {
            msgctxt: Some(context.to_owned()),
            msgid: id.to_owned(),
            msgstr: vec![text.to_owned()],
            ..Entry::default()
        }
    }

    fn catalogue(entries: Vec<Entry>) -> Catalogue {
        Catalogue { entries, ..Catalogue::default() }
    }

    #[test]
    fn changed_text_becomes_fuzzy_with_its_previous_source() {
        let old = catalogue(vec![entry("a.1", "We sell nothing.", "Wir verkaufen nichts.")]);
        let merged = merge(&old, &[entry("a.1", "We sell nothing at all.", "")], true);
        assert!(merged.entries[0].is_fuzzy());
        assert_eq!(merged.entries[0].previous_msgid.as_deref(), Some("We sell nothing."));
        assert_eq!(merged.entries[0].msgstr, ["Wir verkaufen nichts."]);
    }

    #[test]
    fn moved_text_keeps_its_translation_and_dropped_text_becomes_obsolete() {
        let old = catalogue(vec![entry("a.1", "One.", "Eins."), entry("a.2", "Two.", "Zwei.")]);
        let merged = merge(&old, &[entry("a.1", "Two.", "")], true);
        assert_eq!(merged.entries[0].msgstr, ["Zwei."]);
        assert!(!merged.entries[0].is_fuzzy());
        assert!(merged.entries[1].obsolete);
        assert_eq!(merged.entries[1].msgid, "One.");
    }

    #[test]
    fn a_second_merge_changes_nothing() {
        let template = [entry("a.1", "One.", ""), entry("a.2", "Three.", "")];
        let old = catalogue(vec![entry("a.1", "One!", "Eins!"), entry("b.1", "Two.", "Zwei.")]);
        let once = merge(&old, &template, true);
        assert_eq!(merge(&once, &template, true), once);
    }
}
