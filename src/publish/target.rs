//! The folder that is published into: where it really is, whose it is, whether another can take its
//! place.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::files::{MANIFEST, is_apart, machine, may_write, parent, unfinished};
use super::in_place::{self, Lock};
use super::replaceable::{self, is_kept_by_others};
use crate::diagnostic::{Code, Diagnostic};

/// The folder that is published into.
#[derive(Debug)]
pub(super) struct Target {
    /// Where it really is: symbolic links stay.
    folder: PathBuf,
    /// Whether another folder cannot take its place.
    pub(super) stays: bool,
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
