//! What `locales/<tag>/` adds to the policy: settings, catalogues, patches.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::catalogue::{Catalogue, Entry, section_of};
use super::characters;
use super::config::{self, LocaleConfig};
use super::faults::Faults;
use super::field;
use super::filenames;
use super::files::Root;
use super::folders;
use super::images;
use super::markdown::{BodyKind, ParsedBody, UnitProblem, parse_body};
use super::source::{PatchAction, SourceSection, Unit};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{Day, DocumentId, Image, LocaleTag, is_blank};

/// Name of the catalogue of the inventory's fields.
pub(crate) const INVENTORY: &str = "inventory";
/// Name of the catalogue of interface words.
pub(crate) const INTERFACE: &str = "interface";

/// What the folder of one locale adds, its catalogues apart, as far as it can be read.
#[derive(Debug)]
pub(crate) struct Overlay {
    pub(crate) tag: LocaleTag,
    pub(crate) config: LocaleConfig,
    /// `locale.toml`, where there is one.
    pub(crate) config_file: Option<Arc<SourceFile>>,
    pub(crate) patches: BTreeMap<DocumentId, Patch>,
    /// The images of the patches that are none of the source's.
    pub(crate) images: BTreeMap<String, Image>,
    pub(crate) approvals: Vec<Approved>,
    pub(crate) terms: Terms,
    /// What there is to say of its files.
    pub(crate) found: Diagnostics,
    /// Names of the files with errors.
    pub(crate) faults: Faults,
}

/// What `locales/<tag>/terms.toml` holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    /// Terms of the source, each with its approved translations.
    #[serde(default)]
    pub(crate) terms: BTreeMap<String, Forms>,
    /// Names that are never translated.
    #[serde(default)]
    pub(crate) keep: Vec<String>,
}

/// The approved translations of a term.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Forms {
    One(String),
    Some(Vec<String>),
}

impl Forms {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Forms::One(form) => std::slice::from_ref(form),
            Forms::Some(forms) => forms,
        }
    }
}

/// What `locales/<tag>/approvals.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approvals {
    #[serde(default)]
    approvals: Vec<Spanned<ApprovalRecord>>,
}

/// A sign-off with its place.
#[derive(Debug)]
pub(crate) struct Approved {
    pub(crate) record: ApprovalRecord,
    pub(crate) span: Span,
}

/// The sign-off of one document in one locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalRecord {
    pub(crate) document: String,
    /// Who approved it.
    pub(crate) by: String,
    pub(crate) date: Day,
    /// SHA-256 of the source's texts.
    pub(crate) source: String,
    /// SHA-256 of what the document said in this locale.
    pub(crate) translation: String,
    /// Ids of the texts whose translation was made from other words of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) editorial: Vec<String>,
}

/// A structural patch of a document.
#[derive(Debug)]
pub(crate) struct Patch {
    pub(crate) body: ParsedBody,
}

/// A catalogue of a locale, with its entries by context.
#[derive(Debug)]
pub(crate) struct LocaleCatalogue {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) catalogue: Catalogue,
    by_context: HashMap<String, usize>,
    /// Current entries by the hash of their section and text, once one is looked for.
    by_text: OnceLock<HashMap<u64, Vec<usize>>>,
}

/// A catalogue that was looked for, as far as it can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadCatalogue {
    /// The catalogue, if the locale has one that can be read.
    pub(crate) catalogue: Option<Arc<LocaleCatalogue>>,
    /// What there is to say of it.
    pub(crate) found: Diagnostics,
}

impl ReadCatalogue {
    /// Loads the catalogue `name` of the locale `tag`, if there is one.
    pub(super) fn load(root: &Root, tag: &LocaleTag, name: &str) -> Self {
        let (folder, file) = (format!("locales/{tag}"), format!("{name}.po"));
        let mut read = ReadCatalogue::default();
        if !root.has(&folder, &file) {
            return read;
        }
        match root.text(&format!("{folder}/{file}")).map(LocaleCatalogue::parse) {
            Ok(Ok(catalogue)) => {
                catalogue.check_characters(&mut read.found);
                read.catalogue = Some(Arc::new(catalogue));
            }
            Ok(Err(errors)) => read.found.extend(errors),
            Err(diagnostic) => read.found.push(diagnostic),
        }
        read
    }
}

