//! The cookie inventory in one language, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;

/// Everything the policy's service stores in a browser, and who does it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Inventory {
    /// The categories, in the order readers see them.
    pub categories: Vec<Category>,
    /// The providers.
    pub providers: Vec<Provider>,
    /// The cookies and storage entries.
    pub items: Vec<InventoryItem>,
}

/// A category of cookies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// Its id in the project.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Whether the service uses it.
    pub used: bool,
    /// Whether the service uses it, in words.
    pub usage: Text,
    /// What it means.
    pub meaning: Text,
}

/// An organisation that sets or may set cookies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provider {
    /// Its id in the project.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does for the service.
    pub role: Text,
    /// Whether it is someone else than the publisher.
    pub third_party: bool,
    /// Whether it sets items of this inventory; otherwise it may set its own.
    pub sets: bool,
}

/// A cookie or storage entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InventoryItem {
    /// Its name, or the pattern its names follow.
    #[serde(flatten)]
    pub name: StoredName,
    /// Id of its provider.
    pub provider: String,
    /// The library through which it is set, where that matters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub library: Option<String>,
    /// Id of its category.
    pub category: String,
    /// What it is for.
    pub purpose: Text,
    /// How it is stored.
    pub kind: ItemKind,
    /// Who sets it, seen from the browser.
    pub party: Party,
    /// How long it lasts.
    pub duration: Duration,
    /// How long it lasts, in words.
    pub retention: Text,
}

/// The name of a stored item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StoredName {
    /// An exact name.
    Name(String),
    /// A pattern with `*` for any run of characters.
    Pattern(String),
}

impl StoredName {
    /// Gives the name or pattern as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            StoredName::Name(name) | StoredName::Pattern(name) => name,
        }
    }
}

/// How an item is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// An HTTP cookie (RFC 6265).
    Cookie,
    /// `localStorage` of the browser.
    LocalStorage,
    /// `sessionStorage` of the browser.
    SessionStorage,
}

/// Who sets an item, seen from the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// The site the person visits.
    First,
    /// Another site.
    Third,
}

/// How long an item lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Duration {
    /// Until the browser session ends, or shorter.
    Session,
    /// Beyond the browser session.
    Persistent,
}

/// Key of the word for the type of an item, such as `type.first.cookie`.
pub(crate) fn type_word(party: Party, kind: ItemKind) -> &'static str {
    match (party, kind) {
        (Party::First, ItemKind::Cookie) => "type.first.cookie",
        (Party::Third, ItemKind::Cookie) => "type.third.cookie",
        (Party::First, ItemKind::LocalStorage) => "type.first.local-storage",
        (Party::Third, ItemKind::LocalStorage) => "type.third.local-storage",
        (Party::First, ItemKind::SessionStorage) => "type.first.session-storage",
        (Party::Third, ItemKind::SessionStorage) => "type.third.session-storage",
    }
}
