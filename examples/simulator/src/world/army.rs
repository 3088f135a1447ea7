//! Armies of players: troops, spells, heroes and equipment, with the levels that match a village.

use serde_json::{Value, json};

use super::rng::{Roll, Topic};
use super::{Player, World};

/// A unit: its name, the hall that unlocks it, and its maximum level.
type Unit = (&'static str, i64, i64);

/// Home village troops, siege machines and pets, which the API lists together.
#[rustfmt::skip]
const HOME_TROOPS: [Unit; 46] = [
    ("Barbarian", 1, 12), ("Archer", 1, 14), ("Goblin", 1, 9), ("Giant", 2, 14), ("Wall Breaker", 3, 14), ("Balloon", 4, 12),
    ("Wizard", 5, 14), ("Healer", 6, 11), ("Dragon", 7, 12), ("P.E.K.K.A", 8, 13), ("Minion", 7, 14), ("Hog Rider", 7, 15),
    ("Valkyrie", 8, 11), ("Golem", 8, 14), ("Witch", 9, 8), ("Lava Hound", 9, 8), ("Bowler", 10, 10), ("Baby Dragon", 9, 12),
    ("Miner", 10, 12), ("Wall Wrecker", 12, 6), ("Battle Blimp", 12, 5), ("Yeti", 12, 7), ("Ice Golem", 11, 9),
    ("Electro Dragon", 11, 9), ("Stone Slammer", 12, 6), ("Dragon Rider", 13, 6), ("Siege Barracks", 13, 5),
    ("Headhunter", 12, 3), ("Log Launcher", 13, 5), ("Flame Flinger", 14, 5), ("Battle Drill", 15, 5),
    ("Electro Titan", 14, 5), ("Apprentice Warden", 13, 4), ("Root Rider", 15, 3), ("Druid", 14, 5), ("Thrower", 16, 4),
    ("Troop Launcher", 16, 4), ("Furnace", 17, 4), ("L.A.S.S.I", 14, 15), ("Mighty Yak", 14, 15), ("Electro Owl", 14, 15),
    ("Unicorn", 14, 15), ("Phoenix", 15, 10), ("Poison Lizard", 15, 15), ("Diggy", 15, 10), ("Spirit Fox", 16, 10),
];
/// Super troops, which have level 1 unless they are boosted.
#[rustfmt::skip]
const SUPER_TROOPS: [Unit; 17] = [
    ("Super Barbarian", 11, 8), ("Super Archer", 11, 10), ("Super Wall Breaker", 11, 10), ("Super Giant", 11, 10),
    ("Sneaky Goblin", 11, 5), ("Super Miner", 12, 12), ("Rocket Balloon", 12, 8), ("Inferno Dragon", 12, 12),
    ("Super Valkyrie", 12, 11), ("Super Witch", 12, 8), ("Ice Hound", 12, 8), ("Super Bowler", 13, 10),
    ("Super Dragon", 13, 10), ("Super Wizard", 12, 10), ("Super Minion", 12, 11), ("Super Hog Rider", 13, 12),
    ("Super Yeti", 14, 7),
];
/// Builder base troops by builder hall.
#[rustfmt::skip]
const BUILDER_TROOPS: [Unit; 12] = [
    ("Raged Barbarian", 2, 20), ("Sneaky Archer", 2, 20), ("Boxer Giant", 3, 20), ("Beta Minion", 3, 20), ("Bomber", 4, 20),
    ("Baby Dragon", 5, 20), ("Cannon Cart", 5, 20), ("Night Witch", 6, 20), ("Drop Ship", 7, 20), ("Power P.E.K.K.A", 8, 20),
    ("Hog Glider", 9, 20), ("Electrofire Wizard", 10, 20),
];
#[rustfmt::skip]
const SPELLS: [Unit; 16] = [
    ("Lightning Spell", 5, 13), ("Healing Spell", 6, 12), ("Rage Spell", 7, 6), ("Jump Spell", 9, 5), ("Freeze Spell", 9, 7),
    ("Poison Spell", 8, 12), ("Earthquake Spell", 8, 8), ("Haste Spell", 9, 7), ("Clone Spell", 10, 8),
    ("Skeleton Spell", 9, 8), ("Bat Spell", 10, 8), ("Invisibility Spell", 11, 4), ("Recall Spell", 13, 6),
    ("Overgrowth Spell", 12, 4), ("Revive Spell", 15, 5), ("Ice Block Spell", 12, 5),
];
/// Heroes of the home village with their equipment.
#[rustfmt::skip]
const HEROES: [(Unit, &[(&str, i64)]); 6] = [
    (("Barbarian King", 7, 105), &[
        ("Barbarian Puppet", 18), ("Rage Vial", 18), ("Earthquake Boots", 18), ("Vampstache", 18), ("Giant Gauntlet", 27),
        ("Spiky Ball", 27), ("Snake Bracelet", 27), ("Stick Horse", 27),
    ]),
    (("Archer Queen", 8, 105), &[
        ("Archer Puppet", 18), ("Invisibility Vial", 18), ("Giant Arrow", 18), ("Healer Puppet", 18), ("Frozen Arrow", 27),
        ("Magic Mirror", 27), ("Action Figure", 27),
    ]),
    (("Minion Prince", 9, 95), &[
        ("Henchmen Puppet", 18), ("Dark Orb", 18), ("Metal Pants", 18), ("Noble Iron", 18), ("Dark Crown", 27),
        ("Meteor Staff", 27),
    ]),
    (("Grand Warden", 11, 80), &[
        ("Eternal Tome", 18), ("Life Gem", 18), ("Rage Gem", 18), ("Healing Tome", 18), ("Fireball", 27),
        ("Lavaloon Puppet", 27), ("Heroic Torch", 27),
    ]),
    (("Royal Champion", 13, 55), &[
        ("Royal Gem", 18), ("Seeking Shield", 18), ("Hog Rider Puppet", 18), ("Haste Vial", 18), ("Rocket Spear", 27),
        ("Electro Boots", 27), ("Frost Flake", 27),
    ]),
    (("Dragon Duke", 15, 25), &[("Fire Heart", 18), ("Stun Blaster", 18), ("Flame Blower", 18)]),
];
/// Heroes of the builder base, who have no equipment.
const BUILDER_HEROES: [Unit; 2] = [("Battle Machine", 5, 35), ("Battle Copter", 8, 35)];

/// The villages of a player, as fractional hall levels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Villages {
    /// Town hall, `1.0..19.0`.
    pub(super) home: f64,
    /// Builder hall, `0.0..11.0`; below 2 the player has none yet.
    pub(super) builder: f64,
}

