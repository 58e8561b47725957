//! The stages of a build, each kept by its key: what there is to say of a locale, a resolved document,
//! the fonts it needs, a file.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::artifact::{ArtifactRecord, Rendered};
use super::fonts::fonts_for;
use super::keys::{DocumentKey, FontKey, Inputs, RenderKey};
use super::place::placed;
use super::plan::Plan;
use super::request::Request;
use crate::cache::{Entry, Key, Stage, Store};
use crate::check;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, EditionId, Head, LocaleTag};
use crate::project::Project;
use crate::render::{self, FontLibrary, Output, Render, Siblings, Tools};
use crate::resolve;
use crate::rules::{self, Verdict};

/// What the stages work with.
pub(super) struct Stages<'c> {
    pub(super) project: &'c Project,
    pub(super) request: &'c Request,
    pub(super) inputs: Inputs,
    pub(super) store: Store<'c>,
    pub(super) fonts: FontLibrary<'c>,
    pub(super) tools: Tools<'c>,
}

/// What is known of a document in a locale that was resolved without errors.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EditionRecord {
    pub(super) head: Head,
    /// Whether the rules of the project leave it out.
    pub(super) omitted: bool,
    /// The hash of the document; only a cache needs it.
    pub(super) document: Option<Key>,
    pub(super) warnings: Diagnostics,
}

/// A document in a locale.
pub(super) struct Edition {
    pub(super) id: EditionId,
    pub(super) record: EditionRecord,
    /// The document itself, if it was resolved just now.
    pub(super) document: Option<Document>,
}

/// A document that is read, or resolved again, when it is first asked for.
type Late<'s> = LazyLock<
    Result<Document, Diagnostics>,
    Box<dyn FnOnce() -> Result<Document, Diagnostics> + Send + 's>,
>;

/// What is rendered: a document in a locale, with what the site says of its siblings.
pub(super) struct Page<'s> {
    pub(super) id: EditionId,
    pub(super) record: EditionRecord,
    document: Late<'s>,
    siblings: &'s Siblings,
}

impl Page<'_> {
    fn document(&self) -> Result<&Document, Diagnostics> {
        self.document.as_ref().map_err(Clone::clone)
    }

    /// Gives the path of its file `output`.
    pub(super) fn path(&self, output: &Output) -> String {
        self.id.path(output.end)
    }
}

/// A JSON text that is kept as it is.
struct Json(Vec<u8>);

impl Entry for Json {
    fn write(&self) -> Vec<u8> {
        self.0.clone()
    }

    fn read(bytes: Vec<u8>) -> Option<Self> {
        Some(Json(bytes))
    }
}

/// Whether a document needs the system's fonts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct FontChoice {
    system: bool,
}

