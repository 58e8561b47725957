//! Loading: the files of a project become one [`Project`], every part with its place.

pub(crate) mod catalogue;
pub(crate) mod characters;
pub(crate) mod config;
mod filenames;
mod files;
mod images;
pub(crate) mod inventory;
pub(crate) mod markdown;
mod names;
pub(crate) mod overlay;
pub(crate) mod source;
mod survey;
pub(crate) mod templates;
mod unfit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use toml::Spanned;

use self::config::{FrontMatter, PolicyConfig};
use self::files::{Kind, Root, SOURCES, Tree};
use self::inventory::SourceInventory;
use self::markdown::{BodyKind, UnitParser, UnitProblem, parse_body};
use self::overlay::{INTERFACE, INVENTORY, Overlay};
use self::source::{SourceDocument, nest};
pub(crate) use self::survey::{Survey, Young};
use self::templates::TemplateSet;
use crate::cache::Key;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceFile, Span};
use crate::document::{Day, DocumentId, Format, Image, LocaleTag, UnitId, is_blank};

/// A project as it is on disk: the policy, its overlays, its templates.
#[derive(Debug)]
pub struct Project {
    root: Root,
    pub(crate) config: PolicyConfig,
    pub(crate) config_file: Arc<SourceFile>,
    pub(crate) source_locale: LocaleTag,
    pub(crate) documents: Vec<SourceDocument>,
    pub(crate) inventory: SourceInventory,
    /// Every locale the project has, the source's included.
    pub(crate) tags: BTreeSet<LocaleTag>,
    /// Those that are loaded.
    pub(crate) overlays: BTreeMap<LocaleTag, Overlay>,
    pub(crate) templates: TemplateSet,
    pub(crate) images: BTreeMap<String, Image>,
}

impl Project {
    /// Looks for a project in `folder`, and reads nothing of it.
    ///
    /// # Errors
    ///
    /// If there is none, or the folder is out of reach.
    pub fn find(folder: &Path) -> Result<(), Diagnostic> {
        Root::open(folder).map(drop)
    }

