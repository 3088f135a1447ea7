//! The [`Client`]: what is called. Its settings are in `builder.rs`, what can be changed while it is used in `control.rs`.

use std::{fmt, sync::Arc};

use crate::{
    call::Call,
    clock::Clock,
    endpoint::{Endpoint, ListLocations, Raw},
    error::Error,
    pipeline::Pipeline,
    transport::Transport,
};

mod builder;
mod control;

pub use builder::Builder;

/// A client of the API. Cheap to clone; clones share connections, tokens, cache, limits and settings.
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
/// Any endpoint value can be called through [`call`](Self::call), and any path through [`custom`](Self::custom).
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Pipeline>);

impl Client {
    /// A client over this transport and clock. The transport crates have a shorter way.
    pub fn builder(transport: impl Transport, clock: impl Clock) -> Builder {
        Builder::new(transport, clock)
    }

    /// Calls any endpoint value, one of this crate's or your own.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Call<E> {
        Call::new(self.clone(), endpoint)
    }

    /// Finds out whether the API can be reached and used: one small request (`GET /locations?limit=1`), past the cache, sent once.
    ///
    /// # Errors
    /// The error says what is in the way: [`is_credentials`](Error::is_credentials) for the key or, as
    /// [`InvalidIp`](crate::ErrorKind::InvalidIp), the address it is used from; [`is_network`](Error::is_network) for the way there;
    /// [`is_maintenance`](Error::is_maintenance) for the game itself.
    pub async fn test(&self) -> Result<(), Error> {
        self.call(Raw(ListLocations::new())).limit(1).no_store().attempts(1).await.map(drop)
    }
}

crate::__routes! { crate::__client_methods [Client Call] }

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url().as_str()).finish_non_exhaustive()
    }
}
