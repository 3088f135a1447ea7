//! Spans and events of the feature `tracing`, which contain no secret.
//!
//! A process of its own: `tracing` decides once for all threads whether an event has a subscriber,
//! and may do so on behalf of a test that has none.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::{
    fmt::{Debug, Write as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    Builder, Client, ErrorKind,
    testing::{FakeTransport, ManualClock},
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Records every span and event as one line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>, Arc<AtomicU64>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("writing to a string does not fail");
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(format!("span {}", span.metadata().name()));
        span.record(&mut line);
        self.0.lock().unwrap().push(line.0);
        Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn builder(transport: &FakeTransport, clock: &ManualClock) -> Builder {
    Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1").token("secret-token")
}

fn response(status: u16, retry_after: Option<&str>, body: &str) -> http::Response<Bytes> {
    let response = http::Response::builder().status(status);
    let response =
        retry_after.into_iter().fold(response, |response, value| response.header("retry-after", value));
    response.body(Bytes::copy_from_slice(body.as_bytes())).expect("the headers are good")
}

#[test]
fn calls_retries_and_rejections_are_traced_without_secrets() {
    let script = Mutex::new(vec![
        response(200, None, r##"{"tag":"#2PP","token":"secret-token","status":"ok"}"##),
        response(200, None, r#"{"items":[]}"#),
        response(200, None, "{}"),
        response(200, None, r##"{"tag":"#2PP","name":"Example"}"##),
        response(429, Some("2"), ""),
        response(500, None, ""),
        response(403, None, r#"{"reason":"accessDenied","message":"Invalid authorization"}"#),
    ]);
    let transport = FakeTransport::new(move |_| Ok(script.lock().unwrap().pop().expect("no more requests")));
    let (lines, clock) = (Lines::default(), ManualClock::default());
    tracing::subscriber::with_default(lines.clone(), || {
        let client = builder(&transport, &clock).build().unwrap();
        builder(&transport, &clock).force_base_url("http://forced.example/v1").build().unwrap();
        clock.run(async {
            assert_eq!(client.clan("#2PP").await.unwrap_err().kind(), ErrorKind::InvalidKey);
            assert_eq!(client.clan("#2PP").await.unwrap().attempts(), 3);
            assert!(client.clan("#2PP").await.unwrap().is_from_cache());
            client.custom("/clans/#2PP/new").query("key", "secret-key").await.unwrap();
            client.locations().await.unwrap();
            client.verify_player_token("#2PP", "secret-token").await.unwrap();
            client.set_base_url("https://proxy.example/v1").unwrap();
            client.force_base_url("https://forced.example/v1").unwrap();
            for host in LOOPBACK {
                client.set_base_url(format!("http://{host}/v1")).unwrap();
            }
        });
        clock.advance(Duration::from_secs(1));
    });
    let lines = lines.0.lock().unwrap();
    for expected in [
        "span coc.call endpoint=\"clan\" resource=#2PP",
        "span coc.call endpoint=\"custom\" resource=/clans/#2PP/new",
        "span coc.call endpoint=\"locations\"",
        "the API rejected a token token=",
        "attempt failed attempt=1",
        "retrying delay_ms=",
        "the API throttled a token",
        "retry_after_ms=2000.0",
        "response source=\"network\" status=200 attempts=3",
        "response source=\"cache\" status=200 attempts=0",
        "no longer go to the official API base_url=\"https://proxy.example/v1\"",
    ] {
        assert!(lines.iter().any(|line| line.contains(expected)), "{expected}: {lines:#?}");
    }
    assert!(lines.iter().all(|line| !line.contains("secret")), "{lines:#?}");
    let nameless = lines.iter().find(|line| line.contains("locations")).unwrap();
    assert!(!nameless.contains("resource"), "{nameless}");
    for silent in ["forced.example"].iter().chain(&LOOPBACK) {
        let silent = silent.to_ascii_lowercase();
        assert!(!lines.iter().any(|line| line.contains(&silent)), "{silent}: {lines:#?}");
    }
}

/// Names and addresses of this machine, in every form.
const LOOPBACK: [&str; 7] = [
    "127.0.0.1:1",
    "127.8.9.1",
    "localhost:1",
    "LocalHost:2",
    "api.localhost:1",
    "[::1]:1",
    "[::ffff:127.0.0.1]:1",
];
