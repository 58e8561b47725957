//! Loading: the files of a project become one [`Project`], every part with its place.

pub(crate) mod catalogue;
pub(crate) mod characters;
pub(crate) mod config;
mod fallbacks;
pub(crate) mod faults;
pub(crate) mod field;
mod filenames;
mod files;
mod folders;
mod front;
mod images;
pub(crate) mod inventory;
mod load;
mod locales;
pub(crate) mod markdown;
pub(crate) mod overlay;
pub(crate) mod source;
mod survey;
pub(crate) mod templates;
mod unfit;
mod unreachable;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use self::config::PolicyConfig;
use self::faults::Faults;
use self::files::Root;
use self::folders::Tree;
use self::inventory::SourceInventory;
use self::load::Loader;
use self::locales::Locales;
pub(crate) use self::locales::{Layer, Layers};
use self::source::SourceDocument;
pub(crate) use self::survey::{Survey, Young};
use self::templates::TemplateSet;
use crate::cache::Key;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, SourceFile};
use crate::document::{DocumentId, EditionId, Image, LocaleTag};

/// A project as it is on disk: the policy, its overlays, its templates. It does not change: each file
/// is read once, and what is read late is what was there when it was first looked at.
#[derive(Debug)]
pub struct Project {
    root: Root,
    pub(crate) config: PolicyConfig,
    pub(crate) config_file: Arc<SourceFile>,
    pub(crate) source_locale: LocaleTag,
    pub(crate) documents: Vec<SourceDocument>,
    pub(crate) inventory: SourceInventory,
    /// Every locale the project has, the source's included.
    tags: BTreeSet<LocaleTag>,
    locales: Locales,
    pub(crate) templates: TemplateSet,
    /// The images of the source.
    pub(crate) images: BTreeMap<String, Image>,
    /// Files outside of the locales that have errors.
    pub(crate) faults: Faults,
    /// Whether there was no error outside of the locales; else nothing may be made of it.
    sound: bool,
}

impl Project {
    /// Looks for a project in `folder`, and reads nothing of it.
    ///
    /// # Errors
    ///
    /// If there is none, or the folder is out of reach.
    pub(crate) fn find(folder: &Path) -> Result<(), Diagnostic> {
        Root::open(folder).map(drop)
    }

    /// Loads the project in `folder` with all its locales.
    ///
    /// # Errors
    ///
    /// Every error found in its files, with the warnings; the warnings alone come with the project.
    ///
    /// ```
    /// use promulgate::Project;
    /// use promulgate::document::EditionId;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (project, warnings) = Project::load("tests/fixtures/valid/two-documents".as_ref())?;
    /// assert!(warnings.is_empty());
    /// let editions: Vec<String> = project.editions().map(|one| one.to_string()).collect();
    /// assert_eq!(editions, ["de/cookies", "en/cookies", "de/terms", "en/terms"]);
    ///
    /// let errors = Project::load("tests/fixtures".as_ref()).unwrap_err();
    /// assert!(errors.to_string().starts_with("error[P101]: "));
    /// # Ok(())
    /// # }
    /// ```
    pub fn load(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (project, mut diagnostics) = Project::open(folder)?;
        diagnostics.extend(project.read_all());
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok((project, diagnostics)) }
    }

    /// Loads the project in `folder`, and returns the errors in its locales: what needs one of those
    /// fails, and nothing else.
    ///
    /// # Errors
    ///
    /// Every error outside of the locales, with those in them.
    pub(crate) fn load_sound(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (project, _) = Project::open(folder)?;
        let errors = project.read_all().only(|_, severity| severity == Severity::Error);
        Ok((project, errors))
    }

    /// Loads the project in `folder`, its locales apart: each is read when something needs it.
    ///
    /// # Errors
    ///
    /// Every error found, those in the locales included; the warnings alone come with the project.
    pub fn open(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (project, mut diagnostics) = Project::read(folder)?;
        if project.sound {
            return Ok((project, diagnostics));
        }
        diagnostics.extend(project.read_all());
        Err(diagnostics)
    }

    /// Loads the project in `folder`, its locales apart, also if some of its files have errors, to
    /// find what else is wrong.
    pub(crate) fn read(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let root = Root::open(folder)?;
        let mut diagnostics = Diagnostics::default();
        match Loader::load(root, &mut diagnostics) {
            Some(project) => Ok((project, diagnostics)),
            None => Err(diagnostics),
        }
    }

    /// Whether there was no error in its files, those of the locales apart.
    pub(crate) fn is_sound(&self) -> bool {
        self.sound
    }

    /// Reads every locale; returns what there is to say of their files.
    fn read_all(&self) -> Diagnostics {
        let read = |tag| {
            let readable = self.readable();
            let mut found = readable.overlay(tag).found.clone();
            found.extend(readable.catalogues(tag).map(|(_, one)| one.found));
            found
        };
        let found: Vec<Diagnostics> = self.tags.par_iter().map(read).collect();
        found.into_iter().collect()
    }

    /// Gives the project's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.root.folder()
    }

    /// The files below the folder `path` of the project, without hidden ones.
    pub(crate) fn tree(&self, path: &str) -> Tree {
        self.root.tree(path)
    }

    /// The hash of the file at `path`; a text that is loaded later is the one hashed.
    pub(crate) fn hash(&self, path: &str) -> Result<Key, Diagnostic> {
        self.root.hash(path)
    }

    /// Whether the file at `path` is there and holds just `text`.
    pub(crate) fn holds(&self, path: &str, text: &str) -> Result<bool, Diagnostic> {
        self.root.holds(path, text)
    }

    /// Writes the text file at `path`, which is relative to the folder and uses `/`.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Diagnostic> {
        self.root.write(path, text)
    }

    /// Lists the folders with fonts of the project.
    #[must_use]
    pub fn font_folders(&self) -> Vec<PathBuf> {
        self.root.font_folders()
    }

    /// The document `id` as its author wrote it.
    pub(crate) fn document(&self, id: &DocumentId) -> Option<&SourceDocument> {
        self.documents.iter().find(|document| document.id == *id)
    }

    /// Lists the ids of the documents, in the order of `policy.toml`.
    pub fn document_ids(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.iter().map(|document| &document.id)
    }

    /// Lists every document in every locale: the documents in the order of `policy.toml`, the locales by tag.
    pub fn editions(&self) -> impl Iterator<Item = EditionId> {
        let of = |id| self.locales().map(move |tag| EditionId::new(id, tag));
        self.document_ids().flat_map(of)
    }

    /// Lists the locales, sorted by tag, the source's included.
    pub fn locales(&self) -> impl Iterator<Item = &LocaleTag> {
        self.tags.iter()
    }

    /// Gives the language the policy is written in.
    #[must_use]
    pub fn source_locale(&self) -> &LocaleTag {
        &self.source_locale
    }
}
