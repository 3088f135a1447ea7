//! [`PollState`]: the last outcome of one resource, and the rules by which it is requested next.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use twox_hash::{XxHash3_64, XxHash3_128};

use super::{
    follower::{Outcome, Resource, Timing},
    time::{Millis, Now, millis},
};
use crate::{error::Error, headers::Freshness, response::Response};

/// The shortest time between a response and the next request, for responses that never are fresh.
const SHORTEST_WAIT: Millis = 1_000;

/// A resource that has not changed for a time is requested again after this part of that time.
const IDLE_PART: Millis = 20;

/// The delay after the first failure, which doubles with each one after.
const FIRST_BACKOFF: Millis = 2_000;

/// The longest delay after a failure.
const LONGEST_BACKOFF: Millis = 300_000;

/// The longest delay after a failure of a resource that is followed closely.
const LONGEST_CLOSE_BACKOFF: Millis = 30_000;

/// The failures in a row after which the next one is reported, if the error may pass by itself: the
/// attempts of a call with the default policy of retries.
const PATIENCE: u16 = 3;

/// One resource of a subject, as it is stored in snapshots. Times are Unix milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PollState {
    pub(super) resource: Resource,
    pub(super) last: Last,
    /// A digest of all different responses so far.
    pub(super) revision: u64,
    /// When the last response was received, which is earlier than `ended` for a cached one.
    received: Millis,
    /// The last response shows the state at this time or later.
    not_before: Millis,
    /// When the last request ended.
    ended: Millis,
    /// When a response last differed from the one before.
    changed: Millis,
    /// The time after `ended` in which the API has nothing new, or wants no request.
    wait: u32,
    /// Failures in a row.
    failures: u16,
    /// Whether the failure, or that the resource is gone, was reported.
    pub(super) reported: bool,
    /// The part of the jitter to add to the next delay, of 65,535.
    jitter: u16,
}

/// The last outcome of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Last {
    Nothing,
    /// The hash of the body, in two halves, because not all formats have an integer of 128 bits.
    Body(u64, u64),
    NotFound,
    PrivateWarLog,
}

impl Last {
    pub(super) fn of(outcome: &Outcome<'_>) -> Self {
        match outcome {
            Outcome::Body(body) => {
                let hash = XxHash3_128::oneshot(body).to_le_bytes();
                let (low, high) = hash.split_at(8);
                let half = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
                Self::Body(half(low), half(high))
            }
            Outcome::NotFound => Self::NotFound,
            Outcome::PrivateWarLog => Self::PrivateWarLog,
        }
    }

    /// Returns the digest of the responses up to this one, from the digest of those before.
    fn digest(self, before: u64) -> u64 {
        let halves = match self {
            Self::Nothing => [0, 0],
            Self::Body(low, high) => [low, high],
            Self::NotFound => [404, 0],
            Self::PrivateWarLog => [403, 0],
        };
        let [low, high] = halves.map(u64::to_le_bytes);
        XxHash3_64::oneshot_with_seed(before, &[low, high].concat())
    }
}

/// A response, or an error that says something about the resource.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) content: Content,
    pub(super) received: Millis,
    pub(super) not_before: Millis,
    wait: u32,
}

#[derive(Debug)]
pub(super) enum Content {
    Body(Bytes),
    NotFound,
    PrivateWarLog,
}

impl Content {
    pub(super) fn outcome(&self) -> Outcome<'_> {
        match self {
            Self::Body(body) => Outcome::Body(body),
            Self::NotFound => Outcome::NotFound,
            Self::PrivateWarLog => Outcome::PrivateWarLog,
        }
    }
}

impl Arrival {
    /// Reads the result of a call that ended now. Any other error is returned.
    pub(super) fn new(
        result: Result<Response<Bytes>, Error>,
        resource: &Resource,
        now: Now,
    ) -> Result<Self, Error> {
        let longest = resource.longest_freshness();
        let (content, max_age, received, fresh) = match result {
            Ok(response) => {
                if let Some(error) = response.stale_because() {
                    return Err(error.clone());
                }
                let fresh = response.fresh_until().saturating_since(now.instant);
                let (max_age, received) = (response.max_age(), millis(response.received_at()));
                (Content::Body(response.into_value()), max_age, received, fresh)
            }
            Err(error) => {
                let content = if error.is_not_found() {
                    Content::NotFound
                } else if error.is_private_war_log() {
                    Content::PrivateWarLog
                } else {
                    return Err(error);
                };
                let max_age = error.headers().and_then(|headers| Freshness::of(headers).max_age);
                (content, max_age, now.unix, Duration::ZERO)
            }
        };
        let age = longest.saturating_sub(max_age.unwrap_or_default());
        // A response that is not cached says itself when the API has a new one.
        let elapsed = Duration::from_millis(u64::try_from(now.unix - received).unwrap_or_default());
        let wait = if fresh.is_zero() { max_age.unwrap_or(longest).saturating_sub(elapsed) } else { fresh };
        Ok(Self { content, received, not_before: received - millis(age), wait: short(wait) })
    }
}

impl PollState {
    pub(super) fn new(resource: Resource) -> Self {
        Self {
            resource,
            last: Last::Nothing,
            revision: 0,
            received: 0,
            not_before: 0,
            ended: 0,
            changed: 0,
            wait: 0,
            failures: 0,
            reported: false,
            jitter: 0,
        }
    }

