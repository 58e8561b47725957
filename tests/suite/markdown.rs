//! What Markdown says reaches each format: small sources built by the binary, and what they become.

use std::fs;

use tempfile::TempDir;

use crate::support::{promulgate, run, text, write};

const POLICY: &str = r#"
source-locale = "LOCALE"

[[documents]]
id = "p"

[publisher]
name = "Example Ltd."
short_name = "Example"

[variables]
tabbed = "one	two"
"#;

const FRONT: &str = r#"+++
title = "Title"
summary = "Summary."
version = "1"
updated = 2026-01-01
+++

"#;

/// A project in `locale` whose document has this body.
pub(super) fn project(locale: &str, body: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "policy/policy.toml", &POLICY.replace("LOCALE", locale));
    write(folder.path(), "policy/p.md", &format!("{FRONT}{body}"));
    folder
}

/// Builds the formats that need no fonts; what the command says.
#[track_caller]
pub(super) fn built(folder: &TempDir, success: bool) -> String {
    let path = folder.path().join("policy/policy.toml");
    let config = fs::read_to_string(&path).unwrap();
    if !config.starts_with("formats") {
        fs::write(&path, format!("formats = [\"html\", \"text\", \"json\"]\n{config}")).unwrap();
    }
    let output = run(promulgate().current_dir(folder.path()).args(["--project", ".", "build"]));
    let message = text(&output.stderr);
    assert_eq!(output.status.success(), success, "{message}");
    message
}

pub(super) fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join("dist").join(path)).unwrap()
}

/// Asserts that the paragraph `body` is `html` in the page and `plain` in the text.
#[track_caller]
fn becomes(locale: &str, body: &str, html: &str, plain: &str) {
    let folder = project(locale, &format!("# A {{#a}}\n\n{body}\n"));
    built(&folder, true);
    let page = read(&folder, &format!("{locale}/p.html"));
    assert!(page.contains(html), "{html}\n{}", page.split("<article>").nth(1).unwrap());
    let lines = read(&folder, &format!("{locale}/p.txt"));
    assert!(lines.contains(plain), "{plain}\n{lines}");
    let json = read(&folder, &format!("{locale}/p.json"));
    let plain = plain.replace('"', "\\\"").replace('\\', "\\\\");
    assert!(
        plain.contains('\n') || plain.contains('[') || json.contains(&plain),
        "{plain}\n{json}"
    );
}

#[test]
fn bare_addresses_end_where_the_words_go_on() {
    for (body, html) in [
        (
            "见https://example.com/a。我",
            "见<a href=\"https://example.com/a\">https://example.com/a</a>。我",
        ),
        (
            "https://example.com/をご覧",
            "<a href=\"https://example.com/\">https://example.com/</a>をご覧",
        ),
        (
            "（https://example.com/a）",
            "（<a href=\"https://example.com/a\">https://example.com/a</a>）",
        ),
        ("https://example.com에서", "<a href=\"https://example.com\">https://example.com</a>에서"),
        ("https://example.com، و", "<a href=\"https://example.com\">https://example.com</a>، و"),
        ("https://example.com।", "<a href=\"https://example.com\">https://example.com</a>।"),
        ("«https://example.com»", "«<a href=\"https://example.com\">https://example.com</a>»"),
        (
            "https://example.com\u{a0}!",
            "<a href=\"https://example.com\">https://example.com</a>\u{a0}!",
        ),
        (
            "https://例え.jp/x。",
            "<a href=\"https://%E4%BE%8B%E3%81%88.jp/x\">https://例え.jp/x</a>。",
        ),
        ("https://example.com/Straße", "<a href=\"https://example.com/Stra%C3%9Fe\">"),
        ("<https://example.com/日本>", "<a href=\"https://example.com/%E6%97%A5%E6%9C%AC\">"),
        (
            "[x](https://example.com/日本)。",
            "<a href=\"https://example.com/%E6%97%A5%E6%9C%AC\">x</a>。",
        ),
        (
            "**https://example.com**、字",
            "<strong><a href=\"https://example.com\">https://example.com</a></strong>、字",
        ),
        ("`https://example.com。`", "com。</code>"),
    ] {
        becomes("en", body, html, "");
    }
}

