//! Resolving: a document of the project in one locale becomes a [`Document`].

mod approval;
mod body;
mod chain;
mod cldr;
mod fit;
mod format;
mod name;
mod number;
mod patch;
mod tables;
mod text;
pub(crate) mod translate;
pub(crate) mod variables;
mod words;

pub(crate) use approval::{SignOff, is_name, record, wrong_day};
pub(crate) use chain::fallback_chain;
pub(crate) use fit::word_count;
pub(crate) use format::{date_form, month_words};
pub(crate) use name::{english_name, known_name, own_name};
pub(crate) use words::{is_missing_words, key, template};

use std::collections::BTreeMap;

use self::body::BodyBuilder;
use self::chain::{direction, subtags};
use self::format::Formats;
use self::patch::OwnedSection;
use self::text::TextBuilder;
use self::translate::Translator;
use self::variables::Variables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{
    Alternate, Date, Day, Document, Locale, LocaleTag, Notice, NoticeKind, Publisher, SCHEMA_ID,
    Translation, UnitState,
};
use crate::project::Project;
use crate::project::config::{DateForm, Rule};
use crate::project::source::{SourceDocument, SourceFootnote, Unit};

/// What resolving a document in a locale came to.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) document: Document,
    /// Whether the project's rules leave this locale out.
    pub(crate) omitted: bool,
    pub(crate) sign_off: SignOff,
    pub(crate) diagnostics: Diagnostics,
}

/// Resolves `source` in the locale `tag`.
pub(crate) fn resolve(project: &Project, source: &SourceDocument, tag: &LocaleTag) -> Resolved {
    let mut diagnostics = Diagnostics::default();
    let chain = fallback_chain(tag, &project.source_locale, &project.tags);
    let formats = formats(project, tag);
    let words = words::words(tag, &chain, &project.overlays);
    let lost = lost_ids(project, source, &chain);
    let (sections, footnotes) = structure(project, source, &chain, &lost, &mut diagnostics);
    let numbers = number::numbers(&sections, &formats);
    let variables = variables(project, source, &chain);
    let translator = Translator::new(project, chain, &footnotes);
    let mut texts = TextBuilder::new(
        translator,
        &source.id,
        &formats,
        &words,
        &variables,
        numbers,
        &mut diagnostics,
    );
    texts.lost = lost;
    let mut body = BodyBuilder::new(texts, project, &footnotes);
    let title = body.texts.document_unit(&source.title, &project.source_locale);
    let summary = body.texts.document_unit(&source.summary, &project.source_locale);
    let sections = body.sections(&sections);
    let footnotes = body.footnotes();
    let inventory = body.take_inventory();
    let translation = body.texts.translation();
    let omitted = apply_rules(project, source, tag, &translation, &mut diagnostics);
    let date = |day: Day| Date { iso: day.to_string(), text: formats.day(day) };
    let mut document = Document {
        schema: SCHEMA_ID.to_owned(),
        generator: concat!("promulgate ", env!("CARGO_PKG_VERSION")).to_owned(),
        id: source.id.clone(),
        locale: locale(project, tag, &formats),
        source_locale: project.source_locale.clone(),
        notices: notices(project, tag, &translation, &words),
        title,
        summary,
        version: source.front.version.get_ref().clone(),
        updated: date(source.updated),
        effective: source.effective.map(date),
        publisher: publisher(&variables),
        contents_depth: source.front.contents_depth,
        sections,
        footnotes,
        inventory,
        translation,
        approval: None,
        alternates: Vec::new(),
        formats: project.formats(),
        images: BTreeMap::new(),
        words,
    };
    document.images = used_images(project, &document);
    document.fill_views();
    let sign_off = approval::sign_off(project, source, &document, &mut diagnostics);
    document.approval = sign_off.shown(&formats);
    Resolved { document, omitted, sign_off, diagnostics }
}

