//! [`TokenPool`]: rate limits, throttled tokens, and the queue for both.
//!
//! Every attempt acquires a [`Permit`] and holds it while it is in flight, not while it backs off.
//! Permits are granted in FIFO order, to background calls after all others, but at least every tenth
//! while one waits. No task grants them: any caller that is polled, or that releases a permit,
//! serves the queue. So a dropped caller leaves no gap, and a caller that is not polled delays
//! others at most for the time limit of an attempt, while it holds a permit.
//!
//! The state of each token (cool-down, rejection) is in `token_pool/limiter.rs`, its rate in
//! `token_pool/pace.rs`, the count of requests in flight in `token_pool/leases.rs`.

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

use super::CallResult;
use crate::{
    bounds::BoxFuture,
    clock::{Clock, Instant},
    credentials::{Token, TokenId, TokenSet},
    error::{Error, ErrorKind},
    panics,
    rate_limit::{RateLimit, TokenStatus},
};

mod leases;
mod limiter;
mod pace;
#[cfg(test)]
mod unknown_limits;

use leases::{Lease, Leases};
use limiter::TokenLimiter;

/// The bit in the tickets of background calls, by which they are behind all others in the queue.
const BACKGROUND: u64 = 1 << 63;

/// The permits in a row for which background calls may be passed over.
const MOST_IN_A_ROW: u32 = 9;

/// The tokens of a client, and the queue of callers that wait for one.
pub(crate) struct TokenPool {
    limit: RateLimit,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The newest set of tokens that the credentials provider has returned.
    set: Option<TokenSet>,
    /// One limiter per token; one without a token for servers that require none.
    limiters: Vec<TokenLimiter>,
    in_flight: Leases,
    /// Waiting callers by ascending ticket: the order of arrival, background calls last.
    queue: VecDeque<Waiting>,
    /// Permits granted in a row to other than background calls.
    in_a_row: u32,
    /// Grants that their callers have not picked up yet, by ticket.
    granted: HashMap<u64, Grant>,
    last_ticket: u64,
    /// The index at which the search for a token starts, so that equal tokens take turns.
    next_index: usize,
    /// Wakers to call when the lock is released.
    to_wake: Vec<Waker>,
    /// Wakers to drop when the lock is released. Dropping one may drop a task that waits in this
    /// queue.
    to_drop: Vec<Waker>,
}

/// The locked state. Wakers are called and dropped after the lock is released, because a waker runs
/// foreign code, which may call the pool.
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

/// A caller that waits for a permit.
struct Waiting {
    ticket: u64,
    waker: Waker,
    /// The time limit of its attempt.
    lease: Duration,
}

struct Grant {
    token: Option<Token>,
    at: Instant,
    lease: Lease,
}

