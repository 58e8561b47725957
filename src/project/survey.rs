//! What a project's files look like from outside, none of them read: if that is as it was when a
//! build read them, the build would read the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::files::{Root, SOURCES};
use super::folders::{DEEPEST, Kind};
use super::{Project, filenames};
use crate::cache::{Digest, Key, Moment, Stamp};

/// The files of a project as they look.
#[derive(Debug)]
pub(crate) struct Survey {
    root: Root,
    began: Moment,
    digest: Key,
    /// Stamps of all files that can be reached.
    files: BTreeMap<String, Stamp>,
}

/// A file that may have changed since a build read it without looking different, and what it held.
pub(crate) type Young = (String, Key);

impl Survey {
    /// Looks at the project in `folder`; `None` where there is none.
    pub(crate) fn take(folder: &Path) -> Option<Self> {
        let began = Moment::now();
        let root = Root::open(folder).ok()?;
        let mut digest = Digest::new("survey");
        // Others with almost these names are told of.
        for entry in root.top() {
            if SOURCES.iter().any(|name| filenames::are_alike(name, &entry.name)) {
                digest = digest.text(&entry.name);
            }
        }
        let mut files = BTreeMap::new();
        for tree in SOURCES.iter().filter(|name| **name != "fonts") {
            let (seen, found) = look_at(&root, tree, &[]);
            digest = digest.text(tree).part(&seen);
            files.extend(found);
        }
        Some(Survey { root, began, digest: digest.key(), files })
    }

    /// Changes with every change that can be seen.
    pub(crate) fn digest(&self) -> &Key {
        &self.digest
    }

    /// Folders with fonts of the project.
    pub(crate) fn font_folders(&self) -> Vec<PathBuf> {
        self.root.font_folders()
    }

    /// The files that `project` has read since and that are too young to tell by their looks; `None`
    /// if some file was not here, or looked different, when it was read.
    pub(crate) fn young(&self, project: &Project) -> Option<Vec<Young>> {
        let mut young = Vec::new();
        for (path, read) in project.root.readings() {
            let (stamp, hash) = read?;
            if self.files.get(&path) != Some(&stamp) {
                return None;
            }
            if !stamp.is_settled(self.began) {
                young.push((path, hash));
            }
        }
        Some(young)
    }

    /// Reads the files `young` again: if all are as they were, returns those that are still too young.
    pub(crate) fn still_young(&self, young: &[Young]) -> Option<Vec<Young>> {
        let mut still = Vec::new();
        for (path, hash) in young {
            if self.root.hash(path).ok()? != *hash {
                return None;
            }
            if !self.files.get(path)?.is_settled(self.began) {
                still.push((path.clone(), *hash));
            }
        }
        Some(still)
    }
}

/// How the folder `path`, which is in the folders `above`, looks with all that is in it, and the
/// stamps of the files.
fn look_at(root: &Root, path: &str, above: &[Stamp]) -> (Key, Vec<(String, Stamp)>) {
    let (mut digest, stamp) = look(Digest::new("folder"), &root.folder().join(path));
    let mut files = Vec::new();
    let entries = match root.look_into(path) {
        Ok(entries) => entries,
        Err(diagnostic) => return (digest.text(&diagnostic.message).key(), files),
    };
    let Some(stamp) = stamp else { return (digest.key(), files) };
    // As a build does, which reads no deeper and nothing that was published there.
    let is_loop = above.len() > DEEPEST || above.iter().any(|one| one.is_same_file(&stamp));
    if is_loop || root.is_published(path, &entries) {
        return (digest.text("no sources").key(), files);
    }
    let above = [above, &[stamp]].concat();
    let below: Vec<_> = entries
        .par_iter()
        .filter(|entry| entry.kind == Kind::Folder)
        .map(|entry| look_at(root, &format!("{path}/{}", entry.name), &above))
        .collect();
    let mut below = below.into_iter();
    for entry in entries {
        digest = digest.text(&entry.name);
        match entry.kind {
            Kind::Folder => {
                if let Some((seen, found)) = below.next() {
                    digest = digest.text("folder").part(&seen);
                    files.extend(found);
                }
            }
            Kind::File | Kind::Other => {
                let path = format!("{path}/{}", entry.name);
                let (seen, stamp) = look(digest.text("file"), &root.folder().join(&path));
                digest = seen;
                files.extend(stamp.map(|stamp| (path, stamp)));
            }
        }
    }
    (digest.key(), files)
}

/// Adds to `digest` how `path` looks, and where it leads if it is a link.
fn look(digest: Digest, path: &Path) -> (Digest, Option<Stamp>) {
    let seen = fs::symlink_metadata(path).and_then(|metadata| {
        if metadata.is_symlink() {
            Ok((fs::metadata(path)?, Some(path.canonicalize()?)))
        } else {
            Ok((metadata, None))
        }
    });
    match seen {
        Ok((metadata, target)) => {
            let stamp = Stamp::of(&metadata);
            let digest = stamp.add_to(digest);
            let target = target.map(PathBuf::into_os_string);
            (digest.bytes(target.unwrap_or_default().as_encoded_bytes()), Some(stamp))
        }
        Err(error) => (digest.text("lost").text(&error.to_string()), None),
    }
}
