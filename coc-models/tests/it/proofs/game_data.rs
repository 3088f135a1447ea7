//! Recorded players and leagues against the embedded game data.

use std::collections::BTreeSet;

use coc_models::{
    BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan, League, LeagueTier, Page, Player,
    PlayerItemLevel, Village, WarLeague,
    army::ArmySectionKind,
    game_data::{GameData, RankedTier, Unit, UnitKind, WarLeagueRules},
};

use crate::corpus::real_bodies;

/// Units that were renamed: the data has their new name only.
const RENAMED: [&str; 1] = ["Super P.E.K.K.A"];

/// The items of all lists, with the Town Hall or Builder Hall that they depend on.
fn items(player: &Player) -> impl Iterator<Item = (&PlayerItemLevel, i32)> {
    let lists = [&player.troops, &player.heroes, &player.spells, &player.hero_equipment];
    lists.into_iter().flatten().map(|item| {
        let hall = match item.village {
            Some(Village::BuilderBase) => player.builder_hall_level.unwrap_or(0),
            _ => player.town_hall_level,
        };
        (item, hall)
    })
}

#[test]
fn no_recorded_unit_is_above_the_cap_of_its_hall() {
    let data = GameData::embedded();
    let mut checked = 0;
    for (path, player) in real_bodies::<Player>("players") {
        for (item, hall) in items(&player) {
            let Some(unit) = data.unit_of(item) else { continue };
            if unit.kind() == UnitKind::SuperTroop {
                assert_eq!(item.level, 1, "{path}: {item:?}");
                continue;
            }
            if let Some(cap) = unit.cap(hall) {
                assert!(item.level <= cap, "{path}: level {}, cap {cap}: {unit:?}", item.level);
            } else {
                // Troops of the builder base are listed before they are unlocked.
                let is_locked = item.village == Some(Village::BuilderBase) && item.level == 1;
                assert!(is_locked, "{path}: not available at hall {hall}: {item:?}");
            }
            checked += 1;
        }
    }
    println!("{checked} recorded units are not above their cap");
}

#[test]
fn the_highest_recorded_level_is_in_the_data() {
    let data = GameData::embedded();
    let mut checked = 0;
    for (path, player) in real_bodies::<Player>("players") {
        for (item, _) in items(&player) {
            let Some(unit) = data.unit_of(item) else { continue };
            let levels = unit.base().unwrap_or(unit);
            assert!(Some(item.max_level) <= levels.max_level(), "{path}: {item:?}");
            checked += 1;
        }
    }
    println!("{checked} recorded highest levels are in the data");
}

#[test]
fn every_recorded_unit_is_in_the_data_unless_it_was_renamed_or_is_newer() {
    let data = GameData::embedded();
    let mut renamed = 0;
    let mut newer = BTreeSet::new();
    for (path, player) in real_bodies::<Player>("players") {
        let progress = data.progress(&player);
        for item in progress.unknown() {
            if RENAMED.contains(&item.name.as_str()) {
                renamed += 1;
            } else {
                newer.insert(item.name.to_string());
            }
        }
        let listed = progress.units().iter().filter(|unit| unit.item().is_some()).count();
        assert_eq!(listed + progress.unknown().len(), items(&player).count(), "{path}");
        // A body of before the day of the data has no unknown units but the renamed ones.
        let is_newer = Some(player.town_hall_level) > data.max_hall(&Village::Home)
            || items(&player).any(|(item, _)| {
                data.unit_of(item)
                    .is_some_and(|unit| unit.base().unwrap_or(unit).max_level() < Some(item.max_level))
            });
        if !is_newer {
            let unknown = progress.unknown().iter().map(|item| item.name.as_str());
            assert_eq!(unknown.filter(|name| !RENAMED.contains(name)).collect::<Vec<_>>(), [""; 0], "{path}");
        }
    }
    println!("{renamed} renamed units; not in the data: {newer:?}");
}

