//! `promulgate export` and `promulgate import`.

use std::fs;
use std::io::{self, ErrorKind, Read};
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
  promulgate import de.xlf && promulgate check --locale de
  curl https://example.com/de.xlf | promulgate import -";

/// Larger files are refused.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The locale to translate into.
    #[arg(value_name = "TAG")]
    locale: LocaleTag,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The XLIFF file; `-` is standard input.
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

/// All of `from`, if it is not too large.
fn limited(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    let size = from.take(LARGEST_FILE + 1).read_to_string(&mut text)? as u64;
    if size > LARGEST_FILE {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    Ok(text)
}

/// Imports a file; the paths of the catalogues that changed, and warnings.
fn try_import(folder: &Path, file: &Path) -> Result<(Vec<String>, Diagnostics), Diagnostics> {
    let (project, _) = Project::load(folder)?;
    let is_input = file == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { file.display().to_string() };
    let unreadable = |reason: String| {
        Diagnostic::error(Code::UnreadableFile, format!("`{name}` cannot be read: {reason}"))
    };
    let text =
        if is_input { limited(io::stdin().lock()) } else { fs::File::open(file).and_then(limited) };
    let text = text.map_err(|error| unreadable(error.to_string()))?;
    let (catalogues, warnings) = import(&project, &Arc::new(SourceFile::new(name, text)))?;
    let mut changed = Vec::new();
    for (path, text) in catalogues.files {
        if project.holds(&path, &text)? {
            continue;
        }
        project.write(&path, &text)?;
        changed.push(path);
    }
    Ok((changed, warnings))
}
