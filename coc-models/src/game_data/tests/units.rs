//! Levels, prices and look-ups.

use alloc::vec::Vec;
use core::time::Duration;

use super::{builder_base, home};
use crate::{
    LeagueTierId, PlayerItemLevel, Village,
    game_data::{BattleLimit, Cost, GameData, ResourceKind, UnitKind},
};

#[test]
fn a_name_in_two_villages_is_two_units() {
    let (home, builder_base) = (home("Baby Dragon"), builder_base("Baby Dragon"));
    assert_ne!(home.id(), builder_base.id());
    assert_eq!((home.village(), builder_base.village()), (Village::Home, Village::BuilderBase));
    assert_eq!(GameData::embedded().unit_named("Baby Dragon", &Village::ClanCapital), None);
    assert_eq!(GameData::embedded().unit_named("Baby Dragon", &Village::from("moon")), None);
    assert_eq!(GameData::embedded().unit_named("baby dragon", &Village::Home), None);
}

#[test]
fn a_unit_that_stayed_precedes_one_of_an_event_with_its_name() {
    let golem = home("Meteor Golem");
    assert!(!golem.is_seasonal());
    let data = GameData::embedded();
    let of_event = data.units().find(|unit| unit.name() == "Meteor Golem" && unit.is_seasonal()).unwrap();
    assert_ne!(golem.id(), of_event.id());
    assert_eq!((of_event.max_level(), of_event.cap(18)), (None, None));
}

#[test]
fn an_item_without_a_village_is_found_if_its_name_is_unique() {
    let data = GameData::embedded();
    let item = |name: &str| PlayerItemLevel { name: name.into(), ..PlayerItemLevel::default() };
    assert_eq!(data.unit_of(&item("Barbarian")), Some(home("Barbarian")));
    assert_eq!(data.unit_of(&item("Night Witch")), Some(builder_base("Night Witch")));
    assert_eq!(data.unit_of(&item("Baby Dragon")), None);
    assert_eq!(data.unit_of(&item("Colonel Chaos")), None);
}

#[test]
fn a_hall_above_the_highest_counts_as_the_highest() {
    let data = GameData::embedded();
    let highest = data.max_hall(&Village::Home).unwrap();
    let king = home("Barbarian King");
    assert_eq!(king.cap(highest + 1), king.cap(highest));
    assert_eq!(king.cap(i32::MAX), king.max_level());
    assert_eq!(king.cap(i32::MIN), None);
    assert_eq!(data.town_hall_floor(highest + 1), data.town_hall_floor(highest));
    assert_eq!(data.max_hall(&Village::ClanCapital), None);
}

#[test]
fn every_level_has_the_lowest_hall_that_allows_it() {
    for unit in GameData::embedded().units() {
        let Some(max) = unit.max_level() else { continue };
        for level in unit.first_level()..=max {
            let hall = unit.hall_for(level).unwrap();
            assert!(unit.cap(hall) >= Some(level), "{unit:?} {level}");
            assert!(unit.cap(hall - 1) < Some(level), "{unit:?} {level}");
        }
        assert_eq!(unit.hall_for(max + 1), None);
        assert_eq!(unit.hall_for(unit.first_level() - 1), None);
    }
}

#[test]
fn every_upgrade_has_a_price_and_the_first_level_is_free() {
    for unit in GameData::embedded().units().filter(|unit| unit.kind() != UnitKind::Helper) {
        let Some(max) = unit.max_level() else { continue };
        assert!(unit.upgrade_to(unit.first_level()).unwrap().cost.is_free(), "{unit:?}");
        for upgrade in unit.upgrades(unit.first_level(), max) {
            assert!(!upgrade.cost.is_free(), "{unit:?} {upgrade:?}");
        }
    }
}

#[test]
fn prices_belong_to_their_level() {
    let barbarian = home("Barbarian");
    let to_9 = barbarian.upgrade_to(9).unwrap();
    assert_eq!(
        (to_9.cost.get(ResourceKind::Elixir), to_9.time.as_secs(), to_9.hall),
        (2_500_000, 129_600, 12)
    );
    assert_eq!(barbarian.upgrade_to(2).unwrap().time, Duration::ZERO);
    // The first price is that from the level at which the unit is unlocked.
    let bomber = builder_base("Bomber");
    assert_eq!(bomber.first_level(), 5);
    assert_eq!(bomber.upgrade_to(6).unwrap().cost.get(ResourceKind::BuilderElixir), 320_000);
    assert_eq!(bomber.upgrade_to(20).unwrap().cost.get(ResourceKind::BuilderElixir), 5_300_000);
}

