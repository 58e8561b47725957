//! A project with errors in some of its files: finds all else that is wrong, and reports nothing that
//! may only come of a file that could not be read whole. Nothing is made of it or remembered.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::request::Request;
use crate::check;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{EditionId, LocaleTag};
use crate::project::Project;
use crate::project::overlay::{INTERFACE, INVENTORY};
use crate::resolve::resolve_readable;
use crate::rules::{self, Verdict};

/// Finds what is wrong in what `request` selects of `project`, and in its locales.
pub(super) fn diagnose(project: &Project, request: &Request) -> Diagnostics {
    let Request { selection, require_approved, .. } = request;
    let readable = project.readable();
    let selected: Vec<&LocaleTag> =
        project.locales().filter(|tag| selection.has_locale(tag)).collect();
    let needed: BTreeSet<&LocaleTag> =
        selected.iter().flat_map(|tag| project.fallbacks(tag).iter()).collect();
    let mut found = Diagnostics::default();
    for tag in &needed {
        found.extend(Some(readable.overlay(tag).found.clone()));
        let shared = [INVENTORY, INTERFACE].map(|name| readable.catalogue(tag, name).found);
        found.extend(shared);
    }
    let doubts = of_source(project);
    found.extend(Some(check::source(project).only(|code, _| !doubts.contains(&code))));
    for tag in &needed {
        found.extend(readable.catalogues(tag).map(|(_, one)| one.found));
        if selected.contains(tag) {
            found.extend(Some(check::readable(project, tag).only_in_files(|code, _, file| {
                !of_catalogue(project, tag, file.unwrap_or_default()).contains(&code)
            })));
        }
    }
    for id in project.document_ids().filter(|id| selection.has_document(id)) {
        let of =
            |tag: &&LocaleTag| of_document(project, &EditionId::new(id, tag), *require_approved);
        found.extend(selected.par_iter().map(of).collect::<Vec<_>>());
    }
    found
}

/// Finds what is wrong in the document of `edition`.
fn of_document(project: &Project, edition: &EditionId, require_approved: bool) -> Diagnostics {
    let Some(mut resolved) = resolve_readable(project, edition) else {
        return Diagnostics::default();
    };
    let mut found = std::mem::take(&mut resolved.diagnostics);
    match rules::judge(project, &resolved, require_approved) {
        Verdict::Publish | Verdict::Mark(_) => {}
        Verdict::Omit(reasons) | Verdict::Refuse(reasons) => found.extend(Some(reasons)),
    }
    let doubts = of_edition(project, edition);
    found.only(|code, _| !doubts.contains(&code))
}

/// What is counted over all texts of a document, or rests on all of them.
const WHOLE: [Code; 3] = [Code::Untranslated, Code::LocaleOmitted, Code::NotApproved];

fn of_source(project: &Project) -> Vec<Code> {
    if project.faults.is_empty() { Vec::new() } else { vec![Code::InventoryUnused] }
}

/// Lists the codes of findings in the catalogue `file` of the locale `tag` that may come of faulty files.
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

/// Lists the codes of findings in the document of an edition that may come of faulty files.
fn of_edition(project: &Project, edition: &EditionId) -> Vec<Code> {
    let EditionId { document: id, locale: tag } = edition;
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

/// Tells whether a locale that `tag` falls back to, or it itself, has errors in its file `name`.
fn has_fault(project: &Project, tag: &LocaleTag, name: &str) -> bool {
    let readable = project.readable();
    project.fallbacks(tag).iter().any(|tag| match name.strip_suffix(".po") {
        Some(name) => readable.catalogue(tag, name).found.has_errors(),
        None => readable.overlay(tag).faults.has(name),
    })
}

const INVENTORY_FILE: &str = "policy/cookies.toml";

fn document_file(id: &str) -> String {
    format!("policy/{id}.md")
}
