//! The values that clans, members and players have at a moment, by the names of the API's fields.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::route::ApiError;
use crate::world::calendar::{self, SECOND};
use crate::world::catalogue::{
    BUILDER_BASE_LEAGUE, CAPITAL_LEAGUE, CLAN_LABEL, LEAGUE_TIER, PLAYER_LABEL, WAR_LEAGUE, language,
};
use crate::world::clans::{Points, capital_league};
use crate::world::players::builder_league;
use crate::world::trophy_season::TrophySeason;
use crate::world::{Clan, Moment, Player, World};

/// Values by name. Leagues, labels and languages are their ids.
pub type Values = BTreeMap<Cow<'static, str>, Value>;

/// The values of a clan.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClanValues {
    /// The values of the clan: its settings, level, points, leagues and record.
    pub clan: Values,
    /// The values of its members by tag: all that a list of members shows, but the rank of the day
    /// before.
    pub members: BTreeMap<String, Values>,
}

impl World {
    /// The values of a clan at a moment (Unix milliseconds).
    ///
    /// # Errors
    /// `404 notFound` if there is no such clan.
    pub fn clan_values(&self, tag: &str, at: i64) -> Result<ClanValues, ApiError> {
        Ok(self.values_of_clan(self.find_clan(tag)?, at.div_euclid(SECOND) * SECOND))
    }

    /// The values of a player at a moment (Unix milliseconds): those of the profile; `clan`, the tag;
    /// `troop/home/Barbarian`, a level, and likewise for heroes, equipment and spells;
    /// `boosted/Super Archer`; `worn/Archer Queen`, the names; `achievement/0/Bigger Coffers` and
    /// `stars/0/Bigger Coffers`, by position and name; `playersClanLevel`, the level of the clan.
    ///
    /// # Errors
    /// `404 notFound` if there is no such player.
    pub fn player_values(&self, tag: &str, at: i64) -> Result<Values, ApiError> {
        Ok(self.values_of_player(self.find_player(tag)?, at.div_euclid(SECOND) * SECOND))
    }

    pub(super) fn values_of_clan(&self, clan: Clan, now: Moment) -> ClanValues {
        let settings = self.clan_settings(clan, now);
        let record = self.war_record(clan, now);
        let capital = self.points(clan, now, Points::Capital);
        let members: BTreeMap<String, Values> = self
            .ranked_members(clan, now)
            .into_iter()
            .zip(1..)
            .map(|((player, standing), rank)| {
                let builder_trophies = self.builder_trophies(player, now);
                let (given, received) = self.donations(player, now);
                let values: Values = values([
                    ("name", self.player_name(player, now).into()),
                    ("role", self.role(player, clan, now).into()),
                    ("townHallLevel", self.town_hall(player, now).into()),
                    ("expLevel", self.exp_level(player, now).into()),
                    ("leagueTier", (LEAGUE_TIER + standing.tier).into()),
                    ("trophies", standing.trophies.into()),
                    ("builderBaseTrophies", builder_trophies.into()),
                    ("builderBaseLeague", (BUILDER_BASE_LEAGUE + builder_league(builder_trophies)).into()),
                    ("clanRank", i64::from(rank).into()),
                    ("donations", given.into()),
                    ("donationsReceived", received.into()),
                    ("playerHouse", json!(self.house(player, now))),
                ]);
                (self.player_tag(player), values)
            })
            .collect();
        let mut of_clan = values([
            ("type", settings.kind.into()),
            ("isFamilyFriendly", settings.family.into()),
            ("description", settings.description.into()),
            ("labels", ids(CLAN_LABEL, &settings.labels)),
            ("chatLanguage", settings.language.map_or(Value::Null, |choice| language(choice)["id"].clone())),
            ("requiredTrophies", settings.required_trophies.into()),
            ("requiredBuilderBaseTrophies", settings.required_builder_trophies.into()),
            ("requiredTownhallLevel", settings.required_town_hall.into()),
            ("isWarLogPublic", settings.war_log_public.into()),
            ("clanLevel", self.clan_level(clan, now).into()),
            ("clanPoints", self.points(clan, now, Points::Home).into()),
            ("clanBuilderBasePoints", self.points(clan, now, Points::BuilderBase).into()),
            ("clanCapitalPoints", capital.into()),
            ("capitalLeague", (CAPITAL_LEAGUE + capital_league(capital)).into()),
            ("warLeague", (WAR_LEAGUE + self.war_league(clan, now)).into()),
            ("warWins", record.wins.into()),
            ("warWinStreak", record.streak.into()),
            ("members", members.len().into()),
        ]);
        // Clans with a private war log show wins and the streak only.
        if settings.war_log_public {
            of_clan.insert("warTies".into(), record.ties.into());
            of_clan.insert("warLosses".into(), record.losses.into());
        }
        ClanValues { clan: of_clan, members }
    }

