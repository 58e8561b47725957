//! docs/diagnostics.md, made from the codes, the bad projects, what they print and their mended forms.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use promulgate::diagnostic::Code;
use similar::{ChangeTag, TextDiff};

use crate::diagnostics::{Fixture, arguments};
use crate::support::{ROOT, tree};

/// The families of codes, by their first digit.
const FAMILIES: [(char, &str); 8] = [
    ('1', "The project and its settings"),
    ('2', "Source texts"),
    ('3', "The inventory"),
    ('4', "Variables, references and links"),
    ('5', "Translations, approvals and exchange"),
    ('6', "Fonts"),
    ('7', "Templates and formats"),
    ('8', "Publishing and the machine"),
];

const HEAD: &str = "\
# Diagnostics

Every diagnostic has a code that stays the same, and `promulgate explain CODE` prints its entry. Each example is
a small project that the tests of Promulgate build: the lines that matter, the first finding that is printed, and
what the lines look like once they are mended.
";

/// Lines of an excerpt, and letters of a line, that are shown.
const MOST_LINES: usize = 14;
const MOST_LETTERS: usize = 130;

#[test]
fn the_page_of_diagnostics_is_current() {
    let path = format!("{ROOT}/docs/diagnostics.md");
    let page = page();
    if std::env::var_os("RENEW_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let known = fs::read_to_string(path).unwrap();
    assert!(known == page, "run: RENEW_DOCS=1 cargo test --release --test suite manual");
}

fn page() -> String {
    let fixtures = Fixture::all();
    let mut page = format!("{HEAD}\n");
    for (digit, family) in FAMILIES {
        let links =
            codes(digit).map(|code| format!("[{code} {}](#{})", code.title(), anchor(code)));
        page += &format!("- **{family}**: {}\n", links.collect::<Vec<_>>().join(" · "));
    }
    for (digit, family) in FAMILIES {
        page += &format!("\n## {family}\n");
        for code in codes(digit) {
            page += &format!("\n### {code}: {}\n\n{}\n", code.title(), code.explanation());
            let mut mended = fixtures.iter().filter(|fixture| fixture.is_mended());
            if let Some(fixture) = mended.find(|fixture| fixture.code() == code.as_str()) {
                page += &example(fixture);
            }
        }
    }
    page
}

/// The codes that begin with a digit.
fn codes(digit: char) -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(move |code| code.as_str().starts_with(&format!("P{digit}")))
}

/// The anchor that a heading gets on GitHub and the like.
fn anchor(code: Code) -> String {
    let heading = format!("{code}: {}", code.title()).to_lowercase();
    let heading = heading.replace(' ', "-");
    heading.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()
}

/// The bad project, what it prints, and the mended project.
fn example(fixture: &Fixture) -> String {
    let bad = texts(&fixture.folder, |path| !path.starts_with("fixed"));
    let fixed = texts(&fixture.folder.join("fixed"), |_| true);
    let prints = command(&arguments(&fixture.folder));
    let mut out = String::from("\n<details><summary>Example</summary>\n");
    let (mut mended, mut beside) = (Vec::new(), Vec::new());
    let mut renamed = BTreeSet::new();
    for path in fixture.removed() {
        let same = fixed.iter().find(|(_, text)| bad.iter().any(|(p, t)| *p == path && t == text));
        match same {
            Some((new, _)) => {
                renamed.insert(new.clone());
                mended.push(format!("Rename `{path}` to `{new}`.\n"));
            }
            None => mended.push(format!("Remove `{path}`, or bring back what it was.\n")),
        }
    }
    for (path, after) in fixed.iter().filter(|(path, _)| !renamed.contains(path)) {
        let (Some(after), name) = (after, path.as_str()) else {
            beside.push(format!("The file `{path}` is in the project.\n"));
            continue;
        };
        if name == "args" {
            if command(after) != prints {
                mended.push(format!("Run `{}`.\n", command(after)));
            }
            continue;
        }
        match bad.iter().find(|(path, _)| path == name).and_then(|(_, text)| text.as_ref()) {
            Some(before) if before.trim().is_empty() => {
                out += &format!("\n`{path}` is empty.\n");
                mended.push(format!("`{path}`:\n\n{}", fenced(path, after)));
            }
            Some(before) => {
                let (old, new) = hunks(before, after);
                out += &format!("\n`{path}`:\n\n{}", fenced(path, &old));
                mended.push(format!("`{path}`:\n\n{}", fenced(path, &new)));
            }
            None if path.ends_with(".svg") => {
                beside.push(format!("The image `{path}` is in the project.\n"));
            }
            None => {
                mended.push(format!("`{path}`, a new file:\n\n{}", fenced(path, after)));
            }
        }
    }
    mended.extend(beside);
    out += &format!("\n`{prints}` prints:\n\n{}", fenced("", &printed(fixture)));
    out += &format!("\n**Mended.** {}\n</details>\n", mended.join("\n"));
    out
}

/// The files of a folder, by path; only those that are text have one.
fn texts(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<(String, Option<String>)> {
    if !folder.exists() {
        return Vec::new();
    }
    let files = tree(folder).into_iter().filter(|(path, _)| wanted(path));
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).ok())).collect()
}

/// The lines that differ, each change with a line before and behind it, or three where nothing but its
/// surroundings tells the place.
fn hunks(before: &str, after: &str) -> (String, String) {
    let diff = TextDiff::from_lines(before, after);
    let changes = |tag| diff.iter_all_changes().any(|change| change.tag() == tag);
    let around = if changes(ChangeTag::Delete) && changes(ChangeTag::Insert) { 1 } else { 3 };
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for group in diff.grouped_ops(around) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let cut = |lines: &[&str]| lines.concat().trim_matches('\n').to_owned();
        old.push(cut(&diff.old_slices()[first.old_range().start..last.old_range().end]));
        new.push(cut(&diff.new_slices()[first.new_range().start..last.new_range().end]));
    }
    let join = |parts: Vec<String>| {
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n…\n")
    };
    (join(old), join(new))
}

/// The first finding of the code in what the bad project prints, as its snapshot has it.
fn printed(fixture: &Fixture) -> String {
    let path = format!("{ROOT}/tests/suite/snapshots/suite__diagnostics__{}.snap", fixture.name);
    let snapshot = fs::read_to_string(path).unwrap();
    let message = snapshot.splitn(3, "---\n").nth(2).unwrap();
    let code = format!("[{}]", fixture.code());
    message.split("\n\n").find(|block| block.contains(&code)).unwrap().to_owned()
}

/// A command as somebody types it, without what makes tests the same everywhere.
fn command(arguments: &str) -> String {
    let plain = arguments
        .replace(" --ignore-system-fonts", "")
        .replace(" --font-path {root}/fonts", "")
        .replace(" --out dist", "");
    format!("promulgate {}", plain.trim())
}

/// A code block of a file's language; what is long is cut.
fn fenced(path: &str, text: &str) -> String {
    let language = match path.rsplit('.').next().unwrap_or_default() {
        "md" => "md",
        "toml" => "toml",
        "po" => "po",
        "svg" | "xlf" => "xml",
        "html" => "html",
        "typ" => "typst",
        _ => "text",
    };
    let fence = if text.contains("```") { "````" } else { "```" };
    let cut = |line: &str| match line.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…\n", &line[..at]),
        None => format!("{line}\n"),
    };
    let mut lines: Vec<String> = text.trim_matches('\n').lines().map(cut).collect();
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push("…\n".to_owned());
    }
    format!("{fence}{language}\n{}{fence}\n", lines.concat())
}
