//! The client as its users see it, over a fake transport and a manual clock.

mod batch;
mod bounds;
mod calls;
mod conformance;
mod endpoints;
mod errors;
mod pages;

use coc_core::{
    Client,
    testing::{FakeTransport, ManualClock},
};

/// A client whose every request is answered by the fake, with the fake to ask what was sent.
fn client(transport: &FakeTransport) -> Client {
    Client::builder(transport.clone(), ManualClock::default())
        .base_url("https://api.example/v1")
        .token("secret-token")
        .build()
        .expect("the settings are good")
}

/// `METHOD /path?query` of each request that was sent.
fn sent(transport: &FakeTransport) -> Vec<String> {
    let line = |request: &http::Request<bytes::Bytes>| {
        let target = request.uri().path_and_query().expect("an absolute address");
        format!("{} {}", request.method(), target.as_str().trim_start_matches("/v1"))
    };
    transport.requests().iter().map(line).collect()
}
