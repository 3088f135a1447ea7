//! A watcher in virtual time over a simulator in the same process.
//!
//! Requests take no time, and when nothing is left to do, the clock advances to the next sleep. The
//! simulator shows the time of the clock.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bytes::Bytes;
use coc_core::{
    Client, Clock as _, RateLimit, Transport, TransportError, TransportErrorKind,
    testing::ManualClock,
    watch::{Snapshot, Subject, Watcher},
};
use futures_util::StreamExt as _;
use simulator::{BodyMoment, Simulator};

use super::journal::{Journal, Record};

/// The virtual time between two snapshots.
const SNAPSHOT_EVERY: i64 = 20 * 60_000;

/// A watching session.
pub(crate) struct Session<J> {
    clock: ManualClock,
    watcher: Watcher,
    journal: Arc<Mutex<J>>,
    requests: Arc<AtomicU64>,
    next_snapshot: i64,
}

/// The transport of a session, which records the moments of the received bodies.
struct InProcess<J> {
    simulator: Arc<Simulator>,
    clock: ManualClock,
    journal: Arc<Mutex<J>>,
    requests: Arc<AtomicU64>,
}

impl<J: Journal + Send + 'static> Transport for InProcess<J> {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.simulator.set_now(unix_millis(&self.clock));
        let response = self.simulator.respond(&request);
        let response = response.ok_or_else(|| TransportError::new(TransportErrorKind::Interrupted))?;
        if let Some(BodyMoment(moment)) = response.extensions().get() {
            let path = request.uri().path().to_owned();
            let record = Record::Body { path, moment: *moment };
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            journal.add(&record).map_err(|_| TransportError::new(TransportErrorKind::Other))?;
        }
        Ok(response)
    }
}

fn unix_millis(clock: &ManualClock) -> i64 {
    i64::try_from(clock.unix_time().as_millis()).unwrap_or(i64::MAX)
}

impl<J: Journal + Send + 'static> Session<J> {
    /// Starts a session at a simulated time (Unix milliseconds), from a snapshot if there is one.
    ///
    /// # Errors
    /// The error of building the client or of restoring the snapshot.
    pub(crate) fn start(
        simulator: &Arc<Simulator>,
        now: i64,
        journal: J,
        snapshot: Option<Snapshot>,
    ) -> Result<Self, String> {
        let clock = ManualClock::starting_at(Duration::from_millis(u64::try_from(now).unwrap_or_default()));
        let journal = Arc::new(Mutex::new(journal));
        let requests = Arc::new(AtomicU64::new(0));
        let transport = InProcess {
            simulator: Arc::clone(simulator),
            clock: clock.clone(),
            journal: Arc::clone(&journal),
            requests: Arc::clone(&requests),
        };
        let client = Client::builder(transport, clock.clone())
            .base_url(simulator.base_url())
            .token(simulator.token())
            .rate_limit(RateLimit::none())
            .build()
            .map_err(|error| error.to_string())?;
        let mut watcher = client.watcher();
        if let Some(snapshot) = snapshot {
            watcher = watcher.restore(snapshot).map_err(|error| error.to_string())?;
        }
        Ok(Self { clock, watcher, journal, requests, next_snapshot: now + SNAPSHOT_EVERY })
    }

    /// Follows subjects.
    pub(crate) fn follow(&self, subjects: impl IntoIterator<Item = Subject>) {
        for subject in subjects {
            self.watcher.subjects().follow(subject);
        }
    }

    /// The current simulated time in Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        unix_millis(&self.clock)
    }

    /// The number of requests so far.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Runs until a simulated time. Passes a snapshot, with the mark of the journal at that time, to
    /// `save` every twenty minutes.
    ///
    /// # Errors
    /// The error of the journal or of `save`.
    pub(crate) fn run(
        &mut self,
        until: i64,
        mut save: impl FnMut(i64, u64, Snapshot) -> io::Result<()>,
    ) -> io::Result<()> {
        let flag = Arc::new(WakeFlag::default());
        let waker = Waker::from(Arc::clone(&flag));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(Some(event)) = self.watcher.poll_next_unpin(&mut context) {
                self.journal().add(&Record::Event(Box::new(event)))?;
                continue;
            }
            if flag.0.swap(false, Ordering::AcqRel) {
                continue;
            }
            let now = self.now();
            if now >= self.next_snapshot {
                self.next_snapshot = now + SNAPSHOT_EVERY;
                let mark = self.journal().mark()?;
                save(now, mark, self.watcher.snapshot())?;
            }
            let next = self.clock.next_wake();
            let next = next.ok_or_else(|| io::Error::other("the watcher waits for nothing"))?;
            if now + i64::try_from(next.as_millis()).unwrap_or(i64::MAX / 2) > until {
                self.journal().mark()?;
                return Ok(());
            }
            self.clock.advance(next);
        }
    }

    /// The journal.
    pub(crate) fn journal(&self) -> std::sync::MutexGuard<'_, J> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct WakeFlag(AtomicBool);

impl Wake for WakeFlag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}
