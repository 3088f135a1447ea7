//! [`Response`]: the decoded value, with status, headers and source.

use std::{any::TypeId, fmt, ops::Deref, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{
    clock::Instant,
    decode::Repairs,
    error::Error,
    headers::Freshness,
    raw_response::{ErasedValue, RawResponse},
};

/// A response with its decoded value, to which it dereferences.
///
/// Cheap to clone: value, headers and body are shared.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let clan = client.clan("#2PP").await?;
/// // The value, to which the response dereferences:
/// println!("{} has {} members", clan.name, clan.members);
/// // And what is known about it:
/// println!("{} from {:?}, fresh for {:?}", clan.status(), clan.source(), clan.max_age());
/// let owned: coc_core::models::Clan = clan.into_value();
/// # let _ = owned;
/// # Ok(())
/// # }
/// ```
pub struct Response<T> {
    raw: Arc<RawResponse>,
    meta: ResponseMeta,
    value: Arc<T>,
}

/// A response as per-call middleware sees it, with the type of its value erased.
///
/// ```
/// use coc_core::middleware::{CallNext, Middleware};
/// use coc_core::{Error, Request, UntypedResponse, models::Clan};
///
/// /// Prints which clans are requested, and where the responses come from.
/// struct Clans;
///
/// impl Middleware for Clans {
///     fn name(&self) -> &str {
///         "clans"
///     }
///
///     async fn call(
///         &self,
///         request: Request,
///         next: CallNext<'_>,
///     ) -> Result<UntypedResponse, Error> {
///         let response = next.run(request).await?;
///         if let Some(clan) = response.value::<Clan>() {
///             println!("{} from the {}", clan.name, response.source().as_str());
///         }
///         Ok(response)
///     }
/// }
/// ```
#[derive(Clone)]
pub struct UntypedResponse {
    pub(crate) raw: Arc<RawResponse>,
    pub(crate) value: ErasedValue,
    pub(crate) meta: ResponseMeta,
}

/// The part of a response that differs between callers.
#[derive(Clone)]
pub(crate) struct ResponseMeta {
    pub(crate) source: Source,
    pub(crate) attempts: u32,
    pub(crate) fresh_until: Instant,
    /// The failure in whose place a stale response is served.
    pub(crate) stale_because: Option<Error>,
}

/// The source of a response.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::Source;
///
/// let clan = client.clan("#2PP").await?;
/// match clan.source() {
///     Source::Network => println!("new, after {} requests", clan.attempts()),
///     Source::StaleCache => println!("old, because of {:?}", clan.stale_because()),
///     source => println!("{}", source.as_str()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The request of this call.
    Network,
    /// The request of an identical call that was already in flight.
    Shared,
    /// A fresh cache entry.
    Cache,
    /// An expired cache entry, because the API failed
    /// ([`CachePolicy::stale_if_error`](crate::cache::CachePolicy::stale_if_error)).
    StaleCache,
}

impl Source {
    /// Returns a short label for metrics and traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Shared => "shared",
            Self::Cache => "cache",
            Self::StaleCache => "stale cache",
        }
    }

    /// Whether the response comes from a cache.
    pub const fn is_cache(self) -> bool {
        matches!(self, Self::Cache | Self::StaleCache)
    }
}

impl UntypedResponse {
    /// The HTTP status, always 2xx.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers as received, or as middleware changed them.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The decompressed body; `None` for a hit in a cache that stores no bodies.
    pub fn body(&self) -> Option<&Bytes> {
        self.raw.body.as_ref()
    }

    /// Returns the value if its type is `T`.
    pub fn value<T: 'static>(&self) -> Option<&T> {
        self.value.downcast_ref()
    }

    /// The changes of the body without which it could not be decoded; nearly always none.
    pub fn repairs(&self) -> &Repairs {
        &self.raw.repairs
    }

    /// The source of the response.
    pub fn source(&self) -> Source {
        self.meta.source
    }

    /// The number of requests sent for this response; 0 for a cache hit.
    pub fn attempts(&self) -> u32 {
        self.meta.attempts
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
    /// Restores the type of the value.
    ///
    /// # Panics
    /// If `response` comes from an endpoint with another output, which
    /// [`ResponseFuture`](crate::ResponseFuture) rules out.
    pub(crate) fn new(response: UntypedResponse) -> Self {
        let UntypedResponse { raw, value, meta } = response;
        let Ok(value) = value.downcast::<T>() else {
            unreachable!("the value is not of type {:?}", TypeId::of::<T>());
        };
        Self { raw, meta, value }
    }
}

impl<T> Response<T> {
    /// The HTTP status, always 2xx.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers as received.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The decompressed body; `None` for a hit in a cache that stores no bodies.
    pub fn body(&self) -> Option<&Bytes> {
        self.raw.body.as_ref()
    }

    /// The changes of the body without which it could not be decoded; nearly always none.
    ///
    /// One odd value does not fail a call: it is treated as missing, or its entry is skipped, as
    /// [`coc_models::json`] lists it. A program that must not miss an entry looks here.
    ///
    /// ```
    /// # use coc_core::{Response, models::{ClanMember, Page}};
    /// fn all_members(response: &Response<Page<ClanMember>>) -> Option<&[ClanMember]> {
    ///     let skipped = response.repairs().skipped_entries();
    ///     (skipped == 0).then_some(&response.items)
    /// }
    /// ```
    pub fn repairs(&self) -> &Repairs {
        &self.raw.repairs
    }

    /// The freshness lifetime in the response's headers, counted from when it was received. `None`
    /// if they contain none.
    pub fn max_age(&self) -> Option<Duration> {
        Freshness::of(self.headers()).max_age
    }

    /// When the response was received from the API, as time since the Unix epoch by the client's
    /// clock.
    pub fn received_at(&self) -> Duration {
        self.raw.received_at
    }

    /// When the response expires, by the client's clock. An identical call before that is a cache
    /// hit.
    pub fn fresh_until(&self) -> Instant {
        self.meta.fresh_until
    }

    /// The source of the response.
    pub fn source(&self) -> Source {
        self.meta.source
    }

    /// Whether the response comes from the cache.
    pub fn is_from_cache(&self) -> bool {
        self.meta.source.is_cache()
    }

    /// Whether the response has expired and is served because the API failed.
    pub fn is_stale(&self) -> bool {
        self.meta.source == Source::StaleCache
    }

    /// The failure in whose place a stale response is served.
    pub fn stale_because(&self) -> Option<&Error> {
        self.meta.stale_because.as_ref()
    }

    /// The number of requests sent for this response; 0 for a cache hit.
    pub fn attempts(&self) -> u32 {
        self.meta.attempts
    }

    /// Returns the shared value.
    pub fn into_arc(self) -> Arc<T> {
        self.value
    }

    /// Splits the shared value from everything else that is known about the response.
    ///
    /// ```
    /// # use coc_core::{Response, models::Clan};
    /// fn name_and_source(response: Response<Clan>) -> (String, &'static str) {
    ///     let (clan, response) = response.into_parts();
    ///     (clan.name.to_string(), response.source().as_str())
    /// }
    /// ```
    pub fn into_parts(self) -> (Arc<T>, Response<()>) {
        let Self { raw, meta, value } = self;
        (value, Response { raw, meta, value: Arc::new(()) })
    }
}

impl<T: Clone> Response<T> {
    /// Returns the value. Clones it only if a cache or another caller shares it.
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
        Self { raw: Arc::clone(&self.raw), meta: self.meta.clone(), value: Arc::clone(&self.value) }
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
