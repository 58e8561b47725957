//! What is rendered: the tasks of a build, the longest first.

use crate::document::{Document, DocumentId, Format, LocaleTag};
use crate::project::Project;

/// What a build is asked for; an empty list means everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Locales.
    pub locales: Vec<LocaleTag>,
    /// Documents.
    pub documents: Vec<DocumentId>,
    /// Formats.
    pub formats: Vec<Format>,
}

impl Selection {
    pub(super) fn has_locale(&self, tag: &LocaleTag) -> bool {
        self.locales.is_empty() || self.locales.contains(tag)
    }

    pub(super) fn has_document(&self, id: &DocumentId) -> bool {
        self.documents.is_empty() || self.documents.contains(id)
    }

    /// The formats of the project that are selected.
    pub(super) fn formats(&self, project: &Project) -> Vec<Format> {
        let mut formats = project.formats();
        formats.retain(|format| self.formats.is_empty() || self.formats.contains(format));
        formats
    }
}

/// One artifact to render.
#[derive(Debug)]
pub(super) struct Task<'d> {
    pub(super) document: &'d Document,
    pub(super) kind: TaskKind,
}

/// The kinds of artifact of a document, the one that takes longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TaskKind {
    Pdf,
    Page,
    Fragment,
    Text,
    Json,
}

impl Task<'_> {
    pub(super) fn format(&self) -> Format {
        match self.kind {
            TaskKind::Pdf => Format::Pdf,
            TaskKind::Page | TaskKind::Fragment => Format::Html,
            TaskKind::Text => Format::Text,
            TaskKind::Json => Format::Json,
        }
    }

    /// Path of the artifact below the output folder.
    pub(super) fn path(&self) -> String {
        let fragment = if self.kind == TaskKind::Fragment { ".fragment" } else { "" };
        let (tag, id) = (&self.document.locale.tag, &self.document.id);
        format!("{tag}/{id}{fragment}.{}", self.format().extension())
    }
}

/// The tasks for `documents`.
pub(super) fn tasks<'d>(
    project: &Project,
    documents: &'d [Document],
    selection: &Selection,
) -> Vec<Task<'d>> {
    let kinds: Vec<TaskKind> = selection
        .formats(project)
        .into_iter()
        .flat_map(|format| match format {
            Format::Html => vec![TaskKind::Page, TaskKind::Fragment],
            Format::Pdf => vec![TaskKind::Pdf],
            Format::Text => vec![TaskKind::Text],
            Format::Json => vec![TaskKind::Json],
        })
        .collect();
    let mut tasks: Vec<Task<'d>> = documents
        .iter()
        .flat_map(|document| kinds.iter().map(move |kind| Task { document, kind: *kind }))
        .collect();
    tasks.sort_by_key(|task| task.kind);
    tasks
}
