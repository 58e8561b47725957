//! Watching goes on whatever happens to the folders, and ends where it makes no sense.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{BARE_TEXT, ROOT, copy, new_project, promulgate, run, text, write};

/// Nothing that is waited for takes this long.
const BOUND: Duration = Duration::from_mins(1);
/// Longer than the folders are left unlooked at.
const STILL: Duration = Duration::from_millis(2500);

/// A running `watch` of text files.
struct Watching {
    child: Child,
    project: TempDir,
    /// A line for each build; of errors those with a code.
    lines: Receiver<String>,
}

impl Watching {
    fn start(project: TempDir, arguments: &[&str]) -> Self {
        let mut child = promulgate()
            .args(["watch", "--no-cache", "--format", "text", "--project"])
            .arg(project.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let errors = (BufReader::new(child.stderr.take().unwrap()), sender.clone());
        let built = (BufReader::new(child.stdout.take().unwrap()), sender);
        thread::spawn(move || tell(errors.0, &errors.1, "error"));
        thread::spawn(move || tell(built.0, &built.1, " ms"));
        let watching = Watching { child, project, lines };
        watching.until(|line| line.contains(" in "));
        watching
    }

    fn path(&self, path: &str) -> PathBuf {
        self.project.path().join(path)
    }

    /// Waits for a line that is `right`.
    #[track_caller]
    fn until(&self, right: impl Fn(&str) -> bool) {
        loop {
            match self.lines.recv_timeout(BOUND) {
                Ok(line) if right(&line) => return,
                Ok(_) => {}
                Err(error) => panic!("nothing was built: {error}"),
            }
        }
    }

    /// Saves a text in the file at `path`, and waits until it is published in the locale `tag`.
    #[track_caller]
    fn shows(&self, path: &str, old: &str, new: &str, tag: &str) {
        let full = self.path(path);
        let before = fs::read_to_string(&full).unwrap();
        assert!(before.contains(old), "{path} has no {old}");
        fs::write(&full, before.replace(old, new)).unwrap();
        let page = self.path(&format!("dist/{tag}/privacy-policy.txt"));
        self.until(|_| fs::read_to_string(&page).is_ok_and(|page| page.contains(new)));
    }

    /// Counts builds until there are no more.
    #[track_caller]
    fn rest(&self) -> usize {
        let mut count = 0;
        loop {
            match self.lines.recv_timeout(STILL) {
                Ok(_) => count += 1,
                Err(RecvTimeoutError::Timeout) => return count,
                Err(error) => panic!("{error}"),
            }
            assert!(count < 20, "it builds without end");
        }
    }
}

fn tell(output: impl BufRead, lines: &std::sync::mpsc::Sender<String>, wanted: &str) {
    for line in output.lines().map_while(Result::ok).filter(|line| line.contains(wanted)) {
        if lines.send(line).is_err() {
            return;
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Change = fn(&Path);

/// Ways in which another folder takes the place of one.
const REPLACED: [(&str, Change); 4] = [
    ("renamed away and another in", |folder| {
        let (new, old) = (folder.with_extension("new"), folder.with_extension("old"));
        copy(folder, &new);
        fs::rename(folder, &old).unwrap();
        fs::rename(new, folder).unwrap();
        fs::remove_dir_all(old).unwrap();
    }),
    ("removed and made again", |folder| {
        let aside = TempDir::new().unwrap();
        copy(folder, aside.path());
        fs::remove_dir_all(folder).unwrap();
        copy(aside.path(), folder);
    }),
    ("a link takes its place", |folder| {
        let target = folder.with_extension("target");
        fs::rename(folder, &target).unwrap();
        symlink(&target, folder).unwrap();
    }),
    ("the link is led elsewhere", |folder| {
        let (target, link) = (folder.with_extension("other"), folder.with_extension("link"));
        copy(folder, &target);
        symlink(&target, &link).unwrap();
        fs::rename(link, folder).unwrap();
    }),
];

#[test]
fn a_folder_that_is_replaced_is_still_watched() {
    let watching = Watching::start(new_project(), &[]);
    let mut old = "Who we are".to_owned();
    for (name, replace) in REPLACED {
        replace(&watching.path("policy"));
        // Twice: the first may be read by the build that the new folder is a reason for.
        for time in ["first", "second"] {
            let new = format!("It is {name}, {time}");
            watching.shows("policy/privacy-policy.md", &old, &new, "en");
            old = new;
        }
    }
}

#[test]
fn so_is_the_folder_of_all_locales() {
    let watching = Watching::start(new_project(), &[]);
    let mut old = "Wer wir sind";
    for ((_, replace), new) in REPLACED.iter().zip(["Anna", "Berta", "Clara", "Dora"]) {
        replace(&watching.path("locales"));
        watching.shows("locales/de/privacy-policy.po", old, new, "de");
        old = new;
    }
}

#[test]
fn folders_that_come_and_go_are_watched_when_they_are_there() {
    let project = new_project();
    write(project.path(), "templates/text/document.txt", &format!("zero\n{BARE_TEXT}"));
    let watching = Watching::start(project, &[]);
    let template = "templates/text/document.txt";
    watching.shows(template, "zero", "one", "en");
    fs::remove_dir_all(watching.path("templates")).unwrap();
    let page = watching.path("dist/en/privacy-policy.txt");
    watching.until(|_| fs::read_to_string(&page).is_ok_and(|page| !page.contains("one\n")));
    write(watching.project.path(), template, &format!("two\n{BARE_TEXT}"));
    watching.until(|_| fs::read_to_string(&page).is_ok_and(|page| page.contains("two\n")));
    watching.shows(template, "two", "three", "en");
    // The file without which there is no project.
    let settings = watching.path("policy/policy.toml");
    let aside = watching.path("aside.toml");
    fs::rename(&settings, &aside).unwrap();
    watching.until(|line| line.contains("P101"));
    fs::rename(&aside, &settings).unwrap();
    watching.until(|line| line.contains(" in "));
    watching.shows(template, "three", "four", "en");
    // Fonts count for PDFs only, and are seen all the same.
    fs::create_dir(watching.path("fonts")).unwrap();
    watching.until(|line| line.contains(" in "));
    watching.rest();
    fs::rename(watching.path("fonts"), watching.path("old-fonts")).unwrap();
    fs::create_dir(watching.path("fonts")).unwrap();
    watching.until(|line| line.contains(" in "));
    watching.rest();
    fs::copy(format!("{ROOT}/fonts/Laksaman.ttf"), watching.path("fonts/Thai.ttf")).unwrap();
    watching.until(|line| line.contains(" in "));
}

#[test]
fn a_locale_that_is_gone_for_a_moment_does_not_end_it() {
    let watching = Watching::start(new_project(), &["--locale", "de"]);
    let (folder, aside) = (watching.path("locales/de"), watching.path("aside"));
    fs::rename(&folder, &aside).unwrap();
    watching.until(|line| line.contains("no locale `de`"));
    fs::rename(&aside, &folder).unwrap();
    watching.until(|line| line.contains(" in "));
    watching.shows("locales/de/privacy-policy.po", "Wer wir sind", "Wer wir waren", "de");
}

#[test]
fn what_links_lead_to_is_watched() {
    let project = new_project();
    let shared = project.path().join("shared");
    fs::create_dir(&shared).unwrap();
    for (path, link) in
        [("policy", "shared/policy"), ("locales/de/privacy-policy.po", "shared/de.po")]
    {
        let full = project.path().join(path);
        fs::rename(&full, project.path().join(link)).unwrap();
        symlink(project.path().join(link), &full).unwrap();
    }
    let watching = Watching::start(project, &[]);
    watching.shows("shared/de.po", "Wer wir sind", "Ganz andere Leute", "de");
    watching.shows("shared/policy/privacy-policy.md", "Who we are", "Who we were", "en");
    // Where a link on the way leads is changed in a place that is not watched.
    let release = watching.path("shared/release");
    copy(&watching.path("shared/policy"), &release);
    fs::rename(watching.path("shared/policy"), watching.path("shared/old")).unwrap();
    fs::rename(&release, watching.path("shared/policy")).unwrap();
    watching.until(|line| line.contains(" in "));
    watching.shows("shared/policy/privacy-policy.md", "Who we were", "Who we will be", "en");
}

#[test]
fn what_a_build_publishes_is_no_reason_to_build() {
    for out in ["policy/out", "locales/out", "templates/html/out", "templates", "fonts/out"] {
        let project = new_project();
        let full = project.path().join(out);
        let watching = Watching::start(project, &["--out", full.to_str().unwrap()]);
        assert!(watching.rest() <= 1, "{out}");
        for (old, new) in [("Who we are", "Who we were"), ("Who we were", "Who")] {
            let path = watching.path("policy/privacy-policy.md");
            let before = fs::read_to_string(&path).unwrap();
            fs::write(path, before.replace(old, new)).unwrap();
            watching.until(|line| line.contains(" in "));
            assert!(watching.rest() <= 1, "{out}");
            let page = watching.path(&format!("{out}/en/privacy-policy.txt"));
            assert!(fs::read_to_string(page).unwrap().contains(new));
        }
        // No folder of a build counts as a locale, a template or a document.
        let list = fs::read_to_string(watching.path(&format!("{out}/manifest.json"))).unwrap();
        assert_eq!(list.matches("\"path\"").count(), 2, "{list}");
    }
    // A link among the sources to what is published.
    let project = new_project();
    symlink("../dist", project.path().join("policy/published")).unwrap();
    fs::create_dir(project.path().join("dist")).unwrap();
    let watching = Watching::start(project, &[]);
    assert!(watching.rest() <= 1);
    watching.shows("policy/privacy-policy.md", "Who we are", "Who we were", "en");
    assert!(watching.rest() <= 1);
}

#[test]
fn the_link_to_the_project_may_be_led_elsewhere() {
    let project = new_project();
    let (other, link) = (new_project(), TempDir::new().unwrap());
    write(other.path(), "policy/note", "");
    let current = link.path().join("current");
    symlink(project.path(), &current).unwrap();
    let mut child = promulgate()
        .args(["watch", "--no-cache", "--format", "text", "--out"])
        .arg(project.path().join("dist"))
        .arg("--project")
        .arg(&current)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (sender, lines) = channel();
    let built = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || tell(built, &sender, " ms"));
    let watching = Watching { child, project, lines };
    watching.until(|line| line.contains(" in "));
    let source = other.path().join("policy/privacy-policy.md");
    let before = fs::read_to_string(&source).unwrap();
    let page = watching.path("dist/en/privacy-policy.txt");
    let shows = |words: &str| {
        watching.until(|_| fs::read_to_string(&page).is_ok_and(|page| page.contains(words)));
    };
    fs::write(&source, before.replace("Who we are", "Who we were")).unwrap();
    symlink(other.path(), link.path().join("next")).unwrap();
    fs::rename(link.path().join("next"), &current).unwrap();
    shows("Who we were");
    // And the new place is watched.
    fs::write(&source, before.replace("Who we are", "Who we will be")).unwrap();
    shows("Who we will be");
}

#[test]
fn a_file_is_no_project() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "file", "x");
    for command in ["watch", "serve", "build", "check", "extract"] {
        let file = folder.path().join("file");
        let output = run(promulgate().arg(command).arg("--project").arg(&file));
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(text(&output.stderr).contains("file` cannot be read"), "{}", text(&output.stderr));
    }
}

#[test]
fn where_no_project_is_there_is_nothing_to_wait_for() {
    let folder = TempDir::new().unwrap();
    for command in [&["watch"][..], &["serve", "--port", "0"]] {
        let output = run(promulgate().args(command).arg("--project").arg(folder.path()));
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("P101"), "{}", text(&output.stderr));
        assert!(!text(&output.stdout).contains("serving"));
    }
}

/// What `watch` writes to a terminal of the kind `term` until it has told of a build.
fn on_a_terminal(term: &str) -> String {
    let project = new_project();
    let binary = env!("CARGO_BIN_EXE_promulgate");
    let folder = project.path().display();
    let watch = format!("exec '{binary}' watch --no-cache --format text --project '{folder}'");
    let mut script = Command::new("script")
        .args(["-qec", &watch, "/dev/null"])
        .env("TERM", term)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut written = Vec::new();
    let mut output = BufReader::new(script.stdout.take().unwrap());
    while !text(&written).contains(" ms\r\n") {
        assert_ne!(output.read_until(b'\n', &mut written).unwrap(), 0, "{}", text(&written));
    }
    script.kill().unwrap();
    script.wait().unwrap();
    text(&written)
}

#[test]
fn the_history_of_a_terminal_stays() {
    let written = on_a_terminal("xterm");
    assert!(written.contains("\u{1b}[2J") && !written.contains("\u{1b}[3J"), "{written:?}");
    let written = on_a_terminal("dumb");
    assert!(!written.contains("\u{1b}[2J") && !written.contains("\u{1b}[3J"), "{written:?}");
}
