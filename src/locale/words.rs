//! Interface words: the few words the tool itself puts into documents.
//!
//! They are units like any other. The English ones stand in `interface/interface.pot`; catalogues
//! for the shipped locales are inside the binary, and a project's `locales/<tag>/interface.po`
//! goes before them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::chain::parents;
use crate::diagnostic::SourceFile;
use crate::document::LocaleTag;
use crate::project::overlay::{INTERFACE, LocaleCatalogue, Overlay};

/// The English words, in the order of the template.
static ENGLISH: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    built_in("interface.pot", include_str!("interface/interface.pot"))
        .catalogue
        .entries
        .into_iter()
        .filter_map(|entry| Some((entry.msgctxt?, entry.msgid)))
        .collect()
});

macro_rules! catalogues {
    ($($tag:literal),* $(,)?) => {
        /// The catalogues inside the binary, by tag.
        static BUILT_IN: LazyLock<BTreeMap<&'static str, LocaleCatalogue>> = LazyLock::new(|| {
            BTreeMap::from([
                $(($tag, built_in(
                    concat!($tag, ".po"),
                    include_str!(concat!("interface/", $tag, ".po")),
                )),)*
            ])
        });
    };
}

catalogues!["ar", "de", "es", "fr", "ja", "pl", "pt-BR", "uk", "zh-Hans"];

/// A catalogue that is part of the program; a test parses each.
fn built_in(name: &str, text: &str) -> LocaleCatalogue {
    let file = SourceFile { path: format!("src/locale/interface/{name}"), text: text.to_owned() };
    LocaleCatalogue::parse(Arc::new(file)).expect("built-in catalogues are valid")
}

/// The words of `tag`, by key: from the project's catalogues along `chain`, then from the built-in
/// ones along the CLDR parents, then in English.
pub(crate) fn words(
    tag: &LocaleTag,
    chain: &[LocaleTag],
    overlays: &BTreeMap<LocaleTag, Overlay>,
) -> BTreeMap<String, String> {
    let project =
        chain.iter().filter_map(|tag| overlays.get(tag)?.catalogues.get(INTERFACE));
    let shipped = parents(tag);
    let shipped = shipped.iter().filter_map(|tag| BUILT_IN.get(tag.as_str()));
    let catalogues: Vec<&LocaleCatalogue> = project.chain(shipped).collect();
    ENGLISH
        .iter()
        .map(|(key, english)| {
            let word = catalogues.iter().find_map(|catalogue| {
                let entry = catalogue.entry(key)?;
                let current = entry.msgid == *english && entry.is_translated() && !entry.is_fuzzy();
                current.then(|| entry.msgstr[0].clone())
            });
            (key.clone(), word.unwrap_or_else(|| english.clone()))
        })
        .collect()
}

/// The keys of all interface words.
pub(crate) fn interface_keys() -> impl Iterator<Item = &'static str> {
    ENGLISH.iter().map(|(key, _)| key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_catalogue_is_complete() {
        for (tag, catalogue) in BUILT_IN.iter() {
            for (key, english) in ENGLISH.iter() {
                let entry = catalogue.entry(key).unwrap_or_else(|| panic!("{tag} lacks {key}"));
                assert_eq!(&entry.msgid, english, "{tag} {key}");
                assert!(entry.is_translated() && !entry.is_fuzzy(), "{tag} {key}");
                for place in ["{number}", "{language}", "{page}", "{pages}", "{description}"] {
                    assert_eq!(
                        entry.msgstr[0].contains(place),
                        english.contains(place),
                        "{tag} {key} {place}"
                    );
                }
            }
        }
    }
}
