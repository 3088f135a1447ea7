//! The Clash of Clans API client for Rust compiled to WebAssembly: browsers, workers, Node, Deno,
//! edge functions.
//!
//! # Brief overview
//!
//! [`client`] makes a [`Client`] in one line; [`builder`] is the same with settings. Both put a
//! [`FetchTransport`] and a [`JsClock`] under the client of [`coc_core`], which is re-exported as a
//! whole, so an app (Yew, Leptos, Dioxus …) depends on this crate only.
//!
#![cfg_attr(target_family = "wasm", doc = "```no_run")]
#![cfg_attr(not(target_family = "wasm"), doc = "```text")]
//! # async fn example() -> Result<(), coc_transport_wasm::Error> {
//! let client = coc_transport_wasm::client("https://coc.example/v1")?;
//! let clan = client.clan("#2PP").await?;
//! # let _ = clan;
//! # Ok(())
//! # }
//! ```
//!
//! The base URL is usually that of your proxy. A page cannot call the API itself: the API allows no
//! other origins, and a token is a secret that is bound to an IP address. A server (Node, Deno)
//! can, with a token.
//!
//! The module `cookbook` of `coc-transport-native` solves ten tasks, most of them with a [`Client`]
//! of any transport.
//!
//! # Guarantees
//!
//! - A request carries no cookies and bypasses the browser's cache: the client's cache is the only
//!   one.
//! - A call that is dropped aborts its request, clears its timers and frees its connection.
//! - A response body has at most 16 MiB after decompression, or what [`FetchTransport::max_body`]
//!   says.
//! - No redirect is followed. Outside of browsers the redirect is the response; a browser hides it,
//!   so there it is an error.
//! - No error and no `Debug` output shows a token or a tag.
//!
//! # Limitations
//!
//! A browser does not say whether a request was rejected, lost, or hidden from the page (CORS).
//! Each is an [`ErrorKind::Interrupted`], after which a POST is not retried. Repeated headers are
//! one, joined by commas. Some browsers repeat a request on their own when an idle connection turns
//! out to be closed.
//!
//! On edge runtimes where a request must not use what another one began (`workerd`), make a client
//! for each request; otherwise calls that share a request fail.

// On other targets the crate has only this page, whose links then lead nowhere.
#![cfg_attr(not(target_family = "wasm"), allow(rustdoc::broken_intra_doc_links))]
#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod clock;
mod fetch;
mod js_exception;

pub use clock::JsClock;
pub use coc_core::{self, Builder, Client, Error, ErrorKind, Response, endpoint, models};
pub use fetch::FetchTransport;
pub use js_exception::JsException;

/// A client of the server at this URL (your proxy, a simulator), with default settings and without
/// a token.
///
/// Sends no request.
///
/// ```no_run
/// # async fn example() -> Result<(), coc_transport_wasm::Error> {
/// let client = coc_transport_wasm::client("https://coc.example/v1")?;
/// println!("{}", client.player("#8QU8J9LP").await?.name);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if the URL is invalid or not absolute.
pub fn client(base_url: impl AsRef<str>) -> Result<Client, Error> {
    builder().base_url(base_url).build()
}

/// The builder of a client over `fetch` with default settings.
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_wasm::Error> {
/// let builder = coc_transport_wasm::builder().base_url("http://127.0.0.1:8080/v1");
/// let client = builder.token("a-token").build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// With settings of the transport, combine the parts yourself:
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_wasm::Error> {
/// use coc_transport_wasm::{Client, FetchTransport, JsClock};
///
/// let transport = FetchTransport::new().max_body(1 << 20);
/// let builder = Client::builder(transport, JsClock::new());
/// let client = builder.base_url("https://coc.example/v1").build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub fn builder() -> Builder {
    Client::builder(FetchTransport::new(), JsClock::new())
}

/// Compiles the README's example with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