#[test]
fn a_line_end_between_two_ideographs_is_no_space() {
    for (body, html) in [
        ("一行目です\n二行目です。\n漢字 and\nwords。", "一行目です二行目です。漢字 and words。"),
        (
            "*漢字*\n**漢字**[漢字](https://example.com)\n（注）",
            "<em>漢字</em><strong>漢字</strong><a href=\"https://example.com\">漢字</a>（注）",
        ),
        ("“漢字”\n漢字", "“漢字”漢字"),
        ("漢字`字`\n漢字", "</code>漢字"),
        ("漢字\\\n漢字", "漢字<br>漢字"),
        ("한국\n한국", "한국 한국"),
        ("> 漢字\n> 漢字", "漢字漢字"),
        ("- 漢字\n  漢字", "漢字漢字"),
    ] {
        becomes("ja", body, html, "");
    }
    // In a patch, a catalogue and a front matter as well.
    let folder = project("en", "# A {#a}\n\nText.\n\n# B {#b}\n\nText.\n");
    write(folder.path(), "locales/ja/p.md", "# B {#b}\n\n漢字\n漢字\n");
    let header = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n";
    let entry = "msgctxt \"a.1\"\nmsgid \"Text.\"\nmsgstr \"文\\n字。\"\n";
    write(folder.path(), "locales/ja/p.po", &format!("{header}\n{entry}"));
    built(&folder, true);
    let page = read(&folder, "ja/p.html");
    assert!(page.contains("漢字漢字") && page.contains("文字。"), "{page}");
}

#[test]
fn braces_are_braces_where_they_are_meant_as_such() {
    for (body, html) in [
        ("\\{\\{ name \\}\\} and {{ publisher.name }}", "{{ name }} and Example Ltd."),
        ("&#123;&#123; name &#x7D;&rcub;", "{{ name }}"),
        ("**\\{\\{a\\}\\}** \\{% b %\\}", "<strong>{{a}}</strong> {% b %}"),
        ("`\\{\\{ a \\}\\} {{ publisher.name }} \\{ }`", ">{{ a }} Example Ltd. \\{ }</code>"),
        ("```\n{{ publisher.name }} &#123; \\{ {\n```", "Example Ltd. &amp;#123; \\{ {</code>"),
        ("| a |\n| - |\n| \\{\\{ b \\}\\} |", "{{ b }}"),
    ] {
        becomes("en", body, html, "");
    }
    for body in ["`{{ variables.days }}`", "```\n{{ variables.days }}\n```", "{{ variables.days }}"]
    {
        let said = built(&project("en", &format!("# A {{#a}}\n\n{body}\n")), false);
        assert!(said.contains("[P401]"), "{said}");
    }
}

#[test]
fn a_line_break_is_one_in_a_cell_too() {
    let table = "| Data |\n| --- |\n| name<br>address<BR />telephone |";
    becomes("en", table, "name<br>address<br>telephone", "name\naddress\ntelephone");
    becomes("en", "one <br/> two<br>\nthree", "one<br>two<br>three", "one\ntwo\nthree");
}

#[test]
fn tabs_are_spaces() {
    becomes("en", "2.1\tThe clause", "2.1 The clause", "2.1 The clause");
    becomes(
        "en",
        "a\t `b\tc` {{ tabbed }}",
        "a <code dir=\"ltr\">b c</code> one two",
        "a b c one two",
    );
    becomes("en", "a&#9;b&Tab;c", "a b c", "a b c");
}