/// The level of a unit in a village: 1 when it is unlocked, its maximum at the highest hall.
fn level((_, unlocked, highest): Unit, hall: f64, highest_hall: f64, roll: &mut Roll) -> i64 {
    let grown = (hall - unlocked as f64) / (highest_hall + 1.0 - unlocked as f64);
    // Players upgrade their units at different speeds.
    let pace = 0.75 + 0.5 * roll.unit();
    ((1.0 + (highest - 1) as f64 * grown * pace).round() as i64).clamp(1, highest)
}

fn unit(name: &str, level: i64, highest: i64, village: &str) -> Value {
    json!({"name": name, "level": level, "maxLevel": highest, "village": village})
}

impl World {
    /// `troops` of a player.
    pub(super) fn troops(&self, player: Player, villages: Villages) -> Vec<Value> {
        let mut roll = self.seed.roll(Topic::Units, player, 0);
        let mut troops = Vec::with_capacity(80);
        let home = villages.home.floor() as i64;
        for troop in HOME_TROOPS {
            let level = level(troop, villages.home, 18.0, &mut roll);
            if troop.1 <= home {
                troops.push(unit(troop.0, level, troop.2, "home"));
            }
        }
        let boosted = self.seed.roll(Topic::Army, player, 0).below(60) as usize;
        for (number, (name, unlocked, highest)) in SUPER_TROOPS.into_iter().enumerate() {
            if unlocked <= home {
                let mut troop = unit(name, 1, highest, "home");
                if number == boosted {
                    troop["superTroopIsActive"] = true.into();
                }
                troops.push(troop);
            }
        }
        for troop in BUILDER_TROOPS {
            let level = level(troop, villages.builder, 10.0, &mut roll);
            if troop.1 <= villages.builder.floor() as i64 {
                troops.push(unit(troop.0, level, troop.2, "builderBase"));
            }
        }
        troops
    }

