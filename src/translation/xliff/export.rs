//! Writing XLIFF.

use std::collections::BTreeSet;
use std::fmt::Write;

use quick_xml::escape::escape;

use super::{FUZZY, NAMESPACE};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::catalogue::{Entry, Token, tokens};
use crate::resolve::{SignOff, resolve};
use crate::translation::extract::{Updated, updated};

/// The catalogues of `tag` as one XLIFF document; nothing where the locale has no catalogues.
#[must_use]
pub fn export(project: &Project, tag: &LocaleTag) -> Option<String> {
    let catalogues: Vec<Updated> = updated(project, tag)
        .into_iter()
        .filter(|one| one.catalogue.entries.iter().any(|entry| !entry.obsolete))
        .collect();
    if catalogues.is_empty() {
        return None;
    }
    let approved = approved_documents(project, tag);
    let names = names(project, tag);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff xmlns=\"{NAMESPACE}\" version=\"2.1\" \
         srcLang=\"{}\" trgLang=\"{tag}\" xml:space=\"preserve\">\n",
        project.source_locale
    );
    for one in catalogues {
        let is_document = project.document_ids().any(|id| id.as_str() == one.name);
        let done = if is_document {
            approved.contains(&one.name)
        } else {
            project.document_ids().all(|id| approved.contains(id.as_str()))
        };
        let _ = writeln!(out, " <file id=\"{}\">", escape(one.name.as_str()));
        let entries = one.catalogue.entries.iter().filter(|entry| !entry.obsolete);
        for (index, entry) in entries.enumerate() {
            unit(&mut out, index + 1, entry, done, &names);
        }
        out.push_str(" </file>\n");
    }
    out.push_str("</xliff>\n");
    Some(out)
}

/// Ids of the documents that are approved in `tag` as they stand.
fn approved_documents(project: &Project, tag: &LocaleTag) -> BTreeSet<String> {
    project
        .documents
        .iter()
        .filter(|source| matches!(resolve(project, source, tag).sign_off, SignOff::Approved(_)))
        .map(|source| source.id.to_string())
        .collect()
}

