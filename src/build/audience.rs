//! Who follows a build while it is under way.

use std::collections::BTreeSet;

/// Follows a build; every method is called from the threads that build.
pub trait Audience: Sync {
    /// Paths of the artifacts that are looked at: they are rendered and shown before all else.
    fn awaited(&self) -> BTreeSet<String> {
        BTreeSet::new()
    }

    /// Shows an awaited artifact before anything is published; without `bytes` it will be as it was.
    fn show(&self, path: &str, bytes: Option<&[u8]>) {
        let _ = (path, bytes);
    }

    /// Called when all awaited artifacts are shown; the rest of the build waits until it returns.
    fn settle(&self) {}

    /// Called when the artifact at `path` is done.
    fn done(&self, path: &str) {
        let _ = path;
    }

    /// Whether nobody needs this build any more, as what it reads has changed.
    fn is_outdated(&self) -> bool {
        false
    }
}

/// Nobody follows.
#[derive(Debug)]
pub struct Nobody;

impl Audience for Nobody {}
