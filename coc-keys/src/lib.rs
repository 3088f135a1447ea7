//! Automatic management of API keys: from an account of the developer portal to a Clash of Clans
//! client that always has a valid key.
//!
//! # Brief overview
//!
//! [`connect`] takes email and password and returns a ready client. [`builder()`] has the settings.
//! [`Keys`] are credentials for any [`coc_core::Client`], with methods to list, [plan](Keys::plan),
//! rotate and revoke keys.
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
//! Two keys of each of two accounts, stored between runs:
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
//! An API key is valid from certain addresses only, and an account has ten slots for keys. Keys
//! with exactly [our name](Builder::key_name) are ours. Those that are valid from our address are
//! used. If there are too few, new ones are created. They replace those that this machine used
//! before; other stale keys of ours may belong to another machine, and are revoked only if there is
//! no free slot. **A key with another name is never touched.**
//!
//! The address is the one that the portal saw at the login, or that the official API names when it
//! rejects a key. A server at another base URL is not believed, and only public addresses are. When
//! the API rejects a key, because it is for another address or was revoked, one login and one list
//! of the keys are enough, however many calls were rejected, and each of these calls is retried
//! with a new key.
//!
//! # Guarantees
//!
//! - Few logins: at most three unproductive ones in a minute; a rejected password is never sent a
//!   second time; a circuit breaker opens when the portal fails, and calls then fail at once with
//!   the cause.
//! - Few replacements: if the API also rejects the new key, a circuit opens for 1, 2, 5, 10 and
//!   then 15 minutes, and at most three times in ten minutes is a key created for an address that
//!   was in use shortly before.
//! - No leaked slots: no request that changes an account is retried as such. If a response is lost,
//!   the keys are listed again, and a key that was created after all is used.
//! - No leaked secrets: passwords, cookies and keys appear in no error, no `Debug` and no event.
//!   They are sent only encrypted or to this machine, and this crate's own buffers of them are
//!   wiped.
//!
//! There is no background task and no thread. A job is driven by the calls that wait for it, once
//! for all of them. If all of them are cancelled, the job stops, and the next call resumes it.
//!
//! # Call graph
//!
//! Each file calls only files further down, and none calls back, so a rejection passes through each
//! once:
//!
//! ```text
//! keys.rs            a client requests tokens, or reports a rejected one
//!   serial.rs        one job at a time
//!   manager.rs       the accounts that lack keys, within replacement_limit.rs
//!     key_store.rs   keys from the key file
//!     reconcile.rs   rounds: list, plan, carry out
//!       sign_in.rs   circuits, login, address
//!       plan.rs      the decision
//!       portal.rs    the requests
//! ```
//!
//! # Coming from cocapi
//!
//! `CocApi.from_credentials` is [`connect`]. Its other parameters and the settings of keys in its
//! `ApiConfig`, with their defaults:
//!
//! ```no_run
//! # #[cfg(feature = "native")]
//! # async fn example(email: String, password: String) -> Result<(), coc_keys::CallError> {
//! use std::time::Duration;
//!
//! let keys = coc_keys::builder()?
//!     .account(email, password)
//!     .key_name("cocapi_auto")
//!     .key_count(1)
//!     .description("Made by my bot")
//!     .auto_refresh(true) // auto_refresh_keys
//!     .persist(); // persist_keys, off by default
//! let keys = keys.path("keys.json"); // key_storage_path
//! let client = keys.client_builder()?.timeout(Duration::from_secs(20)).connect().await?;
//! # Ok(())
//! # }
//! ```
//!
//! `coc_core::guide` maps the other names, and `coc_transport_native::cookbook` solves ten tasks
//! with a client.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `native` (default) | [`connect`] and [`builder()`], over `coc-transport-native` |
//! | `blocking` | `blocking::connect`, for the blocking client |
//! | `tracing` | events of logins, plans and keys, for subscribers of the `tracing` crate |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod cidr;
mod circuit_breaker;
mod error;
pub mod file;
mod ip_scope;
mod jwt;
mod key;
mod key_name;
mod key_store;
mod keys;
mod manager;
mod plan;
mod portal;
mod public_ip;
mod reconcile;
mod rejection;
mod replacement_limit;
mod serial;
mod sign_in;
mod trace;

pub use builder::Builder;
pub use coc_core::{Client, Error as CallError};
pub use error::{Error, ErrorKind};
pub use key::{Key, KeyStatus};
pub use keys::Keys;
pub use plan::{AccountPlan, Goal, KeySummary, MAX_KEYS, Plan, PlanStep, Reason};
pub use secrecy::{ExposeSecret, SecretString};

/// Connects a client to the official API with a key of this account, for the current and any later
/// address of this machine.
///
/// ```no_run
/// # async fn example(password: String) -> Result<(), coc_keys::CallError> {
/// let client = coc_keys::connect("me@example.com", password).await?;
/// println!("{}", client.player("#8QU8J9LP").await?.name);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`coc_core::ErrorKind::Credentials`] if there is no key, for example because the password is wrong,
/// [`coc_core::ErrorKind::CredentialsUnavailable`] if the portal fails for now, both with an [`Error`]
/// as their source, and those of [`Client::test`].
#[cfg(feature = "native")]
pub async fn connect(
    email: impl Into<String>,
    password: impl Into<SecretString>,
) -> Result<Client, CallError> {
    builder()?.account(email, password).connect().await
}

/// Returns a builder over the native transport with its defaults.
///
/// ```
/// # fn example(password: String) -> Result<(), coc_keys::CallError> {
/// let keys = coc_keys::builder()?
///     .account("me@example.com", password)
///     .key_name("my-bot on server 1")
///     .key_count(2)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`coc_core::ErrorKind::Transport`] if this machine has no root certificate for TLS.
#[cfg(feature = "native")]
pub fn builder() -> Result<Builder, CallError> {
    use coc_transport_native::{NativeTransport, TokioClock};
    Ok(Keys::builder(NativeTransport::new()?, TokioClock::new()))
}

#[cfg(all(doctest, feature = "native"))]
#[doc = include_str!("../README.md")]
struct Readme;
