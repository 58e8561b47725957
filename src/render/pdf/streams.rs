//! Ends every stream so that its length cannot be misread.
//!
//! A stream whose data happens to end in a carriage return, followed by the line feed before
//! `endstream`, looks as if CR LF were its end-of-line marker: a validator of ISO 19005-3, 6.1.6,
//! then finds `Length` one too large. Such a stream gets CR LF as its marker. The byte for it is
//! taken from the line break before the keyword `stream`, which nothing requires, so that no
//! offset in the file changes.

/// Repairs all such streams of `pdf` in place.
pub(super) fn disambiguate(pdf: &mut [u8]) {
    let mut at = 0;
    while let Some(stream) = next_stream(pdf, at) {
        let Stream { keyword, data, end } = stream;
        if pdf[end - 1] == b'\r' && pdf[keyword - 1] == b'\n' {
            // `>>\nstream\nDATA\n` becomes `>>stream\nDATA\r\n`.
            pdf.copy_within(keyword..end, keyword - 1);
            pdf[end - 1] = b'\r';
        }
        at = data.max(end);
    }
}

/// Offsets of a stream: its keyword, its data, the end of that.
struct Stream {
    keyword: usize,
    data: usize,
    end: usize,
}

/// The first stream after `from`, whose data ends where its dictionary says.
fn next_stream(pdf: &[u8], from: usize) -> Option<Stream> {
    const KEYWORD: &[u8] = b"stream\n";
    let mut at = from;
    loop {
        let keyword = at + find(&pdf[at..], KEYWORD)?;
        let data = keyword + KEYWORD.len();
        let header = &pdf[from..keyword];
        let dictionary = rfind(header, b" obj\n").map_or(header, |start| &header[start..]);
        let end = length(dictionary).and_then(|length| data.checked_add(length));
        if let Some(end) = end.filter(|&end| {
            end > data && pdf.get(end..).is_some_and(|rest| rest.starts_with(b"\nendstream"))
        }) {
            return Some(Stream { keyword, data, end });
        }
        at = data;
    }
}

/// The value of `/Length` in a dictionary.
fn length(dictionary: &[u8]) -> Option<usize> {
    let start = find(dictionary, b"/Length ")? + b"/Length ".len();
    let digits: Vec<u8> =
        dictionary[start..].iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_stream_that_ends_in_a_carriage_return_changes() {
        let before = b"1 0 obj\n<</Length 3>>\nstream\nab\r\nendstream\nendobj\n\
                       2 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n";
        let after = b"1 0 obj\n<</Length 3>>stream\nab\r\r\nendstream\nendobj\n\
                      2 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n";
        let mut pdf = before.to_vec();
        disambiguate(&mut pdf);
        assert_eq!(String::from_utf8_lossy(&pdf), String::from_utf8_lossy(after));
    }

    #[test]
    fn data_that_looks_like_a_stream_is_skipped() {
        let before = b"1 0 obj\n<</Length 25>>\nstream\n/Length 1\nstream\n\r\nendstrea\nendstream\nendobj\n";
        let mut pdf = before.to_vec();
        disambiguate(&mut pdf);
        assert_eq!(pdf, before);
    }
}
