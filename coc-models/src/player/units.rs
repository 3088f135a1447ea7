//! A player's units by name, and their groups.

use alloc::vec::Vec;

use super::{Player, PlayerItemLevel, Village};
use crate::sort;

/// The siege machines of the game.
pub(crate) const SIEGE_MACHINES: [&str; 9] = [
    "Wall Wrecker",
    "Battle Blimp",
    "Stone Slammer",
    "Siege Barracks",
    "Log Launcher",
    "Flame Flinger",
    "Battle Drill",
    "Troop Launcher",
    "Sky Wagon",
];

/// The pets of the game.
pub(crate) const PETS: [&str; 12] = [
    "L.A.S.S.I",
    "Mighty Yak",
    "Electro Owl",
    "Unicorn",
    "Phoenix",
    "Poison Lizard",
    "Diggy",
    "Frosty",
    "Spirit Fox",
    "Angry Jelly",
    "Sneezy",
    "Greedy Raven",
];

/// The super troops of the game.
pub(crate) const SUPER_TROOPS: [&str; 17] = [
    "Super Barbarian",
    "Super Archer",
    "Super Wall Breaker",
    "Super Giant",
    "Sneaky Goblin",
    "Super Miner",
    "Rocket Balloon",
    "Inferno Dragon",
    "Super Valkyrie",
    "Super Witch",
    "Ice Hound",
    "Super Bowler",
    "Super Dragon",
    "Super Wizard",
    "Super Minion",
    "Super Hog Rider",
    "Super Yeti",
];

/// The groups that [`Player::troops`] mixes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Troop,
    SuperTroop,
    SiegeMachine,
    Pet,
}

impl Group {
    /// The group of a unit of the home village. A name that a later game update adds is a troop.
    fn of(name: &str) -> Self {
        if SUPER_TROOPS.contains(&name) {
            Self::SuperTroop
        } else if SIEGE_MACHINES.contains(&name) {
            Self::SiegeMachine
        } else if PETS.contains(&name) {
            Self::Pet
        } else {
            Self::Troop
        }
    }
}

impl PlayerItemLevel {
    /// Whether the unit belongs to this village. A body without [`village`](Self::village) is of
    /// the home village.
    pub fn is_of(&self, village: &Village) -> bool {
        self.village.as_ref().unwrap_or(&Village::Home) == village
    }

    /// Whether an earlier entry of the same list is of the same unit. The oldest bodies have no
    /// village, so an entry without one is of any.
    ///
    /// ```
    /// use coc_models::{Player, PlayerItemLevel};
    ///
    /// /// The level of a spell in an earlier response.
    /// fn level_before(spell: &PlayerItemLevel, earlier: &Player) -> Option<i32> {
    ///     Some(earlier.spells.iter().find(|before| spell.is_same_unit(before))?.level)
    /// }
    /// # assert_eq!(level_before(&PlayerItemLevel::default(), &Player::default()), None);
    /// ```
    pub fn is_same_unit(&self, earlier: &Self) -> bool {
        earlier.name == self.name && (earlier.village == self.village || earlier.village.is_none())
    }

    /// The names of the equipment that a hero wears, in order of name.
    ///
    /// ```
    /// # use coc_models::PlayerItemLevel;
    /// assert!(PlayerItemLevel::default().worn_equipment().is_empty());
    /// ```
    pub fn worn_equipment(&self) -> Vec<&str> {
        let mut names: Vec<_> =
            self.equipment.iter().flat_map(|pieces| pieces.iter()).map(|piece| piece.name.as_str()).collect();
        sort::by(&mut names, Ord::cmp);
        names
    }
}

/// Units by their English name. Each name is unique within its village.
impl Player {
    /// The hero of this name, of either village.
    ///
    /// ```
    /// # use coc_models::Player;
    /// # let player = Player::default();
    /// let king = player.hero("Barbarian King").map_or(0, |hero| hero.level);
    /// # assert_eq!(king, 0);
    /// ```
    pub fn hero(&self, name: &str) -> Option<&PlayerItemLevel> {
        named(&self.heroes, name)
    }

    /// The troop of the home village with this name; also a super troop, siege machine or pet.
    ///
    /// "Baby Dragon" is also the name of a
    /// [troop of the builder base](Self::builder_base_troop).
    pub fn troop(&self, name: &str) -> Option<&PlayerItemLevel> {
        self.troops.iter().find(|unit| unit.name == name && unit.is_of(&Village::Home))
    }

    /// The troop of the builder base with this name.
    pub fn builder_base_troop(&self, name: &str) -> Option<&PlayerItemLevel> {
        self.builder_base_troops().find(|unit| unit.name == name)
    }

    /// The spell of this name.
    pub fn spell(&self, name: &str) -> Option<&PlayerItemLevel> {
        named(&self.spells, name)
    }

