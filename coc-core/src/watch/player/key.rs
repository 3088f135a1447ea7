//! The keys of a [`PlayerEvent`].

use std::fmt::Write as _;

use coc_models::Village;

use super::{Achievement, PlayerEvent, PlayerEventKind, Unit, UnitList};
use crate::watch::{Change, event::Keyed};

impl UnitList {
    fn key(self) -> &'static str {
        match self {
            Self::Troops => "troops",
            Self::Heroes => "heroes",
            Self::Spells => "spells",
            Self::HeroEquipment => "hero-equipment",
        }
    }
}

impl PlayerEventKind {
    fn key(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot",
            Self::Active { .. } => "active",
            Self::Name(_) => "name",
            Self::Labels(_) => "labels",
            Self::WarPreference(_) => "war-preference",
            Self::PlayerHouse(_) => "player-house",
            Self::JoinedClan(_) => "joined-clan",
            Self::LeftClan(_) => "left-clan",
            Self::MovedClan(_) => "moved-clan",
            Self::ClanName(_) => "clan-name",
            Self::ClanLevel(_) => "clan-level",
            Self::ClanBadge(_) => "clan-badge",
            Self::Role(_) => "role",
            Self::TownHallLevel(_) => "town-hall-level",
            Self::TownHallWeaponLevel(_) => "town-hall-weapon-level",
            Self::BuilderHallLevel(_) => "builder-hall-level",
            Self::ExpLevel(_) => "exp-level",
            Self::Trophies(_) => "trophies",
            Self::BestTrophies(_) => "best-trophies",
            Self::BuilderBaseTrophies(_) => "builder-base-trophies",
            Self::BestBuilderBaseTrophies(_) => "best-builder-base-trophies",
            Self::LeagueTier(_) => "league-tier",
            Self::BuilderBaseLeague(_) => "builder-base-league",
            Self::League(_) => "league",
            Self::LeagueGroup(_) => "league-group",
            Self::LeagueSeason(_) => "league-season",
            Self::LegendStatistics(_) => "legend-statistics",
            Self::Donated(_) => "donated",
            Self::Received(_) => "received",
            Self::AttackWins(_) => "attack-wins",
            Self::DefenseWins(_) => "defense-wins",
            Self::WarStars(_) => "war-stars",
            Self::ClanWarLeagueStars(_) => "clan-war-league-stars",
            Self::CapitalGoldContributed(_) => "capital-gold-contributed",
            Self::CapitalGoldLooted(_) => "capital-gold-looted",
            Self::ClanGamesPoints(_) => "clan-games-points",
            Self::UnitUnlocked { .. } => "unit-unlocked",
            Self::UnitUpgraded { .. } => "unit",
            Self::UnitCorrected { .. } => "unit-corrected",
            Self::SuperTroopBoosted { .. } => "super-troop-boosted",
            Self::SuperTroopExpired { .. } => "super-troop-expired",
            Self::HeroEquipment { .. } => "hero-equipment",
            Self::AchievementProgress { .. } => "achievement",
            Self::AchievementStars { .. } => "achievement-stars",
        }
    }
}

impl Keyed for PlayerEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let _ = write!(key, "{}/{}", self.tag, self.kind.key());
        match &self.kind {
            PlayerEventKind::UnitUnlocked { unit, level } => write_unit(key, unit, *level),
            PlayerEventKind::UnitUpgraded { unit, level }
            | PlayerEventKind::UnitCorrected { unit, level } => write_unit(key, unit, level.new),
            PlayerEventKind::SuperTroopBoosted { name } | PlayerEventKind::SuperTroopExpired { name } => {
                let _ = write!(key, "/{name}");
            }
            PlayerEventKind::HeroEquipment { hero, .. } => {
                let _ = write!(key, "/{hero}");
            }
            PlayerEventKind::AchievementProgress { achievement, value: change }
            | PlayerEventKind::AchievementStars { achievement, stars: change } => {
                let Achievement { name, village, occurrence } = achievement;
                let _ = write!(key, "/{}/{name}/{occurrence}/{}", home_unless(village.as_ref()), change.new);
            }
            // These never fall, so each value is reached once.
            PlayerEventKind::TownHallLevel(Change { old, new })
            | PlayerEventKind::ExpLevel(Change { old, new })
            | PlayerEventKind::BestTrophies(Change { old, new })
            | PlayerEventKind::WarStars(Change { old, new })
                if new > old =>
            {
                let _ = write!(key, "/{new}");
                return true;
            }
            _ => {}
        }
        false
    }
}

fn write_unit(key: &mut String, unit: &Unit, level: i32) {
    let _ = write!(key, "/{}/{}/{}/{level}", unit.list.key(), home_unless(unit.village.as_ref()), unit.name);
}

fn home_unless(village: Option<&Village>) -> &str {
    village.unwrap_or(&Village::Home).as_str()
}
