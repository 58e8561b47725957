//! Running the binary and other programs, and the shipped policy built once for all tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A text template that shows what a template must show, and nothing else.
pub(crate) const BARE_TEXT: &str = "{{ document.title.text }}\n\
     {% for notice in document.notices %}{{ notice.text }}\n{% endfor %}{{ body }}\n";

/// A cache of this run of the tests, so that neither the user's nor an earlier run's counts.
static CACHE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    folder
});

/// The binary, with colours off, a cache of its own and no variables of the caller's that it reads.
pub(crate) fn promulgate() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_promulgate"));
    command
        .env_remove("PROMULGATE_PROJECT")
        .env_remove("PROMULGATE_CACHE_LIMIT")
        .env("PROMULGATE_CACHE_DIR", &*CACHE)
        .args(["--color", "never"]);
    command
}

/// Output of a program that must succeed.
#[track_caller]
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = run(command);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

#[track_caller]
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}; `make test` installs what the tests need")
    })
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The shipped policy in every locale and format.
pub(crate) static SHIPPED: LazyLock<Built> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let project = ["--project", ROOT, "build", "--ignore-system-fonts", "--out"];
    succeed(promulgate().args(project).arg(&out));
    Built { out, _folder: folder }
});

/// A published folder.
pub(crate) struct Built {
    pub(crate) out: PathBuf,
    _folder: TempDir,
}

impl Built {
    /// The locales, sorted.
    pub(crate) fn locales(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.out).unwrap().map(Result::unwrap);
        let mut tags: Vec<String> = entries
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        tags.sort();
        tags
    }

    /// Every file whose name ends in `end`, sorted.
    pub(crate) fn files(&self, end: &str) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = tree(&self.out)
            .into_keys()
            .filter(|path| path.ends_with(end))
            .map(|path| self.out.join(path))
            .collect();
        files.sort();
        files
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.out.join(path)).unwrap()
    }

    pub(crate) fn document(&self, locale: &str) -> Value {
        serde_json::from_str(&self.read(&format!("{locale}/cookie-policy.json"))).unwrap()
    }
}

/// Every file below `folder`, by its path there.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(base: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(base, &path, into);
            } else {
                let name = path.strip_prefix(base).unwrap().to_str().unwrap().to_owned();
                into.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}

/// A new project as `promulgate init` starts it.
pub(crate) fn new_project() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(promulgate().arg("init").arg(folder.path()));
    folder
}

/// Writes `text` to `path` below `folder`.
pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let target = to.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}
