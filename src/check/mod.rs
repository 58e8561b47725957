//! Checks beyond what loading and resolving need: one file per family of rules. They look at the source
//! and at catalogues, and at nothing that is resolved or rendered.

mod catalogues;
#[cfg(test)]
mod evidence;
mod final_mark;
mod habits;
mod inventory;
mod languages;
mod numbers;
mod sources;
mod terms;
mod translations;
mod typography;
mod variables;

pub(crate) use numbers::changed_number;
#[cfg(test)]
use translations::fixed;
pub(crate) use translations::fixes;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::overlay::{INTERFACE, LocaleCatalogue, Overlay, ReadCatalogue};

/// The catalogues of a locale, by name.
type Catalogues<'p> = BTreeMap<&'p str, Arc<LocaleCatalogue>>;

/// Returns every warning about the source that can be told before it is resolved.
pub(crate) fn source(project: &Project) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    variables::check(project, &mut diagnostics);
    habits::source(project, &mut diagnostics);
    inventory::check(project, &mut diagnostics);
    sources::check(project, &mut diagnostics);
    diagnostics
}

/// Finds what there is to say of the locale `tag` before anything is resolved.
///
/// # Errors
///
/// What there is to say of its files and of those that it falls back to, if one of them has errors.
pub(crate) fn locale(project: &Project, tag: &LocaleTag) -> Result<Diagnostics, Diagnostics> {
    let mut errors = Diagnostics::default();
    for tag in project.fallbacks(tag).iter() {
        errors.extend(project.overlay(tag).err());
        errors.extend(project.catalogues(tag).err());
    }
    if errors.has_errors() { Err(errors) } else { Ok(readable(project, tag)) }
}

/// Finds what there is to say of the locale `tag` as far as its files can be read.
pub(crate) fn readable(project: &Project, tag: &LocaleTag) -> Diagnostics {
    let readable = project.readable();
    let fallbacks = project.fallbacks(tag);
    let overlays: Vec<&Overlay> = fallbacks.iter().map(|tag| readable.overlay(tag)).collect();
    let words = |tag| Some((tag, readable.catalogue(tag, INTERFACE).catalogue?));
    let words: Vec<_> = fallbacks.iter().filter_map(words).collect();
    let mut diagnostics = overlays[0].found.clone();
    let mut catalogues = Catalogues::new();
    for (name, ReadCatalogue { catalogue, found }) in readable.catalogues(tag) {
        diagnostics.extend(found);
        catalogues.extend(catalogue.map(|one| (name, one)));
    }
    languages::check(&overlays, &mut diagnostics);
    catalogues::check_words(tag, &words, &mut diagnostics);
    catalogues::check(project, &overlays, &catalogues, &mut diagnostics);
    habits::patches(overlays[0], &mut diagnostics);
    habits::translations(project, tag, &catalogues, &mut diagnostics);
    sources::check_patches(overlays[0], &mut diagnostics);
    translations::check(project, overlays[0], &catalogues, &mut diagnostics);
    diagnostics
}
