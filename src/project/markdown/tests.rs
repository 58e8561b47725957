//! What must hold for any Markdown.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::{BodyKind, UnitParser, parse_body};
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::project::source::Unit;

/// The units and footnote names of a source whose first section holds `markdown`.
fn units(markdown: &str) -> (Vec<Unit>, BTreeSet<String>, Diagnostics) {
    let text = format!("# Title {{#title}}\n\n{markdown}\n");
    let file = Arc::new(SourceFile::new("policy/text.md", text));
    let mut diagnostics = Diagnostics::default();
    let body = parse_body(&file, 0, BodyKind::Source, &mut diagnostics);
    let mut units = Vec::new();
    for block in body.sections.iter().flat_map(|section| &section.blocks) {
        block.for_each_unit(&mut |unit| units.push(unit.clone()));
    }
    let footnotes = body.footnotes.into_iter().map(|note| note.name).collect();
    (units, footnotes, diagnostics)
}

/// A translator who copies a `msgid` gets just what the source says.
fn assert_round_trip(markdown: &str) {
    let (units, footnotes, _) = units(markdown);
    for unit in units.iter().filter(|unit| !unit.msgid.is_empty()) {
        let content = UnitParser::new().parse(&unit.msgid, &footnotes);
        assert_eq!(content.as_ref(), Ok(&unit.content), "{markdown:?} -> {:?}", unit.msgid);
    }
}

#[test]
fn difficult_texts_keep_their_meaning_as_msgid() {
    for markdown in [
        "1\\. not a list",
        "\\# not a heading",
        "\\- not an item",
        "a | b",
        "| a \\| b | `c \\| d` |\n| - | - |\n| e | f |",
        "*a*b **c**d",
        "日本語**強調**です",
        "<https://example.com/a_b> and a_b_c",
        "`` ` `` and \\`",
        "![alt *x*](a.svg) [l](<a b>)",
        "a  \nb",
        "{{ publisher.name }} *{{ x }}*",
        "[x]({{urls.website}}/a)",
        "\\{\\{ name \\}\\} **\\{%x%\\}** &#123;&lbrace; a &#x7D;&rcub; and {{ b }}",
        "`\\{\\{ a \\}\\} {{ b }} } \\{`",
        "a<br>b<BR/>c <br />  d",
        "a\tb\t\t c",
        "請https://x.y。我https://x.y**、字**",
        "漢字\n漢字*字*\n「字」 and\nwords",
        "[b](<a b>) ![i](<(a b.png>) [c](<a\\<b)>)",
        "x&nbsp;",
        "&amp; &copy; \\&copy;",
        "\\> no quote",
        "\\[x\\] \\[^y]",
        "- [x] done\n- [ ] open",
        "text[^n]\n\n[^n]: note *x*",
        "`a`` b`",
        "~~a~~ \\~b\\~",
        "+ item\n\n  more",
        "Setext\\\n\\===",
        "a\u{a0}b",
        "\\:::\\",
    ] {
        let (units, _, diagnostics) = units(markdown);
        assert!(!units.is_empty() && !diagnostics.has_errors(), "{markdown:?}: {diagnostics:?}");
        assert_round_trip(markdown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_keeps_its_meaning_as_msgid(
        markdown in r"([a-z0-9 \n]|[*_~`|\\<>&#.!:(){}\[\]^-]|日|ä|\{\{ a \}\}|\[x\]\(y\)|&lt;|https://x\.y|<br>|\t|。|&#123;|&rcub;|\u00a0|\[g\]\[r\]){0,40}"
    ) {
        assert_round_trip(&markdown);
    }
}
