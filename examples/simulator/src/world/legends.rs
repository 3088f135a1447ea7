//! Legends: players of the top blocks, who fight daily in a four-week season and have no group.

use std::sync::Arc;

use serde_json::{Value, json};

use super::calendar::{self, DAY, LegendSeason};
use super::catalogue::FIRST_LEGEND_TIER;
use super::ladder::Standing;
use super::rng::Topic;
use super::{Moment, Player, World};

/// The trophies of every legend at the start of a season.
const FLOOR: i64 = 5000;
/// A legend's attacks per day, and defences per day.
pub(super) const DAILY: i64 = 8;

/// A row of an ended season.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeasonRow {
    pub(super) player: Player,
    pub(super) trophies: i64,
    pub(super) attack_wins: i64,
    pub(super) defense_wins: i64,
}

impl World {
    /// A legend's standing at a moment of a season.
    pub(super) fn legend_standing(&self, player: Player, season: i64, now: Moment) -> Standing {
        let start = calendar::legend_season_start(season);
        let skill = self.seed.roll(Topic::LegendSkill, player, 0).range(0, 60);
        let (mut trophies, mut attack_wins, mut defense_wins) = (FLOOR, 0, 0);
        let days = (now.min(start + calendar::LEGEND_SEASON_LENGTH) - start).max(0);
        for day in 0..=(days - 1).max(0) / DAY {
            let mut roll = self.seed.roll(Topic::LegendDay, player, season * 28 + day);
            let wins = DAILY - roll.below(3) as i64;
            let gain = skill - 12 + roll.range(-40, 40);
            let lucky = i64::from(roll.percent(4));
            // The current day counts in part.
            let share = (days - day * DAY).clamp(0, DAY);
            trophies += gain * share / DAY;
            attack_wins += wins * share / DAY;
            defense_wins += lucky * share / DAY;
        }
        let tier = FIRST_LEGEND_TIER + (skill / 21).min(2);
        Standing { tier, trophies: trophies.max(0), attack_wins, defense_wins }
    }

    /// The final ranking of an ended season.
    pub(super) fn season_rows(&self, season: LegendSeason) -> Arc<[SeasonRow]> {
        self.cached_season(season, || {
            // The monthly seasons precede the simulated time and use separate numbers.
            let number = match season {
                LegendSeason::Dated(number) => number,
                LegendSeason::Month(month) => -month,
            };
            let end = calendar::legend_season_start(number + 1);
            let mut rows: Vec<SeasonRow> = self
                .legends()
                .map(|player| {
                    let Standing { trophies, attack_wins, defense_wins, .. } =
                        self.legend_standing(player, number, end);
                    SeasonRow { player, trophies, attack_wins, defense_wins }
                })
                .collect();
            rows.sort_unstable_by_key(|row| (-row.trophies, row.player));
            rows.into()
        })
    }

    /// `legendStatistics` of a player; `None` for players who never were legends.
    pub(super) fn legend_statistics(&self, player: Player, now: Moment) -> Option<Value> {
        let mut roll = self.seed.roll(Topic::Season, player, 0);
        if !self.is_legend(player) {
            // A few were legends long ago.
            let strong = self.strength(self.place(player)) > 0.9;
            return (strong && roll.percent(20)).then(|| {
                let trophies = roll.range(5000, 5700);
                json!({
                    "legendTrophies": roll.range(0, 900),
                    "bestSeason": {"id": "2023-06", "rank": roll.range(40_000, 400_000), "trophies": trophies},
                    "currentSeason": {"trophies": self.standing(player, now).trophies},
                })
            });
        }
        let season = calendar::legend_season(now);
        let result = |season: i64| {
            let season = LegendSeason::Dated(season);
            let rows = self.season_rows(season);
            let rank = rows.iter().position(|row| row.player == player)?;
            Some((
                rows[rank].trophies,
                json!({"id": season.id(), "rank": rank + 1, "trophies": rows[rank].trophies}),
            ))
        };
        // Only the latest seasons are searched, so that a profile stays cheap.
        let ended: Vec<_> = (season - 3..season)
            .filter(|season| *season >= calendar::FIRST_DATED_SEASON)
            .filter_map(result)
            .collect();
        let mut statistics = json!({
            "legendTrophies": ended.iter().map(|(trophies, _)| (trophies - FLOOR).max(0)).sum::<i64>(),
            "currentSeason": {"trophies": self.standing(player, now).trophies},
        });
        if let Some((_, best)) = ended.iter().max_by_key(|(trophies, _)| *trophies) {
            statistics["bestSeason"] = best.clone();
        }
        if let Some((_, previous)) = ended.last().filter(|_| roll.percent(50)) {
            statistics["previousSeason"] = previous.clone();
        }
        Some(statistics)
    }
}
