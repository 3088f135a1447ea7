//! The client as users see it, over a fake transport and a manual clock.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod batch;
mod bounds;
mod cache;
mod calls;
#[cfg(not(target_family = "wasm"))]
mod conformance;
mod control;
mod current_wars;
mod cwl_season;
mod deadlines;
mod endpoints;
mod errors;
mod executors;
mod invalidation;
mod league;
mod middleware;
mod pages;
#[cfg(not(target_family = "wasm"))]
mod panics;
mod priorities;
mod rate_limits;
mod repairs;
mod retries;
mod secrets;
mod single_flight;
mod tokens;
#[cfg(not(target_family = "wasm"))]
mod wakers;
#[cfg(feature = "watch")]
mod watch;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use coc_core::{
    Builder, Client, Clock as _, RateLimit, Retry,
    testing::{FakeTransport, ManualClock},
};

const SECOND: Duration = Duration::from_secs(1);

/// A client without cache, retries and limits: each call is one request.
fn client(transport: &FakeTransport) -> Client {
    let builder = builder(transport, &ManualClock::default()).no_cache();
    builder.retry(Retry::never()).rate_limit(RateLimit::none()).build().expect("good settings")
}

/// A builder with the default settings, a base URL and a token.
fn builder(transport: &FakeTransport, clock: &ManualClock) -> Builder {
    Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1").token("secret-token")
}

/// Builds a client without a cache and with this rate limit.
fn limited(transport: &FakeTransport, clock: &ManualClock, limit: RateLimit) -> Client {
    builder(transport, clock).no_cache().rate_limit(limit).build().expect("good settings")
}

/// `METHOD /path?query` of each request that was sent.
fn sent(transport: &FakeTransport) -> Vec<String> {
    let line = |request: &http::Request<Bytes>| {
        let target = request.uri().path_and_query().expect("an absolute address");
        format!("{} {}", request.method(), target.as_str().trim_start_matches("/v1"))
    };
    transport.requests().iter().map(line).collect()
}

/// Runs a future on a clock of its own.
fn block_on<F: Future>(future: F) -> F::Output {
    ManualClock::default().run(future)
}

/// A transport that calls `respond` for each request after a delay on this clock.
fn delayed(
    clock: &ManualClock,
    delay: Duration,
    respond: impl Fn(&http::Request<Bytes>) -> http::Response<Bytes> + Send + Sync + 'static,
) -> FakeTransport {
    let (clock, respond) = (clock.clone(), Arc::new(respond));
    FakeTransport::pending(move |request| {
        let (sleep, respond) = (clock.sleep(delay), Arc::clone(&respond));
        async move {
            sleep.await;
            Ok(respond(&request))
        }
    })
}

/// A response with these headers and this body.
fn response(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<Bytes> {
    let response =
        headers.iter().fold(http::Response::builder().status(status), |response, (name, value)| {
            response.header(*name, *value)
        });
    response.body(Bytes::copy_from_slice(body.as_bytes())).expect("the headers are good")
}

/// The JSON of a clan with this many points.
fn clan(points: u32) -> String {
    format!(r##"{{"tag":"#2PP","name":"Example","clanPoints":{points},"members":0,"memberList":[]}}"##)
}
