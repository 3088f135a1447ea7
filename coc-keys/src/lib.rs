//! Keys of the Clash of Clans API that manage themselves: from an account of the developer portal to a client that always has a key.
//!
//! # Brief overview
//!
//! [`connect`] takes email and password and gives a ready client. [`builder()`] is the same with settings, and [`Keys`] are the
//! keys by themselves: credentials for any [`coc_core::Client`], with methods to list, [plan](Keys::plan), renew and revoke.
//!
//! ```no_run
//! # #[cfg(feature = "native")]
//! # async fn example(email: String, password: String) -> Result<(), coc_keys::CallError> {
//! let client = coc_keys::connect(email, password).await?;
//! println!("{}", client.clan("#2PP").await?.name);
//! # Ok(())
//! # }
//! ```
//!
//! Several keys, kept between runs, of two accounts:
//!
//! ```
//! # #[cfg(feature = "native")]
//! # fn example(first: String, second: String) -> Result<(), coc_keys::CallError> {
//! let client = coc_keys::builder()?
//!     .account("me@example.com", first)
//!     .account("my-bot@example.com", second)
//!     .key_count(2)
//!     .persist()
//!     .client_builder()?
//!     .metrics_window(1_000)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! A key of the API works only from the addresses it was made for, and an account has room for ten. The keys with exactly
//! [our name](Builder::key_name) are ours. Those that may be used from our address are used; if there are too few, new ones are made
//! in the place of those of ours that may not. **A key with another name is never touched.**
//!
//! The address is the one that the portal saw at the login. When the API refuses a key, because it is for another address or is
//! not there any more, one login and one look at the account set it right, however many calls were refused at that moment, and each
//! of them is made again with a new key.
//!
//! # What it does not do
//!
//! - It does not hurt the account. At most three logins in a minute lead to nothing; a password that was refused is not sent again; a
//!   portal that fails is left alone for longer and longer, and calls that need it fail at once with the reason.
//! - It leaves nothing behind. What changes an account is never repeated blindly: if an answer is lost, the account is looked at
//!   again, and a key that was made after all is used.
//! - It tells no secret. Passwords, cookies and keys are in no error, no `Debug` and no event, they go nowhere without encryption
//!   but to the machine itself, and memory that held them is wiped where it is this crate's own.
//!
//! It starts no task and no thread. The work is done by the calls that wait for it, for all of them at once; if all of them
//! give up, it stops, and the next call goes on where it was.
//!
//! | feature | what it adds |
//! |---|---|
//! | `native` (default) | [`connect`] and [`builder()`], over `coc-transport-native` |
//! | `blocking` | `blocking::connect`, for the client without async |
//! | `tracing` | events of logins, plans and keys, for subscribers of the `tracing` crate |

mod account;
#[cfg(feature = "blocking")]
pub mod blocking;
mod breaker;
mod builder;
mod claims;
mod error;
pub mod file;
mod key;
mod keys;
mod manager;
mod own_ip;
mod plan;
mod portal;
mod range;
mod shared;
mod trace;
mod turns;
mod work;

pub use builder::Builder;
pub use coc_core::{Client, Error as CallError};
pub use error::{Error, ErrorKind};
pub use key::{Key, KeyStatus};
pub use keys::Keys;
pub use plan::{AccountPlan, Goal, KeySummary, MAX_KEYS, Plan, Reason, Step};
pub use secrecy::{ExposeSecret, SecretString};

/// A client of the official API with one key of this account, for the address that this machine has and will have.
///
/// # Errors
/// Whatever keeps a key from being had, as [`coc_core::ErrorKind::Credentials`] with an [`Error`] as its source, and those of
/// [`Client::test`].
#[cfg(feature = "native")]
pub async fn connect(
    email: impl Into<String>,
    password: impl Into<SecretString>,
) -> Result<Client, CallError> {
    builder()?.account(email, password).connect().await
}

/// The builder of keys, and of a client with them, over the native transport with its defaults.
///
/// # Errors
/// [`coc_core::ErrorKind::Transport`] if this machine cannot do TLS, for want of any root certificate.
#[cfg(feature = "native")]
pub fn builder() -> Result<Builder, CallError> {
    use coc_transport_native::{NativeTransport, TokioClock};
    Ok(Keys::builder(NativeTransport::new()?, TokioClock::new()))
}

#[cfg(all(doctest, feature = "native"))]
#[doc = include_str!("../README.md")]
struct Readme;
