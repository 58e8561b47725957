//! What the laid-out pages show: their text, glyph by glyph, their fonts and pictures.
//!
//! Text that is clipped, outside its page, transparent or of no size is not shown.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use icu::properties::props::Script;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Transform};
use typst::text::{Glyph, TextItem, is_default_ignorable};
use typst::visualize::{Image, ImageKind, Paint};
use typst_layout::PagedDocument;

use super::fonts::script;
use super::reading::Reading;
use crate::render::held::Shown;

/// Everything that the pages of a PDF show.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) shown: Shown,
    /// Families of the fonts.
    pub(super) families: BTreeSet<String>,
    pub(super) pictures: Vec<Image>,
    pub(super) flaws: Vec<Flaw>,
}

/// Text that its font does not set as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) kind: FlawKind,
    /// The letters in question.
    pub(super) words: String,
    /// The run that they stand in.
    pub(super) run: String,
    pub(super) family: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FlawKind {
    /// No font has all of the letters that belong together.
    NoGlyph,
    /// The font draws a dotted circle, as marks stand there without a letter.
    DottedCircle,
    /// The font has letters of the script, but not the rules to join them.
    NoShaping(Script),
}

/// More than these of one kind are not told.
const FLAWS: usize = 4;

impl Pages {
    pub(super) fn read(document: &PagedDocument) -> Self {
        let mut reader = Reader {
            pages: Pages::default(),
            reading: Reading::default(),
            last: None,
            fonts: HashMap::new(),
        };
        for page in document.pages() {
            let size = page.frame.size();
            let view = View {
                transform: Transform::identity(),
                low: Point::zero(),
                high: size.to_point(),
            };
            reader.frame(&page.frame, &view);
        }
        reader.pages.shown = reader.reading.shown();
        reader.pages
    }
}

/// How a frame lies on its page, and the part of the page in which it is seen.
#[derive(Clone, Copy)]
struct View {
    transform: Transform,
    low: Point,
    high: Point,
}

impl View {
    /// Whether a point of the page is seen; half a point beyond is no matter.
    fn shows(&self, point: Point) -> bool {
        const LOOSE: Abs = Abs::raw(0.5);
        point.x + LOOSE >= self.low.x
            && point.y + LOOSE >= self.low.y
            && point.x <= self.high.x + LOOSE
            && point.y <= self.high.y + LOOSE
    }
}

struct Reader<'f> {
    pages: Pages,
    reading: Reading,
    /// The last run, where it stands, and which part of its text has been read with those before.
    last: Option<(&'f TextItem, Point, Range<usize>)>,
    /// Whether a font, known by its place in memory, can set a script, and its dotted circle.
    fonts: HashMap<(usize, u32, Script), (bool, Option<u16>)>,
}

