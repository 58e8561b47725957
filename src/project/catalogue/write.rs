//! Writing a catalogue: what did not change byte for byte, the rest as `msgcat --no-wrap` does.
//!
//! Unwrapped, since gettext breaks lines by the Unicode tables of its own version, so that wrapped
//! files differ from one machine to the next. A string is broken after each `\n` only.

use std::collections::HashMap;

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

    /// The same, where all that is as in `original`, the text that it was read from, stays as it
    /// is written there: a catalogue that did not change, an entry that did not, and of one that
    /// did, each comment and string that did not. So lines stay wrapped as the translator's tool
    /// wraps them. A catalogue that declares ASCII and holds more than that declares UTF-8 from now
    /// on.
    #[must_use]
    pub fn write_over(&self, original: &str) -> String {
        let text = self.written_over(original);
        if text.is_ascii() || !self.is_ascii() {
            return text;
        }
        let mut catalogue = self.clone();
        if let (Some(charset), Some(text)) =
            (self.charset(), catalogue.header.as_mut().and_then(|header| header.msgstr.first_mut()))
        {
            let declared = format!("charset={charset}");
            let line = |line: &str| {
                let (name, _) = line.split_once(':').unwrap_or_default();
                let declares = name.eq_ignore_ascii_case("Content-Type");
                if declares { line.replace(&declared, "charset=UTF-8") } else { line.to_owned() }
            };
            *text = text.split_inclusive('\n').map(line).collect();
        }
        catalogue.written_over(original)
    }

    fn written_over(&self, original: &str) -> String {
        let before = match Catalogue::parse(original) {
            Ok(before) if !original.is_empty() => before,
            Ok(_) | Err(_) => return self.blocks("", &HashMap::new(), "\n"),
        };
        if self.says_the_same(&before) {
            return original.to_owned();
        }
        let known = before.header.iter().chain(&before.entries);
        let known: HashMap<_, _> = known.map(|entry| (entry.span.start, entry)).collect();
        let first_line = original.split_inclusive('\n').next().unwrap_or_default();
        let line_end = if first_line.ends_with("\r\n") { "\r\n" } else { "\n" };
        let mark = if original.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        mark.to_owned() + &self.blocks(original, &known, line_end)
    }

    fn blocks(&self, original: &str, known: &HashMap<usize, &Entry>, line_end: &str) -> String {
        let entries = self.header.iter().chain(&self.entries);
        let mut blocks: Vec<String> = entries
            .map(|entry| {
                let before = known.get(&entry.span.start).filter(|one| one.span == entry.span);
                let kept = before.and_then(|before| keep(entry, before, original, line_end));
                kept.unwrap_or_else(|| with_line_ends(&block(entry, &Written::default()), line_end))
            })
            .collect();
        if !self.trailing.is_empty() {
            let lines = self.trailing.iter().flat_map(|line| line.split('\n'));
            let lines = lines.map(|line| format!("#{}\n", line.strip_prefix('#').unwrap_or(line)));
            blocks.push(with_line_ends(&lines.collect::<String>(), line_end));
        }
        blocks.join(line_end)
    }

    fn says_the_same(&self, other: &Catalogue) -> bool {
        let entries = |catalogue: &Catalogue| catalogue.entries.len();
        let same_header = match (&self.header, &other.header) {
            (Some(header), Some(other)) => header.says_the_same(other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        same_header
            && self.trailing == other.trailing
            && entries(self) == entries(other)
            && self.entries.iter().zip(&other.entries).all(|(one, two)| one.says_the_same(two))
    }
}

impl Entry {
    /// Whether the two differ in nothing but their places.
    fn says_the_same(&self, other: &Entry) -> bool {
        let Entry { span, msgid_span, msgstr_span, .. } = self.clone();
        *self == Entry { span, msgid_span, msgstr_span, ..other.clone() }
    }
}

fn with_line_ends(text: &str, line_end: &str) -> String {
    if line_end == "\n" { text.to_owned() } else { text.replace('\n', line_end) }
}

/// `entry` with what it shares with `before` as `original` has it; nothing where lines are shared
/// with other entries, or parts with each other.
fn keep(entry: &Entry, before: &Entry, original: &str, line_end: &str) -> Option<String> {
    let lines = whole_lines(original, before)?;
    if entry.says_the_same(before) {
        return Some(lines.to_owned() + line_end);
    }
    let text = block(entry, &Written::of(entry, before, lines));
    let read = Catalogue::parse(&text).ok()?;
    let is_it = |one: &Entry| one.says_the_same(entry);
    let found = match (&read.header, &read.entries[..]) {
        (Some(header), []) => is_it(header),
        (None, [one]) => is_it(one),
        _ => false,
    };
    (found && read.trailing.is_empty()).then(|| with_line_ends(&text, line_end))
}

/// The lines of an entry, without the end of the last, if nothing else stands on them.
fn whole_lines<'o>(original: &'o str, entry: &Entry) -> Option<&'o str> {
    let is_blank = |text: &str| text.chars().all(|c| is_space(c) || c == '\u{feff}');
    let before = original.get(..entry.span.start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = original.get(entry.span.end..)?;
    let line = after.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let alone = is_blank(&before[start..]) && is_blank(line);
    alone.then(|| &original[entry.span.start..entry.span.end + line.len()])
}

