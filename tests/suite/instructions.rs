//! Instructions that builds take, counted by valgrind's callgrind: a figure that does not depend on
//! the machine's mood. It is held to the one stored in tests/instructions.toml, with room for other
//! compilers and C libraries.
//!
//! A change that is worth its price renews the figures: `RENEW_INSTRUCTIONS=1 cargo test --release
//! instructions`. The difference is then there to be reviewed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::outside::Outside;
use crate::support::{ROOT, run, text};

/// A sixth more than stored fails; a sixth less does too, or the stored figure would grow stale and
/// let a later loss pass.
const ROOM: f64 = 1.0 / 6.0;

/// Instructions in millions of the binary with these arguments on the shipped policy.
fn count(arguments: &[&str]) -> f64 {
    let (succeeded, counted) = count_of(Path::new(ROOT), arguments);
    assert!(succeeded, "{arguments:?}");
    counted
}

/// Whether the binary succeeds with these arguments on a project, and its instructions in millions.
fn count_of(project: &Path, arguments: &[&str]) -> (bool, f64) {
    let folder = TempDir::new().unwrap();
    let output = run(Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_promulgate"))
        .arg("--project")
        .arg(project)
        .args(arguments)
        .args(["--jobs", "1", "--ignore-system-fonts"])
        .env("PROMULGATE_CACHE_DIR", folder.path().join("cache"))
        .current_dir(folder.path()));
    let report = text(&output.stderr);
    assert!(!report.contains("panicked"), "{report}");
    let collected = report.lines().find_map(|line| line.split("Collected : ").nth(1));
    let collected = collected.expect("callgrind counts").trim().parse::<f64>().unwrap();
    (output.status.success(), collected / 1e6)
}

/// What a hostile text may repeat without end. The second ones stop the build.
const REPEATED: [&[&str]; 2] = [
    &[
        "[",
        "\t",
        "<br>",
        "https://x.y。",
        "\\{",
        "&#123;",
        "{:",
        "(a) b\n",
        "漢\n",
        "| a ",
        "§",
        "*",
        "_a_ ",
        "1. a\n",
        "- a\n",
        "<a@b.c> ",
        "“",
        "\"",
        "twenty-",
        "12 May ",
        "1,0 ",
        "www.",
        "五百",
        "`",
        "``a",
        "](",
        "[^",
        "&",
        "(",
    ],
    &[
        "{{",
        "{{a}}",
        "`{{",
        "<!-- ",
        "\u{2068}",
        "a\u{202e}",
        "[^a]",
        "[](x)",
        "``` {{\n",
        "{{\n",
        "![",
        "<a ",
    ],
];

/// Writes a project whose source or, in translations of one text, catalogue repeats each of `pieces`
/// for `length` bytes.
fn write_repeated(folder: &Path, pieces: &[&str], translated: bool, length: usize) {
    let config = "source-locale = \"en\"\nformats = [\"json\"]\n[[documents]]\nid = \"p\"\n\
                  [publisher]\nname = \"Example Ltd.\"\nshort_name = \"Example\"\n";
    let mut source = String::from(
        "+++\ntitle = \"Title\"\nsummary = \"Summary.\"\nversion = \"1\"\nupdated = 2026-01-01\n+++\n",
    );
    let mut catalogue =
        String::from("msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for (index, piece) in pieces.iter().enumerate() {
        let repeated = piece.repeat(length / piece.len());
        if translated {
            let quoted = serde_json::to_string(&repeated.replace('\n', " ")).unwrap();
            catalogue.push_str(&format!(
                "\nmsgctxt \"s{index}.1\"\nmsgid \"Text {index}.\"\nmsgstr {quoted}\n"
            ));
            source.push_str(&format!("\n# Section {{#s{index}}}\n\nText {index}.\n"));
        } else {
            source.push_str(&format!("\n# Section {{#s{index}}}\n\n{repeated}\n"));
        }
    }
    fs::create_dir_all(folder.join("policy")).unwrap();
    fs::create_dir_all(folder.join("locales/de")).unwrap();
    fs::write(folder.join("policy/policy.toml"), config).unwrap();
    fs::write(folder.join("policy/p.md"), source).unwrap();
    if translated {
        fs::write(folder.join("locales/de/p.po"), catalogue).unwrap();
    }
}

