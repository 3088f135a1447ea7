//! [`Weekend`]: the state of one raid weekend, and the events between it and a newer body.

use coc_models::{
    ClanCapitalRaidSeason, ClanCapitalRaidSeasonAttackLogEntry, ClanCapitalRaidSeasonClanInfo,
    ClanCapitalRaidSeasonMember, ClanCapitalRaidSeasonState, ClanTag, PlayerTag, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{
    super::{EventKind, follower::Events},
    RaidAttackMade, RaidEvent, RaidHit, RaidMember, RaidOpponent, RaidWeekendEnd, RaidWeekendSummary,
};

/// A raid weekend of a clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Weekend {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) is_over: bool,
    total_attacks: i32,
    members: Vec<Member>,
    raids: Vec<Raid>,
    defenses: Vec<Defense>,
}

/// A member who has attacked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Member {
    tag: PlayerTag,
    attacks: i32,
    looted: i32,
}

/// A raid on another capital.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Raid {
    clan: ClanTag,
    is_finished: bool,
    districts: Vec<District>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct District {
    id: i32,
    attacks: u16,
    is_destroyed: bool,
}

/// A raid on the clan's capital.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Defense {
    clan: ClanTag,
    is_finished: bool,
}

impl Weekend {
    /// A weekend of which nothing was seen yet.
    pub(super) fn new(season: &ClanCapitalRaidSeason) -> Self {
        Self {
            start: season.start_time,
            end: season.end_time,
            is_over: false,
            total_attacks: 0,
            members: Vec::new(),
            raids: Vec::new(),
            defenses: Vec::new(),
        }
    }

    /// Applies a body of this weekend. One that is older than the state changes nothing.
    pub(super) fn update(&mut self, season: &ClanCapitalRaidSeason, events: &mut Events) {
        if self.is_over || season.total_attacks < self.total_attacks {
            return;
        }
        self.end = season.end_time;
        let mut push = |event| events.push(EventKind::Raid(event));
        self.compare_opponents(season, &mut push);
        self.compare_members(season, &mut push);
        self.compare_districts(season, &mut push);
        self.compare_defenses(season, &mut push);
        let end = self.end;
        self.remember(season);
        if self.is_over {
            let ended = EventKind::Raid(RaidEvent::Ended(Box::new(weekend_end(season))));
            events.push_within(ended, end, end);
        }
    }

    /// Takes over the state of a body without events.
    pub(super) fn remember(&mut self, season: &ClanCapitalRaidSeason) {
        self.is_over = season.state == ClanCapitalRaidSeasonState::Ended;
        self.total_attacks = season.total_attacks;
        if self.is_over {
            (self.members, self.raids, self.defenses) = (Vec::new(), Vec::new(), Vec::new());
            return;
        }
        if let Some(members) = &season.members {
            let member = |member: &ClanCapitalRaidSeasonMember| Member {
                tag: member.tag,
                attacks: member.attacks,
                looted: member.capital_resources_looted,
            };
            self.members = members.iter().map(member).collect();
        }
        let raid = |raid: &ClanCapitalRaidSeasonAttackLogEntry| {
            let districts = raid.districts.iter().map(|district| District {
                id: district.id,
                attacks: u16::try_from(district.attacks.len()).unwrap_or(u16::MAX),
                is_destroyed: district.is_destroyed(),
            });
            Raid { clan: raid.defender.tag, is_finished: raid.is_finished(), districts: districts.collect() }
        };
        self.raids = season.attack_log.iter().map(raid).collect();
        let defenses = season.defense_log.iter();
        self.defenses = defenses
            .map(|raid| Defense { clan: raid.attacker.tag, is_finished: raid.is_finished() })
            .collect();
    }

    pub(super) fn summary(&self, season: &ClanCapitalRaidSeason) -> RaidWeekendSummary {
        RaidWeekendSummary {
            weekend: self.start,
            end_time: season.end_time,
            is_over: season.state == ClanCapitalRaidSeasonState::Ended,
            total_attacks: season.total_attacks,
            capital_total_loot: season.capital_total_loot,
        }
    }

    /// The known state of the raid at an index of the attack log.
    fn raid(&self, season: &ClanCapitalRaidSeason, index: usize) -> Option<&Raid> {
        let tags = season.attack_log.iter().map(|raid| raid.defender.tag);
        let (tag, earlier) = occurrence(tags, index)?;
        self.raids.iter().filter(|raid| raid.clan == tag).nth(earlier)
    }

    fn district(&self, season: &ClanCapitalRaidSeason, index: usize, id: i32) -> Option<&District> {
        self.raid(season, index)?.districts.iter().find(|district| district.id == id)
    }

    fn opponent(&self, index: usize, clan: &ClanCapitalRaidSeasonClanInfo, districts: i32) -> RaidOpponent {
        RaidOpponent {
            weekend: self.start,
            number: index + 1,
            tag: clan.tag,
            name: clan.name.clone(),
            level: clan.level,
            districts,
        }
    }

    fn compare_opponents(&self, season: &ClanCapitalRaidSeason, push: &mut impl FnMut(RaidEvent)) {
        for (index, raid) in season.attack_log.iter().enumerate() {
            if self.raid(season, index).is_none() {
                push(RaidEvent::OpponentFound(self.opponent(index, &raid.defender, raid.district_count)));
            }
        }
    }

