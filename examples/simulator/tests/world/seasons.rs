//! The rules of trophy seasons, ranked weeks and ranked battles.

use std::collections::BTreeSet;

use serde_json::Value;
use simulator::route::{Catalogue, Route};
use simulator::world::{SeasonIds, World, WorldConfig};

use crate::requests::{At, DAY, HOUR, list, number, text, world};

/// 2026-08-09, 12:00 UTC, in the season from 2026-07-13 to 2026-08-10.
const AUGUST: i64 = 1_786_276_800_000;
/// 2026-04-01, 12:00 UTC, before the three legend tiers.
const APRIL: i64 = 1_775_044_800_000;
const LEGENDS: i64 = 29_000_022;

fn season_ids(form: SeasonIds, now: i64) -> Vec<String> {
    let world = World::new(WorldConfig { clans: 64, season_ids: form, ..WorldConfig::default() });
    let at = At { world: &world, now };
    let body = at.get(&Route::LeagueSeasons(LEGENDS));
    let ids: Vec<String> = list(&body, "items").iter().map(|season| text(season, "id").to_owned()).collect();
    for id in ids.iter().rev().take(4) {
        let ranking = at.get(&Route::LeagueSeasonRankings(LEGENDS, id.clone()));
        assert!(!list(&ranking, "items").is_empty(), "{id}");
    }
    ids
}

#[test]
fn season_ids_are_months_then_dates_then_v2_ids_unless_the_form_is_set() {
    let now = World::default_start();
    let ids = season_ids(SeasonIds::ByDate, now);
    assert!(!ids.contains(&"2025-09".to_owned()));
    assert_eq!(ids[..2], ["2015-07", "2015-08"]);
    assert_eq!(ids[121..125], ["2025-08", "2025-10-06", "2025-11-03", "2025-12-01"]);
    assert_eq!(ids[130..], ["2026-05-18", "v2-2026-05-11T05:00:00Z", "v2-2026-06-08T05:00:00Z"]);
    let dated = season_ids(SeasonIds::Dated, now);
    assert_eq!(dated[129..], ["2026-04-20", "2026-05-18", "2026-06-15"]);
    let v2 = season_ids(SeasonIds::V2, now);
    assert_eq!(v2[121..124], ["2025-08", "2025-10-06", "v2-2025-10-27T05:00:00Z"]);
    assert_eq!(v2[129], "v2-2026-04-13T05:00:00Z");
}

#[test]
fn the_season_of_a_profile_is_a_ranked_week_or_a_legends_trophy_season() {
    let world = world(64);
    let samples = world.samples(AUGUST);
    let at = At { world: &world, now: AUGUST };
    let fields = |tag: &str| {
        let player = at.player(tag);
        let group = |field| text(&player, field).to_owned();
        let season = |field| number(&player, field);
        (
            (group("currentLeagueGroupTag"), season("currentLeagueSeasonId")),
            (group("previousLeagueGroupTag"), season("previousLeagueSeasonId")),
        )
    };
    let legend = samples.legend.unwrap();
    assert_eq!(at.player(&legend)["leagueTier"]["id"], 105_000_036);
    let none = "#0".to_owned();
    let starts = ((none.clone(), 1_783_918_800), (none.clone(), 1_783_918_800 - 28 * 86_400));
    assert_eq!(fields(&legend), starts);
    let (current, previous) = fields(&samples.ranked_player.unwrap());
    // Monday 2026-08-03, 05:00 UTC.
    assert_eq!((current.1, previous.1), (1_785_733_200, 1_785_733_200 - 7 * 86_400));
    assert!(current.0 != none && previous.0 != none);
    let unranked =
        members(&at).into_iter().find(|member| member["leagueTier"]["name"] == "Unranked").unwrap();
    assert_eq!(fields(text(&unranked, "tag")).0, (none, 0));
}

/// Members of the first clans.
fn members(at: &At<'_>) -> Vec<Value> {
    at.clans().into_iter().take(16).flat_map(|tag| list(&at.clan(&tag), "memberList").to_vec()).collect()
}

#[test]
fn donations_fall_to_zero_when_a_trophy_season_starts() {
    let world = world(16);
    // 2024-12-30, 2025-08-25, 2025-10-06 and 2026-08-10, each at 05:00 UTC.
    for start in [1_735_534_800_000, 1_756_098_000_000, 1_759_726_800_000, AUGUST + 17 * HOUR] {
        let sum = |now| -> i64 {
            let members = members(&At { world: &world, now });
            members.iter().map(|of| number(of, "donations") + number(of, "donationsReceived")).sum()
        };
        assert!(sum(start - 1000) > 1000);
        assert_eq!(sum(start), 0);
        assert!(sum(start + DAY) > 0);
    }
}

