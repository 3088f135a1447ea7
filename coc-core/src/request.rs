//! [`Request`]: one call as the pipeline sees it, an endpoint value with its type erased.

use std::{any::TypeId, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;

#[cfg(feature = "tracing")]
use crate::resource::Resource;
use crate::{
    cache::CacheMode,
    decode::{DecodeError, Decoded},
    endpoint::Endpoint,
    error::Error,
    raw_response::ErasedValue,
    route::{Route, Target},
};

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
    /// Whether calls that are not in the background come first.
    pub(crate) is_background: bool,
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
        Self { cache: CacheMode::WriteOnly, ..self }
    }

    pub(crate) fn no_store(self) -> Self {
        Self { cache: CacheMode::Bypass, ..self }
    }

    pub(crate) fn background(self) -> Self {
        Self { is_background: true, ..self }
    }
}

/// A call, ready to be sent any number of times. Not generic, so that the pipeline is compiled
/// once.
///
/// Per-call middleware receives it, and may change its path and query. Each attempt builds its HTTP
/// request from it.
///
/// ```
/// use coc_core::{Error, Request, UntypedResponse, middleware::{CallNext, Middleware}};
///
/// /// Limits every list that has no limit of its own.
/// struct DefaultLimit;
///
/// impl Middleware for DefaultLimit {
///     fn name(&self) -> &str {
///         "default limit"
///     }
///
///     async fn call(
///         &self,
///         mut request: Request,
///         next: CallNext<'_>,
///     ) -> Result<UntypedResponse, Error> {
///         let target = request.target().clone();
///         if request.route().is_paged() && !target.as_str().contains("limit=") {
///             request.set_target(target.query("limit", 100));
///         }
///         next.run(request).await
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Request {
    pub(crate) route: Route,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) body: Option<Bytes>,
    pub(crate) options: CallOptions,
    pub(crate) output: &'static Output,
}

/// The output type of an endpoint, erased.
pub(crate) struct Output {
    pub(crate) type_id: fn() -> TypeId,
    pub(crate) decode: fn(&Bytes) -> Result<Decoded<ErasedValue>, DecodeError>,
    /// The memory of a value in bytes, if its body has this length.
    pub(crate) size: fn(&ErasedValue, usize) -> usize,
}

impl Output {
    fn of<E: Endpoint>() -> &'static Self {
        &Self {
            type_id: TypeId::of::<E::Output>,
            decode: |body| {
                let decoded = E::decode_repaired(body)?;
                Ok(decoded.map(|value| Arc::new(value) as ErasedValue))
            },
            size: |value, body_len| {
                // An `Arc` has two counters.
                let value = value.downcast_ref::<E::Output>();
                let heap = value.map_or(body_len, |value| E::heap_size(value, body_len));
                2 * size_of::<usize>() + size_of::<E::Output>() + heap
            },
        }
    }
}

impl Request {
    /// Builds the request. Fails if the endpoint value has an invalid argument.
    pub(crate) fn new<E: Endpoint>(endpoint: &E, options: CallOptions) -> Result<Self, Error> {
        let route = endpoint.route();
        let target = endpoint.target().and_then(|target| target.check().map(|()| target));
        let target = target.map_err(|error| error.before_sending().at(&route, None))?;
        Ok(Self {
            route,
            method: endpoint.method(),
            target,
            body: endpoint.body(),
            options,
            output: Output::of::<E>(),
        })
    }

    /// The route of the endpoint.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Path and query, relative to the base URL.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sets path and query, relative to the base URL. The response must still decode as the
    /// endpoint's. A path that could leave the base URL, such as one with a `..` segment, fails the
    /// call with [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn set_target(&mut self, target: Target) {
        self.target = target;
    }

    /// Returns the tag or path that errors and spans name, if the call has one.
    #[cfg(feature = "tracing")]
    pub(crate) fn resource(&self) -> Option<Resource<'_>> {
        Resource::of(&self.route, &self.target)
    }

    /// Names the call in its error.
    pub(crate) fn name_in(&self, error: Error) -> Error {
        error.at(&self.route, Some(&self.target))
    }

    /// Whether the call reads. Only reads are cached and coalesced, and only their bodies appear in
    /// errors: a POST acts each time, and its response may echo a secret.
    pub(crate) fn is_read(&self) -> bool {
        self.method == Method::GET
    }

    /// Whether a cached response may end the call.
    pub(crate) fn reads_cache(&self) -> bool {
        self.is_read() && self.options.cache == CacheMode::ReadWrite
    }

    /// Whether the response may be cached.
    pub(crate) fn writes_cache(&self) -> bool {
        self.is_read() && self.options.cache != CacheMode::Bypass
    }

    /// Whether a request that the server may have processed can be sent once more.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.method.is_idempotent()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may contain a secret.
        f.debug_struct("Request")
            .field("endpoint", &self.route.name())
            .field("method", &self.method)
            .field("target", &self.target.as_str())
            .finish_non_exhaustive()
    }
}
