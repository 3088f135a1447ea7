//! The log of what happens in the world, made from the scripts of members, wars, leagues, raids and
//! battles, and not from bodies.
//!
//! [`World::changes`] lists what happens at a moment: a player joins, an attack is made, a round is
//! drawn. [`World::clan_values`] and [`World::player_values`] are everything else that a body shows
//! as a value, also what grows with time, such as donations and trophies, so that the difference
//! between two moments is exact.

mod calendar_turns;
mod clan;
mod leagues;
mod player;
mod raid;
mod values;
mod war;

use serde::Serialize;
use serde_json::Value;

use super::World;
use super::tags::Kind;
use crate::route::ApiError;

pub use values::{ClanValues, Values};

/// Whose changes or values to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangesOf<'a> {
    /// The clan with this tag: its members, settings, wars, league groups and raids.
    Clan(&'a str),
    /// The player with this tag.
    Player(&'a str),
    /// The turns of seasons, weeks, days and weekends.
    Calendar,
}

/// A change in the world.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The first moment whose bodies show the change, in Unix milliseconds.
    pub at: i64,
    /// The change.
    #[serde(flatten)]
    pub kind: ChangeKind,
}

/// The kind of a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A player joined the clan.
    MemberJoined {
        /// The player's tag.
        player: String,
    },
    /// A player left the clan.
    MemberLeft {
        /// The player's tag.
        player: String,
    },
    /// A value in the member list changed that changes in steps.
    Member {
        /// The member's tag.
        player: String,
        /// The name of the value, as in [`ClanValues::members`].
        field: String,
        /// The value before.
        old: Value,
        /// The value from now on.
        new: Value,
    },
    /// A value of a clan changed that changes in steps.
    Clan {
        /// The name of the value, as in [`ClanValues::clan`].
        field: String,
        /// The value before.
        old: Value,
        /// The value from now on.
        new: Value,
    },
    /// A value of a player changed that changes in steps.
    Player {
        /// The name of the value, as in [`World::player_values`].
        field: String,
        /// The value before; null if there was none.
        old: Value,
        /// The value from now on; null if there is none.
        new: Value,
    },
    /// The preparation of a war began.
    WarFound {
        /// The war.
        war: War,
    },
    /// The battles of a war began.
    WarStarted {
        /// The war's id.
        war: String,
    },
    /// An attack was made, by either side.
    WarAttack {
        /// The war's id.
        war: String,
        /// The attack.
        attack: WarAttack,
    },
    /// A war ended.
    WarEnded {
        /// The war's id.
        war: String,
        /// The result.
        result: WarResult,
    },
    /// The clan no longer shows a war: another one was found, or the clan searches.
    WarReplaced {
        /// The war's id.
        war: String,
    },
    /// The group of a season appeared.
    LeagueGroupFound {
        /// The season's id.
        season: String,
    },
    /// The wars of a round were drawn. The clan's war has changes of its own.
    LeagueRoundDrawn {
        /// The season's id.
        season: String,
        /// The round, from 0.
        round: u64,
        /// The tag of the clan's war.
        war_tag: String,
    },
    /// The battles of a season ended.
    LeagueEnded {
        /// The season's id.
        season: String,
    },
    /// The group of a season is no longer shown.
    LeagueGroupGone {
        /// The season's id.
        season: String,
    },
    /// A raid weekend of the clan began.
    RaidStarted {
        /// The start of the weekend in Unix milliseconds.
        weekend: i64,
    },
    /// The clan found another capital to raid, with the first attack on it.
    RaidOpponentFound {
        /// The tag of the raided clan.
        defender: String,
    },
    /// A member of the clan attacked a district.
    RaidAttack {
        /// The attack.
        attack: RaidAttack,
    },
    /// The clan destroyed a district.
    DistrictDestroyed {
        /// The tag of the raided clan.
        defender: String,
        /// The id of the district.
        district: i64,
    },
    /// The capital of the clan was attacked.
    RaidDefended {
        /// The tag of the raiding clan.
        attacker: String,
        /// Whether it is that clan's first attack.
        first: bool,
        /// Whether the attack destroyed a district.
        destroyed: bool,
    },
    /// A raid weekend of the clan ended.
    RaidEnded {
        /// The start of the weekend in Unix milliseconds.
        weekend: i64,
        /// The medals for each attack.
        offensive_reward: i64,
        /// The medals for the defence.
        defensive_reward: i64,
    },
    /// The player fought a battle.
    Battle {
        /// The battle type, as in the battle log.
        battle_type: &'static str,
        /// Whether the player attacked.
        attack: bool,
        /// The opponent's tag.
        opponent: String,
        /// Stars of the attacker.
        stars: i64,
        /// Destruction in percent.
        destruction: i64,
    },
    /// A season, week, day or weekend turned.
    Turn {
        /// The turn.
        turn: Turn,
    },
    /// A planned maintenance began; see `Fault::between`.
    MaintenanceStarted,
    /// A planned maintenance ended.
    MaintenanceEnded,
}

