//! HTML: the page, the fragment and the chooser, by minijinja templates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::document::{Document, DocumentId, Format, Head};

/// What every page shares.
#[derive(Debug)]
pub(crate) struct HtmlTemplates {
    style: String,
    /// A policy that allows just this style sheet and embedded images (CSP Level 3).
    csp: String,
}

/// A document on the chooser page.
#[derive(Debug, Serialize)]
pub(crate) struct ChooserEntry<'d> {
    pub(crate) id: &'d DocumentId,
    pub(crate) versions: Vec<ChooserVersion<'d>>,
}

/// A document in one language on the chooser page.
#[derive(Debug, Serialize)]
pub(crate) struct ChooserVersion<'d> {
    #[serde(flatten)]
    pub(crate) head: &'d Head,
    pub(crate) formats: &'d [Format],
}

impl HtmlTemplates {
    pub(super) fn new(style: &str) -> Self {
        Self::of(style.trim())
    }

    fn of(style: &str) -> Self {
        // The element starts and ends with a line break, which belong to what is hashed.
        let style = format!("\n{style}\n");
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        let csp = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
             form-action 'none'"
        );
        HtmlTemplates { style, csp }
    }

    pub(super) fn page_context(&self, document: &Document) -> Value {
        let counting = document.locale.digits.as_deref().map(|digits| self.counting_in(digits));
        let HtmlTemplates { style, csp } = counting.as_ref().unwrap_or(self);
        context! { document => Serde(document), style, csp }
    }

    /// The same for a page whose ordered lists count in `digits`. A rule of style, not text: so a
    /// list keeps its meaning, is read out as numbers and is copied as the browser copies any.
    fn counting_in(&self, digits: &str) -> Self {
        let symbols: Vec<String> = digits.chars().map(|digit| format!("\"{digit}\"")).collect();
        Self::of(&format!(
            "{}\n@counter-style digits {{\n  system: numeric;\n  symbols: {};\n}}\n\
             :where([data-digits]) ol {{\n  list-style-type: digits;\n}}",
            self.style.trim(),
            symbols.join(" "),
        ))
    }

    pub(super) fn chooser_context(&self, entries: &[ChooserEntry<'_>], source: &Head) -> Value {
        context! {
            documents => Serde(entries),
            publisher => Serde(&source.publisher),
            locale => Serde(&source.locale),
            words => Serde(&source.words),
            style => self.style.as_str(),
            csp => self.csp.as_str(),
        }
    }
}
