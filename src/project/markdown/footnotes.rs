//! The footnotes of a body: defined anywhere, in the order of their first call, each called.

use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::{Node, NodeValue};

use super::super::source::SourceFootnote;
use super::blocks::{BodyKind, Reader};
use super::prepare::restore;
use super::problem::UnitProblem;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::BlockId;

/// The definitions of footnotes in a tree, taken out of it.
pub(super) struct Definitions<'a> {
    /// Those that the text calls, directly or through another note, in the order of the calls.
    called: Vec<(String, Node<'a>)>,
    uncalled: Vec<(String, Node<'a>)>,
    /// Names that are called and defined elsewhere.
    borrowed: Vec<String>,
}

impl<'a> Definitions<'a> {
    /// Takes the definitions out of the tree below `root`; those of `borrowed` names only stand for
    /// notes that are defined elsewhere.
    pub(super) fn take(root: Node<'a>, borrowed: &BTreeSet<String>) -> Self {
        let name = |node: Node<'a>| match &node.data().value {
            NodeValue::FootnoteDefinition(note) => Some(note.name.clone()),
            _ => None,
        };
        let all: Vec<_> = root.descendants().filter_map(|node| Some((name(node)?, node))).collect();
        let mut definitions = BTreeMap::new();
        let mut uncalled = Vec::new();
        for (name, node) in all {
            node.detach();
            // Of two with one name comrak takes the later.
            if let Some(earlier) = definitions.insert(name.clone(), node) {
                uncalled.push((name, earlier));
            }
        }
        let mut called = Vec::new();
        let mut waiting = calls(root);
        // comrak reads no calls in the title of an alert.
        for title in root.descendants().filter_map(title) {
            let names = called_names(&title).into_iter();
            let names = names.filter(|name| definitions.contains_key(*name));
            waiting.extend(names.map(|name| (u32::MAX, name.to_owned())));
        }
        while let Some((order, name)) = waiting.pop() {
            if let Some(node) = definitions.remove(&name) {
                waiting.extend(calls(node));
                called.push((order, name, node));
            }
        }
        called.sort_by_key(|(order, _, _)| *order);
        uncalled.extend(definitions);
        uncalled.sort_by_key(|(_, node)| node.data().sourcepos.start.line);
        let called = called.into_iter().map(|(_, name, node)| (name, node));
        let (stand_ins, called): (Vec<_>, Vec<_>) =
            called.partition(|(name, _)| is_among(borrowed, name));
        uncalled.retain(|(name, _)| !is_among(borrowed, name));
        let borrowed = stand_ins.into_iter().map(|(name, _)| name).collect();
        Definitions { called, uncalled, borrowed }
    }

    /// The names of the notes that are called.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let own = self.called.iter().map(|(name, _)| name);
        own.chain(&self.borrowed).cloned().collect()
    }
}

/// Whether comrak's form of a note's `name` is one of `names`.
fn is_among(names: &BTreeSet<String>, name: &str) -> bool {
    names.iter().any(|known| known == name || known.to_lowercase() == name.to_lowercase())
}

/// Lists the names in what looks like calls of footnotes in `text`, in their order.
pub(super) fn calls_in(text: &str) -> impl Iterator<Item = &str> {
    let calls = text.split("[^").skip(1).filter_map(|rest| rest.split_once(']'));
    calls.map(|(name, _)| name)
}

/// Lists each name in what looks like calls of footnotes in `text` once.
pub(crate) fn called_names(text: &str) -> BTreeSet<&str> {
    calls_in(text).collect()
}

/// Names in what looks like calls of footnotes below `root` and is text, as no note has the name.
pub(super) fn calls_as_text(root: Node<'_>) -> BTreeSet<String> {
    /// A patch has no more notes than a document; each name is looked for in each text.
    const MOST: usize = 256;
    let mut names = BTreeSet::new();
    for block in root.descendants() {
        let mut text = String::new();
        for child in block.children() {
            if let NodeValue::Text(words) = &child.data().value {
                text.push_str(words);
            } else {
                text.push('\n');
            }
        }
        let names_of = calls_in(&text).filter(|name| {
            !name.is_empty() && name.len() <= 64 && !name.contains([' ', '\n', '[', '^', '\\'])
        });
        names.extend(names_of.take(MOST).map(str::to_owned));
    }
    if names.len() > MOST { BTreeSet::new() } else { names }
}

/// Whether all `names` are those of notes that are defined below `root`.
pub(super) fn defines_all(root: Node<'_>, names: &BTreeSet<String>) -> bool {
    let mut defined = BTreeSet::new();
    for node in root.descendants() {
        if let NodeValue::FootnoteDefinition(note) = &node.data().value {
            defined.insert(note.name.to_lowercase());
        }
    }
    names.iter().all(|name| defined.contains(&name.to_lowercase()))
}

/// The title that the author gave an alert.
fn title(node: Node<'_>) -> Option<String> {
    match &node.data().value {
        NodeValue::Alert(alert) => alert.title.clone(),
        _ => None,
    }
}

/// The calls below `node`: the place of the note among all, and its name.
fn calls(node: Node<'_>) -> Vec<(u32, String)> {
    node.descendants()
        .filter_map(|node| match &node.data().value {
            NodeValue::FootnoteReference(call) => Some((call.ix, call.name.clone())),
            _ => None,
        })
        .collect()
}

impl<'a> Reader<'a, '_> {
    /// Reads the notes that are called and reports the others.
    pub(super) fn notes(&mut self, definitions: Definitions<'a>) -> Vec<SourceFootnote> {
        let mut notes: Vec<SourceFootnote> = Vec::new();
        let mut ids = BTreeSet::new();
        for (name, node) in definitions.called {
            let id = footnote_id(&name, self.kind);
            let span = self.span(node);
            if !ids.insert(id.clone()) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        format!("two footnotes come to the id `{id}`"),
                    )
                    .at(span.find(&name))
                    .help("name them by different letters or digits"),
                );
            }
            let blocks = self.blocks(node, &id, 0);
            if node.first_child().is_none() {
                self.report(&[UnitProblem::NoWords("a footnote")], &span);
            }
            notes.push(SourceFootnote { name, blocks });
        }
        let known: BTreeSet<_> = notes.iter().map(|note| note.name.to_lowercase()).collect();
        for (name, node) in definitions.uncalled {
            let name = restore(&name);
            let span = self.span(node).find(&format!("[^{name}]"));
            self.diagnostics.push(if known.contains(&name.to_lowercase()) {
                Diagnostic::error(Code::DuplicateId, format!("footnote `{name}` is defined twice"))
                    .at(span)
                    .help("give one of the two another name, or delete it")
            } else {
                Diagnostic::warning(
                    Code::UnusedFootnote,
                    format!("footnote `{name}` is never called, so nobody reads it"),
                )
                .at(span)
                .help(format!("call it where it belongs, with `[^{name}]`, or delete it"))
            });
        }
        notes
    }
}

/// Makes the id of the note `name`: names are free text, ids are not.
fn footnote_id(name: &str, kind: BodyKind<'_>) -> BlockId {
    let mut slug = String::new();
    for c in name.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() => slug.push('-'),
            _ => slug.push_str(&format!("-u{:x}", u32::from(c))),
        }
    }
    match kind {
        BodyKind::Source => BlockId::note(&slug),
        BodyKind::Patch(tag) => BlockId::patch_note(&tag.as_str().to_ascii_lowercase(), &slug),
    }
}
