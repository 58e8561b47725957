//! Every diagnostic, as people see it: one small bad project each, in tests/fixtures/diagnostics, and for
//! each code one that is mended.
//!
//! Beside the project a fixture may have `args`, the arguments to run with; `fixed/`, the files of its
//! mended form that differ; and `fixed.remove`, the files that this form lacks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use promulgate::diagnostic::Code;
use tempfile::TempDir;

use crate::support::{ROOT, copy, promulgate, run, text};

/// What a folder of files cannot bring about has its own tests: a failure of the machine, a fault of the
/// tool, links of the output folder.
pub(crate) const WITHOUT_FIXTURE: [&str; 3] = ["P802", "P805", "P806"];

/// A bad project.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

impl Fixture {
    /// Every fixture, sorted by name.
    pub(crate) fn all() -> Vec<Fixture> {
        let folder = Path::new(ROOT).join("tests/fixtures/diagnostics");
        let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
        let mut fixtures: Vec<Fixture> = entries
            .map(|entry| Fixture {
                name: entry.file_name().into_string().unwrap(),
                folder: entry.path(),
            })
            .collect();
        fixtures.sort_by(|a, b| a.name.cmp(&b.name));
        fixtures
    }

    /// The code it shows.
    pub(crate) fn code(&self) -> &str {
        self.name.split('-').next().unwrap()
    }

    /// Whether it has a mended form.
    pub(crate) fn is_mended(&self) -> bool {
        self.folder.join("fixed").exists() || self.folder.join("fixed.remove").exists()
    }

    /// The files that its mended form lacks.
    pub(crate) fn removed(&self) -> Vec<String> {
        let list = fs::read_to_string(self.folder.join("fixed.remove")).unwrap_or_default();
        list.lines().map(str::to_owned).collect()
    }

    /// The project as it is, or mended, in a folder of its own.
    fn copy(&self, mended: bool) -> TempDir {
        let folder = TempDir::new().unwrap();
        copy(&self.folder, folder.path());
        let _ = fs::remove_dir_all(folder.path().join("fixed"));
        if mended {
            if self.folder.join("fixed").exists() {
                copy(&self.folder.join("fixed"), folder.path());
            }
            for path in self.removed() {
                fs::remove_file(folder.path().join(path)).unwrap();
            }
        }
        folder
    }
}

/// The arguments that the project in `folder` is run with.
pub(crate) fn arguments(folder: &Path) -> String {
    fs::read_to_string(folder.join("args"))
        .unwrap_or_else(|_| "build --ignore-system-fonts --out dist".to_owned())
}

fn run_in(folder: &Path) -> Output {
    run(promulgate()
        .current_dir(folder)
        .args(["--project", "."])
        .args(arguments(folder).replace("{root}", ROOT).split_whitespace()))
}

#[test]
fn each_bad_project_gives_its_diagnostic() {
    let mut seen = BTreeSet::new();
    for fixture in Fixture::all() {
        let (name, code) = (&fixture.name, fixture.code());
        let folder = fixture.copy(false);
        let output = run_in(folder.path());
        let message = text(&output.stderr);
        assert!(message.contains(&format!("[{code}]")), "{name}: {message}");
        assert!(!message.contains("panicked"), "{name}: {message}");
        let warning = message.contains(&format!("warning[{code}]"));
        assert_eq!(output.status.code(), Some(i32::from(!warning)), "{name}: {message}");
        assert_eq!(
            folder.path().join("dist").exists(),
            warning && arguments(folder.path()).contains("build"),
            "{name}"
        );
        // Paths of the temporary folder differ from run to run.
        let message = message.replace(folder.path().to_str().unwrap(), "[project]");
        insta::assert_snapshot!(name.clone(), message);
        seen.insert(code.to_owned());
    }
    assert_eq!(missing(&seen), Vec::<&str>::new());
}

#[test]
fn each_code_has_a_project_that_is_mended() {
    let mut seen = BTreeSet::new();
    for fixture in Fixture::all().iter().filter(|fixture| fixture.is_mended()) {
        let (name, code) = (&fixture.name, fixture.code());
        let output = run_in(fixture.copy(true).path());
        let message = text(&output.stderr);
        assert!(!message.contains(&format!("[{code}]")), "{name}: {message}");
        assert_eq!(output.status.code(), Some(0), "{name}: {message}");
        seen.insert(code.to_owned());
    }
    assert_eq!(missing(&seen), Vec::<&str>::new());
}

/// The codes that are not among those `seen`, and should be.
fn missing(seen: &BTreeSet<String>) -> Vec<&'static str> {
    let codes = Code::ALL.iter().map(|code| code.as_str());
    codes.filter(|code| !WITHOUT_FIXTURE.contains(code) && !seen.contains(*code)).collect()
}