#[test]
fn an_image_is_described_by_values_and_found_by_its_address() {
    let folder = project("en", "# A {#a}\n\n![Logo of {{ publisher.name }}](my%20logo.svg)\n");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
    write(folder.path(), "policy/my logo.svg", svg);
    built(&folder, true);
    assert!(read(&folder, "en/p.html").contains("alt=\"Logo of Example Ltd.\""));
    assert!(read(&folder, "en/p.txt").contains("Logo of Example Ltd."));
    // Names are taken as they are written, too.
    for (name, written) in [
        ("one two.svg", "<one two.svg>"),
        ("漢字.svg", "漢字.svg"),
        ("ünï.svg", "ünï.svg"),
        ("a&b'c.svg", "a&b'c.svg"),
        ("sub/x.svg", "sub/x.svg"),
    ] {
        write(folder.path(), &format!("policy/{name}"), svg);
        write(folder.path(), "policy/p.md", &format!("{FRONT}# A {{#a}}\n\n![x]({written})\n"));
        built(&folder, true);
        assert!(read(&folder, "en/p.html").contains("<img src=\"data:image/svg+xml"), "{name}");
    }
    // What is there under its very name comes first, and nothing leads out of the folder.
    for (src, code) in
        [("%2e%2e/%2e%2e/x.svg", "P104"), ("%2e%2e/x.svg", "P208"), ("nowhere/x.svg", "P208")]
    {
        write(folder.path(), "policy/p.md", &format!("{FRONT}# A {{#a}}\n\n![x]({src})\n"));
        assert!(built(&folder, false).contains(&format!("[{code}]")), "{src}");
    }
}

#[test]
fn every_id_of_a_page_stands_once() {
    let ids = ["content", "contents", "footnotes", "footnote", "note", "content-main", "heading"];
    let sections: String = ids
        .iter()
        .map(|id| format!("# S {{#{id}}}\n\nSee [](#{id}).[^n]\n\n- a\n- b\n\n"))
        .collect();
    let folder = project("en", &format!("{sections}[^n]: Note.\n"));
    built(&folder, true);
    let page = read(&folder, "en/p.html");
    let mut found: Vec<&str> =
        page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    found.sort_unstable();
    for pair in found.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
    assert!(ids.iter().all(|id| found.contains(id)));
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let folder = project("en", "# A {#a}\n\nText.\n");
    for path in ["policy/p.md", "policy/policy.toml"] {
        let path = folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("\u{feff}{text}")).unwrap();
    }
    write(folder.path(), "locales/de/locale.toml", "\u{feff}source-prevails = true\n");
    write(folder.path(), "locales/de/p.md", "\u{feff}# B {#a}\n\nText.\n");
    let path = folder.path().join("policy/policy.toml");
    let config = fs::read_to_string(&path).unwrap().replace('\u{feff}', "");
    fs::write(path, format!("\u{feff}formats = [\"html\"]\n{config}")).unwrap();
    let output = run(promulgate().current_dir(folder.path()).args(["--project", ".", "build"]));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = read(&folder, "de/p.html");
    assert!(!page.contains('\u{feff}') && page.contains(">B<"), "{page}");
}

#[test]
fn a_patch_replaces_a_section_with_those_below_it() {
    let body = "# A {#a}\n\nText.\n\n## B {#b}\n\nOld.\n\n# C {#c}\n\nText.\n";
    let folder = project("en", body);
    write(folder.path(), "locales/de/p.md", "# A {#a}\n\nEins.\n\n## B {#b}\n\nZwei.\n");
    built(&folder, true);
    let lines = read(&folder, "de/p.txt");
    assert!(
        lines.contains("Eins.") && lines.contains("Zwei.") && !lines.contains("Old."),
        "{lines}"
    );
    // A section may move.
    write(folder.path(), "locales/de/p.md", "# A {#a .remove}\n\n# A {#a after=\"c\"}\n\nEins.\n");
    built(&folder, true);
}

