//! Changes of a war and their events, one by one.

use bytes::Bytes;
use coc_models::{Timestamp, WarPhase};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    driver::{Random, timestamp},
    script::{HOUR, Script, clan, not_in_war},
};
use crate::watch::{
    EventKind, FinalStateSource, LeagueEvent, WarEvent,
    event::Keyed,
    follower::{Events, Follow, Observation, Outcome, Plan, Resource, Timing},
    test_support::{Probe, recorded},
    war::WarFollower,
};

const BEGIN: i64 = 1_790_000_000_000;

fn probe() -> Probe<WarFollower> {
    Probe::new(WarFollower::new(clan(1)))
}

fn war(seed: u64) -> Script {
    Script::new([clan(1), clan(2)], BEGIN, false, &mut Random(seed))
}

/// The keys of the events, without the id of the war.
fn keys(events: &[EventKind]) -> Vec<String> {
    let key = |event: &EventKind| {
        let mut key = String::new();
        event.write_key(&mut key);
        key.split_once('/').map_or(key.clone(), |(_, key)| key.to_owned())
    };
    events.iter().map(key).collect()
}

/// A probe that has seen the war at a time, after no war.
fn probe_in(war: &Script, at: i64) -> Probe<WarFollower> {
    let mut probe = probe();
    assert!(probe.see(&not_in_war()).is_empty());
    probe.now = timestamp(at);
    assert_eq!(keys(&probe.see(&war.body(0, at)))[0], "found");
    probe
}

#[test]
fn the_first_war_is_not_reported_and_its_further_attacks_are() {
    let war = war(1);
    let at = war.start + 20 * HOUR;
    for snapshots in [false, true] {
        let mut probe = probe();
        probe.snapshots = snapshots;
        probe.now = timestamp(at);
        let expected: &[&str] = if snapshots { &["snapshot"] } else { &[] };
        assert_eq!(keys(&probe.see(&war.body(0, at))), expected);
        assert!(probe.see(&war.body(0, at)).is_empty(), "an identical body");
        let seen = war.attacks_at(at);
        let attacks = (seen + 1..=war.attack_count()).map(|order| format!("attack/{order}"));
        let expected: Vec<_> = attacks.chain(["over".to_owned(), "ended".to_owned()]).collect();
        probe.now = timestamp(war.end + 2_000);
        assert_eq!(keys(&probe.see(&war.body(0, war.end))), expected);
        assert!(probe.see(&war.body(0, war.end)).is_empty(), "the war has ended once");
    }
    let mut probe = self::probe();
    assert!(probe.see(&war.body(0, war.end)).is_empty(), "a war that is over at first sight");
    assert!(probe.see(&not_in_war()).is_empty());
    assert_eq!(probe.resources().len(), 2, "the current war and the group");
}

#[test]
fn each_new_attack_has_its_effect_and_both_scores() {
    let war = war(2);
    let mut probe = probe_in(&war, war.preparation);
    assert_eq!(keys(&probe.see(&war.body(0, war.start))), ["battle"]);
    let events = probe.see(&war.body(0, war.end - 1));
    assert_eq!(events.len(), war.attack_count());
    let (mut own, mut other) = (0, 0);
    for event in &events {
        let EventKind::War(WarEvent::Attack(attack)) = event else { panic!("{event:?}") };
        *if attack.is_own { &mut own } else { &mut other } += attack.new_stars;
        assert_eq!((attack.score.stars, attack.opponent_score.stars), (own, other));
        assert_eq!(attack.attacker.name, attack.attacker.tag.to_string().as_str());
        assert!(attack.defender.position.is_some());
    }
    assert_eq!([own, other].map(i64::from), [1, 2].map(|number| war.final_stars(clan(number))));
}

#[test]
fn the_missed_attacks_are_reported_with_the_end() {
    let war = (0..100).map(war).find(|war| war.missed(clan(1)) > 1).unwrap();
    let mut probe = probe_in(&war, war.start);
    let events = probe.see(&war.body(0, war.end));
    let Some(EventKind::War(WarEvent::Ended(end))) = events.last() else { panic!("{events:?}") };
    let missed: usize = end.missed.iter().flatten().map(|member| member.attacks).sum();
    assert_eq!((missed, end.source), (war.missed(clan(1)), FinalStateSource::CurrentWar));
}

