//! Several tokens and their health, and credentials that refresh themselves.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use coc_core::{
    Client, Clock, Error, ErrorKind, Instant, RateLimit, RefreshingCredentials, Token, TokenRejection,
    TokenSource, TokenState,
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join_all;

use crate::{answer, clan};

const SECOND: Duration = Duration::from_secs(1);
const WRONG_IP: &str = r#"{"reason":"accessDenied.invalidIp","message":"Invalid authorization: API key does not allow access from IP 203.0.113.9"}"#;

/// Answers by token: with what `answers` has for it, and otherwise with a clan.
fn by_token(
    answers: &'static [(&'static str, u16, &'static str)],
) -> (FakeTransport, Arc<Mutex<HashMap<String, u32>>>) {
    let counts = Arc::new(Mutex::new(HashMap::<String, u32>::new()));
    let count = Arc::clone(&counts);
    let transport = FakeTransport::new(move |request| {
        let token =
            request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ").to_owned();
        *count.lock().unwrap().entry(token.clone()).or_default() += 1;
        let special = answers.iter().find(|(name, ..)| *name == token);
        Ok(special.map_or_else(|| answer(200, &[], &clan(1)), |(_, status, body)| answer(*status, &[], body)))
    });
    (transport, counts)
}

fn with_tokens(transport: &FakeTransport, clock: &ManualClock, tokens: &[&str]) -> Client {
    Client::builder(transport.clone(), clock.clone()).tokens(tokens).no_cache().build().unwrap()
}

#[test]
fn the_rates_of_many_tokens_add_up() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[]);
    let client = Client::builder(transport, clock.clone())
        .tokens(["a", "b", "c", "d"])
        .no_cache()
        .rate_limit(RateLimit::per_second(10).burst(1).in_flight(1_000))
        .build()
        .unwrap();
    let calls = (0..404).map(|n| client.custom(format!("/{n}")).raw().into_future());
    assert!(clock.run(join_all(calls)).iter().all(Result::is_ok));
    assert_eq!(clock.now().saturating_since(Instant::default()), SECOND * 10);
    assert!(counts.lock().unwrap().values().all(|count| *count == 101), "{counts:?}");
}

#[test]
fn a_refused_token_is_left_out_and_told_and_the_others_carry_on() {
    for (status, body, kind) in [
        (403, r#"{"reason":"accessDenied","message":"Invalid authorization"}"#, ErrorKind::InvalidKey),
        (403, WRONG_IP, ErrorKind::InvalidIp),
    ] {
        let clock = ManualClock::default();
        let answers = Box::leak(Box::new([("bad", status, body)]));
        let (transport, counts) = by_token(answers);
        let client = with_tokens(&transport, &clock, &["bad", "good"]);
        clock.run(async {
            for n in 0..10 {
                client.custom(format!("/{n}")).raw().await.unwrap();
                // A POST that was refused was not processed, so it goes on with the other token, too.
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
fn when_all_tokens_are_refused_each_is_tried_once_per_call() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[("a", 403, WRONG_IP), ("b", 403, WRONG_IP)]);
    let client = with_tokens(&transport, &clock, &["a", "b"]);
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidIp, 2));
    assert!(error.message().unwrap().contains("203.0.113.9"));
    // Perhaps one is good again by now: that can only be found out by asking.
    clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(counts.lock().unwrap().values().sum::<u32>(), 3);
}

#[test]
fn a_plain_refusal_is_no_fault_of_the_token() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[("a", 403, r#"{"reason":"accessDenied"}"#)]);
    let source = Arc::new(Source::default());
    let credentials = RefreshingCredentials::new(Arc::clone(&source)).with_tokens([Token::new("a").unwrap()]);
    let client =
        Client::builder(transport, clock.clone()).credentials(credentials).no_cache().build().unwrap();
    clock.run(async {
        assert!(client.current_war("#2PP").await.unwrap_err().is_private_war_log());
        assert_eq!(client.clan("#2PP").await.unwrap_err().kind(), ErrorKind::AccessDenied);
    });
    assert_eq!(client.tokens()[0].state, TokenState::Healthy);
    assert_eq!(source.0.load(Ordering::Relaxed), 0);
    assert_eq!(counts.lock().unwrap()["a"], 2);
}

#[test]
fn a_throttled_token_rests_while_the_others_go_on() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[("tired", 429, "")]);
    let client = with_tokens(&transport, &clock, &["tired", "fit"]);
    clock.run(async {
        let first = client.custom("/0").raw().await.unwrap();
        assert_eq!(first.attempts(), 2);
        for n in 1..10 {
            assert_eq!(client.custom(format!("/{n}")).raw().await.unwrap().attempts(), 1);
        }
    });
    assert_eq!(clock.now(), Instant::default(), "nobody waited");
    assert_eq!(*counts.lock().unwrap(), HashMap::from([("tired".into(), 1), ("fit".into(), 10)]));
    let tired = client.tokens().into_iter().find(|token| token.throttled > 0).unwrap();
    assert_eq!((tired.state, tired.requests), (TokenState::Throttled(SECOND), 1));
}

/// Gives `fresh-1`, `fresh-2` … after a second each.
#[derive(Default)]
struct Source(AtomicU32, ManualClock);

impl TokenSource for Source {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        self.1.sleep(SECOND).await;
        Ok(vec![Token::new(format!("fresh-{number}"))?])
    }
}

