//! From save to sight: a browser shows a page of `promulgate serve` while the files behind it are
//! edited, on the same processors.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cases::{copy_project, path};
use crate::{PROMULGATE, ROOT};

const EDITS: usize = 12;
/// Milliseconds before each edit: the machine has come to rest.
const PAUSE: &str = "2500";

/// How long changes of one kind took to be seen.
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    /// Milliseconds, sorted.
    times: Vec<u64>,
}

impl Seen {
    pub(crate) fn fastest(&self) -> u64 {
        self.times[0]
    }

    pub(crate) fn median(&self) -> u64 {
        self.times[self.times.len() / 2]
    }

    pub(crate) fn slowest(&self) -> u64 {
        self.times[self.times.len() - 1]
    }
}

/// A server, ended with the measurement.
struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    /// Serves a copy of the shipped policy in `project`, once that is built.
    fn start(project: &Path, cache: &Path) -> Self {
        let mut child = Command::new(PROMULGATE)
            .args(["--project", path(project), "serve", "--port", "0", "--ignore-system-fonts"])
            .args(["--cache-dir", path(cache)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut line = || lines.next().expect("it goes on").expect("it is text");
        let url = line().strip_prefix("serving at ").expect("an address").to_owned();
        line();
        // What it reports later is nobody's.
        std::thread::spawn(move || lines.for_each(drop));
        Serving { child, url }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Edits of one text: a number behind it grows.
struct Series {
    name: &'static str,
    page: &'static str,
    file: &'static str,
    text: &'static str,
}

const ALL: [Series; 3] = [
    Series {
        name: "a page, one translated string changed",
        page: "fr/cookie-policy.html",
        file: "locales/fr/cookie-policy.po",
        text: "En bref",
    },
    Series {
        name: "a page, a sentence of the source changed",
        page: "en/cookie-policy.html",
        file: "policy/cookie-policy.md",
        text: "We use few cookies",
    },
    Series {
        name: "a PDF, one translated string changed",
        page: "de/cookie-policy.pdf",
        file: "locales/de/cookie-policy.po",
        text: "Das Wichtigste in Kürze",
    },
];

pub(crate) fn all() -> Vec<Seen> {
    let folder = TempDir::new().expect("a temporary folder");
    let project = folder.path().join("project");
    copy_project(&project);
    let serving = Serving::start(&project, &folder.path().join("cache"));
    let see = |series: &Series| {
        eprint!("\r{} ", series.name);
        let list = folder.path().join("steps.json");
        fs::write(&list, steps(series, &serving.url, &project).to_string()).expect("it is written");
        Seen { name: series.name, times: edit(&list) }
    };
    ALL.iter().map(see).collect()
}

/// What tests/judges/reload.mjs is to do.
fn steps(series: &Series, url: &str, project: &Path) -> Value {
    let Series { page, text, .. } = series;
    let mut now = (*text).to_owned();
    let step = |count| {
        let from = std::mem::replace(&mut now, format!("{text} {count}"));
        let file = project.join(series.file);
        // Pictures of a PDF have no text to look for.
        let shows = (!page.contains(".pdf")).then_some(&now);
        json!({ "url": format!("{url}{page}"), "file": file, "from": from, "to": now, "shows": shows })
    };
    (0..EDITS).map(step).collect()
}

fn edit(steps: &Path) -> Vec<u64> {
    let script = format!("{ROOT}/tests/judges/reload.mjs");
    let output = Command::new("node").args([&script, path(steps), PAUSE]).output();
    let output = output.expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut times: Vec<u64> = serde_json::from_slice(&output.stdout).expect("a list");
    times.sort_unstable();
    times
}
