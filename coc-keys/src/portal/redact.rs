//! Removes secrets from the portal's messages, also in the forms that JSON, URLs and HTML escape
//! them to.

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};

/// The most characters of a message in an error.
const MAX_MESSAGE: usize = 300;
/// The length at which a word is removed from a message, because it may be a key.
const MAX_WORD: usize = 32;
/// The most escapes of escapes that are undone.
const MAX_ROUNDS: usize = 8;
/// The least length at which a secret is compared by its ASCII characters alone.
const MIN_ASCII: usize = 4;

const REDACTED: &str = "…";

/// Returns the message on one line, shortened, and without anything that is or looks like a secret.
/// A message with an escaped secret is removed completely.
pub(super) fn redact(message: &str, secrets: &[SecretString]) -> String {
    let mut text = message.to_owned();
    let secrets = secrets.iter().map(SecretString::expose_secret).filter(|secret| !secret.is_empty());
    for secret in secrets.clone() {
        text = text.replace(secret, REDACTED);
    }
    let plain = normalized(&text);
    if secrets.into_iter().any(|secret| contains(&plain, &normalized(secret))) {
        return REDACTED.to_owned();
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<&str> =
        words.map(|word| if word.chars().count() < MAX_WORD { word } else { REDACTED }).collect();
    words.join(" ").chars().take(MAX_MESSAGE).collect()
}

fn contains(text: &str, secret: &str) -> bool {
    // Other characters depend on the encoding.
    let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
    let secret_ascii = ascii(secret);
    text.contains(secret) || secret_ascii.len() >= MIN_ASCII && ascii(text).contains(&secret_ascii)
}

/// Undoes all escapes. Two texts that are escaped forms of one text have the same result.
fn normalized(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let before = text;
        text = unescape(&percent_decode_str(&before).decode_utf8_lossy(), '&', entity);
        text = unescape(&text, '\\', backslash);
        if text == before {
            break;
        }
    }
    // A form has `+` for a blank.
    let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    text.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Replaces the sequences that begin with this character. `read` returns the meaning of the one
/// that the text begins with after that character, and the rest.
fn unescape(text: &str, first: char, read: fn(&str) -> Option<(char, &str)>) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(first) {
        plain.push_str(before);
        let (meaning, after) = read(after).unwrap_or((first, after));
        plain.push(meaning);
        rest = after;
    }
    plain + rest
}

/// An entity of HTML: `lt;`, `#60;`, `#x3c;`.
fn entity(text: &str) -> Option<(char, &str)> {
    let (name, rest) = text.split_once(';')?;
    let number = name.strip_prefix('#');
    let meaning = match (name, number.and_then(|number| number.strip_prefix(['x', 'X'])), number) {
        ("amp", ..) => '&',
        ("lt", ..) => '<',
        ("gt", ..) => '>',
        ("quot", ..) => '"',
        ("apos", ..) => '\'',
        ("nbsp", ..) => ' ',
        (_, Some(hex), _) => char::from_u32(u32::from_str_radix(hex, 16).ok()?)?,
        (_, None, Some(decimal)) => char::from_u32(decimal.parse().ok()?)?,
        _ => return None,
    };
    Some((meaning, rest))
}

/// An escape of JSON or JavaScript: `"`, `n`, `u003c`, `x3c`.
fn backslash(text: &str) -> Option<(char, &str)> {
    let hex = |text: &'_ str, digits: usize| {
        let (hex, rest) = text.split_at_checked(digits)?;
        Some((u32::from_str_radix(hex, 16).ok()?, rest.len()))
    };
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let code = match first {
        'u' => hex(rest, 4),
        'x' => hex(rest, 2),
        'n' | 'r' | 't' | 'b' | 'f' => return Some((' ', rest)),
        _ => None,
    };
    let Some((code, left)) = code else { return Some((first, rest)) };
    let rest = &rest[rest.len() - left..];
    // The second half of a surrogate pair is read as a character of its own.
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_escaped_secret_is_left(secret in "[ -~]{4,24}", before in "[a-z ]{0,9}", form in 0..5_usize) {
            prop_assume!(!secret.trim_matches([' ', '+']).is_empty() && !before.contains(secret.trim()));
            let json = |text: &str| {
                let quoted = serde_json::to_string(text).unwrap();
                quoted[1..quoted.len() - 1].to_owned()
            };
            let url = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
            let html = |text: &str| text.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
            let echo = match form {
                0 => json(&secret),
                1 => url(&secret),
                2 => html(&secret),
                3 => url(&json(&secret)),
                _ => json(&html(&secret)),
            };
            let redacted = redact(&format!("{before} {echo}"), &[SecretString::from(secret.as_str())]);
            prop_assert!(!redacted.contains(&echo) || redacted == REDACTED, "{}: {}", echo, redacted);
        }

        #[test]
        fn no_message_panics(text in "(\\PC|[\\\\&%#;ux0-9a-f]){0,60}", secret in "\\PC{0,9}") {
            redact(&text, &[SecretString::from(secret)]);
        }
    }
}
