//! A client without async: the same methods, and `.send()?` in place of `.await?`.
//!
//! ```no_run
//! # fn example() -> Result<(), coc_transport_native::Error> {
//! let client = coc_transport_native::blocking::client(std::env::var("COC_TOKEN").unwrap_or_default())?;
//! let clan = client.clan("#2PP").send()?;
//! let strongest = client.clan_members(clan.tag).limit(10).send()?;
//! # let _ = strongest;
//! # Ok(())
//! # }
//! ```
//!
//! Each client has a thread that makes the calls (`driver.rs`). So it can be used without a
//! runtime, inside one (where a call blocks the task that makes it), and from many threads at once.
//! The thread ends with the last clone of the client.

use std::fmt;

use coc_core::{Builder, Endpoint, Error, Response};

mod batch;
mod control;
mod driver;
mod pages;
mod wars;
#[cfg(feature = "watch")]
mod watch;

pub use batch::Batch;
use driver::Driver;
pub use pages::{Items, Pages};
pub use wars::{CurrentWarsCall, CwlSeasonCall};
#[cfg(feature = "watch")]
pub use watch::Watcher;

/// Creates a client of the official API with this token and the default settings. Sends no request.
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// let client = coc_transport_native::blocking::client("a-token")?;
/// println!("{}", client.player("#8QU8J9LP").send()?.name);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) if the string cannot be a token,
/// [`ErrorKind::Transport`](crate::ErrorKind::Transport) if TLS cannot be set up or no thread can
/// be started.
pub fn client(token: impl AsRef<str>) -> Result<Client, Error> {
    Client::new(crate::builder()?.token(token))
}

/// Creates a client like [`client`], and checks with a first call that the API is reachable and
/// accepts the token.
///
/// ```no_run
/// match coc_transport_native::blocking::connect("a-token") {
///     Ok(client) => println!("ready: {client:?}"),
///     Err(error) => eprintln!("{error}"), // The token, its address, the network or the game.
/// }
/// ```
///
/// # Errors
/// Those of [`client`] and of [`Client::test`].
pub fn connect(token: impl AsRef<str>) -> Result<Client, Error> {
    Client::connect(crate::builder()?.token(token))
}

/// A client of the API whose calls block. Cheap to clone; clones share connections, tokens,
/// settings and the thread.
///
/// ```no_run
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// let client = coc_transport_native::blocking::client("a-token")?;
///
/// // Clones may be used by several threads at once:
/// let other = client.clone();
/// let thread = std::thread::spawn(move || other.clan("#2PP").send());
/// println!("{}", client.player("#8QU8J9LP").send()?.name);
/// # let _ = thread.join();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    client: coc_core::Client,
    driver: Driver,
}

impl Client {
    /// Creates a client with these settings, and starts its thread. Sends no request.
    ///
    /// ```
    /// # fn example() -> Result<(), coc_transport_native::Error> {
    /// use coc_transport_native::blocking::Client;
    ///
    /// let builder =
    /// coc_transport_native::builder()?.base_url("http://127.0.0.1:8080/v1").token("a-token"); let
    /// client = Client::new(builder)?;
    /// # Ok(())
    /// # }
    /// # example().unwrap();
    /// ```
    ///
    /// # Errors
    /// Those of [`Builder::build`], and [`ErrorKind::Transport`](crate::ErrorKind::Transport) if no
    /// thread can be started.
    pub fn new(builder: Builder) -> Result<Self, Error> {
        Ok(Self { client: builder.build()?, driver: Driver::start()? })
    }

    /// Creates a client like [`new`](Self::new), and checks with a first call that the API is
    /// reachable and accepts the token.
    ///
    /// # Errors
    /// Those of [`new`](Self::new) and of [`test`](Self::test).
    pub fn connect(builder: Builder) -> Result<Self, Error> {
        let client = Self::new(builder)?;
        client.test()?;
        Ok(client)
    }

    /// Calls any endpoint value, of this crate or a custom one.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Call<E> {
        Call { call: self.client.call(endpoint), driver: self.driver.clone() }
    }
}

coc_core::__routes! {
    coc_core::__client_methods [Client Call: "fn" "coc_transport_native::blocking::Client" ".send()?"]
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// A call of the endpoint `E` that has not been made. Set its options, then [`send`](Self::send)
/// it.
///
/// ```no_run
/// # use coc_transport_native::{Error, blocking::Client};
/// # fn example(client: Client) -> Result<(), Error> {
/// use std::time::Duration;
///
/// let members = client.clan_members("#2PP").limit(10).timeout(Duration::from_secs(5)).send()?;
/// let bytes = client.clan("#2PP").raw().send()?;
/// # let _ = (members, bytes);
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct Call<E> {
    call: coc_core::Call<E>,
    driver: Driver,
}

impl<E: Endpoint> Call<E> {
    coc_core::__call_options!();

    fn change(self, change: impl FnOnce(coc_core::Call<E>) -> coc_core::Call<E>) -> Self {
        Self { call: change(self.call), driver: self.driver }
    }

    /// Changes the endpoint value, and keeps the options.
    pub fn map<F: Endpoint>(self, change: impl FnOnce(E) -> F) -> Call<F> {
        Call { call: self.call.map(change), driver: self.driver }
    }

    /// The endpoint value.
    pub fn endpoint(&self) -> &E {
        self.call.endpoint()
    }

    /// Makes the call and waits for its response.
    ///
    /// # Errors
    /// Those of the call; see [`ErrorKind`](crate::ErrorKind).
    pub fn send(self) -> Result<Response<E::Output>, Error> {
        self.driver.run(self.call.send())?
    }

    /// Makes the call and waits for its response; `None` if the API says that the resource does not
    /// exist (404).
    ///
    /// # Errors
    /// Those of [`send`](Self::send), but for "not found".
    ///
    /// ```
    /// # fn example(client: coc_transport_native::blocking::Client)
    /// # -> Result<(), coc_transport_native::Error> {
    /// if let Some(clan) = client.clan("#2PP").optional()? {
    ///     println!("{} has {} members", clan.name, clan.members);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn optional(self) -> Result<Option<Response<E::Output>>, Error> {
        self.driver.run(self.call.optional())?
    }
}

coc_core::__call_methods!(Call);

impl<E: fmt::Debug> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
