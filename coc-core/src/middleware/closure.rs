//! Middleware from closures that inspect or change requests or responses.

use std::{borrow::Cow, error::Error as StdError, fmt};

use bytes::Bytes;

use super::{AttemptNext, Middleware};
use crate::{
    bounds::{MaybeSend, MaybeSync},
    error::{Error, ErrorKind},
};

/// The error of a closure.
type Failure = Box<dyn StdError + Send + Sync>;

/// Creates middleware that calls the closure with every request, including retries, before the
/// token is added.
///
/// ```
/// use coc_core::middleware::on_request;
///
/// let accept_language = on_request("accept-language", |request| {
///     request.headers_mut().insert("accept-language", "de".parse()?);
///     Ok(())
/// });
/// ```
pub fn on_request<F>(name: impl Into<Cow<'static, str>>, change: F) -> OnRequest<F>
where
    F: Fn(&mut http::Request<Bytes>) -> Result<(), Failure> + MaybeSend + MaybeSync + 'static,
{
    OnRequest { name: name.into(), change }
}

/// Creates middleware that calls the closure with every response of any status, before it is
/// decoded.
///
/// ```
/// use coc_core::middleware::on_response;
///
/// let log = on_response("log", |response| {
///     println!("{} after {} bytes", response.status(), response.body().len());
///     Ok(())
/// });
/// ```
pub fn on_response<F>(name: impl Into<Cow<'static, str>>, change: F) -> OnResponse<F>
where
    F: Fn(&mut http::Response<Bytes>) -> Result<(), Failure> + MaybeSend + MaybeSync + 'static,
{
    OnResponse { name: name.into(), change }
}

/// The middleware that [`on_request`] returns.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::middleware::{OnRequest, on_request};
///
/// let count = std::sync::atomic::AtomicU64::new(0);
/// let middleware: OnRequest<_> = on_request("count", move |_: &mut http::Request<Bytes>| {
///     count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///     Ok(())
/// });
/// ```
pub struct OnRequest<F> {
    name: Cow<'static, str>,
    change: F,
}

/// The middleware that [`on_response`] returns.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::middleware::{OnResponse, on_response};
///
/// let no_html = |response: &mut http::Response<Bytes>| {
///     match response.headers().get("content-type") {
///         Some(kind) if kind.as_bytes().starts_with(b"text/html") => Err("a page of HTML".into()),
///         _ => Ok(()),
///     }
/// };
/// let middleware: OnResponse<_> = on_response("no HTML", no_html);
/// ```
pub struct OnResponse<F> {
    name: Cow<'static, str>,
    change: F,
}

impl<F> Middleware for OnRequest<F>
where
    F: Fn(&mut http::Request<Bytes>) -> Result<(), Failure> + MaybeSend + MaybeSync + 'static,
{
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(
        &self,
        mut request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        (self.change)(&mut request).map_err(failed)?;
        next.run(request).await
    }
}

impl<F> Middleware for OnResponse<F>
where
    F: Fn(&mut http::Response<Bytes>) -> Result<(), Failure> + MaybeSend + MaybeSync + 'static,
{
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        next: AttemptNext<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let mut response = next.run(request).await?;
        (self.change)(&mut response).map_err(failed)?;
        Ok(response)
    }
}

fn failed(failure: Failure) -> Error {
    Error::with_message(ErrorKind::Middleware, failure.to_string()).caused_by_any(failure.into())
}

impl<F> fmt::Debug for OnRequest<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for OnResponse<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnResponse").field("name", &self.name).finish_non_exhaustive()
    }
}
