//! [`ClanWarLeagueGroup`]: the clans that meet in one season of the clan war league, and their
//! wars.
//!
//! Each war is a [`ClanWar`](crate::ClanWar), in `war.rs`. The files of `war_league/` compute with a
//! group and its wars: rounds (`schedule.rs`), standings (`standings.rs`), the table of a clan's
//! players (`members.rs`), and the search for a clan's wars with few requests (`search.rs`).

mod members;
mod schedule;
mod search;
mod standings;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    BadgeUrls, ClanTag, PlayerTag, SeasonId, Text, WarTag, verbatim,
    wire::{list, or_default},
};

pub use self::{
    members::ClanWarLeagueMemberRow,
    schedule::{ClanWarLeagueSchedule, ClanWarLeagueWars},
    search::{ClanWarLeagueSearch, RegularWarKind, SearchedRound, SearchedRoundKind, SearchedRounds},
    standings::ClanWarLeagueStanding,
};

open_enum! {
    /// The state of a group's clan war league season.
    pub enum ClanWarLeagueGroupState {
        /// Before the first war.
        Preparation = "preparation",
        /// Wars are in progress.
        InWar = "inWar",
        /// The season is over. A war has `warEnded` instead.
        Ended = "ended",
        /// Documented, never seen.
        NotInWar = "notInWar",
        /// Documented, never seen.
        War = "war",
        /// Documented, never seen: the API responds with an error.
        GroupNotFound = "groupNotFound",
    }
}

/// A group of the clan war league.
///
/// `GET /clans/{clanTag}/currentwar/leaguegroup`.
///
/// ```
/// use coc_models::{ClanWarLeagueGroup, WarTag};
///
/// /// The wars to request.
/// fn wars(group: &ClanWarLeagueGroup) -> Vec<WarTag> {
///     group.drawn_war_tags().collect()
/// }
/// # assert!(wars(&ClanWarLeagueGroup::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLeagueGroup {
    /// The state of the season.
    pub state: ClanWarLeagueGroupState,
    /// The season: a month such as `2025-08`, and a date since June 2026.
    ///
    /// Since then, the season does not follow from the calendar: there may be two in a month, and
    /// groups of the same season may have dates a day or two apart. So only the group tells its
    /// season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<SeasonId>,
    /// The clans, usually eight.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub clans: Vec<ClanWarLeagueClan>,
    /// The rounds, one less than clans, in order.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<ClanWarLeagueRound>,
    /// The group's tag. Documented, but not seen in any real body, so its kind is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Text>,
}

/// A clan in a [`ClanWarLeagueGroup`].
///
/// ```
/// use coc_models::{ClanTag, ClanWarLeagueGroup};
///
/// /// The number of players on the roster of a clan.
/// fn roster(group: &ClanWarLeagueGroup, tag: ClanTag) -> Option<usize> {
///     Some(group.clan(tag)?.members.len())
/// }
/// # assert_eq!(roster(&ClanWarLeagueGroup::default(), ClanTag::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLeagueClan {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's roster, which has more players than one war.
    #[serde(default, deserialize_with = "list")]
    pub members: Vec<ClanWarLeagueClanMember>,
}

/// A player on the roster of a [`ClanWarLeagueClan`].
///
/// ```
/// use coc_models::ClanWarLeagueClan;
///
/// /// The members of a roster by town hall, the highest first.
/// fn town_halls(clan: &ClanWarLeagueClan) -> Vec<i32> {
///     let mut levels: Vec<_> = clan.members.iter().map(|member| member.town_hall_level).collect();
///     levels.sort_by_key(|level| std::cmp::Reverse(*level));
///     levels
/// }
/// # assert!(town_halls(&ClanWarLeagueClan::default()).is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLeagueClanMember {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Town Hall level.
    #[serde(default, deserialize_with = "or_default")]
    pub town_hall_level: i32,
}

/// A round: the wars that take place at the same time.
///
/// ```
/// use coc_models::ClanWarLeagueRound;
///
/// let round: ClanWarLeagueRound = serde_json::from_str(r##"{"warTags":["#8PQ2","#0"]}"##)?;
/// assert!(round.is_drawn());
/// assert_eq!(round.drawn_war_tags().count(), 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanWarLeagueRound {
    /// The wars' tags; `#0` for each war not drawn yet. See
    /// [`drawn_war_tags`](Self::drawn_war_tags).
    #[serde(default, deserialize_with = "verbatim::deserialize")]
    pub war_tags: Vec<WarTag>,
}

impl ClanWarLeagueRound {
    /// The tags of the wars that can be requested: all but `#0`.
    pub fn drawn_war_tags(&self) -> impl Iterator<Item = WarTag> + '_ {
        self.war_tags.iter().copied().filter(|tag| !tag.is_nothing())
    }

    /// Whether any war of the round is drawn.
    pub fn is_drawn(&self) -> bool {
        self.drawn_war_tags().next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wars_not_drawn_yet_are_left_out() {
        let round: ClanWarLeagueRound = serde_json::from_str(r##"{"warTags":["#8PQ2","#0","#0"]}"##).unwrap();
        assert!(round.is_drawn());
        assert!(round.drawn_war_tags().eq(["#8PQ2".parse::<WarTag>().unwrap()]));
        let later: ClanWarLeagueRound = serde_json::from_str(r##"{"warTags":["#0","#0"]}"##).unwrap();
        assert!(!later.is_drawn());
        assert_eq!(serde_json::to_string(&later).unwrap(), r##"{"warTags":["#0","#0"]}"##);
    }

    #[test]
    fn a_group_needs_only_its_state() {
        let json = r#"{"state":"groupNotFound"}"#;
        let group: ClanWarLeagueGroup = serde_json::from_str(json).unwrap();
        assert_eq!((group.state.clone(), group.clans.len()), (ClanWarLeagueGroupState::GroupNotFound, 0));
        assert_eq!(serde_json::to_string(&group).unwrap(), json);
    }
}
