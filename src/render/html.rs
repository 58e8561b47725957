//! HTML: the page, the fragment and the chooser, by minijinja templates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Fault;
use super::outputs::{Listed, Page, Rendered, Siblings, Tools, listed};
use crate::document::{Document, DocumentId, Head};

/// What every page shares.
#[derive(Debug)]
pub(crate) struct HtmlTemplates {
    style: String,
    /// A policy that allows just this style sheet and embedded images (CSP Level 3).
    csp: String,
}

/// Renders the web page of a document.
pub(super) fn page(tools: &Tools<'_>, page: &Page<'_>) -> Result<Rendered, Vec<Fault>> {
    let bytes = tools.templates()?.page(page.document, page.siblings);
    Ok(bytes.map_err(|fault| vec![*fault])?.into())
}

/// Renders a document as a part of a web page.
pub(super) fn fragment(tools: &Tools<'_>, page: &Page<'_>) -> Result<Rendered, Vec<Fault>> {
    let bytes = tools.templates()?.fragment(page.document, page.siblings);
    Ok(bytes.map_err(|fault| vec![*fault])?.into())
}

/// Renders the page that lists every language and format of every document.
pub(super) fn chooser(
    tools: &Tools<'_>,
    entries: &[ChooserEntry<'_>],
    host: &Head,
) -> Result<Vec<u8>, Vec<Fault>> {
    tools.templates()?.chooser(entries, host).map_err(|error| vec![Fault::from(error)])
}

/// A document on the chooser page.
#[derive(Debug, Serialize)]
pub(crate) struct ChooserEntry<'d> {
    pub(crate) id: &'d DocumentId,
    pub(crate) versions: Vec<ChooserVersion<'d>>,
}

/// A document in one language on the chooser page.
#[derive(Debug, Serialize)]
pub(crate) struct ChooserVersion<'d> {
    #[serde(flatten)]
    pub(crate) head: &'d Head,
    pub(crate) outputs: Vec<Listed<'d>>,
}

impl HtmlTemplates {
    pub(super) fn new(style: &str) -> Self {
        Self::of(style.trim())
    }

    fn of(style: &str) -> Self {
        // The element starts and ends with a line break, which belong to what is hashed.
        let style = format!("\n{style}\n");
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        let csp = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
             form-action 'none'"
        );
        HtmlTemplates { style, csp }
    }

    pub(super) fn page_context(&self, document: &Document, siblings: &Siblings) -> Value {
        let counting = document.locale.digits.as_deref().map(|digits| self.counting_in(digits));
        let HtmlTemplates { style, csp } = counting.as_ref().unwrap_or(self);
        let siblings = context! {
            alternates => Serde(&siblings.alternates),
            outputs => Serde(listed(&siblings.formats, &document.words)),
        };
        context! { document => Serde(document), siblings, style, csp }
    }

    /// The same for a page whose ordered lists count in `digits`. A rule of style, not text: so a
    /// list keeps its meaning, is read out as numbers and is copied as the browser copies any.
    fn counting_in(&self, digits: &str) -> Self {
        let symbols: Vec<String> = digits.chars().map(|digit| format!("\"{digit}\"")).collect();
        Self::of(&format!(
            "{}\n@counter-style digits {{\n  system: numeric;\n  symbols: {};\n}}\n\
             :where([data-digits]) ol {{\n  list-style-type: digits;\n}}",
            self.style.trim(),
            symbols.join(" "),
        ))
    }

    pub(super) fn chooser_context(&self, entries: &[ChooserEntry<'_>], source: &Head) -> Value {
        context! {
            documents => Serde(entries),
            publisher => Serde(&source.publisher),
            locale => Serde(&source.locale),
            words => Serde(&source.words),
            style => self.style.as_str(),
            csp => self.csp.as_str(),
        }
    }
}

/// The filter `counted`: markup whose ordered lists count in the digits of `locale` where no style
/// sheet is. Only CSS can say that, and an element `style` may not stand in the body of a page.
pub(super) fn counted(markup: &str, locale: &Value) -> Value {
    let digits = locale.get_attr("digits").unwrap_or_default();
    let Some(style) = digits.as_str().and_then(predefined) else {
        return Value::from_safe_string(markup.to_owned());
    };
    let mut styled = String::with_capacity(markup.len());
    let mut rest = markup;
    // Text and attributes have `<` escaped.
    while let Some(at) = rest.find("<ol") {
        let (before, tag) = rest.split_at(at + "<ol".len());
        styled.push_str(before);
        let attributes = tag.split('>').next().unwrap_or_default();
        let is_list = attributes.is_empty() || attributes.starts_with(' ');
        if is_list && !attributes.contains("class=\"tasks\"") && !attributes.contains("style=") {
            styled.push_str(&format!(" style=\"list-style-type: {style}\""));
        }
        rest = tag;
    }
    styled.push_str(rest);
    Value::from_safe_string(styled)
}

/// CSS's own counter style that counts in `digits`. Adlam, Chakma, Meetei Mayek, N'Ko, Nyiakeng
/// Puachue Hmong and Ol Chiki have none.
fn predefined(digits: &str) -> Option<&'static str> {
    Some(match digits.chars().next()? {
        '٠' => "arabic-indic",
        '۰' => "persian",
        '০' => "bengali",
        '०' => "devanagari",
        '૦' => "gujarati",
        '੦' => "gurmukhi",
        '០' => "khmer",
        '೦' => "kannada",
        '໐' => "lao",
        '൦' => "malayalam",
        '᠐' => "mongolian",
        '၀' => "myanmar",
        '୦' => "oriya",
        '௦' => "tamil",
        '౦' => "telugu",
        '๐' => "thai",
        '༠' => "tibetan",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_count_in_the_digits_of_their_language() {
        let counted = |markup, digits: Option<&str>| {
            let locale = match digits {
                Some(digits) => context! { digits },
                None => context! {},
            };
            counted(markup, &locale).to_string()
        };
        let markup = "<ol id=\"a\" start=\"3\"><li>&lt;ol&gt;<ol><li>b</ol></ol>";
        assert_eq!(
            counted(markup, Some("۰۱۲۳۴۵۶۷۸۹")),
            "<ol style=\"list-style-type: persian\" id=\"a\" start=\"3\"><li>&lt;ol&gt;\
             <ol style=\"list-style-type: persian\"><li>b</ol></ol>"
        );
        assert_eq!(counted(markup, Some("߀߁߂߃߄߅߆߇߈߉")), markup);
        assert_eq!(counted(markup, None), markup);
        let tasks = "<ol id=\"a\" class=\"tasks\"><li>b</ol>";
        assert_eq!(counted(tasks, Some("०१२३४५६७८९")), tasks);
    }
}
