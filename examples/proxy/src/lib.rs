//! A caching proxy in front of the Clash of Clans API.
//!
//! A browser must not hold a key that is bound to an IP address, and several programs on one
//! machine should not each request the same clan. [`Proxy`] solves both: it holds the keys, sends
//! one request to the API for many identical ones, and is the base URL of any client of the API.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use proxy::{Credentials, Proxy, Settings};
//!
//! let credentials = Credentials::Tokens(vec!["a-key-of-the-api".into()]);
//! let proxy = Proxy::start(Settings { credentials, ..Settings::default() }).await?;
//! println!("{}", proxy.base_url());
//! # Ok(())
//! # }
//! ```
//!
//! # Request path
//!
//! `server.rs` accepts a connection, if `connections.rs` admits it. Every request passes `edge.rs`.
//! `app.rs` has the routes: those of the API (core's table) and a few of the proxy's own.
//! `access.rs` identifies the client and rejects requests that are not allowed. `forward.rs` makes
//! a call of the request, in the canonical form of `query.rs`. `fetch.rs` takes its response from
//! the cache, or waits for the client's turn in `fair_queue.rs`; then the client of `upstream.rs`
//! makes the call within its rate limits and retries. `response.rs` writes the result with headers
//! for the client's own cache, `error_response.rs` writes failures in the API's error model, and
//! `metrics.rs` counts all of it.

mod access;
mod app;
mod client_keys;
mod compression;
mod connections;
mod edge;
mod error_response;
mod fair_queue;
mod fetch;
mod folder;
mod forward;
mod forwarded;
mod metrics;
mod origin;
mod query;
mod redact;
mod response;
mod server;
mod settings;
mod throttle;
mod upstream;
mod write_limit;

pub use client_keys::{ClientKeys, ClientKeysError};
pub use folder::{Folder, FolderError};
pub use forwarded::{TrustedProxies, TrustedProxiesError};
pub use origin::{Origins, OriginsError};
pub use server::{Proxy, StartError};
pub use settings::{Credentials, Rate, Settings, SettingsError};

/// Compiles the programs of the repository's README with the doc tests. They use what this crate
/// depends on, and no published crate can include a file from outside its folder.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct RepositoryReadme;
