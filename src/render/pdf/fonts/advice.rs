//! What to do where no font has a character.

use std::collections::BTreeMap;

use icu::properties::CodePointSetData;
use icu::properties::props::{ExtendedPictographic, NamedEnumeratedProperty, Script};
use icu::properties::script::ScriptWithExtensions;

use super::Uncovered;
use super::characters::Shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;

/// A report per script and drawing of the characters that no font covers.
pub(super) fn report(document: &Document, uncovered: &[&Shown]) -> Vec<Uncovered> {
    let mut groups: BTreeMap<(Option<&str>, String), Vec<&Shown>> = BTreeMap::new();
    for shown in uncovered {
        let group = (shown.image.as_deref(), kind(shown.character, script_of(shown)));
        groups.entry(group).or_default().push(shown);
    }
    let report_one = |((image, kind), characters): ((Option<&str>, String), Vec<&Shown>)| {
        let first = characters.iter().min_by_key(|shown| shown.order).unwrap_or(&characters[0]);
        let Shown { character, text, .. } = first;
        let more = match characters.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let place = image.map_or_else(
            || format!("{}, {}", document.locale.tag, document.id),
            |image| format!("image `{image}`"),
        );
        let message = format!(
            "no font for `{character}` (U+{:04X}, {kind}){more} in {place}: “{text}”",
            u32::from(*character),
        );
        Uncovered {
            character: *character,
            image: image.map(str::to_owned),
            diagnostic: Diagnostic::error(Code::UncoveredCharacter, message)
                .help(help(*character, script_of(first))),
        }
    };
    groups.into_iter().map(report_one).collect()
}

/// The script of a character. Marks and digits that several scripts share take that of the letters
/// nearest to them, or the first that has them.
fn script_of(shown: &Shown) -> Script {
    let c = shown.character;
    let scripts = ScriptWithExtensions::new();
    let own = scripts.get_script_val(c);
    if !matches!(own, Script::Common | Script::Inherited) || is_emoji(c) {
        return own;
    }
    let letters: Vec<(usize, char)> = shown.text.chars().enumerate().collect();
    let at = letters.iter().position(|(_, other)| *other == c).unwrap_or_default();
    let mut near: Vec<(usize, Script)> =
        letters.iter().map(|(place, c)| (place.abs_diff(at), scripts.get_script_val(*c))).collect();
    near.retain(|(_, script)| {
        !matches!(*script, Script::Common | Script::Inherited | Script::Unknown)
    });
    near.sort_by_key(|(distance, _)| *distance);
    let extensions = scripts.get_script_extensions_val(c);
    let shared: Vec<Script> = extensions
        .iter()
        .filter(|script| !matches!(*script, Script::Common | Script::Inherited))
        .collect();
    if let Some((_, script)) = near.iter().find(|(_, script)| shared.contains(script)) {
        return *script;
    }
    // Unicode lists a mark under all scripts that have it: Chinese stands for East Asia.
    for likely in [Script::Han, Script::Arabic, Script::Devanagari] {
        if shared.contains(&likely) {
            return likely;
        }
    }
    if let Some(first) = shared.first() {
        return *first;
    }
    match c {
        // Marks of East Asia, and those of full width.
        '\u{3000}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe1f}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ffef}' => {
            let near = near.iter().map(|(_, script)| *script).find(|script| is_east_asian(*script));
            near.unwrap_or(Script::Han)
        }
        _ => own,
    }
}

fn is_east_asian(script: Script) -> bool {
    matches!(
        script,
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
    )
}

/// The script of a character, or what else it is.
fn kind(c: char, script: Script) -> String {
    match script {
        Script::Common | Script::Inherited if is_emoji(c) => "an emoji".to_owned(),
        Script::Common | Script::Inherited => "a sign of no script".to_owned(),
        Script::Unknown => "no character of Unicode".to_owned(),
        script => format!("script {}", script.long_name().replace('_', " ")),
    }
}

