//! Reading the project's files, and none but those.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::filenames;
use crate::cache::{Key, Stamp};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::temporary::TemporaryFolder;

/// No text or image of a policy comes near this; a larger one is a mistake or an attack.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// Folders below each other that are looked into.
pub(super) const DEEPEST: usize = 8;
/// The folders of a project that a build reads.
pub(super) const SOURCES: [&str; 4] = ["policy", "locales", "templates", "fonts"];
/// No project comes near as many files; links that lead in circles do.
const MOST_FILES: usize = 100_000;

/// The folder of a project.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// The folder, with symbolic links resolved.
    folder: PathBuf,
    /// The texts read so far: a build hashes and loads the same bytes, whoever writes meanwhile.
    texts: Arc<Mutex<BTreeMap<String, Arc<SourceFile>>>>,
    readings: Arc<Mutex<BTreeMap<String, Reading>>>,
    listings: Arc<Mutex<BTreeMap<String, Listing>>>,
}

/// What a folder holds.
type Listing = Result<Vec<Entry>, Diagnostic>;

/// How a file looked when it was read, and the hash of what it held; `None` where it was read twice
/// and had changed.
pub(super) type Reading = Option<(Stamp, Key)>;

impl Root {
    /// The project in `folder`.
    pub(crate) fn open(folder: &Path) -> Result<Self, Diagnostic> {
        const CONFIG: &str = "policy/policy.toml";
        const START: &str = "start one with `promulgate init`, or name its folder with `--project`";
        let missing = |help: &str| {
            Diagnostic::error(Code::NotAProject, format!("no project in `{}`", folder.display()))
                .help(help)
        };
        let real = folder.canonicalize().map_err(|error| {
            let nothing = fs::symlink_metadata(folder)
                .is_err_and(|error| error.kind() == ErrorKind::NotFound);
            if nothing { missing(START) } else { unreadable(&folder.display(), &error.to_string()) }
        })?;
        if !real.is_dir() {
            return Err(unreadable(&folder.display(), "it is not a folder").help(START));
        }
        let root = Root {
            folder: real,
            texts: Arc::default(),
            readings: Arc::default(),
            listings: Arc::default(),
        };
        if root.exists(CONFIG) {
            Ok(root)
        } else {
            Err(match root.look_alike("policy").or_else(|| root.look_alike(CONFIG)) {
                Some(found) => missing(&format!("`{found}` is not `{CONFIG}`: rename it")),
                None => missing(START),
            })
        }
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is something at `path`, also if it cannot be reached: reading tells why.
    pub(crate) fn exists(&self, path: &str) -> bool {
        let mut place = self.folder.clone();
        for part in Path::new(path) {
            place.push(part);
            match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_symlink() && fs::metadata(&place).is_err() => {
                    return true;
                }
                Ok(_) => {}
                Err(error) => return error.kind() != ErrorKind::NotFound,
            }
        }
        true
    }

    /// The text file at `path`, which is relative to the folder and uses `/`.
    pub(crate) fn text(&self, path: &str) -> Result<Arc<SourceFile>, Diagnostic> {
        if let Some(file) = self.known(path) {
            return Ok(file);
        }
        match String::from_utf8(self.read(path)?) {
            Ok(mut text) => {
                // Editors on Windows write a byte order mark; it is no part of the text.
                if text.starts_with('\u{feff}') {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                let file = Arc::new(SourceFile::new(path, text));
                let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
                // Two threads may have read it: one of them counts.
                Ok(Arc::clone(texts.entry(path.to_owned()).or_insert(file)))
            }
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.split(|byte| *byte == b'\n').count();
                Err(unreadable(&path, &format!("line {line} is not valid UTF-8"))
                    .help("save the file as UTF-8"))
            }
        }
    }

