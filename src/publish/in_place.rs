//! Publishing file by file, into a folder that another cannot take the place of: a mount point, or
//! one in a folder that is not ours.
//!
//! All files lie complete in a folder inside the published one. Then its manifest gets another name,
//! in one step, and from there on whoever finds that name finishes: moves each file to its place,
//! removes what does not belong there, and moves the manifest last. So a reader finds each file old
//! or new and never a part of one, and a build that was killed is finished by the next.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::files::{MANIFEST, is_apart};
use super::manifest::Manifest;
use crate::temporary::PREFIX;

/// The manifest in a staging folder that is complete, but not all in its place yet. A folder cannot be
/// renamed everywhere, a file can.
const JOURNAL: &str = ".complete";

/// Keeps other builds from publishing into `out` until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _folder: Option<File>,
}

impl Lock {
    /// Waits for the folder `out`. Where a file system has no locks, nobody waits.
    pub(super) fn new(out: &Path) -> Self {
        let folder = File::open(out).ok();
        Lock { _folder: folder.filter(|folder| folder.lock().is_ok()) }
    }
}

/// Moves the files below `staged`, a folder in `out`, to their places in `out`.
pub(super) fn publish(staged: &Path, out: &Path) -> io::Result<()> {
    let lock = Lock::new(out);
    finish(out, &lock)?;
    fs::rename(staged.join(MANIFEST), staged.join(JOURNAL))?;
    finish_from(staged, out)
}

/// Finishes what a build left that was killed while it published into `out`.
pub(super) fn finish(out: &Path, _: &Lock) -> io::Result<()> {
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        if is_apart(&entry) && entry.path().join(JOURNAL).is_file() {
            finish_from(&entry.path(), out)?;
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Moves to their places what is left of the files in the complete folder `staged`.
fn finish_from(staged: &Path, out: &Path) -> io::Result<()> {
    let journal = staged.join(JOURNAL);
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&fs::read(&journal)?) else {
        // Another version of the tool left it; the build at hand publishes all anew.
        return Ok(());
    };
    let published = manifest.artifacts.iter().map(|artifact| PathBuf::from(&artifact.path));
    let published: BTreeSet<PathBuf> = published.chain([MANIFEST.into()]).collect();
    for path in files(staged)?.iter().filter(|path| *path != Path::new(JOURNAL)) {
        place(&staged.join(path), out, path)?;
    }
    remove_others(out, Path::new(""), &published)?;
    place(&journal, out, Path::new(MANIFEST))
}

/// Paths of the files below `folder`; links are not followed.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(path) = folders.pop() {
        for entry in fs::read_dir(folder.join(&path))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = path.join(entry.file_name());
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// Moves the file `from` to `path` below `out`, and whatever is in its way out of it.
fn place(from: &Path, out: &Path, path: &Path) -> io::Result<()> {
    let mut folder = out.to_owned();
    for part in path.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => continue,
            Ok(_) => fs::remove_file(&folder)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        fs::create_dir(&folder)?;
    }
    let to = out.join(path);
    if fs::symlink_metadata(&to).is_ok_and(|metadata| metadata.is_dir()) {
        fs::remove_dir_all(&to)?;
    }
    match fs::rename(from, &to) {
        // Something is mounted on the way.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let beside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&folder)?;
            let copy = beside.path().join("file");
            fs::copy(from, &copy)?;
            fs::rename(copy, to)?;
            fs::remove_file(from)
        }
        done => done,
    }
}

/// Removes what is below `folder` in `out` and not among `published`, folders that get empty too.
fn remove_others(out: &Path, folder: &Path, published: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(out.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if is_apart(&entry) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            remove_others(out, &path, published)?;
            match fs::remove_dir(out.join(&path)) {
                // What is mounted there stays so.
                Err(error)
                    if !matches!(
                        error.kind(),
                        ErrorKind::DirectoryNotEmpty | ErrorKind::ResourceBusy
                    ) =>
                {
                    return Err(error);
                }
                Ok(()) | Err(_) => {}
            }
        } else if !published.contains(&path) {
            fs::remove_file(out.join(&path))?;
        }
    }
    Ok(())
}

/// Copies the files below `from` to `to`, where renaming cannot reach.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for path in files(from)? {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(to.join(folder))?;
        }
        fs::copy(from.join(&path), to.join(&path))?;
    }
    Ok(())
}
