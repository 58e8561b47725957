//! A large project, made from the shipped policy: many documents, each in 24 languages.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::PROMULGATE;
use crate::cases::{LONG_RUNS, copy_project, path};
use crate::measure::{Case, Measured, run};

/// The official languages of the European Union.
pub(crate) const LOCALES: [&str; 24] = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv",
    "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
];

pub(crate) const SMALL: usize = 10;
pub(crate) const LARGE: usize = 200;

pub(crate) const SMALL_TWO: &str = "10 documents × 24 locales, two threads";
pub(crate) const SMALL_ONE: &str = "10 documents × 24 locales, one thread";
pub(crate) const LARGE_TWO: &str = "200 documents × 24 locales, two threads";
pub(crate) const LARGE_UNCHANGED: &str = "200 documents × 24 locales, nothing changed";

/// Number of artifacts that `documents` come to, the chooser included.
pub(crate) fn artifacts(documents: usize) -> usize {
    documents * LOCALES.len() * 5 + 1
}

pub(crate) fn all() -> Vec<Measured> {
    let small = TempDir::new().expect("a temporary folder");
    generate(small.path(), SMALL);
    let once = ["--ignore-system-fonts", "--no-cache"];
    let mut measured = run(
        &[
            case(SMALL_TWO, small.path(), &[&once[..], &["-j", "2"]].concat()),
            case(SMALL_ONE, small.path(), &[&once[..], &["-j", "1"]].concat()),
        ],
        LONG_RUNS,
    );
    let large = TempDir::new().expect("a temporary folder");
    generate(large.path(), LARGE);
    let cache = large.path().join("cache");
    // Once: it takes minutes.
    let cached =
        ["--ignore-system-fonts", "-j", "2", "--cache-limit", "8192", "--cache-dir", path(&cache)];
    measured.extend(run(
        &[case(LARGE_TWO, large.path(), &cached), case(LARGE_UNCHANGED, large.path(), &cached)],
        1,
    ));
    measured
}

fn case(name: &'static str, project: &Path, more: &[&str]) -> Case {
    Case::new(name, &[&[PROMULGATE, "--project", path(project), "build"], more].concat())
}

/// Writes the project: the policy and its catalogues under `count` ids.
fn generate(project: &Path, count: usize) {
    copy_project(project);
    for entry in fs::read_dir(project.join("locales")).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if entry.is_dir() && !LOCALES.contains(&name) {
            fs::remove_dir_all(entry).expect("it is removed");
        }
    }
    let config = project.join("policy/policy.toml");
    let settings = fs::read_to_string(&config).expect("a project");
    let entries: String =
        (1..=count).map(|n| format!("[[documents]]\nid = \"policy-{n}\"\n\n")).collect();
    let settings = settings.replace("[[documents]]\nid = \"cookie-policy\"\n", &entries);
    fs::write(&config, settings).expect("it is written");
    multiply(&project.join("policy"), "cookie-policy.md", count);
    for tag in LOCALES.iter().filter(|tag| **tag != "en") {
        multiply(&project.join("locales").join(tag), "cookie-policy.po", count);
    }
}

fn multiply(folder: &Path, name: &str, count: usize) {
    let ending = name.rsplit('.').next().expect("an ending");
    for n in 1..=count {
        fs::copy(folder.join(name), folder.join(format!("policy-{n}.{ending}"))).expect("a copy");
    }
    fs::remove_file(folder.join(name)).expect("it is removed");
}
