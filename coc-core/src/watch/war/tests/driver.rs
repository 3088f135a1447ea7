//! [`Driver`]: plays the plan of a follower against a model of the API in virtual time.

use std::collections::HashMap;

use bytes::Bytes;
use coc_models::Timestamp;

use crate::watch::{
    EventKind,
    follower::{Events, Follow, Observation, Outcome, Plan, Resource, Timing},
    war::WarFollower,
};

/// The longest time between two requests of a resource that does not change, in milliseconds.
const IDLE_BOUND: i64 = 30 * 60_000;

pub(super) fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_unix_millis(milliseconds).unwrap()
}

/// A sequence of numbers that looks random.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..end`.
    pub(super) fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(super) fn in_thousand(&mut self, part: i64) -> bool {
        self.below(1_000) < part
    }
}

/// A response, by a number that changes with its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    NotFound,
    Private,
    Body(u64),
}

/// A model of the API without its cache. Times are Unix milliseconds.
pub(super) trait Api {
    fn version(&self, resource: &Resource, at: i64) -> Version;

    fn body(&self, resource: &Resource, at: i64) -> String;
}

/// The disturbances of a run.
#[derive(Clone, Copy, Default)]
pub(super) struct Disturbances {
    /// Requests that fail, in a thousand.
    pub(super) faults: i64,
    /// Responses that another client has put in the API's cache up to two minutes ago, in a
    /// thousand.
    pub(super) shared: i64,
    /// Responses after which the follower is written and read, as in a restart, in a thousand.
    pub(super) restarts: i64,
}

struct Poll {
    resource: Resource,
    timing: Timing,
    due: i64,
    last: Option<Version>,
    ended: i64,
    changed: i64,
    wait: i64,
    failures: u32,
}

pub(super) struct Driver<A> {
    pub(super) api: A,
    pub(super) follower: WarFollower,
    pub(super) now: i64,
    pub(super) events: Vec<(i64, EventKind)>,
    pub(super) requests: u64,
    disturbances: Disturbances,
    random: Random,
    polls: Vec<Poll>,
    /// When each cached response was made.
    cache: HashMap<Resource, i64>,
}

impl<A: Api> Driver<A> {
    pub(super) fn new(
        api: A,
        follower: WarFollower,
        now: i64,
        disturbances: Disturbances,
        seed: u64,
    ) -> Self {
        let random = Random(seed);
        let (events, polls, cache) = (Vec::new(), Vec::new(), HashMap::new());
        let mut driver = Self { api, follower, now, events, requests: 0, disturbances, random, polls, cache };
        driver.replan();
        driver
    }

    pub(super) fn run_until(&mut self, end: i64) {
        loop {
            let wake = self.follower.wake_at().map(|at| at.unix_millis());
            let poll = self.polls.iter().enumerate().min_by_key(|(_, poll)| poll.due);
            let (index, due) = poll.map(|(index, poll)| (index, poll.due)).unwrap();
            let next = wake.map_or(due, |wake| wake.min(due));
            if next >= end {
                self.now = end;
                return;
            }
            self.now = self.now.max(next);
            if wake.is_some_and(|wake| wake <= self.now) {
                let mut events = Events::default();
                self.follower.wake(timestamp(self.now), &mut events);
                self.record(events);
                assert!(self.follower.wake_at().is_none_or(|at| at > timestamp(self.now)), "wakes for ever");
            } else {
                self.request(index);
            }
            self.replan();
        }
    }

    fn record(&mut self, events: Events) {
        for (kind, window) in events.list {
            if let Some((after, before)) = window {
                assert!(after <= before && before <= timestamp(self.now), "{kind:?} at {before}");
            }
            self.events.push((self.now, kind));
        }
    }

