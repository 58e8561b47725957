//! Updating a catalogue from its template, as `msgmerge` does, keyed by unit id.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::alike::{Index, Known};
use crate::project::catalogue::{Catalogue, Entry};

/// What tells which texts are alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike<'m> {
    /// For all merges with the same texts.
    pub(super) known: &'m Known,
    /// Ids of texts that say what stood in their place before, in other words.
    pub(super) reworded: Option<&'m BTreeSet<String>>,
}

/// Brings `old` up to date with the entries of `template`. With `add` unset, units that `old`
/// does not have are not added: a regional catalogue holds only what differs from its parent.
pub(super) fn merge(old: &Catalogue, template: &[Entry], add: bool, alike: Alike<'_>) -> Catalogue {
    let mut search = Search::new(old, template, alike.known);
    search.in_place_by_words();
    if let Some(reworded) = alike.reworded {
        search.reworded(reworded);
    }
    search.by_words();
    search.by_place(Search::is_alike);
    if add {
        search.by_words_elsewhere();
        search.by_likeness();
    }
    search.by_place(|_, _, _| true);
    let Search { used, found, .. } = search;
    let mut entries = Vec::new();
    // gettext does not accept an entry twice: of the document and of a patch, current and obsolete.
    let mut current = HashSet::new();
    for (unit, found) in template.iter().zip(found) {
        if !add && found.is_none() || !current.insert((unit.context(), unit.msgid.as_str())) {
            continue;
        }
        entries.push(match found {
            Some(Found { index, change }) => carry_over(unit, &old.entries[index], change),
            None => unit.clone(),
        });
    }
    let dropped = old.entries.iter().zip(&used).filter(|(entry, used)| {
        !**used
            && entry.is_translated()
            && !current.contains(&(entry.context(), entry.msgid.as_str()))
    });
    entries.extend(dropped.map(|(entry, _)| {
        if entry.obsolete {
            return entry.clone();
        }
        Entry {
            obsolete: true,
            extracted_comments: Vec::new(),
            references: Vec::new(),
            ..entry.clone()
        }
    }));
    Catalogue { header: old.header.clone(), entries, trailing: old.trailing.clone() }
}

/// The entry that a unit takes its translation from.
#[derive(Debug, Clone, Copy)]
struct Found {
    index: usize,
    change: Change,
}

/// How the text of a unit differs from that which its translation was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// It is this very text in this section, so that nobody need look at it again.
    None,
    /// It has other words and says the same.
    Editorial,
    /// Its translation has to be looked at.
    Any,
}

/// Searches the entry of each unit. The surest matches come first, so that no guess takes what
/// belongs to another unit.
struct Search<'m> {
    old: &'m [Entry],
    template: &'m [Entry],
    known: &'m Known,
    /// Which entries are taken.
    used: Vec<bool>,
    found: Vec<Option<Found>>,
    by_context: HashMap<&'m str, usize>,
}

/// Entries of one text, to be taken in their order.
#[derive(Default)]
struct Queue {
    entries: Vec<usize>,
    /// All before this one are taken.
    next: usize,
}

impl Queue {
    /// Returns the first entry that is not `used`.
    fn next(&mut self, used: &[bool]) -> Option<usize> {
        let taken = self.entries[self.next..].iter().take_while(|index| used[**index]).count();
        self.next += taken;
        self.entries.get(self.next).copied()
    }
}

impl<'m> Search<'m> {
    fn new(old: &'m Catalogue, template: &'m [Entry], known: &'m Known) -> Self {
        let old = &old.entries[..];
        let current = old.iter().enumerate().filter(|(_, entry)| !entry.obsolete);
        Search {
            old,
            template,
            known,
            used: vec![false; old.len()],
            found: vec![None; template.len()],
            by_context: current
                .filter_map(|(index, entry)| Some((entry.msgctxt.as_deref()?, index)))
                .collect(),
        }
    }

    fn take(&mut self, unit: usize, index: usize, change: Change) {
        self.used[index] = true;
        self.found[unit] = Some(Found { index, change });
    }

