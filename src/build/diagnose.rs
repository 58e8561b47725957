//! A project with errors in some of its files: finds all else that is wrong, and reports nothing that
//! may only come of a file that could not be read whole. Nothing is made of it or remembered.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::BuildOptions;
use super::locales::{keeps_catalogues, with_fallbacks};
use crate::check;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{DocumentId, LocaleTag};
use crate::project::Project;
use crate::project::overlay::{INTERFACE, INVENTORY};
use crate::resolve::{fallback_chain, resolve};

/// Finds what is wrong in what `options` select of `project`, and in its locales.
pub(super) fn diagnose(project: &mut Project, options: &BuildOptions) -> Diagnostics {
    let selection = &options.selection;
    let selected = project.locales().filter(|tag| selection.has_locale(tag));
    let selected: Vec<LocaleTag> = selected.cloned().collect();
    let needed = with_fallbacks(project, selected.iter());
    let ids: Vec<DocumentId> = project.document_ids().cloned().collect();
    // Those that are loaded would not tell again what is wrong in them.
    project.unload_overlays();
    let mut found: Diagnostics =
        project.load_overlays(&needed).into_iter().map(|(_, found)| found).collect();
    let doubts = of_source(project);
    found.extend(check::source(project).only(|code, _| !doubts.contains(&code)));
    for tag in &needed {
        let one = BTreeSet::from([tag.clone()]);
        found.extend(project.load_catalogues(&one, &ids).into_iter().map(|(_, found)| found));
        if let Some(overlay) = project.overlays.get(tag).filter(|_| selected.contains(tag)) {
            found.extend(check::overlay(project, overlay).only_in_files(|code, _, file| {
                !of_catalogue(project, tag, file.unwrap_or_default()).contains(&code)
            }));
        }
        if !keeps_catalogues(project) {
            project.unload_catalogues();
        }
    }
    for id in ids.iter().filter(|id| selection.has_document(id)) {
        project.load_catalogues(&needed, std::slice::from_ref(id));
        let resolved: Vec<Diagnostics> =
            selected.par_iter().map(|tag| of_document(project, id, tag)).collect();
        found.extend(resolved);
        if !keeps_catalogues(project) {
            project.unload_catalogues();
        }
    }
    found
}

/// What is wrong in the document `id` in the locale `tag`.
fn of_document(project: &Project, id: &DocumentId, tag: &LocaleTag) -> Diagnostics {
    let Some(source) = project.documents.iter().find(|source| source.id == *id) else {
        return Diagnostics::default();
    };
    let doubts = of_edition(project, id, tag);
    resolve(project, source, tag).diagnostics.only(|code, _| !doubts.contains(&code))
}

/// What is counted over all texts of a document, or rests on all of them.
const WHOLE: [Code; 3] = [Code::Untranslated, Code::LocaleOmitted, Code::NotApproved];

fn of_source(project: &Project) -> Vec<Code> {
    if project.faults.is_empty() { Vec::new() } else { vec![Code::InventoryUnused] }
}

/// Codes of findings in the catalogue `file` of the locale `tag` that may come of faulty files.
fn of_catalogue(project: &Project, tag: &LocaleTag, file: &str) -> Vec<Code> {
    let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".po")).unwrap_or(file);
    let source = if name == INVENTORY { INVENTORY_FILE.to_owned() } else { document_file(name) };
    let mut doubts = Vec::new();
    if project.faults.has(&source) || has_fault(project, tag, &format!("{name}.md")) {
        doubts.push(Code::StaleUnit);
    }
    if has_fault(project, tag, &format!("{INTERFACE}.po")) {
        doubts.push(Code::InterfaceWords);
    }
    doubts
}

/// Codes of findings in the document `id` in the locale `tag` that may come of faulty files.
fn of_edition(project: &Project, id: &DocumentId, tag: &LocaleTag) -> Vec<Code> {
    let values = [
        Code::UnknownVariable,
        Code::Expression,
        Code::ImageAlt,
        Code::NoWords,
        Code::LinkScheme,
        Code::DateForm,
    ];
    let faulty = |name: &str| has_fault(project, tag, name);
    let mut doubts = Vec::new();
    if project.faults.has(&document_file(id.as_str())) {
        doubts.extend([Code::DuplicateId, Code::ImpossibleApproval].iter().chain(&WHOLE));
    }
    if project.faults.has(INVENTORY_FILE) {
        doubts.extend([Code::Inventory, Code::InventoryEmpty].iter().chain(&WHOLE));
    }
    if faulty("locale.toml") {
        doubts.extend(values.iter().chain(&WHOLE));
    }
    if faulty("terms.toml") {
        doubts.extend([Code::Copy].iter().chain(&WHOLE));
    }
    if faulty("approvals.toml") {
        doubts.extend([Code::NotApproved, Code::ImpossibleApproval]);
    }
    if faulty(&format!("{id}.po")) || faulty(&format!("{INVENTORY}.po")) {
        doubts.extend(WHOLE);
    }
    if faulty(&format!("{id}.md")) {
        doubts.extend([Code::DuplicateId].iter().chain(&WHOLE));
    }
    doubts
}

/// Whether a locale that `tag` falls back to, or it itself, has errors in its file `name`.
fn has_fault(project: &Project, tag: &LocaleTag, name: &str) -> bool {
    let chain = fallback_chain(tag, &project.source_locale, &project.tags);
    let mut overlays = chain.iter().filter_map(|tag| project.overlays.get(tag));
    overlays.any(|overlay| overlay.faults.has(name))
}

const INVENTORY_FILE: &str = "policy/cookies.toml";

fn document_file(id: &str) -> String {
    format!("policy/{id}.md")
}
