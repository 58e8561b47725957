//! The resolved document: the one value that every renderer receives.
//!
//! The JSON export is this value as serde writes it, the HTML and text templates and the Typst
//! template read the same shape. `schema/document.schema.json` is generated from these types.

mod address;
mod blank;
mod block;
mod day;
mod digits;
mod fingerprint;
mod head;
mod id;
mod inline;
mod inventory;
mod markup;
pub(crate) mod measure;
mod plain;
pub mod schema;
mod walk;

pub(crate) use address::{normal as normal_address, uri};
pub(crate) use digits::{digits_named, in_digits};
pub(crate) use inventory::type_word;
pub(crate) use plain::{struck, title_text};

pub(crate) use blank::is_blank;
pub use block::{AlertKind, Align, Block, BlockKind, Column, ListItem, Section, Table, TableKind};
pub use day::{Day, NotADay};
pub(crate) use fingerprint::sha256;
pub(crate) use head::Head;
pub use id::{BlockId, DocumentId, EditionId, IdError, LocaleTag, UnitId};
pub use inline::{Inline, Text, UnitState};
pub use inventory::{
    Category, Duration, Inventory, InventoryItem, ItemKind, Party, Provider, StoredName,
};

use std::collections::BTreeMap;
use std::fmt::Display;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the published schema of [`Document`] lives; every JSON export names it in `$schema`.
pub const SCHEMA_ID: &str = "https://promulgate.dev/schema/document-2.json";

/// One policy in one language, with every variable, number, reference and table resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Identifier of the JSON Schema that this value follows.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The tool and version that resolved the document, such as `promulgate 0.1.0`.
    pub generator: String,
    /// The document's id in its project, also its file name.
    pub id: DocumentId,
    /// The language of this rendition.
    pub locale: Locale,
    /// The language the policy was written in.
    pub source_locale: LocaleTag,
    /// The title, as the `<h1>` and the PDF's title show it.
    pub title: Text,
    /// One or two sentences that describe the document.
    pub summary: Text,
    /// The policy's own version, as the publisher counts it.
    pub version: String,
    /// The day of the last change.
    pub updated: Date,
    /// The day from which this version binds, where the source names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub effective: Option<Date>,
    /// Who publishes the document.
    pub publisher: Publisher,
    /// What readers must know before they read: text that is not translated, which language prevails.
    pub notices: Vec<Notice>,
    /// Down to which level headings are in the contents, where the source says so; 0 means that there
    /// are no contents.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contents_depth: Option<u8>,
    /// The top-level sections, in order.
    pub sections: Vec<Section>,
    /// The footnotes, in order of their first call.
    pub footnotes: Vec<Footnote>,
    /// The cookie inventory as data, in this language.
    pub inventory: Inventory,
    /// How much of the text is translated.
    pub translation: Translation,
    /// Who approved just this text, where somebody has.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub approval: Option<Approval>,
    /// The images the blocks refer to, by their path in the project.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub images: BTreeMap<String, Image>,
    /// Interface words in this language, by key (`contents`, `table.name`, …).
    pub words: BTreeMap<String, String>,
}

/// A language and what typesetting needs to know of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Locale {
    /// The BCP 47 tag, such as `pt-BR`.
    pub tag: LocaleTag,
    /// The language's name in that language.
    pub name: String,
    /// The writing direction of its main script.
    pub dir: Direction,
    /// The language subtag (ISO 639).
    pub language: String,
    /// The likely script (ISO 15924), by CLDR where the tag does not say.
    pub script: String,
    /// The likely region (ISO 3166-1 or UN M.49), by CLDR where the tag does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<String>,
    /// The ten digits of its numbers, from zero, where they are not 0 to 9.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digits: Option<String>,
    /// Font families to try in order, from `locale.toml`; empty means the template's choice.
    pub fonts: Vec<String>,
    /// The locales its text falls back to, nearest first, the source last.
    pub fallback: Vec<LocaleTag>,
}

impl Locale {
    /// A number in the digits of the language, without grouping.
    pub(crate) fn number(&self, number: impl Display) -> String {
        in_digits(&number.to_string(), self.digits.as_deref())
    }
}

/// A writing direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// A calendar day, as data and in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Date {
    /// ISO 8601, `YYYY-MM-DD`.
    pub iso: String,
    /// The day in the reader's language, long form (CLDR).
    pub text: String,
}

/// The organisation that the policy binds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Publisher {
    /// Full legal name.
    pub name: String,
    /// Short name, as the text uses it.
    pub short_name: String,
}

/// A statement at the head of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// What the statement is about.
    pub kind: NoticeKind,
    /// The statement, in the document's language.
    pub text: String,
}

/// The kinds of [`Notice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Parts of the text stand in another language.
    Fallback,
    /// Another language version prevails.
    Prevails,
    /// Nobody has approved the text for publication.
    Unapproved,
}

/// A footnote and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Footnote {
    /// Anchor of the note.
    pub id: BlockId,
    /// Its number, from 1.
    pub number: u32,
    /// That number in the digits of the document's language.
    pub label: String,
    /// How often the text calls it.
    pub calls: u32,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// How far a document is translated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Translation {
    /// Units by state.
    pub counts: UnitCounts,
    /// The units whose text stands in another language than the document's.
    pub fallbacks: Vec<FallbackUnit>,
}

/// The sign-off of a document in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// Who approved it.
    pub by: String,
    /// When.
    pub date: Date,
}

/// Number of translatable units by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitCounts {
    /// Units of the source language itself.
    pub source: usize,
    /// Units translated in this locale.
    pub translated: usize,
    /// Units taken from a parent locale of the same language, as `de-AT` takes from `de`.
    pub inherited: usize,
    /// Units whose source changed after they were translated.
    pub fuzzy: usize,
    /// Units never translated.
    pub missing: usize,
}

impl UnitCounts {
    /// Counts one more unit of `state`.
    pub fn add(&mut self, state: UnitState) {
        match state {
            UnitState::Source => self.source += 1,
            UnitState::Translated => self.translated += 1,
            UnitState::Inherited => self.inherited += 1,
            UnitState::Fuzzy => self.fuzzy += 1,
            UnitState::Missing => self.missing += 1,
        }
    }
}

/// A unit that is shown in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FallbackUnit {
    /// The unit's id, as in the catalogue's `msgctxt`.
    pub unit: UnitId,
    /// Why its own translation is not shown.
    pub state: UnitState,
    /// The language it is shown in.
    pub lang: LocaleTag,
}

/// The same document in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternate {
    /// The language.
    pub tag: LocaleTag,
    /// Its name in that language.
    pub name: String,
    /// Its writing direction.
    pub dir: Direction,
}

/// An image of the project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Image {
    /// The media type, such as `image/png`.
    pub media_type: String,
    /// The bytes, in Base64 (RFC 4648).
    pub data: String,
}

impl Document {
    /// Fills the plain-text and HTML views of every block, once the content is final.
    pub(crate) fn fill_views(&mut self) {
        plain::fill(self);
        markup::fill(self);
    }

    /// Names this document in this language.
    pub(crate) fn edition(&self) -> EditionId {
        EditionId::new(&self.id, &self.locale.tag)
    }

    /// Gives the interface word of `key`, or the key itself where the project's catalogue has none.
    #[must_use]
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}

/// A label before what it labels, with the sign and the spaces that the language of `words` has
/// between the two.
pub(crate) fn labelled(words: &BTreeMap<String, String>, label: &str, value: &str) -> String {
    let pattern = words.get("labelled").map_or("{label}: {value}", String::as_str);
    pattern.replace("{label}", label).replace("{value}", value)
}
