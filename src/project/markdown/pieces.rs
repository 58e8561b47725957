//! Words and `{{ … }}` expressions: the pieces of a text or of code.

use super::super::source::Piece;
use super::prepare::unmarked;
use super::problem::UnitProblem;
use crate::document::is_blank;

/// Splits a text into words and `{{ … }}` expressions.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, UnitProblem> {
    if !text.contains(['{', '}']) {
        return Ok(if text.is_empty() { Vec::new() } else { vec![Piece::Words(unmarked(text))] });
    }
    let wrong = |at: usize| UnitProblem::Expression(unmarked(&text[at..]));
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = text[at..].find("{{").map_or(text.len(), |start| at + start);
        let words = &text[at..start];
        if let Some(stray) = words.find("{%").or_else(|| words.find("}}")) {
            return Err(wrong(at + stray));
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(unmarked(words)));
        }
        if start == text.len() {
            break;
        }
        let inner = &text[start + 2..];
        let length = inner.find("}}").ok_or_else(|| wrong(start))?;
        pieces.push(Piece::Expression(unmarked(inner[..length].trim())));
        at = start + 2 + length + 2;
    }
    Ok(pieces)
}

/// Splits code into words and expressions. Other braces are common in code and stay as they are;
/// `\{\{` and `\}\}` are those that would be an expression's.
pub(super) fn code_pieces(code: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for line in code.split_inclusive('\n') {
        let mut rest = line;
        while let Some((before, inner)) = rest.split_once("{{")
            && let Some((expression, behind)) = inner.split_once("}}")
        {
            words.push_str(&before.replace("\\{\\{", "{{").replace("\\}\\}", "}}"));
            if !words.is_empty() {
                pieces.push(Piece::Words(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Expression(expression.trim().to_owned()));
            rest = behind;
        }
        words.push_str(&rest.replace("\\{\\{", "{{").replace("\\}\\}", "}}"));
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}

/// Whether pieces show anything; what a variable is, a reader of the source cannot know.
pub(super) fn says_something(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Words(words) => !is_blank(words),
        Piece::Expression(_) => true,
    })
}
