//! The floor: Typst alone makes the PDFs of the documents in a folder, from the same template and
//! data, to the same standards, in one process.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use promulgate::Renderer;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::fonts::{self, FontStore};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

struct Bare<'a> {
    library: &'a LazyHash<Library>,
    fonts: &'a FontStore,
    sources: &'a HashMap<FileId, Source>,
    main: FileId,
    data: [(FileId, Bytes); 2],
}

impl World for Bare<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.data.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Ending of the file beside each JSON file that holds what its template is told of widths.
const LAYOUT: &str = "layout";

/// Writes what the template is told of widths beside each JSON file below `documents`.
pub(crate) fn measure(documents: &Path) {
    for file in json_files(documents) {
        let json = fs::read(&file).expect("a file");
        let document = serde_json::from_slice(&json).expect("a document");
        fs::write(file.with_extension(LAYOUT), Renderer::layout(&document)).expect("it is written");
    }
}

/// What the pages are set with.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    /// The one of the tool.
    Shipped,
    /// One without any design, to tell what the design costs.
    Plainest,
}

/// Makes a PDF of each JSON file below `documents`, in a folder of the same name below `out`.
pub(crate) fn run(documents: &Path, out: &Path, template: Template) {
    let root = Path::new(super::ROOT);
    let mut store = FontStore::new();
    store.extend(fonts::embedded());
    store.extend(fonts::scan(&root.join("fonts")));
    let features = [Feature::A11yExtras].into_iter().collect();
    let library = LazyHash::new(Library::builder().with_features(features).build());
    let files = match template {
        Template::Shipped => {
            vec![
                ("document.typ", "templates/pdf/document.typ"),
                ("blocks.typ", "templates/pdf/blocks.typ"),
            ]
        }
        Template::Plainest => vec![("document.typ", "benches/policy/plainest.typ")],
    };
    let sources: HashMap<FileId, Source> = files
        .into_iter()
        .map(|(name, path)| {
            let text = fs::read_to_string(root.join(path)).expect("a file");
            (id(name), Source::new(id(name), text))
        })
        .collect();
    let standards =
        PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]).expect("they go together");
    let files = json_files(documents);
    let (next, made) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let make = |file: &Path| {
        let read = |path: &Path| Bytes::new(fs::read(path).expect("a file"));
        let layout = file.with_extension(LAYOUT);
        let data = [(id("document.json"), read(file)), (id("layout.json"), read(&layout))];
        let world = Bare {
            library: &library,
            fonts: &store,
            sources: &sources,
            main: id("document.typ"),
            data,
        };
        let paged = typst::compile::<PagedDocument>(&world).output.expect("it compiles");
        let options = PdfOptions { standards: standards.clone(), ..PdfOptions::default() };
        let pdf = typst_pdf::pdf(&paged, &options).expect("it conforms");
        let place = file.strip_prefix(documents).expect("it is below").with_extension("pdf");
        let place = out.join(place);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, pdf).expect("it is written");
        // As often as the tool: never would be slower, for want of memory.
        if made.fetch_add(1, Ordering::Relaxed) % 4 == 3 {
            typst::comemo::evict(1);
        }
    };
    // As the tool does: no PDF is begun inside another.
    rayon::broadcast(|_| {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            make(file);
        }
    });
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let locales = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
    let mut files: Vec<PathBuf> = locales
        .filter(|path| path.is_dir())
        .flat_map(|locale| fs::read_dir(locale).expect("a folder"))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    files
}

fn id(name: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).expect("a path")).intern()
}
