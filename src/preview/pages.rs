//! Pages of a PDF as pictures: a browser's own viewer takes half a second to show a file, starts at its
//! first page again, and cannot be told to load it anew.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// CSS pixels in a point (CSS Values 4, 6.2).
const PIXELS: f32 = 96.0 / 72.0;

/// Width and height of each page of `pdf`, in CSS pixels.
pub(super) fn sizes(pdf: &[u8]) -> Option<Vec<(f32, f32)>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let sizes = pdf.pages().iter().map(Page::render_dimensions);
    Some(sizes.map(|(width, height)| (width * PIXELS, height * PIXELS)).collect())
}

/// The page `index` of `pdf` as a PNG, with `density` dots per CSS pixel.
pub(super) fn png(pdf: &[u8], index: usize, density: u8) -> Option<Vec<u8>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let scale = PIXELS * f32::from(density);
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..Default::default() };
    let page = pdf.pages().get(index)?;
    let page = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, page.width().into(), page.height().into());
    encoder.set_color(png::ColorType::Rgba);
    // Smaller files take as long as drawing the page, and go no farther than this machine.
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    // The ground is opaque, so that colours are not multiplied by anything.
    writer.write_image_data(page.data_as_u8_slice()).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
