//! `headers` and the hooks: a middleware around each attempt. The token is added after it, so hooks
//! do not see it.

use std::time::Duration;

use bytes::Bytes;
use coc_core::{
    Error, ErrorKind,
    middleware::{AttemptNext, FailedAttempt, Middleware},
};
use http::{HeaderMap, Uri};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::{
    callback::{self, array, failed, property},
    headers,
    js_error::js_error,
    stats::millis,
};

/// The user's headers, and the hooks as `js/hooks.js` has composed them.
pub(crate) struct Hooks {
    pub(crate) headers: HeaderMap,
    pub(crate) on_request: Option<Function>,
    pub(crate) on_response: Option<Function>,
    pub(crate) observer: Option<Function>,
}

impl Hooks {
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty()
            && self.on_request.is_none()
            && self.on_response.is_none()
            && self.observer.is_none()
    }

    fn observe(&self, attempt: &FailedAttempt<'_>, delay: JsValue) {
        let Some(observer) = &self.observer else { return };
        let arguments = [
            attempt.endpoint.into(),
            attempt.number.into(),
            attempt.token_id.map(|id| id.to_string()).into(),
            js_error(attempt.error),
            delay,
        ];
        // It only queues the hooks, and does not throw.
        let _ = observer.apply(&JsValue::UNDEFINED, &array(&arguments));
    }
}

impl Middleware for Hooks {
    fn name(&self) -> &'static str {
        "JavaScript"
    }

    async fn attempt(
        &self,
        mut request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        for (name, value) in &self.headers {
            request.headers_mut().insert(name.clone(), value.clone());
        }
        let (endpoint, attempt) = (next.endpoint(), next.number());
        if let Some(hook) = &self.on_request {
            let arguments = [
                request.method().as_str().into(),
                request.uri().to_string().into(),
                headers::to_text(request.headers()).0.into(),
                endpoint.into(),
                attempt.into(),
            ];
            let changed = call("onRequest", hook, array(&arguments)).await?;
            *request.uri_mut() = url(&changed)?;
            *request.headers_mut() = parse_request(changed.get(1).as_string())?;
        }
        let mut response = next.run(request).await?;
        if let Some(hook) = &self.on_response {
            let arguments = [
                response.status().as_u16().into(),
                headers::to_text(response.headers()).0.into(),
                endpoint.into(),
                attempt.into(),
            ];
            let changed = call("onResponse", hook, array(&arguments)).await?;
            *response.headers_mut() = parse(changed.get(0).as_string())?;
        }
        Ok(response)
    }

    fn on_failure(&self, failed: &FailedAttempt<'_>) {
        self.observe(failed, JsValue::UNDEFINED);
    }

    fn on_retry(&self, failed: &FailedAttempt<'_>, delay: Duration) {
        self.observe(failed, millis(delay).into());
    }
}

/// Calls a hook, which returns the values that it may change.
async fn call(name: &str, hook: &Function, arguments: Array) -> Result<Array, Error> {
    let changed = callback::call(hook, arguments).await.map_err(|exception| {
        let message = property(&exception, "message")
            .unwrap_or_else(|| "threw a value that is not an Error".to_owned());
        failed(ErrorKind::Middleware, &format!("{name}: {message}"), exception)
    })?;
    Ok(Array::from(&changed))
}

fn url(changed: &Array) -> Result<Uri, Error> {
    changed.get(0).as_string().and_then(|url| url.parse().ok()).ok_or_else(|| {
        Error::with_message(ErrorKind::Middleware, "onRequest: `url` has been set to an invalid URL")
    })
}

/// The headers that frame a message or concern one connection (RFC 9110, section 7.6.1). The
/// platform sets them, and a wrong one would let a request be read as two.
const RESERVED: [&str; 14] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "trailers",
    "transfer-encoding",
    "upgrade",
];

pub(crate) fn parse_request(text: Option<String>) -> Result<HeaderMap, Error> {
    let headers = parse(text)?;
    for (name, value) in &headers {
        if RESERVED.contains(&name.as_str()) {
            return Err(invalid(&format!("the header `{name}` is set by the platform; remove it")));
        }
        // It could not be sent.
        value.to_str().map_err(|_| invalid_header(name.as_str()))?;
    }
    Ok(headers)
}

fn parse(text: Option<String>) -> Result<HeaderMap, Error> {
    let headers = headers::from_text(text.unwrap_or_default()).collect::<Result<Vec<_>, _>>();
    let headers = headers.map_err(|name| invalid_header(&name))?;
    headers::collect(headers).ok_or_else(|| invalid("there are more than 10,000 headers"))
}

fn invalid_header(name: &str) -> Error {
    invalid(&format!(
        "the header `{name}` is invalid: names are tokens, and values have visible ASCII characters and blanks"
    ))
}

fn invalid(what: &str) -> Error {
    Error::with_message(ErrorKind::InvalidRequest, what)
}
