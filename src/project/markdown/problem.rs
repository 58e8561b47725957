//! What can be wrong with running text, and how it is reported.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::project::characters;

/// Why running text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnitProblem {
    /// Raw HTML, quoted.
    Html(String),
    /// An HTML comment, quoted.
    Comment(String),
    /// A construct the formats cannot show, by name.
    Unsupported(&'static str),
    /// Braces that do not match, or a `{% … %}` statement; the text from there.
    Expression(String),
    /// A bare address that ends inside an expression: the address, and what there is of the
    /// expression in it.
    CutAddress(String, String),
    /// An image without alternative text, by path.
    ImageAlt(String),
    /// An image from the network, by address.
    RemoteImage(String),
    /// A link to a scheme that is not allowed, by address.
    LinkScheme(String),
    /// A link without an address, by its words.
    NoAddress(String),
    /// A link or an image that is none, for the space in its address.
    LinkSpace(String),
    /// A link without words, by its address.
    LinkWords(String),
    /// The title of a link or an image.
    LinkTitle(String),
    /// A heading without words.
    NoWords(&'static str),
    /// A character that cannot be published.
    Character(char),
    /// A mark of direction that is opened or closed alone.
    Isolates,
    /// The text of a unit is not running text of one paragraph.
    NotOneParagraph,
    /// No form of the text is read back as the same text.
    NoMsgid,
    /// The text of a unit has no words.
    Empty,
}

/// `problems` without those that come of another one: the end of an element that was reported where
/// it begins, the second half of a pair of braces.
pub(super) fn one_per_cause(problems: Vec<UnitProblem>) -> Vec<UnitProblem> {
    let mut tags = OpenTags::default();
    let mut open = false;
    let mut kept: Vec<UnitProblem> = Vec::new();
    for problem in problems {
        let follows = match &problem {
            UnitProblem::Html(html) => !tags.read(html),
            UnitProblem::Expression(rest) if rest.starts_with("}}") => std::mem::take(&mut open),
            UnitProblem::Expression(rest) => {
                open = rest.starts_with("{{");
                false
            }
            UnitProblem::CutAddress(..) => {
                open = true;
                false
            }
            other => kept.contains(other) && matches!(other, UnitProblem::Isolates),
        };
        if !follows {
            kept.push(problem);
        }
    }
    kept
}

/// The elements of raw HTML that have begun and not ended.
#[derive(Debug, Default)]
pub(super) struct OpenTags(Vec<String>);

impl OpenTags {
    /// Reads the tags in `html`; false if it does no more than end elements that have begun.
    pub(super) fn read(&mut self, html: &str) -> bool {
        let mut is_new = !html.trim_start().starts_with("</");
        for tag in html.split('<').skip(1) {
            let ends = tag.starts_with('/');
            let tag = tag.trim_start_matches('/');
            let length = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let name = tag[..length.unwrap_or(tag.len())].to_ascii_lowercase();
            if name.is_empty() {
                continue;
            }
            let begun = self.0.iter().rposition(|open| *open == name);
            match (ends, begun) {
                (true, Some(at)) => self.0.truncate(at),
                (true, None) => is_new = true,
                (false, _) => {
                    is_new = true;
                    if !tag.contains("/>") && self.0.len() < Self::DEEPEST {
                        self.0.push(name);
                    }
                }
            }
        }
        is_new
    }

    /// More are not remembered: each end is looked for among them.
    const DEEPEST: usize = 64;
}

impl UnitProblem {
    /// Whether a text is read whole in spite of it.
    pub(crate) fn loses_nothing(&self) -> bool {
        match self {
            UnitProblem::Html(_)
            | UnitProblem::Comment(_)
            | UnitProblem::ImageAlt(_)
            | UnitProblem::RemoteImage(_)
            | UnitProblem::LinkScheme(_)
            | UnitProblem::NoAddress(_)
            | UnitProblem::LinkWords(_)
            | UnitProblem::LinkTitle(_)
            | UnitProblem::Character(_)
            | UnitProblem::Isolates => true,
            UnitProblem::Unsupported(_)
            | UnitProblem::Expression(_)
            | UnitProblem::CutAddress(..)
            | UnitProblem::LinkSpace(_)
            | UnitProblem::NoWords(_)
            | UnitProblem::NotOneParagraph
            | UnitProblem::NoMsgid
            | UnitProblem::Empty => false,
        }
    }

    /// What raw HTML is.
    pub(super) fn html(html: &str) -> Self {
        if html.starts_with("<!--") {
            UnitProblem::Comment(html.to_owned())
        } else {
            UnitProblem::Html(html.to_owned())
        }
    }

    /// The problem as a diagnostic about the text at `span`.
    pub(crate) fn diagnostic(&self, span: &Span) -> Diagnostic {
        match self {
            UnitProblem::Html(html) => {
                Diagnostic::error(Code::RawHtml, "raw HTML is not allowed in a text")
                    .at(span.find(html))
                    .help(
                        "write it in Markdown; a literal `<` is written `\\<`, and a line break \
                         inside a text is `<br>`",
                    )
            }
            UnitProblem::Comment(html) => {
                Diagnostic::error(Code::RawHtml, "an HTML comment is not allowed in a text")
                    .at(span.find(html))
                    .help(
                        "delete it; remarks that nobody shall read can stand in the front matter, \
                         behind `#`",
                    )
            }
            UnitProblem::Unsupported(what) => {
                Diagnostic::error(Code::Unsupported, format!("{what} cannot be published"))
                    .at(span.clone())
                    .help("docs/source-format.md lists what every format can show")
            }
            UnitProblem::Expression(text) if text.starts_with("{%") => {
                Diagnostic::error(Code::Expression, "a text cannot hold a statement `{% … %}`")
                    .at(span.find(text))
                    .help(
                        "delete it: a text has expressions such as `{{ name }}`, and what depends on \
                         a variable stands under `::: when`; braces meant as such are written `\\{%`",
                    )
            }
            UnitProblem::Expression(text) => {
                Diagnostic::error(Code::Expression, "`{{` and `}}` do not match here")
                    .at(span.find(text))
                    .help(
                        "an expression is `{{ name }}`, statements `{% … %}` are not allowed; braces \
                         meant as such are written `\\{\\{` and `\\}\\}`",
                    )
            }
            UnitProblem::CutAddress(address, rest) => cut_address(address, rest, span),
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
            UnitProblem::NoAddress(words) => {
                Diagnostic::error(Code::LinkAddress, format!("the link `{words}` has no address"))
                    .at(span.find(words))
                    .help("write its address in the parentheses, or take the brackets away")
            }
            UnitProblem::LinkSpace(address) => link_space(address.trim(), span),
            UnitProblem::LinkWords(href) => {
                Diagnostic::error(Code::NoWords, format!("the link to `{href}` has no words"))
                    .at(span.find(href))
                    .help("write in the brackets what a reader shall see: `[words](address)`")
            }
            UnitProblem::LinkTitle(title) => Diagnostic::error(
                Code::LinkTitle,
                format!("the title `{title}` of a link or an image would be lost"),
            )
            .at(span.find(title))
            .help("say it in the text, or in the alternative text of the image, and take it out here"),
            UnitProblem::NoWords(what) => {
                Diagnostic::error(Code::NoWords, format!("{what} without words"))
                    .at(span.clone())
                    .help("write some, or delete it")
            }
            UnitProblem::Character(c) => characters::diagnostic(*c, span),
            UnitProblem::Isolates => characters::unbalanced(span),
            UnitProblem::NoMsgid => Diagnostic::error(
                Code::Unsupported,
                "this text cannot be written in a catalogue without changing its meaning",
            )
            .at(span.clone())
            .help(
                "write each link as `[words](address)`, set signs of Markdown apart by spaces, or put \
                 `\\` before those meant as such",
            ),
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

fn cut_address(address: &str, rest: &str, span: &Span) -> Diagnostic {
    let place = span.find(address);
    let text = &place.file.text[place.range.start..];
    let whole = text.split_inclusive("}}").next().filter(|whole| !whole.contains('\n'));
    let bare: String = whole.unwrap_or(rest).split_whitespace().collect();
    let message = format!("the address `{address}` ends inside an expression");
    Diagnostic::error(Code::LinkAddress, message)
        .at(place)
        .help(format!("an address has no spaces: write `{bare}`"))
}

fn link_space(address: &str, span: &Span) -> Diagnostic {
    let message = format!("`({address})` is no address, as there is a space in it");
    let help = if address.starts_with("{{") {
        let bare: String = address.split_whitespace().collect();
        format!("write the expression without spaces: `({bare})`")
    } else {
        format!(
            "write it as `(<{address}>)`, or each space as `%20`; a bracket that is no link's is \
             written `\\[`"
        )
    };
    Diagnostic::error(Code::LinkAddress, message).at(span.find(address)).help(help)
}
