//! The calendar of the game: formats of moments, and the starts of seasons, weeks and weekends.
//!
//! Moments are Unix milliseconds of the simulator's clock.

pub(super) const SECOND: i64 = 1000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
pub(super) const WEEK: i64 = 7 * DAY;

/// Monday 2026-03-09 05:00 UTC, the start of a ranked week.
const RANKED_WEEK: i64 = 1_773_032_400 * SECOND;
/// Monday 2026-02-23 05:00 UTC, the end of a legend season.
const LEGEND_SEASON: i64 = RANKED_WEEK - 2 * WEEK;
/// A legend season lasts four weeks since 2025-10.
pub(super) const LEGEND_SEASON_LENGTH: i64 = 4 * WEEK;
/// The first season named by its last day: 2025-10-06, counted from [`LEGEND_SEASON`].
pub(super) const FIRST_DATED_SEASON: i64 = -5;
/// Friday 2026-04-17 07:00 UTC, the start of a raid weekend.
const RAID_WEEKEND: i64 = 1_776_409_200 * SECOND;
/// Raid weekends last from Friday to Monday, 07:00 UTC.
pub(super) const RAID_WEEKEND_LENGTH: i64 = 3 * DAY;

/// Year, month and day of a moment.
pub(super) fn date(moment: i64) -> (i64, i64, i64) {
    // Days to civil date, after Howard Hinnant: the year ends with February and its leap day.
    let days = moment.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Midnight of a date.
pub(super) const fn midnight(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) * DAY
}

/// `20260704T120000.000Z`; the API always shows zero milliseconds.
pub(super) fn compact(moment: i64) -> String {
    let (year, month, day) = date(moment);
    let (hour, minute, second) = time(moment);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}.000Z")
}

/// `2026-07-04T12:00:00Z`, the format of league group battles.
pub(super) fn rfc3339(moment: i64) -> String {
    let (year, month, day) = date(moment);
    let (hour, minute, second) = time(moment);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn time(moment: i64) -> (i64, i64, i64) {
    let of_day = moment.rem_euclid(DAY);
    (of_day / HOUR, of_day / MINUTE % 60, of_day / SECOND % 60)
}

/// Months since year 0.
pub(super) fn month_of(moment: i64) -> i64 {
    let (year, month, _) = date(moment);
    year * 12 + month - 1
}

/// Midnight of the first day of a month as [`month_of`] counts them.
pub(super) fn month_start(month: i64) -> i64 {
    midnight(month.div_euclid(12), month.rem_euclid(12) + 1, 1)
}

/// `2026-07`.
pub(super) fn month_name(month: i64) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// The number of the ranked week (Monday to Monday, 05:00 UTC) around a moment.
pub(super) fn ranked_week(moment: i64) -> i64 {
    (moment - RANKED_WEEK).div_euclid(WEEK)
}

pub(super) fn ranked_week_start(week: i64) -> i64 {
    RANKED_WEEK + week * WEEK
}

/// The id of a ranked week: its start in Unix seconds.
pub(super) fn ranked_week_id(week: i64) -> i64 {
    ranked_week_start(week) / SECOND
}

/// The number of the legend season around a moment.
pub(super) fn legend_season(moment: i64) -> i64 {
    (moment - LEGEND_SEASON).div_euclid(LEGEND_SEASON_LENGTH) + 1
}

pub(super) fn legend_season_start(season: i64) -> i64 {
    LEGEND_SEASON + (season - 1) * LEGEND_SEASON_LENGTH
}

/// A legend season that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum LegendSeason {
    /// Until 2025-08: a month as [`month_of`] counts them.
    Month(i64),
    /// Since 2025-10: four weeks, named by the last day.
    Dated(i64),
}

impl LegendSeason {
    /// All seasons that have ended at a moment, oldest first.
    pub(super) fn ended_by(now: i64) -> Vec<Self> {
        let months = (2015 * 12 + 6..=2025 * 12 + 7).map(Self::Month);
        let dated = (FIRST_DATED_SEASON..legend_season(now)).map(Self::Dated);
        months.chain(dated).filter(|season| season.end() <= now).collect()
    }

    pub(super) fn id(self) -> String {
        match self {
            Self::Month(month) => month_name(month),
            Self::Dated(season) => {
                let (year, month, day) = date(legend_season_start(season + 1));
                format!("{year:04}-{month:02}-{day:02}")
            }
        }
    }

    fn end(self) -> i64 {
        match self {
            Self::Month(month) => month_start(month + 1),
            Self::Dated(season) => legend_season_start(season + 1),
        }
    }
}

/// The number of the latest raid weekend that has started.
pub(super) fn raid_weekend(moment: i64) -> i64 {
    (moment - RAID_WEEKEND).div_euclid(WEEK)
}

pub(super) fn raid_weekend_start(weekend: i64) -> i64 {
    RAID_WEEKEND + weekend * WEEK
}

/// The start and end of the gold pass season: the first of the month, 08:00 UTC, and the next.
pub(super) fn gold_pass(moment: i64) -> (i64, i64) {
    let month = month_of(moment - 8 * HOUR);
    (month_start(month) + 8 * HOUR, month_start(month + 1) + 8 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_convert_in_both_directions() {
        for (moment, written) in [
            (0, "19700101T000000.000Z"),
            (1_773_032_400_000, "20260309T050000.000Z"),
            (951_782_399_999, "20000228T235959.000Z"),
            (951_782_400_000, "20000229T000000.000Z"),
        ] {
            assert_eq!(compact(moment), written);
            let (year, month, day) = date(moment);
            assert_eq!(midnight(year, month, day), moment.div_euclid(DAY) * DAY);
        }
        assert_eq!(rfc3339(1_773_032_400_000), "2026-03-09T05:00:00Z");
    }

    #[test]
    fn seasons_have_the_ids_of_the_api() {
        let ids: Vec<_> =
            LegendSeason::ended_by(midnight(2026, 3, 1)).into_iter().map(LegendSeason::id).collect();
        assert_eq!(ids.len(), 128);
        assert_eq!(ids[0], "2015-07");
        assert_eq!(ids[120..123], ["2025-07", "2025-08", "2025-10-06"]);
        assert_eq!(ids[127], "2026-02-23");
        assert_eq!(ranked_week_id(ranked_week(midnight(2026, 3, 12))), 1_773_032_400);
    }

    #[test]
    fn raid_weekends_and_gold_passes_start_at_the_games_hours() {
        let start = raid_weekend_start(raid_weekend(midnight(2026, 8, 9)));
        assert_eq!(compact(start), "20260807T070000.000Z");
        let (from, to) = gold_pass(midnight(2026, 8, 1));
        assert_eq!(
            (compact(from), compact(to)),
            ("20260701T080000.000Z".into(), "20260801T080000.000Z".into())
        );
    }
}
