//! `promulgate status`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice, ValueEnum};
use serde_json::json;

use super::report;
use crate::diagnostic::{Diagnostics, MessageFormat};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::translation::{SignOffStatus, Status, status_page, statuses};

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate status                               a table
  promulgate status --output html > status.html   a page with a picture of progress
  promulgate status --fail-under 100              exit with 1 unless all is translated (for CI)";

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// How the status is printed.
    #[arg(long, value_name = "FORM", default_value = "table")]
    output: Output,

    /// Fail if a document is translated less than this in any locale.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    /// Aligned columns, for people.
    Table,
    /// A JSON array, for programs.
    Json,
    /// A web page.
    Html,
}

pub(super) fn run(folder: &Path, args: &StatusArgs, color: ColorChoice) -> ExitCode {
    let (project, statuses, errors) = match load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    let printed = match args.output {
        Output::Table => report::print(&table(&statuses)),
        Output::Json => report::print(&format!("{:#}\n", json!(statuses))),
        Output::Html => match status_page(&project, &statuses) {
            Ok(page) => report::print(&page),
            Err(errors) => report::finish(&errors, MessageFormat::Human, color),
        },
    };
    if errors.has_errors() {
        return report::finish(&errors, MessageFormat::Human, color);
    }
    let least = usize::from(args.fail_under.unwrap_or(0));
    if statuses.iter().any(|status| status.percent < least) { ExitCode::from(1) } else { printed }
}

/// Loads the project in `folder` with the status of each document in each locale, and the errors in
/// locales: one in one language says nothing against the others.
fn load(folder: &Path) -> Result<(Project, Vec<Status>, Diagnostics), Diagnostics> {
    let (project, mut errors) = Project::load_sound(folder)?;
    let (statuses, found) = statuses(&project);
    errors.extend(found);
    Ok((project, statuses, errors))
}

fn table(statuses: &[Status]) -> String {
    let head = [
        "DOCUMENT",
        "LOCALE",
        "FALLS BACK TO",
        "DONE",
        "CURRENT",
        "FUZZY",
        "MISSING",
        "WORDS LEFT",
        "SIGN-OFF",
    ];
    let rows = statuses.iter().map(|status| {
        let units = status.units;
        let fallback: Vec<&str> = status.fallback.iter().map(LocaleTag::as_str).collect();
        let by = status.approved_by.as_deref().unwrap_or_default();
        let on = status.approved_on.map(|day| day.to_string()).unwrap_or_default();
        vec![
            status.document.to_string(),
            status.locale.to_string(),
            fallback.join(", "),
            format!("{} %", status.percent),
            (units.source + units.translated + units.inherited).to_string(),
            units.fuzzy.to_string(),
            units.missing.to_string(),
            status.words_left.to_string(),
            match status.sign_off {
                SignOffStatus::None => "none".to_owned(),
                SignOffStatus::Void => format!("changed since {by}, {on}"),
                SignOffStatus::Approved => format!("{by}, {on}"),
            },
        ]
    });
    report::table(&head, rows)
}
