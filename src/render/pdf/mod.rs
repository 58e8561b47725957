//! PDF: Typst in process, from the document as data, held to PDF/A-3a (ISO 19005-3) and PDF/UA-1
//! (ISO 14289-1) at once.

mod fonts;
mod layout;
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
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::layout::Layout;
use self::world::PolicyWorld;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::Document;
use crate::project::templates::{TemplateFile, TemplateSet};

/// Both standards, which every PDF conforms to.
static STANDARDS: LazyLock<PdfStandards> = LazyLock::new(|| {
    PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .expect("PDF/A-3a and PDF/UA-1 go together")
});

/// A rendered PDF.
#[derive(Debug)]
pub(crate) struct Pdf {
    pub(crate) bytes: Vec<u8>,
    /// Families of the fonts in it.
    pub(crate) fonts: BTreeSet<String>,
    pub(crate) warnings: Diagnostics,
}

/// The Typst template of a project, parsed.
#[derive(Debug)]
pub(crate) struct PdfTemplate {
    main: FileId,
    sources: HashMap<FileId, Source>,
    /// Pictures and other files of the template.
    files: HashMap<FileId, Bytes>,
    /// The same texts as diagnostics quote them.
    quoted: BTreeMap<String, Arc<SourceFile>>,
}

impl PdfTemplate {
    /// Parses the Typst files of `set`.
    pub(crate) fn parse(set: &TemplateSet) -> Self {
        let mut template = PdfTemplate {
            main: file_id("document.typ"),
            sources: HashMap::new(),
            files: HashMap::new(),
            quoted: BTreeMap::new(),
        };
        for (path, file) in &set.files {
            let Some(name) = path.strip_prefix("pdf/") else {
                continue;
            };
            let id = file_id(name);
            match file {
                TemplateFile::Text(file) => {
                    template.sources.insert(id, Source::new(id, file.text.clone()));
                    template.quoted.insert(format!("/{name}"), Arc::clone(file));
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
    pub(crate) fn render(
        &self,
        document: &Document,
        json: Vec<u8>,
        fonts: &FontStore,
    ) -> Result<Pdf, Diagnostics> {
        let mut files = self.files.clone();
        files.insert(file_id("document.json"), Bytes::new(json));
        // It holds strings and numbers only.
        let layout = serde_json::to_vec(&Layout::new(document)).unwrap_or_default();
        files.insert(file_id("layout.json"), Bytes::new(layout));
        for (path, image) in &document.images {
            // The bytes were encoded when the project was loaded.
            let bytes = STANDARD.decode(&image.data).unwrap_or_default();
            files.insert(file_id(&format!("images/{path}")), Bytes::new(bytes));
        }
        let world = PolicyWorld { fonts, main: self.main, sources: &self.sources, files: &files };
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let paged = output.map_err(|errors| self.diagnostics(&world, &errors))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!(
                "{}/{}/{}",
                document.id, document.locale.tag, document.version
            )),
            creator: Smart::Custom(Some(document.generator.clone())),
            standards: STANDARDS.clone(),
            ..PdfOptions::default()
        };
        let mut bytes = typst_pdf::pdf(&paged, &options).map_err(|errors| {
            let mut diagnostics = Diagnostics::default();
            for diagnostic in &self.diagnostics(&world, &errors) {
                diagnostics.push(Diagnostic { code: Code::PdfStandard, ..diagnostic.clone() });
            }
            diagnostics
        })?;
        streams::disambiguate(&mut bytes);
        let mut families = BTreeSet::new();
        for page in paged.pages() {
            collect_fonts(&page.frame, &mut families);
        }
        let warnings = self.diagnostics(&world, &warnings);
        forget();
        Ok(Pdf { bytes, fonts: families, warnings })
    }

    fn diagnostics(&self, world: &PolicyWorld, found: &[SourceDiagnostic]) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for one in found {
            let mut diagnostic = match one.severity {
                Severity::Error => Diagnostic::error(Code::Template, one.message.as_str()),
                Severity::Warning => Diagnostic::warning(Code::TypstWarning, one.message.as_str()),
            };
            // An error in a library function is shown at the nearest call in the template.
            let spans =
                std::iter::once(one.span).chain(one.trace.iter().map(|point| point.span.into()));
            let place = spans.into_iter().find_map(|span| {
                let path = span.id()?.get().vpath().get_with_slash().to_owned();
                Some((self.quoted.get(&path)?, world.range(span)?))
            });
            if let Some((file, range)) = place {
                diagnostic = diagnostic.at(Span::new(file, range));
            }
            if let Some(hint) = one.hints.first() {
                diagnostic = diagnostic.help(hint.v.as_str());
            }
            diagnostics.push(diagnostic);
        }
        diagnostics
    }
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

fn collect_fonts(frame: &Frame, families: &mut BTreeSet<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect_fonts(&group.frame, families),
            FrameItem::Text(text) => {
                families.insert(text.font.info().family.as_str().to_owned());
            }
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}
