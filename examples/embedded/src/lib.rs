//! The parts that a tool without tokio and reqwest adds to the client, in three small files.
//!
//! | file | contents |
//! |---|---|
//! | [`runtime`] | `block_on` and timers on the calling thread, and the [`Clock`](coc_core::Clock) over them |
//! | [`transport`] | the [`Transport`](coc_core::Transport) over ureq, whose blocking calls run on separate threads |
//! | [`disk_cache`] | a [`Cache`](coc_core::cache::Cache) of files, which persists between runs |
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