#[test]
fn a_storm_of_refusals_is_one_refresh_and_every_call_succeeds() {
    for calls in [1, 20, 200] {
        let clock = ManualClock::default();
        let (transport, counts) = by_token(&[("old", 403, WRONG_IP)]);
        let source = Arc::new(Source(AtomicU32::new(0), clock.clone()));
        let credentials =
            RefreshingCredentials::new(Arc::clone(&source)).with_tokens([Token::new("old").unwrap()]);
        let client = Client::builder(transport, clock.clone())
            .credentials(credentials)
            .rate_limit(RateLimit::none().in_flight(1_000))
            .no_cache()
            .build()
            .unwrap();
        let all = (0..calls).map(|n| client.custom(format!("/{n}")).raw().into_future());
        for answer in clock.run(join_all(all)) {
            assert!(answer.unwrap().attempts() <= 2);
        }
        assert_eq!(source.0.load(Ordering::Relaxed), 1);
        assert_eq!(counts.lock().unwrap()["fresh-1"], calls);
    }
}

#[test]
fn a_call_refreshes_once_and_then_fails_with_what_the_api_says() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[("old", 403, WRONG_IP), ("fresh-1", 403, WRONG_IP)]);
    let source = Arc::new(Source(AtomicU32::new(0), clock.clone()));
    let credentials =
        RefreshingCredentials::new(Arc::clone(&source)).with_tokens([Token::new("old").unwrap()]);
    let client =
        Client::builder(transport, clock.clone()).credentials(credentials).no_cache().build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidIp, 2));
    assert_eq!(source.0.load(Ordering::Relaxed), 1);
    assert_eq!(counts.lock().unwrap().values().sum::<u32>(), 2);
}

#[test]
fn a_refresh_that_fails_is_the_calls_error() {
    struct Down;
    impl TokenSource for Down {
        async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
            Err(Error::with_message(ErrorKind::Credentials, "the portal is down"))
        }
    }
    let clock = ManualClock::default();
    let (transport, _) = by_token(&[("old", 403, WRONG_IP)]);
    let credentials = RefreshingCredentials::new(Down).with_tokens([Token::new("old").unwrap()]);
    let client = Client::builder(transport, clock.clone()).credentials(credentials).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 1));
    assert_eq!(error.to_string(), "clan: no usable token: the portal is down");
}

#[test]
fn callers_that_wait_for_a_resting_token_go_on_with_new_ones() {
    let clock = ManualClock::default();
    let (transport, counts) = by_token(&[("old", 429, "")]);
    let source = Arc::new(Source(AtomicU32::new(0), clock.clone()));
    let credentials = RefreshingCredentials::new(source).with_tokens([Token::new("old").unwrap()]);
    let client = Client::builder(transport, clock.clone())
        .credentials(credentials.clone())
        .no_cache()
        .retry(coc_core::Retry::new().attempts(9))
        .build()
        .unwrap();
    // One call is throttled and waits; meanwhile something else replaces the tokens.
    let replace = async {
        use coc_core::Credentials;
        let seen = credentials.tokens().await.unwrap();
        let (token, error) = (seen.tokens[0].id(), Error::new(ErrorKind::InvalidKey));
        assert!(credentials.reject(&TokenRejection::new(seen, token, error)).await.unwrap());
    };
    let (answer, ()) = clock.run(futures_util::future::join(client.clan("#2PP").into_future(), replace));
    assert!(answer.is_ok());
    assert_eq!(counts.lock().unwrap()["fresh-1"], 1);
}

/// Never has a token.
struct Silent;

impl TokenSource for Silent {
    async fn refresh(&self, _: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        std::future::pending().await
    }
}

#[test]
fn a_deadline_that_passes_while_tokens_are_awaited_says_so() {
    for first in [None, Some("old")] {
        let clock = ManualClock::default();
        let (transport, _) = by_token(&[("old", 403, WRONG_IP)]);
        let mut credentials = RefreshingCredentials::new(Silent);
        if let Some(first) = first {
            credentials = credentials.with_tokens([Token::new(first).unwrap()]);
        }
        let client = Client::builder(transport, clock.clone()).credentials(credentials).no_cache();
        let client = client.deadline(SECOND).build().unwrap();
        let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, u32::from(first.is_some())));
        assert!(error.message().unwrap().ends_with("while waiting for the credentials provider"), "{error}");
        let cause =
            std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<Error>()).unwrap();
        assert_eq!(cause.kind(), ErrorKind::Credentials);
        let refusal = std::error::Error::source(cause).and_then(|cause| cause.downcast_ref::<Error>());
        assert_eq!(refusal.map(Error::kind), first.map(|_| ErrorKind::InvalidIp));
    }
}

#[test]
fn a_deadline_that_passes_after_tokens_came_is_not_their_fault() {
    let clock = ManualClock::default();
    let transport = FakeTransport::pending(|_| std::future::pending());
    let credentials = RefreshingCredentials::new(Arc::new(Source(AtomicU32::new(0), clock.clone())));
    let client = Client::builder(transport, clock.clone()).credentials(credentials).no_cache();
    let client = client.deadline(SECOND * 3).build().unwrap();
    let error = clock.run(client.clan("#2PP").into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(std::error::Error::source(&error).is_none(), "{error:?}");
}
