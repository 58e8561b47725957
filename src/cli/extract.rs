//! `promulgate extract`.

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::report;
use crate::diagnostic::{Code, Diagnostic, MessageFormat};
use crate::project::Project;
use crate::translation::{Editorial, extract_editorial};

pub(super) const EXAMPLES: &str = "\
Examples:
  mkdir locales/fr && promulgate extract    start a French translation
  promulgate extract                        bring every catalogue up to date
  promulgate extract --check                fail if one is behind its source (for CI)
  promulgate extract --editorial scope.1    after a typing error was mended there";

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Write nothing; fail if a file would change.
    #[arg(long)]
    check: bool,

    /// Texts whose change was one of wording alone, such as `scope.1`: their translations stand, with
    /// a note of the source they were made from.
    #[arg(long, value_name = "UNIT", num_args = 1.., conflicts_with = "check")]
    editorial: Vec<String>,
}

pub(super) fn run(folder: &Path, args: &ExtractArgs, color: ColorChoice) -> ExitCode {
    let (project, _) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    let extracted = match Editorial::find(&project, &args.editorial) {
        Ok(editorial) => extract_editorial(&project, &editorial),
        Err(message) => return report::usage(&message),
    };
    let changed = extracted.and_then(|extracted| {
        Ok(if args.check {
            extracted.changes(&project)?.into_keys().collect()
        } else {
            extracted.write(&project)?
        })
    });
    let changed: Vec<String> = match changed {
        Ok(changed) => changed,
        Err(errors) => return report::finish(&errors, MessageFormat::Human, color),
    };
    if args.check && !changed.is_empty() {
        let diagnostic = Diagnostic::error(
            Code::CatalogueBehind,
            format!("catalogues are behind their source: {}", changed.join(", ")),
        )
        .help("run `promulgate extract` and commit what it writes");
        return report::finish(&diagnostic.into(), MessageFormat::Human, color);
    }
    report::print(&report::lines(&changed))
}
