//! Bodies of the API of which the rules read a few fields only.
//!
//! Every field of a model is code in the module. A body here has those that the rules read, and
//! becomes a model in which the others have their defaults. The test of recorded bodies compares the
//! results with those of the complete models.

use coc_models::{
    Clan, ClanMember, ClanTag, ClanWarLogEntry, Player, PlayerItemLevel, PlayerTag, Role, Text, WarResult,
    verbatim,
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

/// A player, as far as the levels go.
pub(crate) struct PlayerLevels(pub(crate) Player);

impl<'de> Deserialize<'de> for PlayerLevels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            #[serde(deserialize_with = "verbatim::deserialize")]
            tag: PlayerTag,
            town_hall_level: Option<i32>,
            builder_hall_level: Option<i32>,
            troops: Option<Vec<PlayerItemLevel>>,
            heroes: Option<Vec<PlayerItemLevel>>,
            hero_equipment: Option<Vec<PlayerItemLevel>>,
            spells: Option<Vec<PlayerItemLevel>>,
        }

        let body = Body::deserialize(deserializer)?;
        let mut player = Player::default();
        player.tag = body.tag;
        player.town_hall_level = body.town_hall_level.unwrap_or_default();
        player.builder_hall_level = body.builder_hall_level;
        player.troops = body.troops.unwrap_or_default();
        player.heroes = body.heroes.unwrap_or_default();
        player.hero_equipment = body.hero_equipment.unwrap_or_default();
        player.spells = body.spells.unwrap_or_default();
        Ok(Self(player))
    }
}
