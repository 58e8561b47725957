//! Fingerprints: what a document says, as a hash that any changed word changes.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Document;

impl Document {
    /// Hashes what the document says in its language (SHA-256, FIPS 180-4, hexadecimal): its title,
    /// dates, publisher, text, notes, inventory and pictures. What surrounds them does not count:
    /// the tool's version, the other languages, the interface words.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let said = serde_json::json!({
            "id": self.id,
            "locale": self.locale.tag,
            "title": self.title.content,
            "summary": self.summary.content,
            "version": self.version,
            "updated": self.updated.iso,
            "effective": self.effective.as_ref().map(|date| &date.iso),
            "publisher": self.publisher,
            "sections": self.sections,
            "footnotes": self.footnotes,
            "inventory": self.inventory,
            "images": self.images,
        });
        sha256(canonical(said).to_string().as_bytes())
    }
}

/// The value without its views, its keys sorted: a later version may order fields otherwise.
fn canonical(mut value: Value) -> Value {
    fn without_views(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("html");
                map.values_mut().for_each(without_views);
            }
            Value::Array(list) => list.iter_mut().for_each(without_views),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    without_views(&mut value);
    value.sort_all_objects();
    value
}

/// SHA-256 of `bytes` in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
