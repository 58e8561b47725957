//! The tree of one unit made ready to be read and to be written as a `msgid`: marks taken out, tabs
//! made spaces, line ends made spaces or nothing.

use comrak::nodes::{Node, NodeValue};

use super::prepare::{behind_end, read, restore};
use super::script::joins;

/// What the text before or after a line end is.
#[derive(Debug, Clone, Copy)]
enum Neighbour {
    Letter(char),
    /// A line break, which needs no space beside it.
    Break,
    /// Nothing, or something that is no text.
    None,
}

/// Makes the running text in `node` ready.
pub(super) fn normalise(node: Node<'_>) {
    let nodes: Vec<Node<'_>> = node.descendants().skip(1).collect();
    nodes.iter().for_each(|node| clean(node));
    // What follows each node, and then what is before it as the line ends are decided.
    let mut after = vec![Neighbour::None; nodes.len()];
    let mut next = Neighbour::None;
    for (index, node) in nodes.iter().enumerate().rev() {
        after[index] = next;
        next = neighbour(node, false).unwrap_or(next);
    }
    let mut before = Neighbour::None;
    for (node, after) in nodes.iter().zip(after) {
        if matches!(node.data().value, NodeValue::SoftBreak) {
            let nothing = match (before, after) {
                (Neighbour::Letter(before), Neighbour::Letter(after)) => joins(before, after),
                (Neighbour::Break, _) | (_, Neighbour::Break) => true,
                (Neighbour::None, _) | (_, Neighbour::None) => false,
            };
            if nothing {
                node.detach();
            } else {
                node.data_mut().value = NodeValue::Text(" ".into());
            }
        } else {
            before = neighbour(node, true).unwrap_or(before);
        }
    }
}

/// What `node` is to a line end beside it; `None` if the line end does not see it.
fn neighbour(node: Node<'_>, last: bool) -> Option<Neighbour> {
    let end = |text: &str| {
        let end = if last { text.chars().next_back() } else { text.chars().next() };
        end.map(Neighbour::Letter)
    };
    match &node.data().value {
        NodeValue::Text(text) => end(text),
        NodeValue::Code(code) => end(&code.literal),
        NodeValue::LineBreak => Some(Neighbour::Break),
        NodeValue::HtmlInline(html) if is_break(html) => Some(Neighbour::Break),
        // A reference without words gets some later.
        NodeValue::Link(_) if node.first_child().is_none() => Some(Neighbour::None),
        _ => None,
    }
}

/// Whether a tag is that of a line break.
pub(super) fn is_break(html: &str) -> bool {
    let inner = html.strip_prefix('<').and_then(|html| html.strip_suffix('>')).unwrap_or("");
    inner.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br")
}

/// Takes the marks out of one node.
fn clean(node: Node<'_>) {
    let mut data = node.data_mut();
    match &mut data.value {
        NodeValue::Text(text) => {
            let mut changed = spaces(&read(text));
            if let Some(rest) = behind_end(&changed) {
                changed = String::from(rest);
                if let Some(before) = node.previous_sibling()
                    && let NodeValue::Text(before) = &mut before.data_mut().value
                    && before.ends_with('<')
                {
                    *before = before[..before.len() - 1].to_owned().into();
                }
            }
            if **text != *changed {
                *text = changed.into();
            }
        }
        NodeValue::Code(code) => code.literal = spaces(&restore(&code.literal)),
        NodeValue::HtmlInline(html) => *html = restore(html).into_owned(),
        NodeValue::Link(link) | NodeValue::Image(link) => {
            link.url = read(&link.url).into_owned();
            link.title = restore(&link.title).into_owned();
        }
        _ => {}
    }
}

/// `text` with a space for each run of spaces and tabs that has a tab.
fn spaces(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\t') {
        out.push_str(rest[..at].trim_end_matches(' '));
        out.push(' ');
        rest = rest[at..].trim_start_matches([' ', '\t']);
    }
    out.push_str(rest);
    out
}
