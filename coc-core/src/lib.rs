//! The Clash of Clans API client, without a transport.
//!
//! # Brief overview
//!
//! A [`Client`] has a method for every route of the API. Each returns a [`Call`], which is adjusted and awaited, and gives
//! a [`Response`] or an [`Error`]. Behind a call is an [`Endpoint`] value ([`endpoint`] has them all); the values they
//! decode to are in [`models`].
//!
//! Lists are walked to their end with [`Call::pages`] or [`Call::items`], and many endpoints are called a few at a time with
//! [`Client::batch`].
//!
//! A client is built over a [`Transport`], which moves bytes, and a [`Clock`], which tells time, and takes its [`Token`]s
//! from [`Credentials`]. Crates beside this one bring those: natively, `coc-transport-native` has all of it in one line.
//!
//! Nothing here reads a clock, starts a task, or knows an HTTP stack, so the same code runs on tokio, in a browser, and in
//! a test that owns time. The feature `testing` has a fake transport, a manual clock, and a conformance suite for transports.
//!
//! # One call
//!
//! ```
//! # use coc_core::testing::{FakeTransport, ManualClock};
//! # futures_executor::block_on(async {
//! # let clock = ManualClock::default();
//! # let transport = FakeTransport::json(200, r##"{"tag":"#2PP","name":"Example","members":0,"memberList":[]}"##);
//! let client = coc_core::Client::builder(transport, clock).token("the key from the portal".replace(' ', "-")).build()?;
//!
//! match client.clan("2pp").await {
//!     Ok(clan) => println!("{} ({})", clan.name, clan.tag),
//!     Err(error) if error.is_not_found() => println!("no such clan"),
//!     Err(error) => return Err(error),
//! }
//! # Ok::<(), coc_core::Error>(())
//! # }).unwrap();
//! ```
//!
//! # What a client does by itself
//!
//! It keeps answers for as long as the server says ([`cache`]), makes one request of identical calls in the air, stays within the
//! rate of each token ([`RateLimit`]), tries again what may pass ([`Retry`]), leaves out tokens that are refused and has them
//! replaced ([`RefreshingCredentials`]), and, if it is told to, keeps figures ([`metrics`]) and lets code of yours stand in the way
//! ([`middleware`]). The module `guide` of this documentation has the whole way of a call, every setting with its default, and a
//! table for those who come from the Python library `cocapi`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `testing` | [`testing`]: fake transport, manual clock, conformance suite |
//! | `tracing` | a span for each call and events in it, for subscribers of the `tracing` crate |

// On wasm32, where there is one thread, what users plug in need not be `Send`, and is shared all the same.
#![cfg_attr(target_family = "wasm", allow(clippy::arc_with_non_send_sync))]

mod base_url;
mod batch;
mod bounds;
pub mod cache;
mod call;
mod client;
mod clock;
mod credentials;
pub mod decode;
pub mod endpoint;
mod error;
mod flight;
#[cfg(any(doc, doctest))]
pub mod guide;
mod headers;
mod journey;
mod keep;
mod methods;
pub mod metrics;
pub mod middleware;
mod pages;
mod pipeline;
mod pool;
mod request;
mod response;
mod retry;
mod route;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
mod transport;

pub use base_url::BaseUrl;
pub use batch::{Batch, BatchItem};
pub use bounds::{BoxFuture, MaybeSend, MaybeSync};
pub use call::{Call, ResponseFuture};
pub use client::{Builder, Client};
pub use clock::{Clock, Instant};
pub use coc_models as models;
pub use credentials::{
    Credentials, RefreshingCredentials, Token, TokenId, TokenRejection, TokenSet, TokenSource,
};
pub use decode::DecodeError;
pub use endpoint::Endpoint;
pub use error::{Error, ErrorKind};
pub use pages::{Items, Pages};
pub use pool::{RateLimit, TokenState, TokenStatus};
pub use request::Request;
pub use response::{Response, Source, UntypedResponse};
pub use retry::Retry;
pub use route::{Route, Target};
/// Any JSON value, as [`Client::custom`] gives it.
pub use serde_json::Value as Json;
pub use transport::{Transport, TransportError, TransportErrorKind};
