//! Fonts: embedded ones, then the project's folders, then the system's, and those only when a
//! document holds a character that nothing before covers.

mod index;

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use icu::properties::CodePointMapData;
use icu::properties::props::{
    GeneralCategory, GeneralCategoryGroup, NamedEnumeratedProperty, Script,
};
use typst::text::{Font, FontInfo};
use typst_kit::fonts::{self, FontStore};

use self::index::{Face, SystemFonts, folder_digest, folder_faces};
use crate::cache::{Cache, Key};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Document, Text};

/// The fonts inside the binary, read once.
static EMBEDDED: LazyLock<Vec<(Font, FontInfo)>> = LazyLock::new(|| fonts::embedded().collect());

/// The fonts a build may use.
pub(crate) struct FontLibrary<'c> {
    folders: Vec<PathBuf>,
    cache: Option<&'c Cache>,
    digest: OnceLock<Result<Option<Key>, Diagnostics>>,
    faces: OnceLock<Vec<Face>>,
    /// Embedded fonts and those of the folders.
    own: OnceLock<Fonts>,
    /// The system's fonts, where they may be used.
    system: Option<OnceLock<SystemFonts>>,
    /// All of them, once they are asked for.
    with_system: OnceLock<Fonts>,
}

/// Fonts, with what they were asked for before: looking a character up in all of them takes long, and
/// documents have most characters in common.
struct Fonts {
    store: FontStore,
    covered: Mutex<HashSet<char>>,
}

/// The fonts chosen for a document.
pub(crate) struct FontSet<'l> {
    pub(crate) store: &'l FontStore,
    /// Whether the system's are among them.
    pub(crate) system: bool,
}

impl<'c> FontLibrary<'c> {
    /// The embedded fonts and those below `folders`; the system's where `system` is set. Fonts are
    /// looked into when they are first asked for.
    pub(crate) fn new(folders: Vec<PathBuf>, system: bool, cache: Option<&'c Cache>) -> Self {
        FontLibrary {
            folders,
            cache,
            digest: OnceLock::new(),
            faces: OnceLock::new(),
            own: OnceLock::new(),
            system: system.then(OnceLock::new),
            with_system: OnceLock::new(),
        }
    }

    /// Changes with every change of a font that is not the system's; `None` without a cache, and
    /// where a font is out of reach. Fonts that were never seen are read whole for it.
    pub(crate) fn digest(&self) -> Option<Key> {
        *self.looked_at().as_ref().ok()?
    }

    fn looked_at(&self) -> &Result<Option<Key>, Diagnostics> {
        self.digest.get_or_init(|| folder_digest(&self.folders, self.cache))
    }

    /// Every folder of fonts, and every font if they are `used`, that cannot be reached.
    pub(crate) fn unreachable(&self, used: bool) -> Diagnostics {
        if used {
            self.looked_at().as_ref().err().cloned().unwrap_or_default()
        } else {
            index::font_files(&self.folders).err().unwrap_or_default()
        }
    }

    /// Changes with every change of the system's fonts; `None` where they may not be used.
    pub(crate) fn system_digest(&self) -> Option<Key> {
        self.system().map(|system| system.digest)
    }

    fn system(&self) -> Option<&SystemFonts> {
        Some(self.system.as_ref()?.get_or_init(|| SystemFonts::find(self.cache)))
    }

    fn own(&self) -> &Fonts {
        self.own.get_or_init(|| self.store(&[]))
    }

    /// Embedded fonts, those of the folders and `more`, in this order.
    fn store(&self, more: &[&Face]) -> Fonts {
        let faces = self.faces.get_or_init(|| match self.looked_at() {
            Ok(digest) => folder_faces(&self.folders, digest.as_ref(), self.cache),
            // A pipe among them would never be read to its end. Who builds is told of it.
            Err(_) => Vec::new(),
        });
        let mut store = FontStore::new();
        store.extend(EMBEDDED.iter().cloned());
        let faces = faces.iter().chain(more.iter().copied());
        store.extend(faces.map(|face| (face.source(), face.info.clone())));
        Fonts { store, covered: Mutex::default() }
    }

    /// The families that are there without the system's fonts, sorted.
    pub(crate) fn families(&self) -> Vec<String> {
        self.own().store.book().families().map(|(name, _)| name.to_owned()).collect()
    }

    /// The smallest set of fonts that covers every character of `document`.
    ///
    /// # Errors
    ///
    /// The characters that no font covers, by script.
    pub(crate) fn for_document(&self, document: &Document) -> Result<FontSet<'_>, Vec<Uncovered>> {
        let characters = characters(document);
        let uncovered = self.own().uncovered(&characters);
        if uncovered.is_empty() {
            return Ok(FontSet { store: &self.own().store, system: false });
        }
        let Some(system) = self.system() else {
            return Err(report(document, &uncovered));
        };
        let all = self.with_system.get_or_init(|| {
            let faces = system.faces.iter();
            let usable = faces.filter(|face| has_truetype_outlines(&face.source().path));
            self.store(&usable.collect::<Vec<_>>())
        });
        let uncovered = all.uncovered(&characters);
        if uncovered.is_empty() {
            Ok(FontSet { store: &all.store, system: true })
        } else {
            Err(report(document, &uncovered))
        }
    }
}

