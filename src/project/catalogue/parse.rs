//! Reading a catalogue, with every error and its place.

use std::collections::HashMap;
use std::mem;
use std::ops::Range;

use super::lex::{Keyword, Kind, Lexer, MOST_ERRORS, Token};
use super::{Catalogue, Entry, PoError, is_space};

/// Far above any policy, far below what memory holds.
const MOST_ENTRIES: usize = 100_000;

impl Catalogue {
    /// Reads a catalogue in one pass.
    ///
    /// Accepts what `msgfmt` accepts, save for domains, U+0000 and lines that end in a backslash; and
    /// a byte order mark. After an error it goes on at the next blank line or entry.
    ///
    /// # Errors
    ///
    /// Every error in `input`, in order.
    pub fn parse(input: &str) -> Result<Catalogue, Vec<PoError>> {
        let mut parser = Parser {
            lexer: Lexer::new(input),
            catalogue: Catalogue::default(),
            draft: Draft::default(),
            recovering: false,
        };
        while let Some(token) = parser.lexer.next() {
            parser.take(&token);
            if let Some(message) = parser.excess() {
                parser.give_up();
                let span = input.len()..input.len();
                parser.lexer.errors.push(PoError { span, message, help: None });
                break;
            }
        }
        parser.finish()
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    catalogue: Catalogue,
    draft: Draft,
    /// Whether what follows belongs to an entry that was given up.
    recovering: bool,
}

/// The entry at hand.
#[derive(Default)]
struct Draft {
    entry: Entry,
    /// Where its first token stands.
    start: Option<usize>,
    /// The keyword that strings belong to, where it and they stand, and whether it had one.
    keyword: Option<Keyword>,
    keyword_span: Range<usize>,
    has_string: bool,
    /// Whether a blank line came last, so that junk after it is not of this entry.
    has_gap: bool,
}

impl Parser<'_> {
    fn take(&mut self, token: &Token) {
        match token.kind {
            Kind::Blank => {
                self.recovering = false;
                self.draft.has_gap = true;
            }
            Kind::Junk => {
                if self.draft.has_gap {
                    self.close();
                }
                self.give_up();
            }
            Kind::Comment(comment) => {
                if self.draft.keyword.is_some() {
                    self.close();
                }
                self.draft.start.get_or_insert(token.start);
                self.draft.entry.comment(comment);
            }
            Kind::Keyword(keyword) => self.keyword(keyword, token),
            Kind::Text(ref text) => self.text(text, token),
        }
    }

    fn keyword(&mut self, keyword: Keyword, token: &Token) {
        let follows = keyword.follows(self.draft.keyword);
        if follows {
            self.check_string();
        } else if keyword.opens() {
            self.close();
        } else {
            if !self.recovering {
                let (message, help) = keyword.misplaced(self.draft.keyword);
                self.lexer.error(token.span.clone(), message, help);
            }
            return self.give_up();
        }
        self.recovering = false;
        if !self.is_consistent(token) {
            return;
        }
        self.draft.start.get_or_insert(token.start);
        self.draft.keyword = Some(keyword);
        self.draft.keyword_span = token.span.clone();
        (self.draft.has_string, self.draft.has_gap) = (false, false);
        match keyword {
            Keyword::Id => self.draft.entry.msgid_span.start = token.span.start,
            Keyword::Str(None | Some(0)) => self.draft.entry.msgstr_span.start = token.span.start,
            _ => {}
        }
        self.extend(keyword, "", token.span.end);
    }

    fn text(&mut self, text: &str, token: &Token) {
        if self.recovering {
            return;
        }
        let keyword = self.draft.keyword.filter(|last| last.is_previous() == token.previous);
        let Some(keyword) = keyword else {
            let help = "a string belongs to the keyword before it; comments stand before the entry";
            self.lexer.error(token.span.clone(), "a string without a keyword", help);
            return self.give_up();
        };
        if self.is_consistent(token) {
            (self.draft.has_string, self.draft.has_gap) = (true, false);
            self.extend(keyword, text, token.span.end);
        }
    }

