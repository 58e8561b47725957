//! What fonts there are: file by file, with what Typst must know of each before it loads one.
//!
//! Reading that out of the fonts themselves takes longer than a PDF, so it is kept in the cache and
//! holds as long as no file and no folder has changed.

use std::collections::{BTreeSet, HashSet};
use std::env;
use std::fmt::Display;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use typst::text::{Coverage, FontInfo};
use typst_kit::fonts::{self, FontPath, FontSource};

use super::script;
use crate::cache::{Cache, Digest, Key, Moment, Stamp};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A font in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Face {
    path: PathBuf,
    index: u32,
    pub(super) info: FontInfo,
    /// What of its coverage may be used where no font was named, if that is not all.
    pub(super) usable: Option<Coverage>,
}

impl Face {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn source(&self) -> FontPath {
        FontPath { path: self.path.clone(), index: self.index }
    }
}

/// A file or folder of the system as it was when it was looked at. Not the whole stamp: fonts of
/// the system are the same on machines that have the same packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SystemStamp {
    path: PathBuf,
    /// Size in bytes and nanoseconds of the last change since 1970; `None` where nothing is there.
    state: Option<(u64, u64)>,
}

impl SystemStamp {
    fn of(path: PathBuf) -> Self {
        let state = fs::metadata(&path).ok().and_then(|metadata| {
            let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            let size = if metadata.is_dir() { 0 } else { metadata.len() };
            Some((size, u64::try_from(changed.as_nanos()).ok()?))
        });
        SystemStamp { path, state }
    }

    fn holds(&self) -> bool {
        *self == SystemStamp::of(self.path.clone())
    }
}

/// The fonts of folders as the cache keeps them: the files with their content's hashes, so that the
/// same fonts on another machine, or unpacked anew, count as the same.
#[derive(Serialize, Deserialize)]
struct Listing {
    /// When they were read.
    read: Moment,
    files: Vec<FontFile>,
}

#[derive(Clone, Serialize, Deserialize)]
struct FontFile {
    path: PathBuf,
    stamp: Stamp,
    hash: Key,
}

/// The system's fonts as the cache keeps them.
#[derive(Serialize, Deserialize)]
struct SystemListing {
    stamps: Vec<SystemStamp>,
    faces: Vec<Face>,
}

/// A digest of the font files below `folders`, every one of them in reach; `None` without a cache,
/// which alone needs it. Files that were never seen are read whole for it.
///
/// # Errors
///
/// Every folder and file that cannot be reached.
pub(super) fn folder_digest(
    folders: &[PathBuf],
    project: &Path,
    cache: Option<&Cache>,
) -> Result<Option<Key>, Diagnostics> {
    let files = font_files(folders, project)?;
    if let Some(cache) = cache {
        return digest(&files, project, cache).map(Some);
    }
    let opened = files.iter().map(|file| (file, File::open(file)));
    let errors: Diagnostics = opened
        .filter_map(|(file, opened)| Some(unreadable(file, project, &opened.err()?)))
        .collect();
    if errors.has_errors() { Err(errors) } else { Ok(None) }
}

fn digest(files: &[PathBuf], project: &Path, cache: &Cache) -> Result<Key, Diagnostics> {
    let place = key_of("font files", files);
    let known = cache.get(&place).and_then(|bytes| serde_json::from_slice::<Listing>(&bytes).ok());
    let mut listing = Listing { read: Moment::now(), files: Vec::new() };
    let mut errors = Diagnostics::default();
    let mut is_known = known.is_some();
    for (index, path) in files.iter().enumerate() {
        let known = known.as_ref().and_then(|known| known.settled(index));
        let stamp = fs::metadata(path).map(|metadata| Stamp::of(&metadata));
        let file = stamp.and_then(|stamp| match known {
            Some(known) if known.stamp == stamp => Ok(known.clone()),
            Some(_) | None => {
                is_known = false;
                Ok(FontFile { path: path.clone(), stamp, hash: Key::of_file(path)? })
            }
        });
        match file {
            Ok(file) => listing.files.push(file),
            Err(error) => errors.push(unreadable(path, project, &error)),
        }
    }
    if errors.has_errors() {
        return Err(errors);
    }
    if !is_known {
        store(cache, &place, &listing);
    }
    let mut digest = Digest::new("fonts");
    for file in &listing.files {
        // The name decides the order, and so which of two fonts is taken.
        let name = file.path.file_name().unwrap_or_default();
        digest = digest.bytes(name.as_encoded_bytes()).part(&file.hash);
    }
    Ok(digest.key())
}

