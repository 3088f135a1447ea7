//! Properties of armies, and what their codes may have besides the rows of the facts.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;

/// Texts that are nearly codes, so that each branch of the parser is reached.
fn nearly_a_code() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[hidus0-9xmpe_-]{0,40}",
        "(h[0-9]{1,2}(m[01])?(p[0-9]{1,3})?(e[0-9]{1,2}(_[0-9]{1,2})?)?)?([idus][0-9]{1,11}x[0-9]{1,7}(-[0-9]{1,3}x[0-9]{1,3}){0,3}){0,4}",
    ]
}

fn hero() -> impl Strategy<Value = ArmyHero> {
    let equipment = proptest::option::of((0..1_000_000, proptest::option::of(0..1_000_000)));
    (0..1_000_000, proptest::option::of(0_u32..), proptest::option::of(0..1_000_000), equipment).prop_map(
        |(id, mode, pet, equipment)| {
            let mut hero = ArmyHero::new(28_000_000 + id);
            if let Some(mode) = mode {
                hero = hero.with_mode(mode);
            }
            if let Some(pet) = pet {
                hero = hero.with_pet(73_000_000 + pet);
            }
            if let Some((first, second)) = equipment {
                hero = hero.with_equipment(90_000_000 + first, second.map(|second| 90_000_000 + second));
            }
            hero
        },
    )
}

/// The section, the quantity and the id without its range.
fn unit() -> impl Strategy<Value = (ArmySectionKind, u32, i32)> {
    let section = proptest::sample::select(&ArmySectionKind::ALL[1..]);
    (section, 0_u32.., 0..1_000_000)
}

/// Writes a code from what was read from it.
fn rewritten(army: &Army) -> String {
    let mut code = String::from(army.leading_text());
    for section in army.sections() {
        let entries: Vec<_> = section
            .entries()
            .map(|entry| match entry {
                ArmyEntry::Hero(hero) => hero.to_code().unwrap(),
                ArmyEntry::Unit(unit) => unit.to_code().unwrap(),
                ArmyEntry::Unrecognized(text) => text.to_string(),
            })
            .collect();
        code.push(section.kind().letter());
        code.push_str(&entries.join("-"));
    }
    code
}

#[test]
fn a_number_that_is_no_id_or_too_large_is_unrecognized() {
    for code in [
        "u1x1000000",
        "u4294967296x1",
        "u1x99999999999999999999",
        "h1000000",
        "h0p1000000",
        "h0e1_",
        "h0e",
        "h0m",
        "h0m4294967296",
        "h0e1p3",
        "h0e1_2_3",
        "h00",
        "u+1x1",
        "u1x-1",
        "u1X1",
        "u１x1",
    ] {
        let army = Army::from_code(code);
        assert_eq!((army.units().count(), army.heroes().count()), (0, 0), "{code}");
        assert!(army.unrecognized().count() >= 1, "{code}");
        assert_eq!(rewritten(&army), code);
    }
    let largest = Army::from_code("h999999m4294967295p999999e999999_0u4294967295x999999");
    assert_eq!(largest.unrecognized().count(), 0);
    assert_eq!(largest.units().next().map(|unit| (unit.quantity, unit.id)), Some((u32::MAX, 4_999_999)));
}

#[test]
fn merged_units_of_two_sections_stay_apart_and_a_sum_never_overflows() {
    let army = Army::from_code("i1x0u2x0-3x0u4294967295x0-1x0-1x1");
    let merged: Vec<_> = army.merged_units().iter().map(|unit| (unit.quantity, unit.id)).collect();
    assert_eq!(
        merged,
        [(1, 4_000_000), (5, 4_000_000), (u32::MAX, 4_000_000), (1, 4_000_000), (1, 4_000_001)]
    );
}

#[test]
fn a_builder_rejects_an_id_of_another_kind() {
    let hero = ArmyHero::new(28_000_000);
    for (builder, id) in [
        (Army::builder().troop(1, 3_999_999), 3_999_999),
        (Army::builder().clan_castle_troop(1, 5_000_000), 5_000_000),
        (Army::builder().spell(1, -1), -1),
        (Army::builder().clan_castle_spell(1, i32::MIN), i32::MIN),
        (Army::builder().hero(ArmyHero::new(0)), 0),
        (Army::builder().hero(hero.with_pet(74_000_000)), 74_000_000),
        (Army::builder().hero(hero.with_equipment(28_000_000, None)), 28_000_000),
        (Army::builder().hero(hero.with_equipment(90_000_000, i32::MAX)), i32::MAX),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.id(), id);
        assert!(error.to_string().starts_with(&format!("{id} is not the id of a ")), "{error}");
    }
    assert_eq!(Army::builder().build().unwrap(), Army::default());
}

proptest! {
    #[test]
    fn an_army_is_written_as_it_was_read(text in nearly_a_code()) {
        let army = Army::from_code(&text);
        prop_assert_eq!(army.code(), &text);
        prop_assert_eq!(rewritten(&army), text.clone());
        if let Ok(parsed) = text.parse::<Army>() {
            prop_assert!(ParsedLink::read(&text).unwrap().is_some() || parsed.code() == text.trim_matches(is_blank));
        }
    }

    #[test]
    fn an_army_is_the_same_in_a_link(text in nearly_a_code()) {
        let army = Army::from_code(&text);
        let link = army.link().to_string();
        prop_assert_eq!(&link.parse::<Army>().unwrap(), &army);
        prop_assert_eq!(link.parse::<GameLink>().unwrap().to_string(), link);
    }

    #[test]
    fn a_built_army_has_what_it_was_built_of(
        heroes in proptest::collection::vec(hero(), 0..6),
        units in proptest::collection::vec(unit(), 0..20),
    ) {
        use ArmySectionKind::{ClanCastleSpells, ClanCastleTroops, Heroes, Spells, Troops};
        let mut builder = Army::builder();
        for hero in &heroes {
            builder = builder.hero(*hero);
        }
        let mut expected = Vec::new();
        for &(section, quantity, number) in &units {
            let (troop, spell) = (4_000_000 + number, 26_000_000 + number);
            builder = match section {
                ClanCastleTroops => builder.clan_castle_troop(quantity, troop),
                ClanCastleSpells => builder.clan_castle_spell(quantity, spell),
                Troops => builder.troop(quantity, troop),
                Spells => builder.spell(quantity, spell),
                Heroes => unreachable!("not selected"),
            };
            let id = if matches!(section, Troops | ClanCastleTroops) { troop } else { spell };
            expected.push(ArmyUnit { section, quantity, id });
        }
        expected.sort_by_key(|unit| unit.section);
        let army = builder.build().unwrap();
        prop_assert!(army.heroes().eq(heroes));
        prop_assert!(army.units().eq(expected));
        prop_assert_eq!(army.unrecognized().count(), 0);
        prop_assert_eq!(rewritten(&army), army.code());
        let total = |units: &[ArmyUnit]| units.iter().map(|unit| u64::from(unit.quantity)).sum::<u64>();
        prop_assert_eq!(total(&army.merged_units()), total(&army.units().collect::<Vec<_>>()));
    }
}
