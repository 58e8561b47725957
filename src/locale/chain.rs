//! The fallback chain of a locale (BCP 47 lookup along CLDR parent locales) and facts about it.

use std::collections::BTreeSet;

use icu::locale::fallback::LocaleFallbacker;
use icu::locale::{Direction as IcuDirection, LocaleDirectionality, LocaleExpander};

use crate::document::{Direction, LocaleTag};

/// The locales whose text stands in for `tag`, itself first, the source last; those the project
/// has.
pub(crate) fn fallback_chain(
    tag: &LocaleTag,
    source: &LocaleTag,
    tags: &BTreeSet<LocaleTag>,
) -> Vec<LocaleTag> {
    let mut chain: Vec<LocaleTag> =
        parents(tag).into_iter().filter(|parent| tags.contains(parent)).collect();
    if let Some(at) = chain.iter().position(|parent| parent == source) {
        chain.truncate(at);
    }
    chain.push(source.clone());
    chain
}

/// `tag` and its CLDR parents, without the root.
pub(crate) fn parents(tag: &LocaleTag) -> Vec<LocaleTag> {
    let mut parents = vec![tag.clone()];
    let fallbacker = LocaleFallbacker::new();
    let mut iterator =
        fallbacker.for_config(Default::default()).fallback_for((&tag.identifier()).into());
    while !iterator.get().is_unknown() {
        if let Ok(parent) = iterator.get().to_string().parse::<LocaleTag>()
            && !parents.contains(&parent)
        {
            parents.push(parent);
        }
        iterator.step();
    }
    parents
}

/// The writing direction of `tag`.
pub(crate) fn direction(tag: &LocaleTag) -> Direction {
    match LocaleDirectionality::new_extended().get(&tag.identifier()) {
        Some(IcuDirection::RightToLeft) => Direction::Rtl,
        _ => Direction::Ltr,
    }
}

/// Language, likely script and likely region of `tag`.
pub(crate) fn subtags(tag: &LocaleTag) -> (String, String, Option<String>) {
    let mut id = tag.identifier();
    LocaleExpander::new_extended().maximize(&mut id);
    (
        id.language.to_string(),
        id.script.map_or_else(|| "Zyyy".to_owned(), |script| script.to_string()),
        id.region.map(|region| region.to_string()),
    )
}

/// Whether readers of one can read the other as their own: same language and script.
pub(crate) fn same_language(a: &LocaleTag, b: &LocaleTag) -> bool {
    let ((a_language, a_script, _), (b_language, b_script, _)) = (subtags(a), subtags(b));
    a_language == b_language && a_script == b_script
}
