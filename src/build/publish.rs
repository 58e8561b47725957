//! Publishing: artifacts gather in a staging folder beside the target, which it then replaces; or
//! inside the target, where it cannot be replaced.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, DirEntry, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use rayon::prelude::*;
use rustix::fs::{Access, AtFlags, CWD, accessat};
use rustix::io::Errno;

use super::in_place::{self, Lock};
use super::record::PublishedFile;
use super::replaceable::{self, is_kept_by_others};
use crate::diagnostic::{Code, Diagnostic};
use crate::temporary::{PREFIX, TemporaryFolder, uninterrupted};

/// Name of the file that lists the others.
pub(super) const MANIFEST: &str = "manifest.json";

/// The folder that is published into.
#[derive(Debug)]
pub(super) struct Target {
    /// Where it really is: symbolic links stay.
    folder: PathBuf,
    /// Whether another folder cannot take its place.
    stays: bool,
}

impl Target {
    /// Looks at the folder `out`, and finishes what a build left there that was killed.
    ///
    /// # Errors
    ///
    /// Files of somebody else, links in a circle, a folder that may not be written to.
    pub(super) fn open(out: &Path) -> Result<Self, Diagnostic> {
        let folder = real(out)?;
        match fs::metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                let message = format!("`{}` is not a folder", out.display());
                return Err(Diagnostic::error(Code::ForeignOutput, message)
                    .help("choose another folder with `--out`, or remove the file"));
            }
            // It is made when there is something to publish.
            Err(_) => return Ok(Target { folder, stays: false }),
        }
        let lock = Lock::new(&folder);
        in_place::finish(&folder, &lock).map_err(|error| unfinished(&folder, &error))?;
        if !is_ours(&folder).map_err(|error| machine(out, &error))? {
            return Err(Diagnostic::error(
                Code::ForeignOutput,
                format!("`{}` holds files that no build put there", out.display()),
            )
            .help("choose another folder with `--out`, or empty this one"));
        }
        may_write(&folder).map_err(|error| machine(out, &error.into()))?;
        let above = parent(&folder);
        let mounts = mounts_below(&folder);
        let stays = !mounts.is_empty()
            || device(&folder) != device(&above)
            || may_write(&above).is_err()
            || is_kept_by_others(&above, &folder);
        if let Some(link) = replaceable::link_in(&folder).map_err(|error| machine(out, &error))? {
            return Err(Diagnostic::error(
                Code::OutputLink,
                format!("`{}` is a link inside the output folder", link.display()),
            )
            .help(
                "publishing would put a folder or file in its place, and what it leads to would \
                 stay old: remove it, or publish where it leads to",
            ));
        }
        if stays {
            replaceable::check(&folder, &mounts)?;
        }
        Ok(Target { folder, stays })
    }

    /// Returns where the published files are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Follows the links of `out` to where it is, or will be.
fn real(out: &Path) -> Result<PathBuf, Diagnostic> {
    /// As many as the system follows, see `path_resolution(7)`.
    const MOST: u32 = 40;

    fn follow(path: &Path, links: &mut u32) -> io::Result<PathBuf> {
        match path.canonicalize() {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => return done,
        }
        let (Some(name), parent) = (path.file_name(), parent(path)) else {
            return Ok(path.to_owned());
        };
        // Without the slash at the end, that would lead through the link.
        match fs::read_link(parent.join(name)) {
            Ok(_) if *links == MOST => Err(Errno::LOOP.into()),
            Ok(to) => {
                *links += 1;
                follow(&parent.join(to), links)
            }
            Err(_) if parent == Path::new(".") => Ok(parent.join(name)),
            Err(_) => Ok(follow(&parent, links)?.join(name)),
        }
    }
    follow(out, &mut 0).map_err(|error| match Errno::from_io_error(&error) {
        Some(Errno::LOOP) => Diagnostic::error(
            Code::OutputLink,
            format!("the links of `{}` lead in a circle", out.display()),
        )
        .help("let the link name a folder, or choose another with `--out`"),
        Some(Errno::NOTDIR) => Diagnostic::error(
            Code::ForeignOutput,
            format!("`{}` leads through a file", out.display()),
        )
        .help("choose another folder with `--out`"),
        _ => machine(out, &error),
    })
}

/// Whether `folder` is empty or holds what a build put there.
fn is_ours(folder: &Path) -> io::Result<bool> {
    let mut others = fs::read_dir(folder)?.filter(|entry| !entry.as_ref().is_ok_and(is_apart));
    if others.next().is_none() {
        return Ok(true);
    }
    // Other programs call files so too. Ours begins with the tool's name.
    let mut start = Vec::new();
    let read = File::open(folder.join(MANIFEST))
        .and_then(|manifest| manifest.take(64).read_to_end(&mut start));
    let generator = br#""generator": "promulgate "#;
    Ok(read.is_ok() && start.windows(generator.len()).any(|part| part == generator))
}

