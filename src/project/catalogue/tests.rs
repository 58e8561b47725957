//! The catalogue against examples, which gettext's own tools read too.

use super::properties::gettext;
use super::{Catalogue, Entry};

pub(super) const HEADER: &str = "Language: de\nContent-Type: text/plain; charset=UTF-8\n";

pub(super) fn without_spans(mut catalogue: Catalogue) -> Catalogue {
    for entry in catalogue.entries.iter_mut().chain(&mut catalogue.header) {
        (entry.span, entry.msgid_span, entry.msgstr_span) = (0..0, 0..0, 0..0);
    }
    catalogue
}

/// The errors in `input`, each as `text in error: message`.
fn errors(input: &str) -> Vec<String> {
    let errors = Catalogue::parse(input).unwrap_err();
    errors
        .iter()
        .map(|error| format!("{}: {}", &input[error.span.clone()], error.message))
        .collect()
}

#[test]
fn every_part_of_an_entry_is_read() {
    let input = "\u{feff}\r\n# note\r\n#. what\r\n#: a.md:1 b.md:2\r\n#, fuzzy, no-wrap\r\n\
        #| msgctxt \"old c\"\r\n#| msgid \"old\"\r\n#| msgid_plural \"olds\"\r\n\
        msgctxt \"c\"\r\nmsgid \"\"\r\n\"one \"\r\n\r\n\"two\"\r\nmsgid_plural \"more\"\r\n\
        msgstr[0] \"eins\\n\"\r\nmsgstr [1] \"\\\\\\\"\\x41\\102\\303\\244\"\r\n\r\n# end\r\n";
    let catalogue = Catalogue::parse(input).unwrap();
    let [entry] = &catalogue.entries[..] else { panic!("{catalogue:?}") };
    assert_eq!(
        without_spans(catalogue.clone()).entries[0],
        Entry {
            translator_comments: vec!["note".to_owned()],
            extracted_comments: vec!["what".to_owned()],
            references: vec!["a.md:1".to_owned(), "b.md:2".to_owned()],
            flags: vec!["fuzzy".to_owned(), "no-wrap".to_owned()],
            previous_msgctxt: Some("old c".to_owned()),
            previous_msgid: Some("old".to_owned()),
            previous_msgid_plural: Some("olds".to_owned()),
            msgctxt: Some("c".to_owned()),
            msgid: "one two".to_owned(),
            msgid_plural: Some("more".to_owned()),
            msgstr: vec!["eins\n".to_owned(), "\\\"ABä".to_owned()],
            ..Entry::default()
        }
    );
    assert!(entry.is_fuzzy() && entry.is_translated());
    assert_eq!(catalogue.trailing, ["# end"]);
    assert_eq!(&input[entry.msgid_span.clone()], "msgid \"\"\r\n\"one \"\r\n\r\n\"two\"");
    assert!(input[entry.msgstr_span.clone()].starts_with("msgstr[0] \"eins"));
    assert!(input[entry.span.clone()].starts_with("# note"));
    assert!(input[entry.span.clone()].ends_with("\\244\""));
}

