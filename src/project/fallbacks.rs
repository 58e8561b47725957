//! The fallback chain of a locale: whose texts stand in for its own.

use std::collections::BTreeSet;

use crate::document::LocaleTag;
use crate::language::parents;

/// The locales whose text stands in for one of them: itself first, the source last. It is never
/// empty, and has no locale that the project has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fallbacks(Vec<LocaleTag>);

impl Fallbacks {
    /// Finds the fallbacks of `tag` among the locales `tags` of a project written in `source`.
    pub(super) fn new(tag: &LocaleTag, source: &LocaleTag, tags: &BTreeSet<LocaleTag>) -> Self {
        let mut chain: Vec<LocaleTag> =
            parents(tag).into_iter().filter(|parent| tags.contains(parent)).collect();
        if let Some(at) = chain.iter().position(|parent| parent == source) {
            chain.truncate(at);
        }
        chain.push(source.clone());
        Fallbacks(chain)
    }

    /// Lists the locales, the nearest first.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, LocaleTag> {
        self.0.iter()
    }

    /// Lists the locales without the first.
    pub(crate) fn parents(&self) -> &[LocaleTag] {
        &self.0[1..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(tag: &str, project: &[&str]) -> String {
        let tag: LocaleTag = tag.parse().unwrap();
        let tags = project.iter().map(|tag| tag.parse().unwrap()).chain([tag.clone()]).collect();
        let chain = Fallbacks::new(&tag, &"en".parse().unwrap(), &tags);
        chain.iter().map(LocaleTag::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_tag_finds_the_texts_that_its_readers_read() {
        let chinese = ["zh-Hans", "zh-Hant"];
        for (tag, project, expected) in [
            ("zh-CN", &chinese[..], "zh-CN zh-Hans en"),
            ("zh-SG", &chinese, "zh-SG zh-Hans en"),
            ("zh-MY", &chinese, "zh-MY zh-Hans en"),
            ("zh-Hans-SG", &chinese, "zh-Hans-SG zh-Hans en"),
            ("zh", &chinese, "zh zh-Hans en"),
            ("zh-TW", &chinese, "zh-TW zh-Hant en"),
            ("zh-HK", &chinese, "zh-HK zh-Hant en"),
            ("zh-MO", &chinese, "zh-MO zh-Hant en"),
            ("zh-MO", &["zh-HK", "zh-Hant"], "zh-MO zh-HK zh-Hant en"),
            ("zh-MO", &["zh-Hant-HK", "zh-TW"], "zh-MO zh-Hant-HK en"),
            ("zh-Hant-MO", &["zh-Hant", "zh-HK"], "zh-Hant-MO zh-HK zh-Hant en"),
            ("zh-Hant-MO-x-legal", &["zh-MO", "zh-HK"], "zh-Hant-MO-x-legal zh-MO zh-HK en"),
            ("zh-HK", &["zh-MO", "zh-Hant"], "zh-HK zh-Hant en"),
            ("zh-Hans-MO", &["zh-HK", "zh-Hans"], "zh-Hans-MO zh-Hans en"),
            ("zh-TW", &["zh", "zh-Hans", "zh-CN"], "zh-TW en"),
            ("zh-Hans-CN", &["zh-CN", "zh"], "zh-Hans-CN zh-CN zh en"),
            ("yue", &chinese, "yue en"),
            ("sr", &["sr-Cyrl"], "sr sr-Cyrl en"),
            ("sr-RS", &["sr-Cyrl", "sr-Latn"], "sr-RS sr-Cyrl en"),
            ("sr-Cyrl", &["sr", "sr-Latn"], "sr-Cyrl sr en"),
            ("sr-Latn", &["sr", "sr-Cyrl", "sr-RS"], "sr-Latn en"),
            ("sr-ME", &["sr", "sr-Latn"], "sr-ME sr-Latn en"),
            ("uz", &["uz-Latn", "uz-Cyrl"], "uz uz-Latn en"),
            ("uz-Cyrl", &["uz", "uz-Latn"], "uz-Cyrl en"),
            ("az-AZ", &["az-Latn", "az-Arab"], "az-AZ az-Latn en"),
            ("pa-IN", &["pa-Guru", "pa-Arab"], "pa-IN pa-Guru en"),
            ("pa-PK", &["pa", "pa-Guru", "pa-Arab"], "pa-PK pa-Arab en"),
            ("be-Latn", &["be"], "be-Latn en"),
            ("no", &["nb"], "no nb en"),
            ("nb", &["no"], "nb no en"),
            ("nb-NO", &["no", "nb", "nn"], "nb-NO nb no en"),
            ("nn", &["nb", "no"], "nn no nb en"),
            ("nb", &["nn"], "nb en"),
            ("de-AT", &["de"], "de-AT de en"),
            ("de-x-legal", &["de"], "de-x-legal de en"),
            ("de-AT-x-legal", &["de", "de-AT"], "de-AT-x-legal de-AT de en"),
            ("de-1996", &["de"], "de-1996 de en"),
            ("ca-ES-valencia", &["ca-valencia", "ca"], "ca-ES-valencia ca-valencia ca en"),
            ("ar-SA-u-nu-latn", &["ar", "ar-SA"], "ar-SA-u-nu-latn ar-SA ar en"),
            ("es-MX", &["es", "es-419"], "es-MX es-419 es en"),
            ("en-150", &["en-001"], "en-150 en-001 en"),
            ("en-AT", &["en-150", "en-001"], "en-AT en-150 en-001 en"),
            ("pt-AO", &["pt", "pt-PT"], "pt-AO pt-PT pt en"),
            ("en-US-x-plain", &["en-US"], "en-US-x-plain en-US en"),
            ("ht", &["fr"], "ht en"),
            ("hi-Latn", &["hi", "en-IN"], "hi-Latn en"),
        ] {
            assert_eq!(chain(tag, project), expected, "{tag} among {project:?}");
        }
    }
}
