//! The agreement of a watcher with the log in a small form, and the comparison itself.

use std::sync::Arc;

use simulator::{
    Simulator,
    world::{ChangesOf, Scenario, World},
};

use super::{
    DAY, HOUR,
    compare::{Differences, Followed, compare},
    faults,
    journal::Record,
    session::Session,
    subjects,
};

const SCENARIO: Scenario =
    Scenario { immediate_searches: 50, private_logs: Some(5), changing_logs: 10, frequent_changes: true };

/// A world of eight clans, four of which are followed from three hours before the end of a raid
/// weekend, in the middle of the league season.
fn start(hours: i64) -> (Arc<Simulator>, Followed) {
    let from = World::default_start() + DAY + 16 * HOUR;
    let builder = Simulator::builder().clans(8).speed(0.0).now(from).scenario(SCENARIO);
    let simulator = Arc::new(builder.start_blocking().unwrap());
    let clans: Vec<String> = simulator.world().clan_tags().take(4).collect();
    let values = simulator.world().clan_values(&clans[0], from).unwrap();
    let players = values.members.into_keys().take(2).collect();
    (simulator, Followed { clans, players, from, to: from + hours * HOUR })
}

fn difference(simulator: &Simulator, followed: &Followed, records: &[Record]) -> Differences {
    let calendar = simulator.changes(ChangesOf::Calendar, followed.from, followed.to).unwrap();
    compare(simulator.world(), &calendar, followed, records).unwrap()
}

/// Follows for the whole time and continues from the last snapshot twenty-five minutes after the
/// process was lost in the middle.
fn follow_with_a_restart(simulator: &Arc<Simulator>, followed: &Followed) -> Vec<Record> {
    let lost_at = followed.from + (followed.to - followed.from) / 2;
    let mut saved = None;
    let mut session = Session::start(simulator, followed.from, Vec::new(), None).unwrap();
    session.follow(subjects(followed).unwrap());
    session
        .run(lost_at, |_, mark, snapshot| {
            saved = Some((mark, serde_json::to_string(&snapshot)?));
            Ok(())
        })
        .unwrap();
    let (mark, snapshot) = saved.unwrap();
    let mut records = session.journal().clone();
    drop(session);
    records.truncate(usize::try_from(mark).unwrap());
    let snapshot = serde_json::from_str(&snapshot).unwrap();
    let mut session = Session::start(simulator, lost_at + 25 * 60_000, records, Some(snapshot)).unwrap();
    session.run(followed.to, |_, _, _| Ok(())).unwrap();
    session.journal().clone()
}

#[test]
fn events_agree_with_the_log_across_a_restart() {
    let (simulator, followed) = start(12);
    let records = follow_with_a_restart(&simulator, &followed);
    let differences = difference(&simulator, &followed, &records);
    assert!(differences.is_none(), "{:#}", differences.report());
    for group in ["clan", "member", "player", "battle", "war", "league", "raid", "calendar"] {
        let agreed = differences.agreed.get(group).copied().unwrap_or_default();
        assert!(agreed > 0, "no {group} event: {:#}", differences.report());
    }
}

#[test]
fn events_agree_with_the_log_in_spite_of_faults_and_maintenance() {
    let (simulator, followed) = start(12);
    simulator.faults().set(faults(followed.from, followed.to)).unwrap();
    let records = follow_with_a_restart(&simulator, &followed);
    let differences = difference(&simulator, &followed, &records);
    assert!(differences.is_none(), "{:#}", differences.report());
    assert_eq!(differences.agreed["api"], 4, "{:#}", differences.report());
}

#[test]
fn a_lost_a_repeated_and_an_altered_event_are_differences() {
    let (simulator, followed) = start(3);
    let mut session = Session::start(&simulator, followed.from, Vec::new(), None).unwrap();
    session.follow(subjects(&followed).unwrap());
    session.run(followed.to, |_, _, _| Ok(())).unwrap();
    let records = session.journal().clone();
    let events: Vec<usize> =
        (0..records.len()).filter(|index| matches!(records[*index], Record::Event(_))).collect();
    let before = difference(&simulator, &followed, &records);
    let middle = events[events.len() / 2];
    let mut lost = records.clone();
    let event = lost.remove(middle);
    let lost = difference(&simulator, &followed, &lost);
    assert_eq!(lost.missing.len(), before.missing.len() + 1);
    let mut repeated = records;
    repeated.push(event);
    let repeated = difference(&simulator, &followed, &repeated);
    assert!(repeated.double.len() > before.double.len());
}
