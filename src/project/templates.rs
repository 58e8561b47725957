//! The templates: the ones inside the binary, and a project's own that take their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::filenames;
use super::files::Root;
use super::folders::{Entry, Kind};
use crate::diagnostic::{Diagnostics, SourceFile};

macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        /// Path below `templates/` and content of every built-in template.
        pub(crate) const BUILT_IN: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../templates/", $path)))),*];
    };
}

built_in![
    "html/body.html",
    "html/fragment.html",
    "html/index.html",
    "html/page.html",
    "html/style.css",
    "pdf/blocks.typ",
    "pdf/document.typ",
    "text/document.txt",
];

/// The folders of templates, by what they make.
const KINDS: [&str; 3] = ["html", "pdf", "text"];

/// Every template file, by its path below `templates/`.
#[derive(Debug, Clone)]
pub(crate) struct TemplateSet {
    pub(crate) files: BTreeMap<String, TemplateFile>,
}

/// A file of a template set: text in most cases, or a picture for the PDF.
#[derive(Debug, Clone)]
pub(crate) enum TemplateFile {
    Text(Arc<SourceFile>),
    Binary(Vec<u8>),
}

impl TemplateSet {
    /// The built-in templates, with what `templates/` of the project has in their place or beside.
    pub(crate) fn load(root: &Root, diagnostics: &mut Diagnostics) -> Self {
        let mut set = TemplateSet::built_in();
        let kinds = match root.list("templates") {
            Ok(kinds) => kinds,
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                return set;
            }
        };
        filenames::report_misnamed(Some("templates"), &kinds, &KINDS, diagnostics);
        for kind in KINDS.iter().filter(|kind| kinds.iter().any(|found| found.name == **kind)) {
            let folder = format!("templates/{kind}");
            let tree = root.tree(&folder);
            diagnostics.extend(tree.unreadable.into_iter().map(|(_, diagnostic)| diagnostic));
            tree.files.iter().for_each(|path| set.load_file(root, path, diagnostics));
            let built_in = BUILT_IN.iter().filter_map(|(path, _)| path.strip_prefix(kind));
            let expected: Vec<&str> = built_in.filter_map(|path| path.strip_prefix('/')).collect();
            let entries = root.list(&folder).unwrap_or_default();
            filenames::report_misnamed(Some(&folder), &entries, &expected, diagnostics);
            // The built-in file would be used instead.
            let in_place_of_a_file = |entry: &&Entry| {
                entry.kind == Kind::Folder && expected.contains(&entry.name.as_str())
            };
            for entry in entries.iter().filter(in_place_of_a_file) {
                let read = root.bytes(&format!("{folder}/{}", entry.name));
                diagnostics.extend(read.err());
            }
        }
        set
    }

    /// The built-in templates alone.
    pub(crate) fn built_in() -> Self {
        let files = BUILT_IN.iter().map(|(path, text)| {
            let file = SourceFile::new(format!("templates/{path}"), *text);
            ((*path).to_owned(), TemplateFile::Text(Arc::new(file)))
        });
        TemplateSet { files: files.collect() }
    }

    fn load_file(&mut self, root: &Root, path: &str, diagnostics: &mut Diagnostics) {
        let is_text = [".html", ".css", ".typ", ".txt"].iter().any(|end| path.ends_with(end));
        let file = if is_text {
            root.text(path).map(TemplateFile::Text)
        } else {
            root.bytes(path).map(TemplateFile::Binary)
        };
        match file {
            Ok(file) => {
                let name = path.strip_prefix("templates/").unwrap_or(path);
                self.files.insert(name.to_owned(), file);
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }

    /// Name and content of every file of one kind: `html`, `pdf` or `text`.
    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let inside = move |path: &str| path.split('/').next() == Some(kind);
        self.files.iter().filter(move |(path, _)| inside(path)).map(|(path, file)| match file {
            TemplateFile::Text(file) => (path.as_str(), file.text.as_bytes()),
            TemplateFile::Binary(bytes) => (path.as_str(), bytes.as_slice()),
        })
    }

    /// The text template at `path` below `templates/`.
    pub(crate) fn text(&self, path: &str) -> Option<&Arc<SourceFile>> {
        match self.files.get(path) {
            Some(TemplateFile::Text(file)) => Some(file),
            Some(TemplateFile::Binary(_)) | None => None,
        }
    }
}
