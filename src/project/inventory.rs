//! The inventory as `policy/cookies.toml` declares it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::markdown::{UnitParser, UnitProblem};
use super::source::{Piece, SourceInline, Unit, for_each_inline, shows_nothing};
use super::{config, field};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};
use crate::document::{Duration, ItemKind, Party, StoredName, UnitId, is_blank};

/// The inventory, with its translatable fields as units.
#[derive(Debug, Default)]
pub(crate) struct SourceInventory {
    pub(crate) categories: Vec<SourceCategory>,
    pub(crate) providers: Vec<SourceProvider>,
    pub(crate) items: Vec<SourceInventoryItem>,
}

#[derive(Debug)]
pub(crate) struct SourceCategory {
    pub(crate) id: String,
    pub(crate) span: Span,
    pub(crate) used: bool,
    pub(crate) name: Unit,
    pub(crate) usage: Unit,
    pub(crate) meaning: Unit,
}

#[derive(Debug)]
pub(crate) struct SourceProvider {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) third_party: bool,
    pub(crate) sets: bool,
    pub(crate) role: Unit,
}

#[derive(Debug)]
pub(crate) struct SourceInventoryItem {
    pub(crate) name: StoredName,
    pub(crate) provider: String,
    pub(crate) library: Option<String>,
    pub(crate) category: String,
    pub(crate) kind: ItemKind,
    pub(crate) party: Party,
    pub(crate) duration: Duration,
    pub(crate) purpose: Unit,
    pub(crate) retention: Unit,
}

impl SourceInventory {
    /// Calls `visit` for every unit, in the order of the file's tables.
    pub(crate) fn for_each_unit<'a>(&'a self, visit: &mut dyn FnMut(&'a Unit)) {
        for category in &self.categories {
            visit(&category.name);
            visit(&category.usage);
            visit(&category.meaning);
        }
        for provider in &self.providers {
            visit(&provider.role);
        }
        for item in &self.items {
            visit(&item.purpose);
            visit(&item.retention);
        }
    }

    /// The category of this id.
    pub(crate) fn category(&self, id: &str) -> Option<&SourceCategory> {
        self.categories.iter().find(|category| category.id == id)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    categories: Vec<CategoryTable>,
    #[serde(default)]
    providers: Vec<ProviderTable>,
    #[serde(default)]
    items: Vec<Spanned<ItemTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTable {
    id: Spanned<String>,
    name: Spanned<String>,
    used: bool,
    usage: Spanned<String>,
    meaning: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProviderTable {
    id: Spanned<String>,
    name: Spanned<String>,
    third_party: bool,
    sets: bool,
    role: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemTable {
    name: Option<Spanned<String>>,
    pattern: Option<Spanned<String>>,
    provider: Spanned<String>,
    library: Option<Spanned<String>>,
    category: Spanned<String>,
    purpose: Spanned<String>,
    kind: ItemKind,
    party: Party,
    duration: Duration,
    retention: Spanned<String>,
}

/// Reads the inventory in `file`.
pub(crate) fn parse(file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) -> SourceInventory {
    let Some(tables) = config::parse::<File>(file, &file.text, 0, diagnostics) else {
        return SourceInventory::default();
    };
    let mut reader = Reader { file, parser: UnitParser::new(), diagnostics };
    let categories: Vec<_> =
        tables.categories.into_iter().map(|table| reader.category(table)).collect();
    let providers: Vec<_> =
        tables.providers.into_iter().map(|table| reader.provider(table)).collect();
    reader.unique(categories.iter().map(|(id, _)| id), "category");
    reader.unique(providers.iter().map(|(id, _)| id), "provider");
    let mut inventory = SourceInventory {
        categories: categories.into_iter().map(|(_, category)| category).collect(),
        providers: providers.into_iter().map(|(_, provider)| provider).collect(),
        items: Vec::new(),
    };
    for table in tables.items {
        if let Some(item) = reader.item(table, &inventory) {
            inventory.items.push(item);
        }
    }
    inventory
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    parser: UnitParser,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn category(&mut self, table: CategoryTable) -> (Spanned<String>, SourceCategory) {
        let id = self.shown(&table.id);
        let category = SourceCategory {
            span: Span::new(self.file, table.id.span()),
            used: table.used,
            name: self.unit(format!("category.{id}.name"), &table.name),
            usage: self.unit(format!("category.{id}.usage"), &table.usage),
            meaning: self.unit(format!("category.{id}.meaning"), &table.meaning),
            id,
        };
        (table.id, category)
    }

    fn provider(&mut self, table: ProviderTable) -> (Spanned<String>, SourceProvider) {
        let id = self.shown(&table.id);
        let provider = SourceProvider {
            name: self.shown(&table.name),
            third_party: table.third_party,
            sets: table.sets,
            role: self.unit(format!("provider.{id}.role"), &table.role),
            id,
        };
        (table.id, provider)
    }

    fn item(
        &mut self,
        table: Spanned<ItemTable>,
        inventory: &SourceInventory,
    ) -> Option<SourceInventoryItem> {
        let place = Span::new(self.file, table.span());
        let table = table.into_inner();
        let (name, span) = match (table.name, table.pattern) {
            (Some(name), None) => (StoredName::Name(self.shown(&name)), name.span()),
            (None, Some(name)) => (StoredName::Pattern(self.shown(&name)), name.span()),
            (Some(_), Some(_)) | (None, None) => {
                self.diagnostics.push(
                    Diagnostic::error(Code::InventoryName, "an item needs a `name` or a `pattern`")
                        .at(place)
                        .help("give one of the two; a pattern has `*` for any characters"),
                );
                return None;
            }
        };
        let library = table.library.as_ref().map(|library| self.shown(library));
        if inventory.items.iter().any(|item| item.name == name) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::InventoryDuplicate,
                    format!("item `{}` is there already", name.as_str()),
                )
                .at(Span::new(self.file, span)),
            );
        }
        if inventory.category(table.category.get_ref()).is_none() {
            self.unknown("category", &table.category, inventory.categories.iter().map(|c| &c.id));
        }
        if !inventory.providers.iter().any(|provider| provider.id == *table.provider.get_ref()) {
            self.unknown("provider", &table.provider, inventory.providers.iter().map(|p| &p.id));
        }
        let key = name.as_str().to_owned();
        Some(SourceInventoryItem {
            name,
            provider: table.provider.into_inner(),
            library,
            category: table.category.into_inner(),
            kind: table.kind,
            party: table.party,
            duration: table.duration,
            purpose: self.unit(format!("item.{key}.purpose"), &table.purpose),
            retention: self.unit(format!("item.{key}.retention"), &table.retention),
        })
    }

    fn unknown<'s>(
        &mut self,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'s String>,
    ) {
        let known: Vec<&str> = known.map(String::as_str).collect();
        let help = match known.as_slice() {
            [] => format!("the file defines no {what}"),
            known => format!("the file defines: {}", known.join(", ")),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::Inventory, format!("unknown {what} `{}`", name.get_ref()))
                .at(Span::new(self.file, name.span()))
                .help(help),
        );
    }

    fn unique<'s>(&mut self, ids: impl Iterator<Item = &'s Spanned<String>>, what: &str) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id.get_ref()) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::InventoryDuplicate,
                        format!("{what} `{}` is there already", id.get_ref()),
                    )
                    .at(Span::new(self.file, id.span())),
                );
            }
        }
    }

    /// A name as it is shown; one that nobody sees is an error.
    fn shown(&mut self, name: &Spanned<String>) -> String {
        let span = Span::new(self.file, name.span());
        if is_blank(name.get_ref()) {
            self.diagnostics.push(UnitProblem::Empty.diagnostic(&span));
        }
        field::shown(name.get_ref(), &span, self.diagnostics)
    }

    fn unit(&mut self, id: String, text: &Spanned<String>) -> Unit {
        let span = Span::new(self.file, text.span());
        unit(&self.parser, UnitId::new(id), text.get_ref(), span, self.diagnostics)
    }
}

