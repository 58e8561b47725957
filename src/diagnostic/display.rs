//! Findings as text, one line each, so that they go where errors go in Rust.

use std::error::Error;
use std::fmt;

use super::{Diagnostic, Diagnostics, Kind, Severity, harmless};

/// Writes the name that programs read.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes the name that programs read.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes the finding in one line, as in `policy/terms.md:10:4: error[P401]: …`; without a place it begins
/// with the severity. [`Printer`](super::Printer) shows more.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = self.labels.first() {
            let (line, column) = label.span.file.position(label.span.range.start);
            write!(f, "{}:{line}:{column}: ", harmless(&label.span.file.path))?;
        }
        let message = self.message.replace(['\n', '\r'], " ");
        write!(f, "{}[{}]: {}", self.severity, self.code, harmless(&message))
    }
}

impl Error for Diagnostic {}

/// Writes a line for each finding that is listed, then how many more there are of each kind.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for one in self {
            write!(f, "{between}{one}")?;
            between = "\n";
        }
        for more in self.more() {
            let (count, severity, code) = (more.count(), more.severity, more.code);
            write!(f, "{between}{severity}[{code}]: {count} more of this kind")?;
            if let Some(file) = &more.file {
                write!(f, " in `{}`", harmless(file))?;
            }
            between = "\n";
        }
        Ok(())
    }
}

impl Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Code, SourceFile, Span};

    #[test]
    fn each_finding_is_one_line_that_does_nothing_to_a_terminal() {
        let file = Arc::new(SourceFile::new("a\u{1b}b", "é\nöx"));
        let at =
            |range| Diagnostic::error(Code::Toml, "one\ntwo\u{202e}").at(Span::new(&file, range));
        let place = Span::new(&file, 5..6);
        assert_eq!(at(5..6).to_string(), "a\\u{1b}b:2:2: error[P102]: one two\\u{202e}");
        // A further place does not come first.
        let two = at(0..1).label(place, "here");
        assert_eq!(two.to_string(), "a\\u{1b}b:1:1: error[P102]: one two\\u{202e}");
        let warning = Diagnostic::warning(Code::Cache, "no cache");
        let all: Diagnostics = [Diagnostic::error(Code::Io, "full"), warning].into_iter().collect();
        assert_eq!(all.to_string(), "error[P802]: full\nwarning[P803]: no cache");
        assert_eq!(Diagnostics::default().to_string(), "");
    }

    #[test]
    fn findings_that_are_only_counted_are_told_of() {
        let file = Arc::new(SourceFile::new("a", "x".repeat(2000)));
        let one = |at| Diagnostic::warning(Code::StaleUnit, "m").at(Span::new(&file, at..at + 1));
        let all: Diagnostics = (0..1500).map(one).collect();
        let text = all.to_string();
        assert_eq!(text.lines().count(), 1001);
        assert_eq!(text.lines().last(), Some("warning[P509]: 500 more of this kind in `a`"));
    }
}
