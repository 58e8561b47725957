//! The manifest: what was published, with hashes, for scripts that deploy or audit it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compile::Artifact;

/// What `manifest.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// The tool and version that made the artifacts.
    pub generator: String,
    /// The artifacts, sorted by path.
    pub artifacts: Vec<Artifact>,
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
        let mut json = serde_json::to_vec_pretty(self).expect("it is texts, numbers and lists");
        json.push(b'\n');
        json
    }
}
