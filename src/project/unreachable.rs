//! Tells why a file or folder cannot be reached.

use std::fmt::Display;
use std::fs;
use std::io::{self, ErrorKind};

use rustix::io::Errno;

use super::filenames;
use super::files::Root;
use crate::diagnostic::{Code, Diagnostic};

impl Root {
    /// Tells why `path` was not reached, which ended in `error`: names the part of it that is to blame.
    pub(super) fn unreachable(&self, path: &str, error: &io::Error) -> Diagnostic {
        let is_inner = |part: &str| part.len() < path.len();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut before = ".";
        for part in ends.map(|end| &path[..end]) {
            let place = self.folder.join(part);
            let seen = match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_symlink() => fs::metadata(&place),
                Err(error) if error.kind() == ErrorKind::NotFound => return self.missing(path),
                // A folder that must not be entered hides what is in it.
                Err(error) => return denied(before, &error),
                there => there,
            };
            match seen {
                Ok(metadata) if is_inner(part) && !metadata.is_dir() => return no_folder(part),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let target = fs::read_link(&place).unwrap_or_default();
                    let reason =
                        format!("it is a link to `{}`, where nothing is", target.display());
                    return unreadable(&part, &reason)
                        .help("bring back what it leads to, or remove the link");
                }
                Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
                    return unreadable(&part, "it is a link that leads back to itself")
                        .help("let it lead to a file or folder, or remove it");
                }
                Err(error) => return denied(part, &error),
            }
            before = part;
        }
        denied(path, error)
    }

    fn missing(&self, path: &str) -> Diagnostic {
        let diagnostic = unreadable(&path, "there is no such file");
        match self.look_alike(path) {
            Some(found) => diagnostic.help(format!(
                "`{found}` is there: names must be the same letter for letter, so rename it"
            )),
            None => diagnostic,
        }
    }

    /// Finds what lies where `path` is looked for, under a name that a person takes for the same.
    pub(super) fn look_alike(&self, path: &str) -> Option<String> {
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        let entries = fs::read_dir(self.folder.join(parent)).ok()?;
        let mut found: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|found| filenames::are_alike(found, name))
            .collect();
        found.sort();
        let found = found.into_iter().next()?;
        Some(if parent == "." { found } else { format!("{parent}/{found}") })
    }
}

pub(super) fn unreadable(path: &dyn Display, reason: &str) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{path}` cannot be read: {reason}"))
}

pub(super) fn no_folder(path: &str) -> Diagnostic {
    unreadable(&path, "it is not a folder").help("put a folder in its place, or remove it")
}

fn denied(path: &str, error: &io::Error) -> Diagnostic {
    let diagnostic = unreadable(&path, &error.to_string());
    if error.kind() == ErrorKind::PermissionDenied {
        diagnostic.help("allow reading it, or remove it")
    } else {
        diagnostic
    }
}
