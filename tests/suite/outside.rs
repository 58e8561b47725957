//! Tools from outside that judge what the binary writes, or let a test look into it.
//!
//! `make test` installs them and sets `PROMULGATE_JUDGES=all`, and a missing one fails its test. Without
//! that a test leaves out what needs a missing tool, and a line on standard error tells of it.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::support::{ROOT, succeed};

/// A tool, or several that come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Chromium, with axe-core and our own scripts.
    Browser,
    /// faketime: another clock.
    Clock,
    /// msgfmt, msgcat and msgmerge.
    Gettext,
    /// valgrind: instructions counted.
    Instructions,
    /// The Nu HTML Checker.
    Nu,
    /// Text, tags, links and attachments of PDFs.
    Poppler,
    /// Standards and words of PDFs, and translate-toolkit.
    Python,
}

impl Outside {
    /// Whether the tool is here. Where it is not, that is told once.
    ///
    /// # Panics
    ///
    /// Where it is not, and every judge has to be.
    #[track_caller]
    pub(crate) fn is_here(self) -> bool {
        static FOUND: [OnceLock<bool>; 7] = [const { OnceLock::new() }; 7];
        let is_here = *FOUND[self as usize].get_or_init(|| {
            let found = self.look();
            if !found {
                // Past the capture of a test's output, which is shown only where it fails.
                let line = format!("left out: {} ({})\n", self.judges(), self.needs());
                let _ = io::stderr().write_all(line.as_bytes());
            }
            found
        });
        let all = std::env::var("PROMULGATE_JUDGES").is_ok_and(|judges| judges == "all");
        assert!(is_here || !all, "no {}; `make tools` installs what the tests need", self.needs());
        is_here
    }

    fn judges(self) -> &'static str {
        match self {
            Outside::Browser => "what a browser shows, and WCAG 2.2",
            Outside::Clock => "builds under another clock",
            Outside::Gettext => "catalogues as gettext reads them",
            Outside::Instructions => "instructions of a build",
            Outside::Nu => "valid HTML",
            Outside::Poppler => "text and tags of PDFs",
            Outside::Python => "PDF standards, words in their boxes, translators' tools",
        }
    }

    fn needs(self) -> &'static str {
        match self {
            Outside::Browser => "node, chromium and tests/judges/node_modules",
            Outside::Clock => "faketime",
            Outside::Gettext => "gettext",
            Outside::Instructions => "valgrind",
            Outside::Nu => "java and tests/judges/node_modules",
            Outside::Poppler => "poppler-utils",
            Outside::Python => "tests/judges/.venv",
        }
    }

    fn look(self) -> bool {
        let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
        match self {
            Outside::Browser => {
                runs("node", &["--version"])
                    && Path::new(&browser).exists()
                    && judge("node_modules/axe-core").exists()
            }
            Outside::Clock => runs("faketime", &["--version"]),
            Outside::Gettext => {
                ["msgfmt", "msgcat", "msgmerge"].iter().all(|tool| runs(tool, &["--version"]))
            }
            Outside::Instructions => runs("valgrind", &["--version"]),
            Outside::Nu => runs("java", &["-version"]) && nu().exists(),
            // Of its version pdfdetach tells with status 99.
            Outside::Poppler => ["pdftotext", "pdfinfo", "pdfdetach"].iter().all(|tool| {
                let mut command = Command::new(tool);
                command.arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
            }),
            Outside::Python => runs(python().to_str().unwrap(), &["--version"]),
        }
    }
}

fn runs(tool: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(tool);
    let quiet = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    quiet.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A file below tests/judges.
pub(crate) fn judge(path: &str) -> std::path::PathBuf {
    Path::new(ROOT).join("tests/judges").join(path)
}

fn nu() -> std::path::PathBuf {
    judge("node_modules/vnu-jar/build/dist/vnu.jar")
}

fn python() -> std::path::PathBuf {
    judge(".venv/bin/python")
}

/// A call of the Nu HTML Checker.
pub(crate) fn nu_checker() -> Command {
    let mut command = Command::new("java");
    command.arg("-jar").arg(nu()).arg("--errors-only");
    command
}

/// A call of a script of the judges in Chromium.
pub(crate) fn in_browser(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(judge(script));
    command
}

/// A call of a script of the judges in Python.
pub(crate) fn in_python(script: &str) -> Command {
    let mut command = Command::new(python());
    command.arg(judge(script));
    command
}

/// The text of a PDF as poppler reads it.
#[track_caller]
pub(crate) fn pdf_text(pdf: &Path, options: &[&str]) -> Option<String> {
    let text = || succeed(Command::new("pdftotext").args(options).arg(pdf).arg("-"));
    Outside::Poppler.is_here().then(text)
}

/// What pdfinfo tells of a PDF.
#[track_caller]
pub(crate) fn pdf_info(pdf: &Path, option: &str) -> Option<String> {
    let info = || succeed(Command::new("pdfinfo").arg(option).arg(pdf));
    Outside::Poppler.is_here().then(info)
}
