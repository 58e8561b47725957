//! Temporary folders that vanish with the process, and steps that no signal comes between.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

/// How the names of temporary folders begin. `init` tells git to leave them out.
pub(crate) const PREFIX: &str = ".promulgate-";

/// Read by those who must not be interrupted, written by what ends the process.
static GATE: RwLock<()> = RwLock::new(());

static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

thread_local! {
    /// How many guards this thread holds: asking the gate twice could wait for itself.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// Keeps signals from ending the process as long as it lives.
#[derive(Debug)]
pub(crate) struct Uninterrupted {
    _gate: Option<RwLockReadGuard<'static, ()>>,
}

/// Keeps signals from ending the process until what is returned is dropped.
#[must_use]
pub(crate) fn uninterrupted() -> Uninterrupted {
    let held = HELD.get();
    HELD.set(held + 1);
    let gate = (held == 0).then(|| GATE.read().unwrap_or_else(PoisonError::into_inner));
    Uninterrupted { _gate: gate }
}

impl Drop for Uninterrupted {
    fn drop(&mut self) {
        HELD.set(HELD.get() - 1);
    }
}

/// Waits for all who hold the gate, lets nobody through it again, and removes the temporary
/// folders. The process must end right after.
pub(crate) fn remove_all() {
    let gate = GATE.write().unwrap_or_else(PoisonError::into_inner);
    for folder in FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // Nobody is left to tell.
        let _ = fs::remove_dir_all(folder);
    }
    std::mem::forget(gate);
}

/// A folder that is removed when it is dropped, or when a signal ends the process.
#[derive(Debug)]
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Makes a folder in `parent`, with the permissions that any new folder has.
    pub(crate) fn new_in(parent: &Path) -> io::Result<Self> {
        let _whole = uninterrupted();
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o777))
            .tempdir_in(parent)
            .map_err(without_path)?
            .keep();
        FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.clone());
        Ok(TemporaryFolder(folder))
    }

    /// Returns where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

/// The system's own error in `error`: a name that was made up for a moment tells nobody anything.
fn without_path(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(std::error::Error::source);
    let code = inner.and_then(|inner| inner.downcast_ref::<io::Error>()?.raw_os_error());
    code.map_or(error, io::Error::from_raw_os_error)
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _whole = uninterrupted();
        // It may have been moved to its place.
        let _ = fs::remove_dir_all(&self.0);
        FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
