//! Rendering: a [`Document`] becomes the bytes of a format, and nothing else is looked at.

mod complete;
mod fault;
mod held;
mod html;
mod json;
mod outputs;
mod pdf;
mod strict;
mod text;

pub(crate) use fault::Fault;
pub(crate) use html::{ChooserEntry, ChooserVersion, HtmlTemplates};
pub(crate) use json::json;
pub use outputs::{Format, UnknownFormat};
pub(crate) use outputs::{OUTPUTS, Output, Page, Render, Siblings, Tools, listed};
pub(crate) use pdf::{FontLibrary, FontSet, PdfTemplate, layout};

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{Document, Head, in_digits};
use crate::project::templates::{BUILT_IN, TemplateFile, TemplateSet};

/// The minijinja templates of a project, compiled.
#[derive(Debug)]
pub(crate) struct Templates {
    environment: Environment<'static>,
    files: Vec<Arc<SourceFile>>,
    /// Those that are the project's own.
    own: Vec<Arc<SourceFile>>,
    pub(crate) html: HtmlTemplates,
}

impl Templates {
    /// Compiles the templates for HTML and text.
    pub(crate) fn compile(set: &TemplateSet) -> Result<Self, Diagnostics> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        // Only delimiters can be wrong, and these are the usual ones.
        environment.set_syntax(syntax.unwrap_or_default());
        // A misspelt field would publish a hole.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        strict::configure(&mut environment);
        text::configure(&mut environment);
        environment.add_filter("numeral", numeral);
        environment.add_filter("counted", html::counted);
        let mut files = Vec::new();
        let mut own = Vec::new();
        let mut diagnostics = Diagnostics::default();
        for (path, file) in &set.files {
            let TemplateFile::Text(file) = file else {
                continue;
            };
            if !path.starts_with("html/") && !path.starts_with("text/") {
                continue;
            }
            files.push(Arc::clone(file));
            if !BUILT_IN.contains(&(path.as_str(), file.text.as_str())) {
                own.push(Arc::clone(file));
            }
            if let Err(error) = environment.add_template_owned(path.clone(), file.text.clone()) {
                diagnostics.push(template_error(&files, &error));
            }
        }
        let style = set.text("html/style.css").map_or("", |file| file.text.as_str());
        let html = HtmlTemplates::new(style);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        Ok(Templates { environment, files, own, html })
    }

    /// The document as plain text.
    pub(crate) fn text(&self, document: &Document) -> Result<Vec<u8>, Box<Fault>> {
        let body = text::body(document);
        let text = text::render(document, &body, &self.environment)
            .map_err(|error| template_error(&self.files, &error))?;
        match complete::lost_in_text(document, &body, &text) {
            Some(said) => {
                Err(Box::new(lost(document, &said, "text", self.own("text/document.txt"))))
            }
            None => Ok(text.into_bytes()),
        }
    }

    /// The document as a web page.
    pub(crate) fn page(
        &self,
        document: &Document,
        siblings: &Siblings,
    ) -> Result<Vec<u8>, Box<Fault>> {
        let page =
            self.render_html("html/page.html", self.html.page_context(document, siblings))?;
        let own = self.own("html/page.html");
        match complete::lost_in_page(document, &page, own.is_some()) {
            Some(said) => Err(Box::new(lost(document, &said, "web page", own))),
            None => Ok(page.into_bytes()),
        }
    }

    /// The document as a part of a web page.
    pub(crate) fn fragment(
        &self,
        document: &Document,
        siblings: &Siblings,
    ) -> Result<Vec<u8>, Box<Fault>> {
        let fragment =
            self.render_html("html/fragment.html", self.html.page_context(document, siblings))?;
        let own = self.own("html/fragment.html");
        let said = own.and_then(|_| complete::lost_in_fragment(document, &fragment));
        match said {
            Some(said) => Err(Box::new(lost(document, &said, "fragment", own))),
            None => Ok(fragment.into_bytes()),
        }
    }

    /// The page that lists every language and format.
    pub(crate) fn chooser(
        &self,
        entries: &[ChooserEntry<'_>],
        source: &Head,
    ) -> Result<Vec<u8>, Diagnostic> {
        self.render_html("html/index.html", self.html.chooser_context(entries, source))
            .map(String::into_bytes)
    }

    fn render_html(&self, name: &str, context: minijinja::Value) -> Result<String, Diagnostic> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|error| template_error(&self.files, &error))
    }

    /// The project's own template at `path`, or another one of its kind that it may use.
    fn own(&self, path: &str) -> Option<&Arc<SourceFile>> {
        let full = format!("templates/{path}");
        let kind = full.get(..full.rfind('/').map_or(0, |at| at + 1)).unwrap_or("");
        let named = self.own.iter().find(|file| file.path == full);
        named.or_else(|| self.own.iter().find(|file| file.path.starts_with(kind)))
    }
}

/// A text of `document` that `format` lacks; `file` is a template of the project's own that makes it.
fn lost(
    document: &Document,
    said: &held::Said<'_>,
    format: &str,
    file: Option<&Arc<SourceFile>>,
) -> Fault {
    let text: String = said.text.chars().take(60).collect();
    let more = if text.len() < said.text.len() { "…" } else { "" };
    let unit = said.unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
    let mut diagnostic = Diagnostic::error(
        Code::Lost,
        format!(
            "text is missing from the {format} of {} in {}: “{text}{more}”{unit}",
            document.id, document.locale.tag
        ),
    );
    diagnostic = match file {
        Some(file) => {
            diagnostic.label(Span::new(file, 0..0), format!("the template of the {format}")).help(
                "the template leaves it out, clips it or does not know its kind of block; \
                 docs/templates.md lists what a template must show",
            )
        }
        None => diagnostic.help("please report it, as the template is the tool's own"),
    };
    Fault { unit: said.unit.cloned(), words: said.text.to_owned(), diagnostic }
}

/// A number in the digits of `locale`.
fn numeral(number: u32, locale: &Value) -> String {
    let digits = locale.get_attr("digits").unwrap_or_default();
    in_digits(&number.to_string(), digits.as_str())
}

/// A minijinja error at the template's line.
fn template_error(files: &[Arc<SourceFile>], error: &Error) -> Diagnostic {
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let help = match error.kind() {
        ErrorKind::UndefinedError => {
            "check the spelling; ask for a field that some documents lack with `is defined`, or \
             give what stands in for it with `|default(…)`; docs/templates.md tells what \
             templates receive"
        }
        _ => "docs/templates.md tells what templates receive",
    };
    let diagnostic =
        Diagnostic::error(Code::Template, format!("{}{detail}", error.kind())).help(help);
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
