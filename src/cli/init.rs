//! `promulgate init`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};

use super::report;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MessageFormat};
use crate::project::Project;
use crate::temporary::{TemporaryFolder, uninterrupted};
use crate::translation::extract;

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate init                  in this folder
  promulgate init my-policies      in a new one
  promulgate build --project my-policies";

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    ("policy/policy.toml", include_str!("init/policy.toml")),
    ("policy/privacy-policy.md", include_str!("init/privacy-policy.md")),
    ("policy/cookies.toml", include_str!("init/cookies.toml")),
    ("locales/de/privacy-policy.po", include_str!("init/de/privacy-policy.po")),
    ("locales/de/inventory.po", include_str!("init/de/inventory.po")),
    (".gitignore", "/dist\n.promulgate-*\n"),
];

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder of the new project; made if it does not exist.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(super) fn run(args: &InitArgs, color: ColorChoice) -> ExitCode {
    match write_all(&args.folder) {
        Ok(()) => {
            let folder = args.folder.display();
            report::print(&format!(
                "started a project in {folder}\nnext: promulgate build --project {folder}\n"
            ))
        }
        Err(diagnostics) => report::finish(&diagnostics, MessageFormat::Human, color),
    }
}

fn write_all(folder: &Path) -> Result<(), Diagnostics> {
    if let Some((path, _)) =
        FILES.iter().find(|(path, _)| folder.join(path).symlink_metadata().is_ok())
    {
        return Err(Diagnostic::error(
            Code::ForeignOutput,
            format!("`{}` is there already", folder.join(path).display()),
        )
        .help("start the project in another folder")
        .into());
    }
    let machine = |error: io::Error| {
        Diagnostic::error(Code::Io, format!("`{}`: {error}", folder.display()))
            .help("nothing was left behind; make room, or start the project elsewhere")
    };
    // Made whole beside its place, so that a full disk leaves no half of a project.
    let nearby = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let made = TemporaryFolder::new_in(nearby).map_err(machine)?;
    let written = FILES.iter().try_for_each(|(path, text)| write(&made.path().join(path), text));
    written.map_err(machine)?;
    // With the templates for translators, `extract --check` passes from the first commit.
    let (project, _) = Project::load(made.path())?;
    extract(&project)?.write(&project)?;
    let _whole = uninterrupted();
    Ok(merge(made.path(), folder).map_err(machine)?)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}

/// Moves what is in the folder `from` to `to`, where none of its files is.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    if !to.exists() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        return fs::rename(from, to);
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            merge(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}
