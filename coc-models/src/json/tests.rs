use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Deserialize;

use super::*;
use crate::{Clan, ClanMember, ClanWarLogEntry, LeagueSeasonResult, Location, Page, Player};

fn repaired<T: DeserializeOwned>(body: &str) -> (T, Vec<String>) {
    let decoded: Decoded<T> = decode(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    (decoded.value, decoded.repairs.iter().map(ToString::to_string).collect())
}

fn fails<T: DeserializeOwned + core::fmt::Debug>(body: &str) -> String {
    decode::<T>(body.as_bytes()).expect_err(body).to_string()
}

#[test]
fn a_valid_body_has_no_repairs() {
    let (clan, repairs) = repaired::<Clan>(r##"{"tag":"#2PP","labels":null}"##);
    assert_eq!((clan.tag.as_str(), repairs.len()), ("#2PP", 0));
}

#[test]
fn null_in_a_list_is_skipped() {
    let (page, repairs) = repaired::<Page<ClanMember>>(r##"{"items":[null,{"tag":"#2PP"},null]}"##);
    assert_eq!(page.items.len(), 1);
    assert_eq!(repairs, ["items[]: skipped null (2 times)"]);
    let (options, repairs) = repaired::<Vec<Option<i32>>>("[null,1]");
    assert_eq!((options, repairs.len()), (alloc::vec![None, Some(1)], 0));
}

#[test]
fn a_missing_name_of_a_secondary_object_is_empty() {
    for name in ["", r#","name":null"#, r#","name":5"#] {
        let (clan, repairs) = repaired::<Clan>(&format!(
            r##"{{"tag":"#2PP","location":{{"id":7{name}}},"labels":[{{"id":1{name}}},{{"id":2,"name":"x"}}]}}"##
        ));
        assert_eq!((clan.location.unwrap().id.get(), clan.labels.len()), (7, 2));
        assert_eq!(repairs, ["labels[].name: defaulted name", "location.name: defaulted name"]);
    }
    let (clan, repairs) = repaired::<Clan>(r##"{"tag":"#2PP","location":{"isCountry":true}}"##);
    assert_eq!(clan.location, None);
    assert_eq!(repairs, ["location: dropped value"]);
    assert!(fails::<Location>(r#"{"id":7}"#).contains("missing field `name`"));
}

#[test]
fn an_entry_that_cannot_be_understood_is_skipped_and_counted() {
    let body = r#"{"items":[{"endTime":"soon"},{"endTime":"20240110T080000.000Z","opponent":{"tag":5}},{}]}"#;
    let decoded: Decoded<Page<ClanWarLogEntry>> = decode(body.as_bytes()).unwrap();
    assert_eq!(decoded.value.items.len(), 1);
    assert!(decoded.value.items[0].is_league_season());
    assert_eq!((decoded.repairs.skipped_entries(), decoded.repairs.count()), (2, 3));
}

#[test]
fn a_list_of_which_no_entry_can_be_read_is_an_error() {
    let body = r#"{"items":[{"name":"a"},{"name":"b","x":1}]}"#;
    assert_eq!(fails::<Page<ClanMember>>(body), "at `items[0]`: missing field `tag`");
}

#[test]
fn numbers_are_converted_and_others_are_dropped() {
    let (player, repairs) = repaired::<Player>(
        r##"{"tag":"#2PP","trophies":"5","expLevel":5.0,"warStars":"7.0","donations":5.5,"attackWins":1e12,
            "builderHallLevel":"many","townHallWeaponLevel":[],"labels":{},"name":7}"##,
    );
    assert_eq!((player.trophies, player.exp_level, player.war_stars, player.donations), (5, 5, 7, 0));
    assert_eq!(
        (player.attack_wins, player.builder_hall_level, player.town_hall_weapon_level),
        (0, None, None)
    );
    let kinds = |kind: &str| repairs.iter().filter(|repair| repair.ends_with(kind)).count();
    assert_eq!((kinds("converted number"), kinds("dropped value"), repairs.len()), (3, 6, 9), "{repairs:?}");
}

#[test]
fn values_of_one_kind_are_repaired_together() {
    let entries: Vec<String> = (0..1_000)
        .map(|index| {
            format!(r##"{{"tag":"#2PP","name":{},"trophies":"{index}","expLevel":{{}}}}"##, index % 2 == 0)
        })
        .collect();
    let (page, repairs) = repaired::<Page<ClanMember>>(&format!(r#"{{"items":[{}]}}"#, entries.join(",")));
    assert_eq!((page.items.len(), page.items[999].trophies), (1_000, 999));
    assert_eq!(repairs.len(), 3);
    assert!(repairs.iter().all(|repair| repair.ends_with("(1000 times)")), "{repairs:?}");
}

#[test]
fn an_array_is_never_taken_for_an_object() {
    assert!(fails::<Clan>(r##"["#2PP","name"]"##).contains("invalid type: sequence"));
    assert!(fails::<Page<Clan>>("[[],null]").contains("invalid type: sequence"));
    let (clan, repairs) = repaired::<Clan>(
        r##"{"tag":"#2PP","clanCapital":[],"memberList":[["#9JQ0","Ada"],{"tag":"#9JQ0"}]}"##,
    );
    assert_eq!((clan.clan_capital, clan.member_list.len()), (None, 1));
    assert_eq!(repairs, ["clanCapital: dropped value", "memberList[]: skipped entry"]);
}

#[test]
fn text_is_read_lossily() {
    let (clan, repairs) = repaired::<Clan>(r##"{"tag":"#2PP","name":"a\ud83db"}"##);
    assert_eq!(clan.name, "a\u{fffd}b");
    assert_eq!(repairs, ["name: replaced text"]);
    let decoded: Decoded<Clan> = decode(b"{\"tag\":\"#2PP\",\"name\":\"a\xffb\xe2\x82\"}").unwrap();
    assert_eq!(decoded.value.name, "a\u{fffd}b\u{fffd}");
    assert_eq!(decoded.repairs.count(), 1);
}

#[test]
fn depth_huge_numbers_and_repeated_fields_are_repaired() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for value in [&deep, "1e999", "-1e999", "123456789012345678901234567890"] {
        let (clan, repairs) =
            repaired::<Clan>(&format!(r##"{{"tag":"#2PP","clanLevel":{value},"warWins":3}}"##));
        assert_eq!((clan.clan_level, clan.war_wins), (0, 3));
        assert_eq!(repairs, ["clanLevel: dropped value"]);
    }
    let (clan, repairs) = repaired::<Clan>(r##"{"tag":"#2PP","name":"a","name":"b"}"##);
    assert_eq!(clan.name, "b");
    assert_eq!(repairs, ["name: repeated field"]);
}

#[test]
fn a_season_may_be_a_number_with_a_point() {
    let json = r#"{"leagueSeasonId":1773032400.0}"#;
    let (result, _) = repaired::<LeagueSeasonResult>(json);
    assert_eq!(result.league_season_id.unix_seconds(), Some(1_773_032_400));
}

#[test]
fn an_error_names_the_first_reason() {
    assert_eq!(
        fails::<Clan>(r#"{"tag":5}"#),
        "at `tag`: invalid type: integer `5`, expected a tag (ClanTag)"
    );
    assert_eq!(fails::<Clan>(r#"{"tag":null}"#), "at `tag`: invalid type: null, expected a tag (ClanTag)");
    assert_eq!(fails::<Clan>("{}"), "at `.`: missing field `tag`");
    assert_eq!(fails::<Clan>("<html>"), "the body is HTML, not JSON");
    assert_eq!(fails::<Clan>(r##"{"tag":5,"name":"#"##), "the body is truncated after 18 bytes");
    assert!(fails::<Clan>(r##"{"tag":"#2PP"} x"##).starts_with("the body is not JSON: trailing characters"));
}

#[test]
fn a_type_of_a_user_is_repaired_by_its_own_rules() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Mine {
        id: u64,
        #[serde(default)]
        ratio: f32,
        by_level: BTreeMap<u8, Vec<bool>>,
        kind: Option<Kind>,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    enum Kind {
        Old,
        New(i32),
    }
    let (mine, repairs) = repaired::<Mine>(
        r#"{"id":"9","ratio":"0.5","by_level":{"7":["true",null,false]},"kind":{"New":"x"}}"#,
    );
    let by_level = BTreeMap::from([(7, alloc::vec![true, false])]);
    assert_eq!(mine, Mine { id: 9, ratio: 0.5, by_level, kind: None });
    assert_eq!(repairs.len(), 5, "{repairs:?}");
    let (mine, _) = repaired::<Mine>(r#"{"id":9.0,"by_level":{},"kind":{"New":5}}"#);
    assert_eq!(mine.kind, Some(Kind::New(5)));
    assert_ne!(mine.kind, Some(Kind::Old));
}

#[test]
fn a_body_that_another_decoder_rejected_is_repaired() {
    let body = r##"{"tag":"#2PP","clanLevel":"9"}"##;
    let other =
        serde_json::from_str::<Clan>(body).or_else(|_| repair(body.as_bytes()).map(|clan| clan.value));
    assert_eq!(other.unwrap().clan_level, 9);
}

#[test]
fn each_entry_that_cannot_be_understood_is_one_round() {
    let entry = |index| match index % 3 {
        0 => r#"{"endTime":"20240110T080000.000Z"}"#.to_string(),
        _ => format!(r#"{{"endTime":"{index}"}}"#),
    };
    let entries: Vec<String> = (0..120).map(entry).collect();
    let (page, repairs) =
        repaired::<Page<ClanWarLogEntry>>(&format!(r#"{{"items":[{}]}}"#, entries.join(",")));
    assert_eq!(page.items.len(), 40);
    assert_eq!(repairs, ["items[]: skipped entry (80 times)"]);
}

#[test]
fn the_time_for_a_hostile_body_is_bounded() {
    let entries: Vec<String> = (0..500).map(|index| format!(r#"{{"endTime":"{index}"}}"#)).collect();
    let body = format!(r#"{{"items":[{}]}}"#, entries.join(","));
    assert!(fails::<Page<ClanWarLogEntry>>(&body).contains("expected a timestamp"));
}

// Strict decoding.

#[derive(Debug, Deserialize, PartialEq)]
struct Member {
    trophies: u32,
}

#[derive(Debug, Deserialize, PartialEq)]
struct StrictClan {
    members: Vec<Member>,
}

fn fails_strictly(body: &str) -> DecodeError {
    strict::<StrictClan>(body.as_bytes()).expect_err("must not decode")
}

#[test]
fn a_type_mismatch_names_path_and_field() {
    let error = fails_strictly(r#"{"members":[{"trophies":1},{"trophies":"many"}]}"#);
    let DecodeError::Mismatch { path, message } = error else { panic!("{error:?}") };
    assert_eq!(path, "members[1].trophies");
    assert!(message.contains("invalid type: string \"many\", expected u32"), "{message}");
}

#[test]
fn a_missing_field_names_its_parent() {
    let error = fails_strictly(r#"{"members":[{}]}"#);
    assert!(
        matches!(&error, DecodeError::Mismatch { path, message } if path == "members[0]" && message.contains("trophies"))
    );
}

#[test]
fn only_strings_that_are_read_must_be_utf8() {
    let clan = strict::<StrictClan>(b"{\"name\":\"\xff\",\"members\":[]}");
    assert_eq!(clan, Ok(StrictClan { members: Vec::new() }));
    let error = strict::<String>(b"\"\xff\"").expect_err("must not decode");
    assert!(matches!(error, DecodeError::Syntax(_)), "{error:?}");
}

#[test]
fn a_check_returns_the_same_error_for_a_body_that_is_not_json() {
    for body in ["<html>", r#"{"members":[{"tro"#, "", "upstream timeout"] {
        assert_eq!(check(body.as_bytes()), Err(fails_strictly(body)), "{body}");
    }
    assert_eq!(check(br#"{"members":[{"trophies":"many"}]}"#), Ok(()));
}

#[test]
fn html_truncation_and_noise_are_distinguished() {
    assert_eq!(fails_strictly("\n <html><body>502</body></html>"), DecodeError::Html);
    assert_eq!(fails_strictly(r#"{"members":[{"tro"#), DecodeError::Truncated { received: 17 });
    assert_eq!(fails_strictly(""), DecodeError::Truncated { received: 0 });
    assert!(matches!(fails_strictly("upstream timeout"), DecodeError::Syntax(_)));
}
