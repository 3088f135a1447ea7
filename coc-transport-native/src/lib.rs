//! The native transport of the Clash of Clans API client: reqwest with rustls, HTTP/2, gzip and
//! brotli, on tokio.
//!
//! # Brief overview
//!
//! [`client`] creates a [`Client`] in one line; [`builder`] is the same with settings. Both use a
//! [`NativeTransport`] and a [`TokioClock`] with the client of [`coc_core`], which is re-exported,
//! so this is the only crate to depend on. The feature `blocking` adds a client without async, in
//! `blocking`.
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
//! # Lists
//!
//! A list is one page, or all entries from page after page, requested as far as they are read:
//!
//! ```
//! # async fn example(client: coc_transport_native::Client) -> Result<(), coc_transport_native::Error> {
//! let strongest = client.clan_members("#2PP").limit(10).await?;
//! println!("{} of them are on this page", strongest.items.len());
//!
//! let mut clans = client.search_clans().name("north").min_members(30).items().at_most(500);
//! while let Some(clan) = clans.next().await {
//!     println!("{}", clan?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Many calls
//!
//! A batch makes calls with limited concurrency, and returns each with its own result:
//!
//! ```
//! # async fn example(client: coc_transport_native::Client) -> Result<(), coc_transport_native::Error> {
//! use coc_transport_native::endpoint::GetPlayer;
//!
//! let members = client.clan_members("#2PP").await?;
//! let tags = members.items.iter().map(|member| member.tag.clone());
//! let mut players = client.batch(tags.map(GetPlayer::new)).concurrency(5);
//! while let Some(done) = players.next().await {
//!     match done.result {
//!         Ok(player) => println!("{} {}", player.name, player.trophies),
//!         Err(error) => eprintln!("player {} is missing: {error}", done.index),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! An [`Error`] has an [`ErrorKind`] that says what to do, and predicates for the usual questions:
//!
//! ```
//! # async fn example(client: coc_transport_native::Client) -> Result<(), coc_transport_native::Error> {
//! use coc_transport_native::ErrorKind;
//!
//! match client.current_war("#2PP").await {
//!     Ok(war) => println!("{:?}: {} : {}", war.state, war.clan.stars, war.opponent.stars),
//!     Err(error) if error.is_private_war_log() => println!("the war log is private"),
//!     Err(error) if error.is_not_found() => println!("no such clan"),
//!     Err(error) => match error.kind() {
//!         ErrorKind::InvalidKey | ErrorKind::InvalidIp => println!("replace the token: {error}"),
//!         _ if error.is_transient() => println!("try later: {error}"),
//!         _ => return Err(error),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Without async
//!
//! The feature `blocking` has the same methods, with `.send()?` in place of `.await?`:
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn example() -> Result<(), coc_transport_native::Error> {
//! let client = coc_transport_native::blocking::client(std::env::var("COC_TOKEN").unwrap_or_default())?;
//! for member in &client.clan_members("#2PP").limit(10).send()?.items {
//!     println!("{:>5} {}", member.trophies, member.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # More
//!
//! The module `cookbook` of this documentation solves ten tasks: a leaderboard, a war board,
//! verifying a player, an export, cache tuning, several tokens, proxies, tests on a simulator,
//! tracing, and custom endpoints. `coc_core::guide` describes every setting, and maps the names of
//! the Python library `cocapi`.
//!
//! # Guarantees
//!
//! - A request is sent once and to its own host: redirects are not followed and nothing is retried,
//!   so a token reaches no other host.
//! - Connecting is limited to 10 s, a whole request to 30 s, and a response body to 16 MiB after
//!   decompression; all limits are [settings](NativeTransportBuilder).
//! - Connections are pooled and shared by all clones; dropping a call cancels its request.
//! - Several runtimes may use one client, at once or one after the other. Each has its own
//!   connections, and no call waits for a runtime that is idle or gone.
//! - The system's proxies are used, or a proxy that is set, or none; HTTP and SOCKS.
//! - No error and no `Debug` output contains a token or a proxy's password.
//!
//! The conformance suite `testing::conformance` of [`coc_core`] checks them on real sockets.
//!
//! | feature | addition |
//! |---|---|
//! | `blocking` | `blocking::Client`: the same methods, `.send()?` instead of `.await?`, usable inside and outside a runtime |
//! | `watch` | `watch`, `Client::watcher`: follows clans, players and wars, and reports each change as an event |
//! | `tracing` | a span for each call and events in it, for subscribers of the `tracing` crate |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod clock;
/// Ten tasks and their solutions.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/cookbook.md")]
pub mod cookbook {}
mod error;
mod transport;

pub use builder::{BuildError, NativeTransportBuilder};
pub use clock::TokioClock;
#[cfg(feature = "watch")]
pub use coc_core::watch;
pub use coc_core::{self, Builder, Client, Error, ErrorKind, Response, endpoint, models};
pub use transport::NativeTransport;

/// Creates a client of the official API with this token and the default settings.
///
/// Sends no request. The client's calls must be awaited inside a tokio runtime.
///
/// ```no_run
/// # async fn example() -> Result<(), coc_transport_native::Error> {
/// let client = coc_transport_native::client("a-token")?;
/// println!("{}", client.player("#8QU8J9LP").await?.name);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::Credentials`] if the string cannot be a token, [`ErrorKind::Transport`] if TLS
/// cannot be set up.
pub fn client(token: impl AsRef<str>) -> Result<Client, Error> {
    builder()?.token(token).build()
}

/// Creates a client like [`client`], and checks with a first call that the API is reachable and
/// accepts the token.
///
/// ```no_run
/// # async fn example() {
/// match coc_transport_native::connect("a-token").await {
///     Ok(client) => println!("ready: {client:?}"),
///     Err(error) => eprintln!("{error}"), // The token, its address, the network or the game.
/// }
/// # }
/// ```
///
/// # Errors
/// Those of [`client`] and of [`Client::test`].
pub async fn connect(token: impl AsRef<str>) -> Result<Client, Error> {
    builder()?.token(token).connect().await
}

/// Returns the builder of a client over the native transport with its default settings.
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// let client = coc_transport_native::builder()?.base_url("http://127.0.0.1:8080/v1").token("a-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
///
/// A transport with other settings is passed to the builder of the client:
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// use coc_transport_native::{Client, NativeTransport, TokioClock};
///
/// let transport =
/// NativeTransport::builder().proxy("http://user:password@proxy.example:3128").build()?; let client
/// = Client::builder(transport, TokioClock::new()).token("a-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
///
/// # Errors
/// [`ErrorKind::Transport`] if TLS cannot be set up, because there are no root certificates.
pub fn builder() -> Result<Builder, Error> {
    Ok(Client::builder(NativeTransport::new()?, TokioClock::new()))
}

#[cfg(all(doctest, feature = "blocking"))]
#[doc = include_str!("../README.md")]
struct Readme;
