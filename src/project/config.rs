//! The configuration files: `policy/policy.toml`, `locales/<tag>/locale.toml` and front matters.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Date, Datetime};

use super::characters;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::Day;

/// What `policy/policy.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PolicyConfig {
    /// BCP 47 tag of the language the policy is written in.
    pub(crate) source_locale: Spanned<String>,
    pub(crate) documents: Vec<DocumentConfig>,
    #[serde(default)]
    pub(crate) rules: Rules,
    /// Formats to publish; all of them where it is absent.
    pub(crate) formats: Option<Vec<Spanned<String>>>,
    pub(crate) publisher: Spanned<VariableTable>,
    #[serde(default)]
    pub(crate) urls: VariableTable,
    #[serde(default)]
    pub(crate) contact: VariableTable,
    #[serde(default)]
    pub(crate) variables: VariableTable,
}

/// A document the project publishes; its source is `policy/<id>.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentConfig {
    pub(crate) id: Spanned<String>,
}

/// Variables of one group, with their places.
pub(crate) type VariableTable = BTreeMap<String, Spanned<toml::Value>>;

/// What to do with units that have no current translation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Rules {
    #[serde(default)]
    pub(crate) missing: Rule,
    #[serde(default)]
    pub(crate) fuzzy: Rule,
    /// What `build --require-approved` does with a document that is not approved.
    #[serde(default)]
    pub(crate) unapproved: ApprovalRule,
}

/// What to do with a document that nobody has approved as it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ApprovalRule {
    /// Nothing is published.
    #[default]
    Error,
    /// It is published with a notice.
    Mark,
    /// The locale is left out.
    OmitLocale,
}

/// What to do with a unit in a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// Nothing is published.
    Error,
    /// The fallback is shown, marked.
    #[default]
    Fallback,
    /// The locale is left out.
    OmitLocale,
}

/// What `locales/<tag>/locale.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LocaleConfig {
    /// What the language is called in lists; CLDR's own name of it where it is absent.
    pub(crate) name: Option<Spanned<String>>,
    /// How dates are written; as CLDR has them where it is absent.
    pub(crate) dates: Option<DateForm>,
    /// Font families for the PDF, in order.
    #[serde(default)]
    pub(crate) fonts: Vec<Spanned<String>>,
    /// Whether documents state that the source language prevails.
    #[serde(default)]
    pub(crate) source_prevails: bool,
    #[serde(default)]
    pub(crate) publisher: VariableTable,
    #[serde(default)]
    pub(crate) urls: VariableTable,
    #[serde(default)]
    pub(crate) contact: VariableTable,
    #[serde(default)]
    pub(crate) variables: VariableTable,
}

/// A form of dates other than the language's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DateForm {
    /// ISO 8601, as in 2026-06-29.
    Iso,
}

/// What the front matter of a document says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub(crate) title: Spanned<String>,
    pub(crate) summary: Spanned<String>,
    pub(crate) version: Spanned<String>,
    pub(crate) updated: Spanned<Datetime>,
    pub(crate) effective: Option<Spanned<Datetime>>,
    /// Down to which level headings are in the contents.
    #[serde(rename = "contents-depth", default, deserialize_with = "contents_depth")]
    pub(crate) contents_depth: Option<u8>,
}

/// Reads a depth of the contents: a level that headings can have, or 0 for none.
fn contents_depth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let depth = i64::deserialize(deserializer)?;
    u8::try_from(depth).ok().filter(|depth| *depth <= 6).map(Some).ok_or_else(|| {
        D::Error::custom("`contents-depth` is the number of levels, 1 to 6, or 0 for no contents")
    })
}

impl FrontMatter {
    /// What stands for a front matter that cannot be read, so that the body can: an error already.
    pub(crate) fn unreadable() -> Self {
        let day = Date { year: 1970, month: 1, day: 1 };
        FrontMatter {
            title: Spanned::new(0..0, String::new()),
            summary: Spanned::new(0..0, String::new()),
            version: Spanned::new(0..0, String::new()),
            updated: Spanned::new(0..0, day.into()),
            effective: None,
            contents_depth: None,
        }
    }
}

/// Reads TOML that starts `offset` bytes into `file`. A text in it that cannot be published is an
/// error that keeps nothing else from being read.
pub(crate) fn parse<T: DeserializeOwned>(
    file: &Arc<SourceFile>,
    toml: &str,
    offset: usize,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let place = |range: Range<usize>| Span::new(file, range.start + offset..range.end + offset);
    let wrong = |error: toml::de::Error| {
        let message = error.message().trim().replace('\n', "; ");
        Diagnostic::error(Code::Toml, message).at(place(error.span().unwrap_or(0..0)))
    };
    let parsed = DeTable::parse(toml).and_then(|table| {
        table.get_ref().values().for_each(|value| unpublishable(value, &place, diagnostics));
        toml::from_str(toml)
    });
    parsed.map_err(|error| diagnostics.push(wrong(error))).ok()
}

/// Reports each text in `value` with a character that cannot be published.
fn unpublishable(
    value: &Spanned<DeValue<'_>>,
    place: &impl Fn(Range<usize>) -> Span,
    diagnostics: &mut Diagnostics,
) {
    match value.get_ref() {
        DeValue::String(text) => {
            diagnostics.extend(characters::problem(text, &place(value.span())));
        }
        DeValue::Array(values) => {
            values.iter().for_each(|value| unpublishable(value, place, diagnostics));
        }
        DeValue::Table(table) => table.iter().for_each(|(key, value)| {
            unpublishable(value, place, diagnostics);
            diagnostics.extend(characters::problem(key.get_ref(), &place(key.span())));
        }),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}

/// The day of a TOML local date.
pub(crate) fn day(
    file: &Arc<SourceFile>,
    offset: usize,
    value: &Spanned<Datetime>,
) -> Result<Day, Diagnostic> {
    let day = match value.get_ref() {
        Datetime { date: Some(date), time: None, offset: None } => {
            Day::new(date.year, date.month, date.day)
        }
        _ => None,
    };
    day.ok_or_else(|| {
        let span = value.span();
        Diagnostic::error(Code::Toml, "a date is a day that there is, without a time")
            .at(Span::new(file, span.start + offset..span.end + offset))
            .help("write it as in 2026-06-29")
    })
}
