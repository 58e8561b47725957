//! Reading a project's own files, its locales apart: what is wrong in one of them does not keep the
//! others from being read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::Spanned;

use super::config::{self, FrontMatter, PolicyConfig};
use super::faults::Faults;
use super::files::{Root, SOURCES};
use super::folders::Kind;
use super::front::front_matter;
use super::inventory::{self, SourceInventory};
use super::locales::Locales;
use super::markdown::{BodyKind, UnitParser, UnitProblem, parse_body};
use super::overlay::{INTERFACE, INVENTORY, Overlay, ReadCatalogue};
use super::source::{SourceDocument, SourceSection, nest};
use super::templates::TemplateSet;
use super::{Project, field, filenames, images};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{Day, DocumentId, LocaleTag, UnitId, is_blank};

/// Reads all that is no locale's.
pub(super) struct Loader<'a> {
    root: Root,
    diagnostics: &'a mut Diagnostics,
    faults: Faults,
}

impl Loader<'_> {
    /// Reads the project in `root`, as far as that can be done, and adds to `diagnostics` what is
    /// wrong in it. There is none where `policy.toml` cannot be read.
    pub(super) fn load(root: Root, diagnostics: &mut Diagnostics) -> Option<Project> {
        Loader { root, diagnostics, faults: Faults::default() }.project()
    }

    fn project(mut self) -> Option<Project> {
        let Some((config, config_file)) = self.config() else {
            self.without_config();
            return None;
        };
        let source_locale = self.source_locale(&config, &config_file);
        let ids = self.document_ids(&config, &config_file);
        let documents: Vec<_> = ids.iter().filter_map(|id| self.document(id)).collect();
        let inventory = self.inventory();
        let Some(source_locale) = source_locale else {
            self.locales(&ids);
            return None;
        };
        let tags = self.tags(Some(&source_locale));
        self.report_misnamed(&ids);
        let templates = TemplateSet::load(&self.root, self.diagnostics);
        let mut images = BTreeMap::new();
        let mut load = |unit| images::load(&self.root, unit, &mut images, self.diagnostics);
        documents.iter().for_each(|document| document.for_each_unit(&mut load));
        Some(Project {
            root: self.root,
            config,
            config_file,
            documents,
            inventory,
            locales: Locales::new(&tags, &source_locale),
            source_locale,
            tags,
            templates,
            images,
            faults: self.faults,
            sound: !self.diagnostics.has_errors(),
        })
    }

    fn config(&mut self) -> Option<(PolicyConfig, Arc<SourceFile>)> {
        let file = self.take(self.root.text("policy/policy.toml"))?;
        let mut config: PolicyConfig = config::parse(&file, &file.text, 0, self.diagnostics)?;
        self.check_publisher(&mut config, &file);
        Some((config, file))
    }

    /// Reads what there is without knowing what belongs to the project, for what is wrong in it.
    fn without_config(&mut self) {
        let entries = self.root.list("policy").unwrap_or_default();
        let names = entries.iter().filter_map(|entry| entry.name.strip_suffix(".md"));
        let ids: Vec<DocumentId> = names.filter_map(|name| name.parse().ok()).collect();
        for id in &ids {
            self.document(id);
        }
        self.inventory();
        self.locales(&ids);
    }

    fn locales(&mut self, ids: &[DocumentId]) {
        let names = ids.iter().map(DocumentId::as_str).chain([INVENTORY, INTERFACE]);
        let names: Vec<&str> = names.collect();
        for tag in self.tags(None) {
            let overlay = Overlay::load(&self.root, tag.clone(), ids, &BTreeMap::new());
            self.diagnostics.extend(overlay.found);
            for name in &names {
                self.diagnostics.extend(ReadCatalogue::load(&self.root, &tag, name).found);
            }
        }
    }

    fn take<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.diagnostics.push(diagnostic)).ok()
    }

    fn check_publisher(&mut self, config: &mut PolicyConfig, file: &Arc<SourceFile>) {
        let range = config.publisher.span();
        for key in ["name", "short_name"] {
            let value = config.publisher.get_ref().get(key).map(Spanned::get_ref);
            if value.and_then(toml::Value::as_str).is_some_and(|text| !is_blank(text)) {
                continue;
            }
            self.diagnostics.push(
                Diagnostic::error(Code::Toml, format!("`publisher.{key}` is not set"))
                    .at(Span::new(file, range.clone()))
                    .help("`[publisher]` needs `name` and `short_name`"),
            );
            // The texts that name it are not wrong for that.
            let stand_in = Spanned::new(range.clone(), toml::Value::String(key.to_owned()));
            config.publisher.get_mut().insert(key.to_owned(), stand_in);
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

    fn document(&mut self, id: &DocumentId) -> Option<SourceDocument> {
        let path = format!("policy/{id}.md");
        let mut found = Diagnostics::default();
        let outer = std::mem::replace(self.diagnostics, found);
        let document = self.read_document(id, &path);
        found = std::mem::replace(self.diagnostics, outer);
        self.faults.note(&path, &found);
        self.diagnostics.extend(found);
        document
    }

    /// Reads a document; what is wrong in its front matter does not hide what is wrong below it.
    fn read_document(&mut self, id: &DocumentId, path: &str) -> Option<SourceDocument> {
        let file = self.take(self.root.text(path))?;
        let parts = front_matter(&file);
        let start = parts.toml.start;
        let front = match parts.problem {
            Some(problem) => {
                self.diagnostics.push(problem);
                None
            }
            None => {
                config::parse::<FrontMatter>(&file, &file.text[parts.toml], start, self.diagnostics)
            }
        };
        let readable = front.is_some();
        let mut front = front.unwrap_or_else(FrontMatter::unreadable);
        if readable {
            let range = front.version.span();
            let span = Span::new(&file, range.start + start..range.end + start);
            if is_blank(front.version.get_ref()) {
                self.diagnostics.push(UnitProblem::Empty.diagnostic(&span));
            }
            let version = field::shown(front.version.get_ref(), &span, self.diagnostics);
            front.version = Spanned::new(range, version);
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
    fn check_sections(&mut self, sections: &[SourceSection]) {
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
        let mut found = Diagnostics::default();
        let inventory = match self.root.text(PATH) {
            Ok(file) => inventory::parse(&file, &mut found),
            Err(diagnostic) => {
                found.push(diagnostic);
                SourceInventory::default()
            }
        };
        self.faults.note(PATH, &found);
        self.diagnostics.extend(found);
        inventory
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

    /// The locales that have a folder, and the one of the source.
    fn tags(&mut self, source: Option<&LocaleTag>) -> BTreeSet<LocaleTag> {
        let entries = self.take(self.root.list("locales")).unwrap_or_default();
        let mut tags: BTreeSet<LocaleTag> = source.cloned().into_iter().collect();
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
