//! Editorial changes of the source: which translations stand, what is noted, what is refused.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::Outside;
use crate::support::{promulgate, run, succeed, text, write};

const POLICY: &str = "source-locale = \"en\"\n[[documents]]\nid = \"p\"\n[publisher]\nname = \"Example Ltd.\"\n\
     short_name = \"Example\"\n";

/// The units of the document, by id.
const SOURCE: &[(&str, &str)] = &[
    ("a.1", "We keeps your data for 30 days, and {{ publisher.name }} deletes it in May."),
    ("a.2", "Ask [us](https://example.com/contact) about the `session` cookie; see [](#a)."),
    ("a.3", "You may object within three months."),
];

const TARGET: &[&str] = &[
    "Wir bewahren Ihre Daten 30 Tage auf, und {{ publisher.name }} löscht sie im Mai.",
    "Fragen Sie [uns](https://example.com/contact) zum Cookie `session`; siehe [](#a).",
    "Sie können binnen drei Monaten widersprechen.",
];

struct Site(TempDir);

impl Site {
    /// A project in English with German, and Austrian German where one text differs.
    fn new() -> Self {
        let site = Site(TempDir::new().unwrap());
        write(site.0.path(), "policy/policy.toml", POLICY);
        site.source(&SOURCE.iter().map(|(_, text)| *text).collect::<Vec<_>>());
        let entry = |context: &str, id: &str, text: &str| {
            format!("\nmsgctxt \"{context}\"\nmsgid \"{id}\"\nmsgstr \"{text}\"\n")
        };
        let header = "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n";
        let mut po = header.to_owned();
        for (context, id, text) in [("document.title", "T", "D"), ("document.summary", "S", "K")] {
            po += &entry(context, id, text);
        }
        po += &entry("a", "A", "B");
        for ((context, id), text) in SOURCE.iter().zip(TARGET) {
            po += &entry(context, id, text);
        }
        write(site.0.path(), "locales/de/p.po", &po);
        let own = entry(
            "a.1",
            SOURCE[0].1,
            "Wir behalten Ihre Daten 30 Tage, {{ publisher.name }} löscht sie im Mai.",
        );
        write(site.0.path(), "locales/de-AT/p.po", &(header.to_owned() + &own));
        site.done(&["extract"]);
        site
    }

    fn source(&self, paragraphs: &[&str]) {
        let head = "+++\ntitle = \"T\"\nsummary = \"S\"\nversion = \"1\"\nupdated = 2026-01-02\n+++\n\n# A {#a}\n\n";
        write(self.0.path(), "policy/p.md", &format!("{head}{}\n", paragraphs.join("\n\n")));
    }

    /// Writes the source with another text in the place of the one called `id`.
    fn change(&self, id: &str, text: &str) {
        let texts = SOURCE.iter().map(|(known, old)| if *known == id { text } else { *old });
        self.source(&texts.collect::<Vec<_>>());
    }

    fn call(&self, arguments: &[&str]) -> Output {
        run(promulgate().arg("--project").arg(self.0.path()).args(arguments))
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        succeed(promulgate().arg("--project").arg(self.0.path()).args(arguments))
    }

    fn catalogue(&self, tag: &str) -> String {
        fs::read_to_string(self.0.path().join(format!("locales/{tag}/p.po"))).unwrap()
    }

    /// The status of a locale.
    fn status(&self, tag: &str) -> Value {
        let all: Value = serde_json::from_str(&self.done(&["status", "--output", "json"])).unwrap();
        all.as_array().unwrap().iter().find(|one| one["locale"] == tag).unwrap().clone()
    }
}

const MENDED: &str =
    "For 30 days we keep your data, and in May it is deleted by {{ publisher.name }}.";

#[test]
fn the_translations_of_a_reworded_text_stand_and_say_what_they_were_made_from() {
    let site = Site::new();
    site.done(&["approve", "de", "--by", "Weber", "--date", "2026-01-03"]);
    site.change("a.1", MENDED);
    let before = site.catalogue("de");
    let listed = site.done(&["extract", "--editorial", "a.1"]);
    assert_eq!(listed, "locales/de-AT/p.po\nlocales/de/p.po\nlocales/p.pot\n");
    let note = format!("# editorial: {}\n", SOURCE[0].1);
    for tag in ["de", "de-AT"] {
        let after = site.catalogue(tag);
        assert!(after.contains(&note) && !after.contains("fuzzy"), "{after}");
        assert_eq!(site.status(tag)["percent"], 100);
    }
    // Nothing but the source and the note is new.
    let expected = before.replacen(SOURCE[0].1, MENDED, 1);
    assert_eq!(site.catalogue("de").replace(&note, ""), expected);

    // The note stays, whatever extracts or rewrites the file.
    site.done(&["extract", "--check"]);
    let path = site.0.path().join("locales/de/p.po");
    let pot = site.0.path().join("locales/p.pot");
    let tools = [Command::new("msgcat"), Command::new("msgmerge")];
    for mut tool in tools.into_iter().filter(|_| Outside::Gettext.is_here()) {
        let merges = tool.get_program() == "msgmerge";
        tool.arg("--no-wrap").args(merges.then_some("-q")).arg(&path).args(merges.then_some(&pot));
        assert!(succeed(&mut tool).contains(&note), "{tool:?}");
    }

    // The approval was of other words; a new one tells what it rests on.
    assert_eq!(site.status("de")["sign_off"], "void");
    site.done(&["approve", "de", "--by", "Weber", "--date", "2026-01-04"]);
    assert_eq!(site.status("de")["sign_off"], "approved");
    let approvals = fs::read_to_string(site.0.path().join("locales/de/approvals.toml")).unwrap();
    assert!(approvals.contains("editorial = [\"a.1\"]"), "{approvals}");

    // A second change keeps the note of the first source; the way back ends it.
    site.change("a.1", &MENDED.replace("For", "During"));
    site.done(&["extract", "--editorial", "p/a.1"]);
    assert!(site.catalogue("de").contains(&note));
    site.source(&SOURCE.iter().map(|(_, text)| *text).collect::<Vec<_>>());
    site.done(&["extract", "--editorial", "a.1"]);
    assert_eq!(site.catalogue("de"), before);

    // A change of the matter makes the translation fuzzy, note or not.
    site.change("a.1", MENDED);
    site.done(&["extract", "--editorial", "a.1"]);
    site.change("a.1", &MENDED.replace("30", "60"));
    site.done(&["extract"]);
    let after = site.catalogue("de");
    assert!(
        !after.contains("# editorial") && after.contains("#, fuzzy\n#| msgid \"For 30"),
        "{after}"
    );
}

