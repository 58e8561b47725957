//! How far each document is translated and signed off in each locale.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, context, value::Serde};
use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Day, DocumentId, EditionId, LocaleTag, UnitCounts};
use crate::project::Project;
use crate::resolve::{self, SignOff, word_count};

/// How far a document is translated and signed off in a locale.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The document.
    pub document: DocumentId,
    /// The locale.
    pub locale: LocaleTag,
    /// What the locale falls back to.
    pub fallback: Vec<LocaleTag>,
    /// Units by state.
    pub units: UnitCounts,
    /// Units that need no work, in per cent of all, rounded down: 100 means all.
    pub percent: usize,
    /// Words of the source's texts that are fuzzy or missing.
    pub words_left: usize,
    /// Whether the text is approved.
    pub sign_off: SignOffStatus,
    /// Who approved it or an earlier text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// The day of that approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<Day>,
}

/// Whether a text is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignOffStatus {
    /// Nobody has approved it.
    None,
    /// It has changed since.
    Void,
    /// It is approved as it stands.
    Approved,
}

/// Returns the status of every document in every locale, and every error in them. An incomplete
/// translation is no error; one with an error counts as fuzzy.
#[must_use]
pub fn statuses(project: &Project) -> (Vec<Status>, Diagnostics) {
    // What falls back to a locale that could not be loaded cannot be told either.
    let editions: Vec<EditionId> = project.editions().collect();
    let resolved: Vec<_> =
        editions.par_iter().map(|edition| resolve::resolve(project, edition)).collect();
    let words = word_counts(project);
    let mut errors = Diagnostics::default();
    let mut statuses = Vec::new();
    for one in resolved {
        let one = match one {
            Ok(one) => one,
            Err(found) => {
                errors.extend(found);
                continue;
            }
        };
        errors.extend(one.diagnostics.only(|_, severity| severity == Severity::Error));
        let document = one.document;
        let counts = document.translation.counts;
        let all =
            counts.source + counts.translated + counts.inherited + counts.fuzzy + counts.missing;
        let done = counts.source + counts.translated + counts.inherited;
        let left = document.translation.fallbacks.iter();
        let key = |unit: &str| words.get(&(document.id.to_string(), unit.to_owned())).copied();
        let words_left = left.filter_map(|unit| key(unit.unit.as_str())).sum();
        let (sign_off, record) = match one.sign_off {
            SignOff::None => (SignOffStatus::None, None),
            SignOff::Void(record) => (SignOffStatus::Void, Some(record)),
            SignOff::Approved(record) => (SignOffStatus::Approved, Some(record)),
        };
        statuses.push(Status {
            document: document.id,
            locale: document.locale.tag,
            fallback: document.locale.fallback,
            units: counts,
            percent: (done * 100).checked_div(all).unwrap_or(100),
            words_left,
            sign_off,
            approved_by: record.as_ref().map(|record| record.by.clone()),
            approved_on: record.map(|record| record.date),
        });
    }
    (statuses, errors)
}

/// Counts the words of each unit of the source, by document and unit id. A unit of the inventory counts for
/// every document.
fn word_counts(project: &Project) -> BTreeMap<(String, String), usize> {
    let mut words = BTreeMap::new();
    for document in &project.documents {
        let mut add = |unit: &crate::project::source::Unit| {
            words.insert((document.id.to_string(), unit.id.to_string()), word_count(&unit.msgid));
        };
        document.for_each_unit(&mut add);
        project.inventory.for_each_unit(&mut add);
    }
    words
}

/// Renders the statuses as a web page, with a bar for each document and locale.
///
/// # Errors
///
/// A mistake in the built-in page.
pub fn status_page(project: &Project, statuses: &[Status]) -> Result<String, Diagnostics> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment
        .add_template("status", include_str!("status.html"))
        .and_then(|()| environment.get_template("status"))
        .and_then(|template| {
            template.render(context! {
                publisher => project.config.publisher.get_ref()["name"].get_ref().as_str(),
                statuses => Serde(statuses),
            })
        });
    page.map_err(|error| Diagnostic::error(Code::Template, error.to_string()).into())
}
