//! The calls of a window as CSV, for spreadsheets and data frames.

use std::{borrow::Cow, fmt::Write as _};

use super::window::Call;
use crate::{error::Error, response::Source};

/// The first line. RFC 4180 ends lines with CR LF.
const HEADER: &str = "ended_at,endpoint,source,status,attempts,duration_ms,repaired,error\r\n";

/// Writes one line per call. An error is only its kind, because a message may quote a response.
pub(super) fn write(calls: &[Call]) -> String {
    let mut csv = String::from(HEADER);
    for call in calls {
        // Integers, because the formatting of floats is a large part of a small module.
        let endpoint = field(call.endpoint);
        let source = call.result.as_ref().map_or("", |source| Source::as_str(*source));
        let status = call.status.map(|status| status.to_string()).unwrap_or_default();
        let (attempts, repaired) = (call.attempts, call.is_repaired);
        let (ended_at, millis) = (call.ended_at, call.duration.as_secs() * 1_000);
        let error = call.result.as_ref().err().map_or("", |error: &Error| error.kind().as_str());
        // Writing to a string cannot fail.
        let _ = write!(
            csv,
            "{}.{:03},{endpoint},{source},{status},{attempts},{}.{:03},{repaired},{}\r\n",
            ended_at.as_secs(),
            ended_at.subsec_millis(),
            millis + u64::from(call.duration.subsec_millis()),
            call.duration.subsec_micros() % 1_000,
            field(error)
        );
    }
    csv
}

/// Quotes a field that has a separator, a quote or a line break.
fn field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_quote_or_line_break_is_quoted() {
        assert_eq!(field("clan.members"), "clan.members");
        assert_eq!(field("a,b"), "\"a,b\"");
        assert_eq!(field("the \"best\""), "\"the \"\"best\"\"\"");
        assert_eq!(field("two\nlines"), "\"two\nlines\"");
        assert_eq!(field(""), "");
    }
}
