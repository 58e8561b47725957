//! What must hold for any catalogue and any input, by itself and by gettext's own tools.

use std::collections::HashSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Once;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::tests::{HEADER, without_spans};
use super::{Catalogue, Entry};

/// Any entry that satisfies the conditions on its fields.
fn entry() -> impl Strategy<Value = Entry> {
    let text = || "[^\0]{0,40}|[a-z \n\"\\\\äß日本語]{0,200}";
    let comment = || vec("([^\0\r\n]{0,20}[^\0\r\n\\\\])?", 0..3);
    let reference =
        "[a-zä]{1,9}(\\.md)?(:[1-9][0-9]{0,2})?|[a-z]{1,5} [a-z 語]{0,5}\\.md(:[1-9][0-9]{0,2})?";
    let flag = "fuzzy|no-wrap|[a-z]{1,8}-format|range: 0\\.\\.[0-9]";
    let previous = option::of((option::of(text()), text(), option::of(text())));
    let message = (option::of(text()), text(), option::of(text()), vec(text(), 1..5));
    (comment(), comment(), vec(reference, 0..3), vec(flag, 0..3), previous, message, any::<bool>())
        .prop_map(|(translator, extracted, references, flags, previous, message, obsolete)| {
            let (previous_msgctxt, previous_msgid, previous_msgid_plural) = match previous {
                Some((context, id, plural)) => (context, Some(id), plural),
                None => (None, None, None),
            };
            let (msgctxt, msgid, msgid_plural, mut msgstr) = message;
            if msgid_plural.is_none() {
                msgstr.truncate(1);
            }
            Entry {
                translator_comments: translator
                    .into_iter()
                    .map(|comment| comment.trim_start_matches(['.', ':', ',', '~', '|']).to_owned())
                    .collect(),
                extracted_comments: extracted,
                references,
                flags,
                previous_msgctxt,
                previous_msgid,
                previous_msgid_plural,
                msgctxt,
                msgid,
                msgid_plural,
                msgstr,
                obsolete,
                ..Entry::default()
            }
        })
}

fn catalogue() -> impl Strategy<Value = Catalogue> {
    (vec(entry(), 0..8), vec("#[ .:,][^\0\r\n]{0,20}[^\0\r\n\\\\]", 0..3)).prop_map(
        |(mut entries, trailing)| {
            for (index, entry) in entries.iter_mut().enumerate() {
                entry.msgid.push_str(&index.to_string());
            }
            let msgstr = vec![HEADER.to_owned()];
            Catalogue { header: Some(Entry { msgstr, ..Entry::default() }), entries, trailing }
        },
    )
}