/// The sections after the patches of the chain, the farthest first, and the footnotes they call.
fn structure(
    project: &Project,
    source: &SourceDocument,
    chain: &[LocaleTag],
    lost: &[String],
    diagnostics: &mut Diagnostics,
) -> (Vec<OwnedSection>, Vec<(SourceFootnote, LocaleTag)>) {
    let origin = &project.source_locale;
    let mut sections = OwnedSection::all(&source.sections, origin);
    let mut footnotes: Vec<_> =
        source.footnotes.iter().map(|note| (note.clone(), origin.clone())).collect();
    let mut patched = false;
    for tag in chain.iter().rev().filter(|tag| *tag != origin) {
        let patch = project.overlays.get(tag).and_then(|overlay| overlay.patches.get(&source.id));
        let Some(patch) = patch else { continue };
        patched = true;
        patch::apply(&mut sections, &patch.body.sections, tag, lost, diagnostics);
        footnotes.extend(patch.body.footnotes.iter().map(|note| (note.clone(), tag.clone())));
    }
    if patched {
        patch::check_ids(&sections, diagnostics);
        if sections.is_empty() {
            diagnostics.push(empty(source, chain));
        }
    }
    (sections, footnotes)
}

/// The headings of the source and of the patches of `chain` that lost their ids.
fn lost_ids(project: &Project, source: &SourceDocument, chain: &[LocaleTag]) -> Vec<String> {
    let overlays = chain.iter().filter_map(|tag| project.overlays.get(tag));
    let patches = overlays.filter_map(|overlay| overlay.patches.get(&source.id));
    let of_patches = patches.flat_map(|patch| &patch.body.lost_ids);
    source.lost_ids.iter().chain(of_patches).cloned().collect()
}

/// Says that the patches leave nothing of a document.
fn empty(source: &SourceDocument, chain: &[LocaleTag]) -> Diagnostic {
    Diagnostic::error(
        Code::PatchTarget,
        format!("the patches remove every section of `{}` in {}", source.id, chain[0]),
    )
    .at(source.title.span.clone())
    .help("keep a section, or put one in; a document without text is not published")
}

fn variables(project: &Project, source: &SourceDocument, chain: &[LocaleTag]) -> Variables {
    let overlays = chain.iter().filter_map(|tag| project.overlays.get(tag)).map(|o| &o.config);
    let mut variables = Variables::new(&project.config, overlays);
    let mut fields = BTreeMap::from([
        ("id", source.id.to_string()),
        ("version", source.front.version.get_ref().clone()),
        ("updated", source.updated.to_string()),
    ]);
    // What could not be read may have said so.
    if let Some(effective) =
        source.effective.or_else(|| (source.updated == Day::UNREADABLE).then_some(source.updated))
    {
        fields.insert("effective", effective.to_string());
    }
    variables.set_document(fields);
    variables
}

fn publisher(variables: &Variables) -> Publisher {
    // Loading made sure that both are set.
    let get = |path| variables.text(path).unwrap_or_default();
    Publisher { name: get("publisher.name"), short_name: get("publisher.short_name") }
}

/// How documents in other languages refer to the one in `tag`.
pub(crate) fn alternate(project: &Project, tag: &LocaleTag) -> Alternate {
    Alternate { name: own_name(project, tag), dir: direction(tag), tag: tag.clone() }
}

/// The formats of `tag`, with the form of dates that the project asks for.
fn formats(project: &Project, tag: &LocaleTag) -> Formats {
    Formats::new(tag, date_form_of(project, tag))
}

/// The form of dates that `locale.toml` asks for, along the parents of `tag`.
pub(crate) fn date_form_of(project: &Project, tag: &LocaleTag) -> Option<DateForm> {
    let chain = fallback_chain(tag, &project.source_locale, &project.tags);
    let own = chain.iter().filter(|parent| chain::same_language(parent, tag));
    own.filter_map(|tag| project.overlays.get(tag)).find_map(|overlay| overlay.config.dates)
}

