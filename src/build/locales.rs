//! Locales: which of them are known to be sound from an earlier build, and the loading of the rest.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::past::Past;
use super::plan::Selection;
use super::record::StoredDiagnostics;
use crate::check;
use crate::diagnostic::Diagnostics;
use crate::document::{DocumentId, LocaleTag};
use crate::project::Project;
use crate::resolve::fallback_chain;

/// What is found in each selected locale before anything is resolved; `None` where that is not known.
pub(super) struct Checked(BTreeMap<LocaleTag, Option<Diagnostics>>);

impl Checked {
    pub(super) fn known(project: &Project, selection: &Selection, past: Option<Past<'_>>) -> Self {
        let selected = project.locales().filter(|tag| selection.has_locale(tag));
        let known = |tag: &LocaleTag| {
            let past = past?;
            let found = past.record::<StoredDiagnostics>(&past.inputs.locale(project, tag))?;
            Some(found.restore())
        };
        Checked(selected.map(|tag| (tag.clone(), known(tag))).collect())
    }

    /// Loads the locales that are not known and those in `stale`, with what they fall back to, and
    /// checks the former. Returns what was found, and whether all could be read: what is resolved
    /// with a part of them would look untranslated.
    pub(super) fn load(
        self,
        project: &mut Project,
        stale: &BTreeSet<LocaleTag>,
        past: Option<Past<'_>>,
    ) -> (Diagnostics, bool) {
        let is_unknown = |tag: &LocaleTag| matches!(self.0.get(tag), Some(None));
        let unknown = self.0.keys().filter(|tag| is_unknown(tag));
        let needed = with_fallbacks(project, unknown.chain(stale));
        let ids: Vec<DocumentId> = project.document_ids().cloned().collect();
        let mut found: BTreeMap<LocaleTag, Diagnostics> =
            project.load_overlays(&needed).into_iter().collect();
        let mut readable = !found.values().any(Diagnostics::has_errors);
        let at_once = if keeps_catalogues(project) { usize::MAX } else { LOCALES_AT_ONCE };
        for tags in Vec::from_iter(needed).chunks(at_once) {
            let tags: BTreeSet<LocaleTag> = tags.iter().cloned().collect();
            for (tag, more) in project.load_catalogues(&tags, &ids) {
                readable &= !more.has_errors();
                found.entry(tag).or_default().extend(more);
            }
            let check = |tag: LocaleTag| {
                let found = check::overlay(project, project.overlays.get(&tag)?);
                Some((tag, found))
            };
            let checked: Vec<_> =
                tags.into_par_iter().filter(is_unknown).filter_map(check).collect();
            for (tag, more) in checked {
                let found = found.entry(tag.clone()).or_default();
                found.extend(more);
                if let Some(past) = past.filter(|_| !found.has_errors()) {
                    let record = StoredDiagnostics::from(&*found);
                    past.store(&past.inputs.locale(project, &tag), &record);
                }
            }
            if !keeps_catalogues(project) {
                project.unload_catalogues();
            }
        }
        let known = self.0.into_values().flatten();
        // A locale that is only fallen back to has its errors too.
        (known.chain(found.into_values()).flatten().collect(), readable)
    }
}

/// The locales `tags` with all that they fall back to.
pub(super) fn with_fallbacks<'t>(
    project: &Project,
    tags: impl Iterator<Item = &'t LocaleTag>,
) -> BTreeSet<LocaleTag> {
    tags.flat_map(|tag| fallback_chain(tag, &project.source_locale, &project.tags)).collect()
}

/// Whether the catalogues of documents stay in memory from the check to the last document. Where
/// there are many documents they are let go of and loaded again one document at a time: reading
/// them twice takes less than a hundredth of a build.
pub(super) fn keeps_catalogues(project: &Project) -> bool {
    const FEW: usize = 16;
    project.documents.len() <= FEW
}

/// Locales whose catalogues are checked at once where they are not kept.
const LOCALES_AT_ONCE: usize = 4;
