//! Breaking text into lines: opportunities by UAX #14 with dictionaries (ICU4X), width by UAX #11.

use std::sync::LazyLock;

use icu::segmenter::options::LineBreakOptions;
use icu::segmenter::{LineSegmenter, LineSegmenterBorrowed};
use unicode_width::UnicodeWidthStr;

static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_dictionary(LineBreakOptions::default()));

/// Columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The lines of `text`, none wider than `columns` unless a part of it has no place to break.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, columns)).collect()
}

fn wrap_line(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // Of `line`: no character joins with one beyond a place to break.
    let mut used = 0;
    let mut start = 0;
    for end in SEGMENTER.segment_str(text).skip(1) {
        let segment = &text[start..end];
        start = end;
        if !line.is_empty() && used + width(segment.trim_end()) > columns {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        line.push_str(segment);
        used += width(segment);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The lines of `text`, the first behind `first`, the others behind as many spaces.
pub(super) fn hang(first: &str, text: &str, columns: usize) -> Vec<String> {
    let indent = width(first);
    let mut lines = wrap(text, columns.saturating_sub(indent).max(16));
    for (index, line) in lines.iter_mut().enumerate() {
        *line = if index == 0 {
            format!("{first}{line}")
        } else if line.is_empty() {
            String::new()
        } else {
            format!("{}{line}", " ".repeat(indent))
        };
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn breaks_where_each_script_may() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("日本語の文章です。", 10), ["日本語の文", "章です。"]);
        assert_eq!(wrap("a\u{a0}b c", 3), ["a\u{a0}b", "c"]);
    }

    proptest! {
        #[test]
        fn keeps_every_character_and_the_width(
            text in "[a-zé ぁ-ん一-万ก-ฮא-ת.,()-]{0,120}",
            columns in 20usize..80,
        ) {
            let lines = wrap(&text, columns);
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            for line in &lines {
                let segments = SEGMENTER.segment_str(line).count();
                prop_assert!(width(line) <= columns || segments <= 2, "{}", line);
            }
        }
    }
}
