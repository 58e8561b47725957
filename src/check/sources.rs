//! Typography of what is no translation: sources, the inventory and patches. A text that is written
//! with a typewriter's marks is so throughout, so each file is told of once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::typography::{Finding, findings_in_source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::project::Project;
use crate::project::overlay::Overlay;
use crate::project::source::Unit;

/// Warns of marks and spaces in the documents and the inventory that are not those of the source
/// language.
pub(super) fn check(project: &Project, diagnostics: &mut Diagnostics) {
    let mut found = Found::new(project.source_locale.as_str());
    for document in &project.documents {
        document.for_each_unit(&mut |unit| found.look(unit));
    }
    project.inventory.for_each_unit(&mut |unit| found.look(unit));
    found.report(diagnostics);
}

/// Warns of such marks and spaces in the patches of a locale.
pub(super) fn check_patches(overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let mut found = Found::new(overlay.tag.as_str());
    for patch in overlay.patches.values() {
        patch.body.sections.iter().for_each(|section| found.look(&section.title));
        let sections = patch.body.sections.iter().flat_map(|section| &section.blocks);
        let notes = patch.body.footnotes.iter().flat_map(|note| &note.blocks);
        sections.chain(notes).for_each(|block| block.for_each_unit(&mut |unit| found.look(unit)));
    }
    found.report(diagnostics);
}

/// What is found in the texts of one language.
struct Found<'t> {
    language: &'t str,
    /// By file and code: the first finding, its place, and how many there are.
    first: BTreeMap<(String, Code), (Finding, Span, usize)>,
}

impl<'t> Found<'t> {
    fn new(language: &'t str) -> Self {
        Found { language, first: BTreeMap::new() }
    }

    fn look(&mut self, unit: &Unit) {
        for finding in findings_in_source(self.language, &unit.msgid) {
            let key = (unit.span.file.path.clone(), finding.code);
            if let Some((_, _, count)) = self.first.get_mut(&key) {
                *count += 1;
            } else {
                let place = place(&unit.span, &unit.msgid, &finding);
                self.first.insert(key, (finding, place, 1));
            }
        }
    }

    fn report(self, diagnostics: &mut Diagnostics) {
        for ((_, code), (finding, place, count)) in self.first {
            let more = match count {
                1 => String::new(),
                _ => format!("; this file has {count} such places"),
            };
            let mut help = "write it in the source as the language has it".to_owned();
            if code == Code::Quotation && finding.fix.is_some() {
                help.push_str("; `extract` then marks the translations of the text as fuzzy");
            }
            diagnostics.push(
                Diagnostic::warning(code, format!("{}{more}", finding.message))
                    .at(place)
                    .help(help),
            );
        }
    }
}

/// Finds where a finding of the text `msgid` stands in its source, found by the words around it, which the
/// source may write otherwise; else the whole text.
fn place(span: &Span, msgid: &str, finding: &Finding) -> Span {
    let range = &finding.range;
    let before =
        msgid[..range.start].char_indices().rev().take(8).last().map_or(range.start, |c| c.0);
    let after =
        msgid[range.end..].char_indices().nth(4).map_or(msgid.len(), |(at, _)| range.end + at);
    for (start, end) in [(before, after), (before, range.end), (range.start, after)] {
        let context = &msgid[start..end];
        let found = span.find(context);
        if context.len() > range.len() && found.range.len() == context.len() {
            let file: &Arc<SourceFile> = &found.file;
            let from = found.range.start + range.start - start;
            return Span::new(file, from..from + range.len());
        }
    }
    span.clone()
}
