//! The images that texts refer to.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::files::Root;
use super::folders::DEEPEST;
use super::markdown::is_remote;
use super::overlay::Patch;
use super::source::{SourceInline, Unit, for_each_inline};
use super::unfit::{Unfit, unfit_drawing, unfit_photo};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Image;

/// Loads the images of a unit into `images`, by the path the text gives, relative to `policy/`.
pub(super) fn load(
    root: &Root,
    unit: &Unit,
    images: &mut BTreeMap<String, Image>,
    diagnostics: &mut Diagnostics,
) {
    load_others(root, unit, &BTreeMap::new(), images, diagnostics);
}

fn load_others(
    root: &Root,
    unit: &Unit,
    known: &BTreeMap<String, Image>,
    images: &mut BTreeMap<String, Image>,
    diagnostics: &mut Diagnostics,
) {
    for_each_inline(&unit.content, &mut |inline| {
        let SourceInline::Image { src, .. } = inline else {
            return;
        };
        // One from the network is an error already.
        if images.contains_key(src) || known.contains_key(src) || is_remote(src) {
            return;
        }
        match read(root, src) {
            Ok(image) => {
                images.insert(src.clone(), image);
            }
            Err(diagnostic) => diagnostics.push(diagnostic.at(unit.span.find(src))),
        }
    });
}

/// Loads the images of a patch into `images`, those in `known` apart.
pub(super) fn load_patch(
    root: &Root,
    patch: &Patch,
    known: &BTreeMap<String, Image>,
    images: &mut BTreeMap<String, Image>,
    diagnostics: &mut Diagnostics,
) {
    let mut load = |unit: &Unit| load_others(root, unit, known, images, diagnostics);
    for section in &patch.body.sections {
        load(&section.title);
        section.blocks.iter().for_each(|block| block.for_each_unit(&mut load));
    }
    for note in &patch.body.footnotes {
        note.blocks.iter().for_each(|block| block.for_each_unit(&mut load));
    }
}

/// The file of this name, or of the name that it spells as an address (`my%20logo.png`).
fn find(root: &Root, src: &str) -> Result<Vec<u8>, Diagnostic> {
    let path = |src: &str| format!("policy/{src}");
    let decoded = decode(src).filter(|_| !root.exists(&path(src)));
    let src = decoded.as_deref().unwrap_or(src);
    // The folder above `policy/` is the project's, but no place of images.
    let Some(src) = &inside(src) else {
        let message = format!("image `{src}` is not below `policy/`");
        return Err(Diagnostic::error(Code::Image, message)
            .help("put the file below `policy/`, and name it by its path there"));
    };
    let parts = || src.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    if parts().any(|part| part.starts_with('.')) || parts().count() > DEEPEST {
        // A change of it would not be seen.
        let message = format!("image `{src}` lies where no files of the project are looked for");
        return Err(Diagnostic::error(Code::Image, message).help(format!(
            "name it without a leading dot, and let it be at most {DEEPEST} folders deep"
        )));
    }
    root.bytes(&path(src))
}

/// `src` without its steps up, if it stays below `policy/`; as it is, if it leads out of the project.
fn inside(src: &str) -> Option<String> {
    let mut parts: Vec<&str> = vec!["policy"];
    for part in src.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Some(src.to_owned());
                }
            }
            part => parts.push(part),
        }
    }
    let (first, rest) = parts.split_first()?;
    (*first == "policy").then(|| rest.join("/"))
}

/// `src` with `%20` and the like read; `None` where there is nothing to read.
fn decode(src: &str) -> Option<String> {
    let bytes = src.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).ok()?);
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok().filter(|decoded| decoded != src && !decoded.contains('\0'))
}

fn read(root: &Root, src: &str) -> Result<Image, Diagnostic> {
    let extension = src.rsplit_once('.').map_or("", |(_, extension)| extension);
    let (media_type, format) = match extension.to_ascii_lowercase().as_str() {
        "png" => ("image/png", Some(ExchangeFormat::Png)),
        "jpg" | "jpeg" => ("image/jpeg", Some(ExchangeFormat::Jpg)),
        "gif" => ("image/gif", Some(ExchangeFormat::Gif)),
        "webp" => ("image/webp", Some(ExchangeFormat::Webp)),
        "svg" => ("image/svg+xml", None),
        _ => {
            return Err(Diagnostic::error(
                Code::Image,
                format!("image `{src}` is of a type that cannot be published"),
            )
            .help("use PNG, JPEG, GIF, WebP or SVG"));
        }
    };
    let bytes = find(root, src).map_err(|diagnostic| {
        if diagnostic.code == Code::OutsideProject {
            diagnostic
        } else {
            let help = diagnostic.help.clone();
            let help =
                help.unwrap_or_else(|| "image paths are relative to the folder `policy/`".into());
            Diagnostic { code: Code::Image, ..diagnostic }.help(help)
        }
    })?;
    // The decoders of the PDF are the strictest reader an image will meet.
    let bytes = Bytes::new(bytes);
    let decoded = match format {
        Some(format) => RasterImage::plain(bytes.clone(), format).map(drop),
        None => {
            SvgImage::new(bytes.clone()).map(drop).map_err(|_| "it is not an SVG drawing".into())
        }
    };
    decoded.map_err(|reason| {
        Diagnostic::error(Code::Image, format!("image `{src}` cannot be read: {reason}"))
            .help("its content must be of the type its name ends in")
    })?;
    let unfit = match media_type {
        "image/jpeg" => unfit_photo(&bytes),
        "image/svg+xml" => unfit_drawing(&bytes),
        _ => None,
    };
    if let Some(Unfit { code, reason, way_out }) = unfit {
        let message = format!("image `{src}` {reason}");
        return Err(Diagnostic::error(code, message).help(way_out));
    }
    Ok(Image { media_type: media_type.to_owned(), data: STANDARD.encode(bytes) })
}
