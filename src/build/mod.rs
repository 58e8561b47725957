//! Building: resolve, check and render what is asked for, in parallel, and publish it as a whole.
//! What an earlier build made of the same inputs is taken from the cache.

mod audience;
mod awaited;
mod diagnose;
mod edition;
mod in_place;
mod inputs;
mod locales;
mod manifest;
mod nothing;
mod past;
mod plan;
mod publish;
mod published;
mod record;
mod render;
mod replaceable;
mod site;
mod standing;

pub use audience::{Audience, Nobody};
pub use manifest::{Artifact, Manifest};
pub use plan::Selection;
pub use standing::{Standing, Unchanged};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use self::diagnose::diagnose;
use self::edition::Group;
use self::inputs::Inputs;
use self::locales::Checked;
use self::past::Past;
use self::plan::Plan;
use self::publish::{Staging, Target};
use self::published::{Published, remember};
use self::record::{CheckedRecord, PublishedRecord, StoredDiagnostics};
use self::render::Renderer;
use self::site::{Run, Site};
use self::standing::Basis;
use crate::cache::{Cache, Digest, Key};
use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Format;
use crate::project::Project;
use crate::render::FontLibrary;

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
    /// What it rested on; nothing without a cache.
    pub(crate) basis: Option<Basis>,
}

impl Built {
    /// What a check comes to.
    fn checked(diagnostics: Diagnostics, unchanged: bool) -> Self {
        Built { manifest: Manifest::new(Vec::new()), diagnostics, unchanged, basis: None }
    }
}

/// Why nothing was built. What was published before is as it was.
#[derive(Debug)]
pub enum Unbuilt {
    /// Every error found, with the warnings.
    Errors(Diagnostics),
    /// The audience found the build outdated before it was done.
    Outdated,
}

impl From<Diagnostic> for Unbuilt {
    fn from(diagnostic: Diagnostic) -> Self {
        Unbuilt::Errors(diagnostic.into())
    }
}

/// Builds what `options` selects and puts it in the place of the folder `out`, loading the locales
/// of `project` that this needs.
///
/// # Errors
///
/// Errors, and an audience that needs it no longer.
pub fn build(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    cache: Option<&Cache>,
    audience: &dyn Audience,
) -> Result<Built, Unbuilt> {
    let target = Target::open(out)?;
    compile(project, options, Some(&target), cache, audience)
}

/// Does all that [`build`] does, but publishes nothing. Returns the warnings.
///
/// # Errors
///
/// Errors, and an audience that needs it no longer.
pub fn check(
    project: &mut Project,
    options: &BuildOptions,
    cache: Option<&Cache>,
    audience: &dyn Audience,
) -> Result<Diagnostics, Unbuilt> {
    compile(project, options, None, cache, audience).map(|built| built.diagnostics)
}

fn compile(
    project: &mut Project,
    options: &BuildOptions,
    target: Option<&Target>,
    cache: Option<&Cache>,
    audience: &dyn Audience,
) -> Result<Built, Unbuilt> {
    if !project.is_sound() {
        let mut found = diagnose(project, options);
        if options.strict {
            found.deny_warnings();
        }
        return Err(Unbuilt::Errors(found));
    }
    let inputs = cache.map(|_| Inputs::read(project, options));
    let past = cache.zip(inputs.as_ref());
    let past = past.map(|(cache, inputs)| Past { cache, inputs, reads: true });
    let mut built = match attempt(project, options, target, past, audience) {
        // Something that was in the cache is gone or damaged: make everything anew.
        Err(Stop::Incomplete) => {
            let past = past.map(|past| Past { reads: false, ..past });
            attempt(project, options, target, past, audience)
        }
        done => done,
    };
    if let (Some(cache), Ok(built)) = (cache, &mut built) {
        built.diagnostics.extend(cache.finish());
    }
    built.map_err(|stop| match stop {
        Stop::Errors(diagnostics) => Unbuilt::Errors(diagnostics),
        Stop::Outdated => Unbuilt::Outdated,
        Stop::Incomplete => {
            Diagnostic::bug("a document was neither resolved nor in the cache").into()
        }
    })
}

/// Why a build ends early.
enum Stop {
    Errors(Diagnostics),
    Outdated,
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
    target: Option<&Target>,
    past: Option<Past<'_>>,
    audience: &dyn Audience,
) -> Result<Built, Stop> {
    let plan = Plan::new(project, &options.selection);
    let mut folders = project.font_folders();
    folders.extend(options.font_folders.iter().cloned());
    let fonts = FontLibrary::new(folders, options.system_fonts, past.map(|past| past.cache))
        .within(project.folder());
    rayon::scope(|scope| {
        // Needed in the end, and with new fonts it takes a while: one thread does it from the start.
        if plan.formats.contains(&Format::Pdf) {
            scope.spawn(|_| _ = fonts.digest());
        }
        steps(project, options, target, past, &plan, &fonts, audience)
    })
}

