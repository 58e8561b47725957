//! Catalogues as a working process: templates from the source, updates that keep translators' work,
//! progress, sign-off.

mod approve;
mod extract;
mod merge;
mod status;

pub use approve::approve;
pub use extract::{Extracted, extract};
pub use status::{SignOffStatus, Status, status_page, statuses};
