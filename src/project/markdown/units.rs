//! Units: the running text of a block, with the form of it that catalogues carry.

use comrak::nodes::{Node, NodeValue};

use super::super::source::{Piece, SourceInline, Unit, for_each_inline};
use super::blocks::Reader;
use super::footnotes::calls_in;
use super::inlines::{convert, has_words};
use super::msgid::msgids;
use super::problem::UnitProblem;
use super::spaced::spaced_links;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{BlockId, UnitId};

impl<'a> Reader<'a, '_> {
    /// The title that the author gave an alert, as a unit.
    pub(super) fn alert_title(&mut self, title: &str, id: &BlockId, span: &Span) -> Unit {
        let id = UnitId::from(&id.named("title"));
        let (content, mut problems) = self.parser.read(title, &self.footnotes);
        if problems.is_empty() && !has_words(&content) {
            problems.push(UnitProblem::NoWords("the heading of an alert"));
        }
        self.check_footnotes(&content, span);
        self.report(&problems, span);
        let flawed = !problems.is_empty();
        let msgid = if flawed { String::new() } else { title.to_owned() };
        Unit { id, msgid, content, role: "Heading of an alert", span: span.find(title), flawed }
    }

    /// The running text in `node` as a unit.
    pub(super) fn unit(&mut self, node: Node<'a>, id: UnitId) -> Option<Unit> {
        let span = self.span(node);
        let (content, mut problems) = convert(node);
        let needs_words = matches!(node.data().value, NodeValue::Heading(_));
        if problems.is_empty() && (!is_shown(&content) || (needs_words && !has_words(&content))) {
            return self.blank(node, id, span);
        }
        self.check_footnotes(&content, &span);
        problems.extend(spaced_links(&span.file.text[span.range.clone()], &content));
        let msgid = if problems.is_empty() { self.msgid(node, &content, &span) } else { None };
        if problems.is_empty() && msgid.is_none() {
            problems.push(UnitProblem::NoMsgid);
        }
        self.report(&problems, &span);
        let flawed = !problems.is_empty();
        Some(Unit { id, msgid: msgid.unwrap_or_default(), content, role: role(node), span, flawed })
    }

    /// What becomes of a text that shows nothing: a cell may be empty, a paragraph is left out, a
    /// heading needs words.
    fn blank(&mut self, node: Node<'a>, id: UnitId, span: Span) -> Option<Unit> {
        match node.data().value {
            NodeValue::TableCell => Some(empty_unit(node, id, span, false)),
            NodeValue::Heading(_) => {
                self.report(&[UnitProblem::NoWords("a heading")], &span);
                Some(empty_unit(node, id, span, true))
            }
            _ => {
                self.diagnostics.push(
                    Diagnostic::warning(Code::NoWords, "a paragraph without words is left out")
                        .at(span)
                        .help(
                            "delete it: there are only spaces in it, such as the no-break space \
                             (U+00A0, `&nbsp;`)",
                        ),
                );
                None
            }
        }
    }

    /// The form of a text that catalogues carry: one that is read back as just this content. What
    /// comrak writes is not always that, so the author's own lines are tried after it.
    fn msgid(&self, node: Node<'a>, content: &[SourceInline], span: &Span) -> Option<String> {
        if content.is_empty() {
            return Some(String::new());
        }
        let mut forms = msgids(self.arena, node, &self.options);
        let lines = span.file.text[span.range.clone()].lines().map(str::trim_ascii_start);
        forms.push(lines.collect::<Vec<_>>().join("\n"));
        forms.into_iter().find(|form| {
            self.parser.parse(form, &self.footnotes).is_ok_and(|parsed| parsed == content)
        })
    }

    /// comrak leaves the call of an undefined footnote as text.
    fn check_footnotes(&mut self, content: &[SourceInline], span: &Span) {
        for name in undefined_calls(content) {
            let call = format!("[^{name}]");
            let place = span.find(&call);
            let escaped = place.file.text[..place.range.start].ends_with('\\');
            let found = place.range.len() == call.len() && !escaped;
            if found && !self.undefined.contains(&call) {
                let help = if name.contains(char::is_whitespace) {
                    let word = name.split_whitespace().collect::<Vec<_>>().join("-");
                    format!("its name is one word: call it `[^{word}]`, and define `[^{word}]: …`")
                } else {
                    format!("define it in a paragraph of its own: `[^{name}]: …`")
                };
                self.diagnostics.push(
                    Diagnostic::error(Code::Footnote, format!("footnote `{name}` is not defined"))
                        .at(place)
                        .help(help),
                );
                self.undefined.insert(call);
            }
        }
    }

    pub(super) fn report(&mut self, problems: &[UnitProblem], span: &Span) {
        for problem in problems {
            // Those that stand in the file as they are have been reported with their places.
            let known = matches!(problem, UnitProblem::Character(c)
                if span.file.text[span.range.clone()].contains(*c));
            let follows = matches!(problem, UnitProblem::Html(html) if !self.tags.read(html));
            if !known && !follows {
                self.diagnostics.push(problem.diagnostic(span));
            }
        }
    }

    pub(super) fn unsupported(&mut self, span: &Span, what: &'static str) {
        self.diagnostics.push(UnitProblem::Unsupported(what).diagnostic(span));
    }
}

/// The names in what looks like calls of footnotes and is text.
pub(crate) fn undefined_calls(content: &[SourceInline]) -> Vec<String> {
    let mut calls = Vec::new();
    for_each_inline(content, &mut |inline| {
        let SourceInline::Text(pieces) = inline else { return };
        for piece in pieces {
            let Piece::Words(words) = piece else { continue };
            calls.extend(calls_in(words).map(str::to_owned));
        }
    });
    calls
}

/// Whether a text shows anything; a paragraph may be the call of a footnote and nothing else.
fn is_shown(content: &[SourceInline]) -> bool {
    let mut calls = false;
    for_each_inline(content, &mut |inline| calls |= matches!(inline, SourceInline::Footnote(_)));
    calls || has_words(content)
}

/// The unit of a node without text.
pub(super) fn empty_unit(node: Node<'_>, id: UnitId, span: Span, flawed: bool) -> Unit {
    Unit { id, msgid: String::new(), content: Vec::new(), role: role(node), span, flawed }
}

/// What the text of a node is, for its translator.
pub(super) fn role(node: Node<'_>) -> &'static str {
    let parent = node.parent().map(|parent| parent.data().value.clone());
    match (&node.data().value, parent) {
        (NodeValue::Heading(_), _) => "Heading",
        (NodeValue::TableCell, Some(NodeValue::TableRow(true))) => "Heading of a column",
        (NodeValue::TableCell, _) => "Cell of a table",
        (_, Some(NodeValue::Item(_) | NodeValue::TaskItem(_))) => "Item of a list",
        (_, Some(NodeValue::BlockQuote)) => "Quotation",
        (_, Some(NodeValue::Alert(_))) => "Paragraph of an alert",
        (_, Some(NodeValue::FootnoteDefinition(_))) => "Footnote",
        _ => "Paragraph",
    }
}