/// The parts of an entry, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Translator,
    Extracted,
    References,
    Flags,
    Previous,
    Context,
    Id,
    Plural,
    Str,
}

impl Part {
    /// The part that a line begins; a line with a string alone goes on with the one before it.
    fn begun_by(line: &str) -> Option<Part> {
        let line = line.trim_start_matches(is_space);
        let line = line.strip_prefix("#~").map_or(line, |rest| rest.trim_start_matches(is_space));
        let keywords = [
            ("msgctxt", Part::Context),
            ("msgid_plural", Part::Plural),
            ("msgid", Part::Id),
            ("msgstr", Part::Str),
        ];
        if let Some(comment) = line.strip_prefix('#') {
            return Some(match comment.as_bytes().first() {
                Some(b'.') => Part::Extracted,
                Some(b':') => Part::References,
                Some(b',' | b'=' | b'!') => Part::Flags,
                Some(b'|') => Part::Previous,
                _ => Part::Translator,
            });
        }
        if line.starts_with('|') {
            return Some(Part::Previous);
        }
        keywords.into_iter().find(|(word, _)| line.starts_with(word)).map(|(_, part)| part)
    }

    fn is_same(self, entry: &Entry, before: &Entry) -> bool {
        let unmoved = entry.obsolete == before.obsolete;
        match self {
            Part::Translator => entry.translator_comments == before.translator_comments,
            Part::Extracted => entry.extracted_comments == before.extracted_comments,
            Part::References => entry.references == before.references,
            Part::Flags => entry.flags == before.flags,
            Part::Previous => {
                unmoved
                    && entry.previous_msgctxt == before.previous_msgctxt
                    && entry.previous_msgid == before.previous_msgid
                    && entry.previous_msgid_plural == before.previous_msgid_plural
            }
            Part::Context => unmoved && entry.msgctxt == before.msgctxt,
            Part::Id => unmoved && entry.msgid == before.msgid,
            Part::Plural => unmoved && entry.msgid_plural == before.msgid_plural,
            Part::Str => unmoved && entry.msgstr == before.msgstr,
        }
    }
}

/// Parts as they are written already.
#[derive(Default)]
struct Written(Vec<(Part, String)>);

impl Written {
    /// The parts of `before`, which is written in `lines`, that `entry` has as well.
    fn of(entry: &Entry, before: &Entry, lines: &str) -> Self {
        let mut parts: Vec<(Part, String)> = Vec::new();
        let mut part = Part::Translator;
        for line in lines.lines() {
            part = Part::begun_by(line).unwrap_or(part);
            let known = parts.iter().position(|(known, _)| *known == part);
            let at = known.unwrap_or_else(|| {
                parts.push((part, String::new()));
                parts.len() - 1
            });
            parts[at].1.push_str(line);
            parts[at].1.push('\n');
        }
        parts.retain(|(part, _)| part.is_same(entry, before));
        Written(parts)
    }

    /// Adds `part` to `out` as it is written; else as `write` does.
    fn add(&self, out: &mut String, part: Part, write: impl FnOnce(&mut String)) {
        match self.0.iter().find(|(known, _)| *known == part) {
            Some((_, text)) => out.push_str(text),
            None => write(out),
        }
    }
}

fn block(entry: &Entry, written: &Written) -> String {
    let (mark, previous) = if entry.obsolete { ("#~ ", "#~| ") } else { ("", "#| ") };
    let mut out = String::new();
    let mut add =
        |part: Part, write: &dyn Fn(&mut String)| written.add(&mut out, part, |out| write(out));
    add(Part::Translator, &|out| comments(out, "#", &entry.translator_comments));
    add(Part::Extracted, &|out| comments(out, "#.", &entry.extracted_comments));
    add(Part::References, &|out| {
        let references: Vec<String> = entry.references.iter().map(|name| reference(name)).collect();
        if !references.is_empty() {
            comments(out, "#:", &[references.join(" ")]);
        }
    });
    add(Part::Flags, &|out| {
        if !entry.flags.is_empty() {
            comments(out, "#,", &[entry.flags.join(", ")]);
        }
    });
    add(Part::Previous, &|out| {
        optional(out, previous, "msgctxt", entry.previous_msgctxt.as_deref());
        optional(out, previous, "msgid", entry.previous_msgid.as_deref());
        optional(out, previous, "msgid_plural", entry.previous_msgid_plural.as_deref());
    });
    add(Part::Context, &|out| optional(out, mark, "msgctxt", entry.msgctxt.as_deref()));
    add(Part::Id, &|out| string(out, mark, "msgid", &entry.msgid));
    add(Part::Plural, &|out| {
        optional(out, mark, "msgid_plural", entry.msgid_plural.as_deref());
    });
    add(Part::Str, &|out| {
        let first = entry.msgstr.first().map_or("", String::as_str);
        if entry.msgid_plural.is_none() {
            return string(out, mark, "msgstr", first);
        }
        string(out, mark, "msgstr[0]", first);
        for (index, text) in entry.msgstr.iter().enumerate().skip(1) {
            string(out, mark, &format!("msgstr[{index}]"), text);
        }
    });
    out
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
