//! Text as it is typed for paper or for other tools, which Markdown takes as something else.
//!
//! Only its author knows what was meant, so each is a warning, and what is no sure sign is left alone.

mod lines;
mod number;
mod sequence;

use std::collections::BTreeSet;

use super::Catalogues;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::LocaleTag;
use crate::project::Project;
use crate::project::overlay::{INVENTORY, LocaleCatalogue, Overlay};
use crate::project::source::{
    Piece, SourceBlock, SourceBlockKind, SourceInline, SourceItem, SourceSection, Unit,
    for_each_inline,
};
use crate::resolve::month_words;

/// Warns of what the documents of the source hold.
pub(super) fn source(project: &Project, diagnostics: &mut Diagnostics) {
    let mut found = Finder::new(&project.source_locale, diagnostics);
    for document in &project.documents {
        found.sections(&document.sections, "", true);
        for note in &document.footnotes {
            note.blocks.iter().for_each(|block| found.block(block));
        }
    }
}

/// Warns of what the patches of a locale hold.
pub(super) fn patches(overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let mut found = Finder::new(&overlay.tag, diagnostics);
    for patch in overlay.patches.values() {
        let sections = &patch.body.sections;
        for (at, section) in sections.iter().enumerate() {
            let title = |at: Option<usize>| at.and_then(|at| sections.get(at)).map(heading);
            let beside = [title(at.checked_sub(1)), title(Some(at + 1))];
            found.section(section, section.numbered, None, &beside);
        }
        for note in &patch.body.footnotes {
            note.blocks.iter().for_each(|block| found.block(block));
        }
    }
}

/// Warns of what the translations of a locale hold and their source does not.
pub(super) fn translations(
    project: &Project,
    tag: &LocaleTag,
    catalogues: &Catalogues<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut found = Finder::new(tag, diagnostics);
    let known = |name: &str| catalogues.get(name);
    for document in &project.documents {
        let Some(catalogue) = known(document.id.as_str()) else { continue };
        found.translated_headings(&document.sections, catalogue, true);
        document.for_each_unit(&mut |unit| found.translated(unit, catalogue));
    }
    if let Some(catalogue) = known(INVENTORY) {
        project.inventory.for_each_unit(&mut |unit| found.translated(unit, catalogue));
    }
}

/// The translation of `unit`, if it is current, and its place.
fn translation<'c>(unit: &Unit, catalogue: &'c LocaleCatalogue) -> Option<(&'c str, Span)> {
    let entry = catalogue.entry(unit.id.as_str())?;
    let current = entry.msgid == unit.msgid && entry.is_translated() && !entry.is_fuzzy();
    current.then(|| (entry.msgstr[0].as_str(), catalogue.translation_span(entry)))
}

/// The text of `unit` with its lines, as it is typed.
fn typed(unit: &Unit) -> &str {
    &unit.span.file.text[unit.span.range.clone()]
}

struct Finder<'d> {
    /// The words of the months, as dates of the language have them.
    months: BTreeSet<String>,
    diagnostics: &'d mut Diagnostics,
}

impl<'d> Finder<'d> {
    fn new(tag: &LocaleTag, diagnostics: &'d mut Diagnostics) -> Self {
        Finder { months: month_words(tag), diagnostics }
    }

    /// `above` is the number of the section they stand in, if they are `numbered` at all.
    fn sections(&mut self, sections: &[SourceSection], above: &str, numbered: bool) {
        let mut count = 0;
        for (at, section) in sections.iter().enumerate() {
            let numbered = numbered && section.numbered;
            let mut number = String::new();
            if numbered {
                count += 1;
                let dot = if above.is_empty() { "" } else { "." };
                number = format!("{above}{dot}{count}");
            }
            let title = |at: Option<usize>| at.and_then(|at| sections.get(at)).map(heading);
            let beside = [title(at.checked_sub(1)), title(Some(at + 1))];
            self.section(section, numbered, Some(&number), &beside);
            self.sections(&section.sections, &number, numbered);
        }
    }

