//! Looks into the folders of a project.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::PoisonError;

use super::files::Root;
use super::unreachable::{no_folder, unreadable};
use crate::diagnostic::Diagnostic;

/// Folders below each other that are looked into.
pub(super) const DEEPEST: usize = 8;
/// No project comes near as many files; links that lead in circles do.
const MOST_FILES: usize = 100_000;

/// What a folder holds.
pub(super) type Listing = Result<Vec<Entry>, Diagnostic>;

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// What an entry is, or leads to if it is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Folder,
    File,
    /// A link that leads nowhere, a pipe, a device.
    Other,
}

/// The files below a folder.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Their paths, those of a folder sorted.
    pub(crate) files: Vec<String>,
    /// The folder and those below it, be they empty or not.
    pub(crate) folders: Vec<String>,
    /// Folders among them that cannot be looked into, with the reason.
    pub(crate) unreadable: Vec<(String, Diagnostic)>,
}

impl Root {
    /// Lists the entries of the project's own folder, hidden ones apart; none where it may not be listed.
    pub(super) fn top(&self) -> Vec<Entry> {
        entries(&self.folder).unwrap_or_default()
    }

    /// Lists the entries of the folder `path`, hidden ones apart, sorted; none where there is no such
    /// folder. A folder is looked into once: what comes and goes meanwhile is seen by the next build.
    pub(crate) fn list(&self, path: &str) -> Result<Vec<Entry>, Diagnostic> {
        self.in_listing(path, Clone::clone)
    }

    /// Whether the folder `path` has an entry called `name`, be it in reach or not.
    pub(crate) fn has(&self, path: &str, name: &str) -> bool {
        let named = |entry: &Entry| entry.name.as_str().cmp(name);
        let has = |entries: &Vec<Entry>| entries.binary_search_by(named).is_ok();
        self.in_listing(path, |listing| listing.as_ref().is_ok_and(has))
    }

    fn in_listing<T>(&self, path: &str, look: impl FnOnce(&Listing) -> T) -> T {
        let lock = || self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return look(known);
        }
        let listing = self.look_into(path);
        // Two threads may have looked: one of them counts.
        look(lock().entry(path.to_owned()).or_insert(listing))
    }

    /// Looks into the folder `path` as it is now.
    pub(super) fn look_into(&self, path: &str) -> Result<Vec<Entry>, Diagnostic> {
        if !self.exists(path) {
            return Ok(Vec::new());
        }
        let full = self.resolve(path)?;
        if !full.is_dir() {
            return Err(no_folder(path));
        }
        entries(&full).map_err(|error| self.unreachable(path, &error))
    }

    /// Whether a build published into the folder `path`, which has `entries`: they are no sources then.
    pub(crate) fn is_published(&self, path: &str, entries: &[Entry]) -> bool {
        const START: u64 = 256;
        let is_manifest = |entry: &Entry| entry.name == "manifest.json" && entry.kind == Kind::File;
        let mut start = String::new();
        entries.iter().any(is_manifest)
            && File::open(self.folder.join(path).join("manifest.json"))
                .and_then(|file| file.take(START).read_to_string(&mut start))
                .is_ok()
            && start
                .trim_start_matches(['{', ' ', '\n'])
                .starts_with(r#""generator": "promulgate "#)
    }

    /// Lists the files below the folder `path`, without hidden ones and without what a build published
    /// there.
    pub(crate) fn tree(&self, path: &str) -> Tree {
        let mut tree = Tree::default();
        self.collect(path, &mut Vec::new(), &mut tree);
        tree
    }

    fn collect(&self, folder: &str, above: &mut Vec<(u64, u64)>, tree: &mut Tree) {
        let entries = match self.list(folder) {
            Ok(entries) => entries,
            Err(diagnostic) => return tree.unreadable.push((folder.to_owned(), diagnostic)),
        };
        let full = self.folder.join(folder);
        let Ok(metadata) = fs::metadata(&full) else { return };
        let place = (metadata.dev(), metadata.ino());
        // A link to a folder that this one is in.
        if above.len() == DEEPEST || above.contains(&place) || self.is_published(folder, &entries) {
            return;
        }
        above.push(place);
        tree.folders.push(folder.to_owned());
        for entry in entries {
            let path = format!("{folder}/{}", entry.name);
            match entry.kind {
                Kind::Folder => self.collect(&path, above, tree),
                Kind::File | Kind::Other if tree.files.len() < MOST_FILES => tree.files.push(path),
                Kind::File | Kind::Other => {
                    let diagnostic = unreadable(
                        &folder,
                        &format!("it has more than {MOST_FILES} files below it"),
                    );
                    tree.unreadable.push((folder.to_owned(), diagnostic));
                    break;
                }
            }
            if tree.files.len() == MOST_FILES && !tree.unreadable.is_empty() {
                break;
            }
        }
        above.pop();
    }
}

/// Lists the entries of `folder` that are not hidden, sorted.
fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = if kind.is_symlink() {
            entry.path().metadata().ok().map(|m| m.file_type())
        } else {
            Some(kind)
        };
        let kind = match kind {
            Some(kind) if kind.is_dir() => Kind::Folder,
            Some(kind) if kind.is_file() => Kind::File,
            Some(_) | None => Kind::Other,
        };
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
        {
            entries.push(Entry { name, kind });
        }
    }
    entries.sort();
    Ok(entries)
}
