//! Running text: what stands inside a paragraph, a heading or a cell.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BlockId, Direction, LocaleTag, UnitId};

/// One translatable unit as it is shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// The unit's id, as in the catalogue's `msgctxt`. Generated text has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<UnitId>,
    /// Where its words come from.
    pub state: UnitState,
    /// The language it is in, where that is not the document's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lang: Option<LocaleTag>,
    /// The writing direction of that language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dir: Option<Direction>,
    /// The content.
    pub content: Vec<Inline>,
    /// The content as plain text.
    pub text: String,
    /// The content as HTML.
    pub html: String,
}

impl Text {
    /// Makes a text that the tool generates, in the document's language.
    #[must_use]
    pub fn generated(text: impl Into<String>) -> Self {
        Text { content: vec![Inline::Text { text: text.into() }], ..Text::default() }
    }
}

/// Where the words of a unit come from.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum UnitState {
    /// The document is in its source language.
    #[default]
    Source,
    /// Translated in this locale.
    Translated,
    /// Taken from a parent locale of the same language.
    Inherited,
    /// The source changed after the unit was translated: a fallback is shown.
    Fuzzy,
    /// Never translated: a fallback is shown.
    Missing,
}

impl UnitState {
    /// Tells whether the shown words are a stand-in for a translation.
    #[must_use]
    pub fn is_fallback(self) -> bool {
        match self {
            UnitState::Fuzzy | UnitState::Missing => true,
            UnitState::Source | UnitState::Translated | UnitState::Inherited => false,
        }
    }
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Inline {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A code span: a name that is never translated.
    Code {
        /// The literal text.
        text: String,
    },
    /// Emphasis.
    Emphasis {
        /// What is emphasised.
        content: Vec<Inline>,
    },
    /// Strong emphasis.
    Strong {
        /// What is emphasised.
        content: Vec<Inline>,
    },
    /// Struck-out text (GFM).
    Strikethrough {
        /// What is struck out.
        content: Vec<Inline>,
    },
    /// A link out of the document.
    Link {
        /// The address: http, https, mailto, tel, or relative.
        href: String,
        /// The words of the link.
        content: Vec<Inline>,
    },
    /// A cross-reference to a section of this document.
    Reference {
        /// The section's id.
        target: BlockId,
        /// The words of the reference, such as “Section 7”.
        content: Vec<Inline>,
    },
    /// A call of a footnote.
    Footnote {
        /// Anchor of the note.
        target: BlockId,
        /// Anchor of this call.
        id: BlockId,
        /// The note's number in the digits of the document's language.
        label: String,
    },
    /// An image of the project.
    Image {
        /// Key in [`Document::images`](super::Document::images).
        src: String,
        /// The text alternative.
        alt: String,
    },
    /// A forced line break.
    Break,
}
