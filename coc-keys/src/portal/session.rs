//! A [`Session`] of the portal: the cookies of a login, and when they expire.

use std::{
    fmt,
    time::{Duration, UNIX_EPOCH},
};

use coc_core::Instant;
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// Subtracted from the session's lifetime, so that it does not expire while a request is in flight.
const MARGIN: Duration = Duration::from_secs(5);

/// The least length of a cookie that may be a secret.
const MIN_SECRET: usize = 8;

/// Ten years after 1970. An earlier expiry date deletes a cookie.
const LONG_AGO: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The cookies of one account. All of them are sent, as a browser would do.
#[derive(Default)]
pub(crate) struct Session {
    /// The account's password, which the portal might repeat.
    password: SecretString,
    cookies: Vec<(String, SecretString)>,
    expires: Option<Instant>,
}

impl Session {
    /// A session that has not begun.
    pub(crate) fn new(password: SecretString) -> Self {
        Self { password, ..Self::default() }
    }

    /// Whether the session has not expired here. The portal may still have ended it.
    pub(crate) fn is_open(&self, now: Instant) -> bool {
        !self.cookies.is_empty() && self.expires.is_none_or(|expires| expires > now)
    }

    /// Sets the seconds left, which every response has. A number that is not positive is ignored.
    pub(crate) fn lasts_for(&mut self, now: Instant, seconds: i32) {
        if let Ok(seconds @ 1..) = u64::try_from(seconds) {
            self.expires = Some(now + Duration::from_secs(seconds).saturating_sub(MARGIN));
        }
    }

    /// Stores the cookies of a response, one per header.
    pub(crate) fn receive(&mut self, headers: &HeaderMap) {
        for text in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let mut parts = text.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let (name, value) = (name.trim(), value.trim());
            self.cookies.retain(|(other, _)| other != name);
            let deleted = parts.any(deletes);
            if !name.is_empty() && !value.is_empty() && !deleted {
                self.cookies.push((name.to_owned(), SecretString::from(value)));
            }
        }
    }

    /// The `Cookie` header, if there are any cookies.
    pub(crate) fn cookies(&self) -> Option<HeaderValue> {
        let mut text = Zeroizing::new(String::with_capacity(512));
        for (name, value) in &self.cookies {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(name);
            text.push('=');
            text.push_str(value.expose_secret());
        }
        let mut header = HeaderValue::from_str(&text).ok().filter(|header| !header.is_empty())?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The values that must not appear in an error.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        // A shorter cookie is a setting, such as a language.
        let cookies = self.cookies.iter().map(|(_, value)| value);
        let cookies = cookies.filter(|value| value.expose_secret().len() >= MIN_SECRET);
        cookies.chain([&self.password]).cloned().collect()
    }
}

/// Whether this attribute deletes its cookie.
///
/// A portal that deletes a cookie sets a date long ago, usually 1970. Any other date is ignored,
/// because clocks differ and the portal states the session's lifetime in seconds.
fn deletes(attribute: &str) -> bool {
    let Some((name, value)) = attribute.split_once('=') else { return false };
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "max-age" => value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
        "expires" => httpdate::parse_http_date(value)
            .is_ok_and(|date| date.duration_since(UNIX_EPOCH).unwrap_or_default() < LONG_AGO),
        _ => false,
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.cookies.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Session")
            .field("cookies", &names)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(session: &mut Session, cookies: &[&'static str]) {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
        }
        session.receive(&headers);
    }

    fn sent(session: &Session) -> Option<String> {
        session.cookies().map(|header| header.to_str().unwrap().to_owned())
    }

    #[test]
    fn cookies_are_sent_without_attributes_and_the_newest_replaces_the_older() {
        let mut session = Session::default();
        assert_eq!(sent(&session), None);
        received(
            &mut session,
            &[
                "session=one=1; Path=/; Expires=Tue, 01 Sep 2015 00:00:00 GMT; HttpOnly; Secure",
                "game-api-url=\"https://x\"; Path=/",
                "junk",
                "=nameless",
            ],
        );
        assert_eq!(sent(&session).as_deref(), Some("session=one=1; game-api-url=\"https://x\""));
        received(&mut session, &["session=two"]);
        assert_eq!(sent(&session).as_deref(), Some("game-api-url=\"https://x\"; session=two"));
    }

    #[test]
    fn a_deleted_cookie_is_not_sent() {
        let mut session = Session::default();
        let now = Instant::default();
        for end in ["session=", "session=x; Max-Age=0", "session=x; expires=Thu, 01 Jan 1970 00:00:00 GMT"] {
            received(&mut session, &["session=s"]);
            assert!(session.is_open(now));
            received(&mut session, &[end]);
            assert!(!session.is_open(now), "{end}");
        }
    }

    #[test]
    fn a_session_expires_five_seconds_early_and_every_response_prolongs_it() {
        let (mut session, now) = (Session::default(), Instant::default());
        received(&mut session, &["session=s"]);
        session.lasts_for(now, 0);
        assert!(session.is_open(now + Duration::from_secs(1_000_000)), "no expiry");
        session.lasts_for(now, 60);
        assert!(session.is_open(now + Duration::from_secs(54)));
        assert!(!session.is_open(now + Duration::from_secs(55)));
        session.lasts_for(now + Duration::from_secs(50), 60);
        assert!(session.is_open(now + Duration::from_secs(104)));
    }

    #[test]
    fn debug_of_a_session_has_only_the_names_of_its_cookies() {
        let mut session = Session::default();
        received(&mut session, &["session=hush"]);
        let shown = format!("{session:?} {:?}", session.cookies());
        assert!(shown.contains("session") && !shown.contains("hush"), "{shown}");
    }
}