#[test]
fn the_equipment_of_a_recorded_hero_is_of_that_hero() {
    let data = GameData::embedded();
    let mut checked = 0;
    for (path, player) in real_bodies::<Player>("players") {
        for hero in &player.heroes {
            for piece in hero.equipment.iter().flat_map(|pieces| pieces.iter()) {
                let Some(unit) = data.unit_of(piece) else { continue };
                assert_eq!(unit.hero(), data.unit_of(hero), "{path}: {piece:?}");
                checked += 1;
            }
        }
    }
    println!("{checked} pieces of equipment are of their hero");
}

#[test]
fn the_totals_of_a_recorded_player_are_possible() {
    for (path, player) in real_bodies::<Player>("players") {
        let progress = GameData::embedded().progress(&player);
        for village in [Village::Home, Village::BuilderBase] {
            let rushed = progress.rushed(&village);
            assert!((0..=rushed.levels).contains(&rushed.missing_levels), "{path}: {rushed:?}");
            let missing = progress.missing(&village);
            let is_nothing = missing.cost.is_free() && missing.time.is_zero();
            assert!(missing.levels > 0 || is_nothing, "{path}: {missing:?}");
        }
        for unit in progress.units() {
            assert!(
                unit.is_max()
                    || unit.cap().is_none()
                    || unit.missing().levels > 0
                    || unit.unit().kind() == UnitKind::SuperTroop,
                "{path}: {unit:?}"
            );
            let next = unit.next_upgrade();
            assert_eq!(
                next.is_none(),
                unit.is_max_in_game() || unit.unit().max_level().is_none(),
                "{path}: {unit:?}"
            );
        }
    }
}

/// Checks that each recorded list has the ids and names of the data, except for what is newer.
fn assert_listed<'a>(
    recorded: Vec<(String, Vec<(i32, String)>)>,
    data: impl Iterator<Item = (i32, &'a str)>,
) {
    let data: Vec<_> = data.map(|(id, name)| (id, name.to_owned())).collect();
    let last = data.last().unwrap().0;
    for (path, list) in recorded {
        let first_missing = list.iter().find(|entry| entry.0 <= last && !data.contains(entry));
        assert_eq!(first_missing, None, "{path}");
        println!("{} of {} entries of the data: {path}", list.len(), data.len());
    }
}

#[test]
fn recorded_lists_of_leagues_have_the_ids_and_names_of_the_data() {
    let data = GameData::embedded();
    macro_rules! recorded {
        ($model:ty, $kind:literal) => {
            real_bodies::<Page<$model>>($kind)
                .into_iter()
                .map(|(path, page)| {
                    (
                        path,
                        page.items.into_iter().map(|item| (item.id.get(), item.name.to_string())).collect(),
                    )
                })
                .collect()
        };
    }
    assert_listed(
        recorded!(WarLeague, "warleagues"),
        data.war_leagues().map(|it| (it.id().get(), it.name())),
    );
    assert_listed(recorded!(League, "leagues"), data.leagues().map(|it| (it.id.get(), it.name)));
    assert_listed(
        recorded!(CapitalLeague, "capitalleagues"),
        data.capital_leagues().map(|it| (it.id.get(), it.name)),
    );
    assert_listed(
        recorded!(BuilderBaseLeague, "builderbaseleagues"),
        data.builder_base_leagues().map(|it| (it.id.get(), it.name)),
    );
}

#[test]
fn recorded_tiers_have_the_ids_and_names_of_the_data_below_legend() {
    let data = GameData::embedded();
    for (path, tiers) in real_bodies::<Page<LeagueTier>>("leaguetiers") {
        for tier in &tiers {
            // Legend League was one tier until April 2026, with the id of today's Legend League III.
            let known = data.league_tier(tier.id).map(RankedTier::name);
            let is_legend =
                tier.name.starts_with("Legend") && known.is_some_and(|name| name.starts_with("Legend"));
            assert!(is_legend || known == Some(tier.name.as_str()), "{path}: {tier:?} is {known:?}");
        }
        println!("{} tiers: {path}", tiers.items.len());
    }
}

