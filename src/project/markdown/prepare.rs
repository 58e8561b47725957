//! What comrak would read otherwise than it is meant here is marked in the text before it is
//! parsed: braces that are not those of an expression (`\{`, `&#123;`), and the ends of bare
//! addresses before words and marks that are not ASCII.
//!
//! The marks are C1 control characters, which no text may hold. Where Markdown takes a text as it
//! stands, as in code, [`restore`] puts back what was there.

use std::borrow::Cow;

use super::script::{InAddress, in_address};

/// All marks.
const MARKS: [char; 4] = ['\u{81}', '\u{82}', '\u{83}', '\u{84}'];
/// A `{` that is meant as such.
pub(super) const OPEN: &str = "\u{81}";
/// A `}` that is meant as such.
pub(super) const CLOSE: &str = "\u{82}";
/// The end of an address; comrak ends it at the `<`.
const END: &str = "<\u{83}";
/// Behind its `&` it keeps comrak from reading an entity.
const UNREAD: &str = "\u{84}";

/// A text with marks.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) text: String,
    /// Where in it something was put in, and how many bytes that makes with all before. Other marks
    /// are as long as what they stand for.
    inserted: Vec<(usize, usize)>,
}

impl Prepared {
    fn insert(&mut self, at: usize, mark: &str) {
        let before = self.inserted.last().map_or(0, |(_, total)| *total);
        self.inserted.push((at, before + mark.len()));
        self.text.insert_str(at, mark);
    }

    /// The place in the text as it was of the place `offset` in the text with marks.
    pub(super) fn original(&self, offset: usize) -> usize {
        match self.inserted.partition_point(|(at, _)| *at < offset) {
            0 => offset,
            next => {
                let (at, total) = self.inserted[next - 1];
                let before = next.checked_sub(2).map_or(0, |index| self.inserted[index].1);
                (offset - total.min(offset)).max(at - before)
            }
        }
    }
}

/// Where in an address the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    /// In a label of the host's name: at its start, or in one in ASCII or in another script.
    HostStart,
    HostAscii,
    HostOther,
    Path,
}

/// Marks what `text` means otherwise than comrak takes it.
pub(super) fn prepare(text: &str) -> Prepared {
    let mut prepared = Prepared { text: String::with_capacity(text.len()), inserted: Vec::new() };
    let mut place = Place::Outside;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        // Most of a text means nothing else.
        let plain = match place {
            Place::Outside => rest.bytes().position(is_telling).unwrap_or(rest.len()),
            Place::HostStart | Place::HostAscii | Place::HostOther | Place::Path => 0,
        };
        if plain > 0 {
            prepared.text.push_str(&rest[..plain]);
            at += plain;
            continue;
        }
        let mut length = c.len_utf8();
        match c {
            '\\' => {
                let next = rest[1..].chars().next().filter(char::is_ascii_punctuation);
                length += next.map_or(0, char::len_utf8);
                prepared.text.push_str(match next {
                    Some('{') => OPEN,
                    Some('}') => CLOSE,
                    Some(_) | None => &rest[..length],
                });
            }
            '&' => {
                prepared.text.push('&');
                if entity(rest).is_some() {
                    prepared.insert(prepared.text.len(), UNREAD);
                }
                place = after_ascii(place, c);
            }
            _ if c.is_ascii() => {
                let open = place == Place::Outside && !text[..at].ends_with('<');
                place = match scheme(rest).filter(|_| open) {
                    Some(scheme) => {
                        length = scheme;
                        Place::HostStart
                    }
                    None => after_ascii(place, c),
                };
                prepared.text.push_str(&rest[..length]);
            }
            _ => {
                let next = rest[length..].chars().next();
                match (place, in_address(c)) {
                    (Place::Outside, _) | (Place::Path, InAddress::Part) => {}
                    // Catalan words have a point between two letters.
                    (_, InAddress::End) if c == '·' && next.is_some_and(char::is_alphabetic) => {}
                    (_, InAddress::End) | (Place::HostAscii | Place::Path, InAddress::Word) => {
                        // Before marks of emphasis, which belong to what follows or ends here.
                        let bare = prepared.text.trim_end_matches(['*', '~', '_']);
                        let whole = prepared.text.len();
                        let end = if bare.ends_with('\\') { whole } else { bare.len() };
                        prepared.insert(end, END);
                        place = Place::Outside;
                    }
                    (Place::HostStart | Place::HostAscii | Place::HostOther, _) => {
                        place = Place::HostOther;
                    }
                }
                prepared.text.push(c);
            }
        }
        at += length;
    }
    prepared
}

