//! Token pools and their health, and refreshing credentials.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use coc_core::{
    BaseUrl, Builder, Client, Clock, Error, ErrorKind, Instant, RateLimit, RefreshingCredentials, Response,
    Source, Token, TokenRejection, TokenSource, TokenState,
    cache::{CachePolicy, MemoryCache},
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join_all;

use crate::{SECOND, clan, response};
const WRONG_IP: &str = r#"{"reason":"accessDenied.invalidIp","message":"Invalid authorization: API key does not allow access from IP 203.0.113.9"}"#;

/// Responds with the entry of `by_token` for the token, or else with a clan. Counts the requests
/// per token.
fn transport_by_token(
    by_token: &'static [(&'static str, u16, &'static str)],
) -> (FakeTransport, Arc<Mutex<HashMap<String, u32>>>) {
    let counts = Arc::new(Mutex::new(HashMap::<String, u32>::new()));
    let count = Arc::clone(&counts);
    let transport = FakeTransport::new(move |request| {
        let token =
            request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ").to_owned();
        *count.lock().unwrap().entry(token.clone()).or_default() += 1;
        let special = by_token.iter().find(|(name, ..)| *name == token);
        Ok(special
            .map_or_else(|| response(200, &[], &clan(1)), |(_, status, body)| response(*status, &[], body)))
    });
    (transport, counts)
}

/// A builder without a cache, whose credentials start with this token and refresh from `source`.
fn refreshing(
    transport: FakeTransport,
    clock: &ManualClock,
    token: &str,
    source: impl TokenSource + 'static,
) -> Builder {
    let credentials = RefreshingCredentials::new(source).with_tokens([Token::new(token).unwrap()]);
    Client::builder(transport, clock.clone()).credentials(credentials).no_cache()
}

fn with_tokens(transport: &FakeTransport, clock: &ManualClock, tokens: &[&str]) -> Client {
    Client::builder(transport.clone(), clock.clone()).tokens(tokens).no_cache().build().unwrap()
}

#[test]
fn the_rate_limit_is_per_token() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[]);
    let client = Client::builder(transport, clock.clone())
        .tokens(["a", "b", "c", "d"])
        .no_cache()
        .rate_limit(RateLimit::per_second(10).burst(1).in_flight(1_000))
        .build()
        .unwrap();
    let calls = (0..404).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(clock.now(), Instant::from_origin(SECOND * 10));
    assert!(counts.lock().unwrap().values().all(|count| *count == 101), "{counts:?}");
}

#[test]
fn a_rejected_token_is_reported_and_no_longer_used() {
    for (status, body, kind) in [
        (403, r#"{"reason":"accessDenied","message":"Invalid authorization"}"#, ErrorKind::InvalidKey),
        (403, WRONG_IP, ErrorKind::InvalidIp),
    ] {
        let clock = ManualClock::default();
        let special = Box::leak(Box::new([("bad", status, body)]));
        let (transport, counts) = transport_by_token(special);
        let client = with_tokens(&transport, &clock, &["bad", "good"]);
        clock.run(async {
            for n in 0..10 {
                client.custom(format!("/{n}")).raw().await.unwrap();
                // A rejected POST was not processed, so it is retried with the other token.
                client.custom(format!("/{n}")).post(coc_core::Json::Null).raw().await.unwrap();
            }
        });
        assert_eq!(*counts.lock().unwrap(), HashMap::from([("bad".into(), 1), ("good".into(), 20)]));
        let states: HashMap<_, _> =
            client.tokens().into_iter().map(|token| (token.id, token.state)).collect();
        assert_eq!(states[&Token::new("bad").unwrap().id()], TokenState::Rejected(kind));
        assert_eq!(states[&Token::new("good").unwrap().id()], TokenState::Healthy);
    }
}

#[test]
fn with_every_token_rejected_a_call_tries_each_token_once() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[("a", 403, WRONG_IP), ("b", 403, WRONG_IP)]);
    let client = with_tokens(&transport, &clock, &["a", "b"]);
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidIp, 2));
    assert!(error.message().unwrap().contains("203.0.113.9"));
    // A later call tries a token again, because it may have become valid.
    clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(counts.lock().unwrap().values().sum::<u32>(), 3);
}

