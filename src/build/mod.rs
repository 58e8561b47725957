//! Building: resolve, check and render what is asked for, in parallel, and publish it as a whole.
//! What an earlier build made of the same inputs is taken from the cache.

mod edition;
mod inputs;
mod manifest;
mod plan;
mod publish;
mod record;
mod render;

pub use manifest::{Artifact, Manifest};
pub use plan::Selection;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::edition::Group;
use self::inputs::Inputs;
use self::plan::{ArtifactKind, Plan};
use self::publish::Staging;
use self::record::{PublishedRecord, StoredDiagnostics};
use self::render::{Rendered, Renderer};
use crate::cache::{Cache, Digest, Key};
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{DocumentId, Format, Head, LocaleTag, sha256};
use crate::locale::fallback_chain;
use crate::project::Project;
use crate::render::{ChooserEntry, ChooserVersion, FontLibrary};

/// How a build is done.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// What is built.
    pub selection: Selection,
    /// Further folders with fonts.
    pub font_folders: Vec<PathBuf>,
    /// Whether installed fonts may be used where the others lack a character.
    pub system_fonts: bool,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether documents must be approved, by the rule `unapproved` of the project.
    pub require_approved: bool,
}

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// What was published.
    pub manifest: Manifest,
    /// The warnings.
    pub diagnostics: Diagnostics,
    /// Whether just this was there already, so that the folder was not touched.
    pub unchanged: bool,
}

/// Told of every artifact that is done.
pub type OnArtifact<'a> = &'a (dyn Fn(&str) + Sync);

/// Builds what `options` selects and puts it in the place of the folder `out`, loading the locales
/// of `project` that this needs.
///
/// # Errors
///
/// Every error found, with the warnings. The folder `out` is then as it was.
pub fn build(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    cache: Option<&Cache>,
    on_artifact: OnArtifact<'_>,
) -> Result<Built, Diagnostics> {
    publish::check_target(out)?;
    let inputs = match cache {
        Some(_) => Some(Inputs::read(project, options)?),
        None => None,
    };
    let past = cache.zip(inputs.as_ref());
    let past = past.map(|(cache, inputs)| Past { cache, inputs, reads: true });
    let mut built = match attempt(project, options, out, past, on_artifact) {
        // Something that was in the cache is gone or damaged: make everything anew.
        Err(Stop::Incomplete) => {
            let past = past.map(|past| Past { reads: false, ..past });
            attempt(project, options, out, past, on_artifact)
        }
        done => done,
    };
    if let (Some(cache), Ok(built)) = (cache, &mut built) {
        built.diagnostics.extend(cache.finish());
    }
    built.map_err(|stop| match stop {
        Stop::Errors(diagnostics) => diagnostics,
        Stop::Incomplete => internal("a document was neither resolved nor in the cache"),
    })
}

/// The cache, with what the project's files hash to.
#[derive(Clone, Copy)]
struct Past<'b> {
    cache: &'b Cache,
    inputs: &'b Inputs,
    /// Whether it is read; it is always written.
    reads: bool,
}

impl Past<'_> {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        if self.reads { self.cache.get(key) } else { None }
    }

    fn record<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        serde_json::from_slice(&self.get(key)?).ok()
    }

    fn store(&self, key: &Key, record: &impl Serialize) {
        // Strings, numbers and lists only.
        self.cache.put(key, &serde_json::to_vec(record).unwrap_or_default());
    }
}

/// Why a build ends early.
enum Stop {
    Errors(Diagnostics),
    /// The cache lacks something that it should have.
    Incomplete,
}

impl From<Diagnostics> for Stop {
    fn from(diagnostics: Diagnostics) -> Self {
        Stop::Errors(diagnostics)
    }
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Stop::Errors(diagnostic.into())
    }
}

fn attempt(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    past: Option<Past<'_>>,
    on_artifact: OnArtifact<'_>,
) -> Result<Built, Stop> {
    let plan = Plan::new(project, &options.selection);
    let mut folders = project.font_folders();
    folders.extend(options.font_folders.iter().cloned());
    let fonts = FontLibrary::new(folders, options.system_fonts, past.map(|past| past.cache));
    rayon::scope(|scope| {
        // Needed in the end, and with new fonts it takes a while: one thread does it from the start.
        if plan.formats.contains(&Format::Pdf) {
            scope.spawn(|_| _ = fonts.digest());
        }
        steps(project, options, out, past, &plan, &fonts, on_artifact)
    })
}

