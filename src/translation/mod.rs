//! Catalogues as a working process: templates from the source, updates that keep translators' work.

mod extract;
mod merge;

pub use extract::{Extracted, extract};
