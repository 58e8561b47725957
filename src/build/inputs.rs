//! What a result is made from, as keys: results whose inputs have not changed are not made again.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::BuildOptions;
use super::plan::Plan;
use crate::cache::{Digest, Key};
use crate::diagnostic::Diagnostic;
use crate::document::{DocumentId, Format, LocaleTag};
use crate::project::Project;
use crate::render::FontLibrary;
use crate::resolve::fallback_chain;

/// The hashes of the project's files, by what they belong to.
#[derive(Debug)]
pub(super) struct Inputs {
    /// `policy/` without the documents, and how the build is done.
    shared: Key,
    documents: BTreeMap<DocumentId, Key>,
    /// `locales/<tag>/` without what belongs to one document.
    locales: BTreeMap<LocaleTag, Key>,
    /// The files of a document in `locales/<tag>/`.
    parts: BTreeMap<(LocaleTag, DocumentId), Key>,
    /// Templates by format.
    templates: BTreeMap<Format, Key>,
}

impl Inputs {
    /// Reads and hashes what a build of `project` depends on, fonts apart.
    pub(super) fn read(project: &Project, options: &BuildOptions) -> Self {
        let ids: BTreeSet<&str> = project.document_ids().map(DocumentId::as_str).collect();
        let mut shared = Digest::new("shared").text(&format!("{}", options.require_approved));
        let mut documents = BTreeMap::new();
        for (path, hash) in hashes(project, "policy") {
            let document = path.strip_prefix("policy/").and_then(|name| name.strip_suffix(".md"));
            match document.and_then(|name| ids.get(name)?.parse().ok()) {
                Some(id) => {
                    documents.insert(id, hash);
                }
                None => shared = shared.text(&path).part(&hash),
            }
        }
        let mut locales = BTreeMap::new();
        let mut parts = BTreeMap::new();
        let read: Vec<_> = project
            .locales()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|tag| (tag, hashes(project, &format!("locales/{tag}"))))
            .collect();
        for (tag, files) in read {
            let mut common = Digest::new("locale").text(tag.as_str());
            let mut own: BTreeMap<DocumentId, Digest> = BTreeMap::new();
            for (path, hash) in files {
                let name = path.rsplit('/').next().unwrap_or_default();
                let stem = name.strip_suffix(".po").or_else(|| name.strip_suffix(".md"));
                match stem.and_then(|stem| ids.get(stem)?.parse().ok()) {
                    Some(id) => {
                        let part = own.entry(id).or_insert_with(|| Digest::new("part"));
                        *part = part.clone().text(&path).part(&hash);
                    }
                    None => common = common.text(&path).part(&hash),
                }
            }
            locales.insert(tag.clone(), common.key());
            parts.extend(own.into_iter().map(|(id, part)| ((tag.clone(), id), part.key())));
        }
        let templates =
            project.formats().into_iter().map(|format| (format, template(project, format)));
        Inputs { shared: shared.key(), documents, locales, parts, templates: templates.collect() }
    }

    /// What all that a build publishes depends on, the system's fonts apart; `None` where that
    /// cannot be told.
    pub(super) fn all(
        &self,
        plan: &Plan,
        options: &BuildOptions,
        fonts: &FontLibrary<'_>,
    ) -> Option<Key> {
        // Strings and lists only.
        let how = serde_json::to_vec(&(&plan.formats, &options.selection)).unwrap_or_default();
        let mut digest = Digest::new("all").part(&self.shared).bytes(&how);
        for (id, hash) in &self.documents {
            digest = digest.text(id.as_str()).part(hash);
        }
        for (tag, hash) in &self.locales {
            digest = digest.text(tag.as_str()).part(hash);
        }
        for ((tag, id), hash) in &self.parts {
            digest = digest.text(tag.as_str()).text(id.as_str()).part(hash);
        }
        for (format, hash) in &self.templates {
            digest = digest.text(format.extension()).part(hash);
        }
        if plan.formats.contains(&Format::Pdf) {
            digest = digest.part(&fonts.digest()?);
        }
        Some(digest.key())
    }

    /// What loading and checking the locale `tag` depends on.
    pub(super) fn locale(&self, project: &Project, tag: &LocaleTag) -> Key {
        let mut digest = Digest::new("checked locale").part(&self.shared).text(tag.as_str());
        for (id, hash) in &self.documents {
            digest = digest.text(id.as_str()).part(hash);
        }
        for tag in fallback_chain(tag, &project.source_locale, &project.tags) {
            digest = self.add_locale(digest, &tag);
            for id in self.documents.keys() {
                digest = self.add_part(digest, &tag, id);
            }
        }
        digest.key()
    }

    /// What resolving the document `id` in the locale `tag` depends on.
    pub(super) fn edition(&self, project: &Project, id: &DocumentId, tag: &LocaleTag) -> Key {
        let mut digest = Digest::new("edition").part(&self.shared);
        digest = digest.text(id.as_str()).text(tag.as_str());
        if let Some(hash) = self.documents.get(id) {
            digest = digest.part(hash);
        }
        for tag in fallback_chain(tag, &project.source_locale, &project.tags) {
            digest = self.add_locale(digest, &tag);
            digest = self.add_part(digest, &tag, id);
        }
        digest.key()
    }

    /// What the templates of `format` are.
    pub(super) fn templates(&self, format: Format) -> Option<&Key> {
        self.templates.get(&format)
    }

    fn add_locale(&self, digest: Digest, tag: &LocaleTag) -> Digest {
        match self.locales.get(tag) {
            Some(hash) => digest.text(tag.as_str()).part(hash),
            None => digest.text(tag.as_str()),
        }
    }

    fn add_part(&self, digest: Digest, tag: &LocaleTag, id: &DocumentId) -> Digest {
        match self.parts.get(&(tag.clone(), id.clone())) {
            Some(hash) => digest.text(id.as_str()).part(hash),
            None => digest,
        }
    }
}

/// The files below `folder` with the hash of each. What cannot be read is an error as soon as
/// something needs it; until then it counts by the reason.
fn hashes(project: &Project, folder: &str) -> Vec<(String, Key)> {
    let unreadable = |error: Diagnostic| Digest::new("unreadable").text(&error.message).key();
    let tree = project.tree(folder);
    let hash = |path: String| {
        let hash = project.hash(&path).unwrap_or_else(unreadable);
        (path, hash)
    };
    // An empty one may stand in the place of a file.
    let folders = tree.folders.into_iter().map(|path| (path, Digest::new("folder").key()));
    let lost = tree.unreadable.into_iter().map(|(path, error)| (path, unreadable(error)));
    tree.files.into_iter().map(hash).chain(folders).chain(lost).collect()
}

fn template(project: &Project, format: Format) -> Key {
    let kind = match format {
        Format::Html => "html",
        Format::Pdf => "pdf",
        Format::Text => "text",
        Format::Json => "json",
    };
    let files = project.templates.of_kind(kind);
    files.fold(Digest::new("templates"), |all, (path, bytes)| all.text(path).bytes(bytes)).key()
}
