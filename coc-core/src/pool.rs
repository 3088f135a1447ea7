//! Who may send next, and with which token: rate limits, tokens that rest, and the queue for both.
//!
//! Every attempt asks the [`TokenPool`] for a [`Permit`] and holds it while it is in the air, not while it waits for a retry. Permits
//! are granted in the order in which they were asked for, by whoever comes by: a caller whose time has come, or one that makes
//! room. So a caller that is dropped leaves no hole, and one that is not polled holds nobody up.
//!
//! What is known about each token (its rate, its rests, its refusals) is in `pool/slot.rs`, without any waiting.

use std::{
    collections::{HashMap, VecDeque},
    fmt, mem,
    ops::{Deref, DerefMut},
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

use slot::TokenLimiter;
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

    /// The time between two requests in the long run; zero without a limit. Rounded up, because a request that is a nanosecond
    /// early is one too many for a server that counts as exactly.
    fn interval(&self) -> Duration {
        const SECOND: u64 = 1_000_000_000;
        if self.per_second == 0 {
            return Duration::ZERO;
        }
        Duration::from_nanos(SECOND.div_ceil(u64::from(self.per_second)))
    }

    /// How far ahead of that pace a token may be.
    fn slack(&self) -> Duration {
        self.interval().saturating_mul(self.burst.saturating_sub(1))
    }
}

/// The tokens of a client, and the queue for them.
pub(crate) struct TokenPool {
    limit: RateLimit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The newest tokens that any call has brought.
    set: Option<TokenSet>,
    /// One for each of them; one without a token for servers that need none.
    slots: Vec<TokenLimiter>,
    in_flight: usize,
    /// Who waits, by ascending ticket, which is the order of arrival.
    queue: VecDeque<(u64, Waker)>,
    /// Whose time has come, and who has not fetched the permit yet.
    granted: HashMap<u64, Grant>,
    arrivals: u64,
    /// Where to begin looking, so that equal tokens take turns.
    turn: usize,
    /// Who is to be woken when the state is let go.
    to_wake: Vec<Waker>,
    /// Wakers that are no longer needed. What hangs on them is dropped with them, and may stand in this queue itself.
    to_drop: Vec<Waker>,
}

/// The state under its lock. Wakers are called and dropped behind it, because what they do is anybody's business, and may be to
/// ask the pool.
struct StateGuard<'a>(Option<MutexGuard<'a, State>>);

impl Deref for StateGuard<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        self.0.as_ref().expect("held until it is dropped")
    }
}

impl DerefMut for StateGuard<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.0.as_mut().expect("held until it is dropped")
    }
}

impl Drop for StateGuard<'_> {
    fn drop(&mut self) {
        let Some(mut state) = self.0.take() else { return };
        let (to_wake, to_drop) = (mem::take(&mut state.to_wake), mem::take(&mut state.to_drop));
        drop(state);
        to_wake.into_iter().for_each(Waker::wake);
        drop(to_drop);
    }
}

struct Grant {
    token: Option<Token>,
    at: Instant,
}

