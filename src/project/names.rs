//! Names that lead nowhere, in a project that other errors keep from being resolved.
//!
//! Resolving finds these, and more precisely; whoever mends a new document shall not have to build
//! once for each kind of error.

use std::collections::BTreeSet;

use super::Project;
use super::source::{Piece, SourceBlockKind, SourceDocument, SourceInline, for_each_inline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Reports the variables and sections that texts of the source name and that there are not.
pub(super) fn check(project: &Project, diagnostics: &mut Diagnostics) {
    for document in &project.documents {
        let ids: BTreeSet<&str> =
            document.all_sections().into_iter().map(|section| section.id.as_str()).collect();
        let lost: BTreeSet<String> = document.lost_ids.iter().map(|words| slug(words)).collect();
        let known = |target: &str| ids.contains(target) || lost.contains(&slug(target));
        document.for_each_unit(&mut |unit| {
            for_each_inline(&unit.content, &mut |inline| match inline {
                SourceInline::Text(pieces)
                | SourceInline::Code(pieces)
                | SourceInline::Image { alt: pieces, .. }
                | SourceInline::Link { href: pieces, .. } => {
                    variables(project, pieces, &unit.span, diagnostics);
                }
                SourceInline::Reference { target, .. } if !known(target) => diagnostics.push(
                    Diagnostic::error(
                        Code::DanglingReference,
                        format!("there is no section `{target}`"),
                    )
                    .at(unit.span.find(&format!("#{target}")))
                    .help("name the id of a heading of this document"),
                ),
                SourceInline::Reference { .. }
                | SourceInline::Emphasis(_)
                | SourceInline::Strong(_)
                | SourceInline::Strikethrough(_)
                | SourceInline::Footnote(_)
                | SourceInline::Break => {}
            });
        });
        code(project, document, diagnostics);
    }
}

fn code(project: &Project, document: &SourceDocument, diagnostics: &mut Diagnostics) {
    document.for_each_block(&mut |block| {
        if let SourceBlockKind::Code { code, .. } = &block.kind {
            variables(project, code, &block.span, diagnostics);
        }
    });
}

fn variables(project: &Project, pieces: &[Piece], span: &Span, diagnostics: &mut Diagnostics) {
    for piece in pieces {
        let Piece::Expression(expression) = piece else { continue };
        let path = expression.split('|').next().unwrap_or_default().trim();
        if !is_known(project, path) {
            diagnostics.push(
                Diagnostic::error(Code::UnknownVariable, format!("unknown variable `{path}`"))
                    .at(span.find(expression))
                    .help(
                        "define it in policy/policy.toml; braces meant as such are written \
                         `\\{\\{` and `\\}\\}`, in code too",
                    ),
            );
        }
    }
}

fn is_known(project: &Project, path: &str) -> bool {
    let config = &project.config;
    let (group, name) = path.split_once('.').unwrap_or((path, ""));
    let first = name.split('.').next().unwrap_or_default();
    match group {
        // The number of the section that a reference is to.
        "number" => true,
        "document" => ["id", "version", "updated", "effective"].contains(&name),
        "publisher" => config.publisher.get_ref().contains_key(first),
        "urls" => config.urls.contains_key(first),
        "contact" => config.contact.contains_key(first),
        _ => config.variables.contains_key(group),
    }
}

/// What an id made from `words` would be, more or less.
fn slug(words: &str) -> String {
    let letters = words.to_lowercase();
    letters.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).fold(
        String::new(),
        |slug, part| {
            if slug.is_empty() { part.to_owned() } else { format!("{slug}-{part}") }
        },
    )
}
