//! Reading a catalogue line by line, with every error and its place.

use std::collections::HashMap;
use std::ops::Range;

use super::{Catalogue, Entry, PoError};

/// No language has more plural forms (CLDR knows six categories).
const MOST_PLURALS: usize = 6;

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    ///
    /// Every error in `input`, in order.
    pub(crate) fn parse(input: &str) -> Result<Catalogue, Vec<PoError>> {
        let mut reader = Reader::default();
        let mut offset = 0;
        for line in input.split_inclusive('\n') {
            let start = if offset == 0 && line.starts_with('\u{feff}') { 3 } else { 0 };
            let text = line[start..].trim_end();
            let indent = text.len() - text.trim_start().len();
            reader.line(text.trim_start(), offset + start + indent);
            offset += line.len();
        }
        reader.finish()
    }
}

/// A string field of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    PreviousContext,
    PreviousId,
    PreviousPlural,
    Context,
    Id,
    Plural,
    Str(usize),
}

#[derive(Default)]
struct Reader {
    catalogue: Catalogue,
    errors: Vec<PoError>,
    entry: Entry,
    /// Where the entry at hand starts; `None` between entries.
    start: Option<usize>,
    /// The field that string lines go on with.
    field: Option<Field>,
    has_id: bool,
    /// Current entries by context and id, with the place of their id.
    seen: HashMap<(Option<String>, String), usize>,
}

impl Reader {
    fn line(&mut self, line: &str, at: usize) {
        if line.is_empty() {
            return self.end_entry(at);
        }
        if let Some(rest) = line.strip_prefix("#~") {
            let rest_at = at + line.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            if let Some(previous) = rest.strip_prefix('|') {
                self.begin(at, Part::Comment);
                self.entry.obsolete = true;
                let inner = previous.trim_start();
                return self.statement(inner, at + line.len() - inner.len(), true);
            }
            if !rest.is_empty() {
                self.statement(rest, rest_at, false);
                self.entry.obsolete = true;
            }
            return;
        }
        if let Some(rest) = line.strip_prefix("#|") {
            self.begin(at, Part::Comment);
            let inner = rest.trim_start();
            return self.statement(inner, at + line.len() - inner.len(), true);
        }
        if let Some(comment) = line.strip_prefix('#') {
            return self.comment(comment, at);
        }
        self.statement(line, at, false);
    }

    fn comment(&mut self, comment: &str, at: usize) {
        self.begin(at, Part::Comment);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let text = |text: &str| text.strip_prefix(' ').unwrap_or(text).to_owned();
        if let Some(rest) = comment.strip_prefix('.') {
            self.entry.extracted_comments.push(text(rest));
        } else if let Some(rest) = comment.strip_prefix(':') {
            self.entry.references.extend(words(rest));
        } else if let Some(rest) = comment.strip_prefix(',') {
            let flags = rest.split(',').map(|flag| flag.trim().to_owned());
            self.entry.flags.extend(flags.filter(|flag| !flag.is_empty()));
        } else {
            self.entry.translator_comments.push(text(comment));
        }
    }