/// A turn of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Turn {
    /// A trophy season ended, and donations restarted.
    TrophySeason,
    /// A ranked week ended.
    RankedWeek,
    /// A day of the Legend League ended.
    LegendDay,
    /// A Gold Pass season ended.
    GoldPass,
    /// A raid weekend began.
    RaidWeekendStart,
    /// A raid weekend ended.
    RaidWeekendEnd,
}

/// A war, as both clans see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct War {
    /// The start of the preparation and both clans' tags, the same for both clans.
    pub id: String,
    /// The tag of the clan.
    pub clan: String,
    /// The tag of the other clan.
    pub opponent: String,
    /// The tag of a league war.
    pub tag: Option<String>,
    /// The start of the preparation in Unix milliseconds.
    pub preparation: i64,
    /// The start of the battles in Unix milliseconds.
    pub start: i64,
    /// The end in Unix milliseconds.
    pub end: i64,
    /// The number of members on each side.
    pub size: usize,
    /// The number of attacks that each member has.
    pub attacks_per_member: u64,
    /// The tags of the clan's fighters.
    pub members: Vec<String>,
}

/// An attack in a war.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarAttack {
    /// The order among the attacks of both sides, from 1.
    pub order: i64,
    /// Whether the clan whose changes these are attacked.
    pub own: bool,
    /// The attacker's tag.
    pub attacker: String,
    /// The defender's tag.
    pub defender: String,
    /// Stars.
    pub stars: i64,
    /// Destruction in percent.
    pub destruction: i64,
}

/// The final state of a war for a clan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarResult {
    /// `win`, `lose` or `tie`.
    pub outcome: &'static str,
    /// The clan's stars.
    pub stars: i64,
    /// The clan's destruction in percent.
    pub destruction: f64,
    /// The opponent's stars.
    pub opponent_stars: i64,
    /// The opponent's destruction in percent.
    pub opponent_destruction: f64,
    /// The clan's members who did not use all attacks, and the number of unused ones.
    pub missed: Vec<(String, u64)>,
}

/// An attack in a raid weekend.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidAttack {
    /// The attacker's tag.
    pub attacker: String,
    /// The tag of the raided clan.
    pub defender: String,
    /// The id of the district.
    pub district: i64,
    /// The destruction of the district after the attack.
    pub destruction: i64,
    /// The stars of the district after the attack.
    pub stars: i64,
    /// The looted capital gold.
    pub loot: i64,
}

impl World {
    /// Lists the changes after `from` and up to `to` (Unix milliseconds) in order of time.
    ///
    /// # Errors
    /// `404 notFound` if there is no such clan or player.
    pub fn changes(&self, of: ChangesOf<'_>, from: i64, to: i64) -> Result<Vec<Change>, ApiError> {
        let mut changes = match of {
            ChangesOf::Clan(tag) => {
                let clan = self.find_clan(tag)?;
                let mut changes = self.clan_changes(clan, from, to);
                changes.extend(self.war_changes(clan, from, to));
                changes.extend(self.league_changes(clan, from, to));
                changes.extend(self.raid_changes(clan, from, to));
                changes
            }
            ChangesOf::Player(tag) => self.player_changes(self.find_player(tag)?, from, to),
            ChangesOf::Calendar => Self::calendar_changes(from, to),
        };
        changes.retain(|change| (from + 1..=to).contains(&change.at));
        changes.sort_by_key(|change| change.at);
        Ok(changes)
    }

    /// The tags of all clans.
    pub fn clan_tags(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.clans).map(|clan| self.tags.write(Kind::Clan, clan))
    }
}
