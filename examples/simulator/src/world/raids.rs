//! Capital raid seasons as the API shows them.

use serde_json::{Value, json};

use super::calendar;
use super::clans::{DISTRICT, DISTRICTS};
use super::raid_script::{ATTACK_LIMIT, Hit, Raid, Raider, Weekend};
use super::rng::Topic;
use super::{Clan, Moment, World};
use crate::route::Route;

/// The maximum number of seasons in a response.
const SEASONS: i64 = 20;

/// The totals of a raid at a moment.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    attacks: usize,
    destroyed: usize,
    /// The medals for the destroyed districts.
    value: i64,
    loot: i64,
    is_complete: bool,
}

/// The medals for a destroyed capital peak by level, from the second on.
const PEAK_VALUES: [i64; 9] = [180, 360, 585, 810, 1115, 1240, 1260, 1375, 1450];
/// The medals for another destroyed district by level.
const DISTRICT_VALUES: [i64; 5] = [135, 225, 350, 405, 460];
/// The defensive medals, in tenths, for every attack that the best defence of a capital took, by
/// the level of its peak from the second on.
const DEFENSE_VALUES: [i64; 9] = [19, 29, 39, 49, 59, 68, 69, 73, 76];

/// The medals for a destroyed district.
fn value(district: i64, level: i64) -> i64 {
    let (values, first) =
        if district == DISTRICT { (&PEAK_VALUES[..], 2) } else { (&DISTRICT_VALUES[..], 1) };
    let index = usize::try_from(level - first).ok();
    index.and_then(|index| values.get(index)).copied().unwrap_or_default()
}

impl World {
    /// `GET /clans/{clanTag}/capitalraidseasons`, latest first.
    pub(super) fn raid_seasons(&self, clan: Clan, now: Moment) -> Vec<Value> {
        self.first_raid_seasons(clan, now, usize::MAX)
    }

    /// The latest seasons, up to a number.
    fn first_raid_seasons(&self, clan: Clan, now: Moment, number: usize) -> Vec<Value> {
        let latest = calendar::raid_weekend(now);
        let seasons = (0..SEASONS).take(number);
        seasons.filter_map(|ago| self.raid_season(clan, latest - ago, now, ago == 0)).collect()
    }

    /// The first items of a list and its length, for lists whose later items are expensive.
    pub(crate) fn start_of_list(
        &self,
        route: &Route,
        now: Moment,
        items: usize,
    ) -> Option<(Vec<Value>, usize)> {
        let Route::CapitalRaidSeasons(tag) = route else { return None };
        let now = now.div_euclid(calendar::SECOND) * calendar::SECOND;
        let seasons = self.first_raid_seasons(self.find_clan(tag).ok()?, now, items);
        // A clan raids in every weekend or in none.
        let length = if seasons.is_empty() { 0 } else { SEASONS as usize };
        Some((seasons, length))
    }

    /// A season; only the latest one includes members.
    fn raid_season(&self, clan: Clan, number: i64, now: Moment, detailed: bool) -> Option<Value> {
        let weekend = self.weekend(clan, number)?;
        let start = calendar::raid_weekend_start(number);
        let end = start + calendar::RAID_WEEKEND_LENGTH;
        let begun = weekend.raids.iter().filter(|raid| raid.start() <= now);
        let mut sum = Tally::default();
        let mut completed = 0;
        let attack_log: Vec<Value> = begun
            .map(|raid| {
                let (mut body, tally) = self.raid_body(raid, &weekend.raiders, now, detailed);
                sum.attacks += tally.attacks;
                sum.destroyed += tally.destroyed;
                sum.loot += tally.loot;
                sum.value += tally.value;
                completed += usize::from(tally.is_complete);
                body["defender"] = self.raid_clan(raid.enemy, start);
                body
            })
            .collect();
        let mut raids_on = self.raids_on(clan, number);
        raids_on.retain(|(_, theirs, raid)| theirs.raids[*raid].start() <= now);
        raids_on.sort_by_key(|(_, theirs, raid)| theirs.raids[*raid].start());
        let mut best_defense = 0;
        let defense_log: Vec<Value> = raids_on
            .into_iter()
            .map(|(raider, theirs, raid)| {
                let (mut body, tally) = self.raid_body(&theirs.raids[raid], &theirs.raiders, now, detailed);
                best_defense = best_defense.max(tally.attacks);
                completed += usize::from(tally.is_complete);
                body["attacker"] = self.raid_clan(raider, start);
                body
            })
            .collect();
        let ended = now >= end;
        // Rewards are set when the weekend has ended: the medals for each attack, rounded up, and
        // the medals of the best defence, for clans that attacked.
        let rewarded = ended && sum.attacks > 0;
        let offensive = if rewarded { (sum.value as u64).div_ceil(sum.attacks as u64) } else { 0 };
        let defensive = if rewarded { self.defense_reward(clan, number, best_defense as i64) } else { 0 };
        let mut season = json!({
            "state": if ended { "ended" } else { "ongoing" },
            "startTime": calendar::compact(start),
            "endTime": calendar::compact(end),
            "capitalTotalLoot": sum.loot,
            "raidsCompleted": completed,
            "totalAttacks": sum.attacks,
            "enemyDistrictsDestroyed": sum.destroyed,
            "offensiveReward": offensive,
            "defensiveReward": defensive,
            "attackLog": attack_log,
            "defenseLog": defense_log,
        });
        if detailed {
            season["members"] = self.raiders(&weekend, now).into();
        }
        Some(season)
    }

