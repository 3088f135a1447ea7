//! The calendar of the game.

use coc_models::{SeasonId, Timestamp, calendar};
use serde::Serialize;

use crate::Time;

/// Returns the season of the Legend League at a time.
pub fn trophy_season(time: &Time) -> TrophySeason {
    TrophySeason::new(calendar::TrophySeason::at(time.0))
}

/// Returns the season of the Legend League with an id, in any of its forms; none for an id of anything
/// else.
pub fn trophy_season_by_id(id: &SeasonId) -> Option<TrophySeason> {
    calendar::TrophySeason::from_id(id).map(TrophySeason::new)
}

/// Returns the season of the Legend League after one.
pub fn next_trophy_season(id: &SeasonId) -> Option<TrophySeason> {
    calendar::TrophySeason::from_id(id)?.next().map(TrophySeason::new)
}

/// Returns the season of the Legend League before one.
pub fn previous_trophy_season(id: &SeasonId) -> Option<TrophySeason> {
    calendar::TrophySeason::from_id(id)?.previous().map(TrophySeason::new)
}

/// Returns the week of the ranked leagues at a time.
pub fn ranked_week(time: &Time) -> RankedWeek {
    RankedWeek::new(calendar::RankedWeek::at(time.0))
}

/// Returns the week of the ranked leagues with an id, the Unix time of its start in seconds.
pub fn ranked_week_by_id(id: &SeasonId) -> Option<RankedWeek> {
    calendar::RankedWeek::from_id(id).map(RankedWeek::new)
}

/// Returns the week of the ranked leagues after one.
pub fn next_ranked_week(id: &SeasonId) -> Option<RankedWeek> {
    calendar::RankedWeek::from_id(id)?.next().map(RankedWeek::new)
}

/// Returns the week of the ranked leagues before one.
pub fn previous_ranked_week(id: &SeasonId) -> Option<RankedWeek> {
    calendar::RankedWeek::from_id(id)?.previous().map(RankedWeek::new)
}

/// Returns the day of the Legend League at a time.
pub fn legend_day(time: &Time) -> LegendDay {
    LegendDay::new(calendar::LegendDay::at(time.0))
}

/// Returns the day of the Legend League to which a battle belongs, by its time in the battle log. A
/// battle that begins before the reset is stamped after it.
pub fn legend_day_of_battle(time: &Time) -> LegendDay {
    LegendDay::new(calendar::LegendDay::of_battle(time.0))
}

/// Returns the raid weekend at a time; none between two weekends.
pub fn raid_weekend(time: &Time) -> Option<TimeSpan> {
    calendar::RaidWeekend::current(time.0).map(|weekend| TimeSpan::new(weekend.window()))
}

/// Returns the raid weekend that begins after a time.
pub fn next_raid_weekend(time: &Time) -> TimeSpan {
    TimeSpan::new(calendar::RaidWeekend::next(time.0).window())
}

/// Returns the clan games at a time, as they are expected; none between two games.
pub fn clan_games(time: &Time) -> Option<TimeSpan> {
    calendar::ClanGames::current(time.0).map(|games| TimeSpan::new(games.window()))
}

/// Returns the clan games that begin after a time, as they are expected.
pub fn next_clan_games(time: &Time) -> TimeSpan {
    TimeSpan::new(calendar::ClanGames::next(time.0).window())
}

/// Compares two season ids by the starts of their seasons, for `sort`: negative, 0 or positive. An id
/// without a known season is last.
pub fn compare_season_ids(first: &SeasonId, second: &SeasonId) -> i32 {
    first.cmp(second) as i32
}

/// A span of time. The end does not belong to it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeSpan {
    /// The start.
    pub start: Timestamp,
    /// The end.
    pub end: Timestamp,
}

impl TimeSpan {
    fn new(window: calendar::Window) -> Self {
        Self { start: window.start(), end: window.end() }
    }
}

/// A season of the Legend League.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrophySeason {
    /// The id in the form that the API sent for it first.
    pub id: SeasonId,
    /// The id in the form `v2-…`; absent for seasons that had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v2_id: Option<SeasonId>,
    /// The id as the Unix time of the start, in seconds; absent for seasons that had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unix_id: Option<SeasonId>,
    /// The start.
    pub start: Timestamp,
    /// The end.
    pub end: Timestamp,
    /// The number of days.
    pub days: u32,
}

impl TrophySeason {
    fn new(season: calendar::TrophySeason) -> Self {
        let TimeSpan { start, end } = TimeSpan::new(season.window());
        Self {
            id: season.id(),
            v2_id: season.v2_id(),
            unix_id: season.unix_id(),
            start,
            end,
            days: season.days(),
        }
    }
}

/// A week of the ranked leagues.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RankedWeek {
    /// The id.
    pub id: SeasonId,
    /// The start.
    pub start: Timestamp,
    /// The end.
    pub end: Timestamp,
}

impl RankedWeek {
    fn new(week: calendar::RankedWeek) -> Self {
        let TimeSpan { start, end } = TimeSpan::new(week.window());
        Self { id: week.id(), start, end }
    }
}

/// A day of the Legend League.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegendDay {
    /// The number of the day in its season, from 1.
    pub number: u32,
    /// The id of its season.
    pub season: SeasonId,
    /// The start.
    pub start: Timestamp,
    /// The end.
    pub end: Timestamp,
}

impl LegendDay {
    pub(crate) fn new(day: calendar::LegendDay) -> Self {
        let TimeSpan { start, end } = TimeSpan::new(day.window());
        Self { number: day.number(), season: day.season().id(), start, end }
    }
}
