//! The game side of the simulator: a world of clans and players that answers every route of the API at any moment.
//!
//! Nothing about a clan or a player is stored. What a body shows is computed from the seed, the number of the entity and the
//! moment asked for, so a world of a hundred thousand players is as small as one of a hundred, and every answer about the
//! same moment agrees with every other. What is kept are a few orders of clan numbers and a small cache of rankings.
//!
//! The bodies are written from the API's own form, not through the client's models: this world exists to find them wrong.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the figures of an invented world stay far below the limits of their types"
)]

mod achievements;
mod army;
mod battle_log;
mod calendar;
mod catalogue;
mod clans;
mod groups;
mod images;
mod ladder;
mod legends;
mod locations;
mod members;
mod names;
mod players;
mod raid_script;
mod raids;
mod rankings;
mod rng;
mod samples;
mod search;
mod tags;
mod war_leagues;
mod war_script;
mod wars;

use std::sync::Mutex;

use rng::{Permutation, Seed, Topic};
use tags::{Kind, Tags};

use crate::route::{Answer, Refusal, Route};

pub use samples::Samples;

/// Moments are unix milliseconds of the simulator's clock.
type Moment = i64;
/// Clans and players are numbers.
type Clan = u64;
type Player = u64;

/// Every clan is the home of so many players.
const HOME_SIZE: u64 = 50;
/// League groups are drawn from eight clans' players and war league groups have eight clans.
const EIGHT: u64 = 8;

/// What a world is made from.
#[derive(Clone, Copy, Debug)]
pub struct WorldConfig {
    /// Another seed, another world.
    pub seed: u64,
    /// How many clans the world has, each the home of fifty players (not all of whom are in a clan at any moment). Rounded up
    /// to a multiple of eight, because leagues are.
    pub clans: u32,
}

impl Default for WorldConfig {
    fn default() -> Self {
        Self { seed: 1, clans: 2000 }
    }
}

/// A world; see the module.
#[derive(Debug)]
pub struct World {
    seed: Seed,
    clans: u64,
    tags: Tags,
    /// Clans by strength: the number of a clan goes to its place, weakest first.
    clan_order: Permutation,
    orders: clans::Orders,
    cache: Mutex<rankings::Cache>,
}

impl World {
    /// Makes a world; takes time and memory for its clans only, and little of both.
    pub fn new(config: WorldConfig) -> Self {
        let seed = Seed::new(config.seed);
        let clans = u64::from(config.clans).max(1).next_multiple_of(EIGHT);
        let mut world = Self {
            seed,
            clans,
            tags: Tags::new(seed),
            clan_order: Permutation::new(clans, seed.roll(Topic::ClanOrder, 0, 0).key()),
            orders: clans::Orders::default(),
            cache: Mutex::default(),
        };
        world.orders = clans::Orders::of(&world);
        world
    }

    /// Where virtual clocks begin unless told otherwise, in unix milliseconds: Saturday 2026-07-04 12:00 UTC, when a raid
    /// weekend and the clan war leagues are on, and clans outside of the leagues are in wars of every state.
    pub const fn default_start() -> i64 {
        calendar::midnight(2026, 7, 4) + 12 * calendar::HOUR
    }

    /// How many players the world has, in clans or not.
    pub fn players(&self) -> u64 {
        self.clans * HOME_SIZE
    }

    /// What the API says to a request at a moment (unix milliseconds).
    pub fn answer(&self, route: &Route, now: i64) -> Answer {
        let now = now.div_euclid(calendar::SECOND) * calendar::SECOND;
        self.try_answer(route, now).unwrap_or_else(Answer::Refused)
    }

    fn try_answer(&self, route: &Route, now: Moment) -> Result<Answer, Refusal> {
        Ok(match route {
            Route::SearchClans(search) => Answer::Page(self.search(search, now)),
            Route::Clan(tag) => Answer::Object(self.clan_body(self.find_clan(tag)?, now)),
            Route::ClanMembers(tag) => Answer::Page(self.member_bodies(self.find_clan(tag)?, now)),
            Route::WarLog(tag) => Answer::Page(self.war_log(self.find_clan(tag)?, now)?),
            Route::CurrentWar(tag) => Answer::Object(self.current_war(self.find_clan(tag)?, now)?),
            Route::ClanWarLeagueGroup(tag) => {
                Answer::Object(self.league_group_of(self.find_clan(tag)?, now)?)
            }
            Route::CapitalRaidSeasons(tag) => Answer::Page(self.raid_seasons(self.find_clan(tag)?, now)),
            Route::ClanWarLeagueWar(tag) => Answer::Object(self.league_war(tag, now)?),
            Route::Player(tag) => Answer::Object(self.player_body(self.find_player(tag)?, now)),
            Route::BattleLog(tag) => Answer::Items(self.battle_log(self.find_player(tag)?, now)),
            Route::LeagueHistory(tag) => Answer::Items(self.league_history(self.find_player(tag)?, now)),
            Route::VerifyToken { player, token } => Answer::Object(self.verify_token(player, token)?),
            Route::LeagueGroup { group, season, player } => {
                Answer::Object(self.ranked_group_body(group, season, player, now)?)
            }
            Route::Catalogue(catalogue) => catalogue::list(*catalogue),
            Route::CatalogueEntry(catalogue, id) => catalogue::single(*catalogue, *id),
            Route::LeagueSeasons(league) => Answer::Page(rankings::league_seasons(*league, now)?),
            Route::LeagueSeasonRankings(league, season) => {
                Answer::Page(self.season_ranking(*league, season, now)?)
            }
            Route::Rankings(place, ranking) => Answer::Page(self.ranking(*place, *ranking, now)?),
            Route::GoldPass => Answer::Object(rankings::gold_pass(now)),
        })
    }

    fn find_clan(&self, tag: &str) -> Result<Clan, Refusal> {
        let number = self.tags.read(Kind::Clan, tag).filter(|number| *number < self.clans);
        number.ok_or_else(|| Refusal::not_found(tag))
    }

    fn find_player(&self, tag: &str) -> Result<Player, Refusal> {
        let number = self.tags.read(Kind::Player, tag).filter(|number| *number < self.players());
        number.ok_or_else(|| Refusal::not_found(tag))
    }

    fn clan_tag(&self, clan: Clan) -> String {
        self.tags.write(Kind::Clan, clan)
    }

    fn player_tag(&self, player: Player) -> String {
        self.tags.write(Kind::Player, player)
    }

    fn clan_name(&self, clan: Clan) -> String {
        names::clan(self.seed.roll(Topic::ClanName, clan, 0))
    }

    fn player_name(&self, player: Player) -> String {
        names::player(self.seed.roll(Topic::PlayerName, player, 0))
    }

    fn clan_badge(&self, clan: Clan) -> serde_json::Value {
        images::badge(self.seed, clan)
    }
}