#[test]
fn a_war_without_its_final_state_is_looked_for_in_order_and_given_up() {
    let war = war(4);
    let next = Script::new([clan(1), clan(3)], war.end + 1_000, false, &mut Random(5));
    let mut probe = probe_in(&war, war.start);
    probe.now = timestamp(war.end + 2_000);
    assert_eq!(keys(&probe.see(&next.body(0, next.preparation))), ["found"]);
    let opponent = Resource::CurrentWar(clan(2));
    assert!(probe.resources().contains(&opponent));
    assert!(probe.observe(&opponent, Outcome::PrivateWarLog).is_empty());
    let log = Resource::WarLog(clan(1));
    assert!(probe.resources().contains(&log));
    assert!(probe.see_of(&log, &json!({"items": []})).is_empty());
    let give_up = probe.follower.wake_at().unwrap();
    assert_eq!(give_up, timestamp(war.end + 2_000 + 3 * HOUR));
    let mut late = probe.follower.clone();
    let mut events = Events::default();
    probe.follower.wake(give_up, &mut events);
    let [(EventKind::War(WarEvent::EndNotSeen(last)), _)] = &events.list[..] else { panic!("{events:?}") };
    assert_eq!((last.phase, last.attacks), (WarPhase::Battle, war.attacks_at(war.start)));
    // After a pause of the program, the sources are requested first.
    let mut events = Events::default();
    late.wake(timestamp(war.end + 24 * HOUR), &mut events);
    assert!(events.list.is_empty() && late.wake_at() > Some(timestamp(war.end + 24 * HOUR)));
}

#[test]
fn the_opponent_shows_a_war_after_the_own_log_was_made_private() {
    let war = war(6);
    let mut probe = probe_in(&war, war.start);
    let (own, opponent) = (Resource::CurrentWar(clan(1)), Resource::CurrentWar(clan(2)));
    assert!(probe.observe(&own, Outcome::PrivateWarLog).is_empty());
    assert!(probe.resources().contains(&opponent));
    let middle = war.end - HOUR;
    let seen = probe.see_of(&opponent, &war.body(1, middle));
    assert_eq!(seen.len(), war.attacks_at(middle) - war.attacks_at(war.start));
    // An older body, as from a cache, changes nothing.
    assert!(probe.see_of(&opponent, &war.body(1, war.start)).is_empty());
    let events = probe.see_of(&opponent, &war.body(1, war.end));
    let Some(EventKind::War(WarEvent::Ended(end))) = events.last() else { panic!("{events:?}") };
    assert_eq!(end.source, FinalStateSource::OpponentCurrentWar);
    assert_eq!(i64::from(end.score.stars), war.final_stars(clan(1)));
    assert_eq!(probe.resources().len(), 2);
}

#[test]
fn a_war_log_has_the_score_and_missed_attacks_only_if_no_attack_was_overlooked() {
    for (seen_at, is_complete) in [(0, false), (24 * HOUR, true)] {
        let war = war(7);
        let mut probe = probe_in(&war, war.start);
        probe.see(&war.body(0, war.start + seen_at - 1));
        probe.now = timestamp(war.end + 1_000);
        assert!(probe.see(&not_in_war()).is_empty());
        assert!(probe.see_of(&Resource::CurrentWar(clan(2)), &not_in_war()).is_empty());
        let items = json!({"items": [war.log_entry(0)]});
        let events = probe.see_of(&Resource::WarLog(clan(1)), &items);
        assert_eq!(keys(&events), ["over", "ended"]);
        let EventKind::War(WarEvent::Ended(end)) = &events[1] else { panic!("{events:?}") };
        assert_eq!((end.source, end.missed.is_some()), (FinalStateSource::WarLog, is_complete));
        assert_eq!(i64::from(end.score.stars), war.final_stars(clan(1)));
    }
}

#[test]
fn the_last_request_before_the_end_does_not_hide_the_final_state_in_a_cache() {
    let war = war(8);
    let mut probe = probe_in(&war, war.start);
    let timing = |probe: &Probe<WarFollower>, at: i64| {
        let mut plan = Plan::default();
        probe.follower.plan(timestamp(at), &mut plan);
        plan.0[0].1
    };
    let after_end = Timing::NotBefore(timestamp(war.end + 1_000));
    assert_eq!(timing(&probe, war.end - 241_000), Timing::Close);
    assert_eq!(timing(&probe, war.end - 239_000), after_end);
    assert_eq!(timing(&probe, war.end + 1_000), Timing::Close, "until the final state is seen");
    probe.now = timestamp(war.end + 1_000);
    probe.see(&war.body(0, war.end));
    assert_eq!(timing(&probe, war.end + 2_000), Timing::Relaxed);
}

#[test]
fn moved_times_and_line_ups_are_reported_in_the_preparation() {
    let war = war(9);
    let mut probe = probe_in(&war, war.preparation);
    let mut body = war.body(0, war.preparation);
    body["clan"]["members"][0]["tag"] = json!("#8QU8J9LP");
    let events = probe.see(&body);
    assert_eq!(keys(&events), [format!("line-up/{}", clan(1))]);
    let EventKind::War(WarEvent::LineUpChanged { added, removed, .. }) = &events[0] else { panic!() };
    assert_eq!((added.len(), removed.len(), added[0].position), (1, 1, Some(1)));
    let times = |start: i64| timestamp(start + HOUR).to_string();
    (body["startTime"], body["endTime"]) = (times(war.start).into(), times(war.end).into());
    let events = probe.see(&body);
    let EventKind::War(WarEvent::TimesMoved { old_end, end, .. }) = &events[0] else { panic!("{events:?}") };
    assert_eq!((*old_end, *end, events.len()), (timestamp(war.end), timestamp(war.end + HOUR), 1));
    let mut moments = Vec::new();
    probe.follower.moments(timestamp(war.preparation), &mut moments);
    assert_eq!(
        moments.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [war.start, war.end].map(|at| timestamp(at + HOUR))
    );
}

