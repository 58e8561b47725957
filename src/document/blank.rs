//! Text that nobody sees.

use icu::properties::CodePointSetData;
use icu::properties::props::DefaultIgnorableCodePoint;

/// Whether `text` has no character that a reader sees: white space, controls, and what fonts show
/// nothing for (Unicode's `Default_Ignorable_Code_Point`), such as U+00AD and U+200B.
pub(crate) fn is_blank(text: &str) -> bool {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    text.chars().all(|c| {
        // U+2800 is Braille without a dot; between U+FFF9 and U+FFFB stand remarks on a text.
        c.is_whitespace()
            || c.is_control()
            || ignorable.contains(c)
            || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffb}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_blank() {
        for text in [
            "",
            " \t\n",
            "\u{a0}",
            "\u{ad}",
            "\u{200b}\u{200c}\u{200d}",
            "\u{2060}",
            "\u{feff}",
            "\u{3000}",
            "\u{202f}",
            "\u{2028}",
            "\u{115f}\u{3164}\u{ffa0}",
            "\u{2800}",
            "\u{200f}",
            "\u{202e}",
            "\u{180e}",
            "\u{34f}",
            "\u{e0041}",
            "\u{fe0f}",
            "\u{85}",
            "\u{fffa}",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{200b}.", "ー", "—", "\u{a0}١", "\u{1f36a}", "\u{301}"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
