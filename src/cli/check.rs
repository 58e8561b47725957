//! `promulgate check`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::SelectionArgs;
use super::build::on_threads;
use super::report;
use crate::build::check_project;
use crate::check::fixes;
use crate::diagnostic::Diagnostics;
use crate::project::Project;

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate check                          every document in every language
  promulgate check --locale pl --strict     one language, warnings count as errors
  promulgate check --fix                    mend typography in catalogues first
  promulgate check --message-format json    one JSON object per finding";

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    /// First mend in catalogues what is safe to mend: spaces, straight quotation marks, punctuation
    /// of another script.
    #[arg(long)]
    fix: bool,
}

pub(super) fn run(folder: &Path, args: &CheckArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    let jobs = args.selection.jobs;
    let (mut project, mut diagnostics) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, format, color),
    };
    if args.fix {
        match mended(&project, folder) {
            Ok((again, found)) => (project, diagnostics) = (again, found),
            Err(diagnostics) => return report::finish(&diagnostics, format, color),
        }
    }
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

/// The project after its catalogues are mended.
fn mended(project: &Project, folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
    for (path, text) in fixes(project) {
        project.write(&path, &text)?;
        // For people; a program reads the findings on standard output.
        eprintln!("mended {path}");
    }
    Project::load(folder)
}
