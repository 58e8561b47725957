//! Recording an approval.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{DocumentId, LocaleTag};
use crate::locale::{record, resolve};
use crate::project::Project;
use crate::project::overlay::Approvals;

/// Records that `by` approves, on the day `date` (ISO 8601), what the `documents` say now in `tag`;
/// an empty list means all of them. Returns the file that holds it.
///
/// # Errors
///
/// Every error of the documents; a text that stands in another language for want of a translation;
/// failure to write.
pub fn approve(
    project: &Project,
    tag: &LocaleTag,
    documents: &[DocumentId],
    by: &str,
    date: &str,
) -> Result<String, Diagnostics> {
    let mut approvals = Approvals::default();
    if let Some(overlay) = project.overlays.get(tag) {
        approvals.approvals.clone_from(&overlay.approvals);
    }
    let mut errors = Diagnostics::default();
    let wanted = |id: &DocumentId| documents.is_empty() || documents.contains(id);
    for source in project.documents.iter().filter(|source| wanted(&source.id)) {
        let resolved = resolve(project, source, tag);
        errors.extend(
            resolved
                .diagnostics
                .only(|code, severity| severity == Severity::Error && code != Code::Untranslated),
        );
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
        approvals.approvals.push(record(project, source, &resolved.document, by, date.to_owned()));
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
