//! `promulgate export` and `promulgate import`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ColorChoice};

use super::report;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MessageFormat, SourceFile};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::translation::{export, import};

pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  promulgate export de > de.xlf";

pub(super) const IMPORT_EXAMPLES: &str = "\
Examples:
  promulgate import de.xlf && promulgate check --locale de";

/// Larger files are refused unread.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The locale to translate into.
    #[arg(value_name = "TAG")]
    locale: LocaleTag,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The XLIFF file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn export_locale(folder: &Path, args: &ExportArgs, color: ColorChoice) -> ExitCode {
    let (project, _) = match Project::load(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, MessageFormat::Human, color),
    };
    match export(&project, &args.locale) {
        Some(xliff) => report::print(&xliff),
        None => report::usage(&format!("there is nothing to translate into `{}`", args.locale)),
    }
}

pub(super) fn import_file(folder: &Path, args: &ImportArgs, color: ColorChoice) -> ExitCode {
    match try_import(folder, &args.file) {
        Ok((changed, warnings)) => {
            let status = report::finish(&warnings, MessageFormat::Human, color);
            let list: String = changed.iter().map(|path| format!("{path}\n")).collect();
            report::print(&list);
            status
        }
        Err(diagnostics) => report::finish(&diagnostics, MessageFormat::Human, color),
    }
}

/// Imports a file; the paths of the catalogues that changed, and warnings.
fn try_import(folder: &Path, file: &Path) -> Result<(Vec<String>, Diagnostics), Diagnostics> {
    let (project, _) = Project::load(folder)?;
    let name = file.display().to_string();
    let unreadable = |reason: String| {
        Diagnostic::error(Code::UnreadableFile, format!("`{name}` cannot be read: {reason}"))
    };
    let size = fs::metadata(file).map_err(|error| unreadable(error.to_string()))?.len();
    if size > LARGEST_FILE {
        return Err(unreadable("it is larger than 64 MiB".to_owned()).into());
    }
    let text = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    let (catalogues, warnings) = import(&project, &Arc::new(SourceFile::new(name, text)))?;
    let mut changed = Vec::new();
    for (path, text) in catalogues.files {
        if fs::read_to_string(project.folder().join(&path)).is_ok_and(|known| known == text) {
            continue;
        }
        project.write(&path, &text)?;
        changed.push(path);
    }
    Ok((changed, warnings))
}
