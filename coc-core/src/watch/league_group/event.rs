//! [`LeagueGroupEvent`].

use std::fmt::Write as _;

use coc_models::{LeagueBattleLogEntry, LeagueGroup, LeagueGroupTag, SeasonId};
use serde::{Deserialize, Serialize};

use crate::watch::{Change, event::Keyed};

/// A change in the ranked league group of a player.
///
/// ```
/// use coc_core::watch::LeagueGroupEvent;
///
/// fn print(event: &LeagueGroupEvent) {
///     match event {
///         LeagueGroupEvent::Place { place, .. } => println!("place {}, was {}", place.new, place.old),
///         LeagueGroupEvent::Attack { battle, .. } => println!("won {} trophies", battle.trophies),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LeagueGroupEvent {
    /// The group as first seen; only if snapshots are requested.
    Snapshot(Box<LeagueGroup>),
    /// The player is in a new group.
    Found {
        /// The group.
        group: LeagueGroupTag,
        /// Its season.
        season: SeasonId,
    },
    /// The player is in no group any more: the season is over, and the player has not signed up for
    /// the next one.
    Left {
        /// The last group.
        group: LeagueGroupTag,
        /// Its season.
        season: SeasonId,
    },
    /// The player's place in the group, by trophies, from 1.
    Place {
        /// The season.
        season: SeasonId,
        /// The place.
        place: Change<usize>,
    },
    /// The player's trophies of the season.
    Trophies {
        /// The season.
        season: SeasonId,
        /// The trophies.
        trophies: Change<i32>,
    },
    /// A new attack of the player.
    Attack {
        /// The season.
        season: SeasonId,
        /// The attack.
        battle: Box<LeagueBattleLogEntry>,
    },
    /// A new attack on the player.
    Defense {
        /// The season.
        season: SeasonId,
        /// The attack.
        battle: Box<LeagueBattleLogEntry>,
    },
}

impl Keyed for LeagueGroupEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Snapshot(_) => key.push_str("snapshot"),
            Self::Place { season, place } => {
                let _ = write!(key, "place/{season}/{}", place.new);
            }
            Self::Trophies { season, trophies } => {
                let _ = write!(key, "trophies/{season}/{}", trophies.new);
            }
            Self::Found { group, season } => {
                let _ = write!(key, "found/{group}/{season}");
                return true;
            }
            Self::Left { group, season } => {
                let _ = write!(key, "left/{group}/{season}");
                return true;
            }
            Self::Attack { season, battle } => return write_battle(key, "attack", season, battle),
            Self::Defense { season, battle } => return write_battle(key, "defense", season, battle),
        }
        false
    }
}

fn write_battle(key: &mut String, side: &str, season: &SeasonId, battle: &LeagueBattleLogEntry) -> bool {
    let _ = write!(key, "{side}/{season}/{}", battle.opponent_player_tag);
    if let Some(at) = battle.creation_time {
        let _ = write!(key, "/{}", at.unix_seconds());
    }
    battle.creation_time.is_some()
}
