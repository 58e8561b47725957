//! Variables that texts use but that are not set.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::is_blank;
use crate::project::Project;
use crate::project::config::VariableTable;
use crate::project::source::{Piece, SourceBlockKind, SourceInline, for_each_inline};
use crate::resolve::variables::split;

/// Warns of every variable that is empty and that a text of the source uses.
pub(super) fn check(project: &Project, diagnostics: &mut Diagnostics) {
    let used = used_paths(project);
    let config = &project.config;
    let groups = [
        ("publisher.", config.publisher.get_ref()),
        ("urls.", &config.urls),
        ("contact.", &config.contact),
        ("", &config.variables),
    ];
    for (prefix, table) in groups {
        for (key, value) in unset(table) {
            let path = format!("{prefix}{key}");
            if used.contains(&path) {
                diagnostics.push(
                    Diagnostic::warning(Code::UnsetVariable, format!("`{path}` is not set"))
                        .at(Span::new(&project.config_file, value.span()))
                        .help("set it before you publish; what needs it is left out until then"),
                );
            }
        }
    }
}

fn unset(table: &VariableTable) -> impl Iterator<Item = (&String, &Spanned<toml::Value>)> {
    table.iter().filter(|(_, value)| value.get_ref().as_str().is_some_and(is_blank))
}

fn used_paths(project: &Project) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut add = |pieces: &[Piece]| {
        for piece in pieces {
            if let Piece::Expression(expression) = piece
                && let Some((path, _)) = split(expression)
            {
                used.insert(path.to_owned());
            }
        }
    };
    for document in &project.documents {
        document.for_each_unit(&mut |unit| {
            for_each_inline(&unit.content, &mut |inline| match inline {
                SourceInline::Text(pieces)
                | SourceInline::Code(pieces)
                | SourceInline::Image { alt: pieces, .. }
                | SourceInline::Link { href: pieces, .. } => add(pieces),
                SourceInline::Emphasis(_)
                | SourceInline::Strong(_)
                | SourceInline::Strikethrough(_)
                | SourceInline::Reference { .. }
                | SourceInline::Footnote(_)
                | SourceInline::Break => {}
            });
        });
    }
    let mut conditions = Vec::new();
    for document in &project.documents {
        document.for_each_block(&mut |block| match &block.kind {
            SourceBlockKind::Code { code, .. } => add(code),
            SourceBlockKind::When { variable, .. } => conditions.push(variable.clone()),
            SourceBlockKind::Paragraph(_)
            | SourceBlockKind::List { .. }
            | SourceBlockKind::Quote(_)
            | SourceBlockKind::Alert { .. }
            | SourceBlockKind::Table { .. }
            | SourceBlockKind::Rule
            | SourceBlockKind::Categories
            | SourceBlockKind::Inventory { .. }
            | SourceBlockKind::Providers => {}
        });
    }
    used.extend(conditions);
    used
}
