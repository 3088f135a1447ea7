//! Clan war leagues: the groups of a season, their seven rounds, and the wars behind war tags.
//!
//! A group lasts eight days: each day the battles of one round are fought while the next round
//! prepares. In a group, every clan meets every other, and a war's number encodes its position in
//! the season.

use serde_json::{Value, json};

use super::calendar;
use super::catalogue;
use super::images;
use super::league_season::{LeagueSeason, ROUNDS, Rounds};
use super::rng::{Permutation, Topic};
use super::tags::Kind;
use super::war_script::{Outcome, Script};
use super::{Clan, EIGHT, Moment, Player, World};
use crate::route::ApiError;

/// The number of clans of similar strength from which groups are drawn.
const WINDOW: usize = 32;
pub(super) const WARS_OF_ROUND: u64 = 4;
const WARS_OF_GROUP: u64 = ROUNDS * WARS_OF_ROUND;
/// The tag of a war that is not drawn yet.
const UNDRAWN: &str = "#0";
/// Stars for winning a war.
const BONUS: i64 = 10;

/// A group of a season.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LeagueGroup {
    season: LeagueSeason,
    /// The index among all groups of the season.
    number: u64,
    clans: [Clan; EIGHT as usize],
    pub(super) rounds: Rounds,
}

impl LeagueGroup {
    /// The clans of a war, by the circle method: the last one is fixed, the others rotate.
    pub(super) fn pair(self, round: u64, war: u64) -> [Clan; 2] {
        let round_table = |seat: u64| self.clans[(seat % ROUNDS) as usize];
        match war {
            0 => [round_table(round), self.clans[ROUNDS as usize]],
            war => [round_table(round + war), round_table(round + ROUNDS - war)],
        }
    }
}

impl World {
    fn windows(&self) -> u64 {
        self.orders.in_leagues.len().div_ceil(WINDOW).max(1) as u64
    }

    /// The clans of a window and the number of them that fill whole groups.
    fn window(&self, window: usize) -> (&[u32], usize) {
        let all = &self.orders.in_leagues;
        let clans = &all[all.len().min(window * WINDOW)..all.len().min((window + 1) * WINDOW)];
        (clans, clans.len() / EIGHT as usize)
    }

    fn draw(&self, window: usize, count: usize, season: LeagueSeason) -> Permutation {
        Permutation::new(count as u64, self.seed.roll(Topic::WarLeagueOrder, window as u64, season.0).key())
    }

    /// The group of a clan in a season.
    pub(super) fn group_of_clan(&self, clan: Clan, season: LeagueSeason) -> Option<LeagueGroup> {
        let place = self.place_in(&self.orders.in_leagues, clan)?;
        let window = place / WINDOW;
        let (clans, groups) = self.window(window);
        let seat = self.draw(window, clans.len(), season).apply((place % WINDOW) as u64);
        let of_window = seat / EIGHT;
        let per_window = WINDOW as u64 / EIGHT;
        (of_window < groups as u64)
            .then(|| self.numbered_group(window as u64 * per_window + of_window, season))?
    }

    fn numbered_group(&self, number: u64, season: LeagueSeason) -> Option<LeagueGroup> {
        let per_window = WINDOW as u64 / EIGHT;
        let window = (number / per_window) as usize;
        let (clans, groups) = self.window(window);
        let of_window = number % per_window;
        if of_window >= groups as u64 {
            return None;
        }
        let opening = self.league_opening(season)?;
        let draw = self.draw(window, clans.len(), season);
        let seated = |seat: u64| u64::from(clans[draw.invert(of_window * EIGHT + seat) as usize]);
        let clans = std::array::from_fn(|seat| seated(seat as u64));
        let roll = self.seed.roll(Topic::WarLeague, number, season.0);
        Some(LeagueGroup { season, number, clans, rounds: Rounds::of_group(season, opening, roll) })
    }

    /// The number of a clan's war league; 0 is unranked.
    pub(super) fn war_league(&self, clan: Clan, now: Moment) -> i64 {
        let place = self.place_in(&self.orders.in_leagues, clan);
        place.map_or(0, |place| self.window_league(place / WINDOW, now))
    }

    /// The number of the war league of a window's clans.
    fn window_league(&self, window: usize, now: Moment) -> i64 {
        let (top, windows) = (catalogue::top_war_league(now), self.windows() as i64);
        1 + (2 * window as i64 + 1) * top / (2 * windows)
    }

    pub(super) fn war_number(&self, group: LeagueGroup, round: u64, war: u64) -> u64 {
        let groups = self.windows() * (WINDOW as u64 / EIGHT);
        let group = group.season.number() * groups + group.number;
        group * WARS_OF_GROUP + round * WARS_OF_ROUND + war
    }

