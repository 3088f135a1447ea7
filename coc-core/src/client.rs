//! [`Client`]: the entry point. `builder.rs` has its settings, `control.rs` what can be inspected
//! and changed while it is in use.

use std::{fmt, sync::Arc};

use crate::{
    call::Call,
    clock::Clock,
    endpoint::{Endpoint, ListLocations, Raw},
    error::Error,
    pipeline::{Handle, Handles, Pipeline},
    transport::Transport,
};

mod builder;
mod control;

pub use builder::Builder;

/// A client of the API. Cheap to clone; clones share connections, tokens, cache, limits and
/// settings.
///
/// Every route has a method that returns a [`Call`], which is awaited:
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let clan = client.clan("#2PP").await?;
/// println!("{} has {} members", clan.name, clan.members);
///
/// let strongest = client.clan_members(clan.tag).limit(10).await?;
/// for member in &strongest.items {
///     println!("{:>5} {}", member.trophies, member.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// [`call`](Self::call) calls any endpoint value, and [`custom`](Self::custom) any path.
#[derive(Clone)]
pub struct Client(Arc<Handles>);

impl Client {
    /// Returns a builder of a client over this transport and clock. The transport crates provide
    /// shortcuts.
    pub fn builder(transport: impl Transport, clock: impl Clock) -> Builder {
        Builder::new(transport, clock)
    }

    /// Calls any endpoint value, of this crate or a custom one.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Call<E> {
        Call::new(self.handle(), endpoint)
    }

    pub(crate) fn handle(&self) -> Arc<Handle> {
        self.0.local()
    }

    pub(crate) fn pipeline(&self) -> &Arc<Pipeline> {
        self.0.pipeline()
    }

    /// Checks whether the API is reachable and accepts the token: one small request
    /// (`GET /locations?limit=1`) without cache and retries.
    ///
    /// # Errors
    /// The error tells the cause: [`is_credentials`](Error::is_credentials) for the token or, with
    /// [`InvalidIp`](crate::ErrorKind::InvalidIp), its IP address;
    /// [`is_network`](Error::is_network) for the network; [`is_maintenance`](Error::is_maintenance)
    /// for the game.
    pub async fn test(&self) -> Result<(), Error> {
        self.call(Raw(ListLocations::new())).limit(1).no_store().attempts(1).await.map(drop)
    }
}

crate::__routes! { crate::__client_methods [Client Call: "async fn" "coc_core::Client" ".await?"] }

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url().as_str()).finish_non_exhaustive()
    }
}
