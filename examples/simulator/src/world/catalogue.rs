//! The static lists of the API: leagues, labels and chat languages, and the responses of their
//! routes.

use serde_json::{Value, json};

use super::Moment;
use super::calendar;
use super::images::{self, named};
use super::locations;
use crate::route::{ApiError, Catalogue, RouteResponse};

pub(super) const LEAGUE_TIER: i64 = 105_000_000;
pub(super) const LEAGUE: i64 = 29_000_000;
pub(super) const BUILDER_BASE_LEAGUE: i64 = 44_000_000;
pub(super) const CAPITAL_LEAGUE: i64 = 85_000_000;
pub(super) const WAR_LEAGUE: i64 = 48_000_000;
pub(super) const CLAN_LABEL: i64 = 56_000_000;
pub(super) const PLAYER_LABEL: i64 = 57_000_000;
/// The only league that has seasons.
pub(super) const LEGEND_LEAGUE: i64 = LEAGUE + 22;
/// The first legend tier; the tiers below have numbers in their names.
pub(super) const FIRST_LEGEND_TIER: i64 = 34;

const TIER_NAMES: [&str; 11] = [
    "Skeleton",
    "Barbarian",
    "Archer",
    "Wizard",
    "Valkyrie",
    "Witch",
    "Golem",
    "P.E.K.K.A",
    "Titan",
    "Dragon",
    "Electro",
];
const LEGEND_TIERS: [&str; 3] = ["Legend League III", "Legend League II", "Legend League I"];
/// The numbers of clans of a group that rise and fall by war league, from Bronze League III on.
#[rustfmt::skip]
const MOVES: [(usize, usize); 22] = [
    (3, 0), (3, 1), (3, 1), (2, 1), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2),
    (2, 2), (2, 2), (2, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (0, 2),
];
/// The war league from which on wars have fifteen players a side: Champion League III.
pub(super) const FIRST_SMALL_WAR_LEAGUE: i64 = 16;
/// The leagues with three steps each; each list starts with `Unranked`.
const METALS: [&str; 7] = ["Bronze", "Silver", "Gold", "Crystal", "Master", "Champion", "Titan"];
const STEPS: [&str; 3] = ["III", "II", "I"];
const FIVE_STEPS: [&str; 5] = ["V", "IV", "III", "II", "I"];
/// Builder base leagues: four with five steps, seven with three, and the diamond league.
const BUILDER_FIVES: [&str; 4] = ["Wood", "Clay", "Stone", "Copper"];
const BUILDER_THREES: [&str; 7] = ["Brass", "Iron", "Steel", "Titanium", "Platinum", "Emerald", "Ruby"];

const CLAN_LABELS: [&str; 17] = [
    "Clan Wars",
    "Clan War League",
    "Trophy Pushing",
    "Friendly Wars",
    "Clan Games",
    "Builder Base",
    "Base Designing",
    "International",
    "Farming",
    "Donations",
    "Friendly",
    "Talkative",
    "Underdog",
    "Relaxed",
    "Competitive",
    "Newbie Friendly",
    "Clan Capital",
];
const PLAYER_LABELS: [&str; 19] = [
    "Clan Wars",
    "Clan War League",
    "Trophy Pushing",
    "Friendly Wars",
    "Clan Games",
    "Builder Base",
    "Base Designing",
    "Farming",
    "Active Donator",
    "Active Daily",
    "Hungry Learner",
    "Friendly",
    "Talkative",
    "Teacher",
    "Competitive",
    "Veteran",
    "Newbie",
    "Amateur Attacker",
    "Clan Capital",
];

/// Chat languages with their position in the list of ids.
const LANGUAGES: [(i64, &str, &str); 8] = [
    (0, "English", "EN"),
    (1, "Français", "FR"),
    (2, "Deutsch", "DE"),
    (3, "Español", "ES"),
    (7, "Português", "PT"),
    (12, "Pусский", "RU"),
    (14, "العربية", "AR"),
    (16, "Bahasa Indonesia", "ID"),
];

/// The name of the `number`th league of three steps, 1 being Bronze III.
fn metal(number: i64) -> Option<String> {
    let index = usize::try_from(number - 1).ok()?;
    Some(format!("{} League {}", METALS.get(index / 3)?, STEPS[index % 3]))
}

/// The number of the highest tier, in which legends have seasons; there was one legend tier at
/// first, and there are three since.
pub(super) fn top_tier(now: Moment) -> i64 {
    FIRST_LEGEND_TIER + if calendar::has_three_legend_tiers(now) { 2 } else { 0 }
}

