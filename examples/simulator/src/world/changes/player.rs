//! The changes of a player.

use super::clan::{differences, rises, turns};
use super::{Change, ChangeKind};
use crate::world::calendar::SECOND;
use crate::world::scenario::Varying;
use crate::world::trophy_season::TrophySeason;
use crate::world::{Moment, Player, World};

/// The values that change all the time.
const CONTINUOUS: [&str; 7] = [
    "trophies",
    "attackWins",
    "defenseWins",
    "donations",
    "donationsReceived",
    "clanCapitalContributions",
    "legendStatistics",
];
/// The achievements that change all the time: with donations and with capital gold.
const CONTINUOUS_ACHIEVEMENTS: [&str; 2] = ["Friend in Need", "Most Valuable Clanmate"];

fn is_continuous(field: &str) -> bool {
    let achievement = field.strip_prefix("achievement/").and_then(|rest| rest.split_once('/'));
    CONTINUOUS.contains(&field)
        || achievement.is_some_and(|(_, name)| CONTINUOUS_ACHIEVEMENTS.contains(&name))
}

impl World {
    /// The changes of a player's profile and the battles.
    pub(super) fn player_changes(&self, player: Player, from: Moment, to: Moment) -> Vec<Change> {
        let mut moments = turns(from, to);
        moments.extend(self.moves_of_player(player, from, to));
        moments.push(TrophySeason::at(to).start());
        for varying in Varying::OF_PLAYER {
            moments.extend(self.steps_between(varying, player, from, to));
        }
        moments.extend(rises(from, to, &|now| self.levels(player, now)));
        moments.retain(|moment| (from + 1..=to).contains(moment));
        moments.sort_unstable();
        moments.dedup();
        let mut changes = Vec::new();
        let mut before = self.values_of_player(player, from);
        for at in moments {
            let now = self.values_of_player(player, at);
            let steps = differences(&before, &now).into_iter().filter(|(field, ..)| !is_continuous(field));
            changes.extend(
                steps.map(|(field, old, new)| Change { at, kind: ChangeKind::Player { field, old, new } }),
            );
            before = now;
        }
        let battles = self.battles(player, to).into_iter().filter(|battle| battle.at > from);
        changes.extend(battles.map(|battle| {
            let kind = ChangeKind::Battle {
                battle_type: battle.kind,
                attack: battle.attack,
                opponent: self.player_tag(battle.opponent),
                stars: battle.stars,
                destruction: battle.destruction,
            };
            Change { at: battle.at, kind }
        }));
        changes
    }

    /// The sum of everything of a player that never falls and grows slowly: levels and war stars.
    fn levels(&self, player: Player, now: Moment) -> i64 {
        let now = now.div_euclid(SECOND) * SECOND;
        let villages = self.villages(player, now);
        let standing = self.standing(player, now);
        let stats = self.profile_stats(player, standing, villages, now);
        let (heroes, equipment) = self.heroes(player, villages, now);
        let units = [self.troops(player, villages, now), heroes, equipment, self.spells(player, villages)];
        let levels: i64 = units.iter().flatten().filter_map(|unit| unit["level"].as_i64()).sum();
        // The Town Hall's weapon has five levels at each hall.
        let halls = (villages.home * 5.0) as i64 + villages.builder as i64;
        levels + halls + self.exp_level(player, now) + stats.war_stars + stats.best_trophies
    }
}