impl TokenPool {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Waits for one of these tokens, or of a newer set. Fails if all are throttled for longer than
    /// `patience`. The permit counts as in flight for at most `lease`.
    pub(super) fn acquire<'a>(
        self: &'a Arc<Self>,
        clock: &'a dyn Clock,
        set: TokenSet,
        is_background: bool,
        patience: Duration,
        lease: Duration,
    ) -> Acquire<'a> {
        self.state().adopt(set, &self.limit);
        Acquire { pool: self, clock, is_background, patience, lease, ticket: None, timer: None }
    }

    /// Returns the status of each token.
    pub(crate) fn tokens(&self, now: Instant) -> Vec<TokenStatus> {
        self.state().limiters.iter().filter_map(|limiter| limiter.status(now)).collect()
    }

    /// Whether the API has not rejected all of these tokens.
    pub(super) fn has_accepted(&self, set: &TokenSet) -> bool {
        let state = self.state();
        set.tokens
            .iter()
            .any(|token| state.limiter(Some(token.id())).is_none_or(|limiter| !limiter.is_rejected()))
    }

    /// Returns those of these tokens with which the API has ever accepted a request.
    pub(super) fn ever_accepted(&self, set: &TokenSet) -> Vec<TokenId> {
        let state = self.state();
        let accepted = |id: &TokenId| state.limiter(Some(*id)).is_some_and(TokenLimiter::was_accepted);
        set.tokens.iter().map(Token::id).filter(accepted).collect()
    }

    fn state(&self) -> StateGuard<'_> {
        StateGuard(Some(self.state.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl State {
    fn limiter(&self, id: Option<TokenId>) -> Option<&TokenLimiter> {
        self.limiters.iter().find(|limiter| limiter.id() == id)
    }

    fn limiter_mut(&mut self, id: Option<TokenId>) -> Option<&mut TokenLimiter> {
        self.limiters.iter_mut().find(|limiter| limiter.id() == id)
    }

    /// Switches to these tokens, unless the current ones are newer. Tokens in both sets keep their
    /// state.
    fn adopt(&mut self, set: TokenSet, limit: &RateLimit) {
        let known = self.set.as_ref();
        if known.is_some_and(|known| {
            set.generation < known.generation
                || set.generation == known.generation && Arc::ptr_eq(&set.tokens, &known.tokens)
        }) {
            return;
        }
        let replaced = known.is_some_and(|known| known.generation < set.generation);
        let mut before = mem::take(&mut self.limiters);
        // A token that was rejected before the replacement may be valid now.
        before.iter_mut().filter(|_| replaced).for_each(TokenLimiter::clear_rejection);
        let tokens = set.tokens.iter().cloned().map(Some);
        for token in tokens.chain(set.tokens.is_empty().then_some(None)) {
            let id = token.as_ref().map(Token::id);
            if self.limiter(id).is_none() {
                let known =
                    before.iter().position(|limiter| limiter.id() == id).map(|at| before.swap_remove(at));
                self.limiters.push(known.unwrap_or_else(|| TokenLimiter::new(token, limit)));
            }
        }
        self.set = Some(set);
        self.wake_next();
    }

    /// Returns the index of the token that is available first.
    fn first_available(&self) -> Option<usize> {
        let accepted = self.limiters.iter().any(|limiter| !limiter.is_rejected());
        let count = self.limiters.len();
        (0..count)
            .map(|offset| (self.next_index + offset) % count)
            .filter_map(|index| Some((index, self.limiters.get(index)?)))
            // If all are rejected, only a request can tell whether one has become valid again.
            .filter(|(_, limiter)| !accepted || !limiter.is_rejected())
            .min_by_key(|(_, limiter)| limiter.available_at())
            .map(|(index, _)| index)
    }

    /// Grants a permit if a token is available now and fewer than the maximum are in flight.
    fn grant(&mut self, limit: &RateLimit, now: Instant, lease: Duration) -> Option<Grant> {
        self.in_flight.expire(now);
        if self.in_flight.len() >= limit.in_flight {
            return None;
        }
        let index = self.first_available()?;
        let limiter = self.limiters.get_mut(index).filter(|limiter| limiter.available_at() <= now)?;
        limiter.take(now);
        self.next_index = index + 1;
        let lease = self.in_flight.start(now + lease);
        Some(Grant { token: limiter.token().cloned(), at: now, lease })
    }

    /// Grants all permits that can be granted now, in order.
    fn serve(&mut self, limit: &RateLimit, now: Instant) {
        while let Some(&Waiting { ticket, lease, .. }) = self.queue.get(self.next_place()) {
            let Some(grant) = self.grant(limit, now, lease) else { return };
            self.granted.insert(ticket, grant);
            self.leave(ticket, true);
            self.in_a_row = if ticket < BACKGROUND { self.in_a_row.saturating_add(1) } else { 0 };
            // The caller that is next now must set its timer.
            self.wake_next();
        }
    }

    /// Returns the place in the queue of the caller that is served next.
    fn next_place(&self) -> usize {
        if self.in_a_row < MOST_IN_A_ROW {
            return 0;
        }
        let background = self.queue.partition_point(|waiting| waiting.ticket < BACKGROUND);
        if background < self.queue.len() { background } else { 0 }
    }

    fn wake_all(&mut self) {
        self.to_wake.extend(self.queue.iter().map(|waiting| waiting.waker.clone()));
    }

    fn wake_next(&mut self) {
        self.to_wake.extend(self.queue.get(self.next_place()).map(|waiting| waiting.waker.clone()));
    }

    /// Enqueues this ticket in its place, or replaces its waker.
    fn enqueue(&mut self, ticket: u64, waker: &Waker, lease: Duration) {
        match self.place(ticket) {
            Ok(at) => self.to_drop.push(mem::replace(&mut self.queue[at].waker, waker.clone())),
            Err(at) => self.queue.insert(at, Waiting { ticket, waker: waker.clone(), lease }),
        }
    }

    /// Takes this ticket from the queue, and wakes its caller if that has a permit now.
    fn leave(&mut self, ticket: u64, is_granted: bool) {
        if let Ok(at) = self.place(ticket) {
            let wakers = if is_granted { &mut self.to_wake } else { &mut self.to_drop };
            wakers.extend(self.queue.remove(at).map(|waiting| waiting.waker));
        }
    }

    fn place(&self, ticket: u64) -> Result<usize, usize> {
        self.queue.binary_search_by_key(&ticket, |waiting| waiting.ticket)
    }
}

/// Resolves to a [`Permit`]. Dropping the future leaves the queue.
pub(super) struct Acquire<'a> {
    pool: &'a Arc<TokenPool>,
    clock: &'a dyn Clock,
    is_background: bool,
    /// The longest wait for throttled tokens.
    patience: Duration,
    lease: Duration,
    ticket: Option<u64>,
    timer: Option<(Instant, BoxFuture<'static, ()>)>,
}

impl Acquire<'_> {
    fn permit(&self, state: &mut State, grant: Grant, now: Instant) -> Permit {
        // The time limit starts when the permit is picked up.
        state.in_flight.end(grant.lease);
        let lease = state.in_flight.start(now + self.lease);
        let set = state.set.clone().unwrap_or_else(|| TokenSet::new([]));
        let pool = Arc::clone(self.pool);
        Permit { pool, token: grant.token, set, granted_at: grant.at, lease, settled: false }
    }

    /// Returns the moment of the next check: when a token is available or, further back in the
    /// queue, when as many have become available as callers are ahead. That is too late if some of
    /// those leave, but then this caller is woken. If the maximum is in flight, not before the next
    /// of those expires; the caller that finishes earlier serves the queue.
    fn check_at(&self, state: &State, ticket: u64) -> Option<Instant> {
        let limit = &self.pool.limit;
        let limiter = state.limiters.get(state.first_available()?)?;
        let place = state.place(ticket).ok().filter(|place| *place != state.next_place());
        let before = u32::try_from(place.unwrap_or(0)).unwrap_or(u32::MAX);
        let tokens = u32::try_from(state.limiters.len()).unwrap_or(u32::MAX).max(1);
        let check_at = limiter.available_at() + (limiter.interval() / tokens).saturating_mul(before);
        let is_full = state.in_flight.len() >= limit.in_flight;
        Some(check_at.max(state.in_flight.first_expiry().filter(|_| is_full).unwrap_or_default()))
    }
}

impl Future for Acquire<'_> {
    type Output = Result<Permit, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let limit = this.pool.limit;
        let now = this.clock.now();
        let mut state = this.pool.state();
        state.serve(&limit, now);
        let grant = match this.ticket {
            Some(ticket) => state.granted.remove(&ticket),
            None if state.queue.is_empty() => state.grant(&limit, now, this.lease),
            None => None,
        };
        if let Some(grant) = grant {
            this.ticket = None;
            return Poll::Ready(Ok(this.permit(&mut state, grant, now)));
        }
        let first = state.first_available().and_then(|index| state.limiters.get(index));
        let cool_down =
            first.map_or(Duration::ZERO, |limiter| limiter.throttled_until().saturating_since(now));
        if cool_down > this.patience {
            let message =
                format!("all tokens are throttled for {cool_down:.0?} more; retry later or add tokens");
            let error = Error::with_message(ErrorKind::Throttled, message);
            return Poll::Ready(Err(error.with_retry_after(Some(cool_down))));
        }
        let ticket = *this.ticket.get_or_insert_with(|| {
            state.last_ticket += 1;
            state.last_ticket | if this.is_background { BACKGROUND } else { 0 }
        });
        state.enqueue(ticket, context.waker(), this.lease);
        let Some(until) = this.check_at(&state, ticket).filter(|until| *until > now) else {
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
        // Perhaps dropped because the clock panicked: a second panic would abort the process.
        let now = panics::catch(ErrorKind::Transport, "the clock", || self.clock.now());
        let mut state = self.pool.state();
        state.leave(ticket, false);
        if let Some(Grant { token, lease, .. }) = state.granted.remove(&ticket) {
            // The permit was never used, so it goes back.
            state.in_flight.end(lease);
            if let Some(limiter) = state.limiter_mut(token.as_ref().map(Token::id)) {
                limiter.give_back();
            }
        }
        match now {
            Ok(now) => {
                state.serve(&self.pool.limit, now);
                state.wake_next();
            }
            Err(_) => state.wake_all(),
        }
    }
}