/// The number of the highest war league: Champion League I at first, the legend league since.
pub(super) fn top_war_league(now: Moment) -> i64 {
    if calendar::has_three_legend_tiers(now) { 22 } else { 18 }
}

/// The numbers of clans of a war league's group that rise and fall.
pub(super) fn war_league_moves(number: i64) -> (usize, usize) {
    let index = usize::try_from(number - 1).ok();
    index.and_then(|index| MOVES.get(index)).copied().unwrap_or_default()
}

/// The `battleModifier` of a war league.
pub(super) fn war_league_modifier(number: i64) -> &'static str {
    match number {
        19 | 20 => "minusThree",
        21 => "minusTwo",
        22 => "minusOne",
        _ => "none",
    }
}

/// The name of a tier; 0 is `Unranked`.
fn tier_name(tier: i64, now: Moment) -> Option<String> {
    if tier == 0 {
        return Some("Unranked".into());
    }
    if tier > top_tier(now) {
        return None;
    }
    if let Ok(index) = usize::try_from(tier - FIRST_LEGEND_TIER) {
        let three = calendar::has_three_legend_tiers(now);
        return Some(if three { LEGEND_TIERS.get(index)? } else { "Legend League" }.into());
    }
    let name = TIER_NAMES.get(usize::try_from((tier - 1) / 3).ok()?)?;
    (tier > 0).then(|| format!("{name} League {tier}"))
}

pub(super) fn league_tier(tier: i64, now: Moment) -> Option<Value> {
    let id = LEAGUE_TIER + tier;
    Some(json!({"id": id, "name": tier_name(tier, now)?, "iconUrls": images::league_tier(id)}))
}

/// A legacy league; 0 is `Unranked` and 22 the legend league.
pub(super) fn league(number: i64) -> Option<Value> {
    let name = match number {
        0 => "Unranked".into(),
        22 => "Legend League".into(),
        other => metal(other)?,
    };
    let id = LEAGUE + number;
    Some(json!({"id": id, "name": name, "iconUrls": images::league(id, number == 0)}))
}

pub(super) fn builder_base_league(number: i64) -> Option<Value> {
    let index = usize::try_from(number).ok()?;
    let name = match index {
        0..20 => format!("{} League {}", BUILDER_FIVES[index / 5], FIVE_STEPS[index % 5]),
        20..41 => format!("{} League {}", BUILDER_THREES[(index - 20) / 3], STEPS[(index - 20) % 3]),
        41 => "Diamond League".into(),
        _ => return None,
    };
    Some(named(BUILDER_BASE_LEAGUE + number, &name))
}

/// A capital league: 0 is `Unranked`, followed by the metals, and 22 is the legend league.
pub(super) fn capital_league(number: i64) -> Option<Value> {
    let name = match number {
        0 => "Unranked".into(),
        22 => "Legend League".into(),
        other => metal(other)?,
    };
    Some(named(CAPITAL_LEAGUE + number, &name))
}

/// A war league: 0 is `Unranked`, followed by the metals up to Champion League I, which is 18, and
/// later up to Titan League I and the legend league.
pub(super) fn war_league(number: i64, now: Moment) -> Option<Value> {
    let name = match number {
        _ if number > top_war_league(now) => return None,
        0 => "Unranked".into(),
        22 => "Legend League".into(),
        other => metal(other)?,
    };
    Some(named(WAR_LEAGUE + number, &name))
}

fn label(first: i64, names: &[&str], number: i64) -> Option<Value> {
    let name = names.get(usize::try_from(number).ok()?)?;
    let id = first + number;
    Some(json!({"id": id, "name": name, "iconUrls": images::label(id)}))
}

pub(super) fn clan_label(number: i64) -> Option<Value> {
    label(CLAN_LABEL, &CLAN_LABELS, number)
}

pub(super) fn player_label(number: i64) -> Option<Value> {
    label(PLAYER_LABEL, &PLAYER_LABELS, number)
}

/// A chat language; `choice` is any number.
pub(super) fn language(choice: u64) -> Value {
    let (number, name, code) = LANGUAGES[(choice % LANGUAGES.len() as u64) as usize];
    json!({"id": 75_000_000 + number, "name": name, "languageCode": code})
}

/// An entry of a catalogue by its number, counted from 0.
fn entry(catalogue: Catalogue, number: i64, now: Moment) -> Option<Value> {
    match catalogue {
        Catalogue::LeagueTiers => league_tier(number, now),
        Catalogue::Leagues => league(number),
        Catalogue::BuilderBaseLeagues => builder_base_league(number),
        Catalogue::CapitalLeagues => capital_league(number),
        Catalogue::WarLeagues => war_league(number, now),
        Catalogue::Locations => locations::list().get(usize::try_from(number).ok()?).cloned(),
        Catalogue::ClanLabels => clan_label(number),
        Catalogue::PlayerLabels => player_label(number),
    }
}

