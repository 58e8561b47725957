//! Addresses as URIs write them.

use std::borrow::Cow;
use std::fmt::Write;

/// Writes `href` with the signs that a URI may have (RFC 3986): all others become `%` and their bytes in
/// UTF-8 (RFC 3987, 3.1). What is encoded already stays.
pub(crate) fn uri(href: &str) -> Cow<'_, str> {
    let allowed = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    if href.chars().all(allowed) {
        return Cow::Borrowed(href);
    }
    let mut written = String::with_capacity(href.len() * 2);
    for c in href.chars() {
        if allowed(c) {
            written.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a `String` cannot fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn only_what_a_uri_cannot_have_is_encoded() {
        for (href, written) in [
            ("https://example.com/a?b=c&d=%C3%A4#e", "https://example.com/a?b=c&d=%C3%A4#e"),
            ("https://example.com/über uns", "https://example.com/%C3%BCber%20uns"),
            ("https://例え.jp/", "https://%E4%BE%8B%E3%81%88.jp/"),
            ("a\\b|{c}", "a%5Cb%7C%7Bc%7D"),
            ("mailto:jörg@example.com", "mailto:j%C3%B6rg@example.com"),
            ("../p?q=[1]", "../p?q=[1]"),
        ] {
            assert_eq!(uri(href), written);
        }
    }
}
