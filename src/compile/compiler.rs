//! The flow of a build: locales are checked, then each document is resolved, judged and rendered in all
//! its locales before the next one, so that memory does not grow with their number.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::artifact::{Artifact, ArtifactRecord, Kept, Rendered, Sink};
use super::diagnose::diagnose;
use super::error::BuildError;
use super::keys::Inputs;
use super::nothing;
use super::observer::Observer;
use super::plan::Plan;
use super::request::Request;
use super::stages::{Edition, Page, Stages};
use crate::cache::{Cache, Explain, Key, Stage, Store, place_of};
use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Alternate, DocumentId, EditionId, Head, LocaleTag, sha256};
use crate::project::Project;
use crate::render::{
    ChooserEntry, ChooserVersion, FontLibrary, Output, Render, Siblings, Tools, listed,
};

/// What was made from what, and what is said of it, by path.
pub(crate) type Made = BTreeMap<String, (Key, ArtifactRecord)>;

/// A project that is compiled as a request asks for.
pub(crate) struct Compiler<'c> {
    observer: &'c dyn Observer,
    pub(super) plan: Plan,
    pub(super) stages: Stages<'c>,
}

/// What compiling came to, the artifacts themselves apart.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The artifacts, in the order they were made.
    pub(crate) artifacts: Vec<Artifact>,
    /// What each of them was made from; empty without a cache.
    pub(crate) made: Made,
    pub(crate) outcome: Outcome,
}

/// What compiling found, the source apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// The system's fonts, if an artifact needs them.
    pub(crate) system_fonts: Option<Key>,
    /// Every warning.
    pub(crate) warnings: Diagnostics,
}

/// What came of the documents so far.
struct Site<'s> {
    sink: &'s dyn Sink,
    /// Whether a warning keeps all from being published.
    warnings_fail: bool,
    /// How many documents in a locale the rules let be published.
    editions: usize,
    documents: Vec<(DocumentId, Vec<Head>)>,
    artifacts: Vec<Artifact>,
    made: Made,
    found: Diagnostics,
    /// Whether an error was found somewhere: then nothing more is rendered, only resolved.
    failed: bool,
}

impl<'c> Compiler<'c> {
    /// Does `work` with a compiler of `project`, if that has no errors outside of its locales.
    ///
    /// # Errors
    ///
    /// Those of `work`; or else all that is wrong in the project.
    pub(crate) fn with<T: Send>(
        project: &'c Project,
        request: &'c Request,
        cache: Option<&'c Cache>,
        observer: &'c dyn Observer,
        work: impl FnOnce(&Compiler<'c>) -> Result<T, BuildError> + Send,
    ) -> Result<T, BuildError> {
        if !project.is_sound() {
            let mut found = Plan::new(project, &request.selection).found;
            found.extend(Some(diagnose(project, request)));
            // One that has errors nobody repeats here fails all the same.
            return Err(denied(found, request));
        }
        let explain = observer.wants_reasons().then(|| {
            let explain: Explain<'c> = Box::new(|line| observer.reason(line));
            explain
        });
        let mut folders = project.font_folders();
        folders.extend(request.font_folders.iter().cloned());
        let stages = Stages {
            project,
            request,
            inputs: if cache.is_some() { Inputs::read(project) } else { Inputs::none() },
            store: Store::new(cache, project.folder(), explain),
            fonts: FontLibrary::new(folders, request.system_fonts, cache).within(project.folder()),
            tools: Tools::new(&project.templates),
        };
        let compiler = Compiler { observer, plan: Plan::new(project, &request.selection), stages };
        let done = rayon::scope(|scope| {
            // Needed in the end, and with new fonts it takes a while: one thread does it from the start.
            if compiler.needs_fonts() {
                scope.spawn(|_| _ = compiler.stages.fonts.digest());
            }
            work(&compiler)
        });
        compiler.stages.store.remember();
        done
    }

    /// Gives where results are kept.
    pub(crate) fn store(&self) -> &Store<'c> {
        &self.stages.store
    }

    /// Gives the fonts that were used and are not the system's.
    pub(crate) fn fonts_used(&self) -> Option<Key> {
        if self.needs_fonts() { self.stages.fonts.digest() } else { None }
    }

    /// Finds what there is to say of the source and of what is asked for.
    pub(crate) fn source(&self) -> Diagnostics {
        let Stages { project, request, .. } = &self.stages;
        let mut source = check::source(project);
        source.extend(Some(self.plan.found.clone()));
        source.extend(nothing::unpublished_formats(project, request, &self.plan));
        source
    }

    /// Gives the key of all that is made, the system's fonts apart; `None` where that cannot be told,
    /// as there is no cache or a font is out of reach. It waits for the hashes of the fonts.
    pub(crate) fn whole(&self) -> Option<impl Serialize> {
        let Stages { request, inputs, fonts, store, .. } = &self.stages;
        store.cache()?;
        let is_sound = !fonts.unreachable(self.needs_fonts()).has_errors();
        is_sound.then(|| inputs.whole(&self.plan, request, self.fonts_used()))
    }

