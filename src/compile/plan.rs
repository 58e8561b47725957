//! What is rendered: the kinds of artifact of each document, the longest first.

use serde::Serialize;

use super::request::Selection;
use crate::cache::{Digest, Key};
use crate::document::{Alternate, EditionId, Format};
use crate::project::Project;

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

    /// Gives what an edition says of the others, as a key.
    pub(super) fn siblings(&self, alternates: &[Alternate]) -> Key {
        Digest::new("siblings").value(&(alternates, &self.formats)).key()
    }
}

/// The kinds of artifact of a document, the one that takes longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ArtifactKind {
    Pdf,
    Page,
    Fragment,
    Text,
    Json,
}

impl ArtifactKind {
    /// Lists what is made for `formats`.
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

    /// Gives the path of the artifact below the output folder.
    pub(super) fn path(self, edition: &EditionId) -> String {
        let fragment = if self == ArtifactKind::Fragment { ".fragment" } else { "" };
        edition.path(&format!("{fragment}.{}", self.format().extension()))
    }
}
