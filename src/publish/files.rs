//! A published folder as it lies: its files as they look, and what in it does not count.

use std::fs::{self, DirEntry, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use rustix::fs::{Access, AtFlags, CWD, accessat};
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic};
use crate::temporary::PREFIX;

/// Name of the file that lists the others.
pub(super) const MANIFEST: &str = "manifest.json";

/// A published file or folder as it was left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct PublishedFile {
    /// Path below the folder; that of a folder ends with `/`.
    pub(super) path: String,
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) changed: u64,
    /// Kind and permissions.
    pub(super) mode: u32,
}

/// The files and folders below `out` as they are; none where something is no plain file or folder.
pub(super) fn list(out: &Path) -> Option<Vec<PublishedFile>> {
    let mut files = below(out, "").ok()?;
    files.sort();
    Some(files)
}

fn below(folder: &Path, prefix: &str) -> io::Result<Vec<PublishedFile>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.retain(|entry| !is_apart(entry));
    let files = entries.into_par_iter().map(|entry| {
        let name = entry.file_name().into_string().map_err(|_| ErrorKind::InvalidData)?;
        let path = format!("{prefix}{name}");
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            let folder = format!("{path}/");
            let mut files = below(&entry.path(), &folder)?;
            files.push(folder_state(folder, &metadata));
            Ok(files)
        } else if metadata.is_file() {
            Ok(vec![state(&path, &metadata)?])
        } else {
            Err(ErrorKind::InvalidData.into())
        }
    });
    Ok(files.collect::<io::Result<Vec<_>>>()?.concat())
}

pub(super) fn state(path: &str, metadata: &Metadata) -> io::Result<PublishedFile> {
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(changed.as_nanos()).unwrap_or_default();
    let mode = metadata.mode();
    Ok(PublishedFile { path: path.to_owned(), size: metadata.len(), changed, mode })
}

/// Of a folder only its permissions count.
pub(super) fn folder_state(path: String, metadata: &Metadata) -> PublishedFile {
    PublishedFile { path, size: 0, changed: 0, mode: metadata.mode() }
}

/// Whether something in a published folder does not count: the staging folder of another build, and
/// what file systems such as ext4 keep at their root.
pub(super) fn is_apart(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
    is_folder && (name == "lost+found" || name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
}

pub(super) fn may_write(folder: &Path) -> rustix::io::Result<()> {
    accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
}

/// Gives the folder that `out` is in.
pub(super) fn parent(out: &Path) -> PathBuf {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

pub(super) fn machine(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("`{}`: {error}", path.display()))
        .help("what was published before is as it was")
}

/// A publication file by file that did not come to its end.
pub(super) fn unfinished(out: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("`{}`: {error}", out.display())).help(
        "some files may be new and others old; once this is mended the next build finishes it",
    )
}
