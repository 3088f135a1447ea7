//! Removes secrets from text that a server sent, also in the forms to which JSON, URLs and HTML
//! escape them.
//!
//! A gateway may echo a request with its headers, a log may escape the echo, and a web page may
//! escape the log. So a secret and the text are compared as they read when all escapes are undone.

/// The text in place of a secret.
const REDACTED: &[u8] = b"[redacted]";

/// The most escapes of escapes that are undone.
const LAYERS: u8 = 5;

/// The least length of a secret that is recognised if it is escaped.
const MIN_ESCAPED: usize = 4;

/// The least beginning of a secret that is removed where the text ends with it, and anywhere.
const MIN_AT_END: usize = 8;
const MIN_BEGINNING: usize = 16;

/// Returns the text without these secrets; `None` if it has none of them.
///
/// The beginning of a long secret counts as the secret, because the server may have cut the text.
///
/// ```
/// use coc_core::redact::redact;
///
/// assert_eq!(redact(b"Bearer s%65cret-token", &["secret-token"]).unwrap(), b"Bearer [redacted]");
/// assert_eq!(redact(b"not found", &["secret-token"]), None);
/// ```
pub fn redact(text: &[u8], secrets: &[&str]) -> Option<Vec<u8>> {
    let mut clean: Option<Vec<u8>> = None;
    for secret in secrets {
        clean = Secret::new(secret).removed_from(clean.as_deref().unwrap_or(text)).or(clean);
    }
    clean
}

struct Secret<'a> {
    literal: &'a [u8],
    /// The secret as [`next`] reads it.
    plain: Vec<u8>,
}

impl<'a> Secret<'a> {
    fn new(secret: &'a str) -> Self {
        let (literal, mut plain, mut at) = (secret.as_bytes(), Vec::new(), 0);
        while let Some((byte, length)) = next(&literal[at..]) {
            plain.push(byte);
            at += length;
        }
        Self { literal, plain }
    }

    fn removed_from(&self, text: &[u8]) -> Option<Vec<u8>> {
        let (mut clean, mut copied, mut at) = (None, 0, 0);
        while at < text.len() {
            let Some(length) = self.length_in(&text[at..]) else {
                at += 1;
                continue;
            };
            let clean = clean.get_or_insert_with(Vec::new);
            clean.extend_from_slice(&text[copied..at]);
            clean.extend_from_slice(REDACTED);
            at += length;
            copied = at;
        }
        clean.as_mut()?.extend_from_slice(&text[copied..]);
        clean
    }

    /// Returns the length of the secret with which the text begins.
    fn length_in(&self, text: &[u8]) -> Option<usize> {
        if !self.literal.is_empty() && text.starts_with(self.literal) {
            return Some(self.literal.len());
        }
        let (first, expected) = (*text.first()?, *self.plain.first()?);
        let may_begin = first == expected || is_escape(first) || is_blank(first) && expected == b' ';
        if !may_begin || self.literal.len() < MIN_ESCAPED {
            return None;
        }
        let (mut matched, mut end) = (0, 0);
        while let Some(expected) = self.plain.get(matched) {
            match next(&text[end..]) {
                Some((byte, length)) if byte == *expected => end += length,
                _ => break,
            }
            matched += 1;
        }
        let is_cut = match &text[end..] {
            [] => true,
            [first, rest @ ..] => is_escape(*first) && rest.len() < 5,
        };
        let least = if is_cut { MIN_AT_END } else { MIN_BEGINNING };
        (matched >= self.plain.len().min(least)).then_some(end)
    }
}

fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// Whether the byte is white space, or stands for it: a form has `+` for a blank.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || byte == b'+'
}

