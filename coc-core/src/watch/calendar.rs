//! The turns of seasons, weeks and days by the calendar.

use std::time::Duration;

use coc_models::{
    Timestamp,
    calendar::{ClanGames, LegendDay, RaidWeekend, RankedWeek, TrophySeason},
};
use serde::{Deserialize, Serialize};

use super::{
    CalendarEvent, EventKind, Moment,
    follower::{Events, Follow, Observation, Plan},
    time::{millis, timestamp},
};
use crate::decode::DecodeError;

/// The moments of the calendar.
const MOMENTS: [Moment; 7] = [
    Moment::TrophySeasonEnd,
    Moment::RankedWeekEnd,
    Moment::LegendDayEnd,
    Moment::RaidWeekendStart,
    Moment::RaidWeekendEnd,
    Moment::ClanGamesStart,
    Moment::ClanGamesEnd,
];

/// Longer than between two moments of any kind, so that a search from then finds the latest one.
const LONGEST_PERIOD: Duration = Duration::from_secs(70 * 24 * 60 * 60);

/// The calendar up to a time. Needs no requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CalendarFollower {
    /// All moments up to this time were reported.
    reported: Timestamp,
}

impl CalendarFollower {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { reported: now }
    }
}

impl Follow for CalendarFollower {
    fn plan(&self, _now: Timestamp, _plan: &mut Plan) {}

    fn observe(&mut self, _observation: &Observation<'_>, _events: &mut Events) -> Result<(), DecodeError> {
        Ok(())
    }

    fn wake_at(&self) -> Option<Timestamp> {
        MOMENTS.into_iter().filter_map(|moment| next(moment, self.reported)).min()
    }

    /// Reports each moment that has come since the last time; of those of one kind, the latest.
    fn wake(&mut self, now: Timestamp, events: &mut Events) {
        let earliest = timestamp(now.unix_millis() - millis(LONGEST_PERIOD)).max(self.reported);
        let latest = |moment| {
            let mut reached = None;
            while let Some(at) = next(moment, reached.unwrap_or(earliest)).filter(|at| *at <= now) {
                reached = Some(at);
            }
            reached.map(|at| (at, moment))
        };
        let mut reached: Vec<_> = MOMENTS.into_iter().filter_map(latest).collect();
        reached.sort_by_key(|(at, _)| *at);
        for (at, moment) in reached {
            let event = CalendarEvent::Reached { moment, at };
            events.push_within(EventKind::Calendar(event), at, at);
        }
        self.reported = self.reported.max(now);
    }

    fn moments(&self, now: Timestamp, moments: &mut Vec<(Moment, Timestamp)>) {
        moments.extend(MOMENTS.into_iter().filter_map(|moment| Some((moment, next(moment, now)?))));
    }
}

/// Returns the next moment of this kind after the time; `None` at the end of the range of time, and
/// for a war.
fn next(moment: Moment, after: Timestamp) -> Option<Timestamp> {
    let next = match moment {
        Moment::TrophySeasonEnd => TrophySeason::at(after).window().end(),
        Moment::RankedWeekEnd => RankedWeek::at(after).window().end(),
        Moment::LegendDayEnd => LegendDay::at(after).window().end(),
        Moment::RaidWeekendStart => RaidWeekend::next(after).window().start(),
        Moment::RaidWeekendEnd => RaidWeekend::current_or_next(after).window().end(),
        Moment::ClanGamesStart => ClanGames::next(after).window().start(),
        Moment::ClanGamesEnd => ClanGames::current_or_next(after).window().end(),
        Moment::WarStart(_) | Moment::WarEnd(_) => return None,
    };
    Some(next).filter(|next| *next > after)
}
