//! Where the front matter of a document ends and its body begins.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// The parts of a document's file.
pub(super) struct Parts {
    /// Bytes of the TOML.
    pub(super) toml: Range<usize>,
    /// Where the body starts.
    pub(super) body: usize,
    /// What is wrong with the front matter, if it has to be left aside.
    pub(super) problem: Option<Diagnostic>,
}

/// Finds the front matter, the TOML between the `+++` lines.
pub(super) fn front_matter(file: &Arc<SourceFile>) -> Parts {
    let missing = |message: &str| {
        Diagnostic::error(Code::FrontMatter, message)
            .at(Span::new(file, 0..file.text.find('\n').unwrap_or(0)))
            .help("start it with `+++`, the fields title, summary, version and updated, and `+++`")
    };
    let mut lines = file.text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let mark = first.trim_end();
    if !["+++", "---"].contains(&mark) {
        let problem = Some(missing("the document has no front matter"));
        return Parts { toml: 0..0, body: 0, problem };
    }
    let start = first.len();
    let mut end = start;
    for line in lines {
        let closes = line.trim_end() == mark || (mark == "---" && line.trim_end() == "...");
        if closes {
            let problem = (mark == "---").then(|| {
                missing("the front matter is YAML, and has to be TOML").help(
                    "put `+++` in place of `---`, and write each field as `title = \"Terms\"`; a date \
                     has no quotation marks: `updated = 2026-06-29`",
                )
            });
            return Parts { toml: start..end, body: end + line.len(), problem };
        }
        end += line.len();
    }
    if mark == "---" {
        // A line across the page, as Markdown has it.
        let problem = Some(missing("the document has no front matter"));
        return Parts { toml: 0..0, body: 0, problem };
    }
    // Where it should have ended nobody knows; a body has blank lines.
    let gap = file.text[start..].find("\n\n").map_or(file.text.len(), |at| start + at + 1);
    let problem =
        missing("the front matter does not end").help("put a line `+++` behind its fields");
    Parts { toml: start..gap, body: gap, problem: Some(problem) }
}
