//! The map of the house in ARCHITECTURE.md: an import points only downward.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{ROOT, tree};

/// The rooms of `src/`, those of a line on one floor, the lowest first. A room uses those below it.
const FLOORS: [&[&str]; 13] = [
    &["temporary", "diagnostic"],
    &["cache"],
    &["document"],
    &["language"],
    &["project"],
    &["resolve"],
    &["rules", "check"],
    &["translation"],
    &["render"],
    &["compile"],
    &["publish"],
    &["preview"],
    &["cli", "fuzzing"],
];

/// What each file below `src/` uses of other rooms: its path, its room, the other.
fn uses() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (path, bytes) in tree(&Path::new(ROOT).join("src")) {
        let room = path.split(['/', '.']).next().unwrap().to_owned();
        if !path.ends_with(".rs") || ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap().split(',').collect(),
                None => vec![rest],
            };
            for name in names {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let other = name.trim().split(|c| !is_part(c)).next().unwrap();
                // The crate's root gives names of its rooms, which are modules in small letters.
                if other != room && other.starts_with(|c: char| c.is_ascii_lowercase()) {
                    found.push((path.clone(), room.clone(), other.to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn an_import_points_only_downward() {
    let floor = |room: &str| {
        let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
        floor.unwrap_or_else(|| panic!("src/{room} is on no floor"))
    };
    let uses = uses();
    let upward: BTreeSet<String> = uses
        .iter()
        .filter(|(_, room, other)| floor(other) >= floor(room))
        .map(|(path, _, other)| format!("src/{path} uses {other}"))
        .collect();
    assert_eq!(upward, BTreeSet::new());
    // Each room is there, and the search finds what is used.
    for room in FLOORS.concat() {
        assert!(uses.iter().any(|(_, a, b)| [a, b].contains(&&room.to_owned())), "{room}");
    }
    let map = fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    for room in FLOORS.concat().iter().filter(|room| *room != &"fuzzing") {
        assert!(map.contains(&format!("| `{room}` |")), "{room} is not on the map");
    }
}

/// The names that the file at `path` takes from `super`, without those of its tests.
fn siblings(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let parts = text.match_indices("super::").map(|(at, _)| &text[at + "super::".len()..]);
    let names = parts.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap().split(',').collect(),
        None => vec![rest],
    });
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    names.map(|name| name.trim().split(|c| !is_part(c)).next().unwrap().to_owned()).collect()
}

#[test]
fn no_two_files_of_compiling_or_publishing_use_each_other() {
    for room in ["compile", "publish", "rules"] {
        let folder = Path::new(ROOT).join("src").join(room);
        let files = tree(&folder);
        let modules = files.keys().filter_map(|path| path.strip_suffix(".rs"));
        let mut left: BTreeSet<&str> = modules.filter(|name| *name != "mod").collect();
        let uses = |name: &str| siblings(&folder.join(format!("{name}.rs")));
        for name in &left {
            let others: Vec<String> =
                uses(name).into_iter().filter(|other| !left.contains(other.as_str())).collect();
            assert_eq!(others, Vec::<String>::new(), "{room}/{name} uses what is above it");
        }
        // Whatever uses nothing that is left goes; a loop would stay.
        loop {
            let is_free = |name: &&str| !uses(name).iter().any(|other| left.contains(&**other));
            let free: Vec<&str> = left.iter().copied().filter(is_free).collect();
            if free.is_empty() {
                break;
            }
            free.iter().for_each(|name| _ = left.remove(name));
        }
        assert_eq!(left, BTreeSet::new(), "they use each other in {room}");
    }
}