fn locale(project: &Project, tag: &LocaleTag, formats: &Formats) -> Locale {
    let (language, script, region) = subtags(tag);
    let chain = fallback_chain(tag, &project.source_locale, &project.tags);
    let fonts = chain
        .iter()
        .filter_map(|tag| project.overlays.get(tag))
        .map(|overlay| &overlay.config.fonts)
        .find(|fonts| !fonts.is_empty())
        .map(|fonts| fonts.iter().map(|font| font.get_ref().clone()).collect())
        .unwrap_or_default();
    Locale {
        name: own_name(project, tag),
        digits: formats.digits().map(str::to_owned),
        dir: direction(tag),
        language,
        script,
        region,
        fonts,
        fallback: chain.into_iter().filter(|parent| parent != tag).collect(),
        tag: tag.clone(),
    }
}

fn notices(
    project: &Project,
    tag: &LocaleTag,
    translation: &Translation,
    words: &BTreeMap<String, String>,
) -> Vec<Notice> {
    let source = &project.source_locale;
    let chain = fallback_chain(tag, source, &project.tags);
    let statement = |key: &str| {
        // A notice in English names the language in English.
        let spoken = words::language(key, tag, &chain, &project.overlays);
        let reader = chain::whole(spoken.as_ref().unwrap_or(tag));
        words[key].replace("{language}", &name::name_in(&reader, source))
    };
    let mut notices = Vec::new();
    if !translation.fallbacks.is_empty() {
        notices.push(Notice { kind: NoticeKind::Fallback, text: statement("notice.fallback") });
    }
    let prevails = project.overlays.get(tag).is_some_and(|overlay| overlay.config.source_prevails);
    if prevails && *tag != project.source_locale {
        notices.push(Notice { kind: NoticeKind::Prevails, text: statement("notice.prevails") });
    }
    notices
}

/// Applies `[rules]`; true where the locale is left out.
fn apply_rules(
    project: &Project,
    source: &SourceDocument,
    tag: &LocaleTag,
    translation: &Translation,
    diagnostics: &mut Diagnostics,
) -> bool {
    let rules = project.config.rules;
    let mut omitted = false;
    let states = [
        (UnitState::Missing, rules.missing, translation.counts.missing, "missing"),
        (UnitState::Fuzzy, rules.fuzzy, translation.counts.fuzzy, "fuzzy"),
    ];
    for (state, rule, count, name) in states.into_iter().filter(|(_, _, count, _)| *count > 0) {
        let first = translation.fallbacks.iter().find(|unit| unit.state == state);
        let unit = first.map(|unit| unit.unit.to_string()).unwrap_or_default();
        let message =
            format!("{count} {name} units of `{}` in {tag}, the first is `{unit}`", source.id);
        let place = |diagnostic: Diagnostic| match unit_span(project, source, &unit) {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        };
        match rule {
            Rule::Fallback => {}
            Rule::Error => {
                diagnostics.push(place(Diagnostic::error(Code::Untranslated, message)).help(
                    "translate them, or let `[rules]` in policy/policy.toml show the fallback",
                ));
            }
            Rule::OmitLocale => {
                omitted = true;
                diagnostics.push(
                    place(Diagnostic::warning(Code::LocaleOmitted, message))
                        .help("translate them to publish this locale"),
                );
            }
        }
    }
    omitted
}

/// Where the source has the unit called `id`.
fn unit_span(project: &Project, source: &SourceDocument, id: &str) -> Option<Span> {
    let mut found = None;
    let mut look = |unit: &Unit| {
        if unit.id.as_str() == id {
            found = Some(unit.span.clone());
        }
    };
    source.for_each_unit(&mut look);
    project.inventory.for_each_unit(&mut look);
    found
}

fn used_images(project: &Project, document: &Document) -> BTreeMap<String, crate::document::Image> {
    let mut used = BTreeMap::new();
    document.for_each_text(&mut |text| {
        for src in text::images(&text.content) {
            if let Some(image) = project.images.get(src) {
                used.insert(src.to_owned(), image.clone());
            }
        }
    });
    used
}
