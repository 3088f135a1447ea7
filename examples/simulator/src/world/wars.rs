//! Clan wars: the pairing of clans, the current war, the war log, and a clan's record.
//!
//! Clans with the same war frequency are split by strength into small cohorts, and each cohort has
//! a rhythm: in every period its clans are paired anew. So a clan's war at any moment is computed
//! without the wars before it.

use serde_json::{Value, json};

use super::calendar::{self, DAY, HOUR, MINUTE, SECOND};
use super::clans::WarHabit;
use super::images;
use super::rng::{Permutation, Topic};
use super::war_script::{Fighter, Outcome, Script, Times};
use super::{Clan, Moment, World};
use crate::route::ApiError;

const PREPARATION: i64 = 23 * HOUR;
const BATTLE: i64 = 24 * HOUR;
/// The preparation of friendly wars, in minutes.
const FRIENDLY_PREPARATIONS: [i64; 12] = [5, 15, 30, 60, 120, 240, 360, 480, 720, 960, 1200, 1440];
/// The battles of friendly wars, in minutes.
const FRIENDLY_BATTLES: [i64; 6] = [45, 60, 240, 480, 720, 1440];
/// The shares of friendly wars, and of wars whose preparation was interrupted, in percent.
const FRIENDLY: u64 = 5;
const INTERRUPTED: u64 = 3;
/// The time before the next war in which a clan is in none.
const SEARCH: i64 = HOUR;
/// The number of clans of similar strength that meet each other.
const COHORT: usize = 8;
/// The elapsed part of the first cohort's period at the world's start, and the step per cohort.
const FIRST_PHASE: f64 = 0.6;
const GOLDEN: f64 = 0.618;
/// The possible sizes of a war.
const SIZES: [usize; 10] = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50];
/// The time that a war log covers.
const LOG: i64 = 120 * DAY;

/// The number of classes: one per war frequency, for clans with and without league wars.
pub(super) const CLASSES: usize = 2 * WarHabit::FIGHTING.len();

/// The interval between the wars of a class.
const fn usual_period(class: usize) -> i64 {
    [50 * HOUR, 84 * HOUR, 7 * DAY, 14 * DAY][class / 2]
}

/// The interval between the wars of clans that search again at once.
const IMMEDIATE_PERIOD: i64 = PREPARATION + BATTLE + 4 * MINUTE;
/// The differences between the starts of a period's wars in seconds: usually, and of clans that
/// search again at once.
const SPREAD: i64 = 1800;
const IMMEDIATE_SPREAD: i64 = 210;

/// A war of a clan before it is simulated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pairing {
    clans: [Clan; 2],
    pub(super) times: Times,
    pub(super) kind: WarKind,
    key: u64,
}

/// The origin of a war, which decides about its times and its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WarKind {
    /// The opponent was found by the game.
    Random,
    /// The clans agreed on the war, which counts for no record and earns no experience.
    Friendly,
}

/// A clan's position among the clans it meets in wars.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm<'a> {
    class: usize,
    cohort: usize,
    /// The clans of the cohort, by strength.
    rivals: &'a [u32],
    place: usize,
    offset: i64,
    pub(super) period: i64,
    /// Whether the clans search again at once after a war.
    immediate: bool,
}

impl Rhythm<'_> {
    /// The number of the period around a moment.
    pub(super) fn number(self, moment: Moment) -> i64 {
        (moment - self.offset).div_euclid(self.period)
    }
}

