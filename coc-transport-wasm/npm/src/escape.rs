//! JSON with escapes for what is not ASCII.
//!
//! An engine stores a string with one byte a character if it can, and parses it faster. One
//! character of another script makes it two bytes a character, and nearly every body has one in
//! some name.

use std::borrow::Cow;

/// The body with escapes for the characters beyond ASCII. `None` if there are too many of them to
/// save time, or if the body is not JSON, so that the engine sees the body as received.
pub(crate) fn to_ascii(body: &[u8]) -> Option<Cow<'_, [u8]>> {
    let (plain, mut rest) = body.split_at(ascii_len(body));
    if rest.is_empty() {
        return Some(Cow::Borrowed(plain));
    }
    let max_growth = body.len() / 16;
    let mut text = Vec::with_capacity(body.len() + max_growth);
    text.extend_from_slice(plain);
    while !rest.is_empty() {
        // A backslash before would escape the backslash of the escape.
        if text.last() == Some(&b'\\') || text.len() > body.len() - rest.len() + max_growth {
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

/// The number of ASCII bytes at the beginning, checked eight at a time.
fn ascii_len(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let plain =
        words.iter().take_while(|word| u64::from_ne_bytes(**word) & 0x8080_8080_8080_8080 == 0).count();
    let rest = &bytes[8 * plain..];
    8 * plain + rest.iter().take_while(|byte| byte.is_ascii()).count()
}
