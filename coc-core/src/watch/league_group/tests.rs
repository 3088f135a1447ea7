use coc_models::Timestamp;
use serde_json::{Value, json};

use super::LeagueGroupFollower;
use crate::watch::{
    EventKind, LeagueGroupEvent,
    follower::Resource,
    test_support::{Probe, recorded},
};

const SEASON: i64 = 1_773_032_400;

fn probe() -> Probe<LeagueGroupFollower> {
    Probe::new(LeagueGroupFollower::new("#2PP".parse().unwrap()))
}

fn profile(group: &str, season: i64) -> Value {
    json!({ "tag": "#2PP", "name": "Ada", "currentLeagueGroupTag": group, "currentLeagueSeasonId": season })
}

/// A group in which the player has these trophies, and has attacked as often.
fn group(trophies: i64, attacks: u32) -> Value {
    let member =
        |tag: &str, trophies: i64| json!({ "playerTag": tag, "playerName": tag, "leagueTrophies": trophies });
    let attack = |hour: u32| {
        json!({
            "opponentPlayerTag": "#2PY", "opponentName": "Bea", "stars": 2, "trophies": 30,
            "destructionPercentage": 92, "creationTime": format!("2026-03-10T{hour:02}:00:00Z"),
        })
    };
    json!({
        "members": [member("#2PY", 200), member("#2PP", trophies), member("#2PV", 90)],
        "attackLogs": (0..attacks).map(attack).collect::<Vec<_>>(), "defenseLogs": [],
    })
}

fn resource(probe: &Probe<LeagueGroupFollower>) -> Resource {
    probe.resources().pop().unwrap()
}

#[test]
fn the_group_of_the_profile_is_requested_and_its_first_sight_fires_nothing() {
    let mut probe = probe();
    assert_eq!(probe.resources().len(), 1);
    assert!(probe.see(&profile("#2PPV", SEASON)).is_empty());
    assert_eq!(probe.resources().len(), 2);
    let group_resource = resource(&probe);
    assert!(probe.see_of(&group_resource, &group(100, 2)).is_empty());
    assert!(probe.see_of(&group_resource, &group(100, 2)).is_empty());
}

#[test]
fn a_player_in_no_group_needs_no_further_request() {
    let mut probe = probe();
    assert!(probe.see(&profile("#0", 0)).is_empty());
    assert_eq!(probe.resources().len(), 1);
}

#[test]
fn an_attack_is_an_event_with_the_new_standing() {
    let mut probe = probe();
    probe.see(&profile("#2PPV", SEASON));
    let resource = resource(&probe);
    probe.see_of(&resource, &group(80, 1));
    let events = probe.see_of(&resource, &group(110, 2));
    let [
        EventKind::LeagueGroup(LeagueGroupEvent::Place { place, .. }),
        EventKind::LeagueGroup(LeagueGroupEvent::Trophies { trophies, .. }),
        EventKind::LeagueGroup(LeagueGroupEvent::Attack { battle, .. }),
    ] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((place.old, place.new), (3, 2));
    assert_eq!((trophies.old, trophies.new), (80, 110));
    assert_eq!(battle.creation_time.unwrap().to_string(), "2026-03-10T01:00:00Z");
}

#[test]
fn the_battles_before_the_first_response_of_a_later_group_are_events() {
    let mut probe = probe();
    probe.see(&profile("#0", 0));
    let found = probe.see(&profile("#2PPV", SEASON));
    assert!(matches!(&found[..], [EventKind::LeagueGroup(LeagueGroupEvent::Found { .. })]), "{found:?}");
    let resource = resource(&probe);
    assert_eq!(probe.see_of(&resource, &group(100, 3)).len(), 3);
}

#[test]
fn the_last_battles_of_a_season_are_read_after_the_turn() {
    let mut probe = probe();
    probe.see(&profile("#2PPV", SEASON));
    let first = resource(&probe);
    probe.see_of(&first, &group(100, 3));
    probe.see(&profile("#2PPR", SEASON + 604_800));
    assert_eq!(probe.resources().len(), 3);
    let events = probe.see_of(&first, &group(100, 4));
    let [EventKind::LeagueGroup(LeagueGroupEvent::Attack { season, .. })] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(season.unix_seconds(), Some(SEASON));
    probe.now = Timestamp::from_unix_seconds(probe.now.unix_seconds() + 900).unwrap();
    assert_eq!(probe.resources().len(), 2);
    assert!(!probe.resources().contains(&first));
}

#[test]
fn a_player_who_does_not_sign_up_again_has_left() {
    let mut probe = probe();
    probe.see(&profile("#2PPV", SEASON));
    let events = probe.see(&profile("#0", 0));
    assert!(matches!(&events[..], [EventKind::LeagueGroup(LeagueGroupEvent::Left { .. })]), "{events:?}");
}

#[test]
fn a_recorded_group_against_itself_has_no_events() {
    for (path, body) in recorded("leaguegroup-ranked") {
        let mut probe = probe();
        probe.see(&profile("#2PPV", SEASON));
        let resource = resource(&probe);
        probe.see_of(&resource, &body);
        assert!(probe.see_of(&resource, &body).is_empty(), "{path}");
    }
}
