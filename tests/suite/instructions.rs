//! Instructions that builds take, counted by valgrind's callgrind: a figure that does not depend on
//! the machine's mood. It is held to the one stored in tests/instructions.toml, with room for other
//! compilers and C libraries.
//!
//! A change that is worth its price renews the figures: `RENEW_INSTRUCTIONS=1 cargo test --release
//! instructions`. The difference is then there to be reviewed.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{ROOT, run, text};

/// A sixth more than stored fails; a sixth less does too, or the stored figure would grow stale and
/// let a later loss pass.
const ROOM: f64 = 1.0 / 6.0;

/// Instructions in millions of the binary with these arguments on the shipped policy.
fn count(arguments: &[&str]) -> f64 {
    let folder = TempDir::new().unwrap();
    let output = run(Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_promulgate"))
        .args(["--project", ROOT])
        .args(arguments)
        .args(["--jobs", "1", "--ignore-system-fonts"])
        .env("PROMULGATE_CACHE_DIR", folder.path().join("cache"))
        .current_dir(folder.path()));
    let report = text(&output.stderr);
    assert!(output.status.success(), "{report}");
    let collected = report.lines().find_map(|line| line.split("Collected : ").nth(1));
    collected.expect("callgrind counts").trim().parse::<f64>().unwrap() / 1e6
}

#[test]
fn builds_take_no_more_instructions_than_they_did() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let build = ["build", "--no-cache", "--out", out.to_str().unwrap(), "--format"];
    let counted: BTreeMap<String, f64> = [
        ("check", vec!["check", "--locale", "pl", "--format", "text"]),
        ("html", [&build[..], &["html"]].concat()),
        ("text", [&build[..], &["text"]].concat()),
        ("json", [&build[..], &["json"]].concat()),
        ("pdf", [&build[..], &["pdf", "--locale", "pl"]].concat()),
    ]
    .into_iter()
    .map(|(name, arguments)| (name.to_owned(), count(&arguments).round()))
    .collect();
    let path = format!("{ROOT}/tests/instructions.toml");
    if std::env::var_os("RENEW_INSTRUCTIONS").is_some() {
        let figures = toml::to_string(&counted).unwrap();
        fs::write(
            &path,
            format!("# Millions of instructions: see tests/suite/instructions.rs.\n{figures}"),
        )
        .unwrap();
        return;
    }
    let stored: BTreeMap<String, f64> =
        toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(stored.keys().collect::<Vec<_>>(), counted.keys().collect::<Vec<_>>());
    for (name, now) in &counted {
        let change = now / stored[name] - 1.0;
        assert!(
            change.abs() <= ROOM,
            "{name}: {now} million instructions, {:+.0} % of what is stored; if that is meant, run \
             RENEW_INSTRUCTIONS=1 cargo test --release instructions",
            change * 100.0
        );
    }
}
