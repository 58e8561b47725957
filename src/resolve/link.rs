//! Links to addresses, and references to the sections of a document.

use super::text::{Place, TextBuilder};
use super::variables::nearest;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{BlockId, Inline, is_blank, title_text};
use crate::project::markdown::is_safe_link;
use crate::project::source::{Piece, SourceInline, has_lost, written};

impl TextBuilder<'_, '_> {
    /// Resolves a link; one whose address is not set is shown as its words.
    pub(super) fn link(
        &mut self,
        href: &[Piece],
        content: &[SourceInline],
        place: &Place,
    ) -> Vec<Inline> {
        let content = self.inlines(content, place);
        let unset = href.iter().any(|piece| match piece {
            Piece::Expression(path) => self.variables.text(path).is_ok_and(|text| is_blank(&text)),
            Piece::Words(_) => false,
        });
        let address = self.bare(href, place);
        if unset || is_blank(&address) {
            return content;
        }
        self.check_words(&content, "a link", &written(href), place.span);
        if !is_safe_link(&address) {
            self.diagnostics.push(
                Diagnostic::error(
                    Code::LinkScheme,
                    format!("a link to `{address}` is not allowed"),
                )
                .at(place.span.find(&written(href)))
                .help("link to http, https, mailto or tel addresses, or to a relative path"),
            );
        }
        vec![Inline::Link { href: address, content }]
    }

    /// Reports what has no words once its variables have their values.
    pub(super) fn check_words(&mut self, content: &[Inline], what: &str, at: &str, span: &Span) {
        let shown = |inline: &Inline| matches!(inline, Inline::Image { .. });
        if is_blank(&title_text(content)) && !content.iter().any(shown) {
            self.diagnostics.push(
                Diagnostic::error(Code::NoWords, format!("{what} whose variables are all empty"))
                    .at(span.find(at))
                    .help("set the variable in policy/policy.toml, or write words beside it"),
            );
        }
    }

    /// Resolves a reference to a section: its number or its heading, where it has no words of its own.
    pub(super) fn reference(
        &mut self,
        target: &str,
        content: &[SourceInline],
        place: &Place,
    ) -> Inline {
        let (Some(number), Ok(id)) = (self.numbers.get(target).cloned(), target.parse::<BlockId>())
        else {
            if has_lost(&self.lost, target) {
                return Inline::Text { text: String::new() };
            }
            let near = nearest(target, self.numbers.keys());
            // Where a patch took the section away, the text of the locale is to be mended.
            let at = if self.is_in_source(target) { place.span } else { place.home };
            let diagnostic = Diagnostic::error(
                Code::DanglingReference,
                format!("there is no section `{target}`"),
            )
            .at(at.find(&format!("#{target}")));
            self.diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                None => diagnostic.help("name the id of a heading of this document"),
            });
            return Inline::Text { text: String::new() };
        };
        let content = match (&number, content.is_empty()) {
            (Some(number), true) => {
                let words = if place.foreign { &self.source().1 } else { self.words };
                let text = words["section-reference"]
                    // The number stays on the line of its word.
                    .replace(" {number}", "\u{a0}{number}")
                    .replace("{number} ", "{number}\u{a0}")
                    .replace("{number}", number);
                vec![Inline::Text { text }]
            }
            (None, true) => {
                let text = self.titles.get(target).cloned().unwrap_or_default();
                vec![Inline::Text { text }]
            }
            (number, false) => {
                let place = Place { number: number.as_deref(), ..*place };
                let content = self.inlines(content, &place);
                self.check_words(&content, "a reference", &format!("#{target}"), place.span);
                content
            }
        };
        Inline::Reference { target: id, content }
    }

    fn is_in_source(&self, section: &str) -> bool {
        self.document.all_sections().iter().any(|known| known.id.as_str() == section)
    }
}
