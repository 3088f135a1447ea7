//! Rules of every model, tested with one invented body of each (`fixtures.rs`) and random changes
//! of it.

#![allow(
    clippy::wildcard_imports,
    clippy::field_reassign_with_default,
    reason = "all models are tested, as users build them"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use std::fmt::Debug;

use coc_models::*;
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    fixtures::{self, Fixture},
    outcome::Outcome,
};

fn run(fixture: &Fixture, body: &Value) -> Result<Outcome, String> {
    (fixture.check)(&body.to_string())
}

/// The positions of all fields in a body: keys and list indices from the root, with the path
/// without indices.
fn fields(body: &Value) -> Vec<(Vec<String>, String)> {
    fn walk(value: &Value, place: &mut Vec<String>, path: &str, found: &mut Vec<(Vec<String>, String)>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    place.push(key.clone());
                    found.push((place.clone(), path.clone()));
                    walk(value, place, &path, found);
                    place.pop();
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    place.push(index.to_string());
                    walk(value, place, path, found);
                    place.pop();
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(body, &mut Vec::new(), "", &mut found);
    found
}

/// The object or list that contains a field.
fn parent<'a>(body: &'a mut Value, place: &[String]) -> &'a mut Value {
    let (_, above) = place.split_last().unwrap();
    above.iter().fold(body, |value, step| match value {
        Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
        object => &mut object[step.as_str()],
    })
}

fn set(body: &mut Value, place: &[String], value: Value) {
    parent(body, place)[place.last().unwrap().as_str()] = value;
}

fn remove(body: &mut Value, place: &[String]) {
    if let Value::Object(object) = parent(body, place) {
        object.remove(place.last().unwrap());
    }
}

#[test]
fn a_body_with_every_field_round_trips() {
    for fixture in fixtures::all() {
        let outcome =
            run(&fixture, &fixture.body).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        let whole = outcome.lost.is_empty() && outcome.unmodelled.is_empty() && outcome.invented.is_empty();
        assert!(whole, "{}: {outcome:?}", fixture.name);
    }
}

#[test]
fn only_the_identifying_fields_are_required() {
    for fixture in fixtures::all() {
        for (place, path) in fields(&fixture.body) {
            let mut body = fixture.body.clone();
            remove(&mut body, &place);
            let result = run(&fixture, &body);
            let is_required = fixture.required.contains(&path.as_str());
            assert_eq!(result.is_err(), is_required, "{} without {path}: {result:?}", fixture.name);
        }
    }
}

#[test]
fn a_minimal_body_decodes_to_the_same_value_after_encoding() {
    for fixture in fixtures::all() {
        let mut minimal = fixture.body.clone();
        minimal.as_object_mut().unwrap().retain(|key, _| fixture.required.contains(&key.as_str()));
        assert!((fixture.round_trips)(&minimal), "{}: {minimal}", fixture.name);
        assert!((fixture.round_trips)(&fixture.body), "{}", fixture.name);
    }
}

#[test]
fn every_model_has_a_default_that_decodes_to_itself_after_encoding() {
    fn check<T: Default + DeserializeOwned + Serialize + PartialEq + Debug>() {
        let (value, json) = (T::default(), serde_json::to_string(&T::default()).unwrap());
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
    }
    macro_rules! check {
        ($($model:ident)+) => { $(check::<$model>();)+ };
    }
    check!(ApiKey ApiKeyList ApiKeyResponse BattleLogEntry BuilderBaseLeague CapitalLeague ChatLanguage Clan ClanBuilderBaseRanking ClanCapital ClanCapitalRaidSeason ClanCapitalRaidSeasonAttack ClanCapitalRaidSeasonAttackLogEntry ClanCapitalRaidSeasonAttacker ClanCapitalRaidSeasonClanInfo ClanCapitalRaidSeasonDefenseLogEntry ClanCapitalRaidSeasonDistrict ClanCapitalRaidSeasonMember ClanCapitalRanking ClanDistrictData ClanMember ClanRanking ClanSummary ClanWar ClanWarAttack ClanWarLeagueClan ClanWarLeagueClanMember ClanWarLeagueGroup ClanWarLeagueRound ClanWarLogEntry ClanWarMember ClientError Cursors GoldPassSeason Label League LeagueBattleLogEntry LeagueGroup LeagueGroupMember LeagueSeason LeagueSeasonResult LeagueTier LegendLeagueTournamentSeasonResult Location LoginResponse Paging Player PlayerAchievementProgress PlayerBuilderBaseRanking PlayerClan PlayerHouse PlayerHouseElement PlayerItemLevel PlayerLegendStatistics PlayerRanking PlayerRankingClan PortalAuth PortalDeveloper PortalError PortalStatus Resource VerifyTokenResponse WarClan WarLeague WarLogClan);
    check::<Page<Player>>();
}

#[test]
fn a_model_is_built_in_a_test_of_a_user() {
    let mut member = ClanMember::default();
    member.tag = "#9JQ0".parse().unwrap();
    member.role = Role::Admin;
    let mut clan = Clan::default();
    clan.member_list = vec![member];
    assert_eq!((clan.tag.is_nothing(), clan.member_list[0].role.name()), (true, "Elder"));
    let page = Page::from(vec![clan]);
    assert_eq!((page.items.len(), page.after()), (1, None));
}

#[test]
fn an_object_of_another_kind_is_an_error() {
    for fixture in fixtures::all() {
        for other in [json!({}), json!({"unrelated": 1}), json!([]), json!(null), json!("<html>")] {
            assert!(run(&fixture, &other).is_err(), "{} from {other}", fixture.name);
        }
    }
}

