//! [`Engine`]: all subjects with their states, polls and due times. Makes no requests: the watcher
//! takes out what is due, and brings back the results.
//!
//! ```text
//! follow, unfollow …  subjects.rs           changes what is followed
//! start_poll          -> a resource         the watcher requests it
//! complete            <- its result         apply.rs: the state advances, the events are queued
//! fire_timer                                the same for a time without a response
//!                                           plan.rs: polls and timer follow the new state
//! next_event          -> an event           before anything else happens
//! ```

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use slab::Slab;

use self::due_polls::DuePolls;
use super::{
    Event, Subject, Subscription,
    follower::{Plan, Resource, Timing},
    maintenance::Maintenance,
    poll::PollState,
    reminders::Reminders,
    schedule::Schedule,
    state::SubjectState,
    time::{Millis, Now, millis},
};
use crate::{clock::Instant, pipeline::Jitter};

mod apply;
mod due_polls;
mod plan;

/// The shortest time between two wakes of one subject.
const SHORTEST_TIMER: Duration = Duration::from_secs(1);

/// The subjects of a watcher, with their states, polls and events.
pub(super) struct Engine {
    pub(super) keys: HashMap<Subject, usize>,
    pub(super) subjects: Slab<Followed>,
    pub(super) polls: Slab<Poll>,
    due: DuePolls,
    timers: Schedule,
    pub(super) events: VecDeque<Event>,
    pub(super) maintenance: Option<Maintenance>,
    /// When a response last arrived, as Unix time.
    last_response: Millis,
    idle_bound: Millis,
    jitter: Jitter,
    /// Reused, so that a poll without a difference allocates nothing.
    plan: Plan,
}

/// A subject that is followed.
pub(super) struct Followed {
    pub(super) subscription: Subscription,
    pub(super) state: SubjectState,
    pub(super) reminders: Reminders,
    /// The keys of its polls, in the order of its plan.
    pub(super) polls: Vec<usize>,
}

/// A resource that is requested for a subject.
pub(super) struct Poll {
    pub(super) state: PollState,
    timing: Timing,
    /// `None` if it is removed as soon as its request has ended.
    owner: Option<usize>,
    is_in_flight: bool,
}

/// A poll to send.
pub(super) struct Due {
    pub(super) key: usize,
    pub(super) is_probe: bool,
    pub(super) resource: Resource,
}

impl Engine {
    pub(super) fn new(idle_bound: Duration, jitter: Jitter) -> Self {
        Self {
            keys: HashMap::new(),
            subjects: Slab::new(),
            polls: Slab::new(),
            due: DuePolls::default(),
            timers: Schedule::default(),
            events: VecDeque::new(),
            maintenance: None,
            last_response: 0,
            idle_bound: millis(idle_bound),
            jitter,
            plan: Plan::default(),
        }
    }

    /// Follows a subject, or changes the options of one. Returns whether it is new.
    pub(super) fn follow(&mut self, subscription: Subscription, now: Now) -> bool {
        let subject = subscription.subject();
        if let Some(&key) = self.keys.get(&subject) {
            if let Some(followed) = self.subjects.get_mut(key) {
                followed.subscription = subscription;
            }
            self.reschedule(key, now);
            return false;
        }
        let Some(state) = SubjectState::new(subject, now.timestamp()) else { return false };
        let reminders = Reminders::default();
        self.insert(Followed { subscription, state, reminders, polls: Vec::new() }, now);
        true
    }

    /// Adds a subject with its state; the states of its polls are already here.
    pub(super) fn insert(&mut self, followed: Followed, now: Now) {
        let subject = followed.subscription.subject();
        let key = self.subjects.insert(followed);
        self.keys.insert(subject, key);
        self.reschedule(key, now);
    }

    /// Adds the state of a poll for a subject that is inserted next.
    pub(super) fn insert_poll(&mut self, state: PollState) -> usize {
        let owner = Some(self.subjects.vacant_key());
        self.polls.insert(Poll { state, timing: Timing::Relaxed, owner, is_in_flight: false })
    }

    /// Forgets a subject, with its events that were not returned yet. Returns whether it was
    /// followed.
    pub(super) fn unfollow(&mut self, subject: Subject) -> bool {
        let Some(key) = self.keys.remove(&subject) else { return false };
        self.timers.remove(key);
        for poll in self.subjects.remove(key).polls {
            self.remove_poll(poll);
        }
        self.events.retain(|event| event.subject != subject);
        true
    }

    /// Pauses a subject or resumes it. Returns whether that changed something.
    pub(super) fn set_paused(&mut self, subject: Subject, paused: bool, now: Now) -> bool {
        let Some(&key) = self.keys.get(&subject) else { return false };
        let Some(followed) = self.subjects.get_mut(key) else { return false };
        if followed.subscription.paused == paused {
            return false;
        }
        followed.subscription.paused = paused;
        self.reschedule(key, now);
        true
    }

    /// Forgets all subjects, events and polls, in flight or not.
    pub(super) fn clear(&mut self) {
        let jitter = Jitter::seeded(self.jitter.next().to_bits());
        let idle_bound = self.idle_bound;
        *self = Self { idle_bound, ..Self::new(Duration::ZERO, jitter) };
    }

    pub(super) fn set_idle_bound(&mut self, bound: Duration) {
        self.idle_bound = millis(bound);
    }

    pub(super) fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Returns the next moment at which a timer or, if `with_polls`, a poll is due.
    pub(super) fn next_due(&self, with_polls: bool) -> Option<Instant> {
        let polls = self.due.first().filter(|_| with_polls);
        let polls = match &self.maintenance {
            None => polls,
            Some(maintenance) if maintenance.is_probing => None,
            Some(maintenance) => polls.map(|due| due.max(maintenance.next_probe)),
        };
        polls.into_iter().chain(self.timers.first()).min()
    }

    /// Takes out a poll that is due; during maintenance, one at a time.
    pub(super) fn start_poll(&mut self, now: Now) -> Option<Due> {
        let is_probe = match &mut self.maintenance {
            None => false,
            Some(maintenance) if maintenance.is_probing || maintenance.next_probe > now.instant => {
                return None;
            }
            Some(_) => true,
        };
        let key = self.due.pop(now.instant)?;
        let poll = self.polls.get_mut(key)?;
        poll.is_in_flight = true;
        if let Some(maintenance) = &mut self.maintenance {
            maintenance.is_probing = true;
        }
        Some(Due { key, is_probe, resource: poll.state.resource.clone() })
    }
}
