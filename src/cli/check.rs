//! `promulgate check`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::SelectionArgs;
use super::build::Compiler;
use super::cache::CacheArgs;
use super::report;
use crate::check::fixes;
use crate::compile::{Silent, check};
use crate::diagnostic::{Diagnostics, harmless};
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
    pub(super) selection: SelectionArgs,

    #[command(flatten)]
    cache: CacheArgs,

    /// First mend in catalogues what is safe to mend: spaces, straight quotation marks, punctuation
    /// of another script.
    #[arg(long)]
    fix: bool,
}

pub(super) fn run(folder: &Path, args: &CheckArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    // With errors in the project nothing is mended, and the check tells of them.
    if args.fix
        && let Ok((project, _)) = Project::load(folder)
        && let Err(errors) = mend(&project)
    {
        return report::finish(&errors, format, color);
    }
    let compiler = Compiler::new(folder, &args.selection, &args.cache);
    let done = compiler.run(&Silent, |project, request, cache, observer| {
        Ok(((), check(project, request, cache, observer)?))
    });
    match done {
        Ok(((), found)) => report::finish(&found, format, color),
        Err(failure) => failure.finish(format, color),
    }
}

/// Mends the catalogues of `project`.
fn mend(project: &Project) -> Result<(), Diagnostics> {
    for (path, text) in fixes(project)? {
        project.write(&path, &text)?;
        // For people; a program reads the findings on standard output.
        eprintln!("mended {}", harmless(&path));
    }
    Ok(())
}
