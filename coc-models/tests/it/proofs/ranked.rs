//! Recorded ranked weeks and battle logs.

use coc_models::{
    BattleLogEntry, BattleStats, BattleType, LeagueGroup, NewBattles, Page,
    ranked::{attack_trophies, ranked_defense_trophies},
};

use crate::corpus::real_bodies;

#[test]
fn trophies_of_battles_are_those_of_the_server() {
    let mut battles = 0;
    for (name, group) in real_bodies::<LeagueGroup>("leaguegroup-ranked") {
        for battle in &group.attack_logs {
            let trophies = attack_trophies(battle.stars, battle.destruction_percentage);
            assert_eq!(trophies, Some(battle.trophies), "{name}: {battle:?}");
        }
        for battle in &group.defense_logs {
            let trophies = ranked_defense_trophies(battle.stars, battle.destruction_percentage);
            assert_eq!(trophies, Some(battle.trophies), "{name}: {battle:?}");
        }
        battles += group.attack_logs.len() + group.defense_logs.len();
    }
    println!("{battles} battles");
}

#[test]
fn an_attack_is_won_with_a_star_and_a_defence_without_one() {
    let groups = real_bodies::<LeagueGroup>("leaguegroup-ranked");
    for (name, group) in &groups {
        let won = |attack: bool| {
            let battles = if attack { &group.attack_logs } else { &group.defense_logs };
            let won = battles.iter().filter(|battle| (battle.stars > 0) == attack).count();
            (i32::try_from(won).unwrap(), i32::try_from(battles.len()).unwrap())
        };
        let ((attacks_won, attacks), (defenses_won, defenses)) = (won(true), won(false));
        // The body does not say for which member it was requested.
        let is_theirs = group.members.iter().any(|member| {
            (member.attack_win_count, member.attack_lose_count) == (attacks_won, attacks - attacks_won)
                && (member.defense_win_count, member.defense_lose_count)
                    == (defenses_won, defenses - defenses_won)
        });
        assert!(is_theirs, "{name}");
    }
    println!("{} groups", groups.len());
}

#[test]
fn statistics_of_a_battle_log_count_each_battle_once() {
    let logs = real_bodies::<Page<BattleLogEntry>>("battlelog");
    for (name, log) in &logs {
        let log = &log.items;
        let battles = log.iter().filter(|battle| battle.is_battle()).count();
        assert_eq!(usize::try_from(BattleStats::of(log).battles), Ok(battles), "{name}");
        let parts =
            [BattleType::HomeVillage, BattleType::Ranked, BattleType::Legend].iter().flat_map(|kind| {
                [true, false].map(|attack| {
                    let of_kind = log.iter().filter(|battle| battle.battle_type == *kind);
                    BattleStats::of(of_kind.filter(|battle| battle.attack == attack)).battles
                })
            });
        assert_eq!(usize::try_from(parts.sum::<u32>()), Ok(battles), "{name}");
    }
    println!("{} logs", logs.len());
}

#[test]
fn a_recorded_log_has_its_oldest_row_first_and_overlaps_with_itself() {
    for (name, log) in real_bodies::<Page<BattleLogEntry>>("battlelog") {
        let all = log.items.as_slice();
        for known in 1..=all.len() {
            let (old, later) = (&all[..known], &all[known / 2..]);
            let gained = NewBattles::since(old, later);
            assert!(gained.is_unbroken && gained.battles == &all[known..], "{name}: {known}");
        }
    }
}
