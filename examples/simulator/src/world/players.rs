//! Players: their state at a moment, and their bodies as clan members and as profiles.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

use super::achievements::ProfileStats;
use super::army::Villages;
use super::calendar::DAY;
use super::catalogue;
use super::ladder::Standing;
use super::rng::Topic;
use super::settings::HOUSE;
use super::trophy_season::TrophySeason;
use super::{Clan, Moment, Player, World};
use crate::route::ApiError;

/// Pairs of strength and town hall level.
const HALLS: [(f64, f64); 8] =
    [(0.0, 2.0), (0.05, 5.0), (0.15, 8.0), (0.3, 11.0), (0.5, 13.6), (0.75, 16.6), (0.9, 18.1), (1.0, 18.9)];
/// Town hall levels gained per year.
const GROWTH: f64 = 1.4;

/// The number of the builder base league with this many trophies.
pub(super) fn builder_league(trophies: i64) -> i64 {
    (trophies / 140).clamp(0, 41)
}

impl World {
    /// The villages of a player at a moment; they only grow.
    pub(super) fn villages(&self, player: Player, now: Moment) -> Villages {
        let strength = self.strength(self.place(player));
        let above = HALLS.iter().position(|(from, _)| *from > strength).unwrap_or(HALLS.len() - 1).max(1);
        let ((low, from), (high, to)) = (HALLS[above - 1], HALLS[above]);
        let mut roll = self.seed.roll(Topic::PlayerTraits, player, 0);
        let years = (now - Self::default_start()) as f64 / (365 * DAY) as f64;
        let home =
            from + (to - from) * (strength - low) / (high - low) + roll.unit() * 1.2 - 0.6 + years * GROWTH;
        let home = home.clamp(1.0, 18.99);
        // The builder base requires the fourth town hall, and some players have none.
        let builder = if home < 4.5 { 0.0 } else { (home * (0.35 + 0.35 * roll.unit())).clamp(1.0, 10.99) };
        Villages { home, builder: if builder < 2.0 { 0.0 } else { builder } }
    }

    pub(super) fn town_hall(&self, player: Player, now: Moment) -> i64 {
        self.villages(player, now).home as i64
    }

    pub(super) fn exp_level(&self, player: Player, now: Moment) -> i64 {
        let home = self.villages(player, now).home;
        let extra = self.seed.roll(Topic::PlayerTraits, player, 2).range(0, 40) as f64;
        let years = (now - Self::default_start()) as f64 / (365 * DAY) as f64;
        (home * home * 0.68 + extra * home / 18.0 + years * 12.0).max(1.0) as i64
    }

    pub(super) fn builder_trophies(&self, player: Player, now: Moment) -> i64 {
        let day = now.div_euclid(DAY);
        let form = self.seed.roll(Topic::BuilderBase, player, 1 + day).range(0, 80);
        (self.builder_limit(player) - form).max(0)
    }

    /// The builder base trophies of a player in the best form.
    fn builder_limit(&self, player: Player) -> i64 {
        let strength = self.strength(self.place(player));
        let mut roll = self.seed.roll(Topic::BuilderBase, player, 0);
        let skill = strength * 0.6 + roll.unit() * 0.4;
        (140.0 + 5800.0 * skill.powf(1.6)) as i64
    }

    pub(super) fn builder_league_body(trophies: i64) -> Value {
        catalogue::builder_base_league(builder_league(trophies)).unwrap_or_default()
    }

    /// Donations given and received by a clan member in this season; they restart in a new clan.
    pub(super) fn donations(&self, player: Player, now: Moment) -> (i64, i64) {
        let Some(membership) = self.membership(player, now) else { return (0, 0) };
        let season = TrophySeason::at(now);
        let start = season.start();
        let since = membership.since.map_or(start, |since| since.max(start));
        let days = (now - since) as f64 / DAY as f64;
        let (given, received) = self.daily_donations(player, season);
        ((days * given) as i64, (days * received) as i64)
    }

