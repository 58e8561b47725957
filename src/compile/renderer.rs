//! Rendering a document by itself, with no build around it.

use std::fmt;
use std::sync::OnceLock;

use super::fonts::fonts_for;
use super::place::placed;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::project::Project;
use crate::render::{self, FontLibrary, Format, Page, Render, Siblings, Tools};

/// Renders resolved documents of a project, one at a time and with no cache.
///
/// It has the templates of the project, its fonts and the embedded ones, never those of the system, so
/// it renders the same on every machine. Templates are compiled and fonts are read when they are first
/// needed; keep one renderer for many documents.
///
/// ```
/// use promulgate::{Project, Renderer};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (project, _) = Project::load("tests/fixtures/valid/two-documents".as_ref())?;
/// let renderer = Renderer::new(&project);
/// for edition in project.editions() {
///     let (document, _) = project.resolve(&edition)?;
///     let (text, _) = renderer.render(&document, "text".parse()?)?;
///     assert!(String::from_utf8(text)?.contains(&document.title.text), "{edition}");
/// }
/// # Ok(())
/// # }
/// ```
pub struct Renderer<'p> {
    project: &'p Project,
    tools: Tools<'p>,
    fonts: FontLibrary<'static>,
    /// What is wrong with the fonts, looked for once.
    unusable: OnceLock<Diagnostics>,
}

impl<'p> Renderer<'p> {
    /// Makes a renderer for the documents of `project`; reads nothing yet.
    #[must_use]
    pub fn new(project: &'p Project) -> Self {
        let fonts = FontLibrary::new(project.font_folders(), false, None);
        Renderer {
            project,
            tools: Tools::new(&project.templates),
            fonts: fonts.within(project.folder()),
            unusable: OnceLock::new(),
        }
    }

    /// Renders `document`, which [`Project::resolve`] made of this project, in `format`; returns the
    /// bytes with the warnings.
    ///
    /// Of the formats with several files it gives the one that readers are sent to: the web page, and
    /// not the fragment of it. The page stands for itself: it has no links to other languages and formats.
    /// PDF, plain text and JSON have the bytes that are published, unless the rules of the project mark the
    /// document or a build takes other fonts.
    ///
    /// # Errors
    ///
    /// Every error in the templates, each text that the format would not show, characters that no font
    /// covers and fonts that cannot be read; with the warnings.
    pub fn render(
        &self,
        document: &Document,
        format: Format,
    ) -> Result<(Vec<u8>, Diagnostics), Diagnostics> {
        let shown = format.outputs().find(|output| output.listing.is_some());
        let Some((output, Render::Edition(render))) = shown.map(|shown| (shown, &shown.render))
        else {
            return Err(Diagnostic::bug("a format has no file of an edition").into());
        };
        let mut found = Diagnostics::default();
        let chosen = if output.needs_fonts {
            found = self.unusable.get_or_init(|| self.fonts.unusable(true)).clone();
            if found.has_errors() {
                return Err(found);
            }
            Some(fonts_for(self.project, document, &self.fonts)?)
        } else {
            None
        };
        let page = Page {
            document,
            siblings: &Siblings::default(),
            fonts: chosen.as_ref().map(|chosen| chosen.store),
        };
        let place = |faults| placed(self.project, document, faults);
        let rendered = render(&self.tools, &page).map_err(place)?;
        found.extend(place(rendered.warnings));
        Ok((rendered.bytes, found))
    }

    /// Gives the measures of `document` that a PDF template reads beside it, as JSON. Whoever sets the
    /// template with Typst itself puts them into `layout.json`, as docs/templates.md tells.
    #[must_use]
    pub fn layout(document: &Document) -> Vec<u8> {
        render::layout(document)
    }
}

impl fmt::Debug for Renderer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renderer").field("project", &self.project.folder()).finish_non_exhaustive()
    }
}
