//! `promulgate xliff`: exchange with translators' tools.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ColorChoice, Subcommand};

use super::report;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MessageFormat, SourceFile};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::translation::{export, import};

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate xliff export de > de.xlf
  promulgate xliff import de.xlf && promulgate check --locale de
  curl https://example.com/de.xlf | promulgate xliff import -";

/// Larger files are refused.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct XliffArgs {
    #[command(subcommand)]
    command: XliffCommand,
}

#[derive(Debug, Subcommand)]
enum XliffCommand {
    /// Print the texts of a locale as XLIFF 2.1.
    #[command(after_help = "Example:\n  promulgate xliff export de > de.xlf")]
    Export {
        /// The locale to translate into.
        #[arg(value_name = "TAG")]
        locale: LocaleTag,
    },
    /// Read translations from XLIFF 2 into the catalogues.
    #[command(
        after_help = "Example:\n  promulgate xliff import de.xlf && promulgate check --locale de"
    )]
    Import {
        /// The XLIFF file; `-` is standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(super) fn run(folder: &Path, args: &XliffArgs, color: ColorChoice) -> ExitCode {
    let done = match &args.command {
        XliffCommand::Export { locale } => export_locale(folder, locale),
        XliffCommand::Import { file } => import_file(folder, file, color),
    };
    done.unwrap_or_else(|errors| report::finish(&errors, MessageFormat::Human, color))
}

fn export_locale(folder: &Path, locale: &LocaleTag) -> Result<ExitCode, Diagnostics> {
    let (project, _) = Project::load(folder)?;
    Ok(match export(&project, locale)? {
        Some(xliff) => report::print(&xliff),
        None => report::usage(&format!("there is nothing to translate into `{locale}`")),
    })
}

/// Imports a file and prints the paths of the catalogues that changed.
fn import_file(folder: &Path, file: &Path, color: ColorChoice) -> Result<ExitCode, Diagnostics> {
    let (project, _) = Project::load(folder)?;
    let is_input = file == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { file.display().to_string() };
    let text =
        if is_input { limited(io::stdin().lock()) } else { fs::File::open(file).and_then(limited) };
    let text = text.map_err(|error| {
        Diagnostic::error(Code::UnreadableFile, format!("`{name}` cannot be read: {error}"))
    })?;
    let (catalogues, warnings) = import(&project, &Arc::new(SourceFile::new(name, text)))?;
    let changed = catalogues.write(&project)?;
    let status = report::finish(&warnings, MessageFormat::Human, color);
    report::print(&report::lines(&changed));
    Ok(status)
}

/// Reads all of `from`, if it is not too large.
fn limited(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    let size = from.take(LARGEST_FILE + 1).read_to_string(&mut text)? as u64;
    if size > LARGEST_FILE {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    Ok(text)
}
