//! The rules of players: levels of units, counters of achievements, and armies.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use simulator::route::Route;
use simulator::world::World;

use crate::requests::{At, DAY, list, number, text, world};

/// A unit: the list, its name and village, the hall that unlocks it, and the maximum level by hall
/// from that one on.
type Caps = (&'static str, &'static str, &'static str, i64, &'static [i64]);

#[rustfmt::skip]
const CAPS: [Caps; 14] = [
    ("troops", "Barbarian", "home", 1, &[1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13]),
    ("troops", "Dragon", "home", 7, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("troops", "Baby Dragon", "home", 9, &[2, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("troops", "Baby Dragon", "builderBase", 4, &[8, 10, 12, 14, 16, 18, 20]),
    ("troops", "Night Witch", "builderBase", 6, &[12, 14, 16, 18, 20]),
    ("troops", "Raged Barbarian", "builderBase", 1, &[2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
    ("troops", "Sky Wagon", "home", 17, &[2, 4]),
    ("troops", "Meteor Golem", "home", 17, &[2, 3]),
    ("troops", "Unicorn", "home", 14, &[10, 10, 10, 15, 15]),
    ("spells", "Rage Spell", "home", 7, &[4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7]),
    ("heroes", "Barbarian King", "home", 4, &[1, 1, 1, 10, 20, 30, 40, 50, 65, 75, 85, 90, 95, 100, 110]),
    ("heroes", "Battle Machine", "builderBase", 5, &[5, 10, 20, 25, 30, 35]),
    ("heroEquipment", "Giant Gauntlet", "home", 8, &[12, 12, 15, 15, 18, 18, 21, 24, 27, 27, 27]),
    ("heroEquipment", "Barbarian Puppet", "home", 8, &[9, 9, 12, 12, 15, 15, 18, 18, 18, 18, 18]),
];

/// The players of a world's first clans at several moments.
fn players(world: &World) -> Vec<Value> {
    let mut players = Vec::new();
    for year in (-4..=2).step_by(2) {
        let at = At { world, now: World::default_start() + year * 365 * DAY };
        for tag in at.clans().into_iter().take(12) {
            let clan = at.clan(&tag);
            players.extend(
                list(&clan, "memberList").iter().step_by(3).map(|member| at.player(text(member, "tag"))),
            );
        }
    }
    players
}

#[test]
fn levels_are_within_the_maximum_of_the_hall_and_units_are_unlocked_by_it() {
    let mut seen = BTreeMap::new();
    for player in players(&world(40)) {
        for (group, name, village, unlock, caps) in CAPS {
            let hall = if village == "home" { "townHallLevel" } else { "builderHallLevel" };
            let hall = player.get(hall).and_then(Value::as_i64).unwrap_or_default();
            let unit =
                list(&player, group).iter().find(|unit| unit["name"] == name && unit["village"] == village);
            let Some(unit) = unit else { continue };
            assert!(hall >= unlock, "{name} at hall {hall}");
            let level = number(unit, "level");
            let cap = caps[usize::try_from(hall - unlock).unwrap()];
            assert!((1..=cap).contains(&level), "{name} {level} at hall {hall}");
            assert_eq!(number(unit, "maxLevel"), *caps.last().unwrap());
            let best = seen.entry((group, name, village)).or_insert(0);
            *best = level.max(*best);
        }
    }
    assert_eq!(seen.len(), CAPS.len(), "{seen:?}");
    assert!(seen[&("troops", "Barbarian", "home")] >= 12);
}

#[test]
fn super_troops_have_level_1_and_at_most_two_are_active() {
    let mut active = 0;
    for player in players(&world(40)) {
        let troops = list(&player, "troops").iter();
        for troop in troops.filter(|troop| troop.get("superTroopIsActive").is_some()) {
            assert_eq!((&troop["superTroopIsActive"], number(troop, "level")), (&true.into(), 1));
            active += 1;
        }
        for name in ["Super Barbarian", "Sneaky Goblin", "Rocket Balloon", "Ice Hound", "Super Yeti"] {
            let found = list(&player, "troops").iter().find(|troop| troop["name"] == name);
            assert!(
                found
                    .is_none_or(|troop| number(troop, "level") == 1 && number(&player, "townHallLevel") > 10)
            );
        }
    }
    assert!(active > 0);
}

#[test]
fn counters_equal_the_fields_of_the_profile() {
    for player in players(&world(40)) {
        let counter = |name: &str, village: &str| {
            let mut of = list(&player, "achievements").iter();
            number(of.find(|of| of["name"] == name && of["village"] == village).unwrap(), "value")
        };
        for (name, village, field) in [
            ("Most Valuable Clanmate", "clanCapital", "clanCapitalContributions"),
            ("War Hero", "home", "warStars"),
            ("Sweet Victory!", "home", "bestTrophies"),
            ("Champion Builder", "builderBase", "bestBuilderBaseTrophies"),
            ("Bigger & Better", "home", "townHallLevel"),
        ] {
            assert_eq!(counter(name, village), number(&player, field), "{name}");
        }
        for (name, field) in
            [("Friend in Need", "donations"), ("Conqueror", "attackWins"), ("Unbreakable", "defenseWins")]
        {
            assert!(counter(name, "home") >= number(&player, field), "{name}");
        }
        assert!(number(&player, "bestTrophies") >= number(&player, "trophies"));
        assert!(number(&player, "bestBuilderBaseTrophies") >= number(&player, "builderBaseTrophies"));
    }
}

#[test]
fn counters_and_best_trophies_only_grow() {
    let world = world(40);
    let samples = world.samples(World::default_start());
    let names = ["Friend in Need", "Sweet Victory!", "Champion Builder", "War Hero", "Gold Grab"];
    for tag in [samples.player, samples.legend.unwrap(), samples.ranked_player.unwrap()] {
        let mut last = [0; 5];
        for week in 0..30 {
            let player = At { world: &world, now: World::default_start() + week * 7 * DAY }.player(&tag);
            let value = |name: &str| {
                let mut of = list(&player, "achievements").iter();
                number(of.find(|of| of["name"] == name).unwrap(), "value")
            };
            let values = names.map(value);
            assert!(values.iter().zip(last).all(|(now, then)| *now >= then), "{last:?} {values:?}");
            last = values;
        }
    }
}

#[test]
fn armies_are_written_in_sections_and_may_repeat_a_unit() {
    let world = world(40);
    let at = At { world: &world, now: World::default_start() };
    let (mut repeated, mut modes, mut sections) = (0, 0, BTreeSet::new());
    for player in players(&world).into_iter().take(60) {
        let log = at.get(&Route::BattleLog(text(&player, "tag").to_owned()));
        for code in list(&log, "items").iter().map(|battle| text(battle, "armyShareCode")) {
            let order: String = code.chars().filter(|letter| "hidus".contains(*letter)).collect();
            let mut rest = "hidus".chars();
            assert!(order.chars().all(|letter| rest.any(|next| next == letter)), "{code}");
            sections.extend(order.chars());
            modes += usize::from(code.contains("2m1"));
            let own = code.rsplit_once('u').unwrap().1.split('s').next().unwrap();
            let ids: Vec<&str> = own.split('-').map(|entry| entry.split_once('x').unwrap().1).collect();
            let distinct: BTreeSet<&&str> = ids.iter().collect();
            repeated += usize::from(distinct.len() < ids.len());
        }
    }
    assert!(repeated > 0 && modes > 0 && sections.len() == 5, "{repeated} {modes} {sections:?}");
}
