//! Variables that texts use but that are not set.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::is_blank;
use crate::locale::variables::split;
use crate::project::Project;
use crate::project::config::VariableTable;
use crate::project::source::{Piece, SourceBlock, SourceBlockKind, SourceInline, for_each_inline};

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
                SourceInline::Text(pieces) => add(pieces),
                SourceInline::Link { href, .. } => add(href),
                SourceInline::Code(_)
                | SourceInline::Emphasis(_)
                | SourceInline::Strong(_)
                | SourceInline::Strikethrough(_)
                | SourceInline::Reference { .. }
                | SourceInline::Footnote(_)
                | SourceInline::Image { .. }
                | SourceInline::Break => {}
            });
        });
    }
    for block in project.documents.iter().flat_map(|document| document.all_sections()) {
        block.blocks.iter().for_each(|block| conditions(block, &mut used));
    }
    used
}

fn conditions(block: &SourceBlock, used: &mut BTreeSet<String>) {
    block.for_each_block(&mut |block| {
        if let SourceBlockKind::When { variable, .. } = &block.kind {
            used.insert(variable.clone());
        }
    });
}
