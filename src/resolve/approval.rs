//! Sign-off: whether just this text, of just this source, has been approved in a locale.

use super::format::Formats;
use super::translate::{Current, current_entry};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Approval, Date, Day, Document, is_blank, sha256};
use crate::project::characters::refused;
use crate::project::field::braces;
use crate::project::overlay::{ApprovalRecord, Approved, INVENTORY, LocaleCatalogue};
use crate::project::source::{SourceDocument, Unit};
use crate::project::{Layer, Layers, Project};

/// What became of the approval of a document in a locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignOff {
    /// Nobody has approved it.
    None,
    /// A word of the source or of the translation has changed since it was approved.
    Void(ApprovalRecord),
    /// It is approved as it stands.
    Approved(ApprovalRecord),
}

/// The record that approves `document` as it stands now.
pub(crate) fn record(
    project: &Project,
    source: &SourceDocument,
    layers: &Layers<'_>,
    document: &Document,
    by: &str,
    date: Day,
) -> ApprovalRecord {
    ApprovalRecord {
        document: document.id.to_string(),
        by: by.to_owned(),
        date,
        source: source_fingerprint(project, source),
        translation: document.fingerprint(),
        editorial: reworded(project, source, layers),
    }
}

/// Lists the texts whose translation was made from a source that has been reworded since.
fn reworded(project: &Project, source: &SourceDocument, layers: &Layers<'_>) -> Vec<String> {
    type Part = for<'l> fn(&'l Layer<'_>) -> Option<&'l LocaleCatalogue>;
    let made_from_another = |of: Part, unit: &Unit| {
        let found = layers.iter().find_map(|layer| match current_entry(of(layer)?, unit) {
            Current::Translation(entry) => Some(entry.editorial().is_some()),
            Current::Stale | Current::None => None,
        });
        found == Some(true)
    };
    let mut ids = Vec::new();
    source.for_each_unit(&mut |unit| {
        if made_from_another(|layer| layer.texts.as_deref(), unit) {
            ids.push(unit.id.to_string());
        }
    });
    project.inventory.for_each_unit(&mut |unit| {
        if made_from_another(|layer| layer.inventory.as_deref(), unit) {
            ids.push(format!("{INVENTORY}/{}", unit.id));
        }
    });
    ids
}

/// Whether `by` can be the name of who approves: one line that a reader sees and that can be read
/// again.
pub(crate) fn is_name(by: &str) -> bool {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2066}'..='\u{2069}');
    let shown = !is_blank(by) && !by.contains(breaks) && refused(by).next().is_none();
    shown && braces(by).is_none()
}

/// What is wrong with `day` as the day on which `source` was approved, if anything. The clock is not
/// asked, since a project builds the same on any day; a document's own days are.
pub(crate) fn wrong_day(source: &SourceDocument, day: Day) -> Option<String> {
    /// More than a text stays in force unread, less than a slip of the keyboard.
    const YEARS: u16 = 10;
    let last = source.effective.unwrap_or(source.updated).max(source.updated);
    let apart = if day > last { day.year() - last.year() } else { last.year() - day.year() };
    let far = apart > YEARS;
    far.then(|| format!("{day} is more than {YEARS} years from {last}, the day of `{}`", source.id))
}

/// Holds the locale's approval, if it has one that can be true, against `document`.
pub(super) fn sign_off(
    project: &Project,
    source: &SourceDocument,
    own: &Layer<'_>,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> SignOff {
    let mut known = own.overlay.approvals.iter();
    let Some(known) = known.find(|one| one.record.document == document.id.as_str()) else {
        return SignOff::None;
    };
    let Approved { record: known, span } = known;
    let wrong = match wrong_day(source, known.date) {
        None if is_name(&known.by) => None,
        None => Some("it names nobody".to_owned()),
        found => found,
    };
    if let Some(wrong) = wrong {
        diagnostics.push(
            Diagnostic::warning(
                Code::ImpossibleApproval,
                format!("an approval does not count: {wrong}"),
            )
            .at(span.clone())
            .help("have the text approved anew with `promulgate approve`"),
        );
        return SignOff::None;
    }
    let same = known.source == source_fingerprint(project, source)
        && known.translation == document.fingerprint();
    if same { SignOff::Approved(known.clone()) } else { SignOff::Void(known.clone()) }
}

impl SignOff {
    /// What readers of the document see of it.
    pub(super) fn shown(&self, formats: &Formats) -> Option<Approval> {
        let SignOff::Approved(record) = self else { return None };
        let date = Date { iso: record.date.to_string(), text: formats.day(record.date) };
        Some(Approval { by: record.by.clone(), date })
    }
}

/// SHA-256 of every text of the source and of the inventory, with its id.
fn source_fingerprint(project: &Project, source: &SourceDocument) -> String {
    let mut texts = String::new();
    let mut add = |unit: &Unit| {
        // Lengths keep one text from running into the next.
        let (id, text) = (unit.id.as_str(), &unit.msgid);
        texts.push_str(&format!("{} {id} {} {text}\n", id.len(), text.len()));
    };
    source.for_each_unit(&mut add);
    project.inventory.for_each_unit(&mut add);
    sha256(texts.as_bytes())
}
