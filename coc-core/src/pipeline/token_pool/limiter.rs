//! [`TokenLimiter`]: the rate, cool-down and rejection of one token. Pure state; the waiting is in
//! the pool.

use std::time::Duration;

use super::{TokenOutcome, pace::Pace};
use crate::{
    clock::Instant,
    credentials::{Token, TokenId},
    error::ErrorKind,
    rate_limit::{RateLimit, TokenState, TokenStatus},
};

/// The longest cool-down of a throttled token without `Retry-After`. It doubles for each one in a
/// row.
const MAX_COOL_DOWN: Duration = Duration::from_secs(30);

/// The longest cool-down that a server may request. Then one request tries the token again, so that
/// no header disables it until the program ends.
const MAX_REQUESTED: Duration = Duration::from_secs(5 * 60);

pub(super) struct TokenLimiter {
    /// `None` for requests without a token.
    token: Option<Token>,
    pace: Pace,
    /// Requests that an idle token may send at once.
    burst: u32,
    /// The theoretical arrival time of the next request at the even pace (generic cell rate
    /// algorithm).
    due: Instant,
    throttled_until: Instant,
    /// Whether the last request was sent as soon as it could be. Otherwise, demand is below the
    /// rate, and what the API accepts says nothing about it.
    is_busy: bool,
    /// Cool-downs in a row, without an accepted request in between.
    cool_downs: u32,
    rejected: Option<ErrorKind>,
    /// Whether the API has accepted any request.
    accepted: bool,
    requests: u64,
    throttled: u64,
    rejections: u64,
}

impl TokenLimiter {
    pub(super) fn new(token: Option<Token>, limit: &RateLimit) -> Self {
        Self {
            pace: Pace::new(limit.pace, token.is_some()),
            burst: limit.burst,
            is_busy: false,
            token,
            due: Instant::default(),
            throttled_until: Instant::default(),
            cool_downs: 0,
            rejected: None,
            accepted: false,
            requests: 0,
            throttled: 0,
            rejections: 0,
        }
    }

    pub(super) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    pub(super) fn id(&self) -> Option<TokenId> {
        self.token.as_ref().map(Token::id)
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.rejected.is_some()
    }

    pub(super) fn was_accepted(&self) -> bool {
        self.accepted
    }

    pub(super) fn clear_rejection(&mut self) {
        self.rejected = None;
    }

    pub(super) fn throttled_until(&self) -> Instant {
        self.throttled_until
    }

    /// Returns the moment from which the token may be used.
    pub(super) fn available_at(&self) -> Instant {
        self.throttled_until.max(self.due - self.slack())
    }

    /// Returns the average time between two requests; zero without a limit.
    pub(super) fn interval(&self) -> Duration {
        self.pace.interval()
    }

    /// Returns how far the token may be ahead of the even pace.
    fn slack(&self) -> Duration {
        self.interval().saturating_mul(self.burst.saturating_sub(1))
    }

    /// Counts one request.
    pub(super) fn take(&mut self, now: Instant) {
        self.is_busy = now.saturating_since(self.available_at()) <= self.interval();
        self.due = self.due.max(now) + self.interval();
        self.requests += 1;
    }

    /// Undoes [`take`](Self::take) for a permit that was granted but never used.
    pub(super) fn give_back(&mut self) {
        self.due = self.due - self.interval();
        // A token that was removed and added back in the meantime started counting at zero.
        self.requests = self.requests.saturating_sub(1);
    }

