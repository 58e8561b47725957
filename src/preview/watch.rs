//! Waiting until a file that a build depends on is saved.
//!
//! The system tells of changes in folders that it was asked to watch, each known by what it is and
//! not by its name. So folders are asked for again when others take their place, and once in a while
//! they are looked at without being told: links on the way to them change in places nobody watches.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::hash::{Hash, Hasher};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostic::{Code, Diagnostic};

/// Folders of a project whose files a build reads.
const FOLDERS: [&str; 4] = ["policy", "locales", "templates", "fonts"];
/// Editors write a file in several steps, which follow each other faster than this.
const QUIET: Duration = Duration::from_millis(5);
/// A folder that never comes to rest is built all the same.
const PATIENCE: Duration = Duration::from_millis(400);
/// After so long without a word the folders are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Deeper is a loop of links.
const DEEPEST: usize = 8;

/// Watches the files of a project.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    /// What each event is about, as far as a build depends on it.
    events: Receiver<notify::Result<Vec<PathBuf>>>,
    /// Whether something was saved since the last wait.
    saved: Arc<AtomicBool>,
    places: Arc<Places>,
    /// The folders that are watched.
    watched: BTreeMap<PathBuf, Identity>,
    /// The folders as they were when the last wait ended.
    seen: BTreeMap<PathBuf, u64>,
}

/// Where the files of a build are.
#[derive(Debug)]
struct Places {
    /// The project's folder as it was named.
    folder: PathBuf,
    /// The same with symbolic links resolved, which may be led elsewhere.
    project: RwLock<PathBuf>,
    /// Further folders with fonts.
    fonts: Vec<PathBuf>,
    /// Where the build publishes.
    out: PathBuf,
}

/// What tells a folder from one that takes its place: file system, number and birth, since numbers
/// are given again.
type Identity = (u64, u64, Option<SystemTime>);

impl Watch {
    /// Watches the project in `folder` and further folders with `fonts`. What is published into
    /// `out` does not count.
    ///
    /// # Errors
    ///
    /// The machine's, such as too many watched files.
    pub fn new(folder: &Path, fonts: &[PathBuf], out: &Path) -> Result<Self, Diagnostic> {
        let absolute = |path: &Path| std::path::absolute(path).map_err(|e| failed(&e.to_string()));
        let places = Arc::new(Places {
            folder: absolute(folder)?,
            project: RwLock::new(
                folder.canonicalize().map_err(|error| failed(&error.to_string()))?,
            ),
            fonts: fonts.iter().map(|path| absolute(path)).collect::<Result<_, _>>()?,
            out: absolute(out)?,
        });
        let (sender, events) = channel();
        let saved = Arc::new(AtomicBool::new(false));
        let note = {
            let (places, saved) = (Arc::clone(&places), Arc::clone(&saved));
            move |event: notify::Result<Event>| {
                let files = event.map(|event| places.changed(event));
                if !matches!(&files, Ok(files) if files.is_empty()) {
                    saved.store(true, Ordering::Relaxed);
                    // Nobody listens any more: the watch ends.
                    let _ = sender.send(files);
                }
            }
        };
        let watcher =
            notify::recommended_watcher(note).map_err(|error| failed(&error.to_string()))?;
        let (watched, seen) = (BTreeMap::new(), BTreeMap::new());
        let mut watch = Watch { watcher, events, saved, places, watched, seen };
        watch.watch_folders(&BTreeSet::new())?;
        Ok(watch)
    }

    /// True once something is saved that [`Watch::wait`] has not told of.
    #[must_use]
    pub fn saved(&self) -> &AtomicBool {
        &self.saved
    }

    /// Watches the folders that are there now, those anew that others took the place of; `changed`
    /// is what events told of.
    fn watch_folders(&mut self, changed: &BTreeSet<PathBuf>) -> Result<(), Diagnostic> {
        if self.places.follow() {
            self.forget();
        }
        for (path, mode) in self.places.roots() {
            let now = identity(&path);
            // An event of the folder itself may be its end, whatever is there by now.
            let is_same = !changed.contains(&self.places.told(&path));
            if is_same && now.as_ref() == self.watched.get(&path) {
                continue;
            }
            if self.watched.remove(&path).is_some() {
                // Where the folder is gone the system has forgotten it.
                let _ = self.watcher.unwatch(&path);
            }
            let Some(now) = now else { continue };
            match self.watcher.watch(&path, mode) {
                Ok(()) => _ = self.watched.insert(path, now),
                // The next look finds it, if it comes back or into reach.
                Err(error) if is_unreachable(&error) => {}
                Err(error) => return Err(failed(&error.to_string())),
            }
        }
        self.seen = self.places.look();
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
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            match self.events.recv_timeout(LOOK) {
                Ok(event) => changed.extend(told(event)?),
                Err(RecvTimeoutError::Timeout) => changed = self.differences(),
                Err(RecvTimeoutError::Disconnected) => return Err(failed("the watcher ended")),
            }
        }
        let start = Instant::now();
        while start.elapsed() < PATIENCE
            && let Ok(event) = self.events.recv_timeout(QUIET)
        {
            changed.extend(told(event)?);
        }
        self.saved.store(false, Ordering::Relaxed);
        self.watch_folders(&changed)?;
        Ok(changed)
    }

    /// The folders that have changed without an event: all are watched anew then.
    fn differences(&mut self) -> BTreeSet<PathBuf> {
        self.places.follow();
        let now = self.places.look();
        if now == self.seen {
            return BTreeSet::new();
        }
        self.forget();
        let is_new = |path: &&PathBuf| now.get(*path) != self.seen.get(*path);
        let changed = now.keys().chain(self.seen.keys()).filter(is_new);
        changed.map(|path| self.places.told(path)).collect()
    }

    /// Watches nothing any more.
    fn forget(&mut self) {
        for path in std::mem::take(&mut self.watched).into_keys() {
            let _ = self.watcher.unwatch(&path);
        }
    }
}

