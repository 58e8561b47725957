//! Holds web pages and plain text against the document.

use super::held::{self, Extent, Said, Shown, Wanted};
use crate::document::{Document, Section};

/// The first text of `document` that the page `html` lacks. `is_own` tells that a template of the
/// project had a part in it, which may put text where nobody sees it.
pub(super) fn lost_in_page<'d>(
    document: &'d Document,
    html: &str,
    is_own: bool,
) -> Option<Said<'d>> {
    if !is_own && has_markup(document, html) {
        return None;
    }
    let wanted = Wanted::of(document, Extent::Whole);
    held::first_lost(&visible(html), &wanted).copied()
}

/// The first text that the fragment `html` lacks of a block that it shows a part of: a fragment may
/// leave out sections and blocks, as the site that it is put into decides.
pub(super) fn lost_in_fragment<'d>(document: &'d Document, html: &str) -> Option<Said<'d>> {
    let wanted = Wanted::of(document, Extent::Body);
    let found = held::found(&visible(html), &wanted);
    let texts: Vec<(&Said<'d>, bool)> = wanted.texts().zip(found).collect();
    texts
        .chunk_by(|a, b| a.0.block.is_some() && a.0.block == b.0.block)
        .filter(|block| block[0].0.block.is_some())
        .find_map(|block| {
            let there = block.iter().filter(|(_, found)| *found).count();
            let lost = block.iter().find(|(_, found)| !*found)?;
            (2 * there >= block.len()).then_some(*lost.0)
        })
}

/// The first text of `document` that the plain text `text` lacks, where `body` is what it should hold
/// below the title.
pub(super) fn lost_in_text<'d>(document: &'d Document, body: &str, text: &str) -> Option<Said<'d>> {
    // Most texts have all just as it was written.
    let notices = document.notices.iter().map(|notice| notice.text.as_str());
    if std::iter::once(document.title.text.as_str()).chain(notices).all(|head| text.contains(head))
        && held::in_order(text, body.lines())
    {
        return None;
    }
    let runs = |runs: &mut dyn Iterator<Item = &str>| {
        let mut shown = Shown::default();
        runs.for_each(|run| shown.run(run));
        shown
    };
    let wanted = Wanted::of(document, Extent::Whole);
    let paragraphs = runs(&mut text.split("\n\n"));
    if runs(&mut text.lines()).has_lines(body) {
        // Then only what stands above the body is left.
        let head = wanted.head();
        return held::first_lost(&paragraphs, &head).copied();
    }
    held::first_lost(&paragraphs, &wanted).copied()
}

/// Whether `html` has the title, the notices, each heading, block and note as markup, in this order.
fn has_markup(document: &Document, html: &str) -> bool {
    fn add<'d>(section: &'d Section, parts: &mut Vec<&'d str>) {
        parts.push(&section.title.html);
        parts.extend(section.blocks.iter().map(|block| block.html.as_str()));
        section.sections.iter().for_each(|child| add(child, parts));
    }
    let mut wanted = vec![document.title.html.as_str()];
    document.sections.iter().for_each(|section| add(section, &mut wanted));
    let notes = document.footnotes.iter().flat_map(|note| &note.blocks);
    wanted.extend(notes.map(|block| block.html.as_str()));
    document.notices.iter().all(|notice| html.contains(notice.text.as_str()))
        && held::in_order(html, wanted.into_iter())
}

/// The text that a browser shows of `html`, a run for each block.
fn visible(html: &str) -> Shown {
    let mut shown = Shown::default();
    let mut block = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        block.push_str(&decoded(&rest[..start]));
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let length = tag_length(rest);
        let tag = &rest[1..length];
        rest = &rest[length..];
        let name = tag_name(tag);
        if !is_inline(&name) {
            shown.run(&block);
            block.clear();
        }
        // Where a tag is, a word may end.
        block.push(' ');
        if name.is_empty() || tag.starts_with('/') {
            continue;
        }
        if ["script", "style", "template", "title"].contains(&name.as_str()) || is_hidden(tag) {
            rest = behind_element(rest, &name);
        }
    }
    block.push_str(&decoded(rest));
    shown.run(&block);
    shown
}

/// Whether an element is a part of its line.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 32] = [
        "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "del", "dfn", "em",
        "i", "img", "input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
        "strong", "sub", "sup", "time", "u", "var", "wbr",
    ];
    INLINE.contains(&name)
}

/// The length of the tag at the start of `rest`, whose values may hold `>`.
fn tag_length(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    rest.len()
}

fn tag_name(tag: &str) -> String {
    let letters = tag.trim_start_matches('/').chars();
    letters.take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Whether a start tag says that its element is not shown.
fn is_hidden(tag: &str) -> bool {
    let void = ["input", "br", "hr", "img", "meta", "link", "wbr", "col", "source"];
    if tag.ends_with("/>") || void.contains(&tag_name(tag).as_str()) {
        return false;
    }
    let tag = tag.to_ascii_lowercase();
    let word = |word: &str| {
        tag.split([' ', '\n', '\t', '>'])
            .skip(1)
            .any(|one| one == word || one == format!("{word}=\"\""))
    };
    let style = tag.split("style=").nth(1).unwrap_or("").replace(' ', "");
    word("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}

/// What follows the element `name` whose start tag has just been read.
fn behind_element<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    let mut depth = 1;
    if name == "script" || name == "style" {
        // Nothing in them is a tag.
        let end = html.match_indices("</").map(|(at, _)| at).find(|at| {
            html[at + 2..].get(..name.len()).is_some_and(|one| one.eq_ignore_ascii_case(name))
        });
        return end.map_or("", |at| &html[at + tag_length(&html[at..])..]);
    }
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let length = tag_length(rest);
        let tag = &rest[1..length];
        if tag_name(tag) == name {
            if tag.starts_with('/') {
                depth -= 1;
            } else if !tag.ends_with("/>") {
                depth += 1;
            }
        }
        rest = &rest[length..];
        if depth == 0 {
            return rest;
        }
    }
    ""
}

/// Text with the character references resolved that templates and escaping write.
fn decoded(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let character = end.and_then(|end| reference(&rest[1..end]));
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn only_what_a_browser_shows_counts() {
        for (html, text) in [
            ("<p>one <em>two</em></p>", "onetwo"),
            ("a<!-- <p>b</p> -->c", "ac"),
            ("<p title=\"a > b\">c</p>", "c"),
            ("<script>if (a < b) {}</script>x<style>p > a {}</style>", "x"),
            ("<div hidden><div>a</div>b</div>c", "c"),
            ("<div style=\"display: none\">a</div>b", "b"),
            ("<p class=\"hidden\">a</p>", "a"),
            ("<input hidden>a", "a"),
            ("<title>a</title><h1>b</h1>", "b"),
            ("a &amp; b &#x27;c&#39; &lt;d&gt; &unknown; &", "a&b'c'<d>&unknown;&"),
            ("<p", ""),
            ("a<", "a"),
        ] {
            assert_eq!(visible(html).letters(), text, "{html}");
        }
    }
}
