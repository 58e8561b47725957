//! gettext PO catalogues (GNU gettext 1.0 manual, chapter 3): reading and writing.
//!
//! Our own reader, because a catalogue comes from outside and each diagnostic needs its place: polib
//! and rspolib panic on malformed input and lose positions or `#| msgid`.

mod comment;
mod lex;
mod parse;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod tokens;
mod write;

pub(crate) use tokens::{Token, tokens};

use std::ops::Range;

use crate::document::is_blank;

/// A catalogue as it stands in its file, comments and order included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The entry with an empty `msgid` and no `msgctxt`; its `msgstr` holds the header fields.
    pub header: Option<Entry>,
    /// All other entries, the obsolete ones among them.
    pub entries: Vec<Entry>,
    /// The comment lines after the last entry, each with its `#`.
    pub trailing: Vec<String>,
}

/// One message.
///
/// No text holds U+0000, which ends a string in gettext's `.mo` files. No comment holds a line break
/// or ends in a backslash, at which gettext joins lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// `# ` lines, without the mark and the space after it.
    pub translator_comments: Vec<String>,
    /// `#. ` lines, likewise.
    pub extracted_comments: Vec<String>,
    /// What `#:` lines name, `file` or `file:line`. A name with a space in it stands between U+2068
    /// and U+2069 in the file and without them here.
    pub references: Vec<String>,
    /// What `#,` lines list; also `#=` (gettext 1.0 manual, 3.7) and `#!`, which msgcat reads so.
    pub flags: Vec<String>,
    /// `#| msgctxt`: the context that a fuzzy translation was made for. Needs `previous_msgid`.
    pub previous_msgctxt: Option<String>,
    /// `#| msgid`: the text that a fuzzy translation was made for.
    pub previous_msgid: Option<String>,
    /// `#| msgid_plural`, likewise. Needs `previous_msgid`.
    pub previous_msgid_plural: Option<String>,
    /// `msgctxt`. An empty context differs from none.
    pub msgctxt: Option<String>,
    /// `msgid`.
    pub msgid: String,
    /// `msgid_plural`.
    pub msgid_plural: Option<String>,
    /// `msgstr`: one string, or one per plural form where there is a `msgid_plural`.
    pub msgstr: Vec<String>,
    /// Whether the entry is kept behind `#~`.
    pub obsolete: bool,
    /// Bytes of the entry in the input, its comments included.
    pub span: Range<usize>,
    /// Bytes of `msgid` and its strings in the input.
    pub msgid_span: Range<usize>,
    /// Bytes of all `msgstr` and their strings in the input.
    pub msgstr_span: Range<usize>,
}

/// Something wrong in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoError {
    /// Where it stands, in bytes of the input.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Entry {
    /// Gives the context, which is empty where there is none.
    #[must_use]
    pub fn context(&self) -> &str {
        self.msgctxt.as_deref().unwrap_or_default()
    }

    /// Gives the section that the text belongs to, which its context begins with.
    #[must_use]
    pub fn section(&self) -> &str {
        section_of(self.context())
    }

    /// Whether a translator has yet to look at the translation again.
    #[must_use]
    pub fn is_fuzzy(&self) -> bool {
        self.flags.iter().any(|flag| flag == "fuzzy")
    }

    /// Whether every form is translated, fuzzily or not, by something that a reader sees.
    #[must_use]
    pub fn is_translated(&self) -> bool {
        !self.msgstr.is_empty() && self.msgstr.iter().all(|text| !is_blank(text))
    }

    /// Whether a comment says that the finding `code` is meant so.
    #[must_use]
    pub fn ignores(&self, code: &str) -> bool {
        let mut comments = self.translator_comments.iter();
        comments.any(|comment| comment.trim().strip_prefix("ignore ") == Some(code))
    }
}

/// Begins the comment that tells which source a translation was made from, where a later one only has
/// other words. A comment of the translator's, since gettext drops flags that it does not know,
/// `msgmerge` takes other comments from the template, and `#| msgid` is for what is fuzzy.
const EDITORIAL: &str = "editorial: ";

impl Entry {
    /// Returns the source that the translation was made from, if its author has reworded it since.
    #[must_use]
    pub fn editorial(&self) -> Option<String> {
        let mut comments = self.translator_comments.iter();
        let text = comments.find_map(|comment| comment.trim_start().strip_prefix(EDITORIAL))?;
        let mut out = String::new();
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some('n') => out.push('\n'),
                    Some(other) => out.push(other),
                    None => {}
                },
                _ => out.push(c),
            }
        }
        Some(out)
    }

    /// Notes the source that the translation was made from, or that it is of this one.
    pub fn set_editorial(&mut self, made_from: Option<&String>) {
        let is_note = |comment: &String| comment.trim_start().starts_with(EDITORIAL);
        self.translator_comments.retain(|comment| !is_note(comment));
        if let Some(text) = made_from {
            // A comment is one line.
            let text = text.replace('\\', "\\\\").replace('\n', "\\n");
            self.translator_comments.push(format!("{EDITORIAL}{text}"));
        }
    }
}

impl Catalogue {
    /// The value of a header field such as `Language`; upper and lower case are the same.
    #[must_use]
    pub fn header_field(&self, name: &str) -> Option<&str> {
        let header = self.header.as_ref()?.msgstr.first()?;
        header
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The charset that the header declares.
    fn charset(&self) -> Option<&str> {
        let (_, charset) = self.header_field("Content-Type")?.split_once("charset=")?;
        charset.split(is_space).next()
    }

    /// Whether the header declares ASCII, by one of the names that gettext writes.
    fn is_ascii(&self) -> bool {
        let names = ["ascii", "us-ascii", "ansi_x3.4-1968"];
        self.charset().is_some_and(|one| names.iter().any(|name| one.eq_ignore_ascii_case(name)))
    }
}

/// Gives the part of a unit's id that names its section.
pub(super) fn section_of(id: &str) -> &str {
    id.split_once('.').map_or(id, |(section, _)| section)
}

/// What gettext takes for white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}
