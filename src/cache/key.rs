//! Keys: SHA-256 (FIPS 180-4) of all that an entry was made from.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The name of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The hash of `bytes` alone.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Key(Sha256::digest(bytes).into())
    }

    /// The hash of what is in the file at `path`, which may be large.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        const CHUNK: usize = 1 << 16;
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            match file.read(&mut chunk)? {
                0 => return Ok(Key(hash.finalize().into())),
                length => hash.update(&chunk[..length]),
            }
        }
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In hexadecimal.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key in the making. Each part is preceded by its length, so that none runs into the next.
#[derive(Debug, Clone)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Starts a key for entries of the kind `kind`, made by this build of the tool.
    pub(crate) fn new(kind: &str) -> Self {
        Digest(Sha256::new()).text(super::TOOL).text(kind)
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn part(self, key: &Key) -> Self {
        self.bytes(&key.0)
    }

    pub(crate) fn key(self) -> Key {
        Key(self.0.finalize().into())
    }
}