/// Reads the next ASCII character, with all escapes undone, and returns the length of its spelling.
/// White space of any length is one blank. Other characters are skipped, because their bytes depend
/// on the encoding.
fn next(text: &[u8]) -> Option<(u8, usize)> {
    let (mut length, mut blank) = (0, None);
    while let Some((byte, more)) = read(&text[length..], LAYERS) {
        match byte {
            _ if is_blank(byte) => blank = Some(length + more),
            0x80.. => {}
            _ if blank.is_some() => break,
            _ => return Some((byte, length + more)),
        }
        length += more;
    }
    blank.map(|length| (b' ', length))
}

/// Reads a byte that was escaped as often as there are layers, or less.
fn read(text: &[u8], layer: u8) -> Option<(u8, usize)> {
    let Some(below) = layer.checked_sub(1) else { return Some((*text.first()?, 1)) };
    let (first, length) = read(text, below)?;
    let rest = &text[length..];
    let meaning = match first {
        b'%' => hex(rest, 2, below),
        b'\\' => backslash(rest, below),
        b'&' => entity(rest, below),
        _ => None,
    };
    Some(meaning.map_or((first, length), |(byte, more)| (byte, length + more)))
}

/// Reads a code of hexadecimal digits.
fn hex(text: &[u8], digits: usize, layer: u8) -> Option<(u8, usize)> {
    let (mut code, mut length) = (0, 0);
    for _ in 0..digits {
        let (digit, more) = read(&text[length..], layer)?;
        code = code * 16 + char::from(digit).to_digit(16)?;
        length += more;
    }
    Some((ascii(code), length))
}

/// The character of this code, or any byte that is not ASCII.
fn ascii(code: u32) -> u8 {
    u8::try_from(code).unwrap_or(u8::MAX)
}

/// Reads the rest of an escape of JSON or JavaScript: `"`, `n`, `u003c`, `x3c`.
fn backslash(text: &[u8], layer: u8) -> Option<(u8, usize)> {
    let (first, length) = read(text, layer)?;
    let digits = match first {
        b'u' => 4,
        b'x' => 2,
        b'n' | b'r' | b't' | b'b' | b'f' => return Some((b' ', length)),
        _ => return Some((first, length)),
    };
    let code = hex(&text[length..], digits, layer);
    Some(code.map_or((first, length), |(byte, more)| (byte, length + more)))
}

