//! Reads and writes the files of a project, and none but those.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::OFlags;

use super::folders::Listing;
use super::unreachable::unreadable;
use crate::cache::{Key, Stamp};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::temporary::TemporaryFolder;

/// No text or image of a policy comes near this; a larger one is a mistake or an attack.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// The folders of a project that a build reads.
pub(super) const SOURCES: [&str; 4] = ["policy", "locales", "templates", "fonts"];

/// The folder of a project.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// The folder, with symbolic links resolved.
    pub(super) folder: PathBuf,
    /// The texts read so far: a build hashes and loads the same bytes, whoever writes meanwhile.
    texts: Arc<Mutex<BTreeMap<String, Arc<SourceFile>>>>,
    readings: Arc<Mutex<BTreeMap<String, Reading>>>,
    pub(super) listings: Arc<Mutex<BTreeMap<String, Listing>>>,
}

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
    pub(super) fn resolve(&self, path: &str) -> Result<PathBuf, Diagnostic> {
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

    /// Folders with fonts.
    pub(crate) fn font_folders(&self) -> Vec<PathBuf> {
        self.exists("fonts").then(|| self.folder.join("fonts")).into_iter().collect()
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
