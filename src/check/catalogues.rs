//! Catalogue entries that translate nothing.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::locale::interface_keys;
use crate::project::Project;
use crate::project::overlay::{INTERFACE, INVENTORY};

/// Warns of every current entry whose context no unit has.
pub(super) fn check(project: &Project, diagnostics: &mut Diagnostics) {
    for overlay in project.overlays.values() {
        for (name, catalogue) in &overlay.catalogues {
            let known = contexts(project, name);
            for entry in catalogue.catalogue.entries.iter().filter(|entry| !entry.obsolete) {
                let context = entry.msgctxt.as_deref().unwrap_or_default();
                if !known.contains(context) {
                    diagnostics.push(
                        Diagnostic::warning(
                            Code::StaleUnit,
                            format!("no text has the context `{context}`"),
                        )
                        .at(Span::new(&catalogue.file, entry.msgid_span.clone()))
                        .help("remove the entry, or keep it as obsolete with `#~`"),
                    );
                }
            }
        }
    }
}

/// The contexts that the catalogue called `name` may have.
fn contexts<'p>(project: &'p Project, name: &str) -> BTreeSet<&'p str> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    if name == INTERFACE {
        interface_keys().for_each(|key| {
            known.insert(key);
        });
    } else if name == INVENTORY {
        project.inventory.for_each_unit(&mut |unit| {
            known.insert(unit.id.as_str());
        });
    }
    for document in project.documents.iter().filter(|document| document.id.as_str() == name) {
        document.for_each_unit(&mut |unit| {
            known.insert(unit.id.as_str());
        });
        for patch in project.overlays.values().filter_map(|o| o.patches.get(&document.id)) {
            for section in &patch.body.sections {
                known.insert(section.title.id.as_str());
                for block in &section.blocks {
                    block.for_each_unit(&mut |unit| {
                        known.insert(unit.id.as_str());
                    });
                }
            }
        }
    }
    known
}
