//! Reading XLIFF back into catalogues.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};

use super::FUZZY;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::catalogue::{Catalogue, Entry};
use crate::project::characters;
use crate::translation::extract::{Extracted, targets, updated};

/// No policy comes near this many elements and texts.
const MOST_NODES: u32 = 2_000_000;

/// What a file says.
pub(crate) struct Exchange {
    /// Where its root element begins.
    root: Span,
    source: Option<LocaleTag>,
    target: Option<LocaleTag>,
    /// Units by catalogue and name.
    units: BTreeMap<String, BTreeMap<String, Unit>>,
}

/// What a unit of the file says.
struct Unit {
    source: String,
    target: Option<String>,
    fuzzy: bool,
    span: Span,
}

/// Puts the translations in `file` into the catalogues of the project; returns the catalogues, and warnings
/// about translations that do not fit.
///
/// # Errors
///
/// The first fault of the file: no well-formed XML, a document type declaration, no XLIFF 2, or
/// languages that are not the project's.
pub fn import(
    project: &Project,
    file: &Arc<SourceFile>,
) -> Result<(Extracted, Diagnostics), Diagnostics> {
    let Exchange { root, source, target, mut units } = read(file)?;
    let tag = locale(project, &root, source.as_ref(), target)?;
    let mut diagnostics = Diagnostics::default();
    let mut files = BTreeMap::new();
    for mut one in updated(project, &tag)? {
        if let Some(mut units) = units.remove(&one.name) {
            fill(&mut one.catalogue, &mut units, &mut diagnostics);
            for (name, unit) in units {
                let message = format!("`{}` has no text `{name}`", one.name);
                diagnostics.push(unfit(message, &unit.span));
            }
        }
        files.insert(one.path(), one.catalogue.write_over(&one.original));
    }
    for (name, units) in units {
        if let Some(unit) = units.values().min_by_key(|unit| unit.span.range.start) {
            diagnostics.push(unfit(format!("there is no catalogue `{name}` in {tag}"), &unit.span));
        }
    }
    Ok((Extracted { files }, diagnostics))
}

