//! HTTP responses and their delivery: recorded headers, gzip if accepted, and the body's script.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode, Version};
use serde_json::{Value, json};

use super::connection::ConnectionControl;
use super::scripted_body::{BodyStep, ScriptedBody};
use super::snapshot::Content;
use crate::clock::http_date;
use crate::fault::Progress;
use crate::route::ApiError;

/// `Cache-Control` of every client error; the missing comma is the real API's.
pub(crate) const CACHED_TEN_MINUTES: &str = "public max-age=600";

/// Status, content and the headers that vary.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) cache_control: Option<Cow<'static, str>>,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(String, String)>,
    /// The simulated time that the content describes, in Unix milliseconds.
    pub(crate) moment: Option<i64>,
}

impl HttpResponse {
    /// 200 with JSON.
    pub(crate) fn ok(content: Content) -> Self {
        Self {
            status: 200,
            content_type: Cow::Borrowed("application/json; charset=utf-8"),
            cache_control: None,
            content,
            headers: Vec::new(),
            moment: None,
        }
    }

    /// JSON with any status.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let content = Content::new(body.to_string());
        if status == 200 {
            return Self::ok(content);
        }
        Self { status, content_type: Cow::Borrowed("application/json"), ..Self::ok(content) }
    }

    /// An error of the API. The API's gateway caches all client errors.
    pub(crate) fn api_error(error: &ApiError) -> Self {
        Self::error(error.status, error.reason, error.message.as_deref())
    }

    /// An error of the API from its parts.
    pub(crate) fn error(status: u16, reason: &str, message: Option<&str>) -> Self {
        let body = match message {
            Some(message) => json!({ "reason": reason, "message": message }),
            None => json!({ "reason": reason }),
        };
        let cached = (400..500).contains(&status);
        Self {
            cache_control: cached.then_some(Cow::Borrowed(CACHED_TEN_MINUTES)),
            ..Self::json(status, &body)
        }
    }

    /// An HTML error page of a gateway.
    pub(crate) fn html(status: u16) -> Self {
        let title =
            StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
        let page = format!(
            "<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>\r\n<center><h1>{status} {title}</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        Self { status, content_type: Cow::Borrowed("text/html"), ..Self::ok(Content::new(page)) }
    }

    /// Adds a header.
    pub(crate) fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// The delivery of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// All of it at once.
    #[default]
    Whole,
    /// In small pieces with a pause before each.
    Drip(Duration),
    /// Half of it, then the connection is closed.
    Truncated {
        /// Whether the body is chunked; otherwise `Content-Length` is the full length.
        chunked: bool,
    },
    /// A part of it, then a reset.
    Reset(Progress),
    /// A part of it, then nothing.
    Stalled(Progress),
}

/// The properties of the request that affect the delivery.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestMeta {
    http1: bool,
    keep_alive: bool,
    gzip: bool,
}

impl RequestMeta {
    /// Reads them from the request.
    pub(crate) fn of(request: &Request<Incoming>) -> Self {
        let close =
            list(request.headers(), &header::CONNECTION).any(|token| token.eq_ignore_ascii_case("close"));
        Self {
            http1: request.version() < Version::HTTP_2,
            keep_alive: request.version() == Version::HTTP_11 && !close,
            gzip: accepts_gzip(request.headers()),
        }
    }
}

fn list<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let mut any = false;
    for coding in list(headers, &header::ACCEPT_ENCODING) {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let accepted =
            quality.trim().trim_start_matches("q=").parse::<f32>().map_or(true, |quality| quality > 0.0);
        match name.trim() {
            "gzip" | "x-gzip" => return accepted,
            "*" => any = accepted,
            _ => {}
        }
    }
    any
}

/// Builds the response; `now` is the simulated time in Unix milliseconds.
pub(crate) fn build(
    response: &HttpResponse,
    request: RequestMeta,
    delivery: Delivery,
    now: i64,
    connection: &Arc<ConnectionControl>,
) -> Response<ScriptedBody> {
    let bytes = if request.gzip { response.content.gzip() } else { response.content.plain.clone() };
    let mut built = Response::new(script(bytes, request, delivery, connection));
    *built.status_mut() = status(response);
    *built.headers_mut() = headers(response, request.gzip, request.keep_alive, now);
    built
}

pub(crate) fn status(response: &HttpResponse) -> StatusCode {
    StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The headers of a response; `now` is the simulated time in Unix milliseconds.
pub(crate) fn headers(response: &HttpResponse, gzip: bool, keep_alive: bool, now: i64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &response.content_type);
    set(header::DATE, &http_date(now));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::STRICT_TRANSPORT_SECURITY, "max-age=43200");
    if let Some(cache_control) = &response.cache_control {
        set(header::CACHE_CONTROL, cache_control);
    }
    if gzip {
        set(header::CONTENT_ENCODING, "gzip");
    }
    if keep_alive {
        set(header::CONNECTION, "keep-alive");
    }
    for (name, value) in &response.headers {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { continue };
        if value.is_empty() {
            headers.remove(name);
        } else if let Ok(value) = HeaderValue::from_str(value) {
            // Cookies are separate headers; of any other header the last value is used.
            if name == header::SET_COOKIE {
                headers.append(name, value);
            } else {
                headers.insert(name, value);
            }
        }
    }
    headers
}

fn script(
    bytes: Bytes,
    request: RequestMeta,
    delivery: Delivery,
    connection: &Arc<ConnectionControl>,
) -> ScriptedBody {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let half = bytes.slice(..bytes.len() / 2);
    let start = |progress| match progress {
        Progress::Nothing | Progress::Headers => vec![BodyStep::Flush, BodyStep::Flush],
        Progress::HalfBody => vec![BodyStep::Data(half.clone()), BodyStep::Flush, BodyStep::Flush],
    };
    let (steps, length) = match delivery {
        Delivery::Whole => (vec![BodyStep::Data(bytes)], None),
        Delivery::Drip(pause) => {
            let size = (bytes.len() / 8).max(1);
            let pieces = (0..bytes.len())
                .step_by(size)
                .map(|start| bytes.slice(start..(start + size).min(bytes.len())));
            (pieces.flat_map(|piece| [BodyStep::Wait(pause), BodyStep::Data(piece)]).collect(), None)
        }
        Delivery::Truncated { chunked } => {
            let mut steps = start(Progress::HalfBody);
            steps.push(BodyStep::Fail);
            // HTTP/2 has no chunks; the stream is reset either way.
            (steps, (!chunked && request.http1).then_some(length))
        }
        Delivery::Reset(progress) => {
            let mut steps = start(progress);
            steps.push(BodyStep::Reset);
            (steps, None)
        }
        Delivery::Stalled(progress) => {
            let mut steps = start(progress);
            steps.push(BodyStep::Stall);
            (steps, None)
        }
    };
    ScriptedBody::new(steps, length, Arc::clone(connection))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_used_only_if_it_is_accepted() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts_gzip(&headers)
        };
        assert!(accepts("gzip") && accepts("br, gzip;q=0.5") && accepts("*") && accepts("deflate,gzip"));
        assert!(!accepts("gzip;q=0") && !accepts("identity") && !accepts("*, gzip; q=0") && !accepts("br"));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
