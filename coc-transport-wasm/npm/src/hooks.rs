//! `headers`, `onRequest` and `onResponse`: a middleware around each attempt. The token is added further in, so it is not seen.

use bytes::Bytes;
use coc_core::{
    Error, ErrorKind,
    middleware::{AttemptNext, Middleware},
};
use http::{HeaderMap, Uri};
use js_sys::{Array, Function, Promise, futures::JsFuture};
use wasm_bindgen::prelude::*;

use crate::{
    headers,
    thrown::{Thrown, text},
};

/// What JavaScript adds to and wants to know of each attempt.
pub(super) struct Hooks {
    headers: HeaderMap,
    on_request: Option<Function>,
    on_response: Option<Function>,
}

impl Hooks {
    pub(super) fn new(
        headers: Option<String>,
        on_request: Option<Function>,
        on_response: Option<Function>,
    ) -> Result<Self, Error> {
        Ok(Self { headers: read(headers)?, on_request, on_response })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.on_request.is_none() && self.on_response.is_none()
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
            request.headers_mut().insert(name, value.clone());
        }
        let (endpoint, attempt) = (next.endpoint(), next.number());
        if let Some(hook) = &self.on_request {
            let arguments = Array::of5(
                &request.method().as_str().into(),
                &request.uri().to_string().into(),
                &headers::to_text(request.headers()).0.into(),
                &endpoint.into(),
                &attempt.into(),
            );
            let changed = ask("onRequest", hook, &arguments).await?;
            *request.uri_mut() = address(&changed)?;
            *request.headers_mut() = read(changed.get(1).as_string())?;
        }
        let mut response = next.run(request).await?;
        if let Some(hook) = &self.on_response {
            let arguments = Array::of4(
                &response.status().as_u16().into(),
                &headers::to_text(response.headers()).0.into(),
                &endpoint.into(),
                &attempt.into(),
            );
            let changed = ask("onResponse", hook, &arguments).await?;
            *response.headers_mut() = read(changed.get(0).as_string())?;
        }
        Ok(response)
    }
}

async fn ask(name: &str, hook: &Function, arguments: &Array) -> Result<Array, Error> {
    let failed = |thrown: JsValue| {
        let words =
            text(&thrown, "message").unwrap_or_else(|| "it threw something that is no Error".to_owned());
        Error::with_message(ErrorKind::Middleware, format!("{name}: {words}")).caused_by(Thrown::new(&thrown))
    };
    let promise = hook.apply(&JsValue::UNDEFINED, arguments).map_err(failed)?;
    JsFuture::from(Promise::resolve(&promise)).await.map(|changed| Array::from(&changed)).map_err(failed)
}

fn address(changed: &Array) -> Result<Uri, Error> {
    changed.get(0).as_string().and_then(|url| url.parse().ok()).ok_or_else(|| {
        Error::with_message(ErrorKind::Middleware, "onRequest: the url has become something that is no URL")
    })
}

fn read(lines: Option<String>) -> Result<HeaderMap, Error> {
    let wrong = |what: &'static str| Error::with_message(ErrorKind::InvalidRequest, what);
    let headers: Vec<_> = headers::from_text(lines.unwrap_or_default())
        .collect::<Result<_, _>>()
        .map_err(|error| wrong("a header has a name or a value that cannot be sent").caused_by(error))?;
    headers::all(headers).ok_or_else(|| wrong("there are more headers than can be held"))
}
