//! Making the site: every document in all its locales, one document after the other.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::edition::{Edition, Group};
use super::locales::{keeps_catalogues, with_fallbacks};
use super::manifest::Artifact;
use super::past::Past;
use super::plan::{ArtifactKind, Plan};
use super::publish::Staging;
use super::published::{Made, Published};
use super::record::ArtifactRecord;
use super::render::{Renderer, artifact_key};
use super::{Audience, BuildOptions, Stop};
use crate::cache::Key;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Alternate, DocumentId, Format, Head, LocaleTag, sha256};
use crate::project::Project;
use crate::render::{ChooserEntry, ChooserVersion, FontLibrary};

/// A build while it renders.
pub(super) struct Run<'b> {
    pub(super) project: &'b mut Project,
    pub(super) options: &'b BuildOptions,
    pub(super) past: Option<Past<'b>>,
    pub(super) published: Option<&'b Published>,
    pub(super) plan: &'b Plan,
    pub(super) fonts: &'b FontLibrary<'b>,
    pub(super) renderer: Renderer<'b>,
    /// Whether what is made is published, and not only checked.
    pub(super) publishes: bool,
    /// Whether an error was found somewhere: then nothing more is rendered, only resolved.
    pub(super) failed: AtomicBool,
    pub(super) audience: &'b dyn Audience,
}

/// What came of all documents.
pub(super) struct Site<'t> {
    /// Where artifacts gather, unless nothing is published.
    pub(super) staging: Option<Staging<'t>>,
    /// How many documents in a locale the rules let be published.
    pub(super) editions: usize,
    documents: Vec<(DocumentId, Vec<Head>)>,
    pub(super) artifacts: Vec<Artifact>,
    /// What each of them was made from; empty without a cache.
    pub(super) made: Made,
    pub(super) diagnostics: Diagnostics,
}

impl<'t> Site<'t> {
    /// A site that gathers in `staging`.
    pub(super) fn new(staging: Option<Staging<'t>>) -> Self {
        Site {
            staging,
            editions: 0,
            documents: Vec::new(),
            artifacts: Vec::new(),
            made: Made::new(),
            diagnostics: Diagnostics::default(),
        }
    }

    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.staging.as_ref().map_or(Ok(()), |staging| staging.write(path, bytes))
    }

    /// Keeps the artifact that is published as `path`; false where that cannot be done.
    fn keep(&self, published: &Published, path: &str) -> bool {
        self.staging.as_ref().is_some_and(|staging| published.keep(path, staging))
    }
}

/// An artifact in the staging folder.
struct Done {
    artifact: Artifact,
    key: Option<Key>,
    record: ArtifactRecord,
}

