//! A successful answer: the decoded value, and what came with it.

use std::{any::TypeId, fmt, ops::Deref, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{headers::Freshness, request::Erased};

/// An answer of the API with its value decoded. Dereferences to the value.
///
/// Cheap to clone: the value, the headers and the bytes are shared.
pub struct Response<T> {
    reply: Reply,
    value: Arc<T>,
}

/// An answer whose type is erased, as the pipeline hands it on.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) answer: Arc<Answer>,
    pub(crate) from_cache: bool,
}

/// What one successful request brought.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) value: Erased,
}

impl<T: Send + Sync + 'static> Response<T> {
    /// Gives the erased value its type back.
    ///
    /// # Panics
    /// If `reply` was made by an endpoint with another output, which the pipeline's use of [`Request`](crate::request::Request)
    /// rules out.
    pub(crate) fn new(reply: Reply) -> Self {
        let Ok(value) = Arc::clone(&reply.answer.value).downcast::<T>() else {
            unreachable!("a reply of another type than {:?}", TypeId::of::<T>());
        };
        Self { reply, value }
    }
}

impl<T> Response<T> {
    /// The HTTP status, always a success.
    pub fn status(&self) -> StatusCode {
        self.reply.answer.status
    }

    /// The headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.reply.answer.headers
    }

    /// The body as it came, decompressed.
    pub fn body(&self) -> &Bytes {
        &self.reply.answer.body
    }

    /// How long the API says that the answer stays true, counted from when it came. `None` if it does not say.
    pub fn max_age(&self) -> Option<Duration> {
        Freshness::of(self.headers()).max_age
    }

    /// Whether a cache of this client gave the answer, and nothing was sent.
    pub fn is_from_cache(&self) -> bool {
        self.reply.from_cache
    }

    /// The shared value.
    pub fn into_arc(self) -> Arc<T> {
        self.value
    }
}

impl<T: Clone> Response<T> {
    /// The value itself; it is cloned only if it is shared (with a cache, or with other callers).
    pub fn into_value(self) -> T {
        let Self { reply, value } = self;
        drop(reply);
        Arc::unwrap_or_clone(value)
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
        Self { reply: self.reply.clone(), value: Arc::clone(&self.value) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("from_cache", &self.is_from_cache())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