impl LocaleCatalogue {
    /// Reads the catalogue in `file`.
    pub(crate) fn parse(file: Arc<SourceFile>) -> Result<Self, Vec<Diagnostic>> {
        let catalogue = Catalogue::parse(&file.text).map_err(|errors| {
            errors
                .into_iter()
                .map(|error| {
                    let diagnostic = Diagnostic::error(Code::CatalogueSyntax, error.message)
                        .at(Span::new(&file, error.span));
                    match error.help {
                        Some(help) => diagnostic.help(help),
                        None => diagnostic,
                    }
                })
                .collect::<Vec<_>>()
        })?;
        let by_context = catalogue
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.obsolete)
            .filter_map(|(index, entry)| Some((entry.msgctxt.clone()?, index)))
            .collect();
        Ok(LocaleCatalogue { file, catalogue, by_context, by_text: OnceLock::new() })
    }

    /// Reports translations with characters that cannot be published.
    fn check_characters(&self, diagnostics: &mut Diagnostics) {
        for entry in self.catalogue.entries.iter().filter(|entry| !entry.obsolete) {
            let span = self.translation_span(entry);
            diagnostics
                .extend(entry.msgstr.iter().find_map(|text| characters::problem(text, &span)));
        }
    }

    /// The current entry whose `msgctxt` is `context`.
    pub(crate) fn entry(&self, context: &str) -> Option<&Entry> {
        self.by_context.get(context).map(|&index| &self.catalogue.entries[index])
    }

    /// The entry with the words of `unit` in another place of the same section.
    pub(crate) fn moved(&self, unit: &Unit) -> Option<&Entry> {
        let section = section_of(unit.id.as_str());
        let entries = &self.catalogue.entries;
        let of_section = |entry: &Entry| {
            entry.msgctxt.as_deref().is_some_and(|context| section_of(context) == section)
        };
        let by_text = self.by_text.get_or_init(|| {
            let mut by_text: HashMap<u64, Vec<usize>> = HashMap::new();
            for (index, entry) in entries.iter().enumerate().filter(|(_, one)| !one.obsolete) {
                if let Some(context) = &entry.msgctxt {
                    let key = text_hash(section_of(context), &entry.msgid);
                    by_text.entry(key).or_default().push(index);
                }
            }
            by_text
        });
        let found = by_text.get(&text_hash(section, &unit.msgid)).into_iter().flatten();
        found
            .map(|&index| &entries[index])
            .find(|entry| entry.msgid == unit.msgid && of_section(entry))
    }

    /// The place of an entry's translation.
    pub(crate) fn translation_span(&self, entry: &Entry) -> Span {
        Span::new(&self.file, entry.msgstr_span.clone())
    }
}

fn text_hash(section: &str, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (section, text).hash(&mut hasher);
    hasher.finish()
}

/// A patch says one thing of each section. Removing it and inserting it elsewhere is one: it moves.
fn check_sections(sections: &[SourceSection], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, &SourceSection> = BTreeMap::new();
    for section in sections {
        let Some(first) = seen.insert(section.id.as_str(), section) else { continue };
        let removes = |section: &SourceSection| section.action == Some(PatchAction::Remove);
        let inserts = |section: &SourceSection| {
            matches!(section.action, Some(PatchAction::After(_) | PatchAction::Before(_)))
        };
        if removes(first) && inserts(section) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                Code::DuplicateId,
                format!("the patch names the section `{}` twice", section.id),
            )
            .label(section.span.find(section.id.as_str()), "named again here")
            .label(first.span.find(section.id.as_str()), "first named here")
            .help("put both texts below one heading, or give one of the two another id"),
        );
    }
}

