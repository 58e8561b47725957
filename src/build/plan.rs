//! What is rendered: the kinds of artifact of each document, the longest first.

use serde::Serialize;

use crate::cache::{Digest, Key};
use crate::document::{Alternate, DocumentId, Format, LocaleTag};
use crate::project::Project;

/// What a build is asked for; an empty list means everything.
#[derive(Debug, Clone, Default, Serialize)]
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

/// What is made of every document.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) formats: Vec<Format>,
    pub(super) kinds: Vec<ArtifactKind>,
}

impl Plan {
    pub(super) fn new(project: &Project, selection: &Selection) -> Self {
        let formats = selection.formats(project);
        let kinds = ArtifactKind::of(&formats);
        Plan { formats, kinds }
    }

    /// What an edition says of the others, as a key.
    pub(super) fn others(&self, alternates: &[Alternate]) -> Key {
        // Strings and lists only.
        let json = serde_json::to_vec(&(alternates, &self.formats)).unwrap_or_default();
        Digest::new("others").bytes(&json).key()
    }
}

/// The kinds of artifact of a document, the one that takes longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ArtifactKind {
    Pdf,
    Page,
    Fragment,
    Text,
    Json,
}

impl ArtifactKind {
    /// What is made for `formats`.
    fn of(formats: &[Format]) -> Vec<Self> {
        let kinds = |format: &Format| match format {
            Format::Html => vec![ArtifactKind::Page, ArtifactKind::Fragment],
            Format::Pdf => vec![ArtifactKind::Pdf],
            Format::Text => vec![ArtifactKind::Text],
            Format::Json => vec![ArtifactKind::Json],
        };
        let mut kinds: Vec<_> = formats.iter().flat_map(kinds).collect();
        kinds.sort();
        kinds
    }

    pub(super) fn format(self) -> Format {
        match self {
            ArtifactKind::Pdf => Format::Pdf,
            ArtifactKind::Page | ArtifactKind::Fragment => Format::Html,
            ArtifactKind::Text => Format::Text,
            ArtifactKind::Json => Format::Json,
        }
    }

    /// Path of the artifact below the output folder.
    pub(super) fn path(self, id: &DocumentId, tag: &LocaleTag) -> String {
        let fragment = if self == ArtifactKind::Fragment { ".fragment" } else { "" };
        format!("{tag}/{id}{fragment}.{}", self.format().extension())
    }
}
