//! Whether what is published stands: whether a build would find that nothing has changed. Told by
//! how the project's files look, so that none of them is read.

use std::path::Path;

use rayon::join;
use serde::{Deserialize, Serialize};

use super::built::{Basis, Built, digest_of};
use super::files;
use super::previous::place;
use crate::cache::{Cache, Digest, Entry, Key};
use crate::compile::{Request, Selection};
use crate::diagnostic::{Code, Diagnostics};
use crate::project::{Project, Survey, Young};
use crate::render::FontLibrary;

/// A project and what was published from it, as both look before a build.
#[derive(Debug)]
pub(crate) struct Standing<'b> {
    request: &'b Request,
    out: &'b Path,
    cache: &'b Cache,
    survey: Survey,
    folder: &'b Path,
}

/// What a build would say that finds nothing to do.
#[derive(Debug)]
pub(crate) struct Unchanged {
    /// Number of published files.
    pub(crate) artifacts: usize,
    /// The warnings.
    pub(crate) diagnostics: Diagnostics,
}

/// What is remembered of a build that succeeded.
#[derive(Debug, Serialize, Deserialize)]
struct StandingRecord {
    survey: Key,
    young: Vec<Young>,
    basis: Basis,
    artifacts: usize,
    diagnostics: Diagnostics,
}

impl<'b> Standing<'b> {
    /// Looks at the project in `folder` before it is built into `out`; `None` where there is none.
    #[must_use]
    pub(crate) fn look(
        folder: &'b Path,
        request: &'b Request,
        out: &'b Path,
        cache: &'b Cache,
    ) -> Option<Self> {
        Some(Standing { request, out, cache, survey: Survey::take(folder)?, folder })
    }

    /// What a build would say, if it would find that nothing has changed.
    #[must_use]
    pub(crate) fn find(&self) -> Option<Unchanged> {
        let place = self.place()?;
        let mut record = StandingRecord::read(self.cache.get(&place)?)?;
        if record.survey != *self.survey.digest() {
            return None;
        }
        let (published, young) = join(
            || files::list(self.out).map(|files| digest_of(&files)),
            || self.survey.still_young(&record.young),
        );
        let young = young?;
        if published != Some(record.basis.published) || !self.has_fonts(&record.basis) {
            return None;
        }
        let diagnostics = record.diagnostics.clone();
        let artifacts = record.artifacts;
        if young.len() < record.young.len() {
            record.young = young;
            self.cache.put(&place, &record.write());
        }
        Some(Unchanged { artifacts, diagnostics })
    }

    /// Whether the fonts are those of `basis`.
    fn has_fonts(&self, basis: &Basis) -> bool {
        let mut folders = self.survey.font_folders();
        folders.extend(self.request.font_folders.iter().cloned());
        let fonts = FontLibrary::new(folders, self.request.system_fonts, Some(self.cache));
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
            diagnostics: built.diagnostics.clone(),
        };
        self.cache.put(&place, &record.write());
    }

    /// Gives where it is remembered: what a build is asked, the project and the folder it publishes
    /// into.
    fn place(&self) -> Option<Key> {
        #[derive(Serialize)]
        struct StandingKey<'s> {
            published: Key,
            project: Key,
            selection: &'s Selection,
            font_folders: Vec<Key>,
            system_fonts: bool,
            strict: bool,
            require_approved: bool,
        }
        let Request { selection, font_folders, system_fonts, strict, require_approved } =
            self.request;
        // Paths need not be text. A folder that is not there is an error.
        let folder = |path: &Path| {
            let path = path.canonicalize().ok()?;
            Some(Key::of(path.as_os_str().as_encoded_bytes()))
        };
        let font_folders = font_folders.iter().map(|path| folder(path));
        let key = StandingKey {
            published: place(self.out)?,
            project: folder(self.folder)?,
            selection,
            font_folders: font_folders.collect::<Option<_>>()?,
            system_fonts: *system_fonts,
            strict: *strict,
            require_approved: *require_approved,
        };
        Some(Digest::new("standing").value(&key).key())
    }
}
