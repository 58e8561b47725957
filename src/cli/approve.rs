//! `promulgate approve`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::report;
use crate::diagnostic::MessageFormat;
use crate::document::{Day, DocumentId, LocaleTag};
use crate::project::Project;
use crate::resolve::is_name;
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
    date: Option<Day>,
}

pub(super) fn run(folder: &Path, args: &ApproveArgs, color: ColorChoice) -> ExitCode {
    let Some(date) = args.date.or_else(source_date) else {
        return report::usage("give the day with `--date`, or set SOURCE_DATE_EPOCH");
    };
    if !is_name(args.by.trim()) {
        return report::usage("`--by` names nobody; give the name of who approves, in one line");
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
    match approve(&project, &args.locale, &args.documents, args.by.trim(), date) {
        Ok(path) => report::print(&format!("{path}\n")),
        Err(diagnostics) => report::finish(&diagnostics, MessageFormat::Human, color),
    }
}

/// Returns the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), in UTC.
fn source_date() -> Option<Day> {
    Day::from_unix(std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?)
}
