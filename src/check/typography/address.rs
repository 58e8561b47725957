//! What in the words of a message is none: entities, and addresses as they are typed.

use std::ops::Range;

/// Finds the entities in the words of a message, and the addresses without `<` and `>`.
pub(super) fn not_words(text: &str) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    let mut at = 0;
    let begins = |byte: u8| matches!(byte, b'&' | b':' | b'w' | b'W');
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| begins(*byte)) {
        at += next;
        let end = match text.as_bytes()[at] {
            b'&' => entity(&text[at..]).map(|length| at + length),
            _ => address(text, at),
        };
        match end {
            Some(end) => {
                kept.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    kept
}

/// Bytes of the entity that `text` begins with.
fn entity(text: &str) -> Option<usize> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let name = name.strip_prefix('#').unwrap_or(name);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(end + 1)
}

/// The end of the address whose scheme ends with the `:` at `at`, or that begins with `www.` there.
fn address(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let scheme = text.as_bytes()[..at].iter().rev().take(16);
    let scheme = scheme.take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_address = match rest.strip_prefix(':') {
        Some(rest) => {
            let scheme = text[at - scheme..at].to_ascii_lowercase();
            let named = matches!(scheme.as_str(), "mailto" | "tel" | "sms" | "urn" | "data");
            !scheme.is_empty() && rest.starts_with("//")
                || named && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '+')
        }
        None => scheme == 0 && rest.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www.")),
    };
    if !is_address {
        return None;
    }
    let ends = |c: char| {
        c.is_whitespace() || "<>\"`|".contains(c) || !c.is_ascii() && !c.is_alphanumeric()
    };
    let address = rest[..rest.find(ends).unwrap_or(rest.len())]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
    (address.len() > 1).then(|| at + address.len())
}
