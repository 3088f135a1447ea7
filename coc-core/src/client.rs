//! The [`Client`] and its [`Builder`].

use std::{
    fmt,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use crate::{
    base_url::BaseUrl,
    call::Call,
    clock::Clock,
    credentials::{Credentials, DynCredentials, Token, TokenSet},
    endpoint::Endpoint,
    error::Error,
    pipeline::Pipeline,
    transport::{DynTransport, Transport},
};

/// A client of the API. Cheap to clone; clones share connections, tokens and settings.
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
        Builder {
            base_url: Ok(BaseUrl::official()),
            transport: Box::new(transport),
            clock: Box::new(clock),
            credentials: Ok(Box::new(TokenSet::new([]))),
            timeout: Duration::from_secs(20),
        }
    }

    /// Calls any endpoint value, one of this crate's or your own.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Call<E> {
        Call::new(self.clone(), endpoint)
    }

    /// Where the calls go.
    pub fn base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }
}

crate::__client_methods!(Client, Call);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.base_url.as_str()).finish_non_exhaustive()
    }
}

/// Sets up a [`Client`].
#[must_use = "a builder does nothing until `build`"]
pub struct Builder {
    base_url: Result<BaseUrl, Error>,
    transport: Box<dyn DynTransport>,
    clock: Box<dyn Clock>,
    credentials: Result<Box<dyn DynCredentials>, Error>,
    timeout: Duration,
}

impl Builder {
    /// Where the calls go; the official API by default. A path prefix is kept.
    pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
        self.base_url = url.as_ref().parse();
        self
    }

    /// The one token to use. None by default, which a proxy may allow and the API never does.
    pub fn token(self, token: impl AsRef<str>) -> Self {
        self.tokens([token])
    }

    /// Several tokens, used in turn.
    pub fn tokens(mut self, tokens: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let tokens: Result<Vec<Token>, Error> = tokens.into_iter().map(Token::new).collect();
        self.credentials = tokens.map(|tokens| Box::new(TokenSet::new(tokens)) as Box<dyn DynCredentials>);
        self
    }

    /// A provider of tokens.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.credentials = Ok(Box::new(credentials));
        self
    }

    /// How long one attempt may take, from sending to the last byte; 20 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The client. Nothing is sent and no task is started.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for an unusable base URL,
    /// [`Credentials`](crate::ErrorKind::Credentials) for text that is no token.
    #[allow(
        clippy::arc_with_non_send_sync,
        reason = "on wasm32, where there is one thread, transports need not be Send"
    )]
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client(Arc::new(Pipeline {
            base_url: self.base_url?,
            transport: self.transport,
            clock: self.clock,
            credentials: self.credentials?,
            timeout: self.timeout,
            turn: AtomicUsize::new(0),
        })))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