    /// The defensive medals of a clan. The exact rule depends on the housing space of the attacking
    /// troops, so the medals vary a little.
    fn defense_reward(&self, clan: Clan, weekend: i64, attacks: i64) -> i64 {
        let hall = self.traits(clan).capital_hall.clamp(2, 10);
        let per_attack = DEFENSE_VALUES[hall as usize - 2];
        let troops = self.seed.roll(Topic::RaidReward, clan, weekend).range(94, 106);
        (per_attack * attacks * troops + 500) / 1000
    }

    /// The medals for each attack and for the defence of an ended weekend.
    pub(super) fn raid_rewards(&self, clan: Clan, number: i64) -> (i64, i64) {
        let Some(weekend) = self.weekend(clan, number) else { return (0, 0) };
        let (mut attacks, mut worth) = (0, 0);
        for raid in &weekend.raids {
            for ((hits, level), id) in raid.districts.iter().zip(self.districts(raid.enemy)).zip(DISTRICT..) {
                attacks += hits.len();
                let destroyed = hits.last().is_some_and(|hit| hit.destruction == 100);
                worth += if destroyed { value(id, level) } else { 0 };
            }
        }
        if attacks == 0 {
            return (0, 0);
        }
        let count = |raid: &Raid| raid.districts.iter().map(Vec::len).sum::<usize>();
        let defenses = self.raids_on(clan, number);
        let best = defenses.iter().map(|(_, theirs, raid)| count(&theirs.raids[*raid])).max();
        let offensive = (worth as u64).div_ceil(attacks as u64) as i64;
        (offensive, self.defense_reward(clan, number, best.unwrap_or_default() as i64))
    }

    /// The clan of a log entry, whose level field is named `level`.
    fn raid_clan(&self, clan: Clan, now: Moment) -> Value {
        json!({
            "tag": self.clan_tag(clan),
            "name": self.clan_name(clan),
            "level": self.clan_level(clan, now),
            "badgeUrls": self.clan_badge(clan),
        })
    }

    fn raid_body(&self, raid: &Raid, raiders: &[Raider], now: Moment, detailed: bool) -> (Value, Tally) {
        let levels = self.districts(raid.enemy);
        let mut sum = Tally::default();
        let districts: Vec<Value> = raid
            .districts
            .iter()
            .zip(levels)
            .zip(DISTRICTS)
            .zip(DISTRICT..)
            .map(|(((hits, level), name), id)| {
                let hits = &hits[..hits.partition_point(|hit| hit.at <= now)];
                let loot: i64 = hits.iter().map(|hit| hit.loot).sum();
                let last = hits.last();
                sum.attacks += hits.len();
                if last.is_some_and(|hit| hit.destruction == 100) {
                    sum.destroyed += 1;
                    sum.value += value(id, level);
                }
                sum.loot += loot;
                let mut district = json!({
                    "id": id,
                    "name": name,
                    "districtHallLevel": level,
                    "destructionPercent": last.map_or(0, |hit| hit.destruction),
                    "stars": last.map_or(0, |hit| hit.stars),
                    "attackCount": hits.len(),
                    "totalLooted": loot,
                });
                if detailed && !hits.is_empty() {
                    let latest_first = hits.iter().rev().map(|hit| self.hit_body(*hit, raiders));
                    district["attacks"] = latest_first.collect();
                }
                district
            })
            .collect();
        sum.is_complete = sum.destroyed == districts.len();
        let body = json!({
            "attackCount": sum.attacks,
            "districtCount": districts.len(),
            "districtsDestroyed": sum.destroyed,
            "districts": districts,
        });
        (body, sum)
    }

    fn hit_body(&self, hit: Hit, raiders: &[Raider]) -> Value {
        let player = raiders[hit.raider].player;
        json!({
            "attacker": {"tag": self.player_tag(player), "name": self.player_name(player, hit.at)},
            "destructionPercent": hit.destruction,
            "stars": hit.stars,
        })
    }

    /// The members who have attacked.
    fn raiders(&self, weekend: &Weekend, now: Moment) -> Vec<Value> {
        let mut done = vec![(0, 0); weekend.raiders.len()];
        let hits = weekend.raids.iter().flat_map(|raid| raid.districts.iter().flatten());
        for hit in hits.filter(|hit| hit.at <= now) {
            done[hit.raider].0 += 1;
            done[hit.raider].1 += hit.loot;
        }
        let active = weekend.raiders.iter().zip(done).filter(|(_, (attacks, _))| *attacks > 0);
        active
            .map(|(raider, (attacks, loot))| {
                json!({
                    "tag": self.player_tag(raider.player),
                    "name": self.player_name(raider.player, now),
                    "attacks": attacks,
                    "attackLimit": ATTACK_LIMIT,
                    "bonusAttackLimit": raider.bonus(now),
                    "capitalResourcesLooted": loot,
                })
            })
            .collect()
    }
}
