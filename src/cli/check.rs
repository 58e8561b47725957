//! `promulgate check`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::SelectionArgs;
use super::build::on_threads;
use super::report;
use crate::build::check_project;
use crate::project::Project;

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate check                          every document in every language
  promulgate check --locale pl --strict     one language, warnings count as errors
  promulgate check --message-format json    one JSON object per finding";

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    selection: SelectionArgs,
}

pub(super) fn run(folder: &Path, args: CheckArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    let jobs = args.selection.jobs;
    let (project, mut diagnostics) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, format, color),
    };
    let options = match args.selection.options(&project) {
        Ok(options) => options,
        Err(message) => return report::usage(&message),
    };
    match on_threads(jobs, || check_project(&project, &options)) {
        Ok(found) => {
            diagnostics.extend(found);
            report::finish(&diagnostics, format, color)
        }
        Err(message) => report::usage(&message),
    }
}