impl TokenPool {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Joins the queue for one of these tokens, or of newer ones. Fails if all must rest for longer than `patience`.
    pub(crate) fn turn<'a>(
        self: &'a Arc<Self>,
        clock: &'a dyn Clock,
        set: TokenSet,
        patience: Duration,
    ) -> Acquire<'a> {
        self.state().adopt(set);
        Acquire { pool: self, clock, patience, ticket: None, timer: None }
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

    fn state(&self) -> StateGuard<'_> {
        StateGuard(Some(self.state.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl State {
    fn slot(&self, id: Option<TokenId>) -> Option<&TokenLimiter> {
        self.slots.iter().find(|slot| slot.id() == id)
    }

    fn slot_mut(&mut self, id: Option<TokenId>) -> Option<&mut TokenLimiter> {
        self.slots.iter_mut().find(|slot| slot.id() == id)
    }

    /// Uses these tokens from now on, unless it knows newer ones; of those that stay, it knows what it knew.
    fn adopt(&mut self, set: TokenSet) {
        let known = self.set.as_ref();
        if known.is_some_and(|known| {
            set.generation < known.generation
                || set.generation == known.generation && Arc::ptr_eq(&set.tokens, &known.tokens)
        }) {
            return;
        }
        let replaced = known.is_some_and(|known| known.generation < set.generation);
        let mut before = mem::take(&mut self.slots);
        // What was refused before the tokens were replaced may be good now.
        before.iter_mut().filter(|_| replaced).for_each(TokenLimiter::clear_rejection);
        let tokens = set.tokens.iter().cloned().map(Some);
        for token in tokens.chain(set.tokens.is_empty().then_some(None)) {
            let id = token.as_ref().map(Token::id);
            if self.slot(id).is_none() {
                let kept = before.iter().position(|slot| slot.id() == id).map(|at| before.swap_remove(at));
                self.slots.push(kept.unwrap_or_else(|| TokenLimiter::new(token)));
            }
        }
        self.set = Some(set);
        self.wake_first();
    }

    /// The token that may be used first.
    fn first_free(&self, limit: &RateLimit) -> Option<usize> {
        let accepted = self.slots.iter().any(|slot| !slot.is_rejected());
        let count = self.slots.len();
        (0..count)
            .map(|offset| (self.turn + offset) % count)
            .filter_map(|index| Some((index, self.slots.get(index)?)))
            // If all were refused, trying is the only way to find out that one is good again.
            .filter(|(_, slot)| !accepted || !slot.is_rejected())
            .min_by_key(|(_, slot)| slot.free_at(limit))
            .map(|(index, _)| index)
    }

    /// A permit, if there is room in the air and a token that may be used now.
    fn grant(&mut self, limit: &RateLimit, now: Instant) -> Option<Grant> {
        if self.in_flight >= limit.in_flight {
            return None;
        }
        let index = self.first_free(limit)?;
        let slot = self.slots.get_mut(index).filter(|slot| slot.free_at(limit) <= now)?;
        slot.take(limit, now);
        self.turn = index + 1;
        self.in_flight += 1;
        Some(Grant { token: slot.token().cloned(), at: now })
    }

    /// Grants what can be granted now, first come, first served.
    fn serve(&mut self, limit: &RateLimit, now: Instant) {
        while let Some(&(ticket, _)) = self.queue.front() {
            let Some(grant) = self.grant(limit, now) else { return };
            self.granted.insert(ticket, grant);
            if let Some((_, waker)) = self.queue.pop_front() {
                self.to_wake.push(waker);
            }
            // Whoever is first now must know when its time comes.
            self.wake_first();
        }
    }

    fn wake_all(&mut self) {
        self.to_wake.extend(self.queue.iter().map(|(_, waker)| waker.clone()));
    }

    fn wake_first(&mut self) {
        self.to_wake.extend(self.queue.front().map(|(_, waker)| waker.clone()));
    }

    /// Puts the holder of this ticket in its place, or gives it a new waker there.
    fn enqueue(&mut self, ticket: u64, waker: &Waker) {
        match self.place(ticket) {
            Ok(at) => self.to_drop.push(mem::replace(&mut self.queue[at].1, waker.clone())),
            Err(at) => self.queue.insert(at, (ticket, waker.clone())),
        }
    }

    fn leave(&mut self, ticket: u64) {
        if let Ok(at) = self.place(ticket) {
            self.to_drop.extend(self.queue.remove(at).map(|(_, waker)| waker));
        }
    }

    fn place(&self, ticket: u64) -> Result<usize, usize> {
        self.queue.binary_search_by_key(&ticket, |(other, _)| *other)
    }
}

/// Waits until an attempt may be made. Dropping it leaves the queue.
pub(crate) struct Acquire<'a> {
    pool: &'a Arc<TokenPool>,
    clock: &'a dyn Clock,
    /// How long a wait for resting tokens may take.
    patience: Duration,
    ticket: Option<u64>,
    timer: Option<(Instant, BoxFuture<'static, ()>)>,
}

impl Acquire<'_> {
    fn permit(&self, state: &State, grant: Grant) -> Permit {
        let set = state.set.clone().unwrap_or_else(|| TokenSet::new([]));
        Permit { pool: Arc::clone(self.pool), token: grant.token, set, granted_at: grant.at, settled: false }
    }

    /// When to look again at the latest: when a token is free, or for those further back, when as many have been free as stand
    /// before them. That is too late if some of those leave, but then others wake this one.
    fn look_again_at(&self, state: &State, ticket: u64) -> Option<Instant> {
        let limit = &self.pool.limit;
        let free_at = state.slots.get(state.first_free(limit)?)?.free_at(limit);
        let first = state.queue.front().map_or(ticket, |(first, _)| *first);
        let before = u32::try_from(ticket.saturating_sub(first)).unwrap_or(u32::MAX);
        let tokens = u32::try_from(state.slots.len()).unwrap_or(u32::MAX).max(1);
        Some(free_at + (limit.interval() / tokens).saturating_mul(before))
    }
}

impl Future for Acquire<'_> {
    type Output = Result<Permit, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let limit = this.pool.limit;
        let mut state = this.pool.state();
        let now = this.clock.now();
        state.serve(&limit, now);
        let grant = match this.ticket {
            Some(ticket) => state.granted.remove(&ticket),
            None if state.queue.is_empty() => state.grant(&limit, now),
            None => None,
        };
        if let Some(grant) = grant {
            this.ticket = None;
            return Poll::Ready(Ok(this.permit(&state, grant)));
        }
        let resting =
            state.first_free(&limit).and_then(|index| state.slots.get(index)).map(TokenLimiter::rests_until);
        let rest = resting.map_or(Duration::ZERO, |until| until.saturating_since(now));
        if rest > this.patience {
            let message = format!("every token was throttled and rests for {rest:.0?} more");
            let error = Error::with_message(ErrorKind::Throttled, message);
            return Poll::Ready(Err(error.with_retry_after(Some(rest))));
        }
        let ticket = *this.ticket.get_or_insert_with(|| {
            state.arrivals += 1;
            state.arrivals
        });
        state.enqueue(ticket, context.waker());
        // Where there is a free token there is no room in the air, and whoever makes some grants it.
        let Some(until) = this.look_again_at(&state, ticket).filter(|until| *until > now) else {
            this.timer = None;
            return Poll::Pending;
        };
        let timer = match &mut this.timer {
            Some((due, timer)) if *due == until => timer,
            timer => &mut timer.insert((until, this.clock.sleep(until.saturating_since(now)))).1,
        };
        if timer.poll_unpin(context).is_ready() {
            this.timer = None;
            state.to_wake.push(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.pool.state();
        state.leave(ticket);
        if let Some(Grant { token, .. }) = state.granted.remove(&ticket) {
            // It was never used, so somebody else may.
            state.in_flight -= 1;
            let limit = self.pool.limit;
            if let Some(slot) = state.slot_mut(token.as_ref().map(Token::id)) {
                slot.give_back(&limit);
            }
        }
        state.serve(&self.pool.limit, self.clock.now());
        state.wake_first();
    }
}

/// The right to have one request in the air. Dropping it makes room for the next.
pub(crate) struct Permit {
    pool: Arc<TokenPool>,
    pub(crate) token: Option<Token>,
    /// The tokens from which it was chosen.
    pub(crate) set: TokenSet,
    granted_at: Instant,
    settled: bool,
}

/// What came of the request, as far as its token is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenOutcome {
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
    /// Makes room for the next, and tells what came of the request.
    pub(crate) fn settle(&mut self, outcome: TokenOutcome, now: Instant) {
        let limit = self.pool.limit;
        let mut state = self.pool.state();
        if let Some(slot) = state.slot_mut(self.token.as_ref().map(Token::id)) {
            slot.settle(&limit, outcome, self.granted_at, now);
        }
        if !mem::replace(&mut self.settled, true) {
            state.in_flight -= 1;
        }
        state.serve(&limit, now);
        if let TokenOutcome::Throttled(_) = outcome {
            // All who wait may now have to wait for longer than they would.
            state.wake_all();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.settled {
            let mut state = self.pool.state();
            state.in_flight -= 1;
            // There is no clock here to grant by. Any of those who wait has one, though not each may be looked after.
            state.wake_all();
        }
    }
}

impl fmt::Debug for TokenPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("TokenPool")
            .field("limit", &self.limit)
            .field("waiting", &state.queue.len())
            .field("in_flight", &state.in_flight)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_never_faster_than_the_limit() {
        for rate in 1..=1_000 {
            let hundred_seconds_worth = RateLimit::per_second(rate).interval() * (100 * rate);
            let excess = hundred_seconds_worth.checked_sub(Duration::from_secs(100));
            assert!(excess.is_some_and(|excess| excess < Duration::from_millis(1)), "{rate}/s");
        }
    }
}
