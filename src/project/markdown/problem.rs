//! What can be wrong with running text, and how it is reported.

use crate::diagnostic::{Code, Diagnostic, Span};

/// Why running text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnitProblem {
    /// Raw HTML, quoted.
    Html(String),
    /// A construct the formats cannot show, by name.
    Unsupported(&'static str),
    /// Braces that do not match, or a `{% … %}` statement; the text from there.
    Expression(String),
    /// An image without alternative text, by path.
    ImageAlt(String),
    /// An image from the network, by address.
    RemoteImage(String),
    /// A link to a scheme that is not allowed, by address.
    LinkScheme(String),
    /// The text of a unit is not running text of one paragraph.
    NotOneParagraph,
    /// No form of the text is read back as the same text.
    NoMsgid,
    /// The text of a unit has no words.
    Empty,
}

impl UnitProblem {
    /// The problem as a diagnostic about the text at `span`.
    pub(crate) fn diagnostic(&self, span: &Span) -> Diagnostic {
        match self {
            UnitProblem::Html(html) => {
                Diagnostic::error(Code::RawHtml, "raw HTML is not allowed in a text")
                    .at(span.find(html))
                    .help("write it in Markdown; a literal `<` is written `\\<`")
            }
            UnitProblem::Unsupported(what) => {
                Diagnostic::error(Code::Unsupported, format!("{what} cannot be published"))
                    .at(span.clone())
                    .help("docs/source-format.md lists what every format can show")
            }
            UnitProblem::Expression(text) => {
                Diagnostic::error(Code::Expression, "`{{` and `}}` do not match here")
                    .at(span.find(text))
                    .help("an expression is `{{ name }}`; statements `{% … %}` are not allowed")
            }
            UnitProblem::ImageAlt(src) => {
                Diagnostic::error(Code::ImageAlt, format!("image `{src}` has no alternative text"))
                    .at(span.find(src))
                    .help("say what it shows: `![…](path)`")
            }
            UnitProblem::RemoteImage(src) => {
                Diagnostic::error(Code::RemoteImage, format!("image `{src}` is not in the project"))
                    .at(span.find(src))
                    .help("put the file below `policy/` and name it by its path there")
            }
            UnitProblem::LinkScheme(href) => {
                Diagnostic::error(Code::LinkScheme, format!("a link to `{href}` is not allowed"))
                    .at(span.find(href))
                    .help("link to http, https, mailto or tel addresses, or to a relative path")
            }
            UnitProblem::NoMsgid => Diagnostic::error(
                Code::Unsupported,
                "this text cannot be written in a catalogue without changing its meaning",
            )
            .at(span.clone())
            .help("set signs of Markdown apart by spaces, or put `\\` before those meant as such"),
            UnitProblem::Empty => Diagnostic::error(Code::Blank, "there are no words in this text")
                .at(span.clone())
                .help("write some that a reader sees"),
            UnitProblem::NotOneParagraph => {
                Diagnostic::error(Code::TranslationBlock, "this is not the text of one paragraph")
                    .at(span.clone())
                    .help("write one paragraph; put `\\` before a sign that starts a block")
            }
        }
    }
}
