//! [`Engine`]: all subjects with their states, polls and due times. Makes no requests: the watcher
//! takes out what is due, and brings back the results.
//!
//! ```text
//! follow, unfollow …  subjects.rs           changes what is followed
//! start_poll          -> a resource         the watcher requests it
//! complete            <- its result         the state advances, and the events are in the queue
//! fire_timer                                the same for times without a response
//! next_event          -> an event           before anything else happens
//! ```

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;
use coc_models::Timestamp;
use slab::Slab;

use super::{
    ApiEvent, Event, EventKind, PollEvent, Subject, Subscription,
    follower::{Events, Observation, Plan, Resource, Timing},
    maintenance::{Maintenance, RESUME_WITHIN},
    poll::{Arrival, Content, PollState},
    reminders::Reminders,
    schedule::Schedule,
    state::SubjectState,
    time::{Millis, Now, millis, timestamp},
};
use crate::{clock::Instant, error::Error, pipeline::Jitter, response::Response};

/// The shortest time between two wakes of one subject.
const SHORTEST_TIMER: Duration = Duration::from_secs(1);

/// What a watcher follows, and what it knows about it.
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

/// The due times of polls. Those that are followed closely come first, however many others wait.
#[derive(Default)]
struct DuePolls {
    close: Schedule,
    relaxed: Schedule,
}

impl DuePolls {
    fn set(&mut self, key: usize, timing: Timing, due: Instant) {
        let (schedule, other) = match timing {
            Timing::Relaxed => (&mut self.relaxed, &mut self.close),
            Timing::Close | Timing::NotBefore(_) => (&mut self.close, &mut self.relaxed),
        };
        other.remove(key);
        schedule.set(key, due);
    }

    fn remove(&mut self, key: usize) {
        self.close.remove(key);
        self.relaxed.remove(key);
    }

    fn first(&self) -> Option<Instant> {
        self.close.first().into_iter().chain(self.relaxed.first()).min()
    }

    fn pop(&mut self, now: Instant) -> Option<usize> {
        self.close.pop(now).or_else(|| self.relaxed.pop(now))
    }
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

    /// Applies the result of a poll.
    pub(super) fn complete(
        &mut self,
        key: usize,
        is_probe: bool,
        result: Result<Response<Bytes>, Error>,
        now: Now,
    ) {
        let jitter = self.draw();
        let Some(poll) = self.polls.get_mut(key) else { return };
        poll.is_in_flight = false;
        let owner = poll.owner;
        let from_cache = result.as_ref().is_ok_and(Response::is_from_cache);
        let arrival = Arrival::new(result, &poll.state.resource, now);
        if owner.is_none() {
            self.polls.remove(key);
        }
        let followed = owner.and_then(|owner| self.subjects.get(owner));
        let is_active = followed.is_some_and(|followed| !followed.subscription.paused);
        if self.check_maintenance(is_probe, from_cache, arrival.as_ref().map(drop), now) {
            // The API said nothing about the resource, which stays due.
            if is_active && let Some(poll) = self.polls.get(key) {
                self.due.set(key, poll.timing, now.instant);
            }
            return;
        }
        // While a subject is paused, nothing happens to it. It is requested again when it resumes.
        let Some(owner) = owner.filter(|_| is_active) else { return };
        let changed = match arrival {
            Ok(arrival) => self.arrived(key, owner, &arrival, jitter, now),
            Err(error) => {
                self.failed(key, owner, &error, jitter, now);
                false
            }
        };
        self.replan(owner, Some(key), now);
        if changed {
            self.set_timer(owner, now, now.instant);
        }
    }

    /// Notices the start and the end of a maintenance. Returns whether the result was an error of
    /// one.
    fn check_maintenance(
        &mut self,
        is_probe: bool,
        from_cache: bool,
        result: Result<(), &Error>,
        now: Now,
    ) -> bool {
        let before = self.last_response;
        match (&mut self.maintenance, result) {
            (None, Err(error)) if error.is_maintenance() => {
                self.maintenance = Some(Maintenance::began(now.unix, now));
                self.push_api(ApiEvent::MaintenanceStarted, before, now);
                true
            }
            (None, _) => {
                if result.is_ok() && !from_cache {
                    self.last_response = now.unix;
                }
                false
            }
            (Some(maintenance), Err(_)) => {
                if is_probe {
                    maintenance.goes_on(now);
                }
                true
            }
            (Some(maintenance), Ok(())) => {
                if is_probe && from_cache {
                    maintenance.is_probing = false;
                } else if is_probe {
                    let since = timestamp(maintenance.since);
                    let before = maintenance.last_observed;
                    self.maintenance = None;
                    self.last_response = now.unix;
                    self.resume(now);
                    self.push_api(ApiEvent::MaintenanceEnded { since }, before, now);
                }
                false
            }
        }
    }

