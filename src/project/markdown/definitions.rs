//! Addresses that are defined apart from their links, `[label]: address "title"`. comrak takes them
//! out of the text and keeps no account of them, so those that no link uses are found here.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use comrak::nodes::{Node, NodeValue};
use comrak::options::BrokenLinkReference;
use comrak::{Arena, Options, ResolvedReference, parse_document};

use super::blocks::Reader;
use super::prepare::restore;
use crate::diagnostic::{Code, Diagnostic};

/// A definition: its label as it stands, and where its bracket is.
#[derive(Debug)]
struct Definition {
    label: String,
    /// Index of its line.
    line: usize,
    /// Bytes before the bracket in the line.
    column: usize,
}

/// What stands before the text of a line in a quotation.
const BEFORE: [char; 3] = [' ', '\t', '>'];

impl Reader<'_, '_> {
    /// Reports definitions that no link uses, the second ones of a label, and those that were meant
    /// as footnotes.
    pub(super) fn check_definitions(&mut self) {
        let text = &self.prepared.text;
        if !text.contains("]:") {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        let brackets: Vec<(usize, usize)> = (0..)
            .zip(&lines)
            .filter_map(|(line, text)| bracket(text).map(|column| (line, column)))
            .collect();
        if brackets.is_empty() {
            return;
        }
        let found = definitions(&lines, &brackets, &self.options);
        let places: Vec<_> = found.iter().map(|one| (one.line, one.column)).collect();
        let labels: Vec<String> =
            found.iter().map(|one| normalised(&one.label, &self.options)).collect();
        let used = used(&set_apart(&lines, &places), &labels, &self.options);
        let mut seen = BTreeSet::new();
        for (definition, label) in found.iter().zip(&labels) {
            let is_first = seen.insert(label);
            let (line, column) = (definition.line, definition.column);
            let span = self.place((line + 1, column), (line + 1, lines[line].trim_end().len()));
            let written = restore(&definition.label).into_owned();
            self.diagnostics.push(if let Some(name) = written.strip_prefix('^') {
                let name = name.trim();
                let word = name.split_whitespace().collect::<Vec<_>>().join("-");
                Diagnostic::error(
                    Code::Footnote,
                    format!("`{name}` cannot be the name of a footnote, as there is a space in it"),
                )
                .at(span.find(&format!("[{written}]")))
                .help(format!("write it as one word, here and in its calls: `[^{word}]`"))
            } else if !is_first {
                Diagnostic::warning(
                    Code::UnusedDefinition,
                    format!("`[{written}]` is defined twice, and this address is used nowhere"),
                )
                .at(span)
                .help("delete one of the two, or give it another label")
            } else if !used.contains(label) {
                Diagnostic::warning(
                    Code::UnusedDefinition,
                    format!("no link uses `[{written}]`, so this line is published nowhere"),
                )
                .at(span)
                .help(format!("delete it; if it is text, write `\\[{written}]: …`"))
            } else {
                continue;
            });
        }
    }
}

/// Where in a line the bracket is that may begin a definition.
fn bracket(line: &str) -> Option<usize> {
    let column = line.find('[')?;
    let before = |c: char| BEFORE.contains(&c) || c.is_ascii_digit() || "-+*.):".contains(c);
    let label = &line[column + 1..];
    let end = label.find(']');
    let is_note = label.strip_prefix('^').is_some_and(|name| {
        let name = name.split(']').next().unwrap_or(name);
        !name.is_empty() && !name.contains(char::is_whitespace)
    });
    let may_define = end.is_none() || label.contains("]:");
    let behind_note = line[..column].trim_start_matches(BEFORE).is_empty();
    ((line[..column].chars().all(before)) && may_define && !(is_note && behind_note))
        .then_some(column)
}

/// The text of `lines` with a backslash at each of `places`, so that nothing is defined there.
fn set_apart(lines: &[&str], places: &[(usize, usize)]) -> String {
    let mut text = String::new();
    let mut places = places.iter().peekable();
    for (index, line) in lines.iter().enumerate() {
        match places.next_if(|(at, _)| *at == index) {
            Some((_, column)) => {
                text.push_str(&line[..*column]);
                text.push('\\');
                text.push_str(&line[*column..]);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The definitions among the `brackets`: those at the start of a paragraph, one after the other.
fn definitions(lines: &[&str], brackets: &[(usize, usize)], options: &Options) -> Vec<Definition> {
    let arena = Arena::new();
    let root = parse_document(&arena, &set_apart(lines, brackets), options);
    let mut found = Vec::new();
    for node in root.descendants() {
        if matches!(node.data().value, NodeValue::Paragraph | NodeValue::Heading(_)) {
            in_paragraph(node, lines, options, &mut found);
        }
    }
    found.sort_by_key(|one| one.line);
    found
}

fn in_paragraph(node: Node<'_>, lines: &[&str], options: &Options, found: &mut Vec<Definition>) {
    /// No address and no title goes over more lines.
    const LONGEST: usize = 8;
    let place = node.data().sourcepos;
    let first = place.start.line.saturating_sub(1);
    let end = place.end.line.min(lines.len());
    // Where the text of each line begins.
    let column = |line: usize| {
        let from = if line == first { place.start.column.saturating_sub(1) } else { 0 };
        let text = lines[line].get(from..).unwrap_or_default();
        lines[line].len() - text.trim_start_matches(BEFORE).len()
    };
    let text = |line: usize| &lines[line][column(line)..];
    let defines = |from: usize, to: usize| {
        let part: Vec<&str> = (from..to).map(text).collect();
        let arena = Arena::new();
        parse_document(&arena, &part.join("\n"), options).first_child().is_none()
    };
    let mut at = first;
    while at < end && text(at).starts_with('[') {
        let most = end.min(at + LONGEST);
        let Some(mut next) = (at + 1..=most).find(|to| defines(at, *to)) else { return };
        // A title may stand on lines of its own.
        while next < most && !text(next).starts_with('[') && defines(at, next + 1) {
            next += 1;
        }
        let whole: Vec<&str> = (at..next).map(text).collect();
        if let Some((label, _)) = whole.join(" ")[1..].split_once("]:") {
            found.push(Definition { label: label.to_owned(), line: at, column: column(at) });
        }
        at = next;
    }
}

/// The form of a label by which links find it.
fn normalised(label: &str, options: &Options) -> String {
    let known = Arc::new(Mutex::new(None));
    let shared = Arc::clone(&known);
    let mut options = options.clone();
    options.parse.broken_link_callback =
        Some(Arc::new(move |link: BrokenLinkReference<'_>| -> Option<ResolvedReference> {
            let mut known = shared.lock().unwrap_or_else(PoisonError::into_inner);
            known.get_or_insert_with(|| link.normalized.to_owned());
            None
        }));
    let arena = Arena::new();
    parse_document(&arena, &format!("[{label}]"), &options);
    let known = known.lock().unwrap_or_else(PoisonError::into_inner).take();
    known.unwrap_or_else(|| label.to_lowercase())
}

/// Those of `labels` that links in `text` have.
fn used(text: &str, labels: &[String], options: &Options) -> BTreeSet<String> {
    let wanted: BTreeSet<String> = labels.iter().cloned().collect();
    let found = Arc::new(Mutex::new(BTreeSet::new()));
    let shared = Arc::clone(&found);
    let mut options = options.clone();
    options.parse.broken_link_callback =
        Some(Arc::new(move |link: BrokenLinkReference<'_>| -> Option<ResolvedReference> {
            if let Some(label) = wanted.get(link.normalized) {
                let mut found = shared.lock().unwrap_or_else(PoisonError::into_inner);
                found.insert(label.clone());
            }
            None
        }));
    let arena = Arena::new();
    parse_document(&arena, text, &options);
    std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner))
}
