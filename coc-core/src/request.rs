//! One call on its way through the pipeline: an endpoint value with its type erased.

use std::{
    any::{Any, TypeId},
    fmt,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::Method;

use crate::{
    base_url::BaseUrl,
    cache::{CacheKey, CacheMode},
    decode::DecodeError,
    endpoint::Endpoint,
    error::Error,
    route::{Route, Target},
};

/// A decoded answer whose type only its caller knows.
pub(crate) type ErasedValue = Arc<dyn Any + Send + Sync>;

/// The options of one call, which replace the client's settings where they are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct CallOptions {
    /// The time limit of one attempt.
    pub(crate) timeout: Option<Duration>,
    /// The time limit of the whole call.
    pub(crate) deadline: Option<Duration>,
    /// The maximum number of attempts.
    pub(crate) attempts: Option<u32>,
    pub(crate) cache: CacheMode,
}

/// The setters behind the methods of `__call_options`, where they are documented.
impl CallOptions {
    pub(crate) fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    pub(crate) fn deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    pub(crate) fn attempts(self, attempts: u32) -> Self {
        Self { attempts: Some(attempts.max(1)), ..self }
    }

    pub(crate) fn fresh(self) -> Self {
        Self { cache: CacheMode::Fresh, ..self }
    }

    pub(crate) fn no_store(self) -> Self {
        Self { cache: CacheMode::NoStore, ..self }
    }
}

/// A call, ready to be sent any number of times. It is not generic, so that the pipeline is compiled once.
///
/// Middleware sees it, and may send it elsewhere below the base URL. What goes over the wire is made of it for each attempt.
#[derive(Clone)]
pub struct Request {
    pub(crate) route: Route,
    pub(crate) method: Method,
    /// Base URL and target; also what the answer is kept under.
    pub(crate) address: CacheKey,
    /// Whether the token may travel in clear text to that base URL.
    pub(crate) clear_text: ClearText,
    pub(crate) body: Option<Bytes>,
    pub(crate) options: CallOptions,
    pub(crate) output: TypeId,
    pub(crate) decode: fn(&Bytes) -> Result<ErasedValue, DecodeError>,
}

/// Whether a token can be read along the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClearText {
    /// It is encrypted, stays on this machine, or was allowed.
    Harmless,
    /// Anybody between here and there reads it.
    Exposed,
}

impl Request {
    /// Builds the request, or says why the endpoint value can only fail.
    pub(crate) fn new<E: Endpoint>(
        endpoint: &E,
        base_url: &BaseUrl,
        options: CallOptions,
    ) -> Result<Self, Error> {
        let route = endpoint.route();
        let target = endpoint.target().map_err(|error| error.at_endpoint(route.name()))?;
        Ok(Self {
            route,
            method: endpoint.method(),
            address: CacheKey { base: base_url.shared(), target },
            clear_text: base_url.clear_text(),
            body: endpoint.body(),
            options,
            output: TypeId::of::<E::Output>(),
            decode: |body| E::decode(body).map(|value| Arc::new(value) as ErasedValue),
        })
    }

    /// The route that is called.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Path and query, relative to the base URL.
    pub fn target(&self) -> &Target {
        &self.address.target
    }

    /// Sends the call to another path or query below the base URL. The answer must still decode as the endpoint's.
    pub fn set_target(&mut self, target: Target) {
        self.address.target = target;
    }

    /// Whether sending it twice is the same as sending it once.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.method.is_idempotent()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may hold a secret.
        f.debug_struct("Request")
            .field("endpoint", &self.route.name())
            .field("method", &self.method)
            .field("target", &self.address.target.as_str())
            .finish_non_exhaustive()
    }
}