impl Places {
    fn project(&self) -> PathBuf {
        self.project.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks again where the links on the way to the project lead; whether that is elsewhere now.
    fn follow(&self) -> bool {
        // Where they lead nowhere, something may come back.
        let now = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        let mut project = self.project.write().unwrap_or_else(PoisonError::into_inner);
        let is_moved = *project != now;
        *project = now;
        is_moved
    }

    /// The folders to watch: the project's own tells of others that are made later.
    fn roots(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let project = self.project();
        let mut roots = BTreeMap::from([(project.clone(), RecursiveMode::NonRecursive)]);
        let folders = FOLDERS.iter().map(|name| project.join(name));
        let folders = folders.chain(self.fonts.iter().cloned());
        roots.extend(folders.map(|folder| (folder, RecursiveMode::Recursive)));
        roots
    }

    /// The path as it is told: relative to the project where it is in it.
    fn told(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.project()).unwrap_or(path).to_owned()
    }

    /// The files that `event` is about, if a build may depend on them.
    fn changed(&self, event: Event) -> Vec<PathBuf> {
        // Some events were lost.
        if event.need_rescan() {
            return vec![self.project()];
        }
        let is_change = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
            EventKind::Any
            | EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Remove(_)
            | EventKind::Other => true,
        };
        let paths = event.paths.into_iter().filter(|path| is_change && self.is_source(path));
        paths.map(|path| self.told(&path)).collect()
    }

    /// Whether a build may depend on `path`: what it publishes may lie among the sources, and editors
    /// leave files with a dot or a tilde.
    fn is_source(&self, path: &Path) -> bool {
        let below_fonts = self.fonts.iter().find_map(|folder| path.strip_prefix(folder).ok());
        let is_ours = |inside: &&Path| {
            let first = inside.iter().next().and_then(|first| first.to_str());
            first.is_some_and(|first| FOLDERS.contains(&first))
        };
        let project = self.project();
        let inside = path.strip_prefix(&project).ok().filter(is_ours);
        inside.or(below_fonts).is_some_and(|inside| {
            inside.iter().all(|part| part.to_str().is_some_and(is_shown))
                && !real(path).starts_with(real(&self.out))
        })
    }

    /// Every folder of sources with a hash of what is in it: names, sizes, and what links lead to.
    fn look(&self) -> BTreeMap<PathBuf, u64> {
        let mut seen = BTreeMap::new();
        let out = identity(&self.out);
        let is_source = |folder: &PathBuf| out.is_none() || identity(folder) != out;
        for (folder, mode) in self.roots().into_iter().filter(|(folder, _)| is_source(folder)) {
            match mode {
                RecursiveMode::NonRecursive => {
                    let mut hasher = DefaultHasher::new();
                    identity(&folder).hash(&mut hasher);
                    seen.insert(folder, hasher.finish());
                }
                RecursiveMode::Recursive => {
                    look_into(&folder, out.as_ref(), &mut Vec::new(), &mut seen);
                }
            }
        }
        seen
    }
}

fn look_into(
    folder: &Path,
    out: Option<&Identity>,
    above: &mut Vec<Identity>,
    seen: &mut BTreeMap<PathBuf, u64>,
) {
    let mut hasher = DefaultHasher::new();
    let now = identity(folder);
    now.hash(&mut hasher);
    let mut folders = Vec::new();
    if let Some(now) = now
        && above.len() < DEEPEST
        && !above.contains(&now)
    {
        above.push(now);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(is_shown)
        });
        paths.sort();
        for path in paths {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    if Some(&identity_of(&metadata)) != out {
                        path.hash(&mut hasher);
                        folders.push(path);
                    }
                }
                Ok(metadata) => {
                    let link = path.is_symlink().then(|| (metadata.ino(), metadata.mtime_nsec()));
                    (path, metadata.len(), link).hash(&mut hasher);
                }
                Err(error) => (path, error.raw_os_error()).hash(&mut hasher),
            }
        }
    }
    folders.iter().for_each(|path| look_into(path, out, above, seen));
    above.pop();
    seen.insert(folder.to_owned(), hasher.finish());
}

/// Whether a file or folder with this name counts.
fn is_shown(name: &str) -> bool {
    !name.starts_with('.') && !name.ends_with('~')
}

/// What the folder at `path` is, links followed; `None` where there is none in reach.
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|metadata| identity_of(&metadata))
}

fn identity_of(metadata: &Metadata) -> Identity {
    (metadata.dev(), metadata.ino(), metadata.created().ok())
}

/// Where `path` really is, links resolved as far as it is there.
fn real(path: &Path) -> PathBuf {
    let resolved = path.ancestors().find_map(|above| {
        let rest = path.strip_prefix(above).ok()?;
        Some(above.canonicalize().ok()?.join(rest))
    });
    resolved.unwrap_or_else(|| path.to_owned())
}

/// Whether a folder could not be watched because it is gone or may not be entered.
fn is_unreachable(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => matches!(
            error.kind(),
            ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory
        ),
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_)
        | notify::ErrorKind::MaxFilesWatch => false,
    }
}

fn failed(reason: &str) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("the project cannot be watched: {reason}"))
}
