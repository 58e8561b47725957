//! Languages far beyond those that ship: names, dates, digits, fallback.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{ROOT, promulgate, run, succeed, text};

/// A tag, its own name, the ninth of June 2026, the number 1, the writing direction; from CLDR.
const LANGUAGES: &str = include_str!("languages.tsv");

const POLICY: &str = "source-locale = \"en\"\n\n[[documents]]\nid = \"p\"\n\n[publisher]\n\
    name = \"Example Ltd.\"\nshort_name = \"Example\"\n";
const SOURCE: &str = "+++\ntitle = \"Policy\"\nsummary = \"A policy.\"\nversion = \"1.0\"\n\
    updated = 2026-06-09\n+++\n\n# Scope {#scope}\n\nHello[^a], [there](https://example.com/x).\n\n\
    3. One\n4. Two\n\n# Next {#next}\n\nAgain[^a].\n\n[^a]: A note.\n";

/// A project with a folder for each of `locales`, each with its files.
fn project(locales: &[(&str, &[(&str, &str)])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("policy/policy.toml", POLICY);
    write("policy/p.md", SOURCE);
    for (tag, files) in locales {
        fs::create_dir_all(folder.path().join("locales").join(tag)).unwrap();
        for (name, text) in *files {
            write(&format!("locales/{tag}/{name}"), text);
        }
    }
    folder
}

fn build(folder: &Path, formats: &[&str]) -> String {
    let mut command = promulgate();
    command.current_dir(folder).args(["build", "--out", "dist", "--ignore-system-fonts"]);
    for format in formats {
        command.args(["--format", format]);
    }
    let output = run(&mut command);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stderr)
}

fn document(folder: &Path, tag: &str) -> Value {
    let json = fs::read(folder.join(format!("dist/{tag}/p.json"))).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn catalogue(tag: &str, hello: &str) -> String {
    format!(
        "msgid \"\"\nmsgstr \"\"\n\"Language: {tag}\\n\"\n\
         \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n\
         msgctxt \"scope\"\nmsgid \"Scope\"\nmsgstr \"{hello}\"\n"
    )
}

#[test]
fn every_language_has_its_own_name_date_and_digits() {
    let rows: Vec<Vec<&str>> = LANGUAGES.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() > 140, "{}", rows.len());
    let locales: Vec<(&str, &[(&str, &str)])> = rows.iter().map(|row| (row[0], &[][..])).collect();
    let folder = project(&locales);
    build(folder.path(), &["json", "html", "text"]);
    let chooser = fs::read_to_string(folder.path().join("dist/index.html")).unwrap();
    for row in rows {
        let [tag, name, date, one, dir] = row[..] else { panic!("{row:?}") };
        let document = document(folder.path(), tag);
        let field = |path: &str| document.pointer(path).and_then(Value::as_str).unwrap();
        assert_eq!(field("/locale/name"), name, "{tag}");
        assert_eq!(field("/updated/text"), date, "{tag}");
        assert_eq!(field("/sections/0/number"), one, "{tag}");
        assert_eq!(field("/footnotes/0/label"), one, "{tag}");
        assert_eq!(field("/locale/dir"), dir, "{tag}");
        assert!(chooser.contains(&format!(">{name}<")), "{tag}");
        // One set of digits: no other ones but in the version and in English words.
        if one != "1" {
            let text = fs::read_to_string(folder.path().join(format!("dist/{tag}/p.txt"))).unwrap();
            let ascii: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(ascii, "10", "{tag}: {text}");
            let page =
                fs::read_to_string(folder.path().join(format!("dist/{tag}/p.html"))).unwrap();
            assert!(page.contains(&format!("symbols: \"{}\"", zero(one))), "{tag}");
        }
    }
}

/// The digit before `one`.
fn zero(one: &str) -> char {
    char::from_u32(u32::from(one.chars().next().unwrap()) - 1).unwrap()
}

#[test]
fn a_pdf_has_one_set_of_digits() {
    for (tag, font, digits) in [
        ("fa", "Noto Naskh Arabic", '۰'..='۹'),
        ("ar-SA", "Noto Naskh Arabic", '٠'..='٩'),
        ("ne", "Noto Sans Devanagari", '०'..='९'),
        ("ar", "Noto Naskh Arabic", '0'..='9'),
    ] {
        let fonts = format!("fonts = [\"{font}\"]\n");
        let folder = project(&[(tag, &[("locale.toml", &fonts)])]);
        std::os::unix::fs::symlink(Path::new(ROOT).join("fonts"), folder.path().join("fonts"))
            .unwrap();
        build(folder.path(), &["pdf"]);
        let pdf = folder.path().join(format!("dist/{tag}/p.pdf"));
        let text = succeed(Command::new("pdftotext").arg("-layout").arg(pdf).arg("-"));
        let mut found: Vec<char> = text.chars().filter(|c| c.is_numeric()).collect();
        // The version is what the publisher wrote: 1.0.
        for one in ['1', '0'] {
            let at = found.iter().position(|c| *c == one).expect("the version");
            found.remove(at);
        }
        assert!(found.len() > 8, "{tag}: {text}");
        assert!(found.iter().all(|c| digits.contains(c)), "{tag}: {text}");
    }
}

#[test]
fn a_fallback_is_found_however_its_tag_is_spelt() {
    let hans = catalogue("zh-Hans", "简");
    let hant = catalogue("zh-Hant", "繁");
    let cyrillic = catalogue("sr-Cyrl", "опсег");
    let norwegian = catalogue("nb", "Omfang");
    let folder = project(&[
        ("zh-Hans", &[("p.po", &hans)]),
        ("zh-Hant", &[("p.po", &hant)]),
        ("sr-Cyrl", &[("p.po", &cyrillic)]),
        ("nb", &[("p.po", &norwegian)]),
        ("zh-CN", &[]),
        ("zh-SG", &[]),
        ("zh-TW", &[]),
        ("sr-RS", &[]),
        ("sr-Latn", &[]),
        ("no", &[]),
        ("nn", &[]),
    ]);
    build(folder.path(), &["json"]);
    for (tag, title, contents) in [
        ("zh-CN", "简", "目录"),
        ("zh-SG", "简", "目录"),
        ("zh-TW", "繁", "目次"),
        ("sr-RS", "опсег", "Contents"),
        ("sr-Latn", "Scope", "Contents"),
        ("no", "Omfang", "Innhold"),
        ("nn", "Omfang", "Innhald"),
    ] {
        let document = document(folder.path(), tag);
        assert_eq!(document["sections"][0]["title"]["text"], title, "{tag}");
        assert_eq!(document["words"]["contents"], contents, "{tag}");
    }
    assert_eq!(document(folder.path(), "nn")["sections"][0]["title"]["lang"], "nb");
    assert_eq!(document(folder.path(), "no")["sections"][0]["title"].get("lang"), None);
}

#[test]
fn locale_toml_gives_a_name_and_the_form_of_dates() {
    let folder = project(&[("qaa", &[("locale.toml", "name = \"Quenya\"\ndates = \"iso\"\n")])]);
    let said = build(folder.path(), &["json", "html"]);
    assert!(!said.contains("P111") && !said.contains("P112"), "{said}");
    let document = document(folder.path(), "qaa");
    assert_eq!(document["locale"]["name"], "Quenya");
    assert_eq!(document["updated"]["text"], "2026-06-09");
    let page = fs::read_to_string(folder.path().join("dist/en/p.html")).unwrap();
    assert!(page.contains(">Quenya<"), "the other languages refer to it by that name");
}
