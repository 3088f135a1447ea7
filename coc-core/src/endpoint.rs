//! Endpoints: one type for each route of the API, one value for each call.
//!
//! An endpoint is plain data: it has a [`Route`], builds a [`Target`] and decodes the response, and
//! sends nothing. Most users create one with a method of [`Client`](crate::Client); a batch takes
//! endpoint values. [`ROUTES`] lists every route. A route that this crate does not know is called
//! with [`Custom`], in the [`Raw`] or [`DecodeAs`] form if needed, or by implementing [`Endpoint`].

use bytes::Bytes;
use http::Method;

use crate::{
    decode::{DecodeError, Decoded},
    error::Error,
    route::{Route, Target},
};

#[doc(hidden)]
pub mod argument;
#[doc(hidden)]
pub mod clan_search;
mod custom;
mod decode_as;
mod define;
pub(crate) mod page;
mod routes;

pub use argument::{IntoArgument, RankingLocation};
pub use custom::Custom;
pub use decode_as::{DecodeAs, Raw};
pub use page::{PageQuery, Paged, Realtime};
pub use routes::*;

/// A call of one route, as a value.
///
/// ```
/// use bytes::Bytes;
/// use coc_core::{DecodeError, Endpoint, Error, Route, Target, decode};
///
/// #[derive(Clone, Debug)]
/// struct GetFeature {
///     id: u32,
/// }
///
/// impl Endpoint for GetFeature {
///     type Output = Vec<String>;
///     const ROUTE: Route = Route::get("feature", "/features/{featureId}");
///
///     fn target(&self) -> Result<Target, Error> {
///         Ok(Target::fill(Self::ROUTE.template(), &[&self.id]))
///     }
///
///     fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
///         decode::json(body)
///     }
/// }
/// ```
pub trait Endpoint: Send + Sync + 'static {
    /// The type that a successful response decodes to.
    type Output: Send + Sync + 'static;

    /// The route of this type.
    const ROUTE: Route;

    /// Returns the route of this value, whose name is in errors and metrics. The default is the
    /// route of the type; a proxy, for example, chooses the route for each value.
    fn route(&self) -> Route {
        Self::ROUTE
    }

    /// Returns the HTTP method; by default that of the route.
    fn method(&self) -> Method {
        self.route().method().clone()
    }

    /// Returns path and query of this value.
    ///
    /// # Errors
    /// [`InvalidTag`](crate::ErrorKind::InvalidTag) or
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the value cannot be sent; the call
    /// fails with this error and sends nothing.
    fn target(&self) -> Result<Target, Error>;

    /// Returns the JSON body to post, if any.
    fn body(&self) -> Option<Bytes> {
        None
    }

    /// Decodes a successful response without repairs.
    ///
    /// # Errors
    /// A [`DecodeError`] that describes the body; [`decode::json`](crate::decode::json) returns
    /// one.
    fn decode(body: &Bytes) -> Result<Self::Output, DecodeError>;

    /// Returns the heap memory of a decoded value in bytes, without the value itself, for the bound
    /// of the memory cache. The default, for types that cannot be measured, is the length of the
    /// body.
    fn heap_size(output: &Self::Output, body_len: usize) -> usize {
        let _ = output;
        body_len
    }

    /// Decodes a successful response as the client does. All endpoints of this crate repair odd
    /// values with [`decode::repaired`](crate::decode::repaired); by default, nothing is repaired.
    ///
    /// # Errors
    /// A [`DecodeError`] that describes the body.
    fn decode_repaired(body: &Bytes) -> Result<Decoded<Self::Output>, DecodeError> {
        Self::decode(body).map(Decoded::from)
    }
}