/// Whether something in a published folder does not count: the staging folder of another build, and
/// what file systems such as ext4 keep at their root.
pub(super) fn is_apart(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
    is_folder && (name == "lost+found" || name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
}

pub(super) fn may_write(folder: &Path) -> rustix::io::Result<()> {
    accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
}

fn device(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.dev())
}

/// What is mounted at `folder` or below it, of the same file system even.
fn mounts_below(folder: &Path) -> Vec<PathBuf> {
    let mounts = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let lines = mounts.split(|byte| *byte == b'\n');
    // See `proc_pid_mountinfo(5)`; a space in a path is `\040` there.
    let places = lines.filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    let places = places.map(|place| PathBuf::from(unescaped(place)));
    places.filter(|place| place.starts_with(folder)).collect()
}

/// A path as it is, where some of its bytes are written as a backslash and three octal digits.
fn unescaped(path: &[u8]) -> OsString {
    let mut plain = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        let (byte, left) = match byte.filter(|_| first == b'\\') {
            Some(byte) => (byte, &after[3..]),
            None => (first, after),
        };
        plain.push(byte);
        rest = left;
    }
    OsString::from_vec(plain)
}

/// The files and folders below `out` as they are; none where something is no plain file or folder.
pub(super) fn files(out: &Path) -> Option<Vec<PublishedFile>> {
    let mut files = list(out, "").ok()?;
    files.sort();
    Some(files)
}

fn list(folder: &Path, prefix: &str) -> io::Result<Vec<PublishedFile>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.retain(|entry| !is_apart(entry));
    let files = entries.into_par_iter().map(|entry| {
        let name = entry.file_name().into_string().map_err(|_| ErrorKind::InvalidData)?;
        let path = format!("{prefix}{name}");
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            let folder = format!("{path}/");
            let mut files = list(&entry.path(), &folder)?;
            files.push(folder_state(folder, &metadata));
            Ok(files)
        } else if metadata.is_file() {
            Ok(vec![state(&path, &metadata)?])
        } else {
            Err(ErrorKind::InvalidData.into())
        }
    });
    Ok(files.collect::<io::Result<Vec<_>>>()?.concat())
}

fn state(path: &str, metadata: &Metadata) -> io::Result<PublishedFile> {
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(changed.as_nanos()).unwrap_or_default();
    let mode = metadata.mode();
    Ok(PublishedFile { path: path.to_owned(), size: metadata.len(), changed, mode })
}

/// Of a folder only its permissions count.
fn folder_state(path: String, metadata: &Metadata) -> PublishedFile {
    PublishedFile { path, size: 0, changed: 0, mode: metadata.mode() }
}

/// A folder whose files become the published ones, or disappear.
#[derive(Debug)]
pub(super) struct Staging<'t> {
    target: &'t Target,
    folder: TemporaryFolder,
    /// What is in it so far.
    files: Mutex<Vec<PublishedFile>>,
}

impl<'t> Staging<'t> {
    /// Makes a staging folder on the file system of `target`, so that nothing need be copied.
    pub(super) fn new(target: &'t Target) -> Result<Self, Diagnostic> {
        let parent = if target.stays { target.folder.clone() } else { parent(&target.folder) };
        remove_abandoned(&parent);
        let made = fs::create_dir_all(&parent).and_then(|()| TemporaryFolder::new_in(&parent));
        let folder = made.map_err(|error| machine(&parent, &error))?;
        if !target.stays
            && let Ok(metadata) = fs::metadata(&target.folder)
        {
            resemble(folder.path(), &metadata).map_err(|error| machine(&parent, &error))?;
        }
        Ok(Staging { target, folder, files: Mutex::default() })
    }

