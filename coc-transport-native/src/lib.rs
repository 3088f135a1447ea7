//! The native transport of the Clash of Clans API client: reqwest with rustls, HTTP/2, gzip and brotli, on tokio.
//!
//! # Brief overview
//!
//! [`client`] makes a [`Client`] in one line; [`builder`] is the same with settings. Both put a [`NativeTransport`] and a
//! [`TokioClock`] under the client of [`coc_core`], which is re-exported as a whole, so this is the only crate to depend on.
//! The feature `blocking` adds the same client without async, in `blocking`.
//!
//! ```no_run
//! # async fn example() -> Result<(), coc_transport_native::Error> {
//! let client = coc_transport_native::client(std::env::var("COC_TOKEN").unwrap_or_default())?;
//! let clan = client.clan("#2PP").await?;
//! println!("{} has {} members", clan.name, clan.members);
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - A request goes where it was sent and goes once: redirects are handed on, nothing is repeated, so a token reaches no
//!   other host.
//! - Limits for connecting (10 s), for a request as a whole (30 s) and for an answer (16 MiB after decompression); all can
//!   be [set](NativeTransportBuilder).
//! - Connections are kept and shared by all clones; a call that is dropped gives up its own.
//! - Proxies of the system are used, or one that is set, or none; HTTP and SOCKS.
//! - No error and no `Debug` shows a token, a tag or a proxy's password.
//!
//! The conformance suite in [`coc_core`]'s `testing::conformance` holds it to that, on real sockets.
//!
//! | feature | what it adds |
//! |---|---|
//! | `blocking` | `blocking::Client`: the same methods, `.send()?` instead of `.await?`, usable inside and outside a runtime |
//! | `tracing` | a span for each call and events in it, for subscribers of the `tracing` crate |

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod clock;
mod error;
mod transport;

pub use builder::{BuildError, NativeTransportBuilder};
pub use clock::TokioClock;
pub use coc_core::{self, Builder, Client, Error, ErrorKind, Response, endpoint, models};
pub use transport::NativeTransport;

/// A client of the official API with this token, and the defaults for everything else.
///
/// Makes no request. The client's calls are awaited inside a tokio runtime.
///
/// # Errors
/// [`ErrorKind::Credentials`] if the text cannot be a token, [`ErrorKind::Transport`] if this machine cannot do TLS.
pub fn client(token: impl AsRef<str>) -> Result<Client, Error> {
    builder()?.token(token).build()
}

/// Like [`client`], but a first call has shown that the API can be reached and takes the token.
///
/// # Errors
/// Those of [`client`] and of [`Client::test`].
pub async fn connect(token: impl AsRef<str>) -> Result<Client, Error> {
    builder()?.token(token).connect().await
}

/// The builder of a client over the native transport with its defaults.
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// let client = coc_transport_native::builder()?.base_url("http://127.0.0.1:8080/v1").token("a-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
///
/// With other settings of the transport, the two are put together by hand:
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// use coc_transport_native::{Client, NativeTransport, TokioClock};
///
/// let transport = NativeTransport::builder().proxy("http://user:password@proxy.example:3128").build()?;
/// let client = Client::builder(transport, TokioClock::new()).token("a-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
///
/// # Errors
/// [`ErrorKind::Transport`] if this machine cannot do TLS, for want of any root certificate.
pub fn builder() -> Result<Builder, Error> {
    Ok(Client::builder(NativeTransport::new()?, TokioClock::new()))
}

#[cfg(all(doctest, feature = "blocking"))]
#[doc = include_str!("../README.md")]
struct Readme;
