//! [`RegularWars`]: the wars of a clan outside of the clan war league, and the search for the final
//! state of each.

use std::time::Duration;

use coc_models::{ClanTag, ClanWar, ClanWarLogEntry, Timestamp, WarId};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        EventKind,
        follower::{Events, Plan, Resource, Timing},
        timing::after,
    },
    WarEvent, timing,
    tracked::{Sighting, TrackedWar},
};

/// The time for which other sources of a final state are requested closely.
const CLOSE_SEARCH: Duration = Duration::from_secs(30 * 60);
/// The time after which the war logs are read although the opponent's current war may still show the
/// war.
const BEFORE_LOGS: Duration = Duration::from_secs(10 * 60);
/// The time after which the search is given up.
const SEARCH: Duration = Duration::from_secs(3 * 60 * 60);
/// A call of `wake` that is later than this was not possible earlier, so no source was requested
/// meanwhile.
const SUSPENDED: Duration = Duration::from_secs(10 * 60);
/// The most by which the end in a war log is later than the end that was seen last.
const LATEST_END: Duration = Duration::from_secs(12 * 60 * 60);

/// The regular and friendly wars of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RegularWars {
    clan: ClanTag,
    /// Whether a body was seen, so that another war is a new one.
    has_begun: bool,
    is_private: bool,
    /// The latest war, which may have ended.
    latest: Option<WarId>,
    /// The wars whose final state was not seen, the latest last: usually none or one.
    wars: Vec<Pursuit>,
}

/// A war whose final state was not seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pursuit {
    war: TrackedWar,
    /// Set while the clan's own current war does not show the war.
    search: Option<Search>,
}

/// The search for a war in other resources.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Search {
    since: Timestamp,
    give_up_at: Timestamp,
    /// The opponent's current war does not show it either.
    is_opponent_lost: bool,
    is_opponent_log_private: bool,
}

impl Search {
    fn new(since: Timestamp, war: &TrackedWar) -> Self {
        let begin = since.max(war.end);
        Self {
            since: begin,
            give_up_at: after(begin, SEARCH),
            is_opponent_lost: false,
            is_opponent_log_private: false,
        }
    }
}

impl RegularWars {
    pub(super) fn new(clan: ClanTag) -> Self {
        Self { clan, has_begun: false, is_private: false, latest: None, wars: Vec::new() }
    }

    pub(super) fn tracked(&self) -> impl Iterator<Item = &TrackedWar> {
        self.wars.iter().map(|pursuit| &pursuit.war)
    }

    pub(super) fn plan(&self, now: Timestamp, plan: &mut Plan) {
        let shown = self.wars.iter().find(|pursuit| pursuit.search.is_none());
        let own = shown.map_or(Timing::Relaxed, |pursuit| timing::of_replaceable(&pursuit.war, now));
        plan.poll(Resource::CurrentWar(self.clan), own);
        for Pursuit { war, search } in &self.wars {
            let Some(search) = search else { continue };
            let is_over = now > war.end;
            let closely =
                if now < after(search.since, CLOSE_SEARCH) { Timing::Close } else { Timing::Relaxed };
            let opponent = if is_over { closely } else { timing::of_replaceable(war, now) };
            let opponent = if search.is_opponent_lost { Timing::Relaxed } else { opponent };
            poll_once(plan, Resource::CurrentWar(war.opponent), opponent);
            let is_late = now >= after(search.since, BEFORE_LOGS);
            if is_over && (search.is_opponent_lost || is_late) {
                if !self.is_private {
                    poll_once(plan, Resource::WarLog(self.clan), closely);
                }
                if self.is_private || is_late {
                    let log = if search.is_opponent_log_private { Timing::Relaxed } else { closely };
                    poll_once(plan, Resource::WarLog(war.opponent), log);
                }
            }
        }
    }

    /// Applies a body of the clan's own current war.
    pub(super) fn own_war(&mut self, body: &ClanWar, sighting: Sighting, events: &mut Events) {
        // Wars of the clan war league are tracked by their tags.
        let side = body.side_of(self.clan).filter(|side| !side.war.is_league_war());
        let shown = side.and_then(|side| Some((side, side.war.id()?)));
        self.is_private = false;
        let is_new = std::mem::replace(&mut self.has_begun, true);
        for pursuit in &mut self.wars {
            let is_shown = shown.is_some_and(|(_, id)| id == pursuit.war.id);
            let search = pursuit.search.unwrap_or_else(|| Search::new(sighting.at, &pursuit.war));
            pursuit.search = (!is_shown).then_some(search);
        }
        let Some((side, id)) = shown else { return };
        if self.latest.is_none_or(|latest| id > latest)
            && let Some(war) = TrackedWar::new(side, sighting, is_new)
        {
            self.latest = Some(id);
            if let Some(summary) = war.summary(side, None) {
                let start = id.preparation_start_time().min(sighting.at);
                if is_new {
                    let found = EventKind::War(WarEvent::Found(Box::new(summary)));
                    events.push_within(found, start, start);
                } else if events.snapshots {
                    events.push(EventKind::War(WarEvent::Snapshot(Box::new(summary))));
                }
            }
            if is_new || !war.is_over() {
                self.wars.push(Pursuit { war, search: None });
            }
            if !is_new {
                return;
            }
        }
        self.update(id, body, sighting, events);
    }

