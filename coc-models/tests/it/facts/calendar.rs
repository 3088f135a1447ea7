//! The calendar: seasons, ranked weeks, Legend days, raid weekends and clan games.

use coc_models::{
    SeasonId, Timestamp,
    calendar::{ClanGames, LegendDay, RaidWeekend, RankedWeek, TrophySeason, Window},
};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The bounds of a window in RFC 3339.
fn bounds(window: Window) -> (String, String) {
    (window.start().rfc3339().to_string(), window.end().rfc3339().to_string())
}

fn expected(start: &str, end: &str) -> (String, String) {
    (start.to_owned(), end.to_owned())
}

/// An instant, and the season then: id, start, end, `v2` id, start as Unix time, days.
const TROPHY_SEASONS: &str = "
    2015-07-15T00:00:00Z 2015-07 2015-06-29T05:00:00Z 2015-07-27T05:00:00Z - - 28
    2023-12-25T04:59:59Z 2023-12 2023-11-27T05:00:00Z 2023-12-25T05:00:00Z - - 28
    2023-12-25T05:00:00Z 2024-01 2023-12-25T05:00:00Z 2024-01-29T05:00:00Z - - 35
    2024-02-29T12:00:00Z 2024-03 2024-02-26T05:00:00Z 2024-03-25T05:00:00Z - - 28
    2024-12-30T04:59:59Z 2024-12 2024-11-25T05:00:00Z 2024-12-30T05:00:00Z - - 35
    2024-12-30T05:00:00Z 2025-01 2024-12-30T05:00:00Z 2025-01-27T05:00:00Z - - 28
    2025-08-25T04:59:59Z 2025-08 2025-07-28T05:00:00Z 2025-08-25T05:00:00Z - - 28
    2025-08-25T05:00:00Z 2025-10-06 2025-08-25T05:00:00Z 2025-10-06T05:00:00Z - - 42
    2025-10-06T04:59:59Z 2025-10-06 2025-08-25T05:00:00Z 2025-10-06T05:00:00Z - - 42
    2025-10-06T05:00:00Z 2025-11-03 2025-10-06T05:00:00Z 2025-11-03T05:00:00Z - 1759726800 28
    2025-11-03T05:00:00Z 2025-12-01 2025-11-03T05:00:00Z 2025-12-01T05:00:00Z - 1762146000 28
    2025-12-29T05:00:00Z 2026-01-26 2025-12-29T05:00:00Z 2026-01-26T05:00:00Z - 1766984400 28
    2026-02-28T00:00:00Z 2026-03-23 2026-02-23T05:00:00Z 2026-03-23T05:00:00Z - 1771822800 28
    2026-06-15T05:00:00Z 2026-07-13 2026-06-15T05:00:00Z 2026-07-13T05:00:00Z v2-2026-07-06T05:00:00Z 1781499600 28
    2026-08-09T12:00:00Z 2026-08-10 2026-07-13T05:00:00Z 2026-08-10T05:00:00Z v2-2026-08-03T05:00:00Z 1783918800 28
    2026-08-10T05:00:00Z 2026-09-07 2026-08-10T05:00:00Z 2026-09-07T05:00:00Z v2-2026-08-31T05:00:00Z 1786338000 28
    2026-11-27T00:00:00Z 2026-11-30 2026-11-02T05:00:00Z 2026-11-30T05:00:00Z v2-2026-11-23T05:00:00Z 1793595600 28
    2027-03-01T00:00:00Z 2027-03-22 2027-02-22T05:00:00Z 2027-03-22T05:00:00Z v2-2027-03-15T05:00:00Z 1803272400 28
";

#[test]
fn trophy_season_by_instant() {
    for row in TROPHY_SEASONS.trim().lines() {
        let [t, id, start, end, v2, unix, days] = row.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let season = TrophySeason::at(time(t));
        let show = |id: Option<SeasonId>| id.map_or("-".to_owned(), |id| id.to_string());
        assert_eq!(season.id().to_string(), id, "{t}");
        assert_eq!(bounds(season.window()), expected(start, end), "{t}");
        assert_eq!((show(season.v2_id()), show(season.unix_id())), (v2.to_owned(), unix.to_owned()), "{t}");
        assert_eq!(season.days().to_string(), days, "{t}");
    }
}

#[test]
fn trophy_season_by_id() {
    for (id, window) in [
        ("2025-08", Some(("2025-07-28T05:00:00Z", "2025-08-25T05:00:00Z"))),
        ("2025-09", None),
        ("2025-10-06", Some(("2025-08-25T05:00:00Z", "2025-10-06T05:00:00Z"))),
        ("2026-02-23", Some(("2026-01-26T05:00:00Z", "2026-02-23T05:00:00Z"))),
        ("v2-2026-04-13T05:00:00Z", Some(("2026-03-23T05:00:00Z", "2026-04-20T05:00:00Z"))),
        ("v2-2026-09-28T05:00:00Z", Some(("2026-09-07T05:00:00Z", "2026-10-05T05:00:00Z"))),
        ("2026-02-24", None),
        ("2026-13", None),
        ("v2-x", None),
        ("next", None),
    ] {
        let id = SeasonId::from(id);
        let season = TrophySeason::from_id(&id);
        let found = season.map(|season| bounds(season.window()));
        assert_eq!(found, window.map(|(start, end)| expected(start, end)), "{id}");
    }
    for unknown in ["2026-13", "v2-x", "next"] {
        assert_eq!(SeasonId::from(unknown).to_string(), unknown);
    }
}

