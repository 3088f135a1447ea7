//! Tests of reading, writing and ordering season ids.

use alloc::{
    format,
    string::{String, ToString},
};

use proptest::prelude::*;

use super::*;

fn read(json: &str) -> SeasonId {
    serde_json::from_str(json).unwrap()
}

#[test]
fn every_form_round_trips_as_itself() {
    for (json, year_month, day, unix_seconds) in [
        ("\"2025-08\"", Some((2025, 8)), None, None),
        ("\"2025-10-06\"", Some((2025, 10)), Some(6), None),
        ("1773032400", None, None, Some(1_773_032_400)),
        ("\"1773032400\"", None, None, Some(1_773_032_400)),
        ("0", None, None, Some(0)),
        ("-5", None, None, Some(-5)),
    ] {
        let id = read(json);
        assert_eq!((id.year_month(), id.day(), id.unix_seconds()), (year_month, day, unix_seconds));
        assert!(!id.is_unrecognized());
        assert_eq!(serde_json::to_string(&id).unwrap(), json);
        assert_eq!(id.to_string(), json.trim_matches('"'));
    }
}

#[test]
fn an_id_of_the_second_version_has_an_instant() {
    let id = read("\"v2-2026-08-03T05:00:00Z\"");
    assert_eq!(id.instant().unwrap().to_string(), "2026-08-03T05:00:00Z");
    assert!(!id.is_unrecognized());
    assert_eq!((id.year_month(), id.day(), id.unix_seconds()), (None, None, None));
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"v2-2026-08-03T05:00:00Z\"");
    assert!(id < "v2-2026-08-31T05:00:00Z".into() && id > "2026-08-10".into());
    for other in [
        "v2-",
        "v2-2026-08-03",
        "v2-2026-13-03T05:00:00Z",
        "v2-2026-08-03T05:00:00.000Z",
        "v2-2026-08-03T05:00:00.500Z",
        "v2-20260803T050000.000Z",
        "v2-2026-08-03T05:00:00+00:00",
        "V2-2026-08-03T05:00:00Z",
        "v3-2026-08-03T05:00:00Z",
    ] {
        let id = SeasonId::from(other);
        assert!(id.is_unrecognized() && id.to_string() == other, "{other}");
    }
}

#[test]
fn a_string_in_no_known_form_is_preserved() {
    for text in [
        "",
        "2025-13",
        "2025-00",
        "2025-02-30",
        "2025-8",
        "25-08",
        "2025-+8",
        "+5",
        "007",
        "-0",
        "-",
        "lastSeason",
    ] {
        let id = SeasonId::from(text);
        assert!(id.is_unrecognized(), "{text}");
        assert_eq!(id.to_string(), text);
    }
}

#[test]
fn a_number_and_the_same_number_as_a_string_are_equal() {
    assert_eq!(read("1773032400"), read("\"1773032400\""));
    assert_eq!(format!("{:?}", read("1773032400")), "SeasonId(1773032400)");
}

#[test]
fn seasons_sort_by_time() {
    assert!(SeasonId::from("2025-08") < "2025-10-06".into());
    assert!(SeasonId::from("2025-07") < "2025-08".into());
    assert!(SeasonId::from(1_772_427_600) < 1_773_032_400.into());
}

#[test]
fn ids_sort_by_the_start_of_the_season_across_forms_and_those_without_one_are_last() {
    let sorted = [
        "2025-07",
        "2025-08",
        "2025-10-06",
        "2025-11-03",
        "1759726800",
        "2026-04-20",
        "v2-2026-04-13T05:00:00Z",
        "1774242000",
        "1774846800",
        "v2-2026-05-11T05:00:00Z",
        "2025-09",
        "2026-06",
        "2026-06-16",
        "2026-06-25",
        "v2-2026-05-12T05:00:00Z",
        "0",
        "1774846801",
        "",
        "next",
    ];
    let mut ids = sorted.map(SeasonId::from);
    ids.reverse();
    ids.sort();
    assert_eq!(ids, sorted.map(SeasonId::from));
}

fn any_season() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[0-9]{4}-[01][0-9]",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        "-?[0-9]{1,20}",
        "v2-20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:00:00(\\.[05])?Z"
    ]
}

/// Ids of few seasons in all forms, so that two are often of one season, and any ids.
fn near_season() -> impl Strategy<Value = SeasonId> {
    let of_one_season = (-2_i64..30, 0..4).prop_map(|(index, form)| {
        let t = Timestamp::from_unix_seconds(1_753_678_800 + index * 28 * 86_400).unwrap();
        let season = TrophySeason::at(t);
        match form {
            0 => season.v2_id().unwrap_or(season.id()),
            1 => season.unix_id().unwrap_or(season.id()),
            2 => RankedWeek::at(t).id(),
            _ => season.id(),
        }
    });
    prop_oneof![of_one_season, any_season().prop_map(SeasonId::from)]
}

proptest! {
    #[test]
    fn any_string_round_trips(text in any_season()) {
        let json = serde_json::to_string(&text).unwrap();
        let id = read(&json);
        prop_assert_eq!(serde_json::to_string(&id).unwrap(), json);
        prop_assert_eq!(id.to_string(), text);
    }

    #[test]
    fn any_number_round_trips(seconds: i64) {
        let json = seconds.to_string();
        let id = read(&json);
        prop_assert_eq!(id.unix_seconds(), Some(seconds));
        prop_assert_eq!(serde_json::to_string(&id).unwrap(), json);
    }

    #[test]
    fn ids_are_equal_when_they_print_the_same(a in any_season(), b in any_season()) {
        prop_assert_eq!(SeasonId::from(a.as_str()) == SeasonId::from(b.as_str()), a == b);
    }

    #[test]
    fn the_order_is_total_and_agrees_with_equality(
        a in near_season(), b in near_season(), c in near_season()
    ) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert_eq!(a == b, a.to_string() == b.to_string());
        let mut sorted = [&a, &b, &c];
        sorted.sort();
        prop_assert!(sorted[0] <= sorted[1] && sorted[1] <= sorted[2] && sorted[0] <= sorted[2]);
    }
}
