//! The one table of outputs: each kind of file that is made, what is known of it, what renders it. A
//! new format is a row here and a file beside it; nothing else knows the formats one by one.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::Serialize;
use typst_kit::fonts::FontStore;

use super::{ChooserEntry, Fault, PdfTemplate, Templates, html, json, pdf, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Alternate, Document, Head};
use crate::project::templates::TemplateSet;

/// Every kind of file, in the order in which formats are listed to readers.
pub(crate) static OUTPUTS: &[Output] = &[
    Output {
        id: "page",
        format: "html",
        listing: Some(Listing {
            about: "A web page, with a fragment of it to embed",
            word: "format.html",
            short: "HTML",
        }),
        end: ".html",
        media_type: "text/html; charset=utf-8",
        templates: "html",
        needs_fonts: false,
        has_siblings: true,
        rank: 1,
        render: Render::Edition(html::page),
    },
    Output {
        id: "fragment",
        format: "html",
        listing: None,
        end: ".fragment.html",
        media_type: "text/html; charset=utf-8",
        templates: "html",
        needs_fonts: false,
        has_siblings: true,
        rank: 2,
        render: Render::Edition(html::fragment),
    },
    Output {
        id: "chooser",
        format: "html",
        listing: None,
        end: "index.html",
        media_type: "text/html; charset=utf-8",
        templates: "html",
        needs_fonts: false,
        has_siblings: true,
        rank: 5,
        render: Render::Site(html::chooser),
    },
    Output {
        id: "pdf",
        format: "pdf",
        listing: Some(Listing { about: "PDF/A-3a and PDF/UA-1", word: "format.pdf", short: "PDF" }),
        end: ".pdf",
        media_type: "application/pdf",
        templates: "pdf",
        needs_fonts: true,
        has_siblings: false,
        rank: 0,
        render: Render::Edition(pdf::file),
    },
    Output {
        id: "text",
        format: "text",
        listing: Some(Listing { about: "Plain text, UTF-8", word: "format.text", short: "TXT" }),
        end: ".txt",
        media_type: "text/plain; charset=utf-8",
        templates: "text",
        needs_fonts: false,
        has_siblings: false,
        rank: 3,
        render: Render::Edition(text::file),
    },
    Output {
        id: "json",
        format: "json",
        listing: Some(Listing { about: "The document itself", word: "format.json", short: "JSON" }),
        end: ".json",
        media_type: "application/json",
        templates: "json",
        needs_fonts: false,
        has_siblings: false,
        rank: 4,
        render: Render::Edition(json::file),
    },
];

/// A kind of file.
#[derive(Debug)]
pub(crate) struct Output {
    /// Its name in keys.
    pub(crate) id: &'static str,
    /// The format that it is made for, by the name that people ask for.
    pub(crate) format: &'static str,
    /// How readers are told of the format; one file of each format has it.
    pub(crate) listing: Option<Listing>,
    /// What its path has behind that of the edition; of a file of the site the whole path.
    pub(crate) end: &'static str,
    /// The media type (IANA).
    pub(crate) media_type: &'static str,
    /// The folder of its templates below `templates/`.
    pub(crate) templates: &'static str,
    pub(crate) needs_fonts: bool,
    /// Whether it tells of the other languages and formats. One that does not is the same whatever is
    /// built beside it.
    pub(crate) has_siblings: bool,
    /// Its place in the order of making: what takes longest comes first.
    pub(crate) rank: u8,
    pub(crate) render: Render,
}

/// How readers and callers are told of a format.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) about: &'static str,
    /// The interface word that names it.
    pub(crate) word: &'static str,
    /// Its name where there is little room, or no such word.
    pub(crate) short: &'static str,
}

/// What renders a file.
#[derive(Debug)]
pub(crate) enum Render {
    /// One of each edition.
    Edition(OfEdition),
    /// One of the whole site.
    Site(OfSite),
}

/// Renders a file from a document in a locale.
type OfEdition = fn(&Tools<'_>, &Page<'_>) -> Result<Rendered, Vec<Fault>>;

/// Renders a file from the heads of all documents, in the language of the last argument.
type OfSite = fn(&Tools<'_>, &[ChooserEntry<'_>], &Head) -> Result<Vec<u8>, Vec<Fault>>;

/// A document in a locale, with what a renderer may know beside it.
#[derive(Clone, Copy)]
pub(crate) struct Page<'p> {
    pub(crate) document: &'p Document,
    /// Nothing for an output that does not tell of them.
    pub(crate) siblings: &'p Siblings,
    /// The fonts for the document, for an output that needs them.
    pub(crate) fonts: Option<&'p FontStore>,
}

/// What the site says of a document's other languages and formats.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Siblings {
    /// The document in every language, its own included.
    pub(crate) alternates: Vec<Alternate>,
    /// The formats it is published in.
    pub(crate) formats: Vec<Format>,
}

/// The bytes of a file, with what is said of them.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) bytes: Vec<u8>,
    /// Families of the fonts in it, sorted.
    pub(crate) fonts: Vec<String>,
    pub(crate) warnings: Vec<Fault>,
}

