//! Recorded players.

use std::collections::BTreeSet;

use coc_models::{ActivityStrength, Player, Village};

use crate::corpus::real_bodies;

#[test]
fn counters_equal_the_fields_that_repeat_them() {
    let players = real_bodies::<Player>("players");
    let mut compared = 0;
    for (name, player) in &players {
        let builder_base = player.best_builder_base_trophies.or(player.best_versus_trophies);
        for (counter, field) in [
            (player.clan_war_stars(), Some(player.war_stars)),
            (player.most_trophies(), Some(player.best_trophies)),
            (player.highest_town_hall(), Some(player.town_hall_level)),
            (player.most_builder_base_trophies(), builder_base),
            (player.capital_gold_contributed(), player.clan_capital_contributions),
        ] {
            if let (Some(counter), Some(field)) = (counter, field) {
                assert_eq!(counter, field, "{name}");
                compared += 1;
            }
        }
        for (counter, of_season) in [
            (player.troop_capacity_donated(), player.donations),
            (player.battles_won(), player.attack_wins),
            (player.defenses_won(), player.defense_wins),
        ] {
            assert!(counter.is_none_or(|counter| counter >= of_season), "{name}");
            compared += usize::from(counter.is_some());
        }
    }
    println!("{compared} counters of {} players", players.len());
}

#[test]
fn groups_contain_each_troop_once() {
    let players = real_bodies::<Player>("players");
    for (name, player) in &players {
        let mut groups: Vec<_> = player.home_troops().chain(player.builder_base_troops()).collect();
        groups.extend(player.super_troops().chain(player.siege_machines()).chain(player.pets()));
        let keys: BTreeSet<_> = groups.iter().map(|unit| (&unit.name, unit.is_of(&Village::Home))).collect();
        assert_eq!((groups.len(), keys.len()), (player.troops.len(), player.troops.len()), "{name}");
        for unit in &player.troops {
            let found = if unit.is_of(&Village::Home) {
                player.troop(&unit.name)
            } else {
                player.builder_base_troop(&unit.name)
            };
            assert_eq!(found, Some(unit), "{name}");
        }
        for hero in &player.heroes {
            assert_eq!(player.hero(&hero.name), Some(hero), "{name}");
        }
        assert!(player.super_troops().all(|troop| troop.level == 1), "{name}");
        assert!(player.pets().all(|pet| player.pet(&pet.name) == Some(pet)), "{name}");
    }
    println!("{} players", players.len());
}

#[test]
fn a_body_against_itself_has_no_signs_of_activity() {
    for (name, player) in real_bodies::<Player>("players") {
        let activity = player.activity_since(&player);
        assert_eq!(activity.strength(), ActivityStrength::None, "{name}: {activity:?}");
    }
}
