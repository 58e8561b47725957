//! Every diagnostic, as people see it: one small bad project each, in tests/fixtures/diagnostics.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use promulgate::diagnostic::Code;
use tempfile::TempDir;

use crate::support::{ROOT, copy, promulgate, run, text};

#[test]
fn each_bad_project_gives_its_diagnostic() {
    let fixtures = Path::new(ROOT).join("tests/fixtures/diagnostics");
    let mut names: Vec<String> = fs::read_dir(&fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut seen = BTreeSet::new();
    for name in names {
        let folder = TempDir::new().unwrap();
        copy(&fixtures.join(&name), folder.path());
        let arguments = fs::read_to_string(folder.path().join("args"))
            .unwrap_or_else(|_| "build --ignore-system-fonts --out dist".to_owned())
            .replace("{root}", ROOT);
        let output = run(promulgate()
            .current_dir(folder.path())
            .args(["--project", "."])
            .args(arguments.split_whitespace()));
        let code = name.split('-').next().unwrap();
        let message = text(&output.stderr);
        assert!(message.contains(&format!("[{code}]")), "{name}: {message}");
        assert!(!message.contains("panicked"), "{name}: {message}");
        let warning = message.contains(&format!("warning[{code}]"));
        assert_eq!(output.status.code(), Some(i32::from(!warning)), "{name}: {message}");
        assert_eq!(
            folder.path().join("dist").exists(),
            warning && arguments.contains("build"),
            "{name}"
        );
        // Paths of the temporary folder differ from run to run.
        let message = message.replace(folder.path().to_str().unwrap(), "[project]");
        insta::assert_snapshot!(name.clone(), message);
        seen.insert(code.to_owned());
    }
    let untested: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        // What a folder of files cannot bring about has its own tests: a failure of the machine, a
        // fault of the tool, links of the output folder.
        .filter(|code| !["P802", "P805", "P806"].contains(code) && !seen.contains(*code))
        .collect();
    assert_eq!(untested, Vec::<&str>::new());
}
