//! Choosing the words of a unit along the fallback chain.

use std::collections::BTreeMap;

use super::copy::is_copy;
use super::fit::{keeps, respell_links};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{LocaleTag, UnitState, is_blank};
use crate::language::same_language;
use crate::project::catalogue::Entry;
use crate::project::markdown::{UnitParser, UnitProblem, called_names, undefined_calls};
use crate::project::overlay::LocaleCatalogue;
use crate::project::source::{SourceFootnote, SourceInline, Unit, shows_nothing};
use crate::project::{Layer, Layers, Project};

/// The words chosen for a unit.
pub(crate) struct Chosen {
    pub(crate) content: Vec<SourceInline>,
    pub(crate) state: UnitState,
    /// The locale the words come from.
    pub(crate) from: LocaleTag,
    /// Where the words stand.
    pub(crate) span: Span,
}

/// Chooses words for one locale.
pub(crate) struct Translator<'p> {
    pub(crate) project: &'p Project,
    /// The locale and those it falls back to.
    pub(crate) layers: &'p Layers<'p>,
    /// The footnotes of the document at hand by their names in lower case: each with its place,
    /// its own name, and the locale that defines it.
    footnotes: BTreeMap<String, Vec<(usize, String, LocaleTag)>>,
    parser: UnitParser,
}

impl<'p> Translator<'p> {
    pub(crate) fn new(
        project: &'p Project,
        layers: &'p Layers<'p>,
        footnotes: &[(SourceFootnote, LocaleTag)],
    ) -> Self {
        let mut named: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (at, (note, origin)) in footnotes.iter().enumerate() {
            let one = (at, note.name.clone(), origin.clone());
            named.entry(note.name.to_lowercase()).or_default().push(one);
        }
        Translator { project, layers, footnotes: named, parser: UnitParser::new() }
    }

    /// The locale itself.
    pub(crate) fn tag(&self) -> &LocaleTag {
        self.layers.own().tag
    }

    /// Chooses the words of `unit`, which is written in `origin`, from the catalogues `of` each layer.
    pub(crate) fn choose(
        &self,
        unit: &Unit,
        of: fn(&'p Layer<'p>) -> Option<&'p LocaleCatalogue>,
        origin: &LocaleTag,
        diagnostics: &mut Diagnostics,
    ) -> Chosen {
        // An empty cell of a table has nothing to translate, and what is wrong in the source is to be
        // mended there first.
        if unit.msgid.is_empty() {
            return Chosen {
                content: unit.content.clone(),
                state: UnitState::Source,
                from: self.tag().clone(),
                span: unit.span.clone(),
            };
        }
        let mut stale = false;
        for layer in self.layers.iter().take_while(|layer| layer.tag != origin) {
            let tag = layer.tag;
            let Some(catalogue) = of(layer) else { continue };
            match current_entry(catalogue, unit) {
                Current::Translation(entry) => {
                    let span = catalogue.translation_span(entry);
                    let state = if tag == self.tag() {
                        UnitState::Translated
                    } else {
                        UnitState::Inherited
                    };
                    match self.read(entry, unit, origin, layer, &span, diagnostics) {
                        Reading::Fits(content) => {
                            return Chosen { content, state, from: tag.clone(), span };
                        }
                        Reading::Missing => {}
                        Reading::Unfit => stale = true,
                    }
                }
                Current::Stale => stale = true,
                Current::None => {}
            }
        }
        let state = if origin == self.tag() {
            if *origin == self.project.source_locale {
                UnitState::Source
            } else {
                UnitState::Translated
            }
        } else if same_language(origin, self.tag()) {
            UnitState::Inherited
        } else if stale {
            UnitState::Fuzzy
        } else {
            UnitState::Missing
        };
        Chosen {
            content: unit.content.clone(),
            state,
            from: origin.clone(),
            span: unit.span.clone(),
        }
    }

