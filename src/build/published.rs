//! What the last build published, as far as nobody touched it since: files that would come out the
//! same need no rendering and no copying, only another name in the new folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::manifest::{Artifact, Manifest};
use super::past::Past;
use super::publish::{self, Staging, Target};
use super::record::{ArtifactRecord, PublishedFile, PublishedRecord};
use crate::cache::{Digest, Key};
use crate::render::FontLibrary;

/// What lies in the folder that is built into.
pub(super) struct Published {
    pub(super) manifest: Manifest,
    /// What is known of it, and of its files those that are as they were left.
    pub(super) record: PublishedRecord,
    /// Whether the folder holds all that was published and nothing else.
    intact: bool,
    /// The system's fonts now, if something published was set in them.
    system_fonts: Option<Key>,
}

impl Published {
    /// What an earlier build left in `target` and in its cache.
    pub(super) fn find(past: Past<'_>, target: &Target, fonts: &FontLibrary<'_>) -> Option<Self> {
        let out = target.folder();
        let mut record: PublishedRecord = past.record(&place(out)?)?;
        let manifest = fs::read(out.join(publish::MANIFEST)).ok()?;
        // Another build, or this one before it was killed, may have published since.
        if Key::of(&manifest) != record.manifest {
            return None;
        }
        let manifest = serde_json::from_slice(&manifest).ok()?;
        let files = publish::files(out)?;
        let intact = files == record.files;
        if !intact {
            record.files.retain(|file| files.binary_search(file).is_ok());
        }
        let system_fonts = record.system_fonts.and_then(|_| fonts.system_digest());
        Some(Published { manifest, record, intact, system_fonts })
    }

    /// Whether `inputs` made all of it.
    pub(super) fn is_made_from(&self, inputs: Option<&Key>) -> bool {
        self.intact
            && inputs == Some(&self.record.inputs)
            && self.record.system_fonts == self.system_fonts
    }

    /// Whether it is what `manifest` lists.
    pub(super) fn is(&self, manifest: &Manifest) -> bool {
        self.intact && self.manifest == *manifest
    }

    /// The artifact published as `path`, if `key` is what it was made from.
    pub(super) fn artifact(&self, path: &str, key: &Key) -> Option<(&Artifact, &ArtifactRecord)> {
        let (made_from, made) = self.record.artifacts.get(path)?;
        let other_fonts = made.system_fonts && self.record.system_fonts != self.system_fonts;
        if made_from != key || other_fonts || self.file(path).is_none() {
            return None;
        }
        let artifacts = &self.manifest.artifacts;
        let index = artifacts.binary_search_by(|known| known.path.as_str().cmp(path)).ok()?;
        Some((&artifacts[index], made))
    }

    /// Puts the file published as `path` into `staging` too; false where that cannot be done.
    pub(super) fn keep(&self, path: &str, staging: &Staging<'_>) -> bool {
        self.file(path).is_some_and(|file| staging.link(file))
    }

    fn file(&self, path: &str) -> Option<&PublishedFile> {
        let files = &self.record.files;
        let index = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(&files[index])
    }
}

/// What each artifact was made from and what is said of it, by path.
pub(super) type Made = BTreeMap<String, (Key, ArtifactRecord)>;

/// Remembers what was published into `target`.
pub(super) fn remember(past: Past<'_>, target: &Target, record: &PublishedRecord) {
    if let Some(place) = place(target.folder()) {
        past.store(&place, record);
    }
}

/// The place of the record of what was published into `out`. What was published with other
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
