//! What is said is the same in every format.

use serde_json::Value;

use crate::outside::{self, Outside, in_python};
use crate::support::{SHIPPED, succeed};

/// The letters and digits of a text: what line breaks, hyphens, marks of direction and the order
/// of punctuation in right-to-left lines leave alone.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Every text of a document with the kind of place it stands in.
fn texts(value: &Value, in_table: bool, into: &mut Vec<(String, bool)>) {
    match value {
        Value::Object(map) => {
            let table = in_table || map.get("type").is_some_and(|kind| kind == "table");
            if map.contains_key("content") && map.contains_key("state") {
                into.push((map["text"].as_str().unwrap().to_owned(), table));
                return;
            }
            map.values().for_each(|value| texts(value, table, into));
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, in_table, into)),
        _ => {}
    }
}

fn body(document: &Value) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    texts(&document["title"], false, &mut found);
    texts(&document["sections"], false, &mut found);
    found
}

fn pdf_text(locale: &str) -> Option<String> {
    outside::pdf_text(&SHIPPED.out.join(format!("{locale}/cookie-policy.pdf")), &[])
}

/// The lines of a page's head and foot go: a paragraph may stand across two pages.
fn without_page_furniture(text: &str, document: &Value) -> String {
    let string = |pointer: &str| document.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let words = &document["words"];
    let page = letters(words["page-number"].as_str().unwrap().split('{').next().unwrap());
    let furniture = [
        letters(&string("/publisher/name")),
        letters(&string("/title/text")),
        letters(&format!("{}{}", words["last-updated"].as_str().unwrap(), string("/updated/text"))),
    ];
    let mut kept = String::new();
    for line in text.lines() {
        let line = letters(line);
        let number = |text: &str| text.chars().any(char::is_numeric) && text.chars().count() < 12;
        let foot = !page.is_empty() && line.contains(&page) && number(&line.replace(&page, ""));
        let bare = line.chars().all(char::is_numeric);
        let japanese_foot = page.is_empty() && line.ends_with("ページ");
        if !furniture.contains(&line) && !foot && !bare && !japanese_foot {
            kept.push_str(&line);
        }
    }
    kept
}

#[test]
fn the_pdf_holds_every_paragraph_in_logical_order() {
    for locale in SHIPPED.locales() {
        let document = SHIPPED.document(&locale);
        let Some(raw) = pdf_text(&locale) else { return };
        let text = without_page_furniture(&raw, &document);
        let all = letters(&raw);
        for (paragraph, in_table) in body(&document) {
            if in_table {
                // Cells of a row stand side by side: their lines alternate.
                for word in paragraph.split_whitespace().map(letters) {
                    assert!(in_pieces(&word, &all), "{locale}: `{word}` of cell `{paragraph}`");
                }
            } else {
                let wanted = letters(&paragraph);
                let found = text.contains(&wanted) || all.contains(&wanted);
                assert!(found, "{locale}: `{paragraph}`\nnot in\n{raw}");
            }
        }
    }
}

#[test]
fn the_plain_text_holds_every_paragraph() {
    for locale in SHIPPED.locales() {
        let text = SHIPPED.read(&format!("{locale}/cookie-policy.txt"));
        // Calls of link notes are the text's own.
        let mut without_notes = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("\u{a0}[") {
            without_notes.push_str(before);
            rest = after.split_once(']').map_or(after, |(_, rest)| rest);
        }
        without_notes.push_str(rest);
        let all = letters(&without_notes);
        for (paragraph, in_table) in body(&SHIPPED.document(&locale)) {
            if !in_table {
                assert!(all.contains(&letters(&paragraph)), "{locale}: `{paragraph}`");
            }
        }
        for line in text.lines() {
            assert_eq!(line, line.trim_end(), "{locale}");
        }
    }
}

/// Whether `text` holds `word`, broken over a few lines at most.
fn in_pieces(word: &str, text: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let mut start = 0;
    let mut pieces = 0;
    while start < word.len() {
        let longest = (start + 1..=word.len())
            .rev()
            .find(|&end| text.contains(&word[start..end].iter().collect::<String>()));
        let Some(end) = longest else { return false };
        start = end;
        pieces += 1;
    }
    pieces <= 1 + word.len() / 4
}

fn headings(document: &Value) -> Vec<String> {
    fn collect(sections: &Value, into: &mut Vec<String>) {
        for section in sections.as_array().unwrap() {
            let number = section["number"].as_str().unwrap_or_default();
            into.push(letters(&format!("{number}{}", section["title"]["text"].as_str().unwrap())));
            collect(&section["sections"], into);
        }
    }
    let mut all = Vec::new();
    collect(&document["sections"], &mut all);
    all
}

