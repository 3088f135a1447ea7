//! Functions with small arguments.

use serde_json::{Value, json};

use super::call;

fn war() -> Value {
    let attack = |by: &str, on: &str, stars: i32, percentage: i32, order: i32| {
        json!({ "attackerTag": by, "defenderTag": on, "stars": stars, "destructionPercentage": percentage,
                "order": order, "duration": 100 })
    };
    let member = |tag: &str, position: i32, attacks: Value| json!({ "tag": tag, "name": tag, "townhallLevel": 16, "mapPosition": position, "attacks": attacks });
    json!({
        "state": "inWar", "teamSize": 2, "attacksPerMember": 2,
        "preparationStartTime": "20260407T083000.000Z",
        "startTime": "20260408T083000.000Z",
        "endTime": "20260409T083000.000Z",
        "clan": { "tag": "#2PP", "name": "We", "stars": 4, "destructionPercentage": 95.0, "members": [
            member("#2PY", 5, json!([attack("#2PY", "#2PQ", 1, 90, 1)])),
            member("#2PL", 9, json!([attack("#2PL", "#2PQ", 3, 100, 3), attack("#2PL", "#2PG", 1, 90, 4)])),
        ]},
        "opponent": { "tag": "#VVV", "name": "They", "stars": 2, "destructionPercentage": 30.0, "members": [
            member("#2PQ", 1, json!([attack("#2PQ", "#2PY", 2, 60, 2)])),
            member("#2PG", 2, json!([])),
        ]},
    })
}

#[test]
fn the_side_of_a_clan_is_found_in_either_place() {
    let ours = call("war_side", &[war(), json!("2pp")]).unwrap();
    assert_eq!(
        (&ours["name"], &ours["currentResult"], &ours["remainingAttacks"]),
        (&json!("We"), &json!("win"), &json!(1))
    );
    assert_eq!(ours["outlook"]["chance"], "leads");
    assert!(ours.get("result").is_none(), "the war is not over");
    let theirs = call("war_side", &[war(), json!("#VVV")]).unwrap();
    assert_eq!((&theirs["name"], &theirs["currentResult"]), (&json!("They"), &json!("lose")));
    assert_eq!(call("war_side", &[war(), json!("#2PPP")]), Ok(Value::Null));
}

#[test]
fn more_stars_win_and_then_more_destruction() {
    let score =
        |stars: i32, destruction: f64| json!({ "stars": stars, "destructionPercentage": destruction });
    let result = |ours, theirs| call("war_result", &[ours, theirs]).unwrap();
    assert_eq!(result(score(3, 10.0), score(2, 90.0)), "win");
    assert_eq!(result(score(3, 90.2), score(3, 90.25)), "lose");
    assert_eq!(result(score(3, 90.25), score(3, 90.25)), "tie");
    assert_eq!(result(war()["clan"].clone(), war()["opponent"].clone()), "win");
}

#[test]
fn attacks_have_their_new_stars_and_positions_without_gaps() {
    let attacks = call("war_attacks", &[war(), json!("#2PP")]).unwrap();
    let rows: Vec<_> = attacks
        .as_array()
        .unwrap()
        .iter()
        .map(|attack| json!([attack["attackerPosition"], attack["newStars"], attack["isFresh"]]))
        .collect();
    assert_eq!(rows, [json!([1, 1, true]), json!([2, 2, false]), json!([2, 1, true])]);
    assert_eq!(call("war_attacks", &[war()]).unwrap().as_array().unwrap().len(), 4);
}

#[test]
fn a_phase_is_that_of_a_time_in_each_form_or_of_the_state() {
    assert_eq!(call("war_phase", &[war()]), Ok(json!("battle")));
    for time in
        [json!("20260407T090000.000Z"), json!("2026-04-07T09:00:00.000Z"), json!(1_775_552_400_000_i64)]
    {
        assert_eq!(call("war_phase", &[war(), time]), Ok(json!("preparation")));
    }
    assert_eq!(call("war_phase", &[war(), json!(1_775_552_400_000.5)]), Ok(json!("preparation")));
    assert_eq!(call("war_id", &[war()]), Ok(json!("20260407T083000-2PP-VVV")));
    assert_eq!(call("war_type", &[war()]), Ok(json!("friendly")));
}

#[test]
fn wars_of_a_group_are_pairs_or_an_object() {
    let group = json!({ "state": "inWar", "clans": [
        { "tag": "#2PP", "name": "We", "members": [{ "tag": "#2PY", "name": "A" }] },
        { "tag": "#VVV", "name": "They" },
    ], "rounds": [{ "warTags": ["#8PQ2", "#0"] }, { "warTags": ["#0", "#0"] }] });
    let mut ended = war();
    ended["state"] = json!("warEnded");
    for wars in [json!([["#8PQ2", ended]]), json!({ "#8PQ2": ended })] {
        let standings = call("league_standings", &[group.clone(), wars.clone()]).unwrap();
        assert_eq!((&standings[0]["tag"], &standings[0]["stars"]), (&json!("#2PP"), &json!(14)));
        assert_eq!(call("missing_war_tags", &[group.clone(), wars.clone()]), Ok(json!([])));
        let schedule = call("league_schedule", &[group.clone(), wars.clone(), json!("#2PP")]);
        assert_eq!(schedule, Ok(json!({ "previous": 1 })));
        let members = call("league_members", &[group.clone(), wars, json!("#2PP")]).unwrap();
        assert_eq!((&members[0]["tag"], &members[0]["stars"]), (&json!("#2PL"), &json!(4)));
    }
    assert_eq!(call("missing_war_tags", &[group.clone(), json!([])]), Ok(json!(["#8PQ2"])));
    let rounds = call("league_rounds", &[group]).unwrap();
    assert_eq!(rounds[1], json!({ "number": 2, "isDrawn": false, "warTags": [] }));
}

