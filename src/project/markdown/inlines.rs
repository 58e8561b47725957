//! Running text: from comrak's inlines to [`SourceInline`].

use std::collections::BTreeSet;

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::super::characters::{is_balanced, refused};
use super::super::source::{Piece, SourceInline, for_each_inline};
use super::DEEPEST;
use super::addresses::{allowed, check_address, is_bare, is_remote};
use super::footnotes::called_names;
use super::normalise::{is_break, normalise};
use super::pieces::{code_pieces, pieces, says_something};
use super::prepare::{CLOSE, OPEN, prepare, unmarked};
use super::problem::{UnitProblem, one_per_cause};
use super::spaced::spaced_links;

/// Parses the text of one unit, as catalogues and TOML fields hold it.
#[derive(Debug)]
pub(crate) struct UnitParser {
    options: Options<'static>,
}

/// A sign that keeps the text behind it from starting a block. It counts as white space for the
/// rules of emphasis, so the text reads as at the start of a line.
const GUARD: char = '\u{a0}';

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
        footnotes: &BTreeSet<String>,
    ) -> Result<Vec<SourceInline>, Vec<UnitProblem>> {
        let (content, problems) = self.read(text, footnotes);
        if problems.is_empty() { Ok(content) } else { Err(problems) }
    }

    /// The content of `text` as far as it can be read, and what is wrong with it.
    pub(crate) fn read(
        &self,
        text: &str,
        footnotes: &BTreeSet<String>,
    ) -> (Vec<SourceInline>, Vec<UnitProblem>) {
        let mut markdown = format!("{GUARD}{}\n", prepare(text).text);
        for name in called_names(text).into_iter().filter(|name| footnotes.contains(*name)) {
            markdown.push_str(&format!("\n[^{name}]: x\n"));
        }
        let arena = Arena::new();
        let root = parse_document(&arena, &markdown, &self.options);
        let mut blocks = root
            .children()
            .filter(|node| !matches!(node.data().value, NodeValue::FootnoteDefinition(_)));
        let (Some(paragraph), None) = (blocks.next(), blocks.next()) else {
            return (Vec::new(), vec![UnitProblem::NotOneParagraph]);
        };
        if !matches!(paragraph.data().value, NodeValue::Paragraph) {
            return (Vec::new(), vec![UnitProblem::NotOneParagraph]);
        }
        let (mut content, mut problems) = convert(paragraph);
        problems.extend(spaced_links(text, &content));
        remove_guard(&mut content);
        trim_breaks(&mut content);
        if content.is_empty() && problems.is_empty() {
            problems.push(UnitProblem::Empty);
        }
        (content, problems)
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

/// The content of a node that holds running text, as far as it can be read, and what is wrong with
/// it.
pub(super) fn convert(node: Node<'_>) -> (Vec<SourceInline>, Vec<UnitProblem>) {
    normalise(node);
    let mut problems = Vec::new();
    let mut content = children(node, 0, &mut problems);
    trim_breaks(&mut content);
    if !is_balanced(&plain(&content)) {
        problems.push(UnitProblem::Isolates);
    }
    (content, one_per_cause(problems))
}

/// A break before or behind everything breaks nothing.
fn trim_breaks(content: &mut Vec<SourceInline>) {
    while content.last() == Some(&SourceInline::Break) {
        content.pop();
    }
    let breaks = content.iter().take_while(|inline| **inline == SourceInline::Break).count();
    content.drain(..breaks);
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
            let after_break = text.is_empty() && content.last() == Some(&SourceInline::Break);
            text.push_str(if after_break { words.trim_start_matches(' ') } else { words });
            continue;
        }
        let inline = convert_one(child, depth, problems);
        if inline == Some(SourceInline::Break) {
            text.truncate(text.trim_end_matches(' ').len());
        }
        flush(&mut text, &mut content, problems);
        content.extend(inline);
    }
    flush(&mut text, &mut content, problems);
    content
}

fn flush(text: &mut String, content: &mut Vec<SourceInline>, problems: &mut Vec<UnitProblem>) {
    if text.is_empty() {
        return;
    }
    check_characters(text, problems);
    match pieces(text) {
        Ok(pieces) => content.push(SourceInline::Text(pieces)),
        Err(problem) => problems.push(problem),
    }
    text.clear();
}

pub(super) fn check_characters(text: &str, problems: &mut Vec<UnitProblem>) {
    let mark = |c: char| [OPEN, CLOSE].iter().any(|mark| mark.starts_with(c));
    problems.extend(refused(text).map(|(_, c)| c).find(|c| !mark(*c)).map(UnitProblem::Character));
}