#[test]
fn access_denied_does_not_reject_the_token() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[("a", 403, r#"{"reason":"accessDenied"}"#)]);
    let source = Arc::new(NumberedSource::default());
    let client = refreshing(transport, &clock, "a", Arc::clone(&source)).build().unwrap();
    clock.run(async {
        assert!(client.current_war("#2PP").await.unwrap_err().is_private_war_log());
        assert_eq!(client.clan("#2PP").await.unwrap_err().kind(), ErrorKind::AccessDenied);
    });
    assert_eq!(client.tokens()[0].state, TokenState::Healthy);
    assert_eq!(source.0.load(Ordering::Relaxed), 0);
    assert_eq!(counts.lock().unwrap()["a"], 2);
}

#[test]
fn a_token_is_tried_again_after_minutes_whatever_the_server_requests() {
    let far = "Fri, 31 Dec 9999 23:59:59 GMT";
    for requested in ["18446744073709551615", "99999999999999999999999", "31536000", far] {
        let throttled = Arc::new(AtomicBool::new(true));
        let transport = FakeTransport::new({
            let throttled = Arc::clone(&throttled);
            move |_| {
                let limited =
                    || response(429, &[("retry-after", requested)], r#"{"reason":"requestThrottled"}"#);
                Ok(if throttled.load(Ordering::Relaxed) { limited() } else { response(200, &[], &clan(1)) })
            }
        });
        let clock = ManualClock::starting_at(SECOND * 1_800_000_000);
        let client = with_tokens(&transport, &clock, &["only"]);
        clock.run(async {
            let error = client.clan("#2PP").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Throttled);
            // A caller adds it to a time, which must not overflow.
            assert!(error.retry_after().unwrap() <= SECOND * 24 * 60 * 60);
            throttled.store(false, Ordering::Relaxed);
            clock.advance(SECOND * 5 * 60);
            assert!(client.clan("#2PP").await.is_ok(), "{requested}");
        });
    }
}

#[test]
fn a_throttled_token_cools_down_while_the_others_are_used() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[("throttled", 429, "")]);
    let client = with_tokens(&transport, &clock, &["throttled", "healthy"]);
    clock.run(async {
        let first = client.custom("/0").raw().await.unwrap();
        assert_eq!(first.attempts(), 2);
        for n in 1..10 {
            assert_eq!(client.custom(format!("/{n}")).raw().await.unwrap().attempts(), 1);
        }
    });
    assert_eq!(clock.now(), Instant::default(), "a call waited");
    assert_eq!(*counts.lock().unwrap(), HashMap::from([("throttled".into(), 1), ("healthy".into(), 10)]));
    let throttled = client.tokens().into_iter().find(|token| token.throttled > 0).unwrap();
    assert_eq!((throttled.state, throttled.requests), (TokenState::Throttled(SECOND / 4), 1));
}

/// Returns `fresh-1`, `fresh-2` … after a second each.
#[derive(Default)]
struct NumberedSource(AtomicU32, ManualClock);

impl TokenSource for NumberedSource {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        self.1.sleep(SECOND).await;
        Ok(vec![Token::new(format!("fresh-{number}"))?])
    }
}

#[test]
fn concurrent_rejections_cause_one_refresh_and_every_call_is_retried() {
    for calls in [1, 20, 200] {
        let clock = ManualClock::default();
        let (transport, counts) = transport_by_token(&[("old", 403, WRONG_IP)]);
        let source = Arc::new(NumberedSource(AtomicU32::new(0), clock.clone()));
        let limit = RateLimit::none().in_flight(1_000);
        let builder = refreshing(transport, &clock, "old", Arc::clone(&source));
        let client = builder.rate_limit(limit).build().unwrap();
        let all = (0..calls).map(|n| client.custom(format!("/{n}")).raw().into_future());
        for result in clock.run(join_all(all)) {
            assert!(result.unwrap().attempts() <= 2);
        }
        assert_eq!(source.0.load(Ordering::Relaxed), 1);
        assert_eq!(counts.lock().unwrap()["fresh-1"], calls);
    }
}

