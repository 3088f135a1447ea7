//! What an answer of the portal means.
//!
//! The portal has no documented contract. What is known: a success has `status.code` 0; a refusal has a text in `description`
//! or `message`; the "temporary application error" comes with any status, 200 included; a gateway answers with a web page.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{DecodeError, decode};
use http::{Response, StatusCode, header::RETRY_AFTER};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, de::DeserializeOwned};

use super::Step;
use crate::error::{Error, ErrorKind};

/// The longest text of the portal's that is passed on, in characters.
const LONGEST: usize = 300;
/// What is longer is no word of a person's, but perhaps a key.
const WORD: usize = 32;

/// An answer, and what must not be repeated of it.
pub(super) struct Answer {
    step: Step,
    status: StatusCode,
    body: Bytes,
    retry_after: Option<Duration>,
    secrets: Vec<SecretString>,
}

/// What an answer says about how it went.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    status: Option<Status>,
    description: Option<String>,
    message: Option<String>,
    reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    code: i64,
    message: Option<String>,
    detail: Option<String>,
}

impl Answer {
    pub(super) fn new(
        step: Step,
        response: Response<Bytes>,
        unix_now: Duration,
        secrets: &[SecretString],
    ) -> Self {
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|text| wait(text, unix_now));
        let status = response.status();
        Self { step, status, body: response.into_body(), retry_after, secrets: secrets.to_vec() }
    }

    /// The value of an answer that is a success.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.check()?;
        decode::json(&self.body).map_err(|error| self.unreadable(&error))
    }

    /// Whether the answer is a success, whatever its value.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.status.is_redirection() {
            let status = self.status.as_u16();
            let message = format!("status {status}; it is not followed, because a password travels with it");
            return Err(Error::new(ErrorKind::Redirect, message));
        }
        let told = match self.told() {
            Ok(told) => told,
            // A refusal need not be JSON, but a web page is somebody else's than the portal's.
            Err(DecodeError::Html) if self.status != StatusCode::TOO_MANY_REQUESTS => {
                return Err(self.unreadable(&DecodeError::Html));
            }
            Err(_) if !self.status.is_success() => Told::default(),
            Err(error) => return Err(self.unreadable(&error)),
        };
        let code = told.status.as_ref().map_or(0, |status| status.code);
        if self.status.is_success() && code == 0 {
            return Ok(());
        }
        // A failure that comes as a success has its status in the body.
        let status = match u16::try_from(code) {
            Ok(code @ 400..=599) if self.status.is_success() => code,
            _ => self.status.as_u16(),
        };
        let said = told.text();
        let kind = self.kind(status, &said.to_ascii_lowercase());
        let said = self.clean(&said);
        let message = match (kind, said.is_empty()) {
            // The kind says it all.
            (ErrorKind::WrongCredentials | ErrorKind::SessionExpired, _) => said,
            (_, false) => format!("{said} (status {status})"),
            (_, true) => format!("status {status}"),
        };
        Err(Error::new(kind, message).with_retry_after(self.retry_after))
    }

    fn told(&self) -> Result<Told, DecodeError> {
        decode::json(&self.body)
    }

    fn kind(&self, status: u16, said: &str) -> ErrorKind {
        let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
        match (self.step, status) {
            (_, 429) => ErrorKind::Throttled,
            (_, 408) => ErrorKind::Timeout,
            _ if says(&["temporary application error"]) => ErrorKind::Temporary,
            (Step::Login, 401 | 403) => ErrorKind::WrongCredentials,
            (Step::Login, 200..=499) if says(&["password", "credential"]) => ErrorKind::WrongCredentials,
            (Step::Create, 200..=499) if says(&["maximum", "limit", "too many", "quota"]) => {
                ErrorKind::KeyLimit
            }
            (_, 401 | 403) => ErrorKind::SessionExpired,
            // A key that is not there was revoked by somebody faster, or the portal is wrong: the next look at the account tells. And
            // a success may say that it is none, but not why.
            (Step::Revoke, 404) | (_, 200..=299 | 500..) => ErrorKind::Temporary,
            _ => ErrorKind::Refused,
        }
    }

    fn unreadable(&self, error: &DecodeError) -> Error {
        let status = self.status.as_u16();
        let (kind, what) = match error {
            DecodeError::Html => (ErrorKind::Html, String::new()),
            DecodeError::Truncated { .. } => (ErrorKind::Unreadable, "it ends early, ".to_owned()),
            DecodeError::Mismatch { path, .. } => (ErrorKind::Unreadable, format!("at `{path}`, ")),
            // What the others say may repeat a piece of the body.
            _ => (ErrorKind::Unreadable, "it is not JSON, ".to_owned()),
        };
        Error::new(kind, format!("{what}status {status}")).with_retry_after(self.retry_after)
    }

    /// The portal's words without line breaks, without end, and without anything that is or looks like a secret.
    fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.secrets.iter().filter(|secret| !secret.expose_secret().is_empty()) {
            text = text.replace(secret.expose_secret(), "…");
        }
        let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let words: Vec<&str> =
            words.map(|word| if word.chars().count() < WORD { word } else { "…" }).collect();
        words.join(" ").chars().take(LONGEST).collect()
    }
}

impl Told {
    fn text(self) -> String {
        let status = self.status.unwrap_or_default();
        let said = [self.description, self.message, status.detail, status.message, self.reason];
        said.into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default()
    }
}