impl Overlay {
    /// Loads the folder of `tag`, its catalogues apart; `images` are those of the source.
    pub(super) fn load(
        root: &Root,
        tag: LocaleTag,
        documents: &[DocumentId],
        images: &BTreeMap<String, Image>,
    ) -> Self {
        let mut overlay = Overlay {
            tag,
            config: LocaleConfig::default(),
            config_file: None,
            patches: BTreeMap::new(),
            images: BTreeMap::new(),
            approvals: Vec::new(),
            terms: Terms::default(),
            found: Diagnostics::default(),
            faults: Faults::default(),
        };
        match root.list(&format!("locales/{}", overlay.tag)) {
            Ok(entries) => overlay.report_misnamed(&entries, documents),
            Err(diagnostic) => {
                overlay.found.push(diagnostic);
                return overlay;
            }
        }
        overlay.read(root, "locale.toml", Overlay::load_settings);
        overlay.read(root, "approvals.toml", |overlay, file, found| {
            let parsed = config::parse::<Approvals>(&file, &file.text, 0, found);
            let records = parsed.into_iter().flat_map(|parsed| parsed.approvals);
            let place = |record: &Spanned<_>| Span::new(&file, record.span());
            overlay.approvals = records
                .map(|record| Approved { span: place(&record), record: record.into_inner() })
                .collect();
        });
        overlay.read(root, "terms.toml", |overlay, file, found| {
            overlay.terms = config::parse(&file, &file.text, 0, found).unwrap_or_default();
        });
        for document in documents {
            overlay.read(root, &format!("{document}.md"), |overlay, file, found| {
                let body = parse_body(&file, 0, BodyKind::Patch(&overlay.tag), found);
                check_sections(&body.sections, found);
                overlay.patches.insert(document.clone(), Patch { body });
            });
        }
        let Overlay { patches, images: own, found, .. } = &mut overlay;
        for patch in patches.values() {
            images::load_patch(root, patch, images, own, found);
        }
        overlay
    }

    /// Reads the file `name` of the folder with `read`, if it is there; remembers it if it has errors.
    fn read(
        &mut self,
        root: &Root,
        name: &str,
        read: impl FnOnce(&mut Self, Arc<SourceFile>, &mut Diagnostics),
    ) {
        let folder = format!("locales/{}", self.tag);
        if !root.has(&folder, name) {
            return;
        }
        let mut found = Diagnostics::default();
        match root.text(&format!("{folder}/{name}")) {
            Ok(file) => read(self, file, &mut found),
            Err(diagnostic) => found.push(diagnostic),
        }
        self.faults.note(name, &found);
        self.found.extend(found);
    }

    fn report_misnamed(&mut self, entries: &[folders::Entry], documents: &[DocumentId]) {
        let mut expected = vec!["locale.toml".to_owned(), "approvals.toml".to_owned()];
        expected.push("terms.toml".to_owned());
        expected.extend([INVENTORY, INTERFACE].map(|name| format!("{name}.po")));
        expected.extend(documents.iter().flat_map(|id| [format!("{id}.po"), format!("{id}.md")]));
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let folder = format!("locales/{}", self.tag);
        filenames::report_misnamed(Some(&folder), entries, &expected, &mut self.found);
    }

    fn load_settings(&mut self, file: Arc<SourceFile>, diagnostics: &mut Diagnostics) {
        self.config = config::parse(&file, &file.text, 0, diagnostics).unwrap_or_default();
        for name in ["name", "short_name"].iter().filter_map(|key| self.config.publisher.get(*key))
        {
            if name.get_ref().as_str().is_none_or(is_blank) {
                let span = Span::new(&file, name.span());
                diagnostics.push(UnitProblem::Empty.diagnostic(&span));
            }
        }
        if let Some(name) = &mut self.config.name {
            let range = name.span();
            let shown = field::shown(name.get_ref(), &Span::new(&file, range.clone()), diagnostics);
            *name = Spanned::new(range, shown);
        }
        self.config_file = Some(file);
    }
}
