//! The results of polls, and times without one: how they change the state and what they report.

use std::collections::VecDeque;

use bytes::Bytes;
use coc_models::Timestamp;

use super::{Engine, Poll, SHORTEST_TIMER};
use crate::{
    error::Error,
    response::Response,
    watch::{
        ApiEvent, Event, EventKind, PollEvent, Subject,
        follower::{Events, Observation},
        maintenance::{Maintenance, RESUME_WITHIN},
        poll::{Arrival, Content},
        time::{Millis, Now, timestamp},
    },
};

impl Engine {
    /// Applies the result of a poll.
    pub(in crate::watch) fn complete(
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

    /// Notices the start and the end of a maintenance, which ends with any response of the API but a
    /// temporary error. Returns whether the result was an error of one.
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
            (Some(maintenance), Err(error)) if error.is_maintenance() || error.is_transient() => {
                if is_probe {
                    maintenance.goes_on(now);
                }
                true
            }
            // A cached response says nothing, nor does an error from before the request was sent.
            (Some(maintenance), Ok(())) if is_probe && from_cache => {
                maintenance.is_probing = false;
                false
            }
            (Some(maintenance), Err(error)) if is_probe && error.status().is_none() => {
                maintenance.goes_on(now);
                false
            }
            (Some(maintenance), _) => {
                if is_probe {
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
            if is_gone {
                poll.change(last, now.unix);
            } else {
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
    pub(in crate::watch) fn fire_timer(&mut self, now: Now) -> bool {
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
pub(super) fn queue(
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

/// The revision of events that no response has caused.
pub(super) fn revision_at(unix: Millis) -> u64 {
    unix.unsigned_abs()
}
