//! The ranked league groups of players.

mod event;

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
    current: Option<CurrentGroup>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CurrentGroup {
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
type BattleKey = (PlayerTag, Option<Timestamp>, i32, i32);

fn key(battle: &LeagueBattleLogEntry) -> BattleKey {
    (battle.opponent_player_tag, battle.creation_time, battle.stars, battle.trophies)
}

impl LeagueGroupFollower {
    pub(crate) fn new(player: PlayerTag) -> Self {
        Self { player, is_profile_known: false, current: None }
    }

    fn observe_profile(&mut self, profile: &Player, events: &mut Events) {
        let found = player::group(profile).zip(player::season(profile));
        let current = self.current.as_ref().map(|current| (current.group, current.season.clone()));
        let was_known = std::mem::replace(&mut self.is_profile_known, true);
        if found == current {
            return;
        }
        let battles = was_known.then(Battles::default);
        self.current =
            found.clone().map(|(group, season)| CurrentGroup { group, season, standing: None, battles });
        if !was_known {
            return;
        }
        match (found, current) {
            (Some((group, season)), _) => {
                events.push(EventKind::LeagueGroup(LeagueGroupEvent::Found { group, season }));
            }
            (None, Some((group, season))) => {
                events.push(EventKind::LeagueGroup(LeagueGroupEvent::Left { group, season }));
            }
            (None, None) => {}
        }
    }
}

impl Follow for LeagueGroupFollower {
    fn plan(&self, _now: Timestamp, plan: &mut Plan) {
        plan.poll(Resource::Player(self.player), Timing::Relaxed);
        if let Some(CurrentGroup { group, season, .. }) = &self.current {
            let (group, season, player) = (*group, season.clone(), self.player);
            let key = Box::new(LeagueGroupKey { group, season, player });
            plan.poll(Resource::LeagueGroup(key), Timing::Relaxed);
        }
    }

    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError> {
        let Outcome::Body(body) = observation.outcome else { return Ok(()) };
        match (observation.resource, &mut self.current) {
            (Resource::Player(_), _) => self.observe_profile(&follower::decode(body)?, events),
            // A response for a group of before says nothing any more.
            (Resource::LeagueGroup(key), Some(current))
                if (key.group, &key.season) == (current.group, &current.season) =>
            {
                current.observe(self.player, &follower::decode(body)?, events);
            }
            _ => {}
        }
        Ok(())
    }
}

impl CurrentGroup {
    fn observe(&mut self, player: PlayerTag, group: &LeagueGroup, events: &mut Events) {
        if self.standing.is_none() && self.battles.is_none() && events.snapshots {
            events.push(EventKind::LeagueGroup(LeagueGroupEvent::Snapshot(Box::new(group.clone()))));
        }
        let standing = Standing::of(player, group);
        if let (Some(old), Some(new)) = (self.standing, standing) {
            let place = Change::between(old.place, new.place).map(LeagueGroupEvent::Place);
            let trophies = Change::between(old.trophies, new.trophies).map(LeagueGroupEvent::Trophies);
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
        let keys = |battles: &[LeagueBattleLogEntry]| battles.iter().map(key).collect();
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
    log.iter().filter(move |battle| !known.contains(&key(battle)))
}
