//! Running text: from comrak's inlines to [`SourceInline`], and the `msgid` of a unit.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, format_commonmark, parse_document};

use super::super::source::{Piece, SourceInline, for_each_inline};
use super::DEEPEST;
use super::problem::UnitProblem;

/// Parses the text of one unit, as catalogues and TOML fields hold it.
#[derive(Debug)]
pub(crate) struct UnitParser {
    options: Options<'static>,
}

/// A sign that keeps the text behind it from starting a block. It counts as white space for the
/// rules of emphasis, so the text reads as at the start of a line.
const GUARD: char = '\u{a0}';

/// More backslashes than this are all kept in a `msgid`.
const MOST_ESCAPES: usize = 128;

impl UnitParser {
    pub(crate) fn new() -> Self {
        let mut options = super::options();
        options.extension.header_attributes = false;
        options.extension.block_directive = false;
        UnitParser { options }
    }

    /// The content of `text`. `footnotes` are the names of the document's footnotes.
    pub(crate) fn parse(
        &self,
        text: &str,
        footnotes: &[String],
    ) -> Result<Vec<SourceInline>, Vec<UnitProblem>> {
        let mut markdown = format!("{GUARD}{text}\n");
        for name in footnotes.iter().filter(|name| text.contains(&format!("[^{name}]"))) {
            markdown.push_str(&format!("\n[^{name}]: x\n"));
        }
        let arena = Arena::new();
        let root = parse_document(&arena, &markdown, &self.options);
        let mut blocks = root
            .children()
            .filter(|node| !matches!(node.data().value, NodeValue::FootnoteDefinition(_)));
        let (Some(paragraph), None) = (blocks.next(), blocks.next()) else {
            return Err(vec![UnitProblem::NotOneParagraph]);
        };
        if !matches!(paragraph.data().value, NodeValue::Paragraph) {
            return Err(vec![UnitProblem::NotOneParagraph]);
        }
        let mut content = convert(paragraph)?;
        remove_guard(&mut content);
        if content.is_empty() { Err(vec![UnitProblem::Empty]) } else { Ok(content) }
    }
}

fn remove_guard(content: &mut Vec<SourceInline>) {
    let Some(SourceInline::Text(pieces)) = content.first_mut() else {
        return;
    };
    let Some(Piece::Words(words)) = pieces.first_mut() else {
        return;
    };
    if words.starts_with(GUARD) {
        words.drain(..GUARD.len_utf8());
    }
    if words.is_empty() {
        pieces.remove(0);
    }
    if pieces.is_empty() {
        content.remove(0);
    }
}

/// Forms for the `msgid` of a node that holds running text, the best first: its content as `CommonMark` on one line. Changes
/// the node.
///
/// Backslashes that change nothing are left out, so that a translator sees plain words. Each costs
/// comrak a parse of the text, so a text full of them keeps them all.
pub(super) fn msgids<'a>(arena: &'a Arena<'a>, node: Node<'a>, options: &Options) -> Vec<String> {
    for child in node.descendants().collect::<Vec<_>>() {
        if matches!(child.data().value, NodeValue::SoftBreak) {
            child.data_mut().value = NodeValue::Text(" ".into());
        }
    }
    let paragraph = arena.alloc(comrak::nodes::AstNode::from(NodeValue::Paragraph));
    for child in node.children().collect::<Vec<_>>() {
        paragraph.append(child);
    }
    let write = |options: &Options| {
        let mut text = String::new();
        // Writing to a `String` does not fail.
        let _ = format_commonmark(paragraph, options, &mut text);
        text.trim_end().to_owned()
    };
    let text = write(options);
    let mut forms = Vec::new();
    if (1..=MOST_ESCAPES).contains(&text.matches('\\').count()) {
        let mut minimal = options.clone();
        minimal.render.experimental_minimize_commonmark = true;
        forms.push(write(&minimal));
    }
    forms.push(text);
    for child in paragraph.children().collect::<Vec<_>>() {
        node.append(child);
    }
    forms
}

/// The content of a node that holds running text.
pub(super) fn convert(node: Node<'_>) -> Result<Vec<SourceInline>, Vec<UnitProblem>> {
    let mut problems = Vec::new();
    let content = children(node, 0, &mut problems);
    if problems.is_empty() { Ok(content) } else { Err(problems) }
}

fn children(node: Node<'_>, depth: usize, problems: &mut Vec<UnitProblem>) -> Vec<SourceInline> {
    if depth > DEEPEST {
        problems.push(UnitProblem::Unsupported("emphasis nested this deeply"));
        return Vec::new();
    }
    let mut content = Vec::new();
    let mut text = String::new();
    for child in node.children() {
        // Adjacent texts are one: an expression may stand across comrak's nodes.
        if let NodeValue::Text(words) = &child.data().value {
            text.push_str(words);
            continue;
        }
        if matches!(child.data().value, NodeValue::SoftBreak) {
            text.push(' ');
            continue;
        }
        flush(&mut text, &mut content, problems);
        if let Some(inline) = convert_one(child, depth, problems) {
            content.push(inline);
        }
    }
    flush(&mut text, &mut content, problems);
    content
}