fn convert_one(
    node: Node<'_>,
    depth: usize,
    problems: &mut Vec<UnitProblem>,
) -> Option<SourceInline> {
    Some(match &node.data().value {
        NodeValue::Code(code) => {
            check_characters(&code.literal, problems);
            SourceInline::Code(code_pieces(&code.literal))
        }
        NodeValue::Emph => SourceInline::Emphasis(children(node, depth + 1, problems)),
        NodeValue::Strong => SourceInline::Strong(children(node, depth + 1, problems)),
        NodeValue::Strikethrough => {
            SourceInline::Strikethrough(children(node, depth + 1, problems))
        }
        NodeValue::LineBreak => SourceInline::Break,
        NodeValue::HtmlInline(html) if is_break(html) => SourceInline::Break,
        NodeValue::FootnoteReference(note) => SourceInline::Footnote(note.name.clone()),
        NodeValue::Link(link) => {
            let before = problems.len();
            let content = children(node, depth + 1, problems);
            if is_bare(node, &link.url)
                && let Err(problem) = pieces(&link.url)
            {
                // What is wrong is one thing, be it in the address or in the words that repeat it.
                problems.truncate(before);
                problems.push(match problem {
                    UnitProblem::Expression(rest) => {
                        UnitProblem::CutAddress(unmarked(&link.url), rest)
                    }
                    other => other,
                });
                return None;
            }
            check_title(&link.title, problems);
            check_address(&link.url, problems);
            if has_footnote(&content) {
                problems.push(UnitProblem::Unsupported("a footnote inside a link"));
            }
            if let Some(target) = link.url.strip_prefix('#') {
                // A reference without words gets those of its section.
                if !content.is_empty() && !has_words(&content) {
                    problems.push(UnitProblem::LinkWords(unmarked(&link.url)));
                }
                SourceInline::Reference { target: unmarked(target), content }
            } else {
                if !has_words(&content) {
                    problems.push(UnitProblem::LinkWords(unmarked(&link.url)));
                }
                if link.url.trim().is_empty() {
                    problems.push(UnitProblem::NoAddress(plain(&content)));
                }
                match pieces(&link.url) {
                    Ok(href) => {
                        if !allowed(&href) {
                            problems.push(UnitProblem::LinkScheme(unmarked(&link.url)));
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
            let content = children(node, depth + 1, problems);
            check_title(&link.title, problems);
            check_address(&link.url, problems);
            if has_footnote(&content) {
                problems.push(UnitProblem::Unsupported("a footnote in an alternative text"));
            }
            let mut alt = Vec::new();
            alternative(&content, &mut alt);
            let src = unmarked(&link.url);
            if is_remote(&src) {
                problems.push(UnitProblem::RemoteImage(src.clone()));
            }
            if !says_something(&alt) {
                problems.push(UnitProblem::ImageAlt(src.clone()));
            }
            SourceInline::Image { src, alt }
        }
        NodeValue::HtmlInline(html) => {
            problems.push(UnitProblem::html(html));
            return None;
        }
        _ => {
            problems.push(UnitProblem::Unsupported("this construct"));
            return None;
        }
    })
}

fn check_title(title: &str, problems: &mut Vec<UnitProblem>) {
    if !title.trim().is_empty() {
        problems.push(UnitProblem::LinkTitle(title.to_owned()));
    }
}

fn has_footnote(content: &[SourceInline]) -> bool {
    let mut found = false;
    for_each_inline(content, &mut |inline| {
        found |= matches!(inline, SourceInline::Footnote(_));
    });
    found
}

/// Whether a reader sees or hears anything of `content`, the calls of footnotes apart.
pub(super) fn has_words(content: &[SourceInline]) -> bool {
    let mut found = false;
    for_each_inline(content, &mut |inline| {
        found |= match inline {
            SourceInline::Text(pieces) | SourceInline::Code(pieces) => says_something(pieces),
            SourceInline::Reference { .. } | SourceInline::Image { .. } => true,
            SourceInline::Emphasis(_)
            | SourceInline::Strong(_)
            | SourceInline::Strikethrough(_)
            | SourceInline::Link { .. }
            | SourceInline::Footnote(_)
            | SourceInline::Break => false,
        };
    });
    found
}

/// The alternative text of an image: the words of what stands for it. Those struck out keep their
/// marks.
fn alternative(content: &[SourceInline], into: &mut Vec<Piece>) {
    for inline in content {
        match inline {
            SourceInline::Text(pieces)
            | SourceInline::Code(pieces)
            | SourceInline::Image { alt: pieces, .. } => into.extend(pieces.iter().cloned()),
            SourceInline::Break => into.push(Piece::Words(" ".to_owned())),
            SourceInline::Strikethrough(content) => {
                let mut struck = Vec::new();
                alternative(content, &mut struck);
                let marks = says_something(&struck).then(|| Piece::Words("~~".to_owned()));
                into.extend(marks.clone());
                into.append(&mut struck);
                into.extend(marks);
            }
            SourceInline::Emphasis(content)
            | SourceInline::Strong(content)
            | SourceInline::Link { content, .. }
            | SourceInline::Reference { content, .. } => alternative(content, into),
            SourceInline::Footnote(_) => {}
        }
    }
}

/// The words of `content`, without the values of variables.
pub(super) fn plain(content: &[SourceInline]) -> String {
    let mut pieces = Vec::new();
    alternative(content, &mut pieces);
    let words = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => words.as_str(),
        Piece::Expression(_) => "",
    });
    words.collect()
}
