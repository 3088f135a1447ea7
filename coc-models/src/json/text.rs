//! [`readable`]: JSON whose strings, numbers and depth the parser accepts.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
};
use core::fmt::Write;

use serde_json::Value;

/// The deepest nesting that is read. A model has less than ten levels, the parser accepts 127.
const MAX_DEPTH: usize = 60;

/// The parser's error for a number that is no finite `f64`.
const OUT_OF_RANGE: &str = "number out of range";

/// Replaces a value that the parser rejects. Of all values it is the one that no field has, so it
/// is treated like any other value of the wrong type.
const UNREADABLE: &str = "[[]]";

/// A body whose unreadable parts are replaced.
pub(super) struct Readable<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether parts of strings were replaced by U+FFFD.
    pub(super) has_replaced_text: bool,
}

/// Replaces invalid UTF-8, lone surrogates and unescaped control characters in strings, numbers
/// that no `f64` can hold, and values that are nested too deep.
pub(super) fn readable(body: &[u8]) -> Readable<'_> {
    let text = String::from_utf8_lossy(body);
    let mut has_replaced_text = matches!(text, Cow::Owned(_));
    let mut written = String::with_capacity(text.len());
    let mut rest = &*text;
    let mut depth = 0_usize;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '"' => {
                let string = string_length(rest);
                let (string, _) = rest.split_at_checked(string).unwrap_or((rest, ""));
                has_replaced_text |= write_string(string, &mut written);
                string.len()
            }
            '[' | '{' if depth == MAX_DEPTH => {
                written.push_str(UNREADABLE);
                value_length(rest)
            }
            '-' | '0'..='9' => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
                let number = rest.split(|c| !is_part(c)).next().unwrap_or(rest);
                let parsed = serde_json::from_slice::<Value>(number.as_bytes());
                let is_infinite = parsed.is_err_and(|error| error.to_string().starts_with(OUT_OF_RANGE));
                written.push_str(if is_infinite { UNREADABLE } else { number });
                number.len()
            }
            other => {
                match other {
                    '[' | '{' => depth += 1,
                    ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                written.push(other);
                other.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Readable { text: Cow::Owned(written), has_replaced_text }
}

/// The length of the string literal at the start of `text`, with its quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

/// The length of the list or object at the start of `text`.
fn value_length(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                at += string_length(text.get(at..).unwrap_or_default());
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Writes a string literal with lone surrogates replaced and control characters escaped. Returns
/// whether anything was replaced.
fn write_string(literal: &str, out: &mut String) -> bool {
    let mut has_replaced = false;
    let mut rest = literal;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match code_unit(rest) {
            Some(0xD800..=0xDBFF) => {
                let pair = rest.get(6..).and_then(code_unit).filter(|low| (0xDC00..=0xDFFF).contains(low));
                length = if pair.is_some() { 12 } else { 6 };
                if let (Some(_), Some(pair)) = (pair, rest.get(..12)) {
                    out.push_str(pair);
                } else {
                    out.push(char::REPLACEMENT_CHARACTER);
                    has_replaced = true;
                }
            }
            Some(0xDC00..=0xDFFF) => {
                length = 6;
                out.push(char::REPLACEMENT_CHARACTER);
                has_replaced = true;
            }
            _ if character == '\\' => {
                length = rest.chars().take(2).map(char::len_utf8).sum();
                out.push_str(rest.get(..length).unwrap_or(rest));
            }
            _ if character < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
                has_replaced = true;
            }
            _ => out.push(character),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    has_replaced
}

/// The code unit of an escape such as `\ud83d` at the start of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> String {
        readable(body.as_bytes()).text.into_owned()
    }

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_are_not() {
        for (written, read_as) in [
            (r#""a\ud83db""#, "\"a\u{fffd}b\""),
            (r#""\ude00""#, "\"\u{fffd}\""),
            (r#""\ud83d\ud83d\ude00""#, "\"\u{fffd}\\ud83d\\ude00\""),
            (r#""\\ud83d\"""#, r#""\\ud83d\"""#),
            (r#""\ud83d\ude00\n""#, r#""\ud83d\ude00\n""#),
            ("\"\u{1}\"", "\"\\u0001\""),
        ] {
            assert_eq!(read(written), read_as);
        }
    }

    #[test]
    fn numbers_and_depth_that_the_parser_rejects_are_replaced() {
        assert_eq!(
            read(r#"{"a":1e999,"b":-1E+400,"c":1e3,"d":"1e999"}"#),
            r#"{"a":[[]],"b":[[]],"c":1e3,"d":"1e999"}"#
        );
        let deep = format!(r#"{{"a":{}"]"{},"b":1}}"#, "[".repeat(5_000), "]".repeat(5_000));
        let value: serde_json::Value = serde_json::from_str(&read(&deep)).unwrap();
        assert_eq!(value["b"], 1);
    }

    proptest! {
        #[test]
        fn json_that_the_parser_accepts_is_unchanged(
            text in r#"(\{"[a-z]{0,3}":(-?[0-9]{1,9}(\.[0-9]{1,3})?|"[^"\\\x00-\x1f]{0,9}"|true|null|\[\]|\[1,"é\\n"\])\}){1,2}"#
        ) {
            prop_assert_eq!(read(&text), text);
        }

        #[test]
        fn no_bytes_panic(body: alloc::vec::Vec<u8>, text in r#"["\\u0-9a-f\[\]{}d8e+-]{0,40}"#) {
            let _ = readable(&body);
            let _ = readable(text.as_bytes());
        }
    }
}
