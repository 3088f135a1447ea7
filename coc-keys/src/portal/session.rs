//! A session of the portal: the cookies that a login set, and how long they are good for.

use std::{
    fmt,
    time::{Duration, UNIX_EPOCH},
};

use coc_core::Instant;
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// Shorter than what the portal says by this much, so that a session does not end on the way.
const MARGIN: Duration = Duration::from_secs(5);

/// Ten years after 1970: no session has ended before that.
const LONG_AGO: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Cookies of one account. All of them go back, as a browser would send them: which one counts is the portal's business.
#[derive(Default)]
pub(crate) struct Session {
    cookies: Vec<(String, SecretString)>,
    ends: Option<Instant>,
}

impl Session {
    /// Whether it is worth trying. The portal may have ended it all the same.
    pub(crate) fn is_open(&self, now: Instant) -> bool {
        !self.cookies.is_empty() && self.ends.is_none_or(|ends| ends > now)
    }

    /// Every answer says how many seconds are left; what is not positive says nothing.
    pub(crate) fn lasts_until(&mut self, now: Instant, seconds: i32) {
        if let Ok(seconds @ 1..) = u64::try_from(seconds) {
            self.ends = Some(now + Duration::from_secs(seconds).saturating_sub(MARGIN));
        }
    }

    /// Takes the cookies of an answer, of which each has a header of its own.
    pub(crate) fn receive(&mut self, headers: &HeaderMap) {
        for text in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let mut parts = text.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let (name, value) = (name.trim(), value.trim());
            self.cookies.retain(|(other, _)| other != name);
            let over = parts.any(is_over);
            if !name.is_empty() && !value.is_empty() && !over {
                self.cookies.push((name.to_owned(), SecretString::from(value)));
            }
        }
    }

    /// The header that brings the cookies back, if there are any.
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

    /// What must not be repeated to anybody.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        self.cookies.iter().map(|(_, value)| value.clone()).collect()
    }
}

/// Whether an attribute of a cookie says that it is to be forgotten.
///
/// A portal that takes a cookie back names a moment long ago, 1970 as a rule. Any other date is not looked at, because clocks differ
/// and the portal says in seconds how long a session lasts.
fn is_over(attribute: &str) -> bool {
    let Some((name, value)) = attribute.split_once('=') else { return false };
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "max-age" => value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
        "expires" => httpdate::parse_http_date(value)
            .is_ok_and(|ends| ends.duration_since(UNIX_EPOCH).unwrap_or_default() < LONG_AGO),
        _ => false,
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.cookies.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Session").field("cookies", &names).field("ends", &self.ends).finish()
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
    fn cookies_come_back_without_their_attributes_and_the_newest_counts() {
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
    fn a_cookie_that_is_taken_back_is_gone() {
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
    fn a_session_ends_a_little_before_its_time_and_every_answer_prolongs_it() {
        let (mut session, now) = (Session::default(), Instant::default());
        received(&mut session, &["session=s"]);
        session.lasts_until(now, 0);
        assert!(session.is_open(now + Duration::from_secs(1_000_000)), "nobody said when it ends");
        session.lasts_until(now, 60);
        assert!(session.is_open(now + Duration::from_secs(54)));
        assert!(!session.is_open(now + Duration::from_secs(55)));
        session.lasts_until(now + Duration::from_secs(50), 60);
        assert!(session.is_open(now + Duration::from_secs(104)));
    }

    #[test]
    fn a_session_shows_the_names_of_its_cookies_only() {
        let mut session = Session::default();
        received(&mut session, &["session=hush"]);
        let shown = format!("{session:?} {:?}", session.cookies());
        assert!(shown.contains("session") && !shown.contains("hush"), "{shown}");
    }
}
