//! `promulgate approve`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};
use icu::calendar::types::RataDie;
use icu::calendar::{Date, Iso};

use super::report;
use crate::diagnostic::MessageFormat;
use crate::document::{DocumentId, LocaleTag};
use crate::project::Project;
use crate::translation::approve;

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate approve de --by \"Dr. Jana Weber\" --date 2026-07-01
  promulgate approve fr --by \"Legal team\" --document cookie-policy";

#[derive(Debug, Args)]
pub(super) struct ApproveArgs {
    /// The locale whose text is approved.
    #[arg(value_name = "TAG")]
    locale: LocaleTag,

    /// Who approves it.
    #[arg(long, value_name = "NAME")]
    by: String,

    /// Only this document (repeatable).
    #[arg(long = "document", short = 'd', value_name = "ID")]
    documents: Vec<DocumentId>,

    /// The day of the approval, such as 2026-07-01; else that of `SOURCE_DATE_EPOCH`.
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

pub(super) fn run(folder: &Path, args: &ApproveArgs, color: ColorChoice) -> ExitCode {
    let Some(date) = args.date.clone().or_else(source_date) else {
        return report::usage("give the day with `--date`, or set SOURCE_DATE_EPOCH");
    };
    if !is_day(&date) {
        return report::usage(&format!("`{date}` is not a day; write it as in 2026-07-01"));
    }
    let (project, _) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    if !project.locales().any(|known| *known == args.locale) {
        return report::usage(&format!("the project has no locale `{}`", args.locale));
    }
    if let Some(id) =
        args.documents.iter().find(|id| !project.document_ids().any(|known| known == *id))
    {
        return report::usage(&format!("the project has no document `{id}`"));
    }
    match approve(&project, &args.locale, &args.documents, args.by.trim(), &date) {
        Ok(path) => report::print(&format!("{path}\n")),
        Err(diagnostics) => report::finish(&diagnostics, MessageFormat::Human, color),
    }
}

/// The day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), in UTC.
fn source_date() -> Option<String> {
    /// Days from 0000-12-31 to 1970-01-01.
    const EPOCH: i64 = 719_163;
    let seconds: i64 = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
    let day = Date::from_rata_die(RataDie::new(EPOCH + seconds.div_euclid(86_400)), Iso);
    let year = day.era_year().year;
    Some(format!("{year:04}-{:02}-{:02}", day.month().ordinal, day.day_of_month().0))
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = [(year, 4), (month, 2), (day, 2)]
        .iter()
        .all(|(part, length)| part.len() == *length && part.bytes().all(|b| b.is_ascii_digit()));
    digits
        && match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Date::try_new_iso(year, month, day).is_ok(),
            _ => false,
        }
}