/// Fonts with CFF outlines are left out: those of installed CJK fonts are keyed by CID, and a PDF
/// with them fails both standards on glyph widths (measured with Debian's fonts-noto-cjk).
fn has_truetype_outlines(path: &Path) -> bool {
    let mut start = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    if read.is_err() {
        return false;
    }
    match &start[..4] {
        // A collection: look at its first font.
        b"ttcf" => {
            let offset = u32::from_be_bytes([start[12], start[13], start[14], start[15]]);
            let mut tag = [0; 4];
            let first = File::open(path).and_then(|mut file| {
                use std::io::{Seek, SeekFrom};
                file.seek(SeekFrom::Start(offset.into()))?;
                file.read_exact(&mut tag)
            });
            first.is_ok() && tag != *b"OTTO"
        }
        tag => tag != b"OTTO",
    }
}

/// The characters of a document that need a glyph, each with a text it stands in.
fn characters(document: &Document) -> BTreeMap<char, String> {
    let mut characters = BTreeMap::new();
    let mut add = |text: &str| {
        for c in text.chars().filter(|c| needs_glyph(*c)) {
            characters.entry(c).or_insert_with(|| text.chars().take(60).collect());
        }
    };
    document.for_each_text(&mut |text: &Text| add(&text.text));
    document.for_each_code(&mut |code: &str| add(code));
    for notice in &document.notices {
        add(&notice.text);
    }
    for shown in [&document.publisher.name, &document.version, &document.updated.text] {
        add(shown);
    }
    document.words.values().for_each(|word| add(word));
    characters
}

/// Controls, format characters and variation selectors have no glyph of their own.
fn needs_glyph(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control() && c != ' ';
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    !(GeneralCategoryGroup::Other.contains(category)
        || GeneralCategoryGroup::Separator.contains(category)
        || matches!(u32::from(c), 0xFE00..=0xFE0F | 0xE0100..=0xE01EF))
}

impl Fonts {
    /// Those of `characters` that no font has.
    fn uncovered<'c>(&self, characters: &'c BTreeMap<char, String>) -> Vec<(char, &'c str)> {
        let book = self.store.book();
        let mut covered = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_covered = |c: char| {
            let mut infos = (0..).map_while(|index| book.info(index));
            let found =
                covered.contains(&c) || infos.any(|info| info.coverage.contains(u32::from(c)));
            if found {
                covered.insert(c);
            }
            found
        };
        characters
            .iter()
            .filter(|(c, _)| !is_covered(**c))
            .map(|(c, text)| (*c, text.as_str()))
            .collect()
    }
}

/// Characters of one script that no font covers.
#[derive(Debug)]
pub(crate) struct Uncovered {
    /// The first of them.
    pub(crate) character: char,
    /// Tells of all, not yet where they stand.
    pub(crate) diagnostic: Diagnostic,
}

fn report(document: &Document, uncovered: &[(char, &str)]) -> Vec<Uncovered> {
    let mut by_script: BTreeMap<&str, Vec<(char, &str)>> = BTreeMap::new();
    for (c, text) in uncovered {
        let script = CodePointMapData::<Script>::new().get(*c);
        by_script.entry(script.long_name()).or_default().push((*c, *text));
    }
    let report_one = |(script, characters): (&str, Vec<(char, &str)>)| {
        let (first, text) = characters[0];
        let more = match characters.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        Uncovered {
            character: first,
            diagnostic: Diagnostic::error(
                Code::UncoveredCharacter,
                format!(
                    "no font for `{first}` (U+{:04X}, script {script}){more} in {}, {}: “{text}”",
                    u32::from(first),
                    document.locale.tag,
                    document.id
                ),
            )
            .help(help(script, document.locale.tag.as_str())),
        }
    };
    by_script.into_iter().map(report_one).collect()
}

/// Where a font with TrueType outlines for the script is to be had.
fn help(script: &str, tag: &str) -> String {
    let package = match script {
        "Han" | "Hiragana" | "Katakana" | "Hangul" | "Bopomofo" => {
            "PyPI justmytype-intl-cjk (Noto Sans JP, KR, SC, TC with TrueType outlines)"
        }
        _ => "Debian fonts-noto-core (Noto fonts for most scripts)",
    };
    format!(
        "put a font for {tag} into `fonts/`, or name its folder with `--font-path`; \
         {package} has one. In the repository of Promulgate `make fonts` fetches it"
    )
}