    /// Donations given and received per day of a season.
    fn daily_donations(&self, player: Player, season: TrophySeason) -> (f64, f64) {
        let mut roll = self.seed.roll(Topic::Donations, player, season.0);
        let daily = |roll: &mut super::rng::Roll, most: f64| {
            let eager = roll.unit();
            if eager < 0.2 { 0.0 } else { most * eager.powi(4) }
        };
        (daily(&mut roll, 260.0), daily(&mut roll, 180.0))
    }

    /// All donations given since the first season of four weeks, at least those of this season.
    fn all_donations(&self, player: Player, now: Moment) -> i64 {
        let latest = TrophySeason::at(now);
        let seasons = (latest.0.min(0)..=latest.0).map(TrophySeason);
        let given = seasons.map(|season| {
            let days = (now.min(season.end()) - season.start()) as f64 / DAY as f64;
            (days * self.daily_donations(player, season).0) as i64
        });
        given.sum()
    }

    /// The members of a clan by rank: tier, then trophies.
    pub(super) fn ranked_members(&self, clan: Clan, now: Moment) -> Vec<(Player, Standing)> {
        let mut members: Vec<_> = self
            .members(clan, now)
            .into_iter()
            .map(|player| {
                let standing = self.standing(player, now);
                (player, standing)
            })
            .collect();
        members.sort_unstable_by_key(|(player, standing)| {
            (Reverse((standing.tier, standing.trophies)), *player)
        });
        members
    }

    /// `memberList` of a clan and the items of `GET /clans/{clanTag}/members`.
    pub(super) fn member_bodies(&self, clan: Clan, now: Moment) -> Vec<Value> {
        let yesterday = self.ranked_members(clan, now - DAY);
        let ranked = self.ranked_members(clan, now).into_iter().zip(1..);
        ranked
            .map(|((player, standing), rank)| {
                let before = yesterday.iter().position(|(other, _)| *other == player);
                let ranks = (rank, before.map_or(0, |place| place as i64 + 1));
                self.member_body(player, clan, standing, ranks, now)
            })
            .collect()
    }

    fn member_body(
        &self,
        player: Player,
        clan: Clan,
        standing: Standing,
        (rank, before): (i64, i64),
        now: Moment,
    ) -> Value {
        let builder_trophies = self.builder_trophies(player, now);
        let (given, received) = self.donations(player, now);
        // The legacy league has not changed since the tiers exist; most players have none.
        let mut legacy = self.seed.roll(Topic::PlayerTraits, player, 3);
        let league = if !standing.is_legend && legacy.percent(20) { legacy.range(7, 22) } else { 0 };
        let mut body = json!({
            "tag": self.player_tag(player),
            "name": self.player_name(player, now),
            "role": self.role(player, clan, now),
            "townHallLevel": self.town_hall(player, now),
            "expLevel": self.exp_level(player, now),
            "league": catalogue::league(league),
            "leagueTier": catalogue::league_tier(standing.tier, now),
            "trophies": standing.trophies,
            "builderBaseTrophies": builder_trophies,
            "builderBaseLeague": Self::builder_league_body(builder_trophies),
            "clanRank": rank,
            "previousClanRank": before,
            "donations": given,
            "donationsReceived": received,
        });
        if let Some(house) = self.house_body(player, now) {
            body["playerHouse"] = house;
        }
        body
    }

    fn house_body(&self, player: Player, now: Moment) -> Option<Value> {
        let parts = HOUSE.iter().zip(self.house(player, now)?);
        let elements: Vec<Value> = parts.map(|(part, id)| json!({"type": part, "id": id})).collect();
        Some(json!({"elements": elements}))
    }

