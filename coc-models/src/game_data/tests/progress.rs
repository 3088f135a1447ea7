//! A player's units compared with the data.

use alloc::vec::Vec;

use super::{builder_base, home};
use crate::{
    Player, PlayerItemLevel, Village,
    game_data::{GameData, Missing, PlayerProgress, ResourceKind, Rushed, UnitKind, UnitProgress},
};

fn item(name: &str, level: i32, village: Village) -> PlayerItemLevel {
    PlayerItemLevel { name: name.into(), level, village: Some(village), ..PlayerItemLevel::default() }
}

fn troop(name: &str, level: i32) -> PlayerItemLevel {
    item(name, level, Village::Home)
}

fn with_troops(town_hall_level: i32, troops: Vec<PlayerItemLevel>) -> Player {
    Player { town_hall_level, troops, ..Player::default() }
}

fn progress(player: &Player) -> PlayerProgress<'_> {
    GameData::embedded().progress(player)
}

#[test]
fn a_unit_is_compared_with_the_hall_of_its_village() {
    let troops = [troop("Baby Dragon", 2), item("Baby Dragon", 7, Village::BuilderBase)].to_vec();
    let player = Player { builder_hall_level: Some(4), ..with_troops(9, troops) };
    let progress = progress(&player);
    let [home, builder_base] = &progress.units()[..2] else { panic!() };
    assert_eq!((home.hall(), home.level(), home.cap(), home.is_max()), (9, 2, Some(2), true));
    assert_eq!((builder_base.hall(), builder_base.level(), builder_base.cap()), (4, 7, Some(8)));
    assert!(!builder_base.is_max());
}

#[test]
fn missing_levels_have_their_prices_and_times() {
    // Barbarian levels 5 and 6, of Town Hall 9.
    let player = with_troops(9, [troop("Barbarian", 4)].to_vec());
    let progress = progress(&player);
    let missing = progress.unit(4_000_000).unwrap().missing();
    assert_eq!((missing.levels, missing.cost.get(ResourceKind::Elixir)), (2, 300_000 + 800_000));
    assert_eq!(missing.time.as_secs(), 14_400 + 28_800);
}

#[test]
fn rushed_counts_the_levels_of_the_previous_hall() {
    // At Town Hall 1 the cap of the only troop is 1.
    let player = with_troops(2, [troop("Barbarian", 1)].to_vec());
    assert_eq!(progress(&player).rushed(&Village::Home).share(), Some(0.0));
    // At Town Hall 8: Barbarian 5, and everything else is not unlocked.
    let player = with_troops(9, [troop("Barbarian", 4)].to_vec());
    let progress = progress(&player);
    let barbarian = progress.unit(4_000_000).unwrap().rushed();
    assert_eq!((barbarian.missing_levels, barbarian.levels), (1, 5));
    let total = progress.rushed(&Village::Home);
    assert_eq!(total.missing_levels, total.levels - 4);
    let of_units: Rushed = progress.units().iter().map(UnitProgress::rushed).sum();
    assert_eq!(total, of_units);
}

#[test]
fn a_level_above_the_cap_is_not_behind() {
    let player = with_troops(2, [troop("Barbarian", 9)].to_vec());
    let progress = progress(&player);
    let barbarian = progress.unit(4_000_000).unwrap();
    assert!(barbarian.is_max());
    assert_eq!(barbarian.rushed().missing_levels, 0);
    assert_eq!(barbarian.missing(), Missing::default());
}

#[test]
fn units_that_are_not_unlocked_are_missing_from_their_first_level_on() {
    let player = Player { builder_hall_level: Some(4), ..with_troops(1, Vec::new()) };
    let progress = progress(&player);
    let bomber = progress.unit(builder_base("Bomber").id()).unwrap();
    assert_eq!((bomber.item(), bomber.level(), bomber.cap()), (None, 0, Some(8)));
    let next = bomber.next_upgrade().unwrap();
    assert_eq!((next.level, next.hall, next.cost.is_free()), (5, 4, true));
    // Levels 5 (free), 6, 7 and 8.
    let missing = bomber.missing();
    assert_eq!(
        (missing.levels, missing.cost.get(ResourceKind::BuilderElixir)),
        (4, 320_000 + 340_000 + 360_000)
    );
}

