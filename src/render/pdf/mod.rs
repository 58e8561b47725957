//! PDF: Typst in process, from the document as data, held to PDF/A-3a (ISO 19005-3) and PDF/UA-1
//! (ISO 14289-1) at once.

mod culprit;
mod flaws;
mod fonts;
mod frames;
mod layout;
mod reading;
mod streams;
mod world;

pub(crate) use fonts::{FontLibrary, FontSet};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::frames::Pages;
use self::layout::Layout;
use self::world::PolicyWorld;
use super::Fault;
use super::json;
use super::outputs::{Page, Rendered, Tools};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::document::Document;
use crate::project::templates::{BUILT_IN, TemplateFile, TemplateSet};

/// Both standards, which every PDF conforms to.
static STANDARDS: LazyLock<PdfStandards> = LazyLock::new(|| {
    PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .expect("PDF/A-3a and PDF/UA-1 go together")
});

/// The measures of `document` that the template reads, as JSON.
pub(crate) fn layout(document: &Document) -> Vec<u8> {
    // They are strings and numbers only.
    serde_json::to_vec(&Layout::new(document)).unwrap_or_default()
}

/// Renders a document as PDF, which carries the document as JSON.
pub(super) fn file(tools: &Tools<'_>, page: &Page<'_>) -> Result<Rendered, Vec<Fault>> {
    let Page { document, fonts, .. } = page;
    let Some(fonts) = fonts else {
        return Err(vec![Fault::from(Diagnostic::bug("no fonts were chosen for a PDF"))]);
    };
    let pdf = tools.pdf().render(document, json::json(document), fonts)?;
    let fonts = pdf.fonts.into_iter().collect();
    Ok(Rendered { bytes: pdf.bytes, fonts, warnings: pdf.warnings })
}

/// A rendered PDF.
#[derive(Debug)]
pub(crate) struct Pdf {
    pub(crate) bytes: Vec<u8>,
    /// Families of the fonts in it.
    pub(crate) fonts: BTreeSet<String>,
    pub(crate) warnings: Vec<Fault>,
}

/// The Typst template of a project, parsed.
#[derive(Debug)]
pub(crate) struct PdfTemplate {
    main: FileId,
    sources: HashMap<FileId, Source>,
    /// Pictures and other files of the template.
    files: HashMap<FileId, Bytes>,
    /// The project's own texts as diagnostics quote them: nobody can mend the tool's.
    own: BTreeMap<String, Arc<SourceFile>>,
}

impl PdfTemplate {
    /// Parses the Typst files of `set`.
    pub(crate) fn parse(set: &TemplateSet) -> Self {
        let mut template = PdfTemplate {
            main: file_id("document.typ"),
            sources: HashMap::new(),
            files: HashMap::new(),
            own: BTreeMap::new(),
        };
        for (path, file) in &set.files {
            let Some(name) = path.strip_prefix("pdf/") else {
                continue;
            };
            let id = file_id(name);
            match file {
                TemplateFile::Text(file) => {
                    template.sources.insert(id, Source::new(id, file.text.clone()));
                    if !BUILT_IN.contains(&(path.as_str(), file.text.as_str())) {
                        template.own.insert(format!("/{name}"), Arc::clone(file));
                    }
                }
                TemplateFile::Binary(bytes) => {
                    template.files.insert(id, Bytes::new(bytes.clone()));
                }
            }
        }
        template
    }

    /// The document as PDF. `json` is the same document, which the template reads and the PDF
    /// carries.
    ///
    /// # Errors
    ///
    /// What Typst refuses, and each text of the document that the pages do not show as it is written.
    pub(crate) fn render(
        &self,
        document: &Document,
        json: Vec<u8>,
        fonts: &FontStore,
    ) -> Result<Pdf, Vec<Fault>> {
        if let Some(fault) = flaws::long_word(document) {
            return Err(vec![fault]);
        }
        let files = self.files_of(document, json);
        let world = self.world(&files, fonts);
        let laid_out = lay_out(&world);
        let (paged, warnings) =
            laid_out.map_err(|errors| self.refused(&world, document, &errors, fonts))?;
        let mut pages = Pages::read(&paged);
        pages.shown.without_contents |= self.own.is_empty();
        let mut warnings: Vec<Fault> = self.faults(&world, &warnings);
        for fault in self.flaws(document, &pages) {
            warnings.push(fault);
        }
        if warnings.iter().any(|fault| fault.diagnostic.is_error()) {
            return Err(warnings);
        }
        let mut bytes = export(document, &paged)
            .map_err(|errors| self.refused(&world, document, &errors, fonts))?;
        streams::disambiguate(&mut bytes);
        forget();
        Ok(Pdf { bytes, fonts: pages.families, warnings })
    }

