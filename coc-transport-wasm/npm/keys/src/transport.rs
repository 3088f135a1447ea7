//! The transport to the portal: one function of JavaScript for each request. There are few of them,
//! so a promise and its closures for each cost nothing.

use bytes::Bytes;
use coc_core::{Transport, TransportError, TransportErrorKind as Kind};
use coc_transport_wasm::JsException;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use js_sys::{Array, Function, Promise, Uint8Array, futures::JsFuture};
use wasm_bindgen::prelude::*;

use crate::properties::Properties;

/// The most bytes of a response: the portal's largest, a list of ten keys, has some 20 KiB.
const MAX_BODY: u32 = 1 << 20;
/// A `HeaderMap` panics above some 24,000.
const MAX_HEADERS: usize = 10_000;

#[wasm_bindgen]
extern "C" {
    /// A request that JavaScript has sent.
    type Exchange;
    /// Resolves with a `Received`, or rejects with a `Failed`.
    #[wasm_bindgen(method, getter)]
    fn response(this: &Exchange) -> Promise;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Exchange) -> Result<(), JsValue>;

    /// A complete response: `headers` has name and value in turn.
    #[wasm_bindgen(extends = Properties)]
    type Received;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Received) -> Uint8Array;

    /// `{ kind, message }`. The message holds no secret.
    #[wasm_bindgen(extends = Properties)]
    type Failed;
}

/// A [`Transport`] over a function `(method, url, headers, body, maxBody) => exchange`.
#[derive(Clone, Debug)]
pub(crate) struct HostTransport {
    send: Function,
}

impl HostTransport {
    pub(crate) const fn new(send: Function) -> Self {
        Self { send }
    }

    fn begin(&self, request: &http::Request<Bytes>) -> Result<InFlight, TransportError> {
        let headers = Array::new();
        for (name, value) in request.headers() {
            let value = value.to_str().map_err(|_| {
                let what = format!("the header `{name}` is not visible ASCII");
                TransportError::new(Kind::Request).with_source(what)
            })?;
            headers.push(&name.as_str().into());
            headers.push(&value.into());
        }
        let body = match &**request.body() {
            [] => JsValue::UNDEFINED,
            body => Uint8Array::from(body).into(),
        };
        let arguments = [
            request.method().as_str().into(),
            request.uri().to_string().into(),
            headers.into(),
            body,
            MAX_BODY.into(),
        ];
        let exchange = self.send.apply(&JsValue::UNDEFINED, &arguments.into_iter().collect::<Array>());
        let exchange = exchange
            .map_err(|thrown| TransportError::new(Kind::Request).with_source(JsException::new(thrown)))?;
        Ok(InFlight(Some(exchange.unchecked_into())))
    }
}

impl Transport for HostTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let received = self.begin(&request)?.received().await?;
        let mut response = http::Response::new(Bytes::from(received.body().to_vec()));
        let other = |what: &'static str| TransportError::new(Kind::Other).with_source(what);
        let status = received.number("status").unwrap_or_default();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        let status = StatusCode::from_u16(status as u16);
        *response.status_mut() = status.map_err(|_| other("the response has an invalid status"))?;
        let headers = received.strings("headers").unwrap_or_default();
        *response.headers_mut() =
            collect(&headers).ok_or_else(|| other("the response has more than 10,000 headers"))?;
        Ok(response)
    }
}

/// The headers, without those that `http` cannot hold; `None` if there are too many.
fn collect(pairs: &[String]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for pair in pairs.chunks_exact(2) {
        let [name, value] = pair else { continue };
        if headers.len() == MAX_HEADERS {
            return None;
        }
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    Some(headers)
}

/// A request in flight. Dropping it aborts the request.
struct InFlight(Option<Exchange>);

impl InFlight {
    async fn received(mut self) -> Result<Received, TransportError> {
        let Some(exchange) = &self.0 else { return Err(TransportError::new(Kind::Request)) };
        let result = JsFuture::from(exchange.response()).await;
        self.0 = None;
        result.map(JsCast::unchecked_into).map_err(|thrown| {
            let failed: Failed = thrown.unchecked_into();
            let kind = match failed.string("kind").as_deref() {
                Some("connect") => Kind::Connect,
                Some("timeout") => Kind::Timeout,
                Some("tooLarge") => Kind::TooLarge,
                Some("request") => Kind::Request,
                Some("other") => Kind::Other,
                _ => Kind::Interrupted,
            };
            TransportError::new(kind).with_source(failed.string("message").unwrap_or_default())
        })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(exchange) = self.0.take() {
            // An agent that throws is of no interest to a job that has ended.
            drop(exchange.abort());
        }
    }
}
