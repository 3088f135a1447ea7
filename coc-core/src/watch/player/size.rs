//! The memory of the state of a player.

use coc_models::{PlayerHouse, PlayerLegendStatistics};
use serde_json::{Value, json};

use super::{
    PlayerFollower,
    state::ClanOfPlayer,
    tests::{body, probe},
};
use crate::{heap_size, watch::test_support::badge};

/// A player with everything: more units and achievements than a recorded player of Town Hall 18.
fn largest() -> Value {
    let mut body = body();
    let units = |names: &str, count: usize, village: &str| -> Vec<Value> {
        let unit = |index| json!({ "name": format!("{names} {index}"), "level": 99, "village": village });
        (0..count).map(unit).collect()
    };
    let mut heroes = units("Hero", 6, "home");
    for hero in &mut heroes {
        hero["equipment"] = json!([{ "name": "Barbarian Puppet" }, { "name": "Earthquake Boots" }]);
    }
    body["heroes"] = json!([heroes, units("Machine", 2, "builderBase")].concat());
    body["troops"] = json!([units("Troop", 62, "home"), units("Builder", 12, "builderBase")].concat());
    body["spells"] = json!(units("Spell", 18, "home"));
    body["heroEquipment"] = json!(units("Equipment", 42, "home"));
    let achievement = |index| json!({ "name": format!("Achievement {index}"), "stars": 3, "value": 2_000_000_000, "village": "home" });
    body["achievements"] = json!((0..58).map(achievement).collect::<Vec<_>>());
    let season = json!({ "id": "v2-2026-08-31T05:00:00Z", "rank": 100_000, "trophies": 5000 });
    body["legendStatistics"] = json!({
        "legendTrophies": 5000, "previousSeason": season, "bestSeason": season, "currentSeason": season,
        "previousBuilderBaseSeason": season, "bestBuilderBaseSeason": season,
    });
    let element = |kind: &str| json!({ "type": kind, "id": 82_000_000 });
    let elements = ["ground", "walls", "roof", "decoration"].map(element);
    body["playerHouse"] = json!({ "elements": elements });
    body["labels"] =
        [0, 1, 2].map(|id| json!({ "id": 57_000_000 + id, "name": "Clan Capital" })).into_iter().collect();
    body["clan"] = json!({ "tag": "#2PP", "name": "A long name", "clanLevel": 30, "badgeUrls": badge(1) });
    body
}

#[test]
fn the_state_of_the_largest_player_takes_at_most_4_kilobytes() {
    let mut probe = probe();
    probe.see(&largest());
    let boxes = size_of::<ClanOfPlayer>() + size_of::<PlayerLegendStatistics>() + size_of::<PlayerHouse>();
    // The names of units and achievements are shared between players, and are pointers here.
    let size = size_of::<PlayerFollower>() + heap_size::of_model(&probe.follower) + boxes;
    println!("{size} bytes, {} inline", size_of::<PlayerFollower>());
    assert!(size <= 4096, "{size} bytes");
    assert!(serde_json::to_string(&probe.follower).unwrap().len() <= 8192);
}
