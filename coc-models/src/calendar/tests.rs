//! Properties of the calendar at any instant, and its limits.

use alloc::string::ToString;

use proptest::prelude::*;

use super::*;
use crate::{SeasonId, Timestamp};

/// Any instant of a timestamp, of which more than half are near a rule's change or a limit.
fn instant() -> impl Strategy<Value = Timestamp> {
    let near = |seconds: i64| (seconds - 60 * DAY)..(seconds + 60 * DAY);
    let (first, last) = civil::SECONDS.into_inner();
    let seconds = prop_oneof![first..=last, near(GRID), first..first + 60 * DAY, last - 60 * DAY..=last];
    seconds.prop_map(|seconds| Timestamp::from_unix_seconds(seconds).unwrap())
}

#[test]
fn a_window_at_a_limit_contains_its_instants_and_ends_at_the_limit() {
    let first: Timestamp = "0000-01-01T00:00:00Z".parse().unwrap();
    let last: Timestamp = "9999-12-31T23:59:59Z".parse().unwrap();
    for t in [first, last] {
        assert!(TrophySeason::at(t).window().contains(t));
        assert!(RankedWeek::at(t).window().contains(t));
        assert!(LegendDay::at(t).window().contains(t));
        assert!((1..=35).contains(&LegendDay::at(t).number()));
    }
    assert_eq!(TrophySeason::at(first).window().start(), first);
    assert_eq!(TrophySeason::at(last).window().end(), last);
    assert_eq!(TrophySeason::at(last).window().duration().as_secs(), 28 * 24 * 60 * 60);
    assert_eq!(TrophySeason::at(first).id(), "0000-01".into());
    assert_eq!((TrophySeason::at(first).previous(), TrophySeason::at(last).next()), (None, None));
    assert_eq!((RankedWeek::at(first).previous(), RankedWeek::at(last).next()), (None, None));
    // 9999-12-31 is a Friday.
    assert_eq!(RaidWeekend::current(last).map(|weekend| weekend.window().end()), Some(last));
    assert_eq!(ClanGames::next(last).window().start(), last);
}

#[test]
fn a_timestamp_beyond_a_limit_by_its_offset_has_a_season() {
    for text in ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"] {
        let t: Timestamp = text.parse().unwrap();
        assert!(TrophySeason::at(t).window().contains(t), "{text}");
        assert!(LegendDay::of_battle(t).number() >= 1, "{text}");
        assert_eq!(ClanGames::current(t), None, "{text}");
        assert!(ClanGames::next(t).window().start_seconds() > t.unix_seconds(), "{text}");
    }
}

#[test]
fn the_season_after_the_last_date_has_its_unix_id() {
    let season = TrophySeason::at("9999-12-31T23:59:59Z".parse().unwrap());
    assert_eq!(Some(season.id()), season.unix_id());
    assert_eq!(TrophySeason::from_id(&season.id()), Some(season));
}

#[test]
fn a_battle_up_to_five_minutes_after_the_turn_belongs_to_the_day_before() {
    for (t, start) in [
        ("2026-08-10T05:04:59Z", "2026-08-09T05:00:00Z"),
        ("2026-08-10T05:05:00Z", "2026-08-10T05:00:00Z"),
        ("2026-08-11T04:59:59Z", "2026-08-10T05:00:00Z"),
    ] {
        let day = LegendDay::of_battle(t.parse().unwrap());
        assert_eq!(day.window().start(), start.parse().unwrap(), "{t}");
    }
}

#[test]
fn an_id_of_no_season_is_none() {
    for id in [
        "",
        "0",
        "-5",
        "1",
        "next",
        "2025-09",
        "2026-07",
        "2025-08-25",
        "2026-02-24",
        "2026-13",
        "v2-x",
        "v2-2026-08-04T05:00:00Z",
        "v2-2025-08-18T05:00:00Z",
        "1773032401",
        "1756098000",
        "9223372036854775807",
        "-9223372036854775808",
    ] {
        assert_eq!(TrophySeason::from_id(&SeasonId::from(id)), None, "{id:?}");
    }
    for id in ["", "0", "1773032401", "2026-03-09", "9223372036854775807", "-9223372036854775808"] {
        assert_eq!(RankedWeek::from_id(&SeasonId::from(id)), None, "{id:?}");
    }
}

proptest! {
    #[test]
    fn every_instant_is_in_its_windows(t in instant()) {
        let season = TrophySeason::at(t);
        prop_assert!(season.window().contains(t));
        prop_assert!(RankedWeek::at(t).window().contains(t));
        let day = LegendDay::at(t);
        prop_assert!(day.window().contains(t));
        prop_assert_eq!(day.season(), season);
        prop_assert!((1..=season.days()).contains(&day.number()));
        if let Some(weekend) = RaidWeekend::current(t) {
            prop_assert!(weekend.window().contains(t));
        }
        for next in [RaidWeekend::next(t).window(), ClanGames::next(t).window()] {
            prop_assert!(next.start_seconds() > t.unix_seconds());
        }
    }

    #[test]
    fn seasons_follow_each_other_without_a_gap(t in instant()) {
        let season = TrophySeason::at(t);
        if let Some(next) = season.next() {
            prop_assert_eq!(next.window().start_seconds(), season.window().end_seconds());
            prop_assert_eq!(next.previous(), Some(season));
        }
        if let Some(previous) = season.previous() {
            prop_assert_eq!(previous.next(), Some(season));
        }
        let week = RankedWeek::at(t);
        if let Some(next) = week.next() {
            prop_assert_eq!(next.window().start_seconds(), week.window().end_seconds());
            prop_assert_eq!(next.previous(), Some(week));
        }
    }

    #[test]
    fn every_id_of_a_season_leads_back_to_it(t in instant()) {
        let season = TrophySeason::at(t);
        for id in [Some(season.id()), season.v2_id(), season.unix_id()].into_iter().flatten() {
            prop_assert_eq!(TrophySeason::from_id(&id), Some(season));
            prop_assert_eq!(&SeasonId::from(id.to_string()), &id);
        }
        let week = RankedWeek::at(t);
        if civil::SECONDS.contains(&week.window().start_seconds()) {
            prop_assert_eq!(RankedWeek::from_id(&week.id()), Some(week));
        }
    }

    #[test]
    fn no_id_has_two_seasons(text in "[0-9]{4}-[01][0-9](-[0-3][0-9])?") {
        let id = SeasonId::from(text);
        if let Some(season) = TrophySeason::from_id(&id) {
            prop_assert_eq!(season.id(), id);
        }
    }
}
