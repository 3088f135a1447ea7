//! A war as it will be fought: the attacks, their times and their results. Clan wars and league
//! wars differ only in their line-ups and in the number of attacks.

use serde_json::{Value, json};

use super::calendar::{MINUTE, SECOND};
use super::rng::Roll;
use super::{Clan, Moment, Player, World};

/// A member of a line-up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fighter {
    pub(super) player: Player,
    pub(super) town_hall: i64,
    /// `mapPosition`: 1 is the strongest; a league war's line-up has gaps.
    pub(super) position: i64,
}

/// An attack; sides and fighters are indexes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attack {
    pub(super) side: usize,
    pub(super) attacker: usize,
    pub(super) defender: usize,
    pub(super) at: Moment,
    pub(super) stars: i64,
    pub(super) destruction: i64,
    duration: i64,
}

/// The start and end of a war.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) preparation: Moment,
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl Times {
    /// The war's `state`.
    pub(super) fn state(self, now: Moment) -> &'static str {
        if now < self.start {
            "preparation"
        } else if now < self.end {
            "inWar"
        } else {
            "warEnded"
        }
    }
}

/// A war with all of its attacks.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) clans: [Clan; 2],
    pub(super) times: Times,
    pub(super) sides: [Vec<Fighter>; 2],
    pub(super) attacks_per_member: u64,
    /// In order of time.
    attacks: Vec<Attack>,
}

/// The score of a side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    pub(super) attacks: i64,
    pub(super) stars: i64,
    /// The mean destruction of the best attack on every base in percent.
    pub(super) destruction: f64,
}

/// The result of a war for a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Win,
    Lose,
    Tie,
}

impl Outcome {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Win => "win",
            Self::Lose => "lose",
            Self::Tie => "tie",
        }
    }
}

impl Script {
    /// Simulates a war.
    pub(super) fn write(
        clans: [Clan; 2],
        times: Times,
        sides: [Vec<Fighter>; 2],
        attacks_per_member: u64,
        mut roll: Roll,
    ) -> Self {
        let seconds = ((times.end - times.start - 5 * MINUTE) / SECOND).max(1) as u64;
        let mut turns = Vec::new();
        for (side, fighters) in sides.iter().enumerate() {
            // Some clans use nearly all of their attacks, some only two in three.
            let zeal = roll.range(65, 99) as u64;
            for attacker in 0..fighters.len() {
                for _ in 0..attacks_per_member {
                    let at = times.start + MINUTE + roll.below(seconds) as i64 * SECOND;
                    if roll.percent(zeal) {
                        turns.push((at, side, attacker));
                    }
                }
            }
        }
        turns.sort_unstable();
        // The weaker clan sometimes wins, too.
        let form = [roll.range(-14, 14), roll.range(-14, 14)];
        let attacks = Vec::with_capacity(turns.len());
        let mut script = Self { clans, times, sides, attacks_per_member, attacks };
        let mut best = [vec![-1; script.sides[0].len()], vec![-1; script.sides[1].len()]];
        for (at, side, attacker) in turns {
            let Some(defender) = script.choose(side, attacker, &best[1 - side]) else { continue };
            // The second attack on a base is more successful.
            let scouted = if best[1 - side][defender] >= 0 { 12 } else { 0 };
            let attack = script.fight(side, attacker, defender, at, form[side] + scouted, &mut roll);
            best[1 - side][defender] = best[1 - side][defender].max(attack.stars);
            script.attacks.push(attack);
        }
        script
    }

    /// The nearest base that has stars left and was not attacked by the same player.
    fn choose(&self, side: usize, attacker: usize, best: &[i64]) -> Option<usize> {
        // Collected once: a war has a hundred attacks, and a player has made at most one before.
        let own = self.attacks.iter().filter(|attack| attack.side == side && attack.attacker == attacker);
        let tried: Vec<usize> = own.map(|attack| attack.defender).collect();
        let open = (0..best.len()).filter(|defender| best[*defender] < 3 && !tried.contains(defender));
        open.min_by_key(|defender| (defender.abs_diff(attacker), *defender))
    }

    fn fight(
        &self,
        side: usize,
        attacker: usize,
        defender: usize,
        at: Moment,
        bonus: i64,
        roll: &mut Roll,
    ) -> Attack {
        let above = self.sides[side][attacker].town_hall - self.sides[1 - side][defender].town_hall;
        let ease = (42 + 17 * above + bonus + roll.range(0, 15)).clamp(4, 96) as u64;
        let (stars, destruction) = if roll.percent(ease) {
            (3, 100)
        } else {
            match roll.below(100) {
                0..70 => (2, roll.range(50, 99)),
                70..92 => (1, roll.range(20, 99)),
                _ => (0, roll.range(0, 49)),
            }
        };
        // Complete destruction ends an attack early; others use most of the three minutes.
        let duration = if stars == 3 { roll.range(75, 175) } else { roll.range(120, 180) };
        Attack { side, attacker, defender, at, stars, destruction, duration }
    }

