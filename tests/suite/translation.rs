//! Translation as a process: extraction, progress, sign-off, exchange with translators' tools.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{ROOT, new_project, promulgate, run, succeed};

const CATALOGUE: &str = "locales/de/privacy-policy.po";

fn call(project: &TempDir, arguments: &[&str]) -> Output {
    run(promulgate().arg("--project").arg(project.path()).args(arguments))
}

fn edit(project: &TempDir, path: &str, from: &str, to: &str) {
    let path = project.path().join(path);
    let before = fs::read_to_string(&path).unwrap();
    assert!(before.contains(from), "{from} is in {}", path.display());
    fs::write(path, before.replace(from, to)).unwrap();
}

fn read(project: &TempDir, path: &str) -> String {
    fs::read_to_string(project.path().join(path)).unwrap()
}

fn status(project: &TempDir) -> Value {
    let output = call(project, &["status", "--output", "json"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    all.as_array().unwrap().iter().find(|one| one["locale"] == "de").unwrap().clone()
}

#[test]
fn a_changed_sentence_goes_from_extraction_to_approval() {
    let project = new_project();
    let approve = |tag: &str| {
        call(&project, &["approve", tag, "--by", "Dr. Jana Weber", "--date", "2026-07-01"])
    };
    assert_eq!(approve("de").status.code(), Some(0));
    assert_eq!(approve("en").status.code(), Some(0));
    assert_eq!(status(&project)["sign_off"], "approved");
    assert_eq!(call(&project, &["build", "--require-approved"]).status.code(), Some(0));
    let json: Value = serde_json::from_str(&read(&project, "dist/de/privacy-policy.json")).unwrap();
    assert_eq!(json["approval"]["by"], "Dr. Jana Weber");
    assert_eq!(json["approval"]["date"]["text"], "1. Juli 2026");

    // A word of the source changes: the approval is void, the catalogue behind.
    edit(&project, "policy/privacy-policy.md", "# Who we are", "# Who we really are");
    assert_eq!(status(&project)["sign_off"], "void");
    assert_eq!(call(&project, &["extract", "--check"]).status.code(), Some(1));
    assert_eq!(call(&project, &["extract"]).status.code(), Some(0));
    let fuzzy = "#, fuzzy\n#| msgid \"Who we are\"\nmsgctxt \"who\"\nmsgid \"Who we really are\"\n";
    assert!(read(&project, CATALOGUE).contains(fuzzy));
    assert_eq!(call(&project, &["extract", "--check"]).status.code(), Some(0));
    let state = status(&project);
    assert_eq!((&state["units"]["fuzzy"], &state["words_left"]), (&1.into(), &4.into()));
    assert_eq!(call(&project, &["status", "--fail-under", "100"]).status.code(), Some(1));
    assert_eq!(approve("de").status.code(), Some(1), "only a complete text can be approved");

    // The source stands in, marked in every format.
    assert_eq!(call(&project, &["build"]).status.code(), Some(0));
    let page = read(&project, "dist/de/privacy-policy.html");
    assert!(page.contains("<h2 id=\"who\" lang=\"en\" dir=\"ltr\">"), "{page}");
    assert!(page.contains("Für Teile dieses Dokuments gibt es keine aktuelle Übersetzung."));
    let plain = read(&project, "dist/de/privacy-policy.txt");
    assert!(plain.contains("1  [Übersetzung in Überarbeitung] Who we really are"), "{plain}");
    let pdf = project.path().join("dist/de/privacy-policy.pdf");
    let words = succeed(Command::new("pdftotext").arg(pdf).arg("-"));
    assert!(words.contains("Übersetzung in Überarbeitung Who we really are"), "{words}");
    let json: Value = serde_json::from_str(&read(&project, "dist/de/privacy-policy.json")).unwrap();
    assert_eq!(json["translation"]["fallbacks"][0]["unit"], "who");
    assert_eq!(json["translation"]["fallbacks"][0]["state"], "fuzzy");
    assert_eq!(json["sections"][0]["title"]["lang"], "en");

    // The translator takes it up, the lawyer signs again.
    edit(&project, CATALOGUE, "#, fuzzy\n#| msgid \"Who we are\"\n", "");
    edit(&project, CATALOGUE, "Wer wir sind", "Wer wir wirklich sind");
    assert_eq!(call(&project, &["status", "--fail-under", "100"]).status.code(), Some(0));
    assert_eq!(call(&project, &["build", "--require-approved"]).status.code(), Some(1));
    assert_eq!(approve("de").status.code(), Some(0));
    assert_eq!(approve("en").status.code(), Some(0));
    assert_eq!(call(&project, &["build", "--require-approved"]).status.code(), Some(0));
    let page = read(&project, "dist/de/privacy-policy.html");
    assert!(page.contains("Wer wir wirklich sind") && !page.contains("Who we really are"));
}

#[test]
fn a_word_of_the_translation_or_a_variable_voids_its_approval() {
    for (path, from, to) in [
        (CATALOGUE, "Wer wir sind", "Über uns"),
        ("locales/de/inventory.po", "Hält Sie angemeldet.", "Hält Sie eingeloggt."),
        ("policy/policy.toml", "Example Ltd.", "Example Inc."),
        ("policy/cookies.toml", "Keeps you signed in.", "Keeps you logged in."),
    ] {
        let project = new_project();
        let approve = ["approve", "de", "--by", "Weber", "--date", "2026-07-01"];
        assert_eq!(call(&project, &approve).status.code(), Some(0));
        assert_eq!(status(&project)["sign_off"], "approved");
        edit(&project, path, from, to);
        assert_eq!(status(&project)["sign_off"], "void", "{path}");
    }
}

#[test]
fn an_approval_has_a_given_day() {
    let project = new_project();
    let approve = ["approve", "de", "--by", "Weber"];
    assert_eq!(call(&project, &approve).status.code(), Some(2), "never the clock's");
    for wrong in ["2026-02-30", "2026-7-1", "yesterday", "2026-07-01T10:00:00"] {
        assert_eq!(
            call(&project, &[&approve[..], &["--date", wrong]].concat()).status.code(),
            Some(2)
        );
    }
    succeed(
        promulgate()
            .arg("--project")
            .arg(project.path())
            .args(approve)
            .env("SOURCE_DATE_EPOCH", "1782864000"),
    );
    assert!(read(&project, "locales/de/approvals.toml").contains("date = \"2026-07-01\""));
}

#[test]
fn extraction_keeps_what_a_tool_has_wrapped() {
    let project = new_project();
    let path = project.path().join(CATALOGUE);
    succeed(Command::new("msgcat").arg("--width=50").arg(&path).arg("-o").arg(&path));
    let wrapped = read(&project, CATALOGUE);
    assert_eq!(call(&project, &["extract", "--check"]).status.code(), Some(0));
    edit(
        &project,
        "policy/privacy-policy.md",
        "# Who we are",
        "# About us {#new}\n\nWords.\n\n# Who we are",
    );
    assert_eq!(call(&project, &["extract"]).status.code(), Some(0));
    let after = read(&project, CATALOGUE);
    let strings = |text: &str| {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    let (before, after) = (strings(&wrapped), strings(&after));
    assert!(before.len() > 40, "the tool has wrapped it");
    assert!(before.iter().all(|line| after.contains(line)));
}

#[test]
fn the_status_page_is_valid_and_accessible() {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("status.html");
    let project = format!("{ROOT}/tests/fixtures/valid/everything");
    let html = succeed(promulgate().args(["--project", &project, "status", "--output", "html"]));
    fs::write(&page, html).unwrap();
    let vnu = format!("{ROOT}/tests/judges/node_modules/vnu-jar/build/dist/vnu.jar");
    succeed(Command::new("java").args(["-jar", &vnu, "--errors-only"]).arg(&page));
    let axe = succeed(Command::new("node").arg(format!("{ROOT}/tests/judges/axe.mjs")).arg(&page));
    let results: Value = serde_json::from_str(&axe).unwrap();
    assert_eq!(results.as_array().unwrap().len(), 4, "both themes at both widths");
    for result in results.as_array().unwrap() {
        assert_eq!(result["violations"], Value::Array(Vec::new()));
    }
    let table = succeed(promulgate().args(["--project", &project, "status"]));
    insta::assert_snapshot!("status", table);
}
