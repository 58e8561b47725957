//! Writing a catalogue as `msgcat --no-wrap` does, byte for byte.
//!
//! Unwrapped, since gettext breaks lines by the Unicode tables of its own version, so that wrapped
//! files differ from one machine to the next. A string is broken after each `\n` only.

use super::{Catalogue, Entry, is_space};

impl Catalogue {
    /// The catalogue as PO text, entries in the order they have here.
    ///
    /// [`Catalogue::parse`] gives the same catalogue back, up to spans, if the conditions on the
    /// fields of [`Entry`] hold and `msgstr` has as many strings as the entry needs.
    #[must_use]
    pub fn write(&self) -> String {
        self.write_over("")
    }

    /// The same, where the strings of an entry with a span stay as they are in `original`, the
    /// text that it was read from: wrapped as the translator's tool wraps them.
    #[must_use]
    pub fn write_over(&self, original: &str) -> String {
        let entries = self.header.iter().chain(&self.entries);
        let mut blocks: Vec<String> = entries.map(|entry| block(entry, original)).collect();
        if !self.trailing.is_empty() {
            let lines = self.trailing.iter().flat_map(|line| line.split('\n'));
            let lines = lines.map(|line| format!("#{}\n", line.strip_prefix('#').unwrap_or(line)));
            blocks.push(lines.collect());
        }
        let text = blocks.join("\n");
        if original.contains("\r\n") {
            return text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        text
    }
}

fn block(entry: &Entry, original: &str) -> String {
    let mut out = String::new();
    comments(&mut out, "#", &entry.translator_comments);
    comments(&mut out, "#.", &entry.extracted_comments);
    if !entry.references.is_empty() {
        let references: Vec<String> = entry.references.iter().map(|name| reference(name)).collect();
        comments(&mut out, "#:", &[references.join(" ")]);
    }
    if !entry.flags.is_empty() {
        comments(&mut out, "#,", &[entry.flags.join(", ")]);
    }
    let kept = original.get(entry.span.clone()).unwrap_or_default();
    let kept = kept.lines().skip_while(|line| !starts_message(line)).collect::<Vec<_>>();
    let (mark, previous) = if entry.obsolete { ("#~ ", "#~| ") } else { ("", "#| ") };
    optional(&mut out, previous, "msgctxt", entry.previous_msgctxt.as_deref());
    optional(&mut out, previous, "msgid", entry.previous_msgid.as_deref());
    optional(&mut out, previous, "msgid_plural", entry.previous_msgid_plural.as_deref());
    if !kept.is_empty() {
        return out + &kept.join("\n") + "\n";
    }
    optional(&mut out, mark, "msgctxt", entry.msgctxt.as_deref());
    string(&mut out, mark, "msgid", &entry.msgid);
    let first = entry.msgstr.first().map_or("", String::as_str);
    if let Some(plural) = &entry.msgid_plural {
        string(&mut out, mark, "msgid_plural", plural);
        string(&mut out, mark, "msgstr[0]", first);
        for (index, text) in entry.msgstr.iter().enumerate().skip(1) {
            string(&mut out, mark, &format!("msgstr[{index}]"), text);
        }
    } else {
        string(&mut out, mark, "msgstr", first);
    }
    out
}

/// Whether a line is past the comments of its entry.
fn starts_message(line: &str) -> bool {
    let line = line.trim_start();
    let obsolete = line.strip_prefix("#~").map(str::trim_start);
    obsolete.unwrap_or(line).starts_with("msg")
}

/// One line for each line of `texts`, so that none can end its comment.
fn comments(out: &mut String, mark: &str, texts: &[String]) {
    for line in texts.iter().flat_map(|text| text.split('\n')) {
        out.push_str(mark);
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        // gettext would take the next line for a part of this one.
        out.push_str(if line.ends_with('\\') { " \n" } else { "\n" });
    }
}

/// A reference; the file's name between isolates if it has a space in it.
fn reference(reference: &str) -> String {
    if !reference.contains(is_space) && !reference.starts_with('\u{2068}') {
        return reference.to_owned();
    }
    let is_number = |line: &str| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    match reference.rsplit_once(':') {
        Some((name, line)) if is_number(line) => format!("\u{2068}{name}\u{2069}:{line}"),
        _ => format!("\u{2068}{reference}\u{2069}"),
    }
}

fn optional(out: &mut String, mark: &str, keyword: &str, text: Option<&str>) {
    if let Some(text) = text {
        string(out, mark, keyword, text);
    }
}

/// A keyword with its string: on one line, or one line for each line of the text.
fn string(out: &mut String, mark: &str, keyword: &str, text: &str) {
    out.push_str(mark);
    out.push_str(keyword);
    out.push(' ');
    let mut lines = text.split_inclusive('\n').peekable();
    let first = lines.next().unwrap_or_default();
    if lines.peek().is_none() {
        return quoted(out, first);
    }
    quoted(out, "");
    for line in std::iter::once(first).chain(lines) {
        out.push_str(mark);
        quoted(out, line);
    }
}

fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{b}' => out.push_str("\\v"),
            // Refused when read again, rather than cut off there as gettext does.
            '\0' => out.push_str("\\000"),
            '"' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out.push_str("\"\n");
}
