//! The words of a message, as they are read.

use crate::project::catalogue::{Token, tokens};

/// What stands for a part of a message that is no words.
const KEPT: char = '\u{fffc}';

/// The words of a message, without marks of emphasis, with entities and escapes resolved.
pub(super) fn plain(message: &str) -> Vec<char> {
    let mut plain = Vec::new();
    for token in tokens(message) {
        let Token::Words(words) = token else {
            plain.push(KEPT);
            continue;
        };
        let mut rest = words;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            let next = rest.chars().next();
            match c {
                '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                    plain.extend(next);
                    rest = &rest[1..];
                }
                '*' | '~' => {}
                '_' if !(next.is_some_and(char::is_alphanumeric)
                    && plain.last().is_some_and(|c| c.is_alphanumeric())) => {}
                '&' => match entity(rest) {
                    Some((c, length)) => {
                        plain.push(c);
                        rest = &rest[length..];
                    }
                    None => plain.push(c),
                },
                // An address that stands in the text: another check holds it to the source's.
                ':' if rest.starts_with("//") => {
                    let end = rest.find(|c: char| c.is_whitespace() || !c.is_ascii());
                    rest = &rest[end.unwrap_or(rest.len())..];
                    plain.push(KEPT);
                }
                _ => plain.push(c),
            }
        }
    }
    plain
}

/// The character of the entity whose `&` stands before `rest`, and the bytes it takes.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(32).position(|byte| byte == b';')?;
    let name = &rest[..end];
    let c = if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = match hexadecimal {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        char::from_u32(code.ok()?)?
    } else {
        match name {
            "nbsp" => '\u{a0}',
            "thinsp" => '\u{2009}',
            "amp" => '&',
            "minus" => '-',
            "frac12" => '½',
            "frac14" => '¼',
            "frac34" => '¾',
            _ if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => KEPT,
            _ => return None,
        }
    };
    Some((c, end + 1))
}
