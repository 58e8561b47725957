//! Catalogue entries that translate nothing, and interface words without a translation.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::overlay::{INTERFACE, INVENTORY, Overlay};
use crate::resolve::{fallback_chain, is_missing_words, key, template};

/// Warns of every current entry whose context no unit has, and of words in the wrong language.
pub(super) fn check(project: &Project, overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let tag = &overlay.tag;
    let chain = fallback_chain(tag, &project.source_locale, &project.tags);
    if is_missing_words(tag, &chain, &project.overlays) {
        diagnostics.push(
            Diagnostic::warning(
                Code::InterfaceWords,
                format!("documents in {tag} show words of the tool in English"),
            )
            .help(format!("run `promulgate extract` and translate locales/{tag}/interface.po")),
        );
    }
    for (name, catalogue) in &overlay.catalogues {
        let known = contexts(project, &chain, name);
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

/// Lists the contexts that the catalogue called `name` may have in a locale with the fallbacks `chain`.
fn contexts<'p>(project: &'p Project, chain: &[LocaleTag], name: &str) -> BTreeSet<&'p str> {
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
        let overlays = chain.iter().filter_map(|tag| project.overlays.get(tag));
        for patch in overlays.filter_map(|overlay| overlay.patches.get(&document.id)) {
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
