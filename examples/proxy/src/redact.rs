//! [`Redacting`]: a transport whose responses never contain the token of their request.
//!
//! Some gateways echo a request, with its headers, in an error page. The proxy forwards bodies, so
//! an echo would give the token to any client.

use bytes::Bytes;
use coc_transport_native::coc_core::{Transport, TransportError, redact::redact};
use http::{HeaderValue, header::AUTHORIZATION};

/// A transport that removes each request's token from the response.
#[derive(Debug)]
pub(crate) struct Redacting<T>(pub(crate) T);

impl<T: Transport> Transport for Redacting<T> {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let response = self.0.send(request).await?;
        Ok(match authorization.as_ref().and_then(token) {
            Some(token) => response.map(|body| without(token, body)),
            None => response,
        })
    }
}

/// The token in an `Authorization` header.
fn token(authorization: &HeaderValue) -> Option<&str> {
    let token = authorization.to_str().ok()?.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then_some(token)
}

/// Returns the body without the token. One that does not contain it is not copied.
fn without(token: &str, body: Bytes) -> Bytes {
    let Some(clean) = redact(&body, &[token]) else { return body };
    tracing::warn!("a response contained the token of its request, which was removed");
    clean.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_the_token_is_unchanged() {
        for body in ["{}", "", "{\"name\":\"\\u00e9\\u0041\"}", "<html>", "\\u00"] {
            let body = Bytes::from_static(body.as_bytes());
            let unchanged = without("abc.def", body.clone());
            assert_eq!(unchanged.as_ptr(), body.as_ptr(), "{body:?}");
        }
    }
}
