//! Names of languages: each in itself, for lists, and each in another one, for sentences.

use icu::casemap::TitlecaseMapper;
use icu::casemap::options::{TitlecaseOptions, TrailingCase};
use icu::locale::subtags::{Region, language};
use icu::locale::{LanguageIdentifier, Locale};
use icu_experimental::displaynames::multi::{
    LanguageDisplayNames, LocaleDisplayNamesFormatter, RegionDisplayNames, VariantDisplayNames,
};

use crate::document::LocaleTag;
use crate::language::{cldr, parents, whole};
use crate::project::overlay::Overlay;

/// Gives the name of the language of `overlay` in that language, as it stands in a list: the one its
/// `locale.toml` gives, else CLDR's.
pub(crate) fn own_name(overlay: &Overlay) -> String {
    let tag = &overlay.tag;
    match &overlay.config.name {
        Some(name) => name.get_ref().trim().to_owned(),
        None => any_name(tag),
    }
}

/// Gives the name of the language `tag` in that language, else in English, else the tag itself.
fn any_name(tag: &LocaleTag) -> String {
    known_name(tag).or_else(|| english_name(tag)).unwrap_or_else(|| tag.to_string())
}

/// CLDR's name of the language `tag` in that language, with its region, variant and private part
/// where the name does not tell them.
pub(crate) fn known_name(tag: &LocaleTag) -> Option<String> {
    let locale = tag.locale();
    let id = &locale.id;
    let (name, region) = own_words(id)?;
    let reader = whole(tag);
    let mut parts = Vec::new();
    if let Some(region) = region {
        parts.push(region_name(tag, region));
    }
    for variant in id.variants.iter() {
        let names = VariantDisplayNames::try_new((&reader).into(), Default::default());
        let known = names.ok().and_then(|names| names.of(*variant).map(str::to_owned));
        parts.push(known.unwrap_or_else(|| variant.to_string()));
    }
    if !locale.extensions.private.is_empty() {
        let private: Vec<_> = locale.extensions.private.iter().map(ToString::to_string).collect();
        parts.push(private.join("-"));
    }
    let name = capitalized(name, id);
    Some(match (parts.is_empty(), id.language.as_str()) {
        (true, _) => name,
        (false, "zh") => format!("{name}（{}）", parts.join("，")),
        (false, _) => format!("{name} ({})", parts.join(", ")),
    })
}

/// The name of the longest part of `id` that has one, and the region if it is not told by that.
fn own_words(id: &LanguageIdentifier) -> Option<(&'static str, Option<Region>)> {
    let named = |script, region| {
        let part = LanguageIdentifier::from((id.language, script, region));
        cldr::row(&part.to_string()).map(|row| row.name).filter(|name| !name.is_empty())
    };
    if id.region.is_some()
        && let Some(name) = named(id.script, id.region).or_else(|| named(None, id.region))
    {
        return Some((name, None));
    }
    // The name of another region, such as "español latinoamericano", is none for this one.
    let whole = parents(&id.into()).into_iter().map(|parent| parent.identifier());
    let mut names = whole.filter(|parent| parent.region.is_none());
    let name = names.find_map(|parent| named(parent.script, None))?;
    Some((name, id.region))
}

/// The name of `region` in the language of `tag`, else its code: an English name among words of
/// another language would look like one of them.
fn region_name(tag: &LocaleTag, region: Region) -> String {
    let code = region.to_string();
    if let Some(name) = cldr::region(tag, &code) {
        return name.to_owned();
    }
    // Beyond the regions where the language is used, ICU4X knows those of large languages.
    let named = |parent: LocaleTag| {
        let reader = whole(&parent);
        let names = RegionDisplayNames::try_new((&reader).into(), Default::default()).ok()?;
        names.of(region).map(str::to_owned)
    };
    parents(tag).into_iter().find_map(named).unwrap_or(code)
}

/// The English name of the language `tag`, where CLDR has no other.
pub(crate) fn english_name(tag: &LocaleTag) -> Option<String> {
    let names = LanguageDisplayNames::try_new((&english()).into(), Default::default()).ok()?;
    names.of(tag.identifier().language).map(str::to_owned)
}

fn english() -> Locale {
    Locale::from(LanguageIdentifier::from((language!("en"), None, None)))
}

