//! From a unit to the text that is shown: words chosen, variables and references resolved.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::format::Formats;
use super::translate::{Chosen, Translator};
use super::variables::{ExpressionError, Variables};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{
    BlockId, Direction, FallbackUnit, Inline, LocaleTag, Text, Translation, UnitCounts, UnitId,
    UnitState, is_blank,
};
use crate::language::{direction, same_language, sounds_otherwise};
use crate::project::markdown::is_safe_link;
use crate::project::source::{Piece, SourceDocument, SourceInline, Unit, has_lost, written};

/// Builds the texts of one document and keeps account of them.
pub(super) struct TextBuilder<'p, 'd> {
    pub(super) translator: Translator<'p>,
    document: &'d SourceDocument,
    pub(super) formats: &'d Formats,
    pub(super) words: &'d BTreeMap<String, String>,
    /// Formats and words of the source language, for texts that are shown in it; with the digits of
    /// the document, so that it has one set.
    source: OnceCell<(Formats, BTreeMap<String, String>)>,
    variables: &'d Variables,
    /// Numbers of the sections, by id.
    numbers: BTreeMap<String, Option<String>>,
    /// Headings of the sections, for references to those without a number.
    titles: BTreeMap<String, String>,
    /// The footnotes called so far, by their place among those of the translator, with the number of calls.
    calls: Vec<(usize, u32)>,
    /// The place of each among those calls.
    called: BTreeMap<usize, usize>,
    /// Ids and words of headings that lost their ids: an error already.
    pub(super) lost: Vec<String>,
    /// Every unit shown, with its state and where its words come from.
    units: BTreeMap<UnitId, (UnitState, LocaleTag)>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// The places of footnotes among those of the translator, by the ids that they had in a first reading.
pub(super) type Called = BTreeMap<BlockId, usize>;

/// What the content of a text is resolved against.
struct Place<'s> {
    /// Where the words stand.
    span: &'s Span,
    /// Where the text stands that they translate.
    home: &'s Span,
    /// The locale whose source or patch has the unit, and the notes that it calls.
    origin: &'s LocaleTag,
    /// The number of the reference around the words.
    number: Option<&'s str>,
    /// Whether the words are in the source language in place of a translation.
    foreign: bool,
}

impl<'p, 'd> TextBuilder<'p, 'd> {
    pub(super) fn new(
        translator: Translator<'p>,
        document: &'d SourceDocument,
        formats: &'d Formats,
        words: &'d BTreeMap<String, String>,
        variables: &'d Variables,
        numbers: BTreeMap<String, Option<String>>,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        TextBuilder {
            translator,
            document,
            formats,
            words,
            source: OnceCell::new(),
            variables,
            numbers,
            titles: BTreeMap::new(),
            calls: Vec::new(),
            called: BTreeMap::new(),
            lost: Vec::new(),
            units: BTreeMap::new(),
            diagnostics,
        }
    }

    /// A text of the document, written in `origin`.
    pub(super) fn document_unit(&mut self, unit: &Unit, origin: &LocaleTag) -> Text {
        let chosen =
            self.translator.choose(unit, |layer| layer.texts.as_deref(), origin, self.diagnostics);
        self.finish(unit, chosen, origin)
    }

    /// A field of the inventory.
    pub(super) fn inventory_unit(&mut self, unit: &Unit) -> Text {
        let origin = &self.translator.project.source_locale;
        let chosen = self.translator.choose(
            unit,
            |layer| layer.inventory.as_deref(),
            origin,
            self.diagnostics,
        );
        self.finish(unit, chosen, origin)
    }

    /// The interface word of `key` as a text.
    pub(super) fn word(&self, key: &str) -> Text {
        Text::generated(self.words[key].as_str())
    }

    /// The number of the section `id`.
    pub(super) fn number(&self, id: &BlockId) -> Option<String> {
        self.numbers.get(id.as_str()).cloned().flatten()
    }

    /// Makes the heading of a section known to references.
    pub(super) fn set_title(&mut self, id: &BlockId, title: String) {
        self.titles.insert(id.as_str().to_owned(), title);
    }

    /// Whether the variable at `path` is set; an unknown one is reported at `span`.
    pub(super) fn is_set(&mut self, path: &str, span: &Span) -> bool {
        match self.variables.text(path) {
            Ok(text) => !is_blank(&text),
            Err(error) => {
                self.report(&error, path, span);
                false
            }
        }
    }

    /// The places of the footnotes in order of their first call, with the number of calls.
    pub(super) fn calls(&self) -> &[(usize, u32)] {
        &self.calls
    }