#[test]
fn what_cannot_be_published_is_refused_wherever_it_stands() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let po = |msgid: &str, msgstr: &str| {
        format!(
            "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n\
             msgctxt \"a.1\"\nmsgid \"{msgid}\"\nmsgstr \"{msgstr}\"\n"
        )
    };
    for body in [
        "a\u{7}",
        "`\u{85}`",
        "```\n\u{1b}\n```",
        "[a](https://x.y/\u{202e})",
        "&#x202E;",
        "&#129;",
        "&#133;",
        "&#0;",
        "**a\u{2028}**",
        "| \u{feff} |\n| - |",
        "[^n]\n\n[^n]: \u{fffe}",
        "[a](https://x.y/&#27;)",
        "> [!NOTE] \u{9f}\n> b",
        "\u{2066}a",
        "a\u{e0041}",
    ] {
        let folder = project("en", &format!("# A {{#a}}\n\n{body}\n"));
        let message = built(&folder, false);
        assert!(message.contains("[P218]"), "{body:?}: {message}");
        assert_eq!(message.matches("error[").count(), 1, "{body:?}: {message}");
    }
    for (path, text) in [
        file("locales/de/p.md", "# A {#a}\n\na\u{1b}\n"),
        file("locales/de/p.po", &po("Text.", "a\u{202e}")),
        file("locales/de/p.po", &po("Text.", "a\\033")),
        file("locales/de/p.po", &po("Text.", "a&#27;")),
        file("locales/de/locale.toml", "[variables]\ntabbed = \"\\u001b\"\n"),
        file("locales/de/locale.toml", "[variables]\ntabbed = \"\u{202e}\"\n"),
        file(
            "policy/cookies.toml",
            "[[categories]]\nid = \"a\"\nname = \"\\b\"\nused = true\nusage = \"x\"\nmeaning = \"x\"\n",
        ),
    ] {
        let folder = project("en", "# A {#a}\n\nText.\n");
        write(folder.path(), &path, &text);
        let message = built(&folder, false);
        assert!(message.contains("[P218]") && message.contains(&path), "{path}: {message}");
    }
}

#[test]
fn an_address_that_comrak_does_not_write_is_no_obstacle() {
    let body = "[g][ref] beside [b](<a b>) and [c](<d(e>)\n\n[ref]: https://example.com";
    let html = "<a href=\"https://example.com\">g</a> beside <a href=\"a%20b\">b</a>";
    becomes("en", body, html, "");
}

pub(super) const CATALOGUE: &str =
    "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

#[test]
fn a_patch_loses_no_text_and_leaves_some() {
    let folder = project("en", "# A {#a}\n\nOne.\n\n# B {#b}\n\nTwo.\n");
    for (patch, message) in [
        ("# A {#a .remove}\n\nLost.\n", "text below the heading that removes `a`"),
        ("# A {#a .remove}\n\n## L {#l}\n\nLost.\n", "text below the heading that removes `a`"),
        ("# A {#a .remove}\n\n# B {#b .remove}\n", "remove every section"),
        ("# N {#n after=\"a\" before=\"b\"}\n\nNew.\n", "says twice"),
        ("# A {#a .remove after=\"b\"}\n", "says twice"),
        ("# N {#n #m after=\"a\"}\n\nNew.\n", "two ids"),
    ] {
        write(folder.path(), "locales/de/p.md", patch);
        let said = built(&folder, false);
        assert!(said.contains(message), "{patch}\n{said}");
    }
    let said = built(&project("en", ""), false);
    assert!(said.contains("has no text"), "{said}");
}

#[test]
fn a_space_breaks_no_link_in_silence() {
    for link in [
        "[the form](our form.pdf)",
        "![logo](my logo.png)",
        "[x](tel:+49 30)",
        "[![logo](a.png)](our form.pdf)",
        "[**x**](a_b c_d.pdf)",
        "[x]({{ publisher.name }})",
    ] {
        for body in [format!("# A {{#a}}\n\nSee {link}.\n"), format!("# A {{#a}}\n\n- > {link}\n")]
        {
            let said = built(&project("en", &body), false);
            assert!(said.contains("P217"), "{body}\n{said}");
        }
        let folder = project("en", "# A {#a}\n\nText.\n");
        let catalogue =
            format!("{CATALOGUE}msgctxt \"a.1\"\nmsgid \"Text.\"\nmsgstr \"Siehe {link}.\"\n");
        write(folder.path(), "locales/de/p.po", &catalogue);
        let said = built(&folder, false);
        assert!(said.contains("P217"), "{link}\n{said}");
    }
    becomes("en", "\\[x](a b)", "[x](a b)", "[x](a b)");
    becomes("en", "`[x](a b)` and \\[y\\](c d)", "[x](a b)</code> and [y](c d)", "[y](c d)");
}

