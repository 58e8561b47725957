//! Writing XLIFF.

use std::collections::BTreeSet;
use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::{FUZZY, NAMESPACE};
use crate::diagnostic::Diagnostics;
use crate::document::{EditionId, LocaleTag};
use crate::project::Project;
use crate::project::catalogue::{Entry, Token, tokens};
use crate::project::overlay::Overlay;
use crate::resolve::{SignOff, resolve};
use crate::translation::extract::{Updated, updated};

/// XML in memory.
type Xml = Writer<Vec<u8>>;

/// Writes the catalogues of `tag` as one XLIFF document; nothing where the locale has no catalogues.
///
/// # Errors
///
/// Every error in them.
pub fn export(project: &Project, tag: &LocaleTag) -> Result<Option<String>, Diagnostics> {
    let catalogues: Vec<Updated> = updated(project, tag)?
        .into_iter()
        .filter(|one| one.catalogue.entries.iter().any(|entry| !entry.obsolete))
        .collect();
    if catalogues.is_empty() {
        return Ok(None);
    }
    let approved = approved_documents(project, tag)?;
    let names = names(project, project.overlay(tag)?);
    let is_done = |name: &str| {
        if project.document_ids().any(|id| id.as_str() == name) {
            approved.contains(name)
        } else {
            project.document_ids().all(|id| approved.contains(id.as_str()))
        }
    };
    Ok(Some(in_memory(|out| {
        document(out, &catalogues, project.source_locale.as_str(), |out, one| {
            let entries = one.catalogue.entries.iter().filter(|entry| !entry.obsolete);
            for (index, entry) in entries.enumerate() {
                unit(out, index + 1, entry, is_done(&one.name), &names)?;
            }
            Ok(())
        })
    })))
}

