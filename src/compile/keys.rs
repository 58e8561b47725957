//! What results are made from: a key is a value whose fields have names. A result whose key is as it
//! was is not made again, and a key tells by its fields why one is.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::plan::Plan;
use super::request::{Request, Selection};
use crate::cache::{Digest, Key};
use crate::diagnostic::Diagnostic;
use crate::document::{DocumentId, EditionId, LocaleTag};
use crate::project::Project;
use crate::render::{Format, OUTPUTS};

/// What there is to say of a locale is made from this.
#[derive(Debug, Serialize)]
pub(super) struct CheckKey<'i> {
    locale: &'i LocaleTag,
    /// `policy/` without the documents.
    policy: Key,
    documents: Key,
    /// The locale and those that it falls back to.
    layers: BTreeMap<&'i LocaleTag, Key>,
}

/// A resolved document is made from this.
#[derive(Debug, Serialize)]
pub(super) struct ResolveKey<'i> {
    edition: &'i EditionId,
    policy: Key,
    source: Option<Key>,
    layers: BTreeMap<&'i LocaleTag, LayerKey>,
    require_approved: bool,
}

/// What one locale says of one document.
#[derive(Debug, Serialize)]
struct LayerKey {
    /// Its folder without what belongs to one document.
    shared: Key,
    /// Its catalogue and patch of the document.
    texts: Option<Key>,
}

/// A resolved document, by its content.
#[derive(Debug, Serialize)]
pub(super) struct DocumentKey {
    pub(super) document: Option<Key>,
}

/// The choice of fonts for a document is made from this.
#[derive(Debug, Serialize)]
pub(super) struct FontKey {
    pub(super) document: Option<Key>,
    pub(super) fonts: Option<Key>,
    pub(super) may_use_system: bool,
}

/// A file is made from this.
#[derive(Debug, Serialize)]
pub(super) struct RenderKey {
    pub(super) output: &'static str,
    pub(super) document: Option<Key>,
    /// What the site says of the document's other languages and formats, if it tells of them.
    pub(super) siblings: Option<Key>,
    pub(super) templates: Option<Key>,
    /// The fonts that are not the system's, if it needs fonts.
    pub(super) fonts: Option<Key>,
    /// The system's fonts, if it needs them.
    pub(super) system_fonts: Option<Key>,
}

/// All that a build publishes is made from this, the system's fonts apart.
#[derive(Debug, Serialize)]
pub(super) struct WholeKey<'i> {
    policy: Key,
    documents: &'i BTreeMap<DocumentId, Key>,
    locales: BTreeMap<&'i LocaleTag, Key>,
    templates: &'i BTreeMap<&'static str, Key>,
    fonts: Option<Key>,
    formats: &'i [Format],
    selection: &'i Selection,
    require_approved: bool,
}

/// The hashes of the project's files, by what they belong to. Without a cache there are none, and
/// nobody looks at them.
#[derive(Debug)]
pub(super) struct Inputs {
    policy: Key,
    documents: BTreeMap<DocumentId, Key>,
    locales: BTreeMap<LocaleTag, LocaleInputs>,
    /// By the folder below `templates/`.
    templates: BTreeMap<&'static str, Key>,
}

#[derive(Debug)]
struct LocaleInputs {
    all: Key,
    shared: Key,
    texts: BTreeMap<DocumentId, Key>,
}

impl Inputs {
    /// Stands for the inputs of a build without a cache.
    pub(super) fn none() -> Self {
        Inputs {
            policy: Key::of(&[]),
            documents: BTreeMap::new(),
            locales: BTreeMap::new(),
            templates: BTreeMap::new(),
        }
    }

    /// Reads and hashes what a build of `project` depends on, fonts apart.
    pub(super) fn read(project: &Project) -> Self {
        let ids: BTreeSet<&str> = project.document_ids().map(DocumentId::as_str).collect();
        let mut policy = Digest::new("policy");
        let mut documents = BTreeMap::new();
        for (path, hash) in hashes(project, "policy") {
            let document = path.strip_prefix("policy/").and_then(|name| name.strip_suffix(".md"));
            match document.and_then(|name| ids.get(name)?.parse().ok()) {
                Some(id) => _ = documents.insert(id, hash),
                None => policy = policy.text(&path).part(&hash),
            }
        }
        let tags: Vec<&LocaleTag> = project.locales().collect();
        let locales = tags.into_par_iter().map(|tag| (tag.clone(), locale(project, tag, &ids)));
        Inputs {
            policy: policy.key(),
            documents,
            locales: locales.collect::<Vec<_>>().into_iter().collect(),
            templates: OUTPUTS
                .iter()
                .map(|output| (output.templates, templates(project, output.templates)))
                .collect(),
        }
    }

