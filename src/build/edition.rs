//! Editions: a document in each of its locales, resolved now or known from an earlier build.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::past::Past;
use super::plan::{ArtifactKind, Plan};
use super::published::Published;
use super::record::{EditionRecord, StoredDiagnostics};
use super::render::artifact_key;
use super::{BuildOptions, Stop};
use crate::cache::{Digest, Key};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Alternate, Document, DocumentId, LocaleTag, Notice, NoticeKind};
use crate::project::Project;
use crate::project::config::ApprovalRule;
use crate::project::source::SourceDocument;
use crate::render::{self, FontLibrary};
use crate::resolve::{self, SignOff};

/// A document in its locales.
pub(super) struct Group {
    pub(super) id: DocumentId,
    pub(super) editions: Vec<Edition>,
}

/// A document in a locale.
pub(super) struct Edition {
    pub(super) tag: LocaleTag,
    /// What is known of it, at the latest once it is resolved.
    pub(super) record: Option<EditionRecord>,
    /// The document itself, where something needs it.
    document: OnceLock<Document>,
    /// The same as JSON, which is published and which the PDF is made from.
    json: OnceLock<Vec<u8>>,
}

impl Group {
    /// The selected documents in the selected locales, with what is known of them.
    pub(super) fn all(
        project: &Project,
        options: &BuildOptions,
        past: Option<Past<'_>>,
    ) -> Vec<Self> {
        let selection = &options.selection;
        let edition = |id: &DocumentId, tag: &LocaleTag| Edition {
            tag: tag.clone(),
            record: past.and_then(|past| past.record(&past.inputs.edition(project, id, tag))),
            document: OnceLock::new(),
            json: OnceLock::new(),
        };
        let ids = project.document_ids().filter(|id| selection.has_document(id));
        ids.map(|id| {
            let tags: Vec<_> = project.locales().filter(|tag| selection.has_locale(tag)).collect();
            let editions = tags.into_par_iter().map(|tag| edition(id, tag)).collect();
            Group { id: id.clone(), editions }
        })
        .collect()
    }

    /// Resolves what is not known.
    pub(super) fn resolve(
        &mut self,
        project: &Project,
        options: &BuildOptions,
        past: Option<Past<'_>>,
    ) {
        let Some(source) = project.documents.iter().find(|source| source.id == self.id) else {
            return;
        };
        let unknown = self.editions.par_iter_mut().filter(|edition| edition.record.is_none());
        unknown.for_each(|edition| edition.resolve(project, source, options, past));
    }

    /// The editions that the rules let be published.
    pub(super) fn published(&self) -> impl Iterator<Item = (&Edition, &EditionRecord)> {
        let known =
            self.editions.iter().filter_map(|edition| Some((edition, edition.record.as_ref()?)));
        known.filter(|(_, record)| !record.omitted)
    }

    /// The languages it is published in.
    pub(super) fn alternates(&self) -> Vec<Alternate> {
        self.published().map(|(_, record)| record.head.alternate()).collect()
    }

    /// What was found in all its editions.
    pub(super) fn diagnostics(&self) -> Diagnostics {
        let records = self.editions.iter().filter_map(|edition| edition.record.as_ref());
        let mut all = Diagnostics::default();
        records.for_each(|record| all.extend(record.diagnostics.restore()));
        all
    }

    /// Tags of the editions that a build must resolve or render.
    pub(super) fn stale(
        &self,
        past: Option<Past<'_>>,
        published: Option<&Published>,
        plan: &Plan,
        fonts: &FontLibrary<'_>,
    ) -> Vec<LocaleTag> {
        let others = plan.others(&self.alternates());
        let all_known = self.editions.iter().all(|edition| edition.record.is_some());
        let is_stale = |edition: &&Edition| {
            let (Some(past), Some(record)) = (past, &edition.record) else { return true };
            let is_made = |kind: &ArtifactKind, key: &Key| {
                let path = kind.path(&self.id, &edition.tag);
                published.is_some_and(|published| published.artifact(&path, key).is_some())
                    || past.cache.contains(key)
            };
            let there = |kind: &ArtifactKind| {
                artifact_key(past, fonts, record, *kind, &others)
                    .is_some_and(|key| is_made(kind, &key))
            };
            // What an edition says of the others is not known before they are.
            all_known && !record.omitted && !plan.kinds.iter().all(there)
        };
        self.editions.iter().filter(is_stale).map(|edition| edition.tag.clone()).collect()
    }
}

impl Edition {
    pub(super) fn resolve(
        &mut self,
        project: &Project,
        source: &SourceDocument,
        options: &BuildOptions,
        past: Option<Past<'_>>,
    ) {
        let mut resolved = resolve::resolve(project, source, &self.tag);
        let mut document = resolved.document;
        if options.require_approved && document.approval.is_none() {
            let found = &mut resolved.diagnostics;
            resolved.omitted |= unapproved(project, &mut document, &resolved.sign_off, found);
        }
        // It learns of the other languages when all are known.
        document.alternates.clear();
        document.formats.clear();
        let json = past.map(|_| serde_json::to_vec(&document).unwrap_or_default());
        let record = EditionRecord {
            head: document.head(),
            omitted: resolved.omitted,
            document: json.as_deref().map(Key::of),
            diagnostics: StoredDiagnostics::from(&resolved.diagnostics),
        };
        if let (Some(past), Some(json)) = (past, json)
            && !resolved.diagnostics.has_errors()
        {
            past.cache.put(&document_key(&Key::of(&json)), &json);
            past.store(&past.inputs.edition(project, &source.id, &self.tag), &record);
        }
        self.record = Some(record);
        self.document = OnceLock::from(document);
    }

    /// The document, which knows of its other languages: the one resolved, or the one in the cache.
    pub(super) fn document(
        &self,
        past: Option<Past<'_>>,
        plan: &Plan,
        alternates: &[Alternate],
    ) -> Result<&Document, Stop> {
        if let Some(document) = self.document.get() {
            return Ok(document);
        }
        let stored = || {
            let key = document_key(self.record.as_ref()?.document.as_ref()?);
            past?.record::<Document>(&key)
        };
        let mut document = stored().ok_or(Stop::Incomplete)?;
        complete(&mut document, plan, alternates);
        Ok(self.document.get_or_init(|| document))
    }

    /// The document as JSON; `document` is what [`Edition::document`] gives.
    pub(super) fn json(&self, document: &Document) -> &[u8] {
        self.json.get_or_init(|| render::json(document))
    }

    /// Tells the document, if it is resolved, of its other languages.
    pub(super) fn complete(&mut self, plan: &Plan, alternates: &[Alternate]) {
        if let Some(document) = self.document.get_mut()
            && (document.alternates != alternates || document.formats != plan.formats)
        {
            complete(document, plan, alternates);
            self.json.take();
        }
    }
}

fn complete(document: &mut Document, plan: &Plan, alternates: &[Alternate]) {
    document.alternates = alternates.to_vec();
    document.formats.clone_from(&plan.formats);
}

/// The place of a document with the hash `document`.
fn document_key(document: &Key) -> Key {
    Digest::new("document").part(document).key()
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