    fn world<'w>(
        &'w self,
        files: &'w HashMap<FileId, Bytes>,
        fonts: &'w FontStore,
    ) -> PolicyWorld<'w> {
        PolicyWorld { fonts, main: self.main, sources: &self.sources, files }
    }

    /// The files that the template may read.
    fn files_of(&self, document: &Document, json: Vec<u8>) -> HashMap<FileId, Bytes> {
        let mut files = self.files.clone();
        files.insert(file_id("document.json"), Bytes::new(json));
        files.insert(file_id("layout.json"), Bytes::new(layout(document)));
        for (path, image) in &document.images {
            // The bytes were encoded when the project was loaded.
            let bytes = STANDARD.decode(&image.data).unwrap_or_default();
            files.insert(file_id(&format!("images/{path}")), Bytes::new(bytes));
        }
        files
    }

    /// Errors of Typst: at the place in the project's own template, or else at the text of the document
    /// that brings them about.
    fn refused(
        &self,
        world: &PolicyWorld,
        document: &Document,
        errors: &Refusal,
        fonts: &FontStore,
    ) -> Vec<Fault> {
        let mut faults = self.faults(world, &errors.errors);
        for fault in &mut faults {
            fault.diagnostic.code = errors.code;
        }
        // One cause is enough; what else there is comes to light when it is mended.
        let unplaced = faults.iter().position(|fault| fault.diagnostic.labels.is_empty());
        if let Some(at) = unplaced
            && let Some(fault) = self.culprit(document, &errors.errors[at].message, fonts)
        {
            faults.retain(|fault| !fault.diagnostic.labels.is_empty());
            faults.push(fault);
        }
        faults
    }

    fn faults(&self, world: &PolicyWorld, found: &[SourceDiagnostic]) -> Vec<Fault> {
        let fault = |one: &SourceDiagnostic| {
            let mut diagnostic = match one.severity {
                Severity::Error => Diagnostic::error(Code::Template, one.message.as_str()),
                Severity::Warning => Diagnostic::warning(Code::TypstWarning, one.message.as_str()),
            };
            // An error in a library function is shown at the nearest call in the template.
            let spans =
                std::iter::once(one.span).chain(one.trace.iter().map(|point| point.span.into()));
            let place = spans.into_iter().find_map(|span| {
                let path = span.id()?.get().vpath().get_with_slash().to_owned();
                Some((self.own.get(&path)?, world.range(span)?))
            });
            if let Some((file, range)) = place {
                diagnostic = diagnostic.at(Span::new(file, range));
            }
            if let Some(hint) = one.hints.first() {
                diagnostic = diagnostic.help(hint.v.as_str());
            }
            Fault::from(diagnostic)
        };
        found.iter().map(fault).collect()
    }
}

/// Errors of Typst.
struct Refusal {
    code: Code,
    errors: Vec<SourceDiagnostic>,
}

/// The pages of a document, with what Typst warns of.
fn lay_out(world: &PolicyWorld<'_>) -> Result<(PagedDocument, Vec<SourceDiagnostic>), Refusal> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    match output {
        Ok(paged) => Ok((paged, warnings.into_iter().collect())),
        Err(errors) => Err(Refusal { code: Code::Template, errors: errors.into_iter().collect() }),
    }
}

/// The bytes of a PDF with the pages `paged`.
fn export(document: &Document, paged: &PagedDocument) -> Result<Vec<u8>, Refusal> {
    let options = PdfOptions {
        ident: Smart::Custom(format!(
            "{}/{}/{}",
            document.id, document.locale.tag, document.version
        )),
        creator: Smart::Custom(Some(document.generator.clone())),
        standards: STANDARDS.clone(),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(paged, &options)
        .map_err(|errors| Refusal { code: Code::PdfStandard, errors: errors.into_iter().collect() })
}

/// Lets go of results that no document made use of lately. Doing so looks at every result there is,
/// which after each document took a twentieth of the time; but memory that is new to the process takes
/// time as well, and this often takes the least.
fn forget() {
    static RENDERED: AtomicUsize = AtomicUsize::new(0);
    const OFTEN: usize = 4;
    if RENDERED.fetch_add(1, Ordering::Relaxed) % OFTEN == OFTEN - 1 {
        typst::comemo::evict(1);
    }
}

/// The id of a file in the template's own file system.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path)
        .unwrap_or_else(|_| VirtualPath::new("unnamed").expect("a plain name is a path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}