    /// Tells whether the system's fonts are those of an earlier `outcome`, as far as it needs them.
    pub(crate) fn still_has_fonts(&self, outcome: &Outcome) -> bool {
        outcome.system_fonts.is_none() || self.stages.fonts.system_digest() == outcome.system_fonts
    }

    /// Puts what was found in the source before what was found since.
    ///
    /// # Errors
    ///
    /// All of it, if there are errors among it; warnings are errors where the request forbids them.
    pub(crate) fn accept(
        &self,
        source: &Diagnostics,
        found: Diagnostics,
    ) -> Result<Diagnostics, BuildError> {
        let mut all = source.clone();
        all.extend(found);
        if self.stages.request.strict {
            all.deny_warnings();
        }
        if all.has_errors() { Err(all.into()) } else { Ok(all) }
    }

    /// Makes every artifact and gives it to `sink`; `source` is what was found in the source.
    ///
    /// # Errors
    ///
    /// Every error, with the warnings; an observer that cancels.
    pub(crate) fn compile(
        &self,
        source: &Diagnostics,
        sink: &dyn Sink,
    ) -> Result<Compiled, BuildError> {
        let Stages { project, request, fonts, .. } = &self.stages;
        let mut site = Site::new(sink, request.strict);
        site.note(source);
        self.go_on()?;
        let tags: Vec<&LocaleTag> = self.locales().collect();
        let checked: Vec<_> = tags.into_par_iter().map(|tag| self.stages.check(tag)).collect();
        let unusable = fonts.unusable(self.needs_fonts());
        if unusable.has_errors() || checked.iter().any(Result::is_err) {
            // The documents are told of all the same.
            let mut all = source.clone();
            all.extend(diagnose(project, request));
            all.extend(unusable);
            return Err(denied(all, request));
        }
        checked.into_iter().flatten().for_each(|found| site.report(found));
        site.report(unusable);
        for id in project.document_ids().filter(|id| request.selection.has_document(id)) {
            self.add(id, &mut site)?;
        }
        if site.failed {
            // Not rendered, but that much can be told.
            site.found.extend(self.stages.tools.templates().err());
        }
        let is_empty = site.editions == 0 || self.plan.outputs.is_empty();
        if is_empty && !site.found.has_errors() && !source.has_errors() {
            site.found.push(nothing::to_publish(project, request, &self.plan));
            let mut all = source.clone();
            all.extend(site.found);
            return Err(BuildError::Empty(denied(all, request).diagnostics()));
        }
        self.accept(source, site.found.clone())?;
        for output in &self.plan.of_site {
            let artifact = self.of_site(&site, output)?;
            site.artifacts.push(artifact);
        }
        let Site { artifacts, made, found, .. } = site;
        let system_fonts = made.values().find_map(|(_, record)| record.system_fonts);
        Ok(Compiled { artifacts, made, outcome: Outcome { system_fonts, warnings: found } })
    }