/// Returns what `write` writes.
fn in_memory(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> String {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
    write(&mut out).expect("writing to memory does not fail");
    String::from_utf8(out.into_inner()).expect("only text is written")
}

/// Writes the document with a `<file>` for each catalogue, whose units `units` writes.
fn document(
    out: &mut Xml,
    catalogues: &[Updated],
    source: &str,
    units: impl Fn(&mut Xml, &Updated) -> io::Result<()>,
) -> io::Result<()> {
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let target = catalogues.first().map(|one| one.tag.as_str()).unwrap_or_default();
    out.create_element("xliff")
        .with_attribute(("xmlns", NAMESPACE))
        .with_attribute(("version", "2.1"))
        .with_attribute(("srcLang", source))
        .with_attribute(("trgLang", target))
        .with_attribute(("xml:space", "preserve"))
        .write_inner_content(|out| {
            catalogues.iter().try_for_each(|one| {
                let file = out.create_element("file").with_attribute(("id", one.name.as_str()));
                file.write_inner_content(|out| units(out, one)).map(drop)
            })
        })?;
    out.write_event(Event::Text(BytesText::new("\n")))
}

/// Ids of the documents that are approved in `tag` as they stand.
fn approved_documents(project: &Project, tag: &LocaleTag) -> Result<BTreeSet<String>, Diagnostics> {
    let mut approved = BTreeSet::new();
    for id in project.document_ids() {
        let resolved = resolve(project, &EditionId::new(id, tag))?;
        if matches!(resolved.sign_off, SignOff::Approved(_)) {
            approved.insert(id.to_string());
        }
    }
    Ok(approved)
}

/// Names that stay as they are: the publisher, the providers, and what `terms.toml` keeps.
fn names(project: &Project, overlay: &Overlay) -> Vec<String> {
    let publisher = project.config.publisher.get_ref();
    let own =
        ["name", "short_name"].into_iter().filter_map(|key| publisher.get(key)?.get_ref().as_str());
    let providers = project.inventory.providers.iter().map(|provider| provider.name.as_str());
    let kept = overlay.terms.keep.iter().map(String::as_str);
    let mut names: Vec<String> = own
        .chain(providers)
        .chain(kept)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    // The longest first: "Atlaso Labs" before "Atlaso".
    names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    names.dedup();
    names
}

fn unit(
    out: &mut Xml,
    number: usize,
    entry: &Entry,
    approved: bool,
    names: &[String],
) -> io::Result<()> {
    let source = tokens(&entry.msgid);
    let target = entry.is_translated().then(|| tokens(&entry.msgstr[0]));
    let only_kept = source.iter().all(|token| match token {
        Token::Keep(_) => true,
        Token::Words(words) => !words.chars().any(char::is_alphanumeric),
    });
    let mut kept: Vec<&str> = source.iter().filter_map(Token::kept).collect();
    let source_ids: Vec<usize> = (1..=kept.len()).collect();
    let target = target.as_deref().map(|target| {
        let ids = match_ids(target, &mut kept, source_ids.len());
        (target, ids)
    });
    let number = format!("u{number}");
    let mut element = out.create_element("unit").with_attribute(("id", number.as_str()));
    element = element.with_attribute(("name", entry.context()));
    if only_kept {
        element = element.with_attribute(("translate", "no"));
    }
    let state: &[(&str, &str)] = match (&target, entry.is_fuzzy(), approved) {
        (None, _, _) => &[("state", "initial")],
        (Some(_), true, _) => &[("state", "initial"), ("subState", FUZZY)],
        (Some(_), false, false) => &[("state", "translated")],
        (Some(_), false, true) => &[("state", "final")],
    };
    element.write_inner_content(|out| {
        notes(out, entry)?;
        original_data(out, &kept)?;
        let segment = out.create_element("segment").with_attributes(state.iter().copied());
        segment.write_inner_content(|out| {
            inline(out, "source", |out| content(out, &source, &source_ids, names))?;
            match &target {
                Some((target, ids)) => inline(out, "target", |out| content(out, target, ids, &[])),
                None => Ok(()),
            }
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Writes what translators should know.
fn notes(out: &mut Xml, entry: &Entry) -> io::Result<()> {
    let mut notes: Vec<(&str, &str)> = Vec::new();
    notes.extend(entry.extracted_comments.iter().map(|text| ("description", text.as_str())));
    notes.extend(entry.translator_comments.iter().map(|text| ("translator", text.as_str())));
    notes.extend(entry.references.iter().map(|text| ("location", text.as_str())));
    notes.extend(entry.previous_msgid.iter().map(|text| ("previous-source", text.as_str())));
    notes.retain(|(_, text)| !text.is_empty());
    if notes.is_empty() {
        return Ok(());
    }
    out.create_element("notes").write_inner_content(|out| {
        notes.iter().try_for_each(|(category, text)| {
            // A note is plain text: it cannot hold what stands as `<cp>` elsewhere.
            let text: String = text.chars().filter(|c| is_plain(*c)).collect();
            let note = out.create_element("note").with_attribute(("category", *category));
            note.write_text_content(BytesText::new(&text)).map(drop)
        })
    })?;
    Ok(())
}

/// Writes what the placeholders of a unit stand for.
fn original_data(out: &mut Xml, kept: &[&str]) -> io::Result<()> {
    if kept.is_empty() {
        return Ok(());
    }
    out.create_element("originalData").write_inner_content(|out| {
        kept.iter().zip(1..).try_for_each(|(text, number)| {
            let data = [("id", format!("d{number}"))];
            inline_with(out, "data", &data, |out| characters(out, text))
        })
    })?;
    Ok(())
}

/// Writes an element whose content may mix text and elements, where white space counts.
fn inline(
    out: &mut Xml,
    name: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    inline_with(out, name, &[], content)
}

fn inline_with(
    out: &mut Xml,
    name: &str,
    attributes: &[(&str, String)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let mut inner = Writer::new(Vec::new());
    content(&mut inner)?;
    let inner = String::from_utf8(inner.into_inner()).map_err(io::Error::other)?;
    let attributes = attributes.iter().map(|(key, value)| (*key, value.as_str()));
    let element = out.create_element(name).with_attributes(attributes);
    element.write_text_content(BytesText::from_escaped(inner)).map(drop)
}

/// Returns the id of each placeholder of a target: that of the same one in the source, or a new one,
/// whose text is added to `kept`.
fn match_ids<'t>(target: &[Token<'t>], kept: &mut Vec<&'t str>, source: usize) -> Vec<usize> {
    let mut free: Vec<usize> = (0..source).collect();
    let mut ids = Vec::new();
    for text in target.iter().filter_map(Token::kept) {
        match free.iter().position(|&index| kept[index] == text) {
            Some(at) => ids.push(free.remove(at) + 1),
            None => {
                kept.push(text);
                ids.push(kept.len());
            }
        }
    }
    ids
}

/// Writes tokens as XLIFF inline content, the placeholders numbered by `ids`.
fn content(out: &mut Xml, tokens: &[Token<'_>], ids: &[usize], names: &[String]) -> io::Result<()> {
    let mut ids = ids.iter();
    let mut marks = 0;
    for token in tokens {
        match token {
            Token::Keep(text) => {
                let id = ids.next().copied().unwrap_or_default().to_string();
                // The id alone names it in a tool; `disp` shows what it stands for.
                let shown: String = text.chars().filter(|c| !c.is_control()).collect();
                out.create_element("ph")
                    .with_attribute(("id", id.as_str()))
                    .with_attribute(("dataRef", format!("d{id}").as_str()))
                    .with_attribute(("disp", shown.as_str()))
                    .with_attribute(("canDelete", "no"))
                    .write_empty()?;
            }
            Token::Words(words) => marked(out, words, names, &mut marks)?,
        }
    }
    Ok(())
}

/// Writes words with the names among them marked as not to be translated.
fn marked(out: &mut Xml, words: &str, names: &[String], marks: &mut usize) -> io::Result<()> {
    let mut rest = words;
    while let Some((at, name)) = next_name(rest, names) {
        *marks += 1;
        characters(out, &rest[..at])?;
        out.create_element("mrk")
            .with_attribute(("id", format!("m{marks}").as_str()))
            .with_attribute(("translate", "no"))
            .write_inner_content(|out| characters(out, name))?;
        rest = &rest[at + name.len()..];
    }
    characters(out, rest)
}

/// Finds the first name that stands in `text` as a whole word.
fn next_name<'n>(text: &str, names: &'n [String]) -> Option<(usize, &'n str)> {
    names
        .iter()
        .filter_map(|name| {
            let (at, _) = text.match_indices(name.as_str()).find(|(at, name)| {
                let before = text[..*at].chars().next_back();
                let after = text[at + name.len()..].chars().next();
                ![before, after].into_iter().flatten().any(char::is_alphanumeric)
            })?;
            Some((at, name.as_str()))
        })
        .min_by_key(|(at, _)| *at)
}

/// Writes text; what XML 1.0 cannot hold or would change stands as `<cp>` (XLIFF 2.1, 4.2.3.6).
fn characters(out: &mut Xml, text: &str) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(|c| !is_plain(c)) {
        let (before, special) = rest.split_at(at);
        out.write_event(Event::Text(BytesText::new(before)))?;
        let mut after = special.chars();
        let code = after.next().map_or(0, u32::from);
        let cp = out.create_element("cp").with_attribute(("hex", format!("{code:04X}").as_str()));
        cp.write_empty()?;
        rest = after.as_str();
    }
    out.write_event(Event::Text(BytesText::new(rest)))
}

/// Tells whether XML holds `c` as it is.
fn is_plain(c: char) -> bool {
    c == '\n' || c == '\t' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}