#[test]
fn a_call_whose_refreshed_token_is_rejected_too_fails_with_the_rejection() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[("old", 403, WRONG_IP), ("fresh-1", 403, WRONG_IP)]);
    let source = Arc::new(NumberedSource(AtomicU32::new(0), clock.clone()));
    let client = refreshing(transport, &clock, "old", Arc::clone(&source)).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidIp, 2));
    assert_eq!(source.0.load(Ordering::Relaxed), 1);
    assert_eq!(counts.lock().unwrap().values().sum::<u32>(), 2);
}

/// Records the rejections, and returns no other token.
#[derive(Default)]
struct RecordingSource(Mutex<Vec<TokenRejection>>);

impl TokenSource for RecordingSource {
    async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        self.0.lock().unwrap().extend(rejected.cloned());
        Err(Error::new(ErrorKind::Credentials))
    }
}

#[test]
fn a_rejection_has_the_tokens_that_were_accepted_before_and_whether_the_api_is_the_official_one() {
    for (base_url, official) in [(BaseUrl::OFFICIAL, true), ("https://api.example/v1", false)] {
        let clock = ManualClock::default();
        let (accepts, source) = (Arc::new(AtomicBool::new(false)), Arc::new(RecordingSource::default()));
        let now_accepts = Arc::clone(&accepts);
        let transport = FakeTransport::new(move |_| {
            let accepts = now_accepts.load(Ordering::Relaxed);
            Ok(if accepts { response(200, &[], &clan(1)) } else { response(403, &[], WRONG_IP) })
        });
        let builder = refreshing(transport, &clock, "old", Arc::clone(&source));
        let client = builder.base_url(base_url).build().unwrap();
        for accepted in [false, true, false] {
            accepts.store(accepted, Ordering::Relaxed);
            assert_eq!(clock.run(client.clan("#2PP").into_future()).is_ok(), accepted);
        }
        let rejections = source.0.lock().unwrap();
        let facts = rejections.iter().map(|rejected| (rejected.accepted.clone(), rejected.official));
        assert_eq!(facts.collect::<Vec<_>>(), [(vec![], official), (vec![rejections[0].token], official)]);
    }
}

#[test]
fn a_failed_refresh_fails_the_call() {
    struct FailingSource;
    impl TokenSource for FailingSource {
        async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
            Err(Error::with_message(ErrorKind::Credentials, "the portal is down"))
        }
    }
    let clock = ManualClock::default();
    let (transport, _) = transport_by_token(&[("old", 403, WRONG_IP)]);
    let client = refreshing(transport, &clock, "old", FailingSource).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 1));
    assert_eq!(error.to_string(), "clan #2PP: no usable token: the portal is down");
}

/// A source that fails with an error of this kind, and counts the refreshes.
#[derive(Clone)]
struct BrokenSource(ErrorKind, Arc<AtomicU32>);

impl TokenSource for BrokenSource {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        self.1.fetch_add(1, Ordering::Relaxed);
        Err(Error::with_message(self.0, "why").with_retry_after(Some(SECOND * 7)))
    }
}

#[test]
fn a_provider_without_a_token_for_now_is_transient_and_asked_again_by_the_next_call() {
    for (kind, is_transient) in [(ErrorKind::CredentialsUnavailable, true), (ErrorKind::Credentials, false)] {
        let (clock, source) = (ManualClock::default(), BrokenSource(kind, Arc::default()));
        let transport = FakeTransport::json(200, clan(1));
        let client = Client::builder(transport.clone(), clock.clone());
        let client = client.credentials(RefreshingCredentials::new(source.clone())).build().unwrap();
        for call in 1..=3 {
            let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (kind, 0));
            assert_eq!((error.is_transient(), error.is_credentials()), (is_transient, !is_transient));
            assert_eq!(error.retry_after(), Some(SECOND * 7));
            // The provider retries, or not; the client does not multiply that.
            assert_eq!(source.1.load(Ordering::Relaxed), call);
        }
        assert_eq!(clock.now(), ManualClock::default().now(), "no call waited");
        assert!(transport.requests().is_empty());
    }
}

