//! Holds a translation to its source: what must stay, and addresses spelled otherwise.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::normal_address;
use crate::project::source::{Piece, SourceInline, Unit, for_each_inline, written};

/// What a translation must keep, with how often it stands in the text.
#[derive(Default, PartialEq, Eq)]
struct Kept {
    expressions: BTreeMap<String, usize>,
    references: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
    links: BTreeMap<String, usize>,
    images: BTreeMap<String, usize>,
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
            SourceInline::Code(code) => count(&mut kept.codes, &written(code)),
            SourceInline::Link { href, .. } => count(&mut kept.links, &written(href)),
            SourceInline::Image { src, alt } => {
                count(&mut kept.images, src);
                for piece in alt {
                    if let Piece::Expression(expression) = piece {
                        count(&mut kept.expressions, expression);
                    }
                }
            }
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

/// Whether `translation` of `unit` keeps what it must, another address of a link apart where
/// `other_links` are meant; what it does not is reported.
pub(super) fn keeps(
    unit: &Unit,
    translation: &[SourceInline],
    other_links: bool,
    span: &Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (source, translation) = (Kept::of(&unit.content), Kept::of(translation));
    let parts = [
        (Code::TranslationVariable, "variable", &source.expressions, &translation.expressions),
        (Code::TranslationReference, "reference", &source.references, &translation.references),
        (Code::TranslationCode, "code span", &source.codes, &translation.codes),
        (Code::TranslationLink, "link", &source.links, &translation.links),
        (Code::TranslationLink, "image", &source.images, &translation.images),
    ];
    let mut keeps = true;
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
        if what == "link" && other_links {
            continue;
        }
        keeps = false;
        let place = added.first().map_or_else(|| span.clone(), |name| span.find(name));
        let (diagnostic, help) = match what {
            "link" => (
                Diagnostic::warning(code, message),
                "keep the addresses of the source; if others are meant in this language, add the \
                 comment `# ignore P505` above the entry; until then the source is shown",
            ),
            "image" => (
                Diagnostic::warning(code, message),
                "keep the images of the source; until then the source is shown",
            ),
            _ => (
                Diagnostic::error(code, message),
                "keep what the source has, each as often; the order is free",
            ),
        };
        diagnostics.push(
            diagnostic
                .label(place, "in this translation")
                .label(unit.span.clone(), "of this text")
                .help(help),
        );
    }
    keeps
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

/// Gives links of `translation` that lead where one of `source` does, but spell it otherwise, the
/// address that the source has.
pub(super) fn respell_links(source: &[SourceInline], translation: &mut [SourceInline]) {
    let mut known: Vec<(String, &Vec<Piece>)> = Vec::new();
    for_each_inline(source, &mut |inline| {
        if let SourceInline::Link { href, .. } = inline {
            known.push((written(href), href));
        }
    });
    if !known.is_empty() {
        respell(&known, translation);
    }
}

fn respell(known: &[(String, &Vec<Piece>)], content: &mut [SourceInline]) {
    for inline in content {
        match inline {
            SourceInline::Link { href, content } => {
                let address = written(href);
                if known.iter().all(|(known, _)| *known != address)
                    && let Some((_, same)) = known
                        .iter()
                        .find(|(known, _)| normal_address(known) == normal_address(&address))
                {
                    href.clone_from(same);
                }
                respell(known, content);
            }
            SourceInline::Emphasis(content)
            | SourceInline::Strong(content)
            | SourceInline::Strikethrough(content)
            | SourceInline::Reference { content, .. } => respell(known, content),
            SourceInline::Text(_)
            | SourceInline::Code(_)
            | SourceInline::Footnote(_)
            | SourceInline::Image { .. }
            | SourceInline::Break => {}
        }
    }
}
