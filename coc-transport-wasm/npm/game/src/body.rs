//! Bodies of the API of which the rules read a few fields only.
//!
//! Every field of a model is code in the module. A body here has those that the rules read, and
//! becomes a model in which the others have their defaults. The test of recorded bodies compares the
//! results with those of the complete models.

use coc_models::{
    Clan, ClanMember, ClanTag, ClanWarLogEntry, GameText, Label, LabelId, Player, PlayerAchievementProgress,
    PlayerClan, PlayerHouse, PlayerItemLevel, PlayerTag, Role, Text, WarPreference, WarResult, verbatim,
};
use serde::{Deserialize, Deserializer};

/// A clan, as far as its members change.
pub(crate) struct ClanMembers(pub(crate) Clan);

impl<'de> Deserialize<'de> for ClanMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            #[serde(deserialize_with = "verbatim::deserialize")]
            tag: ClanTag,
            members: Option<i32>,
            member_list: Option<Vec<Member>>,
        }

        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Member {
            #[serde(deserialize_with = "verbatim::deserialize")]
            tag: PlayerTag,
            name: Option<Text>,
            role: Option<Role>,
            town_hall_level: Option<i32>,
            donations: Option<i32>,
            donations_received: Option<i32>,
        }

        let body = Body::deserialize(deserializer)?;
        let mut clan = Clan::default();
        clan.tag = body.tag;
        clan.members = body.members.unwrap_or_default();
        for member in body.member_list.unwrap_or_default() {
            let mut model = ClanMember::default();
            model.tag = member.tag;
            model.name = member.name.unwrap_or_default();
            model.role = member.role.unwrap_or_default();
            model.town_hall_level = member.town_hall_level;
            model.donations = member.donations.unwrap_or_default();
            model.donations_received = member.donations_received.unwrap_or_default();
            clan.member_list.push(model);
        }
        Ok(Self(clan))
    }
}

/// An entry of a war log, as far as it is a season of the clan war league.
pub(crate) struct LogEntry(pub(crate) ClanWarLogEntry);

impl<'de> Deserialize<'de> for LogEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Body {
            result: Option<WarResult>,
            opponent: Option<Opponent>,
        }

        #[derive(Deserialize)]
        struct Opponent {
            #[serde(default, deserialize_with = "verbatim::deserialize")]
            tag: Option<ClanTag>,
        }

        let body = Body::deserialize(deserializer)?;
        let mut entry = ClanWarLogEntry::default();
        entry.result = body.result;
        entry.opponent.tag = body.opponent.and_then(|opponent| opponent.tag);
        Ok(Self(entry))
    }
}

/// A player, as far as the units and the signs of activity go.
pub(crate) struct ActivePlayer(pub(crate) Player);

impl<'de> Deserialize<'de> for ActivePlayer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            #[serde(deserialize_with = "verbatim::deserialize")]
            tag: PlayerTag,
            name: Option<Text>,
            town_hall_level: Option<i32>,
            builder_hall_level: Option<i32>,
            builder_base_trophies: Option<i32>,
            donations: Option<i32>,
            attack_wins: Option<i32>,
            war_preference: Option<WarPreference>,
            clan: Option<Membership>,
            labels: Option<Vec<LabelOfPlayer>>,
            player_house: Option<PlayerHouse>,
            achievements: Option<Vec<Achievement>>,
            troops: Option<Vec<PlayerItemLevel>>,
            heroes: Option<Vec<PlayerItemLevel>>,
            hero_equipment: Option<Vec<PlayerItemLevel>>,
            spells: Option<Vec<PlayerItemLevel>>,
        }

        #[derive(Deserialize)]
        struct LabelOfPlayer {
            id: Option<LabelId>,
        }

        #[derive(Deserialize)]
        struct Achievement {
            name: Option<GameText>,
            value: Option<i32>,
        }

        #[derive(Deserialize)]
        struct Membership {
            #[serde(deserialize_with = "verbatim::deserialize")]
            tag: ClanTag,
        }

        let body = Body::deserialize(deserializer)?;
        let mut player = Player::default();
        player.tag = body.tag;
        player.name = body.name.unwrap_or_default();
        player.town_hall_level = body.town_hall_level.unwrap_or_default();
        player.builder_hall_level = body.builder_hall_level;
        player.builder_base_trophies = body.builder_base_trophies;
        player.donations = body.donations.unwrap_or_default();
        player.attack_wins = body.attack_wins.unwrap_or_default();
        player.war_preference = body.war_preference;
        player.clan = body.clan.map(|clan| {
            let mut model = PlayerClan::default();
            model.tag = clan.tag;
            model
        });
        for label in body.labels.unwrap_or_default() {
            let mut model = Label::default();
            model.id = label.id.unwrap_or_default();
            player.labels.push(model);
        }
        player.player_house = body.player_house;
        for achievement in body.achievements.unwrap_or_default() {
            let mut model = PlayerAchievementProgress::default();
            model.name = achievement.name.unwrap_or_default();
            model.value = achievement.value.unwrap_or_default();
            player.achievements.push(model);
        }
        player.troops = body.troops.unwrap_or_default();
        player.heroes = body.heroes.unwrap_or_default();
        player.hero_equipment = body.hero_equipment.unwrap_or_default();
        player.spells = body.spells.unwrap_or_default();
        Ok(Self(player))
    }
}
