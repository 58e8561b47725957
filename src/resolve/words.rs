//! Interface words: the few words the tool itself puts into documents.
//!
//! They are units like any other. The English ones stand in `interface/interface.pot`; catalogues
//! for the shipped locales are inside the binary, and a project's `locales/<tag>/interface.po`
//! goes before them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::diagnostic::SourceFile;
use crate::document::LocaleTag;
use crate::language::{parents, same_language};
use crate::project::catalogue::Entry;
use crate::project::overlay::LocaleCatalogue;

/// The English words.
static TEMPLATE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    built_in("interface.pot", include_str!("interface/interface.pot")).catalogue.entries
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

catalogues![
    "ar", "bg", "bn", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "fy", "ga", "he", "hi",
    "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mt", "nb", "nl", "nn", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sv", "ta", "th", "tr", "uk", "ur", "vi", "zh-Hans",
    "zh-Hant",
];

/// A catalogue that is part of the program; a test parses each.
fn built_in(name: &str, text: &str) -> LocaleCatalogue {
    let file = SourceFile::new(format!("src/resolve/interface/{name}"), text);
    LocaleCatalogue::parse(Arc::new(file)).expect("built-in catalogues are valid")
}

/// The project's catalogues of words along the fallbacks of a locale, the nearest first.
type Own<'a> = [(&'a LocaleTag, Arc<LocaleCatalogue>)];

/// Gives the words of `tag`, by key: from the project's catalogues `own`, then from the built-in ones
/// along the CLDR parents, then in English.
pub(crate) fn words(tag: &LocaleTag, own: &Own<'_>) -> BTreeMap<String, String> {
    let catalogues = catalogues(tag, own);
    TEMPLATE
        .iter()
        .map(|word| {
            let text = translation(&catalogues, word).unwrap_or(&word.msgid);
            (key(word).to_owned(), text.to_owned())
        })
        .collect()
}

/// The language that the word `name` of `tag` is in, if another one than that of `tag` lends it.
pub(crate) fn language(name: &str, tag: &LocaleTag, own: &Own<'_>) -> Option<LocaleTag> {
    let word = TEMPLATE.iter().find(|word| key(word) == name)?;
    match catalogues(tag, own).iter().find(|(_, one)| current(one, word).is_some()) {
        Some((from, _)) => (!same_language(from, tag)).then(|| from.clone()),
        None => "en".parse().ok(),
    }
}

fn catalogues<'o>(tag: &LocaleTag, own: &'o Own<'_>) -> Vec<(LocaleTag, &'o LocaleCatalogue)> {
    let project = own.iter().map(|(tag, one)| ((*tag).clone(), &**one));
    let shipped = parents(tag).into_iter();
    let shipped = shipped.filter_map(|tag| Some((tag.clone(), BUILT_IN.get(tag.as_str())?)));
    project.chain(shipped).collect()
}

fn translation<'c>(
    catalogues: &[(LocaleTag, &'c LocaleCatalogue)],
    word: &Entry,
) -> Option<&'c str> {
    catalogues.iter().find_map(|(_, catalogue)| current(catalogue, word))
}

/// The translation of `word`, if there is one of what it says now.
fn current<'c>(catalogue: &'c LocaleCatalogue, word: &Entry) -> Option<&'c str> {
    let entry = catalogue.entry(key(word))?;
    let current = entry.msgid == word.msgid && entry.is_translated() && !entry.is_fuzzy();
    current.then(|| entry.msgstr[0].as_str())
}

/// The name of an interface word.
pub(crate) fn key(word: &Entry) -> &str {
    word.context()
}

/// The template of interface words.
pub(crate) fn template() -> &'static [Entry] {
    &TEMPLATE
}

/// Whether `tag` shows interface words in English for want of a translation.
pub(crate) fn is_missing_words(tag: &LocaleTag, own: &Own<'_>) -> bool {
    if tag.identifier().language.as_str() == "en" {
        return false;
    }
    let catalogues = catalogues(tag, own);
    TEMPLATE.iter().any(|word| translation(&catalogues, word).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_catalogue_is_complete() {
        for (tag, catalogue) in BUILT_IN.iter() {
            for word in TEMPLATE.iter() {
                let (key, english) = (key(word), &word.msgid);
                let entry = catalogue.entry(key).unwrap_or_else(|| panic!("{tag} lacks {key}"));
                assert_eq!(&entry.msgid, english, "{tag} {key}");
                assert!(entry.is_translated() && !entry.is_fuzzy(), "{tag} {key}");
                for place in [
                    "{number}",
                    "{language}",
                    "{page}",
                    "{pages}",
                    "{description}",
                    "{label}",
                    "{value}",
                ] {
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