    /// Lists the units that have no entry yet.
    fn open(&self) -> Vec<usize> {
        (0..self.template.len()).filter(|&unit| self.found[unit].is_none()).collect()
    }

    /// Finds the current entry in the place of a unit.
    fn in_place(&self, unit: usize) -> Option<usize> {
        self.by_context.get(self.template[unit].context()).copied()
    }

    /// Gives units the entry with their words in their place.
    fn in_place_by_words(&mut self) {
        for unit in self.open() {
            let same_text = |index: &usize| self.old[*index].msgid == self.template[unit].msgid;
            if let Some(index) = self.in_place(unit).filter(same_text) {
                self.take(unit, index, Change::None);
            }
        }
    }

    /// Gives the units called `ids` the entry in their place, if it has a translation that is not fuzzy.
    fn reworded(&mut self, ids: &BTreeSet<String>) {
        for unit in self.open() {
            let is_wanted = ids.contains(self.template[unit].context());
            let index = self.in_place(unit).filter(|index| is_wanted && !self.used[*index]);
            let is_sound = |index: &usize| {
                let old = &self.old[*index];
                old.is_translated() && !old.is_fuzzy()
            };
            if let Some(index) = index.filter(is_sound) {
                self.take(unit, index, Change::Editorial);
            }
        }
    }

    /// Gives units the entry with their words in their section, whose blocks may have moved.
    fn by_words(&mut self) {
        let mut own = HashMap::new();
        let mut lists: HashMap<(&str, &str), Queue> = HashMap::new();
        for (index, entry) in self.old.iter().enumerate() {
            own.insert((entry.context(), entry.msgid.as_str()), index);
            lists.entry((entry.section(), entry.msgid.as_str())).or_default().entries.push(index);
        }
        for unit in self.open() {
            let wanted = &self.template[unit];
            let text = wanted.msgid.as_str();
            // An obsolete entry of this very unit comes back before another one moves here; words
            // that stand in a section twice have one translation.
            let own = own.get(&(wanted.context(), text)).copied();
            let list = lists.get_mut(&(wanted.section(), text));
            let index = own.filter(|index| !self.used[*index]).or_else(|| {
                let list = list?;
                list.next(&self.used).or(list.entries.first().copied())
            });
            if let Some(index) = index {
                self.take(unit, index, Change::None);
            }
        }
    }

    /// Gives units the entry in their place, where `fits` says so.
    fn by_place(&mut self, fits: impl Fn(&Self, usize, usize) -> bool) {
        for unit in self.open() {
            let index = self.in_place(unit).filter(|index| !self.used[*index]);
            if let Some(index) = index.filter(|index| fits(self, unit, *index)) {
                self.take(unit, index, Change::Any);
            }
        }
    }

    fn is_alike(&self, unit: usize, index: usize) -> bool {
        self.known.likeness(&self.old[index].msgid, &self.template[unit].msgid).is_some()
    }

    /// Gives units the entry with their words in another section, in the order of both files.
    fn by_words_elsewhere(&mut self) {
        let mut lists: HashMap<&str, Queue> = HashMap::new();
        for obsolete in [false, true] {
            let wanted = |(index, entry): &(usize, &Entry)| {
                entry.obsolete == obsolete && !self.used[*index] && entry.is_translated()
            };
            for (index, entry) in self.old.iter().enumerate().filter(wanted) {
                lists.entry(entry.msgid.as_str()).or_default().entries.push(index);
            }
        }
        for unit in self.open() {
            let list = lists.get_mut(self.template[unit].msgid.as_str());
            if let Some(index) = list.and_then(|list| list.next(&self.used)) {
                self.take(unit, index, Change::Any);
            }
        }
    }

    /// Gives the units that are left the translated entries most like them, the best pairs first.
    fn by_likeness(&mut self) {
        let free = self
            .old
            .iter()
            .enumerate()
            .filter(|(index, entry)| !self.used[*index] && entry.is_translated());
        let index =
            Index::new(self.known, free.map(|(index, entry)| (index, entry.msgid.as_str())));
        let mut pairs: Vec<(f64, usize, usize)> = self
            .open()
            .into_par_iter()
            .flat_map_iter(|unit| {
                let found = index.search(&self.template[unit].msgid);
                found.into_iter().map(move |(likeness, index)| (likeness, unit, index))
            })
            .collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, unit, index) in pairs {
            if self.found[unit].is_none() && !self.used[index] {
                self.take(unit, index, Change::Any);
            }
        }
    }
}

