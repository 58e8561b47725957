//! Recording an approval.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Day, DocumentId, EditionId, LocaleTag};
use crate::project::Project;
use crate::project::overlay::ApprovalRecord;
use crate::resolve::{is_name, record, resolve, wrong_day};

/// What `locales/<tag>/approvals.toml` shall hold.
#[derive(Default, Serialize)]
struct Approvals {
    approvals: Vec<ApprovalRecord>,
}

/// Records that `by` approves, on the day `date`, what the `documents` say now in `tag`; an empty
/// list means all of them. Returns the file that holds it.
///
/// # Errors
///
/// Every error of the documents; a text that stands in another language for want of a translation;
/// a name that nobody sees; a day far from those of a document; failure to write.
pub fn approve(
    project: &Project,
    tag: &LocaleTag,
    documents: &[DocumentId],
    by: &str,
    date: Day,
) -> Result<String, Diagnostics> {
    let mut approvals = Approvals::default();
    let overlay = project.overlay(tag)?;
    approvals.approvals = overlay.approvals.iter().map(|known| known.record.clone()).collect();
    let mut errors = Diagnostics::default();
    let impossible = |message| {
        let help = "give the name of who has read the text, and the day on which that was";
        Diagnostic::error(Code::ImpossibleApproval, message).help(help)
    };
    if !is_name(by) {
        errors.push(impossible(format!("`{}` is nobody's name", by.escape_debug())));
    }
    let wanted = |id: &DocumentId| documents.is_empty() || documents.contains(id);
    for source in project.documents.iter().filter(|source| wanted(&source.id)) {
        let edition = EditionId::new(&source.id, tag);
        let layers = project.layers(&edition)?;
        let resolved = resolve(project, &edition)?;
        errors.extend(wrong_day(source, date).map(impossible));
        errors.extend(resolved.diagnostics.only(|_, severity| severity == Severity::Error));
        let left = resolved.document.translation.fallbacks.len();
        if left > 0 {
            errors.push(
                Diagnostic::error(
                    Code::Untranslated,
                    format!("`{}` in {tag} shows texts of another language ({left})", source.id),
                )
                .help("only a complete translation can be approved; `promulgate status` tells"),
            );
        }
        approvals.approvals.retain(|known| known.document != source.id.as_str());
        approvals.approvals.push(record(project, source, &layers, &resolved.document, by, date));
    }
    if errors.has_errors() {
        return Err(errors);
    }
    approvals.approvals.sort_by(|a, b| a.document.cmp(&b.document));
    let path = format!("locales/{tag}/approvals.toml");
    // Strings only.
    let table = toml::to_string(&approvals).unwrap_or_default();
    project.write(
        &path,
        &format!(
            "# Written by `promulgate approve`. Any change of a text voids its approval.\n\n{table}"
        ),
    )?;
    Ok(path)
}
