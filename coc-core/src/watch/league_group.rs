//! The ranked league groups of players.

mod event;
#[cfg(test)]
mod tests;

use coc_models::{LeagueBattleLogEntry, LeagueGroup, LeagueGroupTag, Player, PlayerTag, SeasonId, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::event::LeagueGroupEvent;
use super::{
    Change, EventKind,
    follower::{self, Events, Follow, LeagueGroupKey, Observation, Outcome, Plan, Resource, Timing},
    player,
};
use crate::decode::DecodeError;

/// The league group of a player, which the player's profile names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LeagueGroupFollower {
    player: PlayerTag,
    /// Whether the profile was seen.
    #[serde(default)]
    is_profile_known: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current: Option<WatchedGroup>,
    /// The group before, whose last battles may still be unknown, and when the profile named another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<(WatchedGroup, Timestamp)>,
}

/// The seconds for which a group is still requested after the profile has named another: a few times
/// its freshness of 300 seconds.
const AFTER_THE_TURN: i64 = 900;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WatchedGroup {
    group: LeagueGroupTag,
    season: SeasonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    /// The known battles. A group that was found after another season has none before its first
    /// response, so that all of its battles are reported; `None` at the first sight of the player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    battles: Option<Battles>,
}

/// The player's place and trophies.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Standing {
    place: usize,
    trophies: i32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Battles {
    attacks: Box<[BattleKey]>,
    defenses: Box<[BattleKey]>,
}

/// The parts of a battle that tell it apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct BattleKey {
    #[serde(with = "coc_models::verbatim")]
    opponent: PlayerTag,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
    stars: i32,
    trophies: i32,
}

impl BattleKey {
    fn of(battle: &LeagueBattleLogEntry) -> Self {
        Self {
            opponent: battle.opponent_player_tag,
            time: battle.creation_time,
            stars: battle.stars,
            trophies: battle.trophies,
        }
    }
}

impl LeagueGroupFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player, is_profile_known: false, current: None, previous: None }
    }

    fn observe_profile(&mut self, profile: &Player, at: Timestamp, events: &mut Events) {
        let found = player::group(profile).zip(player::season(profile));
        let was_known = std::mem::replace(&mut self.is_profile_known, true);
        if found.as_ref().map(|(group, season)| (group, season))
            == self.current.as_ref().map(|current| (&current.group, &current.season))
        {
            return;
        }
        let battles = was_known.then(Battles::default);
        let before = std::mem::replace(
            &mut self.current,
            found.clone().map(|(group, season)| WatchedGroup { group, season, standing: None, battles }),
        );
        let turn = match (found, &before) {
            (Some((group, season)), _) => LeagueGroupEvent::Found { group, season },
            (None, Some(WatchedGroup { group, season, .. })) => {
                LeagueGroupEvent::Left { group: *group, season: season.clone() }
            }
            (None, None) => return,
        };
        self.previous = before.map(|before| (before, at));
        if was_known {
            events.push(EventKind::LeagueGroup(turn));
        }
    }
}

impl Follow for LeagueGroupFollower {
    fn plan(&self, now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Player(self.player), Timing::Relaxed);
        let previous = self
            .previous
            .as_ref()
            .filter(|(_, turn)| now.unix_seconds() - turn.unix_seconds() < AFTER_THE_TURN);
        let previous = previous.map(|(group, _)| group);
        for WatchedGroup { group, season, .. } in self.current.iter().chain(previous) {
            let key = LeagueGroupKey { group: *group, season: season.clone(), player: self.player };
            plan.poll(Resource::LeagueGroup(Box::new(key)), Timing::Relaxed);
        }
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        match observation.resource {
            Resource::Player(_) => {
                self.observe_profile(&follower::decode(body)?, observation.at, events);
            }
            Resource::LeagueGroup(key) => {
                let previous = self.previous.as_mut().map(|(group, _)| group);
                let mut groups = self.current.iter_mut().chain(previous);
                let is_of =
                    |group: &&mut WatchedGroup| (group.group, &group.season) == (key.group, &key.season);
                if let Some(group) = groups.find(is_of) {
                    group.observe(self.player, &follower::decode(body)?, events);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl WatchedGroup {
    fn observe(&mut self, player: PlayerTag, group: &LeagueGroup, events: &mut Events) {
        if self.standing.is_none() && self.battles.is_none() && events.snapshots {
            events.push(EventKind::LeagueGroup(LeagueGroupEvent::Snapshot(Box::new(group.clone()))));
        }
        let standing = Standing::of(player, group);
        if let (Some(old), Some(new)) = (self.standing, standing) {
            let season = || self.season.clone();
            let place = Change::between(old.place, new.place)
                .map(|place| LeagueGroupEvent::Place { season: season(), place });
            let trophies = Change::between(old.trophies, new.trophies)
                .map(|trophies| LeagueGroupEvent::Trophies { season: season(), trophies });
            for event in place.into_iter().chain(trophies) {
                events.push(EventKind::LeagueGroup(event));
            }
        }
        self.standing = standing.or(self.standing);
        if let Some(known) = &self.battles {
            for battle in gained(&known.attacks, &group.attack_logs) {
                let (season, battle) = (self.season.clone(), Box::new(battle.clone()));
                events.push(EventKind::LeagueGroup(LeagueGroupEvent::Attack { season, battle }));
            }
            for battle in gained(&known.defenses, &group.defense_logs) {
                let (season, battle) = (self.season.clone(), Box::new(battle.clone()));
                events.push(EventKind::LeagueGroup(LeagueGroupEvent::Defense { season, battle }));
            }
        }
        let keys = |battles: &[LeagueBattleLogEntry]| battles.iter().map(BattleKey::of).collect();
        self.battles =
            Some(Battles { attacks: keys(&group.attack_logs), defenses: keys(&group.defense_logs) });
    }
}

impl Standing {
    /// The standing of a player: members with more trophies are above, and of those with as many
    /// the ones that are earlier in the list.
    fn of(player: PlayerTag, group: &LeagueGroup) -> Option<Self> {
        let position = group.members.iter().position(|member| member.player_tag == player)?;
        let trophies = group.members.get(position)?.league_trophies;
        let is_above = |(index, trophies_of): (usize, i32)| {
            trophies_of > trophies || (trophies_of == trophies && index < position)
        };
        let members = group.members.iter().map(|member| member.league_trophies).enumerate();
        Some(Self { place: 1 + members.filter(|member| is_above(*member)).count(), trophies })
    }
}

/// The battles that are not known yet.
fn gained<'a>(
    known: &[BattleKey],
    log: &'a [LeagueBattleLogEntry],
) -> impl Iterator<Item = &'a LeagueBattleLogEntry> {
    log.iter().filter(move |battle| !known.contains(&BattleKey::of(battle)))
}
