//! Footnotes, wherever they are called: one note, one number, and the way back to each call.

use crate::markdown::{CATALOGUE, built, project, read};
use crate::support::write;

#[test]
fn calls_in_capitals_or_not_are_of_one_note() {
    let folder = project("en", "# A {#a}\n\nOne[^Note], another[^note].\n\n[^NOTE]: Said once.\n");
    built(&folder, true);
    let lines = read(&folder, "en/p.txt");
    assert!(
        lines.contains("One[^1], another[^1].") && lines.contains("[^1] Said once."),
        "{lines}"
    );
    assert_eq!(read(&folder, "en/p.html").matches("Said once.").count(), 1);
}

#[test]
fn notes_are_called_in_cells_items_alerts_and_notes() {
    let body = "# A {#a}\n\n| A[^s] | B |\n| - | - |\n| x[^t] | y[^s] |\n\n> [!NOTE] Title[^t]\n> \
                Alert[^u].\n\n- item[^u]\n\n[^s]: Note s[^u].\n\n[^t]: Note t.\n\n    - point\n\n    \
                | a | b |\n    | - | - |\n    | 1 | 2 |\n\n[^u]: Note u.\n";
    let folder = project("en", body);
    built(&folder, true);
    let lines = read(&folder, "en/p.txt");
    for line in ["A[^1] | B", "x[^2] | y[^1]", "Title[^2]", "Alert[^3].", "- item[^3]"] {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
    for line in ["[^1] Note s[^3].", "[^2] Note t.", "     - point", "     1 | 2", "[^3] Note u."] {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
    let page = read(&folder, "en/p.html");
    for (note, calls) in [(1, 2), (2, 2), (3, 3)] {
        let link = format!("href=\"#footnote.n{note}\"");
        assert_eq!(page.matches(&link).count(), calls, "{link}");
        for call in 1..=calls {
            let id = format!("footnote.n{note}.call{call}");
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            assert_eq!(page.matches(&format!("href=\"#{id}\"")).count(), 1, "{id}");
        }
    }
}

#[test]
fn a_translation_calls_notes_in_its_own_order() {
    let body =
        "# A {#a}\n\nFirst[^a] then[^b].\n\n[^a]: Note a.\n\n    More of a.\n\n[^b]: Note b.\n";
    let folder = project("en", body);
    let texts = [
        ("a.1", "First[^a] then[^b].", "ثم[^b] أولا[^a]."),
        ("note.n-a.1", "Note a.", "ملاحظة أ."),
        ("note.n-a.2", "More of a.", "فقرة ثانية."),
        ("note.n-b.1", "Note b.", "ملاحظة ب."),
    ];
    let entries = texts.map(|(id, source, text)| {
        format!("msgctxt \"{id}\"\nmsgid \"{source}\"\nmsgstr \"{text}\"\n\n")
    });
    write(folder.path(), "locales/ar/p.po", &format!("{CATALOGUE}{}", entries.concat()));
    built(&folder, true);
    let lines = read(&folder, "ar/p.txt");
    for line in ["ثم[^1] أولا[^2].", "[^1] ملاحظة ب.", "[^2] ملاحظة أ.", "     فقرة ثانية."]
    {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
}

#[test]
fn the_notes_of_a_patch_are_its_own() {
    let body = "# A {#a}\n\nText.\n\n# B {#b}\n\nTen euro[^1].\n\n# C {#c}\n\nMore[^1].\n\n\
                [^1]: Refundable.\n";
    let folder = project("en", body);
    let patch =
        "# Neu {#neu after=\"a\"}\n\nSonderregel[^1].\n\n# C {#c}\n\nAnders[^1].\n\n[^1]: BGBl.\n";
    write(folder.path(), "locales/de/p.md", patch);
    let catalogue = format!(
        "{CATALOGUE}msgctxt \"b.1\"\nmsgid \"Ten euro[^1].\"\nmsgstr \"Zehn Euro[^1].\"\n\n\
         msgctxt \"note.n-1.1\"\nmsgid \"Refundable.\"\nmsgstr \"Erstattbar.\"\n"
    );
    write(folder.path(), "locales/de/p.po", &catalogue);
    // A locale below it has another note of this name.
    write(
        folder.path(),
        "locales/de-AT/p.md",
        "# D {#d after=\"c\"}\n\nUnd[^1].\n\n[^1]: Nur hier.\n",
    );
    built(&folder, true);
    let lines = read(&folder, "de/p.txt");
    for line in ["Sonderregel[^1]", "Zehn Euro[^2]", "Anders[^1]", "[^1] BGBl.", "[^2] Erstattbar."]
    {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
    let lines = read(&folder, "de-AT/p.txt");
    for line in
        ["Sonderregel[^1]", "Zehn Euro[^2]", "Und[^3]", "[^2] Erstattbar.", "[^3] Nur hier."]
    {
        assert!(lines.contains(line), "{line}\n{lines}");
    }
}

#[test]
fn notes_are_called_in_titles_and_never_raw() {
    let body = "# A {#a}\n\n> [!NOTE] Fees[^x]\n> Due.\n\n[^x]: Not in Texas.\n";
    let folder = project("en", body);
    built(&folder, true);
    let lines = read(&folder, "en/p.txt");
    assert!(lines.contains("Fees[^1]") && lines.contains("[^1] Not in Texas."), "{lines}");
    let said = built(&project("en", "# A {#a}\n\n> [!NOTE] Fees[^x]\n> Due.\n"), false);
    assert!(said.contains("P210"), "{said}");
    let said = built(&project("en", "# A {#a}\n\nSee[^1].\n\n[^1]:\n"), false);
    assert!(said.contains("a footnote without words"), "{said}");
    built(
        &project("ja", "# A {#a}\n\nA[^注一]、B[^注二]。\n\n[^注一]: 一。\n\n[^注二]: 二。\n"),
        true,
    );
    let folder = project("en", "# A {#a}\n\nText.\n");
    let catalogue =
        format!("{CATALOGUE}msgctxt \"a.1\"\nmsgid \"Text.\"\nmsgstr \"Wort[^neu].\"\n");
    write(folder.path(), "locales/de/p.po", &catalogue);
    let said = built(&folder, false);
    assert!(said.contains("P210"), "{said}");
}