impl Listing {
    /// The file at `index`, if it was old enough when it was read for its stamp to tell of changes.
    fn settled(&self, index: usize) -> Option<&FontFile> {
        self.files.get(index).filter(|file| file.stamp.is_settled(self.read))
    }
}

/// Tells of `path`, which lies in the folder `project` or elsewhere.
fn unreadable(path: &Path, project: &Path, reason: &dyn Display) -> Diagnostic {
    let shown = path.strip_prefix(project).unwrap_or(path);
    let message = match fs::read_link(path) {
        Ok(target) if !path.exists() => {
            let target = target.display();
            format!(
                "`{}` cannot be read: it is a link to `{target}`, where nothing is",
                shown.display()
            )
        }
        Ok(_) | Err(_) => format!("`{}` cannot be read: {reason}", shown.display()),
    };
    Diagnostic::error(Code::UnreadableFile, message)
        .help("mend it, or remove it: a font that is not read may be the one that a text needs")
}

/// The fonts below `folders`, whose digest is `digest`.
pub(super) fn folder_faces(
    folders: &[PathBuf],
    digest: Option<&Key>,
    cache: Option<&Cache>,
) -> Vec<Face> {
    let (Some(cache), Some(digest)) = (cache, digest) else {
        return scan(folders);
    };
    let place = Digest::new("font faces").part(digest).part(&key_of("folders", folders)).key();
    let known = cache.get(&place).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    known.unwrap_or_else(|| {
        let faces = scan(folders);
        store(cache, &place, &faces);
        faces
    })
}

/// The system's fonts.
#[derive(Debug)]
pub(super) struct SystemFonts {
    pub(super) faces: Vec<Face>,
    /// Changes with every change of the fonts.
    pub(super) digest: Key,
}

impl SystemFonts {
    /// Looks for them, or takes what the cache knows as long as no folder has changed.
    pub(super) fn find(cache: Option<&Cache>) -> Self {
        // Another setting is another list, not a change of this one.
        let setting = env::var_os("FONTCONFIG_FILE").unwrap_or_default();
        let place = Digest::new("system fonts").bytes(setting.as_encoded_bytes()).key();
        let known = cache
            .and_then(|cache| cache.get(&place))
            .and_then(|bytes| serde_json::from_slice::<SystemListing>(&bytes).ok())
            .filter(|listing| listing.stamps.iter().all(SystemStamp::holds));
        let listing = known.unwrap_or_else(|| {
            let faces = faces(fonts::system());
            let listing = SystemListing { stamps: system_stamps(&faces), faces };
            if let Some(cache) = cache {
                store(cache, &place, &listing);
            }
            listing
        });
        let stamps = listing.stamps.iter().fold(Digest::new("system stamps"), |digest, stamp| {
            digest.bytes(&serde_json::to_vec(stamp).unwrap_or_default())
        });
        SystemFonts { faces: listing.faces, digest: stamps.key() }
    }
}

fn key_of(kind: &str, paths: &[PathBuf]) -> Key {
    let digest = Digest::new(kind);
    paths.iter().fold(digest, |all, path| all.bytes(path.as_os_str().as_encoded_bytes())).key()
}

fn store(cache: &Cache, place: &Key, value: &impl Serialize) {
    // Paths that are not text cannot be written; such fonts are read anew each time.
    if let Ok(bytes) = serde_json::to_vec(value) {
        cache.put(place, &bytes);
    }
}

fn scan(folders: &[PathBuf]) -> Vec<Face> {
    let mut faces = faces(folders.iter().flat_map(|folder| fonts::scan(folder)));
    faces.dedup_by(|a, b| a.path == b.path && a.index == b.index);
    faces
}

