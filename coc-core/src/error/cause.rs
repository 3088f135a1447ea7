//! The cause of an error as one line.

use std::{
    error::Error as StdError,
    fmt::{self, Write as _},
};

use crate::transport::TransportError;

/// The longest text of a cause in bytes.
const MAX_LENGTH: usize = 200;

const ELLIPSIS: char = '…';

/// Returns the text of the innermost cause that has one: the outer ones only say that an inner one
/// failed. A text with a URL is no candidate, because a URL may hold a password or a key.
pub(super) fn innermost(source: &(dyn StdError + 'static)) -> Option<String> {
    let (mut found, mut next) = (None, Some(source));
    while let Some(cause) = next {
        // The text of a transport error is that of its kind.
        if !cause.is::<TransportError>() {
            let text = line(cause);
            let has_url = text.as_bytes().windows(3).any(|part| part == b"://");
            found = Some(text).filter(|text| !text.is_empty() && !has_url).or(found);
        }
        next = cause.source();
    }
    found
}

/// Returns the text on one line, shortened.
fn line(cause: &(dyn StdError + 'static)) -> String {
    let mut text = Line(String::new());
    // Nothing but the end of the line can stop it, or a `Display` that fails.
    let _ = write!(text, "{cause}");
    let Line(mut text) = text;
    if text.ends_with(' ') {
        text.pop();
    }
    if text.len() > MAX_LENGTH {
        while text.len() > MAX_LENGTH - ELLIPSIS.len_utf8() {
            text.pop();
        }
        text.push(ELLIPSIS);
    }
    text
}

/// One line, to which no more is written once it is long enough.
struct Line(String);

impl fmt::Write for Line {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for char in piece.chars() {
            if self.0.len() > MAX_LENGTH {
                return Err(fmt::Error);
            }
            if !char.is_control() && !char.is_whitespace() {
                self.0.push(char);
            } else if !self.0.is_empty() && !self.0.ends_with(' ') {
                self.0.push(' ');
            }
        }
        Ok(())
    }
}