impl<'f> Reader<'f> {
    fn frame(&mut self, frame: &'f Frame, view: &View) {
        for (position, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.group(group, *position, view),
                FrameItem::Text(text) => self.text(text, *position, view),
                FrameItem::Image(image, ..) => self.pages.pictures.push(image.clone()),
                FrameItem::Tag(tag) => {
                    self.last = None;
                    self.reading.tag(tag);
                }
                FrameItem::Shape(..) | FrameItem::Link(..) => {}
            }
        }
    }

    fn group(&mut self, group: &'f GroupItem, position: Point, view: &View) {
        let transform = view
            .transform
            .pre_concat(Transform::translate(position.x, position.y))
            .pre_concat(group.transform);
        let mut view = View { transform, ..*view };
        if let Some(clip) = &group.clip {
            let area = clip.bbox(None);
            let corners = [
                area.min,
                area.max,
                Point::new(area.min.x, area.max.y),
                Point::new(area.max.x, area.min.y),
            ]
            .map(|corner| corner.transform(transform));
            let low = corners.into_iter().reduce(Point::min).unwrap_or_default();
            let high = corners.into_iter().reduce(Point::max).unwrap_or_default();
            view.low = view.low.max(low);
            view.high = view.high.min(high);
        }
        match group.parent {
            Some(parent) => {
                let open = self.reading.enter(parent);
                self.frame(&group.frame, &view);
                self.reading.leave(parent, open);
            }
            None => self.frame(&group.frame, &view),
        }
    }

    fn text(&mut self, text: &'f TextItem, position: Point, view: &View) {
        let family = &text.font.info().family;
        if !self.pages.families.contains(family.as_str()) {
            self.pages.families.insert(family.as_str().to_owned());
        }
        self.check_glyphs(text);
        if text.size < Abs::pt(1.0) || is_transparent(&text.fill) {
            return;
        }
        let fresh = self.fresh(text, position.transform(view.transform));
        // Letters are seen where the middle of a small one is.
        let middle = |x: Abs| {
            Point::new(position.x + x, position.y - text.size * 0.25).transform(view.transform)
        };
        if view.shows(middle(Abs::zero())) && view.shows(middle(text.width())) {
            self.reading.text(&text.text[fresh]);
            return;
        }
        // Those at the edge may be seen in part.
        let mut x = Abs::zero();
        let mut seen: Vec<&Glyph> = Vec::new();
        for glyph in &text.glyphs {
            let width = glyph.x_advance.at(text.size);
            if view.shows(middle(x + width / 2.0)) {
                seen.push(glyph);
            }
            x += width;
        }
        seen.sort_by_key(|glyph| glyph.range.start);
        seen.dedup_by_key(|glyph| glyph.range.start);
        let letters: String = seen.into_iter().map(|glyph| &text.text[glyph.range()]).collect();
        self.reading.text(&letters);
    }

    /// The part of a run's text that the run before did not have: glyphs that stand a little higher or
    /// lower make a run of their own, which has the whole text of their cluster again.
    fn fresh(&mut self, text: &'f TextItem, at: Point) -> Range<usize> {
        let whole = 0..text.text.len();
        let Some(first) = text.glyphs.iter().min_by_key(|glyph| glyph.range.start) else {
            return whole;
        };
        let (start, end) = (usize::from(first.span.1), usize::from(first.span.1) + whole.end);
        let mut read = start..end;
        let mut fresh = whole;
        if let Some((last, place, before)) = &self.last
            && place.y != at.y
            && (place.y - at.y).abs() <= text.size * 0.6
            && place.x <= at.x
            && last.glyphs.first().is_some_and(|glyph| glyph.span.0 == first.span.0)
        {
            let again = start.max(before.start)..end.min(before.end);
            let inner = again.start.saturating_sub(start)..again.end.saturating_sub(start);
            if !again.is_empty()
                && text.text.get(inner.clone()).is_some_and(|again| last.text.contains(again))
            {
                fresh = if inner.start == 0 { inner.end..fresh.end } else { 0..inner.start };
                read = start.min(before.start)..end.max(before.end);
            }
        }
        self.last = Some((text, at, read));
        fresh
    }

    fn check_glyphs(&mut self, text: &TextItem) {
        let missing = || text.glyphs.iter().filter(|glyph| glyph.id == 0).map(Glyph::range);
        if let Some(start) = missing().map(|range| range.start).min() {
            let end = missing().map(|range| range.end).max().unwrap_or(start);
            self.flaw(FlawKind::NoGlyph, &text.text[start..end], text);
        }
        if text.text.is_ascii() {
            return;
        }
        let Some(script) = text.text.chars().find_map(script::that_joins) else { return };
        let font = text.font.font();
        let place = (font.data().as_ptr() as usize, font.index(), script);
        let (sets, circle) = *self.fonts.entry(place).or_insert_with(|| {
            let circle = text.font.ttf().glyph_index('\u{25cc}');
            (script::sets(&text.font, script), circle.map(|glyph| glyph.0))
        });
        if !sets {
            self.flaw(FlawKind::NoShaping(script), &text.text, text);
        }
        let circled = text.glyphs.iter().find(|glyph| {
            Some(glyph.id) == circle && !text.text[glyph.range()].contains('\u{25cc}')
        });
        if let Some(glyph) = circled {
            self.flaw(FlawKind::DottedCircle, &text.text[glyph.range()], text);
        }
    }

    fn flaw(&mut self, kind: FlawKind, words: &str, text: &TextItem) {
        let family = text.font.info().family.as_str().to_owned();
        let flaw = Flaw { kind, words: words.to_owned(), run: text.text.to_string(), family };
        let alike = self.pages.flaws.iter().filter(|other| other.kind == kind);
        let is_told = match kind {
            // What is wrong is the font.
            FlawKind::NoShaping(_) => alike.clone().any(|other| other.family == flaw.family),
            FlawKind::NoGlyph | FlawKind::DottedCircle => {
                alike.clone().any(|other| other.words == flaw.words)
            }
        };
        if !is_told && alike.count() < FLAWS {
            self.pages.flaws.push(flaw);
        }
    }
}

fn is_transparent(fill: &Paint) -> bool {
    match fill {
        Paint::Solid(color) => color.alpha() == Some(0.0),
        Paint::Gradient(_) | Paint::Tiling(_) => false,
    }
}

/// Letters in a drawing that no font has, or that the one it takes does not set.
pub(super) fn unset_in_drawing(image: &Image) -> Option<String> {
    fn look(group: &usvg::Group) -> Option<String> {
        group.children().iter().find_map(|node| match node {
            usvg::Node::Group(group) => look(group),
            usvg::Node::Text(text) => unset(text),
            usvg::Node::Path(_) | usvg::Node::Image(_) => None,
        })
    }
    fn unset(text: &usvg::Text) -> Option<String> {
        let glyphs = || text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
        let is_bare = |text: &str| !text.is_empty() && text.chars().all(is_default_ignorable);
        let missing = glyphs().find(|glyph| glyph.id.0 == 0 || is_bare(&glyph.text));
        let missing = missing.map(|glyph| glyph.text.clone());
        missing.or_else(|| {
            let set: String = glyphs().map(|glyph| glyph.text.as_str()).collect();
            let chunks = text.chunks().iter().flat_map(|chunk| chunk.text().chars());
            let mut letters = chunks.filter(|c| c.is_alphanumeric());
            letters.find(|c| !set.contains(*c)).map(String::from)
        })
    }
    match image.kind() {
        ImageKind::Svg(drawing) => look(drawing.tree().root()),
        ImageKind::Raster(_) | ImageKind::Pdf(_) => None,
    }
}

/// The bytes of a picture's file.
pub(super) fn picture_bytes(image: &Image) -> &[u8] {
    match image.kind() {
        ImageKind::Svg(drawing) => drawing.data(),
        ImageKind::Raster(raster) => raster.data(),
        ImageKind::Pdf(_) => &[],
    }
}