    /// Adds `text`, which ends at `end`, to what `keyword` names.
    fn extend(&mut self, keyword: Keyword, text: &str, end: usize) {
        self.draft.keyword_span.end = end;
        let entry = &mut self.draft.entry;
        entry.span.end = end;
        let target = match keyword {
            Keyword::PreviousContext => entry.previous_msgctxt.get_or_insert_default(),
            Keyword::PreviousId => entry.previous_msgid.get_or_insert_default(),
            Keyword::PreviousPlural => entry.previous_msgid_plural.get_or_insert_default(),
            Keyword::Context => entry.msgctxt.get_or_insert_default(),
            Keyword::Id => {
                entry.msgid_span.end = end;
                &mut entry.msgid
            }
            Keyword::Plural => entry.msgid_plural.get_or_insert_default(),
            Keyword::Str(index) => {
                entry.msgstr_span.end = end;
                let index = index.unwrap_or(0);
                // `follows` lets forms in one by one, so this adds one at most.
                if entry.msgstr.len() <= index {
                    entry.msgstr.resize_with(index + 1, String::new);
                }
                &mut entry.msgstr[index]
            }
        };
        target.push_str(text);
    }

    /// Whether `token` is marked `#~` as the rest of its entry is.
    fn is_consistent(&mut self, token: &Token) -> bool {
        if self.draft.keyword.is_none() {
            self.draft.entry.obsolete = token.obsolete;
        } else if self.draft.entry.obsolete != token.obsolete {
            let message = "some lines of this entry are marked `#~` and some are not";
            self.lexer.error(token.span.clone(), message, "mark all of them or none");
            self.give_up();
            return false;
        }
        true
    }

    fn check_string(&mut self) {
        if let Some(keyword) = self.draft.keyword
            && !self.draft.has_string
        {
            let message = format!("`{}` has no string", keyword.name());
            self.lexer.error(self.draft.keyword_span.clone(), message, "write at least `\"\"`");
        }
    }

    /// Ends the entry at hand.
    fn close(&mut self) {
        self.check_string();
        let Draft { mut entry, start, keyword, keyword_span, .. } = mem::take(&mut self.draft);
        let (message, help) = match keyword {
            None => return,
            Some(Keyword::Str(_)) => {
                entry.span.start = start.unwrap_or(entry.span.end);
                let is_header =
                    entry.msgid.is_empty() && entry.msgctxt.is_none() && !entry.obsolete;
                if is_header && self.catalogue.header.is_none() {
                    self.catalogue.header = Some(entry);
                } else {
                    self.catalogue.entries.push(entry);
                }
                return;
            }
            Some(Keyword::Id) => ("a `msgid` without a `msgstr`", "add `msgstr \"\"`"),
            Some(Keyword::Plural) => {
                ("a `msgid_plural` without `msgstr[0]`", "add `msgstr[0] \"\"`")
            }
            Some(Keyword::Context) => ("a `msgctxt` without a `msgid`", "add the `msgid` after it"),
            Some(Keyword::PreviousContext) => {
                ("a `#| msgctxt` without a `#| msgid`", "add the `#| msgid` or remove the line")
            }
            Some(Keyword::PreviousId | Keyword::PreviousPlural) => {
                ("a `#| msgid` without an entry after it", "other comments stand before `#|`")
            }
        };
        self.recovering = true;
        self.lexer.error(keyword_span, message, help);
    }

    /// Forgets the entry at hand, of which something is reported already.
    fn give_up(&mut self) {
        self.draft = Draft::default();
        self.recovering = true;
    }

    /// Why to read no further.
    fn excess(&self) -> Option<String> {
        if self.lexer.errors.len() >= MOST_ERRORS {
            Some("too many errors; the rest of the file was not read".to_owned())
        } else if self.catalogue.entries.len() > MOST_ENTRIES {
            Some(format!("the catalogue has more than {MOST_ENTRIES} entries"))
        } else {
            None
        }
    }

    fn finish(mut self) -> Result<Catalogue, Vec<PoError>> {
        if self.draft.keyword.is_some() {
            self.close();
        } else if let Some(start) = self.draft.start {
            let lines = self.lexer.input[start..].lines();
            let lines = lines.map(|line| line.trim_start_matches(is_space).trim_end_matches('\r'));
            self.catalogue.trailing =
                lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        }
        let mut errors = self.lexer.errors;
        errors.extend(self.catalogue.charset_error(self.lexer.input));
        errors.extend(self.catalogue.duplicates(self.lexer.input).take(MOST_ERRORS));
        errors.sort_by_key(|error| error.span.start);
        if errors.is_empty() { Ok(self.catalogue) } else { Err(errors) }
    }
}

