//! JSON: the document itself.

use super::Fault;
use super::outputs::{Page, Rendered, Tools};
use crate::document::Document;

/// Renders the document of `page`.
#[expect(clippy::unnecessary_wraps, reason = "every renderer of the table may fail")]
pub(super) fn file(_: &Tools<'_>, page: &Page<'_>) -> Result<Rendered, Vec<Fault>> {
    Ok(json(page.document).into())
}

/// Writes the document as JSON, pretty-printed.
pub(crate) fn json(document: &Document) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec_pretty(document).expect("the model is texts, numbers and lists");
    bytes.push(b'\n');
    bytes
}
