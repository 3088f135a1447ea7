//! The facts of clans, members and players that the simulator's log expects at the moments at which
//! they were observed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use simulator::world::{ChangeKind, ChangesOf, ClanValues, Values, World};

use super::facts::{Fact, Group, change, gain, sorted};

/// The observed moments of each path, in order.
pub(crate) type Grid = BTreeMap<String, Vec<i64>>;

/// The path of a route with a tag.
pub(crate) fn path(before: &str, tag: &str, after: &str) -> String {
    format!("/v1/{before}/%23{}{after}", tag.trim_start_matches('#'))
}

/// The names of events by the names of values.
const CLAN: [(&str, &str); 18] = [
    ("type", "type"),
    ("description", "description"),
    ("isFamilyFriendly", "familyFriendly"),
    ("labels", "labels"),
    ("chatLanguage", "chatLanguage"),
    ("requiredTrophies", "requiredTrophies"),
    ("requiredBuilderBaseTrophies", "requiredBuilderBaseTrophies"),
    ("requiredTownhallLevel", "requiredTownHallLevel"),
    ("isWarLogPublic", "warLogPublic"),
    ("clanLevel", "level"),
    ("clanPoints", "points"),
    ("clanBuilderBasePoints", "builderBasePoints"),
    ("clanCapitalPoints", "capitalPoints"),
    ("capitalLeague", "capitalLeague"),
    ("warLeague", "warLeague"),
    ("warWins", "warWins"),
    ("warWinStreak", "warWinStreak"),
    ("members", "memberCount"),
];
const RECORD: [(&str, &str); 2] = [("warTies", "warTies"), ("warLosses", "warLosses")];
const MEMBER: [(&str, &str); 9] = [
    ("name", "name"),
    ("role", "role"),
    ("townHallLevel", "townHallLevel"),
    ("expLevel", "expLevel"),
    ("trophies", "trophies"),
    ("builderBaseTrophies", "builderBaseTrophies"),
    ("builderBaseLeague", "builderBaseLeague"),
    ("leagueTier", "leagueTier"),
    ("clanRank", "clanRank"),
];
const PLAYER: [(&str, &str); 18] = [
    ("name", "name"),
    ("labels", "labels"),
    ("warPreference", "warPreference"),
    ("playerHouse", "playerHouse"),
    ("clan", "clan"),
    ("role", "role"),
    ("townHallLevel", "townHallLevel"),
    ("townHallWeaponLevel", "townHallWeaponLevel"),
    ("builderHallLevel", "builderHallLevel"),
    ("expLevel", "expLevel"),
    ("trophies", "trophies"),
    ("bestTrophies", "bestTrophies"),
    ("builderBaseTrophies", "builderBaseTrophies"),
    ("bestBuilderBaseTrophies", "bestBuilderBaseTrophies"),
    ("leagueTier", "leagueTier"),
    ("builderBaseLeague", "builderBaseLeague"),
    ("currentLeagueGroup", "leagueGroup"),
    ("warStars", "warStars"),
];
const GAINS: [(&str, &str); 4] = [
    ("donations", "donated"),
    ("donationsReceived", "received"),
    ("attackWins", "attackWins"),
    ("defenseWins", "defenseWins"),
];
/// The counters of achievements that have an event of their own.
const COUNTERS: [(&str, &str); 3] = [
    ("War League Legend", "clanWarLeagueStars"),
    ("Aggressive Capitalism", "capitalGoldLooted"),
    ("Games Champion", "clanGamesPoints"),
];
/// The counters whose rise proves nothing.
const PASSIVE: [&str; 4] = ["Unbreakable", "Sweet Victory!", "Bigger & Better", "Champion Builder"];

fn get<'a>(values: &'a Values, name: &str) -> &'a Value {
    const NULL: &Value = &Value::Null;
    values.get(name).unwrap_or(NULL)
}

fn number(values: &Values, name: &str) -> i64 {
    get(values, name).as_i64().unwrap_or_default()
}

fn changes<'a>(
    about: &'a str,
    names: &'a [(&str, &str)],
    old: &'a Values,
    new: &'a Values,
) -> impl Iterator<Item = String> + 'a {
    let differ = names.iter().filter(|(name, _)| get(old, name) != get(new, name));
    differ.map(move |(name, event)| change(about, event, get(old, name), get(new, name)))
}

fn gains(about: &str, names: &[(&str, &str)], old: &Values, new: &Values) -> Vec<String> {
    let gains = names.iter();
    gains.filter_map(|(name, event)| gain(about, event, number(old, name), number(new, name))).collect()
}

/// The facts of a clan and its members.
pub(crate) fn clan(world: &World, tag: &str, moments: &[i64]) -> Vec<Fact> {
    let about = format!("clan {tag}");
    let mut facts = Vec::new();
    let mut before: Option<ClanValues> = None;
    for moment in moments {
        let Ok(now) = world.clan_values(tag, *moment) else { return facts };
        if let Some(before) = &before {
            let names = [&CLAN[..], &RECORD[..]].concat();
            let of_clan = changes(&about, &names, &before.clan, &now.clan);
            facts.extend(of_clan.map(|fact| (Group::Clan, fact)));
            let gone = before.members.keys().filter(|player| !now.members.contains_key(*player));
            facts.extend(gone.map(|player| (Group::Member, format!("{about} {player} left"))));
            for (player, values) in &now.members {
                let about = format!("{about} {player}");
                let Some(old) = before.members.get(player) else {
                    facts.push((Group::Member, format!("{about} joined")));
                    continue;
                };
                facts.extend(changes(&about, &MEMBER, old, values).map(|fact| (Group::Member, fact)));
                let gained = gains(&about, &GAINS[..2], old, values);
                facts.extend(gained.into_iter().map(|fact| (Group::Member, fact)));
            }
        }
        before = Some(now);
    }
    facts
}