    /// The clan's own war log is private.
    pub(super) fn own_is_private(&mut self, at: Timestamp) {
        self.is_private = true;
        for pursuit in &mut self.wars {
            pursuit.search.get_or_insert_with(|| Search::new(at, &pursuit.war));
        }
    }

    /// Applies a body of the current war of an opponent, or its private war log.
    pub(super) fn opponent_war(
        &mut self,
        opponent: ClanTag,
        body: Option<&ClanWar>,
        sighting: Sighting,
        events: &mut Events,
    ) {
        let id = body.and_then(ClanWar::id);
        for pursuit in self.wars.iter_mut().filter(|pursuit| pursuit.war.opponent == opponent) {
            if let Some(search) = &mut pursuit.search {
                search.is_opponent_lost = id != Some(pursuit.war.id);
            }
        }
        if let (Some(body), Some(id)) = (body, id) {
            self.update(id, body, sighting, events);
        }
    }

    /// Applies the war log of the clan or of an opponent; `None` if it is private.
    pub(super) fn war_log(
        &mut self,
        owner: ClanTag,
        entries: Option<&[ClanWarLogEntry]>,
        sighting: Sighting,
        events: &mut Events,
    ) {
        let is_own = owner == self.clan;
        let clan = self.clan;
        self.wars.retain_mut(|Pursuit { war, search }| {
            let Some(search) = search else { return true };
            if !is_own && war.opponent != owner {
                return true;
            }
            if !is_own {
                search.is_opponent_log_private = entries.is_none();
            }
            let other = if is_own { war.opponent } else { clan };
            let Some(entry) = entries.and_then(|entries| entry_of(entries, war, other)) else { return true };
            let [ours, theirs] =
                if is_own { [&entry.clan, &entry.opponent] } else { [&entry.opponent, &entry.clan] };
            war.end_with([ours.score(), theirs.score()], ours.attacks, sighting, events);
            false
        });
    }

    /// Ends the search for wars whose final state was not found in time. Until then, a private
    /// war log may be made public again.
    pub(super) fn wake(&mut self, now: Timestamp, events: &mut Events) {
        self.wars.retain_mut(|Pursuit { war, search }| {
            let Some(search) = search.as_mut().filter(|search| now >= search.give_up_at) else { return true };
            if now > after(search.give_up_at, SUSPENDED) {
                search.give_up_at = after(now, SEARCH);
                return true;
            }
            let last = WarEvent::EndNotSeen(Box::new(war.last_seen()));
            events.push_within(EventKind::War(last), war.end.min(now), war.end.min(now));
            false
        });
    }

    pub(super) fn wake_times(&self) -> impl Iterator<Item = Timestamp> {
        let searches = self.wars.iter().filter_map(|pursuit| pursuit.search);
        let alerts = self.tracked().map(timing::alert);
        searches.map(|search| search.give_up_at).chain(alerts)
    }

    fn update(&mut self, id: WarId, body: &ClanWar, sighting: Sighting, events: &mut Events) {
        let Some(side) = body.side_of(self.clan) else { return };
        self.wars.retain_mut(|pursuit| {
            pursuit.war.id != id || pursuit.war.update(side, sighting, events).is_none()
        });
    }
}

/// The entry of a war in the log of one clan, by its opponent and the end nearest to the known one.
fn entry_of<'a>(
    entries: &'a [ClanWarLogEntry],
    war: &TrackedWar,
    opponent: ClanTag,
) -> Option<&'a ClanWarLogEntry> {
    let possible = war.start..=after(war.end, LATEST_END);
    let wars = entries.iter().filter(|entry| entry.opponent.tag == Some(opponent));
    let wars = wars.filter(|entry| possible.contains(&entry.end_time));
    wars.min_by_key(|entry| entry.end_time.unix_seconds().abs_diff(war.end.unix_seconds()))
}

/// Adds a resource that may be in the plan for another war or season, with the closer timing.
pub(super) fn poll_once(plan: &mut Plan, resource: Resource, timing: Timing) {
    match plan.0.iter_mut().find(|(other, _)| *other == resource) {
        Some((_, other)) if *other == Timing::Relaxed => *other = timing,
        Some(_) => {}
        None => plan.poll(resource, timing),
    }
}
