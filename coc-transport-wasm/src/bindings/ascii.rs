//! JSON in ASCII. An engine keeps a text in one byte a character if it can, and parses that faster; a single letter of another script,
//! and nearly every body has one in some name, makes it two.

/// The body with the characters beyond ASCII as escapes. Nothing if there are none, or too many to gain by it, or if it is no JSON:
/// then the engine shall see what came.
pub(super) fn escaped(body: &[u8]) -> Option<Vec<u8>> {
    let most = body.len() / 16;
    let mut text = Vec::new();
    let mut rest = body;
    loop {
        let (plain, others) = rest.split_at(ascii_len(rest));
        if others.is_empty() && text.is_empty() {
            return None;
        }
        if text.is_empty() {
            text.reserve(body.len() + most);
        }
        text.extend_from_slice(plain);
        if others.is_empty() {
            return Some(text);
        }
        let len = others.iter().position(u8::is_ascii).unwrap_or(others.len());
        let (others, after) = others.split_at(len);
        // A backslash would escape that of the escape.
        if text.last() == Some(&b'\\') || text.len() > body.len() - after.len() + most {
            return None;
        }
        for unit in str::from_utf8(others).ok()?.encode_utf16() {
            text.extend_from_slice(b"\\u");
            text.extend([12, 8, 4, 0].map(|shift| HEX[usize::from(unit >> shift & 15)]));
        }
        rest = after;
    }
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