/// Reads an XLIFF file without asking which project it belongs to.
pub(crate) fn read(file: &Arc<SourceFile>) -> Result<Exchange, Diagnostics> {
    // Without a document type declaration there are no entities to expand or to fetch.
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    let document = Document::parse_with_options(&file.text, options).map_err(|error| {
        let at = offset(&file.text, error.pos().row, error.pos().col);
        wrong(&Span::new(file, at..at), error.to_string())
    })?;
    let root = document.root_element();
    let span = Span::new(file, root.range().start..root.range().start + 1);
    let namespace = root.tag_name().namespace().unwrap_or_default();
    let two = namespace.starts_with("urn:oasis:names:tc:xliff:document:2.");
    if root.tag_name().name() != "xliff" || !two {
        return Err(wrong(&span, "this is not XLIFF 2".to_owned())
            .help("`promulgate xliff export` writes XLIFF 2.1; other versions have other elements")
            .into());
    }
    let mut diagnostics = Diagnostics::default();
    let mut units: BTreeMap<String, BTreeMap<String, Unit>> = BTreeMap::new();
    for part in root.children().filter(|node| node.has_tag_name("file")) {
        let known = units.entry(part.attribute("id").unwrap_or_default().to_owned()).or_default();
        for node in part.descendants().filter(|node| node.has_tag_name("unit")) {
            match read_unit(file, node) {
                Ok(unit) => {
                    known.insert(node.attribute("name").unwrap_or_default().to_owned(), unit);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let language = |name: &str| root.attribute(name).and_then(|tag| tag.parse().ok());
    let (source, target) = (language("srcLang"), language("trgLang"));
    Ok(Exchange { root: span, source, target, units })
}

/// Returns the locale that the file translates into.
fn locale(
    project: &Project,
    root: &Span,
    source: Option<&LocaleTag>,
    target: Option<LocaleTag>,
) -> Result<LocaleTag, Diagnostic> {
    if source != Some(&project.source_locale) {
        let message = format!("`srcLang` is not `{}`", project.source_locale);
        return Err(wrong(root, message).help("import a file that this project has exported"));
    }
    target.filter(|tag| targets(project).any(|known| known == tag)).ok_or_else(|| {
        wrong(root, "`trgLang` is not a locale of this project to translate into".to_owned())
            .help("`promulgate status` lists them")
    })
}

fn read_unit(file: &Arc<SourceFile>, unit: Node) -> Result<Unit, Diagnostic> {
    let mut data = HashMap::new();
    for node in unit.descendants().filter(|node| node.has_tag_name("data")) {
        data.insert(node.attribute("id").unwrap_or_default(), text(file, node, &HashMap::new())?);
    }
    let start = unit.range().start;
    let span = Span::new(file, start..start + "<unit".len());
    let (mut source, mut target) = (String::new(), Some(String::new()));
    let mut fuzzy = false;
    // A tool may have split the text: segments and what stands between them follow each other.
    let parts =
        unit.children().filter(|n| n.has_tag_name("segment") || n.has_tag_name("ignorable"));
    for part in parts {
        let child = |name: &str| part.children().find(|node| node.has_tag_name(name));
        let original = child("source").map(|node| text(file, node, &data)).transpose()?;
        let original = original.unwrap_or_default();
        source.push_str(&original);
        let translated = child("target").map(|node| published(file, node, &data)).transpose()?;
        let translated = match translated {
            None if part.has_tag_name("ignorable") => Some(original),
            other => other,
        };
        target = target.zip(translated).map(|(before, here)| before + &here);
        let initial = part.attribute("state").unwrap_or("initial") == "initial";
        fuzzy |=
            part.has_tag_name("segment") && (initial || part.attribute("subState") == Some(FUZZY));
    }
    Ok(Unit { source, target: target.filter(|text| !text.is_empty()), fuzzy, span })
}

/// Reads the text of a translation, which a catalogue can hold and a document show.
fn published(
    file: &Arc<SourceFile>,
    node: Node,
    data: &HashMap<&str, String>,
) -> Result<String, Diagnostic> {
    let text = text(file, node, data)?;
    match characters::problem(&text, &Span::new(file, node.range())) {
        Some(problem) => Err(problem),
        None => Ok(text),
    }
}

/// Reads the text of inline content, its placeholders replaced by what they stand for.
fn text(
    file: &Arc<SourceFile>,
    node: Node,
    data: &HashMap<&str, String>,
) -> Result<String, Diagnostic> {
    let mut out = String::new();
    for inner in node.descendants().skip(1) {
        let span = Span::new(file, inner.range());
        if let Some(words) = inner.text().filter(|_| inner.is_text()) {
            out.push_str(words);
        } else if inner.has_tag_name("ph") {
            let reference = inner.attribute("dataRef").unwrap_or_default();
            match data.get(reference) {
                Some(text) => out.push_str(text),
                None => return Err(wrong(&span, format!("there is no data `{reference}`"))),
            }
        } else if inner.has_tag_name("cp") {
            let code = inner.attribute("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok());
            match code.and_then(char::from_u32) {
                Some(c) => out.push(c),
                None => return Err(wrong(&span, "`hex` is not a code point".to_owned())),
            }
        } else if inner.is_element()
            && !inner.has_tag_name("mrk")
            && !inner.has_tag_name("sm")
            && !inner.has_tag_name("em")
        {
            let name = inner.tag_name().name();
            return Err(wrong(
                &span,
                format!("`<{name}>` is not an element this file may have here"),
            )
            .help("keep the placeholders `<ph>` of the export, and add none"));
        }
    }
    Ok(out)
}

/// Puts translations into the entries they belong to; takes them out of `units`.
fn fill(
    catalogue: &mut Catalogue,
    units: &mut BTreeMap<String, Unit>,
    diagnostics: &mut Diagnostics,
) {
    for entry in catalogue.entries.iter_mut().filter(|entry| !entry.obsolete) {
        let Some(unit) = units.remove(entry.context()) else {
            continue;
        };
        if unit.source != entry.msgid {
            let context = entry.context();
            let message = format!("the source of `{context}` has changed since the export");
            diagnostics.push(unfit(message, &unit.span));
            continue;
        }
        translate(entry, &unit);
    }
}

fn translate(entry: &mut Entry, unit: &Unit) {
    let target = unit.target.clone().unwrap_or_default();
    let fuzzy = unit.fuzzy && !target.is_empty();
    if entry.msgstr.first() == Some(&target) && entry.is_fuzzy() == fuzzy {
        return;
    }
    entry.msgstr = vec![target];
    entry.flags.retain(|flag| flag != "fuzzy");
    if fuzzy {
        entry.flags.insert(0, "fuzzy".to_owned());
    } else {
        entry.previous_msgctxt = None;
        entry.previous_msgid = None;
        entry.set_editorial(None);
    }
}

fn wrong(span: &Span, message: String) -> Diagnostic {
    Diagnostic::error(Code::Xliff, message).at(span.clone())
}

fn unfit(message: String, span: &Span) -> Diagnostic {
    Diagnostic::warning(Code::XliffUnfit, message)
        .at(span.clone())
        .help("it was left out; export again to translate the current text")
}

/// Computes the byte offset of a line and a column, both from 1, the column in characters.
fn offset(text: &str, row: u32, column: u32) -> usize {
    let row = usize::try_from(row).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    text[start..].chars().take(column).map(char::len_utf8).sum::<usize>() + start
}
