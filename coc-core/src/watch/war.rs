//! Wars and the clan war league.

mod end;
mod event;
mod league;
mod league_event;
mod regular;
mod season;
mod standings;
mod summary;
// The property tests do not run on wasm32.
#[cfg(not(target_family = "wasm"))]
#[cfg(test)]
mod tests;
mod timing;
mod tracked;

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, Page, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::{
    end::{FinalStateSource, LastSeenWar, MissedAttacks, WarEnd},
    event::{WarAttackMade, WarEvent},
    league_event::{LeagueEvent, WarLeagueGroupFound, WarLeagueRow, WarLeagueSeasonOver},
    summary::{WarLeagueRound, WarPlayer, WarSummary},
};
use self::{
    league::League,
    regular::RegularWars,
    tracked::{Sighting, TrackedWar},
};
use super::{
    Moment,
    follower::{Events, Follow, Observation, Outcome, Plan, Resource, decode},
};
use crate::decode::DecodeError;

/// The wars of a clan.
///
/// The clan's own current war shows a regular war until the clan begins the next one, which may be
/// seconds after the end. The final state is therefore requested at the end, and if it is not there
/// any more, from the opponent's current war, and last from the war logs of the two clans, which have
/// the score only. Wars of the clan war league stay available by their tags.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WarFollower {
    clan: ClanTag,
    regular: RegularWars,
    league: League,
    /// When the state was changed last.
    changed_at: Timestamp,
}

impl WarFollower {
    pub(crate) fn new(clan: ClanTag) -> Self {
        Self {
            clan,
            regular: RegularWars::new(clan),
            league: League::new(clan),
            changed_at: Timestamp::default(),
        }
    }

    fn tracked(&self) -> impl Iterator<Item = &TrackedWar> {
        self.regular.tracked().chain(self.league.tracked())
    }
}

impl Follow for WarFollower {
    fn plan(&self, now: Timestamp, plan: &mut Plan) {
        self.regular.plan(now, plan);
        self.league.plan(now, plan);
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Observation { resource, outcome, at, not_before } = *observation;
        let seen = |source| Sighting { source, at, not_before };
        match (resource, outcome) {
            (Resource::CurrentWar(tag), Outcome::Body(body)) if *tag == self.clan => {
                let war: ClanWar = decode(body)?;
                self.regular.own_war(&war, seen(FinalStateSource::CurrentWar), events);
            }
            (Resource::CurrentWar(tag), Outcome::PrivateWarLog) if *tag == self.clan => {
                self.regular.own_is_private(at);
            }
            (Resource::CurrentWar(tag), outcome) => {
                let war: Option<ClanWar> = decode_body(outcome)?;
                let seen = seen(FinalStateSource::OpponentCurrentWar);
                self.regular.opponent_war(*tag, war.as_ref(), seen, events);
            }
            (Resource::WarLeagueGroup(_), outcome) => {
                let group: Option<ClanWarLeagueGroup> = decode_body(outcome)?;
                self.league.group(group.as_ref(), at, events);
            }
            (Resource::WarLeagueWar(tag), outcome) => {
                // A war that is not found is requested until its season is over.
                if let Some(war) = decode_body::<ClanWar>(outcome)? {
                    self.league.war(*tag, &war, seen(FinalStateSource::LeagueWar), events);
                }
            }
            (Resource::WarLog(tag), outcome) => {
                let log: Option<Page<ClanWarLogEntry>> = decode_body(outcome)?;
                let entries = log.as_ref().map(|log| log.items.as_slice());
                let is_own = *tag == self.clan;
                let source = if is_own { FinalStateSource::WarLog } else { FinalStateSource::OpponentWarLog };
                self.regular.war_log(*tag, entries, seen(source), events);
                if is_own {
                    self.league.war_log(entries, seen(source), events);
                }
            }
            _ => {}
        }
        self.wake(at, events);
        Ok(())
    }

    fn wake_at(&self) -> Option<Timestamp> {
        let times = self.regular.wake_times().chain(self.league.wake_times());
        times.filter(|time| *time > self.changed_at).min()
    }

    fn wake(&mut self, now: Timestamp, events: &mut Events) {
        self.regular.wake(now, events);
        self.league.wake(now, events);
        self.changed_at = self.changed_at.max(now);
    }

    fn moments(&self, now: Timestamp, moments: &mut Vec<(Moment, Timestamp)>) {
        for war in self.tracked() {
            let both = [(Moment::WarStart(war.id), war.start), (Moment::WarEnd(war.id), war.end)];
            moments.extend(both.into_iter().filter(|(_, at)| now < *at));
        }
    }
}

/// The body of an outcome; `None` for a private war log, and if there is nothing.
fn decode_body<T: serde::de::DeserializeOwned>(outcome: Outcome<'_>) -> Result<Option<T>, DecodeError> {
    match outcome {
        Outcome::Body(body) => decode(body).map(Some),
        Outcome::NotFound | Outcome::PrivateWarLog => Ok(None),
    }
}
