//! `promulgate locales`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice, ValueEnum};
use serde_json::json;

use super::report;
use super::status::load;
use crate::diagnostic::MessageFormat;
use crate::document::LocaleTag;
use crate::translation::Status;

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
    let (_, statuses, errors) = match load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    let printed = match args.output {
        Output::Table => report::print(&table(&statuses)),
        Output::Json => report::print(&format!("{:#}\n", json!(statuses))),
    };
    if errors.has_errors() { report::finish(&errors, MessageFormat::Human, color) } else { printed }
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