    /// The attacks up to a moment, with their `order`.
    pub(super) fn done(&self, now: Moment) -> impl Iterator<Item = (i64, &Attack)> {
        (1..).zip(self.attacks.iter().take_while(move |attack| attack.at <= now))
    }

    /// The best attack on a base so far.
    fn best_on(&self, side: usize, defender: usize, now: Moment) -> Option<(i64, &Attack)> {
        let on = self.done(now).filter(|(_, attack)| attack.side != side && attack.defender == defender);
        on.reduce(|best, next| {
            let worth = |attack: &Attack| (attack.stars, attack.destruction);
            if worth(next.1) > worth(best.1) { next } else { best }
        })
    }

    pub(super) fn score(&self, side: usize, now: Moment) -> Score {
        // Of every base, the attack with the most stars; of those, the one with the most destruction.
        let mut best = vec![(0, 0); self.sides[1 - side].len()];
        let mut attacks = 0;
        for (_, attack) in self.done(now).filter(|(_, attack)| attack.side == side) {
            attacks += 1;
            best[attack.defender] = best[attack.defender].max((attack.stars, attack.destruction));
        }
        let destruction: i64 = best.iter().map(|(_, destruction)| destruction).sum();
        Score {
            attacks,
            stars: best.iter().map(|(stars, _)| stars).sum(),
            destruction: destruction as f64 / best.len().max(1) as f64,
        }
    }

    /// The result of the war for a side.
    pub(super) fn outcome(&self, side: usize) -> Outcome {
        let [ours, theirs] = [side, 1 - side].map(|side| self.score(side, self.times.end));
        match ours.stars.cmp(&theirs.stars).then(ours.destruction.total_cmp(&theirs.destruction)) {
            std::cmp::Ordering::Greater => Outcome::Win,
            std::cmp::Ordering::Less => Outcome::Lose,
            std::cmp::Ordering::Equal => Outcome::Tie,
        }
    }

    /// The side of a clan.
    pub(super) fn side_of(&self, clan: Clan) -> usize {
        usize::from(self.clans[0] != clan)
    }
}

impl World {
    /// `clan` or `opponent` of a war.
    pub(super) fn war_side(&self, script: &Script, side: usize, now: Moment) -> Value {
        let clan = script.clans[side];
        let score = script.score(side, now);
        json!({
            "tag": self.clan_tag(clan),
            "name": self.clan_name(clan),
            "badgeUrls": self.clan_badge(clan),
            "clanLevel": self.clan_level(clan, script.times.preparation),
            "attacks": score.attacks,
            "stars": score.stars,
            "destructionPercentage": score.destruction,
            "members": self.war_members(script, side, now),
        })
    }

    fn war_members(&self, script: &Script, side: usize, now: Moment) -> Vec<Value> {
        let attack_body = |(order, attack): (i64, &Attack)| {
            let [attacker, defender] =
                [script.sides[attack.side][attack.attacker], script.sides[1 - attack.side][attack.defender]];
            json!({
                "attackerTag": self.player_tag(attacker.player),
                "defenderTag": self.player_tag(defender.player),
                "stars": attack.stars,
                "destructionPercentage": attack.destruction,
                "order": order,
                "duration": attack.duration,
            })
        };
        let mut members: Vec<(Player, Value)> = script.sides[side]
            .iter()
            .enumerate()
            .map(|(index, fighter)| {
                let against =
                    script.done(now).filter(|(_, other)| other.side != side && other.defender == index);
                let mut member = json!({
                    "tag": self.player_tag(fighter.player),
                    "name": self.player_name(fighter.player, script.times.preparation),
                    "townhallLevel": fighter.town_hall,
                    "mapPosition": fighter.position,
                    "opponentAttacks": against.count(),
                });
                let own = script.done(now).filter(|(_, own)| own.side == side && own.attacker == index);
                let attacks: Vec<Value> = own.map(attack_body).collect();
                if !attacks.is_empty() {
                    member["attacks"] = attacks.into();
                }
                if let Some(best) = script.best_on(side, index, now) {
                    member["bestOpponentAttack"] = attack_body(best);
                }
                (fighter.player, member)
            })
            .collect();
        // The API does not list members by map position.
        members.sort_by_key(|(player, _)| super::rng::mix(*player));
        members.into_iter().map(|(_, member)| member).collect()
    }
}
