//! Resolving: a document of the project in one locale becomes a [`Document`]. Nothing is judged here,
//! and nothing is read but what the project gives.

mod approval;
mod body;
mod calls;
mod copy;
mod fit;
mod format;
mod link;
mod name;
mod number;
mod patch;
mod tables;
mod text;
pub(crate) mod translate;
pub(crate) mod variables;
mod words;

pub(crate) use approval::{SignOff, is_name, record, wrong_day};
pub(crate) use copy::word_count;
pub(crate) use format::{known_date_form, month_words};
pub(crate) use name::{english_name, known_name};
pub(crate) use words::{is_missing_words, key, template};

use std::collections::BTreeMap;
use std::sync::Arc;

use self::body::BodyBuilder;
use self::format::Formats;
use self::name::own_name;
use self::patch::OwnedSection;
use self::text::TextBuilder;
use self::translate::Translator;
use self::variables::Variables;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{
    Alternate, Date, Day, Document, EditionId, Image, Locale, LocaleTag, Notice, NoticeKind,
    Publisher, SCHEMA_ID, Translation,
};
use crate::language::{direction, same_language, subtags, whole};
use crate::project::config::DateForm;
use crate::project::overlay::{LocaleCatalogue, Overlay};
use crate::project::source::{SourceDocument, SourceFootnote};
use crate::project::{Layer, Layers, Project};

/// A resolved document.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) document: Document,
    pub(crate) sign_off: SignOff,
    pub(crate) diagnostics: Diagnostics,
}

impl Project {
    /// Resolves the document of `edition` in its locale: variables, numbers, references and tables stand in
    /// it as readers see them, with what the locale falls back to where a translation is missing. Returns
    /// it with the warnings. The rules of the project are not applied: what they leave out or mark is
    /// known when it is compiled.
    ///
    /// # Errors
    ///
    /// Every error in its texts and in the files of the locale and of those that it falls back to, with the
    /// warnings; an edition that the project does not have.
    ///
    /// ```
    /// use promulgate::Project;
    /// use promulgate::document::EditionId;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (project, _) = Project::load("tests/fixtures/valid/two-documents".as_ref())?;
    /// let edition = EditionId::new(&"terms".parse()?, &"de".parse()?);
    /// let (document, _) = project.resolve(&edition)?;
    /// assert_eq!(document.title.text, "Bedingungen");
    /// assert_eq!(document.updated.text, "3. Februar 2026");
    /// assert!(document.translation.fallbacks.is_empty());
    ///
    /// let nowhere = EditionId::new(&"terms".parse()?, &"fr".parse()?);
    /// assert!(project.resolve(&nowhere).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve(&self, edition: &EditionId) -> Result<(Document, Diagnostics), Diagnostics> {
        if self.editions().all(|known| known != *edition) {
            let message = format!("the project has no edition `{edition}`");
            return Err(Diagnostic::error(Code::Nothing, message)
                .help("an edition is one of its documents in one of its locales")
                .into());
        }
        let Resolved { document, diagnostics, sign_off: _ } = resolve(self, edition)?;
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok((document, diagnostics)) }
    }
}

/// Resolves the document of `edition` in its locale.
///
/// # Errors
///
/// Every error in the files of the locale and of those that it falls back to. Errors in the texts are
/// among the diagnostics of the result.
pub(crate) fn resolve(project: &Project, edition: &EditionId) -> Result<Resolved, Diagnostics> {
    let layers = project.layers(edition)?;
    match project.document(&edition.document) {
        Some(source) => Ok(resolve_in(project, source, &layers)),
        None => {
            Err(Diagnostic::bug(&format!("there is no document `{}`", edition.document)).into())
        }
    }
}

/// Resolves the document of `edition` as far as its files can be read, to find what is wrong in it.
/// Nothing may be made of the result.
pub(crate) fn resolve_readable(project: &Project, edition: &EditionId) -> Option<Resolved> {
    let source = project.document(&edition.document)?;
    Some(resolve_in(project, source, &project.readable().layers(edition)))
}