#[test]
fn a_listed_unit_below_its_first_level_is_not_unlocked() {
    let troops = [item("Bomber", 1, Village::BuilderBase)].to_vec();
    let player = Player { builder_hall_level: Some(3), ..with_troops(1, troops) };
    let progress = progress(&player);
    let bomber = progress.unit(builder_base("Bomber").id()).unwrap();
    assert_eq!((bomber.level(), bomber.cap(), bomber.is_max()), (0, None, false));
    assert_eq!(bomber.missing(), Missing::default());
    assert!(bomber.next_upgrade().unwrap().hall > bomber.hall());
}

#[test]
fn a_super_troop_follows_its_base_and_counts_nowhere() {
    let troops = [troop("Super Barbarian", 1), troop("Barbarian", 8)].to_vec();
    let player = with_troops(12, troops);
    let progress = progress(&player);
    let super_barbarian = progress.unit(home("Super Barbarian").id()).unwrap();
    assert_eq!((super_barbarian.level(), super_barbarian.cap()), (8, Some(9)));
    assert_eq!(
        (super_barbarian.missing(), super_barbarian.rushed()),
        (Missing::default(), Rushed::default())
    );
    assert_eq!(super_barbarian.next_upgrade(), None);
}

#[test]
fn a_super_troop_without_its_base_in_the_body_has_no_level() {
    let player = with_troops(1, [troop("Super Archer", 1)].to_vec());
    let progress = progress(&player);
    let super_archer = progress.unit(home("Super Archer").id()).unwrap();
    assert_eq!((super_archer.level(), super_archer.cap(), super_archer.is_max()), (0, None, false));
}

#[test]
fn unknown_units_are_listed_and_change_no_total() {
    let known = with_troops(10, [troop("Barbarian", 3)].to_vec());
    let mut with_unknown = known.clone();
    with_unknown.troops.push(troop("Colonel Chaos", 5));
    with_unknown.heroes.push(item("Barbarian King", 5, Village::ClanCapital));
    let progress_of_known = progress(&known);
    let progress = progress(&with_unknown);
    let names: Vec<_> = progress.unknown().iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Colonel Chaos", "Barbarian King"]);
    assert_eq!(progress.units(), progress_of_known.units());
}

#[test]
fn only_owned_equipment_is_missing_something() {
    let mut player = with_troops(18, Vec::new());
    player.hero_equipment.push(troop("Giant Gauntlet", 26));
    let progress = progress(&player);
    let equipment: Vec<_> = progress.group(UnitKind::Equipment, &Village::Home).collect();
    assert_eq!(equipment.len(), 1);
    let missing = equipment[0].missing();
    assert_eq!((missing.levels, missing.cost.get(ResourceKind::StarryOre)), (1, 150));
    assert!(missing.time.is_zero());
    assert_eq!(equipment[0].rushed(), Rushed::default());
}

#[test]
fn without_a_builder_hall_nothing_of_the_builder_base_counts() {
    let player = with_troops(18, Vec::new());
    let progress = progress(&player);
    assert_eq!(progress.missing(&Village::BuilderBase), Missing::default());
    assert_eq!(progress.rushed(&Village::BuilderBase).share(), None);
    assert_eq!(progress.missing(&Village::ClanCapital), Missing::default());
}

#[test]
fn a_hall_that_the_data_lacks_is_compared_with_the_highest_known() {
    let highest = GameData::embedded().max_hall(&Village::Home).unwrap();
    let newer = with_troops(highest + 1, Vec::new());
    let known = with_troops(highest, Vec::new());
    let (newer, known) = (progress(&newer), progress(&known));
    assert_eq!(newer.missing(&Village::Home), known.missing(&Village::Home));
    // The previous hall is known, so this number is exact.
    assert!(newer.rushed(&Village::Home).levels > known.rushed(&Village::Home).levels);
}

#[test]
fn guardians_and_helpers_are_not_listed_as_missing() {
    let player = with_troops(18, Vec::new());
    let progress = progress(&player);
    for kind in [UnitKind::Guardian, UnitKind::Helper, UnitKind::SuperTroop, UnitKind::Equipment] {
        assert_eq!(progress.group(kind, &Village::Home).count(), 0, "{kind:?}");
    }
}
