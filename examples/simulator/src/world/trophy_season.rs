//! Trophy seasons, which rank the legends and reset donations, and the forms of their ids.
//!
//! Until 2025-08 a season was a month and ended on its last Monday; the next one lasted six weeks;
//! since 2025-10-06 all last four. Every boundary is at 05:00 UTC.

use super::calendar::{DAY, HOUR, SECOND, WEEK, date, midnight, month_name, month_of, month_start, rfc3339};

/// Monday 2025-10-06 05:00 UTC, the start of season 0, the first one of four weeks.
const GRID: i64 = midnight(2025, 10, 6) + 5 * HOUR;
const LENGTH: i64 = 4 * WEEK;
/// The season before the grid, of six weeks.
const LONG: i64 = -1;
/// 2025-08, the last season named by a month, counted in months since year 0.
const LAST_MONTH: i64 = 2025 * 12 + 7;
/// 2015-07, the first season in the list of the API.
const FIRST_MONTH: i64 = 2015 * 12 + 6;
/// The end of the season that the API lists in both forms: 2026-05-18.
const BOTH_FORMS: i64 = midnight(2026, 5, 18) + 5 * HOUR;

/// The form of the ids of trophy seasons since 2025-10-06.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeasonIds {
    /// The form of the simulated time: dates of the end until the season that ended on 2026-05-18,
    /// which has an id in both forms, and `v2-…` since.
    #[default]
    ByDate,
    /// The date of the end, as `2026-07-13`.
    Dated,
    /// `v2-` and the instant seven days before the end, as `v2-2026-07-06T05:00:00Z`.
    V2,
}

/// A season by its number: 0 starts on 2025-10-06.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TrophySeason(pub(super) i64);

/// The end of a monthly season: the last Monday of the month, 05:00 UTC.
fn last_monday(month: i64) -> i64 {
    let last = month_start(month + 1) - DAY;
    // 1970-01-01 was a Thursday, the fourth day of a week.
    let after_monday = (last.div_euclid(DAY) + 3).rem_euclid(7);
    last - after_monday * DAY + 5 * HOUR
}

impl TrophySeason {
    /// The season around a moment.
    pub(super) fn at(moment: i64) -> Self {
        if moment >= GRID {
            return Self((moment - GRID).div_euclid(LENGTH));
        }
        let month = month_of(moment);
        let month = if moment < last_monday(month) { month } else { month + 1 };
        Self((month - LAST_MONTH - 1 + LONG).min(LONG))
    }

    pub(super) fn before(self, seasons: i64) -> Self {
        Self(self.0 - seasons)
    }

    pub(super) fn start(self) -> i64 {
        self.before(1).end()
    }

    pub(super) fn end(self) -> i64 {
        match self.month() {
            Some(month) => last_monday(month),
            None => GRID + (self.0 + 1) * LENGTH,
        }
    }

    /// The month that names the season, as [`month_of`] counts them.
    fn month(self) -> Option<i64> {
        (self.0 < LONG).then_some(self.0 - LONG + LAST_MONTH + 1)
    }

    /// Whether the season is named by a date or an instant.
    pub(super) fn is_dated(self) -> bool {
        self.month().is_none()
    }

    fn dated_id(self) -> String {
        let (year, month, day) = date(self.end());
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn v2_id(self) -> String {
        format!("v2-{}", rfc3339(self.end() - WEEK))
    }

    /// The id of the season; the list of seasons may have another one, too.
    pub(super) fn id(self, form: SeasonIds) -> String {
        if let Some(month) = self.month() {
            return month_name(month);
        }
        // The season of six weeks is older than the second form.
        let is_dated = match form {
            SeasonIds::ByDate => self.end() <= BOTH_FORMS,
            SeasonIds::Dated => true,
            SeasonIds::V2 => self.0 == LONG,
        };
        if is_dated { self.dated_id() } else { self.v2_id() }
    }

    /// The seasons that have ended at a moment with all of their ids, oldest first.
    pub(super) fn ended_by(now: i64, form: SeasonIds) -> Vec<(Self, String)> {
        let first = FIRST_MONTH - LAST_MONTH - 1 + LONG;
        let mut ended = Vec::new();
        for season in (first..Self::at(now).0).map(Self) {
            ended.push((season, season.id(form)));
            if form == SeasonIds::ByDate && season.end() == BOTH_FORMS {
                ended.push((season, season.v2_id()));
            }
        }
        ended
    }

    /// The id of the season in a legend's profile: its start in Unix seconds.
    pub(super) fn number_in_profile(self) -> i64 {
        self.start() / SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_follow_each_other_without_gaps() {
        let mut start = TrophySeason(-140).start();
        for season in (-140..40).map(TrophySeason) {
            assert_eq!(season.start(), start);
            assert_eq!((TrophySeason::at(start), TrophySeason::at(season.end() - 1)), (season, season));
            start = season.end();
        }
    }

    #[test]
    fn seasons_have_the_ids_of_the_api() {
        let ended = TrophySeason::ended_by(midnight(2026, 3, 1), SeasonIds::ByDate);
        let ids: Vec<String> = ended.into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids.len(), 128);
        assert_eq!(ids[0], "2015-07");
        assert_eq!(ids[120..123], ["2025-07", "2025-08", "2025-10-06"]);
        assert_eq!(ids[127], "2026-02-23");
    }

    #[test]
    fn the_form_of_ids_changes_in_2026_unless_it_is_set() {
        let last = |form| {
            let mut ended = TrophySeason::ended_by(midnight(2026, 7, 4), form);
            ended.drain(ended.len() - 3..).map(|(_, id)| id).collect::<Vec<_>>()
        };
        assert_eq!(
            last(SeasonIds::ByDate),
            ["2026-05-18", "v2-2026-05-11T05:00:00Z", "v2-2026-06-08T05:00:00Z"]
        );
        assert_eq!(last(SeasonIds::Dated), ["2026-04-20", "2026-05-18", "2026-06-15"]);
        assert_eq!(last(SeasonIds::V2)[0], "v2-2026-04-13T05:00:00Z");
        let season = TrophySeason::at(midnight(2026, 8, 9));
        assert_eq!((season.number_in_profile(), season.dated_id().as_str()), (1_783_918_800, "2026-08-10"));
    }
}