    /// Resolves and renders a document in all its locales, and adds it to `site`.
    fn add(&self, id: &DocumentId, site: &mut Site<'_>) -> Result<(), BuildError> {
        self.go_on()?;
        let tags: Vec<&LocaleTag> = self.locales().collect();
        let resolve = |tag: &LocaleTag| self.stages.resolve(EditionId::new(id, tag));
        let resolved: Vec<_> = tags.into_par_iter().map(resolve).collect();
        let mut editions: Vec<Edition> = Vec::new();
        for one in resolved {
            match one {
                Ok(edition) => {
                    site.report(edition.record.warnings.clone());
                    editions.extend(Some(edition).filter(|edition| !edition.record.omitted));
                }
                Err(found) => site.report(found),
            }
        }
        site.editions += editions.len();
        if site.failed {
            return Ok(());
        }
        let alternates: Vec<_> =
            editions.iter().map(|edition| edition.record.head.alternate()).collect();
        let siblings = self.siblings(alternates);
        let pages = self.pages(editions, &siblings);
        let tasks: Vec<(&Output, &Page<'_>)> = self
            .plan
            .outputs
            .iter()
            .flat_map(|output| pages.iter().map(move |page| (*output, page)))
            .collect();
        let results = in_turn(&tasks, |(output, page)| self.artifact(site.sink, page, output));
        for result in results {
            match result {
                Ok((artifact, key, record)) => {
                    site.report(record.diagnostics.clone());
                    if let Some(key) = key {
                        site.made.insert(artifact.path.clone(), (key, record));
                    }
                    site.artifacts.push(artifact);
                }
                Err(BuildError::Cancelled) => return Err(BuildError::Cancelled),
                Err(error) => site.report(error.diagnostics()),
            }
        }
        let heads = pages.into_iter().map(|page| page.record.head).collect();
        site.documents.push((id.clone(), heads));
        Ok(())
    }

    /// Gives what the site says of a document that is published in the languages `alternates`.
    pub(super) fn siblings(&self, alternates: Vec<Alternate>) -> Siblings {
        Siblings { alternates, formats: self.plan.formats.clone() }
    }

    /// Joins the editions of a document with what the site says of them.
    pub(super) fn pages<'p>(
        &'p self,
        editions: Vec<Edition>,
        siblings: &'p Siblings,
    ) -> Vec<Page<'p>> {
        editions.into_iter().map(|edition| self.stages.page(edition, siblings)).collect()
    }

    /// Gives an artifact to `sink`: the one that it has from an earlier build, the one in the cache, or
    /// a new one.
    fn artifact(
        &self,
        sink: &dyn Sink,
        page: &Page<'_>,
        output: &Output,
    ) -> Result<(Artifact, Option<Key>, ArtifactRecord), BuildError> {
        self.go_on()?;
        let path = page.path(output);
        let key = self.stages.render_key(page, output)?;
        let place = self.store().cache().map(|_| place_of(Stage::Render, &key));
        let kept = place.as_ref().and_then(|place| sink.keep(&path, place));
        let Kept { sha256, size, record } = match kept {
            Some(kept) => kept,
            None => {
                let Rendered { bytes, record } = self.stages.render(page, output, &key)?;
                sink.put(&path, &bytes)?;
                Kept { sha256: sha256(&bytes), size: bytes.len(), record }
            }
        };
        self.observer.done(&path);
        let head = &page.record.head;
        let artifact = Artifact {
            path,
            media_type: output.media_type.to_owned(),
            sha256,
            size,
            document: Some(page.id.document.clone()),
            version: Some(head.version.clone()),
            locale: Some(page.id.locale.clone()),
            units: Some(head.counts),
            fonts: record.fonts.clone(),
        };
        Ok((artifact, place, record))
    }

    /// Makes a file of the site, such as the page that lists every language of every document.
    fn of_site(&self, site: &Site<'_>, output: &Output) -> Result<Artifact, BuildError> {
        let path = output.end;
        let formats = &self.plan.formats;
        let entries: Vec<ChooserEntry<'_>> = site
            .documents
            .iter()
            .filter(|(_, heads)| !heads.is_empty())
            .map(|(id, heads)| ChooserEntry {
                id,
                versions: heads
                    .iter()
                    .map(|head| ChooserVersion { head, outputs: listed(formats, &head.words) })
                    .collect(),
            })
            .collect();
        let heads = || site.documents.iter().flat_map(|(_, heads)| heads);
        let is_source = |head: &&Head| head.locale.fallback.is_empty();
        let host = heads()
            .find(is_source)
            .or_else(|| heads().next())
            .ok_or_else(|| Diagnostic::bug("the chooser has no languages to choose from"))?;
        let Render::Site(render) = output.render else {
            return Err(Diagnostic::bug("a file of an edition is none of the site").into());
        };
        let bytes = render(&self.stages.tools, &entries, host).map_err(|faults| {
            faults.into_iter().map(|fault| fault.diagnostic).collect::<Diagnostics>()
        })?;
        let sha256 = sha256(&bytes);
        if !site.sink.keep_same(path, &sha256) {
            site.sink.put(path, &bytes)?;
        }
        Ok(Artifact {
            path: path.to_owned(),
            media_type: output.media_type.to_owned(),
            sha256,
            size: bytes.len(),
            document: None,
            version: None,
            locale: None,
            units: None,
            fonts: Vec::new(),
        })
    }

    fn go_on(&self) -> Result<(), BuildError> {
        if self.observer.is_cancelled() { Err(BuildError::Cancelled) } else { Ok(()) }
    }

    fn needs_fonts(&self) -> bool {
        self.plan.needs_fonts()
    }

    pub(super) fn locales(&self) -> impl Iterator<Item = &'c LocaleTag> {
        let Stages { project, request, .. } = &self.stages;
        let selection = &request.selection;
        project.locales().filter(|tag| selection.has_locale(tag))
    }
}

impl<'s> Site<'s> {
    fn new(sink: &'s dyn Sink, strict: bool) -> Self {
        Site {
            sink,
            // Where nothing is published, a warning that counts as an error hides no other one.
            warnings_fail: strict && sink.publishes(),
            editions: 0,
            documents: Vec::new(),
            artifacts: Vec::new(),
            made: Made::new(),
            found: Diagnostics::default(),
            failed: false,
        }
    }

    fn report(&mut self, found: Diagnostics) {
        self.note(&found);
        self.found.extend(found);
    }

    /// Remembers whether `found` keeps anything from being published.
    fn note(&mut self, found: &Diagnostics) {
        self.failed |= found.has_errors() || self.warnings_fail && !found.is_empty();
    }
}

/// Sorts what keeps a build from being done; warnings are errors where `request` forbids them.
fn denied(mut found: Diagnostics, request: &Request) -> BuildError {
    if request.strict {
        found.deny_warnings();
    }
    found.into()
}

/// Gives the results of `work` on each task, in their order; each thread takes the next task when it is
/// done with one. Tasks must not lie in the pool's queues: a thread that waits inside Typst, which uses
/// the same pool, would start another PDF within the one at hand, and another in that, until its stack
/// is full.
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
