//! Rendering one artifact, or taking it from the cache.

use std::sync::OnceLock;

use super::Stop;
use super::edition::Edition;
use super::past::Past;
use super::plan::{ArtifactKind, Plan};
use super::record::{ArtifactRecord, EditionRecord, StoredDiagnostics};
use crate::cache::{Digest, Key};
use crate::check;
use crate::diagnostic::Diagnostics;
use crate::document::{Alternate, Document};
use crate::project::Project;
use crate::render::{Fault, FontLibrary, PdfTemplate, Templates};

/// What rendering needs, made once and only if something is rendered.
pub(super) struct Renderer<'b> {
    plan: &'b Plan,
    fonts: &'b FontLibrary<'b>,
    past: Option<Past<'b>>,
    templates: OnceLock<Result<Templates, Diagnostics>>,
    pdf: OnceLock<PdfTemplate>,
}

/// A rendered artifact.
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    pub(super) record: ArtifactRecord,
}

impl<'b> Renderer<'b> {
    pub(super) fn new(plan: &'b Plan, fonts: &'b FontLibrary<'b>, past: Option<Past<'b>>) -> Self {
        Renderer { plan, fonts, past, templates: OnceLock::new(), pdf: OnceLock::new() }
    }

    /// The templates for HTML and text.
    pub(super) fn templates(&self, project: &Project) -> Result<&Templates, Diagnostics> {
        let compiled = self.templates.get_or_init(|| Templates::compile(&project.templates));
        compiled.as_ref().map_err(Clone::clone)
    }

    /// The artifact `kind` of `edition`, which is published in the languages `alternates`; `key` is
    /// what it is made from.
    pub(super) fn artifact(
        &self,
        project: &Project,
        edition: &Edition,
        kind: ArtifactKind,
        key: Option<&Key>,
        alternates: &[Alternate],
    ) -> Result<Rendered, Stop> {
        let place = self.past.zip(key);
        if let Some((past, key)) = place
            && let Some(found) = self.cached(past, key)
        {
            return Ok(found);
        }
        let document = edition.document(self.past, self.plan, alternates)?;
        let rendered = self.render(project, edition, document, kind)?;
        if let Some((past, key)) = place {
            self.store(past, key, &rendered);
        }
        Ok(rendered)
    }

    fn store(&self, past: Past<'_>, key: &Key, rendered: &Rendered) {
        let entry = pack(&rendered.record, &rendered.bytes);
        // Not before it is needed: it looks for all fonts of the system.
        let with_system = rendered.record.system_fonts.then(|| self.with_system(key)).flatten();
        match with_system {
            Some(with_system) => {
                past.cache.put(key, &pack(&rendered.record, &[]));
                past.cache.put(&with_system, &entry);
            }
            None => past.cache.put(key, &entry),
        }
    }

    fn cached(&self, past: Past<'_>, key: &Key) -> Option<Rendered> {
        let found = unpack(past.get(key)?)?;
        if found.record.system_fonts {
            return unpack(past.get(&self.with_system(key)?)?);
        }
        Some(found)
    }

    /// The key of an artifact that needs the system's fonts.
    fn with_system(&self, key: &Key) -> Option<Key> {
        let fonts = self.fonts.system_digest()?;
        Some(Digest::new("artifact with system fonts").part(key).part(&fonts).key())
    }

    fn render(
        &self,
        project: &Project,
        edition: &Edition,
        document: &Document,
        kind: ArtifactKind,
    ) -> Result<Rendered, Diagnostics> {
        let plain = |made: Result<Vec<u8>, Box<Fault>>| match made {
            Ok(bytes) => Ok(Rendered { bytes, record: ArtifactRecord::default() }),
            Err(fault) => Err(check::placed(project, document, [*fault])),
        };
        match kind {
            ArtifactKind::Page => plain(self.templates(project)?.page(document)),
            ArtifactKind::Fragment => plain(self.templates(project)?.fragment(document)),
            ArtifactKind::Text => plain(self.templates(project)?.text(document)),
            ArtifactKind::Json => plain(Ok(edition.json(document).to_vec())),
            ArtifactKind::Pdf => {
                let chosen = check::fonts(project, document, self.fonts)?;
                let template = self.pdf.get_or_init(|| PdfTemplate::parse(&project.templates));
                let pdf = template
                    .render(document, edition.json(document).to_vec(), chosen.store)
                    .map_err(|faults| check::placed(project, document, faults))?;
                let warnings = check::placed(project, document, pdf.warnings);
                let record = ArtifactRecord {
                    fonts: pdf.fonts.into_iter().collect(),
                    diagnostics: StoredDiagnostics::from(&warnings),
                    system_fonts: chosen.system,
                };
                Ok(Rendered { bytes: pdf.bytes, record })
            }
        }
    }
}

/// What an artifact is made from: the document, what it says of the other languages, the templates
/// and the fonts. `None` where that cannot be told.
pub(super) fn artifact_key(
    past: Past<'_>,
    fonts: &FontLibrary<'_>,
    record: &EditionRecord,
    kind: ArtifactKind,
    others: &Key,
) -> Option<Key> {
    let digest = Digest::new("artifact")
        .text(&format!("{kind:?}"))
        .part(record.document.as_ref()?)
        .part(others)
        .part(past.inputs.templates(kind.format())?);
    Some(match kind {
        ArtifactKind::Pdf => digest.part(&fonts.digest()?).key(),
        ArtifactKind::Page | ArtifactKind::Fragment | ArtifactKind::Text | ArtifactKind::Json => {
            digest.key()
        }
    })
}

/// An entry: the record on its first line, then the bytes.
fn pack(record: &ArtifactRecord, bytes: &[u8]) -> Vec<u8> {
    // Strings, numbers and lists only.
    let mut entry = serde_json::to_vec(record).unwrap_or_default();
    entry.push(b'\n');
    entry.extend_from_slice(bytes);
    entry
}

fn unpack(mut entry: Vec<u8>) -> Option<Rendered> {
    let end = entry.iter().position(|byte| *byte == b'\n')?;
    let record = serde_json::from_slice(&entry[..end]).ok()?;
    entry.drain(..=end);
    Some(Rendered { bytes: entry, record })
}
