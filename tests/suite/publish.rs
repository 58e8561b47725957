//! Publishing: whole or not at all, and the same bytes everywhere.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::Outside;
use crate::support::{
    ROOT, SHIPPED, copy, new_project, promulgate, run, succeed, text, tree, write,
};

/// Copies the parts of the repository that are the shipped project.
fn copy_project(to: &Path) {
    for folder in ["policy", "locales", "templates", "fonts"] {
        copy(&Path::new(ROOT).join(folder), &to.join(folder));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    if !Outside::Clock.is_here() {
        return;
    }
    let elsewhere = TempDir::new().unwrap();
    let project = elsewhere.path().join("a different place");
    copy_project(&project);
    let expected = tree(&SHIPPED.out);
    for (jobs, zone, clock) in [
        ("1", "Pacific/Kiritimati", "2031-02-03 04:05:06"),
        ("8", "America/Anchorage", "1999-12-31 23:59:59"),
    ] {
        let mut command = Command::new("faketime");
        command
            .args(["-f", &format!("@{clock}")])
            .arg(env!("CARGO_BIN_EXE_promulgate"))
            .current_dir(&project)
            .env("TZ", zone)
            .args(["build", "--no-cache", "--ignore-system-fonts", "--jobs", jobs]);
        succeed(&mut command);
        let built = tree(&project.join("dist"));
        let names = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
            files.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names(&built), names(&expected));
        for (path, bytes) in &expected {
            assert!(built[path] == *bytes, "{path} differs with --jobs {jobs}");
        }
    }
}

