//! Structural patches: a locale's `<doc>.md` replaces, inserts and removes sections.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::LocaleTag;
use crate::project::source::{PatchAction, SourceSection, has_lost, nest};

/// A section with the locale whose words it is in.
#[derive(Debug, Clone)]
pub(crate) struct OwnedSection {
    pub(crate) section: SourceSection,
    pub(crate) origin: LocaleTag,
    pub(crate) children: Vec<OwnedSection>,
}

impl OwnedSection {
    /// `sections` with all below them, written in `origin`.
    pub(crate) fn all(sections: &[SourceSection], origin: &LocaleTag) -> Vec<OwnedSection> {
        sections
            .iter()
            .map(|section| OwnedSection {
                children: OwnedSection::all(&section.sections, origin),
                section: SourceSection { sections: Vec::new(), ..section.clone() },
                origin: origin.clone(),
            })
            .collect()
    }
}

/// Applies a patch, given as its flat sections, to the tree. `lost` are the headings that lost their
/// ids, which is an error already: a section of the patch without one is put at the end.
pub(crate) fn apply(
    tree: &mut Vec<OwnedSection>,
    patch: &[SourceSection],
    origin: &LocaleTag,
    lost: &[String],
    diagnostics: &mut Diagnostics,
) {
    for operation in operations(tree, patch, lost, diagnostics) {
        let head = &operation[0];
        let id = head.id.as_str().to_owned();
        let (level, span) = (head.level, head.span.clone());
        let action = head.action.clone();
        if action == Some(PatchAction::Remove)
            && let Some(text) = text_below(&operation)
        {
            diagnostics.push(
                Diagnostic::error(
                    Code::PatchTarget,
                    format!("text below the heading that removes `{id}` would be lost"),
                )
                .at(text)
                .help("delete it, or leave out `.remove` to put it in place of the section"),
            );
            continue;
        }
        let has_no_id = head.id.is_lost();
        let sections = OwnedSection::all(&nest(operation), origin);
        if has_no_id {
            tree.extend(sections);
            continue;
        }
        let (anchor, offset) = match &action {
            Some(PatchAction::After(anchor)) => (anchor.as_str(), 1),
            Some(PatchAction::Before(anchor)) => (anchor.as_str(), 0),
            Some(PatchAction::Remove) | None => (id.as_str(), 0),
        };
        let Some((siblings, at)) = find(tree, anchor) else {
            if has_lost(lost, anchor) {
                continue;
            }
            diagnostics.push(
                Diagnostic::error(
                    Code::PatchTarget,
                    format!("the document has no section `{anchor}`"),
                )
                .at(span.find(anchor))
                .help("name the id of a section of the source, or of a parent locale's patch"),
            );
            continue;
        };
        if siblings[at].section.level != level {
            diagnostics.push(
                Diagnostic::error(
                    Code::HeadingLevel,
                    format!(
                        "the heading's level is {level}, that of `{anchor}` is {}",
                        siblings[at].section.level
                    ),
                )
                .at(span)
                .help("give both the same number of `#`"),
            );
            continue;
        }
        match action {
            Some(PatchAction::Remove) => {
                siblings.remove(at);
            }
            Some(PatchAction::After(_) | PatchAction::Before(_)) => {
                siblings.splice(at + offset..at + offset, sections);
            }
            None => {
                siblings.splice(at..=at, sections);
            }
        }
    }
}

/// The first text or heading below the heading of an operation.
fn text_below(operation: &[SourceSection]) -> Option<Span> {
    let block = operation[0].blocks.first().map(|block| block.span.clone());
    block.or_else(|| operation.get(1).map(|section| section.span.clone()))
}

/// Reports ids that stand twice in a tree after its patches.
pub(super) fn check_ids(tree: &[OwnedSection], diagnostics: &mut Diagnostics) {
    fn collect<'t>(tree: &'t [OwnedSection], into: &mut Vec<&'t SourceSection>) {
        for node in tree {
            into.push(&node.section);
            collect(&node.children, into);
        }
    }
    let mut sections = Vec::new();
    collect(tree, &mut sections);
    let mut seen: BTreeMap<&str, &SourceSection> = BTreeMap::new();
    for section in sections {
        if let Some(first) = seen.insert(section.id.as_str(), section) {
            // The patch is what a reader can mend.
            let (patch, other) =
                if section.action.is_some() { (section, first) } else { (first, section) };
            diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    format!("the document has the id `{}` twice with this patch", section.id),
                )
                .label(patch.span.find(section.id.as_str()), "put in here")
                .label(other.span.find(section.id.as_str()), "there already")
                .help("give the section another id, or remove or replace the other one"),
            );
        }
    }
}

/// Splits the flat sections of a patch: a heading that says where it goes, or whose id the tree
/// has, starts an operation; deeper headings after it belong to it.
fn operations(
    tree: &[OwnedSection],
    patch: &[SourceSection],
    lost: &[String],
    diagnostics: &mut Diagnostics,
) -> Vec<Vec<SourceSection>> {
    let mut operations: Vec<Vec<SourceSection>> = Vec::new();
    for section in patch {
        let replaced = operations.last().is_some_and(|last| {
            last[0].action.is_none()
                && section.level > last[0].level
                && below(tree, last[0].id.as_str(), section.id.as_str())
        });
        let starts = section.action.is_some()
            || section.id.is_lost()
            || (!replaced && contains(tree, section.id.as_str()));
        match operations.last_mut() {
            Some(last) if !starts && section.level > last[0].level => last.push(section.clone()),
            _ if starts => operations.push(vec![section.clone()]),
            _ if has_lost(lost, section.id.as_str()) => {}
            _ => diagnostics.push(
                Diagnostic::error(
                    Code::PatchTarget,
                    format!("the document has no section `{}` to replace", section.id),
                )
                .at(section.span.find(section.id.as_str()))
                .help("to insert a new section, say where: `{#id after=\"other-id\"}`"),
            ),
        }
    }
    operations
}