#[test]
fn each_error_stands_at_its_place() {
    for (input, expected) in [
        ("msgid \"a\nmsgstr \"b\"", "\"a: the string does not end on its line"),
        ("msgid \"a\\\nmsgstr \"\"", "\"a\\: the string does not end on its line"),
        ("msgid \"\\q\" msgstr \"\"", "\\q: `\\q` is not an escape of catalogues"),
        ("msgid \"\\語\" msgstr \"\"", "\\語: `\\語` is not an escape of catalogues"),
        ("msgid \"\\x\" msgstr \"\"", "\\x: `\\x` is not an escape of catalogues"),
        ("msgid \"\\777\" msgstr \"\"", "\\777: `\\777` is not an escape of catalogues"),
        ("msgid \"\\0\" msgstr \"\"", "\\0: a string cannot hold U+0000"),
        ("msgid \"\0\" msgstr \"\"", "\0: a string cannot hold U+0000"),
        (
            "msgid \"\\xff\" msgstr \"\"",
            "\"\\xff\": the escapes of this string are not valid UTF-8",
        ),
        (
            "# a\\\nmsgid \"\"",
            "\\: gettext joins a line that ends in a backslash with the next one",
        ),
        ("msgit \"a\"\n\"b\"\nmsgstr \"c\"", "msgit: `msgit` is not a keyword here"),
        ("#| msgstr \"a\"", "msgstr: `msgstr` is not a keyword here"),
        ("§ msgid \"a\"", "§: `§` cannot stand here"),
        ("domain \"a\"", "domain: domains are not supported"),
        ("msgid msgstr \"\"", "msgid: `msgid` has no string"),
        ("msgid \"\" msgstr", "msgstr: `msgstr` has no string"),
        ("\"a\"\n\"b\"", "\"a\": a string without a keyword"),
        ("#| msgid\n\"a\"", "\"a\": a string without a keyword"),
        ("msgid \"a\"\n# c\nmsgstr \"b\"", "msgid \"a\": a `msgid` without a `msgstr`"),
        ("msgctxt \"a\"\n\n", "msgctxt \"a\": a `msgctxt` without a `msgid`"),
        ("#| msgid \"a\"", "msgid \"a\": a `#| msgid` without an entry after it"),
        (
            "#| msgctxt \"a\"\nmsgid \"a\" msgstr \"\"",
            "msgctxt \"a\": a `#| msgctxt` without a `#| msgid`",
        ),
        (
            "msgid \"a\" msgid_plural \"b\"",
            "msgid_plural \"b\": a `msgid_plural` without `msgstr[0]`",
        ),
        ("msgstr \"a\"", "msgstr: `msgstr` without a `msgid` before it"),
        ("msgid \"\" msgstr \"\" msgstr \"\"", "msgstr: `msgstr` after the entry's `msgstr`"),
        ("msgid \"\" msgstr[0] \"\"", "msgstr[0]: `msgstr[0]` without a `msgid_plural`"),
        ("msgid \"\" msgid_plural \"\" msgstr \"\"", "msgstr: `msgstr` in an entry with a plural"),
        (
            "msgid \"\" msgid_plural \"\" msgstr[1] \"\"",
            "msgstr[1]: `msgstr[1]` where `msgstr[0]` is expected",
        ),
        ("msgstr[16] \"\"", "msgstr[16]: this is not the number of a plural form"),
        ("msgstr[] \"\"", "msgstr[]: this is not the number of a plural form"),
        (
            "#~ msgid \"a\"\nmsgstr \"\"",
            "msgstr: some lines of this entry are marked `#~` and some are not",
        ),
        (
            "msgid \"a\" msgstr \"\"\n\nmsgid \"a\" msgstr \"\"",
            "msgid \"a\": the `msgid` on line 1 is the same, with the same `msgctxt`",
        ),
        (
            "msgid \"\" msgstr \"\"\n\"Content-Type: text/plain; charset=latin1\"",
            "msgstr \"\"\n\"Content-Type: text/plain; charset=latin1\": \
             the header declares the charset `latin1`",
        ),
        ("msgid \"\" msgstr \"\"", "msgstr \"\": the header declares no charset"),
        (
            "msgid \"\" msgstr \"Content-Type: text/plain; charset=utf88\"",
            "msgstr \"Content-Type: text/plain; charset=utf88\": \
             the header declares the charset `utf88`",
        ),
    ] {
        // The first error is the one; a header's charset may be found wanting besides.
        assert_eq!(errors(input)[0], expected, "{input}");
    }
}

#[test]
fn reading_goes_on_after_an_error() {
    let input = "msgid \"a\nmsgstr \"b\"\n\nmsgid \"c\"\n\nfoo \"d\"\nmsgstr \"e\"\n\n\
                 msgid \"f\\q\"\nmsgstr \"\"\nmsgstr \"\"\nmsgid \"g\"\nmsgstr \"\n";
    let errors = Catalogue::parse(input).unwrap_err();
    let places: Vec<_> = errors.iter().map(|error| &input[error.span.clone()]).collect();
    assert_eq!(places, ["\"a", "msgid \"c\"", "foo", "\\q", "msgstr", "\""]);
}