    /// The players who signed up in a clan.
    fn roster(&self, clan: Clan, group: LeagueGroup) -> Vec<Player> {
        self.present(clan, group.rounds.start, group.rounds.end())
    }

    /// The number of the war league in which a group plays.
    fn league_of_group(&self, group: LeagueGroup) -> i64 {
        self.war_league(group.clans[0], group.rounds.start)
    }

    /// Fifteen or thirty players a side; fifteen in the highest leagues.
    fn team_size(&self, group: LeagueGroup) -> usize {
        if self.league_of_group(group) >= catalogue::FIRST_SMALL_WAR_LEAGUE {
            return 15;
        }
        let large = group.clans.iter().all(|clan| self.roster(*clan, group).len() >= 30);
        let wants = self.seed.roll(Topic::WarLeague, group.number, -group.season.0).percent(40);
        if large && wants { 30 } else { 15 }
    }

    pub(super) fn fight_league_war(&self, group: LeagueGroup, round: u64, war: u64) -> Script {
        let clans = group.pair(round, war);
        let times = group.rounds.times(round);
        let size = self.team_size(group);
        let roll = self.seed.roll(Topic::WarScript, self.war_number(group, round, war), 1);
        let sides = clans.map(|clan| {
            let mut fighters = self.line_up(self.roster(clan, group).into_iter(), group.rounds.start);
            // Some of the stronger players sit out every day; their map positions stay free.
            let mut choice =
                self.seed.roll(Topic::Roster, clan, group.season.0 * ROUNDS as i64 + round as i64);
            let spare = (fighters.len() - size).min(4);
            for _ in 0..choice.below(spare as u64 + 1) {
                fighters.remove(choice.below(size as u64) as usize);
            }
            fighters.truncate(size);
            fighters
        });
        Script::write(clans, times, sides, 1, roll)
    }

    /// `GET /clans/{clanTag}/currentwar/leaguegroup`
    pub(super) fn league_group_of(&self, clan: Clan, now: Moment) -> Result<Value, ApiError> {
        // A group is shown until the end of its month.
        let mut groups =
            LeagueSeason::of_month(now).rev().filter_map(|season| self.group_of_clan(clan, season));
        let group = groups.find(|group| group.rounds.start <= now).ok_or_else(ApiError::absent)?;
        let state = if now < group.rounds.times(0).start {
            "preparation"
        } else if now < group.rounds.end() {
            "inWar"
        } else {
            "ended"
        };
        let clans: Vec<Value> = group.clans.iter().map(|clan| self.league_clan(*clan, group)).collect();
        let rounds: Vec<Value> = (0..ROUNDS)
            .map(|round| {
                let drawn = group.rounds.times(round).preparation <= now;
                let tag = |war| {
                    let tag = || self.tags.write(Kind::War, self.war_number(group, round, war));
                    if drawn { tag() } else { UNDRAWN.to_owned() }
                };
                json!({"warTags": (0..WARS_OF_ROUND).map(tag).collect::<Vec<_>>()})
            })
            .collect();
        Ok(json!({
            "state": state,
            "season": group.season.id(group.rounds),
            "clans": clans,
            "rounds": rounds,
        }))
    }

    fn league_clan(&self, clan: Clan, group: LeagueGroup) -> Value {
        let members: Vec<Value> = self
            .line_up(self.roster(clan, group).into_iter(), group.rounds.start)
            .into_iter()
            .map(|fighter| {
                json!({
                    "tag": self.player_tag(fighter.player),
                    "name": self.player_name(fighter.player, group.rounds.start),
                    "townHallLevel": fighter.town_hall,
                })
            })
            .collect();
        json!({
            "tag": self.clan_tag(clan),
            "name": self.clan_name(clan),
            "clanLevel": self.clan_level(clan, group.rounds.start),
            "badgeUrls": self.clan_badge(clan),
            "members": members,
        })
    }

    /// The tag of a clan's latest league war whose battles have begun, in the last six weeks.
    pub(super) fn latest_league_war(&self, clan: Clan, now: Moment) -> Option<String> {
        let seasons = LeagueSeason::between(now - 45 * calendar::DAY, now).rev();
        let groups = seasons.filter_map(|season| self.group_of_clan(clan, season));
        let mut begun = groups.filter_map(|group| {
            let round = (0..ROUNDS).rev().find(|round| group.rounds.times(*round).start <= now)?;
            let war = (0..WARS_OF_ROUND).find(|war| group.pair(round, *war).contains(&clan))?;
            Some(self.tags.write(Kind::War, self.war_number(group, round, war)))
        });
        begun.next()
    }

