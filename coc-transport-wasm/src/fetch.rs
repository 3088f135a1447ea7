//! The [`FetchTransport`]: sends one request with `fetch` and reads the whole response.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{Clock as _, Transport, TransportError, TransportErrorKind as Kind};
use futures_util::future::{Either, select};
use gloo_net::http::{Headers, RequestBuilder, Response};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_LENGTH},
};
use js_sys::{Promise, Reflect, Uint8Array, futures::JsFuture};
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials, RequestRedirect,
};

use crate::{
    clock::JsClock,
    js_exception::{JsException, code, property},
};

#[wasm_bindgen]
extern "C" {
    /// The global `fetch`. gloo-net's own call of it panics if it throws or if what it returns is
    /// no `Response`, and drops the `cause` of an exception, which says whether a connection was
    /// made.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(request: &Request) -> Result<Promise, JsValue>;
}

/// A [`Transport`] over the global `fetch`.
///
/// Sends no cookies, follows no redirect, bypasses the browser's cache, and aborts a request whose
/// future is dropped. The [crate's page](crate) lists what browsers do not reveal.
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_wasm::Error> {
/// use std::time::Duration;
/// use coc_transport_wasm::{Client, FetchTransport, JsClock};
///
/// let transport = FetchTransport::new().timeout(Duration::from_secs(10)).max_body(1 << 20);
/// let builder = Client::builder(transport, JsClock::new());
/// let client = builder.base_url("https://coc.example/v1").build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FetchTransport {
    timeout: Option<Duration>,
    max_body: usize,
}

impl FetchTransport {
    /// A transport without a time limit that accepts bodies of up to 16 MiB.
    pub const fn new() -> Self {
        Self { timeout: None, max_body: 16 << 20 }
    }

    /// The time limit of a request, up to the last byte of its response. None by default, because
    /// the client limits each attempt.
    #[must_use]
    pub const fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The largest response body that is accepted, in bytes after decompression; 16 MiB by default.
    #[must_use]
    pub const fn max_body(self, bytes: usize) -> Self {
        Self { max_body: bytes, ..self }
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let abort = AbortOnDrop(AbortController::new().map_err(unsendable)?);
        // Some edge runtimes reject these two options, and have neither cookies nor a cache.
        let built = build(&request, &abort.0, true).or_else(|_| build(&request, &abort.0, false))?;
        let promise = global_fetch(&built).map_err(unsendable)?;
        let response = JsFuture::from(promise).await.map_err(failed)?;
        let response: web_sys::Response =
            response.dyn_into().map_err(|_| other("`fetch` returned no Response"))?;
        let response = Response::from(response);
        let status = match response.status() {
            0 => return Err(other("the server redirects, and a browser hides where to; check the base URL")),
            status => StatusCode::from_u16(status).map_err(|error| other(error.to_string()))?,
        };
        let headers = headers(&response.headers())?;
        let mut received = http::Response::new(self.body(&response).await?);
        *received.status_mut() = status;
        *received.headers_mut() = headers;
        Ok(received)
    }

    /// The whole body. `content-length` is not used: it may be that of the compressed body.
    async fn body(&self, response: &Response) -> Result<Bytes, TransportError> {
        let Some(stream) = response.body() else { return Ok(Bytes::new()) };
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        let mut body = Vec::new();
        loop {
            let read = JsFuture::from(reader.read()).await.map_err(failed)?;
            let part = |name: &str| Reflect::get(&read, &name.into()).map_err(failed);
            if part("done")?.is_truthy() {
                return Ok(body.into());
            }
            let Ok(chunk) = part("value")?.dyn_into::<Uint8Array>() else {
                return Err(other("the stream of the body yields something other than bytes"));
            };
            let (start, length) = (body.len(), chunk.length() as usize);
            if length > self.max_body - start {
                return Err(TransportError::new(Kind::TooLarge));
            }
            body.resize(start + length, 0);
            chunk.copy_to(&mut body[start..]);
        }
    }
}

