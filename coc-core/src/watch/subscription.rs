//! [`Subscription`]: a subject with the options by which it is followed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{MomentKind, Subject};

/// A [`Subject`] to follow, with its options. A subject alone converts into one with the defaults.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use coc_core::watch::{MomentKind, Subject, Subscription};
///
/// const HOUR: Duration = Duration::from_secs(3_600);
/// let war = Subscription::new(Subject::War("#2PP".parse()?))
///     .remind(MomentKind::WarEnd, HOUR)
///     .remind(MomentKind::WarEnd, 4 * HOUR);
/// let clan = Subscription::new(Subject::Clan("#2PP".parse()?)).interval(HOUR).snapshot();
/// # let _ = (war, clan);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "a subscription does nothing until it is followed"]
pub struct Subscription {
    subject: Subject,
    pub(super) interval: Duration,
    pub(super) reminders: Vec<(MomentKind, Duration)>,
    pub(super) snapshot: bool,
    pub(super) paused: bool,
}

impl Subscription {
    /// Creates a subscription with the default options: requested whenever the last response has
    /// expired, no reminders, and nothing reported at first sight.
    pub fn new(subject: Subject) -> Self {
        Self { subject, interval: Duration::ZERO, reminders: Vec::new(), snapshot: false, paused: false }
    }

    /// Requests the subject less often: after this interval, if the last response expires earlier.
    /// While something is about to end, such as a war, its requests ignore the interval.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Adds a reminder: an [`EventKind::Reminder`](super::EventKind::Reminder) this long before each
    /// moment of this kind, once for each. At least a second before; to the millisecond. A moment
    /// that is known too late, or a program that did not run, delays the reminder until the moment
    /// itself.
    ///
    /// Each subject has its own moments: [`Subject::War`] the start and the end of its wars,
    /// [`Subject::RaidWeekend`] those of the raid weekend, and [`Subject::Calendar`] all but those
    /// of wars.
    pub fn remind(mut self, before: MomentKind, lead: Duration) -> Self {
        let reminder = (before, lead.max(Duration::from_secs(1)));
        if !self.reminders.contains(&reminder) {
            self.reminders.push(reminder);
        }
        self
    }

    /// Reports the first sight of the subject as well, as the snapshot events of its kind.
    pub fn snapshot(self) -> Self {
        Self { snapshot: true, ..self }
    }

    /// The subject.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// Whether the subject is paused.
    pub fn is_paused(&self) -> bool {
        self.paused
    }
}

impl From<Subject> for Subscription {
    fn from(subject: Subject) -> Self {
        Self::new(subject)
    }
}
