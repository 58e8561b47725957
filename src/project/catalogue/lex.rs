//! Cuts a catalogue into comments, keywords and strings, as gettext's lexer does.
//!
//! Whatever is no token becomes an error and [`Kind::Junk`], and the rest of its line is left out.

use std::ops::Range;

use super::{PoError, is_space};

/// CLDR knows six plural categories; gettext itself sets no bound.
pub(super) const MOST_PLURALS: usize = 16;

/// Past this many errors the file is not a catalogue.
pub(super) const MOST_ERRORS: usize = 100;

pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) span: Range<usize>,
    /// Where it begins with the mark of its line, if it is the first after that.
    pub(super) start: usize,
    /// Whether its line is marked `#~`, and `#|`.
    pub(super) obsolete: bool,
    pub(super) previous: bool,
}

pub(super) enum Kind<'a> {
    /// A comment line without its first `#`.
    Comment(&'a str),
    Keyword(Keyword),
    /// The value of one quoted string.
    Text(String),
    /// A line with nothing on it.
    Blank,
    /// Something already reported.
    Junk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    PreviousContext,
    PreviousId,
    PreviousPlural,
    Context,
    Id,
    Plural,
    /// `msgstr`, or `msgstr[n]`.
    Str(Option<usize>),
}

pub(super) struct Lexer<'a> {
    pub(super) input: &'a str,
    pub(super) errors: Vec<PoError>,
    at: usize,
    /// Where the line at hand ends; kept, since a line may have any number of strings.
    line_end: usize,
    /// Whether the line at hand has had no token, is marked `#~`, is marked `#|`.
    blank: bool,
    obsolete: bool,
    previous: bool,
    /// Where the marks of the line begin, until a token follows them.
    mark: Option<usize>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        let at = if input.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lexer = Lexer {
            input,
            errors: Vec::new(),
            at,
            line_end: at,
            blank: true,
            obsolete: false,
            previous: false,
            mark: None,
        };
        lexer.begin_line();
        lexer
    }

    fn begin_line(&mut self) {
        let rest = self.rest();
        self.line_end = self.at + rest.find('\n').unwrap_or(rest.len());
        (self.blank, self.obsolete, self.previous) = (true, false, false);
        self.mark = None;
    }

    pub(super) fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: &str) {
        if self.errors.len() < MOST_ERRORS {
            let help = Some(help.to_owned());
            self.errors.push(PoError { span, message: message.into(), help });
        }
    }

    fn rest(&self) -> &'a str {
        &self.input[self.at..]
    }

    /// The rest of the line at hand, without its end.
    fn rest_of_line(&self) -> &'a str {
        self.input[self.at..self.line_end].trim_end_matches('\r')
    }

    fn token(&mut self, kind: Kind<'a>, start: usize) -> Token<'a> {
        self.blank = false;
        let (obsolete, previous) = (self.obsolete, self.previous);
        let marked = self.mark.take().unwrap_or(start);
        Token { kind, span: start..self.at, start: marked, obsolete, previous }
    }

    /// Reports `span` and leaves out the rest of its line.
    fn junk(&mut self, span: Range<usize>, message: String, help: &str) -> Token<'a> {
        let start = span.start;
        self.error(span, message, help);
        self.at += self.rest_of_line().len();
        self.token(Kind::Junk, start)
    }

    /// A comment, unless `#` begins a mark of the line.
    fn comment(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = self.rest();
        for (mark, obsolete, previous) in
            [("#~|", true, true), ("#~", true, false), ("#|", self.obsolete, true)]
        {
            if rest.starts_with(mark) {
                self.mark.get_or_insert(start);
                self.at += mark.len();
                (self.obsolete, self.previous) = (obsolete, previous);
                return None;
            }
        }
        // White space at the end of a comment is kept, as msgcat does, save for CRLF's CR.
        let line = self.rest_of_line();
        self.at += line.len();
        if line.ends_with('\\') {
            let message = "gettext joins a line that ends in a backslash with the next one";
            self.error(self.at - 1..self.at, message, "write a space after the backslash");
        }
        Some(self.token(Kind::Comment(&line[1..]), start))
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        let rest = self.rest();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        self.at += word.len();
        let keyword = match (word, self.previous) {
            ("msgctxt", false) => Keyword::Context,
            ("msgid", false) => Keyword::Id,
            ("msgid_plural", false) => Keyword::Plural,
            ("msgstr", false) => return self.msgstr(start),
            ("msgctxt", true) => Keyword::PreviousContext,
            ("msgid", true) => Keyword::PreviousId,
            ("msgid_plural", true) => Keyword::PreviousPlural,
            ("domain", _) => {
                let help = "one catalogue holds one document; remove the line";
                return self.junk(start..self.at, "domains are not supported".to_owned(), help);
            }
            (_, previous) => {
                let help = if previous {
                    "after `#|` stand msgctxt, msgid and msgid_plural"
                } else {
                    "the keywords are msgctxt, msgid, msgid_plural and msgstr"
                };
                let message = format!("`{word}` is not a keyword here");
                return self.junk(start..self.at, message, help);
            }
        };
        self.token(Kind::Keyword(keyword), start)
    }

    /// `msgstr` was read; its index may follow.
    fn msgstr(&mut self, start: usize) -> Token<'a> {
        let line = self.rest_of_line();
        let mut index = None;
        if let Some(inside) = line.trim_start_matches(is_space).strip_prefix('[') {
            let (digits, after) = inside.split_once(']').unwrap_or((inside, ""));
            self.at += line.len() - after.len();
            index =
                digits.trim_matches(is_space).parse().ok().filter(|&n: &usize| n < MOST_PLURALS);
            if index.is_none() {
                let message = "this is not the number of a plural form".to_owned();
                return self.junk(start..self.at, message, "the forms count from `msgstr[0]`");
            }
        }
        self.token(Kind::Keyword(Keyword::Str(index)), start)
    }

    /// A string; its value stops at what is wrong in it.
    fn string(&mut self) -> Token<'a> {
        let start = self.at;
        let line = self.rest_of_line();
        // Bytes, since octal and hexadecimal escapes may spell out UTF-8.
        let mut value = Vec::new();
        let mut sound = true;
        self.at += 1;
        loop {
            let inside = &line[self.at - start..];
            let plain = inside.find(['"', '\\', '\0']).unwrap_or(inside.len());
            value.extend_from_slice(&inside.as_bytes()[..plain]);
            self.at += plain;
            match inside.as_bytes().get(plain) {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') if plain + 1 < inside.len() => match escape(&inside[plain + 1..]) {
                    Ok((byte, length)) => {
                        value.push(byte);
                        self.at += 1 + length;
                    }
                    Err((length, message)) => {
                        let span = self.at..self.at + 1 + length;
                        self.at = span.end;
                        self.error(span, message, "a backslash itself is written `\\\\`");
                        sound = false;
                    }
                },
                Some(0) => {
                    self.error(self.at..self.at + 1, "a string cannot hold U+0000", "remove it");
                    self.at += 1;
                }
                _ => {
                    self.at = start + line.len();
                    let help = "close it with `\"`; each line has its own quotes";
                    self.error(start..self.at, "the string does not end on its line", help);
                    break;
                }
            }
        }
        let text = String::from_utf8(value).unwrap_or_else(|_| {
            if sound {
                let message = "the escapes of this string are not valid UTF-8";
                self.error(start..self.at, message, "write the characters themselves");
            }
            String::new()
        });
        self.token(Kind::Text(text), start)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let start = self.at;
            match self.rest().chars().next()? {
                '\n' => {
                    self.at += 1;
                    let token = self.blank.then(|| self.token(Kind::Blank, start));
                    self.begin_line();
                    if token.is_some() {
                        return token;
                    }
                }
                c if is_space(c) => self.at += 1,
                '#' => {
                    if let Some(token) = self.comment() {
                        return Some(token);
                    }
                }
                '"' => return Some(self.string()),
                c if c.is_ascii_alphanumeric() || c == '_' => return Some(self.word()),
                c => {
                    let message = format!("`{}` cannot stand here", c.escape_debug());
                    let help = "outside of quotes stand only keywords and `#` comments";
                    return Some(self.junk(start..start + c.len_utf8(), message, help));
                }
            }
        }
    }
}

