//! Fonts: families that `locale.toml` names, and characters that no font covers.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::Document;
use crate::project::Project;
use crate::render::FontLibrary;

/// Holds the fonts against the documents that will be typeset with them.
pub(crate) fn fonts(
    project: &Project,
    documents: &[Document],
    fonts: &FontLibrary,
) -> Result<(), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let families = fonts.families();
    for document in documents {
        let Some(overlay) = project.overlays.get(&document.locale.tag) else { continue };
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
    }
    if !diagnostics.has_errors() {
        for document in documents {
            if let Err(uncovered) = fonts.covers(document) {
                diagnostics.extend(uncovered);
            }
        }
    }
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok(()) }
}