impl World {
    pub(super) fn rhythm(&self, clan: Clan) -> Option<Rhythm<'_>> {
        let traits = self.traits(clan);
        let habit = WarHabit::FIGHTING.iter().position(|habit| *habit == traits.war_habit)?;
        let class = 2 * habit + usize::from(traits.league_wars);
        let order = &self.orders.at_war[class];
        let place = self.place_in(order, clan)?;
        let cohort = place / COHORT;
        let from = cohort * COHORT;
        let rivals = order.get(from..order.len().min(from + COHORT))?;
        // Cohorts are spread over the period, so that there are wars of every state at any time;
        // the first cohort is in the middle of its battles when the world starts.
        let phase = (FIRST_PHASE + cohort as f64 * GOLDEN).fract();
        let mut rivalry = self.seed.roll(Topic::Rivals, class as u64, cohort as i64);
        let immediate = rivalry.percent(u64::from(self.scenario.immediate_searches));
        let period = if immediate { IMMEDIATE_PERIOD } else { usual_period(class) };
        let offset = Self::default_start() - (phase * (period / 1000) as f64) as i64 * 1000;
        Some(Rhythm { class, cohort, rivals, place: place - from, offset, period, immediate })
    }

    /// The place of a clan in an order by strength.
    pub(super) fn place_in(&self, order: &[u32], clan: Clan) -> Option<usize> {
        let strength = self.clan_order.apply(clan);
        order.binary_search_by_key(&strength, |other| self.clan_order.apply(u64::from(*other))).ok()
    }

    /// The war of a period, if the clan has an opponent.
    pub(super) fn pairing(&self, rhythm: Rhythm<'_>, number: i64) -> Option<Pairing> {
        let Rhythm { class, cohort, rivals, place, offset, period, immediate } = rhythm;
        let count = rivals.len() as u64;
        let draw = self.seed.roll(Topic::WarPairs, (class * 1_000_000 + cohort) as u64, number);
        let order = Permutation::new(count, draw.key());
        let seat = order.apply(place as u64);
        let pair = seat / 2;
        if 2 * pair + 1 >= count {
            return None;
        }
        let [one, other] = [0, 1].map(|side| u64::from(rivals[order.invert(2 * pair + side) as usize]));
        let mut roll = self.seed.roll(Topic::War, one, number);
        let spread = if immediate { IMMEDIATE_SPREAD } else { SPREAD };
        let preparation = number * period + offset + roll.range(0, spread) * 1000;
        // A longer war would not fit between immediate searches.
        let kind = if roll.percent(FRIENDLY) && !immediate { WarKind::Friendly } else { WarKind::Random };
        let (wait, battle) = match kind {
            WarKind::Friendly => {
                (*roll.pick(&FRIENDLY_PREPARATIONS) * MINUTE, *roll.pick(&FRIENDLY_BATTLES) * MINUTE)
            }
            // A maintenance of the servers delays the start of the battles.
            WarKind::Random if roll.percent(INTERRUPTED) && !immediate => {
                (PREPARATION + 45 * MINUTE + roll.range(0, 600) * SECOND, BATTLE)
            }
            WarKind::Random => (PREPARATION, BATTLE),
        };
        let start = preparation + wait;
        let times = Times { preparation, start, end: start + battle };
        // Clans in the league fight no other wars meanwhile, and sometimes there is no opponent.
        let busy = class % 2 == 1 && self.leagues_are_on(times.preparation, times.end);
        (!busy && !roll.percent(3)).then(|| Pairing { clans: [one, other], times, kind, key: roll.key() })
    }

    pub(super) fn fight_war(&self, pairing: Pairing) -> Option<Script> {
        let Pairing { clans, times, kind, key } = pairing;
        let mut roll = self.seed.roll(Topic::WarScript, key, 0);
        let mut sides = clans.map(|clan| {
            let present = self.present(clan, times.preparation, times.end);
            let willing = present.into_iter().filter(|player| self.wants_war(*player, times.preparation));
            self.line_up(willing, times.preparation)
        });
        let most = sides[0].len().min(sides[1].len());
        let possible = SIZES.iter().filter(|size| **size <= most).count();
        let choice = possible.checked_sub(1)?.saturating_sub(roll.below(3) as usize);
        for side in &mut sides {
            side.truncate(SIZES[choice]);
        }
        // Friendly wars may allow a single attack.
        let attacks = if kind == WarKind::Friendly { 1 + roll.below(2) } else { 2 };
        Some(Script::write(clans, times, sides, attacks, roll))
    }

    /// Fighters by strength, with their map positions.
    pub(super) fn line_up(&self, players: impl Iterator<Item = u64>, now: Moment) -> Vec<Fighter> {
        let mut fighters: Vec<(f64, u64)> =
            players.map(|player| (self.villages(player, now).home, player)).collect();
        fighters.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        (1..)
            .zip(fighters)
            .map(|(position, (home, player))| Fighter { player, town_hall: home as i64, position })
            .collect()
    }

    /// `GET /clans/{clanTag}/currentwar`
    pub(super) fn current_war(&self, clan: Clan, now: Moment) -> Result<Value, ApiError> {
        if !self.war_log_is_public(clan, now) {
            return Err(ApiError::private());
        }
        let script = self.rhythm(clan).and_then(|rhythm| self.shown_war(rhythm, now));
        Ok(script.map_or_else(not_in_war, |script| self.war_body(&script, clan, now)))
    }

    /// The war that a clan shows at a moment.
    fn shown_war(&self, rhythm: Rhythm<'_>, now: Moment) -> Option<Script> {
        let number = rhythm.number(now);
        // The war of the period before is shown until the preparation of this one begins.
        let numbers = if rhythm.immediate { number - 1..=number } else { number..=number };
        let mut shown = numbers.rev().filter_map(|number| {
            let pairing = self.pairing(rhythm, number)?;
            let shown = pairing.times.preparation..self.shown_until(rhythm, number);
            shown.contains(&now).then_some(pairing)
        });
        shown.next().and_then(|pairing| self.fight_war(pairing))
    }

    /// The moment from which a clan no longer shows the war of a period.
    fn shown_until(&self, rhythm: Rhythm<'_>, number: i64) -> Moment {
        let next = (number + 1) * rhythm.period + rhythm.offset;
        if !rhythm.immediate {
            return next - SEARCH;
        }
        self.pairing(rhythm, number + 1).map_or(next, |pairing| pairing.times.preparation)
    }

    /// The wars that a clan shows at any moment between two, and when it shows each no longer.
    pub(super) fn wars_between(&self, clan: Clan, from: Moment, to: Moment) -> Vec<(Script, Moment)> {
        let Some(rhythm) = self.rhythm(clan) else { return Vec::new() };
        let numbers = Self::periods(rhythm, from - rhythm.period, to);
        let wars = numbers.filter_map(|number| {
            let script = self.fight_war(self.pairing(rhythm, number)?)?;
            Some((script, self.shown_until(rhythm, number)))
        });
        wars.filter(|(script, until)| *until > from && script.times.preparation <= to).collect()
    }

    fn war_body(&self, script: &Script, clan: Clan, now: Moment) -> Value {
        let side = script.side_of(clan);
        json!({
            "state": script.times.state(now),
            "teamSize": script.sides[0].len(),
            "attacksPerMember": script.attacks_per_member,
            "battleModifier": "none",
            "preparationStartTime": calendar::compact(script.times.preparation),
            "startTime": calendar::compact(script.times.start),
            "endTime": calendar::compact(script.times.end),
            "clan": self.war_side(script, side, now),
            "opponent": self.war_side(script, 1 - side, now),
        })
    }

    /// The periods of a clan that overlap an interval, latest first.
    pub(super) fn periods(rhythm: Rhythm<'_>, from: Moment, to: Moment) -> impl Iterator<Item = i64> {
        (rhythm.number(from)..=rhythm.number(to)).rev()
    }

    /// `GET /clans/{clanTag}/warlog`: ended wars, latest first, with one entry per league season.
    pub(super) fn war_log(&self, clan: Clan, now: Moment) -> Result<Vec<Value>, ApiError> {
        if !self.war_log_is_public(clan, now) {
            return Err(ApiError::private());
        }
        let mut entries: Vec<(Moment, Value)> = self.league_log(clan, now - LOG, now);
        if let Some(rhythm) = self.rhythm(clan) {
            let scripts = Self::periods(rhythm, now - LOG, now)
                .filter_map(|number| self.pairing(rhythm, number))
                .filter(|pairing| pairing.times.end <= now)
                .filter_map(|pairing| Some((pairing.kind, self.fight_war(pairing)?)));
            entries.extend(
                scripts.map(|(kind, script)| (script.times.end, self.log_entry(&script, kind, clan))),
            );
        }
        entries.sort_by_key(|(end, _)| -end);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    fn log_entry(&self, script: &Script, kind: WarKind, clan: Clan) -> Value {
        let side = script.side_of(clan);
        let end = script.times.end;
        let [ours, theirs] = [side, 1 - side].map(|side| script.score(side, end));
        let outcome = script.outcome(side);
        let opponent = script.clans[1 - side];
        let experience = match (kind, outcome) {
            (WarKind::Friendly, _) => 0,
            (WarKind::Random, Outcome::Win) => 60 + 2 * ours.stars,
            (WarKind::Random, _) => 10 + 2 * ours.stars,
        };
        json!({
            "result": outcome.as_str(),
            "endTime": calendar::compact(end),
            "teamSize": script.sides[0].len(),
            "attacksPerMember": script.attacks_per_member,
            "battleModifier": "none",
            "clan": {
                "tag": self.clan_tag(clan),
                "name": self.clan_name(clan),
                "badgeUrls": self.clan_badge(clan),
                "clanLevel": self.clan_level(clan, script.times.preparation),
                "attacks": ours.attacks,
                "stars": ours.stars,
                "destructionPercentage": ours.destruction,
                "expEarned": experience,
            },
            "opponent": {
                "tag": self.clan_tag(opponent),
                "name": self.clan_name(opponent),
                "badgeUrls": self.clan_badge(opponent),
                "clanLevel": self.clan_level(opponent, script.times.preparation),
                "stars": theirs.stars,
                "destructionPercentage": theirs.destruction,
            },
        })
    }
}

/// The body of a clan that is not at war.
fn not_in_war() -> Value {
    let no_clan = json!({
        "badgeUrls": images::no_badge(),
        "clanLevel": 0,
        "attacks": 0,
        "stars": 0,
        "destructionPercentage": 0.0,
    });
    json!({"state": "notInWar", "clan": no_clan.clone(), "opponent": no_clan})
}

/// The shortest period has room for a whole war, a pause and a search.
const _: () = assert!(usual_period(0) > DAY + BATTLE + 30 * MINUTE + SEARCH);
