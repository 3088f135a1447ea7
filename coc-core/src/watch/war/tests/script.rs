//! [`Script`]: a war as it happens, and its bodies at any time.

use coc_models::{ClanTag, PlayerTag};
use serde_json::{Value, json};

use super::driver::{Random, timestamp};

pub(super) const HOUR: i64 = 3_600_000;

pub(super) fn clan(number: u64) -> ClanTag {
    ClanTag::from_id(1_000 + number).unwrap()
}

fn player(clan: ClanTag, number: usize) -> PlayerTag {
    PlayerTag::from_id(clan.id().unwrap() * 100 + number as u64).unwrap()
}

#[derive(Clone, Debug)]
struct Attack {
    at: i64,
    /// The side of the attacker.
    side: usize,
    attacker: usize,
    defender: usize,
    stars: i64,
    percentage: i64,
}

/// A war of two clans.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) clans: [ClanTag; 2],
    pub(super) preparation: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) is_league: bool,
    size: usize,
    limit: usize,
    /// In their order.
    attacks: Vec<Attack>,
}

impl Script {
    pub(super) fn new(clans: [ClanTag; 2], preparation: i64, is_league: bool, random: &mut Random) -> Self {
        let start = preparation + if is_league { 24 * HOUR } else { 23 * HOUR };
        Self::with_battle(clans, preparation, start, start + 24 * HOUR, is_league, random)
    }

    pub(super) fn with_battle(
        clans: [ClanTag; 2],
        preparation: i64,
        battle: i64,
        end: i64,
        is_league: bool,
        random: &mut Random,
    ) -> Self {
        let (size, limit) = if is_league { (15, 1) } else { (5, 2) };
        let mut attacks = Vec::new();
        for (side, number, turn) in (0..2).flat_map(|side| {
            (0..size).flat_map(move |number| (0..limit).map(move |turn| (side, number, turn)))
        }) {
            if random.in_thousand(900) {
                let stars = random.below(4);
                let percentage = if stars == 3 { 100 } else { [20, 55, 80][usize::try_from(stars).unwrap()] };
                // Many attacks are made in the last minutes.
                let span = if random.in_thousand(250) { HOUR / 12 } else { end - battle };
                let at = end - 1 - random.below(span);
                let defender = (number + turn + usize::try_from(random.below(2)).unwrap() * 2) % size;
                attacks.push(Attack { at, side, attacker: number, defender, stars, percentage });
            }
        }
        attacks.sort_by_key(|attack| attack.at);
        Self { clans, preparation, start: battle, end, is_league, size, limit, attacks }
    }

    /// The number of attacks until a time.
    pub(super) fn attacks_at(&self, at: i64) -> usize {
        self.attacks.partition_point(|attack| attack.at <= at)
    }

    pub(super) fn attack_count(&self) -> usize {
        self.attacks.len()
    }

    /// Changes with the body.
    pub(super) fn version(&self, at: i64) -> u64 {
        let phase = u64::from(at >= self.start) + u64::from(at >= self.end);
        let war = u64::try_from(self.preparation).unwrap() << 12;
        war | (phase << 10) | self.attacks_at(at) as u64
    }

    /// Stars and destruction of a side.
    fn score(&self, side: usize, at: i64) -> (i64, f64) {
        let made = &self.attacks[..self.attacks_at(at)];
        let best = |defender| {
            let attacks = made.iter().filter(|attack| attack.side == side && attack.defender == defender);
            attacks.map(|attack| (attack.stars, attack.percentage)).max().unwrap_or_default()
        };
        let best: Vec<_> = (0..self.size).map(best).collect();
        let percentages: i64 = best.iter().map(|(_, percentage)| percentage).sum();
        (
            best.iter().map(|(stars, _)| stars).sum(),
            f64::from(u32::try_from(percentages).unwrap()) / f64::from(u32::try_from(self.size).unwrap()),
        )
    }