fn steps(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    past: Option<Past<'_>>,
    plan: &Plan,
    fonts: &FontLibrary<'_>,
    on_artifact: OnArtifact<'_>,
) -> Result<Built, Stop> {
    let groups = Group::all(project, options, past);
    let locales = Checked::known(project, options, past);
    let mut diagnostics = check::source(project);
    if let (Some(past), Some(found)) = (past, locales.all())
        && let Some(published) = still_published(past, out, &groups, plan, fonts)
    {
        diagnostics.extend(found);
        groups.iter().for_each(|group| diagnostics.extend(group.diagnostics()));
        diagnostics.extend(published.diagnostics.restore());
        if options.strict {
            deny_warnings(&mut diagnostics)?;
        }
        return Ok(Built { manifest: published.manifest, diagnostics, unchanged: true });
    }

    let stale = groups.iter().flat_map(|group| group.stale(past, plan, fonts));
    diagnostics.extend(locales.load(project, &stale.collect(), past));
    if options.strict {
        diagnostics.deny_warnings();
    }
    if diagnostics.has_errors() {
        return Err(diagnostics.into());
    }
    let staging = Staging::new(out)?;
    let run = Run {
        project,
        options,
        past,
        plan,
        renderer: Renderer::new(project, plan, fonts, past),
        fonts,
        staging: &staging,
        failed: AtomicBool::new(false),
        on_artifact,
    };
    // One document after the other: memory does not grow with their number.
    let mut site = Site::default();
    for group in groups {
        site.add(run.group(group)?);
    }
    diagnostics.extend(std::mem::take(&mut site.diagnostics));
    if options.strict {
        diagnostics.deny_warnings();
    }
    if diagnostics.has_errors() {
        return Err(diagnostics.into());
    }
    if plan.formats.contains(&Format::Html) {
        let chooser = chooser(&site, plan, &run.renderer, &staging)?;
        site.artifacts.push(chooser);
    }
    let manifest = Manifest::new(std::mem::take(&mut site.artifacts));
    staging.write("manifest.json", &manifest.to_json())?;
    staging.publish(out)?;
    if let Some(past) = past {
        remember(past, out, &site, fonts, &manifest);
    }
    Ok(Built { manifest, diagnostics, unchanged: false })
}

/// Checks what `options` selects without rendering it: returns every finding. All locales of
/// `project` are loaded.
#[must_use]
pub fn check_project(project: &Project, options: &BuildOptions) -> Diagnostics {
    let plan = Plan::new(project, &options.selection);
    let mut folders = project.font_folders();
    folders.extend(options.font_folders.iter().cloned());
    let fonts = FontLibrary::new(folders, options.system_fonts, None);
    let renderer = Renderer::new(project, &plan, &fonts, None);
    let mut diagnostics = check::source(project);
    let selected = |tag: &LocaleTag| options.selection.has_locale(tag);
    let overlays: Vec<_> = project.overlays.values().filter(|one| selected(&one.tag)).collect();
    let found: Vec<_> =
        overlays.into_par_iter().map(|overlay| check::overlay(project, overlay)).collect();
    found.into_iter().for_each(|found| diagnostics.extend(found));
    for mut group in Group::all(project, options, None) {
        group.resolve(project, options, None);
        let mut found = group.diagnostics();
        if !found.has_errors() && plan.formats.contains(&Format::Pdf) {
            let resolved: Vec<_> =
                group.published().filter_map(|(edition, _)| edition.resolved()).collect();
            let uncovered: Vec<_> = resolved
                .into_par_iter()
                .filter_map(|document| check::fonts(project, document, &fonts).err())
                .collect();
            found.extend(uncovered.into_iter().flatten());
        }
        diagnostics.extend(found);
    }
    diagnostics.extend(renderer.templates().err().into_iter().flatten());
    if options.strict {
        diagnostics.deny_warnings();
    }
    diagnostics
}

