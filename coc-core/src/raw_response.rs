//! The ground types of a response: its raw HTTP form, and its decoded value with the type erased.

use std::{any::Any, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::decode::Repairs;

/// A decoded value whose type only the caller knows.
pub(crate) type ErasedValue = Arc<dyn Any + Send + Sync>;

/// A raw HTTP response as received.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// `None` if a cache dropped the body.
    pub(crate) body: Option<Bytes>,
    /// Bytes of the body, even if a cache dropped it.
    pub(crate) body_len: usize,
    /// The repairs for the value that was decoded from the body.
    pub(crate) repairs: Repairs,
    /// Time since the Unix epoch.
    pub(crate) received_at: Duration,
}
