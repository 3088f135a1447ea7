//! The units of players: names as the API writes them, unlock halls and maximum levels by hall.

/// A unit: its name, the hall that unlocks it, and its maximum level by hall from that one on.
pub(super) type Unit = (&'static str, i64, &'static [i64]);

/// A piece of equipment: its name, its number, the town hall that unlocks it, and whether it is
/// epic.
pub(super) type Piece = (&'static str, i64, i64, bool);

/// The maximum level of a unit at a hall; 0 before it is unlocked.
pub(super) fn cap((_, unlocked, caps): Unit, hall: i64) -> i64 {
    let Ok(index) = usize::try_from(hall - unlocked) else { return 0 };
    caps.get(index).or(caps.last()).copied().unwrap_or_default()
}

/// The maximum level of a unit at any hall, which is `maxLevel` in the API.
pub(super) fn highest((_, _, caps): Unit) -> i64 {
    caps.last().copied().unwrap_or_default()
}

/// A piece of equipment as a unit. The maximum levels depend on the town hall, from the eighth on.
pub(super) fn piece_unit((name, _, unlocked, epic): Piece) -> Unit {
    const COMMON: [i64; 11] = [9, 9, 12, 12, 15, 15, 18, 18, 18, 18, 18];
    const EPIC: [i64; 11] = [12, 12, 15, 15, 18, 18, 21, 24, 27, 27, 27];
    let caps: &'static [i64] = if epic { &EPIC } else { &COMMON };
    (name, unlocked, &caps[(unlocked - 8) as usize..])
}

/// Home village troops, siege machines and pets, which the API lists together.
#[rustfmt::skip]
pub(super) const HOME_TROOPS: [Unit; 53] = [
    ("Barbarian", 1, &[1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13]),
    ("Archer", 2, &[1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12, 13, 14]),
    ("Goblin", 2, &[1, 2, 2, 3, 3, 4, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10]),
    ("Giant", 2, &[1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14]),
    ("Wall Breaker", 3, &[1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
    ("Balloon", 4, &[2, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 10, 11, 12, 13]),
    ("Wizard", 5, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14]),
    ("Healer", 6, &[1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11]),
    ("Dragon", 7, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("P.E.K.K.A", 8, &[3, 4, 6, 7, 8, 9, 9, 10, 11, 12, 13]),
    ("Minion", 7, &[2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
    ("Hog Rider", 7, &[2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]),
    ("Valkyrie", 8, &[2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12]),
    ("Golem", 8, &[2, 4, 5, 7, 9, 10, 11, 12, 13, 14, 15]),
    ("Witch", 9, &[2, 3, 4, 5, 5, 5, 6, 7, 7, 8]),
    ("Lava Hound", 9, &[2, 3, 4, 5, 6, 6, 6, 7, 7, 8]),
    ("Bowler", 10, &[2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("Baby Dragon", 9, &[2, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("Miner", 10, &[3, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("Yeti", 12, &[2, 3, 4, 5, 6, 7, 8]),
    ("Ice Golem", 11, &[3, 5, 5, 6, 7, 8, 9, 9]),
    ("Electro Dragon", 11, &[2, 3, 4, 5, 6, 7, 8, 9]),
    ("Dragon Rider", 13, &[2, 3, 3, 4, 5, 6]),
    ("Headhunter", 12, &[2, 3, 3, 3, 3, 3, 4]),
    ("Electro Titan", 14, &[2, 3, 4, 4, 5]),
    ("Apprentice Warden", 13, &[2, 3, 4, 4, 4, 4]),
    ("Ruin Witch", 16, &[2, 3, 4]),
    ("Root Rider", 15, &[2, 3, 3, 4]),
    ("Druid", 14, &[2, 3, 4, 5, 6]),
    ("Thrower", 16, &[2, 3, 4]),
    ("Furnace", 15, &[2, 3, 4, 4]),
    ("Meteor Golem", 17, &[2, 3]),
    ("Wall Wrecker", 12, &[3, 4, 4, 5, 5, 5, 6]),
    ("Battle Blimp", 12, &[3, 4, 4, 5, 5, 5, 6]),
    ("Stone Slammer", 12, &[3, 4, 4, 5, 5, 5, 6]),
    ("Siege Barracks", 13, &[4, 4, 4, 5, 5, 6]),
    ("Log Launcher", 13, &[4, 4, 4, 5, 5, 6]),
    ("Flame Flinger", 14, &[4, 4, 5, 5, 5]),
    ("Battle Drill", 15, &[4, 4, 5, 6]),
    ("Troop Launcher", 16, &[3, 4, 4]),
    ("Sky Wagon", 17, &[2, 4]),
    ("L.A.S.S.I", 14, &[10, 15, 15, 15, 15]),
    ("Mighty Yak", 14, &[10, 15, 15, 15, 15]),
    ("Electro Owl", 14, &[10, 10, 15, 15, 15]),
    ("Unicorn", 14, &[10, 10, 10, 15, 15]),
    ("Phoenix", 15, &[10, 10, 10, 10]),
    ("Poison Lizard", 15, &[10, 10, 15, 15]),
    ("Diggy", 15, &[10, 10, 10, 15]),
    ("Frosty", 15, &[10, 10, 15, 15]),
    ("Spirit Fox", 16, &[10, 10, 10]),
    ("Angry Jelly", 16, &[10, 10, 10]),
    ("Sneezy", 17, &[10, 10]),
    ("Greedy Raven", 18, &[10]),
];

/// Super troops: name, `maxLevel`, and the normal troop with the level of it that unlocks them.
#[rustfmt::skip]
pub(super) const SUPER_TROOPS: [(&str, i64, &str, i64); 17] = [
    ("Super Barbarian", 8, "Barbarian", 7),
    ("Super Archer", 10, "Archer", 7),
    ("Super Wall Breaker", 10, "Wall Breaker", 6),
    ("Super Giant", 10, "Giant", 8),
    ("Sneaky Goblin", 5, "Goblin", 6),
    ("Super Miner", 12, "Miner", 6),
    ("Rocket Balloon", 8, "Balloon", 7),
    ("Inferno Dragon", 12, "Baby Dragon", 5),
    ("Super Valkyrie", 11, "Valkyrie", 6),
    ("Super Witch", 8, "Witch", 4),
    ("Ice Hound", 8, "Lava Hound", 4),
    ("Super Bowler", 10, "Bowler", 3),
    ("Super Dragon", 10, "Dragon", 6),
    ("Super Wizard", 10, "Wizard", 8),
    ("Super Minion", 11, "Minion", 7),
    ("Super Hog Rider", 12, "Hog Rider", 9),
    ("Super Yeti", 7, "Yeti", 2),
];
/// The town hall from which on there are super troops.
pub(super) const SUPER_TROOPS_UNLOCK: i64 = 11;

/// Builder base troops.
#[rustfmt::skip]
pub(super) const BUILDER_TROOPS: [Unit; 12] = [
    ("Raged Barbarian", 1, &[2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
    ("Sneaky Archer", 2, &[4, 6, 8, 10, 12, 14, 16, 18, 20]),
    ("Beta Minion", 3, &[6, 8, 10, 12, 14, 16, 18, 20]),
    ("Boxer Giant", 3, &[6, 8, 10, 12, 14, 16, 18, 20]),
    ("Bomber", 4, &[8, 10, 12, 14, 16, 18, 20]),
    ("Baby Dragon", 4, &[8, 10, 12, 14, 16, 18, 20]),
    ("Cannon Cart", 5, &[10, 12, 14, 16, 18, 20]),
    ("Night Witch", 6, &[12, 14, 16, 18, 20]),
    ("Drop Ship", 7, &[14, 16, 18, 20]),
    ("Power P.E.K.K.A", 8, &[16, 18, 20]),
    ("Hog Glider", 9, &[18, 20]),
    ("Electrofire Wizard", 10, &[20]),
];

/// Spells.
#[rustfmt::skip]
pub(super) const SPELLS: [Unit; 18] = [
    ("Lightning Spell", 5, &[4, 4, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 12, 13]),
    ("Healing Spell", 6, &[3, 4, 5, 6, 7, 7, 7, 8, 8, 9, 10, 11, 12]),
    ("Rage Spell", 7, &[4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7]),
    ("Jump Spell", 9, &[2, 3, 3, 3, 4, 4, 5, 5, 5, 5]),
    ("Freeze Spell", 9, &[2, 5, 6, 7, 7, 7, 7, 7, 7, 8]),
    ("Poison Spell", 8, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("Earthquake Spell", 8, &[2, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8]),
    ("Haste Spell", 9, &[2, 4, 5, 5, 5, 5, 5, 5, 6, 7]),
    ("Clone Spell", 10, &[3, 5, 5, 6, 7, 8, 8, 8, 9]),
    ("Skeleton Spell", 9, &[1, 3, 4, 6, 7, 7, 8, 8, 8, 8]),
    ("Bat Spell", 10, &[3, 4, 5, 5, 5, 6, 6, 7, 8]),
    ("Invisibility Spell", 11, &[2, 3, 4, 4, 4, 4, 4, 4]),
    ("Recall Spell", 13, &[2, 3, 4, 5, 6, 7]),
    ("Overgrowth Spell", 12, &[2, 2, 3, 3, 4, 4, 5]),
    ("Revive Spell", 15, &[2, 3, 4, 5]),
    ("Ice Block Spell", 14, &[2, 3, 4, 5, 6]),
    ("Totem Spell", 16, &[2, 3, 4]),
    ("Angry Spell", 15, &[1, 2, 3, 4]),
];

/// Heroes of the home village with their numbers and equipment.
#[rustfmt::skip]
pub(super) const HEROES: [(Unit, i64, &[Piece]); 6] = [
    (("Barbarian King", 4, &[1, 1, 1, 10, 20, 30, 40, 50, 65, 75, 85, 90, 95, 100, 110]), 0, &[
        ("Barbarian Puppet", 0, 8, false),
        ("Rage Vial", 1, 8, false),
        ("Earthquake Boots", 8, 8, false),
        ("Vampstache", 11, 10, false),
        ("Giant Gauntlet", 10, 8, true),
        ("Spiky Ball", 14, 8, true),
        ("Snake Bracelet", 32, 8, true),
        ("Stick Horse", 51, 8, true),
    ]),
    (("Archer Queen", 8, &[10, 30, 40, 50, 65, 75, 85, 90, 95, 100, 110]), 1, &[
        ("Archer Puppet", 2, 8, false),
        ("Invisibility Vial", 3, 8, false),
        ("Giant Arrow", 17, 9, false),
        ("Healer Puppet", 20, 12, false),
        ("Frozen Arrow", 15, 8, true),
        ("Monolith Arrow", 16, 8, true),
        ("Magic Mirror", 39, 8, true),
        ("Action Figure", 48, 8, true),
    ]),
    (("Minion Prince", 9, &[10, 20, 30, 40, 50, 60, 70, 80, 90, 95]), 6, &[
        ("Henchmen Puppet", 42, 8, false),
        ("Dark Orb", 43, 8, false),
        ("Metal Pants", 44, 10, false),
        ("Noble Iron", 47, 12, false),
        ("Dark Crown", 35, 8, true),
        ("Meteor Staff", 49, 8, true),
    ]),
    (("Grand Warden", 11, &[20, 40, 50, 60, 65, 70, 75, 85]), 2, &[
        ("Eternal Tome", 4, 8, false),
        ("Life Gem", 5, 8, false),
        ("Rage Gem", 24, 11, false),
        ("Healing Tome", 34, 13, false),
        ("Heroic Torch", 19, 8, true),
        ("Fireball", 22, 8, true),
        ("Lavaloon Puppet", 41, 8, true),
    ]),
    (("Royal Champion", 13, &[25, 30, 40, 45, 50, 55]), 4, &[
        ("Seeking Shield", 6, 8, false),
        ("Royal Gem", 7, 8, false),
        ("Hog Rider Puppet", 9, 14, false),
        ("Haste Vial", 12, 15, false),
        ("Rocket Spear", 13, 8, true),
        ("Electro Boots", 40, 8, true),
        ("Frost Flake", 50, 8, true),
    ]),
    (("Dragon Duke", 15, &[10, 15, 20, 25]), 7, &[
        ("Fire Heart", 52, 8, false),
        ("Flame Blower", 57, 8, false),
        ("Stun Blaster", 56, 16, false),
        ("Electro Fangs", 59, 17, false),
        ("Rocket Backpack", 53, 8, true),
        ("Revenge Deck", 60, 8, true),
    ]),
];

/// Heroes of the builder base, who have no equipment.
#[rustfmt::skip]
pub(super) const BUILDER_HEROES: [Unit; 2] = [
    ("Battle Machine", 5, &[5, 10, 20, 25, 30, 35]),
    ("Battle Copter", 8, &[25, 30, 35]),
];

/// Numbers of home village troops, with their unlock halls.
#[rustfmt::skip]
pub(super) const TROOP_NUMBERS: [(i64, i64); 32] = [
    (0, 1), (1, 2), (2, 2), (3, 2), (4, 3), (5, 4), (6, 5), (7, 6), (8, 7), (9, 8), (10, 7), (11,
    7), (12, 8), (13, 8), (15, 9), (17, 9), (22, 10), (23, 9), (24, 10), (53, 12), (58, 11), (59,
    11), (65, 13), (82, 12), (95, 14), (97, 13), (109, 16), (110, 15), (123, 14), (132, 16), (150,
    15), (177, 17),
];

/// Numbers of siege machines, with their unlock halls.
#[rustfmt::skip]
pub(super) const SIEGE_NUMBERS: [(i64, i64); 9] = [
    (51, 12), (52, 12), (62, 12), (75, 13), (87, 13), (91, 14), (92, 15), (135, 16), (188, 17),
];

/// Numbers of spells, with their unlock halls.
#[rustfmt::skip]
pub(super) const SPELL_NUMBERS: [(i64, i64); 18] = [
    (0, 5), (1, 6), (2, 7), (3, 9), (5, 9), (9, 8), (10, 8), (11, 9), (16, 10), (17, 9), (28, 10),
    (35, 11), (53, 13), (70, 12), (98, 15), (109, 14), (120, 16), (123, 15),
];

/// Numbers of pets, with their unlock halls.
#[rustfmt::skip]
pub(super) const PET_NUMBERS: [(i64, i64); 12] = [
    (0, 14), (1, 14), (2, 14), (3, 14), (4, 15), (7, 15), (8, 15), (9, 15), (10, 16), (11, 16), (16,
    17), (17, 18),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maximum_levels_end_at_the_highest_hall_and_never_fall() {
        let home = HOME_TROOPS.into_iter().chain(SPELLS).chain(HEROES.map(|(hero, _, _)| hero));
        let builder = BUILDER_TROOPS.into_iter().chain(BUILDER_HEROES);
        for (unit, halls) in home.map(|unit| (unit, 18)).chain(builder.map(|unit| (unit, 10))) {
            assert_eq!(unit.1 + unit.2.len() as i64 - 1, halls, "{unit:?}");
            assert!(unit.2.is_sorted(), "{unit:?}");
            assert_eq!(cap(unit, unit.1 - 1), 0);
            assert_eq!(cap(unit, halls), highest(unit));
        }
    }
}
