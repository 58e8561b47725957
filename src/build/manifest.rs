//! The manifest: what was published, with hashes, for scripts that deploy or audit it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{DocumentId, LocaleTag, UnitCounts};

/// What `manifest.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// The tool and version that made the artifacts.
    pub generator: String,
    /// The artifacts, sorted by path.
    pub artifacts: Vec<Artifact>,
}

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

impl Manifest {
    pub(super) fn new(mut artifacts: Vec<Artifact>) -> Self {
        artifacts.sort_by(|a, b| a.path.cmp(&b.path));
        Manifest {
            generator: concat!("promulgate ", env!("CARGO_PKG_VERSION")).to_owned(),
            artifacts,
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and lists only.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}
