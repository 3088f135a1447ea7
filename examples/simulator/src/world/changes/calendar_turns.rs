//! The turns of the calendar.

use super::{Change, ChangeKind, Turn};
use crate::world::World;
use crate::world::calendar::{self, DAY, HOUR, RAID_WEEKEND_LENGTH};
use crate::world::trophy_season::TrophySeason;

impl World {
    pub(super) fn calendar_changes(from: i64, to: i64) -> Vec<Change> {
        let turn = |turn: Turn| move |at: i64| Change { at, kind: ChangeKind::Turn { turn } };
        let seasons = TrophySeason::at(from).0..=TrophySeason::at(to).0;
        let weeks = calendar::ranked_week(from)..=calendar::ranked_week(to);
        let days = (from - 5 * HOUR).div_euclid(DAY)..=(to - 5 * HOUR).div_euclid(DAY);
        let months = calendar::month_of(from)..=calendar::month_of(to);
        let weekends = calendar::raid_weekend(from)..=calendar::raid_weekend(to);
        let starts = weekends.map(calendar::raid_weekend_start);
        let mut changes = Vec::new();
        changes.extend(seasons.map(|season| TrophySeason(season).start()).map(turn(Turn::TrophySeason)));
        changes.extend(weeks.map(calendar::ranked_week_start).map(turn(Turn::RankedWeek)));
        changes.extend(days.map(|day| day * DAY + 5 * HOUR).map(turn(Turn::LegendDay)));
        changes.extend(months.map(|month| calendar::month_start(month) + 8 * HOUR).map(turn(Turn::GoldPass)));
        changes.extend(starts.clone().map(turn(Turn::RaidWeekendStart)));
        changes.extend(starts.map(|start| start + RAID_WEEKEND_LENGTH).map(turn(Turn::RaidWeekendEnd)));
        changes
    }
}
