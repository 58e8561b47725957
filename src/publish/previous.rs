//! What the last build published, as far as nobody touched it since: files that would come out the
//! same need no rendering and no copying, only another name in the new folder.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{self, MANIFEST, PublishedFile};
use super::manifest::Manifest;
use super::staging::Staging;
use super::target::Target;
use crate::cache::{Cache, Digest, Entry, Key};
use crate::compile::{Artifact, Kept, Made, Outcome, Sink};
use crate::diagnostic::Diagnostic;

/// What lies in the folder that is built into.
pub(super) struct Previous {
    pub(super) manifest: Manifest,
    /// What is known of it, and of its files those that are as they were left.
    pub(super) record: PublishedRecord,
    /// Whether the folder holds all that was published and nothing else.
    intact: bool,
}

/// What was published into a folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PublishedRecord {
    /// What all of it was made from.
    pub(super) inputs: Key,
    /// Hash of `manifest.json`.
    pub(super) manifest: Key,
    pub(super) artifacts: Made,
    /// Sorted.
    pub(super) files: Vec<PublishedFile>,
    pub(super) outcome: Outcome,
}

impl Previous {
    /// Finds what an earlier build left in `target` and in its cache.
    pub(super) fn find(cache: &Cache, target: &Target) -> Option<Self> {
        let out = target.folder();
        let mut record = PublishedRecord::read(cache.get(&place(out)?)?)?;
        let manifest = fs::read(out.join(MANIFEST)).ok()?;
        // Another build, or this one before it was killed, may have published since.
        if Key::of(&manifest) != record.manifest {
            return None;
        }
        let manifest = serde_json::from_slice(&manifest).ok()?;
        let files = files::list(out)?;
        let intact = files == record.files;
        if !intact {
            record.files.retain(|file| files.binary_search(file).is_ok());
        }
        Some(Previous { manifest, record, intact })
    }

    /// Tells whether all of it was made from `inputs`, the system's fonts apart.
    pub(super) fn is_made_from(&self, inputs: &Key) -> bool {
        self.intact && *inputs == self.record.inputs
    }

    /// Tells whether it is what `manifest` lists.
    pub(super) fn is(&self, manifest: &Manifest) -> bool {
        self.intact && self.manifest == *manifest
    }

    fn artifact(&self, path: &str) -> Option<&Artifact> {
        let artifacts = &self.manifest.artifacts;
        let index = artifacts.binary_search_by(|known| known.path.as_str().cmp(path)).ok()?;
        Some(&artifacts[index])
    }

    /// Puts the file published as `path` into `staging` too; false where that cannot be done.
    fn keep(&self, path: &str, staging: &Staging<'_>) -> bool {
        let files = &self.record.files;
        let index = files.binary_search_by(|file| file.path.as_str().cmp(path));
        index.is_ok_and(|index| staging.link(&files[index]))
    }
}

/// Remembers what was published into `target`.
pub(super) fn remember(cache: &Cache, target: &Target, record: &PublishedRecord) {
    if let Some(place) = place(target.folder()) {
        cache.put(&place, &record.write());
    }
}

/// Gives the place of the record of what was published into `out`. What was published with other
/// permissions is published anew.
pub(super) fn place(out: &Path) -> Option<Key> {
    let out = out.canonicalize().ok()?;
    let digest = Digest::new("published").bytes(out.as_os_str().as_encoded_bytes());
    Some(digest.text(&umask()).key())
}

/// Which permissions new files do not get, as proc(5) tells it.
fn umask() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let umask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    umask.unwrap_or_default().trim().to_owned()
}

/// Takes artifacts into a staging folder, those of the last build by another name.
pub(super) struct Keeper<'k> {
    pub(super) staging: &'k Staging<'k>,
    pub(super) previous: Option<&'k Previous>,
}

impl Sink for Keeper<'_> {
    fn publishes(&self) -> bool {
        true
    }

    fn keep(&self, path: &str, key: &Key) -> Option<Kept> {
        let previous = self.previous?;
        let (made_from, record) = previous.record.artifacts.get(path)?;
        let artifact = previous.artifact(path)?;
        let kept = made_from == key && previous.keep(path, self.staging);
        kept.then(|| Kept {
            sha256: artifact.sha256.clone(),
            size: artifact.size,
            record: record.clone(),
        })
    }

    fn keep_same(&self, path: &str, sha256: &str) -> bool {
        self.previous.is_some_and(|previous| {
            previous.artifact(path).is_some_and(|known| known.sha256 == sha256)
                && previous.keep(path, self.staging)
        })
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.staging.write(path, bytes)
    }
}
