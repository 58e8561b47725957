//! Holds the laid-out pages against the document.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use icu::properties::props::NamedEnumeratedProperty;
use typst::visualize::Image;

use super::PdfTemplate;
use super::frames::{Flaw, FlawKind, Pages, picture_bytes, unset_in_drawing};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::measure::is_apart;
use crate::document::{Document, UnitId};
use crate::render::held::{self, Extent, Wanted};
use crate::render::{Fault, lost};

impl PdfTemplate {
    /// What of `document` the pages do not show as it is written.
    pub(super) fn flaws(&self, document: &Document, pages: &Pages) -> Vec<Fault> {
        let wanted = Wanted::of(document, Extent::Whole);
        let mut faults: Vec<Fault> =
            pages.flaws.iter().map(|flaw| fault(document, &wanted, flaw)).collect();
        faults.extend(self.lost_image(document, pages));
        faults.extend(drawings(document, pages));
        if let Some(said) = held::first_lost(&pages.shown, &wanted) {
            let file = self.own.get("/document.typ").or_else(|| self.own.values().next());
            faults.push(lost(document, said, "PDF", file));
        }
        faults
    }

    /// An image of the document that the pages show less often than the document does.
    fn lost_image(&self, document: &Document, pages: &Pages) -> Option<Fault> {
        let mut left: Vec<&Image> = pages.pictures.iter().collect();
        let mut lost: Option<(&str, Option<&UnitId>)> = None;
        document.for_each_image(&mut |src, unit| {
            let shown = left.iter().position(|image| shows(document, image, src));
            match shown {
                Some(at) => _ = left.swap_remove(at),
                None => lost = lost.or(Some((src, unit))),
            }
        });
        let (src, unit) = lost?;
        let mut diagnostic = Diagnostic::error(
            Code::Lost,
            format!(
                "the image `{src}` is missing from the PDF of {} in {}",
                document.id, document.locale.tag
            ),
        )
        .help("the template must show inlines of the type `image`; docs/templates.md lists them");
        if let Some(file) = self.own.get("/blocks.typ").or_else(|| self.own.values().next()) {
            diagnostic = diagnostic.label(Span::new(file, 0..0), "the template of the PDF");
        }
        Some(Fault { unit: unit.cloned(), words: src.to_owned(), diagnostic })
    }
}

/// The first word of `document` that Typst would break for minutes.
pub(super) fn long_word(document: &Document) -> Option<Fault> {
    /// Characters; several times an encoded key on one line.
    const LONG: usize = 1000;
    let wanted = Wanted::of(document, Extent::Whole);
    let (said, start, count) = wanted.texts().find_map(|said| {
        let (start, count) = longest_word(said.text);
        (count > LONG).then_some((said, start, count))
    })?;
    let words: String = said.text[start..].chars().take(60).collect();
    let diagnostic = Diagnostic::error(
        Code::LongWord,
        format!(
            "a word of {count} characters cannot be set in the PDF of {} in {}",
            document.id, document.locale.tag
        ),
    )
    .help("break it into lines or put spaces into it");
    Some(Fault { unit: said.unit.cloned(), words, diagnostic })
}

/// Where the longest word of `text` begins, and how many characters it has.
fn longest_word(text: &str) -> (usize, usize) {
    let (mut longest, mut start, mut count) = ((0, 0), 0, 0);
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_none_or(|before| is_apart(before, c)) {
            (start, count) = (at, 0);
        }
        before = Some(c);
        count += 1;
        if count > longest.1 {
            longest = (start, count);
        }
    }
    longest
}

/// Whether a picture on a page is the image `src` of the document.
fn shows(document: &Document, image: &Image, src: &str) -> bool {
    let Some(wanted) = document.images.get(src) else { return true };
    let bytes = picture_bytes(image);
    // The size first: encoding a large image for nothing takes a while.
    bytes.len().div_ceil(3) * 4 == wanted.data.len() && STANDARD.encode(bytes) == wanted.data
}

/// Text in drawings that no font sets.
fn drawings(document: &Document, pages: &Pages) -> Vec<Fault> {
    let mut faults = Vec::new();
    for image in &pages.pictures {
        let Some(letters) = unset_in_drawing(image) else { continue };
        let src = document.images.keys().find(|src| shows(document, image, src));
        let Some(src) = src else { continue };
        let diagnostic = Diagnostic::error(
            Code::ImageUnfit,
            format!("no font sets {} in the text of the drawing `{src}`", named(&letters)),
        )
        .help("turn the text into paths where you draw it, or write it with other signs");
        let unit = document.unit_with_image(src).cloned();
        faults.push(Fault { unit, words: src.clone(), diagnostic });
    }
    faults
}

/// Signs with their numbers, as many cannot be seen.
fn named(letters: &str) -> String {
    let numbers: Vec<String> =
        letters.chars().take(8).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    format!("`{letters}` ({})", numbers.join(" "))
}

fn fault(document: &Document, wanted: &Wanted<'_>, flaw: &Flaw) -> Fault {
    let Flaw { kind, words, run, family } = flaw;
    let place = format!("{} in {}", document.id, document.locale.tag);
    let diagnostic = match kind {
        FlawKind::NoGlyph => Diagnostic::error(
            Code::NoCommonFont,
            format!("no font has all of {} together, in {place}", named(words)),
        )
        .help(
            "write it without the mark or the selector that belongs to another script or to \
             emoji, or put a font with all of them into `fonts/` and name it in `locale.toml`",
        ),
        FlawKind::DottedCircle => Diagnostic::warning(
            Code::LooseMark,
            format!("the PDF shows a dotted circle at {}, in {place}", named(words)),
        )
        .help("a mark needs a letter before it; look for one typed twice or at the wrong place"),
        FlawKind::NoShaping(script) => {
            let script = script.long_name().replace('_', " ");
            Diagnostic::error(
                Code::FontShaping,
                format!(
                    "the font {family} has letters of the script {script} but no rules to join \
                     them, in {place}"
                ),
            )
            .help(format!(
                "name another font in `fonts` of `locale.toml`, or in the template; {family} would \
                 show other words than those written"
            ))
        }
    };
    let holds = |words: &str| wanted.texts().find(|said| said.text.contains(words));
    let run = run.trim();
    let (said, words) = match holds(run) {
        Some(said) => (Some(said), run),
        None => (holds(words), words.as_str()),
    };
    Fault { unit: said.and_then(|said| said.unit.cloned()), words: words.to_owned(), diagnostic }
}

#[cfg(test)]
mod tests {
    use super::longest_word;

    #[test]
    fn words_end_where_lines_break() {
        let cases = [
            ("", (0, 0)),
            ("one three ab", (4, 5)),
            ("a\nbcd", (2, 3)),
            ("a\u{301}\u{301}\u{301} ab", (0, 4)),
            ("同意を得た", (0, 1)),
            ("a/b-c.d\u{ad}e", (0, 9)),
        ];
        for (text, word) in cases {
            assert_eq!(longest_word(text), word, "{text:?}");
        }
    }
}
