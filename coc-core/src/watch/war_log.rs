//! The war logs of clans.

mod event;
#[cfg(test)]
mod tests;

use coc_models::{ClanTag, ClanWarLogEntry, Page, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::WarLogEvent;
use super::{
    EventKind,
    follower::{self, Events, Follow, Observation, Outcome, Plan, Resource, Timing},
};
use crate::decode::DecodeError;

/// The number of newest entries in the state. A season of the clan war league may be entered below
/// wars that ended later, so one is not enough.
const KEPT: usize = 50;

/// The newest entries of a war log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WarLogFollower {
    clan: ClanTag,
    /// The newest entries of the last public log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entries: Option<Box<[EntryKey]>>,
    #[serde(default)]
    is_private: bool,
}

/// The parts of an entry that tell it apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct EntryKey {
    end: Timestamp,
    /// The opponent, which a season of the clan war league lacks.
    #[serde(default, with = "coc_models::verbatim", skip_serializing_if = "Option::is_none")]
    opponent: Option<ClanTag>,
}

impl EntryKey {
    fn of(entry: &ClanWarLogEntry) -> Self {
        Self { end: entry.end_time, opponent: entry.opponent.tag }
    }
}

impl WarLogFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan, entries: None, is_private: false }
    }
}

impl Follow for WarLogFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::WarLog(self.clan), Timing::Relaxed);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let log: Page<ClanWarLogEntry> = match observation.outcome {
            Outcome::Body(body) => follower::decode(body)?,
            Outcome::PrivateWarLog => {
                if self.entries.is_some() && !self.is_private {
                    events.push(EventKind::WarLog(WarLogEvent::BecamePrivate));
                }
                self.is_private = true;
                return Ok(());
            }
            Outcome::NotFound => return Ok(()),
        };
        if self.is_private {
            self.is_private = false;
            events.push(EventKind::WarLog(WarLogEvent::BecamePublic));
        }
        match &self.entries {
            Some(known) => {
                for entry in gained(known, &log.items).rev() {
                    events.push(EventKind::WarLog(grown(entry)));
                }
            }
            None if events.snapshots => {
                events.push(EventKind::WarLog(WarLogEvent::Snapshot(log.items.clone())));
            }
            None => {}
        }
        self.entries = Some(log.items.iter().take(KEPT).map(EntryKey::of).collect());
        Ok(())
    }
}

/// The entries that are new, newest first: those above the oldest known one. Below it are entries
/// that the state has no longer.
fn gained<'a>(
    known: &[EntryKey],
    log: &'a [ClanWarLogEntry],
) -> impl DoubleEndedIterator<Item = &'a ClanWarLogEntry> {
    let is_known = |entry: &ClanWarLogEntry| known.contains(&EntryKey::of(entry));
    let end = log.iter().rposition(is_known).unwrap_or(log.len());
    log.iter().take(end).filter(move |entry| !is_known(entry))
}

fn grown(entry: &ClanWarLogEntry) -> WarLogEvent {
    let entry = Box::new(entry.clone());
    if entry.is_league_season() {
        let outcome = entry.season_outcome();
        WarLogEvent::LeagueSeason { season: entry, outcome }
    } else {
        WarLogEvent::War(entry)
    }
}
