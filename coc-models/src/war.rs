//! [`ClanWar`]: a war with its members and attacks, ordinary or of the clan war league.
//!
//! The files of `war/` compute with it: its type and phase (`kind.rs`), its id (`id.rs`), the side of
//! a clan (`side.rs`, `score.rs`), members (`member.rs`) and attacks (`attack.rs`), and who can still
//! win (`outlook.rs`). Past wars in brief are in `war_log.rs`, the groups of the clan war league in
//! `war_league.rs`.

mod assignment;
mod attack;
mod id;
mod kind;
mod member;
mod outlook;
mod score;
mod side;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, ClanTag, PlayerTag, Text, Timestamp, WarTag, verbatim,
    wire::{list, or_default, whole_percentage},
};

pub use self::{
    attack::WarAttack,
    id::{WarId, WarIdError},
    kind::{WarPhase, WarType},
    member::{UnusedAttacks, WarMember},
    outlook::{WarChance, WarOutlook},
    score::WarScore,
    side::WarSide,
};

open_enum! {
    /// The state of a clan's war.
    pub enum WarState {
        /// In no war.
        NotInWar = "notInWar",
        /// The preparation day: attacks are not allowed yet.
        Preparation = "preparation",
        /// Attacks are allowed.
        InWar = "inWar",
        /// The war is over; the next one has not begun.
        WarEnded = "warEnded",
        /// Looking for an opponent. Documented, rare.
        InMatchmaking = "inMatchmaking",
        /// About to enter a war. Documented, rare.
        EnterWar = "enterWar",
        /// An opponent was found. Documented, rare.
        Matched = "matched",
        /// At war. Documented, never seen.
        War = "war",
        /// Over. Documented, never seen.
        Ended = "ended",
        /// The clan does not exist. Documented, never seen.
        ClanNotFound = "clanNotFound",
        /// The war log is private. Documented, never seen: the API responds with an error.
        AccessDenied = "accessDenied",
    }
}

open_enum! {
    /// A modifier of the battles of a war.
    pub enum BattleModifier {
        /// None.
        None = "none",
        /// Hard mode.
        HardMode = "hardMode",
        /// One step harder, in the Legend League.
        MinusOne = "minusOne",
        /// Two steps harder, in the Legend League.
        MinusTwo = "minusTwo",
        /// Three steps harder, in the Legend League.
        MinusThree = "minusThree",
    }
}

/// A war.
///
/// `GET /clans/{clanTag}/currentwar`, where the requested clan is [`clan`](Self::clan); and
/// `GET /clanwarleagues/wars/{warTag}`, where a clan may be either of the two.
///
/// Without a war, both clans have a default badge and zeros, but no tags, names, members or times.
///
/// ```
/// use coc_models::{ClanWar, WarState};
///
/// let body = r##"{"state":"inWar","teamSize":15,"attacksPerMember":2,"clan":{"stars":31}}"##;
/// let war: ClanWar = serde_json::from_str(body)?;
/// assert_eq!(war.state, WarState::InWar);
/// assert_eq!((war.clan.stars, war.attack_limit(), war.is_league_war()), (31, 2, false));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWar {
    /// The state of the war.
    pub state: WarState,
    /// The number of players per clan: 5 to 50. In the clan war league it is usually 15 or 30, and
    /// other numbers exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_size: Option<i32>,
    /// The number of attacks per member; see [`attack_limit`](Self::attack_limit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks_per_member: Option<i32>,
    /// The modifier of the battles; since 2024, and not in the clan war league.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battle_modifier: Option<BattleModifier>,
    /// When the preparation day began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation_start_time: Option<Timestamp>,
    /// When attacks began, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// When the war ended, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// One clan; in the current war, the requested clan.
    #[serde(default, deserialize_with = "or_default")]
    pub clan: WarClan,
    /// The other clan.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent: WarClan,
    /// The same as [`start_time`](Self::start_time); only in the clan war league.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_start_time: Option<Timestamp>,
    /// The war's tag. Once documented, but never seen.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub tag: Option<WarTag>,
}

impl ClanWar {
    /// Whether this is a war of the clan war league: only these have a
    /// [`war_start_time`](Self::war_start_time).
    pub fn is_league_war(&self) -> bool {
        self.war_start_time.is_some()
    }

    /// The number of attacks that each member may make.
    ///
    /// It is [`attacks_per_member`](Self::attacks_per_member) if present. Otherwise it is 1 in the
    /// clan war league, and 2 in wars of before 2022.
    pub fn attack_limit(&self) -> i32 {
        self.attacks_per_member.unwrap_or(if self.is_league_war() { 1 } else { 2 })
    }
}

