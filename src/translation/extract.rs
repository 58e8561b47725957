//! `extract`: the template of each catalogue, and each locale's catalogues brought up to date.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::alike::Known;
use super::editorial::Editorial;
use super::merge::{Alike, merge};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::catalogue::{Catalogue, Entry};
use crate::project::overlay::{INTERFACE, INVENTORY, LocaleCatalogue};
use crate::project::source::{Piece, SourceInline, Unit, for_each_inline, written};
use crate::resolve::{is_missing_words, template};

/// The templates and catalogues that extraction makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// What each file shall hold.
    pub files: BTreeMap<String, String>,
}

impl Extracted {
    /// Returns the files that `project` does not hold so already.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn changes(self, project: &Project) -> Result<BTreeMap<String, String>, Diagnostic> {
        let mut changes = BTreeMap::new();
        for (path, text) in self.files {
            if !project.holds(&path, &text)? {
                changes.insert(path, text);
            }
        }
        Ok(changes)
    }

    /// Writes the files that `project` does not hold so already; returns their paths.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn write(self, project: &Project) -> Result<Vec<String>, Diagnostic> {
        let changes = self.changes(project)?;
        for (path, text) in &changes {
            project.write(path, text)?;
        }
        Ok(changes.into_keys().collect())
    }
}

/// A locale's catalogue, brought up to date with its source.
#[derive(Debug)]
pub(super) struct Updated {
    pub(super) tag: LocaleTag,
    /// A document's id, `inventory` or `interface`.
    pub(super) name: String,
    pub(super) catalogue: Catalogue,
    /// The file it was read from; empty where it is new.
    pub(super) original: String,
}

impl Updated {
    /// Returns the path of its file in the project.
    pub(super) fn path(&self) -> String {
        format!("locales/{}/{}.po", self.tag, self.name)
    }
}

/// Makes the templates and updated catalogues of `project`.
///
/// # Errors
///
/// Every error in the catalogues that there are.
pub fn extract(project: &Project) -> Result<Extracted, Diagnostics> {
    extract_reworded(project, &Editorial::default())
}

/// Does the same, where the translations of what was reworded stand.
pub(super) fn extract_reworded(
    project: &Project,
    editorial: &Editorial,
) -> Result<Extracted, Diagnostics> {
    let mut files = BTreeMap::new();
    let templates = templates(project);
    for (name, entries) in &templates {
        let header = Some(header(name, None));
        let template = Catalogue { header, entries: entries.clone(), ..Default::default() };
        files.insert(format!("locales/{name}.pot"), template.write());
    }
    let known = Known::default();
    let written: Vec<Result<Vec<(String, String)>, Diagnostics>> = targets(project)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|tag| {
            let all = update_all(project, tag, &templates, editorial, &known)?.into_iter();
            Ok(all.map(|one| (one.path(), one.catalogue.write_over(&one.original))).collect())
        })
        .collect();
    for one in written {
        files.extend(one?);
    }
    Ok(Extracted { files })
}

/// Lists the locales that are translated into.
pub(super) fn targets(project: &Project) -> impl Iterator<Item = &LocaleTag> {
    project.locales().filter(|tag| **tag != project.source_locale)
}

/// Brings every catalogue up to date that the locale `tag` has or needs.
///
/// # Errors
///
/// Every error in those that there are.
pub(super) fn updated(project: &Project, tag: &LocaleTag) -> Result<Vec<Updated>, Diagnostics> {
    if !targets(project).any(|target| target == tag) {
        return Ok(Vec::new());
    }
    let (none, known) = (Editorial::default(), Known::default());
    update_all(project, tag, &templates(project), &none, &known)
}

fn update_all(
    project: &Project,
    tag: &LocaleTag,
    templates: &BTreeMap<String, Vec<Entry>>,
    editorial: &Editorial,
    alike: &Known,
) -> Result<Vec<Updated>, Diagnostics> {
    let mut all = Vec::new();
    let mut add = |name: &str, known: Option<&LocaleCatalogue>, catalogue: Option<Catalogue>| {
        all.extend(catalogue.map(|catalogue| Updated {
            tag: tag.clone(),
            name: name.to_owned(),
            catalogue,
            original: known.map(|known| known.file.text.clone()).unwrap_or_default(),
        }));
    };
    for (name, template) in templates {
        let known = project.catalogue(tag, name)?;
        let known = known.as_deref();
        let alike = Alike { known: alike, reworded: editorial.of(name) };
        add(name, known, update(project, tag, (name, template), known, alike)?);
    }
    let known = project.catalogue(tag, INTERFACE)?;
    let missing = is_missing_words(tag, &project.interfaces(tag)?);
    let alike = Alike { known: alike, reworded: None };
    add(INTERFACE, known.as_deref(), interface(tag, known.as_deref(), missing, alike));
    Ok(all)
}

/// Updates the interface words of a locale, if it has a catalogue of them or is `missing` some.
fn interface(
    tag: &LocaleTag,
    known: Option<&LocaleCatalogue>,
    missing: bool,
    alike: Alike<'_>,
) -> Option<Catalogue> {
    match known {
        Some(known) => Some(merge(&known.catalogue, template(), missing, alike)),
        None => missing.then(|| Catalogue {
            header: Some(header(INTERFACE, Some(tag))),
            entries: template().to_vec(),
            ..Default::default()
        }),
    }
}

