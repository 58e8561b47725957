//! Results as the cache keeps them, with the diagnostics that came with them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::published::Made;
use crate::cache::Key;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity, SourceFile, Span};
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

/// A published file as it was left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct PublishedFile {
    /// Path below the folder.
    pub(super) path: String,
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) changed: u64,
}

/// Diagnostics with the files they quote.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct StoredDiagnostics {
    files: Vec<StoredFile>,
    diagnostics: Vec<StoredDiagnostic>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredFile {
    path: String,
    text: String,
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
    file: usize,
    start: usize,
    end: usize,
    text: String,
}

impl From<&Diagnostics> for StoredDiagnostics {
    fn from(diagnostics: &Diagnostics) -> Self {
        let mut stored = StoredDiagnostics::default();
        for one in diagnostics {
            let labels = one.labels.iter().map(|label| stored.label(label)).collect();
            stored.diagnostics.push(StoredDiagnostic {
                code: one.code,
                error: one.is_error(),
                message: one.message.clone(),
                labels,
                help: one.help.clone(),
            });
        }
        stored
    }
}

impl StoredDiagnostics {
    fn label(&mut self, label: &Label) -> StoredLabel {
        let file = &label.span.file;
        let known = self.files.iter().position(|known| known.path == file.path);
        let index = known.unwrap_or_else(|| {
            self.files.push(StoredFile { path: file.path.clone(), text: file.text.clone() });
            self.files.len() - 1
        });
        let range = &label.span.range;
        StoredLabel { file: index, start: range.start, end: range.end, text: label.text.clone() }
    }

    /// The diagnostics themselves.
    pub(super) fn restore(&self) -> Diagnostics {
        let files: Vec<Arc<SourceFile>> = self
            .files
            .iter()
            .map(|file| Arc::new(SourceFile { path: file.path.clone(), text: file.text.clone() }))
            .collect();
        let label = |label: &StoredLabel| {
            let span = Span::new(files.get(label.file)?, label.start..label.end);
            Some(Label { span, text: label.text.clone() })
        };
        let restore = |one: &StoredDiagnostic| Diagnostic {
            code: one.code,
            severity: if one.error { Severity::Error } else { Severity::Warning },
            message: one.message.clone(),
            labels: one.labels.iter().filter_map(label).collect(),
            help: one.help.clone(),
        };
        self.diagnostics.iter().map(restore).collect()
    }
}