fn steps(
    project: &mut Project,
    options: &BuildOptions,
    target: Option<&Target>,
    past: Option<Past<'_>>,
    plan: &Plan,
    fonts: &FontLibrary<'_>,
    audience: &dyn Audience,
) -> Result<Built, Stop> {
    let mut source = check::source(project);
    source.extend(nothing::unpublished_formats(project, options, plan));
    let readable = past.filter(|past| past.reads && !source.has_errors());
    let published =
        readable.zip(target).and_then(|(past, target)| Published::find(past, target, fonts));
    // Not before it is asked for: it waits for the hashes of the fonts.
    let all_inputs = || past.and_then(|past| past.inputs.all(plan, options, fonts));
    let is_pdf = plan.formats.contains(&Format::Pdf);
    if let Some(published) = published.as_ref()
        && published.is_made_from(all_inputs().as_ref())
        && !fonts.unreachable(is_pdf).has_errors()
    {
        let diagnostics = deny(&source, published.record.diagnostics.restore(), options)?;
        let basis = Some(Basis::of(&published.record, fonts.digest().filter(|_| is_pdf)));
        let manifest = published.manifest.clone();
        return Ok(Built { manifest, diagnostics, unchanged: true, basis });
    }
    if let (None, Some(past)) = (target, readable)
        && let Some(checked) = known_as_sound(past, all_inputs().as_ref(), fonts)
        && !fonts.unreachable(is_pdf).has_errors()
    {
        let diagnostics = deny(&source, checked.diagnostics.restore(), options)?;
        return Ok(Built::checked(diagnostics, true));
    }

    let published = published.as_ref();
    let mut groups = Group::all(project, options, past);
    let mut run = Run {
        project,
        options,
        past,
        published,
        plan,
        renderer: Renderer::new(plan, fonts, past),
        fonts,
        publishes: target.is_some(),
        failed: AtomicBool::new(false),
        audience,
    };
    if !source.has_errors() {
        run.show_awaited(&mut groups);
    }
    if audience.is_outdated() {
        return Err(Stop::Outdated);
    }
    let locales = Checked::known(run.project, &options.selection, past);
    let stale: Vec<_> =
        groups.iter().map(|group| group.stale(past, published, plan, fonts)).collect();
    let needed = stale.iter().flatten().cloned().collect();
    let (mut found, all_read) = locales.load(run.project, &needed, past);
    let unusable = fonts.unusable(is_pdf);
    found.extend(unusable.clone());
    if !all_read || unusable.has_errors() {
        // The documents are told of all the same.
        let mut found = diagnose(run.project, options);
        found.extend(unusable);
        return Err(all(&source, found, options).into());
    }
    // What is wrong in the documents themselves is told in the same run.
    run.note(&source);
    run.note(&found);
    // One document after the other: memory does not grow with their number.
    let mut site = Site::new(target.map(Staging::new).transpose()?);
    for (group, stale) in groups.into_iter().zip(stale) {
        run.add(group, &stale, &mut site)?;
    }
    found.extend(std::mem::take(&mut site.diagnostics));
    found.extend(found_in_the_end(&run, &site));
    let diagnostics = deny(&source, found.clone(), options)?;
    if plan.formats.contains(&Format::Html) {
        let chooser = run.chooser(&site)?;
        site.artifacts.push(chooser);
    }
    let manifest = Manifest::new(std::mem::take(&mut site.artifacts));
    let needs_system = site.made.values().any(|(_, record)| record.system_fonts);
    let system_fonts = || if needs_system { fonts.system_digest() } else { None };
    let (Some(target), Some(staging)) = (target, site.staging) else {
        if let (Some(past), Some(inputs)) = (past, all_inputs()) {
            remember_check(past, &inputs, system_fonts(), &found);
        }
        return Ok(Built::checked(diagnostics, false));
    };
    let json = manifest.to_json();
    let as_it_was = published.filter(|published| published.is(&manifest));
    let files = match as_it_was {
        Some(published) => published.record.files.clone(),
        None => {
            staging.write(publish::MANIFEST, &json)?;
            staging.publish()?
        }
    };
    let basis = past.zip(all_inputs()).map(|(past, inputs)| {
        let record = PublishedRecord {
            inputs,
            system_fonts: system_fonts(),
            manifest: Key::of(&json),
            artifacts: site.made,
            files,
            diagnostics: StoredDiagnostics::from(&found),
        };
        remember(past, target, &record);
        Basis::of(&record, fonts.digest().filter(|_| is_pdf))
    });
    Ok(Built { manifest, diagnostics, unchanged: as_it_was.is_some(), basis })
}

/// What is known only when all documents are done.
fn found_in_the_end(run: &Run<'_>, site: &Site<'_>) -> Diagnostics {
    let mut found = Diagnostics::default();
    if site.editions == 0 || run.plan.kinds.is_empty() {
        found.push(nothing::to_publish(run.project, run.options, run.plan));
    }
    if run.failed.load(Ordering::Relaxed) {
        // Not rendered, but that much can be told.
        found.extend(run.renderer.templates(run.project).err().into_iter().flatten());
    }
    found
}

/// What an earlier check found, if it was of the very same.
fn known_as_sound(
    past: Past<'_>,
    inputs: Option<&Key>,
    fonts: &FontLibrary<'_>,
) -> Option<CheckedRecord> {
    let checked: CheckedRecord = past.record(&checked_key(inputs?))?;
    let system_fonts = checked.system_fonts.and_then(|_| fonts.system_digest());
    (system_fonts == checked.system_fonts).then_some(checked)
}

fn remember_check(past: Past<'_>, inputs: &Key, system_fonts: Option<Key>, found: &Diagnostics) {
    let diagnostics = StoredDiagnostics::from(found);
    past.store(&checked_key(inputs), &CheckedRecord { system_fonts, diagnostics });
}

fn checked_key(inputs: &Key) -> Key {
    Digest::new("checked").part(inputs).key()
}

/// What was found in the source and since; warnings are errors where `options` forbid them.
fn all(source: &Diagnostics, found: Diagnostics, options: &BuildOptions) -> Diagnostics {
    let mut all = source.clone();
    all.extend(found);
    if options.strict {
        all.deny_warnings();
    }
    all
}

/// The same, which ends a build with errors.
fn deny(
    source: &Diagnostics,
    found: Diagnostics,
    options: &BuildOptions,
) -> Result<Diagnostics, Diagnostics> {
    let all = all(source, found, options);
    if all.has_errors() { Err(all) } else { Ok(all) }
}
