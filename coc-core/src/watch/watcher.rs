//! [`Watcher`]: the stream of events, which makes the requests that are due.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, Stream, StreamExt, stream::FuturesUnordered, task::AtomicWaker};

use super::{
    Event, RestoreError, Snapshot, Subjects,
    engine::{Due, Engine},
    time::Now,
};
use crate::{
    bounds::BoxFuture, call::ResponseFuture, client::Client, clock::Instant, error::Error, pipeline::Jitter,
    response::Response,
};

/// The default number of requests in flight.
const MAX_IN_FLIGHT: usize = 32;

/// The default for the longest interval of what never changes.
const MAX_IDLE_INTERVAL: Duration = Duration::from_secs(20 * 60);

/// The shortest sleep, so that polls that are due almost at once share one.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

/// The longest sleep, after which a correction of the Unix time is noticed: a machine that was
/// suspended, for example.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// The responses without an event after which other tasks of the executor get their turn.
const RESPONSES_PER_POLL: usize = 64;

/// Follows [subjects](super::Subject) and returns their events. From [`Client::watcher`].
///
/// Requests are made while [`next`](Self::next) is awaited; there is no task in the background.
/// Dropping that future loses nothing, and dropping the watcher cancels the requests in flight.
///
/// ```no_run
/// # async fn example(client: coc_core::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use coc_core::watch::Subject;
///
/// let mut watcher = client.watcher();
/// watcher.subjects().follow(Subject::Clan("#2PP".parse()?));
/// loop {
///     let event = watcher.next().await;
///     println!("{}: {:?}", event.subject, event.kind);
/// }
/// # }
/// ```
///
/// It is also a [`Stream`], which never ends.
///
/// # Delivery
///
/// The events of one response are returned before another response is applied. So a slow consumer
/// slows down the requests, nothing is dropped, and at most the events of one response wait.
///
/// To lose nothing in a restart, handle the events, and then save a [`snapshot`](Self::snapshot).
/// After [`restore`](Self::restore), the events since that snapshot are returned again. Their
/// [ids](Event::id) are the same if the responses of the API are, so a consumer that must not act
/// twice skips the ids that it knows.
#[must_use = "a watcher makes no requests until it is polled"]
pub struct Watcher {
    shared: Arc<Shared>,
    in_flight: FuturesUnordered<PollCall>,
    max_in_flight: usize,
    sleep: Option<(Instant, BoxFuture<'static, ()>)>,
    /// The difference between the Unix time and the clock's own, in milliseconds.
    clock_offset: Option<i64>,
}

/// The state that a watcher shares with its [`Subjects`].
pub(super) struct Shared {
    client: Client,
    engine: Mutex<Engine>,
    /// Of the task that waits for the next event.
    waker: AtomicWaker,
}

/// A poll in flight.
struct PollCall {
    key: usize,
    is_probe: bool,
    response: ResponseFuture<Bytes>,
}

impl Future for PollCall {
    type Output = (usize, bool, Result<Response<Bytes>, Error>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (key, is_probe) = (self.key, self.is_probe);
        self.response.poll_unpin(context).map(|result| (key, is_probe, result))
    }
}

impl Client {
    /// Returns a watcher that follows nothing yet.
    ///
    /// Its requests are calls of this client: they use its cache, tokens, rate limit and
    /// middleware, but are not retried by its policy, because the watcher repeats them itself.
    pub fn watcher(&self) -> Watcher {
        let seed = self.pipeline().jitter.next().to_bits();
        let engine = Engine::new(MAX_IDLE_INTERVAL, Jitter::seeded(seed));
        let shared = Shared { client: self.clone(), engine: Mutex::new(engine), waker: AtomicWaker::new() };
        Watcher {
            shared: Arc::new(shared),
            in_flight: FuturesUnordered::new(),
            max_in_flight: MAX_IN_FLIGHT,
            sleep: None,
            clock_offset: None,
        }
    }
}

impl Shared {
    pub(super) fn now(&self) -> Now {
        Now::of(&*self.client.pipeline().clock)
    }

    pub(super) fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the waiting task notice a change.
    pub(super) fn wake(&self) {
        self.waker.wake();
    }
}

impl Watcher {
    /// Sets the maximum number of requests in flight; 32 by default, at least 1.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests.max(1);
        self
    }

