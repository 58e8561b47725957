//! Builds that somebody follows: what is looked at is shown first, and what is outdated given up.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use promulgate::Project;
use promulgate::build::{Audience, BuildOptions, Built, Selection, Unbuilt, build};
use promulgate::cache::Cache;
use tempfile::TempDir;

use crate::support::{BARE_TEXT, new_project, write};

/// Looks at one artifact and notes what it is told; needs the build no longer after `patience`
/// artifacts.
struct Viewer {
    awaited: &'static str,
    patience: usize,
    shown: Mutex<Vec<Option<Vec<u8>>>>,
    done: Mutex<usize>,
}

impl Viewer {
    fn new(awaited: &'static str, patience: usize) -> Self {
        Viewer { awaited, patience, shown: Mutex::default(), done: Mutex::default() }
    }

    /// What it was shown since it was last asked.
    fn shown(&self) -> Vec<Option<Vec<u8>>> {
        std::mem::take(&mut self.shown.lock().unwrap())
    }
}

impl Audience for Viewer {
    fn awaited(&self) -> BTreeSet<String> {
        BTreeSet::from([self.awaited.to_owned()])
    }

    fn show(&self, path: &str, bytes: Option<&[u8]>) {
        assert_eq!(path, self.awaited);
        self.shown.lock().unwrap().push(bytes.map(<[u8]>::to_vec));
    }

    fn settle(&self) {
        assert_eq!(*self.done.lock().unwrap(), 0, "it comes before all else");
    }

    fn done(&self, _: &str) {
        *self.done.lock().unwrap() += 1;
    }

    fn is_outdated(&self) -> bool {
        *self.done.lock().unwrap() >= self.patience
    }
}

/// Builds `project` into `out` for `viewer`.
fn build_for(
    viewer: &Viewer,
    project: &TempDir,
    out: &Path,
    cache: Option<&Cache>,
) -> Result<Built, Unbuilt> {
    let options = BuildOptions {
        selection: Selection::default(),
        font_folders: Vec::new(),
        system_fonts: false,
        strict: false,
        require_approved: false,
    };
    *viewer.done.lock().unwrap() = 0;
    let (mut project, _) = Project::open(project.path()).map_err(Unbuilt::Errors)?;
    build(&mut project, &options, out, cache, viewer)
}

#[test]
fn what_is_awaited_is_shown_as_it_will_be_published() {
    let project = new_project();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let edit = |from: &str, to: &str| {
        let path = project.path().join("policy/privacy-policy.md");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
    };
    let cache = Cache::open(Some(folder.path().join("cache")), 1 << 30).unwrap();
    for cache in [Some(&cache), None] {
        for path in ["de/privacy-policy.html", "en/privacy-policy.pdf", "en/privacy-policy.json"] {
            let viewer = Viewer::new(path, usize::MAX);
            edit("# Who we are", "# Who we were");
            build_for(&viewer, &project, &out, cache).unwrap();
            assert_eq!(viewer.shown(), [Some(fs::read(out.join(path)).unwrap())], "{path}");
            // Errors are left to the build, which shows nothing.
            edit("# Who we were", "# {{ nobody }}");
            assert!(matches!(build_for(&viewer, &project, &out, cache), Err(Unbuilt::Errors(_))));
            assert_eq!(viewer.shown(), [], "{path}");
            edit("# {{ nobody }}", "# Who we are");
            build_for(&viewer, &project, &out, cache).unwrap();
            assert_eq!(viewer.shown().len(), 1, "{path}");
        }
    }
    // Another document's change leaves what is published as it is.
    let viewer = Viewer::new("de/privacy-policy.html", usize::MAX);
    build_for(&viewer, &project, &out, Some(&cache)).unwrap();
    viewer.shown();
    write(project.path(), "templates/text/document.txt", BARE_TEXT);
    build_for(&viewer, &project, &out, Some(&cache)).unwrap();
    assert_eq!(viewer.shown(), [None]);
}

#[test]
fn a_language_that_joins_is_in_the_page_that_is_published() {
    let project = new_project();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let cache = Cache::open(Some(folder.path().join("cache")), 1 << 30).unwrap();
    let viewer = Viewer::new("en/privacy-policy.html", usize::MAX);
    build_for(&viewer, &project, &out, Some(&cache)).unwrap();
    write(project.path(), "locales/fr/locale.toml", "");
    build_for(&viewer, &project, &out, Some(&cache)).unwrap();
    for path in ["en/privacy-policy.html", "de/privacy-policy.html"] {
        let page = fs::read_to_string(out.join(path)).unwrap();
        assert!(page.contains("hreflang=\"fr\""), "{path}");
    }
}

#[test]
fn a_build_that_is_outdated_publishes_nothing() {
    let project = new_project();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let cache = Cache::open(Some(folder.path().join("cache")), 1 << 30).unwrap();
    for patience in [0, 1, 3] {
        let viewer = Viewer::new("de/privacy-policy.html", patience);
        let built = build_for(&viewer, &project, &out, Some(&cache));
        assert!(matches!(built, Err(Unbuilt::Outdated)), "{patience}");
        assert_eq!(viewer.shown().len(), 1, "what is looked at is shown all the same");
        assert!(!out.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the cache alone is there");
    }
    build_for(&Viewer::new("", usize::MAX), &project, &out, Some(&cache)).unwrap();
    assert!(out.join("manifest.json").is_file());
}