/// Whether something that must be looked at may begin with `byte`, outside of addresses.
fn is_telling(byte: u8) -> bool {
    matches!(byte, b'\\' | b'&' | b'h' | b'H' | b'f' | b'F' | b'w' | b'W')
}

/// Length of what an address begins with, if `text` begins so.
fn scheme(text: &str) -> Option<usize> {
    let begins = |scheme: &&str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let second = text.as_bytes().get(1)?.to_ascii_lowercase();
    if !matches!(second, b't' | b'w') {
        return None;
    }
    ["https://", "http://", "ftp://", "www."].iter().find(|scheme| begins(scheme)).map(|s| s.len())
}

fn after_ascii(place: Place, c: char) -> Place {
    match place {
        Place::Outside => Place::Outside,
        _ if c.is_ascii_whitespace() || c == '<' => Place::Outside,
        Place::Path => Place::Path,
        Place::HostStart | Place::HostAscii | Place::HostOther => match c {
            '/' | '?' | '#' => Place::Path,
            '.' => Place::HostStart,
            _ => Place::HostAscii,
        },
    }
}

/// What the entity that `text` begins with stands for, and how long it is: a brace, or a character
/// that would be taken for a mark.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = &text[1..text.bytes().take(12).position(|byte| byte == b';')?];
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => digits.parse().ok()?,
        },
        None => match name {
            "lcub" | "lbrace" => u32::from('{'),
            "rcub" | "rbrace" => u32::from('}'),
            _ => return None,
        },
    };
    let c = char::from_u32(number)?;
    // comrak takes the first character for private use for half of another.
    matches!(c, '{' | '}' | '\u{81}'..='\u{84}' | '\u{e000}').then_some((c, name.len() + 2))
}

/// What stood in the place of a text that Markdown takes as it is.
pub(super) fn restore(text: &str) -> Cow<'_, str> {
    if !text.contains(MARKS) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escaped(&text.replace(END, "").replace(UNREAD, "")))
}

/// A text in which entities and backslashes have been read: its braces marked, addresses whole.
pub(super) fn read(text: &str) -> Cow<'_, str> {
    if !text.contains(MARKS) {
        return Cow::Borrowed(text);
    }
    let text = text.replace(END, "");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(UNREAD) {
        out.push_str(before);
        rest = after;
        if out.ends_with('&')
            && let Some((c, length)) = entity(&format!("&{}", first(after)))
        {
            out.pop();
            out.push_str(match c {
                '{' => OPEN,
                '}' => CLOSE,
                '\u{e000}' => "\u{e000}",
                // One of those that nobody may write.
                _ => "\u{80}",
            });
            rest = &after[length - 1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// As much of `text` as the rest of an entity may be.
fn first(text: &str) -> &str {
    let end = text.char_indices().nth(12).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Whether `text` begins behind the `<` of the end of an address.
pub(super) fn behind_end(text: &str) -> Option<&str> {
    text.strip_prefix('\u{83}')
}

/// `text` as it is published: marked braces are braces.
pub(super) fn unmarked(text: &str) -> String {
    if !text.contains(MARKS) {
        return text.to_owned();
    }
    text.replace(OPEN, "{").replace(CLOSE, "}")
}

/// `text` as it is written in Markdown: marked braces have their backslash.
pub(super) fn escaped(text: &str) -> String {
    text.replace(OPEN, "\\{").replace(CLOSE, "\\}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_as_it_stands_comes_back() {
        for text in [
            "\\{\\{ x \\}\\} \\\\{ \\",
            "&#123;&#x7b;&#0123;&#X007D;&lcub;&rbrace;&#12;&amp;",
            "https://x.y/。z https://例え.jp。 <https://x.y。>",
            "&#129; &#x84; &#123; &lbrace &; &#; &#x; &",
        ] {
            assert_eq!(restore(&prepare(text).text), text);
        }
    }

    #[test]
    fn places_are_those_of_the_text_as_it_was() {
        let text = "ab https://x.y。cd &#123;&#x7d; \\{ https://x.y**、ef** &lcub;";
        let prepared = prepare(text);
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let marked = prepared
                .text
                .char_indices()
                .filter(|(m, _)| prepared.original(*m) == at)
                .any(|(_, other)| other == c);
            assert!(marked, "{at} {c}");
        }
        assert_eq!(prepared.original(prepared.text.len()), text.len());
    }
}
