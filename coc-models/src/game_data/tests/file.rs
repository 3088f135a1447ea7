//! The encoding, and what is wrong with other bytes.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use crate::{
    LeagueTierId, Player, Village,
    game_data::{
        EMBEDDED, GameData, GameDataError, UnitKind,
        schema::{File, MAGIC, Prices, SCHEMA},
    },
};

fn with_schema(schema: u32) -> Vec<u8> {
    let schema = postcard::to_allocvec(&schema).unwrap();
    [&MAGIC[..], &schema, &EMBEDDED[MAGIC.len() + 1..]].concat()
}

#[test]
fn the_embedded_file_decodes_and_encodes_to_the_same_bytes() {
    let data = GameData::from_bytes(EMBEDDED).unwrap();
    assert_eq!(data.file().to_bytes().unwrap(), EMBEDDED);
    assert_eq!(&data, GameData::embedded());
    assert!(core::ptr::eq(GameData::embedded(), GameData::embedded()));
    assert!(!data.source().is_empty() && data.derived().starts_with("20"));
}

#[test]
fn the_embedded_file_is_smaller_than_16_kb() {
    assert!(EMBEDDED.len() <= 16_000, "{} bytes", EMBEDDED.len());
}

#[test]
fn bytes_of_another_kind_are_not_game_data() {
    for bytes in [&b""[..], b"{\"units\":[]}", b"<!doctype html>", b"\0\0\0\0\0\0\0\0\0", b"coc-date\x01"] {
        assert_eq!(GameData::from_bytes(bytes), Err(GameDataError::NotGameData));
    }
}

#[test]
fn a_newer_schema_is_an_error_that_names_both_numbers() {
    for found in [SCHEMA + 1, 300, u32::MAX] {
        let error = GameData::from_bytes(&with_schema(found)).unwrap_err();
        assert_eq!(error, GameDataError::NewerSchema { found, supported: SCHEMA });
        assert!(error.to_string().contains(&found.to_string()), "{error}");
    }
    assert_eq!(GameData::from_bytes(&with_schema(0)), Err(GameDataError::Malformed));
    // The rest of a newer file may be anything.
    let error = GameData::from_bytes(b"coc-data\x02").unwrap_err();
    assert_eq!(error, GameDataError::NewerSchema { found: 2, supported: SCHEMA });
}

#[test]
fn a_file_that_is_cut_anywhere_is_truncated() {
    let ends = (1..40).chain((40..EMBEDDED.len()).step_by(97)).chain([EMBEDDED.len() - 1]);
    for end in ends {
        assert_eq!(GameData::from_bytes(&EMBEDDED[..end]), Err(GameDataError::Truncated), "{end} bytes");
    }
}

#[test]
fn bytes_after_the_end_are_an_error() {
    let bytes = [EMBEDDED, b"\n\n"].concat();
    assert_eq!(GameData::from_bytes(&bytes), Err(GameDataError::TrailingBytes { count: 2 }));
}