    /// Sets the longest interval between two requests for what does not change; 20 minutes by
    /// default, zero for none.
    ///
    /// A resource is requested again after a twentieth of the time for which it has not changed, if
    /// that is longer than its freshness and the interval of its subject. After a change it is
    /// requested at full pace. So a change is noticed at most a twentieth later than it could be,
    /// and never this much later.
    pub fn max_idle_interval(self, interval: Duration) -> Self {
        self.shared.engine().set_idle_bound(interval);
        self
    }

    /// Continues from a snapshot: with the subjects, states, options and undelivered events of
    /// then, in place of those of this watcher. Changes since then are reported.
    ///
    /// # Errors
    /// [`RestoreError`] if the snapshot is of a version that this version of the library does not
    /// read.
    ///
    /// ```
    /// # fn example(client: coc_core::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use coc_core::watch::Snapshot;
    ///
    /// let snapshot: Snapshot = serde_json::from_str(&std::fs::read_to_string("watch.json")?)?;
    /// let watcher = client.watcher().restore(snapshot)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore(mut self, snapshot: Snapshot) -> Result<Self, RestoreError> {
        let now = self.shared.now();
        self.shared.engine().restore(snapshot, now)?;
        self.in_flight.clear();
        Ok(self)
    }

    /// Returns the state of everything that is followed, for [`restore`](Self::restore). Requests in
    /// flight are not part of it; they are made again.
    ///
    /// The states are copied, so with many subjects take a snapshot every few minutes rather than
    /// after every event.
    pub fn snapshot(&self) -> Snapshot {
        self.shared.engine().snapshot()
    }

    /// Returns the handle that adds, removes and changes subjects, also while
    /// [`next`](Self::next) is awaited.
    pub fn subjects(&self) -> Subjects {
        Subjects::new(Arc::clone(&self.shared))
    }

    /// Returns the next event. While nothing is followed, waits for a subject.
    ///
    /// Cancel-safe: a dropped future loses no event, and leaves requests in flight, which make
    /// progress in the next call.
    pub async fn next(&mut self) -> Event {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Event> {
        self.shared.waker.register(context.waker());
        for _ in 0..RESPONSES_PER_POLL {
            let now = self.shared.now();
            let mut engine = self.shared.engine();
            if let Some(event) = engine.next_event() {
                return Poll::Ready(event);
            }
            if clock_was_corrected(&mut self.clock_offset, now) {
                engine.reschedule_all(now);
            }
            if engine.fire_timer(now) {
                continue;
            }
            while self.in_flight.len() < self.max_in_flight
                && let Some(Due { key, is_probe, resource }) = engine.start_poll(now)
            {
                let response = self.shared.client.poll(&resource);
                self.in_flight.push(PollCall { key, is_probe, response });
            }
            let due = engine.next_due(self.in_flight.len() < self.max_in_flight);
            // Calls run custom code, which may use the handle.
            drop(engine);
            if let Poll::Ready(Some((key, is_probe, result))) = self.in_flight.poll_next_unpin(context) {
                let now = self.shared.now();
                self.shared.engine().complete(key, is_probe, result, now);
            } else if self.poll_sleep(due, now.instant, context).is_pending() {
                return Poll::Pending;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// Sleeps until the moment, or for ever.
    fn poll_sleep(&mut self, due: Option<Instant>, now: Instant, context: &mut Context<'_>) -> Poll<()> {
        let Some(due) = due else {
            self.sleep = None;
            return Poll::Pending;
        };
        let wait = due.saturating_since(now).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
        let clock = &self.shared.client.pipeline().clock;
        let (_, sleep) = match self.sleep.take() {
            // Waking early costs less than another timer.
            Some(sleep) if sleep.0 <= now + wait => self.sleep.insert(sleep),
            _ => self.sleep.insert((now + wait, clock.sleep(wait))),
        };
        let done = sleep.poll_unpin(context);
        if done.is_ready() {
            self.sleep = None;
        }
        done
    }
}

/// Whether the Unix time has moved against the clock's own since the last call, by seconds.
fn clock_was_corrected(offset: &mut Option<i64>, now: Now) -> bool {
    const TOLERANCE: u64 = 2_000;
    let elapsed = super::time::millis(now.instant.saturating_since(Instant::default()));
    let current = now.unix - elapsed;
    let before = *offset.get_or_insert(current);
    let corrected = before.abs_diff(current) > TOLERANCE;
    if corrected {
        *offset = Some(current);
    }
    corrected
}

impl Stream for Watcher {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.poll(context).map(Some)
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher")
            .field("subjects", &self.shared.engine().subjects.len())
            .field("in_flight", &self.in_flight.len())
            .finish_non_exhaustive()
    }
}
