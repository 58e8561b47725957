//! Images that a browser and a PDF show differently, or that one of them cannot show.

use roxmltree::{Document, Node, ParsingOptions};
use simplecss::{DeclarationTokenizer, StyleSheet};
use svgtypes::{Color, Paint};

use crate::diagnostic::Code;

const SVG: &str = "http://www.w3.org/2000/svg";

/// What is wrong with an image.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    pub(super) code: Code,
    /// Follows the name of the image in a sentence.
    pub(super) reason: String,
    pub(super) way_out: &'static str,
}

impl Unfit {
    fn new(reason: impl Into<String>, way_out: &'static str) -> Self {
        Unfit { code: Code::ImageUnfit, reason: reason.into(), way_out }
    }
}

/// Looks at a JPEG: PDF/A takes no CMYK without a profile for printing, which no screen has.
pub(super) fn unfit_photo(bytes: &[u8]) -> Option<Unfit> {
    if components(bytes)? == 4 {
        return Some(Unfit::new(
            "is in CMYK, the colours of a printing press",
            "save it in RGB (`magick photo.jpg -colorspace sRGB photo-rgb.jpg`)",
        ));
    }
    None
}

/// The number of colours in the frame of a JPEG (ITU-T T.81, B.2.2).
fn components(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xFF {
            at += 1;
        }
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return bytes.get(at + 7).copied();
            }
            // Without a length: stuffing, restart, start and end.
            0x00 | 0x01 | 0xD0..=0xD9 => {}
            _ => {
                let length = [*bytes.get(at)?, *bytes.get(at + 1)?];
                at += usize::from(u16::from_be_bytes(length)).max(2);
            }
        }
    }
}

/// Looks at a drawing that the PDF's reader accepts.
pub(super) fn unfit_drawing(bytes: &[u8]) -> Option<Unfit> {
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Some(Unfit::new(
            "is a compressed drawing, which browsers do not show within a page",
            "save it as a plain SVG, or unpack it (`gunzip < image.svg > plain.svg`)",
        ));
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).ok()?;
    if tree.root_element().tag_name().namespace() != Some(SVG) {
        return Some(Unfit::new(
            "lacks the namespace of SVG, so that browsers do not show it",
            "write `<svg xmlns=\"http://www.w3.org/2000/svg\" …>`",
        ));
    }
    tree.descendants().find_map(unfit_node)
}

fn unfit_node(node: Node<'_, '_>) -> Option<Unfit> {
    if node.is_pi() {
        return node.pi().filter(|pi| pi.target == "xml-stylesheet").map(|_| {
            Unfit::new("takes its styles from another file", "write them into the drawing")
        });
    }
    let name = node.tag_name().name();
    if node.tag_name().namespace() == Some(SVG) {
        match name {
            "foreignObject" => {
                return Some(Unfit::new(
                    "holds HTML (`foreignObject`), which a PDF does not show",
                    "draw its text as SVG text or paths; diagrams.net does so without “formatted \
                     text”",
                ));
            }
            "script" => {
                return Some(Unfit::new(
                    "holds a script, which nothing runs",
                    "leave the script out",
                ));
            }
            "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" => {
                return Some(moving());
            }
            "style" => {
                let css: String = node.descendants().filter_map(|one| one.text()).collect();
                return unfit_style(&css).or_else(|| unfit_colour_in_sheet(&css));
            }
            _ => {}
        }
    }
    node.attributes().find_map(|attribute| {
        let (key, value) = (attribute.name(), attribute.value().trim());
        if key.starts_with("on") && attribute.namespace().is_none() {
            return Some(Unfit::new("holds a script, which nothing runs", "leave the script out"));
        }
        // A link in an image leads nowhere, but shows what it holds.
        if key == "href" && name != "a" && !is_inside(value) {
            return Some(elsewhere(value));
        }
        unfit_style(value).or_else(|| {
            if node.tag_name().namespace() != Some(SVG) || attribute.namespace().is_some() {
                return None;
            }
            match key {
                "style" => DeclarationTokenizer::from(value)
                    .find_map(|one| unfit_colour(one.name, one.value)),
                _ => unfit_colour(key, value),
            }
        })
    })
}

