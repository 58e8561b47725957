//! Catalogue entries that translate nothing, and interface words without a translation.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Catalogues;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::overlay::{INTERFACE, INVENTORY, LocaleCatalogue, Overlay};
use crate::resolve::{is_missing_words, key, template};

/// Warns of words of the tool that documents in `tag` show in English; `own` are the project's.
pub(super) fn check_words(
    tag: &LocaleTag,
    own: &[(&LocaleTag, Arc<LocaleCatalogue>)],
    diagnostics: &mut Diagnostics,
) {
    if is_missing_words(tag, own) {
        diagnostics.push(
            Diagnostic::warning(
                Code::InterfaceWords,
                format!("documents in {tag} show words of the tool in English"),
            )
            .help(format!("run `promulgate extract` and translate locales/{tag}/interface.po")),
        );
    }
}

/// Warns of every current entry whose context no unit has, in the catalogues of a locale, the first of
/// `overlays`.
pub(super) fn check(
    project: &Project,
    overlays: &[&Overlay],
    catalogues: &Catalogues<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (name, catalogue) in catalogues {
        let known = contexts(project, overlays, name);
        for entry in catalogue.catalogue.entries.iter().filter(|entry| !entry.obsolete) {
            let context = entry.context();
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

/// Lists the contexts that the catalogue called `name` may have in the first of `overlays`.
fn contexts<'p>(project: &'p Project, overlays: &[&'p Overlay], name: &str) -> BTreeSet<&'p str> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    if name == INTERFACE {
        known.extend(template().iter().map(key));
    } else if name == INVENTORY {
        project.inventory.for_each_unit(&mut |unit| {
            known.insert(unit.id.as_str());
        });
    }
    for document in project.documents.iter().filter(|document| document.id.as_str() == name) {
        document.for_each_unit(&mut |unit| {
            known.insert(unit.id.as_str());
        });
        for patch in overlays.iter().filter_map(|overlay| overlay.patches.get(&document.id)) {
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
