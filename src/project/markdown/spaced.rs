//! Links and images that are none, for the space in their address.

use std::collections::BTreeSet;

use super::super::source::{SourceInline, for_each_inline, written};
use super::prepare::unmarked;
use super::problem::UnitProblem;

/// The links and images in `markdown` that are none, as there is a space in the address; `content`
/// is what it came to.
pub(super) fn spaced_links(markdown: &str, content: &[SourceInline]) -> Vec<UnitProblem> {
    let mut parts = markdown.split("](");
    let mut before = parts.next().unwrap_or_default();
    let mut open = false;
    let mut shown = None;
    let mut problems = Vec::new();
    for part in parts {
        // A bracket that closes without one before it here closes that around an image.
        open = before.rfind('[').map_or(open, |at| !before[..at].ends_with('\\'));
        let opened = open && !before.ends_with('\\');
        before = part;
        let Some((address, _)) = part.split_once(')').filter(|_| opened) else { continue };
        if !address.trim().contains(char::is_whitespace) {
            continue;
        }
        // In code, and where it is a link with a title, it is not in the text.
        let shown = shown.get_or_insert_with(|| addresses(content));
        if shown.contains(&letters(address)) {
            problems.push(UnitProblem::LinkSpace(unmarked(address)));
        }
    }
    problems
}

/// What stands in the text of `content` as the addresses of links do.
fn addresses(content: &[SourceInline]) -> BTreeSet<String> {
    let text = letters(&text_of(content));
    let parts = text.split("](").skip(1).filter_map(|part| part.split_once(')'));
    parts.map(|(address, _)| address.to_owned()).collect()
}

/// The text of `content` with its expressions.
fn text_of(content: &[SourceInline]) -> String {
    let mut text = String::new();
    for_each_inline(content, &mut |inline| {
        if let SourceInline::Text(pieces) = inline {
            text.push_str(&written(pieces));
        }
    });
    text
}

/// `text` without spaces and marks of emphasis.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"*_~\\".contains(*c)).collect()
}