/// The attacker's and the defender's trophies of a ranked battle.
fn trophies(battle: &Value) -> [i64; 2] {
    let destruction = number(battle, "destructionPercentage");
    let attack = match number(battle, "stars") {
        3 => 40,
        2 => 16 + (destruction - 50) / 3,
        1 => 5 + (destruction - 1) / 9,
        _ => return [destruction / 10, 40],
    };
    [attack, 40 - attack]
}

#[test]
fn trophies_of_ranked_battles_follow_stars_and_destruction() {
    let world = world(64);
    for now in [APRIL, AUGUST] {
        let at = At { world: &world, now };
        let mut stars = BTreeSet::new();
        // Battles start on Tuesday 05:00 at first, and on Monday 17:00 since 2026-04-27.
        let first = if now == APRIL { "2026-03-31T05:00:00Z" } else { "2026-08-03T17:00:00Z" };
        let mut earliest = "z".to_owned();
        for member in members(&at).iter().take(200) {
            let player = at.player(text(member, "tag"));
            let group = at.try_get(&Route::LeagueGroup {
                group: text(&player, "currentLeagueGroupTag").to_owned(),
                season: number(&player, "currentLeagueSeasonId").to_string(),
                player: text(&player, "tag").to_owned(),
            });
            let Ok(group) = group else { continue };
            let mut sum = 0;
            for (side, log) in ["attackLogs", "defenseLogs"].into_iter().enumerate() {
                for battle in list(&group, log) {
                    assert_eq!(number(battle, "trophies"), trophies(battle)[side], "{battle}");
                    sum += number(battle, "trophies");
                    stars.insert((side, number(battle, "stars")));
                    let at = text(battle, "creationTime");
                    assert!(at >= first, "{at}");
                    earliest = earliest.min(at.to_owned());
                }
            }
            assert_eq!(number(&player, "trophies"), sum);
        }
        assert_eq!(stars.len(), 8, "every number of stars on both sides");
        assert!(earliest[..10] == first[..10], "{earliest}");
    }
}

#[test]
fn there_is_one_legend_tier_until_april_2026_and_three_since() {
    let world = world(64);
    let names = |catalogue, now| -> Vec<String> {
        let body = At { world: &world, now }.get(&Route::Catalogue(catalogue));
        list(&body, "items").iter().map(|entry| text(entry, "name").to_owned()).collect()
    };
    assert_eq!(names(Catalogue::LeagueTiers, APRIL)[33..], ["Electro League 33", "Legend League"]);
    let now = names(Catalogue::LeagueTiers, AUGUST);
    assert_eq!(now[34..], ["Legend League III", "Legend League II", "Legend League I"]);
    assert_eq!(names(Catalogue::WarLeagues, APRIL).last().unwrap(), "Champion League I");
    let leagues = names(Catalogue::WarLeagues, AUGUST);
    assert_eq!(
        leagues[18..],
        ["Champion League I", "Titan League III", "Titan League II", "Titan League I", "Legend League"]
    );
    let legend = world.samples(APRIL).legend.unwrap();
    assert_eq!(At { world: &world, now: APRIL }.player(&legend)["leagueTier"]["id"], 105_000_034);
}

#[test]
fn a_week_changes_a_tier_by_one_and_limits_the_battles() {
    let world = world(64);
    let at = At { world: &world, now: AUGUST };
    let (mut weeks, mut tiers) = (0, BTreeSet::new());
    for member in members(&at).into_iter().step_by(3) {
        let history = at.get(&Route::LeagueHistory(text(&member, "tag").to_owned()));
        let rows = list(&history, "items");
        for row in rows {
            let fought = number(row, "attackWins") + number(row, "attackLosses");
            assert!(fought <= number(row, "maxBattles"));
            // Since Monday 2026-04-27.
            if number(row, "leagueSeasonId") >= 1_777_266_000 {
                let most = match number(row, "leagueTierId") - 105_000_000 {
                    ..7 => 6,
                    7..13 => 8,
                    13..19 => 10,
                    19..28 => 12,
                    28..31 => 14,
                    31..34 => 18,
                    34 => 24,
                    _ => 30,
                };
                assert_eq!(number(row, "maxBattles"), most);
                tiers.insert(number(row, "leagueTierId"));
            }
        }
        for pair in rows.windows(2) {
            let [before, after] = [&pair[0], &pair[1]].map(|row| number(row, "leagueSeasonId"));
            if before + 7 * 86_400 == after && after != 1_777_266_000 {
                let change = number(&pair[1], "leagueTierId") - number(&pair[0], "leagueTierId");
                assert!(change.abs() <= 1, "{change}");
                weeks += 1;
            }
        }
    }
    assert!(weeks > 500);
    assert!(tiers.contains(&105_000_035), "no player in Legend League II: {tiers:?}");
}
