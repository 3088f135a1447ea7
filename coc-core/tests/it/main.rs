//! The client as its users see it, over a fake transport and a manual clock.

mod batch;
mod bounds;
mod calls;
mod conformance;
mod endpoints;
mod errors;
mod pages;

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
