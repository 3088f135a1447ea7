//! What can be asked: one value per call, in modules that mirror the API's own tree.
//!
//! An endpoint is plain data: it knows its [`Route`], builds its [`Target`] and decodes its answer, and sends nothing. Most
//! users get one from a method of [`Client`](crate::Client); a batch takes them as values. [`ROUTES`] lists every route.
//! What the API has and this crate has not yet is called through [`Custom`], in the [`Raw`] or [`DecodeAs`] form, or by
//! implementing [`Endpoint`]:
//!
//! ```
//! use bytes::Bytes;
//! use coc_core::{DecodeError, Endpoint, Error, Route, Target, decode};
//!
//! #[derive(Clone, Debug)]
//! struct GetFeature {
//!     id: u32,
//! }
//!
//! impl Endpoint for GetFeature {
//!     type Output = Vec<String>;
//!     const ROUTE: Route = Route::get("feature", "/features/{featureId}");
//!
//!     fn target(&self) -> Result<Target, Error> {
//!         Ok(Target::fill(Self::ROUTE.template(), &[&self.id]))
//!     }
//!
//!     fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
//!         decode::json(body)
//!     }
//! }
//! ```

use bytes::Bytes;
use http::Method;

use crate::{
    decode::DecodeError,
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
mod page;
mod routes;

pub use argument::{IntoArgument, RankingLocation};
pub use custom::Custom;
pub use decode_as::{DecodeAs, Raw};
pub use page::{PageQuery, Paged, Realtime};
pub use routes::*;

/// One thing that can be asked of the API.
pub trait Endpoint: Send + Sync + 'static {
    /// What a successful answer decodes to.
    type Output: Send + Sync + 'static;

    /// The route that the values of this type call.
    const ROUTE: Route;

    /// The route that this value calls, by which it is named in errors and figures; the type's unless a value may choose, as
    /// one of a program that passes on the calls of others.
    fn route(&self) -> Route {
        Self::ROUTE
    }

    /// The HTTP method; that of the route unless a value may choose.
    fn method(&self) -> Method {
        self.route().method().clone()
    }

    /// Path and query of this value.
    ///
    /// # Errors
    /// [`InvalidTag`](crate::ErrorKind::InvalidTag) or [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the value can
    /// only fail; the call then ends with this and nothing is sent.
    fn target(&self) -> Result<Target, Error>;

    /// The JSON body to post, if any.
    fn body(&self) -> Option<Bytes> {
        None
    }

    /// Reads a successful answer.
    ///
    /// # Errors
    /// A [`DecodeError`] that says what the body was instead; [`decode::json`](crate::decode::json) gives one.
    fn decode(body: &Bytes) -> Result<Self::Output, DecodeError>;
}
