//! Caps of units, and medals and bonuses of war leagues.

use coc_models::{
    LeagueSeasonOutcome, LeagueTierId, Village, WarLeagueId,
    game_data::{BattleLimit, GameData, Rarity, Sourced, UnitKind, WarLeagueRules},
};

fn war_league(id: i32) -> WarLeagueRules<'static> {
    GameData::embedded().war_league(WarLeagueId::new(id)).unwrap()
}

#[test]
fn cap_of_a_unit_by_hall() {
    let home = Village::Home;
    let builder_base = Village::BuilderBase;
    let table = [
        ("Barbarian", &home, 1, Some(1)),
        ("Barbarian", &home, 9, Some(6)),
        ("Barbarian", &home, 18, Some(13)),
        ("Dragon", &home, 6, None),
        ("Dragon", &home, 7, Some(2)),
        ("Baby Dragon", &home, 9, Some(2)),
        ("Baby Dragon", &builder_base, 4, Some(8)),
        ("Baby Dragon", &builder_base, 10, Some(20)),
        ("Night Witch", &builder_base, 5, None),
        ("Night Witch", &builder_base, 6, Some(12)),
        ("Raged Barbarian", &builder_base, 5, Some(10)),
        ("Barbarian King", &home, 10, Some(40)),
        ("Barbarian King", &home, 18, Some(110)),
        ("Sky Wagon", &home, 16, None),
        ("Sky Wagon", &home, 17, Some(2)),
        ("Giant Gauntlet", &home, 18, Some(27)),
        ("Barbarian Puppet", &home, 18, Some(18)),
        ("Meteor Golem", &home, 18, Some(3)),
    ];
    for (name, village, hall, cap) in table {
        let unit = GameData::embedded().unit_named(name, village).unwrap();
        assert_eq!(unit.cap(hall), cap, "{name} at {village} {hall}");
    }
}

#[test]
fn a_super_troop_has_no_cap_and_follows_its_base() {
    let data = GameData::embedded();
    let super_barbarian = data.unit_named("Super Barbarian", &Village::Home).unwrap();
    assert!((0..=20).all(|hall| super_barbarian.cap(hall).is_none()));
    assert_eq!(super_barbarian.base(), data.unit_named("Barbarian", &Village::Home));
    assert_eq!(data.units().filter(|unit| unit.kind() == UnitKind::SuperTroop).count(), 17);
}

#[test]
fn rarity_of_equipment() {
    let data = GameData::embedded();
    for (name, rarity) in [("Giant Gauntlet", Rarity::Epic), ("Barbarian Puppet", Rarity::Common)] {
        assert_eq!(data.unit_named(name, &Village::Home).unwrap().rarity(), Some(rarity), "{name}");
    }
}

#[test]
fn medals_of_a_rank() {
    let table = [
        (48_000_001, 1, 46),
        (48_000_001, 8, 32),
        (48_000_004, 3, 82),
        (48_000_006, 1, 124),
        (48_000_009, 5, 180),
        (48_000_010, 2, 216),
        (48_000_012, 8, 239),
        (48_000_015, 1, 364),
        (48_000_018, 1, 436),
        (48_000_018, 8, 408),
        (48_000_021, 2, 487),
        (48_000_022, 8, 487),
    ];
    for (league, rank, medals) in table {
        assert_eq!(war_league(league).medals(rank), Some(medals), "{league}, rank {rank}");
    }
    for rank in [0, 9, usize::MAX] {
        assert_eq!(war_league(48_000_001).medals(rank), None, "rank {rank}");
        assert_eq!(war_league(48_000_001).outcome(rank), None, "rank {rank}");
    }
}

