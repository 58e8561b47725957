//! `promulgate locales`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice, ValueEnum};
use serde_json::json;

use super::report;
use crate::diagnostic::MessageFormat;
use crate::document::LocaleTag;
use crate::project::Project;
use crate::translation::{Status, statuses};

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate locales
  promulgate locales --output json";

#[derive(Debug, Args)]
pub(super) struct LocalesArgs {
    /// How the list is printed.
    #[arg(long, value_name = "FORM", default_value = "table")]
    output: Output,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    /// Aligned columns, for people.
    Table,
    /// A JSON array, for programs.
    Json,
}

pub(super) fn run(folder: &Path, args: &LocalesArgs, color: ColorChoice) -> ExitCode {
    let statuses = Project::load(folder).and_then(|(project, _)| statuses(&project));
    match (statuses, args.output) {
        (Ok(statuses), Output::Table) => report::print(&table(&statuses)),
        (Ok(statuses), Output::Json) => report::print(&format!("{:#}\n", json!(statuses))),
        (Err(diagnostics), _) => report::finish(&diagnostics, MessageFormat::Human, color),
    }
}

fn table(statuses: &[Status]) -> String {
    let rows = statuses.iter().map(|status| {
        let fallback: Vec<&str> = status.fallback.iter().map(LocaleTag::as_str).collect();
        let units = status.units;
        vec![
            status.locale.to_string(),
            status.document.to_string(),
            fallback.join(", "),
            (units.source + units.translated + units.inherited).to_string(),
            units.fuzzy.to_string(),
            units.missing.to_string(),
        ]
    });
    report::table(&["LOCALE", "DOCUMENT", "FALLS BACK TO", "CURRENT", "FUZZY", "MISSING"], rows)
}
