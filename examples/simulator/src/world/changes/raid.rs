//! The changes of raid weekends.

use super::{Change, ChangeKind, RaidAttack};
use crate::world::calendar::{self, RAID_WEEKEND_LENGTH};
use crate::world::clans::DISTRICT;
use crate::world::raid_script::{Hit, Raid};
use crate::world::{Clan, Moment, World};

/// The attacks of a raid in order of time, with their districts.
fn hits(raid: &Raid) -> Vec<(i64, Hit)> {
    let districts = (DISTRICT..).zip(&raid.districts);
    let mut hits: Vec<(i64, Hit)> =
        districts.flat_map(|(district, hits)| hits.iter().map(move |hit| (district, *hit))).collect();
    hits.sort_by_key(|(_, hit)| hit.at);
    hits
}

impl World {
    pub(super) fn raid_changes(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Change> {
        let weekends = calendar::raid_weekend(from)..=calendar::raid_weekend(to);
        weekends.flat_map(|weekend| self.weekend_changes(clan, weekend)).collect()
    }

    fn weekend_changes(&self, clan: Clan, number: i64) -> Vec<Change> {
        let Some(weekend) = self.weekend(clan, number) else { return Vec::new() };
        let start = calendar::raid_weekend_start(number);
        let mut changes = vec![Change { at: start, kind: ChangeKind::RaidStarted { weekend: start } }];
        let mut push = |at, kind| changes.push(Change { at, kind });
        for raid in &weekend.raids {
            let defender = self.clan_tag(raid.enemy);
            push(raid.start(), ChangeKind::RaidOpponentFound { defender: defender.clone() });
            for (district, hit) in hits(raid) {
                let attack = RaidAttack {
                    attacker: self.player_tag(weekend.raiders[hit.raider].player),
                    defender: defender.clone(),
                    district,
                    destruction: hit.destruction,
                    stars: hit.stars,
                    loot: hit.loot,
                };
                push(hit.at, ChangeKind::RaidAttack { attack });
                if hit.destruction == 100 {
                    let defender = defender.clone();
                    push(hit.at, ChangeKind::DistrictDestroyed { defender, district });
                }
            }
        }
        for (raider, theirs, raid) in self.raids_on(clan, number) {
            for (index, (_, hit)) in hits(&theirs.raids[raid]).into_iter().enumerate() {
                let attacker = self.clan_tag(raider);
                let destroyed = hit.destruction == 100;
                push(hit.at, ChangeKind::RaidDefended { attacker, first: index == 0, destroyed });
            }
        }
        let end = start + RAID_WEEKEND_LENGTH;
        let (offensive_reward, defensive_reward) = self.raid_rewards(clan, number);
        push(end, ChangeKind::RaidEnded { weekend: start, offensive_reward, defensive_reward });
        changes
    }
}