impl Run<'_> {
    /// Resolves and renders a document in all its locales, and adds it to `site`.
    ///
    /// Its editions in the locales `stale` are those that texts are needed for.
    pub(super) fn add(
        &mut self,
        mut group: Group,
        stale: &[LocaleTag],
        site: &mut Site<'_>,
    ) -> Result<(), Stop> {
        if !keeps_catalogues(self.project) {
            let tags = with_fallbacks(self.project, stale.iter());
            self.project.unload_catalogues();
            // What there is to say of them has been said.
            self.project.load_catalogues(&tags, std::slice::from_ref(&group.id));
        }
        group.resolve(self.project, self.options, self.past);
        site.editions += group.published().count();
        self.report(site, group.diagnostics());
        if self.failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        let alternates = group.alternates();
        let others = self.plan.others(&alternates);
        group.editions.iter_mut().for_each(|edition| edition.complete(self.plan, &alternates));
        let mut tasks: Vec<_> = group
            .published()
            .flat_map(|(edition, _)| self.plan.kinds.iter().map(move |kind| (*kind, edition)))
            .collect();
        tasks.sort_by_key(|(kind, _)| *kind);
        let results = in_turn(&tasks, |(kind, edition)| {
            self.artifact(site, &group.id, edition, *kind, &alternates, &others)
        });
        for result in results {
            match result {
                Ok(Done { artifact, key, record }) => {
                    self.report(site, record.diagnostics.restore());
                    if let Some(key) = key {
                        site.made.insert(artifact.path.clone(), (key, record));
                    }
                    site.artifacts.push(artifact);
                }
                Err(Stop::Errors(errors)) => self.report(site, errors),
                Err(stop) => return Err(stop),
            }
        }
        let heads = group.published().map(|(_, record)| record.head.clone()).collect();
        site.documents.push((group.id, heads));
        Ok(())
    }

    fn report(&self, site: &mut Site<'_>, found: Diagnostics) {
        self.note(&found);
        site.diagnostics.extend(found);
    }

    /// Remembers whether `found` keeps the build from publishing. Where nothing is published anyway,
    /// a warning that counts as an error hides no other one.
    pub(super) fn note(&self, found: &Diagnostics) {
        let denied = self.options.strict && self.publishes && found.iter().next().is_some();
        if denied || found.has_errors() {
            self.failed.store(true, Ordering::Relaxed);
        }
    }

    /// Puts an artifact into the staging folder: the one that is published already, the one in the
    /// cache, or a new one.
    fn artifact(
        &self,
        site: &Site<'_>,
        id: &DocumentId,
        edition: &Edition,
        kind: ArtifactKind,
        alternates: &[Alternate],
        others: &Key,
    ) -> Result<Done, Stop> {
        if self.audience.is_outdated() {
            return Err(Stop::Outdated);
        }
        let path = kind.path(id, &edition.tag);
        let record = edition.record.as_ref().ok_or(Stop::Incomplete)?;
        let key = self.past.and_then(|past| artifact_key(past, self.fonts, record, kind, others));
        let artifact = |sha256, size, fonts: &[String]| Artifact {
            path: path.clone(),
            media_type: kind.format().media_type().to_owned(),
            sha256,
            size,
            document: Some(id.clone()),
            version: Some(record.head.version.clone()),
            locale: Some(record.head.locale.tag.clone()),
            units: Some(record.head.counts),
            fonts: fonts.to_vec(),
        };
        if let (Some(published), Some(key)) = (self.published, key)
            && let Some((old, made)) = published.artifact(&path, &key)
            && site.keep(published, &path)
        {
            self.audience.done(&path);
            let artifact = artifact(old.sha256.clone(), old.size, &made.fonts);
            return Ok(Done { artifact, key: Some(key), record: made.clone() });
        }
        let rendered =
            self.renderer.artifact(self.project, edition, kind, key.as_ref(), alternates)?;
        site.write(&path, &rendered.bytes)?;
        self.audience.done(&path);
        let artifact =
            artifact(sha256(&rendered.bytes), rendered.bytes.len(), &rendered.record.fonts);
        Ok(Done { artifact, key, record: rendered.record })
    }

    /// The page that lists every language of every document.
    pub(super) fn chooser(&self, site: &Site<'_>) -> Result<Artifact, Diagnostics> {
        const PATH: &str = "index.html";
        let version = |head| ChooserVersion { head, formats: &self.plan.formats };
        let entries: Vec<ChooserEntry<'_>> = site
            .documents
            .iter()
            .filter(|(_, heads)| !heads.is_empty())
            .map(|(id, heads)| ChooserEntry { id, versions: heads.iter().map(version).collect() })
            .collect();
        let heads = || site.documents.iter().flat_map(|(_, heads)| heads);
        let is_source = |head: &&Head| head.locale.fallback.is_empty();
        let host = heads()
            .find(is_source)
            .or_else(|| heads().next())
            .ok_or_else(|| Diagnostic::bug("the chooser has no languages to choose from"))?;
        let bytes = self.renderer.templates(self.project)?.chooser(&entries, host)?;
        let artifact = Artifact {
            path: PATH.to_owned(),
            media_type: Format::Html.media_type().to_owned(),
            sha256: sha256(&bytes),
            size: bytes.len(),
            document: None,
            version: None,
            locale: None,
            units: None,
            fonts: Vec::new(),
        };
        let kept = self.published.is_some_and(|published| {
            published.manifest.artifacts.contains(&artifact) && site.keep(published, PATH)
        });
        if !kept {
            site.write(PATH, &bytes)?;
        }
        Ok(artifact)
    }
}

/// The results of `work` on each task, in their order; each thread takes the next task when it is done
/// with one. Tasks must not lie in the pool's queues: a thread that waits inside Typst, which uses the
/// same pool, would start another PDF within the one at hand, and another in that, until its stack is
/// full.
pub(super) fn in_turn<T: Sync, R: Send>(tasks: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = rayon::broadcast(|_| {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else { return done };
            done.push((index, work(task)));
        }
    });
    let mut results: Vec<_> = results.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