#[test]
fn equipment_costs_ores_by_rarity() {
    let ores = |name: &str, level| {
        let cost = home(name).upgrade_to(level).unwrap().cost;
        [ResourceKind::ShinyOre, ResourceKind::GlowyOre, ResourceKind::StarryOre].map(|kind| cost.get(kind))
    };
    assert_eq!(ores("Barbarian Puppet", 2), [120, 0, 0]);
    assert_eq!(ores("Barbarian Puppet", 9), [1_800, 200, 0]);
    assert_eq!(ores("Giant Gauntlet", 9), [1_800, 200, 10]);
    assert_eq!(ores("Giant Gauntlet", 27), [3_600, 600, 150]);
    assert_eq!(home("Giant Gauntlet").upgrade_to(28), None);
    assert_eq!(home("Giant Gauntlet").hero(), Some(home("Barbarian King")));
}

#[test]
fn helpers_cost_gems_for_every_level() {
    let data = GameData::embedded();
    let alchemist = data.unit(93_000_002).unwrap();
    assert_eq!(alchemist.kind(), UnitKind::Helper);
    assert_eq!(alchemist.upgrade_to(1).unwrap().cost.get(ResourceKind::Gems), 100);
    assert_eq!(alchemist.upgrade_to(7).unwrap().cost.get(ResourceKind::Gems), 1_500);
    // Two levels are available from the same Town Hall on.
    let apprentice = data.unit(93_000_000).unwrap();
    assert_eq!([10, 11, 12, 13, 14, 18].map(|hall| apprentice.cap(hall).unwrap()), [2, 4, 6, 7, 8, 8]);
}

#[test]
fn super_troops_need_a_level_of_their_base() {
    let witch = home("Super Witch");
    assert_eq!((witch.base(), witch.min_base_level()), (Some(home("Witch")), Some(4)));
    assert_eq!((witch.unlock_hall(), witch.max_level(), witch.upgrade_to(1)), (None, None, None));
}

#[test]
fn costs_are_added_by_resource() {
    let total: Cost = [home("Barbarian"), home("Minion"), home("Giant Gauntlet")]
        .into_iter()
        .flat_map(|unit| unit.upgrades(1, 2))
        .map(|upgrade| upgrade.cost)
        .sum();
    let expected =
        [(ResourceKind::Elixir, 10_000), (ResourceKind::DarkElixir, 1_000), (ResourceKind::ShinyOre, 120)];
    assert!(total.iter().eq(expected));
}

#[test]
fn tiers_have_their_rules() {
    let data = GameData::embedded();
    let tiers: Vec<_> = data.league_tiers().collect();
    assert_eq!(tiers.len(), 37);
    for (order, tier) in (0..).zip(&tiers) {
        assert_eq!((tier.tier(), tier.id()), (order, LeagueTierId::new(105_000_000 + order)));
    }
    let legend = tiers[36];
    assert_eq!(legend.battles(), BattleLimit::PerDay(8));
    assert_eq!((legend.promote_percent(), legend.demote_percent()), (None, None));
    assert_eq!((tiers[31].promote_percent(), tiers[31].demote_percent()), (Some(20), Some(15)));
    assert_eq!((tiers[31].max_town_hall(), tiers[31].clan_score()), (18, 4_000));
    assert_eq!((tiers[34].modifier().unwrap().as_str(), tiers[33].modifier()), ("minusThree", None));
    assert_eq!(data.town_hall_floor(6), None);
    let floors = [7, 8, 11, 18].map(|hall| data.town_hall_floor(hall).unwrap().tier());
    assert_eq!(floors, [1, 2, 6, 26]);
}

#[test]
fn a_league_by_trophies_is_the_highest_that_they_reach() {
    let data = GameData::embedded();
    let name = |trophies| data.capital_league_at(trophies).map(|league| league.name);
    assert_eq!(name(-1), None);
    assert_eq!(name(199), Some("Unranked"));
    assert_eq!(name(200), Some("Bronze League III"));
    assert_eq!(name(i32::MAX), Some("Legend League"));
    assert_eq!(data.leagues().map(|league| league.trophies).max(), Some(None));
}
