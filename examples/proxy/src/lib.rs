//! A caching proxy in front of the Clash of Clans API.
//!
//! Browsers have no use for a key that is bound to an IP address, and several programs on one machine should not each ask for
//! the same clan. [`Proxy`] is the answer to both: a server that knows the keys, asks the API once for what many want, and is
//! the base URL of any client of the API.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use proxy::{Credentials, Proxy, Settings};
//!
//! let credentials = Credentials::Tokens(vec!["a-key-of-the-api".into()]);
//! let proxy = Proxy::start(Settings { credentials, ..Settings::default() }).await?;
//! println!("{}", proxy.base_url());
//! # Ok(())
//! # }
//! ```
//!
//! # The way of a request
//!
//! `server.rs` accepts a connection; `app.rs` has the routes, which are those of the API (`core`'s table) and no others; `gate.rs`
//! asks who it is and whether that one may; `forward.rs` is the call that the client of `upstream.rs` makes, through its cache,
//! limits and retries; `answer.rs` writes what came of it with headers for the caller's own cache, and `refusal.rs` what did not,
//! in the API's own words. `figures.rs` counts all of it.

mod answer;
mod app;
mod client_keys;
mod compression;
mod figures;
mod folder;
mod forward;
mod gate;
mod origin;
mod refusal;
mod server;
mod settings;
mod throttle;
mod upstream;

pub use client_keys::{ClientKeys, ClientKeysError};
pub use folder::{Folder, FolderError};
pub use origin::{Origins, OriginsError};
pub use server::{Proxy, StartError};
pub use settings::{Credentials, Rate, Settings, SettingsError};