fn unfit_colour_in_sheet(css: &str) -> Option<Unfit> {
    let sheet = StyleSheet::parse(css);
    let declarations = sheet.rules.iter().flat_map(|rule| &rule.declarations);
    declarations.into_iter().find_map(|one| unfit_colour(one.name, one.value))
}

/// Looks at the value of a property: the PDF's reader paints a colour black, or not at all, that it does
/// not know (CSS Color 4 and 5, custom properties).
fn unfit_colour(property: &str, value: &str) -> Option<Unfit> {
    let value = value.trim();
    let is_known = match property {
        "fill" | "stroke" => Paint::from_str(value).is_ok(),
        "color" | "stop-color" | "flood-color" | "lighting-color" => {
            ["inherit", "currentColor"].contains(&value) || value.parse::<Color>().is_ok()
        }
        // Custom properties themselves begin with hyphens.
        _ => !value.starts_with("var(") || property.starts_with("--"),
    };
    if is_known || value.is_empty() {
        return None;
    }
    let value: String = value.chars().take(60).collect();
    Some(Unfit {
        code: Code::ImageColour,
        reason: format!("has `{property}: {value}`, which a PDF shows otherwise than a page"),
        way_out: "write the colour itself, as `#rrggbb`, `rgb()`, `hsl()` or by its name",
    })
}

/// Looks at CSS, or at an attribute that may refer to something as CSS does.
fn unfit_style(css: &str) -> Option<Unfit> {
    let css = css.to_ascii_lowercase();
    if css.contains("@keyframes") {
        return Some(moving());
    }
    if let Some((_, rest)) = css.split_once("@import") {
        let what: String = rest.trim().chars().take_while(|c| *c != ';').collect();
        return Some(elsewhere(&what));
    }
    css.split("url(").skip(1).find_map(|rest| {
        let address = rest.split(')').next().unwrap_or("").trim().trim_matches(['"', '\'']);
        if is_inside(address) { None } else { Some(elsewhere(address)) }
    })
}

fn is_inside(address: &str) -> bool {
    address.is_empty()
        || address.starts_with('#')
        || address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
}

fn elsewhere(address: &str) -> Unfit {
    let address: String = address.chars().take(60).collect();
    Unfit::new(
        format!("loads `{address}`, which neither a page nor a PDF does"),
        "embed it in the drawing (in Inkscape: Extensions, Images, Embed)",
    )
}

fn moving() -> Unfit {
    Unfit::new(
        "moves, which a PDF cannot show",
        "save a drawing without animation that says the same",
    )
}

#[cfg(test)]
mod tests {
    use super::{components, unfit_drawing};

