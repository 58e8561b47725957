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
    /// A variable or a reference, which gets its words later: what is beyond it decides.
    Value,
    /// Nothing, or something that is no text.
    None,
}

/// Makes the running text in `node` ready.
pub(super) fn normalise(node: Node<'_>) {
    let nodes: Vec<Node<'_>> = node.descendants().skip(1).collect();
    nodes.iter().for_each(|node| clean(node));
    let words = words(&nodes);
    // What follows each node, and then what is before it as the line ends are decided.
    let mut after = vec![Neighbour::None; nodes.len()];
    let mut next = Neighbour::None;
    for (index, node) in nodes.iter().enumerate().rev() {
        after[index] = next;
        next = seen(neighbour(node, &words[index], false), next);
    }
    let mut before = Neighbour::None;
    for ((node, words), after) in nodes.iter().zip(&words).zip(after) {
        if matches!(node.data().value, NodeValue::SoftBreak) {
            let nothing = match (before, after) {
                (Neighbour::Letter(before), Neighbour::Letter(after)) => joins(before, after),
                (Neighbour::Break, _) | (_, Neighbour::Break) => true,
                (Neighbour::Letter(letter), Neighbour::Value)
                | (Neighbour::Value, Neighbour::Letter(letter)) => joins(letter, letter),
                (Neighbour::None | Neighbour::Value, _) | (_, Neighbour::None) => false,
            };
            if nothing {
                node.detach();
            } else {
                node.data_mut().value = NodeValue::Text(" ".into());
            }
        } else {
            before = seen(neighbour(node, words, true), before);
        }
    }
}

/// What a line end sees over `node` to what is beyond it.
fn seen(node: Option<Neighbour>, beyond: Neighbour) -> Neighbour {
    match (node, beyond) {
        (None, _) | (Some(Neighbour::Value), Neighbour::Letter(_)) => beyond,
        (Some(node), _) => node,
    }
}

/// The text of each node without its expressions, which may stand across several, and whether one
/// was there.
fn words(nodes: &[Node<'_>]) -> Vec<(String, bool)> {
    let mut inside = false;
    let mut one = |node: &Node<'_>| {
        let mut out = String::new();
        let NodeValue::Text(text) = &node.data().value else { return (out, false) };
        let mut had = inside;
        let mut rest: &str = text;
        while let Some(at) = rest.find(if inside { "}}" } else { "{{" }) {
            if !inside {
                out.push_str(&rest[..at]);
            }
            had = true;
            inside = !inside;
            rest = &rest[at + 2..];
        }
        if !inside {
            out.push_str(rest);
        }
        (out, had)
    };
    nodes.iter().map(&mut one).collect()
}

/// What `node` is to a line end beside it; `None` if the line end does not see it.
fn neighbour(node: Node<'_>, (words, value): &(String, bool), last: bool) -> Option<Neighbour> {
    let end = |text: &str| {
        let end = if last { text.chars().next_back() } else { text.chars().next() };
        end.map(Neighbour::Letter)
    };
    match &node.data().value {
        NodeValue::Text(_) => end(words).or(value.then_some(Neighbour::Value)),
        NodeValue::Code(code) => end(&code.literal),
        NodeValue::LineBreak => Some(Neighbour::Break),
        NodeValue::HtmlInline(html) if is_break(html) => Some(Neighbour::Break),
        // A reference without words gets some later.
        NodeValue::Link(_) if node.first_child().is_none() => Some(Neighbour::Value),
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