    /// Gives the key of what there is to say of the locale `tag`.
    pub(super) fn check<'i>(&'i self, project: &Project, tag: &'i LocaleTag) -> CheckKey<'i> {
        CheckKey {
            locale: tag,
            policy: self.policy,
            documents: Digest::new("documents").value(&self.documents).key(),
            layers: self.layers(project, tag).map(|(tag, of)| (tag, of.all)).collect(),
        }
    }

    /// Gives the key of the resolved document of `edition`.
    pub(super) fn resolve<'i>(
        &'i self,
        project: &Project,
        edition: &'i EditionId,
        require_approved: bool,
    ) -> ResolveKey<'i> {
        let layer = |of: &LocaleInputs| LayerKey {
            shared: of.shared,
            texts: of.texts.get(&edition.document).copied(),
        };
        ResolveKey {
            edition,
            policy: self.policy,
            source: self.documents.get(&edition.document).copied(),
            layers: self
                .layers(project, &edition.locale)
                .map(|(tag, of)| (tag, layer(of)))
                .collect(),
            require_approved,
        }
    }

    /// Gives the key of all that is published; `fonts` are those used that are not the system's.
    pub(super) fn whole<'i>(
        &'i self,
        plan: &'i Plan,
        request: &'i Request,
        fonts: Option<Key>,
    ) -> WholeKey<'i> {
        WholeKey {
            policy: self.policy,
            documents: &self.documents,
            locales: self.locales.iter().map(|(tag, of)| (tag, of.all)).collect(),
            templates: &self.templates,
            fonts,
            formats: &plan.formats,
            selection: &request.selection,
            require_approved: request.require_approved,
        }
    }

    /// Gives the hash of the templates in a folder below `templates/`.
    pub(super) fn templates(&self, folder: &str) -> Option<Key> {
        self.templates.get(folder).copied()
    }

    fn layers(
        &self,
        project: &Project,
        tag: &LocaleTag,
    ) -> impl Iterator<Item = (&LocaleTag, &LocaleInputs)> {
        project.fallbacks(tag).iter().filter_map(|tag| self.locales.get_key_value(tag))
    }
}

fn locale(project: &Project, tag: &LocaleTag, ids: &BTreeSet<&str>) -> LocaleInputs {
    let mut all = Digest::new("locale");
    let mut shared = Digest::new("shared");
    let mut texts: BTreeMap<DocumentId, Digest> = BTreeMap::new();
    for (path, hash) in hashes(project, &format!("locales/{tag}")) {
        all = all.text(&path).part(&hash);
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.strip_suffix(".po").or_else(|| name.strip_suffix(".md"));
        match stem.and_then(|stem| ids.get(stem)?.parse().ok()) {
            Some(id) => {
                let digest = texts.entry(id).or_insert_with(|| Digest::new("texts"));
                *digest = digest.clone().text(&path).part(&hash);
            }
            None => shared = shared.text(&path).part(&hash),
        }
    }
    let texts = texts.into_iter().map(|(id, digest)| (id, digest.key())).collect();
    LocaleInputs { all: all.key(), shared: shared.key(), texts }
}

/// Lists the files below `folder` with the hash of each. What cannot be read is an error as soon as
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

