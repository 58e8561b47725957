//! Choosing the words of a unit along the fallback chain, and holding a translation to its source.

use std::collections::BTreeMap;

use super::chain::same_language;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{LocaleTag, UnitState};
use crate::project::Project;
use crate::project::catalogue::Entry;
use crate::project::markdown::UnitParser;
use crate::project::overlay::LocaleCatalogue;
use crate::project::source::{Piece, SourceInline, Unit, for_each_inline};

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
    /// The locale and those it falls back to, the source last.
    pub(crate) chain: Vec<LocaleTag>,
    /// Names of the footnotes of the document at hand.
    pub(crate) footnotes: Vec<String>,
    parser: UnitParser,
}

impl<'p> Translator<'p> {
    pub(crate) fn new(project: &'p Project, chain: Vec<LocaleTag>, footnotes: Vec<String>) -> Self {
        Translator { project, chain, footnotes, parser: UnitParser::new() }
    }

    fn tag(&self) -> &LocaleTag {
        &self.chain[0]
    }

    /// The words of `unit`, which is written in `origin`, from the catalogues called `name`.
    pub(crate) fn choose(
        &self,
        unit: &Unit,
        name: &str,
        origin: &LocaleTag,
        diagnostics: &mut Diagnostics,
    ) -> Chosen {
        // An empty cell of a table has nothing to translate.
        if unit.msgid.is_empty() {
            return Chosen {
                content: Vec::new(),
                state: UnitState::Source,
                from: self.tag().clone(),
                span: unit.span.clone(),
            };
        }
        let mut stale = false;
        for tag in self.chain.iter().take_while(|tag| *tag != origin) {
            let catalogue =
                self.project.overlays.get(tag).and_then(|overlay| overlay.catalogues.get(name));
            let Some(catalogue) = catalogue else { continue };
            match current_entry(catalogue, unit) {
                Current::Translation(entry) => {
                    let span = catalogue.translation_span(entry);
                    let state = if tag == self.tag() {
                        UnitState::Translated
                    } else {
                        UnitState::Inherited
                    };
                    let content = self.parse(&entry.msgstr[0], unit, &span, diagnostics);
                    return Chosen { content, state, from: tag.clone(), span };
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

    fn parse(
        &self,
        text: &str,
        unit: &Unit,
        span: &Span,
        diagnostics: &mut Diagnostics,
    ) -> Vec<SourceInline> {
        match self.parser.parse(text, &self.footnotes) {
            Ok(content) => {
                compare(unit, &content, span, diagnostics);
                content
            }
            Err(problems) => {
                diagnostics.extend(problems.iter().map(|problem| problem.diagnostic(span)));
                Vec::new()
            }
        }
    }
}

enum Current<'c> {
    /// A translation of just this source text.
    Translation(&'c Entry),
    /// A translation of an earlier text, or one marked fuzzy.
    Stale,
    None,
}

fn current_entry<'c>(catalogue: &'c LocaleCatalogue, unit: &Unit) -> Current<'c> {
    let matches =
        |entry: &&Entry| entry.msgid == unit.msgid && entry.is_translated() && !entry.is_fuzzy();
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
        Some(_) | None => Current::None,
    }
}

/// What a translation must keep, with how often it stands in the text.
#[derive(Default, PartialEq, Eq)]
struct Kept {
    expressions: BTreeMap<String, usize>,
    references: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
    links: BTreeMap<String, usize>,
}

impl Kept {
    fn of(content: &[SourceInline]) -> Self {
        let mut kept = Kept::default();
        let count = |map: &mut BTreeMap<String, usize>, key: &str| {
            *map.entry(key.to_owned()).or_default() += 1;
        };
        for_each_inline(content, &mut |inline| match inline {
            SourceInline::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Expression(expression) = piece {
                        // The number of a reference, which only words around it need.
                        if expression != "number" {
                            count(&mut kept.expressions, expression);
                        }
                    }
                }
            }
            SourceInline::Code(code) => count(&mut kept.codes, code),
            SourceInline::Link { href, .. } => count(&mut kept.links, &written(href)),
            SourceInline::Image { src, .. } => count(&mut kept.links, src),
            SourceInline::Reference { target, .. } => {
                count(&mut kept.references, &format!("#{target}"));
            }
            SourceInline::Footnote(name) => count(&mut kept.references, &format!("[^{name}]")),
            SourceInline::Emphasis(_)
            | SourceInline::Strong(_)
            | SourceInline::Strikethrough(_)
            | SourceInline::Break => {}
        });
        kept
    }
}

/// Pieces as the source writes them.
pub(crate) fn written(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Expression(expression) => format!("{{{{{expression}}}}}"),
        })
        .collect()
}

fn compare(unit: &Unit, translation: &[SourceInline], span: &Span, diagnostics: &mut Diagnostics) {
    let (source, translation) = (Kept::of(&unit.content), Kept::of(translation));
    let parts = [
        (Code::TranslationVariable, "variable", &source.expressions, &translation.expressions),
        (Code::TranslationReference, "reference", &source.references, &translation.references),
        (Code::TranslationCode, "code span", &source.codes, &translation.codes),
        (Code::TranslationLink, "link", &source.links, &translation.links),
    ];
    for (code, what, source, translation) in parts {
        let lost = difference(source, translation);
        let added = difference(translation, source);
        let message = match (lost.is_empty(), added.is_empty()) {
            (true, true) => continue,
            (false, true) => format!("the translation lost the {what} {}", list(&lost)),
            (true, false) => format!("the translation added the {what} {}", list(&added)),
            (false, false) => {
                format!(
                    "the translation has the {what} {} instead of {}",
                    list(&added),
                    list(&lost)
                )
            }
        };
        let place = added.first().map_or_else(|| span.clone(), |name| span.find(name));
        diagnostics.push(
            Diagnostic::error(code, message)
                .label(place, "in this translation")
                .label(unit.span.clone(), "of this text")
                .help("keep what the source has, each as often; the order is free"),
        );
    }
}

/// What `a` has more often than `b`.
fn difference<'m>(a: &'m BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> Vec<&'m str> {
    a.iter()
        .filter(|(key, count)| b.get(*key).unwrap_or(&0) < count)
        .map(|(key, _)| key.as_str())
        .collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