/// What `tool` makes of `input`, or nothing where gettext is not installed, which is told once; it fails
/// where `make test` wants every judge.
pub(super) fn gettext(
    tool: &str,
    arguments: &[&str],
    input: &str,
) -> Option<Result<String, String>> {
    let mut command = Command::new(tool);
    let piped = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = piped.stderr(Stdio::piped()).env("LC_ALL", "C.UTF-8").spawn() else {
        static TOLD: Once = Once::new();
        let all = std::env::var("PROMULGATE_JUDGES").is_ok_and(|judges| judges == "all");
        assert!(!all, "no gettext; `make tools` installs what the tests need");
        // Past the capture of a test's output, which is shown only where it fails.
        let line = b"left out: catalogues as msgcat writes them (gettext)\n";
        TOLD.call_once(|| _ = std::io::stderr().write_all(line));
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    // A tool that gives up closes its input early.
    let _ = writer.join();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Some(if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(catalogue in catalogue()) {
        let written = catalogue.write();
        let read = Catalogue::parse(&written).map(without_spans);
        prop_assert_eq!(read.as_ref(), Ok(&catalogue), "{}", written);
        prop_assert_eq!(read.unwrap().write(), written);
    }

    #[test]
    fn any_input_is_read_or_refused(
        parts in vec(
            prop_oneof![
                "\\PC{0,4}",
                "[\r\n\"\\\\#~|,.:\\[\\]\u{2068}\u{2069}x0 ]{1,3}",
                "\"[a-z]{0,3}(\\\\(x4|10|n|[a-z]))?\"",
                "(#~ |#\\| |#~\\| |#[,:.=] )?(msgctxt|msgid|msgid_plural|msgstr|msgstr\\[[0-9]\\]) \"[a-z]{0,2}\"\n",
                "\n",
            ],
            0..30,
        )
    ) {
        let input = parts.concat();
        match Catalogue::parse(&input) {
            Ok(catalogue) => {
                for entry in catalogue.entries.iter().chain(&catalogue.header) {
                    let spans = [&entry.span, &entry.msgid_span, &entry.msgstr_span];
                    prop_assert!(spans.iter().all(|span| input.get((*span).clone()).is_some()));
                    prop_assert!(entry.span.start <= entry.msgid_span.start);
                    prop_assert!(entry.msgid_span.end <= entry.msgstr_span.start);
                    prop_assert_eq!(entry.msgstr_span.end, entry.span.end);
                }
                let written = catalogue.write();
                let again = Catalogue::parse(&written).map(without_spans);
                prop_assert_eq!(again, Ok(without_spans(catalogue)), "{}", written);
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(input.get(error.span.clone()).is_some(), "{:?}", error);
                }
            }
        }
    }
}

/// Changes that the writers make to an entry.
fn change(entry: &mut Entry, how: u8) {
    match how {
        0 => entry.msgstr[0].push_str(" neu\n"),
        1 => entry.obsolete = !entry.obsolete,
        2 => entry.flags.insert(0, "fuzzy".to_owned()),
        3 => entry.references = vec!["new.md:1".to_owned()],
        4 => entry.extracted_comments.clear(),
        5 => entry.msgctxt = Some("new.1".to_owned()),
        6 => {
            (entry.previous_msgctxt, entry.previous_msgid) = (None, None);
            entry.previous_msgid_plural = None;
        }
        _ => {}
    }
}

/// An entry's lines, as they stand in `text`.
fn lines<'t>(text: &'t str, entry: &Entry) -> &'t str {
    text[entry.span.clone()].trim_end()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever msgcat makes of a catalogue is written as it was, and so are the entries that did
    /// not change beside those that did.
    #[test]
    fn writing_loses_nothing(
        mut catalogue in catalogue(),
        width in prop_oneof![Just("--no-wrap"), Just("--width=20"), Just("--width=79")],
        windows in any::<bool>(),
        mark in any::<bool>(),
        changes in vec((0_usize..8, 0_u8..8), 0..4),
    ) {
        for entry in &mut catalogue.entries {
            // msgcat drops an obsolete entry without a translation.
            entry.msgstr[0].push('x');
        }
        let mut text = catalogue.write();
        if let Some(Ok(output)) = gettext("msgcat", &[width, "-"], &text)
            && Catalogue::parse(&output).is_ok()
        {
            text = output;
        }
        if windows {
            text = text.replace('\n', "\r\n");
        }
        if mark {
            text.insert(0, '\u{feff}');
        }
        let before = Catalogue::parse(&text).unwrap();
        prop_assert_eq!(before.write_over(&text), text.clone());

        let mut after = before.clone();
        for (index, how) in changes {
            if let Some(entry) = after.entries.get_mut(index) {
                change(entry, how);
            }
        }
        let written = after.write_over(&text);
        let read = match Catalogue::parse(&written) {
            Ok(read) => read,
            // Two entries became one and the same.
            Err(errors) if errors[0].message.contains("is the same") => return Ok(()),
            Err(errors) => return Err(TestCaseError::fail(format!("{errors:?}\n{written}"))),
        };
        prop_assert_eq!(without_spans(read.clone()), without_spans(after.clone()), "{}", written);
        prop_assert_eq!(read.write_over(&written), written.clone(), "twice is once");
        for ((old, new), read) in before.entries.iter().zip(&after.entries).zip(&read.entries) {
            if old == new {
                prop_assert_eq!(lines(&text, old), lines(&written, read));
            }
        }
        prop_assert_eq!(written.contains("\r\n"), windows && written.contains('\n'));
        let sound = written.trim_start_matches('\u{feff}');
        if let Some(output) = gettext("msgcat", &["-o", "/dev/null", "-"], sound) {
            prop_assert!(output.is_ok(), "{:?}\n{}", output, written);
        }
    }

    /// Except for what msgcat itself changes: it drops flags it does not know and puts the others in
    /// its own order, drops `fuzzy` and `#~` without a translation, moves `#~` to the end, and drops
    /// comments after the last entry. (0.21 also takes isolates for a part of the name.)
    #[test]
    fn msgcat_changes_nothing(catalogue in catalogue()) {
        let mut catalogue = catalogue;
        // Of a header alone msgcat writes nothing.
        catalogue.entries.push(Entry { msgid: "last".to_owned(), msgstr: vec![String::new()], ..Entry::default() });
        catalogue.trailing.clear();
        catalogue.entries.sort_by_key(|entry| entry.obsolete);
        for entry in &mut catalogue.entries {
            entry.msgstr[0].push('x');
            let fuzzy = entry.is_fuzzy().then(|| "fuzzy".to_owned());
            let wrap = entry.flags.iter().any(|flag| flag == "no-wrap").then(|| "no-wrap".to_owned());
            entry.flags = fuzzy.into_iter().chain(wrap).collect();
            let mut seen = HashSet::new();
            entry.references.retain(|name| !name.contains(' ') && seen.insert(name.clone()));
        }
        let written = catalogue.write();
        if let Some(output) = gettext("msgcat", &["--no-wrap", "-"], &written) {
            prop_assert_eq!(output, Ok(written));
        }
    }
}
