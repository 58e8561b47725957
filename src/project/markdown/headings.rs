//! Headings: the section that each begins, with its id and, in a patch, what becomes of it.

use comrak::nodes::Node;

use super::super::source::{PatchAction, SourceSection};
use super::blocks::{BodyKind, Reader};
use super::inlines::{has_words, plain};
use super::units::empty_unit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{BlockId, UnitId};

impl<'a> Reader<'a, '_> {
    /// The section that a heading begins.
    pub(super) fn heading(&mut self, node: Node<'a>, level: u8, span: Span) -> SourceSection {
        let (id, classes, pairs) = match &node.data().attrs {
            Some(attrs) => (attrs.id.clone(), attrs.classes.clone(), attrs.pairs.clone()),
            None => (None, Vec::new(), Vec::new()),
        };
        let id_is_missing = id.is_none();
        let known = id.as_deref().and_then(|id| self.id(id, &span));
        // What follows belongs to the heading, whatever is wrong with its id.
        let lost = known.is_none();
        let id = known.unwrap_or_else(|| BlockId::lost(self.lost_ids.len() + 1));
        self.check_attributes(&span, &pairs, classes.iter().any(|class| class == "remove"));
        let mut numbered = true;
        let mut action = None;
        for class in classes {
            match (class.as_str(), self.kind) {
                ("unnumbered", _) => numbered = false,
                ("remove", BodyKind::Patch(_)) => action = Some(PatchAction::Remove),
                _ => self.unknown_attribute(&span, &format!(".{class}")),
            }
        }
        for (key, value) in pairs {
            match (key.as_str(), self.kind) {
                ("after", BodyKind::Patch(_)) => action = Some(PatchAction::After(value)),
                ("before", BodyKind::Patch(_)) => action = Some(PatchAction::Before(value)),
                _ => self.unknown_attribute(&span, &key),
            }
        }
        let unit = UnitId::from(&id);
        let title = self.unit(node, unit.clone());
        let title = title.unwrap_or_else(|| empty_unit(node, unit, span.clone(), true));
        // One of nothing at all lacks its words first.
        if id_is_missing && has_words(&title.content) {
            self.diagnostics.push(
                Diagnostic::error(Code::HeadingId, "a heading without an id")
                    .at(span.clone())
                    .help("add one at the end of its line, such as `{#scope}`"),
            );
        }
        if lost {
            let attrs = node.data().attrs.as_ref().and_then(|attrs| attrs.id.clone());
            self.lost_ids.push(attrs.unwrap_or_else(|| plain(&title.content)));
        }
        SourceSection {
            id,
            level,
            numbered,
            title,
            span,
            blocks: Vec::new(),
            sections: Vec::new(),
            action,
        }
    }

    /// The id of a heading, if it is a valid one.
    fn id(&mut self, id: &str, span: &Span) -> Option<BlockId> {
        // A dot would make it the id of a block.
        let valid = id.parse().ok().filter(|id| !id_has_dot(id));
        if valid.is_none() {
            self.diagnostics.push(
                Diagnostic::error(Code::InvalidId, format!("`{id}` is not a valid id"))
                    .at(span.find(id))
                    .help("use lower-case letters, digits and hyphens, and start with a letter"),
            );
        }
        valid
    }

    /// Reports a second id and a second place: only one of each could count.
    fn check_attributes(&mut self, span: &Span, pairs: &[(String, String)], removes: bool) {
        let line = span.file.text[span.range.clone()].trim_end();
        let list = line.strip_suffix('}').and_then(|line| line.rsplit_once('{'));
        let mut ids = list.into_iter().flat_map(|(_, list)| list.split_whitespace());
        let second = ids.by_ref().filter(|part| part.starts_with('#')).nth(1).map(str::to_owned);
        if let Some(second) = second {
            self.diagnostics.push(
                Diagnostic::error(Code::InvalidId, "a heading with two ids")
                    .at(span.find(&second))
                    .help("a heading has one id; delete the other"),
            );
        }
        let mut places =
            pairs.iter().filter(|(key, _)| ["after", "before"].contains(&key.as_str()));
        if self.kind != BodyKind::Source
            && let Some((key, _)) = places.nth(usize::from(!removes))
        {
            self.diagnostics.push(
                Diagnostic::error(Code::PatchTarget, "a heading says twice what becomes of it")
                    .at(span.find(key))
                    .help("a section of a patch has one of `after=`, `before=` and `.remove`"),
            );
        }
    }

    fn unknown_attribute(&mut self, span: &Span, name: &str) {
        let help = match self.kind {
            BodyKind::Source => "a heading has an id and may be `.unnumbered`",
            BodyKind::Patch(_) => {
                "a heading of a patch has an id and may be `.unnumbered`, `.remove`, or have \
                 `after=\"id\"` or `before=\"id\"`"
            }
        };
        self.diagnostics.push(
            Diagnostic::error(Code::Unsupported, format!("a heading cannot have `{name}`"))
                .at(span.find(name))
                .help(help),
        );
    }
}

fn id_has_dot(id: &BlockId) -> bool {
    id.as_str().contains('.')
}