    /// The all-time totals of a profile.
    pub(super) fn profile_stats(
        &self,
        player: Player,
        standing: Standing,
        villages: Villages,
        now: Moment,
    ) -> ProfileStats {
        let mut roll = self.seed.roll(Topic::PlayerTraits, player, 5);
        let legacy_best = (villages.home / 19.0 * 5600.0) as i64 + roll.range(200, 700);
        // All-time totals that only grow with the villages.
        let veteran = (villages.home / 19.0).powi(3);
        ProfileStats {
            best_trophies: if standing.is_legend {
                self.legend_limit(player).max(standing.trophies)
            } else {
                legacy_best.max(standing.trophies)
            },
            best_builder_trophies: self.builder_limit(player) + roll.range(20, 360),
            donations: self.all_donations(player, now),
            war_stars: (veteran * roll.range(100, 3100) as f64) as i64,
            capital_gold: (veteran * roll.range(0, 3_700_000) as f64) as i64,
            town_hall: villages.home.floor(),
            builder_hall: villages.builder.floor(),
        }
    }

    /// `GET /players/{playerTag}`
    pub(super) fn player_body(&self, player: Player, now: Moment) -> Value {
        let standing = self.standing(player, now);
        let villages = self.villages(player, now);
        let builder_trophies = self.builder_trophies(player, now);
        let (given, received) = self.donations(player, now);
        let stats = self.profile_stats(player, standing, villages, now);
        let (heroes, equipment) = self.heroes(player, villages, now);
        let mut body = Map::new();
        let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
        put("tag", self.player_tag(player).into());
        put("name", self.player_name(player, now).into());
        put("townHallLevel", (villages.home as i64).into());
        if let Some(level) = villages.weapon() {
            put("townHallWeaponLevel", level.into());
        }
        put("expLevel", self.exp_level(player, now).into());
        put("trophies", standing.trophies.into());
        put("bestTrophies", stats.best_trophies.into());
        put("warStars", stats.war_stars.into());
        put("attackWins", standing.attack_wins.into());
        put("defenseWins", standing.defense_wins.into());
        put("builderBaseTrophies", builder_trophies.into());
        put("bestBuilderBaseTrophies", stats.best_builder_trophies.into());
        if villages.builder > 0.0 {
            put("builderHallLevel", (villages.builder as i64).into());
            put("builderBaseLeague", Self::builder_league_body(builder_trophies));
        }
        put("warPreference", if self.wants_war(player, now) { "in" } else { "out" }.into());
        put("donations", given.into());
        put("donationsReceived", received.into());
        put("clanCapitalContributions", stats.capital_gold.into());
        if let Some(membership) = self.membership(player, now) {
            put("role", self.role(player, membership.clan, now).into());
            put("clan", self.players_clan(membership.clan, now));
        }
        put("leagueTier", catalogue::league_tier(standing.tier, now).unwrap_or_default());
        if let Some(statistics) = self.legend_statistics(player, now) {
            put("legendStatistics", statistics);
        }
        if let Some(house) = self.house_body(player, now) {
            put("playerHouse", house);
        }
        put(
            "labels",
            self.player_labels(player, now).into_iter().filter_map(catalogue::player_label).collect(),
        );
        put("achievements", self.achievements(player, stats).into());
        put("troops", self.troops(player, villages, now).into());
        put("heroes", heroes.into());
        put("heroEquipment", equipment.into());
        put("spells", self.spells(player, villages).into());
        self.put_groups(&mut body, player, now);
        Value::Object(body)
    }

    fn players_clan(&self, clan: Clan, now: Moment) -> Value {
        json!({
            "tag": self.clan_tag(clan),
            "name": self.clan_name(clan),
            "clanLevel": self.clan_level(clan, now),
            "badgeUrls": self.clan_badge(clan),
        })
    }

    /// The token in the player's settings that proves ownership.
    pub(super) fn api_token(&self, player: Player) -> String {
        const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
        let mut roll = self.seed.roll(Topic::VerifyToken, player, 0);
        (0..8).map(|_| char::from(*roll.pick(LETTERS))).collect()
    }

    /// `POST /players/{playerTag}/verifytoken`
    pub(super) fn verify_token(&self, tag: &str, token: &str) -> Result<Value, ApiError> {
        let player = self.find_player(tag)?;
        let status = if token == self.api_token(player) { "ok" } else { "invalid" };
        Ok(json!({"tag": tag, "token": token, "status": status}))
    }
}
