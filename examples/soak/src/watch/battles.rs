//! The facts of wars, league groups and raids: those that must be reported, because they were
//! observed on the clan's own routes, and those that may be, because they happened.

use serde_json::{Value, json};
use simulator::world::{Change, ChangeKind, ChangesOf, War, WarResult, World};

use super::{
    expected::{Grid, path},
    facts::{Fact, Group},
};

/// The time after which a change on a route that several clans share is known to be observed for
/// each of them: twice the freshness of league wars.
const SHARED: i64 = 1_200_000;

/// Facts that must be reported, and facts that may be.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) must: Vec<Fact>,
    pub(crate) may: Vec<Fact>,
    /// The wars that ended while they were followed.
    pub(crate) ended: Vec<EndedWar>,
}

/// A war that was observed, and ended.
#[derive(Debug)]
pub(crate) struct EndedWar {
    /// The beginning of its facts.
    pub(crate) about: String,
    pub(crate) at: i64,
}

impl Bounds {
    fn add(&mut self, group: Group, text: String, is_certain: bool) {
        let fact = (group, text);
        if is_certain {
            self.must.push(fact.clone());
        }
        self.may.push(fact);
    }
}

/// The facts of a clan's wars, league group and raids between two moments.
pub(crate) fn bounds(world: &World, tag: &str, grid: &Grid, from: i64, to: i64) -> Result<Bounds, String> {
    let log = world.changes(ChangesOf::Clan(tag), from - 9 * 86_400_000, to);
    let log = log.map_err(|error| format!("{tag}: {error:?}"))?;
    let mut bounds = Bounds::default();
    for change in &log {
        if let ChangeKind::WarFound { war } = &change.kind {
            of_war(tag, war, &log, grid, (from, to), &mut bounds);
        }
    }
    of_league(tag, &log, grid, &mut bounds);
    of_raids(tag, &log, grid, &mut bounds);
    Ok(bounds)
}

fn observed<'a>(grid: &'a Grid, path: &str) -> &'a [i64] {
    grid.get(path).map_or(&[], Vec::as_slice)
}

/// The facts of a war. Those before the first sight of the war are not reported if the clan was
/// first seen in it.
fn of_war(tag: &str, war: &War, log: &[Change], grid: &Grid, (from, to): (i64, i64), bounds: &mut Bounds) {
    let about = format!("war {tag} {}", war.id);
    let of_war = log.iter().filter(|change| match &change.kind {
        ChangeKind::WarReplaced { war: id }
        | ChangeKind::WarStarted { war: id }
        | ChangeKind::WarEnded { war: id, .. }
        | ChangeKind::WarAttack { war: id, .. } => *id == war.id,
        _ => false,
    });
    let of_war: Vec<&Change> = of_war.collect();
    let replaced = of_war.iter().find(|change| matches!(change.kind, ChangeKind::WarReplaced { .. }));
    let shown_until = replaced.map_or(i64::MAX, |change| change.at);
    let (own, slack) = match &war.tag {
        Some(war_tag) => (path("clanwarleagues/wars", war_tag, ""), SHARED),
        None => (path("clans", tag, "/currentwar"), 0),
    };
    let all = observed(grid, &own);
    let shown: Vec<i64> =
        all.iter().copied().filter(|moment| (war.preparation..shown_until).contains(moment)).collect();
    // The first observation of the route is the first sight of the subject.
    let first_sight = match &war.tag {
        None => all.first().copied().filter(|first| shown.first() == Some(first)),
        Some(_) => shown.first().copied().filter(|first| *first - from < SHARED && war.preparation <= from),
    };
    if war.preparation > from - SHARED {
        let is_certain = first_sight.is_none() && war.tag.is_none() && !shown.is_empty();
        bounds.add(Group::War, format!("{about} found"), is_certain);
    }
    let last = shown.last().map_or(i64::MIN, |last| last - slack);
    let is_new = |at: i64| first_sight.is_none_or(|first| at > first);
    let was_observed = |at: i64| at <= last && is_new(at);
    for change in of_war {
        if change.at > to || !is_new(change.at) {
            continue;
        }
        match &change.kind {
            ChangeKind::WarAttack { attack, .. } => {
                let fact = format!(
                    "{about} attack {} {} {} {} {}",
                    attack.order,
                    attack.own,
                    attack.attacker,
                    attack.stars,
                    json!(attack.destruction).as_f64().unwrap_or(-1.0)
                );
                bounds.add(Group::War, fact, was_observed(change.at));
            }
            ChangeKind::WarStarted { .. } => {
                // A battle that ended before the next observation is not seen to begin.
                let seen = shown.iter().any(|moment| (war.start..war.end).contains(moment));
                bounds.add(Group::War, format!("{about} battle"), seen && was_observed(change.at));
            }
            ChangeKind::WarEnded { result, .. } => {
                if change.at > from && !shown.is_empty() {
                    bounds.ended.push(EndedWar { about: about.clone(), at: change.at });
                }
                let is_certain = was_observed(change.at);
                bounds.add(Group::War, format!("{about} over"), is_certain);
                bounds.add(Group::War, ended(&about, result, true), is_certain);
                // A war log has no attacks of members.
                bounds.may.push((Group::War, ended(&about, result, false)));
                bounds.may.push((Group::War, format!("{about} endNotSeen")));
            }
            _ => {}
        }
    }
}

