//! Very many findings: they are told in bounded space, and in time that grows no faster than they.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{new_project, promulgate, run, text, tree, write};

/// A project whose German catalogue has `count` entries without a source.
fn stale(count: usize) -> TempDir {
    let project = new_project();
    let mut po =
        String::from("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for at in 0..count {
        po.push_str(&format!(
            "\nmsgctxt \"gone.{at}\"\nmsgid \"Text {at}.\"\nmsgstr \"W {at}.\"\n"
        ));
    }
    let document = fs::read_dir(project.path().join("policy"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .find_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .unwrap();
    write(project.path(), &format!("locales/de/{document}.po"), &po);
    project
}

#[test]
fn people_see_some_and_programs_more_and_all_are_counted() {
    let project = stale(3000);
    let check = |arguments: &[&str]| {
        run(promulgate().arg("--project").arg(project.path()).arg("check").args(arguments))
    };
    let human = check(&[]);
    let said = text(&human.stderr);
    assert_eq!(human.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("warning[P509]: no text").count(), 50);
    assert!(said.contains("warning[P509]: 2950 more of this kind in `locales/de/"), "{said}");
    let all = |said: &str| said.lines().last().unwrap().to_owned();
    assert!(all(&said).ends_with("warnings"), "{said}");
    let number: usize = all(&said).split(' ').next().unwrap().parse().unwrap();
    assert!(number >= 3000, "{said}");

    let json = text(&check(&["--message-format", "json"]).stdout);
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stale: Vec<_> = lines.iter().filter(|line| line["code"] == "P509").collect();
    assert_eq!(stale.len(), 1001);
    assert_eq!(stale[1000]["more"], 2000);
    assert_eq!(stale[999]["labels"][0]["line"], 4 * 999 + 5);

    let sarif: Value =
        serde_json::from_slice(&check(&["--message-format", "sarif"]).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.iter().filter(|one| one["occurrenceCount"] == 2000).count(), 1);

    assert_eq!(check(&["--strict"]).status.code(), Some(1));
}

#[test]
fn a_build_from_the_cache_says_the_same_and_the_cache_keeps_no_copies_of_files() {
    let project = stale(3000);
    let cache = TempDir::new().unwrap();
    let build = |format: &str| {
        let output = run(promulgate()
            .env("PROMULGATE_CACHE_DIR", cache.path())
            .arg("--project")
            .arg(project.path())
            .args(["build", "--format", "text", "--ignore-system-fonts"])
            .args(["--message-format", format]));
        let said = if format == "human" { &output.stderr } else { &output.stdout };
        text(said)
    };
    let first = build("human");
    assert!(first.contains("2950 more of this kind"), "{first}");
    assert_eq!(build("human"), first);
    let json = build("json");
    write(project.path(), "locales/de/terms.toml", "keep = [\"Nobody\"]\n");
    assert_eq!(build("json"), json);
    assert_eq!(build("json"), json);
    let largest = tree(cache.path()).into_values().map(|bytes| bytes.len()).max().unwrap();
    assert!(largest < 1_000_000, "{largest}");
}

#[test]
fn a_hundred_thousand_findings_take_seconds() {
    let project = stale(100_000);
    let start = Instant::now();
    let output = run(promulgate().arg("--project").arg(project.path()).arg("check"));
    assert!(text(&output.stderr).contains("99950 more of this kind"));
    // Compared one with the other they took a quarter of an hour.
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
}
