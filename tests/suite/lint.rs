//! Findings about translations and sources that must be there, and those that must not.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{promulgate, run, text, write};

const CATALOGUE: &str = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n";

/// A project with `body` as its only document in the language `source`.
fn project(source: &str, body: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let settings = format!(
        "source-locale = \"{source}\"\n\n[[documents]]\nid = \"terms\"\n\n[publisher]\n\
         name = \"Example Ltd.\"\nshort_name = \"Example\"\n"
    );
    write(folder.path(), "policy/policy.toml", &settings);
    let front = "+++\ntitle = \"Terms\"\nsummary = \"All of them.\"\nversion = \"1\"\n\
                 updated = 2026-01-01\n+++\n\n";
    write(folder.path(), "policy/terms.md", &format!("{front}{body}"));
    folder
}

fn translate(folder: &Path, tag: &str, units: &[(&str, &str, &str)]) {
    let entry = |(id, source, translation): &(&str, &str, &str)| {
        format!("\nmsgctxt \"{id}\"\nmsgid \"{source}\"\nmsgstr \"{translation}\"\n")
    };
    let entries: String = units.iter().map(entry).collect();
    write(folder, &format!("locales/{tag}/terms.po"), &format!("{CATALOGUE}{entries}"));
}

/// What `check` says.
fn check(folder: &Path) -> String {
    let command = ["check", "--format", "text", "--ignore-system-fonts"];
    text(&run(promulgate().arg("--project").arg(folder).args(command)).stderr)
}

#[test]
fn headings_items_and_cells_may_end_otherwise_than_sentences() {
    let body = "# Who decides? {#who}\n\nWe decide. You may object.\n\n- a short item.\n\n\
                | What is it? |\n| --- |\n| Keeps it. |\n";
    let folder = project("en", body);
    let mut units = vec![
        ("who", "Who decides?", "Zuständigkeit"),
        ("who.1", "We decide. You may object.", "Wir entscheiden. Sie dürfen widersprechen."),
        ("who.2.1.1", "a short item.", "ein kurzer Punkt"),
        ("who.3.0.1", "What is it?", "Bedeutung"),
        ("who.3.1.1", "Keeps it.", "Behält es"),
    ];
    translate(folder.path(), "de", &units);
    let said = check(folder.path());
    assert!(!said.contains("P519"), "{said}");
    assert!(!said.contains("P509"), "{said}");
    units[1].2 = "Wir entscheiden. Sie dürfen widersprechen";
    translate(folder.path(), "de", &units);
    let said = check(folder.path());
    assert_eq!(said.matches("[P519]").count(), 1, "{said}");
}

#[test]
fn a_source_is_told_of_once_in_its_own_language() {
    let straight = "# A {#a}\n\n".to_owned() + &"We say \"so\".  Always.\n\n".repeat(50);
    let folder = project("en", &straight);
    let said = check(folder.path());
    assert_eq!(said.matches("[P517]").count(), 1, "{said}");
    assert!(said.contains("this file has 100 such places"), "{said}");
    assert_eq!(said.matches("[P518]").count(), 1, "{said}");
    // The mark itself is shown.
    assert!(said.contains("policy/terms.md:10:8"), "{said}");

    for (language, body) in [
        ("de", "# A {#a}\n\nWir sagen „so“.\n"),
        ("fr", "# A {#a}\n\nOn dit «\u{a0}oui\u{a0}»\u{202f}!\n"),
        ("ja", "# A {#a}\n\n「はい」と言う。\n"),
        ("en", "# A {#a}\n\nWe say “so” of `\"x\"` and [it](https://x.y/\"z\").\n"),
    ] {
        let said = check(project(language, body).path());
        assert!(!said.contains("P517") && !said.contains("P518"), "{said}");
    }
}

#[test]
fn a_patch_is_held_to_the_language_of_its_locale() {
    let folder = project("en", "# A {#a}\n\nWe say “so”.\n");
    write(
        folder.path(),
        "locales/de/terms.md",
        "# A {#a}\n\nWir sagen “so”[^1].\n\n[^1]: Oder \"so\".\n",
    );
    let said = check(folder.path());
    assert_eq!(said.matches("[P517]").count(), 1, "{said}");
    assert!(said.contains("locales/de/terms.md:3") && said.contains("4 such places"), "{said}");
    write(folder.path(), "locales/de/terms.md", "# A {#a}\n\nWir sagen „so“.\n");
    assert!(!check(folder.path()).contains("P517"));
}

#[test]
fn a_text_left_in_the_source_language_is_not_held_to_another_typography() {
    let folder = project("en", "# A {#a}\n\nWe always say “so” to all of you.\n");
    let same = "We always say “so” to all of you.";
    translate(folder.path(), "de", &[("a.1", same, same)]);
    let said = check(folder.path());
    assert!(!said.contains("P517") && !said.contains("P519"), "{said}");
}

#[test]
fn each_finding_in_a_long_translation_has_its_own_place() {
    let folder = project("en", "# A {#a}\n\nWe say “a”, “b” and “c”.\n");
    let units =
        [("a.1", "We say “a”, “b” and “c”.", "Wir\\tsagen \\\"a\\\", \\\"b\\\" und \\\"c\\\".")];
    translate(folder.path(), "de", &units);
    let said = check(folder.path());
    assert_eq!(said.matches("[P517]").count(), 6, "{said}");
    assert!(said.contains("terms.po:6:20") && said.contains("terms.po:6:40"), "{said}");
}