    pub(super) fn final_stars(&self, clan: ClanTag) -> i64 {
        self.score(usize::from(self.clans[1] == clan), self.end).0
    }

    /// The members of a side that missed attacks, and the number of their attacks.
    pub(super) fn missed(&self, clan: ClanTag) -> usize {
        let side = usize::from(self.clans[1] == clan);
        self.size * self.limit - self.attacks.iter().filter(|attack| attack.side == side).count()
    }

    /// The body of the war, for the clan of this side.
    pub(super) fn body(&self, side: usize, at: i64) -> Value {
        let state = match at {
            at if at >= self.end => "warEnded",
            at if at >= self.start => "inWar",
            _ => "preparation",
        };
        let mut body = json!({
            "state": state,
            "teamSize": self.size,
            "preparationStartTime": timestamp(self.preparation).to_string(),
            "startTime": timestamp(self.start).to_string(),
            "endTime": timestamp(self.end).to_string(),
            "clan": self.side(side, at),
            "opponent": self.side(1 - side, at),
        });
        if self.is_league {
            body["warStartTime"] = body["startTime"].clone();
        } else {
            body["attacksPerMember"] = self.limit.into();
        }
        body
    }

    fn side(&self, side: usize, at: i64) -> Value {
        let [clan, other] = [self.clans[side], self.clans[1 - side]];
        let (stars, destruction) = self.score(side, at);
        let made =
            || (1..).zip(&self.attacks[..self.attacks_at(at)]).filter(|(_, attack)| attack.side == side);
        let attack = |(order, attack): (usize, &Attack)| {
            json!({
                "attackerTag": player(clan, attack.attacker),
                "defenderTag": player(other, attack.defender),
                "stars": attack.stars, "destructionPercentage": attack.percentage, "order": order,
            })
        };
        let member = |number: usize| {
            let own = made().filter(|(_, attack)| attack.attacker == number);
            let attacks: Vec<_> = own.map(attack).collect();
            let tag = player(clan, number);
            let mut member = json!({
                "tag": tag, "name": format!("{tag}"), "townhallLevel": 15, "mapPosition": number + 1,
                "opponentAttacks": 0,
            });
            if !attacks.is_empty() {
                member["attacks"] = attacks.into();
            }
            member
        };
        json!({
            "tag": clan, "name": format!("clan {clan}"), "clanLevel": 10, "attacks": made().count(),
            "stars": stars, "destructionPercentage": destruction,
            "members": (0..self.size).map(member).collect::<Vec<_>>(),
        })
    }

    /// The entry of a war log, for the clan of this side.
    pub(super) fn log_entry(&self, side: usize) -> Value {
        let scores = [side, 1 - side].map(|side| self.score(side, self.end));
        let [ours, theirs] = scores;
        let result = match ours.partial_cmp(&theirs).unwrap() {
            std::cmp::Ordering::Less => "lose",
            std::cmp::Ordering::Equal => "tie",
            std::cmp::Ordering::Greater => "win",
        };
        let attacks = self.attacks.iter().filter(|attack| attack.side == side).count();
        json!({
            "result": result,
            "endTime": timestamp(self.end).to_string(),
            "teamSize": self.size,
            "attacksPerMember": self.limit,
            "clan": {
                "tag": self.clans[side], "name": "own", "clanLevel": 10, "attacks": attacks,
                "stars": ours.0, "destructionPercentage": ours.1, "expEarned": 100,
            },
            "opponent": {
                "tag": self.clans[1 - side], "name": "other", "clanLevel": 10,
                "stars": theirs.0, "destructionPercentage": theirs.1,
            },
        })
    }
}

/// The body of a clan that is in no war.
pub(super) fn not_in_war() -> Value {
    let nothing =
        json!({"badgeUrls": {}, "clanLevel": 0, "attacks": 0, "stars": 0, "destructionPercentage": 0.0});
    json!({"state": "notInWar", "clan": nothing, "opponent": nothing})
}