#[test]
fn a_new_translation_by_xliff_ends_the_note() {
    let site = Site::new();
    site.change("a.3", "You may object within a time of three months.");
    site.done(&["extract", "--editorial", "a.3"]);
    let xliff = site.done(&["xliff", "export", "de"]);
    assert!(
        xliff.contains(&format!("<note category=\"translator\">editorial: {}</note>", SOURCE[2].1))
    );
    write(site.0.path(), "de.xlf", &xliff.replace("binnen drei", "innerhalb von drei"));
    site.done(&["xliff", "import", site.0.path().join("de.xlf").to_str().unwrap()]);
    assert!(!site.catalogue("de").contains("# editorial"));
}

#[test]
fn more_than_a_change_of_words_is_refused_and_nothing_is_written() {
    for (id, text, why) in [
        (
            "a.1",
            "We keep your data for 60 days, and {{ publisher.name }} deletes it in May.",
            "before 30, now 60",
        ),
        (
            "a.1",
            "We keep your data for 30 days, and {{ publisher.name }} deletes it in June.",
            "month 5",
        ),
        (
            "a.1",
            "We keep your data for 30 days, and delete it in May.",
            "it lost `{{ publisher.name }}`",
        ),
        (
            "a.2",
            "Ask [us](https://example.com/form) about the `session` cookie; see [](#a).",
            "example.com/form",
        ),
        (
            "a.2",
            "Ask [us](https://example.com/contact) about the `sid` cookie; see [](#a).",
            "`sid`",
        ),
        (
            "a.2",
            "Ask [us](https://example.com/contact) about the `session` cookie.",
            "it lost `[](#a)`",
        ),
        ("a.3", "You may object within four months.", "the word for 3"),
        ("a.3", "You may object within three months[^n].\n\n[^n]: Note.", "`[^n]` is new"),
    ] {
        let site = Site::new();
        let before = site.catalogue("de");
        site.change(id, text);
        let output = site.call(&["extract", "--editorial", id]);
        let said = self::text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}: {said}");
        assert!(said.contains("error[P540]") && said.contains(why), "{text}: {said}");
        assert!(said.contains("policy/p.md:"), "{said}");
        assert_eq!(site.catalogue("de"), before, "{text}");
        site.done(&["extract"]);
        assert!(site.catalogue("de").contains("#, fuzzy"), "{text}");
        // Too late: the translation may be of neither text.
        let output = site.call(&["extract", "--editorial", id]);
        assert!(self::text(&output.stderr).contains("fuzzy already"), "{text}");
    }
}

#[test]
fn a_text_that_moved_is_not_taken_for_the_one_in_its_place() {
    let site = Site::new();
    let new = "A paragraph that nobody has seen.";
    let [one, two, three] = [SOURCE[0].1, SOURCE[1].1, SOURCE[2].1];
    // `a.3` stands in the place of `a.2`'s neighbour; it has not changed, it went on by one.
    site.source(&[new, one, two, three]);
    for (id, why) in [("a.1", "is `a.2` now"), ("a.2", "is `a.3` now")] {
        let output = site.call(&["extract", "--editorial", id]);
        assert!(text(&output.stderr).contains(why), "{id}: {}", text(&output.stderr));
    }
    // It went on by one, and was reworded.
    site.source(&[new, one, two, "You may well object within three months."]);
    assert!(
        text(&site.call(&["extract", "--editorial", "a.4"]).stderr).contains("has not changed")
    );
    let reworded = "You may well object within three months.";
    site.source(&[one, reworded, "Something else."]);
    let output = site.call(&["extract", "--editorial", "a.2"]);
    assert!(text(&output.stderr).contains("`a.3`"), "{}", text(&output.stderr));
}

#[test]
fn a_name_is_that_of_one_text() {
    let site = Site::new();
    site.change("a.1", MENDED);
    for wrong in ["a.9", "b/a.1", "a.*", ""] {
        let output = site.call(&["extract", "--editorial", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {}", text(&output.stderr));
    }
    assert_eq!(site.call(&["extract", "--check", "--editorial", "a.1"]).status.code(), Some(2));
    write(
        site.0.path(),
        "policy/policy.toml",
        &POLICY.replace("[publisher]", "[[documents]]\nid = \"q\"\n[publisher]"),
    );
    fs::copy(site.0.path().join("policy/p.md"), site.0.path().join("policy/q.md")).unwrap();
    let output = site.call(&["extract", "--editorial", "a.1"]);
    assert!(text(&output.stderr).contains("name it as `p/a.1`"), "{}", text(&output.stderr));
    site.done(&["extract", "--editorial", "p/a.1"]);
}
