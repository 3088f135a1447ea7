//! The [`FetchTransport`]: one request out, one whole answer back.

use std::{fmt, time::Duration};

use bytes::Bytes;
use coc_core::{Clock as _, Transport, TransportError, TransportErrorKind as Kind};
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::clock::JsClock;

mod body;
mod error;
mod js;

use error::{lost, unusable};
use js::{Abort, Answer, Supported};

/// What `fetch` undoes by itself while it gives out the body.
const UNDONE: [&str; 5] = ["gzip", "x-gzip", "deflate", "br", "zstd"];

/// A [`Transport`] over `fetch`: the global one, or a function that is like it.
///
/// Sends no cookies, follows no redirect, goes past the browser's own cache, and aborts what is dropped. See the [crate's
/// page](crate) for what browsers do not let it know.
#[derive(Clone)]
pub struct FetchTransport {
    fetch: Option<Function>,
    timeout: Option<Duration>,
    max_body: usize,
    supported: Supported,
}

impl FetchTransport {
    /// The transport over the global `fetch`, which is looked up for each request.
    pub fn new() -> Self {
        Self { fetch: None, timeout: None, max_body: 16 << 20, supported: Supported::find_out() }
    }

    /// Sends requests with this function instead of the global `fetch`. It is called with an address and the options of `fetch`
    /// (`method`, `headers`, `body`, `signal` …), and gives a promise of a `Response` or of something that is like one.
    #[must_use]
    pub fn fetch(self, fetch: Function) -> Self {
        Self { fetch: Some(fetch), ..self }
    }

    /// How long a request may take until the last byte of its answer. No limit by default, because the client has one for each
    /// attempt.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The largest answer body that is accepted, in bytes after decompression; 16 MiB by default.
    #[must_use]
    pub fn max_body(self, bytes: usize) -> Self {
        Self { max_body: bytes, ..self }
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let abort = Abort::new();
        let init = js::init(&request, self.supported, &abort).map_err(|error| unusable(&error))?;
        let url = request.uri().to_string();
        // Only what the browser makes of the answer from here on tells whether it was sent.
        let promise = js::fetch(self.fetch.as_ref(), &url, &init).map_err(|error| unusable(&error))?;
        let answer = Answer::from(js::settled(promise).await.map_err(|error| lost(&error))?);
        let status = status(&answer)?;
        let mut headers = headers(&answer)?;
        let announced = drop_encoding(&mut headers);
        let body = body::read(&answer, announced, self.max_body).await?;
        abort.disarm();
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
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
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(TransportError::new(Kind::Timeout)),
        }
    }
}

fn status(answer: &Answer) -> Result<StatusCode, TransportError> {
    let wrong = |what: &'static str| TransportError::new(Kind::Other).with_source(what);
    let status = answer.status().ok().and_then(|status| status.as_f64());
    let Some(status) = status else { return Err(wrong("`fetch` gave something that is no Response")) };
    if status == 0.0 {
        return Err(wrong("the server redirects, and a browser hides where to; is the base URL right?"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "out of range is no status")]
    StatusCode::from_u16(status as u16).map_err(|_| wrong("`fetch` gave a status that is none"))
}

/// All of them in one crossing: an array of pairs becomes a line for each.
fn headers(answer: &Answer) -> Result<HeaderMap, TransportError> {
    let headers: JsValue = answer.headers().map_err(|error| lost(&error))?;
    if !headers.is_object() {
        return Err(TransportError::new(Kind::Other).with_source("`fetch` gave an answer without headers"));
    }
    let lines = String::from(js_sys::Array::from(&headers).join("\n"));
    // `fetch` has checked them; what cannot be held here (a value that is no ISO-8859-1) is worth nothing to the core.
    Ok(from_lines(&lines).filter_map(Result::ok).collect())
}

/// Reads headers from lines with a comma after the name. A name can have no comma, and a value no end of line.
pub(crate) fn from_lines(
    lines: &str,
) -> impl Iterator<Item = Result<(HeaderName, HeaderValue), http::Error>> + '_ {
    lines.split('\n').filter(|line| !line.is_empty()).map(|line| {
        let (name, value) = line.split_once(',').unwrap_or((line, ""));
        Ok((HeaderName::try_from(name)?, HeaderValue::try_from(value)?))
    })
}

/// Takes out what describes the compressed bytes, and gives the length of the body if that is known.
fn drop_encoding(headers: &mut HeaderMap) -> Option<usize> {
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    if encoding.is_some_and(|codings| codings.split(',').all(|coding| UNDONE.contains(&coding.trim()))) {
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
    }
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl fmt::Debug for FetchTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchTransport")
            .field("own_fetch", &self.fetch.is_some())
            .field("timeout", &self.timeout)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}
