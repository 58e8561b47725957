//! What somebody looks at comes first: it is made and shown before the rest of the project is looked at.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::artifact::Artifact;
use super::compiler::{Compiler, in_turn};
use super::observer::Silent;
use super::request::Request;
use super::stages::{Edition, Page};
use crate::cache::Cache;
use crate::diagnostic::Diagnostics;
use crate::document::{Alternate, DocumentId, EditionId, LocaleTag, sha256};
use crate::project::Project;
use crate::render::Output;
use crate::resolve;

/// What somebody looks at.
#[derive(Debug, Clone, Copy)]
pub struct Open<'o> {
    /// Paths of artifacts.
    pub paths: &'o BTreeSet<String>,
    /// What is published. The documents are likely to stay in the languages they are published in.
    pub published: &'o [Artifact],
}

/// Makes the artifacts that are `open` and shows each that is sound, by its path; without bytes if it
/// is published as it is. Errors are not reported: a build comes upon them again, and finds in its
/// cache what was made here.
pub fn show(
    project: &Project,
    request: &Request,
    cache: Option<&Cache>,
    open: Open<'_>,
    show: &(dyn Fn(&str, Option<&[u8]>) + Sync),
) {
    // The build tells of errors.
    _ = Compiler::with(project, request, cache, &Silent, |compiler| {
        for id in project.document_ids().filter(|id| request.selection.has_document(id)) {
            let is_open = |output: &Output, tag: &LocaleTag| {
                open.paths.contains(&EditionId::new(id, tag).path(output.end))
            };
            let outputs = &compiler.plan.outputs;
            let tags: Vec<&LocaleTag> = compiler
                .locales()
                .filter(|tag| outputs.iter().any(|output| is_open(output, tag)))
                .collect();
            if tags.is_empty() {
                continue;
            }
            let Ok(alternates) = compiler.expected(id, open.published) else { continue };
            let editions: Vec<Edition> = tags
                .into_par_iter()
                .filter_map(|tag| compiler.sound(EditionId::new(id, tag)))
                .collect();
            let siblings = compiler.siblings(alternates);
            let pages = compiler.pages(editions, &siblings);
            let tasks: Vec<(&Output, &Page<'_>)> = pages
                .iter()
                .flat_map(|page| outputs.iter().map(move |output| (*output, page)))
                .filter(|(output, page)| is_open(output, &page.id.locale))
                .collect();
            // What fails here fails again.
            in_turn(&tasks, |(output, page)| {
                let key = compiler.stages.render_key(page, output)?;
                let rendered = compiler.stages.render(page, output, &key)?;
                let (path, hash) = (page.path(output), sha256(&rendered.bytes));
                let is_known = |known: &Artifact| known.path == path && known.sha256 == hash;
                let is_published = open.published.iter().any(is_known);
                show(&path, (!is_published).then_some(&rendered.bytes[..]));
                Ok::<_, Diagnostics>(())
            });
        }
        Ok(())
    });
}

impl Compiler<'_> {
    /// Tells in which languages a document is likely to be published: those it is published in now,
    /// else all.
    fn expected(
        &self,
        id: &DocumentId,
        published: &[Artifact],
    ) -> Result<Vec<Alternate>, Diagnostics> {
        let of_document =
            published.iter().filter(|artifact| artifact.document.as_ref() == Some(id));
        let now: BTreeSet<&LocaleTag> =
            of_document.filter_map(|artifact| artifact.locale.as_ref()).collect();
        let tags = self.locales().filter(|tag| now.is_empty() || now.contains(tag));
        let tags: Vec<_> = tags.collect();
        tags.into_par_iter().map(|tag| resolve::alternate(self.stages.project, tag)).collect()
    }

    /// Resolves the document of `id`, if it can be shown.
    fn sound(&self, id: EditionId) -> Option<Edition> {
        let mut found = self.stages.check(&id.locale).ok()?;
        let edition = self.stages.resolve(id).ok().filter(|edition| !edition.record.omitted)?;
        found.extend(edition.record.warnings.clone());
        self.accept(&Diagnostics::default(), found).is_ok().then_some(edition)
    }
}
