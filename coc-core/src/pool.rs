//! Who may send next, and with which token: rate limits, tokens that rest, and the queue for both.
//!
//! Every attempt asks the [`Pool`] for a [`Permit`] and holds it while it is in the air, not while it waits for a retry. Callers
//! get theirs in the order in which they asked. Only the first in the queue looks for a token and waits for its time; the
//! others wait for the first. So one that is dropped leaves no hole, and there are no timers but one.
//!
//! What is known about each token (its rate, its rests, its refusals) is in `pool/slot.rs`, without any waiting.

use std::{
    collections::BTreeMap,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_util::FutureExt;

use crate::{
    bounds::BoxFuture,
    clock::{Clock, Instant},
    credentials::{Token, TokenId, TokenSet},
    error::{Error, ErrorKind},
};

mod slot;

use slot::Slot;
pub use slot::{TokenState, TokenStatus};

/// How many requests a second each token may make, and how many of all may be in the air.
///
/// ```
/// use coc_core::RateLimit;
///
/// let gentle = RateLimit::per_second(5).burst(5).in_flight(10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(crate) per_second: u32,
    pub(crate) burst: u32,
    pub(crate) in_flight: usize,
}

impl Default for RateLimit {
    /// Ten a second with bursts of twenty, and a hundred in the air.
    fn default() -> Self {
        Self { per_second: 10, burst: 20, in_flight: 100 }
    }
}

impl RateLimit {
    /// This many requests a second and token, in bursts of as many; zero is no limit.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self { per_second: requests, burst: requests, ..Self::default() }
    }

    /// No limit to the rate; tokens that were throttled still rest.
    #[must_use]
    pub fn none() -> Self {
        Self::per_second(0)
    }

    /// How many requests a token that has been idle may make at once; at least 1.
    #[must_use]
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.max(1);
        self
    }

    /// How many requests may be in the air at once, over all tokens; 100 by default, at least 1.
    #[must_use]
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.max(1);
        self
    }

    /// The time between two requests in the long run; zero without a limit.
    fn interval(&self) -> Duration {
        if self.per_second == 0 { Duration::ZERO } else { Duration::from_secs(1) / self.per_second }
    }

    /// How far ahead of that pace a token may be.
    fn slack(&self) -> Duration {
        self.interval().saturating_mul(self.burst.saturating_sub(1))
    }
}

/// The tokens of a client, and the queue for them.
pub(crate) struct Pool {
    limit: RateLimit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The newest tokens that any call has brought.
    generation: u64,
    /// The set that the slots stand for.
    adopted: Option<Arc<[Token]>>,
    /// One for each token in use; one without a token for servers that need none.
    slots: Vec<Slot>,
    in_flight: usize,
    /// Who waits, in the order of arrival.
    queue: BTreeMap<u64, Waker>,
    arrivals: u64,
    /// Where to begin looking, so that equal tokens take turns.
    turn: usize,
}

impl Pool {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Joins the queue for one of these tokens.
    pub(crate) fn turn<'a>(
        self: &'a Arc<Self>,
        clock: &'a dyn Clock,
        set: TokenSet,
        patience: Duration,
    ) -> Turn<'a> {
        Turn { pool: self, clock, set, patience, ticket: None, timer: None }
    }

    /// How each token is doing.
    pub(crate) fn tokens(&self, now: Instant) -> Vec<TokenStatus> {
        self.state().slots.iter().filter_map(|slot| slot.status(now)).collect()
    }

    /// Whether any of these tokens has not been refused.
    pub(crate) fn has_accepted(&self, set: &TokenSet) -> bool {
        let state = self.state();
        set.tokens.iter().any(|token| state.slot(Some(token.id())).is_none_or(|slot| !slot.is_rejected()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn slot(&self, id: Option<TokenId>) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id == id)
    }

    fn slot_mut(&mut self, id: Option<TokenId>) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.id == id)
    }

    /// Knows exactly these tokens from now on, and what was known about those that stay. Says whether any are others.
    fn adopt(&mut self, set: &TokenSet) -> bool {
        let ids: Vec<Option<TokenId>> = if set.tokens.is_empty() {
            vec![None]
        } else {
            set.tokens.iter().map(|token| Some(token.id())).collect()
        };
        let before = self.slots.len();
        let replaced = set.generation > self.generation;
        if replaced {
            self.generation = set.generation;
            // What was refused before they were replaced may be good now.
            self.slots.iter_mut().for_each(Slot::forgive);
        }
        self.adopted = Some(Arc::clone(&set.tokens));
        self.slots.retain(|slot| ids.contains(&slot.id));
        let kept = self.slots.len();
        for id in ids {
            if self.slot(id).is_none() {
                self.slots.push(Slot::new(id));
            }
        }
        replaced || kept < before || kept < self.slots.len()
    }

    fn knows(&self, set: &TokenSet) -> bool {
        set.generation == self.generation
            && self.adopted.as_ref().is_some_and(|adopted| Arc::ptr_eq(adopted, &set.tokens))
    }

    /// The token that may be used first, and from when.
    fn first_free(&self, limit: &RateLimit) -> Option<(usize, Instant)> {
        let accepted = self.slots.iter().any(|slot| !slot.is_rejected());
        let count = self.slots.len();
        (0..count)
            .map(|offset| (self.turn + offset) % count)
            .filter_map(|index| Some((index, self.slots.get(index)?)))
            // If all were refused, trying is the only way to find out that one is good again.
            .filter(|(_, slot)| !accepted || !slot.is_rejected())
            .map(|(index, slot)| (index, slot.free_at(limit)))
            .min_by_key(|(_, at)| *at)
    }

    fn wake_first(&self) {
        if let Some(waker) = self.queue.values().next() {
            waker.wake_by_ref();
        }
    }
}

