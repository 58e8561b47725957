//! Building: resolve, check and render what is asked for, in parallel, and publish it as a whole.

mod manifest;
mod plan;
mod publish;

pub use manifest::{Artifact, Manifest};
pub use plan::Selection;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::plan::{Task, TaskKind};
use self::publish::Staging;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Alternate, Document, Format, Notice, NoticeKind, sha256};
use crate::locale::SignOff;
use crate::project::Project;
use crate::project::config::ApprovalRule;
use crate::render::{self, ChooserEntry, FontLibrary, PdfTemplate, Templates};
use crate::{check, locale};

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
}

/// Told of every artifact that is done.
pub type OnArtifact<'a> = &'a (dyn Fn(&str) + Sync);

/// Builds what `options` selects and puts it in the place of the folder `out`.
///
/// # Errors
///
/// Every error found, with the warnings. The folder `out` is then as it was.
pub fn build(
    project: &Project,
    options: &BuildOptions,
    out: &Path,
    on_artifact: OnArtifact<'_>,
) -> Result<Built, Diagnostics> {
    publish::check_target(out)?;
    let (documents, mut diagnostics) = resolve(project, options)?;
    if options.strict {
        deny_warnings(&mut diagnostics)?;
    }
    let renderer = Renderer::new(project, options, &documents)?;
    let staging = Staging::new(out)?;
    let tasks = plan::tasks(project, &documents, &options.selection);
    let results: Vec<Result<Done, Diagnostics>> = tasks
        .par_iter()
        .with_max_len(1)
        .map(|task| {
            let done = renderer.render(task)?;
            staging.write(&task.path(), &done.bytes)?;
            on_artifact(&task.path());
            Ok(Done { bytes: Vec::new(), ..done })
        })
        .collect();
    let mut artifacts = Vec::new();
    for result in results {
        match result {
            Ok(done) => {
                artifacts.push(done.artifact);
                diagnostics.extend(done.warnings);
            }
            Err(errors) => diagnostics.extend(errors),
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    if options.strict {
        deny_warnings(&mut diagnostics)?;
    }
    if options.selection.formats(project).contains(&Format::Html) {
        artifacts.push(chooser(project, &documents, &renderer.templates, &staging)?);
    }
    let manifest = Manifest::new(artifacts);
    staging.write("manifest.json", &manifest.to_json())?;
    staging.publish(out)?;
    Ok(Built { manifest, diagnostics })
}

/// Checks what `options` selects without rendering it: returns every finding.
#[must_use]
pub fn check_project(project: &Project, options: &BuildOptions) -> Diagnostics {
    match resolve(project, options) {
        Ok((documents, mut diagnostics)) => {
            if let Err(errors) = Renderer::new(project, options, &documents) {
                diagnostics.extend(errors);
            }
            if options.strict {
                diagnostics.deny_warnings();
            }
            diagnostics
        }
        Err(diagnostics) => diagnostics,
    }
}

fn deny_warnings(diagnostics: &mut Diagnostics) -> Result<(), Diagnostics> {
    diagnostics.deny_warnings();
    if diagnostics.has_errors() { Err(std::mem::take(diagnostics)) } else { Ok(()) }
}

/// The selected documents in the selected locales, resolved and checked.
fn resolve(
    project: &Project,
    options: &BuildOptions,
) -> Result<(Vec<Document>, Diagnostics), Diagnostics> {
    let selection = &options.selection;
    let wanted: Vec<_> = project
        .documents
        .iter()
        .filter(|document| selection.has_document(&document.id))
        .flat_map(|document| {
            project
                .locales()
                .filter(|tag| selection.has_locale(tag))
                .map(move |tag| (document, tag))
        })
        .collect();
    let resolved: Vec<locale::Resolved> =
        wanted.par_iter().map(|(document, tag)| locale::resolve(project, document, tag)).collect();
    let mut diagnostics = check::lint(project);
    let mut documents = Vec::new();
    for mut one in resolved {
        diagnostics.extend(one.diagnostics);
        if options.require_approved && one.document.approval.is_none() {
            one.omitted |= unapproved(project, &mut one.document, &one.sign_off, &mut diagnostics);
        }
        if !one.omitted {
            documents.push(one.document);
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let formats = selection.formats(project);
    let alternates: Vec<Vec<Alternate>> =
        documents.iter().map(|document| published(document, &documents)).collect();
    for (document, alternates) in documents.iter_mut().zip(alternates) {
        document.formats.clone_from(&formats);
        document.alternates = alternates;
    }
    Ok((documents, diagnostics))
}

/// Applies the rule for documents that are not approved; true where the locale is left out.
fn unapproved(
    project: &Project,
    document: &mut Document,
    sign_off: &SignOff,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (id, tag) = (&document.id, &document.locale.tag);
    let message = match sign_off {
        SignOff::Void(record) => {
            format!(
                "`{id}` in {tag} has changed since {} approved it on {}",
                record.by, record.date
            )
        }
        SignOff::None | SignOff::Approved(_) => format!("nobody has approved `{id}` in {tag}"),
    };
    let help = format!("have it read, then record it: `promulgate approve {tag} --by NAME`");
    match project.config.rules.unapproved {
        ApprovalRule::Error => {
            diagnostics.push(Diagnostic::error(Code::NotApproved, message).help(help));
            false
        }
        ApprovalRule::OmitLocale => {
            diagnostics.push(Diagnostic::warning(Code::NotApproved, message).help(help));
            true
        }
        ApprovalRule::Mark => {
            let text = document.words["notice.unapproved"].clone();
            document.notices.push(Notice { kind: NoticeKind::Unapproved, text });
            false
        }
    }
}

/// The languages `document` is published in.
fn published(document: &Document, all: &[Document]) -> Vec<Alternate> {
    all.iter()
        .filter(|other| other.id == document.id)
        .map(|other| Alternate {
            tag: other.locale.tag.clone(),
            name: other.locale.name.clone(),
            dir: other.locale.dir,
        })
        .collect()
}

/// What rendering needs, made once.
struct Renderer {
    templates: Templates,
    pdf: Option<(PdfTemplate, FontLibrary)>,
}

/// A rendered artifact.
struct Done {
    artifact: Artifact,
    bytes: Vec<u8>,
    warnings: Diagnostics,
}

impl Renderer {
    fn new(
        project: &Project,
        options: &BuildOptions,
        documents: &[Document],
    ) -> Result<Self, Diagnostics> {
        let templates = Templates::compile(&project.templates)?;
        let mut pdf = None;
        if options.selection.formats(project).contains(&Format::Pdf) {
            let mut folders = project.font_folders();
            folders.extend(options.font_folders.iter().cloned());
            let fonts = FontLibrary::new(&folders, options.system_fonts);
            check::fonts(project, documents, &fonts)?;
            pdf = Some((PdfTemplate::parse(&project.templates), fonts));
        }
        Ok(Renderer { templates, pdf })
    }

    fn render(&self, task: &Task<'_>) -> Result<Done, Diagnostics> {
        let document = task.document;
        let mut fonts = Vec::new();
        let mut warnings = Diagnostics::default();
        let bytes = match task.kind {
            TaskKind::Page => self.templates.page(document)?,
            TaskKind::Fragment => self.templates.fragment(document)?,
            TaskKind::Text => self.templates.text(document)?,
            TaskKind::Json => render::json(document),
            TaskKind::Pdf => {
                let Some((template, library)) = &self.pdf else {
                    return Err(internal("a PDF was planned without fonts"));
                };
                let pdf = template.render(document, render::json(document), library)?;
                fonts = pdf.fonts.into_iter().collect();
                warnings = pdf.warnings;
                pdf.bytes
            }
        };
        let artifact = Artifact {
            path: task.path(),
            media_type: task.format().media_type().to_owned(),
            sha256: sha256(&bytes),
            size: bytes.len(),
            document: Some(document.id.clone()),
            version: Some(document.version.clone()),
            locale: Some(document.locale.tag.clone()),
            units: Some(document.translation.counts),
            fonts,
        };
        Ok(Done { artifact, bytes, warnings })
    }
}

fn internal(message: &str) -> Diagnostics {
    Diagnostic::error(Code::Io, message).into()
}

/// The page that lists every language of every document.
fn chooser(
    project: &Project,
    documents: &[Document],
    templates: &Templates,
    staging: &Staging,
) -> Result<Artifact, Diagnostics> {
    const PATH: &str = "index.html";
    let entries: Vec<ChooserEntry<'_>> = project
        .document_ids()
        .map(|id| ChooserEntry::new(id, documents.iter().filter(|document| document.id == *id)))
        .filter(|entry| !entry.versions.is_empty())
        .collect();
    let host = documents
        .iter()
        .find(|document| document.locale.tag == document.source_locale)
        .or_else(|| documents.first())
        .ok_or_else(|| internal("nothing to publish"))?;
    let bytes = templates.chooser(&entries, host)?;
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
