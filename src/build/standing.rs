//! Whether what is published stands: whether a build would find that nothing has changed. Told by
//! how the project's files look, so that none of them is read.

use std::path::Path;

use rayon::join;
use serde::{Deserialize, Serialize};

use super::published::place;
use super::record::{PublishedFile, PublishedRecord, StoredDiagnostics};
use super::{BuildOptions, Built, publish};
use crate::cache::{Cache, Digest, Key};
use crate::diagnostic::{Code, Diagnostics};
use crate::project::{Project, Survey, Young};
use crate::render::FontLibrary;

/// A project and what was published from it, as both look before a build.
#[derive(Debug)]
pub struct Standing<'b> {
    options: &'b BuildOptions,
    out: &'b Path,
    cache: &'b Cache,
    survey: Survey,
    folder: &'b Path,
}

/// What a build would say that finds nothing to do.
#[derive(Debug)]
pub struct Unchanged {
    /// Number of published files.
    pub artifacts: usize,
    /// The warnings.
    pub diagnostics: Diagnostics,
}

/// What a build rested on, beside the files of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// The fonts that are not the system's, if they were used.
    pub(super) fonts: Option<Key>,
    /// The system's fonts, if they were used.
    pub(super) system_fonts: Option<Key>,
    /// The published files.
    pub(super) published: Key,
}

impl Basis {
    /// What `record` tells of it; `fonts` are those that were used.
    pub(super) fn of(record: &PublishedRecord, fonts: Option<Key>) -> Self {
        let published = digest_of(&record.files);
        Basis { fonts, system_fonts: record.system_fonts, published }
    }
}

/// What is remembered of a build that succeeded.
#[derive(Debug, Serialize, Deserialize)]
struct StandingRecord {
    survey: Key,
    young: Vec<Young>,
    basis: Basis,
    artifacts: usize,
    diagnostics: StoredDiagnostics,
}

impl<'b> Standing<'b> {
    /// Looks at the project in `folder` before it is built into `out`; `None` where there is none.
    #[must_use]
    pub fn look(
        folder: &'b Path,
        options: &'b BuildOptions,
        out: &'b Path,
        cache: &'b Cache,
    ) -> Option<Self> {
        Some(Standing { options, out, cache, survey: Survey::take(folder)?, folder })
    }

    /// What a build would say, if it would find that nothing has changed.
    #[must_use]
    pub fn find(&self) -> Option<Unchanged> {
        let place = self.place()?;
        let mut record: StandingRecord = serde_json::from_slice(&self.cache.get(&place)?).ok()?;
        if record.survey != *self.survey.digest() {
            return None;
        }
        let (published, young) = join(
            || publish::files(self.out).map(|files| digest_of(&files)),
            || self.survey.still_young(&record.young),
        );
        let young = young?;
        if published != Some(record.basis.published) || !self.has_fonts(&record.basis) {
            return None;
        }
        let diagnostics = record.diagnostics.restore();
        let artifacts = record.artifacts;
        if young.len() < record.young.len() {
            record.young = young;
            self.store(&place, &record);
        }
        Some(Unchanged { artifacts, diagnostics })
    }

    /// Whether the fonts are those of `basis`.
    fn has_fonts(&self, basis: &Basis) -> bool {
        let mut folders = self.survey.font_folders();
        folders.extend(self.options.font_folders.iter().cloned());
        let fonts = FontLibrary::new(folders, self.options.system_fonts, Some(self.cache));
        let own = match basis.fonts {
            Some(_) => fonts.digest() == basis.fonts,
            None => !fonts.unreachable(false).has_errors(),
        };
        own && (basis.system_fonts.is_none() || fonts.system_digest() == basis.system_fonts)
    }

    /// The files that `project`, which was opened after [`Standing::look`], has read since and that
    /// are too young to tell by their looks; `None` if some file has changed meanwhile.
    pub(crate) fn young(&self, project: &Project) -> Option<Vec<Young>> {
        self.survey.young(project)
    }

    /// Remembers what a build came to that read the files `young` and others that are older. Nothing
    /// is remembered if a file has changed since [`Standing::look`].
    pub(crate) fn remember(&self, young: Vec<Young>, built: &Built) {
        let is_cached = built.diagnostics.iter().all(|found| found.code != Code::Cache);
        let (Some(basis), Some(place), true) = (&built.basis, self.place(), is_cached) else {
            return;
        };
        // Files may have come and gone that were never read, such as the folder of a locale.
        if Survey::take(self.folder).is_none_or(|now| now.digest() != self.survey.digest()) {
            return;
        }
        let record = StandingRecord {
            survey: *self.survey.digest(),
            young,
            basis: basis.clone(),
            artifacts: built.manifest.artifacts.len(),
            diagnostics: StoredDiagnostics::from(&built.diagnostics),
        };
        self.store(&place, &record);
    }

    fn store(&self, place: &Key, record: &StandingRecord) {
        // Strings, numbers and lists only.
        self.cache.put(place, &serde_json::to_vec(record).unwrap_or_default());
    }

    /// Where it is remembered: what a build is told, the project and the folder it publishes into.
    fn place(&self) -> Option<Key> {
        let BuildOptions { selection, font_folders, system_fonts, strict, require_approved } =
            self.options;
        // Strings and lists only.
        let selection = serde_json::to_vec(selection).unwrap_or_default();
        let flags = [*system_fonts, *strict, *require_approved].map(u8::from);
        let mut digest = Digest::new("standing").part(&place(self.out)?);
        digest = digest.bytes(self.folder.canonicalize().ok()?.as_os_str().as_encoded_bytes());
        digest = digest.bytes(&selection).bytes(&flags);
        for folder in font_folders {
            // It is not there: then it is an error.
            let folder = folder.canonicalize().ok()?;
            digest = digest.bytes(folder.as_os_str().as_encoded_bytes());
        }
        Some(digest.key())
    }
}

/// A digest of published files, sorted.
fn digest_of(files: &[PublishedFile]) -> Key {
    let digest = Digest::new("published files");
    let add = |digest: Digest, file: &PublishedFile| {
        let digest = digest.text(&file.path).bytes(&file.size.to_le_bytes());
        digest.bytes(&file.changed.to_le_bytes()).bytes(&file.mode.to_le_bytes())
    };
    files.iter().fold(digest, add).key()
}