#[test]
fn a_date_that_begins_with_its_year_is_no_list_in_silence() {
    for (locale, date) in [
        ("hu", "2024. január 1-jén lép hatályba."),
        ("hu", "2024. 01. 01."),
        ("lv", "2024. gada 1. janvārī"),
    ] {
        let said = built(&project(locale, &format!("# A {{#a}}\n\n{date}\n")), true);
        assert!(said.contains("P221"), "{date}\n{said}");
    }
}

#[test]
fn a_variable_between_ideographs_needs_no_space() {
    let body = "本規約は、\n{{ publisher.short_name }}\nが定め、\n[](#a)\nによる。";
    becomes("ja", body, "本規約は、Exampleが定め、<a", "本規約は、Exampleが定め、第1条による。");
    becomes(
        "en",
        "by\n{{ publisher.short_name }}\nand\nus",
        "by Example and us",
        "by Example and us",
    );
}

#[test]
fn what_a_variable_leaves_empty_is_told() {
    for body in [
        "# {{ empty }} {#a}\n\nText.\n",
        "# A {#a}\n\n[{{ empty }}](https://example.com)\n",
        "# A {#a}\n\n[*{{ empty }}*](#a)\n",
    ] {
        let folder = project("en", body);
        let policy = POLICY.replace("LOCALE", "en");
        write(folder.path(), "policy/policy.toml", &format!("{policy}empty = \"\"\n"));
        let said = built(&folder, false);
        assert!(said.contains("P216"), "{body}\n{said}");
    }
    for body in [
        "[x](https://example.com/a\u{2067}b)",
        "[x](https://e.com/&#x2067;b)",
        "```x\u{2067}y\ncode\n```",
    ] {
        let said = built(&project("en", &format!("# A {{#a}}\n\n{body}\n")), false);
        assert!(said.contains("P218"), "{body}\n{said}");
    }
}

#[test]
fn struck_out_words_keep_their_marks_in_every_view() {
    let body = "# You may ~~not~~ *go* {#a}\n\nIn ~~90~~ 30 days; see [](#b) and ![a ~~red~~ rose](r.svg).\n\n\
                # No ~~**two**~~ notes {#b .unnumbered}\n\n| ~~a~~ |\n|---|\n| b |\n";
    let folder = project("en", body);
    let drawing = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#;
    write(folder.path(), "policy/r.svg", drawing);
    built(&folder, true);
    let plain = read(&folder, "en/p.txt");
    let page = read(&folder, "en/p.html");
    let json = read(&folder, "en/p.json");
    let count = |text: &str, words: &str| text.matches(words).count();
    // In the contents and as a heading.
    assert_eq!(count(&plain, "You may ~~not~~ go"), 2, "{plain}");
    assert_eq!(count(&plain, "No ~~two~~ notes"), 3, "{plain}");
    assert!(plain.contains("In ~~90~~ 30 days") && plain.contains("a ~~red~~ rose"), "{plain}");
    assert!(page.contains(">You may ~~not~~ go</span></a>"), "{page}");
    assert!(page.contains("You may <s>not</s> <em>go</em></h2>"), "{page}");
    assert!(page.contains("alt=\"a ~~red~~ rose\""), "{page}");
    assert!(json.contains("\"text\": \"You may ~~not~~ go\""), "{json}");
}

#[test]
fn a_character_for_private_use_is_one_however_it_is_written() {
    becomes(
        "en",
        "A \u{e000} &#xE000; &#57344; &#xE001;.",
        "A \u{e000} \u{e000} \u{e000} \u{e001}.",
        "A \u{e000} \u{e000} \u{e000} \u{e001}.",
    );
}