    fn compare_members(&self, season: &ClanCapitalRaidSeason, push: &mut impl FnMut(RaidEvent)) {
        let mut hits = self.new_hits(season);
        for member in season.members.iter().flatten() {
            let known = self.members.iter().find(|known| known.tag == member.tag);
            let (attacks, looted) = known.map_or((0, 0), |known| (known.attacks, known.looted));
            let is_single = member.attacks == attacks.saturating_add(1);
            for number in attacks.saturating_add(1)..=member.attacks {
                let hit = hits.iter().position(|(player, _)| *player == member.tag);
                let looted = member.capital_resources_looted.saturating_sub(looted);
                push(RaidEvent::Attack(Box::new(RaidAttackMade {
                    weekend: self.start,
                    player: member.tag,
                    name: member.name.clone(),
                    number,
                    attacks_allowed: member.attacks_allowed(),
                    looted: is_single.then_some(looted),
                    looted_in_weekend: member.capital_resources_looted,
                    hit: hit.map(|hit| hits.remove(hit).1),
                })));
            }
        }
    }

    /// The attacks of the attack log that were not seen yet, with their players.
    fn new_hits(&self, season: &ClanCapitalRaidSeason) -> Vec<(PlayerTag, RaidHit)> {
        let mut hits = Vec::new();
        let (mut district, mut number) = (None, 0);
        for attack in season.attacks() {
            let is_same = district.is_some_and(|district| std::ptr::eq(district, attack.district));
            number = if is_same { number + 1 } else { 1 };
            district = Some(attack.district);
            let raid = season.attack_log.iter().position(|raid| std::ptr::eq(raid, attack.raid));
            let Some(index) = raid else { continue };
            let known = self.district(season, index, attack.district.id);
            if known.is_some_and(|known| number <= known.attacks) {
                continue;
            }
            let hit = RaidHit {
                clan: attack.raid.defender.tag,
                raid: index + 1,
                district: attack.district.id,
                district_name: attack.district.name.clone(),
                destruction_percent: attack.attack.destruction_percent,
                new_destruction: attack.new_destruction(),
                new_stars: attack.new_stars(),
            };
            hits.push((attack.attack.attacker.tag, hit));
        }
        hits
    }

    fn compare_districts(&self, season: &ClanCapitalRaidSeason, push: &mut impl FnMut(RaidEvent)) {
        for (index, raid) in season.attack_log.iter().enumerate() {
            let opponent = || self.opponent(index, &raid.defender, raid.district_count);
            for district in raid.districts.iter().filter(|district| district.is_destroyed()) {
                if self.district(season, index, district.id).is_some_and(|known| known.is_destroyed) {
                    continue;
                }
                push(RaidEvent::DistrictDestroyed {
                    weekend: self.start,
                    raid: opponent(),
                    district: district.id,
                    district_name: district.name.clone(),
                    district_hall_level: district.district_hall_level,
                    attacks: district.attack_count,
                    // The newest attack is the first.
                    player: district.attacks.first().map(|attack| attack.attacker.tag),
                });
            }
            if raid.is_finished() && !self.raid(season, index).is_some_and(|known| known.is_finished) {
                let attacks = raid.attack_count;
                push(RaidEvent::RaidFinished { weekend: self.start, raid: opponent(), attacks });
            }
        }
    }

    fn compare_defenses(&self, season: &ClanCapitalRaidSeason, push: &mut impl FnMut(RaidEvent)) {
        for (index, raid) in season.defense_log.iter().enumerate() {
            let tags = season.defense_log.iter().map(|raid| raid.attacker.tag);
            let known = occurrence(tags, index)
                .and_then(|(tag, earlier)| self.defenses.iter().filter(|raid| raid.clan == tag).nth(earlier));
            let opponent = self.opponent(index, &raid.attacker, raid.district_count);
            if known.is_none() {
                push(RaidEvent::DefenseStarted(opponent.clone()));
            }
            if raid.is_finished() && !known.is_some_and(|known| known.is_finished) {
                let attacks = raid.attack_count;
                push(RaidEvent::DefenseFinished { weekend: self.start, raid: opponent, attacks });
            }
        }
    }
}

/// The tag at an index, and the number of its earlier occurrences: a clan can be raided twice in a
/// weekend.
fn occurrence(tags: impl Iterator<Item = ClanTag> + Clone, index: usize) -> Option<(ClanTag, usize)> {
    let tag = tags.clone().nth(index)?;
    Some((tag, tags.take(index).filter(|other| *other == tag).count()))
}

fn weekend_end(season: &ClanCapitalRaidSeason) -> RaidWeekendEnd {
    let members = season.members.iter().flatten().filter(|member| member.attacks_left() > 0);
    let unused = members.map(|member| RaidMember {
        tag: member.tag,
        name: member.name.clone(),
        attacks: member.attacks,
        attacks_allowed: member.attacks_allowed(),
        looted: member.capital_resources_looted,
    });
    RaidWeekendEnd {
        weekend: season.start_time,
        end_time: season.end_time,
        offensive_reward: season.offensive_reward,
        offensive_medals: season.offensive_medals(),
        defensive_reward: season.defensive_reward,
        total_attacks: season.total_attacks,
        capital_total_loot: season.capital_total_loot,
        enemy_districts_destroyed: season.enemy_districts_destroyed,
        raids_completed: season.raids_completed,
        unused: unused.collect(),
    }
}
