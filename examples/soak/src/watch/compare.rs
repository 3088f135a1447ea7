//! The comparison of the events with the simulator's log.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

use serde_json::{Value, json};
use simulator::world::{Change, World};

use super::{
    HOUR,
    battles::{self, Bounds, EndedWar},
    expected::{self, Grid},
    facts::{self, Fact, Facts, Group},
    journal::Record,
};

/// The number of examples of each kind of difference in the report.
const EXAMPLES: usize = 8;

/// The time in which a watcher finds the final state of a war or ends the search, with room for
/// maintenance and a restart.
const SEARCH: i64 = 5 * HOUR;

/// The followed clans and players.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) clans: Vec<String>,
    pub(crate) players: Vec<String>,
    /// The simulated times between which subjects were followed, in Unix milliseconds.
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// The differences between events and log.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// The numbers of matching facts by group.
    pub(crate) agreed: BTreeMap<&'static str, usize>,
    /// Changes that were not reported.
    pub(crate) missing: Vec<Fact>,
    /// Events that were reported more often than they happened, or with the id of another one.
    pub(crate) double: Vec<String>,
    /// Events of changes that did not happen.
    pub(crate) wrong: Vec<Fact>,
    /// Events whose time window does not contain the change.
    pub(crate) windows: Vec<String>,
    /// The number of wars that ended while they were followed.
    pub(crate) wars_ended: usize,
    /// The number of those whose final state was reported.
    pub(crate) final_states: usize,
    /// Those whose end was reported as not seen, or is still searched for.
    pub(crate) not_seen: Vec<String>,
}

impl Differences {
    /// Whether nothing differs.
    pub(crate) fn is_none(&self) -> bool {
        self.missing.is_empty() && self.double.is_empty() && self.wrong.is_empty() && self.windows.is_empty()
    }

    /// The numbers and some examples.
    pub(crate) fn report(&self) -> Value {
        let facts = |facts: &[Fact]| {
            let examples = facts.iter().take(EXAMPLES).map(|(_, text)| text).collect::<Vec<_>>();
            let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
            for (group, _) in facts {
                *groups.entry(group.name()).or_default() += 1;
            }
            json!({ "count": facts.len(), "groups": groups, "examples": examples })
        };
        let texts = |texts: &[String]| {
            let examples = texts.iter().take(EXAMPLES).collect::<Vec<_>>();
            json!({ "count": texts.len(), "examples": examples })
        };
        json!({
            "agreed": self.agreed,
            "missing": facts(&self.missing),
            "double": texts(&self.double),
            "false": facts(&self.wrong),
            "windows": texts(&self.windows),
            "warsEnded": self.wars_ended,
            "finalStates": self.final_states,
            "endsNotSeen": texts(&self.not_seen),
        })
    }
}

/// Compares the records of a watcher with what happened in the world.
///
/// # Errors
/// An event that this program does not know.
pub(crate) fn compare(
    world: &World,
    calendar: &[Change],
    followed: &Followed,
    records: &[Record],
) -> Result<Differences, String> {
    let mut differences = Differences::default();
    let (grid, seen) = seen(records, &mut differences)?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let size = followed.clans.len().div_ceil(threads).max(1);
    let (mut must, mut may, mut ended) = (expected::calendar(calendar), Vec::new(), Vec::new());
    may.extend(must.iter().cloned());
    let parts = thread::scope(|scope| {
        let parts: Vec<_> = followed
            .clans
            .chunks(size)
            .map(|clans| scope.spawn(|| of_clans(world, clans, &grid, followed)))
            .collect();
        let joined = parts
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|_| Err("the comparison panicked".to_owned())));
        joined.collect::<Result<Vec<_>, String>>()
    })?;
    for part in parts {
        must.extend(part.must);
        may.extend(part.may);
        ended.extend(part.ended);
    }
    for tag in &followed.players {
        let moments = |path: String| grid.get(&path).map_or(&[][..], Vec::as_slice);
        let profile = expected::player(world, tag, moments(expected::path("players", tag, "")));
        let battles = expected::battles(world, tag, moments(expected::path("players", tag, "/battlelog")));
        must.extend(profile.iter().chain(&battles).cloned());
        may.extend(profile.into_iter().chain(battles));
    }
    match_facts(&must, &may, &seen, &mut differences);
    count_ends(&ended, &seen, followed.to, &mut differences);
    Ok(differences)
}

fn of_clans(world: &World, clans: &[String], grid: &Grid, followed: &Followed) -> Result<Bounds, String> {
    let mut all = Bounds::default();
    for tag in clans {
        let moments = grid.get(&expected::path("clans", tag, "")).map_or(&[][..], Vec::as_slice);
        let profile = expected::clan(world, tag, moments);
        let bounds = battles::bounds(world, tag, grid, followed.from, followed.to)?;
        all.must.extend(profile.iter().cloned().chain(bounds.must));
        all.may.extend(profile.into_iter().chain(bounds.may));
        all.ended.extend(bounds.ended);
    }
    Ok(all)
}

/// The observed moments, and the facts of the events.
fn seen(records: &[Record], differences: &mut Differences) -> Result<(Grid, Facts), String> {
    let (mut grid, mut seen, mut ids) = (Grid::new(), Facts::new(), BTreeSet::new());
    for record in records {
        match record {
            Record::Body { path, moment } => {
                let moments = grid.entry(path.clone()).or_default();
                if moments.last() != Some(moment) {
                    moments.push(*moment);
                }
            }
            Record::Event(event) => {
                let id = event.id().to_string();
                if event.happened_after > event.happened_before || event.happened_before > event.observed_at {
                    differences.windows.push(id.clone());
                }
                if let Some(fact) = facts::of_event(event)? {
                    *seen.entry(fact).or_default() += 1;
                }
                if !ids.insert(id.clone()) {
                    differences.double.push(id);
                }
            }
        }
    }
    Ok((grid, seen))
}

/// Each war that was followed to its end has a final state, or is reported as one whose end was not
/// seen. One without either is missing, unless its end may still be searched for.
fn count_ends(ended: &[EndedWar], seen: &Facts, to: i64, differences: &mut Differences) {
    differences.wars_ended = ended.len();
    for EndedWar { about, at } in ended {
        let is_reported = |what: &str| {
            let fact = format!("{about} {what}");
            seen.keys().any(|(group, text)| *group == Group::War && text.starts_with(&fact))
        };
        if is_reported("ended ") {
            differences.final_states += 1;
        } else if is_reported("endNotSeen") {
            differences.not_seen.push(about.clone());
        } else if *at > to - SEARCH {
            differences.not_seen.push(format!("{about} (the run ended before)"));
        } else {
            differences.missing.push((Group::War, format!("{about} final state, or endNotSeen")));
        }
    }
}

fn match_facts(must: &[Fact], may: &[Fact], seen: &Facts, differences: &mut Differences) {
    let count = |facts: &[Fact]| {
        let mut counts = Facts::new();
        for fact in facts {
            *counts.entry(fact.clone()).or_default() += 1;
        }
        counts
    };
    let (must, may) = (count(must), count(may));
    for (fact, needed) in &must {
        let found = seen.get(fact).copied().unwrap_or_default();
        *differences.agreed.entry(fact.0.name()).or_default() += found.min(*needed);
        differences.missing.extend(std::iter::repeat_n(fact.clone(), needed.saturating_sub(found)));
    }
    for (fact, found) in seen {
        match may.get(fact) {
            None => differences.wrong.push(fact.clone()),
            Some(allowed) if found > allowed => differences.double.push(fact.1.clone()),
            Some(_) => {}
        }
    }
}
