//! [`connect`] for the blocking client.
//!
//! ```no_run
//! # fn example(email: String, password: String) -> Result<(), coc_keys::CallError> {
//! let client = coc_keys::blocking::connect(email, password)?;
//! println!("{}", client.clan("#2PP").send()?.name);
//! # Ok(())
//! # }
//! ```
//!
//! For settings, use [`Builder::connect_blocking`](crate::Builder::connect_blocking).

pub use coc_transport_native::blocking::Client;

use crate::{CallError, SecretString};

/// Like [`connect`](crate::connect()), for the blocking client.
///
/// ```no_run
/// # fn example(password: String) -> Result<(), coc_keys::CallError> {
/// let client = coc_keys::blocking::connect("me@example.com", password)?;
/// for member in &client.clan_members("#2PP").send()?.items {
///     println!("{}", member.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Those of [`connect`](crate::connect()), and if the client's thread cannot be started.
pub fn connect(email: impl Into<String>, password: impl Into<SecretString>) -> Result<Client, CallError> {
    crate::builder()?.account(email, password).connect_blocking()
}
