//! Loading: the files of a project become one [`Project`], every part with its place.

pub(crate) mod catalogue;
pub(crate) mod characters;
pub(crate) mod config;
pub(crate) mod faults;
pub(crate) mod field;
mod filenames;
mod files;
mod front;
mod images;
pub(crate) mod inventory;
mod load;
pub(crate) mod markdown;
pub(crate) mod overlay;
pub(crate) mod source;
mod survey;
pub(crate) mod templates;
mod unfit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use self::config::PolicyConfig;
use self::faults::Faults;
use self::files::{Root, Tree};
use self::inventory::SourceInventory;
use self::load::Loader;
use self::overlay::Overlay;
use self::source::SourceDocument;
pub(crate) use self::survey::{Survey, Young};
use self::templates::TemplateSet;
use crate::cache::Key;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, SourceFile};
use crate::document::{DocumentId, Format, Image, LocaleTag};

/// A project as it is on disk: the policy, its overlays, its templates.
#[derive(Debug)]
pub struct Project {
    root: Root,
    pub(crate) config: PolicyConfig,
    pub(crate) config_file: Arc<SourceFile>,
    pub(crate) source_locale: LocaleTag,
    pub(crate) documents: Vec<SourceDocument>,
    pub(crate) inventory: SourceInventory,
    /// Every locale the project has, the source's included.
    pub(crate) tags: BTreeSet<LocaleTag>,
    /// Those that are loaded.
    pub(crate) overlays: BTreeMap<LocaleTag, Overlay>,
    pub(crate) templates: TemplateSet,
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
    pub fn find(folder: &Path) -> Result<(), Diagnostic> {
        Root::open(folder).map(drop)
    }

    /// Loads the project in `folder`.
    ///
    /// # Errors
    ///
    /// Every error found in its files, with the warnings; the warnings alone come with the project.
    pub fn load(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (mut project, mut diagnostics) = Project::open(folder)?;
        diagnostics.extend(project.load_all());
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok((project, diagnostics)) }
    }

    /// Loads the project in `folder`, and of its locales those without errors; returns the errors
    /// of the others.
    ///
    /// # Errors
    ///
    /// Every error outside of the locales, with those in them.
    pub fn load_sound(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (mut project, _) = Project::open(folder)?;
        let tags = project.tags.clone();
        let ids: Vec<DocumentId> = project.document_ids().cloned().collect();
        let mut found = project.load_overlays(&tags);
        found.extend(project.load_catalogues(&tags, &ids));
        let mut errors = Diagnostics::default();
        for (tag, found) in found.into_iter().filter(|(_, found)| found.has_errors()) {
            project.overlays.remove(&tag);
            errors.extend(found.only(|_, severity| severity == Severity::Error));
        }
        Ok((project, errors))
    }

    /// Loads the project in `folder`, its locales apart: a build loads those that it needs.
    ///
    /// # Errors
    ///
    /// Every error found, those in the locales included; the warnings alone come with the project.
    pub fn open(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (mut project, mut diagnostics) = Project::read(folder)?;
        if project.sound {
            return Ok((project, diagnostics));
        }
        diagnostics.extend(project.load_all());
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

    fn load_all(&mut self) -> Diagnostics {
        let tags = self.tags.clone();
        let ids: Vec<DocumentId> = self.document_ids().cloned().collect();
        let overlays = self.load_overlays(&tags);
        let catalogues = self.load_catalogues(&tags, &ids);
        overlays.into_iter().chain(catalogues).flat_map(|(_, found)| found).collect()
    }

    /// Loads the locales `tags`, the catalogues of documents apart, and returns what there is to say
    /// of each.
    pub(crate) fn load_overlays(
        &mut self,
        tags: &BTreeSet<LocaleTag>,
    ) -> Vec<(LocaleTag, Diagnostics)> {
        let ids: Vec<DocumentId> = self.document_ids().cloned().collect();
        let missing: Vec<LocaleTag> =
            tags.iter().filter(|tag| !self.overlays.contains_key(*tag)).cloned().collect();
        let loaded: Vec<_> = missing
            .into_par_iter()
            .map(|tag| {
                let mut found = Diagnostics::default();
                let overlay = Overlay::load(&self.root, tag.clone(), &ids, &mut found);
                (tag, overlay, found)
            })
            .collect();
        let mut all = Vec::new();
        for (tag, overlay, mut found) in loaded {
            for patch in overlay.patches.values() {
                images::load_patch(&self.root, patch, &mut self.images, &mut found);
            }
            self.overlays.insert(tag.clone(), overlay);
            all.push((tag, found));
        }
        all
    }

    /// Loads the catalogues of the documents `ids` in the loaded locales `tags`, and returns what
    /// there is to say of each locale.
    pub(crate) fn load_catalogues(
        &mut self,
        tags: &BTreeSet<LocaleTag>,
        ids: &[DocumentId],
    ) -> Vec<(LocaleTag, Diagnostics)> {
        let Project { root, overlays, .. } = self;
        let names: Vec<&str> = ids.iter().map(DocumentId::as_str).collect();
        let wanted = overlays.par_iter_mut().filter(|(tag, _)| tags.contains(*tag));
        let load = |(tag, overlay): (&LocaleTag, &mut Overlay)| {
            let mut found = Diagnostics::default();
            overlay.load_catalogues(root, &names, &mut found);
            (tag.clone(), found)
        };
        wanted.map(load).collect()
    }

    /// Lets go of all locales.
    pub(crate) fn unload_overlays(&mut self) {
        self.overlays.clear();
    }

    /// Lets go of the catalogues of documents.
    pub(crate) fn unload_catalogues(&mut self) {
        self.overlays.values_mut().for_each(Overlay::unload_catalogues);
    }

    /// The project's folder.
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

    /// Reads a locale anew, with its catalogue of one document, to tell where a text of it is written.
    pub(crate) fn reread(&self, tag: &LocaleTag, document: &DocumentId) -> Overlay {
        // What is wrong in it has been said.
        let mut said = Diagnostics::default();
        let ids = std::slice::from_ref(document);
        let mut overlay = Overlay::load(&self.root, tag.clone(), ids, &mut said);
        overlay.load_catalogues(&self.root, &[document.as_str()], &mut said);
        overlay
    }

    /// Writes the text file at `path`, which is relative to the folder and uses `/`.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Diagnostic> {
        self.root.write(path, text)
    }

    /// Folders with fonts of the project.
    #[must_use]
    pub fn font_folders(&self) -> Vec<PathBuf> {
        self.root.font_folders()
    }

    /// Ids of the documents, in the order of `policy.toml`.
    pub fn document_ids(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.iter().map(|document| &document.id)
    }

    /// The locales, sorted by tag, the source's included.
    pub fn locales(&self) -> impl Iterator<Item = &LocaleTag> {
        self.tags.iter()
    }

    /// The language the policy is written in.
    #[must_use]
    pub fn source_locale(&self) -> &LocaleTag {
        &self.source_locale
    }

    /// The formats the project publishes.
    #[must_use]
    pub fn formats(&self) -> Vec<Format> {
        let wanted = self.config.formats.as_deref().unwrap_or(&Format::ALL);
        Format::ALL.into_iter().filter(|format| wanted.contains(format)).collect()
    }
}