#[test]
fn bonuses_by_team_size_and_wars_won() {
    let table = [
        (48_000_003, 15, 4, 5),
        (48_000_003, 30, 4, 6),
        (48_000_009, 15, 0, 2),
        (48_000_012, 30, 7, 11),
        (48_000_013, 15, 3, 6),
        (48_000_018, 15, 7, 11),
        (48_000_022, 15, 1, 7),
    ];
    for (league, size, won, bonuses) in table {
        assert_eq!(war_league(league).bonuses(size, won), Some(bonuses), "{league}, {size}, {won} won");
    }
    for (size, won) in [(15, 8), (5, 1), (0, 0), (-15, 1), (i32::MAX, usize::MAX)] {
        assert_eq!(war_league(48_000_003).bonuses(size, won), None, "{size}, {won} won");
    }
    // From Champion League III up there are no wars of 30.
    assert_eq!(war_league(48_000_016).bonuses(30, 1), None);
    assert_eq!(war_league(48_000_015).allows_30_v_30(), Some(true));
    assert_eq!(war_league(48_000_016).allows_30_v_30(), Some(false));
}

#[test]
fn promotion_is_certain_in_14_of_22_leagues_and_differs_by_one_in_the_others() {
    let mut certain = Vec::new();
    let mut about = Vec::new();
    for league in GameData::embedded().war_leagues().filter(|league| league.medals(1).is_some()) {
        let counts = [league.promoted().unwrap(), league.demoted().unwrap()];
        for count in counts {
            if let Sourced::About { first, second } = count {
                assert_eq!((first - second).abs(), 1, "{league:?}");
            }
        }
        let list = if counts.iter().all(Sourced::is_certain) { &mut certain } else { &mut about };
        list.push(league.id().get());
    }
    assert_eq!((certain.len(), about.len()), (14, 8));
    let expected = [12, 13, 14, 18, 19, 20, 21, 22].map(|league| 48_000_000 + league);
    assert_eq!(about, expected);
}

#[test]
fn outcome_of_a_rank() {
    use LeagueSeasonOutcome::{Demoted, Promoted, Stayed};
    let certain = [
        (48_000_001, 3, Promoted),
        (48_000_001, 4, Stayed),
        (48_000_001, 8, Stayed),
        (48_000_004, 2, Promoted),
        (48_000_004, 8, Demoted),
        (48_000_015, 1, Promoted),
        (48_000_015, 2, Stayed),
        (48_000_015, 7, Demoted),
        (48_000_022, 1, Stayed),
        (48_000_022, 8, Demoted),
        // Both sources agree on the first rank, although they do not on the second.
        (48_000_012, 1, Promoted),
    ];
    for (league, rank, outcome) in certain {
        assert_eq!(
            war_league(league).outcome(rank),
            Some(Sourced::Certain(outcome)),
            "{league}, rank {rank}"
        );
    }
    let second_of_crystal = war_league(48_000_012).outcome(2);
    assert_eq!(second_of_crystal, Some(Sourced::About { first: Promoted, second: Stayed }));
    let sixth_of_legend = war_league(48_000_022).outcome(6);
    assert_eq!(sixth_of_legend, Some(Sourced::About { first: Stayed, second: Demoted }));
}

#[test]
fn modifiers_of_the_highest_leagues() {
    let modifiers: Vec<_> = GameData::embedded()
        .war_leagues()
        .filter_map(|league| Some((league.id().get(), league.modifier()?.to_string())))
        .collect();
    let expected = [(19, "minusThree"), (20, "minusThree"), (21, "minusTwo"), (22, "minusOne")];
    assert_eq!(modifiers, expected.map(|(league, name)| (48_000_000 + league, name.to_owned())));
}

#[test]
fn battles_of_the_tiers() {
    let data = GameData::embedded();
    let battles = |tier: i32| data.league_tier(LeagueTierId::new(105_000_000 + tier)).unwrap().battles();
    let table = [
        (1, BattleLimit::PerWeek(6)),
        (7, BattleLimit::PerWeek(8)),
        (13, BattleLimit::PerWeek(10)),
        (19, BattleLimit::PerWeek(12)),
        (28, BattleLimit::PerWeek(14)),
        (33, BattleLimit::PerWeek(18)),
        (34, BattleLimit::PerWeek(24)),
        (35, BattleLimit::PerWeek(30)),
        (36, BattleLimit::PerDay(8)),
    ];
    for (tier, limit) in table {
        assert_eq!(battles(tier), limit, "tier {tier}");
    }
    for tier in 1..=33 {
        assert!(matches!(battles(tier), BattleLimit::PerWeek(6..=18)), "tier {tier}");
    }
}