    /// Applies the outcome of a request whose permit was granted at `granted_at`.
    pub(super) fn settle(&mut self, outcome: TokenOutcome, granted_at: Instant, now: Instant) {
        match outcome {
            TokenOutcome::Accepted => {
                (self.rejected, self.accepted) = (None, true);
                // A request sent before the cool-down says nothing about the time after it.
                if granted_at >= self.throttled_until {
                    self.cool_downs = 0;
                    if self.is_busy {
                        self.change_pace(now, Pace::accepted);
                    }
                }
            }
            TokenOutcome::Throttled(retry_after) => {
                self.throttled += 1;
                let sent_before = granted_at < self.throttled_until;
                if !sent_before {
                    self.cool_downs += 1;
                    // Without an accepted request since the last cool-down, no rate was tried.
                    if self.cool_downs == 1 {
                        self.change_pace(now, Pace::throttled);
                    }
                }
                let doubled = match self.cool_downs {
                    0 | 1 => self.pace.first_cool_down(),
                    in_a_row => Duration::from_secs(1) * 2_u32.saturating_pow((in_a_row - 1).min(8)),
                };
                let cool_down = match retry_after {
                    Some(requested) => requested.min(MAX_REQUESTED),
                    None if sent_before => Duration::ZERO,
                    None => doubled.min(MAX_COOL_DOWN),
                };
                self.throttled_until = self.throttled_until.max(now + cool_down);
                // Afterwards the token continues at the even pace, not with a burst.
                self.due = self.due.max(self.throttled_until + self.slack());
            }
            TokenOutcome::Rejected(kind) => {
                self.rejections += 1;
                self.rejected = Some(kind);
            }
            TokenOutcome::Unknown => {}
        }
    }

    /// Changes the pace. The token stays as many requests ahead of it as it is.
    fn change_pace(&mut self, now: Instant, change: impl FnOnce(&mut Pace)) {
        let before = self.interval();
        change(&mut self.pace);
        let after = self.interval();
        if before != after && !before.is_zero() {
            let ahead = self.due.saturating_since(now);
            self.due = self.due - ahead + ahead.mul_f64(after.as_secs_f64() / before.as_secs_f64());
        }
    }

    pub(super) fn status(&self, now: Instant) -> Option<TokenStatus> {
        let cool_down = self.throttled_until.saturating_since(now);
        let state = match self.rejected {
            Some(kind) => TokenState::Rejected(kind),
            None if !cool_down.is_zero() => TokenState::Throttled(cool_down),
            None => TokenState::Healthy,
        };
        Some(TokenStatus {
            id: self.id()?,
            state,
            per_second: self.pace.per_second(),
            requests: self.requests,
            throttled: self.throttled,
            rejected: self.rejections,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> TokenLimiter {
        TokenLimiter::new(None, &RateLimit::per_second(10).burst(20))
    }

    fn at(millis: u64) -> Instant {
        Instant::from_origin(Duration::from_millis(millis))
    }

    /// Returns the moments at which a token under constant demand is used.
    fn uses(limiter: &mut TokenLimiter, from: Instant, count: usize) -> Vec<Instant> {
        let mut now = from;
        std::iter::repeat_with(|| {
            now = now.max(limiter.available_at());
            limiter.take(now);
            now
        })
        .take(count)
        .collect()
    }

    #[test]
    fn a_burst_is_granted_at_once_and_later_requests_at_the_even_pace() {
        let mut limiter = limiter();
        let used = uses(&mut limiter, at(5_000), 23);
        assert!(used[..20].iter().all(|moment| *moment == at(5_000)));
        assert_eq!(used[20..], [at(5_100), at(5_200), at(5_300)]);
    }

    #[test]
    fn cool_downs_double_in_a_row_and_start_over_after_success() {
        let mut limiter = limiter();
        let mut cool_down = |now: u64, outcome| {
            limiter.settle(outcome, at(now), at(now));
            limiter.throttled_until()
        };
        assert_eq!(cool_down(0, TokenOutcome::Throttled(None)), at(1_000));
        assert_eq!(cool_down(1_000, TokenOutcome::Throttled(None)), at(3_000));
        assert_eq!(cool_down(3_000, TokenOutcome::Throttled(None)), at(7_000));
        cool_down(7_000, TokenOutcome::Accepted);
        assert_eq!(cool_down(8_000, TokenOutcome::Throttled(None)), at(9_000));
        assert_eq!(cool_down(9_000, TokenOutcome::Throttled(Some(Duration::from_secs(20)))), at(29_000));
    }

    #[test]
    fn many_requests_throttled_at_once_cause_one_cool_down_followed_by_the_even_pace() {
        let mut limiter = limiter();
        uses(&mut limiter, at(0), 20);
        (0..20).for_each(|_| limiter.settle(TokenOutcome::Throttled(None), at(0), at(50)));
        assert_eq!(limiter.throttled_until(), at(1_050));
        assert_eq!(uses(&mut limiter, at(50), 3), [at(1_050), at(1_150), at(1_250)]);
    }
}
