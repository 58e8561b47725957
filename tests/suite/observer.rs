//! Builds that somebody follows: what is looked at is shown first, and what is outdated given up.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use promulgate::Project;
use promulgate::cache::Cache;
use promulgate::compile::{Artifact, BuildError, Observer, Open, Request, show};
use promulgate::publish::{Built, build};
use tempfile::TempDir;

use crate::support::{BARE_TEXT, new_project, write};

/// Looks at one artifact and notes what it is shown; needs the build no longer after `patience`
/// artifacts.
struct Viewer {
    open: &'static str,
    patience: usize,
    published: Mutex<Vec<Artifact>>,
    shown: Mutex<Vec<Option<Vec<u8>>>>,
    done: Mutex<usize>,
}

impl Viewer {
    fn new(open: &'static str, patience: usize) -> Self {
        Viewer {
            open,
            patience,
            published: Mutex::default(),
            shown: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// What it was shown since it was last asked.
    fn shown(&self) -> Vec<Option<Vec<u8>>> {
        std::mem::take(&mut self.shown.lock().unwrap())
    }
}

impl Observer for Viewer {
    fn done(&self, _: &str) {
        *self.done.lock().unwrap() += 1;
    }

    fn is_cancelled(&self) -> bool {
        *self.done.lock().unwrap() >= self.patience
    }
}

/// Shows `viewer` what is open, then builds `project` into `out`.
fn build_for(
    viewer: &Viewer,
    project: &TempDir,
    out: &Path,
    cache: Option<&Cache>,
) -> Result<Built, BuildError> {
    let request = Request::default();
    *viewer.done.lock().unwrap() = 0;
    let (project, _) = Project::open(project.path())?;
    let paths = BTreeSet::from([viewer.open.to_owned()]);
    let published = viewer.published.lock().unwrap().clone();
    let open = Open { paths: &paths, published: &published };
    show(&project, &request, cache, open, &|path, bytes| {
        assert_eq!(path, viewer.open);
        viewer.shown.lock().unwrap().push(bytes.map(<[u8]>::to_vec));
    });
    let built = build(&project, &request, out, cache, viewer)?;
    viewer.published.lock().unwrap().clone_from(&built.manifest.artifacts);
    Ok(built)
}

#[test]
fn what_is_open_is_shown_as_it_will_be_published() {
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
            assert!(matches!(build_for(&viewer, &project, &out, cache), Err(BuildError::Input(_))));
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
fn a_build_that_is_cancelled_publishes_nothing() {
    let project = new_project();
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let cache = Cache::open(Some(folder.path().join("cache")), 1 << 30).unwrap();
    for patience in [0, 1, 3] {
        let viewer = Viewer::new("de/privacy-policy.html", patience);
        let built = build_for(&viewer, &project, &out, Some(&cache));
        assert!(matches!(built, Err(BuildError::Cancelled)), "{patience}");
        assert_eq!(viewer.shown().len(), 1, "what is looked at is shown all the same");
        assert!(!out.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the cache alone is there");
    }
    build_for(&Viewer::new("", usize::MAX), &project, &out, Some(&cache)).unwrap();
    assert!(out.join("manifest.json").is_file());
}