/// `Retry-After`: seconds, or a date.
fn wait(text: &str, unix_now: Duration) -> Option<Duration> {
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

    use super::*;

    fn answer(step: Step, status: u16, body: &str) -> Answer {
        let response =
            Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        Answer::new(step, response, Duration::ZERO, &[SecretString::from("hunter2")])
    }

    #[test]
    fn every_refusal_of_the_portal_is_told_apart() {
        use ErrorKind as K;
        let temporary = r#"{"status":{"code":500,"message":"Temporary application error, please try again later"},"description":"Temporary application error, please try again later"}"#;
        let page = "<html><body>502 Bad Gateway</body></html>";
        for (step, status, body, kind) in [
            (
                Step::Login,
                403,
                r#"{"reason":"accessDenied","description":"Invalid email or password"}"#,
                K::WrongCredentials,
            ),
            (Step::Login, 401, "{}", K::WrongCredentials),
            (Step::Login, 403, "<html>Request blocked</html>", K::Html),
            (Step::Login, 200, r#"{"status":{"code":403,"message":"nope"}}"#, K::WrongCredentials),
            (Step::Login, 429, r#"{"description":"Too many logins"}"#, K::Throttled),
            (Step::Login, 429, "slow down", K::Throttled),
            (Step::List, 403, r#"{"description":"Not logged in or session expired"}"#, K::SessionExpired),
            (Step::Create, 403, r#"{"description":"Not logged in or session expired"}"#, K::SessionExpired),
            (
                Step::Create,
                400,
                r#"{"description":"The maximum of 10 keys for an account has been reached"}"#,
                K::KeyLimit,
            ),
            (Step::Create, 403, r#"{"message":"Key limit reached"}"#, K::KeyLimit),
            (Step::Create, 400, r#"{"description":"A key needs a name"}"#, K::Refused),
            (Step::Revoke, 400, "{}", K::Refused),
            (Step::List, 200, temporary, K::Temporary),
            (Step::List, 403, temporary, K::Temporary),
            (Step::Create, 500, temporary, K::Temporary),
            (Step::List, 503, "{}", K::Temporary),
            (Step::List, 200, r#"{"status":{"code":7}}"#, K::Temporary),
            (Step::List, 502, page, K::Html),
            (Step::List, 200, page, K::Html),
            (Step::List, 200, r#"{"status":{"co"#, K::Unreadable),
            (Step::List, 200, "", K::Unreadable),
            (Step::List, 404, "Not Found", K::Refused),
            (Step::Login, 403, "", K::WrongCredentials),
            (Step::Login, 403, "Forbidden", K::WrongCredentials),
            (Step::Login, 400, r#"{"message":"Bad credentials"}"#, K::WrongCredentials),
            (Step::Login, 200, r#"{"status":{"code":1,"message":"Wrong password"}}"#, K::WrongCredentials),
            (Step::List, 401, "", K::SessionExpired),
            (Step::List, 500, "oops", K::Temporary),
            (
                Step::Revoke,
                404,
                r#"{"reason":"notFound","description":"There is no such key"}"#,
                K::Temporary,
            ),
            (Step::Login, 302, "", K::Redirect),
        ] {
            let error = answer(step, status, body).read::<ApiKeyList>().unwrap_err();
            assert_eq!(error.kind(), kind, "{step:?} {status} {body}: {error}");
        }
    }

    #[test]
    fn an_account_without_keys_has_none_and_something_else_is_no_list() {
        let ok = r#"{"status":{"code":0,"message":"ok"},"sessionExpiresInSeconds":60}"#;
        assert!(answer(Step::List, 200, ok).read::<ApiKeyList>().unwrap().keys.is_empty());
        assert!(answer(Step::List, 200, "{}").read::<ApiKeyList>().is_err());
    }

    #[test]
    fn an_error_repeats_the_portals_words_and_no_secret() {
        let jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJsaW1pdHMiOltdfQ.c2ln";
        let body = format!(r#"{{"description":"No\nhunter2 for\t{jwt} here"}}"#);
        let error = answer(Step::Login, 400, &body).check().unwrap_err();
        assert_eq!(error.message(), "No … for … here (status 400)");
        // What does not fit the model may be a secret in the wrong place.
        let body = format!(r#"{{"status":{{"code":0}},"key":"{jwt}"}}"#);
        let error = answer(Step::Create, 200, &body).read::<ApiKeyResponse>().map(drop).unwrap_err();
        assert!(error.message().contains("at `key`") && !error.to_string().contains("eyJ"), "{error}");
    }

    #[test]
    fn the_wait_is_told_in_seconds_or_as_a_date() {
        assert_eq!(wait(" 7 ", Duration::ZERO), Some(Duration::from_secs(7)));
        let date = "Thu, 01 Jan 1970 00:01:00 GMT";
        assert_eq!(wait(date, Duration::from_secs(20)), Some(Duration::from_secs(40)));
        assert_eq!(wait("soon", Duration::ZERO), None);
    }

    proptest! {
        #[test]
        fn no_body_panics(status in 100_u16..=599, body in "\\PC{0,80}") {
            for step in [Step::Login, Step::List, Step::Create, Step::Revoke] {
                let answer = answer(step, status, &body);
                let _ = answer.read::<ApiKeyList>();
            }
        }
    }
}
