//! Waiting until a file that a build depends on is saved.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostic::{Code, Diagnostic};

/// Folders of a project whose files a build reads.
const FOLDERS: [&str; 4] = ["policy", "locales", "templates", "fonts"];
/// Editors write a file in several steps, which follow each other faster than this.
const QUIET: Duration = Duration::from_millis(5);
/// A folder that never comes to rest is built all the same.
const PATIENCE: Duration = Duration::from_millis(400);

/// Watches the files of a project.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    /// What each event is about, as far as a build depends on it.
    events: Receiver<notify::Result<Vec<PathBuf>>>,
    /// Whether something was saved since the last wait.
    saved: Arc<AtomicBool>,
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
        let saved = Arc::new(AtomicBool::new(false));
        let note = {
            let (project, saved) = (project.clone(), Arc::clone(&saved));
            move |event: notify::Result<Event>| {
                let files = event.map(|event| files(&project, event));
                if !matches!(&files, Ok(files) if files.is_empty()) {
                    saved.store(true, Ordering::Relaxed);
                    // Nobody listens any more: the watch ends.
                    let _ = sender.send(files);
                }
            }
        };
        let watcher =
            notify::recommended_watcher(note).map_err(|error| failed(&error.to_string()))?;
        let mut watch = Watch { watcher, events, saved, project, watched: BTreeSet::new() };
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

    /// True once something is saved that [`Watch::wait`] has not told of.
    #[must_use]
    pub fn saved(&self) -> &AtomicBool {
        &self.saved
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
        let told = |event: notify::Result<Vec<PathBuf>>| event.map_err(|e| failed(&e.to_string()));
        let first = self.events.recv().map_err(|_| failed("the watcher ended"))?;
        let mut changed = BTreeSet::from_iter(told(first)?);
        let start = Instant::now();
        while start.elapsed() < PATIENCE
            && let Ok(event) = self.events.recv_timeout(QUIET)
        {
            changed.extend(told(event)?);
        }
        self.saved.store(false, Ordering::Relaxed);
        self.add_folders()?;
        Ok(changed)
    }
}

/// The files that `event` is about, if a build of `project` may depend on them.
fn files(project: &Path, event: Event) -> Vec<PathBuf> {
    let is_change = match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    };
    let paths = event.paths.into_iter().filter(|_| is_change);
    paths.filter_map(|path| relevant(project, &path)).collect()
}

/// The path as it is told, if a build may depend on it: what it publishes lies in the project too,
/// and editors leave files with a dot or a tilde.
fn relevant(project: &Path, path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    if name.starts_with('.') || name.ends_with('~') {
        return None;
    }
    match path.strip_prefix(project) {
        Ok(inside) => {
            let first = inside.components().next()?.as_os_str().to_str()?;
            FOLDERS.contains(&first).then(|| inside.to_owned())
        }
        Err(_) => Some(path.to_owned()),
    }
}

fn failed(reason: &str) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("the project cannot be watched: {reason}"))
}
