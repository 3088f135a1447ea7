//! The transport of the JavaScript client: `js/fetch.js` sends a request and receives its response.

use bytes::Bytes;
use coc_core::{Transport, TransportError, TransportErrorKind as Kind};
use coc_transport_wasm::JsException;
use http::{StatusCode, uri::PathAndQuery};
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::{
    headers,
    runtime::{Oneshot, Oneshots},
};

#[wasm_bindgen(module = "/js/fetch.js")]
extern "C" {
    /// Sends a request, and later calls `resolve` or `reject` with its number.
    #[wasm_bindgen(catch)]
    fn send(
        sender: &Function,
        number: u32,
        head: &str,
        body: Option<&[u8]>,
        max_body: u32,
        resolve: &Closure<dyn Fn(u32, u16, String, Vec<u8>)>,
        reject: &Closure<dyn Fn(u32, String, String, JsValue)>,
    ) -> Result<(), JsValue>;

    /// Aborts a request, for which neither is then called.
    #[wasm_bindgen(catch)]
    fn abort(number: u32) -> Result<(), JsValue>;
}

thread_local! {
    static IN_FLIGHT: Oneshots<Result<Received, TransportError>> = const { Oneshots::new() };
    static RESOLVE: Closure<dyn Fn(u32, u16, String, Vec<u8>)> =
        Closure::new(|number, status, headers, body: Vec<u8>| {
            let received = Received { status, headers, body: body.into() };
            IN_FLIGHT.with(|all| all.send(number, Ok(received)));
        });
    static REJECT: Closure<dyn Fn(u32, String, String, JsValue)> =
        Closure::new(|number, kind: String, text: String, exception: JsValue| {
            let source = JsException::with_text(text, exception);
            let error = TransportError::new(kind_of(&kind)).with_source(source);
            let error = if kind == "stale" { error.on_stale_connection() } else { error };
            IN_FLIGHT.with(|all| all.send(number, Err(error)));
        });
}

/// A [`Transport`] over a sender, a function that `js/fetch.js` describes.
#[derive(Debug)]
pub struct JsTransport {
    sender: Function,
    max_body: u32,
}

impl JsTransport {
    /// A transport over this sender that accepts bodies of up to 16 MiB.
    pub const fn new(sender: Function) -> Self {
        Self { sender, max_body: 16 << 20 }
    }

    /// The largest response body that is accepted, in bytes after decompression.
    #[must_use]
    pub fn max_body(self, bytes: usize) -> Self {
        Self { max_body: bytes.try_into().unwrap_or(u32::MAX), ..self }
    }
}

impl Transport for JsTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let (headers, invalid) = headers::to_text(request.headers());
        if let Some(name) = invalid {
            let what = format!("the header `{name}` is not visible ASCII");
            return Err(TransportError::new(Kind::Request).with_source(what));
        }
        let received = Exchange::begin(self, &request, &headers)?.received().await?;
        let mut response = http::Response::new(received.body);
        *response.status_mut() = StatusCode::from_u16(received.status)
            .map_err(|error| TransportError::new(Kind::Other).with_source(error))?;
        // The platform has checked them; what `http` cannot hold is of no use to the client.
        let headers = headers::collect(headers::from_text(received.headers).flatten());
        *response.headers_mut() = headers.ok_or_else(|| {
            TransportError::new(Kind::Other).with_source("the response has more than 10,000 headers")
        })?;
        Ok(response)
    }
}

/// A complete response.
struct Received {
    status: u16,
    /// Header text, without the headers that describe an encoding that has been undone.
    headers: String,
    body: Bytes,
}

/// A request in flight. Dropping it aborts the request.
struct Exchange {
    oneshot: Oneshot<Result<Received, TransportError>>,
    is_complete: bool,
}

impl Exchange {
    fn begin(
        transport: &JsTransport,
        request: &http::Request<Bytes>,
        headers: &str,
    ) -> Result<Self, TransportError> {
        let oneshot = Oneshots::oneshot(&IN_FLIGHT);
        let head = head(request, headers);
        let body = Some(&**request.body()).filter(|body| !body.is_empty());
        let JsTransport { sender, max_body } = transport;
        RESOLVE
            .with(|resolve| {
                REJECT.with(|reject| send(sender, oneshot.number(), &head, body, *max_body, resolve, reject))
            })
            .map_err(|exception| {
                TransportError::new(Kind::Request).with_source(JsException::new(exception))
            })?;
        Ok(Self { oneshot, is_complete: false })
    }

    async fn received(mut self) -> Result<Received, TransportError> {
        let result = (&mut self.oneshot).await;
        self.is_complete = true;
        result
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.is_complete {
            // An agent that throws is of no interest to a call that has ended.
            drop(abort(self.oneshot.number()));
        }
    }
}

/// Method, URL and headers as one string, because each argument costs a conversion. Written without
/// `format!`, which takes as long as everything else here.
fn head(request: &http::Request<Bytes>, headers: &str) -> String {
    let uri = request.uri();
    let mut head = String::with_capacity(128 + headers.len());
    head.extend([request.method().as_str(), " "]);
    if let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) {
        head.extend([scheme, "://", authority.as_str()]);
    }
    head.extend([uri.path_and_query().map_or("/", PathAndQuery::as_str), "\n", headers]);
    head
}

/// The kind by the name that `js/fetch.js` has for it.
fn kind_of(kind: &str) -> Kind {
    match kind {
        "connect" => Kind::Connect,
        "timeout" => Kind::Timeout,
        "tooLarge" => Kind::TooLarge,
        "request" => Kind::Request,
        "other" => Kind::Other,
        _ => Kind::Interrupted,
    }
}
