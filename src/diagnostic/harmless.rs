//! Text for a terminal: what acts on it, or changes the order of words, is shown as an escape.

use std::borrow::Cow;

/// Whether `c` acts on a terminal or on the words around it.
fn acts(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

/// `text` with escapes such as `\u{9b}` in place of characters that act on a terminal.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    // A carriage return is a part of a line end, as files from Windows have it.
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if acts(c) && !(c == '\r' && rest.peek() == Some(&'\n')) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// JSON with such characters escaped; they stand in strings alone.
pub(super) fn harmless_json(json: &str) -> Cow<'_, str> {
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_an_escape() {
        assert_eq!(
            harmless("a\u{9b}2J\u{1b}[0m\u{202e}b\r"),
            "a\\u{9b}2J\\u{1b}[0m\\u{202e}b\\u{d}"
        );
        for text in ["a\tb\r\nc", "\u{200f}אב\u{200d}", "é漢\u{a0}"] {
            assert_eq!(harmless(text), text);
        }
        let json = serde_json::to_string("\u{9b}\u{e0041}\n").unwrap();
        let escaped = harmless_json(&json);
        assert_eq!(escaped, "\"\\u009b\\udb40\\udc41\\n\"");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), "\u{9b}\u{e0041}\n");
    }
}