#[test]
fn a_stale_response_is_served_while_the_provider_has_no_token_for_now() {
    for (kind, is_served) in [(ErrorKind::CredentialsUnavailable, true), (ErrorKind::Credentials, false)] {
        let clock = ManualClock::default();
        let is_first = AtomicBool::new(true);
        let transport = FakeTransport::new(move |_| {
            let is_first = is_first.swap(false, Ordering::Relaxed);
            Ok(if is_first { response(200, &[], &clan(1)) } else { response(403, &[], WRONG_IP) })
        });
        let client = refreshing(transport, &clock, "old", BrokenSource(kind, Arc::default()));
        let policy = CachePolicy::new().stale_if_error(SECOND * 3_600);
        let client = client.cache(MemoryCache::new()).cache_policy(policy).build().unwrap();
        clock.run(client.clan("#2PP").into_future()).unwrap();
        clock.advance(SECOND * 600);
        let later = clock.run(client.clan("#2PP").into_future());
        assert_eq!(later.as_ref().map(Response::source).ok(), is_served.then_some(Source::StaleCache));
    }
}

#[test]
fn calls_that_wait_for_a_throttled_token_use_refreshed_tokens() {
    let clock = ManualClock::default();
    let (transport, counts) = transport_by_token(&[("old", 429, "")]);
    let source = Arc::new(NumberedSource(AtomicU32::new(0), clock.clone()));
    let credentials = RefreshingCredentials::new(source).with_tokens([Token::new("old").unwrap()]);
    let client = Client::builder(transport, clock.clone())
        .credentials(credentials.clone())
        .no_cache()
        .retry(coc_core::Retry::new().attempts(9))
        .build()
        .unwrap();
    // One call is throttled and waits. Meanwhile, the tokens are replaced.
    let replace = async {
        use coc_core::Credentials;
        let seen = credentials.tokens().await.unwrap();
        let (token, error) = (seen.tokens[0].id(), Error::new(ErrorKind::InvalidKey));
        assert!(credentials.reject(&TokenRejection::new(seen, token, error)).await.unwrap());
    };
    let (result, ()) = clock.run(futures_util::future::join(client.clan("#2PP").into_future(), replace));
    assert!(result.is_ok());
    assert_eq!(counts.lock().unwrap()["fresh-1"], 1);
}

/// A refresh that never completes.
struct PendingSource;

impl TokenSource for PendingSource {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        std::future::pending().await
    }
}

#[test]
fn a_deadline_during_a_refresh_has_credentials_as_its_source() {
    for first in [None, Some("old")] {
        let clock = ManualClock::default();
        let (transport, _) = transport_by_token(&[("old", 403, WRONG_IP)]);
        let mut credentials = RefreshingCredentials::new(PendingSource);
        if let Some(first) = first {
            credentials = credentials.with_tokens([Token::new(first).unwrap()]);
        }
        let client = Client::builder(transport, clock.clone()).credentials(credentials).no_cache();
        let client = client.deadline(SECOND).build().unwrap();
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, u32::from(first.is_some())));
        assert!(error.to_string().contains("while waiting for the credentials provider"), "{error}");
        let cause =
            std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<Error>()).unwrap();
        assert_eq!(cause.kind(), ErrorKind::Credentials);
        let rejection = std::error::Error::source(cause).and_then(|cause| cause.downcast_ref::<Error>());
        assert_eq!(rejection.map(Error::kind), first.map(|_| ErrorKind::InvalidIp));
    }
}

#[test]
fn a_deadline_after_a_refresh_has_no_source() {
    let clock = ManualClock::default();
    let transport = FakeTransport::pending(|_| std::future::pending());
    let credentials = RefreshingCredentials::new(Arc::new(NumberedSource(AtomicU32::new(0), clock.clone())));
    let client = Client::builder(transport, clock.clone()).credentials(credentials).no_cache();
    let client = client.deadline(SECOND * 3).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(std::error::Error::source(&error).is_none(), "{error:?}");
}
