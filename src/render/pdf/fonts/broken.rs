//! Files that are called fonts and are none: cut off, empty, or something else.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use typst::text::FontInfo;

use crate::diagnostic::{Code, Diagnostic};

/// No font has more tables, no collection more fonts.
const MOST: u16 = 256;

/// Tells why `path`, which lies in the folder `project` or elsewhere, is not a font that can be used;
/// `read` where fonts were found in it, be they whole or not.
pub(super) fn fault(path: &Path, project: &Path, read: bool) -> Option<Diagnostic> {
    // What the system leaves beside a file, such as `._Corporate.ttf`, is not meant.
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    // Who cannot open it is told of elsewhere.
    let file = File::open(path).ok().filter(|_| !is_hidden)?;
    let (reason, help) = reason(file, read)?;
    let path = path.strip_prefix(project).unwrap_or(path).display();
    Some(Diagnostic::error(Code::NoFont, format!("`{path}` is not a font: {reason}")).help(help))
}

fn reason(mut file: File, read: bool) -> Option<(&'static str, &'static str)> {
    const AGAIN: &str = "copy the font anew, or remove the file";
    const POINTER: &[u8] = b"version https://git-lfs";
    let size = file.metadata().ok()?.len();
    if size == 0 {
        return Some(("it is empty", AGAIN));
    }
    let mut start = Vec::new();
    file.by_ref().take(POINTER.len() as u64).read_to_end(&mut start).ok()?;
    if start == POINTER {
        return Some(("Git LFS left a pointer in its place", "run `git lfs pull`"));
    }
    match end(&mut file, &start) {
        None => Some(("it does not begin as one", AGAIN)),
        Some(end) if end > size => Some(("it is cut off", AGAIN)),
        Some(_) if read => None,
        Some(_) => {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).ok()?;
            let is_usable = FontInfo::iter(&bytes).next().is_some();
            (!is_usable).then_some(("its tables cannot be read", AGAIN))
        }
    }
}

/// Where the last table ends of a font, or of the fonts of a collection, that begins with `start`
/// (OpenType, "Organization of an OpenType font"); `None` where it is none.
fn end(file: &mut File, start: &[u8]) -> Option<u64> {
    if start.get(..4)? != b"ttcf" {
        return end_at(file, 0);
    }
    let count = u32::from_be_bytes(start.get(8..12)?.try_into().ok()?);
    let mut last = 0;
    for index in 0..count.min(MOST.into()) {
        let place = bytes_at::<4>(file, 12 + 4 * u64::from(index)).map(u32::from_be_bytes);
        // A list that is not there to its end is cut off.
        last = last.max(place.map_or(Some(u64::MAX), |place| end_at(file, place.into()))?);
    }
    Some(last)
}

fn end_at(file: &mut File, place: u64) -> Option<u64> {
    let Some(head) = bytes_at::<12>(file, place) else { return Some(u64::MAX) };
    if !matches!(&head[..4], b"\0\x01\0\0" | b"OTTO" | b"true") {
        return None;
    }
    let tables = u16::from_be_bytes([head[4], head[5]]).min(MOST);
    let mut last = 0;
    for index in 0..tables {
        let record = place + 12 + 16 * u64::from(index);
        let mut number = |place| bytes_at(file, place).map(u32::from_be_bytes).map(u64::from);
        let (Some(offset), Some(length)) = (number(record + 8), number(record + 12)) else {
            return Some(u64::MAX);
        };
        last = last.max(offset + length);
    }
    Some(last)
}

fn bytes_at<const N: usize>(file: &mut File, place: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(place)).and_then(|_| file.read_exact(&mut bytes)).ok()?;
    Some(bytes)
}
