//! Where a text of a resolved document was written.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::document::{Document, UnitId};
use crate::project::catalogue::Entry;
use crate::project::source::{SourceSection, Unit};
use crate::project::{Layer, Project};
use crate::render::Fault;

/// The findings of a renderer about `document`, each at the place where its text was written.
pub(super) fn placed(
    project: &Project,
    document: &Document,
    faults: impl IntoIterator<Item = Fault>,
) -> Diagnostics {
    let place = |fault: Fault| {
        let span = fault.unit.and_then(|unit| unit_span(project, document, &unit));
        match span {
            Some(span) => at(fault.diagnostic, words_in(&span, &fault.words)),
            None => fault.diagnostic,
        }
    };
    faults.into_iter().map(place).collect()
}

/// Labels a diagnostic with the text first, then with a template that has a part in it.
fn at(mut diagnostic: Diagnostic, span: Span) -> Diagnostic {
    let others = std::mem::take(&mut diagnostic.labels);
    let mut diagnostic = diagnostic.at(span);
    diagnostic.labels.extend(others);
    diagnostic
}

/// Finds the place of `words` in a unit, or behind it where they belong to no unit, as code does not; the
/// whole unit where they are written otherwise.
fn words_in(unit: &Span, words: &str) -> Span {
    let text = &unit.file.text;
    let words = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let found = |from: usize, to: usize| {
        let at = from + text.get(from..to)?.find(words)?;
        Some(Span::new(&unit.file, at..at + words.len()))
    };
    if words.is_empty() {
        return unit.clone();
    }
    found(unit.range.start, unit.range.end)
        .or_else(|| found(unit.range.end, text.len()))
        .unwrap_or_else(|| unit.clone())
}

/// Finds where a unit of `document` was written: in a catalogue or a patch of its locales, in its source or
/// in the inventory.
pub(super) fn unit_span(project: &Project, document: &Document, unit: &UnitId) -> Option<Span> {
    // The document was resolved from them.
    let layers = project.layers(&document.edition()).ok()?;
    for Layer { overlay, texts, inventory, .. } in layers.iter() {
        for catalogue in [texts, inventory] {
            let is_shown = |entry: &&Entry| entry.is_translated() && !entry.is_fuzzy();
            let entry =
                catalogue.as_ref().and_then(|one| one.entry(unit.as_str()).filter(is_shown));
            if let (Some(catalogue), Some(entry)) = (catalogue, entry) {
                return Some(catalogue.translation_span(entry));
            }
        }
        let sections = overlay.patches.get(&document.id).map(|patch| &patch.body.sections);
        let found = sections.and_then(|sections| in_sections(sections, unit));
        if found.is_some() {
            return found;
        }
    }
    let mut found = None;
    let mut look = |one: &Unit| {
        if found.is_none() && one.id == *unit {
            found = Some(one.span.clone());
        }
    };
    for source in project.documents.iter().filter(|source| source.id == document.id) {
        source.for_each_unit(&mut look);
    }
    project.inventory.for_each_unit(&mut look);
    found
}

fn in_sections(sections: &[SourceSection], unit: &UnitId) -> Option<Span> {
    let mut found = None;
    let mut look = |one: &Unit| {
        if found.is_none() && one.id == *unit {
            found = Some(one.span.clone());
        }
    };
    for section in crate::project::source::all_sections(sections) {
        look(&section.title);
        section.blocks.iter().for_each(|block| block.for_each_unit(&mut look));
    }
    found
}
