//! What the tests of the transport run on the platform itself: the conformance suite, and the clock. See `js-tests`.

#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    reason = "it is read by tests only"
)]

use std::time::Duration;

use coc_core::{
    Clock as _,
    testing::conformance::{Addresses, Options, Outcome, Suite},
};
use coc_transport_wasm::{FetchTransport, JsClock, coc_core};
use futures_util::future::{Either, select};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

/// What no program on top of `fetch` can do, and why.
const EVERYWHERE: &[(&str, &str)] = &[
    ("status-407-is-ok", "`fetch` takes 407 for the affair of a proxy of its own and fails"),
    ("repeated-headers-are-kept", "`Headers` joins the values of a name by commas"),
    ("truncated-compression", "a gzip stream that is cut off counts as whole; JSON that is cut off does not"),
];
const BROWSER: &[(&str, &str)] = &[
    (
        "redirects-are-handed-on",
        "a browser hides where a redirect leads; js-tests see that it is not followed",
    ),
    ("refused-connection", "a browser does not say why a request failed, so it counts as possibly sent"),
    (
        "nothing-is-sent-twice",
        "a browser repeats what it sent over a connection that then turned out to be closed",
    ),
];

fn over(fetch: Option<Function>) -> FetchTransport {
    let transport = FetchTransport::new();
    if let Some(fetch) = fetch { transport.fetch(fetch) } else { transport }
}

/// Runs the suite over the global `fetch` or a function that is like it, and gives `[case, "passed" | "failed" | "skipped", why]`
/// for each case.
#[wasm_bindgen]
pub async fn conformance(
    here: String,
    elsewhere: String,
    nowhere: String,
    browser: bool,
    fetch: Option<Function>,
) -> Array {
    let platform = if browser { BROWSER } else { &[] };
    let conforming =
        move |options: Options| over(fetch.clone()).timeout(options.timeout).max_body(options.max_body);
    let suite = EVERYWHERE
        .iter()
        .chain(platform)
        .fold(Suite::new(JsClock::new(), conforming), |suite, (case, reason)| suite.skip(*case, *reason));
    let report = suite.run_against(&Addresses { here, elsewhere, nowhere }).await;
    report
        .results()
        .iter()
        .map(|result| {
            let (outcome, why) = match &result.outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Failed(why) => ("failed", why.as_str()),
                Outcome::Skipped(why) => ("skipped", why.as_str()),
            };
            Array::of3(&result.name.as_str().into(), &outcome.into(), &why.into())
        })
        .collect()
}

/// Sends one GET with a token and gives the status, or the error in words.
#[wasm_bindgen]
pub async fn send(url: String, fetch: Option<Function>) -> Result<u16, String> {
    use coc_core::Transport as _;
    let transport = over(fetch);
    let request = http::Request::get(url).header("authorization", "Bearer a-token").body(bytes::Bytes::new());
    let answer = transport.send(request.map_err(|error| error.to_string())?).await;
    answer.map(|answer| answer.status().as_u16()).map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        format!("{:?} never_sent={} {cause}", error.kind(), error.never_sent())
    })
}

/// How long a sleep took by the clock, in milliseconds.
#[wasm_bindgen]
pub async fn slept(millis: u32) -> f64 {
    let clock = JsClock::new();
    let began = clock.now();
    clock.sleep(Duration::from_millis(millis.into())).await;
    clock.now().saturating_since(began).as_secs_f64() * 1_000.0
}

/// Whether a sleep of so many days is still going on when a short one has ended. Both are then dropped.
#[wasm_bindgen]
pub async fn outlasts(days: u32, millis: u32) -> bool {
    let clock = JsClock::new();
    let long = clock.sleep(Duration::from_secs(u64::from(days) * 86_400));
    let short = clock.sleep(Duration::from_millis(millis.into()));
    matches!(select(long, short).await, Either::Right(_))
}