/// The order of a folder differs between machines; that of the paths does not.
fn faces(found: impl Iterator<Item = (FontPath, FontInfo)>) -> Vec<Face> {
    let face = |(source, info): (FontPath, FontInfo)| {
        let usable = script::usable(&info, || source.load());
        Face { path: source.path, index: source.index, info, usable }
    };
    let mut faces: Vec<Face> = found.map(face).collect();
    faces.sort_by(|a, b| (&a.path, a.index).cmp(&(&b.path, b.index)));
    faces
}

/// The files below each of `folders` that are called fonts, sorted.
///
/// # Errors
///
/// Folders that cannot be listed, and fonts that are no files.
pub(super) fn font_files(folders: &[PathBuf], project: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut all = Vec::new();
    let mut errors = Diagnostics::default();
    for folder in folders {
        let mut files = BTreeSet::new();
        list(folder, project, &mut HashSet::new(), &mut files, &mut errors);
        all.extend(files);
    }
    if errors.has_errors() { Err(errors) } else { Ok(all) }
}

/// Adds the font files below `folder`, each folder once, whatever links lead to it.
fn list(
    folder: &Path,
    project: &Path,
    seen: &mut HashSet<(u64, u64)>,
    files: &mut BTreeSet<PathBuf>,
    errors: &mut Diagnostics,
) {
    let entries = fs::metadata(folder).and_then(|metadata| {
        let is_new = seen.insert((metadata.dev(), metadata.ino()));
        if is_new { fs::read_dir(folder)?.collect() } else { Ok(Vec::new()) }
    });
    let entries: Vec<fs::DirEntry> = match entries {
        Ok(entries) => entries,
        Err(error) => return errors.push(unreadable(folder, project, &error)),
    };
    for path in entries.iter().map(fs::DirEntry::path) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_font = ending.is_some_and(|ending| {
            ["ttf", "ttc", "otf", "otc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        });
        match fs::metadata(&path) {
            Ok(metadata) if is_font && metadata.is_file() => _ = files.insert(path),
            Ok(metadata) if !is_font && metadata.is_dir() => {
                list(&path, project, seen, files, errors);
            }
            Ok(_) if is_font => errors.push(unreadable(&path, project, &"it is not a file")),
            // A link to a folder or a font; what else is there does not matter.
            Err(error) if is_font || ending.is_none() => {
                errors.push(unreadable(&path, project, &error));
            }
            Ok(_) | Err(_) => {}
        }
    }
}

/// What the list of the system's fonts depends on: the files, their folders and the folders below
/// the usual roots, and the settings that name further ones.
fn system_stamps(faces: &[Face]) -> Vec<SystemStamp> {
    let mut paths: BTreeSet<PathBuf> = faces.iter().map(|face| face.path.clone()).collect();
    let roots = [
        Some("/usr/share/fonts".into()),
        Some("/usr/local/share/fonts".into()),
        Some("/etc/fonts".into()),
        Some("/System/Library/Fonts".into()),
        Some("/Library/Fonts".into()),
        dirs::font_dir(),
        dirs::data_dir().map(|data| data.join("fonts")),
        dirs::home_dir().map(|home| home.join(".fonts")),
        dirs::config_dir().map(|config| config.join("fontconfig")),
        env::var_os("FONTCONFIG_FILE").map(PathBuf::from),
    ];
    let parents = faces.iter().filter_map(|face| face.path.parent().map(Path::to_owned));
    for root in roots.into_iter().flatten().chain(parents) {
        if paths.insert(root.clone()) {
            visit(&root, 0, &mut |path| {
                if path.is_dir() {
                    paths.insert(path.to_owned());
                }
            });
        }
    }
    paths.into_iter().map(SystemStamp::of).collect()
}

fn visit(folder: &Path, depth: usize, each: &mut dyn FnMut(&Path)) {
    /// Deeper is a loop of links.
    const DEEPEST: usize = 8;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        each(&path);
        if depth < DEEPEST && path.is_dir() {
            visit(&path, depth + 1, each);
        }
    }
}
