//! Reading the project's files, and none but those.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic, SourceFile};

/// No text or image of a policy comes near this; a larger one is a mistake or an attack.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// The folder of a project.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// The folder, with symbolic links resolved.
    folder: PathBuf,
    /// The texts read so far: a build hashes and loads the same bytes, whoever writes meanwhile.
    texts: Arc<Mutex<BTreeMap<String, Arc<SourceFile>>>>,
}

impl Root {
    /// The project in `folder`.
    pub(crate) fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let missing = || {
            Diagnostic::error(Code::NotAProject, format!("no project in `{}`", folder.display()))
                .help("start one with `promulgate init`, or name its folder with `--project`")
        };
        let folder = folder.canonicalize().map_err(|_| missing())?;
        let root = Root { folder, texts: Arc::default() };
        if root.exists("policy/policy.toml") { Ok(root) } else { Err(missing()) }
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is something at `path`.
    pub(crate) fn exists(&self, path: &str) -> bool {
        self.folder.join(path).exists()
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
                Err(unreadable(path, &format!("line {line} is not valid UTF-8"))
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
        let metadata = fs::metadata(&full).map_err(|error| io(path, &error))?;
        if !metadata.is_file() {
            return Err(unreadable(path, "it is not a file"));
        }
        if metadata.len() > LARGEST_FILE {
            return Err(unreadable(path, "it is larger than 16 MiB"));
        }
        fs::read(&full).map_err(|error| io(path, &error))
    }

    /// Writes a text file whole or not at all; a symbolic link in its place is replaced.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Diagnostic> {
        let failed = |error: &std::io::Error| {
            Diagnostic::error(Code::Io, format!("`{path}` cannot be written: {error}"))
        };
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        fs::create_dir_all(self.folder.join(parent)).map_err(|error| failed(&error))?;
        let folder = self.resolve(parent)?;
        let mut file = tempfile::Builder::new()
            .permissions(fs::Permissions::from_mode(0o644))
            .tempfile_in(&folder)
            .map_err(|error| failed(&error))?;
        file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        file.persist(folder.join(name)).map_err(|error| failed(&error.error))?;
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
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
        let full = self.folder.join(path).canonicalize().map_err(|error| io(path, &error))?;
        if full.starts_with(&self.folder) { Ok(full) } else { Err(outside()) }
    }

    /// Names of the entries of the folder `path`, sorted; none where there is no such folder.
    pub(crate) fn list(&self, path: &str) -> Result<Vec<Entry>, Diagnostic> {
        if !self.exists(path) {
            return Ok(Vec::new());
        }
        let full = self.resolve(path)?;
        let mut entries = Vec::new();
        for entry in fs::read_dir(&full).map_err(|error| io(path, &error))? {
            let entry = entry.map_err(|error| io(path, &error))?;
            let kind = entry.file_type().map_err(|error| io(path, &error))?;
            let is_folder = if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() };
            if let Ok(name) = entry.file_name().into_string() {
                entries.push(Entry { name, is_folder });
            }
        }
        entries.sort();
        Ok(entries)
    }

    /// Paths of the files below the folder `path`, sorted, without hidden ones.
    pub(crate) fn tree(&self, path: &str) -> Result<Vec<String>, Diagnostic> {
        let mut files = Vec::new();
        self.collect(path, 0, &mut files)?;
        Ok(files)
    }

    fn collect(
        &self,
        folder: &str,
        depth: usize,
        files: &mut Vec<String>,
    ) -> Result<(), Diagnostic> {
        /// Folders of a project have a few levels; a deeper one is a loop of links.
        const DEEPEST: usize = 8;
        if depth == DEEPEST {
            return Ok(());
        }
        for entry in self.list(folder)?.into_iter().filter(|entry| !entry.name.starts_with('.')) {
            let path = format!("{folder}/{}", entry.name);
            if entry.is_folder {
                self.collect(&path, depth + 1, files)?;
            } else {
                files.push(path);
            }
        }
        Ok(())
    }
}

/// An entry of a folder.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) is_folder: bool,
}

fn io(path: &str, error: &std::io::Error) -> Diagnostic {
    match error.kind() {
        ErrorKind::NotFound => unreadable(path, "there is no such file"),
        _ => unreadable(path, &error.to_string()),
    }
}

fn unreadable(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{path}` cannot be read: {reason}"))
}
