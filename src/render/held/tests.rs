use super::{Extent, Shown, Wanted, first_lost};
use crate::document::Document;

fn document(title: &str, sections: &[(&str, &[&str])]) -> Document {
    let inline = |text: &str| serde_json::json!([{ "type": "text", "text": text }]);
    let text = |text: &str| {
        serde_json::json!({
            "state": "source", "content": inline(text), "text": text, "html": ""
        })
    };
    let sections: Vec<_> = sections
        .iter()
        .map(|(title, blocks)| {
            let blocks: Vec<_> = blocks
                .iter()
                .map(|words| {
                    serde_json::json!({
                        "id": "a.1", "type": "paragraph", "content": text(words), "text": "",
                        "html": ""
                    })
                })
                .collect();
            serde_json::json!({
                "id": "a", "level": 1, "title": text(title), "blocks": blocks, "sections": []
            })
        })
        .collect();
    let locale = serde_json::json!({
        "tag": "en", "name": "English", "dir": "ltr", "language": "en", "script": "Latn",
        "fonts": [], "fallback": []
    });
    serde_json::from_value(serde_json::json!({
        "$schema": "", "generator": "", "id": "p", "locale": locale, "source_locale": "en",
        "title": text(title), "summary": text(""), "version": "1",
        "updated": { "iso": "2026-01-01", "text": "" },
        "publisher": { "name": "", "short_name": "" },
        "notices": [], "sections": sections, "footnotes": [],
        "inventory": { "categories": [], "providers": [], "items": [] },
        "translation": {
            "counts": { "source": 0, "translated": 0, "inherited": 0, "fuzzy": 0, "missing": 0 },
            "fallbacks": []
        },
        "words": {}
    }))
    .unwrap()
}

fn lost<'d>(document: &'d Document, runs: &[&str]) -> Option<&'d str> {
    let mut shown = Shown::default();
    runs.iter().for_each(|run| shown.run(run));
    let wanted = Wanted::of(document, Extent::Whole);
    first_lost(&shown, &wanted).map(|said| said.text)
}

#[test]
fn text_is_found_however_it_is_set() {
    let long = "A paragraph that is long enough to be told from every other one.";
    let cases: &[(&str, &[&str])] = &[
        ("in order", &["T", "1.", "One", long, "Two", "No"]),
        ("with contents", &["T", "One 1", "Two 1", "One", long, "Two", "No"]),
        ("in capitals", &["T", "ONE", &long.to_uppercase(), "TWO", "NO"]),
        (
            "hyphenated",
            &[
                "T",
                "One",
                "A para\u{ad}\ngraph that is long enough to be told from every oth-\ner one.",
                "Two",
                "No",
            ],
        ),
        ("out of order", &["T", "Two", "No", "One", long]),
        ("with a mark", &["T", "One", &format!("untranslated: {long}"), "Two", "“No”"]),
    ];
    let document = document("T", &[("One", &[long]), ("Two", &["No"])]);
    for (name, runs) in cases {
        assert_eq!(lost(&document, runs), None, "{name}");
    }
}

#[test]
fn lost_text_is_found_out() {
    let long = "A paragraph that is long enough to be told from every other one.";
    let document = document("Notice", &[("One", &[long]), ("Two", &["No"])]);
    let cases: &[(&str, &[&str])] = &[
        (long, &["Notice", "One", "Two", "No"]),
        (
            long,
            &[
                "Notice",
                "One",
                "A paragraph that is enough to be told from every other one.",
                "Two",
                "No",
            ],
        ),
        (
            long,
            &[
                "Notice",
                "One",
                "A paragraph that is long enough to be told from every other",
                "Two",
                "No",
            ],
        ),
        // What belongs together is one run.
        (
            long,
            &[
                "Notice",
                "One",
                "A paragraph that is long enough to be told",
                "from every other one.",
            ],
        ),
        ("No", &["Notice", "One", long, "Two", "Notice", "page 1"]),
        ("Two", &["Notice", "One 1", "Two 2", "One", long, "No"]),
        ("Notice", &["One", long, "Two", "No"]),
    ];
    for (text, runs) in cases {
        assert_eq!(lost(&document, runs), Some(*text), "{runs:?}");
    }
}

#[test]
fn every_short_text_counts() {
    let blocks = ["No", "1", "of", "No", "a b", "1"];
    let document = document("T", &[("One", &blocks)]);
    let all: Vec<&str> = ["T", "1 One"].into_iter().chain(blocks).collect();
    assert_eq!(lost(&document, &all), None);
    for left_out in 2..all.len() {
        let mut runs = all.clone();
        let text = runs.remove(left_out);
        assert_eq!(lost(&document, &runs), Some(text), "{left_out}");
    }
}

#[test]
fn words_from_right_to_left_may_stand_in_the_order_of_the_page() {
    let text = "הודעה זו חלה על GDPR (EU) בלבד";
    let document = document("T", &[("One", &[text]), ("Two", &["לא כן"])]);
    assert_eq!(
        lost(&document, &["T", "One", "בלבד\n(EU) GDPR\nהודעה זו חלה על", "Two", "כן\nלא"]),
        None
    );
    assert_eq!(
        lost(&document, &["T", "One", "בלבד\nהודעה זו חלה על", "Two", "כן\nלא"]),
        Some(text)
    );
    let note = "הערה אחת על כל אלה (כאן)";
    let both = "(EU) GDPR\nבלבד\nהודעה זו חלה על\n(\nכאן\n)\nהערה אחת על כל אלה";
    let document = self::document("T", &[("One", &[text, note]), ("Two", &["לא כן"])]);
    let runs =
        |both: &str| lost(&document, &["T", "One", both, "Two", "כן\nלא"]).map(str::to_owned);
    assert_eq!(runs(both), None);
    assert_eq!(runs(&both.replace("אחת", "אחד")), Some(note.to_owned()));
}

#[test]
fn short_sections_are_no_contents() {
    let document = document("T", &[("One", &["a b"]), ("Two", &["c d"]), ("Three", &["e f"])]);
    assert_eq!(lost(&document, &["T", "One", "a b", "Two", "c d", "Three", "e f"]), None);
    assert_eq!(lost(&document, &["T", "One", "Two", "Three", "a b", "c d", "e f"]), Some("One"));
}

#[test]
fn many_short_texts_in_another_order_take_no_long_time() {
    let words: Vec<String> = (0..3_000).map(|number| format!("{number:x} of it")).collect();
    let blocks: Vec<&str> = words.iter().map(String::as_str).collect();
    let document = document("T", &[("One", &blocks)]);
    let runs: Vec<&str> = ["T", "One"].into_iter().chain(blocks.iter().rev().copied()).collect();
    let started = std::time::Instant::now();
    assert_eq!(lost(&document, &runs), None);
    assert_eq!(lost(&document, &runs[..2_250]), Some("0 of it"));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
