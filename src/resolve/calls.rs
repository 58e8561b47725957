//! The calls of footnotes in a document: counted as they come, which numbers the notes.

use std::collections::BTreeMap;

use super::text::TextBuilder;
use crate::document::{BlockId, Inline};

/// The places of footnotes among those of the translator, by the ids that they had in a first reading.
pub(super) type Called = BTreeMap<BlockId, usize>;

impl TextBuilder<'_, '_> {
    /// Gives the places of the footnotes in order of their first call, with the number of calls.
    pub(super) fn calls(&self) -> &[(usize, u32)] {
        &self.calls
    }

    /// Takes back all calls of footnotes so far and returns the places of the notes.
    pub(super) fn forget_calls(&mut self) -> Called {
        self.called.clear();
        let calls = std::mem::take(&mut self.calls).into_iter();
        (1..).zip(calls).map(|(number, (at, _))| (BlockId::footnote(number), at)).collect()
    }

    /// Calls the footnotes in `content` anew; `called` are the places of those that it numbers.
    pub(super) fn call_again(&mut self, content: &mut [Inline], called: &Called) {
        for inline in content {
            match inline {
                Inline::Footnote { target, .. } => {
                    if let Some(&note) = called.get(target) {
                        *inline = self.call(note);
                    }
                }
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Link { content, .. }
                | Inline::Reference { content, .. } => self.call_again(content, called),
                Inline::Text { .. }
                | Inline::Code { .. }
                | Inline::Image { .. }
                | Inline::Break => {}
            }
        }
    }

    /// Calls the footnote at the place `note`.
    pub(super) fn call(&mut self, note: usize) -> Inline {
        let at = *self.called.entry(note).or_insert(self.calls.len());
        if at == self.calls.len() {
            self.calls.push((note, 0));
        }
        self.calls[at].1 += 1;
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let target = BlockId::footnote(number);
        Inline::Footnote {
            id: target.named(&format!("call{}", self.calls[at].1)),
            target,
            label: self.formats.number(number),
        }
    }
}
