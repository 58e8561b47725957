//! Characters that no published text may hold: they act on a terminal, reorder words, or are not
//! characters at all.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceFile, Span};

/// Why `c` cannot be published, if it cannot.
fn reason(c: char) -> Option<&'static str> {
    Some(match c {
        ' '..='~' | '\u{a0}'..='\u{2027}' | '\t' | '\n' | '\r' => return None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "a control character",
        '\u{2028}' | '\u{2029}' => "a separator of lines that Markdown does not know",
        '\u{202a}'..='\u{202e}' => "a mark that changes the order of the words around it",
        '\u{206a}'..='\u{206f}' => "a control character that Unicode advises against",
        '\u{feff}' => "a byte order mark inside a text",
        '\u{fff9}'..='\u{fffc}' => "a sign that stands for something that is not text",
        '\u{fffd}' => "the sign for a character that was lost",
        '\u{e0000}'..='\u{e007f}' => "a tag, which no reader sees",
        _ if u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c) => {
            "not a character"
        }
        _ => return None,
    })
}

/// Whether `text` may hold a character that cannot be published, or an isolate: those that begin
/// with one of these bytes.
fn is_suspect(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, 0..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xee..))
}

/// The characters of `text` that cannot be published, with their places.
pub(crate) fn refused(text: &str) -> impl Iterator<Item = (usize, char)> {
    let text = if is_suspect(text) { text } else { "" };
    // Flags of regions are a black flag with tags behind it.
    let mut flag = false;
    text.char_indices().filter(move |(_, c)| {
        let tag = ('\u{e0020}'..='\u{e007f}').contains(c);
        flag = *c == '\u{1f3f4}' || (flag && tag);
        !(flag && tag) && reason(*c).is_some()
    })
}

/// Whether every isolate of `text` (U+2066 to U+2068) is closed in it and none other.
pub(crate) fn is_balanced(text: &str) -> bool {
    // All of them begin with these two bytes.
    if !text.as_bytes().windows(2).any(|bytes| bytes == [0xe2, 0x81]) {
        return true;
    }
    let mut open = 0_usize;
    for c in text.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' if open == 0 => return false,
            '\u{2069}' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// Why the text at `span` cannot be published, if it cannot; the first reason.
pub(crate) fn problem(text: &str, span: &Span) -> Option<Diagnostic> {
    if !is_suspect(text) {
        return None;
    }
    match refused(text).next() {
        Some((_, c)) => Some(diagnostic(c, span)),
        None => (!is_balanced(text)).then(|| unbalanced(span)),
    }
}

/// Says that `c` cannot be published, at its place in `span`.
pub(crate) fn diagnostic(c: char, span: &Span) -> Diagnostic {
    let reason = reason(c).unwrap_or("not for texts");
    Diagnostic::error(
        Code::Character,
        format!("the character U+{:04X} cannot be published: it is {reason}", u32::from(c)),
    )
    .at(span.find(c.encode_utf8(&mut [0; 4])))
    .help("delete it; it is often invisible, and comes in with copied text")
}

/// Says that the isolates in `span` do not match.
pub(crate) fn unbalanced(span: &Span) -> Diagnostic {
    Diagnostic::error(
        Code::Character,
        "a mark of direction (U+2066 to U+2069) is opened or closed alone in this text",
    )
    .at(span.clone())
    .help("close each isolate in the text that opens it, or delete the mark")
}

/// Reports the characters in a part of `file` that cannot be published, each once.
pub(crate) fn check(file: &Arc<SourceFile>, range: Range<usize>, diagnostics: &mut Diagnostics) {
    let mut places: BTreeMap<char, (usize, usize)> = BTreeMap::new();
    for (at, c) in refused(&file.text[range.clone()]) {
        places.entry(c).or_insert((range.start + at, 0)).1 += 1;
    }
    let mut found: Vec<_> = places.into_iter().collect();
    found.sort_by_key(|(_, (at, _))| *at);
    for (c, (at, count)) in found {
        let mut one = diagnostic(c, &Span::new(file, at..at + c.len_utf8()));
        if count > 1 {
            one.message.push_str(&format!(" ({count} times in this file)"));
        }
        diagnostics.push(one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_published_is_found() {
        for c in [
            '\0',
            '\u{1b}',
            '\u{c}',
            '\u{7f}',
            '\u{85}',
            '\u{9f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{206f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{fffd}',
            '\u{fffe}',
            '\u{1ffff}',
            '\u{fdd0}',
            '\u{e0041}',
            '\u{e0001}',
        ] {
            let text = format!("a{c}b");
            assert_eq!(refused(&text).collect::<Vec<_>>(), [(1, c)], "{c:?}");
        }
    }

    #[test]
    fn what_texts_need_is_not() {
        let texts = "a\tb\r\n\u{a0}\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{2060}";
        let flag = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        for text in [texts, flag, "\u{fe0f}\u{e000}日"] {
            assert_eq!(refused(text).next(), None, "{text:?}");
        }
        assert!(refused(&format!("{flag}a\u{e0067}")).next().is_some());
    }

    #[test]
    fn isolates_are_closed_in_their_text() {
        for (text, balanced) in [
            ("\u{2068}a\u{2069}", true),
            ("\u{2067}a\u{2066}b\u{2069}\u{2069}", true),
            ("\u{2067}a", false),
            ("a\u{2069}\u{2068}", false),
        ] {
            assert_eq!(is_balanced(text), balanced, "{text:?}");
        }
    }
}
