//! [`PlayerState`]: the parts of a player that can make an event.

use coc_models::{
    BadgeUrls, BuilderBaseLeagueId, ClanTag, LabelId, LeagueGroupTag, LeagueId, LeagueTierId, Player,
    PlayerClan, PlayerHouse, PlayerLegendStatistics, PlayerTag, Role, SeasonId, Text, WarPreference,
};
use serde::{Deserialize, Serialize};

use super::lists::{Achievements, Units};
use crate::watch::{Named, change::HasName};

/// The parts of a player that can make an event, without texts of achievements and without images.
///
/// Each value is in an option or has a default, so that later versions can add some.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::watch) struct PlayerState {
    name: Text,
    town_hall_level: i32,
    exp_level: i32,
    trophies: i32,
    best_trophies: i32,
    war_stars: i32,
    attack_wins: i32,
    defense_wins: i32,
    donations: i32,
    donations_received: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    town_hall_weapon_level: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    builder_hall_level: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    builder_base_trophies: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_builder_base_trophies: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clan_capital_contributions: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    war_preference: Option<WarPreference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clan: Option<Box<ClanOfPlayer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    league: Option<Named<LeagueId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    league_tier: Option<Named<LeagueTierId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    builder_base_league: Option<Named<BuilderBaseLeagueId>>,
    #[serde(with = "coc_models::verbatim", skip_serializing_if = "Option::is_none")]
    league_group: Option<LeagueGroupTag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    league_season: Option<SeasonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legend_statistics: Option<Box<PlayerLegendStatistics>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    player_house: Option<Box<PlayerHouse>>,
    labels: Box<[Named<LabelId>]>,
    units: Units,
    achievements: Achievements,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ClanOfPlayer {
    #[serde(with = "coc_models::verbatim")]
    tag: ClanTag,
    name: Text,
    level: i32,
    badge: BadgeUrls,
}

impl PlayerState {
    /// The state after a response, with the lists that it did not send as they were before.
    pub(super) fn after(before: Option<&Player>, player: &Player) -> Self {
        Self {
            name: player.name.clone(),
            town_hall_level: player.town_hall_level,
            exp_level: player.exp_level,
            trophies: player.trophies,
            best_trophies: player.best_trophies,
            war_stars: player.war_stars,
            attack_wins: player.attack_wins,
            defense_wins: player.defense_wins,
            donations: player.donations,
            donations_received: player.donations_received,
            town_hall_weapon_level: player.town_hall_weapon_level,
            builder_hall_level: player.builder_hall_level,
            builder_base_trophies: player.builder_base_trophies,
            best_builder_base_trophies: player.best_builder_base_trophies,
            clan_capital_contributions: player.clan_capital_contributions,
            role: player.role.clone(),
            war_preference: player.war_preference.clone(),
            clan: player.clan.as_ref().map(ClanOfPlayer::of).map(Box::new),
            league: player.league.as_ref().map(HasName::named),
            league_tier: player.league_tier.as_ref().map(HasName::named),
            builder_base_league: player.builder_base_league.as_ref().map(HasName::named),
            league_group: player.current_league_group_tag,
            league_season: player.current_league_season_id.clone(),
            legend_statistics: player.legend_statistics.clone(),
            player_house: player.player_house.clone().map(Box::new),
            labels: player.labels.iter().map(HasName::named).collect(),
            units: Units::of(before, player),
            achievements: Achievements::of(before, player),
        }
    }

    /// The response that the state is of, without the parts that it lacks.
    pub(super) fn player(&self, tag: PlayerTag) -> Player {
        let mut player = Player::default();
        player.tag = tag;
        player.name = self.name.clone();
        player.town_hall_level = self.town_hall_level;
        player.exp_level = self.exp_level;
        player.trophies = self.trophies;
        player.best_trophies = self.best_trophies;
        player.war_stars = self.war_stars;
        player.attack_wins = self.attack_wins;
        player.defense_wins = self.defense_wins;
        player.donations = self.donations;
        player.donations_received = self.donations_received;
        player.town_hall_weapon_level = self.town_hall_weapon_level;
        player.builder_hall_level = self.builder_hall_level;
        player.builder_base_trophies = self.builder_base_trophies;
        player.best_builder_base_trophies = self.best_builder_base_trophies;
        player.clan_capital_contributions = self.clan_capital_contributions;
        player.role.clone_from(&self.role);
        player.war_preference.clone_from(&self.war_preference);
        player.clan = self.clan.as_deref().map(ClanOfPlayer::clan);
        player.league = self.league.clone().map(HasName::from_named);
        player.league_tier = self.league_tier.clone().map(HasName::from_named);
        player.builder_base_league = self.builder_base_league.clone().map(HasName::from_named);
        player.current_league_group_tag = self.league_group;
        player.current_league_season_id.clone_from(&self.league_season);
        player.legend_statistics.clone_from(&self.legend_statistics);
        player.player_house = self.player_house.as_deref().cloned();
        player.labels = self.labels.iter().cloned().map(HasName::from_named).collect();
        self.units.add_to(&mut player);
        self.achievements.add_to(&mut player);
        player
    }
}

impl ClanOfPlayer {
    fn of(clan: &PlayerClan) -> Self {
        let PlayerClan { tag, name, clan_level, badge_urls, .. } = clan.clone();
        Self { tag, name, level: clan_level, badge: badge_urls }
    }

    fn clan(&self) -> PlayerClan {
        let mut clan = PlayerClan::default();
        clan.tag = self.tag;
        clan.name = self.name.clone();
        clan.clan_level = self.level;
        clan.badge_urls = self.badge.clone();
        clan
    }
}
