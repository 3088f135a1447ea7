//! [`Secrets`]: removes the secrets of a request from its failure.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header::AUTHORIZATION};

use crate::{credentials::Token, error::Error, redact::redact};

/// The least length of a secret. A shorter one, as tests have, would be found in ordinary words.
const MIN_LENGTH: usize = 6;

/// The secrets that a server may echo in its response to one attempt, or a transport in its error.
#[derive(Clone, Copy)]
pub(super) struct Secrets<'a> {
    /// All tokens of the client, of which the attempt has one.
    pub(super) tokens: &'a [Token],
    /// The JSON that a POST sends, which may hold the token of a player.
    pub(super) posted: Option<&'a Bytes>,
}

impl Secrets<'_> {
    /// Redacts a response that is not a success, before any middleware sees it. `sent` is the
    /// `Authorization` of the request.
    pub(super) fn redact_response(
        &self,
        response: Response<Bytes>,
        sent: Option<&HeaderValue>,
    ) -> Response<Bytes> {
        let (mut parts, body) = response.into_parts();
        let secrets = self.all(sent);
        for value in parts.headers.values_mut() {
            if let Some(clean) = redact(value.as_bytes(), &secrets) {
                *value = HeaderValue::try_from(clean).unwrap_or(HeaderValue::from_static(""));
            }
        }
        let body = redact(&body, &secrets).map_or(body, Bytes::from);
        Response::from_parts(parts, body)
    }

    /// Returns the body of a success without the secrets; `None` if it has none.
    pub(super) fn redact_body(&self, body: &Bytes) -> Option<Bytes> {
        redact(body, &self.all(None)).map(Bytes::from)
    }

    /// Redacts the error of a transport.
    pub(super) fn redact_error(&self, error: Error, sent: Option<&HeaderValue>) -> Error {
        let secrets = self.all(sent);
        error.redacted(|text| redact(text.as_bytes(), &secrets))
    }

    fn all<'s>(&'s self, sent: Option<&'s HeaderValue>) -> Vec<&'s str> {
        let mut secrets = self.posted.map(|body| strings(body)).unwrap_or_default();
        for token in self.tokens {
            secrets.extend(secret_of(token.authorization()));
        }
        secrets.extend(sent.and_then(secret_of));
        secrets.retain(|secret| secret.len() >= MIN_LENGTH);
        secrets
    }
}

/// Returns the `Authorization` of a request.
pub(super) fn authorization(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get(AUTHORIZATION).cloned()
}

/// Returns the secret after the name of the scheme.
fn secret_of(authorization: &HeaderValue) -> Option<&str> {
    let text = authorization.to_str().ok()?;
    text.bytes().rposition(|byte| byte == b' ').map_or(Some(text), |blank| text.get(blank + 1..))
}

/// Returns the strings of a JSON text as they are written, except the names of fields.
fn strings(json: &[u8]) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), json);
    while let Some(start) = position(rest, |byte| byte == b'"') {
        rest = &rest[start + 1..];
        let mut is_escaped = false;
        let end = position(rest, |byte| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        });
        let (string, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or_default();
        if !rest.trim_ascii_start().starts_with(b":") {
            found.extend(str::from_utf8(string));
        }
    }
    found
}

fn position(text: &[u8], is_wanted: impl FnMut(u8) -> bool) -> Option<usize> {
    text.iter().copied().position(is_wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strings_of_a_json_text_are_found_without_names() {
        for (json, found) in [
            (
                r#"{"token":"abc","a":["d\"e\\","\u0041"],"b":{"c" : "f"},"n":1}"#,
                &["abc", r#"d\"e\\"#, r"\u0041", "f"][..],
            ),
            (r#""text""#, &["text"]),
            (r#"{"a":"unterminated"#, &["unterminated"]),
            ("[1,null]", &[]),
            ("", &[]),
            ("\"", &[""]),
        ] {
            assert_eq!(strings(json.as_bytes()), found, "{json}");
        }
    }
}