fn is_emoji(c: char) -> bool {
    // The frame of a keycap and the letters of flags are parts of emoji.
    matches!(c, '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}')
        || CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Where a font for the character is to be had, with outlines that both standards take.
fn help(c: char, script: Script) -> String {
    let put = "put a font for it into `fonts/`, or name its folder with `--font-path`";
    let fetched = "in the repository of Promulgate `make fonts` fetches one";
    match script {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => {
            format!(
                "{put}: the PyPI package justmytype-intl-cjk has Noto Sans JP, KR, SC and TC with \
                 TrueType outlines, as a PDF needs them (Debian's fonts-noto-cjk has others); \
                 {fetched}"
            )
        }
        Script::Thai => format!("{put}: Debian's fonts-tlwg-laksaman-ttf has one; {fetched}"),
        Script::Arabic | Script::Devanagari => {
            format!("{put}: Debian's fonts-noto-core has one; {fetched}")
        }
        script if NOTO_CORE.contains(&script) => {
            format!("{put}: Debian's fonts-noto-core has one")
        }
        Script::Common | Script::Inherited if is_emoji(c) => format!(
            "{put}: NotoSansSymbols2 of Debian's fonts-noto-core has some emoji, in one colour; \
             write the others in words"
        ),
        _ => format!("{put}; you must find one with TrueType outlines, or write it another way"),
    }
}

/// Scripts that a font of Debian's fonts-noto-core sets.
const NOTO_CORE: &[Script] = &[
    Script::Adlam,
    Script::Armenian,
    Script::Avestan,
    Script::Balinese,
    Script::Bamum,
    Script::BassaVah,
    Script::Batak,
    Script::Bengali,
    Script::Buginese,
    Script::Buhid,
    Script::CanadianAboriginal,
    Script::Chakma,
    Script::Cham,
    Script::Cherokee,
    Script::Coptic,
    Script::Cuneiform,
    Script::Deseret,
    Script::Ethiopic,
    Script::Georgian,
    Script::Glagolitic,
    Script::Gothic,
    Script::Grantha,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::HanifiRohingya,
    Script::Hanunoo,
    Script::Hebrew,
    Script::Javanese,
    Script::Kaithi,
    Script::Kannada,
    Script::KayahLi,
    Script::Khmer,
    Script::Lao,
    Script::Lepcha,
    Script::Limbu,
    Script::Lisu,
    Script::Malayalam,
    Script::Mandaic,
    Script::MeeteiMayek,
    Script::Mongolian,
    Script::Myanmar,
    Script::NewTaiLue,
    Script::Newa,
    Script::Nko,
    Script::Nushu,
    Script::Ogham,
    Script::OlChiki,
    Script::Oriya,
    Script::Osage,
    Script::Osmanya,
    Script::PahawhHmong,
    Script::PhagsPa,
    Script::Rejang,
    Script::Runic,
    Script::Samaritan,
    Script::Saurashtra,
    Script::Shavian,
    Script::Sinhala,
    Script::SoraSompeng,
    Script::Sundanese,
    Script::SylotiNagri,
    Script::Syriac,
    Script::Tagalog,
    Script::Tagbanwa,
    Script::TaiLe,
    Script::TaiTham,
    Script::TaiViet,
    Script::Tamil,
    Script::Telugu,
    Script::Thaana,
    Script::Tibetan,
    Script::Tifinagh,
    Script::Tirhuta,
    Script::Vai,
    Script::Wancho,
    Script::WarangCiti,
    Script::Yezidi,
    Script::Yi,
];

#[cfg(test)]
mod tests {
    use super::{help, kind, script_of};
    use crate::render::pdf::fonts::characters::Shown;

    fn shown(character: char, text: &str) -> Shown {
        Shown { character, in_code: false, text: text.to_owned(), image: None, order: 0 }
    }

    /// What has no script of its own takes that of its neighbours.
    #[test]
    fn marks_and_digits_have_the_script_they_stand_in() {
        for (c, text, name) in [
            ('。', "。", "Han"),
            ('。', "以上。", "Han"),
            ('。', "です。", "Hiragana"),
            ('（', "（", "Han"),
            ('（', "a（한국", "Hangul"),
            ('／', "か／", "Hiragana"),
            ('।', "নিয়ম।", "Bengali"),
            ('।', "।", "Devanagari"),
            ('।', "ନିୟମ।", "Oriya"),
            ('॥', "नियम॥", "Devanagari"),
            ('१', "१२", "Devanagari"),
            ('٣', "٣", "Arabic"),
            ('،', "الأول، الثاني", "Arabic"),
            ('؟', "؟", "Arabic"),
            ('၊', "၊", "Myanmar"),
            ('⸙', "⸙ abc", "a sign of no script"),
        ] {
            let kind = kind(c, script_of(&shown(c, text)));
            assert!(kind.contains(name), "{c} in {text}: {kind}");
        }
    }

    /// Each package was looked into: it has a font with TrueType outlines that sets the script.
    #[test]
    fn advice_names_what_has_a_font() {
        const CORE: &str = "fonts-noto-core";
        let cases = [
            ('क', "Devanagari", CORE, true),
            ('ب', "Arabic", CORE, true),
            ('א', "Hebrew", CORE, false),
            ('ก', "Thai", "fonts-tlwg-laksaman-ttf", true),
            ('ក', "Khmer", CORE, false),
            ('ກ', "Lao", CORE, false),
            ('က', "Myanmar", CORE, false),
            ('ক', "Bengali", CORE, false),
            ('க', "Tamil", CORE, false),
            ('క', "Telugu", CORE, false),
            ('ಕ', "Kannada", CORE, false),
            ('ക', "Malayalam", CORE, false),
            ('ક', "Gujarati", CORE, false),
            ('ਕ', "Gurmukhi", CORE, false),
            ('ක', "Sinhala", CORE, false),
            ('አ', "Ethiopic", CORE, false),
            ('ა', "Georgian", CORE, false),
            ('Ա', "Armenian", CORE, false),
            ('ཀ', "Tibetan", CORE, false),
            ('あ', "Hiragana", "justmytype-intl-cjk", true),
            ('国', "Han", "justmytype-intl-cjk", true),
            ('한', "Hangul", "justmytype-intl-cjk", true),
            ('𒀀', "Cuneiform", CORE, false),
            ('𓀀', "Egyptian Hieroglyphs", "you must find one", false),
            ('🚀', "an emoji", "in words", false),
            ('\u{20e3}', "an emoji", "in words", false),
            ('⸙', "a sign of no script", "you must find one", false),
        ];
        for (c, name, package, fetched) in cases {
            let script = script_of(&shown(c, &c.to_string()));
            let (help, kind) = (help(c, script), kind(c, script));
            assert!(kind.contains(name), "{c}: {kind}");
            assert!(help.contains(package), "{c}: {help}");
            assert_eq!(help.contains("make fonts"), fetched, "{c}: {help}");
        }
    }
}
