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
use crate::project::source::{Piece, SourceDocument, SourceInline, Unit};

/// Builds the texts of one document and keeps account of them.
pub(super) struct TextBuilder<'p, 'd> {
    pub(super) translator: Translator<'p>,
    pub(super) document: &'d SourceDocument,
    pub(super) formats: &'d Formats,
    pub(super) words: &'d BTreeMap<String, String>,
    /// Formats and words of the source language, for texts that are shown in it; with the digits of
    /// the document, so that it has one set.
    source: OnceCell<(Formats, BTreeMap<String, String>)>,
    pub(super) variables: &'d Variables,
    /// Numbers of the sections, by id.
    pub(super) numbers: BTreeMap<String, Option<String>>,
    /// Headings of the sections, for references to those without a number.
    pub(super) titles: BTreeMap<String, String>,
    /// The footnotes called so far, by their place among those of the translator, with the number of calls.
    pub(super) calls: Vec<(usize, u32)>,
    /// The place of each among those calls.
    pub(super) called: BTreeMap<usize, usize>,
    /// Ids and words of headings that lost their ids: an error already.
    pub(super) lost: Vec<String>,
    /// Every unit shown, with its state and where its words come from.
    units: BTreeMap<UnitId, (UnitState, LocaleTag)>,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// What the content of a text is resolved against.
pub(super) struct Place<'s> {
    /// Where the words stand.
    pub(super) span: &'s Span,
    /// Where the text stands that they translate.
    pub(super) home: &'s Span,
    /// The locale whose source or patch has the unit, and the notes that it calls.
    pub(super) origin: &'s LocaleTag,
    /// The number of the reference around the words.
    pub(super) number: Option<&'s str>,
    /// Whether the words are in the source language in place of a translation.
    pub(super) foreign: bool,
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

    pub(super) fn inlines(&mut self, content: &[SourceInline], place: &Place) -> Vec<Inline> {
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

    pub(super) fn source(&self) -> &(Formats, BTreeMap<String, String>) {
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

    /// An address or code: values stand in it as they are.
    pub(super) fn bare(&mut self, pieces: &[Piece], place: &Place) -> String {
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

    /// Whether a text is the source's own, whose calls were looked at when it was read.
    fn is_source(&self, origin: &LocaleTag) -> bool {
        *origin == self.translator.project.source_locale
    }

    fn report(&mut self, error: &ExpressionError, expression: &str, span: &Span) {
        let diagnostic = error.diagnostic(expression, self.variables);
        self.diagnostics.push(diagnostic.at(span.find(expression)));
    }
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
