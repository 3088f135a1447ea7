//! The changes of groups of the clan war leagues.

use super::{Change, ChangeKind};
use crate::world::calendar::{self, DAY};
use crate::world::league_season::{LeagueSeason, ROUNDS};
use crate::world::tags::Kind;
use crate::world::war_leagues::WARS_OF_ROUND;
use crate::world::{Clan, Moment, World};

impl World {
    pub(super) fn league_changes(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut next_start = None;
        // A group is shown until the next one or the end of its month.
        for season in LeagueSeason::between(from - 45 * DAY, to).rev() {
            let Some(group) = self.group_of_clan(clan, season) else { continue };
            let start = group.rounds.start;
            let month_end = calendar::month_start(calendar::month_of(start) + 1);
            let gone = next_start.filter(|next| *next < month_end).unwrap_or(month_end);
            next_start = Some(start);
            if gone <= from {
                continue;
            }
            let season = season.id(group.rounds);
            let mut push = |at, kind| changes.push(Change { at, kind });
            push(start, ChangeKind::LeagueGroupFound { season: season.clone() });
            push(group.rounds.end(), ChangeKind::LeagueEnded { season: season.clone() });
            push(gone, ChangeKind::LeagueGroupGone { season: season.clone() });
            for round in 0..ROUNDS {
                let of_clan = |war: &u64| group.pair(round, *war).contains(&clan);
                let Some(war) = (0..WARS_OF_ROUND).find(of_clan) else { continue };
                let war_tag = self.tags.write(Kind::War, self.war_number(group, round, war));
                let drawn =
                    ChangeKind::LeagueRoundDrawn { season: season.clone(), round, war_tag: war_tag.clone() };
                changes.push(Change { at: group.rounds.times(round).preparation, kind: drawn });
                let script = self.fight_league_war(group, round, war);
                changes.extend(self.changes_of_script(&script, clan, Some(war_tag)));
            }
        }
        changes
    }
}
