//! Cookies that no document discloses.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::project::Project;
use crate::project::source::SourceBlockKind;

/// Warns of every category that has items and is shown in no document.
pub(super) fn check(project: &Project, diagnostics: &mut Diagnostics) {
    let mut shown = BTreeSet::new();
    for section in project.documents.iter().flat_map(|document| document.all_sections()) {
        for block in &section.blocks {
            block.for_each_block(&mut |block| {
                if let SourceBlockKind::Inventory { category } = &block.kind {
                    shown.insert(category.as_str());
                }
            });
        }
    }
    for category in &project.inventory.categories {
        let items = project.inventory.items.iter().filter(|item| item.category == category.id);
        let count = items.count();
        if count > 0 && !shown.contains(category.id.as_str()) {
            diagnostics.push(
                Diagnostic::warning(
                    Code::InventoryUnused,
                    format!(
                        "category `{}` has items ({count}), but no document shows them",
                        category.id
                    ),
                )
                .at(category.span.clone())
                .help(format!("put `::: inventory {{category=\"{}\"}}` into one", category.id)),
            );
        }
    }
}
