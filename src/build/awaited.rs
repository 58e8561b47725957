//! What somebody looks at comes first: it is rendered and shown before the rest is even loaded.

use std::collections::BTreeSet;
use std::iter;

use rayon::prelude::*;

use super::edition::{Edition, Group};
use super::locales::with_fallbacks;
use super::plan::ArtifactKind;
use super::render::artifact_key;
use super::site::{Run, in_turn};
use super::{Stop, deny};
use crate::check;
use crate::diagnostic::Diagnostics;
use crate::document::{Alternate, DocumentId, LocaleTag};
use crate::resolve;

impl Run<'_> {
    /// Renders what the audience waits for and shows it, as far as it is sound. Errors are not
    /// reported: the build comes upon them again, and finds in its cache what was made here.
    pub(super) fn show_awaited(&mut self, groups: &mut [Group]) {
        let awaited = self.audience.awaited();
        if awaited.is_empty() {
            return;
        }
        for Group { id, editions } in groups {
            let kinds = |edition: &Edition| {
                let is_awaited =
                    |kind: &ArtifactKind| awaited.contains(&kind.path(id, &edition.tag));
                self.plan.kinds.iter().copied().filter(is_awaited).collect::<Vec<_>>()
            };
            let kinds: Vec<_> = editions.iter().map(kinds).collect();
            if kinds.iter().all(Vec::is_empty) {
                continue;
            }
            let alternates = self.expected_alternates(id, editions);
            let mut tasks = Vec::new();
            for (edition, kinds) in editions.iter_mut().zip(kinds) {
                if !kinds.is_empty() && self.prepare(id, edition, &alternates) {
                    let edition = &*edition;
                    tasks.extend(kinds.into_iter().map(|kind| (kind, edition)));
                }
            }
            // What fails here fails again.
            in_turn(&tasks, |(kind, edition)| self.show(id, edition, *kind, &alternates).ok());
        }
        // Loaded again with the others, for what there is to say of them.
        self.project.unload_overlays();
        self.audience.settle();
    }

    /// The languages that a document is likely to be published in: those it is published in now,
    /// else all.
    fn expected_alternates(&self, id: &DocumentId, editions: &[Edition]) -> Vec<Alternate> {
        let published = self.published.iter().flat_map(|published| &published.manifest.artifacts);
        let of_document = published.filter(|artifact| artifact.document.as_ref() == Some(id));
        let now: BTreeSet<&LocaleTag> =
            of_document.filter_map(|artifact| artifact.locale.as_ref()).collect();
        let tags = editions.iter().map(|edition| &edition.tag);
        let tags: Vec<_> = tags.filter(|tag| now.is_empty() || now.contains(tag)).collect();
        tags.into_par_iter().map(|tag| resolve::alternate(self.project, tag)).collect()
    }

    /// Resolves `edition` if it is not known; false where it cannot be shown.
    fn prepare(
        &mut self,
        id: &DocumentId,
        edition: &mut Edition,
        alternates: &[Alternate],
    ) -> bool {
        let tags = with_fallbacks(self.project, iter::once(&edition.tag));
        let overlays = self.project.load_overlays(&tags);
        let catalogues = self.project.load_catalogues(&tags, std::slice::from_ref(id));
        let mut found: Diagnostics =
            overlays.into_iter().chain(catalogues).flat_map(|(_, found)| found).collect();
        if let Some(overlay) = self.project.overlays.get(&edition.tag) {
            found.extend(check::overlay(self.project, overlay));
        }
        if edition.record.is_none()
            && let Some(source) = self.project.documents.iter().find(|source| source.id == *id)
        {
            edition.resolve(self.project, source, self.options, self.past);
        }
        edition.complete(self.plan, alternates);
        edition.record.as_ref().is_some_and(|record| {
            found.extend(record.diagnostics.restore());
            !record.omitted && deny(&Diagnostics::default(), found, self.options).is_ok()
        })
    }

    fn show(
        &self,
        id: &DocumentId,
        edition: &Edition,
        kind: ArtifactKind,
        alternates: &[Alternate],
    ) -> Result<(), Stop> {
        let path = kind.path(id, &edition.tag);
        let record = edition.record.as_ref().ok_or(Stop::Incomplete)?;
        let others = self.plan.others(alternates);
        let key = self.past.and_then(|past| artifact_key(past, self.fonts, record, kind, &others));
        let published = self.published.zip(key.as_ref());
        if published.is_some_and(|(published, key)| published.artifact(&path, key).is_some()) {
            self.audience.show(&path, None);
            return Ok(());
        }
        let rendered =
            self.renderer.artifact(self.project, edition, kind, key.as_ref(), alternates)?;
        self.audience.show(&path, Some(&rendered.bytes));
        Ok(())
    }
}
