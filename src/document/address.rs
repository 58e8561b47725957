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

/// Writes `href` so that addresses which lead to one place by the grammar of addresses alone are the
/// same (RFC 3986, 6.2): upper and lower case make no difference in the scheme and the host, nor in
/// the digits of an escape, nor does an escape of what needs none, the port that is the scheme's own, or
/// no path for `/`. All else does, however servers take it.
pub(crate) fn normal(href: &str) -> String {
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    };
    let (scheme, rest) = match href.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme.to_ascii_lowercase() + ":", rest),
        _ => (String::new(), href),
    };
    let place_end = rest.strip_prefix("//").map(|after| 2 + end_of(after, &['/', '?', '#']));
    let (place, rest) = match place_end {
        Some(end) => (format!("//{}", authority(&rest[2..end], &scheme)), &rest[end..]),
        None if scheme == "mailto:" => {
            let end = end_of(rest, &['?']);
            let (user, host) = rest[..end].rsplit_once('@').unwrap_or((&rest[..end], ""));
            (format!("{user}@{}", lower(host)), &rest[end..])
        }
        None => (String::new(), rest),
    };
    let path = if place_end.is_some() && !rest.starts_with('/') { "/" } else { "" };
    plain_escapes(&uri(&[&scheme, &place, path, rest].concat()))
}

fn end_of(text: &str, ends: &[char]) -> usize {
    text.find(ends).unwrap_or(text.len())
}

/// The host in lower case, without the port that `scheme` has anyway.
fn authority(text: &str, scheme: &str) -> String {
    let (user, place) = match text.rsplit_once('@') {
        Some((user, place)) => (user.to_owned() + "@", place),
        None => (String::new(), text),
    };
    let own = match scheme {
        "http:" => "80",
        "https:" => "443",
        _ => "",
    };
    let host = match place.rsplit_once(':') {
        Some((host, port)) if port.is_empty() || port == own => host,
        _ => place,
    };
    user + &lower(host)
}

/// `host` in lower case; names of variables stay.
fn lower(host: &str) -> String {
    if host.contains('{') { host.to_owned() } else { host.to_lowercase() }
}

/// `address` with capital digits in escapes, and none for letters, digits, `-`, `.`, `_` and `~`.
fn plain_escapes(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut parts = address.split('%');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let is_code = |code: &&str| code.bytes().all(|b| b.is_ascii_hexdigit());
        let code = part.get(..2).filter(is_code);
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(byte.into());
                out.push_str(&part[2..]);
            }
            Some(byte) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "%{byte:02X}{}", &part[2..]);
            }
            None => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_spelt_in_several_ways() {
        for (one, other) in [
            ("https://example.com", "https://example.com/"),
            ("https://example.com?a", "HTTPS://Example.COM:443/?a"),
            ("http://example.com:80/A", "http://EXAMPLE.com:/A"),
            ("https://example.com/a b", "https://example.com/a%20b"),
            ("https://example.com/ü", "https://example.com/%C3%BC"),
            ("https://MÜLLER.example/", "https://müller.example"),
            ("https://example.com/%7euser?a=%2f", "https://example.com/~user?a=%2F"),
            ("https://example.com/%41", "https://example.com/A"),
            ("//Example.com/a", "//example.com/a"),
            ("mailto:Info@Example.com?subject=A", "MAILTO:Info@example.com?subject=A"),
            ("https://[::1]", "https://[::1]:443/"),
        ] {
            assert_eq!(normal(one), normal(other));
        }
        for (one, other) in [
            ("https://example.com", "https://example.org"),
            ("https://example.com", "http://example.com"),
            ("https://example.com:80", "https://example.com"),
            ("https://example.com/a", "https://example.com/A"),
            ("https://example.com/a", "https://example.com/a/"),
            ("https://example.com/a%2Fb", "https://example.com/a/b"),
            ("https://example.com/?q=A", "https://example.com/?q=a"),
            ("https://example.com/?q=a%26b", "https://example.com/?q=a&b"),
            ("https://example.com/#A", "https://example.com/#a"),
            ("https://example.com/100%", "https://example.com/100"),
            ("https://example.com/%2541", "https://example.com/%41"),
            ("https://example.com/?a", "https://example.com/#a"),
            ("https://User@example.com/", "https://user@example.com/"),
            ("mailto:Info@example.com", "mailto:info@example.com"),
            ("https://{{Host}}/", "https://{{host}}/"),
            ("{{urls.site}}/", "{{urls.site}}"),
            ("/a", "/a/"),
        ] {
            assert_ne!(normal(one), normal(other));
        }
    }

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
