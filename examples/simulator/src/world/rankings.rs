//! Rankings of places and seasons, and a small cache that avoids sorting for every page.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::calendar::{self, DAY};
use super::catalogue::{self, LEAGUE, LEGEND_LEAGUE};
use super::clans::Points;
use super::legends::SeasonRow;
use super::locations;
use super::trophy_season::TrophySeason;
use super::war_record::Tally;
use super::{Clan, Moment, Player, World};
use crate::route::{ApiError, Place, Ranking};

/// The maximum number of rows of a place's ranking.
const ROWS: usize = 200;
/// The number of the strongest clans that are considered for a worldwide ranking.
const CANDIDATES: u64 = 1000;
/// The maximum number of cached orders.
const MAX_CACHED: usize = 64;

/// A world's cache; everything in it can be computed again.
#[derive(Debug, Default)]
pub(super) struct Cache {
    orders: HashMap<(Place, Ranking, Moment), Arc<[u64]>>,
    seasons: HashMap<TrophySeason, Arc<[SeasonRow]>>,
    pub(super) tallies: HashMap<Clan, Tally>,
}

impl World {
    pub(super) fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of an ended season, from the cache or computed.
    pub(super) fn cached_season(
        &self,
        season: TrophySeason,
        find: impl FnOnce() -> Arc<[SeasonRow]>,
    ) -> Arc<[SeasonRow]> {
        if let Some(rows) = self.cache().seasons.get(&season) {
            return Arc::clone(rows);
        }
        let rows = find();
        let mut cache = self.cache();
        if cache.seasons.len() >= MAX_CACHED {
            cache.seasons.clear();
        }
        cache.seasons.insert(season, Arc::clone(&rows));
        rows
    }

    /// `GET /locations/{locationId}/rankings/…`
    pub(super) fn ranking(
        &self,
        place: Place,
        ranking: Ranking,
        now: Moment,
    ) -> Result<Vec<Value>, ApiError> {
        if let Place::Location(id) = place
            && !locations::exists(id)
        {
            return Err(catalogue::unknown("locationId"));
        }
        let order = self.order(place, ranking, now);
        if order.is_empty() {
            // A country without ranked players has no ranking; a region has an empty one.
            return match place {
                Place::Location(id) if locations::is_country(id) => Err(ApiError {
                    status: 404,
                    reason: "notFound",
                    message: Some("Rankings not found for location".to_owned()),
                }),
                _ => Ok(Vec::new()),
            };
        }
        let midnight = now.div_euclid(DAY) * DAY;
        let before = self.order(place, ranking, midnight);
        let previous: HashMap<u64, usize> = before.iter().copied().zip(1..).collect();
        let row = |(who, rank): (&u64, usize)| {
            let previous = previous.get(who).copied().unwrap_or(before.len() + 1);
            match ranking {
                Ranking::Players | Ranking::PlayersBuilderBase => {
                    self.player_row(*who, ranking, rank, previous, now)
                }
                _ => self.clan_row(*who, ranking, rank, previous, now),
            }
        };
        Ok(order.iter().take(ROWS).zip(1..).map(row).collect())
    }

    /// The order of a ranking, best first.
    fn order(&self, place: Place, ranking: Ranking, now: Moment) -> Arc<[u64]> {
        let key = (place, ranking, now);
        if let Some(order) = self.cache().orders.get(&key) {
            return Arc::clone(order);
        }
        let mut scored: Vec<(i64, u64)> = match ranking {
            Ranking::Players => self.ranked_players(place, now),
            Ranking::PlayersBuilderBase => self.builder_players(place, now),
            Ranking::Clans => self.ranked_clans(place, Points::Home, now),
            Ranking::ClansBuilderBase => self.ranked_clans(place, Points::BuilderBase, now),
            Ranking::Capitals => self.ranked_clans(place, Points::Capital, now),
        };
        scored.sort_unstable_by_key(|(score, who)| (-score, *who));
        let order: Arc<[u64]> = scored.into_iter().map(|(_, who)| who).collect();
        let mut cache = self.cache();
        if cache.orders.len() >= MAX_CACHED {
            cache.orders.clear();
        }
        cache.orders.insert(key, Arc::clone(&order));
        order
    }

    /// The clans of a location; of the whole world, the strongest clans that have a location.
    fn clans_of(&self, place: Place) -> Vec<Clan> {
        let from = if place == Place::Global { self.clans.saturating_sub(CANDIDATES) } else { 0 };
        let clans = (from..self.clans).map(|order| self.clan_order.invert(order));
        let of_place = clans.filter(|clan| match (place, self.traits(*clan).location) {
            (Place::Global, location) => location.is_some(),
            (Place::Location(id), location) => location == Some(id),
        });
        of_place.collect()
    }

    fn ranked_clans(&self, place: Place, points: Points, now: Moment) -> Vec<(i64, Clan)> {
        let scored = self.clans_of(place).into_iter().map(|clan| (self.points(clan, now, points), clan));
        scored.filter(|(points, _)| *points > 0).collect()
    }

    /// Legends come first; a player has the location of the clan.
    fn ranked_players(&self, place: Place, now: Moment) -> Vec<(i64, Player)> {
        let players: Vec<Player> = match place {
            Place::Global => self.legends().collect(),
            Place::Location(_) => {
                self.clans_of(place).into_iter().flat_map(|clan| self.members(clan, now)).collect()
            }
        };
        let scored = players.into_iter().map(|player| (self.standing(player, now), player));
        let ranked = scored.filter(|(standing, _)| standing.tier > 0);
        ranked.map(|(standing, player)| (standing.tier * 100_000 + standing.trophies, player)).collect()
    }