#[test]
fn the_league_of_a_recorded_clan_has_the_id_and_name_of_the_data() {
    let data = GameData::embedded();
    let mut checked = 0;
    for (path, clan) in real_bodies::<Clan>("clans") {
        // Bodies of some years name the league without its id.
        for league in clan.war_league.iter().filter(|league| league.id.get() > 0) {
            let known = data.war_league(league.id).map(WarLeagueRules::name);
            assert_eq!(known, Some(league.name.as_str()), "{path}");
            checked += 1;
        }
        for member in &clan.member_list {
            let tier = member.league_tier.iter().filter(|tier| !tier.name.starts_with("Legend"));
            for tier in tier {
                let known = data.league_tier(tier.id).map(RankedTier::name);
                assert_eq!(known, Some(tier.name.as_str()), "{path}");
                checked += 1;
            }
        }
    }
    println!("{checked} leagues of clans and tiers of members are in the data");
}

/// A league may be computed later than its trophies, so one in twenty may differ.
#[test]
fn the_league_of_recorded_trophies_is_nearly_always_the_recorded_league() {
    let data = GameData::embedded();
    let (mut checked, mut other) = (0, Vec::new());
    let mut check = |path: &str, recorded: (i32, &str), expected: (i32, &str)| {
        checked += 1;
        if recorded != expected {
            other.push(format!("{path}: {recorded:?}, not {expected:?}"));
        }
    };
    let mut check_builder_base = |path: &str, league: &Option<BuilderBaseLeague>, trophies: Option<i32>| {
        let (Some(league), Some(trophies)) = (league, trophies) else { return };
        let expected = data.builder_base_league_at(trophies).unwrap();
        check(path, (league.id.get(), &league.name), (expected.id.get(), expected.name));
    };
    for (path, player) in real_bodies::<Player>("players") {
        check_builder_base(&path, &player.builder_base_league, player.builder_base_trophies);
    }
    let clans = real_bodies::<Clan>("clans");
    for (path, clan) in &clans {
        for member in &clan.member_list {
            check_builder_base(path, &member.builder_base_league, member.builder_base_trophies);
        }
    }
    for (path, clan) in &clans {
        let (Some(league), Some(points)) = (&clan.capital_league, clan.clan_capital_points) else { continue };
        let expected = data.capital_league_at(points).unwrap();
        check(path, (league.id.get(), &league.name), (expected.id.get(), expected.name));
    }
    println!("{checked} leagues, {} of them not those of the trophies", other.len());
    assert!(other.len() * 20 <= checked, "{other:#?}");
}

#[test]
fn the_units_of_a_recorded_army_have_the_kind_of_their_place() {
    let data = GameData::embedded();
    let (mut checked, mut newer) = (0, BTreeSet::new());
    for (path, log) in real_bodies::<Page<BattleLogEntry>>("battlelog") {
        let mut check = |id, is_in_place: &dyn Fn(Unit<'_>) -> bool| match data.unit(id) {
            Some(unit) => {
                assert!(is_in_place(unit), "{path}: {unit:?}");
                checked += 1;
            }
            None => drop(newer.insert(id)),
        };
        for army in log.iter().map(BattleLogEntry::army) {
            for hero in army.heroes() {
                check(hero.id(), &|unit| unit.kind() == UnitKind::Hero);
                if let Some(pet) = hero.pet() {
                    check(pet, &|unit| unit.kind() == UnitKind::Pet);
                }
                for piece in hero.equipment() {
                    check(*piece, &|unit| unit.hero().map(Unit::id) == Some(hero.id()));
                }
            }
            for unit in army.units() {
                use UnitKind::{SiegeMachine, Spell, SuperTroop, Troop};
                check(unit.id, &|known| match unit.section {
                    ArmySectionKind::Spells | ArmySectionKind::ClanCastleSpells => known.kind() == Spell,
                    _ => matches!(known.kind(), Troop | SuperTroop | SiegeMachine),
                });
            }
        }
    }
    println!("{checked} units of armies; not in the data: {newer:?}");
}
