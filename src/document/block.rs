//! Sections and the blocks they hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BlockId, Text};

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Anchor in HTML, named destination in the PDF.
    pub id: BlockId,
    /// Depth, from 1.
    pub level: u8,
    /// The computed number, such as `4.1`, in the digits of the document's language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<String>,
    /// The heading.
    pub title: Text,
    /// What stands before the first subsection.
    pub blocks: Vec<Block>,
    /// The subsections.
    pub sections: Vec<Section>,
}

/// A block with its stable id and its two ready-made views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Stable id, made of the section's id and the position in it.
    pub id: BlockId,
    /// What the block is.
    #[serde(flatten)]
    pub kind: BlockKind,
    /// The block as plain text, one line per paragraph, item or row.
    pub text: String,
    /// The block as HTML.
    pub html: String,
}

/// The kinds of [`Block`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph {
        /// Its text.
        content: Text,
    },
    /// A list.
    List {
        /// Number of the first item of an ordered list; absent for bullets.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        start: Option<u32>,
        /// Whether the items stand close together.
        tight: bool,
        /// The items.
        items: Vec<ListItem>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A call-out (GFM alert).
    Alert {
        /// Its kind.
        alert: AlertKind,
        /// Its heading.
        title: Text,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Literal text on lines of its own.
    Code {
        /// Language of the code, as the source names it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        language: Option<String>,
        /// The literal text.
        code: String,
    },
    /// A table, written in the source or made from the inventory.
    Table(Table),
    /// A thematic break.
    Rule,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListItem {
    /// State of the check box of a task list item.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub done: Option<bool>,
    /// What the item holds.
    pub blocks: Vec<Block>,
}

/// The kinds of call-out GFM knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AlertKind {
    /// Useful information.
    Note,
    /// Advice.
    Tip,
    /// Key information.
    Important,
    /// Urgent information.
    Warning,
    /// A risk.
    Caution,
}

impl AlertKind {
    /// Gives the key of the interface word that heads it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            AlertKind::Note => "alert.note",
            AlertKind::Tip => "alert.tip",
            AlertKind::Important => "alert.important",
            AlertKind::Warning => "alert.warning",
            AlertKind::Caution => "alert.caution",
        }
    }

    /// Gives its name in class names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AlertKind::Note => "note",
            AlertKind::Tip => "tip",
            AlertKind::Important => "important",
            AlertKind::Warning => "warning",
            AlertKind::Caution => "caution",
        }
    }
}

/// A table. Every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// Where the rows come from.
    pub kind: TableKind,
    /// The columns, with their headings.
    pub columns: Vec<Column>,
    /// The rows. In a table made from the inventory the first cell names the row.
    pub rows: Vec<Vec<Text>>,
}

/// Where the rows of a [`Table`] come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// Written in the source.
    Plain,
    /// The categories of the inventory.
    Categories,
    /// The items of one category of the inventory.
    Inventory,
    /// The third-party providers of the inventory.
    Providers,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// The column's heading.
    pub title: Text,
    /// How its cells are aligned.
    pub align: Align,
}

/// Alignment of a column, along the reading direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// At the side where lines start.
    #[default]
    Start,
    /// Centred.
    Center,
    /// At the side where lines end.
    End,
}
