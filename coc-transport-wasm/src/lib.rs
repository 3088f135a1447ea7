//! The Clash of Clans API client where JavaScript runs: browsers, workers, Node, Deno, Bun, edge functions.
//!
//! # Brief overview
//!
//! [`client`] makes a [`Client`] in one line; [`builder`] is the same with settings. Both put a [`FetchTransport`] and a
//! [`JsClock`] under the client of [`coc_core`], which is re-exported as a whole, so this is the only crate to depend on.
//!
//! An app in Rust (Yew, Leptos, Dioxus …) wants it without the JavaScript client:
//!
//! ```toml
//! coc-transport-wasm = { version = "0.1", default-features = false }
//! ```
//!
#![cfg_attr(target_family = "wasm", doc = "```no_run")]
#![cfg_attr(not(target_family = "wasm"), doc = "```ignore")]
//! # async fn example() -> Result<(), coc_transport_wasm::Error> {
//! let client = coc_transport_wasm::client("https://coc.example/v1")?;
//! let clan = client.clan("#2PP").await?;
//! # let _ = clan;
//! # Ok(())
//! # }
//! ```
//!
//! The base URL is usually that of a proxy of one's own. A page cannot call the API itself: the API allows no other origins, and a
//! key is a secret that is bound to an address. A server (Node, Deno, Bun) can, with a token.
//!
//! # What it promises
//!
//! - A request takes no cookies along, and is not answered by the browser's own cache: the client's cache is the cache.
//! - A call that is dropped aborts its request and frees its timers; what it held of the page's connections is free again.
//! - An answer is at most 16 MiB after decompression, or what [`FetchTransport::max_body`] says.
//! - No redirect is followed. Outside of browsers the redirect is handed on; a browser hides it, so there it is an error.
//! - No error and no `Debug` shows a token or a tag.
//!
//! What a browser keeps to itself no transport can tell. Whether a request was refused, lost, or not allowed to be seen (CORS) looks
//! the same from a page; it is reported as [`ErrorKind::Interrupted`], and a POST is then not repeated. Headers that came
//! several times are one, joined by commas. Some browsers repeat a request by themselves when a connection that was kept open turns
//! out to be closed.
//!
//! On edge runtimes, where a request may not touch what another one began (`workerd`), each request has to have a client of its own,
//! or calls that share a request fail.
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `js` | yes | the client for JavaScript that `wasm-pack build` makes a package of |

// Elsewhere the crate is empty but for its page, which then leads nowhere.
#![cfg_attr(not(target_family = "wasm"), allow(rustdoc::broken_intra_doc_links))]
#![cfg(all(target_family = "wasm", target_os = "unknown"))]

#[cfg(feature = "js")]
mod bindings;
mod clock;
mod fetch;
mod headers;
mod later;
mod thrown;

#[cfg(feature = "js")]
use bindings::turn;

pub use clock::JsClock;
pub use coc_core::{self, Builder, Client, Error, ErrorKind, Response, endpoint, models};
pub use fetch::FetchTransport;
pub use thrown::Thrown;

/// A client of the server at this address (a proxy of one's own, a simulator), with the defaults for everything else and without
/// a token.
///
/// Makes no request.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] if the text cannot be a base URL; it has to be absolute.
pub fn client(base_url: impl AsRef<str>) -> Result<Client, Error> {
    builder().base_url(base_url).build()
}

/// The builder of a client over `fetch` with its defaults.
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_wasm::Error> {
/// let client = coc_transport_wasm::builder().base_url("http://127.0.0.1:8080/v1").token("a-token").build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// With settings of the transport, the two are put together by hand:
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_wasm::Error> {
/// use coc_transport_wasm::{Client, FetchTransport, JsClock};
///
/// let transport = FetchTransport::new().max_body(1 << 20);
/// let client = Client::builder(transport, JsClock::new()).base_url("https://coc.example/v1").build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub fn builder() -> Builder {
    Client::builder(FetchTransport::new(), JsClock::new())
}

/// What is told wakes tasks of an executor that is not ours.
#[cfg(not(feature = "js"))]
fn turn(tell: impl FnOnce()) {
    tell();
}
