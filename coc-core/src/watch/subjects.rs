//! [`Subjects`]: the handle of what a watcher follows.

use std::{fmt, sync::Arc};

use super::{Subject, Subscription, watcher::Shared};

/// The subjects of a [`Watcher`](super::Watcher). Cheap to clone, and usable from other tasks and
/// threads while the watcher waits.
///
/// ```
/// # fn example(client: coc_core::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use coc_core::watch::{Subject, Subscription};
///
/// let watcher = client.watcher();
/// let subjects = watcher.subjects();
///
/// let clan = Subject::Clan("#2PP".parse()?);
/// subjects.follow(clan);
/// // Followed again, a subject keeps its state and gets new options.
/// subjects.follow(Subscription::new(clan).interval(Duration::from_secs(600)));
/// subjects.pause(clan);
/// assert!(subjects.get(clan).is_some_and(|clan| clan.is_paused()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Subjects(Arc<Shared>);

impl Subjects {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Follows a subject, which is requested at once. Returns whether it is new.
    ///
    /// A subject that is followed already keeps its state, and gets the options of this
    /// subscription. To change one of them, start from [`get`](Self::get).
    pub fn follow(&self, subscription: impl Into<Subscription>) -> bool {
        let (subscription, now) = (subscription.into(), self.0.now());
        let is_new = self.0.engine().follow(subscription, now);
        self.0.wake();
        is_new
    }

    /// Stops following a subject, and forgets its state and its events that were not returned yet.
    /// Returns whether it was followed.
    pub fn unfollow(&self, subject: Subject) -> bool {
        self.0.engine().unfollow(subject)
    }

    /// Pauses a subject: no requests, and no events or reminders, but its state stays. Returns whether
    /// it was followed and not paused. Events that wait already are still returned.
    pub fn pause(&self, subject: Subject) -> bool {
        let now = self.0.now();
        self.0.engine().set_paused(subject, true, now)
    }

    /// Resumes a subject, and reports the changes since it was paused. Returns whether it was
    /// paused.
    pub fn resume(&self, subject: Subject) -> bool {
        let now = self.0.now();
        let is_changed = self.0.engine().set_paused(subject, false, now);
        self.0.wake();
        is_changed
    }

    /// Returns the subscription of a subject, if it is followed.
    pub fn get(&self, subject: Subject) -> Option<Subscription> {
        let engine = self.0.engine();
        let key = *engine.keys.get(&subject)?;
        engine.subjects.get(key).map(|followed| followed.subscription.clone())
    }

    /// Returns the subscriptions of all subjects, in no particular order.
    pub fn list(&self) -> Vec<Subscription> {
        self.0.engine().subjects.iter().map(|(_, followed)| followed.subscription.clone()).collect()
    }
}

impl fmt::Debug for Subjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subjects").field("len", &self.0.engine().subjects.len()).finish()
    }
}