    /// Loads the project in `folder`.
    ///
    /// # Errors
    ///
    /// Every error found in its files, with the warnings; the warnings alone come with the project.
    pub fn load(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (mut project, mut diagnostics) = Project::open(folder)?;
        diagnostics.extend(project.load_all());
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok((project, diagnostics)) }
    }

    /// Loads the project in `folder`, and of its locales those without errors; returns the errors
    /// of the others.
    ///
    /// # Errors
    ///
    /// Every error outside of the locales, with those in them.
    pub fn load_sound(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let (mut project, _) = Project::open(folder)?;
        let tags = project.tags.clone();
        let ids: Vec<DocumentId> = project.document_ids().cloned().collect();
        let mut found = project.load_overlays(&tags);
        found.extend(project.load_catalogues(&tags, &ids));
        let mut errors = Diagnostics::default();
        for (tag, found) in found.into_iter().filter(|(_, found)| found.has_errors()) {
            project.overlays.remove(&tag);
            errors.extend(found.only(|_, severity| severity == Severity::Error));
        }
        Ok((project, errors))
    }

    /// Loads the project in `folder`, its locales apart: a build loads those that it needs.
    ///
    /// # Errors
    ///
    /// Every error found, those in the locales included; the warnings alone come with the project.
    pub fn open(folder: &Path) -> Result<(Project, Diagnostics), Diagnostics> {
        let root = Root::open(folder)?;
        let mut diagnostics = Diagnostics::default();
        let loaded = Loader { root, diagnostics: &mut diagnostics }.load();
        match loaded {
            Some(project) if !diagnostics.has_errors() => Ok((project, diagnostics)),
            Some(mut project) => {
                names::check(&project, &mut diagnostics);
                diagnostics.extend(project.load_all());
                Err(diagnostics)
            }
            None => Err(diagnostics),
        }
    }

    fn load_all(&mut self) -> Diagnostics {
        let tags = self.tags.clone();
        let ids: Vec<DocumentId> = self.document_ids().cloned().collect();
        let overlays = self.load_overlays(&tags);
        let catalogues = self.load_catalogues(&tags, &ids);
        overlays.into_iter().chain(catalogues).flat_map(|(_, found)| found).collect()
    }

    /// Loads the locales `tags`, the catalogues of documents apart, and returns what there is to say
    /// of each.
    pub(crate) fn load_overlays(
        &mut self,
        tags: &BTreeSet<LocaleTag>,
    ) -> Vec<(LocaleTag, Diagnostics)> {
        let ids: Vec<DocumentId> = self.document_ids().cloned().collect();
        let missing: Vec<LocaleTag> =
            tags.iter().filter(|tag| !self.overlays.contains_key(*tag)).cloned().collect();
        let loaded: Vec<_> = missing
            .into_par_iter()
            .map(|tag| {
                let mut found = Diagnostics::default();
                let overlay = Overlay::load(&self.root, tag.clone(), &ids, &mut found);
                (tag, overlay, found)
            })
            .collect();
        let mut all = Vec::new();
        for (tag, overlay, mut found) in loaded {
            for patch in overlay.patches.values() {
                images::load_patch(&self.root, patch, &mut self.images, &mut found);
            }
            self.overlays.insert(tag.clone(), overlay);
            all.push((tag, found));
        }
        all
    }

    /// Loads the catalogues of the documents `ids` in the loaded locales `tags`, and returns what
    /// there is to say of each locale.
    pub(crate) fn load_catalogues(
        &mut self,
        tags: &BTreeSet<LocaleTag>,
        ids: &[DocumentId],
    ) -> Vec<(LocaleTag, Diagnostics)> {
        let Project { root, overlays, .. } = self;
        let names: Vec<&str> = ids.iter().map(DocumentId::as_str).collect();
        let wanted = overlays.par_iter_mut().filter(|(tag, _)| tags.contains(*tag));
        let load = |(tag, overlay): (&LocaleTag, &mut Overlay)| {
            let mut found = Diagnostics::default();
            overlay.load_catalogues(root, &names, &mut found);
            (tag.clone(), found)
        };
        wanted.map(load).collect()
    }

    /// Lets go of all locales.
    pub(crate) fn unload_overlays(&mut self) {
        self.overlays.clear();
    }

    /// Lets go of the catalogues of documents.
    pub(crate) fn unload_catalogues(&mut self) {
        self.overlays.values_mut().for_each(Overlay::unload_catalogues);
    }

    /// The project's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.root.folder()
    }

    /// The files below the folder `path` of the project, without hidden ones.
    pub(crate) fn tree(&self, path: &str) -> Tree {
        self.root.tree(path)
    }

    /// The hash of the file at `path`; a text that is loaded later is the one hashed.
    pub(crate) fn hash(&self, path: &str) -> Result<Key, Diagnostic> {
        self.root.hash(path)
    }

    /// Whether the file at `path` is there and holds just `text`.
    pub(crate) fn holds(&self, path: &str, text: &str) -> Result<bool, Diagnostic> {
        self.root.holds(path, text)
    }

    /// Reads a locale anew, with its catalogue of one document, to tell where a text of it is written.
    pub(crate) fn reread(&self, tag: &LocaleTag, document: &DocumentId) -> Overlay {
        // What is wrong in it has been said.
        let mut said = Diagnostics::default();
        let ids = std::slice::from_ref(document);
        let mut overlay = Overlay::load(&self.root, tag.clone(), ids, &mut said);
        overlay.load_catalogues(&self.root, &[document.as_str()], &mut said);
        overlay
    }

    /// Writes the text file at `path`, which is relative to the folder and uses `/`.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Diagnostic> {
        self.root.write(path, text)
    }

    /// Folders with fonts of the project.
    #[must_use]
    pub fn font_folders(&self) -> Vec<PathBuf> {
        self.root.font_folders()
    }

    /// Ids of the documents, in the order of `policy.toml`.
    pub fn document_ids(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.iter().map(|document| &document.id)
    }

    /// The locales, sorted by tag, the source's included.
    pub fn locales(&self) -> impl Iterator<Item = &LocaleTag> {
        self.tags.iter()
    }

    /// The language the policy is written in.
    #[must_use]
    pub fn source_locale(&self) -> &LocaleTag {
        &self.source_locale
    }

    /// The formats the project publishes.
    #[must_use]
    pub fn formats(&self) -> Vec<Format> {
        let wanted = self.config.formats.as_deref().unwrap_or(&Format::ALL);
        Format::ALL.into_iter().filter(|format| wanted.contains(format)).collect()
    }
}

