//! Raid weekends: medals.

use coc_models::{
    ClanCapitalRaidSeason, ClanCapitalRaidSeasonAttackLogEntry, ClanCapitalRaidSeasonDefenseLogEntry,
    ClanCapitalRaidSeasonDistrict,
};

const PEAK: i32 = 70_000_000;
const DISTRICT: i32 = 70_000_001;

fn district(id: i32, level: i32, destruction: i32) -> ClanCapitalRaidSeasonDistrict {
    let mut district = ClanCapitalRaidSeasonDistrict::default();
    (district.id, district.district_hall_level, district.destruction_percent) = (id, level, destruction);
    district
}

#[test]
fn medals_of_a_district_by_level() {
    let districts = [135, 225, 350, 405, 460].map(Some);
    let peaks = [
        None,
        Some(180),
        Some(360),
        Some(585),
        Some(810),
        Some(1115),
        Some(1240),
        Some(1260),
        Some(1375),
        Some(1450),
    ];
    for level in 1..=11 {
        let index = usize::try_from(level - 1).unwrap();
        let expected = districts.get(index).copied().flatten();
        assert_eq!(district(DISTRICT, level, 100).medals(), expected, "district {level}");
        let expected = peaks.get(index).copied().flatten();
        assert_eq!(district(PEAK, level, 100).medals(), expected, "peak {level}");
    }
}

/// The destroyed districts as (number, id, level), and the attacks.
type Destroyed = &'static [(usize, i32, i32)];

#[test]
fn offensive_medals() {
    let table: [(Destroyed, i32, Option<i32>); 13] = [
        (&[], 0, Some(0)),
        (&[], 7, Some(0)),
        (&[(1, DISTRICT, 1)], 1, Some(135)),
        (&[(1, DISTRICT, 1)], 2, Some(68)),
        (&[(2, DISTRICT, 1)], 7, Some(39)),
        (&[(1, PEAK, 2), (2, DISTRICT, 1)], 11, Some(41)),
        (&[(1, PEAK, 6), (2, DISTRICT, 3), (1, DISTRICT, 2)], 13, Some(157)),
        (&[(1, PEAK, 7), (7, DISTRICT, 4)], 26, Some(157)),
        (&[(1, PEAK, 10), (8, DISTRICT, 5)], 23, Some(224)),
        (&[(1, PEAK, 10), (8, DISTRICT, 5)], 21, Some(245)),
        (&[(1, PEAK, 10), (8, DISTRICT, 5), (1, PEAK, 9), (4, DISTRICT, 4)], 41, Some(199)),
        (&[(1, PEAK, 11)], 5, None),
        (&[(1, PEAK, 10), (1, DISTRICT, 6)], 5, None),
    ];
    for (destroyed, attacks, medals) in table {
        let mut raid = ClanCapitalRaidSeasonAttackLogEntry::default();
        // A district that is not destroyed has no medals.
        raid.districts.push(district(DISTRICT, 5, 99));
        for (number, id, level) in destroyed {
            raid.districts.extend(std::iter::repeat_n(district(*id, *level, 100), *number));
        }
        let mut weekend = ClanCapitalRaidSeason::default();
        weekend.total_attacks = attacks;
        weekend.enemy_districts_destroyed =
            destroyed.iter().map(|(number, ..)| i32::try_from(*number).unwrap()).sum();
        weekend.attack_log.push(raid);
        assert_eq!(weekend.offensive_medals(), medals, "{destroyed:?} {attacks}");
    }
}

#[test]
fn defensive_medals_estimate() {
    let table: [(i32, &[i32], i32, Option<i32>); 8] = [
        (10, &[28, 35, 30, 33], 120, Some(266)),
        (10, &[30, 30, 30, 30, 29], 120, Some(228)),
        (10, &[27, 36, 30, 30], 120, Some(274)),
        (7, &[22], 120, Some(150)),
        (7, &[4], 120, Some(27)),
        (4, &[13], 0, Some(0)),
        (4, &[13], 120, None),
        (10, &[], 120, None),
    ];
    for (peak, defenses, attacks, medals) in table {
        let mut weekend = ClanCapitalRaidSeason::default();
        weekend.total_attacks = attacks;
        for attack_count in defenses {
            let mut raid = ClanCapitalRaidSeasonDefenseLogEntry::default();
            raid.attack_count = *attack_count;
            raid.districts = vec![district(DISTRICT, 5, 0), district(PEAK, peak, 0)];
            weekend.defense_log.push(raid);
        }
        assert_eq!(weekend.defensive_medals_estimate(), medals, "{peak} {defenses:?}");
    }
}
