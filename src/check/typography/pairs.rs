//! Pairs of quotation marks that languages use.

use super::base;

/// Pairs of quotation marks, the usual one first. Every pair that CLDR or the guides of a language
/// give as main, inner or alternative is here: only what is surely another language's is reported.
const PAIRS: &[(&str, &str)] = &[
    ("af", "“” „”"),
    ("am", "«» “” ‹›"),
    ("ar", "«» “” ”“"),
    ("ast", "«» “”"),
    ("az", "“” «» „“"),
    ("ba", "«» „“"),
    ("be", "«» „“ “”"),
    ("bg", "„“ «» „”"),
    ("bho", "“”"),
    ("bn", "“”"),
    ("br", "«» “”"),
    ("bs", "„” ”” „“ »« “”"),
    ("ca", "«» “”"),
    ("cs", "„“ „” »« «»"),
    ("da", "”” “” »« „“ „”"),
    ("de", "„“ »«"),
    ("de-CH", "«» „“"),
    ("de-LI", "«» „“"),
    ("dsb", "„“ »«"),
    ("el", "«» “”"),
    ("en", "“”"),
    ("es", "«» “”"),
    ("et", "„“ „” «»"),
    ("eu", "«» “”"),
    ("fa", "«» “”"),
    ("fi", "”” »» »« «»"),
    ("fil", "“”"),
    ("fo", "“” „“ ””"),
    ("fr", "«» “”"),
    ("fy", "“” „”"),
    ("ga", "“”"),
    ("gd", "“”"),
    ("gl", "«» “”"),
    ("gsw", "«» „“"),
    ("gu", "“”"),
    ("he", "”” “” „” \"\""),
    ("hi", "“”"),
    ("hr", "„” „“ »« ””"),
    ("hsb", "„“ »«"),
    ("hu", "„” »« ””"),
    ("hy", "«» “” „“"),
    ("id", "“”"),
    ("is", "„“ „”"),
    ("it", "«» “”"),
    ("ja", "「」 『』 “” 〝〟"),
    ("ka", "„“ «» “” „”"),
    ("kab", "«» “”"),
    ("kk", "«» “” „“"),
    ("kn", "“”"),
    ("ko", "“” 「」 『』"),
    ("ky", "«» „“ “”"),
    ("lb", "„“ »« «»"),
    ("lt", "„“ «»"),
    ("lv", "„” “” „“ «»"),
    ("mg", "«» “”"),
    ("mk", "„“ »« “”"),
    ("ml", "“”"),
    ("mr", "“”"),
    ("ms", "“”"),
    ("mt", "“”"),
    ("nb", "«» “” ”” „”"),
    ("ne", "“”"),
    ("nl", "“” „” ”” «»"),
    ("nn", "«» “” ”” „”"),
    ("no", "«» “” ”” „”"),
    ("oc", "«» “”"),
    ("os", "«» „“"),
    ("pa", "“”"),
    ("pl", "„” «» »«"),
    ("pt", "“” «»"),
    ("rm", "«» „“ “”"),
    ("ro", "„” «»"),
    ("ru", "«» „“"),
    ("rw", "«» “”"),
    ("sah", "«» „“"),
    ("sc", "«» “”"),
    ("se", "”” »»"),
    ("si", "“”"),
    ("sk", "„“ „” »« «»"),
    ("sl", "„“ »« «» „” ””"),
    ("sq", "“” «» „“ „”"),
    ("sr", "„” „“ »« «» ””"),
    ("sv", "”” »» »«"),
    ("sw", "“”"),
    ("szl", "„” «» »«"),
    ("ta", "“”"),
    ("te", "“”"),
    ("th", "“”"),
    ("ti", "«» “”"),
    ("tr", "“” «»"),
    ("tt", "«» „“"),
    ("ug", "«» »« “”"),
    ("uk", "«» „“ “” „”"),
    ("ur", "“” ”“"),
    ("vi", "“” «»"),
    ("yi", "”” “” „” \"\""),
    ("yue", "「」 『』 “”"),
    ("zh", "“” 「」 『』"),
    ("zh-Hant", "「」 『』 “”"),
];

/// What is not known to be foreign to any other language.
const ELSEWHERE: &str = "“” «» „“ „” ”” »« 「」 『』";

/// The pairs of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pairs {
    written: &'static str,
    /// Whether the first is surely the usual one.
    pub(super) is_known: bool,
}

impl Pairs {
    /// Gives those of the language of `tag`, of its region or its script where these differ.
    pub(super) fn of(tag: &str) -> Self {
        let find = |name: &str| PAIRS.iter().find(|(known, _)| *known == name);
        let language = base(tag);
        let has = |names: &[&str]| tag.split('-').skip(1).any(|part| names.contains(&part));
        let special = match language {
            "zh" if has(&["Hant", "TW", "HK", "MO"]) => "zh-Hant",
            "de" if has(&["CH"]) => "de-CH",
            "de" if has(&["LI"]) => "de-LI",
            other => other,
        };
        match find(special) {
            Some((_, written)) => Pairs { written, is_known: true },
            None => Pairs { written: ELSEWHERE, is_known: false },
        }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = (char, char)> {
        self.written.split(' ').filter_map(|pair| {
            let mut marks = pair.chars();
            Some((marks.next()?, marks.next()?))
        })
    }

    /// The usual pair.
    pub(super) fn first(self) -> (char, char) {
        self.iter().next().unwrap_or(('“', '”'))
    }
}