    /// Writes one artifact.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let _whole = uninterrupted();
        let full = self.folder.path().join(path);
        let write = || {
            let mut file = File::create_new(&full)?;
            file.write_all(bytes)?;
            state(path, &file.metadata()?)
        };
        // The same for all of them: a full disk is one cause.
        self.add(in_folder(&full, write).map_err(|error| machine(self.target.folder(), &error))?);
        Ok(())
    }

    /// Takes over `file`, which is published; false if it is no longer what it was, or the file
    /// system has no hard links.
    pub(super) fn link(&self, file: &PublishedFile) -> bool {
        let _whole = uninterrupted();
        let full = self.folder.path().join(&file.path);
        let published = self.target.folder.join(&file.path);
        if in_folder(&full, || fs::hard_link(&published, &full)).is_err() {
            return false;
        }
        // Looked at only now: whatever is done to the old folder cannot exchange the linked file.
        let is_same = fs::symlink_metadata(&full).is_ok_and(|metadata| {
            metadata.is_file() && state(&file.path, &metadata).is_ok_and(|now| now == *file)
        });
        if is_same {
            self.add(file.clone());
        } else {
            _ = fs::remove_file(&full);
        }
        is_same
    }

    /// Publishes the files; returns what is there then.
    pub(super) fn publish(self) -> Result<Vec<PublishedFile>, Diagnostic> {
        let _whole = uninterrupted();
        let (staged, out) = (self.folder.path(), self.target.folder());
        let folders = self.folders().map_err(|error| machine(out, &error))?;
        if self.target.stays {
            in_place::publish(staged, out).map_err(|error| unfinished(out, &error))?;
            return files(out).ok_or_else(|| machine(out, &ErrorKind::InvalidData.into()));
        }
        match replace(staged, out) {
            Ok(()) => {
                let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
                files.extend(folders);
                files.sort();
                Ok(files)
            }
            Err(error) if cannot_be_moved(&error) && out.is_dir() => {
                let inside = TemporaryFolder::new_in(out)
                    .and_then(|inside| in_place::copy(staged, inside.path()).map(|()| inside))
                    .map_err(|error| machine(out, &error))?;
                in_place::publish(inside.path(), out).map_err(|error| unfinished(out, &error))?;
                files(out).ok_or_else(|| machine(out, &ErrorKind::InvalidData.into()))
            }
            Err(error) => Err(machine(out, &error)),
        }
    }

    /// The folders that are in it.
    fn folders(&self) -> io::Result<Vec<PublishedFile>> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = files.iter().flat_map(|file| {
            file.path.match_indices('/').map(|(at, _)| file.path[..=at].to_owned())
        });
        let paths: BTreeSet<String> = ends.collect();
        drop(files);
        let state = |path: String| {
            let metadata = fs::metadata(self.folder.path().join(&path))?;
            Ok(folder_state(path, &metadata))
        };
        paths.into_iter().map(state).collect()
    }

    fn add(&self, file: PublishedFile) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    }
}

/// Does `work`, which makes the file `path`, and first its folder if there is none.
fn in_folder<T>(path: &Path, work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match (work(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            work()
        }
        (done, _) => done,
    }
}

/// Gives the empty folder `staged` the group and the permissions of the one whose place it takes, as
/// far as that is allowed. A group that it cannot have gets no more than everybody.
fn resemble(staged: &Path, published: &Metadata) -> io::Result<()> {
    const GROUP: u32 = 0o070;
    const SETGID: u32 = 0o2000;
    let group = Some(published.gid());
    // Only root gives files to others, and a user only to a group of his own.
    if chown(staged, Some(published.uid()), group).is_err() {
        _ = chown(staged, None, group);
    }
    let mut mode = published.mode() & 0o7777;
    if fs::metadata(staged)?.gid() != published.gid() {
        let everybody = (mode & 0o007) << 3;
        mode &= !SETGID & (!GROUP | everybody);
    }
    fs::set_permissions(staged, Permissions::from_mode(mode))
}

/// Removes what builds left that were killed long ago.
fn remove_abandoned(parent: &Path) {
    const LONG_AGO: Duration = Duration::from_hours(1);
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_ours && age().is_some_and(|age| age > LONG_AGO) {
            // Another build may do the same.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder cannot be moved though it can be written to: it lies in a lower layer of a
/// container's file system, is mounted somewhere, or is another user's in a folder such as `/tmp`.
fn cannot_be_moved(error: &io::Error) -> bool {
    let number = Errno::from_io_error(error);
    matches!(number, Some(Errno::XDEV | Errno::BUSY | Errno::PERM | Errno::ACCESS))
}

/// Puts the folder `staged` in the place of `out`.
fn replace(staged: &Path, out: &Path) -> io::Result<()> {
    // Another build may make or take away the folder between a look and a step.
    const TRIES: usize = 16;
    let mut done = Ok(());
    for _ in 0..TRIES {
        let is_there = fs::symlink_metadata(out).is_ok();
        done = if is_there { exchange(staged, out) } else { fs::rename(staged, out) };
        match done.as_ref().map_err(io::Error::kind) {
            Err(ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty) => {}
            Ok(()) | Err(_) => return done,
        }
    }
    done
}

/// Linux swaps the two folders in one step, so that a reader never finds none.
#[cfg(target_os = "linux")]
fn exchange(staged: &Path, out: &Path) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    // What was published is now in the staging folder and goes with it.
    match renameat_with(CWD, staged, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot exchange.
        Err(Errno::INVAL | Errno::NOSYS) => in_two_steps(staged, out),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(staged: &Path, out: &Path) -> io::Result<()> {
    in_two_steps(staged, out)
}

/// Moves the old folder aside, then the new one in; on failure the old one comes back.
fn in_two_steps(staged: &Path, out: &Path) -> io::Result<()> {
    let aside = TemporaryFolder::new_in(&parent(out))?;
    let old = aside.path().join("dist");
    fs::rename(out, &old)?;
    fs::rename(staged, out).inspect_err(|_| {
        // The first error is the one to report.
        let _ = fs::rename(&old, out);
    })
}

fn parent(out: &Path) -> PathBuf {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

pub(super) fn machine(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("`{}`: {error}", path.display()))
        .help("what was published before is as it was")
}

/// A publication file by file that did not come to its end.
fn unfinished(out: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Io, format!("`{}`: {error}", out.display())).help(
        "some files may be new and others old; once this is mended the next build finishes it",
    )
}
