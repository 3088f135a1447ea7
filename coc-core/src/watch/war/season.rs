//! [`Season`]: a season of the clan war league with its rounds and wars.

use std::time::Duration;

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLeagueGroupState, PlayerTag, SeasonId, Text, Timestamp,
    WarPhase, WarSide, WarTag,
};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        EventKind,
        follower::{Events, Plan, Resource, Timing},
        timing::{after, at_once_after, before},
    },
    LeagueEvent, WarEnd, WarEvent, WarLeagueGroupFound, WarLeagueRound,
    standings::{FinalScore, season_over},
    timing,
    tracked::{Sighting, TrackedWar},
};

/// The most wars that are requested at the same time to find those of the clan.
const AT_ONCE: usize = 8;
/// The time after the last war for which wars that could not be read are requested.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
/// The next round is drawn this long before it is expected, at the earliest.
const ALERT: Duration = Duration::from_secs(60 * 60);

/// A season of the clan war league.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Season {
    clan: ClanTag,
    pub(super) id: Option<SeasonId>,
    clans: Vec<(ClanTag, Text)>,
    roster: Vec<PlayerTag>,
    round_count: usize,
    /// The drawn rounds.
    rounds: Vec<Round>,
    /// The group states that the season has ended.
    has_ended: bool,
    /// The standings were reported, or the season was over when the clan was first seen.
    pub(super) is_over: bool,
    /// When the last war ended, after the season.
    ended_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Round {
    /// Whether the round was drawn after the clan was first seen.
    is_new: bool,
    /// Whether the clan's war was found among the wars.
    is_own_found: bool,
    /// The end of the clan's war, or of another one, as far as known.
    end: Option<Timestamp>,
    wars: Vec<(WarTag, RoundWar)>,
}

/// A war of a round.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum RoundWar {
    Unseen,
    /// The clan's war.
    Own(Box<TrackedWar>),
    /// A war of two other clans, which ends then.
    Other(Timestamp),
    Final(FinalScore),
}

impl Season {
    /// The season of a group as it is.
    pub(super) fn new(clan: ClanTag, group: &ClanWarLeagueGroup, is_new: bool) -> Self {
        let clans = group.clans.iter().map(|clan| (clan.tag, clan.name.clone())).collect();
        let mut season = Self {
            clan,
            id: group.season.clone(),
            clans,
            roster: roster(group, clan).map(|(tag, _)| tag).collect(),
            round_count: group.rounds.len(),
            rounds: Vec::new(),
            has_ended: false,
            is_over: !is_new && group.state == ClanWarLeagueGroupState::Ended,
            ended_at: None,
        };
        if !is_new {
            season.draw(group, false, &mut Events::default());
        }
        season
    }

    pub(super) fn summary(&self) -> WarLeagueGroupFound {
        WarLeagueGroupFound { season: self.id.clone(), rounds: self.round_count, clans: self.clans.clone() }
    }

    /// Whether a group is of this season: it has the same id and the same wars.
    pub(super) fn is_of(&self, group: &ClanWarLeagueGroup) -> bool {
        let known = self.rounds.first().and_then(|round| round.wars.first()).map(|(tag, _)| *tag);
        let first = group.rounds.first();
        let is_known = |tag| first.is_none_or(|round| !round.is_drawn() || round.war_tags.contains(&tag));
        self.id == group.season && known.is_none_or(is_known)
    }

    /// Applies a body of the group of this season.
    pub(super) fn update(&mut self, group: &ClanWarLeagueGroup, events: &mut Events) {
        if self.is_over {
            return;
        }
        let new: Vec<_> = roster(group, self.clan).collect();
        let is_new = |(tag, _): &&(PlayerTag, Text)| !self.roster.contains(tag);
        let added: Vec<_> = new.iter().filter(is_new).cloned().collect();
        let is_gone = |tag: &&PlayerTag| new.iter().all(|(other, _)| other != *tag);
        let removed: Vec<_> = self.roster.iter().filter(is_gone).copied().collect();
        if !added.is_empty() || !removed.is_empty() {
            let event = LeagueEvent::RosterChanged { season: self.id.clone(), added, removed };
            events.push(EventKind::League(event));
        }
        self.roster = new.into_iter().map(|(tag, _)| tag).collect();
        self.round_count = group.rounds.len();
        self.draw(group, true, events);
        self.has_ended = group.state == ClanWarLeagueGroupState::Ended;
        self.finish(events);
    }

