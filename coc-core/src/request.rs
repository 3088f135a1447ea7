//! One call on its way through the pipeline: an endpoint value with its type erased.

use std::{any::Any, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Method;

use crate::{
    decode::DecodeError,
    endpoint::Endpoint,
    error::Error,
    route::{Route, Target},
};

/// A decoded answer whose type only its caller knows.
pub(crate) type Erased = Arc<dyn Any + Send + Sync>;

/// What may differ from call to call of the same endpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallOptions {
    /// How long one attempt may take; the client's setting if `None`.
    pub(crate) timeout: Option<Duration>,
}

/// An endpoint value, ready to be sent any number of times. It is not generic, so that the pipeline is compiled once.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) route: Route,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) body: Option<Bytes>,
    pub(crate) options: CallOptions,
    pub(crate) decode: fn(&Bytes) -> Result<Erased, DecodeError>,
}

impl Request {
    /// Builds the request, or says why the endpoint value can only fail.
    pub(crate) fn new<E: Endpoint>(endpoint: &E, options: CallOptions) -> Result<Self, Error> {
        let target = endpoint.target().map_err(|error| error.at_endpoint(E::ROUTE.name()))?;
        Ok(Self {
            route: E::ROUTE,
            method: endpoint.method(),
            target,
            body: endpoint.body(),
            options,
            decode: |body| E::decode(body).map(|value| Arc::new(value) as Erased),
        })
    }
}