/// The response to `GET` of a whole catalogue.
pub(super) fn list(catalogue: Catalogue, now: Moment) -> RouteResponse {
    RouteResponse::Page(match catalogue {
        Catalogue::Locations => locations::list(),
        other => (0..).map_while(|number| entry(other, number, now)).collect(),
    })
}

/// The response to `GET` of an entry.
pub(super) fn single(catalogue: Catalogue, id: i64, now: Moment) -> RouteResponse {
    let found = match catalogue {
        Catalogue::Locations => locations::body(id),
        Catalogue::LeagueTiers => league_tier(id - LEAGUE_TIER, now),
        Catalogue::Leagues => league(id - LEAGUE),
        Catalogue::BuilderBaseLeagues => builder_base_league(id - BUILDER_BASE_LEAGUE),
        Catalogue::CapitalLeagues => capital_league(id - CAPITAL_LEAGUE),
        Catalogue::WarLeagues => war_league(id - WAR_LEAGUE, now),
        Catalogue::ClanLabels => clan_label(id - CLAN_LABEL),
        Catalogue::PlayerLabels => player_label(id - PLAYER_LABEL),
    };
    let parameter = match catalogue {
        Catalogue::LeagueTiers => "leagueTierId",
        Catalogue::Locations => "locationId",
        Catalogue::ClanLabels | Catalogue::PlayerLabels => "labelId",
        _ => "leagueId",
    };
    found.map_or_else(|| RouteResponse::Error(unknown(parameter)), RouteResponse::Object)
}

/// `400` for an unknown id.
pub(super) fn unknown(parameter: &str) -> ApiError {
    ApiError::bad_request(format!("Unknown value for parameter {parameter}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn ids_have_the_names_of_the_api() {
        let (now, year) = (World::default_start(), 365 * calendar::DAY);
        for (entry, id, name) in [
            (league_tier(0, now), 105_000_000, "Unranked"),
            (league_tier(3, now), 105_000_003, "Skeleton League 3"),
            (league_tier(22, now), 105_000_022, "P.E.K.K.A League 22"),
            (league_tier(33, now), 105_000_033, "Electro League 33"),
            (league_tier(36, now), 105_000_036, "Legend League I"),
            (league_tier(34, now - year), 105_000_034, "Legend League"),
            (league(1), 29_000_001, "Bronze League III"),
            (league(17), 29_000_017, "Champion League II"),
            (league(22), 29_000_022, "Legend League"),
            (builder_base_league(3), 44_000_003, "Wood League II"),
            (builder_base_league(26), 44_000_026, "Steel League III"),
            (builder_base_league(38), 44_000_038, "Ruby League III"),
            (builder_base_league(41), 44_000_041, "Diamond League"),
            (capital_league(16), 85_000_016, "Champion League III"),
            (capital_league(20), 85_000_020, "Titan League II"),
            (war_league(13, now), 48_000_013, "Master League III"),
            (war_league(21, now), 48_000_021, "Titan League I"),
            (clan_label(8), 56_000_008, "Farming"),
            (player_label(17), 57_000_017, "Amateur Attacker"),
        ] {
            let entry = entry.unwrap();
            assert_eq!((entry["id"].as_i64().unwrap(), entry["name"].as_str().unwrap()), (id, name));
        }
    }

    #[test]
    fn lists_have_the_lengths_of_the_api() {
        let (now, before) = (World::default_start(), calendar::midnight(2026, 4, 1));
        assert!(league_tier(35, before).is_none() && war_league(19, before).is_none());
        for (catalogue, length) in [
            (Catalogue::LeagueTiers, 37),
            (Catalogue::Leagues, 23),
            (Catalogue::BuilderBaseLeagues, 42),
            (Catalogue::CapitalLeagues, 23),
            (Catalogue::WarLeagues, 23),
            (Catalogue::Locations, 266),
            (Catalogue::ClanLabels, 17),
            (Catalogue::PlayerLabels, 19),
        ] {
            let RouteResponse::Page(items) = list(catalogue, now) else { panic!("{catalogue:?}") };
            assert_eq!(items.len(), length, "{catalogue:?}");
            for item in items {
                let id = item["id"].as_i64().unwrap();
                assert_eq!(single(catalogue, id, now), RouteResponse::Object(item));
            }
            assert!(matches!(single(catalogue, 1, now), RouteResponse::Error(ApiError { status: 400, .. })));
        }
    }
}
