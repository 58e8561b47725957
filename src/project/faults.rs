//! Which files of a project have errors: what rests on one of them cannot be judged.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostics;

/// Paths of files with errors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(BTreeSet<String>);

impl Faults {
    /// Remembers the file at `path` if what was `found` in it is an error.
    pub(super) fn note(&mut self, path: &str, found: &Diagnostics) {
        if found.has_errors() {
            self.0.insert(path.to_owned());
        }
    }

    /// Whether the file at `path` has errors.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether no file has any.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
