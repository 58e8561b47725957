//! The `msgid` of a unit: its content as `CommonMark`, in the forms that may read back as it.

use comrak::nodes::{AstNode, Node, NodeValue};
use comrak::{Arena, Options, format_commonmark};

use super::prepare::escaped;

/// More backslashes than this are all kept in a `msgid`.
const MOST_ESCAPES: usize = 128;

/// More addresses than this are not written apart.
const MOST_ADDRESSES: usize = 128;

/// Gives forms for the `msgid` of a node that holds running text, the best first: its content as `CommonMark`
/// on one line. Changes the node.
///
/// Backslashes that change nothing are left out, so that a translator sees plain words. Each costs
/// comrak a parse of the text, so a text full of them keeps them all.
pub(super) fn msgids<'a>(arena: &'a Arena<'a>, node: Node<'a>, options: &Options) -> Vec<String> {
    let paragraph = arena.alloc(AstNode::from(NodeValue::Paragraph));
    for child in node.children().collect::<Vec<_>>() {
        paragraph.append(child);
    }
    let write = |options: &Options| {
        let mut text = String::new();
        // Writing to a `String` does not fail.
        let _ = format_commonmark(paragraph, options, &mut text);
        escaped(text.trim_ascii_end())
    };
    let text = write(options);
    let mut forms = Vec::new();
    if (1..=MOST_ESCAPES).contains(&text.matches('\\').count()) {
        let mut minimal = options.clone();
        minimal.render.experimental_minimize_commonmark = true;
        forms.push(write(&minimal));
    }
    forms.push(text);
    if let Some(addresses) = set_addresses_apart(paragraph) {
        let text = write(options);
        forms.push(addresses.iter().enumerate().fold(text, |text, (index, address)| {
            text.replace(&placeholder(index), &destination(address))
        }));
    }
    for child in paragraph.children().collect::<Vec<_>>() {
        node.append(child);
    }
    forms
}

/// Puts a placeholder for each address that comrak does not write as it stands; returns them, if
/// there are any.
fn set_addresses_apart(paragraph: Node<'_>) -> Option<Vec<String>> {
    let mut addresses = Vec::new();
    for node in paragraph.descendants() {
        if let NodeValue::Link(link) | NodeValue::Image(link) = &mut node.data_mut().value
            && link.url.contains([' ', '(', ')', '<', '>', '\\'])
            && addresses.len() < MOST_ADDRESSES
        {
            let address = std::mem::replace(&mut link.url, placeholder(addresses.len()));
            addresses.push(address);
        }
    }
    (!addresses.is_empty()).then_some(addresses)
}

/// No text may hold its first and last character.
fn placeholder(index: usize) -> String {
    format!("\u{85}{index}\u{85}")
}

/// Writes `address` in the form that takes spaces and brackets.
fn destination(address: &str) -> String {
    let escape = |text: String, sign: char| text.replace(sign, &format!("\\{sign}"));
    format!("<{}>", ['\\', '<', '>'].into_iter().fold(address.to_owned(), escape))
}