    /// Spreads the polls that are due over some time. Those that are followed closely come first.
    fn resume(&mut self, now: Now) {
        for key in self.due.relaxed.overdue(now.instant) {
            let share = self.jitter.next();
            self.due.relaxed.set(key, now.instant + RESUME_WITHIN.mul_f64(share));
        }
    }

    /// Applies a response. Returns whether it changed the state of the subject.
    fn arrived(&mut self, key: usize, owner: usize, arrival: &Arrival, jitter: u16, now: Now) -> bool {
        let (Some(poll), Some(followed)) = (self.polls.get_mut(key), self.subjects.get_mut(owner)) else {
            return false;
        };
        let Poll { state: poll, .. } = poll;
        let (subject, seen) = (followed.subscription.subject(), poll.seen());
        let is_gone = matches!(arrival.content, Content::NotFound) && poll.resource.is_clan_or_player();
        let difference = poll.difference(arrival);
        if let Some(last) = difference {
            if !is_gone {
                let mut events = Events { snapshots: followed.subscription.snapshot, ..Events::default() };
                let observation = Observation {
                    resource: &poll.resource,
                    outcome: arrival.content.outcome(),
                    at: timestamp(arrival.received),
                    not_before: timestamp(arrival.not_before),
                };
                if let Err(error) = followed.state.observe(&observation, &mut events) {
                    self.failed(key, owner, &Error::from(error), jitter, now);
                    return false;
                }
                let after = seen.unwrap_or(arrival.not_before).min(arrival.received);
                let window = (timestamp(after), timestamp(arrival.received));
                poll.change(last, now.unix);
                queue(&mut self.events, subject, events, window, poll.revision, now);
            } else {
                poll.change(last, now.unix);
            }
        }
        let event = match (is_gone, poll.reported) {
            (true, _) if difference.is_some() => {
                Some(PollEvent::Gone { resource: poll.resource.to_string() })
            }
            (false, true) => Some(PollEvent::Recovered { resource: poll.resource.to_string() }),
            _ => None,
        };
        poll.succeed(arrival, now.unix, jitter);
        poll.reported = is_gone;
        if let Some(event) = event {
            self.push_poll(subject, event, seen, now);
        }
        difference.is_some()
    }

    fn failed(&mut self, key: usize, owner: usize, error: &Error, jitter: u16, now: Now) {
        let (Some(poll), Some(followed)) = (self.polls.get_mut(key), self.subjects.get(owner)) else {
            return;
        };
        if poll.state.fail(error, now.unix, jitter) {
            let resource = poll.state.resource.to_string();
            let event = PollEvent::Failed { resource, error: error.to_string() };
            let (subject, seen) = (followed.subscription.subject(), poll.state.seen());
            self.push_poll(subject, event, seen, now);
        }
    }

    /// Applies the first timer that is due. Returns whether there was one.
    pub(super) fn fire_timer(&mut self, now: Now) -> bool {
        let Some(key) = self.timers.pop(now.instant) else { return false };
        let Some(followed) = self.subjects.get_mut(key) else { return true };
        let mut events = Events { snapshots: followed.subscription.snapshot, ..Events::default() };
        let due = followed.state.wake_at().filter(|at| at.unix_millis() <= now.unix);
        if due.is_some() {
            followed.state.wake(now.timestamp(), &mut events);
        }
        let window = (due.unwrap_or(now.timestamp()), now.timestamp());
        let revision = revision_at(now.unix);
        queue(&mut self.events, followed.subscription.subject(), events, window, revision, now);
        self.replan(key, None, now);
        self.set_timer(key, now, now.instant + SHORTEST_TIMER);
        true
    }

    /// Computes the due times of all subjects again, because the Unix time was corrected.
    pub(super) fn reschedule_all(&mut self, now: Now) {
        let keys: Vec<usize> = self.subjects.iter().map(|(key, _)| key).collect();
        for key in keys {
            self.reschedule(key, now);
        }
    }

    /// Computes all due times of a subject again.
    fn reschedule(&mut self, key: usize, now: Now) {
        self.replan(key, None, now);
        let Some(followed) = self.subjects.get(key) else { return };
        for &poll in &followed.polls {
            schedule(&mut self.due, poll, self.polls.get(poll), followed, self.idle_bound, now);
        }
        self.set_timer(key, now, now.instant);
    }

