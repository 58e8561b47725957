//! The addresses of links and images: which are allowed, and what is wrong with others.

use comrak::nodes::{Node, NodeValue};

use super::super::characters::is_balanced;
use super::super::source::Piece;
use super::inlines::check_characters;
use super::problem::UnitProblem;

/// Whether an address begins with words that make it safe, or with a variable, which is looked at
/// again once it has a value.
pub(super) fn allowed(href: &[Piece]) -> bool {
    match href.first() {
        Some(Piece::Words(words)) => is_safe_link(words),
        Some(Piece::Expression(_)) | None => true,
    }
}

/// Whether a link to `href` cannot run code: an allowed scheme, or a relative path.
pub(crate) fn is_safe_link(href: &str) -> bool {
    let Some((scheme, _)) = href.split_once(':') else {
        return !href.starts_with("//");
    };
    if scheme.contains(['/', '?', '#']) {
        return true;
    }
    ["http", "https", "mailto", "tel"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
}

/// Whether the address of an image leads to the network.
pub(crate) fn is_remote(src: &str) -> bool {
    src.starts_with("//") || src.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'))
}

/// Reports characters in an address that may not stand in it.
pub(super) fn check_address(address: &str, problems: &mut Vec<UnitProblem>) {
    check_characters(address, problems);
    if !is_balanced(address) {
        problems.push(UnitProblem::Isolates);
    }
}

/// Whether a link is a bare address: its words repeat it.
pub(super) fn is_bare(node: Node<'_>, url: &str) -> bool {
    let mut words = String::new();
    for child in node.children() {
        match &child.data().value {
            NodeValue::Text(text) => words.push_str(text),
            _ => return false,
        }
    }
    !words.is_empty() && url.ends_with(&words)
}