    /// `GET /clanwarleagues/wars/{warTag}`
    pub(super) fn league_war(&self, tag: &str, now: Moment) -> Result<Value, ApiError> {
        let found = self.tags.read(Kind::War, tag).and_then(|number| {
            let (group, of_group) = (number / WARS_OF_GROUP, number % WARS_OF_GROUP);
            let groups = self.windows() * (WINDOW as u64 / EIGHT);
            let group = self.numbered_group(group % groups, LeagueSeason::of_number(group / groups))?;
            Some((group, of_group / WARS_OF_ROUND, of_group % WARS_OF_ROUND))
        });
        let drawn = found.filter(|(group, round, _)| group.rounds.times(*round).preparation <= now);
        let (group, round, war) = drawn.ok_or_else(ApiError::absent)?;
        let script = self.fight_league_war(group, round, war);
        Ok(json!({
            "state": script.times.state(now),
            "teamSize": script.sides[0].len(),
            "preparationStartTime": calendar::compact(script.times.preparation),
            "startTime": calendar::compact(script.times.start),
            "endTime": calendar::compact(script.times.end),
            "warStartTime": calendar::compact(script.times.start),
            "clan": self.war_side(&script, 0, now),
            "opponent": self.war_side(&script, 1, now),
        }))
    }

    /// The war log entries of the seasons that ended between two moments.
    pub(super) fn league_log(&self, clan: Clan, from: Moment, to: Moment) -> Vec<(Moment, Value)> {
        let groups = LeagueSeason::between(from, to).filter_map(|season| self.group_of_clan(clan, season));
        let ended = groups.filter(|group| (from..=to).contains(&group.rounds.end()));
        ended.map(|group| (group.rounds.end(), self.league_entry(clan, group))).collect()
    }

    /// A clan's result in a season; the API has no opponent for it.
    fn league_entry(&self, clan: Clan, group: LeagueGroup) -> Value {
        let (mut attacks, mut against) = (0, 0);
        let mut totals = [(0, 0.0); EIGHT as usize];
        for (round, war) in (0..ROUNDS).flat_map(|round| (0..WARS_OF_ROUND).map(move |war| (round, war))) {
            let script = self.fight_league_war(group, round, war);
            for side in [0, 1] {
                let score = script.score(side, script.times.end);
                let bonus = if script.outcome(side) == Outcome::Win { BONUS } else { 0 };
                if let Some(seat) = group.clans.iter().position(|clan| *clan == script.clans[side]) {
                    totals[seat].0 += score.stars + bonus;
                    totals[seat].1 += score.destruction;
                }
                if script.clans[side] == clan {
                    attacks += score.attacks;
                    against += script.score(1 - side, script.times.end).stars;
                }
            }
        }
        let seat = group.clans.iter().position(|other| *other == clan).unwrap_or_default();
        let (stars, destruction) = totals[seat];
        let league = self.league_of_group(group);
        let (rise, fall) = catalogue::war_league_moves(league);
        let better = totals.iter().filter(|other| **other > totals[seat]).count();
        let worse = totals.iter().filter(|other| **other < totals[seat]).count();
        // Promotion appears as a win and relegation as a tie; for staying there is no result.
        let result = if better < rise {
            Value::from("win")
        } else if worse < fall {
            Value::from("tie")
        } else {
            Value::Null
        };
        json!({
            "result": result,
            "endTime": calendar::compact(group.rounds.end()),
            "teamSize": self.team_size(group),
            "attacksPerMember": 1,
            "battleModifier": catalogue::war_league_modifier(league),
            "clan": {
                "tag": self.clan_tag(clan),
                "name": self.clan_name(clan),
                "badgeUrls": self.clan_badge(clan),
                "clanLevel": self.clan_level(clan, group.rounds.end()),
                "attacks": attacks,
                "stars": stars,
                "destructionPercentage": destruction,
                "expEarned": 0,
            },
            "opponent": {
                "badgeUrls": images::no_badge(),
                "clanLevel": 0,
                "stars": against,
                "destructionPercentage": 0.0,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clan_meets_every_other_once() {
        let season = LeagueSeason::of_number(0);
        let rounds =
            Rounds::of_group(season, 0, crate::world::rng::Seed::new(1).roll(Topic::WarLeague, 0, 0));
        let clans = std::array::from_fn(|clan| clan as u64);
        let group = LeagueGroup { season, number: 0, clans, rounds };
        let mut met = Vec::new();
        for round in 0..ROUNDS {
            let mut playing: Vec<Clan> = (0..WARS_OF_ROUND).flat_map(|war| group.pair(round, war)).collect();
            playing.sort_unstable();
            assert_eq!(playing, group.clans, "round {round}");
            for war in 0..WARS_OF_ROUND {
                let mut pair = group.pair(round, war);
                pair.sort_unstable();
                met.push(pair);
            }
        }
        met.sort_unstable();
        met.dedup();
        assert_eq!(met.len(), 28);
    }
}
