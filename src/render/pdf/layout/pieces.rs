//! Where a word breaks that is wider than its line: after its separators, before its capitals, and
//! between letters as the last way.

use unicode_segmentation::UnicodeSegmentation;

use crate::document::measure::{em, natural};

/// A piece up to this width, in em, needs no further break.
const SHORT: f32 = 6.0;

/// Breaks `word` into what may stand on a line of its own; and whether hyphens do better.
pub(super) fn pieces(word: &str, language: &str, code: bool) -> (bool, Vec<String>) {
    let hyphens = !code && hyphenates(word, language);
    let width = |text: &str| text.chars().map(|c| em(c, code)).sum::<f32>();
    let mut pieces = Vec::new();
    for part in natural(word) {
        if width(part) <= SHORT {
            pieces.push(part.to_owned());
            continue;
        }
        // Letters that join keep more company: they change their shape at a break.
        let joined = part.chars().any(|c| matches!(c, '\u{0600}'..='\u{08ff}'));
        let limit = if joined { SHORT } else { 1.0 };
        let mut piece = String::new();
        for letter in part.graphemes(true) {
            if !piece.is_empty() && width(&piece) + width(letter) > limit {
                pieces.push(std::mem::take(&mut piece));
            }
            piece.push_str(letter);
        }
        pieces.push(piece);
    }
    for index in 1..pieces.len() {
        if needs_zero_width_space(&pieces[index - 1], &pieces[index]) {
            pieces[index].insert(0, '\u{200b}');
        }
    }
    (hyphens, pieces)
}

/// Whether the break between the two holds only with a zero width space: no line begins with a closing
/// sign or ends with an opening one, even if a space stands between (UAX #14, LB13 and LB14).
fn needs_zero_width_space(before: &str, after: &str) -> bool {
    let free = |c: char| c.is_alphanumeric();
    let opening = |c: char| matches!(c, '(' | '[' | '{' | '<');
    !after.starts_with(|c: char| free(c) || opening(c) || c == '_') || before.ends_with(opening)
}

/// Whether the patterns of `language` break `word` into syllables that are all short. A name or an
/// address is not hyphenated, as the hyphen would seem to be a part of it.
fn hyphenates(word: &str, language: &str) -> bool {
    let iso = language.split('-').next().and_then(|code| code.as_bytes().try_into().ok());
    let Some(language) = iso.and_then(hypher::Lang::from_iso) else { return false };
    let camel = word
        .chars()
        .zip(word.chars().skip(1))
        .any(|(prev, next)| prev.is_lowercase() && next.is_uppercase());
    if camel || is_address(word) || word.contains(|c: char| c == '_' || c.is_numeric()) {
        return false;
    }
    word.split(|c: char| !c.is_alphabetic()).all(|part| {
        hypher::hyphenate(part, language)
            .all(|syllable| syllable.chars().map(|c| em(c, false)).sum::<f32>() <= SHORT)
    })
}

/// Whether `word` is an address or its like, by the signs between its letters.
fn is_address(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    inner.contains("://")
        || inner.contains(['.', '@', '?', '=', '&', '#', '%', '~', '+', '$', '|', '\\'])
}

/// Replaces tabs by spaces, as Typst does where they stand in code.
pub(super) fn expand_tabs(line: &str) -> String {
    const SIZE: usize = 2;
    let mut expanded = String::new();
    let mut column = 0;
    for c in line.chars() {
        if c == '\t' {
            let spaces = SIZE - column % SIZE;
            expanded.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        } else {
            expanded.push(c);
            column += 1;
        }
    }
    expanded
}
