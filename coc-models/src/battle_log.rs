//! [`BattleLogEntry`]: a player's latest attacks and defences.
//!
//! The battles of one ranked week, as their league group shows them, are in `league_group.rs`.

mod army;
mod overlap;
mod stats;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::{overlap::NewBattles, stats::BattleStats};
use crate::{
    LenientTimestamp, PlayerTag, Text, verbatim,
    wire::{list, or_default, whole_percentage},
};

open_enum! {
    /// The kind of battle.
    pub enum BattleType {
        /// A raid for loot on a home village.
        HomeVillage = "homeVillage",
        /// A battle of the ranked leagues.
        Ranked = "ranked",
        /// A battle of the Legend League.
        Legend = "legend",
    }
}

/// One attack or defence of a player.
///
/// `GET /players/{playerTag}/battlelog`, up to 50 of them, without paging. The oldest is first in the
/// recorded response.
///
/// ```
/// use coc_models::{BattleLogEntry, BattleType};
///
/// /// The stars won in attacks of ranked battles.
/// fn stars(log: &[BattleLogEntry]) -> i32 {
///     let ranked = log.iter().filter(|battle| battle.battle_type == BattleType::Ranked);
///     ranked.filter(|battle| battle.attack).map(|battle| battle.stars).sum()
/// }
/// # assert_eq!(stars(&[]), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BattleLogEntry {
    /// The kind of battle.
    #[serde(default, deserialize_with = "or_default")]
    pub battle_type: BattleType,
    /// Whether the player attacked; otherwise they were attacked.
    #[serde(default, deserialize_with = "or_default")]
    pub attack: bool,
    /// The attacker's army, as in the game's share links but without the URL around it.
    #[serde(default, deserialize_with = "or_default")]
    pub army_share_code: Text,
    /// The other player.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub opponent_player_tag: PlayerTag,
    /// The other player's name; since June 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opponent_name: Option<Text>,
    /// The other player's Town Hall level; since June 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opponent_town_hall_level: Option<i32>,
    /// Stars of the attack, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The destroyed part of the village, in percent.
    #[serde(default, deserialize_with = "or_default", serialize_with = "whole_percentage")]
    pub destruction_percentage: f64,
    /// The resources that the attacker looted.
    #[serde(default, deserialize_with = "list")]
    pub looted_resources: Vec<Resource>,
    /// The resources that the attacker received in addition.
    #[serde(default, deserialize_with = "list")]
    pub extra_looted_resources: Vec<Resource>,
    /// The resources that could be looted.
    #[serde(default, deserialize_with = "list")]
    pub available_loot: Vec<Resource>,
    /// The duration of the battle, in seconds; since June 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battle_time: Option<i32>,
    /// When the battle was; since June 2026. Its form is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battle_timestamp: Option<LenientTimestamp>,
}

/// An amount of something that can be looted.
///
/// ```
/// use coc_models::{BattleLogEntry, Resource};
///
/// /// The loot of a battle, as `Gold 500000, Elixir 480000`.
/// fn loot(battle: &BattleLogEntry) -> String {
///     let show = |resource: &Resource| format!("{} {}", resource.name, resource.amount);
///     battle.looted_resources.iter().map(show).collect::<Vec<_>>().join(", ")
/// }
/// # assert_eq!(loot(&BattleLogEntry::default()), "");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Resource {
    /// The game's name for the resource: `Gold`, `Elixir`, `DarkElixir`, `CommonOre` …
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The amount.
    #[serde(default, deserialize_with = "or_default")]
    pub amount: i64,
}