    /// A keyword with its string, or a string that goes on.
    fn statement(&mut self, line: &str, at: usize, previous: bool) {
        let end = at + line.len();
        if line.starts_with('"') {
            let Some(field) = self.field else {
                return self.error(at..end, "a string without a keyword before it");
            };
            return self.string(field, line, at);
        }
        let length = line.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(line.len());
        let (keyword, rest) = line.split_at(length);
        let field = match (keyword, previous) {
            ("msgctxt", true) => Field::PreviousContext,
            ("msgid", true) => Field::PreviousId,
            ("msgid_plural", true) => Field::PreviousPlural,
            ("msgctxt", false) => Field::Context,
            ("msgid", false) => Field::Id,
            ("msgid_plural", false) => Field::Plural,
            ("msgstr", false) => Field::Str(0),
            ("domain", false) => {
                return self.error(at..end, "domains are not supported; use one file per document");
            }
            (_, false) if keyword.starts_with("msgstr[") => {
                let index = keyword[7..].strip_suffix(']').and_then(|n| n.parse::<usize>().ok());
                match index.filter(|index| *index < MOST_PLURALS) {
                    Some(index) => Field::Str(index),
                    None => return self.error(at..at + length, "a wrong plural index"),
                }
            }
            _ => {
                self.field = None;
                return self.error_help(
                    at..end,
                    format!("`{keyword}` is not a keyword of catalogues"),
                    "lines start with msgctxt, msgid, msgid_plural, msgstr, a string or `#`",
                );
            }
        };
        match field {
            Field::Context => self.begin(at, Part::Context),
            Field::Id => self.begin(at, Part::Id),
            Field::Str(index) => {
                if !self.has_id {
                    return self.error(at..end, "a msgstr without a msgid before it");
                }
                if index != self.entry.msgstr.len() {
                    return self.error(at..at + length, "a msgstr out of order");
                }
                self.entry.msgstr.push(String::new());
                if index == 0 {
                    self.entry.msgstr_span = at..end;
                }
            }
            Field::PreviousContext => self.entry.previous_msgctxt = Some(String::new()),
            Field::PreviousId => self.entry.previous_msgid = Some(String::new()),
            Field::Plural => self.entry.msgid_plural = Some(String::new()),
            Field::PreviousPlural => {}
        }
        match field {
            Field::Context => self.entry.msgctxt = Some(String::new()),
            Field::Id => {
                self.has_id = true;
                self.entry.msgid_span = at..end;
            }
            _ => {}
        }
        self.field = Some(field);
        let string = rest.trim_start();
        if string.starts_with('"') {
            self.string(field, string, end - string.len());
        } else {
            self.error_help(at..end, format!("`{keyword}` has no string"), "put it in quotes");
        }
    }

    fn string(&mut self, field: Field, quoted: &str, at: usize) {
        let text = match unescape(quoted) {
            Ok(text) => text,
            Err((range, message)) => {
                self.error(at + range.start..at + range.end, message);
                return;
            }
        };
        let end = at + quoted.len();
        let target = match field {
            Field::PreviousContext => self.entry.previous_msgctxt.get_or_insert_default(),
            Field::PreviousId => self.entry.previous_msgid.get_or_insert_default(),
            Field::PreviousPlural => return,
            Field::Context => self.entry.msgctxt.get_or_insert_default(),
            Field::Id => {
                self.entry.msgid_span.end = end;
                &mut self.entry.msgid
            }
            Field::Plural => self.entry.msgid_plural.get_or_insert_default(),
            Field::Str(index) => {
                self.entry.msgstr_span.end = end;
                match self.entry.msgstr.get_mut(index) {
                    Some(text) => text,
                    None => return,
                }
            }
        };
        target.push_str(&text);
    }

    /// Ends the entry at hand if `part` cannot belong to it any more.
    fn begin(&mut self, at: usize, part: Part) {
        let over = match part {
            Part::Comment | Part::Context => self.has_id || self.entry.msgctxt.is_some(),
            Part::Id => self.has_id,
        };
        if over {
            self.end_entry(at);
        }
        self.start.get_or_insert(at);
        self.field = None;
    }

    fn end_entry(&mut self, at: usize) {
        let entry = std::mem::take(&mut self.entry);
        let has_id = std::mem::take(&mut self.has_id);
        let Some(start) = self.start.take() else { return };
        self.field = None;
        if !has_id {
            if entry.msgctxt.is_some() {
                self.error(start..at, "a msgctxt without a msgid");
            } else {
                self.catalogue.trailing.extend(entry.translator_comments);
            }
            return;
        }
        if entry.msgstr.is_empty() {
            let span = entry.msgid_span.clone();
            return self.error_help(span, "a msgid without a msgstr".to_owned(), "add `msgstr \"\"`");
        }
        if entry.msgid.is_empty() && entry.msgctxt.is_none() && !entry.obsolete {
            return self.header(entry);
        }
        if !entry.obsolete {
            let key = (entry.msgctxt.clone(), entry.msgid.clone());
            if self.seen.insert(key, entry.msgid_span.start).is_some() {
                let span = entry.msgid_span.clone();
                self.error_help(
                    span,
                    "the same msgctxt and msgid stand in the catalogue already".to_owned(),
                    "keep one of the two entries",
                );
            }
        }
        self.catalogue.entries.push(entry);
    }