    /// Updates the polls of a subject to its plan. `completed` is the poll whose request has ended.
    fn replan(&mut self, key: usize, completed: Option<usize>, now: Now) {
        let Some(followed) = self.subjects.get_mut(key) else { return };
        let mut plan = std::mem::take(&mut self.plan);
        followed.state.plan(now.timestamp(), &mut plan);
        let planned = plan.0.len();
        for (place, (resource, timing)) in plan.0.drain(..).enumerate() {
            let rest = followed.polls.get(place..).unwrap_or_default();
            let found = rest
                .iter()
                .position(|poll| self.polls.get(*poll).is_some_and(|poll| poll.state.resource == resource));
            let poll = if let Some(offset) = found {
                followed.polls.swap(place, place + offset);
                followed.polls.get(place).copied().unwrap_or_default()
            } else {
                let state = PollState::new(resource);
                let poll = self.polls.insert(Poll { state, timing, owner: Some(key), is_in_flight: false });
                followed.polls.push(poll);
                let last = followed.polls.len() - 1;
                followed.polls.swap(place, last);
                poll
            };
            let Some(entry) = self.polls.get_mut(poll) else { continue };
            if found.is_none() || entry.timing != timing || completed == Some(poll) {
                entry.timing = timing;
                let entry = self.polls.get(poll);
                schedule(&mut self.due, poll, entry, followed, self.idle_bound, now);
            }
        }
        self.plan = plan;
        if followed.polls.len() > planned {
            for poll in followed.polls.split_off(planned) {
                self.remove_poll(poll);
            }
        }
    }

    /// Gives the reminders that are due, and sets the timer of a subject: for the next reminder, or
    /// for the next change without a response, but not before `earliest`.
    fn set_timer(&mut self, key: usize, now: Now, earliest: Instant) {
        let Some(followed) = self.subjects.get_mut(key) else { return };
        if followed.subscription.paused {
            return self.timers.remove(key);
        }
        let mut next = followed.state.wake_at().map(|at| at.unix_millis());
        if !followed.subscription.reminders.is_empty() {
            let (mut moments, mut events) = (Vec::new(), Events::default());
            followed.state.moments(now.timestamp(), &mut moments);
            let leads = &followed.subscription.reminders;
            let reminder = followed.reminders.fire(&moments, leads, now.unix, &mut events);
            next = next.into_iter().chain(reminder).min();
            let (subject, revision) = (followed.subscription.subject(), revision_at(now.unix));
            let window = (now.timestamp(), now.timestamp());
            queue(&mut self.events, subject, events, window, revision, now);
        }
        match next {
            Some(at) => self.timers.set(key, now.moment(at).max(earliest)),
            None => self.timers.remove(key),
        }
    }

    fn remove_poll(&mut self, key: usize) {
        self.due.remove(key);
        match self.polls.get_mut(key) {
            Some(poll) if poll.is_in_flight => poll.owner = None,
            Some(_) => _ = self.polls.remove(key),
            None => {}
        }
    }

    fn push_api(&mut self, event: ApiEvent, after: Millis, now: Now) {
        let mut events = Events::default();
        events.push(EventKind::Api(event));
        let after = if after == 0 { now.unix } else { after };
        let window = (timestamp(after), now.timestamp());
        queue(&mut self.events, Subject::Api, events, window, revision_at(now.unix), now);
    }

    fn push_poll(&mut self, subject: Subject, event: PollEvent, seen: Option<Millis>, now: Now) {
        let mut events = Events::default();
        events.push(EventKind::Poll(event));
        let window = (timestamp(seen.unwrap_or(now.unix)), now.timestamp());
        queue(&mut self.events, subject, events, window, revision_at(now.unix), now);
    }

    fn draw(&self) -> u16 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 65,535")]
        let jitter = (self.jitter.next() * f64::from(u16::MAX)) as u16;
        jitter
    }
}

/// Adds events to the queue. `window` is the time in which they happened, where they do not say so
/// themselves.
fn queue(
    queue: &mut VecDeque<Event>,
    subject: Subject,
    events: Events,
    window: (Timestamp, Timestamp),
    revision: u64,
    now: Now,
) {
    queue.extend(events.list.into_iter().map(|(kind, exact)| {
        let (happened_after, happened_before) = exact.unwrap_or(window);
        Event { subject, observed_at: now.timestamp(), happened_after, happened_before, kind, revision }
    }));
}

/// Sets or removes the due time of a poll.
fn schedule(
    due: &mut DuePolls,
    key: usize,
    poll: Option<&Poll>,
    followed: &Followed,
    idle_bound: Millis,
    now: Now,
) {
    let Some(poll) = poll.filter(|poll| !poll.is_in_flight) else { return };
    if followed.subscription.paused {
        return due.remove(key);
    }
    let interval = millis(followed.subscription.interval);
    due.set(key, poll.timing, now.moment(poll.state.due(poll.timing, interval, idle_bound, now.unix)));
}

/// The revision of events that no response has caused.
fn revision_at(unix: Millis) -> u64 {
    unix.unsigned_abs()
}