    fn builder_players(&self, place: Place, now: Moment) -> Vec<(i64, Player)> {
        let players: Vec<Player> = match place {
            Place::Global => (0..self.players()).collect(),
            Place::Location(_) => {
                self.clans_of(place).into_iter().flat_map(|clan| self.members(clan, now)).collect()
            }
        };
        let playing = players.into_iter().filter(|player| self.villages(*player, now).builder > 0.0);
        playing.map(|player| (self.builder_trophies(player, now), player)).collect()
    }

    fn clan_row(&self, clan: Clan, ranking: Ranking, rank: usize, previous: usize, now: Moment) -> Value {
        let location = self.traits(clan).location.and_then(locations::body);
        let mut row = json!({
            "tag": self.clan_tag(clan),
            "name": self.clan_name(clan),
            "location": location,
            "badgeUrls": self.clan_badge(clan),
            "clanLevel": self.clan_level(clan, now),
            "members": self.members(clan, now).len(),
            "rank": rank,
            "previousRank": previous,
        });
        match ranking {
            Ranking::Capitals => {
                // The API has no previous rank in this ranking.
                row["previousRank"] = (-1).into();
                row["clanCapitalPoints"] = self.points(clan, now, Points::Capital).into();
            }
            Ranking::ClansBuilderBase => {
                row["clanBuilderBasePoints"] = self.points(clan, now, Points::BuilderBase).into();
            }
            _ => row["clanPoints"] = self.points(clan, now, Points::Home).into(),
        }
        row
    }

    fn player_row(
        &self,
        player: Player,
        ranking: Ranking,
        rank: usize,
        previous: usize,
        now: Moment,
    ) -> Value {
        let mut row = self.ranked_player(player, rank, now);
        row.insert("previousRank".into(), previous.into());
        if ranking == Ranking::PlayersBuilderBase {
            let trophies = self.builder_trophies(player, now);
            row.insert("builderBaseTrophies".into(), trophies.into());
            row.insert("builderBaseLeague".into(), Self::builder_league_body(trophies));
        } else {
            let standing = self.standing(player, now);
            let league = if standing.is_legend { LEGEND_LEAGUE - LEAGUE } else { 0 };
            row.insert("trophies".into(), standing.trophies.into());
            row.insert("attackWins".into(), standing.attack_wins.into());
            row.insert("defenseWins".into(), standing.defense_wins.into());
            row.insert("league".into(), catalogue::league(league).unwrap_or_default());
            row.insert("leagueTier".into(), catalogue::league_tier(standing.tier, now).unwrap_or_default());
        }
        Value::Object(row)
    }

    /// The fields of every row about a player.
    fn ranked_player(&self, player: Player, rank: usize, now: Moment) -> Map<String, Value> {
        let mut row = Map::new();
        row.insert("tag".into(), self.player_tag(player).into());
        row.insert("name".into(), self.player_name(player, now).into());
        row.insert("expLevel".into(), self.exp_level(player, now).into());
        row.insert("rank".into(), rank.into());
        if let Some(membership) = self.membership(player, now) {
            let clan = membership.clan;
            let body = json!({"tag": self.clan_tag(clan), "name": self.clan_name(clan), "badgeUrls": self.clan_badge(clan)});
            row.insert("clan".into(), body);
        }
        row
    }

    /// `GET /leagues/{leagueId}/seasons/{seasonId}`
    pub(super) fn season_ranking(
        &self,
        league: i64,
        season: &str,
        now: Moment,
    ) -> Result<Vec<Value>, ApiError> {
        let ended = self.legend_seasons(league, now)?;
        let season = ended.into_iter().find(|(_, id)| id == season).ok_or_else(ApiError::absent)?.0;
        let rows = self.season_rows(season);
        let row = |(row, rank): (&SeasonRow, usize)| {
            let mut body = self.ranked_player(row.player, rank, now);
            body.insert("trophies".into(), row.trophies.into());
            body.insert("attackWins".into(), row.attack_wins.into());
            body.insert("defenseWins".into(), row.defense_wins.into());
            if season.is_dated() {
                let tier = self.standing(row.player, now).tier;
                body.insert("leagueTier".into(), catalogue::league_tier(tier, now).unwrap_or_default());
            }
            Value::Object(body)
        };
        Ok(rows.iter().zip(1..).map(row).collect())
    }

    /// The ended seasons of a league with their ids, oldest first; only the legend league has any.
    fn legend_seasons(&self, league: i64, now: Moment) -> Result<Vec<(TrophySeason, String)>, ApiError> {
        if league == LEGEND_LEAGUE {
            Ok(TrophySeason::ended_by(now, self.season_ids))
        } else if catalogue::league(league - LEAGUE).is_some() {
            Err(ApiError::bad_request("Seasons are available only for legendary league"))
        } else {
            Err(catalogue::unknown("leagueId"))
        }
    }

    /// `GET /leagues/{leagueId}/seasons`
    pub(super) fn league_seasons(&self, league: i64, now: Moment) -> Result<Vec<Value>, ApiError> {
        let seasons = self.legend_seasons(league, now)?;
        Ok(seasons.into_iter().map(|(_, id)| json!({"id": id})).collect())
    }
}

/// `GET /goldpass/seasons/current`
pub(super) fn gold_pass(now: Moment) -> Value {
    let (start, end) = calendar::gold_pass(now);
    json!({"startTime": calendar::compact(start), "endTime": calendar::compact(end)})
}
