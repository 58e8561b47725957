//! Locales: which of them are known to be sound from an earlier build, and the loading of the rest.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::past::Past;
use super::plan::Selection;
use super::record::StoredDiagnostics;
use crate::check;
use crate::diagnostic::Diagnostics;
use crate::document::LocaleTag;
use crate::locale::fallback_chain;
use crate::project::Project;

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
    /// checks the former.
    pub(super) fn load(
        self,
        project: &mut Project,
        stale: &BTreeSet<LocaleTag>,
        past: Option<Past<'_>>,
    ) -> Diagnostics {
        let unknown = self.0.iter().filter(|(_, found)| found.is_none()).map(|(tag, _)| tag);
        let chain = |tag| fallback_chain(tag, &project.source_locale, &project.tags);
        let needed = unknown.chain(stale).flat_map(chain).collect();
        let loaded: BTreeMap<_, _> = project.load_overlays(&needed).into_iter().collect();
        let project = &*project;
        let check = |(tag, known): (LocaleTag, Option<Diagnostics>)| {
            if let Some(found) = known {
                return found;
            }
            let mut found = loaded.get(&tag).cloned().unwrap_or_default();
            if let Some(overlay) = project.overlays.get(&tag) {
                found.extend(check::overlay(project, overlay));
            }
            if let Some(past) = past.filter(|_| !found.has_errors()) {
                past.store(&past.inputs.locale(project, &tag), &StoredDiagnostics::from(&found));
            }
            found
        };
        let checked: Vec<_> = self.0.into_par_iter().map(check).collect();
        let mut all = Diagnostics::default();
        // A locale that is only fallen back to has its errors too.
        loaded.values().chain(&checked).for_each(|found| all.extend(found.clone()));
        all
    }
}