#[test]
fn hostile_repetition_takes_instructions_by_its_length() {
    /// Bytes of each repetition, and how many times as many.
    const LENGTH: usize = 2000;
    const TIMES: usize = 4;
    if !Outside::Instructions.is_here() {
        return;
    }
    for (pieces, translated) in
        [(REPEATED[0], false), (REPEATED[1], false), (REPEATED[0], true), (REPEATED[1], true)]
    {
        let counted = [LENGTH, LENGTH * TIMES].map(|length| {
            let folder = TempDir::new().unwrap();
            write_repeated(folder.path(), pieces, translated, length);
            count_of(folder.path(), &["check"]).1
        });
        let times = counted[1] / counted[0];
        // Squared, it would be sixteen.
        assert!(times < 5.0, "{times:.1} times {:.0} million, {pieces:?}", counted[0]);
    }
}

/// Writes a project with `count` of each thing that a document may have many of.
fn write_many(folder: &Path, count: usize) {
    write_repeated(folder, &[], true, 0);
    let each = |of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let body = [
        each(&|n| format!("\n# Head {n} {{#h{n}}}\n\nText[^{n}].\n")),
        each(&|n| format!("\n[^{n}]: Note of [](#h{n}).\n")),
        "\n# Section {#s}\n\n| a | b |\n| - | - |\n".to_owned(),
        each(&|n| format!("| x | y[^{n}] |\n")),
        "\n# Paragraphs {#p}\n\n".to_owned(),
        each(&|n| format!("Pay {n} now.\n\n")),
        each(&|n| format!("> [!NOTE] Alert[^{n}]\n> Text.\n\n")),
    ];
    let path = folder.join("policy/p.md");
    let front = fs::read_to_string(&path).unwrap();
    fs::write(&path, front + &body.concat()).unwrap();
    // Each translation has findings of several kinds.
    let entries = each(&|n| {
        format!(
            "\nmsgctxt \"p.{}\"\nmsgid \"Pay {n} now.\"\nmsgstr \"Zahle  {} \\\"jetzt\\\"\"\n",
            n + 1,
            n + 1
        )
    });
    let path = folder.join("locales/de/p.po");
    let catalogue = fs::read_to_string(&path).unwrap();
    fs::write(&path, catalogue + &entries).unwrap();
}

#[test]
fn many_things_take_instructions_by_their_number() {
    const COUNT: usize = 250;
    let counted = [COUNT, COUNT * 4].map(|count| {
        let folder = TempDir::new().unwrap();
        write_many(folder.path(), count);
        let (succeeded, counted) = count_of(folder.path(), &["check"]);
        assert!(succeeded);
        counted
    });
    let times = counted[1] / counted[0];
    assert!(times < 5.0, "{times:.1} times {:.0} million", counted[0]);
}

#[test]
fn builds_take_no_more_instructions_than_they_did() {
    if !Outside::Instructions.is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("dist");
    let build = ["build", "--no-cache", "--out", out.to_str().unwrap(), "--format"];
    let counted: BTreeMap<String, f64> = [
        ("check", vec!["check", "--locale", "pl", "--format", "text"]),
        ("html", [&build[..], &["html"]].concat()),
        ("text", [&build[..], &["text"]].concat()),
        ("json", [&build[..], &["json"]].concat()),
        ("pdf", [&build[..], &["pdf", "--locale", "pl"]].concat()),
    ]
    .into_iter()
    .map(|(name, arguments)| (name.to_owned(), count(&arguments).round()))
    .collect();
    let path = format!("{ROOT}/tests/instructions.toml");
    if std::env::var_os("RENEW_INSTRUCTIONS").is_some() {
        let figures = toml::to_string(&counted).unwrap();
        fs::write(
            &path,
            format!("# Millions of instructions: see tests/suite/instructions.rs.\n{figures}"),
        )
        .unwrap();
        return;
    }
    let stored: BTreeMap<String, f64> =
        toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(stored.keys().collect::<Vec<_>>(), counted.keys().collect::<Vec<_>>());
    for (name, now) in &counted {
        let change = now / stored[name] - 1.0;
        assert!(
            change.abs() <= ROOM,
            "{name}: {now} million instructions, {:+.0} % of what is stored; if that is meant, run \
             RENEW_INSTRUCTIONS=1 cargo test --release instructions",
            change * 100.0
        );
    }
}
