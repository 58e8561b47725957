//! The parts of a message: words for the translator, and what must stay as it is.

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Words(&'a str),
    Keep(&'a str),
}

impl<'a> Token<'a> {
    /// Returns what must stay as it is, if this is it.
    pub(crate) fn kept(&self) -> Option<&'a str> {
        match self {
            Token::Keep(text) => Some(text),
            Token::Words(_) => None,
        }
    }
}

/// The parts of `message`, which joined are the message again.
pub(crate) fn tokens(message: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut words = 0;
    let mut at = 0;
    // All of these are ASCII, so bytes will do.
    let begins = |byte: u8| matches!(byte, b'{' | b'`' | b'[' | b']' | b'<' | b'\\');
    while let Some(next) = message.as_bytes()[at..].iter().position(|byte| begins(*byte)) {
        at += next;
        let rest = &message[at..];
        match kept(rest) {
            Some(length) => {
                if words < at {
                    tokens.push(Token::Words(&message[words..at]));
                }
                tokens.push(Token::Keep(&rest[..length]));
                at += length;
                words = at;
            }
            None => {
                let mut characters = rest.chars();
                let first = characters.next().map_or(1, char::len_utf8);
                // What a backslash escapes starts nothing.
                let escaped = if rest.starts_with('\\') { characters.next() } else { None };
                at += first + escaped.map_or(0, char::len_utf8);
            }
        }
    }
    if words < message.len() {
        tokens.push(Token::Words(&message[words..]));
    }
    tokens
}

/// Length of what must be kept at the start of `text`, if anything.
fn kept(text: &str) -> Option<usize> {
    let through = |end: &str| text.find(end).map(|at| at + end.len());
    if text.starts_with("{{") {
        through("}}")
    } else if text.starts_with('`') {
        let run = text.bytes().take_while(|byte| *byte == b'`').count();
        text[run..].find(&text[..run]).map(|at| run + at + run)
    } else if text.starts_with("[](") {
        through(")")
    } else if text.starts_with("[^") {
        through("]")
    } else if text.starts_with("](") {
        address(text)
    } else if text.starts_with('<') {
        through(">").filter(|length| text[..*length].contains([':', '@']))
    } else {
        None
    }
}

/// Length of `](…)`, parentheses inside matched.
fn address(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' => return None,
            _ => continue,
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_words_from_what_must_stay() {
        let kept = |message| tokens(message).iter().filter_map(Token::kept).collect::<Vec<_>>();
        assert_eq!(kept("{{ a }} and `b` in [](#c)[^d]"), ["{{ a }}", "`b`", "[](#c)", "[^d]"]);
        assert_eq!(kept("[site](https://x/(y)) <a@b.c> a < b"), ["](https://x/(y))", "<a@b.c>"]);
        assert_eq!(kept("``a ` b`` \\`no` \\[^no]"), ["``a ` b``"]);
        assert_eq!(kept("{{ open ` open [^open"), Vec::<&str>::new());
    }
}