/// Names that stay as they are: the publisher, the providers, and what `terms.toml` keeps.
fn names(project: &Project, tag: &LocaleTag) -> Vec<String> {
    let publisher = project.config.publisher.get_ref();
    let own =
        ["name", "short_name"].into_iter().filter_map(|key| publisher.get(key)?.get_ref().as_str());
    let providers = project.inventory.providers.iter().map(|provider| provider.name.as_str());
    let kept = project.overlays.get(tag).map(|overlay| overlay.terms.keep.iter());
    let kept = kept.into_iter().flatten().map(String::as_str);
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

fn unit(out: &mut String, number: usize, entry: &Entry, approved: bool, names: &[String]) {
    let source = tokens(&entry.msgid);
    let target = entry.is_translated().then(|| tokens(&entry.msgstr[0]));
    let only_kept = source.iter().all(|token| match token {
        Token::Keep(_) => true,
        Token::Words(words) => !words.chars().any(char::is_alphanumeric),
    });
    let translate = if only_kept { " translate=\"no\"" } else { "" };
    let context = entry.msgctxt.as_deref().unwrap_or_default();
    let _ = writeln!(out, "  <unit id=\"u{number}\" name=\"{}\"{translate}>", escape(context));
    notes(out, entry);
    let mut kept: Vec<&str> = Vec::new();
    for token in &source {
        if let Token::Keep(text) = token {
            kept.push(text);
        }
    }
    let source_count = kept.len();
    let target_ids = target.as_deref().map(|target| match_ids(target, &mut kept, source_count));
    if !kept.is_empty() {
        out.push_str("   <originalData>\n");
        for (index, text) in kept.iter().enumerate() {
            let _ = writeln!(out, "    <data id=\"d{}\">{}</data>", index + 1, characters(text));
        }
        out.push_str("   </originalData>\n");
    }
    let state = match (&target, entry.is_fuzzy(), approved) {
        (None, _, _) => "state=\"initial\"".to_owned(),
        (Some(_), true, _) => format!("state=\"initial\" subState=\"{FUZZY}\""),
        (Some(_), false, false) => "state=\"translated\"".to_owned(),
        (Some(_), false, true) => "state=\"final\"".to_owned(),
    };
    let _ = writeln!(out, "   <segment {state}>");
    let ids: Vec<usize> = (1..=source_count).collect();
    let _ = writeln!(out, "    <source>{}</source>", content(&source, &ids, names));
    if let (Some(target), Some(ids)) = (&target, &target_ids) {
        let _ = writeln!(out, "    <target>{}</target>", content(target, ids, &[]));
    }
    out.push_str("   </segment>\n  </unit>\n");
}

fn notes(out: &mut String, entry: &Entry) {
    let mut notes: Vec<(&str, &str)> = Vec::new();
    notes.extend(entry.extracted_comments.iter().map(|text| ("description", text.as_str())));
    notes.extend(entry.translator_comments.iter().map(|text| ("translator", text.as_str())));
    notes.extend(entry.references.iter().map(|text| ("location", text.as_str())));
    notes.extend(entry.previous_msgid.iter().map(|text| ("previous-source", text.as_str())));
    notes.retain(|(_, text)| !text.is_empty());
    if notes.is_empty() {
        return;
    }
    out.push_str("   <notes>\n");
    for (category, text) in notes {
        let text = characters(text).replace("<cp", "").replace("/>", "");
        let _ = writeln!(out, "    <note category=\"{category}\">{text}</note>");
    }
    out.push_str("   </notes>\n");
}

/// The id of each placeholder of a target: that of the same one in the source, or a new one, whose
/// text is added to `kept`.
fn match_ids<'t>(target: &[Token<'t>], kept: &mut Vec<&'t str>, source: usize) -> Vec<usize> {
    let mut free: Vec<usize> = (0..source).collect();
    let mut ids = Vec::new();
    for token in target {
        let Token::Keep(text) = token else { continue };
        match free.iter().position(|&index| kept[index] == *text) {
            Some(at) => ids.push(free.remove(at) + 1),
            None => {
                kept.push(text);
                ids.push(kept.len());
            }
        }
    }
    ids
}

/// Tokens as XLIFF inline content, the placeholders numbered by `ids`.
fn content(tokens: &[Token<'_>], ids: &[usize], names: &[String]) -> String {
    let mut out = String::new();
    let mut ids = ids.iter();
    let mut marks = 0;
    for token in tokens {
        match token {
            Token::Keep(text) => {
                let id = ids.next().copied().unwrap_or_default();
                // The id alone names it in a tool; `disp` shows what it stands for.
                let shown: String = text.chars().filter(|c| !c.is_control()).collect();
                let _ = write!(
                    out,
                    "<ph id=\"{id}\" dataRef=\"d{id}\" disp=\"{}\" canDelete=\"no\"/>",
                    escape(shown)
                );
            }
            Token::Words(words) => marked(&mut out, words, names, &mut marks),
        }
    }
    out
}

/// Words with the names among them marked as not to be translated.
fn marked(out: &mut String, words: &str, names: &[String], marks: &mut usize) {
    let mut rest = words;
    while let Some((at, name)) = next_name(rest, names) {
        *marks += 1;
        out.push_str(&characters(&rest[..at]));
        let _ = write!(out, "<mrk id=\"m{marks}\" translate=\"no\">{}</mrk>", characters(name));
        rest = &rest[at + name.len()..];
    }
    out.push_str(&characters(rest));
}

/// The first whole word of `text` that is a name.
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

/// Text in XML; what XML 1.0 cannot hold or would change stands as `<cp>` (XLIFF 2.1, 4.2.3.6).
fn characters(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c == '\n' || c == '\t' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
            out.push_str(&escape(c.encode_utf8(&mut [0; 4]) as &str));
        } else {
            let _ = write!(out, "<cp hex=\"{:04X}\"/>", u32::from(c));
        }
    }
    out
}
