//! What a tool brings along that wants the client and none of tokio and reqwest: three small files.
//!
//! | file | what it is |
//! |---|---|
//! | [`runtime`] | `block_on` and timers on the calling thread, and the [`Clock`](coc_core::Clock) over them |
//! | [`transport`] | the [`Transport`](coc_core::Transport) over ureq, whose calls block threads of their own |
//! | [`disk_cache`] | a [`Cache`](coc_core::cache::Cache) of files, which the next run of the tool finds again |
//!
//! ```no_run
//! use coc_core::Client;
//! use embedded::{disk_cache::DiskCache, runtime::Runtime, transport::UreqTransport};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let runtime = Runtime::new();
//! let client = Client::builder(UreqTransport::new(4)?, runtime.clock())
//!     .token(std::env::var("COC_TOKEN")?)
//!     .cache(DiskCache::open("cache", 64 << 20)?)
//!     .build()?;
//! let clan = runtime.block_on(client.clan("#2PP"))?;
//! println!("{} has {} members", clan.name, clan.members);
//! # Ok(())
//! # }
//! ```

pub mod disk_cache;
pub mod runtime;
pub mod transport;