fn templates(project: &Project, folder: &str) -> Key {
    let files = project.templates.of_kind(folder);
    files.fold(Digest::new("templates"), |all, (path, bytes)| all.text(path).bytes(bytes)).key()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project::Project;

    /// A project with two documents of the same words, in English, German and Austrian German.
    fn project(change: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
        const SETTINGS: &str = "source-locale = \"en\"\n[[documents]]\nid = \"a\"\n\
                                [[documents]]\nid = \"b\"\n[publisher]\nname = \"N\"\n\
                                short_name = \"N\"\n";
        const SOURCE: &str = "+++\ntitle = \"T\"\nsummary = \"S\"\nversion = \"1\"\n\
                              updated = 2026-06-29\n+++\n# H {#h}\n\nText\n";
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("policy/policy.toml", SETTINGS),
            ("policy/a.md", SOURCE),
            ("policy/b.md", SOURCE),
            ("locales/de/locale.toml", ""),
            ("locales/de-AT/a.po", ""),
        ];
        for (path, text) in files.iter().chain(change) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (project, _) = Project::open(folder.path()).unwrap();
        (folder, project)
    }

    /// The keys of all stages that read the project, by stage and name.
    fn keys(change: &[(&str, &str)]) -> BTreeMap<String, String> {
        let (_folder, project) = project(change);
        let inputs = Inputs::read(&project);
        let mut keys = BTreeMap::new();
        for tag in project.locales() {
            keys.insert(format!("check {tag}"), json(&inputs.check(&project, tag)));
        }
        for edition in project.editions() {
            let key = inputs.resolve(&project, &edition, false);
            keys.insert(format!("resolve {edition}"), json(&key));
        }
        keys
    }

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn a_key_changes_with_what_its_result_is_made_from_and_with_nothing_else() {
        let before = keys(&[]);
        let mut values: Vec<&String> = before.values().collect();
        values.sort();
        values.dedup();
        assert_eq!(values.len(), before.len(), "no two results have the same key: {before:?}");
        let all_checks = "check de, check de-AT, check en";
        let all = "resolve de-AT/a, resolve de-AT/b, resolve de/a, resolve de/b, resolve en/a, \
                   resolve en/b";
        for (path, text, expected) in [
            ("locales/de/b.po", "", "check de, check de-AT, resolve de-AT/b, resolve de/b"),
            ("locales/de/a.md", "", "check de, check de-AT, resolve de-AT/a, resolve de/a"),
            ("locales/de-AT/a.po", "# x\n", "check de-AT, resolve de-AT/a"),
            (
                "locales/de/terms.toml",
                "",
                "check de, check de-AT, resolve de-AT/a, resolve de-AT/b, resolve de/a, resolve de/b",
            ),
            ("locales/en/interface.po", "", &format!("{all_checks}, {all}")),
            ("policy/x.svg", "", &format!("{all_checks}, {all}")),
            ("templates/text/document.txt", "x", ""),
            ("other.txt", "x", ""),
        ] {
            let after = keys(&[(path, text)]);
            let changed = after.iter().filter(|(name, key)| before.get(*name) != Some(*key));
            let changed: Vec<&str> = changed.map(|(name, _)| name.as_str()).collect();
            assert_eq!(changed.join(", "), expected, "{path}");
        }
        let source = "+++\ntitle = \"T\"\nsummary = \"S\"\nversion = \"2\"\n\
                      updated = 2026-06-29\n+++\n# H {#h}\n\nText\n";
        let after = keys(&[("policy/a.md", source)]);
        let same = after.iter().filter(|(name, key)| before.get(*name) == Some(*key));
        let same: Vec<&str> = same.map(|(name, _)| name.as_str()).collect();
        assert_eq!(same, ["resolve de-AT/b", "resolve de/b", "resolve en/b"]);
    }

    #[test]
    fn the_whole_is_made_from_all_of_it_and_from_what_is_asked_for() {
        let whole = |change: &[(&str, &str)], request: &Request| {
            let (_folder, project) = project(change);
            let plan = Plan::new(&project, &request.selection);
            let inputs = Inputs::read(&project);
            serde_json::to_string(&inputs.whole(&plan, request, None)).unwrap()
        };
        let request = Request::default();
        let before = whole(&[], &request);
        assert_eq!(whole(&[], &request), before);
        let files =
            ["policy/x.svg", "locales/de/x", "locales/de-AT/b.po", "templates/text/more.txt"];
        for path in files {
            assert_ne!(whole(&[(path, "x")], &request), before, "{path}");
        }
        let selection = Selection { locales: vec!["de".parse().unwrap()], ..Selection::default() };
        for request in [
            Request { selection, ..Request::default() },
            Request { require_approved: true, ..Request::default() },
        ] {
            assert_ne!(whole(&[], &request), before);
        }
    }
}