struct Loader<'a> {
    root: Root,
    diagnostics: &'a mut Diagnostics,
}

impl Loader<'_> {
    fn load(mut self) -> Option<Project> {
        let config_file = self.take(self.root.text("policy/policy.toml"))?;
        let config: PolicyConfig = self.take(config::parse(&config_file, &config_file.text, 0))?;
        self.check_publisher(&config, &config_file);
        let ids = self.document_ids(&config, &config_file);
        let documents: Vec<_> = ids.iter().filter_map(|id| self.document(id)).collect();
        let inventory = self.inventory();
        let source_locale = self.source_locale(&config, &config_file)?;
        let tags = self.tags(&source_locale);
        self.report_misnamed(&ids);
        let templates = TemplateSet::load(&self.root, self.diagnostics);
        let mut images = BTreeMap::new();
        let mut load = |unit| images::load(&self.root, unit, &mut images, self.diagnostics);
        documents.iter().for_each(|document| document.for_each_unit(&mut load));
        Some(Project {
            root: self.root,
            config,
            config_file,
            source_locale,
            documents,
            inventory,
            tags,
            overlays: BTreeMap::new(),
            templates,
            images,
        })
    }

    fn take<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.diagnostics.push(diagnostic)).ok()
    }

    fn check_publisher(&mut self, config: &PolicyConfig, file: &Arc<SourceFile>) {
        for key in ["name", "short_name"] {
            let set =
                config.publisher.get_ref().get(key).is_some_and(|value| {
                    value.get_ref().as_str().is_some_and(|text| !is_blank(text))
                });
            if !set {
                let span = Span::new(file, config.publisher.span());
                self.diagnostics.push(
                    Diagnostic::error(Code::Toml, format!("`publisher.{key}` is not set"))
                        .at(span)
                        .help("`[publisher]` needs `name` and `short_name`"),
                );
            }
        }
    }

    fn document_ids(&mut self, config: &PolicyConfig, file: &Arc<SourceFile>) -> Vec<DocumentId> {
        let mut ids = Vec::new();
        for entry in &config.documents {
            let span = Span::new(file, entry.id.span());
            let name = entry.id.get_ref();
            match name.parse::<DocumentId>() {
                Ok(id) if ids.contains(&id) || [INVENTORY, INTERFACE].contains(&name.as_str()) => {
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::DuplicateDocument,
                            format!("document id `{name}` is taken"),
                        )
                        .at(span)
                        .help("give each document an id of its own"),
                    );
                }
                Ok(id) => ids.push(id),
                Err(error) => self.diagnostics.push(
                    Diagnostic::error(Code::InvalidId, format!("`{name}` is not a valid id"))
                        .at(span)
                        .help(error.to_string()),
                ),
            }
        }
        ids
    }

    /// Reads a document; what is wrong in its front matter does not hide what is wrong below it.
    fn document(&mut self, id: &DocumentId) -> Option<SourceDocument> {
        let file = self.take(self.root.text(&format!("policy/{id}.md")))?;
        let parts = front_matter(&file);
        let start = parts.toml.start;
        let front = match parts.problem {
            Some(problem) => {
                self.diagnostics.push(problem);
                None
            }
            None => self.take(config::parse::<FrontMatter>(&file, &file.text[parts.toml], start)),
        };
        let readable = front.is_some();
        let front = front.unwrap_or_else(FrontMatter::unreadable);
        if readable && is_blank(front.version.get_ref()) {
            let range = front.version.span();
            let span = Span::new(&file, range.start + start..range.end + start);
            self.diagnostics.push(UnitProblem::Empty.diagnostic(&span));
        }
        // A day that is none is an error already; the body is read all the same.
        let mut day =
            |value| self.take(config::day(&file, start, value)).unwrap_or(Day::UNREADABLE);
        let updated = day(&front.updated);
        let effective = front.effective.as_ref().map(day);
        let parser = UnitParser::new();
        let mut unseen = Diagnostics::default();
        let found = if readable { &mut *self.diagnostics } else { &mut unseen };
        let mut field = |id: &str, text: &Spanned<String>| {
            let span = Span::new(&file, text.span().start + start..text.span().end + start);
            inventory::unit(&parser, UnitId::new(id), text.get_ref(), span, found)
        };
        // No heading has an id with a dot.
        let title = field("document.title", &front.title);
        let summary = field("document.summary", &front.summary);
        let parsed = parse_body(&file, parts.body, BodyKind::Source, self.diagnostics);
        self.check_sections(&parsed.sections);
        let body = &file.text[parts.body..];
        if parsed.sections.is_empty() && readable && body.trim().is_empty() {
            let range = front.title.span();
            self.diagnostics.push(
                Diagnostic::error(Code::NoWords, format!("the document `{id}` has no text"))
                    .at(Span::new(&file, range.start + start..range.end + start))
                    .help("write a section, `# Scope {#scope}`, or take the document out of policy/policy.toml"),
            );
        }
        Some(SourceDocument {
            id: id.clone(),
            updated,
            effective,
            title,
            summary,
            sections: nest(parsed.sections),
            footnotes: parsed.footnotes,
            lost_ids: parsed.lost_ids,
            front,
        })
    }

    /// Ids are unique, and levels go down one at a time.
    fn check_sections(&mut self, sections: &[source::SourceSection]) {
        let mut seen: BTreeMap<&str, &Span> = BTreeMap::new();
        let mut level = 0;
        for section in sections {
            if let Some(first) = seen.insert(section.id.as_str(), &section.span) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        format!("id `{}` is used twice", section.id),
                    )
                    .label(section.span.find(section.id.as_str()), "used again here")
                    .label(first.find(section.id.as_str()), "first used here")
                    .help("give one of the two another id"),
                );
            }
            if section.level > level + 1 {
                let message = match level {
                    0 => format!("the first heading is of level {}", section.level),
                    _ => format!("a heading of level {} after one of level {level}", section.level),
                };
                self.diagnostics.push(
                    Diagnostic::error(Code::HeadingLevel, message)
                        .at(section.span.clone())
                        .help(format!("make it `{}`", "#".repeat(usize::from(level) + 1))),
                );
            }
            level = section.level;
        }
    }

    fn inventory(&mut self) -> SourceInventory {
        const PATH: &str = "policy/cookies.toml";
        if !self.root.exists(PATH) {
            return SourceInventory::default();
        }
        match self.take(self.root.text(PATH)) {
            Some(file) => inventory::parse(&file, self.diagnostics),
            None => SourceInventory::default(),
        }
    }

    fn source_locale(
        &mut self,
        config: &PolicyConfig,
        file: &Arc<SourceFile>,
    ) -> Option<LocaleTag> {
        let name = config.source_locale.get_ref();
        let tag = locale_tag(name);
        if tag.is_none() {
            self.diagnostics
                .push(unknown_locale(name).at(Span::new(file, config.source_locale.span())));
        }
        tag
    }

    fn tags(&mut self, source: &LocaleTag) -> BTreeSet<LocaleTag> {
        let entries = self.take(self.root.list("locales")).unwrap_or_default();
        let mut tags = BTreeSet::from([source.clone()]);
        for entry in entries {
            let path = format!("locales/{}", entry.name);
            let is_published = |entries: Vec<_>| self.root.is_published(&path, &entries);
            match (entry.kind, locale_tag(&entry.name)) {
                (Kind::Folder, _) if self.root.list(&path).is_ok_and(is_published) => {}
                (Kind::Folder, Some(tag)) => {
                    tags.insert(tag);
                }
                (Kind::Folder, None) => self.diagnostics.push(unknown_locale(&entry.name)),
                // It was a folder, or should be one: its locale would be lost without a word.
                (Kind::File | Kind::Other, tag) => {
                    let meant = tag.is_some() || entry.kind == Kind::Other;
                    if meant && !entry.name.contains('.') {
                        self.take(self.root.list(&path));
                    }
                }
            }
        }
        tags
    }

    /// Tells of files and folders with almost the names that the tool looks for.
    fn report_misnamed(&mut self, documents: &[DocumentId]) {
        filenames::report_misnamed(None, &self.root.top(), &SOURCES, self.diagnostics);
        let entries = self.root.list("policy").unwrap_or_default();
        let is_there = |name: &String| entries.iter().any(|entry| entry.name == *name);
        // A document that is missing is told of anyway.
        let documents = documents.iter().map(|id| format!("{id}.md")).filter(is_there);
        let settings = ["policy.toml", "cookies.toml"].map(str::to_owned);
        let expected: Vec<String> = settings.into_iter().chain(documents).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        filenames::report_misnamed(Some("policy"), &entries, &expected, self.diagnostics);
    }
}

