//! Links and images that are none, for the space in their address.

use super::super::source::{SourceInline, for_each_inline, written};
use super::prepare::unmarked;
use super::problem::UnitProblem;

/// The links and images in `markdown` that are none, as there is a space in the address; `content`
/// is what it came to.
pub(super) fn spaced_links(markdown: &str, content: &[SourceInline]) -> Vec<UnitProblem> {
    let mut problems = Vec::new();
    let mut shown = None;
    let mut rest = markdown;
    while let Some(at) = rest.find("](") {
        let before = &rest[..at];
        rest = &rest[at + 2..];
        let Some((address, _)) = rest.split_once(')') else { continue };
        let open = before.rfind('[').filter(|at| !before[..*at].ends_with('\\'));
        let opened = open.is_some() && !before.ends_with('\\');
        if !opened || !address.trim().contains(char::is_whitespace) {
            continue;
        }
        // In code, and where it is a link with a title, it is not in the text.
        let shown = shown.get_or_insert_with(|| letters(&text_of(content)));
        if shown.contains(&letters(&format!("]({address})"))) {
            problems.push(UnitProblem::LinkSpace(unmarked(address)));
        }
    }
    problems
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
