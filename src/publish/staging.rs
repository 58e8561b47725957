//! Staging: artifacts gather in a folder beside the target, which it then replaces; or
//! inside the target, where it cannot be replaced.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::fs::CWD;
use rustix::io::Errno;

use super::files::{self, PublishedFile, folder_state, machine, parent, state, unfinished};
use super::in_place;
use super::target::Target;
use crate::diagnostic::Diagnostic;
use crate::temporary::{PREFIX, TemporaryFolder, uninterrupted};

/// A folder whose files become the published ones, or disappear.
#[derive(Debug)]
pub(super) struct Staging<'t> {
    target: &'t Target,
    folder: TemporaryFolder,
    /// What is in it so far.
    files: Mutex<Vec<PublishedFile>>,
}

impl<'t> Staging<'t> {
    /// Makes a staging folder on the file system of `target`, so that nothing need be copied.
    pub(super) fn new(target: &'t Target) -> Result<Self, Diagnostic> {
        let parent =
            if target.stays { target.folder().to_owned() } else { parent(target.folder()) };
        remove_abandoned(&parent);
        let made = fs::create_dir_all(&parent).and_then(|()| TemporaryFolder::new_in(&parent));
        let folder = made.map_err(|error| machine(&parent, &error))?;
        if !target.stays
            && let Ok(metadata) = fs::metadata(target.folder())
        {
            resemble(folder.path(), &metadata).map_err(|error| machine(&parent, &error))?;
        }
        Ok(Staging { target, folder, files: Mutex::default() })
    }

    /// Writes one artifact.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let _whole = uninterrupted();
        let full = self.folder.path().join(path);
        let write = || {
            let mut file = File::create_new(&full)?;
            file.write_all(bytes)?;
            state(path, &file.metadata()?)
        };
        // The same for all of them: a full disk is one cause.
        self.add(in_folder(&full, write).map_err(|error| machine(self.target.folder(), &error))?);
        Ok(())
    }

    /// Takes over `file`, which is published; false if it is no longer what it was, or the file
    /// system has no hard links.
    pub(super) fn link(&self, file: &PublishedFile) -> bool {
        let _whole = uninterrupted();
        let full = self.folder.path().join(&file.path);
        let published = self.target.folder().join(&file.path);
        if in_folder(&full, || fs::hard_link(&published, &full)).is_err() {
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

    /// Publishes the files; returns what is there then.
    pub(super) fn publish(self) -> Result<Vec<PublishedFile>, Diagnostic> {
        let _whole = uninterrupted();
        let (staged, out) = (self.folder.path(), self.target.folder());
        let folders = self.folders().map_err(|error| machine(out, &error))?;
        if self.target.stays {
            in_place::publish(staged, out).map_err(|error| unfinished(out, &error))?;
            return files::list(out).ok_or_else(|| machine(out, &ErrorKind::InvalidData.into()));
        }
        match replace(staged, out) {
            Ok(()) => {
                let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
                files.extend(folders);
                files.sort();
                Ok(files)
            }
            Err(error) if cannot_be_moved(&error) && out.is_dir() => {
                let inside = TemporaryFolder::new_in(out)
                    .and_then(|inside| in_place::copy(staged, inside.path()).map(|()| inside))
                    .map_err(|error| machine(out, &error))?;
                in_place::publish(inside.path(), out).map_err(|error| unfinished(out, &error))?;
                files::list(out).ok_or_else(|| machine(out, &ErrorKind::InvalidData.into()))
            }
            Err(error) => Err(machine(out, &error)),
        }
    }

    /// The folders that are in it.
    fn folders(&self) -> io::Result<Vec<PublishedFile>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = files.iter().flat_map(|file| {
            file.path.match_indices('/').map(|(at, _)| file.path[..=at].to_owned())
        });
        let paths: BTreeSet<String> = ends.collect();
        drop(files);
        let state = |path: String| {
            let metadata = fs::metadata(self.folder.path().join(&path))?;
            Ok(folder_state(path, &metadata))
        };
        paths.into_iter().map(state).collect()
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

/// Gives the empty folder `staged` the group and the permissions of the one whose place it takes, as
/// far as that is allowed. A group that it cannot have gets no more than everybody.
fn resemble(staged: &Path, published: &Metadata) -> io::Result<()> {
    const GROUP: u32 = 0o070;
    const SETGID: u32 = 0o2000;
    let group = Some(published.gid());
    // Only root gives files to others, and a user only to a group of his own.
    if chown(staged, Some(published.uid()), group).is_err() {
        _ = chown(staged, None, group);
    }
    let mut mode = published.mode() & 0o7777;
    if fs::metadata(staged)?.gid() != published.gid() {
        let everybody = (mode & 0o007) << 3;
        mode &= !SETGID & (!GROUP | everybody);
    }
    fs::set_permissions(staged, Permissions::from_mode(mode))
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

/// Whether a folder cannot be moved though it can be written to: it lies in a lower layer of a
/// container's file system, is mounted somewhere, or is another user's in a folder such as `/tmp`.
fn cannot_be_moved(error: &io::Error) -> bool {
    let number = Errno::from_io_error(error);
    matches!(number, Some(Errno::XDEV | Errno::BUSY | Errno::PERM | Errno::ACCESS))
}

/// Puts the folder `staged` in the place of `out`.
fn replace(staged: &Path, out: &Path) -> io::Result<()> {
    // Another build may make or take away the folder between a look and a step.
    const TRIES: usize = 16;
    let mut done = Ok(());
    for _ in 0..TRIES {
        let is_there = fs::symlink_metadata(out).is_ok();
        done = if is_there { exchange(staged, out) } else { fs::rename(staged, out) };
        match done.as_ref().map_err(io::Error::kind) {
            Err(ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty) => {}
            Ok(()) | Err(_) => return done,
        }
    }
    done
}

/// Linux swaps the two folders in one step, so that a reader never finds none.
#[cfg(target_os = "linux")]
fn exchange(staged: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    // What was published is now in the staging folder and goes with it.
    match renameat_with(CWD, staged, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(Errno::INVAL | Errno::NOSYS) => in_two_steps(staged, out),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(staged: &Path, out: &Path) -> io::Result<()> {
    in_two_steps(staged, out)
}

/// Moves the old folder aside, then the new one in; on failure the old one comes back.
fn in_two_steps(staged: &Path, out: &Path) -> io::Result<()> {
    let aside = TemporaryFolder::new_in(&parent(out))?;
    let old = aside.path().join("dist");
    fs::rename(out, &old)?;
    fs::rename(staged, out).inspect_err(|_| {
        // The first error is the one to report.
        let _ = fs::rename(&old, out);
    })
}
