//! Keys: BLAKE3 of all that an entry was made from; several times faster than the SHA-256 that
//! manifests give, and fonts alone are tens of megabytes.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use blake3::Hasher;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of an entry, in hexadecimal where it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The hash of `bytes` alone.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Key(blake3::hash(bytes).into())
    }

    /// The hash of what is in the file at `path`, which may be large.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        let mut hasher = Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Key(hasher.finalize().into()))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from(self.0).to_hex())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&blake3::Hash::from(self.0).to_hex())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hash = blake3::Hash::from_hex(text).map_err(D::Error::custom)?;
        Ok(Key(hash.into()))
    }
}

/// A key in the making. Each part is preceded by its length, so that none runs into the next.
#[derive(Debug, Clone)]
pub(crate) struct Digest(Hasher);

impl Digest {
    /// Starts a key for entries of the kind `kind`, made by this build of the tool.
    pub(crate) fn new(kind: &str) -> Self {
        Digest(Hasher::new()).text(super::TOOL).text(kind)
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn part(self, key: &Key) -> Self {
        self.bytes(&key.0)
    }

    /// Adds a value whose fields have names.
    pub(crate) fn value(self, value: &impl Serialize) -> Self {
        let json = serde_json::to_vec(value).expect("keys are texts, numbers and lists");
        self.bytes(&json)
    }

    pub(crate) fn key(self) -> Key {
        Key(self.0.finalize().into())
    }
}