    fn request(&mut self, index: usize) {
        self.requests += 1;
        let poll = &mut self.polls[index];
        poll.ended = self.now;
        if self.random.in_thousand(self.disturbances.faults) {
            poll.failures += 1;
            poll.wait = (1_000 << poll.failures.min(5)).min(30_000);
            poll.due = self.now + poll.wait;
            return;
        }
        poll.failures = 0;
        let freshness = |version| match (version, &poll.resource) {
            (Version::Body(_), Resource::CurrentWar(_) | Resource::WarLog(_)) => 120_000,
            _ => 600_000,
        };
        let cached = self.cache.get(&poll.resource).copied();
        let is_fresh = |made: &i64| self.now < made + freshness(self.api.version(&poll.resource, *made));
        let made = cached.filter(is_fresh).unwrap_or_else(|| {
            let is_shared = self.random.in_thousand(self.disturbances.shared);
            let age = if is_shared { self.random.below(120_000) } else { 0 };
            (self.now - age).max(cached.unwrap_or_default())
        });
        self.cache.insert(poll.resource.clone(), made);
        let version = self.api.version(&poll.resource, made);
        poll.wait = made + freshness(version) - self.now;
        let is_new = poll.last.replace(version) != Some(version);
        if is_new {
            poll.changed = self.now;
            let resource = poll.resource.clone();
            let body = match version {
                Version::Body(_) => Bytes::from(self.api.body(&resource, made)),
                _ => Bytes::new(),
            };
            let outcome = match version {
                Version::Body(_) => Outcome::Body(&body),
                Version::NotFound => Outcome::NotFound,
                Version::Private => Outcome::PrivateWarLog,
            };
            let (at, not_before) = (timestamp(self.now), timestamp(made));
            let mut events = Events::default();
            let observation = Observation { resource: &resource, outcome, at, not_before };
            self.follower.observe(&observation, &mut events).unwrap();
            self.record(events);
            if self.random.in_thousand(self.disturbances.restarts) {
                let state = serde_json::to_string(&self.follower).unwrap();
                self.follower = serde_json::from_str(&state).unwrap();
            }
        }
        let poll = &mut self.polls[index];
        poll.due = due(poll, self.now, self.random.below(1_000));
    }

    fn replan(&mut self) {
        let mut plan = Plan::default();
        self.follower.plan(timestamp(self.now), &mut plan);
        let is_planned = |resource: &Resource| plan.0.iter().any(|(other, _)| other == resource);
        self.polls.retain(|poll| is_planned(&poll.resource));
        for (index, (resource, timing)) in plan.0.iter().enumerate() {
            assert!(
                plan.0[..index].iter().all(|(other, _)| other != resource),
                "{resource} is planned twice"
            );
            let jitter = self.random.below(1_000);
            match self.polls.iter_mut().find(|poll| poll.resource == *resource) {
                Some(poll) if poll.timing != *timing => {
                    poll.timing = *timing;
                    poll.due = due(poll, self.now, jitter);
                }
                Some(_) => {}
                None => {
                    let (last, due) = (None, self.now);
                    let (resource, timing) = (resource.clone(), *timing);
                    let mut poll =
                        Poll { resource, timing, due, last, ended: 0, changed: 0, wait: 0, failures: 0 };
                    if let Timing::NotBefore(at) = timing {
                        poll.due = self.now.max(at.unix_millis() + jitter);
                    }
                    self.polls.push(poll);
                }
            }
        }
    }
}

/// When a resource is requested next.
fn due(poll: &Poll, now: i64, jitter: i64) -> i64 {
    let not_before = match poll.timing {
        Timing::NotBefore(at) => at.unix_millis() + jitter,
        Timing::Relaxed | Timing::Close => now,
    };
    let idle = if poll.timing == Timing::Relaxed { (poll.ended - poll.changed) / 20 } else { 0 };
    let delay = poll.wait.max(idle.min(IDLE_BOUND)).max(1_000);
    if poll.last.is_none() { not_before } else { not_before.max(now).max(poll.ended + delay + jitter) }
}
