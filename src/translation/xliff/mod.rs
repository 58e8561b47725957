//! Exchange with translators' tools by XLIFF 2.1 (OASIS Standard, core module): one file per
//! locale, one `<file>` per catalogue, one `<unit>` per message.
//!
//! What a translation must keep (expressions, code, references, addresses) is an inline `<ph>`,
//! whose text stands in `<originalData>`. Joining words and placeholders gives the message back.

mod export;
mod import;

pub use export::export;
pub use import::import;
#[cfg(fuzzing)]
pub(crate) use import::read;

/// The namespace of the XLIFF 2 core module.
const NAMESPACE: &str = "urn:oasis:names:tc:xliff:document:2.0";

/// Sub-state of a translation whose source has changed since.
const FUZZY: &str = "promulgate:fuzzy";
