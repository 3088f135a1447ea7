//! The game side: a world of clans and players that responds to every route at any moment.
//!
//! No clan or player is stored. A body is computed from the seed, the entity's number and the
//! moment, so a world of a hundred thousand players needs no more memory than one of a hundred, and
//! all responses about one moment agree. Only a few orders of clan numbers and a small cache of
//! rankings are stored.
//!
//! The bodies follow the API's format and use no models of the client, so that they can test them.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the numbers of a simulated world are far below the limits of their types"
)]

mod achievements;
mod army;
mod battle_log;
mod calendar;
mod catalogue;
mod changes;
mod clans;
mod groups;
mod images;
mod ladder;
mod league_season;
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
mod scenario;
mod search;
mod settings;
mod tags;
mod trophy_season;
mod units;
mod war_leagues;
mod war_record;
mod war_script;
mod wars;

use std::sync::Mutex;

use rng::{Permutation, Seed, Topic};
use tags::{Kind, Tags};

use crate::route::{ApiError, Route, RouteResponse};

pub use changes::{
    Change, ChangeKind, ChangesOf, ClanValues, RaidAttack, Turn, Values, War, WarAttack, WarResult,
};
pub use samples::Samples;
pub use scenario::Scenario;
pub use trophy_season::SeasonIds;

/// Unix milliseconds of the simulator's clock.
type Moment = i64;
/// Clans and players are identified by numbers.
type Clan = u64;
type Player = u64;

/// The number of players whose home a clan is.
const HOME_SIZE: u64 = 50;
/// League groups consist of eight clans' players, and war league groups have eight clans.
const EIGHT: u64 = 8;

/// The configuration of a world.
#[derive(Clone, Copy, Debug)]
pub struct WorldConfig {
    /// The seed; each seed creates a different world.
    pub seed: u64,
    /// The number of clans, each the home of fifty players (some of whom are in no clan at a given
    /// moment). Rounded up to a multiple of eight, the size of league groups.
    pub clans: u32,
    /// The form of the ids of trophy seasons.
    pub season_ids: SeasonIds,
    /// Deviations from the usual world.
    pub scenario: Scenario,
}

impl Default for WorldConfig {
    fn default() -> Self {
        Self { seed: 1, clans: 2000, season_ids: SeasonIds::ByDate, scenario: Scenario::default() }
    }
}

/// A simulated world; see the module.
#[derive(Debug)]
pub struct World {
    seed: Seed,
    clans: u64,
    season_ids: SeasonIds,
    scenario: Scenario,
    tags: Tags,
    /// The order of the clans by strength: maps a clan's number to its place, weakest first.
    clan_order: Permutation,
    orders: clans::Orders,
    cache: Mutex<rankings::Cache>,
}

impl World {
    /// Creates a world, which takes little time and memory.
    pub fn new(config: WorldConfig) -> Self {
        let seed = Seed::new(config.seed);
        let clans = u64::from(config.clans).max(1).next_multiple_of(EIGHT);
        let mut world = Self {
            seed,
            clans,
            season_ids: config.season_ids,
            scenario: config.scenario,
            tags: Tags::new(seed),
            clan_order: Permutation::new(clans, seed.roll(Topic::ClanOrder, 0, 0).key()),
            orders: clans::Orders::default(),
            cache: Mutex::default(),
        };
        world.orders = clans::Orders::of(&world);
        world
    }

    /// The default start of virtual clocks in Unix milliseconds: Saturday 2026-07-04 12:00 UTC,
    /// during a raid weekend and the clan war leagues, when clans outside of the leagues are in
    /// wars of every state.
    pub const fn default_start() -> i64 {
        calendar::midnight(2026, 7, 4) + 12 * calendar::HOUR
    }

    /// The number of players in the world, in clans or not.
    pub fn players(&self) -> u64 {
        self.clans * HOME_SIZE
    }

    /// Responds to a request at a moment (Unix milliseconds).
    pub fn respond(&self, route: &Route, now: i64) -> RouteResponse {
        let now = now.div_euclid(calendar::SECOND) * calendar::SECOND;
        self.try_respond(route, now).unwrap_or_else(RouteResponse::Error)
    }

    fn try_respond(&self, route: &Route, now: Moment) -> Result<RouteResponse, ApiError> {
        Ok(match route {
            Route::SearchClans(search) => RouteResponse::Page(self.search(search, now)),
            Route::Clan(tag) => RouteResponse::Object(self.clan_body(self.find_clan(tag)?, now)),
            Route::ClanMembers(tag) => RouteResponse::Page(self.member_bodies(self.find_clan(tag)?, now)),
            Route::WarLog(tag) => RouteResponse::Page(self.war_log(self.find_clan(tag)?, now)?),
            Route::CurrentWar(tag) => RouteResponse::Object(self.current_war(self.find_clan(tag)?, now)?),
            Route::ClanWarLeagueGroup(tag) => {
                RouteResponse::Object(self.league_group_of(self.find_clan(tag)?, now)?)
            }
            Route::CapitalRaidSeasons(tag) => {
                RouteResponse::Page(self.raid_seasons(self.find_clan(tag)?, now))
            }
            Route::ClanWarLeagueWar(tag) => RouteResponse::Object(self.league_war(tag, now)?),
            Route::Player(tag) => RouteResponse::Object(self.player_body(self.find_player(tag)?, now)),
            Route::BattleLog(tag) => RouteResponse::Items(self.battle_log(self.find_player(tag)?, now)),
            Route::LeagueHistory(tag) => {
                RouteResponse::Items(self.league_history(self.find_player(tag)?, now))
            }
            Route::VerifyToken { player, token } => RouteResponse::Object(self.verify_token(player, token)?),
            Route::LeagueGroup { group, season, player } => {
                RouteResponse::Object(self.ranked_group_body(group, season, player, now)?)
            }
            Route::Catalogue(catalogue) => catalogue::list(*catalogue, now),
            Route::CatalogueEntry(catalogue, id) => catalogue::single(*catalogue, *id, now),
            Route::LeagueSeasons(league) => RouteResponse::Page(self.league_seasons(*league, now)?),
            Route::LeagueSeasonRankings(league, season) => {
                RouteResponse::Page(self.season_ranking(*league, season, now)?)
            }
            Route::Rankings(place, ranking) => RouteResponse::Page(self.ranking(*place, *ranking, now)?),
            Route::GoldPass => RouteResponse::Object(rankings::gold_pass(now)),
        })
    }

    fn find_clan(&self, tag: &str) -> Result<Clan, ApiError> {
        let number = self.tags.read(Kind::Clan, tag).filter(|number| *number < self.clans);
        number.ok_or_else(|| ApiError::not_found(tag))
    }

    fn find_player(&self, tag: &str) -> Result<Player, ApiError> {
        let number = self.tags.read(Kind::Player, tag).filter(|number| *number < self.players());
        number.ok_or_else(|| ApiError::not_found(tag))
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

    fn clan_badge(&self, clan: Clan) -> serde_json::Value {
        images::badge(self.seed, clan)
    }
}
