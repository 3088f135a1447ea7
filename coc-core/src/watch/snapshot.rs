//! [`Snapshot`]: the state of a watcher, for the next run of the program.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IgnoredAny, SeqAccess},
    ser,
};

use super::{
    Event, Subscription,
    engine::{Engine, Followed},
    maintenance::Maintenance,
    poll::PollState,
    reminders::Reminders,
    state::SubjectState,
    time::{Millis, Now},
};

/// The version of the format. A change of any state changes it.
const VERSION: u32 = 1;

/// The state of a [`Watcher`](super::Watcher), from
/// [`Watcher::snapshot`](super::Watcher::snapshot).
///
/// It is written and read by serde, in any format; its content is opaque. A program saves it after
/// it has handled events, and passes it to [`Watcher::restore`](super::Watcher::restore) when it
/// starts again.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut watcher = client.watcher();
/// let event = watcher.next().await;
/// println!("{event:?}");
/// // Write to another file and rename it, so that a crash leaves the old file or the new one.
/// std::fs::write("watch.json.new", serde_json::to_vec(&watcher.snapshot())?)?;
/// std::fs::rename("watch.json.new", "watch.json")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Snapshot(Content);

#[derive(Clone)]
enum Content {
    Current(Box<Saved>),
    Unsupported { version: u32 },
}

/// The content of the current version.
#[derive(Clone, Serialize, Deserialize)]
struct Saved {
    /// When the current maintenance was first observed.
    maintenance: Option<Millis>,
    events: Vec<Event>,
    subjects: Vec<SavedSubject>,
}

#[derive(Clone, Serialize, Deserialize)]
struct SavedSubject {
    subscription: Subscription,
    state: SubjectState,
    reminders: Reminders,
    polls: Vec<PollState>,
}

/// The error of [`Watcher::restore`](super::Watcher::restore): a snapshot of a version that this
/// version of the library does not read.
///
/// ```
/// # fn example(client: coc_core::Client) -> Result<(), serde_json::Error> {
/// use coc_core::watch::Snapshot;
///
/// let snapshot: Snapshot = serde_json::from_str("[4711, {}]")?;
/// if let Err(error) = client.watcher().restore(snapshot) {
///     eprintln!("starting anew: {error}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the snapshot has version {version}, and this library reads version {VERSION}; \
     restore it with the library that wrote it, or start without a snapshot"
)]
pub struct RestoreError {
    version: u32,
}

impl Engine {
    pub(super) fn snapshot(&self) -> Snapshot {
        let subjects = self.subjects.iter().map(|(_, followed)| SavedSubject {
            subscription: followed.subscription.clone(),
            state: followed.state.clone(),
            reminders: followed.reminders.clone(),
            polls: followed
                .polls
                .iter()
                .filter_map(|key| Some(self.polls.get(*key)?.state.clone()))
                .collect(),
        });
        let saved = Saved {
            maintenance: self.maintenance.as_ref().map(|maintenance| maintenance.since),
            events: self.events.iter().cloned().collect(),
            subjects: subjects.collect(),
        };
        Snapshot(Content::Current(Box::new(saved)))
    }

    pub(super) fn restore(&mut self, snapshot: Snapshot, now: Now) -> Result<(), RestoreError> {
        let saved = match snapshot.0 {
            Content::Current(saved) => saved,
            Content::Unsupported { version } => return Err(RestoreError { version }),
        };
        self.clear();
        for SavedSubject { subscription, state, reminders, polls } in saved.subjects {
            let polls = polls.into_iter().map(|poll| self.insert_poll(poll)).collect();
            self.insert(Followed { subscription, state, reminders, polls }, now);
        }
        // After the reminders that were missed, which are given at once.
        self.events = saved.events.into_iter().chain(self.events.drain(..)).collect();
        self.maintenance = saved.maintenance.map(|since| Maintenance::began(since, now));
        Ok(())
    }
}

/// As a pair, whose order every format keeps: the version first.
impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Content::Current(saved) => (VERSION, saved).serialize(serializer),
            Content::Unsupported { version } => Err(ser::Error::custom(RestoreError { version: *version })),
        }
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Snapshot;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a snapshot of a watcher")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Snapshot, A::Error> {
                let version = parts.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
                let missing = || de::Error::invalid_length(1, &self);
                if version == VERSION {
                    return Ok(Snapshot(Content::Current(parts.next_element()?.ok_or_else(missing)?)));
                }
                parts.next_element::<IgnoredAny>()?.ok_or_else(missing)?;
                Ok(Snapshot(Content::Unsupported { version }))
            }
        }

        deserializer.deserialize_tuple(2, Visitor)
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Snapshot");
        match &self.0 {
            Content::Current(saved) => {
                debug.field("version", &VERSION).field("subjects", &saved.subjects.len())
            }
            Content::Unsupported { version } => debug.field("version", version),
        };
        debug.finish_non_exhaustive()
    }
}
