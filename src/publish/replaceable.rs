//! Whether what is published can be replaced, asked before anything is rendered: a publication file by
//! file that stops half way leaves new files beside old ones.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::files::{is_apart, machine, may_write};
use crate::diagnostic::{Code, Diagnostic};

/// Finds a symbolic link below the folder `out`.
pub(super) fn link_in(out: &Path) -> io::Result<Option<PathBuf>> {
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            // It is made anew, or told of by those who cannot.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_symlink() {
                return Ok(Some(entry.path()));
            }
            if kind.is_dir() && !is_apart(&entry) {
                folders.push(entry.path());
            }
        }
    }
    Ok(None)
}

/// Tells what below the folder `out` could not be replaced file by file: a folder that may not be
/// written to, a file of another user in a folder such as `/tmp`, a file that is one of `mounts`.
pub(super) fn check(out: &Path, mounts: &[PathBuf]) -> Result<(), Diagnostic> {
    let is_file = |place: &Path| fs::symlink_metadata(place).is_ok_and(|found| found.is_file());
    if let Some(file) = mounts.iter().find(|place| is_file(place)) {
        let message = format!("`{}` is a mount of its own and cannot be replaced", file.display());
        return Err(Diagnostic::error(Code::Io, message).help(
            "mount the folder that it lies in instead; what was published before is as it was",
        ));
    }
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: io::Error| machine(&folder, &error);
        may_write(&folder).map_err(|error| failed(error.into()))?;
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if is_apart(&entry) {
                continue;
            }
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if is_kept_by_others(&folder, &path) {
                return Err(machine(&path, &io::ErrorKind::PermissionDenied.into()));
            }
        }
    }
    Ok(())
}

/// Whether `path` in `folder` may be moved only by others: in a folder such as `/tmp` everybody may
/// move only what is his own.
pub(super) fn is_kept_by_others(folder: &Path, path: &Path) -> bool {
    const STICKY: u32 = 0o1000;
    // It belongs to whom the process runs as.
    let process = fs::metadata("/proc/self");
    let (Ok(process), Ok(folder), Ok(found)) =
        (process, fs::metadata(folder), fs::symlink_metadata(path))
    else {
        return false;
    };
    let is_ours = |found: &Metadata| [0, found.uid()].contains(&process.uid());
    folder.mode() & STICKY != 0 && !is_ours(&folder) && !is_ours(&found)
}
