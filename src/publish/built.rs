//! What a build came to, and what it rested on.

use serde::{Deserialize, Serialize};

use super::files::PublishedFile;
use super::manifest::Manifest;
use super::previous::PublishedRecord;
use crate::cache::{Digest, Key};
use crate::diagnostic::Diagnostics;

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// What was published.
    pub manifest: Manifest,
    /// The warnings.
    pub diagnostics: Diagnostics,
    /// Whether just this was there already, so that the folder was not touched.
    pub unchanged: bool,
    /// What it rested on; nothing without a cache.
    pub(crate) basis: Option<Basis>,
}

/// What a build rested on, beside the files of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// The fonts that are not the system's, if they were used.
    pub(super) fonts: Option<Key>,
    /// The system's fonts, if they were used.
    pub(super) system_fonts: Option<Key>,
    /// The published files.
    pub(super) published: Key,
}

impl Basis {
    /// What `record` tells of it; `fonts` are those that were used.
    pub(super) fn of(record: &PublishedRecord, fonts: Option<Key>) -> Self {
        let published = digest_of(&record.files);
        Basis { fonts, system_fonts: record.outcome.system_fonts, published }
    }
}

/// A digest of published files, sorted.
pub(super) fn digest_of(files: &[PublishedFile]) -> Key {
    let digest = Digest::new("published files");
    let add = |digest: Digest, file: &PublishedFile| {
        let digest = digest.text(&file.path).bytes(&file.size.to_le_bytes());
        digest.bytes(&file.changed.to_le_bytes()).bytes(&file.mode.to_le_bytes())
    };
    files.iter().fold(digest, add).key()
}