#[test]
fn a_file_of_errors_is_not_read_to_its_end() {
    let errors = errors(&"x\n".repeat(100_000));
    assert_eq!(errors.len(), 101);
    assert_eq!(errors[100], ": too many errors; the rest of the file was not read");
    let one = "msgid \"x\" msgstr \"\"";
    assert!(Catalogue::parse(&format!("{one}\n").repeat(300)).unwrap_err().len() == 100);
}

#[test]
fn header_fields_are_found() {
    let header = Entry { msgstr: vec![HEADER.to_owned()], ..Entry::default() };
    let catalogue = Catalogue { header: Some(header), ..Catalogue::default() };
    assert_eq!(catalogue.header_field("language"), Some("de"));
    assert_eq!(catalogue.header_field("X-Other"), None);
    assert_eq!(Catalogue::default().header_field("Language"), None);
}

#[test]
fn utf_8_has_several_names() {
    for charset in ["UTF-8", "utf-8", "utf8", "UTF8", "Utf8 "] {
        let input = format!("msgid \"\" msgstr \"Content-Type: text/plain; charset={charset}\\n\"");
        assert!(Catalogue::parse(&input).is_ok(), "{charset}");
        if let Some(output) = gettext("msgfmt", &["-o", "/dev/null", "-"], &input) {
            assert!(output.is_ok(), "{charset}: {output:?}");
        }
    }
}

/// Each is as msgcat writes it.
const EXAMPLES: [&str; 5] = [
    "# Long lines stay whole.\n#. Which of the two?\n#: policy/cookie-policy.md:10 policy/cookies.toml:3\n#, fuzzy, no-wrap\n#| msgctxt \"scope.1\"\n#| msgid \"We use cookies.\"\nmsgctxt \"scope.1\"\nmsgid \"We use cookies and similar technologies on this site, and this policy says which ones, what for, and for how long.\"\nmsgstr \"Wir verwenden Cookies und ähnliche Techniken; diese Richtlinie nennt sie, ihren Zweck und ihre Dauer.\"\n",
    "msgid \"\"\n\"First line\\n\"\n\"second \\\"line\\\"\\n\"\nmsgstr \"\"\n\"Erste Zeile\\n\"\n\"zweite \\\\ Zeile\\t\\n\"\n",
    "#\n# 日本語\nmsgctxt \"\"\nmsgid \"Cookies\"\nmsgstr \"このウェブサイトでは、利用者の同意を得たうえで、クッキーおよびこれに類する技術を使用します。同意はいつでも撤回できます。\"\n",
    "msgid \"%d cookie\"\nmsgid_plural \"%d cookies\"\nmsgstr[0] \"%d plik cookie\"\nmsgstr[1] \"%d pliki cookie\"\nmsgstr[2] \"\"\n",
    "# Kept.\n#, fuzzy\n#~| msgctxt \"old.1\"\n#~| msgid \"\"\n#~| \"a\\n\"\n#~| \"b\"\n#~ msgctxt \"old.1\"\n#~ msgid \"c\\n\"\n#~ msgstr \"\"\n#~ \"d\\n\"\n#~ \"e\\n\"\n",
];

#[test]
fn examples_stay_as_msgcat_writes_them() {
    let header = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n";
    let input = format!("{header}\n{}", EXAMPLES.join("\n"));
    assert_eq!(Catalogue::parse(&input).unwrap().write(), input);
    if let Some(output) = gettext("msgcat", &["--no-wrap", "-"], &input) {
        assert_eq!(output, Ok(input));
    }
}

