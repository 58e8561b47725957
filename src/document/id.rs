//! Names of things: documents, locales, blocks, translatable units.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use icu::locale::extensions::unicode::key;
use icu::locale::{LanguageIdentifier, Locale, LocaleCanonicalizer};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::digits_named;

/// Why a string is not a valid id or locale tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError(&'static str);

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for IdError {}

/// Lower-case letters, digits and hyphens, starting with a letter: safe in a file name, an HTML
/// anchor, a PDF destination and a `msgctxt`.
fn is_slug(s: &str) -> bool {
    s.len() <= 80
        && s.starts_with(|c: char| c.is_ascii_lowercase())
        && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(String);

        impl $name {
            /// Gives the id as a string.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(s: String) -> Result<Self, IdError> {
                s.parse()
            }
        }
    };
}

string_id! {
    /// Id of a document: the stem of its source and of its published files.
    DocumentId
}

impl FromStr for DocumentId {
    type Err = IdError;

    fn from_str(s: &str) -> Result<Self, IdError> {
        if !is_slug(s) {
            return Err(IdError(
                "a document id has lower-case letters, digits and hyphens and starts with a letter",
            ));
        }
        Ok(DocumentId(s.to_owned()))
    }
}

/// A document in a locale: what is resolved, approved, rendered and published as one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EditionId {
    /// The document.
    pub document: DocumentId,
    /// The locale.
    pub locale: LocaleTag,
}

impl EditionId {
    /// Names the edition of `document` in `locale`.
    #[must_use]
    pub fn new(document: &DocumentId, locale: &LocaleTag) -> Self {
        EditionId { document: document.clone(), locale: locale.clone() }
    }

    /// Gives the path below a published folder of a file of this edition whose name ends in `end`.
    #[must_use]
    pub fn path(&self, end: &str) -> String {
        format!("{self}{end}")
    }
}

/// As in the paths of its files.
impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.locale, self.document)
    }
}

string_id! {
    /// Id of a section (`consent`) or of a block in it (`consent.2`, `consent.2.1`).
    BlockId
}

impl BlockId {
    /// Gives the id of the `position`-th part below this one, counted from 1.
    #[must_use]
    pub fn child(&self, position: usize) -> BlockId {
        BlockId(format!("{}.{position}", self.0))
    }

    /// Anchor of the footnote of this number; no section or block has an id of this form.
    pub(crate) fn footnote(number: u32) -> BlockId {
        BlockId(format!("footnote.n{number}"))
    }

    /// Stands for the id of a section that has none, which is an error; no other has this form.
    pub(crate) fn lost(position: usize) -> BlockId {
        BlockId(format!("heading.n{position}"))
    }

    /// Whether it stands for the id of a section that has none.
    pub(crate) fn is_lost(&self) -> bool {
        self.0.starts_with("heading.n")
    }

    /// Id of the source of the footnote called `slug`, the context of its units.
    pub(crate) fn note(slug: &str) -> BlockId {
        BlockId(format!("note.n-{slug}"))
    }

    /// Id of the source of a footnote in the patch of the locale `tag`.
    pub(crate) fn patch_note(tag: &str, slug: &str) -> BlockId {
        BlockId(format!("note.{tag}.n-{slug}"))
    }

    /// Id of the part below this one that `name` tells apart.
    pub(crate) fn named(&self, name: &str) -> BlockId {
        BlockId(format!("{}.{name}", self.0))
    }
}

impl FromStr for BlockId {
    type Err = IdError;

    fn from_str(s: &str) -> Result<Self, IdError> {
        let mut parts = s.split('.');
        let valid = parts.next().is_some_and(is_slug)
            && parts.all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        if !valid {
            return Err(IdError(
                "an id has lower-case letters, digits and hyphens and starts with a letter",
            ));
        }
        Ok(BlockId(s.to_owned()))
    }
}

string_id! {
    /// Id of a translatable unit: the `msgctxt` of its catalogue entry.
    UnitId
}

impl FromStr for UnitId {
    type Err = IdError;

    fn from_str(s: &str) -> Result<Self, IdError> {
        if s.is_empty() {
            return Err(IdError("a unit id is not empty"));
        }
        Ok(UnitId(s.to_owned()))
    }
}

impl From<&BlockId> for UnitId {
    fn from(id: &BlockId) -> UnitId {
        UnitId(id.0.clone())
    }
}

impl UnitId {
    /// An id put together by the program.
    pub(crate) fn new(id: impl Into<String>) -> UnitId {
        UnitId(id.into())
    }
}

/// A canonical BCP 47 language tag: language, script, region and variants (`pt-BR`, `zh-Hans`), with
/// the digits its texts are set in (`ar-u-nu-latn`) and a private part (`de-x-legal`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocaleTag(String);

impl LocaleTag {
    /// Gives the tag as a string, in canonical case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the tag as ICU4X reads it, without its extensions and its private part.
    #[must_use]
    pub fn identifier(&self) -> LanguageIdentifier {
        self.locale().id
    }

    /// The whole tag as ICU4X reads it.
    pub(crate) fn locale(&self) -> Locale {
        self.0.parse().unwrap_or(Locale::UNKNOWN)
    }
}

impl From<&LanguageIdentifier> for LocaleTag {
    fn from(id: &LanguageIdentifier) -> LocaleTag {
        LocaleTag(id.to_string())
    }
}

impl FromStr for LocaleTag {
    type Err = IdError;

    fn from_str(s: &str) -> Result<Self, IdError> {
        const WRONG: IdError = IdError("use a BCP 47 tag such as `de`, `pt-BR` or `zh-Hans`");
        let mut locale: Locale = s.parse().map_err(|_| WRONG)?;
        if locale.id.language.is_unknown() {
            return Err(WRONG);
        }
        LocaleCanonicalizer::new_common().canonicalize(&mut locale);
        let unicode = &locale.extensions.unicode;
        if !locale.extensions.transform.is_empty()
            || !locale.extensions.other.is_empty()
            || !unicode.attributes.is_empty()
            || unicode.keywords.iter().any(|(key, _)| key.as_str() != "nu")
        {
            return Err(IdError("of the extensions only `-u-nu-` is known, as in `ar-u-nu-latn`"));
        }
        if let Some(digits) = unicode.keywords.get(&key!("nu"))
            && digits_named(&digits.to_string()).is_none()
        {
            return Err(IdError("no digits are known by this name; `-u-nu-latn` are 0 to 9"));
        }
        Ok(LocaleTag(locale.to_string()))
    }
}

impl TryFrom<String> for LocaleTag {
    type Error = IdError;

    fn try_from(s: String) -> Result<Self, IdError> {
        s.parse()
    }
}

impl From<LocaleTag> for String {
    fn from(tag: LocaleTag) -> String {
        tag.0
    }
}

impl fmt::Display for LocaleTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for LocaleTag {
    fn schema_name() -> Cow<'static, str> {
        "LocaleTag".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "BCP 47 language tag",
            "pattern":
                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{4,8})*(-u-nu-[a-z]{4,8})?(-x(-[a-z0-9]{1,8})+)?$"
        })
    }
}