impl Keyword {
    fn name(self) -> String {
        match self {
            Keyword::PreviousContext => "#| msgctxt".to_owned(),
            Keyword::PreviousId => "#| msgid".to_owned(),
            Keyword::PreviousPlural => "#| msgid_plural".to_owned(),
            Keyword::Context => "msgctxt".to_owned(),
            Keyword::Id => "msgid".to_owned(),
            Keyword::Plural => "msgid_plural".to_owned(),
            Keyword::Str(None) => "msgstr".to_owned(),
            Keyword::Str(Some(index)) => format!("msgstr[{index}]"),
        }
    }

    fn is_previous(self) -> bool {
        matches!(self, Keyword::PreviousContext | Keyword::PreviousId | Keyword::PreviousPlural)
    }

    /// Whether it may begin an entry.
    fn opens(self) -> bool {
        self.follows(None)
    }

    /// Whether it may stand after `last` in one entry; gettext's `po-gram-gen.y` has the same order.
    fn follows(self, last: Option<Keyword>) -> bool {
        use Keyword::{Context, Id, Plural, PreviousContext, PreviousId, PreviousPlural, Str};
        match self {
            PreviousContext => last.is_none(),
            PreviousId => matches!(last, None | Some(PreviousContext)),
            PreviousPlural => last == Some(PreviousId),
            Context => matches!(last, None | Some(PreviousId | PreviousPlural)),
            Id => matches!(last, None | Some(PreviousId | PreviousPlural | Context)),
            Plural | Str(None) => last == Some(Id),
            Str(Some(0)) => last == Some(Plural),
            Str(Some(index)) => last == Some(Str(Some(index - 1))),
        }
    }

    /// What is wrong with it after `last`, which it does not follow, and what to do.
    fn misplaced(self, last: Option<Keyword>) -> (String, &'static str) {
        let name = self.name();
        match (self, last) {
            (Keyword::Str(_), Some(Keyword::Str(None))) => {
                (format!("`{name}` after the entry's `msgstr`"), "an entry has one translation")
            }
            (Keyword::Str(_), Some(Keyword::Str(Some(index)))) => (
                format!("`{name}` where `msgstr[{}]` is expected", index + 1),
                "the plural forms stand in order",
            ),
            (Keyword::Str(None), Some(Keyword::Plural)) => {
                (format!("`{name}` in an entry with a plural"), "number its forms from `msgstr[0]`")
            }
            (Keyword::Str(Some(_)), Some(Keyword::Plural)) => (
                format!("`{name}` where `msgstr[0]` is expected"),
                "the plural forms stand in order",
            ),
            (Keyword::Str(Some(_)), Some(Keyword::Id)) => {
                (format!("`{name}` without a `msgid_plural`"), "write `msgstr` or add the plural")
            }
            _ => (
                format!("`{name}` without a `msgid` before it"),
                "an entry begins with its `msgid`",
            ),
        }
    }
}

impl Catalogue {
    /// What is wrong with the charset that the header of `input` declares; UTF-8 holds ASCII too.
    fn charset_error(&self, input: &str) -> Option<PoError> {
        let header = self.header.as_ref()?;
        let is_utf8 =
            |charset: &str| ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name));
        let message = match self.charset() {
            Some(charset) if is_utf8(charset) => return None,
            Some(_) if self.is_ascii() && input.is_ascii() => return None,
            Some(charset) => format!("the header declares the charset `{charset}`"),
            None => "the header declares no charset".to_owned(),
        };
        let help = "save the file as UTF-8 and declare `Content-Type: text/plain; charset=UTF-8`";
        Some(PoError { span: header.msgstr_span.clone(), message, help: Some(help.to_owned()) })
    }

    /// Entries whose context and id an earlier one has; obsolete ones count, as they do for msgfmt.
    fn duplicates(&self, input: &str) -> impl Iterator<Item = PoError> {
        let mut seen = HashMap::new();
        self.header.iter().chain(&self.entries).filter_map(move |entry| {
            let at = entry.msgid_span.start;
            let first = *seen.entry((&entry.msgctxt, &entry.msgid)).or_insert(at);
            (first != at).then(|| PoError {
                span: entry.msgid_span.clone(),
                message: format!(
                    "the `msgid` on line {} is the same, with the same `msgctxt`",
                    input[..first].matches('\n').count() + 1
                ),
                help: Some("keep one of the two entries".to_owned()),
            })
        })
    }
}
