//! Facts: changes as text that is equal for an event and for what the simulator's log says.

use std::collections::BTreeMap;

use coc_core::watch::{CalendarEvent, Event, EventKind};
use serde_json::{Value, json};

/// The group of a fact in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Clan,
    Member,
    Player,
    Battle,
    War,
    League,
    Raid,
    Calendar,
    Api,
}

impl Group {
    /// The name in the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clan => "clan",
            Self::Member => "member",
            Self::Player => "player",
            Self::Battle => "battle",
            Self::War => "war",
            Self::League => "league",
            Self::Raid => "raid",
            Self::Calendar => "calendar",
            Self::Api => "api",
        }
    }
}

/// A change as text.
pub(crate) type Fact = (Group, String);

/// The number of times of each fact.
pub(crate) type Facts = BTreeMap<Fact, usize>;

/// The fact of an event. `None` for polls that failed, which the log does not know.
///
/// # Errors
/// An event that this program does not know.
pub(crate) fn of_event(event: &Event) -> Result<Option<Fact>, String> {
    let subject = event.subject.to_string();
    let value = serde_json::to_value(&event.kind).map_err(|error| error.to_string())?;
    let unknown = || format!("unknown event: {value}");
    let inner = value.as_object().and_then(|object| object.values().next()).ok_or_else(unknown)?;
    let (name, content) = variant(inner).ok_or_else(unknown)?;
    let fact = match &event.kind {
        EventKind::Clan(_) => Some((Group::Clan, changed(&subject, name, content))),
        EventKind::Member(_) => {
            let (name, content) = variant(&inner["kind"]).ok_or_else(unknown)?;
            let about = format!("{subject} {}", text(&inner["tag"]));
            Some((Group::Member, member(&about, name, content)))
        }
        EventKind::Player(_) => {
            let (name, content) = variant(&inner["kind"]).ok_or_else(unknown)?;
            Some((Group::Player, player(&subject, name, content)))
        }
        EventKind::Battle(_) => {
            let battle = &content["battle"];
            Some((
                Group::Battle,
                format!(
                    "{subject} {} {} {} {} {}",
                    text(&battle["battleType"]),
                    battle["attack"],
                    text(&battle["opponentPlayerTag"]),
                    battle["stars"],
                    battle["destructionPercentage"]
                ),
            ))
        }
        EventKind::War(_) => Some((Group::War, war(&subject, name, content))),
        EventKind::League(_) => Some((Group::League, league(&subject, name, content))),
        EventKind::Raid(_) => Some((Group::Raid, raid(&subject, name, content))),
        EventKind::Calendar(CalendarEvent::Reached { moment, at }) => {
            let moment = json!(moment);
            let moment = text(&moment);
            // The simulator has no clan games.
            let is_known = !moment.starts_with("clanGames");
            is_known.then(|| (Group::Calendar, format!("reached {moment} {}", at.unix_millis())))
        }
        EventKind::Api(_) => Some((Group::Api, name.to_owned())),
        EventKind::Poll(_) => None,
        _ => return Err(unknown()),
    };
    Ok(fact)
}

/// The name and the content of a serialized enum.
fn variant(value: &Value) -> Option<(&str, &Value)> {
    const NULL: &Value = &Value::Null;
    match value {
        Value::String(name) => Some((name, NULL)),
        Value::Object(object) => object.iter().next().map(|(name, content)| (name.as_str(), content)),
        _ => None,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A change of a value.
pub(crate) fn change(about: &str, name: &str, old: &Value, new: &Value) -> String {
    format!("{about} {name}: {} -> {}", plain(old), plain(new))
}

/// The gain of a counter.
pub(crate) fn gain(about: &str, name: &str, old: i64, new: i64) -> Option<String> {
    // A fall is a reset, so what it counts now was counted after.
    let amount = if new >= old { new - old } else { new };
    (amount > 0).then(|| format!("{about} {name}: {old} -> {new} = {amount}"))
}

fn changed(about: &str, name: &str, content: &Value) -> String {
    match content.get("amount") {
        Some(amount) => format!("{about} {name}: {} -> {} = {amount}", content["old"], content["new"]),
        None => change(about, name, &content["old"], &content["new"]),
    }
}

/// A value with leagues, labels and clans replaced by their ids or tags, and houses by their parts.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .get("id")
            .or_else(|| object.get("tag"))
            .cloned()
            .or_else(|| object.get("elements").map(plain))
            .unwrap_or_else(|| value.clone()),
        Value::Array(items) => items.iter().map(plain).collect(),
        value => value.clone(),
    }
}