    fn header(&mut self, entry: Entry) {
        let span = entry.msgstr_span.clone();
        if self.catalogue.header.is_some() {
            return self.error(span, "a second header");
        }
        self.catalogue.header = Some(entry);
        let charset = self
            .catalogue
            .header_field("Content-Type")
            .and_then(|value| value.split_once("charset="))
            .map(|(_, charset)| charset.trim().to_owned());
        if charset.is_none_or(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
            self.error_help(
                span,
                "the catalogue does not declare UTF-8".to_owned(),
                "its header needs `Content-Type: text/plain; charset=UTF-8`",
            );
        }
    }

    fn error(&mut self, span: Range<usize>, message: &str) {
        self.errors.push(PoError { span, message: message.to_owned(), help: None });
    }

    fn error_help(&mut self, span: Range<usize>, message: String, help: &str) {
        self.errors.push(PoError { span, message, help: Some(help.to_owned()) });
    }

    fn finish(mut self) -> Result<Catalogue, Vec<PoError>> {
        let end = self.entry.msgid_span.end.max(self.start.unwrap_or(0));
        self.end_entry(end);
        if self.errors.is_empty() { Ok(self.catalogue) } else { Err(self.errors) }
    }
}

/// What starts or goes on with an entry.
enum Part {
    Comment,
    Context,
    Id,
}

/// The text of a quoted string, with the escapes of C; or what is wrong where.
fn unescape(quoted: &str) -> Result<String, (Range<usize>, &'static str)> {
    let mut text = String::with_capacity(quoted.len());
    let mut characters = quoted.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if at + 1 == quoted.len() => return Ok(text),
            '"' => return Err((at..quoted.len(), "text after the end of the string")),
            '\\' => {
                let Some((escape_at, escape)) = characters.next() else { break };
                text.push(match escape {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    '\\' | '"' => escape,
                    _ => {
                        let end = escape_at + escape.len_utf8();
                        return Err((at..end, "an escape that catalogues do not have"));
                    }
                });
            }
            _ => text.push(c),
        }
    }
    Err((0..quoted.len(), "a string without its closing quote"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(input: &str) -> Vec<String> {
        Catalogue::parse(input).unwrap_err().into_iter().map(|error| error.message).collect()
    }

    #[test]
    fn reads_every_part_of_an_entry() {
        let input = "# note\n#. what\n#: a.md:1 b.md:2\n#, fuzzy, no-wrap\n#| msgid \"old\"\nmsgctxt \"c\"\nmsgid \"\"\n\"one \"\n\"two\"\nmsgstr \"eins\\n\"\n";
        let catalogue = Catalogue::parse(input).unwrap();
        let entry = &catalogue.entries[0];
        assert_eq!(entry.translator_comments, ["note"]);
        assert_eq!(entry.extracted_comments, ["what"]);
        assert_eq!(entry.references, ["a.md:1", "b.md:2"]);
        assert!(entry.is_fuzzy());
        assert_eq!(entry.previous_msgid.as_deref(), Some("old"));
        assert_eq!(entry.msgctxt.as_deref(), Some("c"));
        assert_eq!(entry.msgid, "one two");
        assert_eq!(entry.msgstr, ["eins\n"]);
        assert_eq!(&input[entry.msgstr_span.clone()], "msgstr \"eins\\n\"");
    }

    #[test]
    fn reports_every_error_of_a_file() {
        let input = "msgid \"a\nmsgstr \"b\"\n\nmsgid \"c\"\n\nfoo \"d\"\n\nmsgid \"e\\q\"\nmsgstr \"\"\n";
        assert_eq!(
            messages(input),
            [
                "a string without its closing quote",
                "a msgid without a msgstr",
                "`foo` is not a keyword of catalogues",
                "an escape that catalogues do not have",
            ]
        );
    }

    #[test]
    fn refuses_duplicates_and_other_charsets() {
        assert_eq!(messages("msgid \"a\"\nmsgstr \"\"\n\nmsgid \"a\"\nmsgstr \"\"\n").len(), 1);
        assert_eq!(
            messages("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=latin1\\n\"\n"),
            ["the catalogue does not declare UTF-8"]
        );
    }
}