/// `name` with a capital at its start, unless its first word has one inside (`isiZulu`); names
/// inside keep theirs ("British English").
fn capitalized(name: &str, id: &LanguageIdentifier) -> String {
    let first = name.split(' ').next().unwrap_or_default();
    if first.chars().skip(1).any(char::is_uppercase) {
        return name.to_owned();
    }
    let mut options = TitlecaseOptions::default();
    options.trailing_case = Some(TrailingCase::Unchanged);
    TitlecaseMapper::new().titlecase_segment_to_string(name, id, options).into_owned()
}

/// The name of the language `tag` in the locale `reader`, as it stands in a sentence; its own name
/// where that locale has none for it.
pub(crate) fn name_in(reader: &Locale, tag: &LocaleTag) -> String {
    let id = tag.identifier();
    let language = LanguageDisplayNames::try_new(reader.into(), Default::default());
    let language = language.ok().and_then(|names| names.of(id.language).map(str::to_owned));
    let Some(language) = language else {
        return any_name(tag);
    };
    // The whole name ("British English") needs names of dialects, which not every locale has.
    match LocaleDisplayNamesFormatter::try_new(reader.into(), Default::default()) {
        Ok(names) => names.of(&Locale::from(id)).into_owned(),
        Err(_) => language,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_called_as_their_speakers_write() {
        for (tag, name) in [
            ("en-GB", "British English"),
            ("en-150", "English (Europe)"),
            ("de-AT", "Österreichisches Deutsch"),
            ("de-x-legal", "Deutsch (legal)"),
            ("fr", "Français"),
            ("es-419", "Español latinoamericano"),
            ("es-AR", "Español (Argentina)"),
            ("pt-AO", "Português (Angola)"),
            ("pt-BR", "Português (Brasil)"),
            ("ca-valencia", "Català (valencià)"),
            ("ar-001", "العربية الفصحى الحديثة"),
            ("ar-SA-u-nu-latn", "العربية (المملكة العربية السعودية)"),
            ("is", "Íslenska"),
            ("sq", "Shqip"),
            ("sw", "Kiswahili"),
            ("ur", "اردو"),
            ("uz", "O‘zbek"),
            ("uz-Cyrl", "Ўзбекча"),
            ("az-Cyrl", "Азәрбајҹан"),
            ("pa", "ਪੰਜਾਬੀ"),
            ("pa-PK", "پنجابی (پاکستان)"),
            ("uz-AF", "اوزبیک (افغانستان)"),
            ("nb-NO", "Norsk bokmål (Norge)"),
            ("no-NO", "Norsk (Norge)"),
            ("nn-SJ", "Norsk nynorsk (Svalbard og Jan Mayen)"),
            ("nb-SE", "Norsk bokmål (Sverige)"),
            ("oc-FR", "Occitan (França)"),
            // CLDR has no names of regions in these.
            ("mn-CN", "ᠮᠣᠩᠭᠣᠯ (CN)"),
            ("la-VA", "Latina (VA)"),
            ("az-IR-x-legal", "تۆرکجه (IR, legal)"),
            ("ht-US", "Kreyòl Ayisyen (US)"),
            ("pa-Arab", "پنجابی"),
            ("sr", "Српски"),
            ("sr-Latn", "Srpski"),
            ("zu", "isiZulu"),
            ("zh-Hans", "简体中文"),
            ("zh-Hant", "繁體中文"),
            ("zh-SG", "简体中文（新加坡）"),
            ("zh-Hant-HK", "繁體中文（中國香港特別行政區）"),
            ("la", "Latina"),
            ("dv", "ދިވެހިބަސް"),
        ] {
            assert_eq!(known_name(&tag.parse().unwrap()).as_deref(), Some(name), "{tag}");
        }
        assert_eq!(known_name(&"qaa".parse().unwrap()), None);
    }

    #[test]
    fn a_sentence_names_another_language() {
        for (reader, tag, name) in [
            ("is", "en", "enska"),
            ("de", "en-GB", "Englisch (Vereinigtes Königreich)"),
            ("la", "en", "English"),
            ("sq", "de", "gjermanisht"),
        ] {
            let reader: LocaleTag = reader.parse().unwrap();
            assert_eq!(name_in(&reader.locale(), &tag.parse().unwrap()), name, "{reader:?}");
        }
    }
}
