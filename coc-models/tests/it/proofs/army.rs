//! The armies of recorded battles.

use coc_models::{
    BattleLogEntry, Page,
    army::{Army, ArmyBuilder, ArmySection},
};

use crate::corpus::real_bodies;

#[test]
fn armies_of_battles_are_understood_and_written_as_they_were_read() {
    let mut count = 0;
    for (place, log) in real_bodies::<Page<BattleLogEntry>>("battlelog") {
        for battle in &log.items {
            let (code, army) = (battle.army_share_code.as_str(), battle.army());
            assert_eq!(army.unrecognized().collect::<Vec<_>>(), [""; 0], "{place}: {code}");
            assert_eq!(army.to_string(), code, "{place}");
            assert_eq!(army.link().to_string().parse(), Ok(army.clone()), "{place}: {code}");
            if army.sections().map(ArmySection::kind).is_sorted_by(|a, b| a < b) {
                assert_eq!(rebuilt(&army), army, "{place}");
                count += 1;
            }
        }
    }
    println!("{count} armies");
}

/// The army, made again from its heroes and units.
fn rebuilt(army: &Army) -> Army {
    use coc_models::army::ArmySectionKind::{ClanCastleSpells, ClanCastleTroops, Heroes, Spells, Troops};
    let mut builder = army.heroes().fold(Army::builder(), ArmyBuilder::hero);
    for unit in army.units() {
        let (quantity, id) = (unit.quantity, unit.id);
        builder = match unit.section {
            ClanCastleTroops => builder.clan_castle_troop(quantity, id),
            ClanCastleSpells => builder.clan_castle_spell(quantity, id),
            Troops => builder.troop(quantity, id),
            Spells => builder.spell(quantity, id),
            Heroes => panic!("a hero is no unit"),
        };
    }
    builder.build().unwrap()
}
