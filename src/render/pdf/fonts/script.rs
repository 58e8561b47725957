//! Which scripts a font can set. Letters of many scripts join, stack or change their order, and a font
//! that has the letters without the rules for that shows other words than those written.

use icu::properties::CodePointMapData;
use icu::properties::props::Script;
use typst::layout::Abs;
use typst::text::{Coverage, Font, FontFlags, FontInfo, FontInstance};

/// A script whose letters are joined by rules in the font: a letter of it, and the tags by which a font
/// names it (OpenType).
struct Joining {
    script: Script,
    letter: char,
    tags: &'static [&'static [u8; 4]],
}

macro_rules! joining {
    ($($script:ident $letter:literal $($tag:literal)+;)*) => {
        &[$(Joining { script: Script::$script, letter: $letter, tags: &[$($tag),+] }),*]
    };
}

const JOINING: &[Joining] = joining![
    Arabic 'ب' b"arab";
    Syriac 'ܒ' b"syrc";
    Nko 'ߓ' b"nko " b"nko2";
    Mongolian 'ᠪ' b"mong" b"mng2";
    Adlam '𞤀' b"adlm";
    Devanagari 'क' b"dev2" b"deva" b"dev3";
    Bengali 'ক' b"bng2" b"beng" b"bng3";
    Gurmukhi 'ਕ' b"gur2" b"guru" b"gur3";
    Gujarati 'ક' b"gjr2" b"gujr" b"gjr3";
    Oriya 'କ' b"ory2" b"orya" b"ory3";
    Tamil 'க' b"tml2" b"taml" b"tml3";
    Telugu 'క' b"tel2" b"telu" b"tel3";
    Kannada 'ಕ' b"knd2" b"knda" b"knd3";
    Malayalam 'ക' b"mlm2" b"mlym" b"mlm3";
    Sinhala 'ක' b"sinh" b"snh2";
    Khmer 'ក' b"khmr" b"khm2";
    Myanmar 'က' b"mym2" b"mymr";
    Tibetan 'ཀ' b"tibt" b"tib2";
    Javanese 'ꦏ' b"java" b"jav2";
    Balinese 'ᬓ' b"bali" b"bal2";
    Chakma '𑄇' b"cakm";
];

/// Features that join, stack or reorder letters. Others, such as alternates, are matters of style, and a
/// font for formulas may list a script for these alone.
const JOINS: &[&[u8; 4]] = &[
    b"init", b"medi", b"fina", b"isol", b"rlig", b"ccmp", b"nukt", b"akhn", b"rphf", b"rkrf",
    b"pref", b"blwf", b"abvf", b"half", b"pstf", b"vatu", b"cjct", b"pres", b"abvs", b"blws",
    b"psts", b"haln",
];

/// The script of a letter, if its letters are joined by rules in the font.
pub(in crate::render::pdf) fn that_joins(letter: char) -> Option<Script> {
    if letter < '\u{600}' {
        return None;
    }
    let script = CodePointMapData::<Script>::new().get(letter);
    JOINING.iter().any(|joining| joining.script == script).then_some(script)
}

/// Whether `font` has the rules that join the letters of `script`.
pub(in crate::render::pdf) fn sets(font: &FontInstance, script: Script) -> bool {
    let tables = font.ttf().tables();
    let Some(joining) = JOINING.iter().find(|joining| joining.script == script) else {
        return true;
    };
    // Fonts of Apple's systems have other tables.
    tables.morx.is_some()
        || tables.gsub.is_some_and(|rules| {
            let is_it = |tag: &[u8; 4]| joining.tags.contains(&tag);
            let scripts = rules.scripts.into_iter().filter(|one| is_it(&one.tag.to_bytes()));
            let mut features = scripts
                .filter_map(|one| one.default_language)
                .flat_map(|language| language.feature_indices)
                .filter_map(|index| rules.features.get(index));
            features.any(|feature| JOINS.contains(&&feature.tag.to_bytes()))
        })
}

/// What of a font's coverage may be used where no font was named: a font for formulas or for code
/// lends signs but no letters, and no font lends letters that it cannot join.
pub(super) fn usable(info: &FontInfo, load: impl FnOnce() -> Option<Font>) -> Option<Coverage> {
    let is_special = info.flags.intersects(FontFlags::MATH | FontFlags::MONOSPACE);
    let has = |joining: &&Joining| info.coverage.contains(joining.letter.into());
    let joining: Vec<Script> = JOINING.iter().filter(has).map(|joining| joining.script).collect();
    let mut unfit = Vec::new();
    if !joining.is_empty() && !is_special {
        let size = Abs::pt(10.0);
        let font = load().map(|font| font.instantiate(info.variant, size, &Default::default()));
        let sets = |script: &Script| font.as_ref().is_some_and(|font| sets(font, *script));
        unfit = joining.into_iter().filter(|script| !sets(script)).collect();
    }
    let placeholder = info.is_last_resort() || info.family == "Adobe Blank";
    if !is_special && unfit.is_empty() && !placeholder {
        return None;
    }
    let scripts = CodePointMapData::<Script>::new();
    let lends = |c: &u32| {
        let script = char::from_u32(*c).map_or(Script::Unknown, |c| scripts.get(c));
        !placeholder && !unfit.contains(&script) && (!is_special || lends_special(info, script))
    };
    Some(Coverage::from_vec(info.coverage.iter().filter(lends).collect()))
}

/// Whether a font for formulas or code may set a script: all East Asian letters are of one width.
fn lends_special(info: &FontInfo, script: Script) -> bool {
    let east_asian = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Hangul,
        Script::Bopomofo,
        Script::Yi,
    ];
    script == Script::Common
        || !info.flags.contains(FontFlags::MATH) && east_asian.contains(&script)
}