    /// What `entry`, which translates just this text, comes to.
    fn read(
        &self,
        entry: &Entry,
        unit: &Unit,
        origin: &LocaleTag,
        layer: &Layer<'_>,
        span: &Span,
        diagnostics: &mut Diagnostics,
    ) -> Reading {
        let text = &entry.msgstr[0];
        let blank = |diagnostics: &mut Diagnostics| {
            diagnostics.push(
                Diagnostic::warning(Code::Blank, "there are no words in this translation")
                    .label(span.clone(), "nothing to be seen here")
                    .label(unit.span.clone(), "of this text")
                    .help("translate the text, or leave the string empty; it counts as missing"),
            );
            Reading::Missing
        };
        if is_blank(text) {
            return blank(diagnostics);
        }
        let names = called_names(text).into_iter().filter(|name| {
            let of_name = |(_, known, of): &(usize, String, LocaleTag)| {
                known == name && self.sees(origin, of).is_some()
            };
            self.named(name).iter().any(of_name)
        });
        let names = names.map(str::to_owned).collect();
        let (mut content, problems) = self.parser.read(text, &names);
        if problems == [UnitProblem::Empty] {
            return blank(diagnostics);
        }
        diagnostics.extend(problems.iter().map(|problem| problem.diagnostic(span)));
        if !problems.iter().all(UnitProblem::loses_nothing) {
            return Reading::Unfit;
        }
        if shows_nothing(&content) && !shows_nothing(&unit.content) {
            return blank(diagnostics);
        }
        if !same_language(layer.tag, origin)
            && !entry.ignores(Code::Copy.as_str())
            && is_copy(&unit.content, &content, self.names(layer))
        {
            diagnostics.push(
                Diagnostic::warning(Code::Copy, "this translation has the words of its source")
                    .label(span.clone(), "not translated")
                    .label(unit.span.clone(), "the same words")
                    .help(
                        "translate it; if it shall stay in these words, add the comment \
                         `# ignore P522` above the entry, or to `keep` in `terms.toml` the names \
                         it is made of; until then it counts as missing",
                    ),
            );
            return Reading::Missing;
        }
        let undefined = undefined_calls(&content).into_iter().find(|name| {
            let call = format!("[^{name}]");
            text.contains(&call) && !text.contains(&format!("\\{call}"))
        });
        if let Some(name) = undefined {
            diagnostics.push(
                Diagnostic::error(Code::Footnote, format!("footnote `{name}` is not defined"))
                    .at(span.find(&format!("[^{name}]")))
                    .help("a translation calls the footnotes of its source; a bracket that is no call's is written `\\[`"),
            );
            return Reading::Unfit;
        }
        let other_links = entry.ignores(Code::TranslationLink.as_str());
        if !other_links {
            respell_links(&unit.content, &mut content);
        }
        if keeps(unit, &content, other_links, span, diagnostics) && problems.is_empty() {
            Reading::Fits(content)
        } else {
            Reading::Unfit
        }
    }

    /// The place of the note that a text of `origin` calls `name`: its own, or the nearest of the
    /// locales that its patch changes.
    pub(crate) fn note(&self, name: &str, origin: &LocaleTag) -> Option<usize> {
        let named = self.named(name).iter();
        let seen = named.filter_map(|(at, _, of)| Some((self.sees(origin, of)?, *at)));
        seen.min().map(|(_, at)| at)
    }

    /// The notes called `name`, in capitals or not.
    fn named(&self, name: &str) -> &[(usize, String, LocaleTag)] {
        self.footnotes.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// How far the notes of the locale `of` are from a text of `origin`, if it may call them.
    fn sees(&self, origin: &LocaleTag, of: &LocaleTag) -> Option<usize> {
        let place = |tag: &LocaleTag| self.layers.iter().position(|layer| layer.tag == tag);
        place(of)?.checked_sub(place(origin)?)
    }

    /// Names that are the same in every language.
    fn names<'l>(&'l self, layer: &'l Layer<'_>) -> impl Iterator<Item = &'l str> {
        let kept = layer.overlay.terms.keep.iter();
        let providers = self.project.inventory.providers.iter().map(|one| one.name.as_str());
        let publisher = self.project.config.publisher.get_ref().values();
        let publisher = publisher.filter_map(|value| value.get_ref().as_str());
        kept.map(String::as_str).chain(providers).chain(publisher)
    }
}

/// What a translation of a text comes to.
enum Reading {
    Fits(Vec<SourceInline>),
    /// It says nothing, or nothing of its own.
    Missing,
    /// It does not keep what it must, so that readers see the source until it does.
    Unfit,
}

pub(super) enum Current<'c> {
    /// A translation of just this source text.
    Translation(&'c Entry),
    /// A translation of an earlier text, or one marked fuzzy.
    Stale,
    None,
}

pub(super) fn current_entry<'c>(catalogue: &'c LocaleCatalogue, unit: &Unit) -> Current<'c> {
    let is_current = |entry: &&Entry| entry.msgid == unit.msgid && !entry.is_fuzzy();
    let matches = |entry: &&Entry| is_current(entry) && entry.is_translated();
    let by_context = catalogue.entry(unit.id.as_str());
    if let Some(entry) = by_context.filter(matches) {
        return Current::Translation(entry);
    }
    // A block that moved within its section has a new id and the old words.
    if let Some(entry) = catalogue.moved(unit).filter(matches) {
        return Current::Translation(entry);
    }
    match by_context {
        Some(entry) if entry.is_translated() => Current::Stale,
        // Something is written, if nothing to be seen.
        Some(entry) if is_current(&entry) && entry.msgstr.iter().any(|text| !text.is_empty()) => {
            Current::Translation(entry)
        }
        Some(_) | None => Current::None,
    }
}