/// Makes the template's entry with the translation of `old`, fuzzy if that is of another text.
fn carry_over(unit: &Entry, old: &Entry, change: Change) -> Entry {
    let mut entry = Entry {
        translator_comments: old.translator_comments.clone(),
        flags: old.flags.clone(),
        previous_msgctxt: old.previous_msgctxt.clone(),
        previous_msgid: old.previous_msgid.clone(),
        previous_msgid_plural: old.previous_msgid_plural.clone(),
        msgstr: old.msgstr.iter().take(1).cloned().collect(),
        // With its span, an entry keeps the line breaks of the translator's tool.
        span: old.span.clone(),
        ..unit.clone()
    };
    if change == Change::Editorial {
        // The first source is the one that the translation was made from.
        let made_from = old.editorial().unwrap_or_else(|| old.msgid.clone());
        entry.set_editorial(Some(&made_from).filter(|text| **text != unit.msgid));
    }
    if change == Change::Any && old.is_translated() && !entry.is_fuzzy() {
        entry.set_editorial(None);
        entry.flags.insert(0, "fuzzy".to_owned());
        entry.previous_msgctxt = old.msgctxt.clone().filter(|_| old.msgctxt != unit.msgctxt);
        entry.previous_msgid = Some(old.msgid.clone());
        entry.previous_msgid_plural.clone_from(&old.msgid_plural);
    }
    entry
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);

    fn entry(context: &str, id: &str, text: &str) -> Entry {
        Entry {
            msgctxt: Some(context.to_owned()),
            msgid: id.to_owned(),
            msgstr: vec![text.to_owned()],
            ..Entry::default()
        }
    }

    fn alike() -> Alike<'static> {
        Alike { known: &KNOWN, reworded: None }
    }

    fn catalogue(entries: Vec<Entry>) -> Catalogue {
        Catalogue { entries, ..Catalogue::default() }
    }

    #[test]
    fn changed_text_becomes_fuzzy_with_its_previous_source() {
        let old = catalogue(vec![entry("a.1", "We sell nothing.", "Wir verkaufen nichts.")]);
        let merged = merge(&old, &[entry("a.1", "We sell nothing at all.", "")], true, alike());
        assert!(merged.entries[0].is_fuzzy());
        assert_eq!(merged.entries[0].previous_msgid.as_deref(), Some("We sell nothing."));
        assert_eq!(merged.entries[0].msgstr, ["Wir verkaufen nichts."]);
    }

    #[test]
    fn moved_text_keeps_its_translation_and_dropped_text_becomes_obsolete() {
        let old = catalogue(vec![entry("a.1", "One.", "Eins."), entry("a.2", "Two.", "Zwei.")]);
        let merged = merge(&old, &[entry("a.1", "Two.", "")], true, alike());
        assert_eq!(merged.entries[0].msgstr, ["Zwei."]);
        assert!(!merged.entries[0].is_fuzzy());
        assert!(merged.entries[1].obsolete);
        assert_eq!(merged.entries[1].msgid, "One.");
    }

    /// Which entry each new text takes its translation from; where an earlier search, that took what
    /// stood in a text's place first of all, found another one, it is told behind.
    #[test]
    fn each_text_finds_the_one_that_it_was_made_from() {
        let old = [
            ("old.1", "We keep your data for one year and then delete it."),
            ("old.2", "You may withdraw your consent at any time."),
            ("rewrite.1", "Our provider stores the session cookie on your device for thirty days."),
            ("rewrite.2", "Contact our data protection officer by letter or e-mail."),
            ("split.1", "We use your address to send parcels, and your e-mail to send an invoice."),
            ("insert.1", "First paragraph about the purpose of the processing."),
            ("insert.2", "Second paragraph about the legal basis we rely on."),
            ("swap.1", "Alpha beta gamma delta epsilon zeta."),
            ("swap.2", "Eta theta iota kappa lambda mu."),
            ("heads.1", "Cookies"),
            ("heads.2", "Kontakt"),
            ("gone.1", "We transfer data to the United States under the standard clauses."),
            ("twice.1", "Purpose"),
            ("twice.2", "Purpose"),
            ("near.1", "We share data with our provider of hosting, in Norway."),
            ("near.2", "We share data with our provider of hosting, in Germany."),
            ("日本.1", "当社は利用者の個人情報を第三者に提供しません。"),
        ];
        let new = [
            // Sections that were renamed keep the words, to be looked at.
            ("new.1", "We keep your data for one year and then delete it.", Some("old.1")),
            ("new.2", "You may withdraw your consent at any time.", Some("old.2")),
            (
                "rewrite.1",
                "Our provider stores a session cookie on your computer for thirty days.",
                Some("rewrite.1"),
            ),
            // Nothing is like it: it is offered what stood in its place.
            ("rewrite.2", "Write to us.", Some("rewrite.2")),
            ("split.1", "We use your address to send parcels.", Some("split.1")),
            ("split.2", "And your e-mail to send an invoice.", None),
            // Earlier: insert.1, insert.2 and nothing.
            ("insert.1", "A new paragraph that nobody has seen before.", None),
            ("insert.2", "First paragraph about the purposes of our processing.", Some("insert.1")),
            (
                "insert.3",
                "Second paragraph about the legal basis that we rely on.",
                Some("insert.2"),
            ),
            // Earlier: swap.1 and swap.2.
            ("swap.1", "Eta theta iota kappa lambda mu!", Some("swap.2")),
            ("swap.2", "Alpha beta gamma delta epsilon zeta!", Some("swap.1")),
            ("titles.1", "Cookie", Some("heads.1")),
            ("titles.2", "Kontakte", Some("heads.2")),
            (
                "went.1",
                "We transfer data to the United States and to Canada under the standard clauses.",
                Some("gone.1"),
            ),
            // Earlier: the last first.
            ("both.1", "Purpose", Some("twice.1")),
            ("both.2", "Purpose", Some("twice.2")),
            // The best pair, not the first that will do.
            (
                "far.1",
                "We share data with our provider of hosting, in German lands.",
                Some("near.2"),
            ),
            ("far.2", "We share data with our provider of hosting, in Norway!", Some("near.1")),
            ("新.1", "当社は利用者の個人情報を第三者に一切提供しません。", Some("日本.1")),
        ];
        let old = catalogue(old.iter().map(|(at, id)| entry(at, id, at)).collect());
        let template: Vec<Entry> = new.iter().map(|(at, id, _)| entry(at, id, "")).collect();
        let merged = merge(&old, &template, true, alike());
        for ((at, _, from), entry) in new.iter().zip(&merged.entries) {
            assert_eq!(entry.msgctxt.as_deref(), Some(*at));
            assert_eq!(entry.msgstr[0], from.unwrap_or_default(), "{at}");
            assert_eq!(entry.is_fuzzy(), from.is_some(), "{at}");
        }
    }

    #[test]
    fn a_text_of_a_patch_and_of_its_document_is_one_entry() {
        let template = [entry("a", "A", ""), entry("a", "A", ""), entry("a", "B", "")];
        let merged = merge(&catalogue(vec![entry("a", "A", "Ä")]), &template, true, alike());
        let texts: Vec<_> = merged.entries.iter().map(|one| one.msgid.as_str()).collect();
        assert_eq!(texts, ["A", "B"]);
        assert!(Catalogue::parse(&merged.write()).is_ok());
    }

    #[test]
    fn a_second_merge_changes_nothing() {
        let template = [entry("a.1", "One.", ""), entry("a.2", "Three.", "")];
        let old = catalogue(vec![entry("a.1", "One!", "Eins!"), entry("b.1", "Two.", "Zwei.")]);
        let once = merge(&old, &template, true, alike());
        assert_eq!(merge(&once, &template, true, alike()), once);
    }
}
