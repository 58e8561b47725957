//! Whatever makes a link may stand wherever text may: nothing of it ends in an artifact of the PDF, which may
//! hold no links (ISO 14289-1).

use std::fmt::Write;

use crate::layout::{build, conforms, front, misplaced, output, project};
use crate::support::write;

/// Inlines that become links.
const LINKS: [&str; 9] = [
    "[words](https://example.com/a)",
    "https://example.com/bare",
    "<mail@example.com>",
    "[](#scope)",
    "[the scope](#scope)",
    "call[^n]",
    "**[`code`](https://example.com)**",
    "~~*[struck](#scope)*~~",
    "[![a square](square.svg)](https://example.com)",
];

fn table(head: &str, cell: &str, columns: usize, rows: usize) -> String {
    let row = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(columns));
    format!("{}{}{}", row(head), row("---"), row(cell).repeat(rows))
}

fn indented(text: &str, with: &str) -> String {
    text.lines().map(|line| format!("{with}{line}\n")).collect()
}

/// A document that has `link` in every place, most of them over the end of a page.
fn document(link: &str) -> String {
    // A note that called itself would be another subject.
    let inner = link.replace("[^n]", "[^inner]");
    let long_head = table(link, "cell", 2, 50);
    let notes = [
        format!("[^n]: {inner}\n\n    ---\n\n{}", indented(&table(&inner, "cell", 2, 50), "    ")),
        "[^inner]: Inner.\n".to_owned(),
    ];
    let mut out = front("Title");
    let _ = write!(
        out,
        "# Scope {link} {{#scope}}\n\nText[^n] and[^inner].\n\n## Deeper {link} {{#deeper .unnumbered}}\n\n\
         - {link}\n- [ ] {link}\n\n1. {link}\n\n> {link}\n>\n> ---\n\n> [!NOTE] {link}\n> {link}\n>\n{}\n\
         {long_head}\n{}\n{}\n{}\n",
        indented(&long_head, "> "),
        table("head", link, 2, 50),
        // Too wide for the page, so that each row becomes a record.
        table(link, link, 20, 3),
        format!("Text {link}.\n\n---\n\n").repeat(60),
    );
    out + &notes.join("\n")
}

#[test]
fn every_link_may_stand_in_every_place() {
    for link in LINKS {
        let project = project("en", &document(link));
        let square = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\">\
                      <rect width=\"20\" height=\"20\" fill=\"#888\"/></svg>";
        write(project.path(), "policy/square.svg", square);
        build(&project);
        let pdf = output(&project, "en", "pdf");
        conforms(&pdf);
        assert_eq!(misplaced(&pdf), "", "{link}");
    }
}

#[test]
fn a_page_with_notes_may_end_in_a_rule() {
    for rule in ["---", "> ---", "- ***", "1. text\n\n   ___", "> [!NOTE]\n> ---"] {
        for filler in 20..27 {
            let fillers = "Filler.\n\n".repeat(filler);
            let document = format!(
                "{}# A {{#a}}\n\nStart[^n].\n\n{fillers}{rule}\n\n# B {{#b}}\n\nEnd.\n\n[^n]: Note.\n",
                front("T")
            );
            let project = project("en", &document);
            build(&project);
        }
    }
}
