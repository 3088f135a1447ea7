//! The polls and the timer of a subject, as its state plans them.

use super::{
    DuePolls, Engine, Followed, Poll,
    apply::{queue, revision_at},
};
use crate::{
    clock::Instant,
    watch::{
        follower::Events,
        poll::PollState,
        time::{Millis, Now, millis},
    },
};

impl Engine {
    /// Computes the due times of all subjects again, because the Unix time was corrected.
    pub(in crate::watch) fn reschedule_all(&mut self, now: Now) {
        let keys: Vec<usize> = self.subjects.iter().map(|(key, _)| key).collect();
        for key in keys {
            self.reschedule(key, now);
        }
    }

    /// Computes all due times of a subject again.
    pub(super) fn reschedule(&mut self, key: usize, now: Now) {
        self.replan(key, None, now);
        let Some(followed) = self.subjects.get(key) else { return };
        for &poll in &followed.polls {
            schedule(&mut self.due, poll, self.polls.get(poll), followed, self.idle_bound, now);
        }
        self.set_timer(key, now, now.instant);
    }

    /// Updates the polls of a subject to its plan. `completed` is the poll whose request has ended.
    pub(super) fn replan(&mut self, key: usize, completed: Option<usize>, now: Now) {
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

    /// Queues the reminders that are due, and sets the timer of a subject: for the next reminder, or
    /// for the next change without a response, but not before `earliest`.
    pub(super) fn set_timer(&mut self, key: usize, now: Now, earliest: Instant) {
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

    pub(super) fn remove_poll(&mut self, key: usize) {
        self.due.remove(key);
        match self.polls.get_mut(key) {
            Some(poll) if poll.is_in_flight => poll.owner = None,
            Some(_) => _ = self.polls.remove(key),
            None => {}
        }
    }
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
