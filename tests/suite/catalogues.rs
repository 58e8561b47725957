//! Catalogues that lose nothing, and translations that are none: what is written, counted, published.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::Outside;
use crate::support::{promulgate, run, succeed, text, write};

const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n";

/// A project of one document, `p`, whose only section is `a`.
fn project(paragraphs: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        "policy/policy.toml",
        "source-locale = \"en\"\n[[documents]]\nid = \"p\"\n[publisher]\nname = \"Example Ltd.\"\n\
         short_name = \"Example\"\n",
    );
    let body = paragraphs.join("\n\n");
    write(
        folder.path(),
        "policy/p.md",
        &format!(
            "+++\ntitle = \"T\"\nsummary = \"S\"\nversion = \"1\"\nupdated = 2026-01-02\n+++\n\n\
             # A {{#a}}\n\n{body}\n"
        ),
    );
    folder
}

/// Writes the catalogue of `p` in `tag` with a translation of each `(context, msgid, msgstr)`.
fn translate(project: &TempDir, tag: &str, entries: &[(&str, &str, &str)]) {
    let mut po = HEADER.replace("de", tag);
    for (context, id, text) in [("document.title", "T", "D"), ("document.summary", "S", "K")]
        .iter()
        .chain([("a", "A", "B")].iter())
        .chain(entries)
    {
        po.push_str(&format!("\nmsgctxt \"{context}\"\nmsgid \"{id}\"\nmsgstr \"{text}\"\n"));
    }
    write(project.path(), &format!("locales/{tag}/p.po"), &po);
}

fn call(project: &TempDir, arguments: &[&str]) -> Output {
    run(promulgate().arg("--project").arg(project.path()).args(arguments))
}

#[track_caller]
fn done(project: &TempDir, arguments: &[&str]) -> String {
    succeed(promulgate().arg("--project").arg(project.path()).args(arguments))
}

fn read(project: &TempDir, path: &str) -> String {
    fs::read_to_string(project.path().join(path)).unwrap()
}

/// Codes of what `check` finds.
fn codes(project: &TempDir) -> Vec<String> {
    let output = call(project, &["check", "--message-format", "json"]);
    let code = |line: &str| {
        serde_json::from_str::<Value>(line).unwrap()["code"].as_str().unwrap().to_owned()
    };
    text(&output.stdout).lines().map(code).filter(|code| code != "P512").collect()
}

