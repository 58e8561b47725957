//! Fields that are shown as they are written, such as names and versions: one line without markup.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// `value` as it is shown, with a space for each tab and line end. Braces of an expression are an
/// error, as none is replaced in it.
pub(super) fn shown(value: &str, span: &Span, diagnostics: &mut Diagnostics) -> String {
    if let Some(braces) = braces(value) {
        diagnostics.push(
            Diagnostic::error(Code::Expression, format!("`{braces}` cannot stand in this field"))
                .at(span.find(braces))
                .help("it is shown as it is written, without expressions: write the value itself"),
        );
    }
    one_line(value)
}

/// The first braces of an expression in `value`.
pub(crate) fn braces(value: &str) -> Option<&'static str> {
    ["{{", "}}", "{%"].into_iter().find(|braces| value.contains(braces))
}

/// `value` with a space for each run of spaces, tabs and line ends that has a tab or a line end.
pub(crate) fn one_line(value: &str) -> String {
    let breaks = ['\t', '\n', '\r'];
    if !value.contains(breaks) {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find(breaks) {
        out.push_str(rest[..at].trim_end_matches(' '));
        out.push(' ');
        rest = rest[at..].trim_start_matches([' ', '\t', '\n', '\r']);
    }
    out.push_str(rest);
    out.trim_matches(' ').to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn tabs_and_line_ends_are_spaces() {
        for (value, line) in
            [("a\tb", "a b"), ("a \r\n\tb\n", "a b"), ("a  b", "a  b"), ("\u{a0}a", "\u{a0}a")]
        {
            assert_eq!(one_line(value), line);
        }
    }
}
