//! Sign-off: whether just this text, of just this source, has been approved in a locale.

use super::format::Formats;
use crate::document::{Approval, Date, Document, sha256};
use crate::project::Project;
use crate::project::overlay::ApprovalRecord;
use crate::project::source::{SourceDocument, Unit};

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
    document: &Document,
    by: &str,
    date: String,
) -> ApprovalRecord {
    ApprovalRecord {
        document: document.id.to_string(),
        by: by.to_owned(),
        date,
        source: source_fingerprint(project, source),
        translation: document.fingerprint(),
    }
}

/// Holds the locale's approval, if it has one, against `document`.
pub(super) fn sign_off(project: &Project, source: &SourceDocument, document: &Document) -> SignOff {
    let records = project.overlays.get(&document.locale.tag).map(|overlay| &overlay.approvals);
    let known = records.into_iter().flatten().find(|one| one.document == document.id.as_str());
    let Some(known) = known else { return SignOff::None };
    let now = record(project, source, document, &known.by, known.date.clone());
    if now == *known { SignOff::Approved(known.clone()) } else { SignOff::Void(known.clone()) }
}

impl SignOff {
    /// What readers of the document see of it.
    pub(super) fn shown(&self, formats: &Formats) -> Option<Approval> {
        let SignOff::Approved(record) = self else { return None };
        let day = super::variables::parse_day(&record.date)?;
        let date = Date { iso: record.date.clone(), text: formats.day(day) };
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