impl From<Vec<u8>> for Rendered {
    fn from(bytes: Vec<u8>) -> Self {
        Rendered { bytes, fonts: Vec::new(), warnings: Vec::new() }
    }
}

/// A format that documents are published in, by its name in the table of outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Format(&'static str);

impl Format {
    /// Lists every format, in the order they are listed to readers.
    pub fn all() -> impl Iterator<Item = Format> {
        OUTPUTS.iter().filter(|output| output.listing.is_some()).map(|one| Format(one.format))
    }

    /// Finds the format that people call `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }

    /// Gives the name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Tells what it is, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.listing().map_or("", |(_, listing)| listing.about)
    }

    /// Lists the kinds of file that are made for it.
    pub(crate) fn outputs(self) -> impl Iterator<Item = &'static Output> {
        OUTPUTS.iter().filter(move |output| output.format == self.0)
    }

    fn listing(self) -> Option<(&'static Output, &'static Listing)> {
        self.outputs().find_map(|output| Some((output, output.listing.as_ref()?)))
    }
}

/// Writes the name by which it is asked for.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Format::named(name).ok_or(UnknownFormat)
    }
}

/// The text is not the name of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::all().map(Format::name).collect();
        write!(f, "the formats are {}", names.join(", "))
    }
}

impl Error for UnknownFormat {}

/// A format as templates receive it.
#[derive(Debug, Serialize)]
pub(crate) struct Listed<'w> {
    /// The name by which it is asked for.
    id: &'static str,
    extension: &'static str,
    /// The media type without parameters.
    media_type: &'static str,
    /// What it is called in the reader's language.
    label: &'w str,
    /// The same where there is little room.
    short: &'static str,
}

/// Lists `formats` for templates, with labels from the interface words `words`.
pub(crate) fn listed<'w>(
    formats: &[Format],
    words: &'w BTreeMap<String, String>,
) -> Vec<Listed<'w>> {
    let listings = formats.iter().filter_map(|format| format.listing());
    listings
        .map(|(output, listing)| Listed {
            id: output.format,
            extension: output.end.trim_start_matches('.'),
            media_type: output.media_type.split(';').next().unwrap_or_default(),
            label: words.get(listing.word).map_or(listing.short, String::as_str),
            short: listing.short,
        })
        .collect()
}

/// What renders, made when something is rendered.
pub(crate) struct Tools<'t> {
    set: &'t TemplateSet,
    templates: OnceLock<Result<Templates, Diagnostics>>,
    pdf: OnceLock<PdfTemplate>,
}

impl<'t> Tools<'t> {
    /// Renders with the templates `set`.
    pub(crate) fn new(set: &'t TemplateSet) -> Self {
        Tools { set, templates: OnceLock::new(), pdf: OnceLock::new() }
    }

    /// Gives the templates for HTML and text.
    ///
    /// # Errors
    ///
    /// Every error in them.
    pub(crate) fn templates(&self) -> Result<&Templates, Diagnostics> {
        let compiled = self.templates.get_or_init(|| Templates::compile(self.set));
        compiled.as_ref().map_err(Clone::clone)
    }

    /// Gives the template for PDF.
    pub(crate) fn pdf(&self) -> &PdfTemplate {
        self.pdf.get_or_init(|| PdfTemplate::parse(self.set))
    }
}

/// The errors of templates as findings of a renderer.
impl From<Diagnostics> for Vec<Fault> {
    fn from(errors: Diagnostics) -> Self {
        errors.iter().cloned().map(Fault::from).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_row_is_told_from_the_others() {
        for of in [|output: &Output| output.id, |output: &Output| output.end] {
            assert_eq!(OUTPUTS.iter().map(of).collect::<BTreeSet<_>>().len(), OUTPUTS.len());
        }
        let names: Vec<&str> = Format::all().map(Format::name).collect();
        assert_eq!(names, ["html", "pdf", "text", "json"]);
        for format in Format::all() {
            assert_eq!(Format::named(format.name()), Some(format));
            let listings = format.outputs().filter(|output| output.listing.is_some());
            assert_eq!(listings.count(), 1, "{format:?}");
        }
        assert!(OUTPUTS.iter().all(|output| Format::named(output.format).is_some()));
        assert_eq!(Format::named("page"), None);
        assert_eq!("pdf".parse::<Format>().map(|format| format.to_string()), Ok("pdf".to_owned()));
        let unknown = "page".parse::<Format>().unwrap_err();
        assert_eq!(unknown.to_string(), "the formats are html, pdf, text, json");
    }

    #[test]
    fn a_format_without_a_word_has_its_short_name() {
        let words = BTreeMap::from([("format.text".to_owned(), "Nur Text".to_owned())]);
        let formats: Vec<Format> = Format::all().collect();
        let labels: Vec<&str> = listed(&formats, &words).iter().map(|one| one.label).collect();
        assert_eq!(labels, ["HTML", "PDF", "Nur Text", "JSON"]);
        let ends: Vec<&str> = listed(&formats, &words).iter().map(|one| one.extension).collect();
        assert_eq!(ends, ["html", "pdf", "txt", "json"]);
    }
}
