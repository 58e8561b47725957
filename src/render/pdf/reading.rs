//! Puts the text of pages into the order in which it is read: that of the PDF's tags.
//!
//! The frames of a page follow its layout: a paragraph is interrupted by the foot of the page, a cell by the
//! cells beside it, a text by the note that it calls. The tags in them, which every PDF for all readers has
//! (ISO 14289-1), tell what belongs together, so that the text of each block is one piece here.

use std::collections::HashMap;

use typst::foundations::{Content, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{FrameParent, GridCell, GridElem, Inherit};
use typst::model::{
    EnumElem, FigureCaption, FootnoteElem, FootnoteEntry, HeadingElem, ListElem, ParElem,
    QuoteElem, TableCell, TableElem, TermsElem, TitleElem,
};
use typst::pdf::{ArtifactElem, PdfMarkerTag, PdfMarkerTagKind};
use typst::text::{HighlightElem, RawElem};

use crate::render::held::Shown;

/// The texts of blocks, as far as pages were read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    texts: Vec<String>,
    /// The texts of notes, which the document has behind all others.
    notes: Vec<String>,
    /// What the frames at hand stand in, the innermost last.
    open: Vec<Open>,
    /// Whether there are contents that are tagged as such.
    has_contents: bool,
    /// What was open at the end of a page in a cell or a note that goes on overleaf.
    parted: HashMap<Location, Vec<Open>>,
}

/// An element that has begun.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// `None` for frames that stand apart from their element.
    element: Option<Location>,
    kind: Kind,
    /// Whether it stands in a note.
    in_note: bool,
    /// The text that goes on in it.
    text: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A block of which a part may stand before and another behind the blocks in it.
    Block,
    /// A block whose text is one piece, whatever stands in it.
    Paragraph,
    /// What is no text of the document: artifacts, contents, numbers.
    Aside,
}

impl Reading {
    /// Begins or ends an element.
    pub(super) fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(element, flags) if flags.tagged => self.start(element, tag.location()),
            Tag::End(location, _, flags) if flags.tagged => {
                if let Some(at) = self.open.iter().rposition(|one| one.element == Some(*location)) {
                    self.open.remove(at);
                }
            }
            Tag::Start(..) | Tag::End(..) => {}
        }
    }

    fn start(&mut self, element: &Content, location: Location) {
        // The mark of a text that stands in for its translation, before it.
        let is_mark = element.is::<HighlightElem>()
            && self.open.last().is_some_and(|last| last.text.is_none());
        let kind = if is_mark { Some(Kind::Paragraph) } else { kind_of(element) };
        let Some(mut kind) = kind else { return };
        self.has_contents |= is_outline(element);
        let mut in_note = element.is::<FootnoteEntry>();
        if let Some(last) = self.open.last_mut() {
            in_note |= last.in_note;
            match last.kind {
                Kind::Aside => kind = Kind::Aside,
                Kind::Block if kind != Kind::Aside => last.text = None,
                Kind::Block | Kind::Paragraph => {}
            }
        }
        self.open.push(Open { element: Some(location), kind, in_note, text: None });
    }

    /// Begins frames that stand apart from the element that they belong to: a note, or a cell that goes over
    /// pages. Gives how much was open before.
    pub(super) fn enter(&mut self, parent: FrameParent) -> usize {
        let before = self.open.len();
        if let Some(parted) = self.parted.remove(&parent.location) {
            self.open.extend(parted);
            return before;
        }
        let around = self.open.last();
        let kind = match (parent.inherit, around) {
            (Inherit::Yes, Some(Open { kind: Kind::Aside, .. })) => Kind::Aside,
            (Inherit::Yes | Inherit::No, _) => Kind::Block,
        };
        let in_note = around.is_some_and(|around| around.in_note);
        self.open.push(Open { element: None, kind, in_note, text: None });
        before
    }

    /// Ends the frames of `parent` before which there was `open`.
    pub(super) fn leave(&mut self, parent: FrameParent, open: usize) {
        let parted = self.open.split_off(open.min(self.open.len()));
        self.parted.insert(parent.location, parted);
    }

    /// Adds a run.
    pub(super) fn text(&mut self, run: &str) {
        if self.open.is_empty() {
            self.open.push(Open { element: None, kind: Kind::Block, in_note: false, text: None });
        }
        let Some(last) = self.open.last_mut().filter(|last| last.kind != Kind::Aside) else {
            return;
        };
        let texts = if last.in_note { &mut self.notes } else { &mut self.texts };
        let at = *last.text.get_or_insert_with(|| {
            texts.push(String::new());
            texts.len() - 1
        });
        texts[at].push_str(run);
        texts[at].push('\n');
    }

    /// All that was read.
    pub(super) fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        shown.without_contents = self.has_contents;
        self.texts.iter().chain(&self.notes).for_each(|text| shown.run(text));
        shown
    }
}

fn is_outline(element: &Content) -> bool {
    let marker = element.to_packed::<PdfMarkerTag>();
    marker.is_some_and(|marker| matches!(marker.kind, PdfMarkerTagKind::OutlineBody))
}

/// What an element does to the text in it; `None` if it is a part of its line.
fn kind_of(element: &Content) -> Option<Kind> {
    if let Some(marker) = element.to_packed::<PdfMarkerTag>() {
        return Some(match marker.kind {
            PdfMarkerTagKind::OutlineBody
            | PdfMarkerTagKind::ListItemLabel
            | PdfMarkerTagKind::Label => Kind::Aside,
            PdfMarkerTagKind::Bibliography(_)
            | PdfMarkerTagKind::BibEntry
            | PdfMarkerTagKind::ListItemBody
            | PdfMarkerTagKind::TermsItemLabel
            | PdfMarkerTagKind::TermsItemBody => Kind::Block,
        });
    }
    let plain = StyleChain::default();
    let cell = element.to_packed::<TableCell>().map(|cell| cell.is_repeated.get(plain));
    let cell = cell.or_else(|| Some(element.to_packed::<GridCell>()?.is_repeated.get(plain)));
    if let Some(is_repeated) = cell {
        return Some(if is_repeated { Kind::Aside } else { Kind::Block });
    }
    if element.is::<ArtifactElem>() || element.is::<FootnoteElem>() {
        return Some(Kind::Aside);
    }
    if element.is::<ParElem>() || element.is::<HeadingElem>() || element.is::<TitleElem>() {
        return Some(Kind::Paragraph);
    }
    let is_block = element.is::<ListElem>()
        || element.is::<EnumElem>()
        || element.is::<TermsElem>()
        || element.is::<TableElem>()
        || element.is::<GridElem>()
        || element.is::<FootnoteEntry>()
        || element.is::<FigureCaption>()
        || element.to_packed::<QuoteElem>().is_some_and(|quote| quote.block.get(plain))
        || element.to_packed::<RawElem>().is_some_and(|raw| raw.block.get(plain));
    is_block.then_some(Kind::Block)
}