/// One clan in a [`ClanWar`].
///
/// ```
/// use coc_models::{ClanTag, ClanWar, WarClan};
///
/// /// The opponent of a clan in a war of the clan war league, where the clan may be either.
/// fn opponent(war: &ClanWar, tag: ClanTag) -> Option<&WarClan> {
///     Some(war.side_of(tag)?.opponent)
/// }
/// # assert!(opponent(&ClanWar::default(), ClanTag::default()).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarClan {
    /// The clan's tag; absent when not in war.
    #[serde(default, deserialize_with = "verbatim::deserialize", skip_serializing_if = "Option::is_none")]
    pub tag: Option<ClanTag>,
    /// The clan's name; absent when not in war.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// Attacks made so far.
    #[serde(default, deserialize_with = "or_default")]
    pub attacks: i32,
    /// Stars so far.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The average destroyed part of the opponent's villages, in percent.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percentage: f64,
    /// Experience that the clan earned. Documented, but only seen in the war log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp_earned: Option<i32>,
    /// The players, not sorted by [`map_position`](ClanWarMember::map_position).
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ClanWarMember>,
}

/// A player in a [`ClanWar`].
///
/// ```
/// use coc_models::{ClanWar, WarMember};
///
/// /// The members of the requested clan who can still attack, from the top of the map.
/// fn attacks_left(war: &ClanWar) -> Vec<WarMember<'_>> {
///     let [ours, _] = war.sides();
///     let members = ours.members().into_iter();
///     members.filter(|member| member.unused_attacks.remaining() > 0).collect()
/// }
/// # assert!(attacks_left(&ClanWar::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarMember {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Town Hall level.
    #[serde(default, deserialize_with = "or_default")]
    pub townhall_level: i32,
    /// The position on the war map, from 1. In the clan war league there are gaps.
    #[serde(default, deserialize_with = "or_default")]
    pub map_position: i32,
    /// The player's attacks so far.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub attacks: Vec<ClanWarAttack>,
    /// The number of attacks on the player.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent_attacks: i32,
    /// The best attack on the player, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_opponent_attack: Option<ClanWarAttack>,
}

/// An attack in a [`ClanWar`].
///
/// ```
/// use coc_models::{ClanWar, ClanWarAttack};
///
/// /// The latest attack of a war.
/// fn latest(war: &ClanWar) -> Option<&ClanWarAttack> {
///     Some(war.attacks().last()?.attack)
/// }
/// # assert!(latest(&ClanWar::default()).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarAttack {
    /// The attacker.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub attacker_tag: PlayerTag,
    /// The defender.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub defender_tag: PlayerTag,
    /// Stars, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// The destroyed part of the village, in percent.
    #[serde(default, deserialize_with = "or_default", serialize_with = "whole_percentage")]
    pub destruction_percentage: f64,
    /// The attack's number in the war, from 1, over both clans.
    #[serde(default, deserialize_with = "or_default")]
    pub order: i32,
    /// The duration, in seconds; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<i32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ClanWar {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn no_war_has_no_tags_members_and_times() {
        let json = r#"{"state":"notInWar","clan":{"badgeUrls":{"small":"s","large":"l","medium":"m"},"clanLevel":0,"attacks":0,"stars":0,"destructionPercentage":0.0},"opponent":{"badgeUrls":{"small":"s","large":"l","medium":"m"},"clanLevel":0,"attacks":0,"stars":0,"destructionPercentage":0.0}}"#;
        let war = read(json);
        assert_eq!((war.state.clone(), war.clan.tag, war.end_time), (WarState::NotInWar, None, None));
        assert_eq!(serde_json::to_string(&war).unwrap(), json);
    }

    #[test]
    fn only_the_state_is_required() {
        assert_eq!(read(r#"{"state":"inProgress","clan":null}"#).state.as_str(), "inProgress");
        assert!(serde_json::from_str::<ClanWar>(r#"{"reason":"accessDenied"}"#).is_err());
    }

    #[test]
    fn the_attack_limit_is_one_in_a_league_war_and_as_stated_in_others() {
        assert_eq!(read(r#"{"state":"inWar","warStartTime":"20240101T080000.000Z"}"#).attack_limit(), 1);
        assert_eq!(read(r#"{"state":"inWar","attacksPerMember":1}"#).attack_limit(), 1);
        assert_eq!(read(r#"{"state":"inWar"}"#).attack_limit(), 2);
    }

    #[test]
    fn percentages_are_written_as_the_same_kind_of_number() {
        let json =
            r##"{"attackerTag":"#2PP","defenderTag":"#2PY","stars":2,"destructionPercentage":87,"order":1}"##;
        let attack: ClanWarAttack = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&attack).unwrap(), json);
        let side: WarClan = serde_json::from_str(r#"{"destructionPercentage":100}"#).unwrap();
        assert!(serde_json::to_string(&side).unwrap().contains(r#""destructionPercentage":100.0"#));
    }
}
