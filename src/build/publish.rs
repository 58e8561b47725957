//! Publishing: artifacts gather in a staging folder beside the target, which it then replaces.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempDir;

use super::record::PublishedFile;
use crate::diagnostic::{Code, Diagnostic};

/// Refuses a target that holds files of somebody else.
pub(super) fn check_target(out: &Path) -> Result<(), Diagnostic> {
    let foreign = || {
        Diagnostic::error(
            Code::ForeignOutput,
            format!("`{}` holds files that no build put there", out.display()),
        )
        .help("choose another folder with `--out`, or empty this one")
    };
    match fs::read_dir(out) {
        Ok(mut entries) => {
            let empty = entries.next().is_none();
            if empty || out.join("manifest.json").is_file() { Ok(()) } else { Err(foreign()) }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(foreign()),
        Err(error) => Err(machine(out, &error)),
    }
}

/// The files below `out` as they are; none where something is no plain file or folder.
pub(super) fn files(out: &Path) -> Option<Vec<PublishedFile>> {
    let mut files = Vec::new();
    list(out, "", &mut files).ok()?;
    files.sort();
    Some(files)
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<PublishedFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| ErrorKind::InvalidData)?;
        let path = format!("{prefix}{name}");
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else if metadata.is_file() {
            let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            let changed = u64::try_from(changed.as_nanos()).unwrap_or_default();
            files.push(PublishedFile { path, size: metadata.len(), changed });
        } else {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(())
}

/// How the names of staging folders begin.
const PREFIX: &str = ".promulgate-";

/// A folder that becomes the published one, or disappears.
#[derive(Debug)]
pub(super) struct Staging {
    folder: TempDir,
}

impl Staging {
    /// A staging folder on the file system of `out`, so that it can take its place at once.
    pub(super) fn new(out: &Path) -> Result<Self, Diagnostic> {
        let parent = parent(out);
        remove_abandoned(&parent);
        let made = fs::create_dir_all(&parent)
            .and_then(|()| tempfile::Builder::new().prefix(PREFIX).tempdir_in(&parent));
        Ok(Staging { folder: made.map_err(|error| machine(&parent, &error))? })
    }

    /// Writes one artifact.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let full = self.folder.path().join(path);
        let folder = full.parent().unwrap_or(self.folder.path());
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&full, bytes))
            .map_err(|error| machine(&full, &error))
    }

    /// Puts the folder in the place of `out`.
    pub(super) fn publish(self, out: &Path) -> Result<(), Diagnostic> {
        let staged = self.folder.path();
        readable_by_all(staged).map_err(|error| machine(staged, &error))?;
        replace(staged, out).map_err(|error| machine(out, &error))
    }
}

/// Removes what builds left that were killed long ago.
fn remove_abandoned(parent: &Path) {
    const LONG_AGO: Duration = Duration::from_hours(1);
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_ours && age().is_some_and(|age| age > LONG_AGO) {
            // Another build may do the same.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Temporary folders are private; a published one is not.
#[cfg(unix)]
fn readable_by_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Linux swaps the two folders in one step, so that a reader never finds none.
#[cfg(target_os = "linux")]
fn replace(staged: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    if !out.exists() {
        return fs::rename(staged, out);
    }
    // What was published is now in the staging folder and goes with it.
    match renameat_with(CWD, staged, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
            replace_in_two_steps(staged, out)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn replace(staged: &Path, out: &Path) -> io::Result<()> {
    replace_in_two_steps(staged, out)
}

/// Moves the old folder aside, then the new one in; on failure the old one comes back.
fn replace_in_two_steps(staged: &Path, out: &Path) -> io::Result<()> {
    if !out.exists() {
        return fs::rename(staged, out);
    }
    let aside = tempfile::Builder::new().prefix(".promulgate-old-").tempdir_in(parent(out))?;
    let old = aside.path().join("dist");
    fs::rename(out, &old)?;
    fs::rename(staged, out).inspect_err(|_| {
        // The first error is the one to report.
        let _ = fs::rename(&old, out);
    })
}

fn parent(out: &Path) -> PathBuf {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

fn machine(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("`{}`: {error}", path.display()))
        .help("what was published before is as it was")
}