    fn translated_headings(
        &mut self,
        sections: &[SourceSection],
        catalogue: &LocaleCatalogue,
        numbered: bool,
    ) {
        let text = |at: usize| translation(&sections.get(at)?.title, catalogue);
        let words = |at: usize| text(at).map(|(text, _)| text.to_owned());
        let mut count = 0;
        for (at, section) in sections.iter().enumerate() {
            let numbered = numbered && section.numbered;
            count += usize::from(numbered);
            // What the source has as well is told of there.
            let is_in_source = number::sign(&heading(section)).is_some();
            if let Some((text, span)) = text(at).filter(|_| numbered && !is_in_source) {
                let beside = [at.checked_sub(1).and_then(words), words(at + 1)];
                self.heading(text, Some(&count.to_string()), &beside, &span);
            }
            self.translated_headings(&section.sections, catalogue, numbered);
        }
    }

    fn translated(&mut self, unit: &Unit, catalogue: &LocaleCatalogue) {
        if let Some((text, span)) = translation(unit, catalogue)
            && !unit.msgid.contains("{:")
            && !text.contains('`')
        {
            self.foreign(text, &span);
            // Where the source has such lines as well, it is told of there.
            if text.contains('\n') && lines::joined(typed(unit)).is_none() {
                self.lines(text, &span);
            }
        }
    }

    /// `beside` are the words of the headings before and after it.
    fn section(
        &mut self,
        section: &SourceSection,
        numbered: bool,
        computed: Option<&str>,
        beside: &[Option<String>; 2],
    ) {
        self.unit(&section.title);
        let title = heading(section);
        if numbered {
            self.heading(&title, computed, beside, &section.title.span);
        }
        section.blocks.iter().for_each(|block| self.block(block));
    }

    fn heading(
        &mut self,
        title: &str,
        computed: Option<&str>,
        [previous, next]: &[Option<String>; 2],
        span: &Span,
    ) {
        let Some(sign) = number::sign(title) else { return };
        let rest = title.trim_start()[sign.typed.len()..].trim_start();
        let month = rest.split_whitespace().next().map(|word| word.trim_end_matches(['.', ',']));
        let is_date = month.is_some_and(|month| self.months.contains(&month.to_lowercase()));
        if is_date
            || !sign.is_number(
                computed,
                [previous, next].map(|title| title.as_deref().and_then(number::sign)),
            )
        {
            return;
        }
        let typed = sign.typed.trim_end();
        self.diagnostics.push(
            Diagnostic::warning(
                Code::TypedNumber,
                format!("the heading is numbered twice: `{typed}` is typed, and the tool adds its own number"),
            )
            .at(span.find(typed))
            .help("delete the typed number, or mark the heading `.unnumbered` to keep it"),
        );
    }

    fn block(&mut self, block: &SourceBlock) {
        block.for_each_unit(&mut |unit| self.unit(unit));
        block.for_each_block(&mut |block| match &block.kind {
            SourceBlockKind::Paragraph(unit) => self.paragraph(unit),
            SourceBlockKind::List { start: Some(start), items, .. } => {
                self.list(*start, items, block);
            }
            SourceBlockKind::List { start: None, .. }
            | SourceBlockKind::Quote(_)
            | SourceBlockKind::Alert { .. }
            | SourceBlockKind::Code { .. }
            | SourceBlockKind::Table { .. }
            | SourceBlockKind::Rule
            | SourceBlockKind::Categories
            | SourceBlockKind::Inventory { .. }
            | SourceBlockKind::Providers
            | SourceBlockKind::When { .. } => {}
        });
    }

    /// An attribute list of kramdown, `{: .note }`.
    fn unit(&mut self, unit: &Unit) {
        self.foreign(&words(&unit.content), &unit.span);
    }

