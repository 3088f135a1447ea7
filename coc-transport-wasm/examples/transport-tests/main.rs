//! The functions that `tests/transport.test.js` calls in Node and in Chromium.

#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![allow(missing_docs, clippy::missing_errors_doc, reason = "only the tests call these functions")]

use coc_transport_wasm::{FetchTransport, JsClock, coc_core::testing::conformance::Addresses};
use js_sys::Array;
use wasm_bindgen::prelude::*;

mod harness;

/// The cases that no program in a browser can pass.
const BROWSER: &[harness::Skipped] = &[
    (
        "redirects-are-not-followed",
        "a browser hides where a redirect leads; `transport.test.js` checks that it is not followed",
    ),
    ("refused-connection", "a browser does not say why a request failed, so it counts as possibly sent"),
    (
        "requests-are-not-retried",
        "a browser repeats a request on its own when an idle connection turns out to be closed",
    ),
];

#[wasm_bindgen]
pub async fn conformance(here: String, elsewhere: String, nowhere: String, in_browser: bool) -> Array {
    let skipped = harness::FETCH.iter().chain(if in_browser { BROWSER } else { &[] });
    let transport =
        |options: harness::Options| FetchTransport::new().timeout(options.timeout).max_body(options.max_body);
    harness::conformance(JsClock::new(), transport, Addresses { here, elsewhere, nowhere }, skipped).await
}

#[wasm_bindgen]
pub async fn send(url: String) -> Result<u16, String> {
    harness::send(FetchTransport::new(), url).await
}

#[wasm_bindgen]
pub async fn slept(millis: u32) -> f64 {
    harness::slept(JsClock::new(), millis).await
}

#[wasm_bindgen]
pub async fn outlasts(days: u32, millis: u32) -> bool {
    harness::outlasts(JsClock::new(), days, millis).await
}