#[test]
fn the_manifest_describes_every_artifact() {
    let manifest: Value = serde_json::from_str(&SHIPPED.read("manifest.json")).unwrap();
    let artifacts = manifest["artifacts"].as_array().unwrap();
    let files = tree(&SHIPPED.out);
    assert_eq!(artifacts.len() + 1, files.len());
    for artifact in artifacts {
        let path = artifact["path"].as_str().unwrap();
        let full = SHIPPED.out.join(path);
        let sum = succeed(Command::new("sha256sum").arg(full));
        assert!(sum.starts_with(artifact["sha256"].as_str().unwrap()), "{path}");
        assert_eq!(artifact["size"], files[path].len(), "{path}");
        if path.ends_with(".pdf") {
            assert!(!artifact["fonts"].as_array().unwrap().is_empty(), "{path}");
        }
        if path != "index.html" {
            assert_eq!(artifact["version"], "1.0");
            assert!(path.starts_with(artifact["locale"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_failed_build_leaves_the_published_folder_as_it_was() {
    let project = new_project();
    succeed(promulgate().args(["build", "--project"]).arg(project.path()));
    let before = tree(&project.path().join("dist"));
    write(project.path(), "templates/pdf/document.typ", "#let broken = (\n");
    let failed = run(promulgate().args(["build", "--project"]).arg(project.path()));
    assert_eq!(failed.status.code(), Some(1), "{}", text(&failed.stderr));
    assert_eq!(tree(&project.path().join("dist")), before);
    // Nothing half-written stays beside it either.
    let left: Vec<_> = fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".promulgate"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn what_a_killed_build_left_long_ago_is_removed() {
    let project = new_project();
    for name in [".promulgate-old", ".promulgate-new"] {
        fs::create_dir(project.path().join(name)).unwrap();
    }
    let old = fs::File::open(project.path().join(".promulgate-old")).unwrap();
    old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();
    succeed(promulgate().args(["build", "--project"]).arg(project.path()));
    assert!(!project.path().join(".promulgate-old").exists());
    assert!(project.path().join(".promulgate-new").exists(), "another build may be at work");
}

#[test]
fn a_folder_with_files_of_others_is_not_replaced() {
    let project = new_project();
    write(project.path(), "out/keep.txt", "mine");
    let refused = run(promulgate().current_dir(project.path()).args(["build", "--out", "out"]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("P801"));
    assert_eq!(fs::read_to_string(project.path().join("out/keep.txt")).unwrap(), "mine");
}

#[test]
fn a_failure_of_the_machine_has_its_own_exit_status() {
    let project = new_project();
    let failed = run(promulgate()
        .args(["build", "--out", "/proc/nothing/here", "--project"])
        .arg(project.path()));
    assert_eq!(failed.status.code(), Some(3), "{}", text(&failed.stderr));
    assert!(text(&failed.stderr).contains("P802"));
}

#[test]
fn a_selection_publishes_just_that() {
    let project = new_project();
    let arguments =
        ["build", "--locale", "de", "--format", "html", "--format", "text", "--project"];
    succeed(promulgate().args(arguments).arg(project.path()));
    let files: Vec<String> = tree(&project.path().join("dist")).into_keys().collect();
    assert_eq!(
        files,
        [
            "de/privacy-policy.fragment.html",
            "de/privacy-policy.html",
            "de/privacy-policy.txt",
            "index.html",
            "manifest.json"
        ]
    );
    let page = fs::read_to_string(project.path().join("dist/de/privacy-policy.html")).unwrap();
    assert!(!page.contains("privacy-policy.pdf"), "links to what is not published");
}

#[test]
fn the_json_in_the_pdf_is_the_published_one() {
    if !Outside::Poppler.is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let pdf = SHIPPED.out.join("ja/cookie-policy.pdf");
    succeed(Command::new("pdfdetach").args(["-saveall", "-o"]).arg(folder.path()).arg(pdf));
    let attached = fs::read_to_string(folder.path().join("cookie-policy.json")).unwrap();
    assert!(attached == SHIPPED.read("ja/cookie-policy.json"));
}

/// Whatever a build comes to nothing by, what was published stays.
#[test]
fn an_empty_publication_takes_the_place_of_nothing() {
    let project = new_project();
    let settings = fs::read_to_string(project.path().join("policy/policy.toml")).unwrap();
    let documents = "[[documents]]\nid = \"privacy-policy\"\n";
    assert!(settings.contains(documents));
    let call =
        |arguments: &[&str]| run(promulgate().args(arguments).arg("--project").arg(project.path()));
    succeed(promulgate().args(["build", "--project"]).arg(project.path()));
    let before = tree(&project.path().join("dist"));
    let rules = "missing = \"fallback\"\n";
    assert!(settings.contains(rules));
    let rule = |rule: &str| settings.replace(rules, &format!("{rule} = \"omit-locale\"\n"));
    let approval: &[&str] = &["--require-approved"];
    let incomplete = || {
        let path = project.path().join("locales/de/privacy-policy.po");
        let catalogue = fs::read_to_string(&path).unwrap();
        fs::write(&path, catalogue.replace("msgstr \"Wer wir sind\"", "msgstr \"\"")).unwrap();
    };
    incomplete();
    let none = format!("documents = []\n{}", settings.replace(documents, ""));
    let no_format = format!("formats = []\n{settings}");
    let some_formats = format!("formats = [\"html\", \"json\"]\n{settings}");
    let cases: [(&str, &[&str], &[&str], &str); 8] = [
        (&rule("unapproved"), approval, &["P513"], "leave out every locale"),
        (&rule("unapproved"), &["--require-approved", "-f", "json"], &["P513"], "every locale"),
        (&rule("missing"), &["--locale", "de"], &["P510"], "every locale"),
        (&rule("missing"), &["-l", "de", "-f", "text"], &["P510"], "every locale"),
        (&none, &[], &[], "no documents"),
        (&no_format, &[], &[], "in no format"),
        (&some_formats, &["--format", "pdf"], &[], "not published as `pdf`"),
        (&some_formats, &["-f", "pdf", "-f", "text"], &[], "`pdf` or `text`"),
    ];
    for (settings, arguments, warnings, message) in cases {
        write(project.path(), "policy/policy.toml", settings);
        for command in ["build", "check"] {
            for more in [&[][..], &["--strict"], &["--no-cache"]] {
                let done = call(&[&[command], arguments, more].concat());
                let said = text(&done.stderr);
                assert_eq!(done.status.code(), Some(1), "{arguments:?} {more:?}: {said}");
                assert!(said.contains("error[P804]") && said.contains(message), "{more:?}: {said}");
                assert!(warnings.iter().all(|code| said.contains(code)), "{said}");
            }
        }
        assert_eq!(tree(&project.path().join("dist")), before, "{arguments:?}");
    }
    // A part of what is asked for is published, with a warning.
    let some = call(&["build", "-f", "json", "-f", "pdf"]);
    assert!(some.status.success() && text(&some.stderr).contains("warning[P804]"));
    assert_eq!(call(&["build", "-f", "json", "-f", "pdf", "--strict"]).status.code(), Some(1));
}

/// What tells of no siblings is the same file whatever is built beside it.
#[test]
fn a_language_is_the_same_with_others_beside_it_or_alone() {
    let project = new_project();
    let root = project.path();
    let out = root.join("dist");
    let build = |arguments: &[&str]| {
        let mut command = promulgate();
        command.args(["build", "--ignore-system-fonts", "--project"]).arg(root);
        succeed(command.args(arguments).arg("--out").arg(&out));
        tree(&out)
    };
    for cache in [&[][..], &["--no-cache"]] {
        let all = build(cache);
        let alone = build(&[cache, &["-l", "de"]].concat());
        let one = build(&[cache, &["-l", "de", "-f", "text", "-f", "pdf", "-f", "json"]].concat());
        for end in ["pdf", "txt", "json"] {
            let path = format!("de/privacy-policy.{end}");
            assert!(all[&path] == alone[&path] && all[&path] == one[&path], "{path}");
        }
        let path = "de/privacy-policy.html";
        assert!(all[path] != alone[path], "the page links to its siblings");
    }
    let json = text(&build(&[])["de/privacy-policy.json"]);
    assert!(!json.contains("\"alternates\"") && !json.contains("\"formats\""));
}