impl Stages<'_> {
    /// Finds what there is to say of the locale `tag` before anything is resolved.
    ///
    /// # Errors
    ///
    /// Every error in it, with the warnings.
    pub(super) fn check(&self, tag: &LocaleTag) -> Result<Diagnostics, Diagnostics> {
        let key = self.inputs.check(self.project, tag);
        self.store.memo(Stage::Check, tag, &key, || check::locale(self.project, tag))
    }

    /// Resolves the document of `id` and applies the rules of the project to it.
    ///
    /// # Errors
    ///
    /// Every error in it and why the rules refuse it, with the warnings.
    pub(super) fn resolve(&self, id: EditionId) -> Result<Edition, Diagnostics> {
        let key = self.inputs.resolve(self.project, &id, self.request.require_approved);
        let mut document = None;
        let record = self.store.memo(Stage::Resolve, &id, &key, || {
            let (made, omitted, warnings) = self.judged(&id)?;
            let record = EditionRecord {
                head: made.head(),
                omitted,
                document: self.keep(&id, &made),
                warnings,
            };
            document = Some(made);
            Ok::<_, Diagnostics>(record)
        })?;
        Ok(Edition { id, record, document })
    }

    /// Resolves the document of `id`; tells whether the rules leave it out, with all warnings.
    fn judged(&self, id: &EditionId) -> Result<(Document, bool, Diagnostics), Diagnostics> {
        let mut resolved = resolve::resolve(self.project, id)?;
        let mut found = std::mem::take(&mut resolved.diagnostics);
        let mut omitted = false;
        match rules::judge(self.project, &resolved, self.request.require_approved) {
            Verdict::Publish => {}
            Verdict::Mark(notice) => resolved.document.notices.push(notice),
            Verdict::Omit(reasons) => {
                omitted = true;
                found.extend(reasons);
            }
            Verdict::Refuse(reasons) => found.extend(reasons),
        }
        if found.has_errors() { Err(found) } else { Ok((resolved.document, omitted, found)) }
    }

    /// Keeps a document by its content, if there is a cache; returns its hash.
    fn keep(&self, id: &EditionId, document: &Document) -> Option<Key> {
        self.store.cache()?;
        let json = Json(document.write());
        let key = Some(Key::of(&json.0));
        let kept = || Ok::<_, Diagnostics>(json);
        self.store.memo(Stage::Document, id, &DocumentKey { document: key }, kept).ok()?;
        key
    }

    /// Joins an edition with what the site says of its siblings.
    pub(super) fn page<'s>(&'s self, edition: Edition, siblings: &'s Siblings) -> Page<'s> {
        let Edition { id, record, document } = edition;
        let key = DocumentKey { document: record.document };
        let of = id.clone();
        let read = move || match document {
            Some(document) => Ok(document),
            None => self.store.memo(Stage::Document, &of, &key, || {
                self.judged(&of).map(|(document, ..)| document)
            }),
        };
        Page { id, record, document: LazyLock::new(Box::new(read)), siblings }
    }

    /// Gives the key of the file `output` of `page`.
    ///
    /// # Errors
    ///
    /// Characters that no font covers, families that are not there.
    pub(super) fn render_key(
        &self,
        page: &Page<'_>,
        output: &Output,
    ) -> Result<RenderKey, Diagnostics> {
        let document = page.record.document;
        let fonts = if output.needs_fonts { self.fonts.digest() } else { None };
        let mut system_fonts = None;
        // Without a cache nobody asks for the key.
        if output.needs_fonts && self.store.cache().is_some() {
            let may_use_system = self.request.system_fonts;
            let key = FontKey { document, fonts, may_use_system };
            let choice = self.store.memo(Stage::Fonts, &page.id, &key, || {
                let set = fonts_for(self.project, page.document()?, &self.fonts)?;
                Ok::<_, Diagnostics>(FontChoice { system: set.system })
            })?;
            system_fonts = choice.system.then(|| self.fonts.system_digest()).flatten();
        }
        Ok(RenderKey {
            output: output.id,
            document,
            siblings: output.has_siblings.then(|| Plan::siblings(page.siblings)),
            templates: self.inputs.templates(output.templates),
            fonts,
            system_fonts,
        })
    }

    /// Renders the file `output` of `page`.
    ///
    /// # Errors
    ///
    /// What is wrong with the templates; text that the file would not show; characters that no font
    /// covers.
    pub(super) fn render(
        &self,
        page: &Page<'_>,
        output: &Output,
        key: &RenderKey,
    ) -> Result<Rendered, Diagnostics> {
        let path = page.path(output);
        self.store.memo(Stage::Render, &path, key, || self.rendered(page, output, key))
    }

    fn rendered(
        &self,
        page: &Page<'_>,
        output: &Output,
        key: &RenderKey,
    ) -> Result<Rendered, Diagnostics> {
        let document = page.document()?;
        let chosen = match (output.needs_fonts, key.fonts, key.system_fonts) {
            (false, _, _) => None,
            // A key with fonts that are not the system's comes of their choice for this document.
            (true, Some(_), None) => Some(self.fonts.without_system()),
            (true, None, _) | (true, _, Some(_)) => {
                Some(fonts_for(self.project, document, &self.fonts)?)
            }
        };
        let Render::Edition(render) = output.render else {
            return Err(Diagnostic::bug("a file of the site is none of an edition").into());
        };
        let none = Siblings::default();
        let rendered = render(
            &self.tools,
            &render::Page {
                document,
                siblings: if output.has_siblings { page.siblings } else { &none },
                fonts: chosen.as_ref().map(|chosen| chosen.store),
            },
        );
        let rendered = rendered.map_err(|faults| placed(self.project, document, faults))?;
        let uses_system = chosen.is_some_and(|chosen| chosen.system);
        let record = ArtifactRecord {
            fonts: rendered.fonts,
            diagnostics: placed(self.project, document, rendered.warnings),
            system_fonts: uses_system.then(|| self.fonts.system_digest()).flatten(),
        };
        Ok(Rendered { bytes: rendered.bytes, record })
    }
}
