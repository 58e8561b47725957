//! What CLDR says of each language in that language: its name, its long date, its months, the
//! regions where it is used.
//!
//! `cldr.tsv` and `parents.tsv` are written by `scripts/cldr-table` from CLDR 48 (Unicode licence). ICU4X has the same
//! data in part: it joins dates from shorter patterns, so that an Irish one reads "Meitheamh 29,
//! 2026", and it names no language of which it lacks the names of scripts or regions.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::parents;
use crate::document::LocaleTag;

/// The line of a tag; a field that is empty is that of its parent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    /// The language's own name, as it stands in a sentence.
    pub(crate) name: &'static str,
    /// The pattern of a long date (UTS #35).
    pub(crate) date: &'static str,
    /// The names of the months as they stand in that date, between bars.
    pub(crate) months: &'static str,
    /// The name of its digits, where it does not count from 0 to 9.
    pub(crate) digits: &'static str,
    /// The names of regions, each after its code and `=`, between bars.
    regions: &'static str,
}

static ROWS: LazyLock<HashMap<&'static str, Row>> = LazyLock::new(|| {
    include_str!("cldr.tsv")
        .lines()
        .map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            let tag = next();
            let [name, date, months, digits, regions] = [next(), next(), next(), next(), next()];
            (tag, Row { name, date, months, digits, regions })
        })
        .collect()
});

/// CLDR's parents that are not the tag without its end, of one language and script.
static PARENTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("parents.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// The line of just this tag.
pub(crate) fn row(tag: &str) -> Option<&'static Row> {
    ROWS.get(tag)
}

/// The parent that CLDR lists for just this tag.
pub(crate) fn parent(tag: &str) -> Option<&'static str> {
    PARENTS.get(tag).copied()
}

/// The name of a region in the language of `tag`, if the language is used there.
pub(crate) fn region(tag: &LocaleTag, region: &str) -> Option<&'static str> {
    let rows = parents(tag).into_iter().filter_map(|tag| ROWS.get(tag.as_str()));
    rows.flat_map(|row| row.regions.split('|'))
        .filter_map(|entry| entry.split_once('='))
        .find_map(|(code, name)| (code == region).then_some(name))
}

/// A field of the nearest parent of `tag` that has it, `tag` included.
pub(crate) fn inherited(tag: &LocaleTag, field: fn(&Row) -> &'static str) -> Option<&'static str> {
    let rows = parents(tag).into_iter().filter_map(|tag| ROWS.get(tag.as_str()));
    rows.map(field).find(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::digits_named;

    #[test]
    fn every_line_is_whole() {
        assert!(ROWS.len() > 400);
        for (tag, row) in ROWS.iter() {
            assert_eq!(tag.parse::<LocaleTag>().unwrap().as_str(), *tag);
            let fields = [row.name, row.date, row.months, row.digits, row.regions];
            assert!(fields.iter().any(|field| !field.is_empty()), "{tag}");
            assert!(row.digits.is_empty() || digits_named(row.digits).is_some(), "{tag}");
            assert!(row.months.is_empty() || row.months.split('|').count() == 12, "{tag}");
            assert!(
                row.date.is_empty() || row.date.contains('y') && row.date.contains('d'),
                "{tag}"
            );
            for entry in row.regions.split('|').filter(|entry| !entry.is_empty()) {
                let (code, name) = entry.split_once('=').unwrap();
                assert!(code.len() < 4 && !name.is_empty() && name != code, "{tag}: {entry}");
            }
        }
    }

    #[test]
    fn every_listed_parent_is_found() {
        assert!(PARENTS.len() > 100);
        for (tag, parent) in PARENTS.iter() {
            let (tag, parent): (LocaleTag, LocaleTag) =
                (tag.parse().unwrap(), parent.parse().unwrap());
            assert!(parents(&tag).contains(&parent), "{tag}: {parent}");
        }
    }
}
