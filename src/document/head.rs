//! What is said of a document elsewhere than in the document: on the chooser page, in the manifest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Alternate, Date, Document, Locale, Publisher, Text, UnitCounts};

/// The head of a document in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) locale: Locale,
    pub(crate) title: Text,
    pub(crate) version: String,
    pub(crate) updated: Date,
    pub(crate) publisher: Publisher,
    pub(crate) counts: UnitCounts,
    pub(crate) words: BTreeMap<String, String>,
}

impl Document {
    /// The head of the document.
    pub(crate) fn head(&self) -> Head {
        Head {
            locale: self.locale.clone(),
            title: self.title.clone(),
            version: self.version.clone(),
            updated: self.updated.clone(),
            publisher: self.publisher.clone(),
            counts: self.translation.counts,
            words: self.words.clone(),
        }
    }
}

impl Head {
    /// How the other languages of the document refer to this one.
    pub(crate) fn alternate(&self) -> Alternate {
        Alternate {
            tag: self.locale.tag.clone(),
            name: self.locale.name.clone(),
            dir: self.locale.dir,
        }
    }
}