fn deny_warnings(diagnostics: &mut Diagnostics) -> Result<(), Diagnostics> {
    diagnostics.deny_warnings();
    if diagnostics.has_errors() { Err(std::mem::take(diagnostics)) } else { Ok(()) }
}

fn internal(message: &str) -> Diagnostics {
    Diagnostic::error(Code::Io, message).into()
}

/// What is found in each selected locale before anything is resolved; `None` where that is not known.
struct Checked(BTreeMap<LocaleTag, Option<Diagnostics>>);

impl Checked {
    fn known(project: &Project, options: &BuildOptions, past: Option<Past<'_>>) -> Self {
        let selected = project.locales().filter(|tag| options.selection.has_locale(tag));
        let known = |tag: &LocaleTag| {
            let past = past?;
            let found = past.record::<StoredDiagnostics>(&past.inputs.locale(project, tag))?;
            Some(found.restore())
        };
        Checked(selected.map(|tag| (tag.clone(), known(tag))).collect())
    }

    fn all(&self) -> Option<Diagnostics> {
        let mut all = Diagnostics::default();
        for found in self.0.values() {
            all.extend(found.clone()?);
        }
        Some(all)
    }

    /// Loads the locales that are not known and those in `stale`, with what they fall back to, and
    /// checks the former.
    fn load(
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

/// What was published into `out`, if that is what these groups come to and nobody touched it since.
fn still_published(
    past: Past<'_>,
    out: &Path,
    groups: &[Group],
    plan: &Plan,
    fonts: &FontLibrary<'_>,
) -> Option<PublishedRecord> {
    let keys = groups.iter().map(|group| group.key(past, plan, fonts));
    let site = site_key(keys)?;
    let record: PublishedRecord = past.record(&published_key(out)?)?;
    let same_fonts = record.system_fonts.is_none() || record.system_fonts == fonts.system_digest();
    let same = record.site == site && same_fonts && publish::files(out)? == record.files;
    same.then_some(record)
}

/// Remembers what was published, which is what [`still_published`] looks for.
fn remember(past: Past<'_>, out: &Path, site: &Site, fonts: &FontLibrary<'_>, manifest: &Manifest) {
    let key = site_key(site.keys.iter().copied());
    if let (Some(place), Some(site_key), Some(files)) =
        (published_key(out), key, publish::files(out))
    {
        let record = PublishedRecord {
            site: site_key,
            system_fonts: fonts.system_digest().filter(|_| site.system_fonts),
            manifest: manifest.clone(),
            files,
            diagnostics: StoredDiagnostics::from(&site.warnings),
        };
        past.store(&place, &record);
    }
}

fn published_key(out: &Path) -> Option<Key> {
    let out = out.canonicalize().ok()?;
    Some(Digest::new("published").bytes(out.as_os_str().as_encoded_bytes()).key())
}

fn site_key(groups: impl Iterator<Item = Option<Key>>) -> Option<Key> {
    let mut digest = Digest::new("site");
    for group in groups {
        digest = digest.part(&group?);
    }
    Some(digest.key())
}

/// A build while it renders.
struct Run<'b> {
    project: &'b Project,
    options: &'b BuildOptions,
    past: Option<Past<'b>>,
    plan: &'b Plan,
    fonts: &'b FontLibrary<'b>,
    renderer: Renderer<'b>,
    staging: &'b Staging,
    /// Whether an error was found somewhere: then nothing more is rendered, only resolved.
    failed: AtomicBool,
    on_artifact: OnArtifact<'b>,
}

/// What came of all groups.
#[derive(Default)]
struct Site {
    documents: Vec<(DocumentId, Vec<Head>)>,
    keys: Vec<Option<Key>>,
    artifacts: Vec<Artifact>,
    diagnostics: Diagnostics,
    /// Those of the diagnostics that came from rendering.
    warnings: Diagnostics,
    system_fonts: bool,
}

impl Site {
    fn add(&mut self, group: Site) {
        self.documents.extend(group.documents);
        self.keys.extend(group.keys);
        self.artifacts.extend(group.artifacts);
        self.diagnostics.extend(group.diagnostics);
        self.warnings.extend(group.warnings);
        self.system_fonts |= group.system_fonts;
    }
}

impl Run<'_> {
    /// Resolves and renders a document in all its locales.
    fn group(&self, mut group: Group) -> Result<Site, Stop> {
        group.resolve(self.project, self.options, self.past);
        let mut site = Site { diagnostics: group.diagnostics(), ..Site::default() };
        if self.options.strict {
            site.diagnostics.deny_warnings();
        }
        if site.diagnostics.has_errors() {
            self.failed.store(true, Ordering::Relaxed);
        }
        if self.failed.load(Ordering::Relaxed) {
            return Ok(site);
        }
        let alternates = group.alternates();
        group.editions.iter_mut().for_each(|edition| edition.complete(self.plan, &alternates));
        let mut tasks: Vec<_> = group
            .published()
            .flat_map(|(edition, record)| {
                self.plan.kinds.iter().map(move |kind| (*kind, edition, &record.head))
            })
            .collect();
        tasks.sort_by_key(|(kind, ..)| *kind);
        let results = in_turn(&tasks, |(kind, edition, head)| {
            let rendered = self.renderer.artifact(edition, *kind, &alternates)?;
            let artifact = artifact(&group.id, head, *kind, &rendered);
            self.staging.write(&artifact.path, &rendered.bytes)?;
            (self.on_artifact)(&artifact.path);
            Ok((artifact, Rendered { bytes: Vec::new(), ..rendered }))
        });
        for result in results {
            match result {
                Ok((artifact, rendered)) => {
                    site.artifacts.push(artifact);
                    site.diagnostics.extend(rendered.warnings.clone());
                    site.warnings.extend(rendered.warnings);
                    site.system_fonts |= rendered.system_fonts;
                }
                Err(Stop::Errors(errors)) => site.diagnostics.extend(errors),
                Err(Stop::Incomplete) => return Err(Stop::Incomplete),
            }
        }
        if site.diagnostics.has_errors() {
            self.failed.store(true, Ordering::Relaxed);
        }
        site.keys.push(self.past.and_then(|past| group.key(past, self.plan, self.fonts)));
        let heads = group.published().map(|(_, record)| record.head.clone()).collect();
        site.documents.push((group.id, heads));
        Ok(site)
    }
}

