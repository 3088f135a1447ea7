//! [`Watcher`]: events without async, as an iterator.

use std::{fmt, time::Duration};

use coc_core::watch::{Event, RestoreError, Snapshot, Subjects};

use super::{Client, driver::Driver};

impl Client {
    /// Returns a watcher that follows nothing yet.
    pub fn watcher(&self) -> Watcher {
        Watcher { watcher: Some(self.client.watcher()), driver: self.driver.clone() }
    }
}

/// Follows [subjects](coc_core::watch::Subject) and returns their events, as an iterator that never
/// ends. From [`Client::watcher`].
///
/// It is [`coc_core::watch::Watcher`], whose documentation has the details. Requests are made only
/// while the program waits for the next event; its [`Subjects`] may be changed from other threads
/// meanwhile.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use coc_core::watch::Subject;
///
/// let mut watcher = client.watcher();
/// watcher.subjects().follow(Subject::Clan("#2PP".parse()?));
/// while let Some(event) = watcher.next() {
///     println!("{}: {:?}", event.subject, event.kind);
///     std::fs::write("watch.json", serde_json::to_vec(&watcher.snapshot())?)?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "iterators are lazy: requests are made by `next`"]
pub struct Watcher {
    /// `None` only while the thread has it, or after a panic there.
    watcher: Option<coc_core::watch::Watcher>,
    driver: Driver,
}

impl Watcher {
    /// Sets the maximum number of requests in flight; 32 by default, at least 1.
    pub fn max_in_flight(self, requests: usize) -> Self {
        self.change(|watcher| watcher.max_in_flight(requests))
    }

    /// Sets the longest interval between two requests for what does not change; 20 minutes by
    /// default, zero for none.
    pub fn max_idle_interval(self, interval: Duration) -> Self {
        self.change(|watcher| watcher.max_idle_interval(interval))
    }

    /// Continues from a snapshot, in place of what this watcher follows.
    ///
    /// # Errors
    /// [`RestoreError`] if the snapshot is of a version that this version of the library does not
    /// read.
    pub fn restore(mut self, snapshot: Snapshot) -> Result<Self, RestoreError> {
        self.watcher = self.watcher.map(|watcher| watcher.restore(snapshot)).transpose()?;
        Ok(self)
    }

    /// Returns the state of everything that is followed, for [`restore`](Self::restore).
    ///
    /// # Panics
    /// If a custom clock has panicked in an earlier call of `next`, which panicked too.
    pub fn snapshot(&self) -> Snapshot {
        self.get().snapshot()
    }

    /// Returns the handle that adds, removes and changes subjects, also from other threads.
    ///
    /// # Panics
    /// If a custom clock has panicked in an earlier call of `next`, which panicked too.
    pub fn subjects(&self) -> Subjects {
        self.get().subjects()
    }

    fn get(&self) -> &coc_core::watch::Watcher {
        self.watcher.as_ref().expect("the watcher was lost in a panic")
    }

    fn change(mut self, change: impl FnOnce(coc_core::watch::Watcher) -> coc_core::watch::Watcher) -> Self {
        self.watcher = self.watcher.map(change);
        self
    }
}

impl Iterator for Watcher {
    type Item = Event;

    /// Waits for the next event; with nothing to follow, for a subject.
    ///
    /// # Panics
    /// If a custom clock panics.
    fn next(&mut self) -> Option<Event> {
        let mut watcher = self.watcher.take()?;
        match self.driver.run(async move { (watcher.next().await, watcher) }) {
            Ok((event, watcher)) => {
                self.watcher = Some(watcher);
                Some(event)
            }
            // No request can return this error, and ending here would silently drop events.
            Err(error) => panic!("the watcher cannot continue: {error}"),
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").field("watcher", &self.watcher).finish_non_exhaustive()
    }
}
