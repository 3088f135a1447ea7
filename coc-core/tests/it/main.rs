//! The client as its users see it, over a fake transport and a manual clock.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod batch;
mod bounds;
mod cache;
mod calls;
#[cfg(not(target_family = "wasm"))]
mod conformance;
mod control;
mod deadlines;
mod endpoints;
mod errors;
mod middleware;
mod pages;
mod retries;
mod tokens;
#[cfg(feature = "tracing")]
mod tracing;
#[cfg(not(target_family = "wasm"))]
mod wakers;

use coc_core::{
    Builder, Client, RateLimit, Retry,
    testing::{FakeTransport, ManualClock},
};

/// A client without a cache, retries and limits, so that each call is one request, which the fake answers.
fn client(transport: &FakeTransport) -> Client {
    let builder = builder(transport, &ManualClock::default()).no_cache();
    builder.retry(Retry::never()).rate_limit(RateLimit::none()).build().expect("good settings")
}

/// A client of the fake with all defaults.
fn builder(transport: &FakeTransport, clock: &ManualClock) -> Builder {
    Client::builder(transport.clone(), clock.clone()).base_url("https://api.example/v1").token("secret-token")
}

/// `METHOD /path?query` of each request that was sent.
fn sent(transport: &FakeTransport) -> Vec<String> {
    let line = |request: &http::Request<bytes::Bytes>| {
        let target = request.uri().path_and_query().expect("an absolute address");
        format!("{} {}", request.method(), target.as_str().trim_start_matches("/v1"))
    };
    transport.requests().iter().map(line).collect()
}

/// Runs a future that waits for nothing but what is in it.
fn block_on<F: Future>(future: F) -> F::Output {
    ManualClock::default().run(future)
}

/// An answer of the fake.
fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<bytes::Bytes> {
    let response =
        headers.iter().fold(http::Response::builder().status(status), |response, (name, value)| {
            response.header(*name, *value)
        });
    response.body(bytes::Bytes::copy_from_slice(body.as_bytes())).expect("the headers are good")
}

/// A clan with this many points.
fn clan(points: u32) -> String {
    format!(r##"{{"tag":"#2PP","name":"Example","clanPoints":{points},"members":0,"memberList":[]}}"##)
}
