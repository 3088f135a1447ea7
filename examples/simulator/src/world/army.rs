//! Armies of players: troops, spells, heroes and equipment, with the levels that match a village.

use serde_json::{Value, json};

use super::rng::{Roll, Topic};
use super::scenario::Varying;
use super::units::{self, Unit};
use super::{Moment, Player, World};

/// The villages of a player, as fractional hall levels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Villages {
    /// Town hall, `1.0..19.0`.
    pub(super) home: f64,
    /// Builder hall, `0.0..11.0`; below 2 the player has none yet.
    pub(super) builder: f64,
}

impl Villages {
    /// The level of the Town Hall's weapon, at the halls that show one.
    pub(super) fn weapon(self) -> Option<i64> {
        let has_weapon = (12..=15).contains(&(self.home as i64));
        has_weapon.then(|| 1 + (self.home.fract() * 5.0) as i64)
    }
}

/// The level of a unit in a village: some players upgrade at once, others are halls behind. Never
/// above the maximum of the hall.
fn level(unit: Unit, hall: f64, roll: &mut Roll) -> i64 {
    let upgraded = hall - 1.6 * roll.unit();
    let done = upgraded.floor() as i64;
    let (from, to) = (units::cap(unit, done - 1).max(1), units::cap(unit, done).max(1));
    from + ((to - from) as f64 * upgraded.fract()) as i64
}

fn unit(name: &str, level: i64, highest: i64, village: &str) -> Value {
    json!({"name": name, "level": level, "maxLevel": highest, "village": village})
}

impl World {
    /// `troops` of a player.
    pub(super) fn troops(&self, player: Player, villages: Villages, now: Moment) -> Vec<Value> {
        let mut roll = self.seed.roll(Topic::Units, player, 0);
        let mut troops = Vec::with_capacity(96);
        let home = villages.home.floor() as i64;
        let mut levels = [0; units::HOME_TROOPS.len()];
        for (troop, known) in units::HOME_TROOPS.into_iter().zip(&mut levels) {
            let level = level(troop, villages.home, &mut roll);
            if troop.1 <= home {
                *known = level;
                troops.push(unit(troop.0, level, units::highest(troop), "home"));
            }
        }
        let boosted = self.boosted(player, now);
        for (number, (name, highest, base, least)) in units::SUPER_TROOPS.into_iter().enumerate() {
            let mut bases = units::HOME_TROOPS.iter().zip(levels);
            let unlocked = bases.any(|((troop, ..), level)| *troop == base && level >= least);
            if home >= units::SUPER_TROOPS_UNLOCK && unlocked {
                // The level of a super troop is that of the normal troop, and is shown as 1.
                let mut troop = unit(name, 1, highest, "home");
                if number == boosted {
                    troop["superTroopIsActive"] = true.into();
                }
                troops.push(troop);
            }
        }
        for troop in units::BUILDER_TROOPS {
            let level = level(troop, villages.builder, &mut roll);
            if troop.1 <= villages.builder.floor() as i64 {
                troops.push(unit(troop.0, level, units::highest(troop), "builderBase"));
            }
        }
        troops
    }

    /// `spells` of a player.
    pub(super) fn spells(&self, player: Player, villages: Villages) -> Vec<Value> {
        let mut roll = self.seed.roll(Topic::Units, player, 1);
        let levels = units::SPELLS.map(|spell| (spell, level(spell, villages.home, &mut roll)));
        let known = levels.into_iter().filter(|(spell, _)| spell.1 <= villages.home.floor() as i64);
        known.map(|(spell, level)| unit(spell.0, level, units::highest(spell), "home")).collect()
    }