/// The tag `name` is, if it is one in its canonical form.
fn locale_tag(name: &str) -> Option<LocaleTag> {
    name.parse::<LocaleTag>().ok().filter(|tag| tag.as_str() == name)
}

fn unknown_locale(name: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::UnknownLocale, format!("`{name}` is not a canonical locale tag"));
    match name.parse::<LocaleTag>() {
        Ok(tag) => diagnostic.help(format!("write it `{tag}`")),
        Err(error) => diagnostic.help(error.to_string()),
    }
}

/// The parts of a document's file.
struct Parts {
    /// Bytes of the TOML.
    toml: std::ops::Range<usize>,
    /// Where the body starts.
    body: usize,
    /// What is wrong with the front matter, if it has to be left aside.
    problem: Option<Diagnostic>,
}

/// Finds the front matter, the TOML between the `+++` lines.
fn front_matter(file: &Arc<SourceFile>) -> Parts {
    let missing = |message: &str| {
        Diagnostic::error(Code::FrontMatter, message)
            .at(Span::new(file, 0..file.text.find('\n').unwrap_or(0)))
            .help("start it with `+++`, the fields title, summary, version and updated, and `+++`")
    };
    let mut lines = file.text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let mark = first.trim_end();
    if !["+++", "---"].contains(&mark) {
        let problem = Some(missing("the document has no front matter"));
        return Parts { toml: 0..0, body: 0, problem };
    }
    let start = first.len();
    let mut end = start;
    for line in lines {
        let closes = line.trim_end() == mark || (mark == "---" && line.trim_end() == "...");
        if closes {
            let problem = (mark == "---").then(|| {
                missing("the front matter is YAML, and has to be TOML").help(
                    "put `+++` in place of `---`, and write each field as `title = \"Terms\"`; a date \
                     has no quotation marks: `updated = 2026-06-29`",
                )
            });
            return Parts { toml: start..end, body: end + line.len(), problem };
        }
        end += line.len();
    }
    if mark == "---" {
        // A line across the page, as Markdown has it.
        let problem = Some(missing("the document has no front matter"));
        return Parts { toml: 0..0, body: 0, problem };
    }
    // Where it should have ended nobody knows; a body has blank lines.
    let gap = file.text[start..].find("\n\n").map_or(file.text.len(), |at| start + at + 1);
    let problem =
        missing("the front matter does not end").help("put a line `+++` behind its fields");
    Parts { toml: start..gap, body: gap, problem: Some(problem) }
}
