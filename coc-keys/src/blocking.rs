//! The same for the client without async.
//!
//! ```no_run
//! # fn example(email: String, password: String) -> Result<(), coc_keys::CallError> {
//! let client = coc_keys::blocking::connect(email, password)?;
//! println!("{}", client.clan("#2PP").send()?.name);
//! # Ok(())
//! # }
//! ```
//!
//! With settings, it is [`Builder::connect_blocking`](crate::Builder::connect_blocking).

pub use coc_transport_native::blocking::Client;

use crate::{CallError, SecretString};

/// As [`connect`](crate::connect()), with a client whose calls block.
///
/// # Errors
/// As [`connect`](crate::connect()), and if the client's thread cannot be started.
pub fn connect(email: impl Into<String>, password: impl Into<SecretString>) -> Result<Client, CallError> {
    crate::builder()?.account(email, password).connect_blocking()
}
