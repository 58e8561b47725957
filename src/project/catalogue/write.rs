//! Writing a catalogue the way `msgcat --no-wrap` does, byte for byte.

use super::{Catalogue, Entry};

impl Catalogue {
    /// The catalogue as PO text.
    pub(crate) fn write(&self) -> String {
        let mut blocks: Vec<String> = self.header.iter().chain(&self.entries).map(entry).collect();
        if !self.trailing.is_empty() {
            blocks.push(self.trailing.iter().map(|comment| prefixed("#", comment)).collect());
        }
        blocks.join("\n")
    }
}

fn entry(entry: &Entry) -> String {
    let mut out = String::new();
    for comment in &entry.translator_comments {
        out.push_str(&prefixed("#", comment));
    }
    for comment in &entry.extracted_comments {
        out.push_str(&prefixed("#.", comment));
    }
    for reference in &entry.references {
        out.push_str(&prefixed("#:", reference));
    }
    if !entry.flags.is_empty() {
        out.push_str(&prefixed("#,", &entry.flags.join(", ")));
    }
    let (mark, previous) = if entry.obsolete { ("#~ ", "#~| ") } else { ("", "#| ") };
    if let Some(text) = &entry.previous_msgctxt {
        string(&mut out, previous, "msgctxt", text);
    }
    if let Some(text) = &entry.previous_msgid {
        string(&mut out, previous, "msgid", text);
    }
    if let Some(text) = &entry.msgctxt {
        string(&mut out, mark, "msgctxt", text);
    }
    string(&mut out, mark, "msgid", &entry.msgid);
    if let Some(plural) = &entry.msgid_plural {
        string(&mut out, mark, "msgid_plural", plural);
        for (index, text) in entry.msgstr.iter().enumerate() {
            string(&mut out, mark, &format!("msgstr[{index}]"), text);
        }
    } else {
        string(&mut out, mark, "msgstr", entry.msgstr.first().map_or("", String::as_str));
    }
    out
}

fn prefixed(prefix: &str, text: &str) -> String {
    if text.is_empty() { format!("{prefix}\n") } else { format!("{prefix} {text}\n") }
}

/// A keyword with its string: on one line, or one line per line of the text.
fn string(out: &mut String, mark: &str, keyword: &str, text: &str) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.len() > 1 {
        out.push_str(&format!("{mark}{keyword} \"\"\n"));
        for line in lines {
            out.push_str(&format!("{mark}\"{}\"\n", escape(line)));
        }
    } else {
        out.push_str(&format!("{mark}{keyword} \"{}\"\n", escape(text)));
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{b}' => out.push_str("\\v"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            _ => out.push(c),
        }
    }
    out
}
