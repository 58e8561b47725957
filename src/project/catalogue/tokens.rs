//! The parts of a message: words for the translator, and what must stay as it is.

use std::collections::BTreeMap;

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
    let mut reader = Reader { message, missing: Vec::new(), parentheses: None };
    let mut tokens = Vec::new();
    let mut words = 0;
    let mut at = 0;
    // All of these are ASCII, so bytes will do.
    let begins = |byte: u8| matches!(byte, b'{' | b'`' | b'[' | b']' | b'<' | b'\\');
    while let Some(next) = message.as_bytes()[at..].iter().position(|byte| begins(*byte)) {
        at += next;
        let rest = &message[at..];
        match reader.kept(at) {
            Some(length) => {
                if words < at {
                    tokens.push(Token::Words(&message[words..at]));
                }
                tokens.push(Token::Keep(&rest[..length]));
                at += length;
                words = at;
            }
            None => {
                at += match rest.as_bytes()[0] {
                    // What a backslash escapes starts nothing.
                    b'\\' => rest.chars().take(2).map(char::len_utf8).sum(),
                    b'`' => backticks(rest),
                    _ => 1,
                };
            }
        }
    }
    if words < message.len() {
        tokens.push(Token::Words(&message[words..]));
    }
    tokens
}

/// What is read of a message. No end is looked for twice: a message of nothing but beginnings takes
/// no longer than its length.
struct Reader<'a> {
    message: &'a str,
    /// Ends that the rest of the message does not have.
    missing: Vec<&'a str>,
    /// Where each opened parenthesis is closed in its line, by where it opens.
    parentheses: Option<BTreeMap<usize, usize>>,
}

impl<'a> Reader<'a> {
    /// Returns the length of what must be kept at the place `at`, if anything.
    fn kept(&mut self, at: usize) -> Option<usize> {
        let message = self.message;
        let text = &message[at..];
        if text.starts_with("{{") {
            self.through(at + 2, "}}").map(|end| end - at)
        } else if text.starts_with('`') {
            self.code(at).map(|end| end - at)
        } else if text.starts_with("[](") {
            self.through(at, ")").map(|end| end - at)
        } else if text.starts_with("[^") {
            self.through(at, "]").map(|end| end - at)
        } else if text.starts_with("](") {
            let parentheses = self.parentheses.get_or_insert_with(|| parentheses(message));
            parentheses.get(&(at + 1)).map(|close| close + 1 - at)
        } else if let Some(inner) = text.strip_prefix('<') {
            let end = inner.find(['<', '>'])?;
            let is_address = inner[end..].starts_with('>') && inner[..end].contains([':', '@']);
            is_address.then_some(end + "<>".len())
        } else {
            None
        }
    }

    /// Returns the place behind the code that begins at `at`: its end has as many backticks.
    fn code(&mut self, at: usize) -> Option<usize> {
        let run = backticks(&self.message[at..]);
        let marks = &self.message[at..at + run];
        if self.missing.contains(&marks) {
            return None;
        }
        let mut end = at + run;
        while let Some(next) = self.message[end..].find('`') {
            let other = backticks(&self.message[end + next..]);
            end += next + other;
            if other == run {
                return Some(end);
            }
        }
        self.missing.push(marks);
        None
    }

    /// Returns the place behind the next `end` from the place `from` on.
    fn through(&mut self, from: usize, end: &'a str) -> Option<usize> {
        if self.missing.contains(&end) {
            return None;
        }
        let found = self.message[from..].find(end);
        if found.is_none() {
            self.missing.push(end);
        }
        found.map(|found| from + found + end.len())
    }
}

/// Returns how many backticks `text` begins with.
fn backticks(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// Returns where each parenthesis of `text` is closed in its line, by where it opens.
fn parentheses(text: &str) -> BTreeMap<usize, usize> {
    let mut closed = BTreeMap::new();
    let mut open = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => closed.extend(open.pop().map(|open| (open, at))),
            b'\n' => open.clear(),
            _ => {}
        }
    }
    closed
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
        assert_eq!(kept("](a](b)](c\n) <a <b:c>"), ["](b)", "<b:c>"]);
        assert_eq!(kept("```a` ``b``"), ["``b``"]);
    }
}
