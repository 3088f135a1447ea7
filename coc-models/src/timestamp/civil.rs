//! The proleptic Gregorian calendar, as far as timestamps, season ids and seasons need it.
//!
//! The algorithms are the usual ones over eras of 400 years that begin in March, so that a leap day
//! is the last day of its year.

use core::ops::RangeInclusive;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;
/// The Unix seconds of the years 0 to 9999.
pub(crate) const SECONDS: RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Days of 400 years.
const ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// The number of days of a month; 0 if the month does not exist.
pub(crate) fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Whether the day exists.
pub(crate) fn is_date(year: u16, month: u8, day: u8) -> bool {
    (1..=days_in_month(year, month)).contains(&day)
}

/// Days from 1970-01-01 to a day of the calendar.
pub(crate) fn days_from_date(year: u16, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA + day_of_era - EPOCH
}

/// The year, month and day that many days after 1970-01-01.
pub(crate) fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse_over_all_years() {
        let mut expected = days_from_date(0, 1, 1);
        for year in 0..=9_999 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(days_from_date(year, month, day), expected);
                    assert_eq!(date_from_days(expected), (year.into(), month.into(), day.into()));
                    expected += 1;
                }
            }
        }
        assert_eq!(days_from_date(0, 1, 1) * DAY, *SECONDS.start());
        assert_eq!(expected * DAY - 1, *SECONDS.end());
    }

    #[test]
    fn the_epoch_is_day_zero() {
        assert_eq!(days_from_date(1970, 1, 1), 0);
        assert_eq!(days_from_date(2024, 2, 29), 19_782);
    }
}