    fn reason(body: &str) -> Option<String> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{body}</svg>"
        );
        unfit_drawing(svg.as_bytes()).map(|unfit| unfit.reason)
    }

    #[test]
    fn colours_that_all_formats_know_are_taken() {
        for value in [
            "none",
            "inherit",
            "currentColor",
            "transparent",
            "red",
            "DarkSlateGrey",
            "#abc",
            "#AABBCC80",
            "rgb(1,2,3)",
            "rgb(10% 20% 30% / 0.5)",
            "rgba(1, 2, 3, 0.5)",
            "hsl(120, 50%, 50%)",
            "hsl(120deg 50% 50%)",
            "url(#a)",
            "url(#a) red",
            "context-fill",
            "",
        ] {
            for body in [
                format!("<rect fill='{value}'/>"),
                format!("<rect style='stroke: {value}'/>"),
                format!("<style>/* */ .a > rect {{ fill: {value} !important; }}</style>"),
            ] {
                assert_eq!(reason(&body), None, "{body}");
            }
        }
        for body in [
            "<stop stop-color='currentColor'/>",
            "<style>:root { --a: oklch(0.6 0.2 20) } .b { fill: blue }</style>",
            "<text fill='red'>var(--a) oklch(1 1 1)</text>",
            "<g style='-inkscape-stroke: none; font-family: Arial, sans-serif'/>",
        ] {
            assert_eq!(reason(body), None, "{body}");
        }
    }

    #[test]
    fn drawings_that_formats_show_differently_are_refused() {
        let cases = [
            ("<foreignObject/>", "foreignObject"),
            ("<g><script>1</script></g>", "script"),
            ("<rect onclick=\"a()\"/>", "script"),
            ("<rect><animate attributeName=\"x\"/></rect>", "moves"),
            ("<style>@keyframes a {}</style>", "moves"),
            ("<style>@import 'a.css';</style>", "'a.css'"),
            ("<style>@font-face { src: url(\"https://x.y/f\") }</style>", "https://x.y/f"),
            ("<image href=\"photo.png\"/>", "photo.png"),
            ("<image xlink:href=\"https://x.y/a.png\"/>", "https://x.y/a.png"),
            ("<use href=\"other.svg#a\"/>", "other.svg#a"),
            ("<rect fill=\"url(a.svg#b)\"/>", "a.svg#b"),
            ("<rect style=\"fill: url('a.svg#b')\"/>", "a.svg#b"),
            ("<rect fill=\"oklch(0.6 0.2 20)\"/>", "oklch"),
            ("<g stroke=' lab(50% 40 59)'/>", "lab(50%"),
            ("<stop stop-color='color(display-p3 1 0 0)'/>", "display-p3"),
            ("<feFlood flood-color='light-dark(red, blue)'/>", "light-dark"),
            ("<g color='CanvasText'/>", "CanvasText"),
            ("<g color='rebeccapurple'/>", "rebeccapurple"),
            ("<rect style='opacity: 1; fill: color-mix(in srgb, red, blue)'/>", "color-mix"),
            ("<style>rect { fill: red; fill: var(--a) }</style>", "var(--a)"),
            ("<style><![CDATA[ .a { stroke: rgb(from red r g b) } ]]></style>", "from red"),
            ("<style>.a { stroke-width: var(--w) }</style>", "var(--w)"),
            ("<rect fill='url(#a) oklab(0.4 0.1 0.1)'/>", "oklab"),
        ];
        for (body, word) in cases {
            let reason = reason(body).unwrap_or_default();
            assert!(reason.contains(word), "{body}: {reason}");
        }
        let without = unfit_drawing(b"<svg viewBox=\"0 0 9 9\"/>").unwrap().reason;
        assert!(without.contains("namespace"), "{without}");
        assert!(unfit_drawing(&[0x1F, 0x8B, 8]).unwrap().reason.contains("compressed"));
        let styled =
            b"<?xml-stylesheet href=\"a.css\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert!(unfit_drawing(styled).unwrap().reason.contains("styles"));
    }

    #[test]
    fn plain_drawings_are_taken() {
        for body in [
            "<linearGradient id=\"a\"/><rect fill=\"url(#a)\" style=\"fill:url( '#a' )\"/>",
            "<image href=\"data:image/png;base64,AA==\"/><use xlink:href=\"#a\"/>",
            "<a href=\"https://x.y\"><text>one</text></a>",
            "<style>text { fill: red }</style><text>on</text>",
            "<metadata><rdf xmlns=\"x\" about=\"http://x.y\"/></metadata>",
        ] {
            assert_eq!(reason(body), None, "{body}");
        }
    }

    #[test]
    fn components_of_a_frame_are_counted() {
        let head = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1];
        for count in [1, 3, 4] {
            let bytes: Vec<u8> = head.iter().copied().chain([count]).collect();
            assert_eq!(components(&bytes), Some(count));
        }
        for cut in 0..head.len() {
            assert_eq!(components(&head[..cut]), None);
        }
    }
}
