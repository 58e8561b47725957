//! What is left of earlier builds: the cache, by what the project's files hash to now.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::inputs::Inputs;
use crate::cache::{Cache, Key};

/// The cache, with what the project's files hash to.
#[derive(Clone, Copy)]
pub(super) struct Past<'b> {
    pub(super) cache: &'b Cache,
    pub(super) inputs: &'b Inputs,
    /// Whether it is read; it is always written.
    pub(super) reads: bool,
}

impl Past<'_> {
    pub(super) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        if self.reads { self.cache.get(key) } else { None }
    }

    pub(super) fn record<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        serde_json::from_slice(&self.get(key)?).ok()
    }

    pub(super) fn store(&self, key: &Key, record: &impl Serialize) {
        // Strings, numbers and lists only.
        self.cache.put(key, &serde_json::to_vec(record).unwrap_or_default());
    }
}
