//! A season of the clan war league, from its group and the wars that are present.

use std::fmt;

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLeagueSearch, ClanWarLeagueWars, PlayerTag, RegularWarKind,
    SearchedRoundKind, Text, WarPhase, WarTag,
};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::list::ToList as _;

use crate::{Time, war::WarSide};

/// The wars of a group by their tags: an object, a `Map`, or pairs of a tag and a war. Wars that are
/// absent are not counted.
pub struct LeagueWars(Vec<(WarTag, ClanWar)>);

impl<'de> Deserialize<'de> for LeagueWars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = LeagueWars;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("wars by tag: an object, a Map or pairs")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut pairs: A) -> Result<LeagueWars, A::Error> {
                let mut wars = Vec::new();
                while let Some(pair) = pairs.next_element()? {
                    wars.push(pair);
                }
                Ok(LeagueWars(wars))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut pairs: A) -> Result<LeagueWars, A::Error> {
                let mut wars = Vec::new();
                while let Some(pair) = pairs.next_entry()? {
                    wars.push(pair);
                }
                Ok(LeagueWars(wars))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl LeagueWars {
    fn of<'a>(&'a self, group: &'a ClanWarLeagueGroup) -> ClanWarLeagueWars<'a> {
        group.with_wars(self.0.iter().map(|(tag, war)| (*tag, war)))
    }
}

/// Returns the standings of a group, the first clan first. Clans that are equal share a rank.
pub fn league_standings<'a>(group: &'a ClanWarLeagueGroup, wars: &'a LeagueWars) -> Vec<LeagueStanding<'a>> {
    let standings = wars.of(group).standings().into_iter();
    standings
        .map(|row| LeagueStanding {
            rank: row.rank,
            tag: row.clan.tag,
            name: &row.clan.name,
            stars: row.stars,
            bonus_stars: row.bonus_stars,
            destruction_points: row.destruction_points,
            destruction_percentage: row.destruction_percentage,
            won: row.won,
            lost: row.lost,
            tied: row.tied,
        })
        .list()
}

/// Returns the season of each member of a clan: the whole roster, by stars and destruction.
pub fn league_members<'a>(
    group: &'a ClanWarLeagueGroup,
    wars: &'a LeagueWars,
    clan: &ClanTag,
) -> Vec<LeagueMember<'a>> {
    let rows = wars.of(group).members_of(*clan).into_iter();
    rows.map(|row| LeagueMember {
        tag: row.tag,
        name: row.name,
        town_hall_level: row.town_hall_level,
        rounds: row.rounds,
        attacks: row.attacks,
        stars: row.stars,
        destruction_percentage: row.destruction_percentage,
        missed: row.missed,
        defenses: row.defenses,
        stars_lost: row.stars_lost,
        destruction_lost: row.destruction_lost,
    })
    .list()
}

/// Returns the rounds of a clan that are over, in battle and in preparation, at a time by the schedules
/// of the wars, or without a time by their states.
pub fn league_schedule(
    group: &ClanWarLeagueGroup,
    wars: &LeagueWars,
    clan: &ClanTag,
    time: Option<Time>,
) -> LeagueSchedule {
    let wars = wars.of(group);
    let schedule = match time {
        Some(Time(time)) => wars.schedule_at(*clan, time),
        None => wars.schedule(*clan),
    };
    LeagueSchedule { previous: schedule.previous, current: schedule.current, next: schedule.next }
}

/// Returns the wars of a clan in the order of the rounds.
pub fn league_wars<'a>(
    group: &'a ClanWarLeagueGroup,
    wars: &'a LeagueWars,
    clan: &ClanTag,
) -> Vec<LeagueWar<'a>> {
    let wars = wars.of(group);
    wars.wars_of(*clan).map(|(round, side)| LeagueWar { round, side: WarSide::new(side) }).list()
}

/// Returns the tags of the wars that are drawn but not among those that are passed.
pub fn missing_war_tags(group: &ClanWarLeagueGroup, wars: &LeagueWars) -> Vec<WarTag> {
    wars.of(group).missing()
}

/// Returns the rounds of a group with the tags of the wars that are drawn.
pub fn league_rounds(group: &ClanWarLeagueGroup) -> Vec<LeagueRound> {
    let rounds = (1..).zip(&group.rounds);
    rounds
        .map(|(number, round)| LeagueRound {
            number,
            is_drawn: round.is_drawn(),
            war_tags: round.drawn_war_tags().list(),
        })
        .list()
}

