//! The interpretation of the portal's responses.
//!
//! The portal has no documented contract. Observed: a success has `status.code` 0; an error has a
//! message in `description` or `message`; the "temporary application error" comes with any status,
//! 200 included; a gateway responds with a web page.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{DecodeError, decode};
use http::{Response, StatusCode, header::RETRY_AFTER};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, de::DeserializeOwned};

use super::PortalRequest::{self, Create, Login, Revoke};
use crate::error::{Error, ErrorKind};

/// The most characters of the portal's message in an error.
const MAX_MESSAGE: usize = 300;
/// The length at which a word is removed from a message, because it may be a key.
const MAX_WORD: usize = 32;

/// A response, and the secrets that must not appear in an error about it.
pub(super) struct PortalResponse {
    request: PortalRequest,
    status: StatusCode,
    body: Bytes,
    retry_after: Option<Duration>,
    secrets: Vec<SecretString>,
}

/// The status in a response's body.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusBody {
    status: Option<StatusField>,
    description: Option<String>,
    message: Option<String>,
    reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusField {
    code: i64,
    message: Option<String>,
    detail: Option<String>,
}

impl PortalResponse {
    pub(super) fn new(
        request: PortalRequest,
        response: Response<Bytes>,
        unix_now: Duration,
        secrets: &[SecretString],
    ) -> Self {
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|text| parse_retry_after(text, unix_now));
        let status = response.status();
        Self { request, status, body: response.into_body(), retry_after, secrets: secrets.to_vec() }
    }

    /// Decodes the value of a success.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.check()?;
        decode::json(&self.body).map_err(|error| self.unreadable(&error))
    }

    /// Returns an error unless the response is a success.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.status.is_redirection() {
            let status = self.status.as_u16();
            let message = format!("status {status}; redirects are not followed; check the URL");
            return Err(Error::new(ErrorKind::Redirect, message));
        }
        let body = match decode::json::<StatusBody>(&self.body) {
            Ok(body) => body,
            // A rejection need not be JSON, but a web page comes from a gateway.
            Err(DecodeError::Html) if self.status != StatusCode::TOO_MANY_REQUESTS => {
                return Err(self.unreadable(&DecodeError::Html));
            }
            Err(_) if !self.status.is_success() => StatusBody::default(),
            Err(error) => return Err(self.unreadable(&error)),
        };
        let code = body.status.as_ref().map_or(0, |status| status.code);
        if self.status.is_success() && code == 0 {
            return Ok(());
        }
        // A failure with HTTP status 200 has its status in the body.
        let status = match u16::try_from(code) {
            Ok(code @ 400..=599) if self.status.is_success() => code,
            _ => self.status.as_u16(),
        };
        let text = body.message();
        let kind = self.kind(status, &text.to_ascii_lowercase());
        let text = self.redact(&text);
        let message = match (kind, text.is_empty()) {
            // The status adds nothing to these kinds.
            (ErrorKind::WrongCredentials | ErrorKind::SessionExpired, _) => text,
            (_, false) => format!("{text} (status {status})"),
            (_, true) => format!("status {status}"),
        };
        Err(Error::new(kind, message).with_retry_after(self.retry_after))
    }

    fn kind(&self, status: u16, message: &str) -> ErrorKind {
        let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
        match (self.request, status) {
            (_, 429) => ErrorKind::Throttled,
            (_, 408) => ErrorKind::Timeout,
            _ if has(&["temporary application error"]) => ErrorKind::Temporary,
            (Login, 401 | 403) => ErrorKind::WrongCredentials,
            (Login, 200..=499) if has(&["password", "credential"]) => ErrorKind::WrongCredentials,
            (Create, 200..=499) if has(&["maximum", "limit", "too many", "quota"]) => ErrorKind::KeyLimit,
            (_, 401 | 403) => ErrorKind::SessionExpired,
            // A missing key was revoked elsewhere, or the portal is wrong: the next list shows
            // which. And a 2xx response may report a failure without a reason.
            (Revoke, 404) | (_, 200..=299 | 500..) => ErrorKind::Temporary,
            _ => ErrorKind::Rejected,
        }
    }

    fn unreadable(&self, error: &DecodeError) -> Error {
        let status = self.status.as_u16();
        let (kind, what) = match error {
            DecodeError::Html => (ErrorKind::Html, String::new()),
            DecodeError::Truncated { .. } => (ErrorKind::Unreadable, "truncated JSON, ".to_owned()),
            DecodeError::Mismatch { path, .. } => (ErrorKind::Unreadable, format!("at `{path}`, ")),
            // The messages of the other errors may quote the body.
            _ => (ErrorKind::Unreadable, "not JSON, ".to_owned()),
        };
        Error::new(kind, format!("{what}status {status}")).with_retry_after(self.retry_after)
    }

    /// The portal's message on one line, shortened, and without anything that is or looks like a
    /// secret.
    fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.secrets.iter().filter(|secret| !secret.expose_secret().is_empty()) {
            text = text.replace(secret.expose_secret(), "…");
        }
        let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let words: Vec<&str> =
            words.map(|word| if word.chars().count() < MAX_WORD { word } else { "…" }).collect();
        words.join(" ").chars().take(MAX_MESSAGE).collect()
    }
}