fn html_headings(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for level in html.split("<h").skip(1) {
        let is_section = level.starts_with(|c: char| ('2'..='6').contains(&c))
            && !level[1..].starts_with(" id=\"contents.title\"");
        if let (true, Some(end)) = (is_section, level.find("</h")) {
            let mut text = String::new();
            let mut inside = true;
            for c in level[..end].chars() {
                match c {
                    '<' => inside = true,
                    '>' => inside = false,
                    _ if !inside => text.push(c),
                    _ => {}
                }
            }
            found.push(letters(&text));
        }
    }
    found
}

#[test]
fn every_format_has_the_same_headings_in_the_same_order() {
    let pdfs = SHIPPED.files(".pdf");
    let outlines = Outside::Python.is_here().then(|| succeed(in_python("outline.py").args(&pdfs)));
    let outlines: Option<Vec<Vec<String>>> =
        outlines.map(|outlines| serde_json::from_str(&outlines).unwrap());
    for (at, locale) in SHIPPED.locales().into_iter().enumerate() {
        let wanted = headings(&SHIPPED.document(&locale));
        assert_eq!(wanted.len(), if locale == "de-AT" { 16 } else { 15 });
        let html = SHIPPED.read(&format!("{locale}/cookie-policy.html"));
        assert_eq!(html_headings(&html), wanted, "{locale} html");
        if let Some(outlines) = &outlines {
            let outline: Vec<String> = outlines[at].iter().map(|title| letters(title)).collect();
            assert_eq!(outline, wanted, "{locale} pdf");
        }
        let text = SHIPPED.read(&format!("{locale}/cookie-policy.txt"));
        let lines: Vec<&str> = text.lines().collect();
        let underlined: Vec<String> = lines
            .windows(2)
            .filter(|pair| {
                !pair[1].is_empty()
                    && (pair[1].chars().all(|c| c == '=') || pair[1].chars().all(|c| c == '-'))
            })
            .map(|pair| letters(pair[0]))
            .collect();
        let sections: Vec<String> =
            underlined.into_iter().filter(|line| wanted.contains(line)).collect();
        assert_eq!(sections, wanted, "{locale} text");
    }
}

#[test]
fn every_format_has_every_row_of_the_inventory() {
    for locale in SHIPPED.locales() {
        let document = SHIPPED.document(&locale);
        let html = letters(&SHIPPED.read(&format!("{locale}/cookie-policy.html")));
        let text = letters(&SHIPPED.read(&format!("{locale}/cookie-policy.txt")));
        let pdf = pdf_text(&locale).map(|text| letters(&text));
        let items = document["inventory"]["items"].as_array().unwrap();
        assert_eq!(items.len(), 4);
        for item in items {
            let name = item["name"].as_str().or(item["pattern"].as_str()).unwrap();
            let pdf = pdf.iter().map(|text| ("pdf", text));
            for (format, content) in [("html", &html), ("text", &text)].into_iter().chain(pdf) {
                assert!(content.contains(&letters(name)), "{locale} {format} {name}");
            }
            for field in ["purpose", "retention"] {
                let value = letters(item[field]["text"].as_str().unwrap());
                assert!(html.contains(&value), "{locale} html {name} {field}");
            }
        }
    }
}

#[test]
fn the_policy_is_numbered_and_dated_as_the_facts_say() {
    let document = SHIPPED.document("en");
    let numbered: Vec<String> = document["sections"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|section| section["number"].as_str())
        .map(str::to_owned)
        .collect();
    let expected: Vec<String> = (1..=11).map(|number| number.to_string()).collect();
    assert_eq!(numbered, expected);
    assert_eq!(document["updated"]["iso"], "2026-06-29");
    assert_eq!(SHIPPED.document("en-GB")["updated"]["text"], "29 June 2026");
    for locale in SHIPPED.locales() {
        let counts = &SHIPPED.document(&locale)["translation"]["counts"];
        assert_eq!(counts["missing"], 0, "{locale}");
        assert_eq!(counts["fuzzy"], 0, "{locale}");
    }
}

#[test]
fn regional_overlays_say_something_of_their_own() {
    let british = SHIPPED.read("en-GB/cookie-policy.txt");
    assert!(british.contains("PECR") && british.contains("UK GDPR"));
    let austrian = SHIPPED.document("de-AT");
    assert_eq!(austrian["translation"]["counts"]["translated"], 4);
    assert!(SHIPPED.read("de-AT/cookie-policy.txt").contains("Hinweis für Österreich"));
    assert!(!SHIPPED.read("de/cookie-policy.txt").contains("Österreich"));
}
