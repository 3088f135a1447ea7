//! Anything at all: a function has a result or a failure, and never panics.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{FUNCTIONS, call};

/// The keys of bodies, so that random objects resemble them.
const KEYS: [&str; 24] = [
    "state",
    "clan",
    "opponent",
    "members",
    "tag",
    "attacks",
    "stars",
    "mapPosition",
    "teamSize",
    "attackerTag",
    "defenderTag",
    "order",
    "startTime",
    "endTime",
    "preparationStartTime",
    "clans",
    "rounds",
    "warTags",
    "troops",
    "name",
    "level",
    "townHallLevel",
    "attackLog",
    "districts",
];

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3..4_i32).prop_map(Value::from),
        "[#0-9PYLQGRJCUVTZ:.-]{0,20}".prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        prop::sample::select(vec!["#2PP", "#VVV", "inWar", "warEnded", "20260407T083000.000Z", "home"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&KEYS[..]), inner), 0..8).prop_map(|entries| {
                Value::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_json_makes_a_function_panic(arguments in prop::collection::vec(values(), 0..5)) {
        let texts: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        for number in 0..FUNCTIONS.len() {
            let _ = call(number, &texts.join("\n"));
        }
    }

    #[test]
    fn no_text_makes_a_function_panic(text in "[\\[\\]{}\",:0-9a-z#\\\\ \n.eE+-]{0,60}|.{0,40}") {
        for number in 0..FUNCTIONS.len() {
            let _ = call(number, &text);
        }
    }

    #[test]
    fn no_change_of_a_war_makes_a_function_panic(at in 0_usize..2_000, to in ".") {
        let war = json!({
            "state": "inWar", "teamSize": 1, "startTime": "20260408T083000.000Z", "endTime": "20260409T083000.000Z",
            "clan": { "tag": "#2PP", "members": [{ "tag": "#2PY", "mapPosition": 1, "attacks": [
                { "attackerTag": "#2PY", "defenderTag": "#2PQ", "stars": 3, "destructionPercentage": 100, "order": 1 }
            ]}]},
            "opponent": { "tag": "#VVV", "members": [{ "tag": "#2PQ", "mapPosition": 1 }] },
        });
        let text = war.to_string();
        let at = at % text.len();
        let changed = format!("{}{to}{}", &text[..at], &text[at + 1..]);
        for number in 0..FUNCTIONS.len() {
            let _ = call(number, &changed);
        }
    }
}

#[test]
fn an_unknown_number_is_a_failure() {
    assert!(call(FUNCTIONS.len(), "").unwrap_err().contains("no such function"));
}

#[test]
fn deep_nesting_is_skipped_without_recursion() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let body = format!(r#"{{"state":"notInWar","unknown":{deep}}}"#);
    let number = FUNCTIONS.iter().position(|function| function.name == "war_phase").unwrap();
    assert_eq!(call(number, &body), Ok("null".to_owned()));
}