/// The facts of a player.
pub(crate) fn player(world: &World, tag: &str, moments: &[i64]) -> Vec<Fact> {
    let about = format!("player {tag}");
    let mut facts = Vec::new();
    let mut before: Option<Values> = None;
    for moment in moments {
        let Ok(now) = world.player_values(tag, *moment) else { return facts };
        if let Some(before) = before.filter(|before| *before != now) {
            facts.extend(of_player(&about, &before, &now).into_iter().map(|fact| (Group::Player, fact)));
        }
        before = Some(now);
    }
    facts
}

fn of_player(about: &str, old: &Values, new: &Values) -> Vec<String> {
    let mut facts: Vec<String> = changes(about, &PLAYER, old, new).collect();
    facts.extend(gains(about, &GAINS, old, new));
    let (capital, event) = ("clanCapitalContributions", "capitalGoldContributed");
    if number(new, capital) > number(old, capital) {
        facts.push(change(about, event, get(old, capital), get(new, capital)));
    }
    if get(old, "clan") == get(new, "clan") && get(old, "playersClanLevel") != get(new, "playersClanLevel") {
        facts.push(change(about, "clanLevel", get(old, "playersClanLevel"), get(new, "playersClanLevel")));
    }
    for (name, event) in [("legendStatistics", "legendStatistics"), ("leagueSeason", "leagueSeason")] {
        if get(old, name) != get(new, name) {
            facts.push(format!("{about} {event}"));
        }
    }
    let mut is_active = ["name", "labels", "warPreference", "playerHouse", "builderBaseTrophies"]
        .iter()
        .any(|name| get(old, name) != get(new, name))
        || ["donations", "attackWins", "warStars", capital]
            .iter()
            .any(|name| number(new, name) > number(old, name))
        || (!get(new, "clan").is_null() && get(old, "clan") != get(new, "clan"));
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let (before, now) = (get(old, name), get(new, name));
        let Some((kind, rest)) = name.split_once('/').filter(|_| before != now) else { continue };
        match kind {
            "worn" if sorted(before) == sorted(now) => {}
            // A hero that is new comes with equipment.
            "worn" if before.is_null() => {}
            "worn" => {
                is_active = true;
                facts.push(change(about, name, &sorted(before), &sorted(now)));
            }
            "boosted" => {
                is_active |= !now.is_null();
                facts.push(change(about, name, before, now));
            }
            "achievement" | "stars" => {
                let Some((index, title)) = rest.split_once('/') else { continue };
                // Two achievements have the same name; the second is the later one.
                let is_second = title == "Keep Your Account Safe!" && index != "24";
                let name = format!("{kind}/{title}/{}", u8::from(is_second));
                facts.push(change(about, &name, before, now));
                if let Some((_, event)) = COUNTERS.iter().find(|(name, _)| kind != "stars" && *name == title)
                    && now.as_i64() > before.as_i64()
                {
                    facts.push(change(about, event, before, now));
                }
                is_active |= kind != "stars" && !PASSIVE.contains(&title) && now.as_i64() > before.as_i64();
            }
            _ => {
                is_active |= !now.is_null();
                facts.push(change(about, &format!("unit {name}"), before, now));
            }
        }
    }
    let halls = ["townHallLevel", "builderHallLevel"];
    is_active |= halls.iter().any(|name| number(new, name) > number(old, name));
    if is_active {
        facts.push(format!("{about} active"));
    }
    facts
}

/// The facts of a battle log: the battles after the first observation and up to the last one.
pub(crate) fn battles(world: &World, tag: &str, moments: &[i64]) -> Vec<Fact> {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return Vec::new() };
    let Ok(changes) = world.changes(ChangesOf::Player(tag), *first, *last) else { return Vec::new() };
    let battles = changes.into_iter().filter_map(|change| match change.kind {
        ChangeKind::Battle { battle_type, attack, opponent, stars, destruction } => Some((
            Group::Battle,
            format!("battle-log {tag} {battle_type} {attack} {opponent} {stars} {destruction}"),
        )),
        _ => None,
    });
    battles.collect()
}

/// The facts of the calendar and of planned maintenance are compared by their number.
pub(crate) fn calendar(changes: &[simulator::world::Change]) -> Vec<Fact> {
    let facts = changes.iter().filter_map(|change| match &change.kind {
        ChangeKind::MaintenanceStarted => Some((Group::Api, "maintenanceStarted".to_owned())),
        ChangeKind::MaintenanceEnded => Some((Group::Api, "maintenanceEnded".to_owned())),
        ChangeKind::Turn { turn } => {
            let moment = match json!(turn).as_str()? {
                "trophySeason" => "trophySeasonEnd",
                "rankedWeek" => "rankedWeekEnd",
                "legendDay" => "legendDayEnd",
                "raidWeekendStart" => "raidWeekendStart",
                "raidWeekendEnd" => "raidWeekendEnd",
                _ => return None,
            };
            Some((Group::Calendar, format!("reached {moment} {}", change.at)))
        }
        _ => None,
    });
    facts.collect()
}