/// Whether the section `id` is in the tree below the section `above`.
fn below(tree: &[OwnedSection], above: &str, id: &str) -> bool {
    tree.iter().any(|node| {
        if node.section.id.as_str() == above {
            contains(&node.children, id)
        } else {
            below(&node.children, above, id)
        }
    })
}

fn contains(tree: &[OwnedSection], id: &str) -> bool {
    tree.iter().any(|node| node.section.id.as_str() == id || contains(&node.children, id))
}

/// The list that holds the section `id`, and its place there.
fn find<'t>(
    tree: &'t mut Vec<OwnedSection>,
    id: &str,
) -> Option<(&'t mut Vec<OwnedSection>, usize)> {
    if let Some(at) = tree.iter().position(|node| node.section.id.as_str() == id) {
        return Some((tree, at));
    }
    tree.iter_mut().find_map(|node| find(&mut node.children, id))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::SourceFile;
    use crate::project::markdown::{BodyKind, parse_body};

    fn sections(text: &str, kind: BodyKind<'_>) -> Vec<SourceSection> {
        let mut found = Diagnostics::default();
        let file = Arc::new(SourceFile::new("policy.md", text));
        let sections = parse_body(&file, 0, kind, &mut found).sections;
        assert!(!found.has_errors(), "{text}: {found:?}");
        sections
    }

    /// The tree in a line: ids, those of a patch with `+`, those below in brackets.
    fn shown(tree: &[OwnedSection], source: &LocaleTag) -> String {
        let one = |node: &OwnedSection| {
            let mark = if node.origin == *source { "" } else { "+" };
            let below = shown(&node.children, source);
            let below = if below.is_empty() { below } else { format!("({below})") };
            format!("{}{mark}{below}", node.section.id)
        };
        tree.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        const SOURCE: &str = "# A {#a}\n\ntext\n\n## B {#b}\n\ntext\n\n# C {#c}\n\ntext\n";
        let (en, de): (LocaleTag, LocaleTag) = ("en".parse().unwrap(), "de".parse().unwrap());
        for (patch, tree, error) in [
            ("", "a(b) c", ""),
            ("# A {#a}\n\nother", "a+ c", ""),
            ("# A {#a}\n\nother\n\n## B {#b}\n\nother", "a+(b+) c", ""),
            ("## B {#b}\n\nother", "a(b+) c", ""),
            ("# N {#n after=\"a\"}\n\nnew", "a(b) n+ c", ""),
            ("# N {#n before=\"a\"}\n\nnew", "n+ a(b) c", ""),
            ("# N {#n after=\"c\"}\n\nnew\n\n## M {#m}\n\nnew", "a(b) c n+(m+)", ""),
            ("# C {#c .remove}", "a(b)", ""),
            ("## B {#b .remove}", "a c", ""),
            ("# A {#a .remove}\n\n# C {#c .remove}", "", ""),
            // Removed and put in elsewhere: it moves.
            ("# C {#c .remove}\n\n# C {#c before=\"a\"}\n\ntext", "c+ a(b)", ""),
            // What fails changes nothing.
            ("# N {#n after=\"x\"}\n\nnew", "a(b) c", "the document has no section `x`"),
            ("# N {#n}\n\nnew", "a(b) c", "the document has no section `n` to replace"),
            ("## C {#c}\n\nother", "a(b) c", "the heading's level is 2, that of `c` is 1"),
            ("# C {#c .remove}\n\nleft", "a(b) c", "text below the heading that removes `c`"),
        ] {
            let mut tree_now = OwnedSection::all(&nest(sections(SOURCE, BodyKind::Source)), &en);
            let mut found = Diagnostics::default();
            apply(&mut tree_now, &sections(patch, BodyKind::Patch(&de)), &de, &[], &mut found);
            assert_eq!(shown(&tree_now, &en), tree, "{patch}");
            let said = found.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("; ");
            assert_eq!(said.is_empty(), error.is_empty(), "{patch}: {said}");
            assert!(said.starts_with(error), "{patch}: {said}");
        }
    }

    #[test]
    fn an_id_stands_once_in_a_patched_tree() {
        let (en, de): (LocaleTag, LocaleTag) = ("en".parse().unwrap(), "de".parse().unwrap());
        let source = sections("# A {#a}\n\ntext\n\n# B {#b}\n\ntext\n", BodyKind::Source);
        for (patch, count) in [
            ("# B {#b}\n\nother", 0),
            ("# B {#b after=\"a\"}\n\nother", 1),
            ("# N {#n after=\"a\"}\n\nnew\n\n## A {#a}\n\nnew", 0),
        ] {
            let mut tree = OwnedSection::all(&nest(source.clone()), &en);
            let mut found = Diagnostics::default();
            apply(&mut tree, &sections(patch, BodyKind::Patch(&de)), &de, &[], &mut found);
            check_ids(&tree, &mut found);
            let twice = found.iter().filter(|one| one.code == Code::DuplicateId).count();
            assert_eq!(twice, count, "{patch}: {found:?}");
        }
    }
}
