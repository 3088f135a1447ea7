//! [`ClanWar`]: a war with its members and attacks, ordinary or of the clan war league.
//!
//! Past wars in brief are in `war_log.rs`, the groups of the clan war league in `war_league.rs`.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, ClanTag, PlayerTag, Text, Timestamp, WarTag,
    wire::{list, or_default, whole_percentage},
};

open_enum! {
    /// Where a clan is with its war.
    pub enum WarState {
        /// In no war.
        NotInWar = "notInWar",
        /// The war is on the map, attacks are not allowed yet.
        Preparation = "preparation",
        /// Attacks are allowed.
        InWar = "inWar",
        /// The war is over; the next has not been found.
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
        /// There is no such clan. Documented, never seen.
        ClanNotFound = "clanNotFound",
        /// The war log is private. Documented, never seen: the API answers with an error.
        AccessDenied = "accessDenied",
    }
}

open_enum! {
    /// A rule that makes the battles of a war different.
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
/// `GET /clans/{clanTag}/currentwar`, where the clan asked about is [`clan`](Self::clan); and
/// `GET /clanwarleagues/wars/{warTag}`, where it may be on either side.
///
/// A clan that is in no war has both sides with a default badge and zeros, but no tags, names, members or times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWar {
    /// Where the war is.
    pub state: WarState,
    /// How many players fight on each side: 5 to 50, and 15 or 30 in the clan war league.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_size: Option<i32>,
    /// How often each member may attack; see [`attack_limit`](Self::attack_limit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attacks_per_member: Option<i32>,
    /// What is different about the battles; since 2024, and not in the clan war league.
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
    /// One side; of the current war, the clan asked about.
    #[serde(default, deserialize_with = "or_default")]
    pub clan: WarClan,
    /// The other side.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent: WarClan,
    /// When attacks began, once more; only in the clan war league.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_start_time: Option<Timestamp>,
    /// The war's tag. Once documented, but never seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<WarTag>,
}

impl ClanWar {
    /// Whether it is a war of the clan war league, the only ones with a
    /// [`war_start_time`](Self::war_start_time).
    pub fn is_league_war(&self) -> bool {
        self.war_start_time.is_some()
    }

    /// How often each member may attack.
    ///
    /// It is what the war says; in the clan war league, which does not say, 1; and 2 in wars of before 2022,
    /// which did not say either.
    pub fn attack_limit(&self) -> i32 {
        self.attacks_per_member.unwrap_or(if self.is_league_war() { 1 } else { 2 })
    }
}

/// One side of a [`ClanWar`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WarClan {
    /// The clan's tag; absent when not in war.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// How much of the other side's villages is destroyed, in percent, on average.
    #[serde(default, deserialize_with = "or_default")]
    pub destruction_percentage: f64,
    /// Experience the clan earned. Documented here, but only seen in the war log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp_earned: Option<i32>,
    /// The players, not sorted by [`map_position`](ClanWarMember::map_position).
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ClanWarMember>,
}

/// A player in a [`ClanWar`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarMember {
    /// The player's tag.
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Town Hall level.
    #[serde(default, deserialize_with = "or_default")]
    pub townhall_level: i32,
    /// The place on the war map, from 1. In the clan war league there are gaps.
    #[serde(default, deserialize_with = "or_default")]
    pub map_position: i32,
    /// The player's attacks so far.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub attacks: Vec<ClanWarAttack>,
    /// How often the player was attacked.
    #[serde(default, deserialize_with = "or_default")]
    pub opponent_attacks: i32,
    /// The best attack on the player, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_opponent_attack: Option<ClanWarAttack>,
}

/// An attack in a [`ClanWar`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarAttack {
    /// Who attacked.
    pub attacker_tag: PlayerTag,
    /// Who was attacked.
    pub defender_tag: PlayerTag,
    /// Stars, 0 to 3.
    #[serde(default, deserialize_with = "or_default")]
    pub stars: i32,
    /// How much of the village was destroyed, in percent.
    #[serde(default, deserialize_with = "or_default", serialize_with = "whole_percentage")]
    pub destruction_percentage: f64,
    /// The attack's number in the war, from 1, over both sides.
    #[serde(default, deserialize_with = "or_default")]
    pub order: i32,
    /// How long it took, in seconds; since 2021.
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
    fn no_war_is_a_war_without_tags_members_and_times() {
        let json = r#"{"state":"notInWar","clan":{"badgeUrls":{"small":"s","large":"l","medium":"m"},"clanLevel":0,"attacks":0,"stars":0,"destructionPercentage":0.0},"opponent":{"badgeUrls":{"small":"s","large":"l","medium":"m"},"clanLevel":0,"attacks":0,"stars":0,"destructionPercentage":0.0}}"#;
        let war = read(json);
        assert_eq!((war.state.clone(), war.clan.tag, war.end_time), (WarState::NotInWar, None, None));
        assert_eq!(serde_json::to_string(&war).unwrap(), json);
    }

    #[test]
    fn the_state_alone_is_enough_and_nothing_else_is() {
        assert_eq!(read(r#"{"state":"inProgress","clan":null}"#).state.as_str(), "inProgress");
        assert!(serde_json::from_str::<ClanWar>(r#"{"reason":"accessDenied"}"#).is_err());
    }

    #[test]
    fn a_league_war_allows_one_attack_and_others_what_they_say() {
        assert_eq!(read(r#"{"state":"inWar","warStartTime":"20240101T080000.000Z"}"#).attack_limit(), 1);
        assert_eq!(read(r#"{"state":"inWar","attacksPerMember":1}"#).attack_limit(), 1);
        assert_eq!(read(r#"{"state":"inWar"}"#).attack_limit(), 2);
    }

    #[test]
    fn percentages_keep_their_kind_of_number() {
        let json =
            r##"{"attackerTag":"#2PP","defenderTag":"#2PY","stars":2,"destructionPercentage":87,"order":1}"##;
        let attack: ClanWarAttack = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&attack).unwrap(), json);
        let side: WarClan = serde_json::from_str(r#"{"destructionPercentage":100}"#).unwrap();
        assert!(serde_json::to_string(&side).unwrap().contains(r#""destructionPercentage":100.0"#));
    }
}
