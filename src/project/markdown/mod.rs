//! Reading Markdown (`CommonMark` and GFM) by comrak, into the source tree.

mod addresses;
mod blocks;
mod definitions;
mod directive;
mod footnotes;
mod headings;
mod inlines;
mod lists;
mod msgid;
mod normalise;
mod pieces;
mod prepare;
mod problem;
mod script;
mod spaced;
mod tables;
#[cfg(test)]
mod tests;
mod units;

pub(crate) use addresses::{is_remote, is_safe_link};
pub(crate) use blocks::{BodyKind, ParsedBody, parse_body};
pub(crate) use footnotes::called_names;
pub(crate) use inlines::UnitParser;
pub(crate) use problem::UnitProblem;
pub(crate) use units::undefined_calls;

use comrak::Options;

/// Nesting past this depth is a mistake or an attack; recursion below stays within it.
const DEEPEST: usize = 24;

/// The dialect: GFM with header attributes and block directives.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.autolink = true;
    options.extension.alerts = true;
    options.extension.block_directive = true;
    options.extension.header_attributes = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}