/// Waits until an attempt may be made. Dropping it leaves the queue.
pub(crate) struct Turn<'a> {
    pool: &'a Arc<Pool>,
    clock: &'a dyn Clock,
    set: TokenSet,
    /// How long a wait for resting tokens may take.
    patience: Duration,
    ticket: Option<u64>,
    timer: Option<(Instant, BoxFuture<'static, ()>)>,
}

/// How a wait ended.
pub(crate) enum Granted {
    Permit(Permit),
    /// Other tokens have come since; ask for them and go on waiting.
    Outdated,
}

impl Turn<'_> {
    /// Goes on waiting, at the same place in the queue, for one of these tokens.
    pub(crate) fn update(&mut self, set: TokenSet) {
        self.set = set;
    }

    pub(crate) fn set(&self) -> &TokenSet {
        &self.set
    }

    fn poll_as_first(
        &mut self,
        state: &mut State,
        context: &mut Context<'_>,
    ) -> Poll<Result<Granted, Error>> {
        if state.in_flight >= self.pool.limit.in_flight {
            return Poll::Pending;
        }
        let now = self.clock.now();
        let Some((index, free_at)) = state.first_free(&self.pool.limit) else { return Poll::Pending };
        let Some(slot) = state.slots.get_mut(index) else { return Poll::Pending };
        if free_at > now {
            let rest = slot.rests_until().saturating_since(now);
            if rest > self.patience {
                let message = format!("every token was throttled and rests for {rest:.0?} more");
                let error = Error::with_message(ErrorKind::Throttled, message);
                return Poll::Ready(Err(error.with_retry_after(Some(rest))));
            }
            return self.poll_timer(free_at, now, context);
        }
        slot.take(&self.pool.limit, now);
        let id = slot.id;
        state.turn = index + 1;
        state.in_flight += 1;
        let token = self.set.tokens.iter().find(|token| Some(token.id()) == id).cloned();
        Poll::Ready(Ok(Granted::Permit(Permit { pool: Arc::clone(self.pool), token, granted_at: now })))
    }

    /// Waits for the moment; once it has come, looks again, because much may have changed.
    fn poll_timer(
        &mut self,
        until: Instant,
        now: Instant,
        context: &mut Context<'_>,
    ) -> Poll<Result<Granted, Error>> {
        let timer = match &mut self.timer {
            Some((due, timer)) if *due == until => timer,
            timer => &mut timer.insert((until, self.clock.sleep(until.saturating_since(now)))).1,
        };
        if timer.poll_unpin(context).is_ready() {
            self.timer = None;
            context.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl Future for Turn<'_> {
    type Output = Result<Granted, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut state = this.pool.state();
        if this.set.generation < state.generation {
            return Poll::Ready(Ok(Granted::Outdated));
        }
        if !state.knows(&this.set) && state.adopt(&this.set) {
            // The first may be waiting for a token that is gone.
            state.wake_first();
        }
        let first = state.queue.keys().next().copied();
        if first.is_none() || first == this.ticket {
            let result = this.poll_as_first(&mut state, context);
            if result.is_ready() {
                if let Some(ticket) = this.ticket.take() {
                    state.queue.remove(&ticket);
                }
                state.wake_first();
                return result;
            }
        }
        let ticket = *this.ticket.get_or_insert_with(|| {
            state.arrivals += 1;
            state.arrivals
        });
        state.queue.insert(ticket, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let mut state = self.pool.state();
            state.queue.remove(&ticket);
            state.wake_first();
        }
    }
}

/// The right to have one request in the air. Dropping it makes room for the next.
pub(crate) struct Permit {
    pool: Arc<Pool>,
    pub(crate) token: Option<Token>,
    granted_at: Instant,
}

/// What came of the request, as far as its token is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The API took the token, whatever it answered.
    Accepted,
    /// The API asked for a rest, perhaps of a certain length.
    Throttled(Option<Duration>),
    /// The API refused the token.
    Rejected(ErrorKind),
    /// Nothing that tells about the token came back.
    Unknown,
}

impl Permit {
    /// Tells what came of the request.
    pub(crate) fn settle(&self, outcome: Outcome, now: Instant) {
        let mut state = self.pool.state();
        let limit = self.pool.limit;
        if let Some(slot) = state.slot_mut(self.token.as_ref().map(Token::id)) {
            slot.settle(&limit, outcome, self.granted_at, now);
        }
        // The first may be able to use this token, or must now wait for another.
        state.wake_first();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.in_flight -= 1;
        state.wake_first();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Pool")
            .field("limit", &self.limit)
            .field("waiting", &state.queue.len())
            .field("in_flight", &state.in_flight)
            .finish_non_exhaustive()
    }
}
