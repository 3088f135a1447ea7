//! JSON in ASCII. An engine keeps a text in one byte a character if it can, and parses that faster; a single letter of another script,
//! and nearly every body has one in some name, makes it two.

use std::borrow::Cow;

/// The body with the characters beyond ASCII as escapes. Nothing if there are too many to gain by it, or if it is no JSON: then the
/// engine shall see what came.
pub(super) fn ascii(body: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (plain, mut rest) = body.split_at(ascii_len(body));
    if rest.is_empty() {
        return Some(Cow::Borrowed(plain));
    }
    let most = body.len() / 16;
    let mut text = Vec::with_capacity(body.len() + most);
    text.extend_from_slice(plain);
    while !rest.is_empty() {
        // A backslash would escape that of the escape.
        if text.last() == Some(&b'\\') || text.len() > body.len() - rest.len() + most {
            return None;
        }
        let len = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
        let (others, after) = rest.split_at(len);
        for unit in str::from_utf8(others).ok()?.encode_utf16() {
            text.extend_from_slice(b"\\u");
            text.extend([12, 8, 4, 0].map(|shift| HEX[usize::from(unit >> shift & 15)]));
        }
        let (plain, others) = after.split_at(ascii_len(after));
        text.extend_from_slice(plain);
        rest = others;
    }
    Some(Cow::Owned(text))
}

const HEX: [u8; 16] = *b"0123456789abcdef";

/// How many bytes of ASCII it begins with; eight at a time.
fn ascii_len(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let plain =
        words.iter().take_while(|word| u64::from_ne_bytes(**word) & 0x8080_8080_8080_8080 == 0).count();
    let rest = &bytes[8 * plain..];
    8 * plain + rest.iter().take_while(|byte| byte.is_ascii()).count()
}
