//! What the comments before an entry say.

use super::{Entry, is_space};

impl Entry {
    /// Adds the comment line that reads `comment` after its `#`.
    pub(super) fn comment(&mut self, comment: &str) {
        let text = |text: &str| text.strip_prefix(' ').unwrap_or(text).to_owned();
        match comment.as_bytes().first() {
            Some(b'.') => self.extracted_comments.push(text(&comment[1..])),
            Some(b':') => self.references.extend(references(&comment[1..])),
            Some(b',' | b'=' | b'!') => self.flags.extend(flags(&comment[1..])),
            _ => self.translator_comments.push(text(comment)),
        }
    }
}

/// Flags stand between commas or white space; `range: 0..9` is one.
fn flags(line: &str) -> Vec<String> {
    let mut flags: Vec<String> = Vec::new();
    for part in line.split(',') {
        let mut after_range = false;
        for word in part.split(is_space).filter(|word| !word.is_empty()) {
            match flags.last_mut() {
                Some(range) if after_range && word.starts_with(|c: char| c.is_ascii_digit()) => {
                    *range = format!("range: {word}");
                }
                _ => flags.push(word.to_owned()),
            }
            after_range = word == "range:";
        }
    }
    flags
}

fn references(line: &str) -> Vec<String> {
    const ISOLATE: char = '\u{2068}';
    const END: char = '\u{2069}';
    let mut references = Vec::new();
    let mut rest = line.trim_start_matches(is_space);
    let last_end = line.rfind(END).map(|at| line.len() - at);
    while !rest.is_empty() {
        // Only where an end is left: else each isolate would search the whole line.
        let isolated = match rest.strip_prefix(ISOLATE) {
            Some(inside) if last_end.is_some_and(|end| end <= inside.len()) => {
                inside.split_once(END)
            }
            _ => None,
        };
        let (name, after) = isolated.unwrap_or(("", rest));
        let (tail, next) = after.split_at(after.find(is_space).unwrap_or(after.len()));
        references.push(format!("{name}{tail}"));
        rest = next.trim_start_matches(is_space);
    }
    references.retain(|reference| !reference.is_empty());
    references
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzy_is_found_wherever_msgfmt_finds_it() {
        assert_eq!(flags(" fuzzy,  no-wrap"), ["fuzzy", "no-wrap"]);
        assert_eq!(flags("c-format fuzzy"), ["c-format", "fuzzy"]);
        assert_eq!(flags(" range: 0..9, range: fuzzy"), ["range: 0..9", "range:", "fuzzy"]);
    }

    #[test]
    fn names_with_spaces_stand_between_isolates() {
        let line = " a.md:1\t\u{2068}b c.md\u{2069}:2 \u{2068}d e:3\u{2069} \u{2068}f";
        assert_eq!(references(line), ["a.md:1", "b c.md:2", "d e:3", "\u{2068}f"]);
    }

    #[test]
    fn each_kind_of_comment_has_its_place() {
        let mut entry = Entry::default();
        for line in [" a", "b", "", ". c", ".d", ": e", ", fuzzy", "=x-format", "! y", "-z"] {
            entry.comment(line);
        }
        assert_eq!(entry.translator_comments, ["a", "b", "", "-z"]);
        assert_eq!(entry.extracted_comments, ["c", "d"]);
        assert_eq!(entry.references, ["e"]);
        assert_eq!(entry.flags, ["fuzzy", "x-format", "y"]);
    }
}