impl Default for FetchTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for FetchTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let Some(limit) = self.timeout else { return self.exchange(request).await };
        let exchange = std::pin::pin!(self.exchange(request));
        match select(exchange, JsClock::new().sleep(limit)).await {
            Either::Left((response, _)) => response,
            Either::Right(_) => Err(TransportError::new(Kind::Timeout)),
        }
    }
}

/// Aborts the request, or the reading of its response, when the future is dropped; has no effect on
/// a finished one.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn build(
    request: &http::Request<Bytes>,
    abort: &AbortController,
    with_cache_options: bool,
) -> Result<Request, TransportError> {
    let mut builder = RequestBuilder::new(&request.uri().to_string())
        .method(request.method().clone())
        .abort_signal(Some(&abort.signal()))
        .redirect(RequestRedirect::Manual);
    if with_cache_options {
        builder = builder.credentials(RequestCredentials::Omit).cache(RequestCache::NoStore);
    }
    for (name, value) in request.headers() {
        let value = value.to_str().map_err(|_| {
            let what = format!("the header `{name}` is not visible ASCII");
            TransportError::new(Kind::Request).with_source(what)
        })?;
        builder = builder.header(name.as_str(), value);
    }
    let built = match &**request.body() {
        [] => builder.build(),
        body => builder.body(Uint8Array::from(body)),
    };
    // The message of the exception may contain the URL.
    built.map(Into::into).map_err(|_| {
        TransportError::new(Kind::Request)
            .with_source("`new Request` rejected the method, the URL or a header")
    })
}

/// The most headers of a response. A `HeaderMap` panics above some 24,000, and the client adds to
/// it.
const MAX_HEADERS: usize = 10_000;

/// The headers, without those that describe an encoding that `fetch` has undone.
fn headers(raw: &Headers) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::new();
    for (name, value) in raw.entries() {
        if headers.len() == MAX_HEADERS {
            return Err(other("the response has more than 10,000 headers"));
        }
        // The platform has checked them; what `http` cannot hold is of no use to the client.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    let is_undone = |coding: &str| matches!(coding.trim(), "gzip" | "x-gzip" | "deflate" | "br" | "zstd");
    let codings = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    if codings.is_some_and(|codings| codings.split(',').all(is_undone)) {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    Ok(headers)
}

fn other(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TransportError {
    TransportError::new(Kind::Other).with_source(what)
}

/// An exception from before the request was sent.
fn unsendable(exception: JsValue) -> TransportError {
    TransportError::new(Kind::Request).with_source(JsException::new(exception))
}

/// An exception of `fetch`, or of the stream of the body. A browser does not say whether the server
/// received the request.
fn failed(exception: JsValue) -> TransportError {
    let code = code(&exception).unwrap_or_default();
    let is = |name: &str| property(&exception, "name").is_some_and(|given| given == name);
    let kind = if NOT_CONNECTED.contains(&&*code) || is_tls_code(&code) || is_connect_message(&exception) {
        Kind::Connect
    } else if TIMED_OUT.contains(&&*code) || is("TimeoutError") {
        Kind::Timeout
    } else {
        Kind::Interrupted
    };
    TransportError::new(kind).with_source(JsException::new(exception))
}

/// Codes of exceptions after which no connection was made, in Node (undici), Deno and Bun.
const NOT_CONNECTED: &[&str] = &[
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EADDRNOTAVAIL",
    "UND_ERR_CONNECT_TIMEOUT",
    "ConnectionRefused",
    "FailedToOpenSocket",
];
const TIMED_OUT: &[&str] = &["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];

/// Whether the code is for a certificate that is not trusted, or a server without TLS.
fn is_tls_code(code: &str) -> bool {
    code.contains("CERT")
        || ["ERR_TLS_", "ERR_SSL_", "UNABLE_TO_"].iter().any(|start| code.starts_with(start))
}

/// Deno's exceptions have no codes; their messages say that no connection was made.
fn is_connect_message(exception: &JsValue) -> bool {
    property(exception, "message").is_some_and(|message| {
        ["client error (Connect)", "tcp connect error", "dns error"].iter().any(|part| message.contains(part))
    })
}
