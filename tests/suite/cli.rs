//! The command line: help, generated files, machine-readable output, exit status.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

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
        "xliff",
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
    let catalogues = run(promulgate().args(["extract", "--check", "--project", ROOT]));
    assert_eq!(catalogues.status.code(), Some(0), "{}", text(&catalogues.stderr));
}

#[test]
fn completions_and_manual_page_are_generated() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = succeed(promulgate().args(["completions", shell]));
        for word in ["promulgate", "extract", "xliff", "export", "import", "fail-under"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
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
fn status_tells_what_a_locale_falls_back_to() {
    let table = succeed(promulgate().args(["status", "--project", ROOT]));
    assert!(table.contains("de-AT    de, en"), "{table}");
    let json = succeed(promulgate().args(["status", "--output", "json", "--project", ROOT]));
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

#[test]
fn paths_are_taken_from_the_current_folder() {
    let project = new_project();
    let here = TempDir::new().unwrap();
    let build = |arguments: &[&str]| {
        let mut command = promulgate();
        command.current_dir(here.path()).arg("build").args(["--format", "text"]);
        succeed(command.args(arguments).arg("--project").arg(project.path()))
    };
    let said = build(&["--out", "out", "--cache-dir", "cache", "--font-path", "."]);
    assert!(said.trim_end().ends_with(" files in out"), "{said}");
    assert!(here.path().join("out/manifest.json").is_file());
    assert!(here.path().join("cache/entries-1").is_dir());
    // Without a wish, what is published stays with its project, and the line tells where.
    let said = build(&[]);
    let dist = project.path().join("dist");
    assert!(said.contains(&format!(" files in {}", dist.display())), "{said}");
    assert!(dist.join("manifest.json").is_file() && !here.path().join("dist").exists());
    // The variable names the project as the option does.
    let mut command = promulgate();
    command.current_dir(here.path()).env("PROMULGATE_PROJECT", project.path());
    succeed(command.args(["build", "--format", "json", "--out", "by-variable"]));
    assert!(here.path().join("by-variable/de/privacy-policy.json").is_file());
    let mut command = promulgate();
    let said = succeed(command.current_dir(project.path()).args(["build", "--format", "text"]));
    assert!(said.contains(" files in dist"), "{said}");
}

#[test]
fn a_machine_without_a_folder_for_caches_builds_all_the_same() {
    let project = new_project();
    let mut command = promulgate();
    // Nobody has this number, so nobody has a home either.
    let user = ["--reuid=4242", "--regid=4242", "--clear-groups"];
    let is_root = succeed(Command::new("id").arg("-u")).trim() == "0";
    let mut build = Command::new("setpriv");
    build.args(if is_root { user.as_slice() } else { &[] });
    build.arg(command.arg("build").get_program()).args(command.get_args());
    build.args(["--strict", "--format", "text", "--project"]).arg(project.path());
    build.env_remove("HOME").env_remove("XDG_CACHE_HOME").env_remove("PROMULGATE_CACHE_DIR");
    let out = TempDir::new().unwrap();
    for folder in [project.path(), out.path()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let built = run(build.arg("--out").arg(out.path().join("dist")));
    assert!(built.status.success(), "{}", text(&built.stderr));
    let warned = text(&built.stderr).contains("warning[P803]");
    assert!(warned || !is_root, "{}", text(&built.stderr));
    assert!(out.path().join("dist/manifest.json").is_file());
}

#[test]
fn threads_are_bounded() {
    let project = new_project();
    let arguments = ["build", "--format", "text", "--jobs", "100000", "--project"];
    succeed(promulgate().args(arguments).arg(project.path()));
}

/// Runs `check` with a warning on a terminal.
fn on_terminal(project: &Path, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new("script");
    let check =
        format!("{} check --project '{}'", env!("CARGO_BIN_EXE_promulgate"), project.display());
    command.args(["-qec", &check, "/dev/null"]).stdin(Stdio::null());
    command.env_remove("NO_COLOR").env("TERM", "xterm").envs(variables.iter().copied());
    text(&run(&mut command).stdout)
}

#[test]
fn colour_is_for_terminals_that_have_it_and_people_who_want_it() {
    let project = new_project();
    let settings = fs::read_to_string(project.path().join("policy/policy.toml")).unwrap();
    write(project.path(), "policy/policy.toml", &settings.replace("privacy@example.com", ""));
    for (variables, colored) in [
        (&[][..], true),
        (&[("NO_COLOR", "")], true),
        (&[("NO_COLOR", "1")], false),
        (&[("TERM", "dumb")], false),
        (&[("TERM", "")], false),
    ] {
        let said = on_terminal(project.path(), variables);
        assert!(said.contains("P404"), "{said}");
        assert_eq!(said.contains('\x1b'), colored, "{variables:?}: {said}");
    }
}

/// What only rendering finds is found by `check` as by `build`, and nothing is published.
#[test]
fn check_finds_what_a_build_finds() {
    for (path, template) in [
        ("templates/pdf/document.typ", "#let broken = (\n"),
        ("templates/pdf/blocks.typ", "#let render-blocks = 1\n"),
        ("templates/html/page.html", "{{ document.title.text | no_such_filter }}"),
        ("templates/html/page.html", "{{ document.nothing.at_all }}"),
        ("templates/html/index.html", "{{ nothing.at_all }}"),
        ("templates/text/document.txt", "{% for one in %}"),
    ] {
        let project = new_project();
        write(project.path(), path, template);
        let call = |arguments: &[&str]| {
            let mut command = promulgate();
            command.args(arguments).args(["--ignore-system-fonts", "--project"]);
            run(command.arg(project.path()))
        };
        for strict in [&[][..], &["--strict"]] {
            let checked = call(&[&["check"], strict].concat());
            let built = call(&[&["build"], strict].concat());
            assert_eq!(built.status.code(), Some(1), "{path}: {}", text(&built.stderr));
            assert_eq!(checked.status.code(), Some(1), "{path}: {}", text(&checked.stderr));
            assert_eq!(text(&checked.stderr), text(&built.stderr), "{path}");
        }
        assert!(!project.path().join("dist").exists());
    }
}

#[test]
fn check_is_quick_by_the_cache_and_says_the_same() {
    let project = new_project();
    let cache = TempDir::new().unwrap();
    let settings = fs::read_to_string(project.path().join("policy/policy.toml")).unwrap();
    write(project.path(), "policy/policy.toml", &settings.replace("privacy@example.com", ""));
    let check = |more: &[&str]| {
        let mut command = promulgate();
        command.args(["check", "--ignore-system-fonts", "--cache-dir"]).arg(cache.path());
        run(command.args(more).arg("--project").arg(project.path()))
    };
    let without = check(&["--no-cache"]);
    assert!(!cache.path().join("entries-1").exists());
    let first = check(&[]);
    let entries = || fs::read_dir(cache.path().join("entries-1")).unwrap().count();
    let made = entries();
    let second = check(&[]);
    assert_eq!(entries(), made);
    for output in [&without, &first, &second] {
        assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr), text(&first.stderr));
    }
    assert_eq!(check(&["--strict"]).status.code(), Some(1));
    // A build finds there what the check made.
    let mut build = promulgate();
    build.args(["build", "--ignore-system-fonts", "--cache-dir"]).arg(cache.path());
    succeed(build.arg("--project").arg(project.path()));
    assert!(entries() <= made + 2, "only the records of what is published are new");
    write(project.path(), "templates/text/document.txt", "{{ broken");
    assert_eq!(check(&[]).status.code(), Some(1));
}

#[test]
fn programs_can_tell_whose_turn_it_is() {
    let project = new_project();
    let call = |form: &str, more: &[&str]| {
        let mut command = promulgate();
        command.args(["build", "--message-format", form, "--format", "text"]).args(more);
        run(command.arg("--project").arg(project.path()))
    };
    let nowhere = ["--out", "/proc/nothing/here"];
    let machine = call("json", &nowhere);
    assert_eq!(machine.status.code(), Some(3));
    let line: Value = serde_json::from_slice(&machine.stdout).unwrap();
    assert_eq!((&line["code"], &line["kind"]), (&"P802".into(), &"machine".into()));
    let log: Value = serde_json::from_slice(&call("sarif", &nowhere).stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["properties"]["kind"], "machine");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));

    write(project.path(), "templates/text/document.txt", "{{ broken");
    let input = call("json", &[]);
    assert_eq!(input.status.code(), Some(1));
    let line: Value = serde_json::from_str(text(&input.stdout).lines().next().unwrap()).unwrap();
    assert_eq!(line["kind"], "input");
    let log: Value = serde_json::from_slice(&call("sarif", &[]).stdout).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "P701");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}