    /// Adds the rounds that were drawn.
    fn draw(&mut self, group: &ClanWarLeagueGroup, is_new: bool, events: &mut Events) {
        for (index, drawn) in group.rounds.iter().enumerate() {
            let war_tags: Vec<_> = drawn.drawn_war_tags().collect();
            if let Some(round) = self.rounds.get_mut(index) {
                let known: Vec<_> = round.wars.iter().map(|(tag, _)| *tag).collect();
                let more = war_tags.into_iter().filter(|tag| !known.contains(tag));
                round.wars.extend(more.map(|tag| (tag, RoundWar::Unseen)));
                continue;
            }
            if war_tags.is_empty() {
                break;
            }
            let wars = war_tags.iter().map(|tag| (*tag, RoundWar::Unseen)).collect();
            self.rounds.push(Round { is_new, is_own_found: false, end: None, wars });
            if is_new {
                let event = LeagueEvent::RoundDrawn { season: self.id.clone(), round: index + 1, war_tags };
                events.push(EventKind::League(event));
            }
        }
    }

    pub(super) fn tracked(&self) -> impl Iterator<Item = &TrackedWar> {
        self.rounds.iter().filter_map(Round::own)
    }

    /// When the last war ends, as far as known.
    pub(super) fn end(&self) -> Option<Timestamp> {
        self.ended_at.or_else(|| self.rounds.iter().filter_map(|round| round.end).max())
    }

    /// Applies a body of a war.
    pub(super) fn war(&mut self, tag: WarTag, body: &ClanWar, sighting: Sighting, events: &mut Events) {
        let found = (1..).zip(&mut self.rounds).find_map(|(number, round)| {
            let index = round.wars.iter().position(|(other, _)| *other == tag)?;
            Some((number, round, index))
        });
        let Some((number, round, index)) = found.filter(|_| !self.is_over) else { return };
        let Round { is_new, is_own_found, end, wars } = round;
        let Some((_, war)) = wars.get_mut(index).filter(|(_, war)| !matches!(war, RoundWar::Final(_))) else {
            return;
        };
        if let Some(side) = body.side_of(self.clan) {
            let round = WarLeagueRound { season: self.id.clone(), number, war_tag: tag };
            let tracked = match std::mem::replace(war, RoundWar::Unseen) {
                RoundWar::Own(mut tracked) => {
                    let reported = tracked.phase;
                    update(&mut tracked, reported, round, side, sighting, events);
                    Some(tracked)
                }
                _ => find(*is_new, round, side, sighting, events),
            };
            if let Some(tracked) = tracked {
                (*end, *is_own_found) = (Some(tracked.end), true);
                *war = RoundWar::Own(tracked);
            }
        } else if let Some(time) = body.end_time {
            *war = RoundWar::Other(time);
            end.get_or_insert(time);
        }
        if let Some(score) = FinalScore::of(body, &self.clans) {
            *war = RoundWar::Final(score);
        }
        self.finish(events);
    }

    pub(super) fn plan(&self, now: Timestamp, plan: &mut Plan) {
        if self.is_over {
            return;
        }
        let mut unknown = AT_ONCE;
        for round in self.rounds.iter().rev() {
            for (tag, war) in &round.wars {
                let timing = match (war, round.end.filter(|_| round.is_own_found)) {
                    (RoundWar::Final(_), _) => continue,
                    (RoundWar::Own(war), _) => timing::of_lasting(war, now),
                    (RoundWar::Other(end), _) => at_once_after(*end),
                    (RoundWar::Unseen, Some(end)) => at_once_after(end),
                    (RoundWar::Unseen, None) if unknown == 0 => continue,
                    (RoundWar::Unseen, None) => {
                        unknown -= 1;
                        Timing::Close
                    }
                };
                plan.poll(Resource::WarLeagueWar(*tag), timing);
            }
        }
    }

