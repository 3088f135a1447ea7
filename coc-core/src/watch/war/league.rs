//! [`League`]: the clan war league of a clan, over its seasons.

use std::time::Duration;

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, LeagueSeasonOutcome, SeasonId, Timestamp, WarTag,
};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        EventKind,
        follower::{Events, Plan, Resource, Timing},
        timing::{after, before},
    },
    LeagueEvent,
    regular::poll_once,
    season::Season,
    tracked::{Sighting, TrackedWar},
};

/// The time after a season for which its entry in the war log is requested.
const SEARCH: Duration = Duration::from_secs(2 * 60 * 60);
/// The time between the end of a season in the war log and the end of its last war, at most.
const TOLERANCE: Duration = Duration::from_secs(24 * 60 * 60);

/// The clan war league of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct League {
    clan: ClanTag,
    /// Whether a group, or its absence, was seen, so that another group is a new one.
    has_begun: bool,
    season: Option<Season>,
    /// The season that was over last, while its outcome is not known.
    awaited: Option<AwaitedOutcome>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct AwaitedOutcome {
    season: Option<SeasonId>,
    end: Timestamp,
    give_up_at: Timestamp,
}

impl League {
    pub(super) fn new(clan: ClanTag) -> Self {
        Self { clan, has_begun: false, season: None, awaited: None }
    }

    pub(super) fn tracked(&self) -> impl Iterator<Item = &TrackedWar> {
        self.season.iter().flat_map(Season::tracked)
    }

    pub(super) fn plan(&self, now: Timestamp, plan: &mut Plan) {
        let group = self.season.as_ref().map_or(Timing::Relaxed, |season| season.group_timing(now));
        plan.poll(Resource::WarLeagueGroup(self.clan), group);
        if let Some(season) = &self.season {
            season.plan(now, plan);
        }
        if self.awaited.is_some() {
            poll_once(plan, Resource::WarLog(self.clan), Timing::Close);
        }
    }

    /// Applies a body of the clan's group; `None` if it has none.
    pub(super) fn group(&mut self, body: Option<&ClanWarLeagueGroup>, at: Timestamp, events: &mut Events) {
        let is_new = std::mem::replace(&mut self.has_begun, true);
        // The wars of a group that is not shown any more can still be read.
        let Some(group) = body.filter(|group| group.clan(self.clan).is_some()) else { return };
        if !self.season.as_ref().is_some_and(|season| season.is_of(group)) {
            self.change(at, events, Season::report_end);
            let season = Season::new(self.clan, group, is_new);
            if is_new {
                events.push(EventKind::League(LeagueEvent::GroupFound(season.summary())));
            } else if events.snapshots {
                events.push(EventKind::League(LeagueEvent::Snapshot(season.summary())));
            }
            self.season = Some(season);
        }
        self.change(at, events, |season, events| season.update(group, events));
    }

    /// Applies a body of a war.
    pub(super) fn war(&mut self, tag: WarTag, body: &ClanWar, sighting: Sighting, events: &mut Events) {
        self.change(sighting.at, events, |season, events| season.war(tag, body, sighting, events));
    }

    /// Changes the season, and awaits its outcome if this has ended it.
    fn change(&mut self, at: Timestamp, events: &mut Events, change: impl FnOnce(&mut Season, &mut Events)) {
        let Some(season) = &mut self.season else { return };
        let was_over = season.is_over;
        change(season, events);
        if let (false, true, Some(end)) = (was_over, season.is_over, season.end()) {
            let give_up_at = after(end.max(at), SEARCH);
            self.awaited = Some(AwaitedOutcome { season: season.id.clone(), end, give_up_at });
        }
    }

    /// Applies the war log of the clan; `None` if it is private.
    pub(super) fn war_log(
        &mut self,
        entries: Option<&[ClanWarLogEntry]>,
        sighting: Sighting,
        events: &mut Events,
    ) {
        let (Some(awaited), Some(entries)) = (&self.awaited, entries) else {
            self.awaited = None;
            return;
        };
        if let Some(outcome) = outcome_of(entries, awaited.end) {
            let season = awaited.season.clone();
            let end = awaited.end.min(sighting.at);
            events.push_within(EventKind::League(LeagueEvent::Outcome { season, outcome }), end, sighting.at);
            self.awaited = None;
        }
    }

    pub(super) fn wake(&mut self, now: Timestamp, events: &mut Events) {
        self.change(now, events, |season, events| season.wake(now, events));
        if self.awaited.as_ref().is_some_and(|awaited| now >= awaited.give_up_at) {
            self.awaited = None;
        }
    }

    pub(super) fn wake_times(&self) -> impl Iterator<Item = Timestamp> {
        let season = self.season.iter().flat_map(Season::wake_times);
        season.chain(self.awaited.iter().map(|awaited| awaited.give_up_at))
    }
}

/// The outcome of the season that ended at this time, according to the clan's war log.
fn outcome_of(entries: &[ClanWarLogEntry], end: Timestamp) -> Option<LeagueSeasonOutcome> {
    let possible = before(end, TOLERANCE)..=after(end, TOLERANCE);
    let mut seasons = entries.iter().filter(|entry| possible.contains(&entry.end_time));
    seasons.find_map(ClanWarLogEntry::season_outcome)
}
