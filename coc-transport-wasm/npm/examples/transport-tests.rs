//! The functions that `test/client/transport.test.js` calls.

#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![allow(missing_docs, clippy::missing_errors_doc, reason = "only the tests call these functions")]

use std::{pin::pin, time::Duration};

use bytes::Bytes;
use coc_api::JsTransport;
use coc_core::{Clock as _, Transport, TransportError, TransportErrorKind, testing::conformance::Addresses};
use coc_transport_wasm::JsClock;
use futures_util::future::{Either, select};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[path = "../../examples/transport-tests/harness.rs"]
mod harness;

/// The transport with a time limit, which the client has outside of it.
struct Limited {
    transport: JsTransport,
    timeout: Duration,
    clock: JsClock,
}

impl Transport for Limited {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        match select(pin!(self.transport.send(request)), self.clock.sleep(self.timeout)).await {
            Either::Left((response, _)) => response,
            Either::Right(_) => Err(TransportError::new(TransportErrorKind::Timeout)),
        }
    }
}

#[wasm_bindgen]
pub async fn conformance(
    here: String,
    elsewhere: String,
    nowhere: String,
    sender: Function,
    over_fetch: bool,
) -> Array {
    let transport = |options: harness::Options| Limited {
        transport: JsTransport::new(sender.clone()).max_body(options.max_body),
        timeout: options.timeout,
        clock: JsClock::new(),
    };
    let skipped = if over_fetch { harness::FETCH } else { &[] };
    let addresses = Addresses { here, elsewhere, nowhere };
    harness::conformance(JsClock::new(), transport, addresses, skipped).await
}

#[wasm_bindgen]
pub async fn send(url: String, sender: Function) -> Result<u16, String> {
    harness::send(JsTransport::new(sender), url).await
}

#[wasm_bindgen]
pub async fn slept(millis: u32) -> f64 {
    harness::slept(JsClock::new(), millis).await
}

#[wasm_bindgen]
pub async fn outlasts(days: u32, millis: u32) -> bool {
    harness::outlasts(JsClock::new(), days, millis).await
}
