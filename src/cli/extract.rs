//! `promulgate extract`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::report;
use crate::diagnostic::{Code, Diagnostic, MessageFormat};
use crate::project::Project;
use crate::translation::extract;

pub(super) const EXAMPLES: &str = "\
Examples:
  mkdir locales/fr && promulgate extract    start a French translation
  promulgate extract                        bring every catalogue up to date
  promulgate extract --check                fail if one is behind its source (for CI)";

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Write nothing; fail if a file would change.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(folder: &Path, args: &ExtractArgs, color: ColorChoice) -> ExitCode {
    let (project, _) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    let mut changed = Vec::new();
    for (path, text) in extract(&project).files {
        let wrote = match project.holds(&path, &text) {
            Ok(true) => continue,
            Ok(false) if args.check => Ok(()),
            Ok(false) => project.write(&path, &text),
            Err(diagnostic) => Err(diagnostic),
        };
        if let Err(diagnostic) = wrote {
            return report::finish(&diagnostic.into(), MessageFormat::Human, color);
        }
        changed.push(path);
    }
    if args.check && !changed.is_empty() {
        let diagnostic = Diagnostic::error(
            Code::CatalogueBehind,
            format!("catalogues are behind their source: {}", changed.join(", ")),
        )
        .help("run `promulgate extract` and commit what it writes");
        return report::finish(&diagnostic.into(), MessageFormat::Human, color);
    }
    let list: String = changed.iter().map(|path| format!("{path}\n")).collect();
    report::print(&list)
}