/// Units of `p` in `tag` that are done, fuzzy and missing.
fn counts(project: &TempDir, tag: &str) -> [u64; 3] {
    let output = call(project, &["status", "--output", "json"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let one = all.as_array().unwrap().iter().find(|one| one["locale"] == tag).unwrap();
    let of = |state: &str| one["units"][state].as_u64().unwrap();
    [of("source") + of("translated") + of("inherited"), of("fuzzy"), of("missing")]
}

fn plain(project: &TempDir, tag: &str) -> String {
    done(project, &["build", "--format", "text"]);
    read(project, &format!("dist/{tag}/p.txt"))
}

/// Obsolete entries as tools write them, an entry that begins with its previous text, and one whose
/// spaces and quotation marks `check --fix` mends.
const KEPT: &str = "
#| msgid \"One, before.\"
msgctxt \"a.1\"
msgid \"One.\"
msgstr \"\"
\"Eins, \"
\"\\\"zwei\\\"  drei.\"

#~ msgctxt \"a.9\"
#~ msgid \"Gone.\"
#~ msgstr \"Weg.\"

#~| msgctxt \"a.7\"
#~| msgid \"Gone before.\"
#~ msgctxt \"a.8\"
#~ msgid \"Gone as well.\"
#~ msgstr \"\"
#~ \"Auch \"
#~ \"weg.\"

# Kept.
#. Paragraph
#, fuzzy
#~ msgid \"Without a context.\"
#~ msgstr \"Ohne.\"
";

#[test]
fn every_writer_keeps_obsolete_entries_and_what_begins_with_its_previous_text() {
    for (mark, line_end) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let project = project(&["One.", "Two, which is new."]);
        let path = "locales/de/p.po";
        let catalogue = mark.to_owned() + &(HEADER.to_owned() + KEPT).replace('\n', line_end);
        let kept: Vec<String> =
            KEPT.replace('\n', line_end).split("\n\n").skip(1).map(str::to_owned).collect();
        write(project.path(), path, &catalogue);
        let holds = |what: &str| {
            let now = read(&project, path);
            assert!(now.contains("#| msgid \"One, before.\""), "{what}: {now}");
            for entry in KEPT.replace('\n', line_end).split(&line_end.repeat(2)).skip(1) {
                assert!(now.contains(entry), "{what} changed {entry}: {now}");
            }
            assert_eq!(now.matches('\n').count() == now.matches("\r\n").count(), line_end != "\n");
            let sound = now.trim_start_matches('\u{feff}');
            write(project.path(), "judged.po", sound);
            if Outside::Gettext.is_here() {
                let out = ["-o", "/dev/null"];
                succeed(Command::new("msgfmt").args(out).arg(project.path().join("judged.po")));
            }
            now
        };
        assert!(!kept.is_empty() || line_end != "\n");
        done(&project, &["extract"]);
        let once = holds("extract");
        assert!(once.contains("\"Eins, \""), "wrapped as it was");
        done(&project, &["extract"]);
        assert_eq!(holds("extract twice"), once);
        done(&project, &["extract", "--check"]);
        done(&project, &["check", "--fix"]);
        assert!(holds("check --fix").contains("„zwei“ drei."));
        let xliff = done(&project, &["xliff", "export", "de"]);
        let new = "<target>Zwei.</target>";
        let (before, after) = xliff.split_once("<source>Two, which is new.</source>").unwrap();
        let xliff = format!("{before}<source>Two, which is new.</source>{new}{after}");
        write(
            project.path(),
            "de.xlf",
            &xliff.replace("state=\"initial\"", "state=\"translated\""),
        );
        let file = project.path().join("de.xlf");
        done(&project, &["xliff", "import", file.to_str().unwrap()]);
        assert!(holds("import").contains("msgstr \"Zwei.\""));
        done(&project, &["build", "--format", "text"]);
    }
}

#[test]
fn a_file_to_import_comes_from_standard_input_as_well() {
    let project = project(&["One."]);
    translate(&project, "de", &[("a.1", "One.", "Eins.")]);
    done(&project, &["extract"]);
    let xliff = done(&project, &["xliff", "export", "de"]).replace("Eins.", "Nur eins.");
    let import = |bytes: &[u8]| {
        let mut child = promulgate()
            .arg("--project")
            .arg(project.path())
            .args(["xliff", "import", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), bytes).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(import(xliff.as_bytes()).status.code(), Some(0));
    assert!(read(&project, "locales/de/p.po").contains("msgstr \"Nur eins.\""));
    // What no catalogue may hold is refused with its place, however it is written.
    let before = read(&project, "locales/de/p.po");
    for wrong in ["&#x202e;", "\u{202e}", "&#x85;", "<cp hex=\"0007\"/>", "\u{2067}", "\u{fffc}"] {
        let output = import(xliff.replace("Nur eins.", &format!("Nur {wrong}eins.")).as_bytes());
        assert_eq!(output.status.code(), Some(1), "{wrong}");
        assert!(text(&output.stderr).contains("P218"), "{wrong}: {}", text(&output.stderr));
        assert_eq!(read(&project, "locales/de/p.po"), before, "{wrong}");
    }
    for wrong in [&b""[..], b"\xff\xfe", b"<xliff>"] {
        let output = import(wrong);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("standard input"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_catalogue_in_ascii_is_read_and_declares_utf_8_once_it_is_more() {
    for charset in ["US-ASCII", "ascii", "ANSI_X3.4-1968"] {
        let header = HEADER.replace("UTF-8", charset);
        let project = project(&["One \"or\" two."]);
        let path = "locales/de/p.po";
        let entry = "\nmsgctxt \"a.1\"\nmsgid \"One \\\"or\\\" two.\"\nmsgstr \"Eins \\\"oder\\\" zwei.\"\n";
        write(project.path(), path, &(header.clone() + entry));
        done(&project, &["extract"]);
        assert!(read(&project, path).contains(&format!("charset={charset}\\n")));
        done(&project, &["check", "--fix"]);
        let after = read(&project, path);
        assert!(
            after.contains("Eins „oder“ zwei.") && after.contains("charset=UTF-8\\n"),
            "{after}"
        );
        done(&project, &["build", "--format", "text"]);
        write(project.path(), path, &(header + &entry.replace("Eins", "Für")));
        assert!(codes(&project).contains(&"P501".to_owned()));
    }
}

#[test]
fn a_translation_that_shows_nothing_is_missing() {
    for blank in [
        "\u{a0}",
        "\u{200b}",
        "\u{ad}",
        "\u{2060}",
        "&nbsp;",
        "**\u{200b}**",
        " ",
        "\u{3000}\u{3164}",
        "&#8203;",
        "*&shy;*",
        "****",
        "` `",
        "\\t",
        "\\n",
        "~~\u{a0}~~",
        "\u{2800}",
        "&#xAD;&zwnj;",
        "_\u{2060}_ **&nbsp;**",
        "\u{1d159}",
        "&#xA0;\u{301}",
    ] {
        let project =
            project(&["One.", "- Two.", "| Three. | Four. |\n| - | - |\n| Five. | Six. |"]);
        let source = read(&project, "policy/p.md");
        write(
            project.path(),
            "policy/p.md",
            &source.replace("One.", "One [x](https://example.com)."),
        );
        let one = "One [x](https://example.com).";
        let catalogue = done(&project, &["extract"]);
        assert!(catalogue.contains("locales/p.pot"));
        let pot = read(&project, "locales/p.pot");
        let mut po = HEADER.to_owned();
        for entry in pot.split("\n\n").skip(1) {
            po.push_str(&format!(
                "\n{}\n",
                entry.trim_end().replace("msgstr \"\"", &format!("msgstr \"{blank}\""))
            ));
        }
        write(project.path(), "locales/de/p.po", &po);
        assert_eq!(counts(&project, "de"), [0, 0, 9], "{blank:?}");
        let found = codes(&project);
        assert!(found.iter().all(|code| code == "P523"), "{blank:?}: {found:?}");
        assert_eq!(found.len(), 9, "{blank:?}");
        let page = plain(&project, "de");
        for words in ["One x", "Two.", "Three.", "Six."] {
            assert!(page.contains(words), "{blank:?} {one}: {page}");
        }
        assert_eq!(
            call(&project, &["approve", "de", "--by", "W", "--date", "2026-07-01"]).status.code(),
            Some(1)
        );
    }
}

#[test]
fn an_untranslated_sentence_is_missing_unless_it_is_meant() {
    let words = [
        "We never sell your data.",
        "Name, Version, Status, Type.",
        "Google Ireland Limited, Amazon Web Services, Meta Platforms",
    ];
    let project = project(&words);
    let same = |tag: &str| {
        let contexts = ["a.1", "a.2", "a.3"];
        let entries: Vec<_> = contexts.iter().zip(words).map(|(c, w)| (*c, w, w)).collect();
        translate(&project, tag, &entries);
    };
    // British English is right to keep its words.
    same("de");
    same("en-GB");
    assert_eq!(counts(&project, "en-GB"), [6, 0, 0]);
    assert_eq!(counts(&project, "de"), [5, 0, 1]);
    assert_eq!(codes(&project), ["P522"]);
    assert!(plain(&project, "de").contains("Für Teile dieses Dokuments"));
    let approve = ["approve", "de", "--by", "Weber", "--date", "2026-07-01"];
    assert_eq!(call(&project, &approve).status.code(), Some(1));
    let policy = read(&project, "policy/policy.toml");
    write(
        project.path(),
        "policy/policy.toml",
        &(policy.clone() + "[rules]\nmissing = \"error\"\n"),
    );
    assert_eq!(call(&project, &["build"]).status.code(), Some(1));
    write(project.path(), "policy/policy.toml", &policy);

    let po = read(&project, "locales/de/p.po");
    let marked = po.replace("msgctxt \"a.1\"", "# ignore P522\nmsgctxt \"a.1\"");
    write(project.path(), "locales/de/p.po", &marked);
    assert_eq!(counts(&project, "de"), [6, 0, 0]);
    assert_eq!(codes(&project), Vec::<String>::new());
    done(&project, &approve);
}

#[test]
fn a_parents_translation_stands_in_for_one_that_is_none() {
    let project = project(&["We never sell your data."]);
    let id = "We never sell your data.";
    translate(&project, "de", &[("a.1", id, "Wir verkaufen Ihre Daten nie.")]);
    for none in [id, "\u{200b}"] {
        translate(&project, "de-AT", &[("a.1", id, none)]);
        assert_eq!(counts(&project, "de-AT"), [4, 0, 0]);
        assert!(plain(&project, "de-AT").contains("Wir verkaufen Ihre Daten nie."));
    }
}

#[test]
fn a_link_spelt_otherwise_is_the_sources_and_another_one_concerns_its_text_alone() {
    let id = "Ask [us](https://example.com/Contact/) first.";
    for same in ["HTTPS://EXAMPLE.COM/Contact/", "https://example.com:443/%43ontact/"] {
        let project = project(&[id]);
        translate(&project, "de", &[("a.1", id, &format!("Fragen Sie [uns]({same}) zuerst."))]);
        done(&project, &["build", "--strict", "--format", "html", "--format", "json"]);
        let page = read(&project, "dist/de/p.html");
        assert!(
            page.contains("<a href=\"https://example.com/Contact/\">uns</a>"),
            "{same}: {page}"
        );
    }
    for other in [
        "[uns](https://example.com/de)",
        "[uns](https://example.com/Contact)",
        "[uns](https://example.com/contact/)",
        "[uns](https://example.com%2FContact/)",
        "uns",
        "[uns](https://example.com/Contact/) [hier](https://x.org)",
    ] {
        let project = project(&[id]);
        let text = format!("Fragen Sie {other} zuerst.");
        translate(&project, "de", &[("a.1", id, &text)]);
        translate(&project, "fr", &[("a.1", id, "Demandez-[nous](https://example.com/Contact/).")]);
        assert_eq!(codes(&project), ["P505"]);
        assert_eq!((counts(&project, "de"), counts(&project, "fr")), ([3, 1, 0], [4, 0, 0]));
        // The link is not lost: the source stands in, marked, until somebody has looked at it.
        assert!(plain(&project, "de").contains("https://example.com/Contact/"));
        assert!(plain(&project, "fr").contains("Demandez-nous"));
        let po = read(&project, "locales/de/p.po");
        let marked = po.replace("msgctxt \"a.1\"", "# ignore P505\nmsgctxt \"a.1\"");
        write(project.path(), "locales/de/p.po", &marked);
        assert_eq!(codes(&project), Vec::<String>::new());
        assert_eq!(counts(&project, "de"), [4, 0, 0]);
        let page = plain(&project, "de");
        assert!(page.contains("Fragen Sie uns"));
        // What is meant is published as it is written.
        let address = other.split(['(', ')']).nth(1).unwrap_or_default();
        assert!(page.contains(address), "{other}: {page}");
    }
}

#[test]
fn an_error_in_one_language_leaves_the_status_of_the_others() {
    let id = "See {{ publisher.name }}, [](#a), `session` and [us](https://example.com).";
    for (broken, fuzzy) in [
        ("Siehe {{ publisher.short_name }}, [](#a), `session`, [uns](https://example.com).", 1),
        ("Siehe {{ publisher.name }}, `session`, [uns](https://example.com).", 1),
        ("Siehe {{ publisher.name }}, [](#a), `sitzung`, [uns](https://example.com).", 1),
        ("Siehe.\\n\\n{{ publisher.name }}, [](#a), `session`, [uns](https://example.com).", 1),
        ("<b>Siehe</b> {{ publisher.name }}, [](#a), `session`, [uns](https://example.com).", 1),
        ("Siehe {{ publisher.name, [](#a), `session`, [uns](https://example.com).", 1),
    ] {
        let project = project(&[id]);
        translate(&project, "de", &[("a.1", id, broken)]);
        translate(&project, "fr", &[]);
        let output = call(&project, &["status"]);
        let table = text(&output.stdout);
        assert!(
            table.contains("p         de") && table.contains("p         fr"),
            "{broken}: {table}"
        );
        assert_eq!(output.status.code(), Some(1), "an error is one");
        assert_eq!(counts(&project, "de"), [3, fuzzy, 0], "{broken}");
        assert_eq!(call(&project, &["build"]).status.code(), Some(1), "{broken}");
    }
    // A file that cannot be read says nothing of its language, nor of those that fall back to it.
    let project = project(&["One."]);
    for tag in ["de", "de-AT", "fr"] {
        translate(&project, tag, &[("a.1", "One.", "Eins.")]);
    }
    write(project.path(), "locales/de/p.po", "msgid \"a\nmsgstr \"\"\n");
    let output = call(&project, &["status"]);
    let table = text(&output.stdout);
    assert!(table.contains(" fr ") && table.contains(" en ") && !table.contains(" de"), "{table}");
    assert!(text(&output.stderr).contains("P501"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_approval_names_somebody_and_a_day_that_can_be() {
    let project = project(&["One."]);
    translate(&project, "de", &[("a.1", "One.", "Eins.")]);
    let approve = |by: &str, day: &str| {
        call(&project, &["approve", "de", "--by", by, "--date", day]).status.code()
    };
    for nobody in [
        "",
        "   ",
        "\u{200b}",
        "\u{a0}\u{ad}",
        "Jana\nWeber",
        "Jana\u{202e}",
        "\u{7}W",
        "W\u{2028}x",
        "W\u{fffc}",
        "W\u{fffd}",
        "\u{1d159}",
        "\u{feff}W",
        "W\u{206a}",
        "W\u{e0041}",
        "\u{2068}W\u{2069}",
        "\u{301}",
    ] {
        assert_eq!(approve(nobody, "2026-07-01"), Some(2), "{nobody:?}");
    }
    for day in ["2026-02-30", "2026-13-01", "", "2026-7-1", "0000-02-29"] {
        assert_eq!(approve("Weber", day), Some(2), "{day:?}");
    }
    for day in ["2999-12-31", "9999-01-01", "1970-01-01", "2062-07-01"] {
        assert_eq!(approve("Weber", day), Some(1), "{day:?}");
    }
    assert!(!project.path().join("locales/de/approvals.toml").exists());
    assert_eq!(approve("Dr. Jana Weber", "2026-07-01"), Some(0));
    let build = ["build", "--require-approved", "--format", "text", "--locale", "de"];
    done(&project, &build);
    // What was written by hand, or by an earlier version, is looked at as well.
    let good = read(&project, "locales/de/approvals.toml");
    for (from, to) in [
        ("Dr. Jana Weber", "\u{200b}"),
        ("Dr. Jana Weber", ""),
        ("2026-07-01", "2999-12-31"),
        ("2026-07-01", "2026-02-30"),
    ] {
        write(project.path(), "locales/de/approvals.toml", &good.replace(from, to));
        assert_eq!(call(&project, &build).status.code(), Some(1), "{to:?}");
    }
}

/// What a reader of English would write, from a few numbers.
fn paragraph(mut seed: u64, words: usize) -> String {
    const WORDS: [&str; 24] = [
        "consent", "cookie", "we", "store", "data", "the", "of", "browser", "purpose", "delete",
        "request", "law", "keep", "and", "your", "to", "service", "provider", "month", "third",
        "party", "may", "not", "country",
    ];
    let word = |_| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[usize::try_from(seed >> 33).unwrap() % WORDS.len()]
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ") + "."
}

#[test]
fn many_rewritten_paragraphs_are_merged_at_once() {
    let before: Vec<String> = (0..400).map(|n| paragraph(n, 60)).collect();
    // Each under a new section, with a new beginning.
    let after: Vec<String> = before.iter().map(|text| format!("From now on {text}")).collect();
    let project = project(&after.iter().map(String::as_str).collect::<Vec<_>>());
    let entries = before.iter().enumerate().map(|(n, text)| {
        format!("\nmsgctxt \"old.{n}\"\nmsgid \"{text}\"\nmsgstr \"Absatz {n}.\"\n")
    });
    let po = HEADER.to_owned() + &entries.collect::<String>();
    for tag in ["de", "it"] {
        write(project.path(), &format!("locales/{tag}/p.po"), &po);
    }
    let start = Instant::now();
    done(&project, &["extract"]);
    // A minute once, optimised; now a fifth of a second, or some on a busy machine without.
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
    let merged = read(&project, "locales/it/p.po");
    for number in 0..400 {
        let unit = number + 1;
        let entry = merged.split("\n\n").find(|one| one.contains(&format!("msgctxt \"a.{unit}\"")));
        assert!(entry.unwrap().contains(&format!("msgstr \"Absatz {number}.\"")), "{unit}");
    }
    assert_eq!(merged.matches("#, fuzzy").count(), 400);
}
