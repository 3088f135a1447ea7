//! A successful answer: the decoded value, and what came with it.

use std::{any::TypeId, fmt, ops::Deref, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{clock::Instant, error::Error, headers::Freshness, request::ErasedValue};

/// An answer of the API with its value decoded. Dereferences to the value.
///
/// Cheap to clone: the value, the headers and the bytes are shared.
pub struct Response<T> {
    wire: Arc<RawResponse>,
    about: ResponseMeta,
    value: Arc<T>,
}

/// An answer as middleware sees it, before its value has its type back.
#[derive(Clone)]
pub struct UntypedResponse {
    pub(crate) wire: Arc<RawResponse>,
    pub(crate) value: ErasedValue,
    pub(crate) about: ResponseMeta,
}

/// What one request brought, as it came.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// `None` if a cache dropped it.
    pub(crate) body: Option<Bytes>,
    pub(crate) body_len: usize,
    /// Since 1970.
    pub(crate) received_at: Duration,
}

/// How an answer came to one caller.
#[derive(Clone)]
pub(crate) struct ResponseMeta {
    pub(crate) source: Source,
    pub(crate) attempts: u32,
    pub(crate) fresh_until: Instant,
    /// Why a stale answer had to do.
    pub(crate) stale_because: Option<Error>,
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// This call's own request.
    Network,
    /// The request of another call for the same thing, which was in the air already.
    Shared,
    /// A cache, within its time.
    Cache,
    /// A cache, past its time, because the API failed ([`CachePolicy::stale_if_error`](crate::cache::CachePolicy)).
    StaleCache,
}

impl Source {
    /// A short label, as metrics and traces use it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Shared => "shared",
            Self::Cache => "cache",
            Self::StaleCache => "stale cache",
        }
    }

    /// Whether a cache gave the answer.
    pub const fn is_cache(self) -> bool {
        matches!(self, Self::Cache | Self::StaleCache)
    }
}

impl UntypedResponse {
    /// The HTTP status, always a success.
    pub fn status(&self) -> StatusCode {
        self.wire.status
    }

    /// The headers as they came, or as middleware changed them.
    pub fn headers(&self) -> &HeaderMap {
        &self.wire.headers
    }

    /// The body, decompressed; `None` if a cache keeps values only.
    pub fn body(&self) -> Option<&Bytes> {
        self.wire.body.as_ref()
    }

    /// The value, if its type is `T`.
    pub fn value<T: 'static>(&self) -> Option<&T> {
        self.value.downcast_ref()
    }

    /// Where the answer came from.
    pub fn source(&self) -> Source {
        self.about.source
    }

    /// How often the request was sent for this answer; 0 if a cache gave it.
    pub fn attempts(&self) -> u32 {
        self.about.attempts
    }
}

impl fmt::Debug for UntypedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedResponse")
            .field("status", &self.status())
            .field("source", &self.source())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}

impl<T: Send + Sync + 'static> Response<T> {
    /// Gives the erased value its type back.
    ///
    /// # Panics
    /// If `reply` was made by an endpoint with another output, which the pipeline's use of [`Request`](crate::request::Request)
    /// rules out.
    pub(crate) fn new(reply: UntypedResponse) -> Self {
        let UntypedResponse { wire, value, about } = reply;
        let Ok(value) = value.downcast::<T>() else {
            unreachable!("a reply of another type than {:?}", TypeId::of::<T>());
        };
        Self { wire, about, value }
    }
}

impl<T> Response<T> {
    /// The HTTP status, always a success.
    pub fn status(&self) -> StatusCode {
        self.wire.status
    }

    /// The headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.wire.headers
    }

    /// The body as it came, decompressed; `None` if it comes from a cache that was told to drop bodies.
    pub fn body(&self) -> Option<&Bytes> {
        self.wire.body.as_ref()
    }

    /// How long the API says that the answer stays true, counted from when it came. `None` if it does not say.
    pub fn max_age(&self) -> Option<Duration> {
        Freshness::of(self.headers()).max_age
    }

    /// When the answer came from the API, since 1970-01-01T00:00:00Z by the client's clock.
    pub fn received_at(&self) -> Duration {
        self.wire.received_at
    }

    /// Until when the answer counts as true, on the client's clock: asking before brings the same from a cache.
    pub fn fresh_until(&self) -> Instant {
        self.about.fresh_until
    }

    /// Where the answer came from.
    pub fn source(&self) -> Source {
        self.about.source
    }

    /// Whether a cache of this client gave the answer, and nothing was sent for it.
    pub fn is_from_cache(&self) -> bool {
        self.about.source.is_cache()
    }

    /// Whether the answer is past its time, and was given because the API failed.
    pub fn is_stale(&self) -> bool {
        self.about.source == Source::StaleCache
    }

    /// Why a stale answer had to do.
    pub fn stale_because(&self) -> Option<&Error> {
        self.about.stale_because.as_ref()
    }

    /// How often the request was sent for this answer; 0 if a cache gave it.
    pub fn attempts(&self) -> u32 {
        self.about.attempts
    }

    /// The shared value.
    pub fn into_arc(self) -> Arc<T> {
        self.value
    }
}

impl<T: Clone> Response<T> {
    /// The value itself; it is cloned only if it is shared (with a cache, or with other callers).
    pub fn into_value(self) -> T {
        Arc::unwrap_or_clone(self.value)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Clone for Response<T> {
    fn clone(&self) -> Self {
        Self { wire: Arc::clone(&self.wire), about: self.about.clone(), value: Arc::clone(&self.value) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("source", &self.source())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
