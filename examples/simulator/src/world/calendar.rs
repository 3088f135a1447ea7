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
/// Monday 2026-04-27 05:00 UTC: since then there are three legend tiers, leagues above Champion
/// League I in the clan war leagues, and ranked battles on Mondays.
const THREE_LEGEND_TIERS: i64 = RANKED_WEEK + 7 * WEEK;
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

/// Whether a moment is in the time of the three legend tiers.
pub(super) fn has_three_legend_tiers(moment: i64) -> bool {
    moment >= THREE_LEGEND_TIERS
}

/// The first ranked battles of a week: from Tuesday 05:00 UTC, since the three legend tiers from
/// Monday 17:00.
pub(super) fn ranked_battles_start(week: i64) -> i64 {
    let start = ranked_week_start(week);
    start + if has_three_legend_tiers(start) { 12 * HOUR } else { DAY }
}

pub(super) fn ranked_week_start(week: i64) -> i64 {
    RANKED_WEEK + week * WEEK
}

/// The id of a ranked week: its start in Unix seconds.
pub(super) fn ranked_week_id(week: i64) -> i64 {
    ranked_week_start(week) / SECOND
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
    fn ranked_weeks_have_their_start_as_id() {
        assert_eq!(ranked_week_id(ranked_week(midnight(2026, 3, 12))), 1_773_032_400);
        assert_eq!(rfc3339(ranked_battles_start(ranked_week(midnight(2026, 4, 24)))), "2026-04-21T05:00:00Z");
        assert_eq!(rfc3339(ranked_battles_start(ranked_week(midnight(2026, 4, 28)))), "2026-04-27T17:00:00Z");
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
