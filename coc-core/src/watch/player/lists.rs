//! [`Units`] and [`Achievements`]: the lists of a player in few bytes.

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

/// Numbers, most of which are small.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Numbers {
    Small(Box<[u8]>),
    Any(Box<[i32]>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Small(Box::default())
    }
}

impl Numbers {
    fn of(numbers: impl Iterator<Item = i32> + Clone) -> Self {
        let small: Result<_, _> = numbers.clone().map(u8::try_from).collect();
        small.map_or_else(|_| Self::Any(numbers.collect()), Self::Small)
    }

    fn get(&self, position: usize) -> i32 {
        match self {
            Self::Small(numbers) => numbers.get(position).copied().map_or(0, i32::from),
            Self::Any(numbers) => numbers.get(position).copied().unwrap_or(0),
        }
    }
}

/// All units. The names of one list and one village follow each other, so that a group of them
/// takes few bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Units {
    groups: Box<[UnitGroup]>,
    names: Box<[GameText]>,
    /// The level of each name.
    levels: Numbers,
    /// The positions of boosted super troops.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    boosted: Box<[u16]>,
    /// The pieces of equipment that heroes wear, with the positions of the heroes.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    worn: Box<[(u16, GameText)]>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnitGroup {
    list: UnitList,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    village: Option<Village>,
    count: u16,
}

impl Units {
    /// The units of a response, and those of the one before for each list that was not sent.
    pub(super) fn of(before: Option<&Player>, player: &Player) -> Self {
        let mut groups = Vec::new();
        let mut all = Vec::new();
        for list in UnitList::ALL {
            let sent = Some(player).filter(|player| !list.of(player).is_empty());
            let units = sent.or(before).map_or(&[][..], |player| list.of(player));
            for (village, units) in by_village(units, |unit| &unit.village) {
                let count = u16::try_from(units.len()).unwrap_or(u16::MAX);
                groups.push(UnitGroup { list, village: *village, count });
                all.extend(units.into_iter().take(count.into()));
            }
        }
        let boosted = (0..).zip(&all).filter(|(_, unit)| unit.super_troop_is_active == Some(true));
        let worn = (0..).zip(&all).flat_map(|(position, unit)| {
            unit.equipment
                .iter()
                .flat_map(|pieces| pieces.iter())
                .map(move |piece| (position, piece.name.clone()))
        });
        Self {
            groups: groups.into(),
            names: all.iter().map(|unit| unit.name.clone()).collect(),
            levels: Numbers::of(all.iter().map(|unit| unit.level)),
            boosted: boosted.map(|(position, _)| position).collect(),
            worn: worn.collect(),
        }
    }

    pub(super) fn add_to(&self, player: &mut Player) {
        let mut names = (0_u16..).zip(&self.names);
        for UnitGroup { list, village, count } in &self.groups {
            let units = names.by_ref().take((*count).into()).map(|(position, name)| {
                let mut unit = PlayerItemLevel::default();
                unit.name = name.clone();
                unit.level = self.levels.get(position.into());
                unit.village = *village;
                unit.super_troop_is_active = self.boosted.contains(&position).then_some(true);
                let worn = self.worn.iter().filter(|(hero, _)| *hero == position);
                let worn: Vec<_> = worn.map(|(_, name)| piece(name)).collect();
                unit.equipment = (!worn.is_empty()).then(|| Box::new(worn));
                unit
            });
            list.of_mut(player).extend(units);
        }
    }
}

fn piece(name: &GameText) -> PlayerItemLevel {
    let mut piece = PlayerItemLevel::default();
    piece.name = name.clone();
    piece
}

/// All achievements. Those of one village follow each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Achievements {
    /// The villages, with the number of their achievements.
    groups: Box<[(Option<Village>, u16)]>,
    names: Box<[GameText]>,
    /// The stars of each name.
    stars: Numbers,
    /// The value of each name.
    values: Numbers,
}

impl Achievements {
    /// The achievements of a response, or of the one before if none were sent.
    pub(super) fn of(before: Option<&Player>, player: &Player) -> Self {
        let sent = Some(player).filter(|player| !player.achievements.is_empty());
        let achievements = sent.or(before).map_or(&[][..], |player| &player.achievements);
        let mut groups = Vec::new();
        let mut all = Vec::new();
        for (village, achievements) in by_village(achievements, |achievement| &achievement.village) {
            let count = u16::try_from(achievements.len()).unwrap_or(u16::MAX);
            groups.push((*village, count));
            all.extend(achievements.into_iter().take(count.into()));
        }
        Self {
            groups: groups.into(),
            names: all.iter().map(|achievement| achievement.name.clone()).collect(),
            stars: Numbers::of(all.iter().map(|achievement| achievement.stars)),
            values: Numbers::of(all.iter().map(|achievement| achievement.value)),
        }
    }

    pub(super) fn add_to(&self, player: &mut Player) {
        let mut names = self.names.iter().enumerate();
        for (village, count) in &self.groups {
            let achievements = names.by_ref().take((*count).into()).map(|(position, name)| {
                let mut achievement = PlayerAchievementProgress::default();
                achievement.name = name.clone();
                achievement.village = *village;
                achievement.stars = self.stars.get(position);
                achievement.value = self.values.get(position);
                achievement
            });
            player.achievements.extend(achievements);
        }
    }
}

/// The items of each village, in the order of the list.
fn by_village<T>(items: &[T], village: impl Fn(&T) -> &Option<Village>) -> Vec<(&Option<Village>, Vec<&T>)> {
    let mut groups: Vec<(&Option<Village>, Vec<&T>)> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|(of, _)| *of == village(item)) {
            Some((_, group)) => group.push(item),
            None => groups.push((village(item), vec![item])),
        }
    }
    groups
}
