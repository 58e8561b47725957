//! The parents of a language tag (BCP 47 lookup along CLDR parent locales) and facts about it.

use icu::locale::fallback::LocaleFallbacker;
use icu::locale::subtags::{Script, language};
use icu::locale::{
    DataLocale, Direction as IcuDirection, LanguageIdentifier, Locale, LocaleDirectionality,
    LocaleExpander,
};

use super::cldr;
use crate::document::{Direction, LocaleTag};

/// `tag` and the tags its readers can read as their own, the nearest first: its CLDR parents in
/// each of their spellings, with the likely script and without (`zh-CN`, `zh-Hans-CN`, `zh-Hans`,
/// `zh`). None is of another script; none of another language, but the Norwegian ones share texts.
pub(crate) fn parents(tag: &LocaleTag) -> Vec<LocaleTag> {
    let expander = LocaleExpander::new_extended();
    let script = |id: &LanguageIdentifier| {
        let mut id = id.clone();
        expander.maximize(&mut id);
        id.script
    };
    let own = tag.identifier();
    let own_script = script(&own);
    let mut parents = vec![tag.clone()];
    let mut add = |id: &LanguageIdentifier| {
        if is_same_language(&own, id) && script(id) == own_script {
            let parent = LocaleTag::from(id);
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
    };
    add(&own);
    let fallbacker = LocaleFallbacker::new();
    let mut steps = fallbacker.for_config(Default::default()).fallback_for((&whole(tag).id).into());
    while !steps.get().is_unknown() {
        let ids = spellings(steps.get(), own_script);
        ids.iter().for_each(&mut add);
        // ICU4X takes the likely script away before it looks for a parent (`zh-Hant-MO`).
        let mut listed = ids.iter().find_map(|id| cldr::parent(&id.to_string()));
        while let Some(parent) = listed {
            if let Ok(id) = parent.parse::<LanguageIdentifier>() {
                spellings(&(&id).into(), own_script).iter().for_each(&mut add);
            }
            listed = cldr::parent(parent);
        }
        steps.step();
    }
    if is_norwegian(&own) {
        add(&LanguageIdentifier::from((language!("no"), None, None)));
        add(&LanguageIdentifier::from((language!("nb"), None, None)));
    }
    parents
}

/// `tag` with its likely script, so that ICU4X finds the data of `pa-Arab` for `pa-PK`.
pub(crate) fn whole(tag: &LocaleTag) -> Locale {
    let mut locale = tag.locale();
    let mut id = locale.id.clone();
    LocaleExpander::new_extended().maximize(&mut id);
    locale.id.script = id.script;
    locale
}

/// The ways to write `locale`: with `script`, as it is, without a script.
fn spellings(locale: &DataLocale, script: Option<Script>) -> [LanguageIdentifier; 3] {
    let with = |script| {
        let mut id = LanguageIdentifier::from((locale.language, script, locale.region));
        if let Some(variant) = locale.variant {
            id.variants = icu::locale::subtags::Variants::from_variant(variant);
        }
        id
    };
    [with(locale.script.or(script)), with(locale.script), with(None)]
}

fn is_norwegian(id: &LanguageIdentifier) -> bool {
    matches!(id.language.as_str(), "no" | "nb" | "nn")
}

/// Whether texts of one language serve in the other: the same one, or Norwegian in CLDR's tree,
/// where `nb` and `nn` are children of `no`.
fn is_same_language(a: &LanguageIdentifier, b: &LanguageIdentifier) -> bool {
    a.language == b.language || is_norwegian(a) && is_norwegian(b)
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

/// Whether a text in `a` must be marked as such among texts in `b`, so that it is read out and
/// hyphenated rightly: it is in another language, or in the other Norwegian one.
pub(crate) fn sounds_otherwise(a: &LocaleTag, b: &LocaleTag) -> bool {
    let is_nynorsk = |tag: &LocaleTag| tag.identifier().language == language!("nn");
    a != b && (!same_language(a, b) || is_nynorsk(a) != is_nynorsk(b))
}

/// Whether readers of one can read the other as their own: same language and script.
pub(crate) fn same_language(a: &LocaleTag, b: &LocaleTag) -> bool {
    let script = |tag: &LocaleTag| subtags(tag).1;
    a == b || is_same_language(&a.identifier(), &b.identifier()) && script(a) == script(b)
}
