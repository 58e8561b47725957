//! Fonts: families that `locale.toml` names, and characters that no font covers.

use super::place::unit_span;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::Document;
use crate::project::Project;
use crate::project::source::Unit;
use crate::render::{FontLibrary, FontSet};

/// The fonts for `document`.
///
/// # Errors
///
/// Families that its locale names and that are not there; characters that no font covers.
pub(super) fn fonts_for<'l>(
    project: &Project,
    document: &Document,
    fonts: &'l FontLibrary<'_>,
) -> Result<FontSet<'l>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let overlay = project.overlay(&document.locale.tag)?;
    let families = fonts.families();
    for font in &overlay.config.fonts {
        let known = families.iter().any(|family| family.eq_ignore_ascii_case(font.get_ref()));
        if let (false, Some(file)) = (known, &overlay.config_file) {
            diagnostics.push(
                Diagnostic::error(
                    Code::UnknownFont,
                    format!("there is no font family `{}`", font.get_ref()),
                )
                .at(Span::new(file, font.span()))
                .help(
                    "put its files into `fonts/`, or name their folder with `--font-path`; \
                         in the repository of Promulgate `make fonts` fetches the pinned ones",
                ),
            );
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    fonts.for_document(document).map_err(|uncovered| {
        let placed = uncovered.into_iter().map(|one| {
            let place = match &one.image {
                Some(image) => document
                    .unit_with_image(image)
                    .and_then(|unit| unit_span(project, document, unit))
                    .map(|span| span.find(image)),
                None => place(project, document, one.character),
            };
            match place {
                Some(place) => one.diagnostic.at(place),
                None => one.diagnostic,
            }
        });
        placed.collect()
    })
}

/// Where a character of a document was written: in a catalogue of its locales, in its source, in
/// the inventory or in the settings.
fn place(project: &Project, document: &Document, character: char) -> Option<Span> {
    let needle = character.to_string();
    // The document was resolved from them.
    let layers = project.layers(&document.edition()).ok()?;
    for catalogue in layers
        .iter()
        .flat_map(|layer| [&layer.texts, &layer.inventory, &layer.interface].into_iter().flatten())
    {
        let entries = catalogue.catalogue.entries.iter().filter(|entry| !entry.obsolete);
        let mut having = entries.filter(|entry| entry.msgstr.concat().contains(character));
        if let Some(entry) = having.next() {
            return Some(catalogue.translation_span(entry).find(&needle));
        }
    }
    let mut found = None;
    let mut look = |unit: &Unit| {
        if found.is_none() && unit.msgid.contains(character) {
            found = Some(unit.span.find(&needle));
        }
    };
    for source in project.documents.iter().filter(|source| source.id == document.id) {
        source.for_each_unit(&mut look);
    }
    project.inventory.for_each_unit(&mut look);
    let files = layers.iter().filter_map(|layer| layer.overlay.config_file.as_ref());
    found.or_else(|| {
        let mut files = files.chain([&project.config_file]);
        let file = files.find(|file| file.text.contains(character))?;
        Some(Span::new(file, 0..file.text.len()).find(&needle))
    })
}