fn ended(about: &str, result: &WarResult, is_complete: bool) -> String {
    let missed: u64 = result.missed.iter().map(|(_, unused)| unused).sum();
    let missed = if is_complete { missed.to_string() } else { "?".to_owned() };
    format!("{about} ended {} {}:{} {missed}", result.outcome, result.stars, result.opponent_stars)
}

fn of_league(tag: &str, log: &[Change], grid: &Grid, bounds: &mut Bounds) {
    let moments = observed(grid, &path("clans", tag, "/currentwar/leaguegroup"));
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return };
    for change in log {
        let certain = change.at > *first && change.at <= last - SHARED;
        let mut add = |season: &Value, name: &str, certain| {
            let season = season.as_str().unwrap_or_default();
            bounds.add(Group::League, format!("war {tag} {season} {name}"), certain);
        };
        match &change.kind {
            ChangeKind::LeagueGroupFound { season } => add(&json!(season), "groupFound", false),
            ChangeKind::LeagueRoundDrawn { season, round, .. } => {
                for name in ["roundDrawn", "roundStarted", "roundEnded"] {
                    let is_drawn = name == "roundDrawn";
                    add(&json!(season), &format!("{name} {}", round + 1), certain && is_drawn);
                }
            }
            ChangeKind::LeagueEnded { season } => {
                add(&json!(season), "seasonOver", false);
                add(&json!(season), "outcome", false);
            }
            _ => {}
        }
    }
}

fn of_raids(tag: &str, log: &[Change], grid: &Grid, bounds: &mut Bounds) {
    let about = format!("raid-weekend {tag}");
    let moments = observed(grid, &path("clans", tag, "/capitalraidseasons"));
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return };
    let mut numbers = std::collections::BTreeMap::new();
    let mut defended = std::collections::BTreeSet::new();
    for change in log {
        if matches!(change.kind, ChangeKind::RaidStarted { .. }) {
            numbers.clear();
            defended.clear();
        }
        // Attacks before the first sight count, too.
        if let ChangeKind::RaidAttack { attack } = &change.kind {
            *numbers.entry(attack.attacker.clone()).or_insert(0) += 1;
        }
        if change.at <= *first {
            continue;
        }
        let certain = change.at <= *last;
        let mut add = |fact: String| bounds.add(Group::Raid, format!("{about} {fact}"), certain);
        match &change.kind {
            ChangeKind::RaidStarted { .. } => add("started".to_owned()),
            ChangeKind::RaidAttack { attack } => {
                let number = numbers.get(&attack.attacker).copied().unwrap_or_default();
                add(format!("attack {} {number}", attack.attacker));
            }
            ChangeKind::RaidOpponentFound { defender } => add(format!("opponentFound {defender}")),
            ChangeKind::DistrictDestroyed { defender, district } => {
                add(format!("destroyed {defender} {district}"));
                bounds.may.push((Group::Raid, format!("{about} raidFinished {defender}")));
            }
            ChangeKind::RaidDefended { attacker, first, .. } => {
                if *first {
                    add(format!("defenseStarted {attacker}"));
                }
                if defended.insert(attacker.clone()) {
                    bounds.may.push((Group::Raid, format!("{about} defenseFinished {attacker}")));
                }
            }
            ChangeKind::RaidEnded { offensive_reward, defensive_reward, .. } => {
                add(format!("ended {offensive_reward} {defensive_reward}"));
            }
            _ => {}
        }
    }
}