/// The byte that the escape after a backslash stands for, and the escape's length; or the length of
/// what is wrong. `rest` is not empty.
fn escape(rest: &str) -> Result<(u8, usize), (usize, String)> {
    let digits = |from: usize, most: usize, radix: u32| {
        let digits = rest[from..].chars().take(most).take_while(|c| c.is_digit(radix));
        from + digits.count()
    };
    let (digits_at, end, radix) = match rest.as_bytes()[0] {
        b'n' => return Ok((b'\n', 1)),
        b't' => return Ok((b'\t', 1)),
        b'r' => return Ok((b'\r', 1)),
        b'a' => return Ok((0x07, 1)),
        b'b' => return Ok((0x08, 1)),
        b'f' => return Ok((0x0c, 1)),
        b'v' => return Ok((0x0b, 1)),
        mark @ (b'\\' | b'"') => return Ok((mark, 1)),
        // As in C: any number of hexadecimal digits, at most three octal ones.
        b'x' => (1, digits(1, usize::MAX, 16), 16),
        _ => (0, digits(0, 3, 8), 8),
    };
    match u8::from_str_radix(&rest[digits_at..end], radix) {
        Ok(0) => Err((end, "a string cannot hold U+0000".to_owned())),
        Ok(byte) => Ok((byte, end)),
        Err(_) => {
            let end = if end > 0 { end } else { rest.chars().next().map_or(0, char::len_utf8) };
            Err((end, format!("`\\{}` is not an escape of catalogues", &rest[..end])))
        }
    }
}