impl StatusBody {
    fn message(self) -> String {
        let status = self.status.unwrap_or_default();
        let texts = [self.description, self.message, status.detail, status.message, self.reason];
        texts.into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default()
    }
}

/// Parses `Retry-After`: seconds, or a date.
fn parse_retry_after(text: &str, unix_now: Duration) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(date.saturating_sub(unix_now))
}

#[cfg(test)]
mod tests {
    use coc_core::models::{ApiKeyList, ApiKeyResponse};
    use proptest::prelude::*;

    use super::{PortalRequest::List, *};

    fn response(request: PortalRequest, status: u16, body: &str) -> PortalResponse {
        let response =
            Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        PortalResponse::new(request, response, Duration::ZERO, &[SecretString::from("hunter2")])
    }

    #[test]
    fn every_rejection_of_the_portal_has_its_kind() {
        use ErrorKind as K;
        let temporary = r#"{"status":{"code":500,"message":"Temporary application error, please try again later"},"description":"Temporary application error, please try again later"}"#;
        let page = "<html><body>502 Bad Gateway</body></html>";
        for (request, status, body, kind) in [
            (
                Login,
                403,
                r#"{"reason":"accessDenied","description":"Invalid email or password"}"#,
                K::WrongCredentials,
            ),
            (Login, 401, "{}", K::WrongCredentials),
            (Login, 403, "<html>Request blocked</html>", K::Html),
            (Login, 200, r#"{"status":{"code":403,"message":"nope"}}"#, K::WrongCredentials),
            (Login, 429, r#"{"description":"Too many logins"}"#, K::Throttled),
            (Login, 429, "slow down", K::Throttled),
            (List, 403, r#"{"description":"Not logged in or session expired"}"#, K::SessionExpired),
            (Create, 403, r#"{"description":"Not logged in or session expired"}"#, K::SessionExpired),
            (
                Create,
                400,
                r#"{"description":"The maximum of 10 keys for an account has been reached"}"#,
                K::KeyLimit,
            ),
            (Create, 403, r#"{"message":"Key limit reached"}"#, K::KeyLimit),
            (Create, 400, r#"{"description":"A key needs a name"}"#, K::Rejected),
            (Revoke, 400, "{}", K::Rejected),
            (List, 200, temporary, K::Temporary),
            (List, 403, temporary, K::Temporary),
            (Create, 500, temporary, K::Temporary),
            (List, 503, "{}", K::Temporary),
            (List, 200, r#"{"status":{"code":7}}"#, K::Temporary),
            (List, 502, page, K::Html),
            (List, 200, page, K::Html),
            (List, 200, r#"{"status":{"co"#, K::Unreadable),
            (List, 200, "", K::Unreadable),
            (List, 404, "Not Found", K::Rejected),
            (Login, 403, "", K::WrongCredentials),
            (Login, 403, "Forbidden", K::WrongCredentials),
            (Login, 400, r#"{"message":"Bad credentials"}"#, K::WrongCredentials),
            (Login, 200, r#"{"status":{"code":1,"message":"Wrong password"}}"#, K::WrongCredentials),
            (List, 401, "", K::SessionExpired),
            (List, 500, "oops", K::Temporary),
            (Revoke, 404, r#"{"reason":"notFound","description":"There is no such key"}"#, K::Temporary),
            (Login, 302, "", K::Redirect),
        ] {
            let error = response(request, status, body).read::<ApiKeyList>().unwrap_err();
            assert_eq!(error.kind(), kind, "{request:?} {status} {body}: {error}");
        }
    }

    #[test]
    fn a_list_without_keys_is_empty_and_an_empty_object_is_an_error() {
        let ok = r#"{"status":{"code":0,"message":"ok"},"sessionExpiresInSeconds":60}"#;
        assert!(response(List, 200, ok).read::<ApiKeyList>().unwrap().keys.is_empty());
        assert!(response(List, 200, "{}").read::<ApiKeyList>().is_err());
    }

    #[test]
    fn an_error_has_the_portals_message_and_no_secret() {
        let jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJsaW1pdHMiOltdfQ.c2ln";
        let body = format!(r#"{{"description":"No\nhunter2 for\t{jwt} here"}}"#);
        let error = response(Login, 400, &body).check().unwrap_err();
        assert_eq!(error.message(), "No … for … here (status 400)");
        // A value of the wrong type may be a secret.
        let body = format!(r#"{{"status":{{"code":0}},"key":"{jwt}"}}"#);
        let error = response(Create, 200, &body).read::<ApiKeyResponse>().map(drop).unwrap_err();
        assert!(error.message().contains("at `key`") && !error.to_string().contains("eyJ"), "{error}");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(parse_retry_after(" 7 ", Duration::ZERO), Some(Duration::from_secs(7)));
        let date = "Thu, 01 Jan 1970 00:01:00 GMT";
        assert_eq!(parse_retry_after(date, Duration::from_secs(20)), Some(Duration::from_secs(40)));
        assert_eq!(parse_retry_after("soon", Duration::ZERO), None);
    }

    proptest! {
        #[test]
        fn no_body_panics(status in 100_u16..=599, body in "\\PC{0,80}") {
            for request in [Login, List, Create, Revoke] {
                let _ = response(request, status, &body).read::<ApiKeyList>();
            }
        }
    }
}