/// A unit whose text is a field of a TOML file.
pub(super) fn unit(
    parser: &UnitParser,
    id: UnitId,
    text: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Unit {
    let (content, mut problems) = parser.read(text, &BTreeSet::new());
    if problems.is_empty() && shows_nothing(&content) {
        problems.push(UnitProblem::Empty);
    }
    diagnostics.extend(problems.iter().map(|problem| problem.diagnostic(&span)));
    // One with a backslash before it is meant as text.
    let call = footnote_call(&content).filter(|call| !text.contains(&format!("\\{call}")));
    if let Some(call) = call {
        diagnostics.push(
            Diagnostic::error(Code::Footnote, "no footnote can be called here")
                .at(span.find(&call))
                .help("call it in the text of the document, or write `\\\\[` for a bracket"),
        );
    }
    let flawed = !problems.is_empty();
    let msgid = if flawed { String::new() } else { text.to_owned() };
    Unit { role: role(id.as_str()), id, msgid, content, span, flawed }
}

/// The first call of a footnote in `content`, which is text where no document's notes are known.
fn footnote_call(content: &[SourceInline]) -> Option<String> {
    let mut found = None;
    for_each_inline(content, &mut |inline| {
        let SourceInline::Text(pieces) = inline else { return };
        for piece in pieces {
            let Piece::Words(words) = piece else { continue };
            let call = words.split_once("[^").and_then(|(_, rest)| rest.split_once(']'));
            let named =
                call.filter(|(name, _)| !name.is_empty() && !name.contains([' ', '^', '[']));
            if let Some((name, _)) = named {
                found.get_or_insert_with(|| format!("[^{name}]"));
            }
        }
    });
    found
}

/// What the field of this id is, for its translator.
fn role(id: &str) -> &'static str {
    match (id.split('.').next(), id.rsplit('.').next()) {
        (Some("document"), Some("title")) => "Title of the document",
        (Some("document"), _) => "Description of the document",
        (Some("category"), Some("name")) => "Name of a category",
        (Some("category"), Some("usage")) => "Whether a category is used",
        (Some("category"), _) => "What a category means",
        (Some("provider"), _) => "What a provider does",
        (_, Some("purpose")) => "What an item is for",
        _ => "How long an item lasts",
    }
}
