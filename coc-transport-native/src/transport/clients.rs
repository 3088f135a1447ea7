//! [`Clients`]: the reqwest clients of a transport, one for each tokio runtime.
//!
//! A connection is driven by a task of the runtime that opened it. A request of another runtime
//! would wait for that task, which stands still while its own runtime is idle. So runtimes share no
//! connections.

use std::{
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use tokio::{
    runtime::{Handle, Id},
    task::AbortHandle,
};

use crate::builder::{BuildError, NativeTransportBuilder};

/// The clients of all runtimes that use a transport. A runtime that shuts down leaves.
pub(super) struct Clients {
    settings: NativeTransportBuilder,
    by_runtime: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    clients: HashMap<Key, Entry>,
    /// The client that `new` built to check the settings, for the first runtime.
    unused: Option<reqwest::Client>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    runtime: Id,
    variant: Variant,
}

/// The variants of a client that requests need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Variant {
    /// Whether the client is for hosts of this machine only, which it reaches whatever the proxy
    /// and DNS.
    pub(super) loopback: bool,
    /// Whether the client reuses connections.
    pub(super) pooled: bool,
}

struct Entry {
    client: reqwest::Client,
    /// The task that removes the entry when the runtime shuts down.
    watch: Option<AbortHandle>,
}

impl Clients {
    pub(super) fn new(settings: NativeTransportBuilder) -> Result<Self, BuildError> {
        let unused = Some(settings.clone().client()?);
        let table = Table { unused, ..Table::default() };
        Ok(Self { settings, by_runtime: Arc::new(Mutex::new(table)) })
    }

    /// Returns the client of this runtime.
    pub(super) fn of(&self, runtime: &Handle, variant: Variant) -> Result<reqwest::Client, BuildError> {
        let key = Key { runtime: runtime.id(), variant };
        let mut table = lock(&self.by_runtime);
        if let Some(entry) = table.clients.get(&key) {
            return Ok(entry.client.clone());
        }
        let is_plain = variant == Variant { loopback: false, pooled: true };
        let client = match table.unused.take_if(|_| is_plain) {
            Some(client) => client,
            None => self.build(variant)?,
        };
        table.clients.insert(key, Entry { client: client.clone(), watch: None });
        drop(table);

        // A runtime that shuts down drops its tasks: this one at once, if it does so already.
        let leave = Leave { by_runtime: Arc::downgrade(&self.by_runtime), key };
        let watch = runtime.spawn(async move {
            let _leave = leave;
            pending::<()>().await;
        });
        if let Some(entry) = lock(&self.by_runtime).clients.get_mut(&key) {
            entry.watch = Some(watch.abort_handle());
        }
        Ok(client)
    }

    fn build(&self, variant: Variant) -> Result<reqwest::Client, BuildError> {
        let settings = self.settings.clone();
        let settings = if variant.pooled { settings } else { settings.unpooled() };
        if variant.loopback { settings.loopback_client() } else { settings.client() }
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        lock(&self.by_runtime).clients.len()
    }
}

fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            watch.abort();
        }
    }
}

/// Removes the client of a runtime when dropped.
struct Leave {
    by_runtime: Weak<Mutex<Table>>,
    key: Key,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let Some(table) = self.by_runtime.upgrade() else { return };
        let entry = lock(&table).clients.remove(&self.key);
        // Not under the lock.
        drop(entry);
    }
}