    pub(super) fn values_of_player(&self, player: Player, now: Moment) -> Values {
        let standing = self.standing(player, now);
        let villages = self.villages(player, now);
        let stats = self.profile_stats(player, standing, villages, now);
        let builder_trophies = self.builder_trophies(player, now);
        let (given, received) = self.donations(player, now);
        let membership = self.membership(player, now);
        let clan = membership.map(|membership| membership.clan);
        let week = calendar::ranked_week(now);
        let group = self.seat(player, week).map(|(group, _)| self.group_tag(group));
        let mut all = values([
            ("name", self.player_name(player, now).into()),
            ("townHallLevel", (villages.home as i64).into()),
            ("expLevel", self.exp_level(player, now).into()),
            ("trophies", standing.trophies.into()),
            ("bestTrophies", stats.best_trophies.into()),
            ("warStars", stats.war_stars.into()),
            ("attackWins", standing.attack_wins.into()),
            ("defenseWins", standing.defense_wins.into()),
            ("builderBaseTrophies", builder_trophies.into()),
            ("bestBuilderBaseTrophies", stats.best_builder_trophies.into()),
            ("warPreference", if self.wants_war(player, now) { "in" } else { "out" }.into()),
            ("donations", given.into()),
            ("donationsReceived", received.into()),
            ("clanCapitalContributions", stats.capital_gold.into()),
            ("leagueTier", (LEAGUE_TIER + standing.tier).into()),
            ("currentLeagueGroup", json!(&group)),
            ("labels", ids(PLAYER_LABEL, &self.player_labels(player, now))),
            ("playerHouse", json!(self.house(player, now))),
            ("clan", json!(clan.map(|clan| self.clan_tag(clan)))),
            ("role", json!(clan.map(|clan| self.role(player, clan, now)))),
        ]);
        let season = match (&group, self.is_legend(player)) {
            (Some(_), _) => calendar::ranked_week_id(week),
            (None, true) => TrophySeason::at(now).number_in_profile(),
            (None, false) => 0,
        };
        all.insert("leagueSeason".into(), season.into());
        if let Some(clan) = clan {
            all.insert("playersClanLevel".into(), self.clan_level(clan, now).into());
        }
        if let Some(statistics) = self.legend_statistics(player, now) {
            all.insert("legendStatistics".into(), statistics);
        }
        if let Some(level) = villages.weapon() {
            all.insert("townHallWeaponLevel".into(), level.into());
        }
        if villages.builder > 0.0 {
            all.insert("builderHallLevel".into(), (villages.builder as i64).into());
            let league = BUILDER_BASE_LEAGUE + builder_league(builder_trophies);
            all.insert("builderBaseLeague".into(), league.into());
        }
        let (heroes, equipment) = self.heroes(player, villages, now);
        let lists = [
            ("troop", self.troops(player, villages, now)),
            ("hero", heroes),
            ("equipment", equipment),
            ("spell", self.spells(player, villages)),
        ];
        for (list, units) in lists {
            for unit in units {
                let (name, village) = (text(&unit["name"]), text(&unit["village"]));
                if unit.get("superTroopIsActive").is_some() {
                    all.insert(format!("boosted/{name}").into(), true.into());
                }
                if let Some(worn) = unit.get("equipment").and_then(Value::as_array) {
                    let names = worn.iter().map(|piece| piece["name"].clone());
                    all.insert(format!("worn/{name}").into(), names.collect());
                }
                all.insert(format!("{list}/{village}/{name}").into(), unit["level"].clone());
            }
        }
        for (index, achievement) in self.achievements(player, stats).into_iter().enumerate() {
            let name = text(&achievement["name"]);
            all.insert(format!("achievement/{index}/{name}").into(), achievement["value"].clone());
            all.insert(format!("stars/{index}/{name}").into(), achievement["stars"].clone());
        }
        all
    }
}

fn values<const N: usize>(named: [(&'static str, Value); N]) -> Values {
    named.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect()
}

fn ids(first: i64, numbers: &[i64]) -> Value {
    numbers.iter().map(|number| Value::from(first + number)).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
