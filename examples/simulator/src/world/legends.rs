//! Legends: players of the top blocks, who fight daily in a four-week season and have no group.

use std::sync::Arc;

use serde_json::{Value, json};

use super::calendar::DAY;
use super::catalogue;
use super::ladder::Standing;
use super::rng::Topic;
use super::trophy_season::TrophySeason;
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
    pub(super) fn legend_standing(&self, player: Player, season: TrophySeason, now: Moment) -> Standing {
        let start = season.start();
        let skill = self.legend_skill(player);
        let (mut trophies, mut attack_wins, mut defense_wins) = (FLOOR, 0, 0);
        let days = (now.min(season.end()) - start).max(0);
        for day in 0..=(days - 1).max(0) / DAY {
            let mut roll = self.seed.roll(Topic::LegendDay, player, season.0 * 64 + day);
            let wins = DAILY - roll.below(3) as i64;
            let gain = skill - 12 + roll.range(-40, 40);
            let lucky = i64::from(roll.percent(4));
            // A season starts on a Monday, and on Mondays legends below the floor are lifted to it.
            if day % 7 == 0 {
                trophies = trophies.max(FLOOR);
            }
            // The current day counts in part.
            let share = (days - day * DAY).clamp(0, DAY);
            trophies += gain * share / DAY;
            attack_wins += wins * share / DAY;
            defense_wins += lucky * share / DAY;
        }
        let tier = catalogue::top_tier(now);
        Standing { tier, is_legend: true, trophies, attack_wins, defense_wins }
    }

    /// The trophies that a legend can reach in a season, whatever the luck.
    pub(super) fn legend_limit(&self, player: Player) -> i64 {
        FLOOR + 28 * (self.legend_skill(player) + 28).max(0)
    }

    fn legend_skill(&self, player: Player) -> i64 {
        self.seed.roll(Topic::LegendSkill, player, 0).range(0, 60)
    }

    /// The final ranking of an ended season.
    pub(super) fn season_rows(&self, season: TrophySeason) -> Arc<[SeasonRow]> {
        self.cached_season(season, || {
            let mut rows: Vec<SeasonRow> = self
                .legends()
                .map(|player| {
                    let Standing { trophies, attack_wins, defense_wins, .. } =
                        self.legend_standing(player, season, season.end());
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
        let season = TrophySeason::at(now);
        let result = |season: TrophySeason| {
            let rows = self.season_rows(season);
            let rank = rows.iter().position(|row| row.player == player)?;
            Some((
                rows[rank].trophies,
                json!({"id": season.id(self.season_ids), "rank": rank + 1, "trophies": rows[rank].trophies}),
            ))
        };
        // Only the latest seasons are searched, so that a profile stays cheap.
        let ended: Vec<_> = (1..=3).rev().filter_map(|ago| result(season.before(ago))).collect();
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
