//! gettext PO catalogues (GNU gettext manual, “The Format of PO Files”): reading and writing.
//!
//! Our own reader, because a catalogue comes from outside and every diagnostic needs its place: the
//! crates at hand panic on malformed input or lose positions and previous msgids.

mod parse;
mod write;

use std::ops::Range;

/// A catalogue as it stands in its file, order and comments included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Catalogue {
    /// The entry with an empty `msgid`, whose `msgstr` holds the header fields.
    pub(crate) header: Option<Entry>,
    pub(crate) entries: Vec<Entry>,
    /// Comments after the last entry.
    pub(crate) trailing: Vec<String>,
}

/// One message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// `# ` lines.
    pub(crate) translator_comments: Vec<String>,
    /// `#. ` lines.
    pub(crate) extracted_comments: Vec<String>,
    /// `#: ` lines.
    pub(crate) references: Vec<String>,
    /// `#, ` flags.
    pub(crate) flags: Vec<String>,
    /// `#| msgctxt`.
    pub(crate) previous_msgctxt: Option<String>,
    /// `#| msgid`.
    pub(crate) previous_msgid: Option<String>,
    pub(crate) msgctxt: Option<String>,
    pub(crate) msgid: String,
    pub(crate) msgid_plural: Option<String>,
    /// One string, or one per plural form.
    pub(crate) msgstr: Vec<String>,
    /// Whether the entry is kept as `#~`.
    pub(crate) obsolete: bool,
    /// Bytes of the `msgid` lines in the input.
    pub(crate) msgid_span: Range<usize>,
    /// Bytes of the `msgstr` lines in the input.
    pub(crate) msgstr_span: Range<usize>,
}

/// Something wrong in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PoError {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Entry {
    /// Whether a translator has yet to look at it again.
    pub(crate) fn is_fuzzy(&self) -> bool {
        self.flags.iter().any(|flag| flag == "fuzzy")
    }

    /// Whether it has a translation, fuzzy or not.
    pub(crate) fn is_translated(&self) -> bool {
        !self.msgstr.is_empty() && self.msgstr.iter().all(|text| !text.is_empty())
    }
}

impl Catalogue {
    /// The value of a header field such as `Language`.
    pub(crate) fn header_field(&self, name: &str) -> Option<&str> {
        let header = self.header.as_ref()?.msgstr.first()?;
        header
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry() -> impl Strategy<Value = Entry> {
        let text = "[a-zä-ö\u{4e00}-\u{4e20}\"\\\\\n\t {}%#|]{1,30}";
        let comment = "[a-z0-9 .\u{4e00}]{0,10}[a-z]";
        (
            proptest::option::of(text),
            text,
            proptest::collection::vec(text, 1..2),
            proptest::collection::vec(comment, 0..3),
            any::<bool>(),
            proptest::option::of(text),
        )
            .prop_map(|(msgctxt, msgid, msgstr, comments, obsolete, previous_msgid)| Entry {
                flags: if previous_msgid.is_some() { vec!["fuzzy".into()] } else { vec![] },
                translator_comments: comments.clone(),
                extracted_comments: if obsolete { vec![] } else { comments },
                previous_msgid,
                msgctxt,
                msgid,
                msgstr,
                obsolete,
                ..Entry::default()
            })
    }

    fn without_spans(mut catalogue: Catalogue) -> Catalogue {
        for entry in catalogue.entries.iter_mut().chain(&mut catalogue.header) {
            entry.msgid_span = 0..0;
            entry.msgstr_span = 0..0;
        }
        catalogue
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(mut entries in proptest::collection::vec(entry(), 0..6)) {
            // Only one current entry may have the same key.
            for (index, entry) in entries.iter_mut().enumerate() {
                entry.msgid.push_str(&index.to_string());
            }
            let catalogue = Catalogue { entries, ..Catalogue::default() };
            let written = catalogue.write();
            let read = Catalogue::parse(&written).map(without_spans);
            prop_assert_eq!(read.as_ref(), Ok(&catalogue), "{}", written);
        }

        #[test]
        fn any_input_is_read_or_refused(input in "(\\PC|[\n\"\\\\#~|,.:\\[\\]]|msgid |msgstr |msgctxt |#~ |#\\| ){0,60}") {
            let errors = Catalogue::parse(&input).err().unwrap_or_default();
            for error in errors {
                prop_assert!(input.get(error.span).is_some());
            }
        }
    }
}
