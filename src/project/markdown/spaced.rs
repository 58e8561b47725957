//! Links and images that are none, for the space in their address.

use std::collections::BTreeMap;

use super::super::source::{SourceInline, for_each_inline, written};
use super::prepare::unmarked;
use super::problem::UnitProblem;

/// The links and images in `markdown` that are none, as there is a space in the address; `content`
/// is what it came to.
pub(super) fn spaced_links(markdown: &str, content: &[SourceInline]) -> Vec<UnitProblem> {
    let mut parts = markdown.split("](");
    let mut before = parts.next().unwrap_or_default();
    let mut open = false;
    let mut found: Vec<(bool, &str)> = Vec::new();
    for part in parts {
        // A bracket that closes without one before it here closes that around an image.
        open = before.rfind('[').map_or(open, |at| !before[..at].ends_with('\\'));
        let opened = open && !before.ends_with('\\');
        before = part;
        let Some((address, _)) = part.split_once(')') else { continue };
        if address.trim().contains(char::is_whitespace) {
            found.push((opened, address));
        }
    }
    if !found.iter().any(|(opened, _)| *opened) {
        return Vec::new();
    }
    // In code, and where it is a link with a title, it is not in the text; with a backslash before
    // the bracket it is, as it is meant to be.
    let mut shown = addresses(content);
    for (_, address) in found.iter().filter(|(opened, _)| !opened) {
        if let Some(count) = shown.get_mut(&letters(address)) {
            *count = count.saturating_sub(1);
        }
    }
    let mut problems = Vec::new();
    for (_, address) in found.iter().filter(|(opened, _)| *opened) {
        if let Some(count) = shown.get_mut(&letters(address)).filter(|count| **count > 0) {
            *count -= 1;
            problems.push(UnitProblem::LinkSpace(unmarked(address)));
        }
    }
    problems
}

/// What stands in the text of `content` as the addresses of links do, and how often.
fn addresses(content: &[SourceInline]) -> BTreeMap<String, usize> {
    let text = letters(&text_of(content));
    let parts = text.split("](").skip(1).filter_map(|part| part.split_once(')'));
    let mut counts = BTreeMap::new();
    for (address, _) in parts {
        *counts.entry(address.to_owned()).or_default() += 1;
    }
    counts
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