#[test]
fn a_length_beyond_the_end_of_the_file_is_truncated_without_an_allocation_of_that_size() {
    // An empty source and day, two halls, no ores, and a list of 2^32 - 1 units.
    let bytes = [&MAGIC[..], &[1, 0, 0, 18, 10, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat();
    assert_eq!(GameData::from_bytes(&bytes), Err(GameDataError::Truncated));
    let bytes = [&MAGIC[..], &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]].concat();
    assert_eq!(GameData::from_bytes(&bytes), Err(GameDataError::Malformed));
}

/// The error for the embedded file with one change.
fn problem(change: impl FnOnce(&mut File)) -> String {
    let mut file = GameData::embedded().file().clone();
    change(&mut file);
    match GameData::from_bytes(&file.to_bytes().unwrap()) {
        Err(GameDataError::Inconsistent { entry, problem }) => format!("{entry}: {problem}"),
        other => panic!("{other:?}"),
    }
}

fn index_of(file: &File, id: i32) -> usize {
    file.units.iter().position(|unit| unit.id == id).unwrap()
}

#[test]
fn contents_that_contradict_themselves_are_an_error_that_names_the_entry() {
    const KING: i32 = 28_000_000;
    let unit = |change: fn(&mut File, usize)| {
        problem(|file| {
            let index = index_of(file, KING);
            change(file, index);
        })
    };
    let problems = [
        unit(|file, index| file.units[index].caps.truncate(3)),
        unit(|file, index| file.units[index].caps[9] = 1),
        unit(|file, index| file.units[index].first = 0),
        unit(|file, index| file.units[index].first = 99),
        unit(|file, index| file.units[index].unlock = Some(0)),
        unit(|file, index| file.units[index].unlock = Some(19)),
        unit(|file, index| file.units[index].unlock = None),
        unit(|file, index| file.units[index].base = Some((4_000_000, 1))),
        unit(|file, index| file.units[index].kind = UnitKind::SuperTroop),
        unit(|file, index| file.units[index].kind = UnitKind::Equipment),
        unit(|file, index| file.units[index].hero = Some(KING)),
        unit(|file, index| {
            let Prices::List { cost, .. } = &mut file.units[index].prices else { panic!() };
            cost.numbers.pop();
        }),
        unit(|file, index| {
            let Prices::List { cost, time, .. } = &mut file.units[index].prices else { panic!() };
            cost.numbers.pop();
            time.numbers.pop();
        }),
        unit(|file, index| {
            let double = file.units[index].clone();
            file.units.insert(index, double);
        }),
    ];
    for problem in problems {
        assert!(problem.starts_with("units: 28000000 (Barbarian King): "), "{problem}");
    }
}

#[test]
fn references_to_what_the_data_lacks_are_an_error() {
    let super_barbarian = |base| {
        problem(|file| {
            let index = index_of(file, 4_000_026);
            file.units[index].base = Some(base);
        })
    };
    assert!(super_barbarian((4_999_999, 1)).ends_with("the base is not in the data"));
    assert!(super_barbarian((28_000_000, 1)).ends_with("the base is not a troop"));
    assert!(super_barbarian((4_000_000, 14)).ends_with("the base has no such level"));
    let gauntlet = problem(|file| {
        let index = file.units.iter().position(|unit| unit.name == "Giant Gauntlet").unwrap();
        file.units[index].hero = Some(4_000_000);
    });
    assert!(gauntlet.contains("the hero is not a hero of the data"), "{gauntlet}");
    let ores = problem(|file| file.ores.epic.truncate(5));
    assert!(ores.contains("its rarity has no prices for the highest levels"), "{ores}");
    let floor = problem(|file| file.town_hall_floors[3].1 = 1);
    assert_eq!(floor, "townHallFloor: 1 (10): is the floor of a Town Hall, but no tier");
    let floors = problem(|file| file.town_hall_floors[3].0 = 1);
    assert!(floors.contains("not in ascending order"), "{floors}");
}

#[test]
fn leagues_that_contradict_themselves_are_an_error() {
    let problems = [
        (problem(|file| file.tiers[5].promote = Some(96)), "leagueTiers: 105000005 (Barbarian League 5): "),
        (problem(|file| file.tiers[5].max_town_hall = 19), "leagueTiers: 105000005 (Barbarian League 5): "),
        (problem(|file| file.capital_leagues[3].trophies = Some(400)), "capitalLeagues: 85000003 "),
        (problem(|file| file.builder_base_leagues[0].trophies = None), "builderBaseLeagues: 44000001 "),
        (problem(|file| file.leagues.swap(4, 5)), "leagues: 29000004 "),
        (problem(|file| file.war_leagues[2].rules.as_mut().unwrap().demote = 6), "warLeagues: 48000002 "),
        (
            problem(|file| file.war_leagues[2].rules.as_mut().unwrap().conflict = Some((8, 1))),
            "warLeagues: 48000002 ",
        ),
        (
            problem(|file| file.war_leagues[2].rules.as_mut().unwrap().medals_step = 9),
            "warLeagues: 48000002 ",
        ),
    ];
    for (problem, entry) in problems {
        assert!(problem.starts_with(entry), "{problem}");
    }
}

#[test]
fn two_units_of_a_village_and_kind_with_one_name_are_an_error() {
    let problem = problem(|file| {
        let index = index_of(file, 4_000_001);
        // So the name's place in the order is the same.
        file.units[index].name = file.units[index - 1].name.clone();
        let second = file.units_by_name.iter().position(|other| usize::from(*other) == index).unwrap();
        let second = file.units_by_name.remove(second);
        let first = file.units_by_name.iter().position(|other| usize::from(*other) == index - 1).unwrap();
        file.units_by_name.insert(first + 1, second);
    });
    assert_eq!(
        problem,
        "units: 4000001 (Barbarian): another unit of this village and kind has the same name"
    );
}

#[test]
fn an_index_of_names_that_is_not_one_is_an_error() {
    let error = |change: fn(&mut Vec<u16>)| {
        let mut file = GameData::embedded().file().clone();
        change(&mut file.units_by_name);
        GameData::from_bytes(&file.to_bytes().unwrap()).unwrap_err()
    };
    assert_eq!(error(|index| index.truncate(9)), GameDataError::Malformed);
    assert_eq!(error(|index| index[9] = 9_999), GameDataError::Malformed);
    assert!(matches!(error(|index| index[9] = index[8]), GameDataError::Inconsistent { .. }));
    assert!(matches!(error(|index| index.swap(8, 9)), GameDataError::Inconsistent { .. }));
}

/// Calls everything that reads the contents, with ordinary and extreme arguments.
fn read_everything(data: &GameData) {
    const NUMBERS: [i32; 9] = [i32::MIN, -1, 0, 1, 2, 10, 30, 300, i32::MAX];
    for unit in data.units() {
        assert_eq!(data.unit(unit.id()), Some(unit));
        assert!(data.unit_named(unit.name(), &unit.village()).is_some());
        for number in NUMBERS {
            unit.cap(number);
            unit.upgrade_to(number);
            unit.upgrades(number, number.saturating_add(300)).count();
        }
        let levels = unit.first_level()..=unit.max_level().unwrap_or(0);
        for level in levels.take(300) {
            assert_eq!(unit.upgrade_to(level).map(|upgrade| upgrade.level), Some(level));
        }
        assert_eq!(unit.base().is_some(), unit.kind() == UnitKind::SuperTroop);
        assert_eq!(unit.hero().is_some(), unit.kind() == UnitKind::Equipment);
    }
    for league in data.war_leagues() {
        for number in [0, 1, 7, 8, 9, 255, 256, usize::MAX] {
            league.outcome(number);
            league.medals(number);
            league.bonuses(15, number);
            league.bonuses(30, number);
        }
    }
    for number in NUMBERS {
        data.town_hall_floor(number);
        data.league_tier(LeagueTierId::new(number));
        data.capital_league_at(number);
        data.builder_base_league_at(number);
        let player =
            Player { town_hall_level: number, builder_hall_level: Some(number), ..Player::default() };
        let progress = data.progress(&player);
        for village in [Village::Home, Village::BuilderBase] {
            progress.missing(&village);
            progress.rushed(&village).share();
        }
    }
}

#[test]
fn every_entry_of_the_embedded_data_can_be_read() {
    read_everything(GameData::embedded());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(GameData::from_bytes(&bytes).is_err());
        let with_header = [&MAGIC[..], &[1], &bytes].concat();
        if let Ok(data) = GameData::from_bytes(&with_header) {
            read_everything(&data);
        }
    }

    #[test]
    fn a_changed_byte_is_an_error_or_leaves_data_that_can_be_read(
        index in 0..EMBEDDED.len(),
        byte in any::<u8>(),
    ) {
        let mut bytes = EMBEDDED.to_vec();
        bytes[index] = byte;
        if let Ok(data) = GameData::from_bytes(&bytes) {
            read_everything(&data);
        }
    }
}
