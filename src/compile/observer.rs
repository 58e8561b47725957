//! Who follows a build while it is under way.

/// Follows a build; every method is called from the threads that build.
pub trait Observer: Sync {
    /// Called when the artifact at `path` is done.
    fn done(&self, path: &str) {
        let _ = path;
    }

    /// Tells whether nobody needs this build any more, as what it reads has changed.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Tells whether it wants to know why each result is made that was not in the cache.
    fn wants_reasons(&self) -> bool {
        false
    }

    /// Called for each such result, with the reason.
    fn reason(&self, line: &str) {
        let _ = line;
    }
}

/// Follows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}
