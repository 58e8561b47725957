//! Plain text: wrapped by display width, in logical order, with links as numbered notes.

mod blocks;
mod table;
mod wrap;

use minijinja::value::Serde;
use minijinja::{Environment, Error, context};

use super::Fault;
use super::outputs::{Page, Rendered, Tools};
use crate::document::Document;

/// Renders a document as plain text.
pub(super) fn file(tools: &Tools<'_>, page: &Page<'_>) -> Result<Rendered, Vec<Fault>> {
    let bytes = tools.templates()?.text(page.document);
    Ok(bytes.map_err(|fault| vec![*fault])?.into())
}

/// Columns of a line; what mail programs and terminals show without wrapping.
const WIDTH: usize = 76;

/// Registers what the text templates use.
pub(super) fn configure(environment: &mut Environment<'static>) {
    environment.add_filter("wrap", |text: &str| wrap::wrap(text, WIDTH).join("\n"));
    environment
        .add_filter("rule", |text: &str, sign: &str| sign.repeat(wrap::width(text).min(WIDTH)));
}

/// Everything below the title block.
pub(super) fn body(document: &Document) -> String {
    blocks::body(document)
}

/// The document through the frame template, which is given `body`.
pub(super) fn render(
    document: &Document,
    body: &str,
    environment: &Environment<'_>,
) -> Result<String, Error> {
    let frame = environment.get_template("text/document.txt")?.render(context! {
        document => Serde(document),
        body => body,
    })?;
    // A template's blank lines must not depend on what it leaves out.
    let mut text = String::with_capacity(frame.len());
    let mut blank = 0;
    for line in frame.lines().map(str::trim_end) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(&"\n".repeat(blank.min(2)));
        }
        blank = 0;
        text.push_str(line);
        text.push('\n');
    }
    Ok(text)
}
