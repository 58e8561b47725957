//! Lists of a body: their items, and the numbers that they were typed with.

use comrak::nodes::{Node, NodeValue};

use super::super::source::SourceItem;
use super::blocks::Reader;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::BlockId;

impl<'a> Reader<'a, '_> {
    /// Reads the items of a list.
    pub(super) fn items(&mut self, list: Node<'a>, id: &BlockId, depth: usize) -> Vec<SourceItem> {
        let mut items = Vec::new();
        for node in list.children() {
            let done = match &node.data().value {
                NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                _ => None,
            };
            let id = id.child(items.len() + 1);
            items.push(SourceItem { done, blocks: self.blocks(node, &id, depth + 1) });
        }
        items
    }

    /// Reports the first point that does not have the number it was typed with.
    pub(super) fn check_numbers(&mut self, list: Node<'a>, start: usize) {
        let typed: Vec<(usize, Span)> = list.children().filter_map(|n| self.typed(n)).collect();
        // Who gives all points one number lets them be counted.
        if typed.iter().all(|(number, _)| *number == typed[0].0) {
            return;
        }
        let changed: Vec<_> =
            (start..).zip(&typed).filter(|(shown, (number, _))| shown != number).collect();
        let Some((shown, (number, span))) = changed.first() else { return };
        let more = match changed.len() {
            1 => String::new(),
            more => format!(", and {} more of this list have other numbers", more - 1),
        };
        self.diagnostics.push(
            Diagnostic::warning(
                Code::ListNumber,
                format!("point {number} of a list is published as {shown}{more}"),
            )
            .at(span.clone())
            .help(format!(
                "a list counts on from its first point: number the points as they are to be \
                 published, or write `{number}\\.` in a paragraph of its own, as for a date"
            )),
        );
    }

    /// Finds the number that an item was typed with, and its place.
    fn typed(&self, item: Node<'a>) -> Option<(usize, Span)> {
        let span = self.span(item);
        let text = &span.file.text[span.range.clone()];
        let text = text.trim_start_matches([' ', '\t', '>']);
        let start = span.range.end - text.len();
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        let number = text[..length].parse().ok()?;
        Some((number, Span::new(&span.file, start..start + length + 1)))
    }
}
