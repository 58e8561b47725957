//! What a build is asked for.

use std::path::PathBuf;

use serde::Serialize;

use crate::document::{DocumentId, LocaleTag};
use crate::render::Format;

/// What is built, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What is built.
    pub selection: Selection,
    /// Further folders with fonts.
    pub font_folders: Vec<PathBuf>,
    /// Whether installed fonts may be used where the others lack a character.
    pub system_fonts: bool,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether documents must be approved, by the rule `unapproved` of the project.
    pub require_approved: bool,
}

/// Which part of a project is built; an empty list means everything.
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
}
