//! [`UnitGroup`] and [`AchievementGroup`]: the lists of a player in few bytes.

use coc_models::{GameText, Player, PlayerAchievementProgress, PlayerItemLevel, Village};
use serde::{Deserialize, Serialize};

use super::UnitList;

impl UnitList {
    pub(super) const ALL: [Self; 4] = [Self::Troops, Self::Heroes, Self::Spells, Self::HeroEquipment];

    pub(super) fn of(self, player: &Player) -> &[PlayerItemLevel] {
        match self {
            Self::Troops => &player.troops,
            Self::Heroes => &player.heroes,
            Self::Spells => &player.spells,
            Self::HeroEquipment => &player.hero_equipment,
        }
    }

    fn of_mut(self, player: &mut Player) -> &mut Vec<PlayerItemLevel> {
        match self {
            Self::Troops => &mut player.troops,
            Self::Heroes => &mut player.heroes,
            Self::Spells => &mut player.spells,
            Self::HeroEquipment => &mut player.hero_equipment,
        }
    }
}

/// The units of one list and one village. The names and the levels are as many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnitGroup {
    pub(super) list: UnitList,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    village: Option<Village>,
    names: Box<[GameText]>,
    levels: Box<[i32]>,
    /// The positions of boosted super troops.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    boosted: Box<[usize]>,
    /// The positions of heroes with the names of their equipment.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    worn: Box<[(usize, Box<[GameText]>)]>,
}

impl UnitGroup {
    pub(super) fn of(player: &Player) -> Vec<Self> {
        let mut groups = Vec::new();
        for list in UnitList::ALL {
            for (village, units) in by_village(list.of(player), |unit| &unit.village) {
                let positions = || units.iter().enumerate();
                let boosted = positions().filter(|(_, unit)| unit.super_troop_is_active == Some(true));
                let worn = positions().filter_map(|(position, unit)| {
                    let pieces = unit.equipment.as_ref().filter(|pieces| !pieces.is_empty())?;
                    Some((position, pieces.iter().map(|piece| piece.name.clone()).collect()))
                });
                groups.push(Self {
                    list,
                    village: *village,
                    names: units.iter().map(|unit| unit.name.clone()).collect(),
                    levels: units.iter().map(|unit| unit.level).collect(),
                    boosted: boosted.map(|(position, _)| position).collect(),
                    worn: worn.collect(),
                });
            }
        }
        groups
    }

    pub(super) fn add_to(&self, player: &mut Player) {
        let units = self.names.iter().zip(&self.levels).enumerate().map(|(position, (name, level))| {
            let mut unit = PlayerItemLevel::default();
            unit.name = name.clone();
            unit.level = *level;
            unit.village = self.village;
            unit.super_troop_is_active = self.boosted.contains(&position).then_some(true);
            let worn = self.worn.iter().find(|(hero, _)| *hero == position);
            unit.equipment = worn.map(|(_, names)| Box::new(names.iter().map(piece).collect()));
            unit
        });
        self.list.of_mut(player).extend(units);
    }
}

fn piece(name: &GameText) -> PlayerItemLevel {
    let mut piece = PlayerItemLevel::default();
    piece.name = name.clone();
    piece
}

/// The achievements of one village, in the order of the response. The names and the values are as
/// many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AchievementGroup {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    village: Option<Village>,
    names: Box<[GameText]>,
    /// The stars and the value of each.
    progress: Box<[(i32, i32)]>,
}

impl AchievementGroup {
    pub(super) fn of(player: &Player) -> Box<[Self]> {
        let groups = by_village(&player.achievements, |achievement| &achievement.village);
        let group = |(village, achievements): (&Option<Village>, Vec<&PlayerAchievementProgress>)| Self {
            village: *village,
            names: achievements.iter().map(|achievement| achievement.name.clone()).collect(),
            progress: achievements.iter().map(|one| (one.stars, one.value)).collect(),
        };
        groups.into_iter().map(group).collect()
    }

    pub(super) fn add_to(&self, player: &mut Player) {
        let achievements = self.names.iter().zip(&self.progress).map(|(name, &(stars, value))| {
            let mut achievement = PlayerAchievementProgress::default();
            achievement.name = name.clone();
            achievement.village = self.village;
            achievement.stars = stars;
            achievement.value = value;
            achievement
        });
        player.achievements.extend(achievements);
    }
}

/// The items of each village, in the order of the list.
fn by_village<'a, T>(
    items: &'a [T],
    village: impl Fn(&T) -> &Option<Village>,
) -> Vec<(&'a Option<Village>, Vec<&'a T>)> {
    let mut groups: Vec<(&Option<Village>, Vec<&T>)> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|(of, _)| *of == village(item)) {
            Some((_, group)) => group.push(item),
            None => groups.push((village(item), vec![item])),
        }
    }
    groups
}
