//! Waiting until a file that a build depends on is saved.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostic::{Code, Diagnostic};

/// Folders of a project whose files a build reads.
const FOLDERS: [&str; 4] = ["policy", "locales", "templates", "fonts"];
/// Editors write a file in several steps, which follow each other faster than this.
const QUIET: Duration = Duration::from_millis(10);
/// A folder that never comes to rest is built all the same.
const PATIENCE: Duration = Duration::from_millis(400);

/// Watches the files of a project.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    project: PathBuf,
    watched: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches the project in `folder` and further folders with fonts.
    ///
    /// # Errors
    ///
    /// The machine's, such as too many watched files.
    pub fn new(folder: &Path, more: &[PathBuf]) -> Result<Self, Diagnostic> {
        let project = folder.canonicalize().map_err(|error| failed(&error.to_string()))?;
        let (sender, events) = channel();
        let watcher =
            notify::recommended_watcher(sender).map_err(|error| failed(&error.to_string()))?;
        let mut watch = Watch { watcher, events, project, watched: BTreeSet::new() };
        let project = watch.project.clone();
        // The project's own folder tells of folders that are made later.
        watch.add(&project, RecursiveMode::NonRecursive)?;
        for folder in more.iter().filter(|folder| folder.is_dir()) {
            let folder = folder.canonicalize().map_err(|error| failed(&error.to_string()))?;
            watch.add(&folder, RecursiveMode::Recursive)?;
        }
        watch.add_folders()?;
        Ok(watch)
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), Diagnostic> {
        self.watcher.watch(path, mode).map_err(|error| failed(&error.to_string()))?;
        self.watched.insert(path.to_owned());
        Ok(())
    }

    /// Adds the folders that are there now and takes out those that are gone.
    fn add_folders(&mut self) -> Result<(), Diagnostic> {
        for name in FOLDERS {
            let folder = self.project.join(name);
            if !folder.is_dir() {
                self.watched.remove(&folder);
            } else if !self.watched.contains(&folder) {
                self.add(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits until something is saved and the saving has come to rest. Returns the files, relative
    /// to the project where they are in it.
    ///
    /// # Errors
    ///
    /// When the machine can watch no longer.
    pub fn wait(&mut self) -> Result<BTreeSet<PathBuf>, Diagnostic> {
        loop {
            let first = self.events.recv().map_err(|_| failed("the watcher ended"))?;
            let mut changed = BTreeSet::new();
            self.note(first, &mut changed)?;
            let start = Instant::now();
            while start.elapsed() < PATIENCE
                && let Ok(event) = self.events.recv_timeout(QUIET)
            {
                self.note(event, &mut changed)?;
            }
            self.add_folders()?;
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
    }

    fn note(
        &self,
        event: notify::Result<Event>,
        changed: &mut BTreeSet<PathBuf>,
    ) -> Result<(), Diagnostic> {
        let event = event.map_err(|error| failed(&error.to_string()))?;
        let is_change = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
            EventKind::Any
            | EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Remove(_)
            | EventKind::Other => true,
        };
        if is_change {
            changed.extend(event.paths.iter().filter_map(|path| self.relevant(path)));
        }
        Ok(())
    }

    /// The path as it is told, if a build may depend on it: what it publishes lies in the project
    /// too, and editors leave files with a dot or a tilde.
    fn relevant(&self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?;
        if name.starts_with('.') || name.ends_with('~') {
            return None;
        }
        match path.strip_prefix(&self.project) {
            Ok(inside) => {
                let first = inside.components().next()?.as_os_str().to_str()?;
                FOLDERS.contains(&first).then(|| inside.to_owned())
            }
            Err(_) => Some(path.to_owned()),
        }
    }
}

fn failed(reason: &str) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("the project cannot be watched: {reason}"))
}
