//! Catalogues as a working process: templates from the source, updates that keep translators' work,
//! progress, sign-off, exchange with translators' tools.

mod alike;
mod approve;
mod editorial;
mod extract;
mod merge;
mod status;
mod xliff;

pub use approve::approve;
pub use editorial::{Editorial, extract_editorial};
pub use extract::extract;
pub use status::{SignOffStatus, Status, status_page, statuses};
#[cfg(fuzzing)]
pub(crate) use xliff::read;
pub use xliff::{export, import};