#[test]
fn a_failure_names_the_argument_and_the_path() {
    let mut odd = war();
    odd["clan"]["members"][1]["attacks"][0]["attackerTag"] = json!(7);
    assert_eq!(
        call("war_type", &[odd]).unwrap_err(),
        "`war.clan.members[1].attacks[0].attackerTag`: must be a tag (PlayerTag), not 7"
    );
    assert_eq!(call("war_type", &[json!({})]).unwrap_err(), "`war`: `state` is missing");
    assert_eq!(call("war_type", &[Value::Null]).unwrap_err(), "`war`: is required");
    assert_eq!(call("war_type", &[json!([])]).unwrap_err(), "`war`: must be struct ClanWar, not an array");
    let missing = call("war_side", &[war()]).unwrap_err();
    assert_eq!(missing, "`clan`: is required");
    let hero = json!({ "heroes": [{ "id": 28_000_000 }, { "pet": 1 }] });
    assert_eq!(call("build_army", &[hero]).unwrap_err(), "`army.heroes[1]`: `id` is missing");
    let error = call("attack_trophies", &[json!(2.5), json!(90)]).unwrap_err();
    assert_eq!(error, "`stars`: must be i32, not a number with a fraction");
}

#[test]
fn an_odd_number_in_a_body_is_read() {
    let mut odd = war();
    odd["teamSize"] = json!("2");
    odd["clan"]["stars"] = json!(4.0);
    odd["clan"]["members"].as_array_mut().unwrap().push(Value::Null);
    assert_eq!(call("war_sides", &[odd]), call("war_sides", &[war()]));
}

#[test]
fn an_army_is_built_and_read() {
    let plan = json!({
        "heroes": [{ "id": 28_000_000, "pet": 73_000_001, "equipment": [90_000_000] }],
        "troops": [{ "quantity": 10, "id": 4_000_000 }, { "quantity": 2, "id": 4_000_000 }],
    });
    let army = call("build_army", &[plan]).unwrap();
    assert_eq!(army["code"], "h0p1e0u10x0-2x0");
    assert_eq!(
        army["mergedUnits"],
        json!([{ "section": "troops", "quantity": 12, "id": 4_000_000, "name": "Barbarian" }])
    );
    assert_eq!(call("parse_army", &[army["link"].clone()]), Ok(army));
    let strange = call("parse_army", &[json!("u5x0-xyz")]).unwrap();
    assert_eq!(strange["unrecognized"].as_array().unwrap().len(), 1);
    let wrong = json!({ "troops": [{ "quantity": 1, "id": 5 }] });
    assert!(call("build_army", &[wrong]).unwrap_err().contains("5 is not the id of a troop"));
}

#[test]
fn a_link_is_read_and_written() {
    let link = call("clan_link", &[json!("#2PP")]).unwrap();
    let parsed = call("parse_link", std::slice::from_ref(&link)).unwrap();
    assert_eq!(parsed, json!({ "kind": "clan", "tag": "#2PP", "url": link }));
    let other = call("parse_link", &[json!("https://link.clashofclans.com/en?action=New&a=1%202")]).unwrap();
    assert_eq!(other["parameters"], json!([{ "name": "a", "value": "1 2" }]));
    assert!(call("parse_link", &[json!("https://example.com/")]).unwrap_err().starts_with("`link`: "));
}

#[test]
fn seasons_and_weeks_follow_each_other() {
    let season = call("trophy_season", &[json!("2026-08-10T06:00:00Z")]).unwrap();
    let next = call("next_trophy_season", &[season["id"].clone()]).unwrap();
    assert_eq!(next["start"], season["end"]);
    assert_eq!(call("previous_trophy_season", &[next["v2Id"].clone()]), Ok(season.clone()));
    assert_eq!(call("compare_season_ids", &[season["id"].clone(), next["unixId"].clone()]), Ok(json!(-1)));
    let week = call("ranked_week", &[season["start"].clone()]).unwrap();
    assert_eq!(call("ranked_week_by_id", &[week["id"].clone()]), Ok(week));
    assert_eq!(call("trophy_season_by_id", &[json!("soon")]), Ok(Value::Null));
}

#[test]
fn new_game_data_replaces_the_embedded_data_and_a_bad_file_does_not() {
    let before = call("game_data", &[]).unwrap();
    assert!(crate::use_game_data(b"no").is_err());
    assert_eq!(call("game_data", &[]), Ok(before));
}
