//! The body in plain text: contents, sections, notes, links.

use super::WIDTH;
use super::wrap::{hang, width, wrap};
use crate::document::{
    Block, BlockKind, Direction, Document, Inline, ListItem, Section, Text, UnitState, struck,
};

/// Everything below the title block.
pub(super) fn body(document: &Document) -> String {
    let mut writer = Writer { document, links: Vec::new(), lines: Vec::new() };
    writer.contents();
    for section in &document.sections {
        writer.section(section);
    }
    writer.footnotes();
    writer.link_notes();
    writer.lines.join("\n")
}

/// Writes a body line by line.
pub(super) struct Writer<'d> {
    pub(super) document: &'d Document,
    /// Addresses of the links so far, in order.
    links: Vec<String>,
    lines: Vec<String>,
}

impl Writer<'_> {
    /// A blank line between what was written and what follows.
    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn heading(&mut self, text: &str, rule: &str) {
        self.gap();
        self.lines.push(String::new());
        let wrapped = wrap(text, WIDTH);
        let longest = wrapped.iter().map(|line| width(line)).max().unwrap_or(0);
        self.lines.extend(wrapped);
        if !rule.is_empty() {
            self.lines.push(rule.repeat(longest.min(WIDTH)));
        }
        self.lines.push(String::new());
    }

    fn contents(&mut self) {
        let depth = self.document.contents_depth.unwrap_or(u8::MAX);
        if depth == 0 {
            return;
        }
        self.heading(self.document.word("contents"), "=");
        let mut lines = Vec::new();
        for section in self.document.all_sections() {
            if section.level > depth {
                continue;
            }
            let indent = "  ".repeat(usize::from(section.level.saturating_sub(1)));
            let number = section.number.as_deref().map(|n| format!("{n}  ")).unwrap_or_default();
            lines.extend(hang(&format!("{indent}{number}"), &section.title.text, WIDTH));
        }
        self.lines.extend(lines);
    }

    fn section(&mut self, section: &Section) {
        let number = section.number.as_deref().map(|n| format!("{n}  ")).unwrap_or_default();
        let rule = match section.level {
            1 => "=",
            2 => "-",
            _ => "",
        };
        let title = self.text(&section.title);
        self.heading(&format!("{number}{title}"), rule);
        self.blocks(&section.blocks);
        for child in &section.sections {
            self.section(child);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.gap();
            let lines = self.block(block, WIDTH);
            self.lines.extend(lines);
        }
    }

    fn joined(&mut self, blocks: &[Block], columns: usize, tight: bool) -> Vec<String> {
        let mut lines = Vec::new();
        for block in blocks {
            if !lines.is_empty() && !tight {
                lines.push(String::new());
            }
            lines.extend(self.block(block, columns));
        }
        lines
    }

    fn block(&mut self, block: &Block, columns: usize) -> Vec<String> {
        match &block.kind {
            BlockKind::Paragraph { content } => wrap(&self.text(content), columns),
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items, columns),
            BlockKind::Quote { blocks } => {
                let lines = self.joined(blocks, columns.saturating_sub(2), false);
                lines.into_iter().map(|line| format!("> {line}")).collect()
            }
            BlockKind::Alert { title, blocks, .. } => {
                let mut lines = wrap(&format!("{}:", self.text(title)), columns);
                let inner = self.joined(blocks, columns.saturating_sub(2), false);
                lines.extend(inner.into_iter().map(|line| format!("| {line}")));
                lines
            }
            BlockKind::Code { code, .. } => {
                code.lines().map(|line| format!("    {line}")).collect()
            }
            BlockKind::Table(table) => self.table(table, columns),
            BlockKind::Rule => vec!["-".repeat(columns.min(24))],
        }
    }

    fn list(
        &mut self,
        start: Option<u32>,
        tight: bool,
        items: &[ListItem],
        columns: usize,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let number = start.map(|start| start.saturating_add(u32::try_from(index).unwrap_or(0)));
            let mut marker = number.map_or_else(
                || "- ".to_owned(),
                |number| format!("{}. ", self.document.locale.number(number)),
            );
            if let Some(done) = item.done {
                marker.push_str(if done { "[x] " } else { "[ ] " });
            }
            if !lines.is_empty() && !tight {
                lines.push(String::new());
            }
            let indent = width(&marker);
            let inner = self.joined(&item.blocks, columns.saturating_sub(indent).max(16), tight);
            if inner.is_empty() {
                lines.push(marker.trim_end().to_owned());
            }
            for (line_index, line) in inner.into_iter().enumerate() {
                lines.push(match (line_index, line.is_empty()) {
                    (0, _) => format!("{marker}{line}"),
                    (_, true) => line,
                    (_, false) => format!("{}{line}", " ".repeat(indent)),
                });
            }
        }
        lines
    }

    fn footnotes(&mut self) {
        if self.document.footnotes.is_empty() {
            return;
        }
        self.heading(self.document.word("footnotes"), "=");
        for note in &self.document.footnotes {
            let marker = format!("[^{}] ", note.label);
            let indent = width(&marker);
            let inner = self.joined(&note.blocks, WIDTH - indent.min(16), false);
            for (index, line) in inner.into_iter().enumerate() {
                let lead = if index == 0 { marker.clone() } else { " ".repeat(indent) };
                self.lines.push(format!("{lead}{line}").trim_end().to_owned());
            }
        }
    }

    fn link_notes(&mut self) {
        if self.links.is_empty() {
            return;
        }
        self.heading(self.document.word("links"), "=");
        for (index, href) in self.links.clone().iter().enumerate() {
            let number = self.document.locale.number(index + 1);
            self.lines.push(format!("[{number}] {}", self.isolated(href)));
        }
    }

    /// The words of a text, with notes for its links and its mark if it is a fallback.
    pub(super) fn text(&mut self, text: &Text) -> String {
        let mut out = String::new();
        if text.state.is_fallback() {
            let key = if text.state == UnitState::Fuzzy { "mark.fuzzy" } else { "mark.missing" };
            out.push_str(&format!("[{}] ", self.document.word(key)));
        }
        self.inlines(&mut out, &text.content);
        out
    }

    fn inlines(&mut self, out: &mut String, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } => out.push_str(text),
                Inline::Code { text } => out.push_str(&self.isolated(text)),
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Reference { content, .. } => self.inlines(out, content),
                Inline::Strikethrough { content } => {
                    let mut words = String::new();
                    self.inlines(&mut words, content);
                    out.push_str(&struck(&words));
                }
                Inline::Link { href, content } => {
                    let start = out.len();
                    self.inlines(out, content);
                    let shown = &out[start..];
                    if !says_address(shown, href) {
                        let number = self.link_number(href);
                        let number = self.document.locale.number(number);
                        out.push_str(&format!("\u{a0}[{number}]"));
                    }
                }
                Inline::Footnote { label, .. } => out.push_str(&format!("[^{label}]")),
                Inline::Image { alt, .. } => {
                    let word = self.document.word("image").replace("{description}", alt);
                    out.push_str(&format!("[{word}]"));
                }
                Inline::Break => out.push('\n'),
            }
        }
    }

    fn link_number(&mut self, href: &str) -> usize {
        match self.links.iter().position(|known| known == href) {
            Some(at) => at + 1,
            None => {
                self.links.push(href.to_owned());
                self.links.len()
            }
        }
    }

    /// A left-to-right run kept together in right-to-left text (UAX #9, FSI and PDI).
    fn isolated(&self, text: &str) -> String {
        match self.document.locale.dir {
            Direction::Ltr => text.to_owned(),
            Direction::Rtl => format!("\u{2068}{text}\u{2069}"),
        }
    }
}

/// Whether the words of a link are its address.
fn says_address(shown: &str, href: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim_start_matches("mailto:").trim_start_matches("tel:");
        text.trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned()
    };
    bare(shown) == bare(href)
}
