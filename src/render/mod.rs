//! Rendering: a [`Document`] becomes the bytes of a format, and nothing else is looked at.

mod html;
mod pdf;
mod text;

pub(crate) use html::{ChooserEntry, ChooserVersion, HtmlTemplates};
pub(crate) use pdf::{FontLibrary, FontSet, PdfTemplate};

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{Document, Head, in_digits};
use crate::project::templates::{TemplateFile, TemplateSet};

/// The document as JSON, pretty-printed.
pub(crate) fn json(document: &Document) -> Vec<u8> {
    // The model holds strings, numbers and lists only, and all its map keys are strings.
    let mut bytes = serde_json::to_vec_pretty(document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The minijinja templates of a project, compiled.
#[derive(Debug)]
pub(crate) struct Templates {
    environment: Environment<'static>,
    files: Vec<Arc<SourceFile>>,
    pub(crate) html: HtmlTemplates,
}

impl Templates {
    /// Compiles the templates for HTML and text.
    pub(crate) fn compile(set: &TemplateSet) -> Result<Self, Diagnostics> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        // Only delimiters can be wrong, and these are the usual ones.
        environment.set_syntax(syntax.unwrap_or_default());
        text::configure(&mut environment);
        environment.add_filter("numeral", numeral);
        let mut files = Vec::new();
        let mut diagnostics = Diagnostics::default();
        for (path, file) in &set.files {
            let TemplateFile::Text(file) = file else {
                continue;
            };
            if !path.starts_with("html/") && !path.starts_with("text/") {
                continue;
            }
            files.push(Arc::clone(file));
            if let Err(error) = environment.add_template_owned(path.clone(), file.text.clone()) {
                diagnostics.push(template_error(&files, &error));
            }
        }
        let style = set.text("html/style.css").map_or("", |file| file.text.as_str());
        let html = HtmlTemplates::new(style);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        Ok(Templates { environment, files, html })
    }

    /// The document as plain text.
    pub(crate) fn text(&self, document: &Document) -> Result<Vec<u8>, Diagnostic> {
        text::render(document, &self.environment)
            .map(String::into_bytes)
            .map_err(|error| template_error(&self.files, &error))
    }

    /// The document as a web page.
    pub(crate) fn page(&self, document: &Document) -> Result<Vec<u8>, Diagnostic> {
        self.render_html("html/page.html", self.html.page_context(document))
    }

    /// The document as a part of a web page.
    pub(crate) fn fragment(&self, document: &Document) -> Result<Vec<u8>, Diagnostic> {
        self.render_html("html/fragment.html", self.html.page_context(document))
    }

    /// The page that lists every language and format.
    pub(crate) fn chooser(
        &self,
        entries: &[ChooserEntry<'_>],
        source: &Head,
    ) -> Result<Vec<u8>, Diagnostic> {
        self.render_html("html/index.html", self.html.chooser_context(entries, source))
    }

    fn render_html(&self, name: &str, context: minijinja::Value) -> Result<Vec<u8>, Diagnostic> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map(String::into_bytes)
            .map_err(|error| template_error(&self.files, &error))
    }
}

/// A number in the digits of `locale`.
fn numeral(number: u32, locale: &Value) -> String {
    let digits = locale.get_attr("digits").unwrap_or_default();
    in_digits(&number.to_string(), digits.as_str())
}

/// A minijinja error at the template's line.
fn template_error(files: &[Arc<SourceFile>], error: &Error) -> Diagnostic {
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let diagnostic = Diagnostic::error(Code::Template, format!("{}{detail}", error.kind()))
        .help("docs/templates.md tells what templates receive");
    let file = error
        .name()
        .and_then(|name| files.iter().find(|file| file.path == format!("templates/{name}")));
    let Some(file) = file else { return diagnostic };
    let range = error.range().or_else(|| {
        let line = error.line()?.checked_sub(1)?;
        let start = file.text.split_inclusive('\n').take(line).map(str::len).sum();
        Some(start..start + file.text[start..].lines().next().map_or(0, str::len))
    });
    diagnostic.at(Span::new(file, range.unwrap_or(0..0)))
}