fn member(about: &str, name: &str, content: &Value) -> String {
    match name {
        "joined" | "left" => format!("{about} {name}"),
        name => changed(about, name, content),
    }
}

fn player(about: &str, name: &str, content: &Value) -> String {
    let unit = |name: &str, old: &Value, new: &Value| {
        let unit = &content["unit"];
        let list = match text(&unit["list"]) {
            "troops" => "troop",
            "heroes" => "hero",
            "spells" => "spell",
            _ => "equipment",
        };
        let village = unit["village"].as_str().unwrap_or("home");
        change(about, &format!("{name} {list}/{village}/{}", text(&unit["name"])), old, new)
    };
    match name {
        "joinedClan" => change(about, "clan", &Value::Null, content),
        "leftClan" => change(about, "clan", content, &Value::Null),
        "movedClan" => changed(about, "clan", content),
        "unitUnlocked" => unit("unit", &Value::Null, &content["level"]),
        "unitUpgraded" | "unitCorrected" => unit("unit", &content["level"]["old"], &content["level"]["new"]),
        "superTroopBoosted" => change(about, &boosted(content), &Value::Null, &json!(true)),
        "superTroopExpired" => change(about, &boosted(content), &json!(true), &Value::Null),
        "heroEquipment" => {
            let worn = &content["equipment"];
            let name = format!("worn/{}", text(&content["hero"]));
            change(about, &name, &sorted(&worn["old"]), &sorted(&worn["new"]))
        }
        "achievementProgress" | "achievementStars" => {
            let achievement = &content["achievement"];
            let (kind, values) = match name {
                "achievementStars" => ("stars", &content["stars"]),
                _ => ("achievement", &content["value"]),
            };
            let name = format!("{kind}/{}/{}", text(&achievement["name"]), achievement["occurrence"]);
            change(about, &name, &values["old"], &values["new"])
        }
        // These have values that the log does not spell out.
        "active" | "legendStatistics" | "leagueSeason" => format!("{about} {name}"),
        name => changed(about, name, content),
    }
}

/// A list of names in order, because the order of worn equipment means nothing.
pub(crate) fn sorted(names: &Value) -> Value {
    let mut names: Vec<&Value> = names.as_array().into_iter().flatten().collect();
    names.sort_by_key(|name| name.as_str());
    names.into_iter().cloned().collect()
}

fn boosted(content: &Value) -> String {
    format!("boosted/{}", text(&content["name"]))
}

fn war(about: &str, name: &str, content: &Value) -> String {
    let war = text(&content["war"]);
    match name {
        "attack" => format!(
            "{about} {war} attack {} {} {} {} {}",
            content["order"],
            content["isOwn"],
            text(&content["attacker"]["tag"]),
            content["stars"],
            content["destructionPercentage"].as_f64().unwrap_or(-1.0)
        ),
        "phaseChanged" if content["new"] == "ended" => format!("{about} {war} over"),
        "phaseChanged" => format!("{about} {war} {}", text(&content["new"])),
        "ended" => {
            let missed = content["missed"]
                .as_array()
                .map_or(0, |missed| missed.iter().filter_map(|missed| missed["attacks"].as_u64()).sum());
            let score = |side: &str| content[side]["stars"].clone();
            format!(
                "{about} {war} ended {} {}:{} {}",
                text(&content["result"]),
                score("score"),
                score("opponentScore"),
                if content["missed"].is_null() { "?".to_owned() } else { missed.to_string() },
            )
        }
        name => format!("{about} {war} {name}"),
    }
}

fn league(about: &str, name: &str, content: &Value) -> String {
    let season = text(&content["season"]);
    match content.get("round") {
        Some(round) => format!("{about} {season} {name} {round}"),
        None => format!("{about} {season} {name}"),
    }
}

fn raid(about: &str, name: &str, content: &Value) -> String {
    match name {
        "attack" => format!("{about} attack {} {}", text(&content["player"]), content["number"]),
        "districtDestroyed" => {
            format!("{about} destroyed {} {}", text(&content["raid"]["tag"]), content["district"])
        }
        "opponentFound" | "defenseStarted" => format!("{about} {name} {}", text(&content["tag"])),
        "raidFinished" | "defenseFinished" => format!("{about} {name} {}", text(&content["raid"]["tag"])),
        "ended" => {
            format!("{about} ended {} {}", content["offensiveReward"], content["defensiveReward"])
        }
        name => format!("{about} {name}"),
    }
}