/// Reads the rest of an entity of HTML: `lt;`, `#60;`, `#x3c;`.
fn entity(text: &[u8], layer: u8) -> Option<(u8, usize)> {
    let (mut name, mut count, mut length) = ([0; 8], 0, 0);
    loop {
        let (byte, more) = read(&text[length..], layer)?;
        length += more;
        match byte {
            b';' => break,
            b'#' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => *name.get_mut(count)? = byte,
            _ => return None,
        }
        count += 1;
    }
    // At most 7 digits, so the number fits.
    let number = |digits: &[u8], radix| {
        let add = |code, digit: &u8| Some(code * radix + char::from(*digit).to_digit(radix)?);
        digits.iter().try_fold(0, add).map(ascii)
    };
    let meaning = match &name[..count] {
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"quot" => b'"',
        b"apos" => b'\'',
        b"nbsp" => b' ',
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    Some((meaning, length))
}

#[cfg(test)]
mod tests {
    #[cfg(not(target_family = "wasm"))]
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOi.eyJzdWIiOiJk_ZXYi-fQ.c2lnbmF0dXJl";

    fn redacted(text: &str, secret: &str) -> Option<String> {
        redact(text.as_bytes(), &[secret]).map(|clean| String::from_utf8(clean).unwrap())
    }

    #[test]
    fn a_secret_is_removed_in_each_of_its_forms_and_the_rest_stays() {
        let json = |text: &str| {
            text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<Vec<_>>().concat()
        };
        let url = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let html =
            |text: &str| text.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
        let quoted = |text: &str| text.replace('\\', "\\\\");
        for form in [
            TOKEN.to_owned(),
            json(TOKEN),
            json(TOKEN).to_uppercase().replace("\\U", "\\u"),
            url(TOKEN),
            html(TOKEN),
            TOKEN.replace('.', "%2e"),
            TOKEN.replace('.', "&#x2E;").replace('_', "\\x5f"),
            url(&json(TOKEN)),
            quoted(&json(TOKEN)),
            html(&url(TOKEN)),
            html(TOKEN).replace('&', "&amp;"),
            url(TOKEN).replace('%', "%25"),
        ] {
            let text = format!("{{\"authorization\":\"Bearer {form}\",\"é\":[1]}} {form}");
            let expected = r#"{"authorization":"Bearer [redacted]","é":[1]} [redacted]"#;
            assert_eq!(redacted(&text, TOKEN).as_deref(), Some(expected), "{form}");
        }
    }

    #[test]
    fn the_beginning_of_a_secret_is_removed_if_it_is_long_or_the_text_was_cut() {
        for (text, clean) in [
            (&TOKEN[..40], Some("[redacted]")),
            (&format!("Bearer {}… and more", &TOKEN[..20]), Some("Bearer [redacted]… and more")),
            (&format!("Bearer {}", &TOKEN[..9]), Some("Bearer [redacted]")),
            (&format!("Bearer {}\\u00", &TOKEN[..9]), Some("Bearer [redacted]\\u00")),
            (&format!("Bearer {} x", &TOKEN[..9]), None),
            (&format!("Bearer {}", &TOKEN[..7]), None),
        ] {
            assert_eq!(redacted(text, TOKEN).as_deref(), clean, "{text}");
        }
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in ["", "{}", "%", "\\", "&", "\\u00", "%4", "&#", "&amp", "100% & more\\", "eyJ0 eyJ1"] {
            assert_eq!(redacted(text, TOKEN), None, "{text}");
        }
        assert_eq!(redact(b"text", &["", "other"]), None);
        assert_eq!(redact(b"one two", &["two", "", "one"]).unwrap(), b"[redacted] [redacted]");
    }

    #[test]
    fn a_secret_of_any_characters_is_removed() {
        for (secret, text) in [
            ("p\"a\\s/<s>&'ö 100%+1", "p%22a%5Cs%2F%3Cs%3E%26%27%C3%B6+100%25%2B1"),
            ("p\"a\\s/<s>&'ö 100%+1", "p\\\"a\\\\s\\/\\u003cs\\u003e&'\\u00f6\\n 100%+1"),
            ("ab%41cd", "ab%41cd"),
            ("ab%41cd", "ab%2541cd"),
            ("ö", "ö"),
        ] {
            assert_eq!(redacted(&format!("<{text}>"), secret).as_deref(), Some("<[redacted]>"), "{text}");
        }
    }

    #[cfg(not(target_family = "wasm"))]
    proptest! {
        /// Each character may be escaped in another form.
        #[test]
        fn no_spelling_of_a_token_remains(
            token in "[A-Za-z0-9_.-]{8,20}",
            escapes in prop::collection::vec(0_u8..6, 20),
            around in "[g-z ]{0,5}",
        ) {
            prop_assume!(!around.contains(&token));
            let spelled = token.chars().zip(&escapes).fold(String::new(), |spelled, (c, escape)| {
                let code = u32::from(c);
                spelled + &match escape {
                    0 => c.to_string(),
                    1 => format!("\\u{code:04x}"),
                    2 => format!("\\u{code:04X}"),
                    3 => format!("%{code:02x}"),
                    4 => format!("&#{code};"),
                    _ => format!("&#x{code:X};"),
                }
            });
            let text = format!("{{\"a\":[\"é {spelled} {around}\"]}}");
            let expected = format!("{{\"a\":[\"é [redacted] {around}\"]}}");
            prop_assert_eq!(redacted(&text, &token), Some(expected));
        }

        #[test]
        fn no_text_panics(bytes: Vec<u8>, text in "(\\PC|[\\\\&%#;ux0-9a-f]){0,60}", secret in "\\PC{0,9}") {
            redact(&bytes, &[&secret, "abcdef"]);
            redact(text.as_bytes(), &[&secret, "abcdef"]);
        }
    }
}
