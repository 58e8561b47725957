//! A finding about a text of the document, before it is known where that was written.

use crate::diagnostic::Diagnostic;
use crate::document::UnitId;

/// A finding of a renderer. A renderer knows the document alone, so the place is named by its unit.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The unit that it concerns; `None` for the template's own faults.
    pub(crate) unit: Option<UnitId>,
    /// What to look for in that unit.
    pub(crate) words: String,
    pub(crate) diagnostic: Diagnostic,
}

impl From<Diagnostic> for Box<Fault> {
    fn from(diagnostic: Diagnostic) -> Self {
        Box::new(Fault::from(diagnostic))
    }
}

impl From<Diagnostic> for Fault {
    fn from(diagnostic: Diagnostic) -> Self {
        Fault { unit: None, words: String::new(), diagnostic }
    }
}