    /// Takes back all calls of footnotes so far and returns the places of the notes.
    pub(super) fn forget_calls(&mut self) -> Called {
        self.called.clear();
        let calls = std::mem::take(&mut self.calls).into_iter();
        (1..).zip(calls).map(|(number, (at, _))| (BlockId::footnote(number), at)).collect()
    }

    /// Calls the footnotes in `content` anew; `called` are the places of those that it numbers.
    pub(super) fn call_again(&mut self, content: &mut [Inline], called: &Called) {
        for inline in content {
            match inline {
                Inline::Footnote { target, .. } => {
                    if let Some(&note) = called.get(target) {
                        *inline = self.call(note);
                    }
                }
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strikethrough { content }
                | Inline::Link { content, .. }
                | Inline::Reference { content, .. } => self.call_again(content, called),
                Inline::Text { .. }
                | Inline::Code { .. }
                | Inline::Image { .. }
                | Inline::Break => {}
            }
        }
    }

    /// The account of all units shown.
    pub(super) fn translation(&self) -> Translation {
        let mut counts = UnitCounts::default();
        let mut fallbacks = Vec::new();
        for (unit, (state, from)) in &self.units {
            counts.add(*state);
            if state.is_fallback() {
                fallbacks.push(FallbackUnit {
                    unit: unit.clone(),
                    state: *state,
                    lang: from.clone(),
                });
            }
        }
        Translation { counts, fallbacks }
    }

    fn finish(&mut self, unit: &Unit, chosen: Chosen, origin: &LocaleTag) -> Text {
        let foreign = !same_language(&chosen.from, self.translator.tag());
        let marked = foreign || sounds_otherwise(&chosen.from, self.translator.tag());
        let place = Place { span: &chosen.span, home: &unit.span, origin, number: None, foreign };
        let content = if unit.flawed {
            self.of_flawed(&chosen.content, &place)
        } else {
            self.inlines(&chosen.content, &place)
        };
        if !unit.msgid.is_empty() {
            self.units.insert(unit.id.clone(), (chosen.state, chosen.from.clone()));
        }
        Text {
            unit: Some(unit.id.clone()),
            state: chosen.state,
            dir: marked.then(|| direction(&chosen.from)),
            lang: marked.then_some(chosen.from),
            content,
            ..Text::default()
        }
    }

    /// What can be read of a text with errors. They have been reported, and what comes of them is
    /// not, but the names in it may lead nowhere as well.
    fn of_flawed(&mut self, content: &[SourceInline], place: &Place) -> Vec<Inline> {
        let before = std::mem::take(self.diagnostics);
        let content = self.inlines(content, place);
        let found = std::mem::replace(self.diagnostics, before);
        let names =
            [Code::UnknownVariable, Code::Expression, Code::DanglingReference, Code::Footnote];
        self.diagnostics.extend(found.only(|code, _| names.contains(&code)));
        content
    }

    fn inlines(&mut self, content: &[SourceInline], place: &Place) -> Vec<Inline> {
        content.iter().flat_map(|inline| self.inline(inline, place)).collect()
    }

