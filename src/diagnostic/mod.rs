//! What the tool has to say about its input: one type, collected stage by stage.

mod code;
mod display;
mod harmless;
mod list;
mod print;
mod source;
mod stored;

use serde::{Deserialize, Serialize};

pub use code::{Code, Kind};
pub(crate) use harmless::harmless;
pub use list::{Diagnostics, More};
pub use print::{MessageFormat, Printer};
pub(crate) use source::Place;
pub use source::{SourceFile, Span};

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Something to look at before publishing.
    Warning,
}

impl Severity {
    /// Gives the name that programs read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its stable code, which `promulgate explain` knows.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is; the first place is the main one.
    pub labels: Vec<Label>,
    /// A way out.
    pub help: Option<String>,
}

/// A place with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark, possibly empty.
    pub text: String,
}

impl Diagnostic {
    /// Makes an error.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Makes a warning.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Makes an error that only the authors of the tool can mend.
    #[must_use]
    pub fn bug(message: &str) -> Self {
        Diagnostic::error(Code::Bug, format!("Promulgate has a fault: {message}"))
            .help("please report it with this message; what was published before is as it was")
    }

    /// Adds a place.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        self.label(span, "")
    }

    /// Adds a place with a remark. Of a long place only the beginning is marked.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        /// Some dozens of lines: more is not read, and each finding in the cache has its own.
        const LONGEST: usize = 2048;
        self.labels.push(Label { span: span.at_most(LONGEST), text: text.into() });
        self
    }

    /// Tells whether it keeps documents from being published.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Gives the path of the file it is about, if it has a place.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.labels.first().map(|label| label.span.file.path.as_str())
    }
}