    /// The pet of this name. A pet that is newer than this version of the crate is found by
    /// [`troop`](Self::troop).
    pub fn pet(&self, name: &str) -> Option<&PlayerItemLevel> {
        self.pets().find(|unit| unit.name == name)
    }

    /// The piece of equipment of this name, worn or not.
    pub fn equipment(&self, name: &str) -> Option<&PlayerItemLevel> {
        named(&self.hero_equipment, name)
    }

    /// The troops of the home village, without super troops, siege machines and pets.
    ///
    /// A unit whose name is newer than this version of the crate is among them.
    pub fn home_troops(&self) -> impl Iterator<Item = &PlayerItemLevel> {
        self.group(Group::Troop)
    }

    /// The super troops, boosted or not. Their level is always 1: a super troop has the level of
    /// its base troop.
    pub fn super_troops(&self) -> impl Iterator<Item = &PlayerItemLevel> {
        self.group(Group::SuperTroop)
    }

    /// The siege machines.
    pub fn siege_machines(&self) -> impl Iterator<Item = &PlayerItemLevel> {
        self.group(Group::SiegeMachine)
    }

    /// The pets.
    pub fn pets(&self) -> impl Iterator<Item = &PlayerItemLevel> {
        self.group(Group::Pet)
    }

    /// The troops of the builder base.
    pub fn builder_base_troops(&self) -> impl Iterator<Item = &PlayerItemLevel> {
        self.troops.iter().filter(|unit| unit.is_of(&Village::BuilderBase))
    }

    fn group(&self, group: Group) -> impl Iterator<Item = &PlayerItemLevel> {
        let home = self.troops.iter().filter(|unit| unit.is_of(&Village::Home));
        home.filter(move |unit| Group::of(&unit.name) == group)
    }
}

fn named<'a>(units: &'a [PlayerItemLevel], name: &str) -> Option<&'a PlayerItemLevel> {
    units.iter().find(|unit| unit.name == name)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn unit(name: &str, village: Option<Village>, level: i32) -> PlayerItemLevel {
        PlayerItemLevel { name: name.into(), village, level, ..PlayerItemLevel::default() }
    }

    fn names<'a>(units: impl Iterator<Item = &'a PlayerItemLevel>) -> Vec<&'a str> {
        units.map(|unit| unit.name.as_str()).collect()
    }

    #[test]
    fn the_two_baby_dragons_are_found_in_their_villages() {
        let troops = std::vec![
            unit("Baby Dragon", Some(Village::BuilderBase), 7),
            unit("Baby Dragon", Some(Village::Home), 5),
        ];
        let player = Player { troops, ..Player::default() };
        assert_eq!(player.troop("Baby Dragon").map(|troop| troop.level), Some(5));
        assert_eq!(player.builder_base_troop("Baby Dragon").map(|troop| troop.level), Some(7));
    }

    #[test]
    fn a_unit_without_a_village_is_of_the_home_village() {
        let player = Player { troops: std::vec![unit("Giant", None, 3)], ..Player::default() };
        assert!(player.troop("Giant").is_some());
        assert!(player.builder_base_troop("Giant").is_none());
    }

    #[test]
    fn each_unit_is_in_one_group_and_an_unknown_name_is_a_troop() {
        let home = ["Giant", "Super Giant", "Sky Wagon", "Unicorn", "Unit Of Next Year"];
        let mut troops: Vec<_> = home.iter().map(|name| unit(name, Some(Village::Home), 1)).collect();
        troops.push(unit("Boxer Giant", Some(Village::BuilderBase), 1));
        troops.push(unit("Diver", Some(Village::from("moonBase")), 1));
        let player = Player { troops, ..Player::default() };
        assert_eq!(names(player.home_troops()), ["Giant", "Unit Of Next Year"]);
        assert_eq!(names(player.super_troops()), ["Super Giant"]);
        assert_eq!(names(player.siege_machines()), ["Sky Wagon"]);
        assert_eq!(names(player.pets()), ["Unicorn"]);
        assert_eq!(names(player.builder_base_troops()), ["Boxer Giant"]);
        assert!(player.pet("Giant").is_none() && player.pet("Unicorn").is_some());
    }

    #[cfg(feature = "game-data")]
    #[test]
    fn the_groups_are_those_of_the_game_data() {
        use crate::game_data::{GameData, Unit, UnitKind};

        let data = GameData::embedded();
        let of = |kind| {
            let units = data.units().filter(move |unit| unit.kind() == kind);
            let mut names: Vec<_> = units.map(Unit::name).collect();
            names.sort_unstable();
            names
        };
        let sorted = |names: &[&'static str]| {
            let mut names = names.to_vec();
            names.sort_unstable();
            names
        };
        assert_eq!(of(UnitKind::SuperTroop), sorted(&SUPER_TROOPS));
        assert_eq!(of(UnitKind::SiegeMachine), sorted(&SIEGE_MACHINES));
        assert_eq!(of(UnitKind::Pet), sorted(&PETS));
    }
}
