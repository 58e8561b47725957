//! Building: resolve, check and render what is asked for, in parallel, and publish it as a whole.
//! What an earlier build made of the same inputs is taken from the cache.

mod audience;
mod awaited;
mod edition;
mod inputs;
mod locales;
mod manifest;
mod past;
mod plan;
mod publish;
mod published;
mod record;
mod render;
mod site;

pub use audience::{Audience, Nobody};
pub use manifest::{Artifact, Manifest};
pub use plan::Selection;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use self::edition::Group;
use self::inputs::Inputs;
use self::locales::Checked;
use self::past::Past;
use self::plan::Plan;
use self::publish::Staging;
use self::published::{Published, remember};
use self::record::{PublishedRecord, StoredDiagnostics};
use self::render::Renderer;
use self::site::{Run, Site};
use crate::cache::{Cache, Key};
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Format, LocaleTag};
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
    publish::check_target(out)?;
    let inputs = match cache {
        Some(_) => Some(Inputs::read(project, options)?),
        None => None,
    };
    let past = cache.zip(inputs.as_ref());
    let past = past.map(|(cache, inputs)| Past { cache, inputs, reads: true });
    let mut built = match attempt(project, options, out, past, audience) {
        // Something that was in the cache is gone or damaged: make everything anew.
        Err(Stop::Incomplete) => {
            let past = past.map(|past| Past { reads: false, ..past });
            attempt(project, options, out, past, audience)
        }
        done => done,
    };
    if let (Some(cache), Ok(built)) = (cache, &mut built) {
        built.diagnostics.extend(cache.finish());
    }
    built.map_err(|stop| match stop {
        Stop::Errors(diagnostics) => Unbuilt::Errors(diagnostics),
        Stop::Outdated => Unbuilt::Outdated,
        Stop::Incomplete => internal("a document was neither resolved nor in the cache").into(),
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
    out: &Path,
    past: Option<Past<'_>>,
    audience: &dyn Audience,
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
        steps(project, options, out, past, &plan, &fonts, audience)
    })
}

fn steps(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    past: Option<Past<'_>>,
    plan: &Plan,
    fonts: &FontLibrary<'_>,
    audience: &dyn Audience,
) -> Result<Built, Stop> {
    let source = check::source(project);
    let published = past
        .filter(|past| past.reads)
        .and_then(|past| Published::find(past, out, fonts))
        .filter(|_| !source.has_errors());
    // Not before it is asked for: it waits for the hashes of the fonts.
    let all_inputs = || past.and_then(|past| past.inputs.all(plan, options, fonts));
    if let Some(published) = published.as_ref()
        && published.is_made_from(all_inputs().as_ref())
    {
        let diagnostics = deny(&source, published.record.diagnostics.restore(), options)?;
        return Ok(Built { manifest: published.manifest.clone(), diagnostics, unchanged: true });
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
    let mut found = locales.load(run.project, &stale.iter().flatten().cloned().collect(), past);
    deny(&source, found.clone(), options)?;
    // One document after the other: memory does not grow with their number.
    let mut site = Site::new(Staging::new(out)?);
    for (group, stale) in groups.into_iter().zip(stale) {
        run.add(group, &stale, &mut site)?;
    }
    found.extend(std::mem::take(&mut site.diagnostics));
    let diagnostics = deny(&source, found.clone(), options)?;
    if plan.formats.contains(&Format::Html) {
        let chooser = run.chooser(&site)?;
        site.artifacts.push(chooser);
    }
    let manifest = Manifest::new(std::mem::take(&mut site.artifacts));
    let json = manifest.to_json();
    let as_it_was = published.filter(|published| published.is(&manifest));
    let files = match as_it_was {
        Some(published) => published.record.files.clone(),
        None => {
            site.staging.write(publish::MANIFEST, &json)?;
            site.staging.publish(out)?
        }
    };
    if let (Some(past), Some(inputs)) = (past, all_inputs()) {
        let needs_system = site.made.values().any(|(_, record)| record.system_fonts);
        let record = PublishedRecord {
            inputs,
            system_fonts: if needs_system { fonts.system_digest() } else { None },
            manifest: Key::of(&json),
            artifacts: site.made,
            files,
            diagnostics: StoredDiagnostics::from(&found),
        };
        remember(past, out, &record);
    }
    Ok(Built { manifest, diagnostics, unchanged: as_it_was.is_some() })
}

/// Checks what `options` selects without rendering it: returns every finding. All locales of
/// `project` are loaded.
#[must_use]
pub fn check_project(project: &Project, options: &BuildOptions) -> Diagnostics {
    let plan = Plan::new(project, &options.selection);
    let mut folders = project.font_folders();
    folders.extend(options.font_folders.iter().cloned());
    let fonts = FontLibrary::new(folders, options.system_fonts, None);
    let renderer = Renderer::new(&plan, &fonts, None);
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
    diagnostics.extend(renderer.templates(project).err().into_iter().flatten());
    if options.strict {
        diagnostics.deny_warnings();
    }
    diagnostics
}

/// What was found in the source and since: ends a build with errors, and with warnings where
/// `options` forbid them.
fn deny(
    source: &Diagnostics,
    found: Diagnostics,
    options: &BuildOptions,
) -> Result<Diagnostics, Diagnostics> {
    let mut all = source.clone();
    all.extend(found);
    if options.strict {
        all.deny_warnings();
    }
    if all.has_errors() { Err(all) } else { Ok(all) }
}

fn internal(message: &str) -> Diagnostic {
    Diagnostic::error(Code::Io, message)
}
