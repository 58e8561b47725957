//! Entries for the benchmarks in `benches/parts.rs`: each step of the flow alone.

use crate::document::{Document, EditionId, LocaleTag};
use crate::project::Project;
use crate::render::{self, FontLibrary, PdfTemplate, Siblings, Templates};
use crate::{check, resolve};

/// Checks the locale `tag` of a loaded project; returns the number of findings.
#[must_use]
pub fn checked(project: &Project, tag: &LocaleTag) -> usize {
    check::locale(project, tag).unwrap_or_else(|errors| errors).iter().count()
}

/// The first document of the project in the locale `tag`.
#[must_use]
pub fn resolved(project: &Project, tag: &LocaleTag) -> Option<Document> {
    let edition = EditionId::new(project.document_ids().next()?, tag);
    Some(resolve::resolve(project, &edition).ok()?.document)
}

/// What renders, made once as in a build.
pub struct Rendering {
    templates: Templates,
    pdf: PdfTemplate,
    fonts: FontLibrary<'static>,
}

impl Rendering {
    /// With the templates and fonts of `project`; `None` if its templates are broken.
    #[must_use]
    pub fn new(project: &Project) -> Option<Self> {
        Some(Rendering {
            templates: Templates::compile(&project.templates).ok()?,
            pdf: PdfTemplate::parse(&project.templates),
            fonts: FontLibrary::new(project.font_folders(), false, None),
        })
    }

    /// The web page.
    #[must_use]
    pub fn html(&self, document: &Document) -> Option<Vec<u8>> {
        self.templates.page(document, &Siblings::default()).ok()
    }

    /// The plain text.
    #[must_use]
    pub fn text(&self, document: &Document) -> Option<Vec<u8>> {
        self.templates.text(document).ok()
    }

    /// The JSON.
    #[must_use]
    pub fn json(&self, document: &Document) -> Vec<u8> {
        render::json(document)
    }

    /// The measures that the PDF's template reads beside the document.
    #[must_use]
    pub fn layout(document: &Document) -> Vec<u8> {
        render::layout(document)
    }

    /// The PDF, with nothing remembered of an earlier one.
    #[must_use]
    pub fn pdf(&self, document: &Document) -> Option<Vec<u8>> {
        typst::comemo::evict(0);
        let fonts = self.fonts.for_document(document).ok()?;
        Some(self.pdf.render(document, render::json(document), fonts.store).ok()?.bytes)
    }
}
