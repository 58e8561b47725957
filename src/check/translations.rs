//! Translations held to the terms of their locale and the typography of their language.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Catalogues;
use super::final_mark::Role;
use super::numbers::Writing;
use super::typography::{Finding, Pair};
use super::{terms, typography};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile, Span};
use crate::project::Project;
use crate::project::catalogue::{Entry, Token, tokens};
use crate::project::overlay::{INTERFACE, INVENTORY, LocaleCatalogue, Overlay};
use crate::project::source::Unit;

/// Warns of every departure in a translation that is published.
pub(super) fn check(
    project: &Project,
    overlay: &Overlay,
    catalogues: &Catalogues<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (name, catalogue) in catalogues {
        let checked = Checked::new(project, overlay, name);
        for entry in &catalogue.catalogue.entries {
            let findings = checked.findings(entry);
            if findings.is_empty() {
                continue;
            }
            let written = Written::new(catalogue, entry);
            for finding in findings {
                let diagnostic = Diagnostic::warning(finding.code, finding.message.as_str())
                    .at(written.place(&finding.range));
                diagnostics.push(match finding.fix {
                    Some(_) => diagnostic.help("`promulgate check --fix` mends this"),
                    None => diagnostic.help(format!(
                        "if it is right as it is, add the comment `# ignore {}` above the entry",
                        finding.code
                    )),
                });
            }
        }
    }
}

/// Makes every safe fix in the catalogues of the project; returns those that change, by path.
///
/// # Errors
///
/// Every error in them.
pub(crate) fn fixes(project: &Project) -> Result<BTreeMap<String, String>, Diagnostics> {
    let mut files = BTreeMap::new();
    for tag in project.locales() {
        let overlay = project.overlay(tag)?;
        for (name, known) in project.catalogues(tag)? {
            let checked = Checked::new(project, overlay, name);
            let mut catalogue = known.catalogue.clone();
            for entry in &mut catalogue.entries {
                let found = checked.findings(entry);
                if found.iter().any(|finding| finding.fix.is_some()) {
                    entry.msgstr[0] = fixed(&entry.msgstr[0], &found);
                }
            }
            let text = catalogue.write_over(&known.file.text);
            if catalogue != known.catalogue {
                files.insert(format!("locales/{tag}/{name}.po"), text);
            }
        }
    }
    Ok(files)
}

/// Tells whether `text` has a letter or a digit, those in addresses and in names of characters apart.
fn has_words(text: &str) -> bool {
    tokens(text).into_iter().any(|token| match token {
        Token::Words(words) => has_letters(words),
        Token::Keep(kept) => kept.starts_with(['{', '`']) && kept.contains(char::is_alphanumeric),
    })
}

fn has_letters(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let (before, after) = rest.split_at(at);
        let name = before.ends_with(['&', '#']) && before.contains('&');
        let Some((_, after)) = after.split_once(';').filter(|_| name) else { return true };
        rest = after;
    }
    false
}

/// A catalogue that is checked.
struct Checked<'p> {
    project: &'p Project,
    overlay: &'p Overlay,
    /// Name of the catalogue.
    name: &'p str,
    from: Writing<'p>,
    to: Writing<'p>,
    /// What each unit is, found when it is first asked for.
    roles: OnceCell<BTreeMap<&'p str, Role>>,
}

impl<'p> Checked<'p> {
    fn new(project: &'p Project, overlay: &'p Overlay, name: &'p str) -> Self {
        let from = Writing::new(project.source_locale.as_str());
        let to = Writing::new(overlay.tag.as_str());
        Checked { project, overlay, name, from, to, roles: OnceCell::new() }
    }

    fn findings(&self, entry: &Entry) -> Vec<Finding> {
        if entry.obsolete || entry.is_fuzzy() || !entry.is_translated() {
            return Vec::new();
        }
        let translation = &entry.msgstr[0];
        // Neither nothing nor the words of the source have the typography of a language.
        if *translation == entry.msgid || !has_words(translation) {
            return Vec::new();
        }
        let mut found = typography::findings(&Pair {
            from: &self.from,
            source: &entry.msgid,
            to: &self.to,
            translation,
            role: &|| self.role(entry),
        });
        found.extend(terms::findings(&self.overlay.terms, &entry.msgid, translation));
        found.retain(|finding| !entry.ignores(finding.code.as_str()));
        found
    }

    fn role(&self, entry: &Entry) -> Role {
        if self.name == INTERFACE {
            return Role::Fragment;
        }
        let roles = self.roles.get_or_init(|| {
            let mut roles = BTreeMap::new();
            let mut add = |unit: &'p Unit| {
                roles.insert(unit.id.as_str(), Role::of(unit.role));
            };
            if self.name == INVENTORY {
                self.project.inventory.for_each_unit(&mut add);
            }
            for document in self.project.documents.iter().filter(|one| one.id.as_str() == self.name)
            {
                document.for_each_unit(&mut add);
            }
            roles
        });
        roles.get(entry.context()).copied().unwrap_or(Role::Sentence)
    }
}

/// A translation as its catalogue writes it.
struct Written<'c> {
    whole: Span,
    file: &'c Arc<SourceFile>,
    /// Where each byte of the translation stands in the file; empty if that cannot be told.
    places: Vec<usize>,
}

impl<'c> Written<'c> {
    fn new(catalogue: &'c LocaleCatalogue, entry: &Entry) -> Self {
        let whole = catalogue.translation_span(entry);
        let mut places = Vec::new();
        let mut inside = false;
        let raw = &catalogue.file.text[whole.range.clone()];
        let mut characters = raw.char_indices();
        while let Some((at, c)) = characters.next() {
            if c == '"' {
                inside = !inside;
            } else if inside {
                // An escape stands for one byte.
                let bytes = if c == '\\' { 1 } else { c.len_utf8() };
                places.extend((0..bytes).map(|byte| whole.range.start + at + byte));
                if c == '\\' {
                    characters.next();
                }
            }
        }
        places.push(places.last().map_or(whole.range.start, |last| last + 1));
        if places.len() != entry.msgstr[0].len() + 1 {
            places.clear();
        }
        Written { whole, file: &catalogue.file, places }
    }

    /// Finds where `range` of the translation stands in the catalogue; an empty one is all of it.
    fn place(&self, range: &Range<usize>) -> Span {
        match (self.places.get(range.start), self.places.get(range.end)) {
            (Some(start), Some(end)) if start < end => Span::new(self.file, *start..*end),
            _ => self.whole.clone(),
        }
    }
}

/// Makes every fix in `text`, from the end to the start.
pub(super) fn fixed(text: &str, findings: &[Finding]) -> String {
    let mut fixes: Vec<_> =
        findings.iter().filter_map(|one| Some((one.range.clone(), one.fix.as_deref()?))).collect();
    fixes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    fixes.dedup_by_key(|(range, _)| range.start);
    let mut text = text.to_owned();
    for (range, fix) in fixes {
        text.replace_range(range, fix);
    }
    text
}