#[test]
fn an_unknown_field_anywhere_is_skipped() {
    for fixture in fixtures::all() {
        for (place, _) in fields(&fixture.body) {
            let mut body = fixture.body.clone();
            if let Value::Object(object) = parent(&mut body, &place) {
                object.insert("ofNextYear".into(), json!({"deep": [1, {"er": null}]}));
            }
            let outcome = run(&fixture, &body).unwrap();
            assert!(outcome.lost.is_empty(), "{}: {outcome:?}", fixture.name);
            assert!(outcome.unmodelled.iter().all(|path| path.ends_with("ofNextYear")), "{outcome:?}");
            assert_eq!(outcome.unmodelled.len(), 1, "{}: {outcome:?}", fixture.name);
        }
    }
}

#[test]
fn null_is_equivalent_to_a_missing_field() {
    for fixture in fixtures::all() {
        for (place, path) in fields(&fixture.body) {
            let (mut with_null, mut without) = (fixture.body.clone(), fixture.body.clone());
            set(&mut with_null, &place, Value::Null);
            remove(&mut without, &place);
            let (with_null, without) = (run(&fixture, &with_null), run(&fixture, &without));
            assert_eq!(with_null.is_ok(), without.is_ok(), "{} {path}: {with_null:?}", fixture.name);
            assert!(with_null.unwrap_or_default().lost.is_empty(), "{} {path}", fixture.name);
        }
    }
}

/// Any JSON, small.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Another value of the same type, such as the API could send.
fn like(value: &Value) -> BoxedStrategy<Value> {
    match value {
        Value::Bool(_) => any::<bool>().prop_map(Value::from).boxed(),
        Value::Number(number) if number.is_i64() => any::<i32>().prop_map(Value::from).boxed(),
        Value::Number(_) => (0.0..1_000_000.0).prop_map(|number: f64| Value::from(number)).boxed(),
        // A tag preserves any string of its size, an enum and a name any string; a time must stay a
        // time.
        Value::String(text) if text.contains("T0") || text.contains("T1") => (0_i64..200_000_000_000)
            .prop_map(|seconds| coc_models::Timestamp::from_unix_seconds(seconds).unwrap().to_string().into())
            .boxed(),
        Value::String(_) => "[ -~é]{0,11}".prop_map(Value::from).boxed(),
        other => Just(other.clone()).boxed(),
    }
}

/// A fixture, with some optional fields removed and most leaves changed to another value of their
/// type.
pub(crate) fn varied() -> impl Strategy<Value = (usize, Value)> {
    let fixtures = fixtures::all();
    (0..fixtures.len()).prop_flat_map(move |index| {
        let fixture = &fixtures[index];
        let body = fixture.body.clone();
        let mut leaves = Vec::new();
        let mut optional = Vec::new();
        for (place, path) in fields(&body) {
            let value = parent(&mut body.clone(), &place)[place.last().unwrap().as_str()].clone();
            if !value.is_object() && !value.is_array() {
                leaves.push(like(&value).prop_map(move |value| (place.clone(), value)));
            } else if !fixture.required.contains(&path.as_str()) {
                optional.push(place);
            }
        }
        let removed = prop::sample::subsequence(optional.clone(), 0..=optional.len().min(2));
        (leaves, removed).prop_map(move |(changes, removed)| {
            let mut body = body.clone();
            for (place, value) in changes {
                set(&mut body, &place, value);
            }
            // Deepest first, so that no position is removed before its turn.
            for place in removed.into_iter().rev() {
                remove(&mut body, &place);
            }
            (index, body)
        })
    })
}

proptest! {
    #[test]
    fn any_values_of_the_right_types_round_trip((index, body) in varied()) {
        let fixture = &fixtures::all()[index];
        let outcome = run(fixture, &body);
        prop_assert!(outcome.is_ok(), "{}: {:?}\n{}", fixture.name, outcome, body);
        let outcome = outcome.unwrap();
        prop_assert!(outcome.lost.is_empty(), "{}: {:?}\n{}", fixture.name, outcome, body);
        prop_assert!((fixture.round_trips)(&body), "{}\n{}", fixture.name, body);
    }

    #[test]
    fn any_value_anywhere_is_decoded_or_an_error(pick: prop::sample::Index, place: prop::sample::Index, value in any_json()) {
        let fixtures = fixtures::all();
        let fixture = pick.get(&fixtures);
        let mut body = fixture.body.clone();
        let fields = fields(&body);
        set(&mut body, &place.get(&fields).0, value);
        let result = catch_unwind(AssertUnwindSafe(|| run(fixture, &body)));
        prop_assert!(result.is_ok(), "{} panicked on {}", fixture.name, body);
    }

    #[test]
    fn a_truncated_body_is_an_error(pick: prop::sample::Index, at: prop::sample::Index) {
        let fixtures = fixtures::all();
        let fixture = pick.get(&fixtures);
        let text = fixture.body.to_string();
        let end = at.index(text.len());
        if let Some(truncated) = text.get(..end) {
            prop_assert!((fixture.check)(truncated).is_err(), "{}", truncated);
        }
    }

    #[test]
    fn any_string_is_decoded_or_an_error(text in ".*") {
        for fixture in fixtures::all() {
            let result = catch_unwind(|| (fixture.check)(&text));
            prop_assert!(result.is_ok(), "{} panicked on {:?}", fixture.name, text);
        }
    }
}