#[test]
fn ranked_week() {
    for (t, id, start, end) in [
        ("2025-10-06T05:00:00Z", 1_759_726_800, "2025-10-06T05:00:00Z", "2025-10-13T05:00:00Z"),
        ("2026-03-09T04:59:59Z", 1_772_427_600, "2026-03-02T05:00:00Z", "2026-03-09T05:00:00Z"),
        ("2026-03-09T05:00:00Z", 1_773_032_400, "2026-03-09T05:00:00Z", "2026-03-16T05:00:00Z"),
        ("2026-03-14T12:00:00Z", 1_773_032_400, "2026-03-09T05:00:00Z", "2026-03-16T05:00:00Z"),
        ("2026-03-16T05:00:00Z", 1_773_637_200, "2026-03-16T05:00:00Z", "2026-03-23T05:00:00Z"),
        ("2026-04-27T05:00:00Z", 1_777_266_000, "2026-04-27T05:00:00Z", "2026-05-04T05:00:00Z"),
        ("2026-12-31T23:59:59Z", 1_798_434_000, "2026-12-28T05:00:00Z", "2027-01-04T05:00:00Z"),
        ("2027-01-04T05:00:00Z", 1_799_038_800, "2027-01-04T05:00:00Z", "2027-01-11T05:00:00Z"),
    ] {
        let week = RankedWeek::at(time(t));
        assert_eq!(week.id(), SeasonId::from(id), "{t}");
        assert_eq!(RankedWeek::from_id(&SeasonId::from(id)), Some(week), "{t}");
        assert_eq!(bounds(week.window()), expected(start, end), "{t}");
    }
}

#[test]
fn legend_day() {
    for (t, start, end, number, days) in [
        ("2026-08-10T04:59:59Z", "2026-08-09T05:00:00Z", "2026-08-10T05:00:00Z", 28, 28),
        ("2026-08-10T05:00:00Z", "2026-08-10T05:00:00Z", "2026-08-11T05:00:00Z", 1, 28),
        ("2026-08-11T04:59:59Z", "2026-08-10T05:00:00Z", "2026-08-11T05:00:00Z", 1, 28),
        ("2026-08-11T05:00:00Z", "2026-08-11T05:00:00Z", "2026-08-12T05:00:00Z", 2, 28),
        ("2026-09-07T04:59:59Z", "2026-09-06T05:00:00Z", "2026-09-07T05:00:00Z", 28, 28),
        ("2026-11-27T00:00:00Z", "2026-11-26T05:00:00Z", "2026-11-27T05:00:00Z", 25, 28),
    ] {
        let day = LegendDay::at(time(t));
        assert_eq!(bounds(day.window()), expected(start, end), "{t}");
        assert_eq!((day.number(), day.season().days()), (number, days), "{t}");
    }
}

#[test]
fn raid_weekend() {
    for (t, is_current, start, end) in [
        ("2023-05-26T06:59:59Z", false, "2023-05-26T07:00:00Z", "2023-05-29T07:00:00Z"),
        ("2023-05-26T07:00:00Z", true, "2023-05-26T07:00:00Z", "2023-05-29T07:00:00Z"),
        ("2023-05-29T06:59:59Z", true, "2023-05-26T07:00:00Z", "2023-05-29T07:00:00Z"),
        ("2023-05-29T07:00:00Z", false, "2023-06-02T07:00:00Z", "2023-06-05T07:00:00Z"),
        ("2024-02-29T12:00:00Z", false, "2024-03-01T07:00:00Z", "2024-03-04T07:00:00Z"),
        ("2026-11-27T06:59:59Z", false, "2026-11-27T07:00:00Z", "2026-11-30T07:00:00Z"),
        ("2026-11-30T07:00:00Z", false, "2026-12-04T07:00:00Z", "2026-12-07T07:00:00Z"),
        ("2026-12-31T12:00:00Z", false, "2027-01-01T07:00:00Z", "2027-01-04T07:00:00Z"),
        ("2027-01-01T07:00:00Z", true, "2027-01-01T07:00:00Z", "2027-01-04T07:00:00Z"),
    ] {
        let t = time(t);
        assert_eq!(RaidWeekend::current(t).is_some(), is_current, "{t}");
        let found = RaidWeekend::current_or_next(t);
        assert_eq!(bounds(found.window()), expected(start, end), "{t}");
        assert_eq!(RaidWeekend::current(t).unwrap_or(RaidWeekend::next(t)), found, "{t}");
    }
}

#[test]
fn clan_games() {
    for (t, is_current, start, end) in [
        ("2026-11-22T07:59:59Z", false, "2026-11-22T08:00:00Z", "2026-11-28T08:00:00Z"),
        ("2026-11-22T08:00:00Z", true, "2026-11-22T08:00:00Z", "2026-11-28T08:00:00Z"),
        ("2026-11-28T07:59:59Z", true, "2026-11-22T08:00:00Z", "2026-11-28T08:00:00Z"),
        ("2026-11-28T08:00:00Z", false, "2026-12-22T08:00:00Z", "2026-12-28T08:00:00Z"),
        ("2026-12-31T00:00:00Z", false, "2027-01-22T08:00:00Z", "2027-01-28T08:00:00Z"),
        ("2027-02-25T00:00:00Z", true, "2027-02-22T08:00:00Z", "2027-02-28T08:00:00Z"),
    ] {
        let t = time(t);
        assert_eq!(ClanGames::current(t).is_some(), is_current, "{t}");
        let found = ClanGames::current_or_next(t);
        assert_eq!(bounds(found.window()), expected(start, end), "{t}");
        assert_eq!(ClanGames::current(t).unwrap_or(ClanGames::next(t)), found, "{t}");
    }
}