    fn inline(&mut self, inline: &SourceInline, place: &Place) -> Vec<Inline> {
        vec![match inline {
            SourceInline::Text(pieces) => Inline::Text { text: self.text(pieces, place) },
            SourceInline::Code(code) => Inline::Code { text: self.bare(code, place) },
            SourceInline::Emphasis(content) => {
                Inline::Emphasis { content: self.inlines(content, place) }
            }
            SourceInline::Strong(content) => {
                Inline::Strong { content: self.inlines(content, place) }
            }
            SourceInline::Strikethrough(content) => {
                Inline::Strikethrough { content: self.inlines(content, place) }
            }
            SourceInline::Link { href, content } => return self.link(href, content, place),
            SourceInline::Reference { target, content } => self.reference(target, content, place),
            SourceInline::Footnote(name) => {
                let at = self.translator.note(name, place.origin);
                if at.is_none() && !self.is_source(place.origin) {
                    let call = format!("[^{name}]");
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::Footnote,
                            format!("footnote `{name}` is not defined"),
                        )
                        .at(place.span.find(&call))
                        .help(format!(
                            "neither the patch nor what it changes has it: define it in a paragraph \
                             of its own, `{call}: …`"
                        )),
                    );
                }
                return at.map(|at| self.call(at)).into_iter().collect();
            }
            SourceInline::Image { src, alt } => {
                let alt = self.text(alt, place);
                if is_blank(&alt) {
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::ImageAlt,
                            format!("the alternative text of image `{src}` comes to nothing"),
                        )
                        .at(place.span.find(src))
                        .help("set the variable in it, or say in words what the image shows"),
                    );
                }
                Inline::Image { src: src.clone(), alt }
            }
            SourceInline::Break => Inline::Break,
        }]
    }

    fn text(&mut self, pieces: &[Piece], place: &Place) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Expression(expression) => text.push_str(&self.value(expression, place)),
            }
        }
        text
    }

    fn value(&mut self, expression: &str, place: &Place) -> String {
        if let ("number", Some(number)) = (expression, place.number) {
            return number.to_owned();
        }
        let formats = if place.foreign { &self.source().0 } else { self.formats };
        match self.variables.evaluate(expression, formats) {
            Ok(text) if place.foreign => text,
            Ok(text) => self.isolated(text),
            Err(error) => {
                // What the source says as well is wrong there, and once.
                let at = [place.home, place.span].map(|span| span.find(expression));
                let at = at.into_iter().find(|at| at.range.len() == expression.len());
                self.report(&error, expression, at.as_ref().unwrap_or(place.span));
                String::new()
            }
        }
    }

    fn source(&self) -> &(Formats, BTreeMap<String, String>) {
        self.source.get_or_init(|| {
            let source = self.translator.layers.source();
            let own: Vec<_> =
                source.interface.iter().map(|one| (source.tag, Arc::clone(one))).collect();
            let words = super::words::words(source.tag, &own);
            let formats = Formats::new(source.tag, source.overlay.config.dates);
            (formats.in_digits_of(self.formats), words)
        })
    }

    /// A value with Latin letters in right-to-left text, kept together with its punctuation
    /// (UAX #9, FSI and PDI).
    pub(super) fn isolated(&self, text: String) -> String {
        let foreign = text.chars().any(|c| c.is_ascii_alphabetic());
        match direction(self.translator.tag()) {
            Direction::Rtl if foreign => format!("\u{2068}{text}\u{2069}"),
            Direction::Rtl | Direction::Ltr => text,
        }
    }

    /// A link whose address is not set is shown as its words.
    fn link(&mut self, href: &[Piece], content: &[SourceInline], place: &Place) -> Vec<Inline> {
        let content = self.inlines(content, place);
        let unset = href.iter().any(|piece| match piece {
            Piece::Expression(path) => self.variables.text(path).is_ok_and(|text| is_blank(&text)),
            Piece::Words(_) => false,
        });
        let address = self.bare(href, place);
        if unset || is_blank(&address) {
            return content;
        }
        self.check_words(&content, "a link", &written(href), place.span);
        if !is_safe_link(&address) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::LinkScheme,
                    format!("a link to `{address}` is not allowed"),
                )
                .at(place.span.find(&written(href)))
                .help("link to http, https, mailto or tel addresses, or to a relative path"),
            );
        }
        vec![Inline::Link { href: address, content }]
    }

    /// Reports what has no words once its variables have their values.
    pub(super) fn check_words(&mut self, content: &[Inline], what: &str, at: &str, span: &Span) {
        let shown = |inline: &Inline| matches!(inline, Inline::Image { .. });
        if is_blank(&crate::document::title_text(content)) && !content.iter().any(shown) {
            self.diagnostics.push(
                Diagnostic::error(Code::NoWords, format!("{what} whose variables are all empty"))
                    .at(span.find(at))
                    .help("set the variable in policy/policy.toml, or write words beside it"),
            );
        }
    }

    /// An address or code: values stand in it as they are.
    fn bare(&mut self, pieces: &[Piece], place: &Place) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Expression(expression) => {
                    let value = self.value(expression, place);
                    text.push_str(&value.replace(['\u{2068}', '\u{2069}'], ""));
                }
            }
        }
        text
    }

    /// The code of a block that stands at `span`, in the source or in a patch.
    pub(super) fn code(&mut self, code: &[Piece], span: &Span) -> String {
        let origin = self.translator.project.source_locale.clone();
        self.bare(code, &Place { span, home: span, origin: &origin, number: None, foreign: false })
    }

    fn reference(&mut self, target: &str, content: &[SourceInline], place: &Place) -> Inline {
        let (Some(number), Ok(id)) = (self.numbers.get(target).cloned(), target.parse::<BlockId>())
        else {
            if has_lost(&self.lost, target) {
                return Inline::Text { text: String::new() };
            }
            let near = nearest(target, self.numbers.keys());
            // Where a patch took the section away, the text of the locale is to be mended.
            let at = if self.is_in_source(target) { place.span } else { place.home };
            let diagnostic = Diagnostic::error(
                Code::DanglingReference,
                format!("there is no section `{target}`"),
            )
            .at(at.find(&format!("#{target}")));
            self.diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                None => diagnostic.help("name the id of a heading of this document"),
            });
            return Inline::Text { text: String::new() };
        };
        let content = match (&number, content.is_empty()) {
            (Some(number), true) => {
                let words = if place.foreign { &self.source().1 } else { self.words };
                let text = words["section-reference"]
                    // The number stays on the line of its word.
                    .replace(" {number}", "\u{a0}{number}")
                    .replace("{number} ", "{number}\u{a0}")
                    .replace("{number}", number);
                vec![Inline::Text { text }]
            }
            (None, true) => {
                let text = self.titles.get(target).cloned().unwrap_or_default();
                vec![Inline::Text { text }]
            }
            (number, false) => {
                let place = Place { number: number.as_deref(), ..*place };
                let content = self.inlines(content, &place);
                self.check_words(&content, "a reference", &format!("#{target}"), place.span);
                content
            }
        };
        Inline::Reference { target: id, content }
    }

    /// Whether a text is the source's own, whose calls were looked at when it was read.
    fn is_source(&self, origin: &LocaleTag) -> bool {
        *origin == self.translator.project.source_locale
    }

    fn is_in_source(&self, section: &str) -> bool {
        self.document.all_sections().iter().any(|known| known.id.as_str() == section)
    }

    /// Calls the footnote at the place `note`.
    fn call(&mut self, note: usize) -> Inline {
        let at = *self.called.entry(note).or_insert(self.calls.len());
        if at == self.calls.len() {
            self.calls.push((note, 0));
        }
        self.calls[at].1 += 1;
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let target = BlockId::footnote(number);
        Inline::Footnote {
            id: target.named(&format!("call{}", self.calls[at].1)),
            target,
            label: self.formats.number(number),
        }
    }

    fn report(&mut self, error: &ExpressionError, expression: &str, span: &Span) {
        let place = span.find(expression);
        let diagnostic = match error {
            ExpressionError::Unknown(path) => {
                let paths = self.variables.paths();
                let diagnostic =
                    Diagnostic::error(Code::UnknownVariable, format!("unknown variable `{path}`"));
                let bare = path.strip_prefix("variables.");
                let known = bare.and_then(|bare| paths.iter().find(|path| *path == bare));
                match known.map(String::as_str).or_else(|| nearest(path, paths.iter())) {
                    Some(near) if bare == Some(near) => diagnostic.help(format!(
                        "what stands under `[variables]` has no name before its own: write `{near}`"
                    )),
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(
                        "define it in policy/policy.toml; braces meant as such are written \
                         `\\{\\{` and `\\}\\}`, in code too",
                    ),
                }
            }
            ExpressionError::Syntax => Diagnostic::error(
                Code::Expression,
                format!("`{expression}` is not an expression"),
            )
            .help(
                "write a variable's path, with filters behind bars: `{{ name.part | date }}`; braces \
                 meant as such are written `\\{\\{` and `\\}\\}`, in code too",
            ),
            ExpressionError::Filter(name) => {
                Diagnostic::error(Code::Expression, format!("there is no filter `{name}`"))
                    .help("the filter is `date`")
            }
            ExpressionError::Value(value) => {
                Diagnostic::error(Code::Expression, format!("`{value}` cannot be written as text"))
                    .help("use a variable that holds a text, a number, or for `date` a day")
            }
            ExpressionError::Day(value) => {
                Diagnostic::error(Code::Expression, format!("`{value}` is not a day that there is"))
                    .help("set the variable to a day, written as in 2026-06-29")
            }
        };
        self.diagnostics.push(diagnostic.at(place));
    }
}

/// The known name closest to `name`, if any is close.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> Option<&'n str> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate.as_str()))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Paths of the images in `content`.
pub(super) fn images(content: &[Inline]) -> Vec<&str> {
    content
        .iter()
        .flat_map(|inline| match inline {
            Inline::Image { src, .. } => vec![src.as_str()],
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strikethrough { content }
            | Inline::Link { content, .. }
            | Inline::Reference { content, .. } => images(content),
            Inline::Text { .. } | Inline::Code { .. } | Inline::Footnote { .. } | Inline::Break => {
                Vec::new()
            }
        })
        .collect()
}
