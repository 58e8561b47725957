//! The footnotes of a body: defined anywhere, in the order of their first call, each called.

use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::{Node, NodeValue};

use super::super::source::SourceFootnote;
use super::blocks::{Reader, footnote_id};
use super::prepare::restore;
use super::problem::UnitProblem;
use crate::diagnostic::{Code, Diagnostic};

/// The definitions of footnotes in a tree, taken out of it.
pub(super) struct Definitions<'a> {
    /// Those that the text calls, directly or through another note, in the order of the calls.
    called: Vec<(String, Node<'a>)>,
    uncalled: Vec<(String, Node<'a>)>,
}

impl<'a> Definitions<'a> {
    /// Takes the definitions out of the tree below `root`.
    pub(super) fn take(root: Node<'a>) -> Self {
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
            let names = definitions.keys().filter(|name| title.contains(&format!("[^{name}]")));
            waiting.extend(names.map(|name| (u32::MAX, name.clone())));
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
        let called = called.into_iter().map(|(_, name, node)| (name, node)).collect();
        Definitions { called, uncalled }
    }

    /// The names of the notes that are called.
    pub(super) fn names(&self) -> Vec<String> {
        self.called.iter().map(|(name, _)| name.clone()).collect()
    }
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
        for (name, node) in definitions.uncalled {
            let name = restore(&name);
            let span = self.span(node).find(&format!("[^{name}]"));
            let folded = name.to_lowercase();
            let twice = notes.iter().any(|note| note.name.to_lowercase() == folded);
            self.diagnostics.push(if twice {
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