/// Forms of an entry that tools write, each the whole of it.
const FORMS: [&str; 14] = [
    "#~ msgctxt \"a.9\"\n#~ msgid \"Gone.\"\n#~ msgstr \"Weg.\"",
    "#~ msgid \"Gone without context.\"\n#~ msgstr \"Weg.\"",
    "#~| msgctxt \"a.8\"\n#~| msgid \"Before.\"\n#~ msgctxt \"a.9\"\n#~ msgid \"Gone.\"\n#~ msgstr \"\"\n#~ \"Weg, \"\n#~ \"alles.\"",
    "#, fuzzy\n#~| msgid \"Before.\"\n#~ msgid \"Gone.\"\n#~ msgstr \"Weg.\"",
    "# Kept.\n#~ msgid \"Gone.\"\n#~ msgid_plural \"All gone.\"\n#~ msgstr[0] \"Weg.\"\n#~ msgstr[1] \"Alle weg.\"",
    "#~ # Kept behind the mark.\n#~ #. What\n#~ #: a.md:1\n#~ #, fuzzy\n#~ msgid \"Gone.\"\n#~ msgstr \"Weg.\"",
    "#| msgid \"Before.\"\nmsgctxt \"b.1\"\nmsgid \"After.\"\nmsgstr \"Danach.\"",
    "#| msgid \"\"\n#| \"Before, \"\n#| \"long.\"\nmsgid \"After.\"\nmsgstr \"Danach.\"",
    "#, fuzzy\n#| msgctxt \"b.0\"\n#| msgid \"One.\"\n#| msgid_plural \"Two.\"\nmsgctxt \"b.1\"\nmsgid \"One!\"\nmsgid_plural \"Two!\"\nmsgstr[0] \"Eins!\"\nmsgstr[1] \"Zwei!\"",
    "#: policy/a.md:1 policy/a.md:20\n#: policy/a.md:300 policy/a.md:4000\nmsgid \"a\"\nmsgstr \"b\"",
    "#\n#  two spaces  \n#without\n#. \n#, fuzzy\n#, no-wrap\nmsgid \"a\"\nmsgstr \"b\"",
    "msgid   \"a\"\n  \"b\"  \nmsgstr\t\"\"\n\n\"c\"",
    "msgid \"a\" msgstr \"b\"",
    "#: \u{2068}a b.md\u{2069}:1\nmsgid \"\"\n\"a\\n\"\n\"b\\n\"\nmsgstr \"\"\n\"c\\n\"",
];

#[test]
fn what_did_not_change_is_written_as_it_was() {
    let header = "# Translators\n#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"";
    let changing = "# Note.\n#: a.md:1\n#: a.md:2\nmsgctxt \"z\"\nmsgid \"\"\n\"wrapped \"\n\"here\"\nmsgstr \"old\"";
    let changed = changing.replace("old", "new");
    for form in FORMS {
        for (mark, line_end, gap) in
            [("", "\n", "\n\n"), ("\u{feff}", "\r\n", "\n\n"), ("", "\n", "\n")]
        {
            let file = |changing: &str| {
                let text = [header, form, changing, "# end"].join(gap) + "\n";
                mark.to_owned() + &text.replace('\n', line_end)
            };
            let text = file(changing);
            let mut catalogue = Catalogue::parse(&text).unwrap();
            assert_eq!(catalogue.write_over(&text), text);
            // One entry changes: all else stays, also its own references and source.
            let last = catalogue.entries.last_mut().unwrap();
            last.msgstr = vec!["new".to_owned()];
            let written = catalogue.write_over(&text);
            if gap == "\n\n" {
                assert_eq!(written, file(&changed));
            }
            let again = Catalogue::parse(&written).unwrap();
            assert_eq!(without_spans(again.clone()), without_spans(catalogue));
            assert_eq!(again.write_over(&written), written);
            if let Some(output) =
                gettext("msgfmt", &["-o", "/dev/null", "-"], written.trim_start_matches('\u{feff}'))
            {
                assert!(output.is_ok(), "{output:?}");
            }
        }
    }
}

#[test]
fn nothing_written_escapes_its_comment_or_string() {
    let evil = "x\nmsgid \"y\"\n\\".to_owned();
    let comments = vec![evil.clone()];
    let entry = Entry {
        translator_comments: comments.clone(),
        extracted_comments: comments.clone(),
        references: comments.clone(),
        flags: vec!["a\nmsgid \"y\"".to_owned()],
        msgid: evil.clone(),
        msgstr: vec![evil.clone()],
        ..Entry::default()
    };
    let written =
        Catalogue { entries: vec![entry], trailing: comments, ..Catalogue::default() }.write();
    let read = Catalogue::parse(written.trim_end().trim_end_matches('\\')).unwrap();
    assert_eq!(read.entries.len(), 1, "{written}");
    assert_eq!(read.entries[0].msgid, evil);
}