fn resolve_in(project: &Project, source: &SourceDocument, layers: &Layers<'_>) -> Resolved {
    let mut diagnostics = Diagnostics::default();
    let own = layers.own();
    let formats = Formats::new(own.tag, date_form(layers.iter().map(|layer| layer.overlay)));
    let interfaces = layers.interfaces();
    let words = words::words(own.tag, &interfaces);
    let lost = lost_ids(source, layers);
    let (sections, footnotes) = structure(project, source, layers, &lost, &mut diagnostics);
    let numbers = number::numbers(&sections, &formats);
    let variables = variables(project, source, layers);
    let translator = Translator::new(project, layers, &footnotes);
    let mut texts = TextBuilder::new(
        translator,
        source,
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
    let date = |day: Day| Date { iso: day.to_string(), text: formats.day(day) };
    let mut document = Document {
        schema: SCHEMA_ID.to_owned(),
        generator: concat!("promulgate ", env!("CARGO_PKG_VERSION")).to_owned(),
        id: source.id.clone(),
        locale: locale(layers, &formats),
        source_locale: project.source_locale.clone(),
        notices: notices(project, layers, &translation, &words, &interfaces),
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
        images: BTreeMap::new(),
        words,
    };
    document.images = used_images(project, layers, &document);
    document.fill_views();
    let sign_off = approval::sign_off(project, source, own, &document, &mut diagnostics);
    document.approval = sign_off.shown(&formats);
    Resolved { document, sign_off, diagnostics }
}

/// The sections after the patches of the chain, the farthest first, and the footnotes they call.
fn structure(
    project: &Project,
    source: &SourceDocument,
    layers: &Layers<'_>,
    lost: &[String],
    diagnostics: &mut Diagnostics,
) -> (Vec<OwnedSection>, Vec<(SourceFootnote, LocaleTag)>) {
    let origin = &project.source_locale;
    let mut sections = OwnedSection::all(&source.sections, origin);
    let mut footnotes: Vec<_> =
        source.footnotes.iter().map(|note| (note.clone(), origin.clone())).collect();
    let mut patched = false;
    for Layer { tag, overlay, .. } in layers.iter().rev().filter(|layer| layer.tag != origin) {
        let Some(patch) = overlay.patches.get(&source.id) else { continue };
        patched = true;
        patch::apply(&mut sections, &patch.body.sections, tag, lost, diagnostics);
        footnotes.extend(patch.body.footnotes.iter().map(|note| (note.clone(), (*tag).clone())));
    }
    if patched {
        patch::check_ids(&sections, diagnostics);
        if sections.is_empty() {
            diagnostics.push(empty(source, layers.own().tag));
        }
    }
    (sections, footnotes)
}

/// Lists the headings of the source and of the patches that lost their ids.
fn lost_ids(source: &SourceDocument, layers: &Layers<'_>) -> Vec<String> {
    let patches = layers.iter().filter_map(|layer| layer.overlay.patches.get(&source.id));
    let of_patches = patches.flat_map(|patch| &patch.body.lost_ids);
    source.lost_ids.iter().chain(of_patches).cloned().collect()
}

/// Says that the patches leave nothing of a document.
fn empty(source: &SourceDocument, tag: &LocaleTag) -> Diagnostic {
    Diagnostic::error(
        Code::PatchTarget,
        format!("the patches remove every section of `{}` in {tag}", source.id),
    )
    .at(source.title.span.clone())
    .help("keep a section, or put one in; a document without text is not published")
}

fn variables(project: &Project, source: &SourceDocument, layers: &Layers<'_>) -> Variables {
    let overlays = layers.iter().map(|layer| &layer.overlay.config);
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

/// Tells how documents in other languages refer to the one in `tag`.
///
/// # Errors
///
/// Every error in the settings of that locale.
pub(crate) fn alternate(project: &Project, tag: &LocaleTag) -> Result<Alternate, Diagnostics> {
    let overlay = project.overlay(tag)?;
    Ok(Alternate { name: own_name(overlay), dir: direction(tag), tag: tag.clone() })
}

/// Gives the form of dates that `locale.toml` asks for, along those of `overlays`, a locale and what it
/// falls back to, that are of its language.
pub(crate) fn date_form<'o>(overlays: impl Iterator<Item = &'o Overlay>) -> Option<DateForm> {
    let mut overlays = overlays.peekable();
    let own = overlays.peek()?.tag.clone();
    overlays.filter(|one| same_language(&one.tag, &own)).find_map(|one| one.config.dates)
}

fn locale(layers: &Layers<'_>, formats: &Formats) -> Locale {
    let own = layers.own();
    let (language, script, region) = subtags(own.tag);
    let fonts = layers
        .iter()
        .map(|layer| &layer.overlay.config.fonts)
        .find(|fonts| !fonts.is_empty())
        .map(|fonts| fonts.iter().map(|font| font.get_ref().clone()).collect())
        .unwrap_or_default();
    Locale {
        name: own_name(own.overlay),
        digits: formats.digits().map(str::to_owned),
        dir: direction(own.tag),
        language,
        script,
        region,
        fonts,
        fallback: layers.iter().skip(1).map(|layer| layer.tag.clone()).collect(),
        tag: own.tag.clone(),
    }
}

fn notices(
    project: &Project,
    layers: &Layers<'_>,
    translation: &Translation,
    words: &BTreeMap<String, String>,
    interfaces: &[(&LocaleTag, Arc<LocaleCatalogue>)],
) -> Vec<Notice> {
    let Layer { tag, overlay, .. } = layers.own();
    let source = &project.source_locale;
    let statement = |key: &str| {
        // A notice in English names the language in English.
        let spoken = words::language(key, tag, interfaces);
        let reader = whole(spoken.as_ref().unwrap_or(tag));
        words[key].replace("{language}", &name::name_in(&reader, source))
    };
    let mut notices = Vec::new();
    if !translation.fallbacks.is_empty() {
        notices.push(Notice { kind: NoticeKind::Fallback, text: statement("notice.fallback") });
    }
    if overlay.config.source_prevails && *tag != source {
        notices.push(Notice { kind: NoticeKind::Prevails, text: statement("notice.prevails") });
    }
    notices
}

fn used_images(
    project: &Project,
    layers: &Layers<'_>,
    document: &Document,
) -> BTreeMap<String, Image> {
    let find = |src: &str| {
        let patched = || layers.iter().find_map(|layer| layer.overlay.images.get(src));
        project.images.get(src).or_else(patched)
    };
    let mut used = BTreeMap::new();
    document.for_each_text(&mut |text| {
        for src in text::images(&text.content) {
            if let Some(image) = find(src) {
                used.insert(src.to_owned(), image.clone());
            }
        }
    });
    used
}