/// Returns the kind of the current war of a clan, which is outside of the clan war league.
pub fn regular_war_kind(war: &ClanWar, clan: &ClanTag) -> RegularWarKind {
    RegularWarKind::of(war, *clan)
}

/// Searches the wars of a clan around the present with few requests: from the wars that are known so
/// far, the wars to request next, and the rounds found. `Game.currentWars` makes the requests.
///
/// `limit` is the number of wars that may still be requested; six in the beginning.
pub fn search_league_wars(
    group: &ClanWarLeagueGroup,
    wars: &LeagueWars,
    clan: &ClanTag,
    limit: Option<usize>,
) -> LeagueSearch {
    let mut search = ClanWarLeagueSearch::new(group, *clan);
    for (tag, war) in &wars.0 {
        search.see(*tag, war);
    }
    let left = limit.unwrap_or(ClanWarLeagueSearch::<&ClanWar>::MAX_REQUESTS);
    let wave = search.wave(left);
    let is_drawn = search.is_drawn();
    let rounds = search.into_rounds();
    let round = |round: Option<coc_models::SearchedRound<&ClanWar>>| {
        let round = round?;
        let (war_tag, phase) = round.war.map(|(tag, war)| (tag, war.phase())).unzip();
        Some(SearchedRound { number: round.number, kind: round.kind, war_tag, phase: phase.flatten() })
    };
    LeagueSearch {
        is_drawn,
        requests_left: left.saturating_sub(wave.len()),
        wave,
        previous: round(rounds.previous),
        current: round(rounds.current),
        next: round(rounds.next),
    }
}

/// A clan in the standings of a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueStanding<'a> {
    /// The rank from 1.
    pub rank: usize,
    /// The tag of the clan.
    pub tag: ClanTag,
    /// The name of the clan.
    pub name: &'a Text,
    /// The number of stars, with those for victories.
    pub stars: i64,
    /// The number of stars for victories.
    pub bonus_stars: i64,
    /// The sum of the destroyed villages, in percent of one village: the second criterion.
    pub destruction_points: f64,
    /// The sum of the mean destructions, in percent.
    pub destruction_percentage: f64,
    /// The number of wars won.
    pub won: usize,
    /// The number of wars lost.
    pub lost: usize,
    /// The number of wars tied.
    pub tied: usize,
}

/// The season of a member.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueMember<'a> {
    /// The tag of the player.
    pub tag: PlayerTag,
    /// The name of the player.
    pub name: &'a Text,
    /// The town hall of the player.
    pub town_hall_level: i32,
    /// The numbers of the rounds in whose wars the player is, from 1.
    pub rounds: Vec<usize>,
    /// The number of attacks.
    pub attacks: usize,
    /// The number of stars of the attacks.
    pub stars: i64,
    /// The sum of the destruction of the attacks, in percent.
    pub destruction_percentage: f64,
    /// The number of attacks that the player has missed.
    pub missed: usize,
    /// The number of attacks on the village.
    pub defenses: usize,
    /// The sum of the stars of the best attack on the village in each war.
    pub stars_lost: i64,
    /// The sum of the destruction of the best attack on the village in each war, in percent.
    pub destruction_lost: f64,
}

/// The rounds of a clan by phase, counted from 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueSchedule {
    /// The last round that is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<usize>,
    /// The round in battle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<usize>,
    /// The round in preparation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
}

/// The war of a clan in a round.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueWar<'a> {
    /// The number of the round from 1.
    pub round: usize,
    /// The side of the clan.
    pub side: WarSide<'a>,
}

/// A round of a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueRound {
    /// The number of the round from 1.
    pub number: usize,
    /// Whether its wars are drawn.
    pub is_drawn: bool,
    /// The tags of its wars; none before they are drawn.
    pub war_tags: Vec<WarTag>,
}

/// The state of a search for the wars of a clan.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeagueSearch {
    /// Whether a round of the group is drawn.
    pub is_drawn: bool,
    /// The tags of the wars to request next; none if the search is over.
    pub wave: Vec<WarTag>,
    /// The number of wars that may be requested after these.
    pub requests_left: usize,
    /// The last round that is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<SearchedRound>,
    /// The round in battle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<SearchedRound>,
    /// The round in preparation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<SearchedRound>,
}

/// A round of a search.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchedRound {
    /// The number of the round from 1.
    pub number: usize,
    /// Whether the war of the clan was found.
    pub kind: SearchedRoundKind,
    /// The tag of the war of the clan, if it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub war_tag: Option<WarTag>,
    /// The phase that the war of the clan states, if it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<WarPhase>,
}
