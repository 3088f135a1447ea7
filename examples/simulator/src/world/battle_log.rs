//! A player's latest battles: ranked battles, legend battles, and attacks on home villages.

use serde_json::{Value, json};

use super::army;
use super::calendar::{self, DAY, HOUR};
use super::ladder::{self, Battle, Group};
use super::legends::DAILY;
use super::rng::{Roll, Topic};
use super::{Moment, Player, World};

/// The maximum number of battles in the log.
const LENGTH: usize = 50;
/// The time that the log covers at most. It is the same for all kinds of battles, so that a log
/// loses only its oldest rows.
const DAYS: i64 = 4;

/// The resources in `availableLoot`, taken or not.
const AVAILABLE: [&str; 22] = [
    "Diamonds",
    "Gold",
    "Elixir",
    "DarkElixir",
    "Gold2",
    "Elixir2",
    "Medals",
    "BankedGold",
    "BankedElixir",
    "BankedDarkElixir",
    "CapitalResource",
    "CapitalReward",
    "BankedGold2",
    "BankedElixir2",
    "SourElixir",
    "EventTokens",
    "CommonOre",
    "RareOre",
    "EpicOre",
    "ClanEventResource",
    "SparkyStone",
    "Stars",
];

/// A battle in a log.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) at: Moment,
    pub(super) kind: &'static str,
    pub(super) attack: bool,
    pub(super) opponent: Player,
    pub(super) stars: i64,
    pub(super) destruction: i64,
    roll: Roll,
}

impl World {
    /// `GET /players/{playerTag}/battlelog`, the latest first.
    pub(super) fn battle_log(&self, player: Player, now: Moment) -> Vec<Value> {
        let mut entries = self.battles(player, now);
        entries.truncate(LENGTH);
        entries.into_iter().map(|entry| self.battle_body(player, entry)).collect()
    }

    /// The battles of the last days, the latest first.
    pub(super) fn battles(&self, player: Player, now: Moment) -> Vec<Entry> {
        let mut entries = self.home_battles(player, now);
        let week = calendar::ranked_week(now);
        for week in [week - 1, week] {
            if let Some((group, seat)) = self.seat(player, week) {
                let entry = |attack: bool| move |battle: Battle| self.ranked_entry(group, battle, attack);
                entries.extend(self.attacks_of_seat(group, seat, now).map(entry(true)));
                entries.extend(self.attacks_on_seat(group, seat, now).map(entry(false)));
            }
        }
        if self.is_legend(player) {
            entries.extend(self.legend_battles(player, now));
        }
        entries.retain(|entry| entry.at > now - DAYS * DAY);
        entries.sort_by_key(|entry| -entry.at);
        entries
    }

    fn ranked_entry(&self, group: Group, battle: Battle, attack: bool) -> Entry {
        let opponent = self.seated(group, if attack { battle.defender } else { battle.attacker });
        let key = self.group_number(group) * ladder::GROUP + battle.attacker;
        Entry {
            at: battle.at,
            kind: "ranked",
            attack,
            opponent,
            stars: battle.stars,
            destruction: battle.destruction,
            roll: self.seed.roll(Topic::BattleSide, key, battle.at),
        }
    }

    /// Battles of legends are not paired: the opponent is any other legend.
    fn legend_battles(&self, player: Player, now: Moment) -> Vec<Entry> {
        let legends: Vec<Player> = self.legends().filter(|other| *other != player).collect();
        let today = now.div_euclid(DAY);
        let battles = (today - DAYS..=today).flat_map(|day| (0..2 * DAILY).map(move |number| (day, number)));
        battles
            .filter_map(|(day, number)| {
                let mut roll = self.seed.roll(Topic::LegendSteps, player, day * 2 * DAILY + number);
                let opponent = *legends.get(roll.below(legends.len() as u64) as usize)?;
                let (stars, destruction) = ladder::outcome(roll.below(100), roll.next());
                let at = day * DAY + roll.below(DAY as u64 / 1000) as i64 * 1000;
                Some(Entry {
                    at,
                    kind: "legend",
                    attack: number % 2 == 0,
                    opponent,
                    stars,
                    destruction,
                    roll,
                })
            })
            .filter(|entry| entry.at <= now)
            .collect()
    }

    fn home_battles(&self, player: Player, now: Moment) -> Vec<Entry> {
        let today = now.div_euclid(DAY);
        let mut entries = Vec::new();
        for day in today - DAYS..=today {
            let mut of_day = self.seed.roll(Topic::Battle, player, -1 - day);
            for _ in 0..of_day.below(9) {
                let (stars, destruction) = ladder::outcome(of_day.below(100), of_day.next());
                let opponent = of_day.below(self.players());
                let at = day * DAY + of_day.below((DAY - HOUR) as u64 / 1000) as i64 * 1000;
                let attack = of_day.percent(45);
                if opponent != player && at <= now {
                    entries.push(Entry {
                        at,
                        kind: "homeVillage",
                        attack,
                        opponent,
                        stars,
                        destruction,
                        roll: of_day,
                    });
                }
            }
        }
        entries
    }

    fn battle_body(&self, player: Player, entry: Entry) -> Value {
        let Entry { at, kind, attack, opponent, stars, destruction, mut roll } = entry;
        let attacker = if attack { player } else { opponent };
        let seconds = ladder::duration(roll.next());
        // The halls of then, so that a row never changes.
        let army = army::share_code(roll, self.town_hall(attacker, at));
        let names = if roll.percent(50) {
            ["Gold", "Elixir", "DarkElixir", "SourElixir"]
        } else {
            ["DarkElixir", "Elixir", "Gold", "SourElixir"]
        };
        let hall = self.town_hall(if attack { opponent } else { player }, at);
        let share = |most: i64, roll: &mut Roll| most * hall * destruction / 1800 * roll.range(20, 100) / 100;
        let loot: Vec<(&str, i64)> = names
            .iter()
            .take(if roll.percent(80) { 4 } else { 3 })
            .map(|name| match *name {
                "SourElixir" => (*name, 200),
                "DarkElixir" => (*name, share(14_000, &mut roll)),
                _ => (*name, share(1_900_000, &mut roll)),
            })
            .collect();
        let resources = |amount: fn(i64) -> i64| -> Vec<Value> {
            loot.iter().map(|(name, taken)| json!({"name": name, "amount": amount(*taken)})).collect()
        };
        let available: Vec<Value> = AVAILABLE
            .iter()
            .map(|name| {
                let taken =
                    loot.iter().find(|(taken, _)| taken == name).filter(|(name, _)| *name != "SourElixir");
                json!({"name": name, "amount": taken.map_or(0, |(_, amount)| *amount)})
            })
            .collect();
        json!({
            "battleType": kind,
            "attack": attack,
            "armyShareCode": army,
            "opponentPlayerTag": self.player_tag(opponent),
            "opponentName": self.player_name(opponent, at),
            "opponentTownHallLevel": self.town_hall(opponent, at),
            "stars": stars,
            "destructionPercentage": destruction,
            "lootedResources": resources(|taken| taken),
            "extraLootedResources": resources(|_| 0),
            "availableLoot": available,
            "battleTime": seconds,
            "battleTimestamp": calendar::compact(at),
        })
    }
}
