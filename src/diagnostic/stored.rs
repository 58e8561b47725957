//! Findings as a cache keeps them: each with the lines that it quotes, and not with their file.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Diagnostic, Diagnostics, Label, More, Place, SourceFile, Span};

#[derive(Serialize)]
struct Written<'d> {
    listed: &'d [Diagnostic],
    more: &'d [More],
}

#[derive(Deserialize)]
struct Read {
    listed: Vec<Diagnostic>,
    more: Vec<More>,
}

impl Serialize for Diagnostics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { listed: self.iter().as_slice(), more: self.more() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Diagnostics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { listed, more } = Read::deserialize(deserializer)?;
        let mut all = Diagnostics::default();
        listed.into_iter().for_each(|one| all.push(one));
        for More { code, severity, file, known } in more {
            known.into_iter().for_each(|known| all.count(code, severity, file.as_deref(), known));
        }
        Ok(all)
    }
}

#[derive(Serialize, Deserialize)]
struct StoredLabel {
    path: String,
    /// Where `lines` begin in the file: bytes before them, line and column.
    start: (usize, usize, usize),
    lines: String,
    /// Bytes of `lines`.
    marked: (usize, usize),
    text: String,
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Span { file, range } = self.span.excerpt();
        let Place { offset, line, column } = file.place(0);
        let label = StoredLabel {
            path: file.path.clone(),
            start: (offset, line, column),
            lines: file.text.clone(),
            marked: (range.start, range.end),
            text: self.text.clone(),
        };
        label.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let StoredLabel { path, start, lines, marked, text } =
            StoredLabel::deserialize(deserializer)?;
        let (offset, line, column) = start;
        let file = Arc::new(SourceFile::part(path, lines, Place { offset, line, column }));
        Ok(Label { span: Span::new(&file, marked.0..marked.1), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn what_is_stored_is_the_same_finding() {
        let text = format!("first\nsecond with a mark\n{}", "more\n".repeat(5000));
        let file = Arc::new(SourceFile::new("policy/terms.md", text));
        let at = |range| Span::new(&file, range);
        let mut all = Diagnostics::default();
        all.push(Diagnostic::error(Code::Toml, "wrong").at(at(20..24)).help("mend it"));
        all.push(Diagnostic::warning(Code::Cache, "no place"));
        for n in 0..1500 {
            all.push(Diagnostic::warning(Code::StaleUnit, "stale").label(at(n..n + 2), "here"));
        }
        let json = serde_json::to_string(&all).unwrap();
        let again: Diagnostics = serde_json::from_str(&json).unwrap();
        assert_eq!(again.counts(), all.counts());
        assert!(again.iter().eq(all.iter()));
        let first = again.iter().next().unwrap();
        let span = &first.labels[0].span;
        assert_eq!(span.file.position(span.range.start), file.position(20));
        assert!(span.file.text.len() < 100, "the file is not stored with each finding");
    }
}
