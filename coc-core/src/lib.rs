//! The Clash of Clans API client, without a transport.
//!
//! # Brief overview
//!
//! A [`Client`] has a method for every route of the API. Each returns a [`Call`], which is
//! configured and awaited, and resolves to a [`Response`] or an [`Error`]. Every call has an
//! [`Endpoint`] value ([`endpoint`] lists them), whose response decodes to a type of [`models`].
//!
//! [`Call::pages`] and [`Call::items`] iterate over whole lists, and [`Client::batch`] makes many
//! calls with limited concurrency.
//!
//! A client is built over a [`Transport`], which sends requests, and a [`Clock`], and takes its
//! [`Token`]s from [`Credentials`]. The crate `coc-transport-native` provides all of them natively,
//! in one line.
//!
//! This crate reads no system clock, spawns no task and depends on no HTTP stack, so the same code
//! runs on tokio, in a browser, and in a test that controls time. The feature `testing` has a fake
//! transport, a manual clock, and a conformance suite for transports.
//!
//! # Example
//!
//! ```
//! # use coc_core::testing::{FakeTransport, ManualClock};
//! # futures_executor::block_on(async {
//! # let clock = ManualClock::default();
//! # let body = r##"{"tag":"#2PP","name":"Example","members":0,"memberList":[]}"##;
//! # let transport = FakeTransport::json(200, body);
//! # let token = "a-token";
//! let client = coc_core::Client::builder(transport, clock).token(token).build()?;
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
//! # Features
//!
//! - Responses are cached for their freshness lifetime ([`cache`]).
//! - Identical calls in flight share one request (single flight).
//! - Every token has a rate limit ([`RateLimit`]).
//! - Temporary failures are retried with exponential backoff and a retry budget ([`Retry`]).
//! - Rejected tokens are skipped, and replaced if possible ([`RefreshingCredentials`]).
//! - Optional: [`metrics`], custom [`middleware`].
//!
//! The module `guide` of this documentation describes the request pipeline and every setting with
//! its default, and maps the names of the Python library `cocapi`.
//! The module `cookbook` of `coc-transport-native` solves ten tasks, from a leaderboard to tracing.
//!
//! | Cargo feature | adds |
//! |---|---|
//! | `testing` | [`testing`]: fake transport, manual clock, conformance suite |
//! | `watch` | [`watch`]: follows clans, players and wars, and reports each change as an event |
//! | `tracing` | a span for each call and events in it, for subscribers of the `tracing` crate |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Implementations of this crate's traits need not be `Send` on wasm32, which has one thread.
#![cfg_attr(target_family = "wasm", allow(clippy::arc_with_non_send_sync))]

mod base_url;
mod batch;
mod bounds;
pub mod cache;
mod call;
mod client;
mod clock;
mod credentials;
pub mod current_wars;
pub mod cwl_season;
pub mod decode;
pub mod endpoint;
mod error;
#[cfg(any(doc, doctest))]
pub mod guide;
mod headers;
mod heap_size;
mod methods;
pub mod metrics;
pub mod middleware;
mod pages;
mod panics;
mod pipeline;
mod rate_limit;
mod raw_response;
#[doc(hidden)]
pub mod redact;
mod request;
mod resource;
mod response;
mod retry;
mod route;
mod sharded;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
#[cfg(feature = "watch")]
pub mod watch;

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
pub use rate_limit::{RateLimit, TokenState, TokenStatus};
pub use request::Request;
pub use response::{Response, Source, UntypedResponse};
pub use retry::Retry;
pub use route::{Route, Target};
/// Any JSON value, the output of [`Client::custom`].
pub use serde_json::Value as Json;
pub use transport::{NewConnection, Transport, TransportError, TransportErrorKind};

/// Compiles the README's example with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