    /// `heroes` and `heroEquipment` of a player.
    pub(super) fn heroes(&self, player: Player, villages: Villages, now: Moment) -> (Vec<Value>, Vec<Value>) {
        let (mut heroes, mut owned) = (Vec::new(), Vec::new());
        let steps = self.step(Varying::Equipment, player, now);
        let home = villages.home.floor() as i64;
        for (number, (hero, _, equipment)) in (2..).zip(units::HEROES) {
            if hero.1 > home {
                continue;
            }
            // Every hero has a separate stream of numbers, so that a new hero changes no other.
            let mut roll = self.seed.roll(Topic::Units, player, number);
            let hero_level = level(hero, villages.home, &mut roll);
            // Common pieces come with the town hall, epic ones depend on luck.
            let mut pieces: Vec<Value> = equipment
                .iter()
                .filter_map(|piece| {
                    let (name, _, unlocked, epic) = *piece;
                    let lucky = roll.percent(30);
                    let of_piece = units::piece_unit(*piece);
                    let level = level(of_piece, villages.home, &mut roll);
                    let has = unlocked <= home && (lucky || !epic);
                    has.then(|| unit(name, level, units::highest(of_piece), "home"))
                })
                .collect();
            let mut body = unit(hero.0, hero_level, units::highest(hero), "home");
            if !pieces.is_empty() {
                let worn = roll.below(pieces.len() as u64) as i64;
                // With frequent changes, the next piece is worn at every step.
                let worn = (worn + steps).rem_euclid(pieces.len() as i64) as usize;
                pieces.rotate_left(worn);
                body["equipment"] = pieces.iter().take(2).cloned().collect();
            }
            heroes.push(body);
            owned.append(&mut pieces);
        }
        let mut roll = self.seed.roll(Topic::Units, player, -1);
        for hero in units::BUILDER_HEROES {
            let level = level(hero, villages.builder, &mut roll);
            if hero.1 <= villages.builder.floor() as i64 {
                heroes.push(unit(hero.0, level, units::highest(hero), "builderBase"));
            }
        }
        (heroes, owned)
    }
}

/// The share code of an army: heroes, castle troops, castle spells, units and spells, by the game's
/// numbers. As in the game, an entry may occur twice.
pub(super) fn share_code(mut roll: Roll, town_hall: i64) -> String {
    let heroes = hero_section(&mut roll, town_hall);
    let mut list = |letter: char, units: &[(i64, i64)], most: u64, times: i64| {
        let known: Vec<i64> =
            units.iter().filter(|(_, unlocked)| *unlocked <= town_hall).map(|(number, _)| *number).collect();
        if known.is_empty() {
            return String::new();
        }
        let count = 1 + roll.below(most);
        let entries: Vec<String> =
            (0..count).map(|_| format!("{}x{}", roll.range(1, times), roll.pick(&known))).collect();
        format!("{letter}{}", entries.join("-"))
    };
    let mut castle = list('i', &units::TROOP_NUMBERS, 2, 3);
    castle += &list('i', &units::SIEGE_NUMBERS, 1, 1).replace('i', "-");
    let castle_spells = list('d', &units::SPELL_NUMBERS, 2, 1);
    let mut own = list('u', &units::TROOP_NUMBERS, 9, 12);
    own += &list('u', &units::SIEGE_NUMBERS, 1, 1).replace('u', "-");
    let spells = list('s', &units::SPELL_NUMBERS, 4, 5);
    // The castle holds spells from the eighth town hall on.
    let castle_spells = if town_hall >= 8 { castle_spells } else { String::new() };
    heroes + &castle + &castle_spells + &own + &spells
}

/// The section of the heroes with their pets and equipment; a player leads up to four.
fn hero_section(roll: &mut Roll, town_hall: i64) -> String {
    let pets = units::PET_NUMBERS.iter().filter(|(_, unlocked)| *unlocked <= town_hall);
    let mut pets: Vec<i64> = pets.map(|(number, _)| *number).collect();
    roll.shuffle(&mut pets);
    let known = units::HEROES.into_iter().filter(|(hero, ..)| hero.1 <= town_hall);
    let mut heroes: Vec<String> = known
        .map(|(_, number, equipment)| {
            // Only the Grand Warden has a mode.
            let mode = if number == 2 && roll.percent(50) { "m1" } else { "" };
            let pet = pets.pop().map_or_else(String::new, |pet| format!("p{pet}"));
            let mut pieces: Vec<i64> =
                equipment.iter().filter(|piece| piece.2 <= town_hall).map(|piece| piece.1).collect();
            roll.shuffle(&mut pieces);
            let worn: Vec<String> = pieces.iter().take(2).map(i64::to_string).collect();
            let worn = if worn.is_empty() { String::new() } else { format!("e{}", worn.join("_")) };
            format!("{number}{mode}{pet}{worn}")
        })
        .collect();
    heroes.truncate(4);
    if heroes.is_empty() { String::new() } else { format!("h{}", heroes.join("-")) }
}