#[test]
fn a_body_that_cannot_be_decoded_changes_nothing() {
    let war = war(10);
    let mut probe = probe_in(&war, war.start);
    let before = serde_json::to_string(&probe.follower).unwrap();
    let body = Bytes::from_static(b"{\"state\":");
    let resource = &Resource::CurrentWar(clan(1));
    let (at, not_before) = (probe.now, probe.now);
    let observation = Observation { resource, outcome: Outcome::Body(&body), at, not_before };
    let mut events = Events::default();
    assert!(probe.follower.observe(&observation, &mut events).is_err() && events.list.is_empty());
    assert_eq!(serde_json::to_string(&probe.follower).unwrap(), before);
}

#[test]
fn recorded_wars_against_themselves_have_no_events() {
    for (name, body) in recorded("currentwar").into_iter().chain(recorded("cwl-war")) {
        let Ok(own) = serde_json::from_value(body["clan"]["tag"].clone()) else { continue };
        let mut probe = Probe::new(WarFollower::new(own));
        assert!(probe.see(&not_in_war()).is_empty());
        let end = body["endTime"].as_str().map_or(timestamp(BEGIN), |end| end.parse::<Timestamp>().unwrap());
        probe.now = end;
        let found = probe.see(&body);
        let attacks =
            found.iter().filter(|event| matches!(event, EventKind::War(WarEvent::Attack(_)))).count();
        if body["warStartTime"].is_null() {
            let members =
                ["clan", "opponent"].into_iter().flat_map(|side| body[side]["members"].as_array().unwrap());
            let made: usize = members.filter_map(|member| member["attacks"].as_array()).map(Vec::len).sum();
            assert_eq!(attacks, made, "{name}");
        }
        assert!(probe.see(&body).is_empty(), "{name}");
    }
}

#[test]
fn recorded_groups_against_themselves_have_no_events() {
    for (name, body) in recorded("cwl-leaguegroup") {
        let Ok(own) = serde_json::from_value(body["clans"][0]["tag"].clone()) else { continue };
        let mut probe = Probe::new(WarFollower::new(own));
        let group = Resource::WarLeagueGroup(own);
        assert!(probe.observe(&group, Outcome::NotFound).is_empty());
        let events = probe.see_of(&group, &body);
        assert!(matches!(events[0], EventKind::League(LeagueEvent::GroupFound(_))), "{name}");
        assert!(probe.see_of(&group, &body).is_empty(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A random edit of a body has the event of that edit, and no other.
    #[test]
    fn one_more_attack_is_one_event(seed: u64, number in 0_usize..20) {
        let war = war(seed);
        let times: Vec<i64> = (0..).step_by(60_000).map(|after| war.start + after).take(24 * 60).collect();
        let at = |count: usize| times.iter().copied().find(|at| war.attacks_at(*at) >= count);
        let (Some(before), Some(after)) = (at(number), at(number + 1)) else { return Ok(()) };
        let mut probe = probe_in(&war, before);
        let known = war.attacks_at(before) + 1;
        let expected: Vec<_> = (known..=war.attacks_at(after)).map(|order| format!("attack/{order}")).collect();
        prop_assert_eq!(keys(&probe.see(&war.body(0, after))), expected);
        prop_assert!(probe.see(&war.body(0, after)).is_empty());
    }

    /// No body makes the follower panic, and none is reported twice.
    #[test]
    fn any_body_of_the_right_form_is_applied_once(
        field in 0_usize..8, value in prop_oneof![
            Just(Value::Null), any::<i32>().prop_map(Value::from), "[ -~]{0,9}".prop_map(Value::from),
        ],
    ) {
        let war = war(11);
        let mut probe = probe_in(&war, war.start + 12 * HOUR);
        let mut body = war.body(0, war.end - HOUR);
        let fields = [
            "/state", "/teamSize", "/startTime", "/endTime", "/preparationStartTime", "/clan/tag",
            "/clan/members/0/mapPosition", "/opponent/members/0/tag",
        ];
        *body.pointer_mut(fields[field]).unwrap() = value;
        let bytes = Bytes::from(body.to_string());
        let resource = &Resource::CurrentWar(clan(1));
        let (at, not_before) = (probe.now, probe.now);
        let observation = Observation { resource, outcome: Outcome::Body(&bytes), at, not_before };
        let mut events = Events::default();
        if probe.follower.observe(&observation, &mut events).is_ok() {
            let mut again = Events::default();
            probe.follower.observe(&observation, &mut again).unwrap();
            prop_assert!(again.list.is_empty(), "{again:?}");
        }
    }
}