    fn known(&self, path: &str) -> Option<Arc<SourceFile>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// The bytes of the file at `path`.
    pub(crate) fn bytes(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        match self.known(path) {
            Some(file) => Ok(file.text.clone().into_bytes()),
            None => self.read(path),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        let full = self.resolve(path)?;
        let failed = |error: io::Error| self.unreachable(path, &error);
        let no_file =
            || unreadable(&path, "it is not a file").help("put a file in its place, or remove it");
        // Opening is not asked of a device at all, and never waits for the writer of a pipe.
        if !fs::metadata(&full).map_err(failed)?.is_file() {
            return Err(no_file());
        }
        let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
        let file = File::options().read(true).custom_flags(flags).open(&full).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(no_file());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
        if metadata.len() <= LARGEST_FILE {
            file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
        }
        if metadata.len().max(bytes.len() as u64) > LARGEST_FILE {
            return Err(unreadable(&path, "it is larger than 16 MiB"));
        }
        let now = (Stamp::of(&metadata), Key::of(&bytes));
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = readings.entry(path.to_owned()).or_insert(Some(now));
        if *reading != Some(now) {
            *reading = None;
        }
        Ok(bytes)
    }

    /// All files read so far.
    pub(super) fn readings(&self) -> BTreeMap<String, Reading> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The hash of the file at `path`; a text that is loaded later is the one hashed.
    pub(crate) fn hash(&self, path: &str) -> Result<Key, Diagnostic> {
        if self.text(path).is_err() {
            return self.bytes(path).map(|bytes| Key::of(&bytes));
        }
        let readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        let known = readings.get(path).copied().flatten().map(|(_, hash)| hash);
        drop(readings);
        known.map_or_else(|| Ok(Key::of(self.text(path)?.text.as_bytes())), Ok)
    }

    /// Whether the file at `path` is there and holds just `text`.
    pub(crate) fn holds(&self, path: &str, text: &str) -> Result<bool, Diagnostic> {
        Ok(self.exists(path) && self.bytes(path)? == text.as_bytes())
    }

    /// Writes a text file whole or not at all. A symbolic link is followed and stays; what is there
    /// and cannot be reached is never replaced.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Diagnostic> {
        let failed = |error: &io::Error| {
            Diagnostic::error(Code::Io, format!("`{path}` cannot be written: {error}"))
        };
        let target = if self.exists(path) {
            let target = self.resolve(path)?;
            if !target.is_file() {
                return Err(unreadable(&path, "it is not a file"));
            }
            target
        } else {
            let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
            fs::create_dir_all(self.folder.join(parent)).map_err(|error| failed(&error))?;
            self.resolve(parent)?.join(name)
        };
        write_whole(&target, text).map_err(|error| failed(&error))?;
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
        self.listings.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Where `path` really is, if that is inside the folder.
    fn resolve(&self, path: &str) -> Result<PathBuf, Diagnostic> {
        let outside = || {
            Diagnostic::error(
                Code::OutsideProject,
                format!("`{path}` leads outside the project's folder"),
            )
            .help("copy the file into the project and name it by its path there")
        };
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(outside());
        }
        let full = self.folder.join(path).canonicalize();
        let full = full.map_err(|error| self.unreachable(path, &error))?;
        if full.starts_with(&self.folder) { Ok(full) } else { Err(outside()) }
    }

    /// Tells why `path` was not reached, which ended in `error`: names the part of it that is to blame.
    fn unreachable(&self, path: &str, error: &io::Error) -> Diagnostic {
        let is_inner = |part: &str| part.len() < path.len();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut before = ".";
        for part in ends.map(|end| &path[..end]) {
            let place = self.folder.join(part);
            let seen = match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_symlink() => fs::metadata(&place),
                Err(error) if error.kind() == ErrorKind::NotFound => return self.missing(path),
                // A folder that must not be entered hides what is in it.
                Err(error) => return denied(before, &error),
                there => there,
            };
            match seen {
                Ok(metadata) if is_inner(part) && !metadata.is_dir() => return no_folder(part),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let target = fs::read_link(&place).unwrap_or_default();
                    let reason =
                        format!("it is a link to `{}`, where nothing is", target.display());
                    return unreadable(&part, &reason)
                        .help("bring back what it leads to, or remove the link");
                }
                Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
                    return unreadable(&part, "it is a link that leads back to itself")
                        .help("let it lead to a file or folder, or remove it");
                }
                Err(error) => return denied(part, &error),
            }
            before = part;
        }
        denied(path, error)
    }

    fn missing(&self, path: &str) -> Diagnostic {
        let diagnostic = unreadable(&path, "there is no such file");
        match self.look_alike(path) {
            Some(found) => diagnostic.help(format!(
                "`{found}` is there: names must be the same letter for letter, so rename it"
            )),
            None => diagnostic,
        }
    }

    /// What lies where `path` is looked for, under a name that a person takes for the same.
    fn look_alike(&self, path: &str) -> Option<String> {
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        let entries = fs::read_dir(self.folder.join(parent)).ok()?;
        let mut found: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|found| filenames::are_alike(found, name))
            .collect();
        found.sort();
        let found = found.into_iter().next()?;
        Some(if parent == "." { found } else { format!("{parent}/{found}") })
    }

    /// Entries of the project's own folder, hidden ones apart; none where it may not be listed.
    pub(super) fn top(&self) -> Vec<Entry> {
        entries(&self.folder).unwrap_or_default()
    }

    /// Entries of the folder `path`, hidden ones apart, sorted; none where there is no such folder. A
    /// folder is looked into once: what comes and goes meanwhile is seen by the next build.
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

    /// Folders with fonts.
    pub(crate) fn font_folders(&self) -> Vec<PathBuf> {
        self.exists("fonts").then(|| self.folder.join("fonts")).into_iter().collect()
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

    /// The files below the folder `path`, without hidden ones and without what a build published
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

/// Puts a file with `text` in the place `target`; a signal leaves the one before it, and no other.
fn write_whole(target: &Path, text: &str) -> io::Result<()> {
    let folder = TemporaryFolder::new_in(target.parent().unwrap_or(target))?;
    let made = folder.path().join("file");
    let mut file = File::options().write(true).create_new(true).mode(0o644).open(&made)?;
    file.write_all(text.as_bytes())?;
    fs::rename(made, target)
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

/// Entries of `folder` that are not hidden, sorted.
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

fn unreadable(path: &dyn Display, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{path}` cannot be read: {reason}"))
}

fn no_folder(path: &str) -> Diagnostic {
    unreadable(&path, "it is not a folder").help("put a folder in its place, or remove it")
}

fn denied(path: &str, error: &io::Error) -> Diagnostic {
    let diagnostic = unreadable(&path, &error.to_string());
    if error.kind() == ErrorKind::PermissionDenied {
        diagnostic.help("allow reading it, or remove it")
    } else {
        diagnostic
    }
}