/// The results of `work` on each task, in their order; each thread takes the next task when it is done
/// with one. Tasks must not lie in the pool's queues: a thread that waits inside Typst, which uses the
/// same pool, would start another PDF within the one at hand, and another in that, until its stack is
/// full.
fn in_turn<T: Sync, R: Send>(
    tasks: &[T],
    work: impl Fn(&T) -> Result<R, Stop> + Sync,
) -> Vec<Result<R, Stop>> {
    let next = AtomicUsize::new(0);
    let results = rayon::broadcast(|_| {
        let mut done = Vec::new();
        while let Some((index, task)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, tasks.get(i)?)))
        {
            done.push((index, work(task)));
        }
        done
    });
    let mut results: Vec<_> = results.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn artifact(id: &DocumentId, head: &Head, kind: ArtifactKind, rendered: &Rendered) -> Artifact {
    Artifact {
        path: kind.path(id, &head.locale.tag),
        media_type: kind.format().media_type().to_owned(),
        sha256: sha256(&rendered.bytes),
        size: rendered.bytes.len(),
        document: Some(id.clone()),
        version: Some(head.version.clone()),
        locale: Some(head.locale.tag.clone()),
        units: Some(head.counts),
        fonts: rendered.fonts.clone(),
    }
}

/// The page that lists every language of every document.
fn chooser(
    site: &Site,
    plan: &Plan,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<Artifact, Diagnostics> {
    const PATH: &str = "index.html";
    let version = |head| ChooserVersion { head, formats: &plan.formats };
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
        .ok_or_else(|| internal("nothing to publish"))?;
    let bytes = renderer.templates()?.chooser(&entries, host)?;
    staging.write(PATH, &bytes)?;
    Ok(Artifact {
        path: PATH.to_owned(),
        media_type: Format::Html.media_type().to_owned(),
        sha256: sha256(&bytes),
        size: bytes.len(),
        document: None,
        version: None,
        locale: None,
        units: None,
        fonts: Vec::new(),
    })
}
