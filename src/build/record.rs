//! Results as the cache keeps them, with the diagnostics that came with them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::published::Made;
use crate::cache::Key;
use crate::diagnostic::{
    Code, Diagnostic, Diagnostics, Label, More, Place, Severity, SourceFile, Span,
};
use crate::document::Head;

/// What resolving a document in a locale came to, the document itself apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EditionRecord {
    pub(super) head: Head,
    /// Whether the project's rules leave this locale out.
    pub(super) omitted: bool,
    /// Hash of the document before it knew of its other languages; only a cache needs it.
    pub(super) document: Option<Key>,
    pub(super) diagnostics: StoredDiagnostics,
}

/// What is said of an artifact.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ArtifactRecord {
    /// Families of the fonts in a PDF.
    pub(super) fonts: Vec<String>,
    pub(super) diagnostics: StoredDiagnostics,
    /// Whether it needs the system's fonts: then it is stored under a key with their digest.
    pub(super) system_fonts: bool,
}

/// What was published into a folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PublishedRecord {
    /// What all of it was made from.
    pub(super) inputs: Key,
    /// The system's fonts, if an artifact needs them.
    pub(super) system_fonts: Option<Key>,
    /// Hash of `manifest.json`.
    pub(super) manifest: Key,
    pub(super) artifacts: Made,
    /// Sorted.
    pub(super) files: Vec<PublishedFile>,
    /// What was found on the way, the source apart.
    pub(super) diagnostics: StoredDiagnostics,
}

/// What was checked without being published, and found sound.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CheckedRecord {
    /// The system's fonts, if an artifact needs them.
    pub(super) system_fonts: Option<Key>,
    /// What was found on the way, the source apart.
    pub(super) diagnostics: StoredDiagnostics,
}

/// A published file or folder as it was left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct PublishedFile {
    /// Path below the folder; that of a folder ends with `/`.
    pub(super) path: String,
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) changed: u64,
    /// Kind and permissions.
    pub(super) mode: u32,
}

/// Diagnostics, each with the lines that it quotes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct StoredDiagnostics {
    listed: Vec<StoredDiagnostic>,
    more: Vec<StoredMore>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredDiagnostic {
    code: Code,
    error: bool,
    message: String,
    labels: Vec<StoredLabel>,
    help: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredLabel {
    path: String,
    /// Where `lines` begin in the file: bytes before them, line and column.
    start: (usize, usize, usize),
    lines: String,
    /// Bytes of `lines`.
    marked: (usize, usize),
    text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredMore {
    code: Code,
    error: bool,
    file: Option<String>,
    known: Vec<u64>,
}

impl From<&Diagnostics> for StoredDiagnostics {
    fn from(diagnostics: &Diagnostics) -> Self {
        let stored = |one: &Diagnostic| StoredDiagnostic {
            code: one.code,
            error: one.is_error(),
            message: one.message.clone(),
            labels: one.labels.iter().map(StoredLabel::from).collect(),
            help: one.help.clone(),
        };
        let more = |more: &More| StoredMore {
            code: more.code,
            error: more.severity == Severity::Error,
            file: more.file.clone(),
            known: more.known.clone(),
        };
        StoredDiagnostics {
            listed: diagnostics.iter().map(stored).collect(),
            more: diagnostics.more().iter().map(more).collect(),
        }
    }
}

impl From<&Label> for StoredLabel {
    fn from(label: &Label) -> Self {
        let Span { file, range } = label.span.excerpt();
        let start = file.place(0);
        StoredLabel {
            path: file.path.clone(),
            start: (start.offset, start.line, start.column),
            lines: file.text.clone(),
            marked: (range.start, range.end),
            text: label.text.clone(),
        }
    }
}

impl StoredLabel {
    fn restore(&self) -> Label {
        let (offset, line, column) = self.start;
        let start = Place { offset, line, column };
        let file = Arc::new(SourceFile::part(&*self.path, &*self.lines, start));
        let span = Span::new(&file, self.marked.0..self.marked.1);
        Label { span, text: self.text.clone() }
    }
}

impl StoredDiagnostics {
    /// Gives the diagnostics back.
    pub(super) fn restore(&self) -> Diagnostics {
        let severity = |error| if error { Severity::Error } else { Severity::Warning };
        let restored = self.listed.iter().map(|one| Diagnostic {
            code: one.code,
            severity: severity(one.error),
            message: one.message.clone(),
            labels: one.labels.iter().map(StoredLabel::restore).collect(),
            help: one.help.clone(),
        });
        let mut all = Diagnostics::default();
        restored.for_each(|one| all.push(one));
        for more in &self.more {
            for &known in &more.known {
                all.count(more.code, severity(more.error), more.file.as_deref(), known);
            }
        }
        all
    }
}
