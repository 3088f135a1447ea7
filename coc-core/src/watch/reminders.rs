//! [`Reminders`]: which moments of a subject were reminded of, and which are next.

use std::time::Duration;

use coc_models::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    EventKind, Moment, MomentKind,
    follower::Events,
    time::{Millis, millis, timestamp},
};

/// The time for which a past reminder is remembered, in case its moment is postponed.
const REMEMBERED: Millis = 7 * 24 * 60 * 60 * 1_000;

/// The reminders that were given for a subject.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reminders(Vec<Given>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Given {
    moment: Moment,
    at: Timestamp,
    lead: Duration,
}

impl Reminders {
    /// Pushes the reminders whose time has come, and returns when the next one is due.
    ///
    /// `moments` are those that are known now; `leads` are those of the subscription.
    pub(super) fn fire(
        &mut self,
        moments: &[(Moment, Timestamp)],
        leads: &[(MomentKind, Duration)],
        now: Millis,
        events: &mut Events,
    ) -> Option<Millis> {
        self.0.retain(|given| given.at.unix_millis() + REMEMBERED > now);
        let mut next: Option<Millis> = None;
        for &(moment, at) in moments.iter().filter(|(_, at)| at.unix_millis() > now) {
            for &(_, lead) in leads.iter().filter(|(kind, _)| *kind == moment.kind()) {
                let due = at.unix_millis() - millis(lead);
                if self.was_given(moment, at, lead) {
                    continue;
                }
                if due > now {
                    next = Some(next.map_or(due, |next| next.min(due)));
                } else {
                    self.0.push(Given { moment, at, lead });
                    let kind = EventKind::Reminder { moment, at, lead };
                    events.push_within(kind, timestamp(now), timestamp(now));
                }
            }
        }
        next
    }

    /// Whether the reminder was given. A moment that comes once may have been moved since.
    fn was_given(&mut self, moment: Moment, at: Timestamp, lead: Duration) -> bool {
        let given = self.0.iter_mut().find(|given| {
            given.moment == moment && given.lead == lead && (moment.is_once() || given.at == at)
        });
        given.map(|given| given.at = at).is_some()
    }
}