/// The permission to have one request in flight. Dropping it lets the next caller proceed.
pub(super) struct Permit {
    pool: Arc<TokenPool>,
    pub(super) token: Option<Token>,
    /// The set from which the token was chosen.
    pub(super) set: TokenSet,
    granted_at: Instant,
    lease: Lease,
    settled: bool,
}

/// The outcome of a request, as far as its token is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenOutcome {
    /// The API accepted the token, whatever the status.
    Accepted,
    /// The API throttled the token, perhaps with a `Retry-After`.
    Throttled(Option<Duration>),
    /// The API rejected the token.
    Rejected(ErrorKind),
    /// The result says nothing about the token.
    Unknown,
}

impl TokenOutcome {
    pub(super) fn of(result: &CallResult) -> Self {
        let Err(error) = result else { return Self::Accepted };
        match error.kind() {
            ErrorKind::Throttled => Self::Throttled(error.retry_after()),
            kind @ (ErrorKind::InvalidKey | ErrorKind::InvalidIp) => Self::Rejected(kind),
            ErrorKind::Server | ErrorKind::Maintenance => Self::Unknown,
            _ if error.status().is_some() => Self::Accepted,
            _ => Self::Unknown,
        }
    }
}

impl Permit {
    /// Releases the permit and applies the outcome to its token.
    pub(super) fn settle(&mut self, outcome: TokenOutcome, now: Instant) {
        let limit = self.pool.limit;
        let mut state = self.pool.state();
        if let Some(limiter) = state.limiter_mut(self.token.as_ref().map(Token::id)) {
            limiter.settle(outcome, self.granted_at, now);
        }
        state.in_flight.end(self.lease);
        self.settled = true;
        state.serve(&limit, now);
        if let TokenOutcome::Throttled(_) = outcome {
            // All waiting callers may now have to wait longer, or to give up.
            state.wake_all();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.settled {
            let mut state = self.pool.state();
            state.in_flight.end(self.lease);
            // There is no clock here to grant by. All waiting callers are woken, because one may
            // not be polled.
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
            .field("in_flight", &state.in_flight.len())
            .finish_non_exhaustive()
    }
}
