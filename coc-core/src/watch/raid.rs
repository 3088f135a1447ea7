//! Raid weekends.

mod event;
// The property tests do not run on wasm32.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
mod weekend;

use std::time::Duration;

use coc_models::{ClanCapitalRaidSeason, ClanTag, Page, Timestamp, calendar::RaidWeekend};
use serde::{Deserialize, Serialize};

pub use self::event::{
    RaidAttackMade, RaidEvent, RaidHit, RaidMember, RaidOpponent, RaidWeekendEnd, RaidWeekendSummary,
};
use self::weekend::Weekend;
use super::{
    EventKind, Moment,
    follower::{Events, Follow, Observation, Outcome, Plan, Resource, Timing, decode},
    timing::{after, at_once_after, before},
};
use crate::decode::DecodeError;

/// The longest `max-age` of the raid weekends.
const FRESHNESS: Duration = Duration::from_secs(120);
/// The time after the end of a weekend for which its final state is requested closely.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// The raid weekends of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RaidFollower {
    clan: ClanTag,
    /// Whether a body was seen, so that another weekend is a new one.
    has_begun: bool,
    /// The latest weekend.
    weekend: Option<Weekend>,
    /// When the state was changed last.
    changed_at: Timestamp,
}

impl RaidFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self { clan, has_begun: false, weekend: None, changed_at: Timestamp::default() }
    }

    /// The weekend whose end was not seen yet.
    fn current(&self) -> Option<&Weekend> {
        self.weekend.as_ref().filter(|weekend| !weekend.is_over)
    }

    fn apply(&mut self, season: &ClanCapitalRaidSeason, is_new: bool, events: &mut Events) {
        let known = self.weekend.as_ref().map(|weekend| weekend.start);
        if known.is_some_and(|known| season.start_time < known) {
            return;
        }
        if known != Some(season.start_time) {
            let mut weekend = Weekend::new(season);
            let summary = weekend.summary(season);
            if is_new {
                events.push(EventKind::Raid(RaidEvent::Started(summary)));
            } else {
                weekend.remember(season);
                if events.snapshots {
                    events.push(EventKind::Raid(RaidEvent::Snapshot(summary)));
                }
            }
            self.weekend = Some(weekend);
        }
        if let Some(weekend) = self.weekend.as_mut().filter(|_| is_new) {
            weekend.update(season, events);
        }
    }
}

impl Follow for RaidFollower {
    fn plan(&self, now: Timestamp, plan: &mut Plan) {
        let timing = match self.current() {
            Some(weekend) if now >= weekend.end && now < after(weekend.end, PATIENCE) => Timing::Close,
            Some(weekend) if now >= before(weekend.end, FRESHNESS) && now < weekend.end => {
                at_once_after(weekend.end)
            }
            _ => Timing::Relaxed,
        };
        plan.poll(Resource::RaidSeasons(self.clan), timing);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        if let Outcome::Body(body) = observation.outcome {
            let page: Page<ClanCapitalRaidSeason> = decode(body)?;
            let is_new = std::mem::replace(&mut self.has_begun, true);
            let mut seasons: Vec<_> = page.items.iter().collect();
            seasons.sort_by_key(|season| season.start_time);
            if !is_new || self.weekend.is_none() {
                // The weekends before the latest one are history.
                seasons.drain(..seasons.len().saturating_sub(1));
            }
            for season in seasons {
                self.apply(season, is_new, events);
            }
        }
        self.changed_at = observation.at;
        Ok(())
    }

    fn wake_at(&self) -> Option<Timestamp> {
        // The first request after the end is due, whatever the interval of the subject.
        let end = self.current()?.end;
        let times = [before(end, FRESHNESS), end];
        times.into_iter().find(|time| *time > self.changed_at)
    }

    fn wake(&mut self, now: Timestamp, _events: &mut Events) {
        self.changed_at = self.changed_at.max(now);
    }

    fn moments(&self, now: Timestamp, moments: &mut Vec<(Moment, Timestamp)>) {
        moments.push((Moment::RaidWeekendStart, RaidWeekend::next(now).window().start()));
        let stated = self.current().map(|weekend| weekend.end).filter(|end| now < *end);
        let end = stated.unwrap_or_else(|| RaidWeekend::current_or_next(now).window().end());
        moments.push((Moment::RaidWeekendEnd, end));
    }
}
