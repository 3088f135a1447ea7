//! Recorded raid weekends.

use std::collections::BTreeSet;

use coc_models::{ClanCapitalRaidSeason, ClanCapitalRaidSeasonState, Page, PlayerTag};

use crate::corpus::real_bodies;

/// The recorded weekends that have an attack log.
fn weekends() -> Vec<(String, ClanCapitalRaidSeason)> {
    let pages = real_bodies::<Page<ClanCapitalRaidSeason>>("capitalraidseasons");
    let weekends = pages.into_iter().flat_map(|(name, page)| {
        page.items.into_iter().map(move |weekend| (format!("{name}, {}", weekend.start_time), weekend))
    });
    weekends.filter(|(_, weekend)| !weekend.attack_log.is_empty()).collect()
}

#[test]
fn totals_of_the_logs_are_those_of_the_weekend() {
    let weekends = weekends();
    for (name, weekend) in &weekends {
        let (offense, defense) = (weekend.offensive_totals(), weekend.defensive_totals());
        assert_eq!(offense.attacks, i64::from(weekend.total_attacks), "{name}");
        assert_eq!(offense.looted, i64::from(weekend.capital_total_loot), "{name}");
        assert_eq!(offense.districts_destroyed, i64::from(weekend.enemy_districts_destroyed), "{name}");
        let finished = i32::try_from(offense.finished + defense.finished).unwrap();
        assert_eq!(finished, weekend.raids_completed, "{name}");
        for raid in &weekend.attack_log {
            let destroyed = raid.districts.iter().filter(|district| district.is_destroyed()).count();
            assert_eq!(i32::try_from(destroyed), Ok(raid.districts_destroyed), "{name}");
            assert_eq!(i32::try_from(raid.districts.len()), Ok(raid.district_count), "{name}");
        }
    }
    println!("{} weekends", weekends.len());
}

#[test]
fn attacks_of_members_add_up_to_those_of_the_weekend() {
    let (mut weekends, mut members) = (self::weekends(), 0);
    weekends.retain(|(_, weekend)| weekend.members.is_some());
    for (name, weekend) in &weekends {
        let listed = weekend.members.iter().flatten();
        assert_eq!(listed.clone().map(|member| member.attacks).sum::<i32>(), weekend.total_attacks, "{name}");
        let looted: i32 = listed.clone().map(|member| member.capital_resources_looted).sum();
        assert_eq!(looted, weekend.capital_total_loot, "{name}");
        for member in listed {
            members += 1;
            assert!(member.attacks > 0 && member.attacks <= member.attacks_allowed(), "{name}");
            assert_eq!(member.attacks_left(), member.attacks_allowed() - member.attacks, "{name}");
            assert_eq!(weekend.member(member.tag), Some(member), "{name}");
        }
    }
    println!("{members} members of {} weekends", weekends.len());
}

#[test]
fn attacks_of_a_district_add_up_to_its_destruction() {
    let (weekends, mut attacks) = (weekends(), 0);
    for (name, weekend) in &weekends {
        for raid in &weekend.attack_log {
            for district in raid.districts.iter().filter(|district| !district.attacks.is_empty()) {
                let own = weekend.attacks().filter(|attack| std::ptr::eq(attack.district, district));
                let mut destruction = 0;
                for attack in own {
                    attacks += 1;
                    assert!(attack.new_destruction() >= 0 && attack.new_stars() >= 0, "{name}");
                    destruction += attack.new_destruction();
                }
                assert_eq!(destruction, district.destruction_percent, "{name}, {}", district.name);
            }
        }
        for member in weekend.members.iter().flatten() {
            let found = weekend.attacks_by(member.tag).count();
            // Only the newest weekends list their attacks.
            let is_listed = weekend.attacks().next().is_some();
            assert!(!is_listed || i32::try_from(found) == Ok(member.attacks), "{name}, {}", member.tag);
        }
        assert_eq!(weekend.attacks_by(PlayerTag::default()).count(), 0, "{name}");
    }
    println!("{attacks} attacks");
}

#[test]
fn offensive_medals_are_the_reward_of_each_weekend_that_is_over() {
    let mut weekends = weekends();
    weekends.retain(|(_, weekend)| weekend.state == ClanCapitalRaidSeasonState::Ended);
    for (name, weekend) in &weekends {
        assert_eq!(weekend.offensive_medals(), Some(weekend.offensive_reward), "{name}");
    }
    println!("{} weekends", weekends.len());
}

#[test]
fn estimates_of_defensive_medals_are_mostly_within_20_percent_of_the_reward() {
    let mut weekends = weekends();
    weekends.retain(|(_, weekend)| weekend.defensive_reward > 0);
    // One weekend may be in several recordings.
    let mut seen = BTreeSet::new();
    weekends.retain(|(_, weekend)| {
        seen.insert((weekend.start_time, weekend.capital_total_loot, weekend.defensive_reward))
    });
    let (mut estimates, mut close) = (0, 0);
    for (_, weekend) in &weekends {
        let Some(estimate) = weekend.defensive_medals_estimate() else { continue };
        estimates += 1;
        let difference = (estimate - weekend.defensive_reward).abs();
        close += usize::from(difference * 5 <= weekend.defensive_reward);
    }
    println!("{close} of {estimates} estimates, {} weekends", weekends.len());
    assert!(close * 10 >= estimates * 9, "{close} of {estimates}");
}
