//! `[rules]` and sign-off: which documents are published, marked, left out or refused.

use std::fs;

use crate::support::{new_project, promulgate, run, succeed, text, write};

/// What becomes of the German document: of a project in English and German, with or without a
/// missing, a fuzzy text, with or without an approval of both.
#[test]
fn each_rule_publishes_marks_omits_or_refuses() {
    const CATALOGUE: &str = "locales/de/privacy-policy.po";
    let project = new_project();
    let path = |path: &str| project.path().join(path);
    let settings = fs::read_to_string(path("policy/policy.toml")).unwrap();
    let rules = "missing = \"fallback\"\nfuzzy = \"fallback\"\n";
    assert!(settings.contains(rules));
    let catalogue = fs::read_to_string(path(CATALOGUE)).unwrap();
    let words = "msgstr \"Wer wir sind\"";
    let entry = "msgctxt \"who\"";
    assert!(catalogue.contains(words) && catalogue.contains(entry));
    let missing = catalogue.replace(words, "msgstr \"\"");
    let fuzzy = catalogue.replace(entry, &format!("#, fuzzy\n{entry}"));
    let approvals = |tags: &[&str]| {
        for tag in ["en", "de"] {
            let file = path(&format!("locales/{tag}/approvals.toml"));
            if tags.contains(&tag) {
                let by = ["--by", "Ann", "--date", "2026-07-01", "--project"];
                succeed(promulgate().args(["approve", tag]).args(by).arg(project.path()));
            } else if file.exists() {
                fs::remove_file(file).unwrap();
            }
        }
    };
    write(project.path(), "locales/en/locale.toml", "");
    // Rules; the catalogue; who is approved; whether approval is asked for; what comes of it.
    let cases: [(&str, &str, &[&str], bool, &str); 19] = [
        ("", &catalogue, &[], false, "published"),
        ("", &missing, &[], false, "marked"),
        ("", &fuzzy, &[], false, "marked"),
        ("missing = \"fallback\"", &missing, &[], false, "marked"),
        ("missing = \"error\"", &missing, &[], false, "refused P508"),
        ("missing = \"omit-locale\"", &missing, &[], false, "omitted P510"),
        ("fuzzy = \"error\"", &missing, &[], false, "marked"),
        ("fuzzy = \"error\"", &fuzzy, &[], false, "refused P508"),
        ("fuzzy = \"omit-locale\"", &fuzzy, &[], false, "omitted P510"),
        ("missing = \"error\"", &fuzzy, &[], false, "marked"),
        ("missing = \"omit-locale\"", &catalogue, &[], false, "published"),
        ("unapproved = \"error\"", &catalogue, &[], false, "published"),
        ("", &catalogue, &[], true, "refused P513"),
        ("unapproved = \"error\"", &catalogue, &["en"], true, "refused P513"),
        ("unapproved = \"error\"", &catalogue, &["en", "de"], true, "published"),
        ("unapproved = \"mark\"", &catalogue, &["en"], true, "marked"),
        ("unapproved = \"mark\"", &catalogue, &["en", "de"], true, "published"),
        ("unapproved = \"omit-locale\"", &catalogue, &["en"], true, "omitted P513"),
        ("unapproved = \"omit-locale\"", &catalogue, &["en", "de"], true, "published"),
    ];
    for (rule, po, approved, asks, expected) in cases {
        write(project.path(), "policy/policy.toml", &settings.replace(rules, &format!("{rule}\n")));
        write(project.path(), CATALOGUE, &catalogue);
        approvals(approved);
        write(project.path(), CATALOGUE, po);
        let dist = path("dist");
        if dist.exists() {
            fs::remove_dir_all(&dist).unwrap();
        }
        let mut command = promulgate();
        command.args(["build", "-f", "json", "-f", "html", "--project"]).arg(project.path());
        command.args(asks.then_some("--require-approved"));
        let done = run(&mut command);
        let said = text(&done.stderr);
        let code = expected.split(' ').nth(1).unwrap_or("");
        assert!(said.contains(code), "{rule}: {expected}: {said}");
        let read = |tag: &str| fs::read_to_string(dist.join(tag).join("privacy-policy.json"));
        let came = match (done.status.success(), read("de")) {
            (false, document) => {
                assert!(document.is_err());
                format!("refused {code}")
            }
            (true, Err(_)) => format!("omitted {code}"),
            (true, Ok(document)) if document.contains("\"notices\": []") => "published".to_owned(),
            (true, Ok(_)) => "marked".to_owned(),
        };
        assert_eq!(came, expected, "{rule}: {said}");
        let page = fs::read_to_string(dist.join("en/privacy-policy.html")).unwrap_or_default();
        let links = page.contains("hreflang=\"de\"");
        assert_eq!(links, matches!(expected, "published" | "marked"), "{rule}");
    }
}
