//! Text that nobody sees.

use icu::properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu::properties::{CodePointMapData, CodePointSetData};

/// Whether `text` has no character that a reader sees: white space, controls, what fonts show
/// nothing for (Unicode's `Default_Ignorable_Code_Point`), such as U+00AD and U+200B, and marks
/// with nothing to stand on.
pub(crate) fn is_blank(text: &str) -> bool {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let categories = CodePointMapData::<GeneralCategory>::new();
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || ignorable.contains(c)
            || GeneralCategoryGroup::Mark.contains(categories.get(c))
            || is_inkless(c)
    })
}

/// Whether `c` is a sign without ink that Unicode counts among those with some: Braille without a
/// dot, a note without a head, how hieroglyphs are joined, where remarks on a text begin and end.
fn is_inkless(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}' | '\u{13430}'..='\u{1343f}' | '\u{fff9}'..='\u{fffb}')
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
            "\u{1d159}",
            "\u{1160}",
            "\u{301}",
            "\u{a0}\u{20dd}",
            "\u{93e}",
            "\u{16fe4}",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "\u{200b}.", "ー", "—", "\u{a0}١", "\u{1f36a}", "e\u{301}", "\u{1d15a}"]
        {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
