//! The configuration files: `policy/policy.toml`, `locales/<tag>/locale.toml` and front matters.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::value::Datetime;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
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
    pub(crate) formats: Option<Vec<crate::document::Format>>,
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
}

/// Reads TOML that starts `offset` bytes into `file`.
pub(crate) fn parse<T: DeserializeOwned>(
    file: &Arc<SourceFile>,
    toml: &str,
    offset: usize,
) -> Result<T, Diagnostic> {
    toml::from_str(toml).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        let span = Span::new(file, range.start + offset..range.end + offset);
        Diagnostic::error(Code::Toml, error.message().trim().replace('\n', "; ")).at(span)
    })
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
