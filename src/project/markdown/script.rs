//! What characters are to running text: whether they end an address, need no space between lines.

use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, Script};

/// How the two sides of a line end count for the space between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A letter or mark of a script that has no spaces between words: Han, kana, Bopomofo.
    Unspaced,
    /// A mark that such scripts share with others: quotation marks, dashes, an ellipsis.
    Shared,
    /// Anything else.
    Spaced,
}

/// Which side of a line end `c` makes.
pub(super) fn side(c: char) -> Side {
    match c {
        '“' | '”' | '‘' | '’' | '…' | '—' | '―' | '·' | '‥' => Side::Shared,
        // Full-width forms, without the half-width letters of Hangul behind them.
        '\u{ff01}'..='\u{ff9f}'
        | '\u{ffe0}'..='\u{ffe6}'
        // Ideographic signs and punctuation, signs of kana, enclosed and vertical forms.
        | '\u{3000}'..='\u{303f}'
        | '\u{3099}'..='\u{309c}'
        | '\u{30a0}'
        | '\u{30fb}'
        | '\u{30fc}'
        | '\u{3220}'..='\u{325f}'
        | '\u{3280}'..='\u{33ff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{fe50}'..='\u{fe6f}' => Side::Unspaced,
        _ if c.is_ascii() => Side::Spaced,
        _ => match CodePointMapData::<Script>::new().get(c) {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => Side::Unspaced,
            _ => Side::Spaced,
        },
    }
}

/// Whether a line end between `before` and `after` is no space.
pub(super) fn joins(before: char, after: char) -> bool {
    match (side(before), side(after)) {
        (Side::Unspaced, Side::Unspaced | Side::Shared) | (Side::Shared, Side::Unspaced) => true,
        (Side::Spaced | Side::Shared, _) | (_, Side::Spaced) => false,
    }
}

/// What a character that is not ASCII is to a bare address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InAddress {
    /// It may be part of one.
    Part,
    /// It may be so in a name of a host that is written in its script; elsewhere words follow an
    /// address without a space.
    Word,
    /// It never is.
    End,
}

/// What `c`, which is not ASCII, is to a bare address.
pub(super) fn in_address(c: char) -> InAddress {
    let general = CodePointMapData::<GeneralCategory>::new().get(c);
    match general {
        GeneralCategory::SpaceSeparator
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator
        | GeneralCategory::Control
        | GeneralCategory::OpenPunctuation
        | GeneralCategory::ClosePunctuation
        | GeneralCategory::InitialPunctuation
        | GeneralCategory::FinalPunctuation
        | GeneralCategory::OtherPunctuation
        | GeneralCategory::DashPunctuation
        | GeneralCategory::ConnectorPunctuation
        | GeneralCategory::MathSymbol
        | GeneralCategory::CurrencySymbol
        | GeneralCategory::ModifierSymbol
        | GeneralCategory::OtherSymbol => InAddress::End,
        // Signs of direction and joiners without width; Persian and Indic words need the joiners.
        GeneralCategory::Format if !matches!(c, '\u{200c}' | '\u{200d}') => InAddress::End,
        _ => match CodePointMapData::<Script>::new().get(c) {
            Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Bopomofo
            | Script::Hangul
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan => InAddress::Word,
            _ if side(c) == Side::Unspaced || ('\u{ff00}'..='\u{ffef}').contains(&c) => {
                InAddress::End
            }
            _ => InAddress::Part,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_spaces_need_none_between_lines() {
        for (before, after) in [('す', '二'), ('。', '漢'), ('ー', '」'), ('ㄅ', '（'), ('字', '“')]
        {
            assert!(joins(before, after), "{before} {after}");
        }
        for (before, after) in [('한', '국'), ('字', 'a'), ('”', '“'), ('ก', 'ข'), ('字', '국')]
        {
            assert!(!joins(before, after), "{before} {after}");
        }
    }
}
