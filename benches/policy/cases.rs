//! The shipped policy: cold, warm, after a change; beside bare Typst and other tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::floor;
use crate::measure::{Case, Measured, run};
use crate::{PROMULGATE, ROOT, peers};

const SHORT_RUNS: usize = 15;
pub(crate) const LONG_RUNS: usize = 7;

/// Names that the report asks for.
pub(crate) const FLOOR: &str = "bare Typst, the same PDFs in one process";
pub(crate) const FLOOR_ONE: &str = "bare Typst, one of these PDFs";
pub(crate) const PLAINEST: &str = "bare Typst, the same text by the plainest template";
pub(crate) const COLD: &str = "all locales, all formats, empty cache";
pub(crate) const NO_CACHE: &str = "all locales, all formats, `--no-cache`";
pub(crate) const SYSTEM: &str = "the same as cold, system fonts allowed";
pub(crate) const PDF: &str = "all locales, PDF alone, `--no-cache`";
pub(crate) const HTML: &str = "all locales, HTML alone, `--no-cache`";
pub(crate) const UNCHANGED: &str = "nothing changed";
pub(crate) const CHANGED: &str = "one translated string changed";
pub(crate) const ONE: &str = "one locale, all formats, `--no-cache`";
pub(crate) const VERSION: &str = "`--version`";
pub(crate) const HELP: &str = "`--help`";
pub(crate) const PEERS: &str = "pandoc for HTML, text, JSON and Typst CLI for PDF";
pub(crate) const PEERS_SYSTEM: &str = "pandoc and Typst CLI, with system fonts";

/// Copies the parts of the repository that are the shipped project.
pub(crate) fn copy_project(to: &Path) {
    for folder in ["policy", "locales", "templates", "fonts"] {
        copy(&Path::new(ROOT).join(folder), &to.join(folder));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Builds once, unmeasured.
pub(crate) fn build(arguments: &[&str]) {
    let status = Command::new(PROMULGATE)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(status.success(), "the policy does not build; `make fonts` fetches what it needs");
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}

pub(crate) fn all() -> Vec<Measured> {
    let folder = TempDir::new().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let (project, cache, out) = (at("project"), at("cache"), at("dist"));
    let (warm_cache, warm_out) = (at("warm-cache"), at("warm-dist"));
    copy_project(&project);
    let documents = at("documents");
    let base = ["--project", path(&project), "build", "--ignore-system-fonts"];
    build(&[&base[..], &["--no-cache", "--format", "json", "--out", path(&documents)]].concat());
    floor::measure(&documents);
    let one = at("one");
    copy(&documents.join("fr"), &one.join("fr"));
    let pages = at("pages");
    peers::pages(&project, &pages);

    let this = std::env::current_exe().expect("this program has a path");
    let this = path(&this);
    let at_out = |name, out: &Path, more: &[&str]| {
        let start = [PROMULGATE, "--project", path(&project), "build", "--out", path(out)];
        Case::new(name, &[&start[..], more].concat())
    };
    // Into folders that are not there yet.
    let trash = at("trash");
    let fresh = |case: Case| case.prepared(move_away(&[&cache, &out], &trash));
    let promulgate = |name, more: &[&str]| fresh(at_out(name, &out, more));
    let other = |name, more: &[&str]| fresh(Case::new(name, &[&[this], more].concat()));
    // With many fonts, the same on each machine.
    let home = peers::home();
    let data = home.join(".local/share");
    let home = [format!("HOME={}", path(&home)), format!("XDG_DATA_HOME={}", path(&data))];
    let at_home = |case: Case| case.with_env(&home);
    let own_fonts = "--ignore-system-fonts";
    let empty = [own_fonts, "--cache-dir", path(&cache)];
    let warm = [own_fonts, "--cache-dir", path(&warm_cache)];
    // The short ones apart: a processor that has just worked for seconds is another one.
    build(&[&["--project", path(&project), "build", "--out", path(&warm_out)], &warm[..]].concat());
    let mut measured = run(
        &[
            at_out(UNCHANGED, &warm_out, &warm),
            at_out(CHANGED, &warm_out, &warm)
                .prepared(edit(project.join("locales/fr/cookie-policy.po"))),
            other(FLOOR_ONE, &["floor", path(&one), path(&out)]),
            other(PLAINEST, &["plainest", path(&one), path(&out)]),
            promulgate(ONE, &[own_fonts, "--no-cache", "--locale", "fr"]),
            promulgate(HTML, &[own_fonts, "--no-cache", "--format", "html"]),
            Case::new(VERSION, &[PROMULGATE, "--version"]),
            Case::new(HELP, &[PROMULGATE, "--help"]),
        ],
        SHORT_RUNS,
    );
    measured.extend(run(
        &[
            other(FLOOR, &["floor", path(&documents), path(&out)]),
            promulgate(COLD, &empty),
            promulgate(NO_CACHE, &[own_fonts, "--no-cache"]),
            promulgate(PDF, &[own_fonts, "--no-cache", "--format", "pdf"]),
            at_home(promulgate(SYSTEM, &["--cache-dir", path(&cache)])),
            other(PEERS, &["peers", path(&pages), path(&out), "own"]),
            at_home(other(PEERS_SYSTEM, &["peers", path(&pages), path(&out), "system"])),
        ],
        LONG_RUNS,
    ));
    measured
}

/// Moves what a run left into `trash`. It is not removed before all is measured: a file system that has
/// just removed hundreds of files makes new ones three times slower for some seconds, and one that
/// overwrites files may write them out at once; neither is the build's own.
fn move_away(left: &[&Path], trash: &Path) -> impl Fn() + 'static {
    let left: Vec<PathBuf> = left.iter().map(|path| path.to_path_buf()).collect();
    let trash = trash.to_owned();
    move || {
        fs::create_dir_all(&trash).expect("a folder");
        for path in left.iter().filter(|path| path.exists()) {
            let place = tempfile::tempdir_in(&trash).expect("a folder").keep();
            fs::rename(path, place.join("left")).expect("it is moved");
        }
    }
}

/// Changes one translated sentence, each time into another.
fn edit(file: PathBuf) -> impl Fn() {
    let count = AtomicUsize::new(0);
    move || {
        let text = fs::read_to_string(&file).expect("a catalogue");
        let count = count.fetch_add(1, Ordering::Relaxed);
        let before = format!("Ce résumé{}", " encore".repeat(count));
        assert!(text.contains(&before), "the sentence to change is there");
        fs::write(&file, text.replacen(&before, &format!("{before} encore"), 1))
            .expect("it is written");
    }
}
