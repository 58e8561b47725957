//! Fonts: embedded ones, then the project's folders, then the system's, and those only when a
//! document holds a character that nothing before covers.

mod advice;
mod broken;
mod characters;
mod index;
pub(super) mod script;

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use typst::text::{Coverage, Font, FontFlags, FontInfo};
use typst_kit::fonts::{self, FontStore};

use self::characters::{Characters, Shown};
use self::index::{Face, SystemFonts, folder_digest, folder_faces};
use crate::cache::{Cache, Key};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;

/// The fonts inside the binary, read once, with what of their coverage may be used unasked.
static EMBEDDED: LazyLock<Vec<(Font, FontInfo, Option<Coverage>)>> = LazyLock::new(|| {
    let usable = |(font, info): (Font, FontInfo)| {
        let usable = script::usable(&info, || Some(font.clone()));
        (font, info, usable)
    };
    fonts::embedded().map(usable).collect()
});

/// The fonts a build may use.
pub(crate) struct FontLibrary<'c> {
    folders: Vec<PathBuf>,
    /// The project's folder: what is in it is named by its path there.
    project: PathBuf,
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
    /// The whole coverage of those fonts in the store that count with a part of it.
    whole: Vec<(usize, Coverage)>,
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
            project: PathBuf::new(),
            cache,
            digest: OnceLock::new(),
            faces: OnceLock::new(),
            own: OnceLock::new(),
            system: system.then(OnceLock::new),
            with_system: OnceLock::new(),
        }
    }

    /// Names the files in the folder `project` by their paths there.
    pub(crate) fn within(self, project: &Path) -> Self {
        FontLibrary { project: project.to_owned(), ..self }
    }

    /// Changes with every change of a font that is not the system's; `None` without a cache, and
    /// where a font is out of reach. Fonts that were never seen are read whole for it.
    pub(crate) fn digest(&self) -> Option<Key> {
        *self.looked_at().as_ref().ok()?
    }

    fn looked_at(&self) -> &Result<Option<Key>, Diagnostics> {
        self.digest.get_or_init(|| folder_digest(&self.folders, &self.project, self.cache))
    }

    /// Every folder of fonts, and every font if they are `used`, that cannot be reached.
    pub(crate) fn unreachable(&self, used: bool) -> Diagnostics {
        if used {
            self.looked_at().as_ref().err().cloned().unwrap_or_default()
        } else {
            index::font_files(&self.folders, &self.project).err().unwrap_or_default()
        }
    }

    /// The same, and if they are `used` every file that is called a font and is none. What was
    /// published or checked before was made without such files.
    pub(crate) fn unusable(&self, used: bool) -> Diagnostics {
        let mut found = self.unreachable(used);
        if used && let Ok(files) = index::font_files(&self.folders, &self.project) {
            let read: HashSet<&Path> = self.faces().iter().map(Face::path).collect();
            found.extend(files.iter().filter_map(|file| {
                broken::fault(file, &self.project, read.contains(file.as_path()))
            }));
        }
        found
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

    /// The fonts of the folders.
    fn faces(&self) -> &[Face] {
        self.faces.get_or_init(|| match self.looked_at() {
            Ok(digest) => folder_faces(&self.folders, digest.as_ref(), self.cache),
            // A pipe among them would never be read to its end. Who builds is told of it.
            Err(_) => Vec::new(),
        })
    }

    /// Embedded fonts, those of the folders and `more`, in this order.
    fn store(&self, more: &[&Face]) -> Fonts {
        let mut store = FontStore::new();
        let mut whole = Vec::new();
        let mut index = 0;
        // Typst takes any font that covers a letter, so a font covers what it may be taken for.
        let mut limit = |info: &FontInfo, usable: &Option<Coverage>| {
            let mut info = info.clone();
            if let Some(usable) = usable {
                whole.push((index, std::mem::replace(&mut info.coverage, usable.clone())));
            }
            index += 1;
            info
        };
        for (font, info, usable) in EMBEDDED.iter() {
            store.push((font.clone(), limit(info, usable)));
        }
        for face in self.faces().iter().chain(more.iter().copied()) {
            store.push((face.source(), limit(&face.info, &face.usable)));
        }
        Fonts { store, whole, covered: Mutex::default() }
    }

    /// The families that are there without the system's fonts, sorted.
    pub(crate) fn families(&self) -> Vec<String> {
        self.own().store.book().families().map(|(name, _)| name.to_owned()).collect()
    }

    /// Gives the fonts that are not the system's.
    pub(crate) fn without_system(&self) -> FontSet<'_> {
        FontSet { store: &self.own().store, system: false }
    }

    /// The smallest set of fonts that covers every character of `document`.
    ///
    /// # Errors
    ///
    /// The characters that no font covers, by script.
    pub(crate) fn for_document(&self, document: &Document) -> Result<FontSet<'_>, Vec<Uncovered>> {
        let characters = Characters::of(document);
        let named = &document.locale.fonts;
        let uncovered = self.own().uncovered(&characters, named);
        if uncovered.is_empty() {
            return Ok(self.without_system());
        }
        let Some(system) = self.system() else {
            return Err(advice::report(document, &uncovered));
        };
        let all = self.with_system.get_or_init(|| {
            let faces = system.faces.iter();
            let usable = faces.filter(|face| has_truetype_outlines(&face.source().path));
            self.store(&usable.collect::<Vec<_>>())
        });
        let uncovered = all.uncovered(&characters, named);
        if uncovered.is_empty() {
            Ok(FontSet { store: &all.store, system: true })
        } else {
            Err(advice::report(document, &uncovered))
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

impl Fonts {
    /// Those of `characters` that no font has which may be taken for them; those of the families
    /// `named` may be taken for all they have.
    fn uncovered<'c>(&self, characters: &'c Characters, named: &[String]) -> Vec<&'c Shown> {
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
        let has = |shown: &Shown| {
            self.whole.iter().any(|(index, coverage)| {
                let info = book.info(*index);
                let may = info.is_some_and(|info| {
                    shown.in_code && info.flags.contains(FontFlags::MONOSPACE)
                        || named.iter().any(|name| name.eq_ignore_ascii_case(&info.family))
                });
                may && coverage.contains(u32::from(shown.character))
            })
        };
        let mut uncovered = Vec::new();
        for shown in characters.iter() {
            if !is_covered(shown.character) && !has(shown) {
                uncovered.push(shown);
            }
        }
        uncovered
    }
}

/// Characters of one script that no font covers.
#[derive(Debug)]
pub(crate) struct Uncovered {
    /// The first of them.
    pub(crate) character: char,
    /// The drawing that it stands in, if it stands in no text.
    pub(crate) image: Option<String>,
    /// Tells of all, not yet where they stand.
    pub(crate) diagnostic: Diagnostic,
}
