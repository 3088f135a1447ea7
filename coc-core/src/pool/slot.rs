//! What is known about one token: how fast it may go, whether it rests, whether the API still takes it. Nothing waits here.

use std::time::Duration;

use super::{RateLimit, TokenOutcome};
use crate::{
    clock::Instant,
    credentials::{Token, TokenId},
    error::ErrorKind,
};

/// The first rest of a token that was throttled without being told for how long; doubled each time it happens again at once.
const FIRST_REST: Duration = Duration::from_secs(1);
/// The longest of these rests.
const LONGEST_REST: Duration = Duration::from_secs(30);

pub(super) struct TokenLimiter {
    /// `None` for requests without a token.
    token: Option<Token>,
    /// When the next request would be due at the even pace of the limit (the generic cell rate algorithm).
    due: Instant,
    rests_until: Instant,
    /// Rests one after another, without an accepted request between.
    rests: u32,
    rejected: Option<ErrorKind>,
    requests: u64,
    throttled: u64,
    rejections: u64,
}

/// How a token is doing. From [`Client::tokens`](crate::Client::tokens).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenStatus {
    /// Which token.
    pub id: TokenId,
    /// What the client does with it.
    pub state: TokenState,
    /// Requests sent with it.
    pub requests: u64,
    /// How many of them the API throttled (429).
    pub throttled: u64,
    /// How many of them the API refused because of the token.
    pub rejected: u64,
}

/// What a client does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenState {
    /// It is used.
    Healthy,
    /// It was throttled and is used again after this long.
    Throttled(Duration),
    /// The API refused it, for this reason. It is not used while there is another.
    Rejected(ErrorKind),
}

impl TokenLimiter {
    pub(super) fn new(token: Option<Token>) -> Self {
        Self {
            token,
            due: Instant::default(),
            rests_until: Instant::default(),
            rests: 0,
            rejected: None,
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

    pub(super) fn clear_rejection(&mut self) {
        self.rejected = None;
    }

    pub(super) fn rests_until(&self) -> Instant {
        self.rests_until
    }

    /// From when the token may be used.
    pub(super) fn free_at(&self, limit: &RateLimit) -> Instant {
        self.rests_until.max(self.due - limit.slack())
    }

    /// Uses the token once.
    pub(super) fn take(&mut self, limit: &RateLimit, now: Instant) {
        self.due = self.due.max(now) + limit.interval();
        self.requests += 1;
    }

    /// Takes back a use that was granted and never made.
    pub(super) fn give_back(&mut self, limit: &RateLimit) {
        self.due = self.due - limit.interval();
        // A token that was taken out and put back meanwhile has been counted anew.
        self.requests = self.requests.saturating_sub(1);
    }

    /// Learns what came of a request that was granted at `granted_at`.
    pub(super) fn settle(
        &mut self,
        limit: &RateLimit,
        outcome: TokenOutcome,
        granted_at: Instant,
        now: Instant,
    ) {
        match outcome {
            TokenOutcome::Accepted => {
                self.rejected = None;
                // One that was sent before the rest says nothing about how things are after it.
                if granted_at >= self.rests_until {
                    self.rests = 0;
                }
            }
            TokenOutcome::Throttled(asked) => {
                self.throttled += 1;
                let overtaken = granted_at < self.rests_until;
                if !overtaken {
                    self.rests += 1;
                }
                let doubled = FIRST_REST * 2_u32.saturating_pow(self.rests.saturating_sub(1).min(8));
                let rest = asked
                    .unwrap_or_else(|| if overtaken { Duration::ZERO } else { doubled.min(LONGEST_REST) });
                self.rests_until = self.rests_until.max(now + rest);
                // It begins again at the even pace, not with a burst.
                self.due = self.due.max(self.rests_until + limit.slack());
            }
            TokenOutcome::Rejected(kind) => {
                self.rejections += 1;
                self.rejected = Some(kind);
            }
            TokenOutcome::Unknown => {}
        }
    }

    pub(super) fn status(&self, now: Instant) -> Option<TokenStatus> {
        let rest = self.rests_until.saturating_since(now);
        let state = match self.rejected {
            Some(kind) => TokenState::Rejected(kind),
            None if !rest.is_zero() => TokenState::Throttled(rest),
            None => TokenState::Healthy,
        };
        Some(TokenStatus {
            id: self.id()?,
            state,
            requests: self.requests,
            throttled: self.throttled,
            rejected: self.rejections,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: RateLimit = RateLimit { per_second: 10, burst: 20, in_flight: 100 };

    fn at(millis: u64) -> Instant {
        Instant::from_origin(Duration::from_millis(millis))
    }

    /// The moments at which a token that is always wanted is used.
    fn uses(slot: &mut TokenLimiter, from: Instant, count: usize) -> Vec<Instant> {
        let mut now = from;
        std::iter::repeat_with(|| {
            now = now.max(slot.free_at(&TEN));
            slot.take(&TEN, now);
            now
        })
        .take(count)
        .collect()
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_pace() {
        let mut slot = TokenLimiter::new(None);
        let used = uses(&mut slot, at(5_000), 23);
        assert!(used[..20].iter().all(|moment| *moment == at(5_000)));
        assert_eq!(used[20..], [at(5_100), at(5_200), at(5_300)]);
    }

    #[test]
    fn rests_double_when_they_follow_each_other_and_begin_anew_after_success() {
        let mut slot = TokenLimiter::new(None);
        let mut rest = |now: u64, outcome| {
            slot.settle(&TEN, outcome, at(now), at(now));
            slot.rests_until()
        };
        assert_eq!(rest(0, TokenOutcome::Throttled(None)), at(1_000));
        assert_eq!(rest(1_000, TokenOutcome::Throttled(None)), at(3_000));
        assert_eq!(rest(3_000, TokenOutcome::Throttled(None)), at(7_000));
        rest(7_000, TokenOutcome::Accepted);
        assert_eq!(rest(8_000, TokenOutcome::Throttled(None)), at(9_000));
        assert_eq!(rest(9_000, TokenOutcome::Throttled(Some(Duration::from_secs(20)))), at(29_000));
    }

    #[test]
    fn many_refused_at_once_are_one_rest_and_the_pace_after_it_is_even() {
        let mut slot = TokenLimiter::new(None);
        uses(&mut slot, at(0), 20);
        (0..20).for_each(|_| slot.settle(&TEN, TokenOutcome::Throttled(None), at(0), at(50)));
        assert_eq!(slot.rests_until(), at(1_050));
        assert_eq!(uses(&mut slot, at(50), 3), [at(1_050), at(1_150), at(1_250)]);
    }
}