    /// Returns the outcome to compare with the last one, or `None` if it is known to be equal: from
    /// the same cached response, or with the same bytes.
    pub(super) fn difference(&self, arrival: &Arrival) -> Option<Last> {
        if matches!(self.last, Last::Body(..))
            && matches!(arrival.content, Content::Body(_))
            && arrival.received == self.received
        {
            return None;
        }
        let last = Last::of(&arrival.content.outcome());
        (last != self.last).then_some(last)
    }

    /// Returns the time at or after which the last response shows the state, if there was one.
    pub(super) fn seen(&self) -> Option<Millis> {
        (self.last != Last::Nothing).then_some(self.not_before)
    }

    /// Notes a different outcome.
    pub(super) fn change(&mut self, last: Last, now: Millis) {
        self.revision = last.digest(self.revision);
        (self.last, self.changed) = (last, now);
    }

    /// Notes that a request ended with a response, equal or different.
    pub(super) fn succeed(&mut self, arrival: &Arrival, now: Millis, jitter: u16) {
        self.received = arrival.received;
        self.not_before = self.not_before.max(arrival.not_before);
        (self.ended, self.wait, self.jitter, self.failures) = (now, arrival.wait, jitter, 0);
    }

    /// Notes that a request failed. Returns whether to report that, once.
    pub(super) fn fail(&mut self, error: &Error, now: Millis, jitter: u16) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.wait = short(error.retry_after().unwrap_or_default());
        (self.ended, self.jitter) = (now, jitter);
        let report = !self.reported && (self.failures >= PATIENCE || !error.is_transient());
        self.reported |= report;
        report
    }

    /// Returns when the resource is requested next, as Unix time; now or earlier means at once.
    pub(super) fn due(&self, timing: Timing, interval: Millis, idle_bound: Millis, now: Millis) -> Millis {
        let not_before = match timing {
            Timing::NotBefore(at) => at.unix_millis() + self.part_of(1_000),
            Timing::Relaxed | Timing::Close => now,
        };
        if self.last == Last::Nothing && self.failures == 0 {
            return not_before;
        }
        let (wait, relaxed) = (Millis::from(self.wait), timing == Timing::Relaxed);
        let delay = if self.failures > 0 {
            let longest = if relaxed { LONGEST_BACKOFF } else { LONGEST_CLOSE_BACKOFF };
            let doubled = FIRST_BACKOFF << (self.failures - 1).min(16);
            let backoff = doubled.min(longest).max(wait);
            backoff + self.part_of(backoff / 4)
        } else if relaxed {
            let idle = ((self.ended - self.changed) / IDLE_PART).min(idle_bound);
            let delay = wait.max(interval).max(idle).max(SHORTEST_WAIT);
            delay + self.part_of((delay / 20).min(30_000))
        } else {
            let delay = wait.max(SHORTEST_WAIT);
            delay + self.part_of((delay / 20).min(1_000))
        };
        // Never longer than the delay itself, even if the Unix time was set back.
        let left = (self.ended + delay - now).clamp(0, delay);
        not_before.max(now + left)
    }

    /// Returns the part of this longest jitter that was drawn with the last response, so that the due
    /// time stays when it is computed again.
    fn part_of(&self, jitter: Millis) -> Millis {
        jitter * Millis::from(self.jitter) / Millis::from(u16::MAX)
    }
}

impl Resource {
    /// Whether a 404 means that the clan or player is gone.
    pub(super) fn is_clan_or_player(&self) -> bool {
        matches!(self, Self::Clan(_) | Self::Player(_))
    }

    /// The longest `max-age` of the route, which counts down while the API repeats a response.
    fn longest_freshness(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Player(_) | Self::BattleLog(_) | Self::GoldPass => 60,
            Self::Clan(_) | Self::CurrentWar(_) | Self::WarLog(_) | Self::RaidSeasons(_) => 120,
            Self::LeagueGroup(_) => 300,
            Self::WarLeagueGroup(_) | Self::WarLeagueWar(_) => 600,
        })
    }
}

/// Milliseconds, of at most 49 days.
fn short(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(body: &'static str, received: Millis) -> Arrival {
        Arrival {
            content: Content::Body(Bytes::from_static(body.as_bytes())),
            received,
            not_before: 0,
            wait: 0,
        }
    }

    /// Only a difference is handed to the follower, which decodes and compares.
    #[test]
    fn equal_bytes_and_the_same_cached_response_are_no_difference() {
        let mut poll = PollState::new(Resource::GoldPass);
        let first = arrival("{}", 10);
        let last = poll.difference(&first).expect("the first body");
        poll.change(last, 10);
        poll.succeed(&first, 10, 0);
        assert_eq!(poll.difference(&arrival("{}", 20)), None);
        assert_eq!(poll.difference(&arrival("the same response is not hashed", 10)), None);
        assert!(poll.difference(&arrival("{ }", 20)).is_some());
        let gone = Arrival { content: Content::NotFound, ..arrival("", 10) };
        assert_eq!(poll.difference(&gone), Some(Last::NotFound));
    }

    #[test]
    fn the_revision_depends_on_all_different_responses_in_their_order() {
        let revision = |bodies: &[&'static str]| {
            let mut poll = PollState::new(Resource::GoldPass);
            for body in bodies {
                let arrival = arrival(body, 1);
                let last = Last::of(&arrival.content.outcome());
                if last != poll.last {
                    poll.change(last, 1);
                }
            }
            poll.revision
        };
        assert_eq!(revision(&["a", "a", "b"]), revision(&["a", "b", "b"]));
        assert_ne!(revision(&["a", "b"]), revision(&["b", "a"]));
        assert_ne!(revision(&["a", "b"]), revision(&["a", "b", "a", "b"]));
    }
}
