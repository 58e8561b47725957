//! The command line: help, generated files, machine-readable output, exit status.

use std::fs;

use serde_json::Value;

use crate::support::{ROOT, new_project, promulgate, run, succeed, text, tree, write};

#[test]
fn help_names_every_command_and_has_examples() {
    let help = succeed(promulgate().arg("--help"));
    insta::assert_snapshot!("help", help);
    for command in [
        "build",
        "check",
        "extract",
        "status",
        "approve",
        "locales",
        "cache",
        "schema",
        "init",
        "explain",
        "completions",
    ] {
        let help = succeed(promulgate().args([command, "--help"]));
        assert!(help.contains("Example"), "{command}: {help}");
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let project = new_project();
    for arguments in [
        vec!["build", "--nonsense"],
        vec!["build", "--locale", "tlh"],
        vec!["build", "--document", "none"],
        vec!["build", "--format", "docx"],
        vec!["build", "--locale", "not a tag"],
        vec!["explain", "P000"],
    ] {
        let output = run(promulgate().args(&arguments).arg("--project").arg(project.path()));
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {}", text(&output.stderr));
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_new_project_builds_at_once() {
    let project = new_project();
    let output = run(promulgate().args(["build", "--strict", "--project"]).arg(project.path()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "quiet in a pipe: {}", text(&output.stderr));
    let files = tree(&project.path().join("dist"));
    assert!(files["de/privacy-policy.pdf"].starts_with(b"%PDF-1.7"));
    let again = run(promulgate().arg("init").arg(project.path()));
    assert_eq!(again.status.code(), Some(1), "a project is not overwritten");
}

#[test]
fn generated_files_are_current() {
    let schema = succeed(promulgate().arg("schema"));
    let path = format!("{ROOT}/schema/document.schema.json");
    assert!(
        fs::read_to_string(path).unwrap() == schema,
        "run: promulgate schema > schema/document.schema.json"
    );
    let page = format!("{ROOT}/docs/diagnostics.md");
    let reference = promulgate::diagnostic::Code::reference();
    assert!(
        fs::read_to_string(page).unwrap() == reference,
        "run: promulgate explain --all > docs/diagnostics.md"
    );
    let catalogues = run(promulgate().args(["extract", "--check", "--project", ROOT]));
    assert_eq!(catalogues.status.code(), Some(0), "{}", text(&catalogues.stderr));
}

#[test]
fn completions_and_manual_page_are_generated() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(succeed(promulgate().args(["completions", shell])).contains("promulgate"));
    }
    assert!(succeed(promulgate().arg("man")).starts_with(".ie"));
}

#[test]
fn every_code_is_explained() {
    for code in promulgate::diagnostic::Code::ALL {
        let page = succeed(promulgate().args(["explain", &code.as_str().to_lowercase()]));
        assert!(page.starts_with(&format!("{code}: {}", code.title())));
    }
}

#[test]
fn findings_come_as_json_lines_and_as_sarif() {
    let project = new_project();
    write(project.path(), "policy/cookies.toml", "[[items]]\nname = 1\n");
    let base = ["check", "--message-format"];
    let json = run(promulgate().args(base).args(["json", "--project"]).arg(project.path()));
    assert_eq!(json.status.code(), Some(1));
    let first: Value = serde_json::from_str(text(&json.stdout).lines().next().unwrap()).unwrap();
    assert_eq!(first["code"], "P102");
    assert_eq!(first["labels"][0]["file"], "policy/cookies.toml");
    assert_eq!(first["labels"][0]["line"], 2);
    let sarif = run(promulgate().args(base).args(["sarif", "--project"]).arg(project.path()));
    let log: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "P102");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "policy/cookies.toml");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
fn locales_are_listed_for_people_and_for_programs() {
    let table = succeed(promulgate().args(["locales", "--project", ROOT]));
    assert!(table.contains("de-AT") && table.contains("de, en"), "{table}");
    let json = succeed(promulgate().args(["locales", "--output", "json", "--project", ROOT]));
    let statuses: Value = serde_json::from_str(&json).unwrap();
    let austria = statuses.as_array().unwrap().iter().find(|s| s["locale"] == "de-AT").unwrap();
    assert_eq!(austria["fallback"], serde_json::json!(["de", "en"]));
}

#[test]
fn warnings_stop_a_strict_build() {
    let project = new_project();
    let path = project.path().join("policy/policy.toml");
    let config = fs::read_to_string(&path).unwrap();
    fs::write(&path, config.replace("privacy@example.com", "")).unwrap();
    let check = |more: &[&str]| {
        run(promulgate().arg("check").args(more).arg("--project").arg(project.path())).status.code()
    };
    assert_eq!(check(&[]), Some(0));
    assert_eq!(check(&["--strict"]), Some(1));
}
