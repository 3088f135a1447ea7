//! Servers that echo the token of a request: no error contains it.

use std::{
    error::Error as StdError,
    future::IntoFuture as _,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use coc_core::{
    Error, ErrorKind, Json, RateLimit, Retry, TransportError, TransportErrorKind,
    cache::CachePolicy,
    middleware::DebugLog,
    testing::{FakeTransport, ManualClock},
};

use crate::{SECOND, builder, response};

const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOi.eyJzdWIiOiJkZXYi-fQ.c2lnbmF0dXJl_secret";
const OTHER: &str = "eyJvdGhlciI6InRva2VuIn0.eyJzdWIiOiJvdGhlciJ9.b3RoZXI_secret";
const PLAYER_TOKEN: &str = "hunter22";

/// The token in each form in which a server may echo it.
fn forms(token: &str) -> Vec<String> {
    let json: String = token.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<Vec<_>>().concat();
    let url: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let html: String = token.bytes().map(|byte| format!("&#{byte};")).collect::<Vec<_>>().concat();
    vec![token.to_owned(), format!("Bearer {token}"), json, url, html, token.replace('.', "%2E")]
}

/// All that an error shows, its causes included.
fn shown(error: &Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let causes: Vec<_> = causes.map(|cause| format!("{cause} {cause:?}")).collect();
    let body = error.body().map(String::from_utf8_lossy);
    format!("{error} {error:#?} {:?} {body:?} {:?} {causes:?}", error.reason(), error.headers())
}

/// Whether the text has a part of a secret, in whatever form.
fn leaks(text: &str, secret: &str) -> bool {
    let forms = forms(secret);
    // The last characters of each form; and of the plain one, those in the middle.
    forms.iter().any(|form| text.contains(&form[form.len() - 8..]) || text.contains(&form[form.len() / 2..]))
}

/// Calls with this token in the client of a server that responds like this, with a cache of failures, a
/// log, and metrics. Returns the error and everything that was logged.
fn error_of(
    respond: impl Fn() -> Result<http::Response<Bytes>, TransportError> + Send + Sync + 'static,
) -> Error {
    let (clock, lines) = (ManualClock::default(), Arc::new(Mutex::new(Vec::new())));
    let log = Arc::clone(&lines);
    let transport = FakeTransport::new(move |_| respond());
    let builder = builder(&transport, &clock).tokens([TOKEN, OTHER]).retry(Retry::never());
    let builder = builder.rate_limit(RateLimit::none()).metrics_window(10);
    let builder = builder.cache_policy(CachePolicy::new().negative(SECOND * 60));
    let log = DebugLog::to(move |line: &str| log.lock().unwrap().push(line.to_owned()));
    let client = builder.middleware(log).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    let second = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(second.to_string(), error.to_string());
    let recent = client.recent_errors(2);
    assert_eq!(recent.len(), 2);
    let lines = lines.lock().unwrap();
    for text in [shown(&error), shown(&second), format!("{recent:?}"), lines.join("\n")] {
        for token in [TOKEN, OTHER] {
            assert!(!leaks(&text, token), "{text}");
        }
    }
    error
}

#[test]
fn a_token_that_a_server_echoes_is_redacted_in_message_reason_body_and_headers() {
    for token in [TOKEN, OTHER] {
        for form in forms(token) {
            let message = form.clone();
            let error = error_of(move || {
                let body = format!(r#"{{"reason":"accessDenied","message":"not allowed: {message}!"}}"#);
                Ok(response(403, &[("x-echo", &message)], &body))
            });
            assert_eq!(error.kind(), ErrorKind::AccessDenied);
            let message = error.message().unwrap();
            assert!(message.starts_with("not allowed: ") && message.ends_with("[redacted]!"), "{message}");
            assert!(error.headers().unwrap()["x-echo"].to_str().unwrap().ends_with("[redacted]"));

            let tag = form.clone();
            let body = move || format!(r#"{{"reason":"notFound","message":"Not found: {tag}"}}"#);
            let error = error_of(move || Ok(response(404, &[], &body())));
            assert!(error.message().unwrap().ends_with("[redacted]"), "{error}");

            let page = form.clone();
            let error = error_of(move || Ok(response(502, &[], &format!("<html>{page}</html>"))));
            assert!(String::from_utf8_lossy(error.body().unwrap()).ends_with("[redacted]</html>"));

            let reason = form.clone();
            error_of(move || Ok(response(400, &[], &format!(r#"{{"reason":"{reason}"}}"#))));

            // A success that does not decode quotes the body in its message.
            let value = form.clone();
            let body = move || format!(r#"{{"tag":{{"{value}":"{value}"}},"name":7,"badgeUrls":"{value}"}}"#);
            let error = error_of(move || Ok(response(200, &[], &body())));
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(String::from_utf8_lossy(error.body().unwrap()).contains("[redacted]"));
            error_of(move || Ok(response(200, &[], &form)));
        }
    }
}

#[test]
fn a_token_at_the_cut_of_a_body_is_redacted_before_the_cut() {
    for length in 0..520 {
        let error = error_of(move || Ok(response(500, &[], &format!("{}{TOKEN}", "-".repeat(length)))));
        let body = String::from_utf8_lossy(error.body().unwrap()).into_owned();
        assert!(!body.contains("eyJ"), "{body}");
        // The server itself may cut its text.
        let error =
            error_of(move || Ok(response(500, &[], &format!("{}{}", "-".repeat(length), &TOKEN[..20]))));
        let body = String::from_utf8_lossy(error.body().unwrap()).into_owned();
        assert!(!body.contains("eyJ"), "{body}");
    }
}

#[test]
fn a_transport_error_with_the_token_is_redacted() {
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Request, TransportErrorKind::Other] {
        let error = error_of(move || {
            let source = std::io::Error::other(format!("cannot send `Bearer {TOKEN}` to it"));
            Err(TransportError::new(kind).with_source(source))
        });
        assert_eq!(error.message(), Some("cannot send `Bearer [redacted]` to it"));
        assert_eq!(error.never_sent(), kind != TransportErrorKind::Other);
    }
}

#[test]
fn what_a_post_sends_is_redacted_in_the_servers_message() {
    let clock = ManualClock::default();
    let calls = |status: u16, body: String| {
        let transport = FakeTransport::new(move |_| Ok(response(status, &[], &body)));
        let client = builder(&transport, &clock).retry(Retry::never()).rate_limit(RateLimit::none());
        let client = client.build().unwrap();
        let body: Json = [("a", ["x", PLAYER_TOKEN])].into_iter().collect();
        let custom = client.custom("/players/#2PP/verifytoken").post(body);
        let verify = client.verify_player_token("#2PP", PLAYER_TOKEN);
        let errors = [clock.run(verify.into_future()).err(), clock.run(custom.into_future()).err()];
        errors.into_iter().flatten().collect::<Vec<_>>()
    };
    for form in forms(PLAYER_TOKEN) {
        let message = format!(r#"{{"reason":"badRequest","message":"wrong token {form}, token-1"}}"#);
        for error in calls(400, message) {
            assert!(error.message().unwrap().starts_with("wrong token "), "{error}");
            assert!(error.to_string().contains("[redacted], token-1"), "{error}");
            assert!(!leaks(&shown(&error), PLAYER_TOKEN), "{}", shown(&error));
        }
        for body in [
            format!(r#"{{"tag":"{form}","token":{{}},"status":"{form}"}}"#),
            form.clone(),
            "\"".to_owned() + &form,
        ] {
            for error in calls(200, body) {
                assert!(!leaks(&shown(&error), PLAYER_TOKEN), "{}", shown(&error));
            }
        }
    }
}

#[test]
fn a_short_token_is_not_taken_for_a_word_of_the_servers_message() {
    let clock = ManualClock::default();
    let transport = FakeTransport::json(404, r#"{"reason":"notFound","message":"Not found with tag 2PP"}"#);
    let client = builder(&transport, &clock).tokens(["tag", "a"]).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.message(), Some("Not found with tag 2PP"));
}
