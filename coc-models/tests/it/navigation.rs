//! Properties of navigation and arithmetic of players, clans, raids and battle logs: no body
//! panics, and a body against itself differs in nothing.

use coc_models::{
    ActivityStrength, BattleLogEntry, BattleStats, Clan, ClanCapitalRaidSeason, ClanMember, ClanWarLogEntry,
    NewBattles, Player, Timestamp, Village,
    ranked::{attack_trophies, legend_defense_trophies, ranked_defense_trophies},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{fixtures, models::varied};

fn decode<T: serde::de::DeserializeOwned>(body: &Value) -> T {
    serde_json::from_str(&body.to_string()).unwrap()
}

fn use_player(player: &Player) {
    assert_eq!(player.activity_since(player).strength(), ActivityStrength::None);
    let groups = player.home_troops().chain(player.super_troops()).chain(player.siege_machines());
    let home = groups.chain(player.pets()).count();
    let of_home = player.troops.iter().filter(|unit| unit.is_of(&Village::Home));
    assert_eq!(home, of_home.count());
    for unit in &player.troops {
        let found = player.troop(&unit.name).or_else(|| player.builder_base_troop(&unit.name));
        assert!(found.is_none_or(|found| found.name == unit.name));
    }
    for achievement in &player.achievements {
        assert!(player.achievement(&achievement.name).is_some());
    }
    let _ = player.activity_since(&Player::default());
}

fn use_clan(clan: &Clan) {
    assert!(clan.changes_since(clan).is_empty());
    for member in &clan.member_list {
        assert!(clan.member(member.tag).is_some());
    }
    let _ = (clan.leader(), clan.changes_since(&Clan::default()));
}

fn use_weekend(weekend: &ClanCapitalRaidSeason) {
    let _ = (weekend.offensive_medals(), weekend.defensive_medals_estimate());
    let _ = (weekend.offensive_totals(), weekend.defensive_totals());
    let _ = weekend.without_attacks(&Clan::default());
    for member in weekend.members.iter().flatten() {
        assert!(member.attacks_left() >= 0);
        let _ = weekend.attacks_by(member.tag).count();
    }
    for attack in weekend.attacks() {
        let _ = (attack.new_destruction(), attack.new_stars(), attack.is_final());
    }
    let seasons = std::slice::from_ref(weekend);
    assert!(ClanCapitalRaidSeason::latest_of(seasons, weekend.start_time).is_some());
    let _ = ClanCapitalRaidSeason::current_of(seasons, Timestamp::default());
}

fn use_battle(battle: &BattleLogEntry) {
    let log = [battle.clone(), battle.clone()];
    let gained = NewBattles::since(&log, &log);
    assert!(gained.battles.is_empty() && gained.is_unbroken);
    let stats = BattleStats::of(&log);
    assert_eq!(stats.battles, if battle.is_battle() { 2 } else { 0 });
    assert!(stats.won == 0 || stats.won == stats.battles);
    let days = BattleStats::by_legend_day(&log);
    assert!(days.len() <= 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_body_is_navigated_without_a_panic_and_equals_itself((index, body) in varied()) {
        match fixtures::all()[index].name {
            "Player" => use_player(&decode(&body)),
            "Clan" => use_clan(&decode(&body)),
            "ClanCapitalRaidSeason" => use_weekend(&decode(&body)),
            "BattleLogEntry" => use_battle(&decode(&body)),
            "ClanWarLogEntry" => {
                let entry: ClanWarLogEntry = decode(&body);
                prop_assert!(entry.season_outcome().is_none() || entry.is_league_season());
            }
            _ => {}
        }
    }

    #[test]
    fn trophies_of_a_battle_are_within_their_bounds(stars: i32, percent: f64, near in 0..4, part in 0.0..=100.0) {
        for (stars, percent) in [(stars, percent), (near, percent), (near, part)] {
            let attack = attack_trophies(stars, percent);
            prop_assert!(attack.is_none_or(|trophies| (0..=40).contains(&trophies)));
            let ranked = ranked_defense_trophies(stars, percent);
            prop_assert!(ranked.is_none_or(|trophies| (0..=40).contains(&trophies)));
            let legend = legend_defense_trophies(stars, percent);
            prop_assert!(legend.is_none_or(|trophies| (-40..=0).contains(&trophies)));
            prop_assert_eq!(attack.is_some(), ranked.is_some() && legend.is_some());
        }
    }

    #[test]
    fn donations_between_two_states_are_never_negative(old: i32, new: i32) {
        let state = |donations| {
            let mut member = ClanMember::default();
            (member.donations, member.donations_received) = (donations, donations);
            let mut clan = Clan::default();
            clan.member_list = vec![member];
            clan
        };
        let (old, new) = (state(old), state(new));
        for change in &new.changes_since(&old).changed {
            prop_assert!(change.donated() >= 0);
            prop_assert_eq!(change.donated(), change.received());
        }
    }

    /// The rows after a common part are found, wherever the logs were cut.
    #[test]
    fn a_log_that_continues_an_earlier_one_has_the_rows_after_it(
        stars in prop::collection::vec(0..4, 1..60),
        cut: prop::sample::Index,
        lost: prop::sample::Index,
    ) {
        let row = |(at, stars): (i32, i32)| {
            let mut row = BattleLogEntry::default();
            row.stars = stars;
            row.destruction_percentage = f64::from(at);
            row
        };
        let mut log: Vec<_> = (0..).zip(stars).map(row).collect();
        for _ in 0..2 {
            let known = cut.index(log.len()) + 1;
            let lost = lost.index(known);
            let gained = NewBattles::since(&log[..known], &log[lost..]);
            prop_assert_eq!(gained.battles, &log[known..]);
            prop_assert!(gained.is_unbroken);
            log.reverse();
        }
    }
}
