//! Languages far beyond those that ship: names, dates, digits, fallback.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::pdf_text;
use crate::support::{ROOT, promulgate, run, text};

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
        let Some(text) = pdf_text(&pdf, &["-layout"]) else { return };
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

/// Tags that Typst does not take as they stand: regions by number, variants, private subtags, languages
/// of two letters and three that few programs know.
#[test]
fn a_pdf_is_made_for_every_form_of_tag() {
    let tags = [
        "ar-001",
        "es-419",
        "en-150",
        "eo",
        "ia",
        "io",
        "vo",
        "tlh",
        "ca-valencia",
        "de-x-legal",
        "de-DE-1996",
        "sr-Latn-BA",
        "sr-Cyrl-ME",
        "zh-Hant-HK",
        "yue",
        "nds",
        "szl",
        "hsb",
        "cop",
        "ar-SA-u-nu-latn",
        "pt-PT",
        "no",
        "nn",
    ];
    let locales: Vec<(&str, &[(&str, &str)])> = tags.iter().map(|tag| (*tag, &[][..])).collect();
    let folder = project(&locales);
    std::os::unix::fs::symlink(Path::new(ROOT).join("fonts"), folder.path().join("fonts")).unwrap();
    build(folder.path(), &["pdf"]);
    for tag in tags {
        let pdf = folder.path().join("dist").join(tag).join("p.pdf");
        let Some(text) = pdf_text(&pdf, &[]) else { return };
        assert!(text.contains("Hello"), "{tag}: {text}");
    }
}

#[test]
fn text_that_stands_in_has_the_digits_of_its_document() {
    let text =
        "Since {{ document.updated | date }}, see [](#scope) and [Part {{ number }}](#scope)";
    for (tag, digits, standing_in) in [
        ("mr", "०१२३४५६७८९", "Since June ९, २०२६, see Section\u{a0}१ and Part १"),
        ("ur", "0123456789", "Since June 9, 2026, see Section\u{a0}1 and Part 1"),
        ("fa", "۰۱۲۳۴۵۶۷۸۹", "Since June ۹, ۲۰۲۶, see Section\u{a0}۱ and Part ۱"),
        ("uz-AF", "۰۱۲۳۴۵۶۷۸۹", "Since June ۹, ۲۰۲۶, see Section\u{a0}۱ and Part ۱"),
    ] {
        let folder = project(&[(tag, &[])]);
        let source = SOURCE.replace("Again", &format!("{text}. Again"));
        fs::write(folder.path().join("policy/p.md"), source).unwrap();
        build(folder.path(), &["html"]);
        let read = |file: &str| {
            fs::read_to_string(folder.path().join(format!("dist/{tag}/{file}"))).unwrap()
        };
        let (page, fragment) = (read("p.html"), read("p.fragment.html"));
        for html in [&page, &fragment] {
            let mut shown = String::new();
            for part in html.split('<') {
                shown.push_str(part.split_once('>').map_or(part, |(_, text)| text));
            }
            assert!(shown.contains(standing_in), "{tag}: {shown}");
        }
        // Beside the site's own style sheet a fragment counts as the text does; a page has a rule.
        let lists = fragment.matches("<ol").count();
        assert_eq!(lists, 2, "{tag}");
        let styled = if digits.starts_with('0') { 0 } else { lists };
        assert_eq!(fragment.matches("<ol style=\"list-style-type: ").count(), styled, "{tag}");
        assert!(!page.contains("style=\""), "{tag}: the page's policy forbids it");
    }
}

#[test]
fn a_notice_names_the_language_in_the_language_it_is_in() {
    // Marathi has no interface words, Hindi has.
    let folder = project(&[("mr", &[]), ("hi", &[]), ("uz-AF", &[])]);
    build(folder.path(), &["json"]);
    let notice =
        |tag| document(folder.path(), tag)["notices"][0]["text"].as_str().unwrap().to_owned();
    for tag in ["mr", "uz-AF"] {
        assert!(notice(tag).contains("shown in English and"), "{}", notice(tag));
    }
    assert!(notice("hi").contains("अंग्रेज़ी"), "{}", notice("hi"));
    // The words of the project are in the project's language.
    let words = "msgctxt \"notice.fallback\"\nmsgid \"Parts of this document have no current \
        translation. They are shown in {language} and marked.\"\nmsgstr \"{language}!\"\n";
    let header = catalogue("mr", "x");
    let header = header.split_once("msgctxt").unwrap().0;
    let interface = format!("{header}{words}");
    let folder = project(&[("mr", &[("interface.po", &interface)])]);
    build(folder.path(), &["json"]);
    assert_eq!(document(folder.path(), "mr")["notices"][0]["text"], "इंग्रजी!");
}

#[test]
fn no_name_of_a_region_is_in_english_and_no_date_in_the_order_of_no_language() {
    let rows = [
        ("nb-NO", "Norsk bokmål (Norge)", "9. juni 2026"),
        ("pa-PK", "پنجابی (پاکستان)", "۹ جون ۲۰۲۶"),
        ("uz-AF", "اوزبیک (افغانستان)", "۲۰۲۶-۰۶-۰۹"),
        ("mn-CN", "ᠮᠣᠩᠭᠣᠯ (CN)", "2026-06-09"),
        ("az-IR", "تۆرکجه (IR)", "۲۰۲۶-۰۶-۰۹"),
        ("oc", "Occitan", "2026-06-09"),
        ("szl", "Ślōnski", "2026-06-09"),
        ("nds", "Neddersass’sch", "2026-06-09"),
        ("tn", "Setswana", "2026-06-09"),
    ];
    let locales: Vec<(&str, &[(&str, &str)])> = rows.iter().map(|row| (row.0, &[][..])).collect();
    let folder = project(&locales);
    let said = build(folder.path(), &["json"]);
    assert!(!said.contains("P111"), "{said}");
    for (tag, name, date) in rows {
        let document = document(folder.path(), tag);
        assert_eq!(document["locale"]["name"], name);
        assert_eq!(document["updated"]["text"], date, "{tag}");
        let told = said.contains(&format!("no form of dates is known in {tag};"));
        assert_eq!(told, date.contains(['-']), "{tag}: {said}");
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
