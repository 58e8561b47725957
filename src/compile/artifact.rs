//! Files that are made, and what is known of each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cache::{Entry, Key};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{DocumentId, LocaleTag, UnitCounts};

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Artifact {
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Media type (IANA).
    pub media_type: String,
    /// SHA-256 of the bytes (FIPS 180-4), in hexadecimal.
    pub sha256: String,
    /// Number of bytes.
    pub size: usize,
    /// The document, for all but the chooser page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document: Option<DocumentId>,
    /// The document's version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub locale: Option<LocaleTag>,
    /// Translatable units by state.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub units: Option<UnitCounts>,
    /// Families of the fonts in a PDF, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fonts: Vec<String>,
}

/// What is said of an artifact when it is made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ArtifactRecord {
    /// Families of the fonts in a PDF.
    pub(crate) fonts: Vec<String>,
    pub(crate) diagnostics: Diagnostics,
    /// The system's fonts, if it needs them.
    pub(crate) system_fonts: Option<Key>,
}

/// The bytes of an artifact, with what is said of them.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) bytes: Vec<u8>,
    pub(crate) record: ArtifactRecord,
}

/// The record on the first line, then the bytes.
impl Entry for Rendered {
    fn write(&self) -> Vec<u8> {
        let mut entry = self.record.write();
        entry.push(b'\n');
        entry.extend_from_slice(&self.bytes);
        entry
    }

    fn read(mut bytes: Vec<u8>) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let record = serde_json::from_slice(&bytes[..end]).ok()?;
        bytes.drain(..=end);
        Some(Rendered { bytes, record })
    }
}

/// An artifact that is there already, as it would be made.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) sha256: String,
    pub(crate) size: usize,
    pub(crate) record: ArtifactRecord,
}

/// Takes artifacts as they are made, from the threads that make them.
pub(crate) trait Sink: Sync {
    /// Tells whether what it takes is published, and not only looked at.
    fn publishes(&self) -> bool;

    /// Takes over the artifact at `path` from an earlier build, if that was made from `key`.
    fn keep(&self, path: &str, key: &Key) -> Option<Kept>;

    /// Takes over the artifact at `path` from an earlier build, if it has just this hash.
    fn keep_same(&self, path: &str, sha256: &str) -> bool;

    /// Takes the artifact at `path`.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic>;
}

/// Takes nothing: what is made is only looked at.
#[derive(Debug)]
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn publishes(&self) -> bool {
        false
    }

    fn keep(&self, _: &str, _: &Key) -> Option<Kept> {
        None
    }

    fn keep_same(&self, _: &str, _: &str) -> bool {
        false
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), Diagnostic> {
        Ok(())
    }
}
