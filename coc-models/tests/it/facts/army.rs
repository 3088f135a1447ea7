//! Armies: codes and what they hold.

use coc_models::{
    army::{Army, ArmyEntry, ArmyHero, ArmySection},
    link::LinkError,
};

/// The contents of an army in the notation of the table.
fn show(army: &Army) -> String {
    let sections = army.sections().map(show_section);
    // The text before the first section is the only unrecognized one that is in no section.
    let in_sections = army.sections().flat_map(ArmySection::entries).filter_map(|entry| match entry {
        ArmyEntry::Unrecognized(text) => Some(text),
        _ => None,
    });
    let junk = army.unrecognized().count() - in_sections.count();
    let junk = army.unrecognized().take(junk).map(|text| format!("junk '{text}'"));
    junk.chain(sections).collect::<Vec<_>>().join(" / ")
}

fn show_section(section: ArmySection<'_>) -> String {
    let entries: Vec<_> = section
        .entries()
        .map(|entry| match entry {
            ArmyEntry::Hero(hero) => show_hero(&hero),
            ArmyEntry::Unit(unit) => {
                assert_eq!(unit.section, section.kind());
                format!("{}×{}", unit.quantity, unit.id)
            }
            ArmyEntry::Unrecognized(text) => format!("raw \"{text}\""),
            other => panic!("{other:?}"),
        })
        .collect();
    let entries = if entries.is_empty() { "(empty)".to_owned() } else { entries.join("; ") };
    format!("{}: {entries}", section.kind().letter())
}

fn show_hero(hero: &ArmyHero) -> String {
    let mode = hero.mode().map(|mode| format!(" mode {mode}"));
    let pet = hero.pet().map(|pet| format!(" pet {pet}"));
    let equipment: Vec<_> = hero.equipment().iter().map(ToString::to_string).collect();
    let equipment = (!equipment.is_empty()).then(|| format!(" eq {}", equipment.join("+")));
    [Some(hero.id().to_string()), mode, pet, equipment].into_iter().flatten().collect()
}

#[test]
fn army_code() {
    for (code, contents) in [
        ("", ""),
        ("u", "u: (empty)"),
        ("u1x0", "u: 1×4000000"),
        ("u10x0-2x3s1x9-3x2", "u: 10×4000000; 2×4000003 / s: 1×26000009; 3×26000002"),
        ("s11x120", "s: 11×26000120"),
        ("u5x9-1x0-5x9", "u: 5×4000009; 1×4000000; 5×4000009"),
        ("u3x0-3x0", "u: 3×4000000; 3×4000000"),
        ("u1x9999s1x888", "u: 1×4009999 / s: 1×26000888"),
        ("h0", "h: 28000000"),
        ("h0p3", "h: 28000000 pet 73000003"),
        ("h4e6", "h: 28000004 eq 90000006"),
        ("h4e6_13", "h: 28000004 eq 90000006+90000013"),
        ("h2m1p16e4_34", "h: 28000002 mode 1 pet 73000016 eq 90000004+90000034"),
        ("h2m0e4", "h: 28000002 mode 0 eq 90000004"),
        (
            "h0p1e8_14-1p3e17_20-2m1p2e24_4-4p4e6_40",
            "h: 28000000 pet 73000001 eq 90000008+90000014; 28000001 pet 73000003 eq 90000017+90000020; 28000002 mode 1 pet 73000002 eq 90000024+90000004; 28000004 pet 73000004 eq 90000006+90000040",
        ),
        ("h9p99e999_998", "h: 28000009 pet 73000099 eq 90000999+90000998"),
        ("i1x51-2x65", "i: 1×4000051; 2×4000065"),
        ("d1x70-1x98", "d: 1×26000070; 1×26000098"),
        (
            "h1p9e48_17i11x5-2x188d1x70u5x8-1x135s4x35-2x5",
            "h: 28000001 pet 73000009 eq 90000048+90000017 / i: 11×4000005; 2×4000188 / d: 1×26000070 / u: 5×4000008; 1×4000135 / s: 4×26000035; 2×26000005",
        ),
        ("s2x1u4x8", "s: 2×26000001 / u: 4×4000008"),
        ("u4x8u2x1", "u: 4×4000008 / u: 2×4000001"),
        ("u4x8-", r#"u: 4×4000008; raw """#),
        ("u4", r#"u: raw "4""#),
        ("u4x8-badq", r#"u: 4×4000008; raw "ba" / d: raw "q""#),
        ("z9u1x1", "junk 'z9' / u: 1×4000001"),
        ("u0x5", "u: 0×4000005"),
        ("u007x1", r#"u: raw "007x1""#),
        (
            "h0p3e1_39i1x95d1x9u11x0-2x3s1x9",
            "h: 28000000 pet 73000003 eq 90000001+90000039 / i: 1×4000095 / d: 1×26000009 / u: 11×4000000; 2×4000003 / s: 1×26000009",
        ),
    ] {
        let army = Army::from_code(code);
        assert_eq!(show(&army), contents, "{code}");
        assert_eq!((army.code(), army.to_string().as_str()), (code, code));
        assert_eq!(army.link().to_string().parse(), Ok(army), "{code}");
    }
}

#[test]
fn army_link() {
    for (text, code) in [
        ("https://link.clashofclans.com/en?action=CopyArmy&army=u10x0-2x3s1x9-3x2", "u10x0-2x3s1x9-3x2"),
        ("https://link.clashofclans.com/cn?action=CopyArmy&amp;army=h2p16e4_34", "h2p16e4_34"),
        ("https://link.clashofclans.com/?action=CopyArmy&army=u1x0", "u1x0"),
        ("u1x0", "u1x0"),
    ] {
        assert_eq!(text.parse::<Army>().unwrap().code(), code, "{text}");
    }
    let without = "https://link.clashofclans.com/en?action=CopyArmy";
    assert_eq!(without.parse::<Army>(), Err(LinkError::Missing { parameter: "army" }));
}

#[test]
fn merged_army() {
    let army = Army::from_code("u5x9-1x0-5x9");
    let merged: Vec<_> = army.merged_units().iter().map(|unit| (unit.quantity, unit.id)).collect();
    assert_eq!(merged, [(10, 4_000_009), (1, 4_000_000)]);
}