    fn foreign(&mut self, text: &str, span: &Span) {
        let mut rest = text;
        while let Some(at) = rest.find("{:") {
            rest = &rest[at..];
            let inner = &rest[2..];
            let end = inner.find(['}', '{']).filter(|end| inner[*end..].starts_with('}'));
            let list = end.map(|end| inner[..end].trim_start_matches(':').trim());
            if let (Some(end), Some(list)) = (end, list)
                && list.starts_with(|c: char| c.is_ascii_alphabetic() || ".#/".contains(c))
            {
                let whole = &rest[..end + 3];
                self.diagnostics.push(
                    Diagnostic::warning(
                        Code::ForeignSyntax,
                        format!("`{whole}` is published as it stands: it means nothing here"),
                    )
                    .at(span.find(whole))
                    .help("delete it; the id of a heading is written `# Scope {#scope}`"),
                );
            }
            rest = inner;
        }
    }

    fn paragraph(&mut self, unit: &Unit) {
        self.lines(typed(unit), &unit.span);
    }

    fn lines(&mut self, text: &str, span: &Span) {
        let Some(lines) = lines::joined(text) else { return };
        let (what, help) = match lines {
            lines::Joined::Points => (
                "the points that begin these lines run together into one paragraph",
                "make them a list (`-` or `1.`), or end each line but the last with `\\`",
            ),
            lines::Joined::Short => (
                "these short lines run together into one line",
                "to keep them apart, as in an address, end each line but the last with `\\`",
            ),
        };
        self.diagnostics
            .push(Diagnostic::warning(Code::JoinedLines, what).at(span.clone()).help(help));
    }

    fn list(&mut self, start: u32, items: &[SourceItem], block: &SourceBlock) {
        let Some(first) = items.first() else { return };
        let alone = start != 1 || items.len() == 1;
        // No list begins with the number of a year.
        let year = (1900..=2100).contains(&start);
        if year || (alone && (1..=31).contains(&start) && self.is_date(start, first)) {
            let line = block.span.file.text[block.span.range.clone()].lines().next();
            let line = line.unwrap_or_default().trim();
            self.diagnostics.push(
                Diagnostic::warning(
                    Code::DateList,
                    format!("this date is published as point {start} of a list"),
                )
                .at(block.span.find(line))
                .help(format!("put a backslash before the dot: `{start}\\. …`")),
            );
        }
    }

    /// Whether an item goes on as a date does whose day was taken for the item's number.
    fn is_date(&self, start: u32, item: &SourceItem) -> bool {
        match item.blocks.first().map(|block| &block.kind) {
            Some(SourceBlockKind::Paragraph(unit)) => {
                let text = words(&unit.content);
                let mut tokens = text.split_whitespace();
                let Some(month) = tokens.next() else { return false };
                let month = month.trim_end_matches(['.', ',']).to_lowercase();
                // “May we …” is a question, and a list begins with 1 more often than a month.
                let unsure = start == 1 || month == "may";
                (self.months.contains(&month) && (!unsure || tokens.clone().take(2).any(is_year)))
                    || (month.chars().count() >= 3
                        && month.chars().all(char::is_alphabetic)
                        && tokens.take(2).any(is_year))
            }
            // “23. 6. 2016”
            Some(SourceBlockKind::List { start: Some(1..=12), items, .. }) => {
                items.first().and_then(|item| item.blocks.first()).is_some_and(|block| {
                    matches!(&block.kind, SourceBlockKind::Paragraph(unit)
                        if words(&unit.content).split_whitespace().next().is_some_and(is_year))
                })
            }
            _ => false,
        }
    }
}

fn heading(section: &SourceSection) -> String {
    words(&section.title.content)
}

fn is_year(token: &str) -> bool {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_punctuation());
    digits.len() == 4 && digits.parse().is_ok_and(|year| (1900..=2100).contains(&year))
}

/// The words of a text, without code and values.
fn words(content: &[SourceInline]) -> String {
    let mut out = String::new();
    for_each_inline(content, &mut |inline| {
        if let SourceInline::Text(pieces) = inline {
            for piece in pieces {
                match piece {
                    Piece::Words(words) => out.push_str(words),
                    Piece::Expression(_) => out.push('…'),
                }
            }
        }
    });
    out
}