    /// When the group is requested: the next round is drawn soon after the battle of the last drawn
    /// one begins.
    pub(super) fn group_timing(&self, now: Timestamp) -> Timing {
        let is_complete = self.is_over || self.rounds.len() >= self.round_count;
        match self.rounds.last().and_then(Round::own) {
            Some(war) if !is_complete && now >= war.start => Timing::Close,
            Some(war) if !is_complete && now >= before(war.start, ALERT) => at_once_after(war.start),
            _ => Timing::Relaxed,
        }
    }

    pub(super) fn wake_times(&self) -> impl Iterator<Item = Timestamp> {
        let alerts = self.tracked().map(timing::alert);
        alerts.chain(self.end().filter(|_| !self.is_over).map(|end| after(end, PATIENCE)))
    }

    pub(super) fn wake(&mut self, now: Timestamp, events: &mut Events) {
        let is_complete = self.has_ended || self.rounds.len() >= self.round_count;
        if is_complete && self.end().is_some_and(|end| now >= after(end, PATIENCE)) {
            self.report_end(events);
        }
    }

    /// Reports the standings if all wars have ended.
    fn finish(&mut self, events: &mut Events) {
        let is_complete = self.has_ended || self.rounds.len() >= self.round_count;
        let mut wars = self.rounds.iter().flat_map(|round| &round.wars);
        if is_complete && !self.rounds.is_empty() && wars.all(|(_, war)| matches!(war, RoundWar::Final(_))) {
            self.report_end(events);
        }
    }

    /// Reports the standings with the wars whose final score is known.
    pub(super) fn report_end(&mut self, events: &mut Events) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        let rounds = self.rounds.iter().map(|round| {
            let score = |war: &RoundWar| if let RoundWar::Final(score) = war { Some(*score) } else { None };
            round.wars.iter().map(|(tag, war)| (*tag, score(war))).collect()
        });
        let over = season_over(self.id.clone(), self.clan, &self.clans, rounds.collect());
        events.push(EventKind::League(LeagueEvent::SeasonOver(over)));
        self.ended_at = self.end();
        // The first tags tell this group from the next one.
        self.rounds.truncate(1);
        self.roster = Vec::new();
    }
}

impl Round {
    fn own(&self) -> Option<&TrackedWar> {
        self.wars.iter().find_map(|(_, war)| match war {
            RoundWar::Own(war) => Some(&**war),
            _ => None,
        })
    }
}

fn roster(group: &ClanWarLeagueGroup, clan: ClanTag) -> impl Iterator<Item = (PlayerTag, Text)> {
    let members = group.clan(clan).into_iter().flat_map(|clan| &clan.members);
    members.map(|member| (member.tag, member.name.clone()))
}

/// Reports the clan's war of a round, and begins to track it.
fn find(
    is_new: bool,
    round: WarLeagueRound,
    side: WarSide<'_>,
    sighting: Sighting,
    events: &mut Events,
) -> Option<Box<TrackedWar>> {
    let mut tracked = Box::new(TrackedWar::new(side, sighting, is_new)?);
    let summary = Box::new(tracked.summary(side, Some(round.clone()))?);
    if is_new {
        let start = tracked.id.preparation_start_time().min(sighting.at);
        events.push_within(EventKind::War(WarEvent::Found(summary)), start, start);
        update(&mut tracked, WarPhase::Preparation, round, side, sighting, events);
    } else if events.snapshots && !tracked.is_over() {
        events.push(EventKind::War(WarEvent::Snapshot(summary)));
    }
    Some(tracked)
}

/// Applies a body of the clan's war of a round, of which this phase was reported last.
fn update(
    tracked: &mut TrackedWar,
    reported: WarPhase,
    round: WarLeagueRound,
    side: WarSide<'_>,
    sighting: Sighting,
    events: &mut Events,
) {
    let ended = tracked.update(side, sighting, events);
    let WarLeagueRound { season, number: round, .. } = round;
    let war = tracked.id;
    if reported == WarPhase::Preparation && tracked.phase > reported {
        let at = tracked.start.min(sighting.at);
        let started = LeagueEvent::RoundStarted { season: season.clone(), round, war };
        events.push_within(EventKind::League(started), at, at);
    }
    if let Some(WarEnd { result, score, opponent_score, .. }) = ended {
        let at = tracked.end.min(sighting.at);
        let ended = LeagueEvent::RoundEnded { season, round, war, result, score, opponent_score };
        events.push_within(EventKind::League(ended), at, at);
    }
}
