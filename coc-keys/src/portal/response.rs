//! The interpretation of the portal's responses.
//!
//! The portal has no documented contract. Observed: a success has `status.code` 0; an error has a
//! message in `description` or `message`; the "temporary application error" comes with any status,
//! 200 included; a gateway responds with a web page.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{DecodeError, decode};
use http::{Response, StatusCode, header::RETRY_AFTER};
use secrecy::SecretString;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    PortalRequest::{self, Create, Login, Revoke},
    redact::redact,
};
use crate::error::{Error, ErrorKind};

/// A response, and the secrets that must not appear in an error about it.
pub(super) struct PortalResponse {
    request: PortalRequest,
    status: StatusCode,
    body: Bytes,
    retry_after: Option<Duration>,
    secrets: Vec<SecretString>,
}

/// The status in a response's body.
///
/// The fields have any type: an unexpected one must not hide the rest.
#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusBody {
    status: Value,
    description: Value,
    message: Value,
    reason: Value,
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
        let code = body.code();
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
        let text = redact(&text, &self.secrets);
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
}

impl StatusBody {
    /// The status code; 0 for success, and if it cannot be read.
    fn code(&self) -> i64 {
        match &self.status["code"] {
            Value::String(text) => text.trim().parse().unwrap_or_default(),
            Value::Number(number) => {
                let whole = number.to_string();
                whole.split('.').next().unwrap_or_default().parse().unwrap_or_default()
            }
            _ => 0,
        }
    }

    fn message(&self) -> String {
        let Self { status, description, message, reason } = self;
        let texts = [description, message, &status["detail"], &status["message"], reason, status];
        let texts = texts.into_iter().filter_map(Value::as_str);
        texts.map(str::trim).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
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
    use coc_core::models::ApiKeyList;
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
        assert_eq!(error.message(), "No [redacted] for … here (status 400)");
        // A value of the wrong type may be a secret.
        let body = format!(r#"{{"status":{{"code":0}},"keys":"{jwt}"}}"#);
        let error = response(List, 200, &body).read::<ApiKeyList>().unwrap_err();
        assert!(error.message().contains("at `keys`") && !error.to_string().contains("eyJ"), "{error}");
    }

    #[test]
    fn an_escaped_echo_of_a_secret_is_redacted() {
        let password = r#"p"a\s/<s>&'ö 100%+1"#;
        for echo in [
            // As it is, and in JSON within a string of JSON, once and twice.
            password,
            r#"p\"a\\s/<s>&'ö 100%+1"#,
            r#"p\"a\\s\/<s>&'\u00f6 100%+1"#,
            r"p\u0022a\u005Cs\u002f\u003cs\u003e\u0026\u0027\u00F6\u0020100\u0025\u002b1",
            r#"p\\\"a\\\\s/<s>&'ö 100%+1"#,
            r"p\x22a\\s/\x3cs\x3e&\'ö 100%+1",
            // In a URL: as a component, as a form, and encoded twice.
            "p%22a%5Cs%2F%3Cs%3E%26%27%C3%B6%20100%25%2B1",
            "p%22a%5cs%2f%3cs%3e%26%27%c3%b6+100%25%2b1",
            "p%2522a%255Cs%252F%253Cs%253E%2526%2527%25C3%25B6%2520100%2525%252B1",
            // In HTML, with named and numeric entities, and twice.
            "p&quot;a\\s/&lt;s&gt;&amp;&#39;ö 100%+1",
            "p&#34;a&#92;s&#47;&#60;s&#62;&#38;&apos;&#246; 100&#37;&#43;1",
            "p&#x22;a&#x5C;s&#X2f;&#x3c;s&#x3E;&#x26;&#x27;&ouml;&nbsp;100&#x25;&#x2b;1"
                .replace("&ouml;", "&#xf6;")
                .as_str(),
            "p&amp;quot;a\\s/&amp;lt;s&amp;gt;&amp;amp;&amp;#39;ö 100%+1",
            // With other white space.
            "p\"a\\s/<s>&'ö\n 100%+1",
        ] {
            let body = serde_json::json!({ "description": format!("wrong password {echo}!") }).to_string();
            let response = http::Response::builder().status(400).body(Bytes::from(body)).unwrap();
            let secrets = [SecretString::from(password)];
            let error = PortalResponse::new(Login, response, Duration::ZERO, &secrets).check().unwrap_err();
            for part in ["100", "%22", "quot", "u0022", "lt;", "x22"] {
                assert!(!error.to_string().contains(part), "{echo}: {error}");
            }
        }
        // Another message stays.
        let error =
            response(Login, 400, r#"{"description":"50%25 of 100% &amp; more"}"#).check().unwrap_err();
        assert_eq!(error.message(), "50%25 of 100% &amp; more (status 400)");
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