/// Makes the entries of each catalogue without translations, by the name of the catalogue.
pub(super) fn templates(project: &Project) -> BTreeMap<String, Vec<Entry>> {
    let mut lists: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for document in &project.documents {
        let entries = lists.entry(document.id.to_string()).or_default();
        document.for_each_unit(&mut |unit| {
            if !unit.msgid.is_empty() {
                entries.push(entry(unit));
            }
        });
    }
    let entries = lists.entry(INVENTORY.to_owned()).or_default();
    project.inventory.for_each_unit(&mut |unit| entries.push(entry(unit)));
    lists.retain(|_, entries| !entries.is_empty());
    lists
}

/// Updates the catalogue of a document or of the inventory to its `template`, if the locale has or
/// needs one.
fn update(
    project: &Project,
    tag: &LocaleTag,
    (name, template): (&str, &[Entry]),
    known: Option<&LocaleCatalogue>,
    alike: Alike<'_>,
) -> Result<Option<Catalogue>, Diagnostics> {
    // A locale with a parent in the project, or of the source's language, holds only differences.
    let parents = project.fallbacks(tag).parents();
    let regional = parents.len() > 1
        || tag.identifier().language == project.source_locale.identifier().language;
    match known {
        Some(known) => {
            let mut template = template.to_vec();
            template.extend(patch_entries(project, parents, name)?);
            let mut merged = merge(&known.catalogue, &template, !regional, alike);
            merged.header.get_or_insert_with(|| header(name, Some(tag)));
            Ok(Some(merged))
        }
        None if regional => Ok(None),
        None => Ok(Some(Catalogue {
            header: Some(header(name, Some(tag))),
            entries: template.to_vec(),
            ..Default::default()
        })),
    }
}

/// Lists the units of the patches of `tags`.
fn patch_entries(
    project: &Project,
    tags: &[LocaleTag],
    name: &str,
) -> Result<Vec<Entry>, Diagnostics> {
    let mut entries = Vec::new();
    for tag in tags {
        let overlay = project.overlay(tag)?;
        let patches = overlay.patches.iter().filter(|(id, _)| id.as_str() == name);
        for (_, patch) in patches {
            for section in &patch.body.sections {
                entries.push(entry(&section.title));
                for block in &section.blocks {
                    block.for_each_unit(&mut |unit| entries.push(entry(unit)));
                }
            }
            for block in patch.body.footnotes.iter().flat_map(|note| &note.blocks) {
                block.for_each_unit(&mut |unit| entries.push(entry(unit)));
            }
        }
    }
    Ok(entries)
}

fn entry(unit: &Unit) -> Entry {
    let (line, _) = unit.span.file.position(unit.span.range.start);
    Entry {
        extracted_comments: comments(unit),
        references: vec![format!("{}:{line}", unit.span.file.path)],
        msgctxt: Some(unit.id.to_string()),
        msgid: unit.msgid.clone(),
        msgstr: vec![String::new()],
        ..Entry::default()
    }
}

/// Writes the comments for translators: what the unit is, and what must stay as it is.
fn comments(unit: &Unit) -> Vec<String> {
    let mut keep: Vec<String> = Vec::new();
    for_each_inline(&unit.content, &mut |inline| match inline {
        SourceInline::Text(pieces) => {
            keep.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Expression(expression) => Some(format!("{{{{ {expression} }}}}")),
                Piece::Words(_) => None,
            }));
        }
        SourceInline::Code(code) => keep.push(format!("`{}`", written(code))),
        SourceInline::Reference { target, .. } => keep.push(format!("[](#{target})")),
        SourceInline::Footnote(name) => keep.push(format!("[^{name}]")),
        SourceInline::Link { .. } => keep.push("the addresses of links".to_owned()),
        SourceInline::Image { .. } => keep.push("the paths of images".to_owned()),
        SourceInline::Emphasis(_)
        | SourceInline::Strong(_)
        | SourceInline::Strikethrough(_)
        | SourceInline::Break => {}
    });
    keep.sort();
    keep.dedup();
    let mut comments = vec![unit.role.to_owned()];
    if !keep.is_empty() {
        comments.push(format!("Keep: {}", keep.join(", ")));
    }
    comments
}

fn header(name: &str, tag: Option<&LocaleTag>) -> Entry {
    let mut fields = vec![("Project-Id-Version", name.to_owned())];
    if let Some(tag) = tag {
        // For translators to fill in; `msgfmt --check-header` wants them all.
        for field in ["PO-Revision-Date", "Last-Translator", "Language-Team"] {
            fields.push((field, String::new()));
        }
        fields.push(("Language", tag.as_str().replace('-', "_")));
    }
    fields.push(("MIME-Version", "1.0".to_owned()));
    fields.push(("Content-Type", "text/plain; charset=UTF-8".to_owned()));
    fields.push(("Content-Transfer-Encoding", "8bit".to_owned()));
    let text = fields.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    Entry { msgstr: vec![text], ..Entry::default() }
}
