//! Block directives, whose info string is such as `inventory {category="functional"}`.

use comrak::nodes::Node;

use super::super::source::SourceBlockKind;
use super::blocks::Reader;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::BlockId;

/// A directive's name and its attributes.
#[derive(Debug, PartialEq, Eq)]
struct Directive<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Directive<'a> {
    /// Reads an info string; `None` where it does not have this form.
    fn parse(info: &'a str) -> Option<Self> {
        let info = info.trim();
        let end = info.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(info.len());
        let (name, rest) = info.split_at(end);
        let rest = rest.trim();
        let mut attributes = Vec::new();
        if !rest.is_empty() {
            let mut list = rest.strip_prefix('{')?.strip_suffix('}')?.trim();
            while !list.is_empty() {
                let (key, value) = list.split_once('=')?;
                let (value, after) = value.trim_start().strip_prefix('"')?.split_once('"')?;
                attributes.push((key.trim(), value));
                list = after.trim_start();
            }
        }
        (!name.is_empty()).then_some(Directive { name, attributes })
    }

    /// The value of the only attribute, if that is `key`.
    fn only(&self, key: &str) -> Option<&'a str> {
        match self.attributes.as_slice() {
            [(name, value)] if *name == key => Some(value),
            _ => None,
        }
    }
}

impl<'a> Reader<'a, '_> {
    /// Reads the directive that `info` names around `node`, or reports it.
    pub(super) fn directive(
        &mut self,
        node: Node<'a>,
        info: &str,
        id: &BlockId,
        span: &Span,
        depth: usize,
    ) -> Option<SourceBlockKind> {
        let empty = node.first_child().is_none();
        let kind = Directive::parse(info).and_then(|directive| match directive.name {
            "categories" if directive.attributes.is_empty() && empty => {
                Some(SourceBlockKind::Categories)
            }
            "providers" if directive.attributes.is_empty() && empty => {
                Some(SourceBlockKind::Providers)
            }
            "inventory" if empty => directive
                .only("category")
                .map(|category| SourceBlockKind::Inventory { category: category.to_owned() }),
            "when" if !empty => directive.only("set").map(|variable| SourceBlockKind::When {
                variable: variable.to_owned(),
                blocks: self.blocks(node, id, depth + 1),
            }),
            _ => None,
        });
        if kind.is_none() && info.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::error(Code::Directive, "a `:::` that closes nothing")
                    .at(span.find(":::"))
                    .help(
                        "delete it, or open it with a line such as `::: when {set=\"…\"}`; one block \
                         in another has more colons outside: `:::: when {set=\"…\"}` … `::::`",
                    ),
            );
        } else if kind.is_none() {
            self.diagnostics.push(
                Diagnostic::error(Code::Directive, format!("wrong directive `{}`", info.trim()))
                    .at(span.find(info.trim()))
                    .help(
                        "the directives are `::: categories`, `::: providers`, \
                         `::: inventory {category=\"…\"}`, all three empty, and \
                         `::: when {set=\"…\"}` around blocks",
                    ),
            );
        }
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_and_attributes() {
        let directive = Directive::parse("inventory {category=\"functional\"}").unwrap();
        assert_eq!(directive.name, "inventory");
        assert_eq!(directive.only("category"), Some("functional"));
        assert_eq!(directive.only("set"), None);
    }

    #[test]
    fn refuses_other_forms() {
        for info in
            ["", "{a=\"b\"}", "inventory {category=functional}", "inventory {a=\"b\"", "a b"]
        {
            assert_eq!(Directive::parse(info), None, "{info}");
        }
    }
}
