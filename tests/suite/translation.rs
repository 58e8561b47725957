//! Translation as a process: extraction, progress, sign-off, exchange with translators' tools.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::{Outside, in_browser, in_python, nu_checker, pdf_text};
use crate::support::{ROOT, copy, new_project, promulgate, run, succeed, tree};

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
    if let Some(words) = pdf_text(&pdf, &[]) {
        assert!(words.contains("Übersetzung in Überarbeitung Who we really are"), "{words}");
    }
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
    if !Outside::Gettext.is_here() {
        return;
    }
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
    if Outside::Nu.is_here() {
        succeed(nu_checker().arg(&page));
    }
    if Outside::Browser.is_here() {
        let axe = succeed(in_browser("axe.mjs").arg(&page));
        let results: Value = serde_json::from_str(&axe).unwrap();
        assert_eq!(results.as_array().unwrap().len(), 4, "both themes at both widths");
        for result in results.as_array().unwrap() {
            assert_eq!(result["violations"], Value::Array(Vec::new()));
        }
    }
    let table = succeed(promulgate().args(["--project", &project, "status"]));
    insta::assert_snapshot!("status", table);
}

/// A file read and written by translate-toolkit, with one text translated anew if asked for.
fn toolkit(from: &Path, to: &Path, more: &[&str]) {
    succeed(in_python("toolkit.py").args([from, to]).args(more));
}

/// The shipped policy, to change.
fn shipped() -> TempDir {
    let project = TempDir::new().unwrap();
    for folder in ["policy", "locales"] {
        copy(&Path::new(ROOT).join(folder), &project.path().join(folder));
    }
    project
}

#[test]
fn a_translators_tool_keeps_every_byte_of_a_catalogue() {
    if !Outside::Python.is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.po");
    for tag in ["de", "ar", "zh-Hans"] {
        for name in ["cookie-policy", "inventory"] {
            let path = Path::new(ROOT).join(format!("locales/{tag}/{name}.po"));
            toolkit(&path, &out, &[]);
            assert!(fs::read(&path).unwrap() == fs::read(&out).unwrap(), "{tag}/{name}");
        }
    }
}

#[test]
fn exported_and_imported_catalogues_are_identical() {
    let project = shipped();
    let before = tree(&project.path().join("locales"));
    let mut tags: Vec<&str> =
        before.keys().filter_map(|path| path.split_once('/')).map(|p| p.0).collect();
    tags.dedup();
    let mut exported = 0;
    for tag in tags {
        let output = call(&project, &["xliff", "export", tag]);
        if output.status.code() == Some(2) {
            continue;
        }
        exported += 1;
        let xliff = project.path().join("exchange.xlf");
        fs::write(&xliff, &output.stdout).unwrap();
        assert_eq!(
            call(&project, &["xliff", "import", xliff.to_str().unwrap()]).status.code(),
            Some(0)
        );
        // The same through a tool that reads the file and writes it its own way.
        if !Outside::Python.is_here() {
            continue;
        }
        let through = project.path().join("through.xlf");
        toolkit(&xliff, &through, &[]);
        assert_eq!(
            call(&project, &["xliff", "import", through.to_str().unwrap()]).status.code(),
            Some(0)
        );
    }
    assert!(exported >= 11);
    let after = tree(&project.path().join("locales"));
    let changed: Vec<&String> = after.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed, Vec::<&String>::new());
}

#[test]
fn one_text_translated_in_a_tool_changes_just_that() {
    if !Outside::Python.is_here() {
        return;
    }
    let project = shipped();
    let (xliff, through) = (project.path().join("de.xlf"), project.path().join("done.xlf"));
    let output = call(&project, &["xliff", "export", "de"]);
    fs::write(&xliff, &output.stdout).unwrap();
    toolkit(&xliff, &through, &["--translate", "In brief", "Kurz und gut"]);
    assert_eq!(
        call(&project, &["xliff", "import", through.to_str().unwrap()]).status.code(),
        Some(0)
    );
    let before = fs::read_to_string(format!("{ROOT}/locales/de/cookie-policy.po")).unwrap();
    let after = read(&project, "locales/de/cookie-policy.po");
    let expected = before.replace("msgstr \"Das Wichtigste in Kürze\"", "msgstr \"Kurz und gut\"");
    assert!(after == expected);
}

#[test]
fn states_and_what_must_stay_are_in_the_export() {
    let project = new_project();
    let xliff = || String::from_utf8(call(&project, &["xliff", "export", "de"]).stdout).unwrap();
    let first = xliff();
    assert!(first.contains("<data id=\"d1\">{{ publisher.name }}</data>"), "{first}");
    assert!(first.contains("<ph id=\"1\" dataRef=\"d1\""));
    assert!(first.contains("<segment state=\"translated\">"));
    edit(&project, "policy/privacy-policy.md", "# Who we are", "# Who we really are");
    let changed = xliff();
    assert!(changed.contains("<segment state=\"initial\" subState=\"promulgate:fuzzy\">"));
    assert!(changed.contains("<note category=\"previous-source\">Who we are</note>"));
    edit(&project, "policy/privacy-policy.md", "# Who we really are", "# Who we are");
    let approve = ["approve", "de", "--by", "Weber", "--date", "2026-07-01"];
    assert_eq!(call(&project, &approve).status.code(), Some(0));
    assert!(xliff().contains("<segment state=\"final\">"));
}

#[test]
fn safe_departures_from_typography_are_mended() {
    let project = new_project();
    edit(&project, CATALOGUE, "Was wir speichern, steht", "Was wir  \\\"speichern\\\", steht");
    edit(&project, CATALOGUE, "Wer wir sind", "Wer wir (sind");
    let found = call(&project, &["check", "--message-format", "json"]);
    let codes: Vec<String> = String::from_utf8(found.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(codes, ["P520", "P517", "P517", "P518"]);
    assert_eq!(call(&project, &["check", "--fix"]).status.code(), Some(0));
    let mended = read(&project, CATALOGUE);
    assert!(mended.contains("Was wir „speichern“, steht"), "{mended}");
    assert!(mended.contains("Wer wir (sind"), "what is not safe stays");
    assert_eq!(call(&project, &["check", "--strict"]).status.code(), Some(1));
    edit(&project, CATALOGUE, "msgctxt \"who\"\n", "# ignore P520\nmsgctxt \"who\"\n");
    assert_eq!(call(&project, &["check", "--strict"]).status.code(), Some(0));
}

#[test]
fn the_shipped_translations_keep_their_terms_and_typography() {
    let found = run(promulgate().args(["--project", ROOT, "check", "--message-format", "json"]));
    let findings = String::from_utf8(found.stdout).unwrap();
    let of_translations: Vec<&str> =
        findings.lines().filter(|line| line.contains("\"code\":\"P5")).collect();
    assert_eq!(of_translations, Vec::<&str>::new());
}
