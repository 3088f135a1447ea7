//! [`Redacting`]: a transport whose responses never contain the token of their request.
//!
//! Some gateways echo a request, with its headers, in an error page. The proxy forwards bodies, so
//! an echo would give the token to any client.

use bytes::Bytes;
use coc_transport_native::coc_core::{Transport, TransportError};
use http::{HeaderValue, header::AUTHORIZATION};
use memchr::memmem;
use serde_json::Value;

const REDACTED: &str = "[redacted]";

/// A transport that removes each request's token from the response.
#[derive(Debug)]
pub(crate) struct Redacting<T>(pub(crate) T);

impl<T: Transport> Transport for Redacting<T> {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let response = self.0.send(request).await?;
        Ok(match authorization.as_ref().and_then(token) {
            Some(token) => response.map(|body| redact(body, token)),
            None => response,
        })
    }
}

/// The token in an `Authorization` header.
fn token(authorization: &HeaderValue) -> Option<&str> {
    let token = authorization.to_str().ok()?.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then_some(token)
}

/// Returns the body without the token. One that does not contain it is neither copied nor parsed.
fn redact(body: Bytes, token: &str) -> Bytes {
    if memmem::find(&body, token.as_bytes()).is_some() {
        tracing::warn!("a response contained the token of its request, which was removed");
        let text = String::from_utf8_lossy(&body).replace(token, REDACTED);
        return redact_escaped(text.into(), token);
    }
    redact_escaped(body, token)
}

/// Removes a token whose characters are escaped as JSON allows.
fn redact_escaped(body: Bytes, token: &str) -> Bytes {
    // Tokens are ASCII, so an escape of any of their characters begins so.
    if memmem::find(&body, b"\\u00").is_none() || !unescaped(&body).contains(token) {
        return body;
    }
    tracing::warn!("a response contained the escaped token of its request, which was removed");
    let parsed = serde_json::from_slice::<Value>(&body).map(|value| without(value, token));
    // A body that is no JSON is not needed, whatever it says.
    parsed.map_or_else(|_| Bytes::from_static(REDACTED.as_bytes()), |value| value.to_string().into())
}

/// Replaces each escape of an ASCII character by the character.
fn unescaped(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut pieces = text.split("\\u00");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(code) => {
                plain.push(char::from(code));
                plain.push_str(&piece[2..]);
            }
            None => plain.push_str(piece),
        }
    }
    plain
}

/// Replaces the token in all strings and names.
fn without(value: Value, token: &str) -> Value {
    let clean = |text: String| text.replace(token, REDACTED);
    match value {
        Value::String(text) => clean(text).into(),
        Value::Array(values) => values.into_iter().map(|value| without(value, token)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (clean(name), without(value, token))).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_body_without_the_token_is_unchanged() {
        for body in ["{}", "", "{\"name\":\"\\u00e9\\u0041\"}", "<html>", "\\u00"] {
            let body = Bytes::from_static(body.as_bytes());
            let unchanged = redact(body.clone(), "abc.def");
            assert_eq!(unchanged.as_ptr(), body.as_ptr(), "{body:?}");
        }
    }

    proptest! {
        /// Each character of the token may be escaped or not, in either case.
        #[test]
        fn no_spelling_of_the_token_remains(
            token in "[A-Za-z0-9_.-]{8,20}",
            escapes in prop::collection::vec(0_u8..3, 20),
            around in "[a-z ]{0,5}",
        ) {
            let spelled = token.chars().zip(&escapes).fold(String::new(), |spelled, (c, escape)| match escape {
                0 => spelled + &c.to_string(),
                1 => spelled + &format!("\\u{:04x}", u32::from(c)),
                _ => spelled + &format!("\\u{:04X}", u32::from(c)),
            });
            let body = format!("{{\"a\":[\"{around}{spelled}{around}\"]}}");
            let redacted = redact(body.into(), &token);
            let value: Value = serde_json::from_slice(&redacted).unwrap();
            let expected = format!("{around}{REDACTED}{around}");
            prop_assert_eq!(value["a"][0].as_str(), Some(&*expected));
        }

        #[test]
        fn no_body_panics(body: Vec<u8>, text in "(\\\\u00[0-9a-zé]{0,3}|abcdefgh){0,6}") {
            redact(body.into(), "abcdefgh");
            let redacted = redact(text.into(), "abcdefgh");
            prop_assert!(!unescaped(&redacted).contains("abcdefgh"));
        }
    }
}
