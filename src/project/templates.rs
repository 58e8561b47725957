//! The templates: the ones inside the binary, and a project's own that take their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::Root;
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
        for kind in ["html", "pdf", "text"] {
            set.load_folder(root, kind, 0, diagnostics);
        }
        set
    }

    /// The built-in templates alone.
    pub(crate) fn built_in() -> Self {
        let files = BUILT_IN.iter().map(|(path, text)| {
            let file = SourceFile { path: format!("templates/{path}"), text: (*text).to_owned() };
            ((*path).to_owned(), TemplateFile::Text(Arc::new(file)))
        });
        TemplateSet { files: files.collect() }
    }

    fn load_folder(
        &mut self,
        root: &Root,
        folder: &str,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        /// A template folder has a few levels; a deeper one is a loop of links.
        const DEEPEST: usize = 8;
        let entries = match root.list(&format!("templates/{folder}")) {
            Ok(entries) if depth < DEEPEST => entries,
            Ok(_) => return,
            Err(diagnostic) => return diagnostics.push(diagnostic),
        };
        for entry in entries.into_iter().filter(|entry| !entry.name.starts_with('.')) {
            let path = format!("{folder}/{}", entry.name);
            if entry.is_folder {
                self.load_folder(root, &path, depth + 1, diagnostics);
                continue;
            }
            let full = format!("templates/{path}");
            let is_text = [".html", ".css", ".typ", ".txt"].iter().any(|end| path.ends_with(end));
            let file = if is_text {
                root.text(&full).map(TemplateFile::Text)
            } else {
                root.bytes(&full).map(TemplateFile::Binary)
            };
            match file {
                Ok(file) => {
                    self.files.insert(path, file);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }

    /// The text template at `path` below `templates/`.
    pub(crate) fn text(&self, path: &str) -> Option<&Arc<SourceFile>> {
        match self.files.get(path) {
            Some(TemplateFile::Text(file)) => Some(file),
            Some(TemplateFile::Binary(_)) | None => None,
        }
    }
}