fn flush(text: &mut String, content: &mut Vec<SourceInline>, problems: &mut Vec<UnitProblem>) {
    if text.is_empty() {
        return;
    }
    match pieces(text) {
        Ok(pieces) => content.push(SourceInline::Text(pieces)),
        Err(problem) => problems.push(problem),
    }
    text.clear();
}

fn convert_one(
    node: Node<'_>,
    depth: usize,
    problems: &mut Vec<UnitProblem>,
) -> Option<SourceInline> {
    let mut inner = || children(node, depth + 1, problems);
    Some(match &node.data().value {
        NodeValue::Code(code) => SourceInline::Code(code.literal.clone()),
        NodeValue::Emph => SourceInline::Emphasis(inner()),
        NodeValue::Strong => SourceInline::Strong(inner()),
        NodeValue::Strikethrough => SourceInline::Strikethrough(inner()),
        NodeValue::LineBreak => SourceInline::Break,
        NodeValue::FootnoteReference(note) => SourceInline::Footnote(note.name.clone()),
        NodeValue::Link(link) => {
            let content = inner();
            if let Some(target) = link.url.strip_prefix('#') {
                SourceInline::Reference { target: target.to_owned(), content }
            } else {
                match pieces(&link.url) {
                    Ok(href) => {
                        if !allowed(&href) {
                            problems.push(UnitProblem::LinkScheme(link.url.clone()));
                        }
                        SourceInline::Link { href, content }
                    }
                    Err(problem) => {
                        problems.push(problem);
                        return None;
                    }
                }
            }
        }
        NodeValue::Image(link) => {
            let alt = plain(&inner());
            if is_remote(&link.url) {
                problems.push(UnitProblem::RemoteImage(link.url.clone()));
            }
            if alt.trim().is_empty() {
                problems.push(UnitProblem::ImageAlt(link.url.clone()));
            }
            SourceInline::Image { src: link.url.clone(), alt }
        }
        NodeValue::HtmlInline(html) => {
            problems.push(UnitProblem::Html(html.clone()));
            return None;
        }
        _ => {
            problems.push(UnitProblem::Unsupported("this construct"));
            return None;
        }
    })
}

/// Whether an address begins with words that make it safe, or with a variable, which is looked at
/// again once it has a value.
fn allowed(href: &[Piece]) -> bool {
    match href.first() {
        Some(Piece::Words(words)) => is_safe_link(words),
        Some(Piece::Expression(_)) | None => true,
    }
}

/// Whether a link to `href` cannot run code: an allowed scheme, or a relative path.
pub(crate) fn is_safe_link(href: &str) -> bool {
    let Some((scheme, _)) = href.split_once(':') else {
        return !href.starts_with("//");
    };
    if scheme.contains(['/', '?', '#']) {
        return true;
    }
    ["http", "https", "mailto", "tel"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
}

fn is_remote(src: &str) -> bool {
    src.starts_with("//") || src.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'))
}

/// The words of `content`, expressions as they are written.
fn plain(content: &[SourceInline]) -> String {
    let mut out = String::new();
    for_each_inline(content, &mut |inline| match inline {
        SourceInline::Text(pieces) => {
            for piece in pieces {
                match piece {
                    Piece::Words(words) => out.push_str(words),
                    Piece::Expression(expression) => out.push_str(expression),
                }
            }
        }
        SourceInline::Code(code) => out.push_str(code),
        SourceInline::Break => out.push(' '),
        SourceInline::Emphasis(_)
        | SourceInline::Strong(_)
        | SourceInline::Strikethrough(_)
        | SourceInline::Link { .. }
        | SourceInline::Reference { .. }
        | SourceInline::Footnote(_)
        | SourceInline::Image { .. } => {}
    });
    out
}

/// Splits a text into words and `{{ … }}` expressions.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece>, UnitProblem> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        if let Some(at) = rest.find("{%")
            && rest.find("{{").is_none_or(|expression| at < expression)
        {
            return Err(UnitProblem::Expression(rest[at..].to_owned()));
        }
        let Some(start) = rest.find("{{") else { break };
        let inner = &rest[start + 2..];
        let Some(length) = inner.find("}}") else {
            return Err(UnitProblem::Expression(rest[start..].to_owned()));
        };
        if start > 0 {
            pieces.push(Piece::Words(rest[..start].to_owned()));
        }
        pieces.push(Piece::Expression(inner[..length].trim().to_owned()));
        rest = &inner[length + 2..];
    }
    if let Some(at) = rest.find("}}") {
        return Err(UnitProblem::Expression(rest[at..].to_owned()));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(pieces)
}
