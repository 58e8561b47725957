//! Publishing: artifacts gather in a staging folder beside the target, which it then replaces.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempDir;

use super::record::PublishedFile;
use crate::diagnostic::{Code, Diagnostic};

/// Name of the file that lists the others.
pub(super) const MANIFEST: &str = "manifest.json";

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
            if empty || out.join(MANIFEST).is_file() { Ok(()) } else { Err(foreign()) }
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
            files.push(state(&path, &metadata)?);
        } else {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(())
}

fn state(path: &str, metadata: &Metadata) -> io::Result<PublishedFile> {
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(changed.as_nanos()).unwrap_or_default();
    Ok(PublishedFile { path: path.to_owned(), size: metadata.len(), changed })
}

/// How the names of staging folders begin.
const PREFIX: &str = ".promulgate-";

/// A folder that becomes the published one, or disappears.
#[derive(Debug)]
pub(super) struct Staging {
    folder: TempDir,
    /// What is in it so far.
    files: Mutex<Vec<PublishedFile>>,
}

impl Staging {
    /// A staging folder on the file system of `out`, so that it can take its place at once.
    pub(super) fn new(out: &Path) -> Result<Self, Diagnostic> {
        let parent = parent(out);
        remove_abandoned(&parent);
        let made = fs::create_dir_all(&parent)
            .and_then(|()| tempfile::Builder::new().prefix(PREFIX).tempdir_in(&parent));
        let folder = made.map_err(|error| machine(&parent, &error))?;
        Ok(Staging { folder, files: Mutex::default() })
    }

    /// Writes one artifact.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let full = self.folder.path().join(path);
        let write = || {
            let mut file = File::create_new(&full)?;
            file.write_all(bytes)?;
            state(path, &file.metadata()?)
        };
        self.add(in_folder(&full, write).map_err(|error| machine(&full, &error))?);
        Ok(())
    }

    /// Takes over `file`, which is published below `out`; false if it is no longer what it was, or
    /// the file system has no hard links.
    pub(super) fn link(&self, out: &Path, file: &PublishedFile) -> bool {
        let full = self.folder.path().join(&file.path);
        if in_folder(&full, || fs::hard_link(out.join(&file.path), &full)).is_err() {
            return false;
        }
        // Looked at only now: whatever is done to the old folder cannot exchange the linked file.
        let is_same = fs::symlink_metadata(&full).is_ok_and(|metadata| {
            metadata.is_file() && state(&file.path, &metadata).is_ok_and(|now| now == *file)
        });
        if is_same {
            self.add(file.clone());
        } else {
            _ = fs::remove_file(&full);
        }
        is_same
    }

    /// Puts the folder in the place of `out`; returns what is in it.
    pub(super) fn publish(self, out: &Path) -> Result<Vec<PublishedFile>, Diagnostic> {
        let staged = self.folder.path();
        readable_by_all(staged).map_err(|error| machine(staged, &error))?;
        replace(staged, out).map_err(|error| machine(out, &error))?;
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort();
        Ok(files)
    }

    fn add(&self, file: PublishedFile) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    }
}

/// Does `work`, which makes the file `path`, and first its folder if there is none.
fn in_folder<T>(path: &Path, work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match (work(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            work()
        }
        (done, _) => done,
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