    /// `spells` of a player.
    pub(super) fn spells(&self, player: Player, villages: Villages) -> Vec<Value> {
        let mut roll = self.seed.roll(Topic::Units, player, 1);
        let levels = SPELLS.map(|spell| (spell, level(spell, villages.home, 18.0, &mut roll)));
        let known = levels.into_iter().filter(|(spell, _)| spell.1 <= villages.home.floor() as i64);
        known.map(|(spell, level)| unit(spell.0, level, spell.2, "home")).collect()
    }

    /// `heroes` and `heroEquipment` of a player.
    pub(super) fn heroes(&self, player: Player, villages: Villages) -> (Vec<Value>, Vec<Value>) {
        let (mut heroes, mut owned) = (Vec::new(), Vec::new());
        for (number, (hero, equipment)) in (2..).zip(HEROES) {
            if hero.1 > villages.home.floor() as i64 {
                continue;
            }
            // Every hero has a separate stream of numbers, so that a new hero changes no other.
            let mut roll = self.seed.roll(Topic::Units, player, number);
            let hero_level = level(hero, villages.home, 18.0, &mut roll);
            // The first pieces depend on the hero's level, the ones of 27 levels on luck.
            let mut pieces: Vec<Value> = equipment
                .iter()
                .enumerate()
                .filter_map(|(number, (name, highest))| {
                    let lucky = roll.percent(30);
                    let level = level((name, hero.1, *highest), villages.home, 18.0, &mut roll);
                    let has =
                        if *highest > 18 { lucky } else { number < 2 || hero_level > 10 * number as i64 };
                    has.then(|| unit(name, level, *highest, "home"))
                })
                .collect();
            let mut body = unit(hero.0, hero_level, hero.2, "home");
            let worn = roll.below(pieces.len() as u64) as usize;
            pieces.rotate_left(worn);
            body["equipment"] = pieces.iter().take(2).cloned().collect();
            heroes.push(body);
            owned.append(&mut pieces);
        }
        let mut roll = self.seed.roll(Topic::Units, player, -1);
        for hero in BUILDER_HEROES {
            if hero.1 <= villages.builder.floor() as i64 {
                heroes.push(unit(
                    hero.0,
                    level(hero, villages.builder, 10.0, &mut roll),
                    hero.2,
                    "builderBase",
                ));
            }
        }
        (heroes, owned)
    }
}

/// The share code of an army: heroes, castle troops, units and spells, by the game's numbers.
pub(super) fn share_code(mut roll: Roll, town_hall: i64) -> String {
    const UNITS: [i64; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 23, 53, 58];
    const SPELLS: [i64; 8] = [0, 1, 2, 5, 9, 10, 11, 35];
    let mut list = |ids: &[i64], most: u64, times: i64| {
        let mut ids = ids.to_vec();
        roll.shuffle(&mut ids);
        ids.truncate(1 + roll.below(most) as usize);
        let entries: Vec<String> = ids.iter().map(|id| format!("{}x{id}", roll.range(1, times))).collect();
        entries.join("-")
    };
    let units = list(&UNITS, 8, 12);
    let castle = list(&UNITS, 2, 3);
    let spells = list(&SPELLS, 4, 5);
    let mut code = String::new();
    if town_hall >= 9 {
        // King and queen with two pieces of equipment each.
        code += "h0e0_1-1e2_3";
        code = code + "i" + &castle;
    }
    code = code + "u" + &units;
    if town_hall >= 5 {
        code = code + "s" + &spells;
    }
    code
}
