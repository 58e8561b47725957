//! The inventory in the reader's language, and the tables made from it.

use super::body::BodyBuilder;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    Align, Category, Column, Inline, Inventory, InventoryItem, Provider, Table, TableKind, Text,
    type_word,
};

impl BodyBuilder<'_, '_> {
    /// The inventory, if a block of the document showed a part of it.
    pub(super) fn take_inventory(&mut self) -> Inventory {
        self.inventory.take().unwrap_or_default()
    }

    pub(super) fn categories_table(&mut self, span: &Span) -> Option<Table> {
        let rows = self.inventory().categories.iter().map(|category| {
            vec![category.name.clone(), category.usage.clone(), category.meaning.clone()]
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            self.no_rows("the inventory has no categories to show", span);
            return None;
        }
        let columns = ["table.category", "table.used", "table.meaning"];
        Some(self.table(TableKind::Categories, &columns, rows))
    }

    pub(super) fn providers_table(&mut self, span: &Span) -> Option<Table> {
        let third_parties = self.inventory().providers.iter().filter(|p| p.third_party);
        let rows = third_parties
            .map(|provider| (provider.name.clone(), provider.role.clone()))
            .collect::<Vec<_>>();
        if rows.is_empty() {
            self.no_rows("the inventory has no providers that are third parties", span);
            return None;
        }
        let rows = rows
            .into_iter()
            .map(|(name, role)| vec![Text::generated(self.texts.isolated(name)), role])
            .collect();
        Some(self.table(TableKind::Providers, &["table.provider", "table.role"], rows))
    }

    fn no_rows(&mut self, what: impl Into<String>, span: &Span) {
        self.texts.diagnostics.push(
            Diagnostic::warning(Code::InventoryEmpty, what)
                .at(span.clone())
                .help("say in words that nothing of the kind is used; no table is published"),
        );
    }

    pub(super) fn inventory_table(&mut self, category: &str, span: &Span) -> Option<Table> {
        if self.project.inventory.category(category).is_none() {
            let known: Vec<&str> =
                self.project.inventory.categories.iter().map(|c| c.id.as_str()).collect();
            let help = if known.is_empty() {
                "policy/cookies.toml defines no category".to_owned()
            } else {
                format!("policy/cookies.toml defines: {}", known.join(", "))
            };
            self.texts.diagnostics.push(
                Diagnostic::error(Code::Inventory, format!("unknown category `{category}`"))
                    .at(span.find(category))
                    .help(help),
            );
            return None;
        }
        let inventory = self.inventory().clone();
        let rows = inventory
            .items
            .iter()
            .filter(|item| item.category == category)
            .map(|item| {
                vec![
                    code(item.name.as_str()),
                    Text::generated(self.texts.isolated(provider_cell(&inventory, item))),
                    item.purpose.clone(),
                    self.texts.word(type_word(item.party, item.kind)),
                    item.retention.clone(),
                ]
            })
            .collect::<Vec<_>>();
        if rows.is_empty() {
            self.no_rows(format!("category `{category}` has no items to show"), span);
            return None;
        }
        let columns =
            ["table.name", "table.provider", "table.purpose", "table.type", "table.duration"];
        Some(self.table(TableKind::Inventory, &columns, rows))
    }

    fn table(&self, kind: TableKind, columns: &[&str], rows: Vec<Vec<Text>>) -> Table {
        let columns = columns
            .iter()
            .map(|key| Column { title: self.texts.word(key), align: Align::Start })
            .collect();
        Table { kind, columns, rows }
    }

    fn inventory(&mut self) -> &Inventory {
        if self.inventory.is_none() {
            self.inventory = Some(self.localized_inventory());
        }
        self.inventory.get_or_insert_default()
    }

    fn localized_inventory(&mut self) -> Inventory {
        let source = &self.project.inventory;
        Inventory {
            categories: source
                .categories
                .iter()
                .map(|category| Category {
                    id: category.id.clone(),
                    name: self.texts.inventory_unit(&category.name),
                    used: category.used,
                    usage: self.texts.inventory_unit(&category.usage),
                    meaning: self.texts.inventory_unit(&category.meaning),
                })
                .collect(),
            providers: source
                .providers
                .iter()
                .map(|provider| Provider {
                    id: provider.id.clone(),
                    name: provider.name.clone(),
                    role: self.texts.inventory_unit(&provider.role),
                    third_party: provider.third_party,
                    sets: provider.sets,
                })
                .collect(),
            items: source
                .items
                .iter()
                .map(|item| InventoryItem {
                    name: item.name.clone(),
                    provider: item.provider.clone(),
                    library: item.library.clone(),
                    category: item.category.clone(),
                    purpose: self.texts.inventory_unit(&item.purpose),
                    kind: item.kind,
                    party: item.party,
                    duration: item.duration,
                    retention: self.texts.inventory_unit(&item.retention),
                })
                .collect(),
        }
    }
}

fn code(name: &str) -> Text {
    Text { content: vec![Inline::Code { text: name.to_owned() }], ..Text::default() }
}

/// The provider's name, with the library through which it sets the item.
fn provider_cell(inventory: &Inventory, item: &InventoryItem) -> String {
    let name = inventory
        .providers
        .iter()
        .find(|provider| provider.id == item.provider)
        .map_or(item.provider.as_str(), |provider| provider.name.as_str());
    match &item.library {
        Some(library) => format!("{name} ({library})"),
        None => name.to_owned(),
    }
}
