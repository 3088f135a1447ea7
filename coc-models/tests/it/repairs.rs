//! Single changes of every value of every fixture and recorded body, against the tables of
//! [`coc_models::json`]: only what identifies the whole body is lost with one value.

use std::collections::{BTreeMap, BTreeSet};

use coc_models::json::{RepairKind, Repairs};
use serde_json::{Map, Value};

use crate::{
    corpus,
    fixtures::{self, Fixture},
    places::{Place, each, edited},
};

/// A change of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mutation {
    Null,
    Removed,
    True,
    Word,
    NumberAsText,
    Float,
    Fraction,
    Huge,
    Infinite,
    EmptyList,
    EmptyObject,
    ListForObject,
    Nested,
    Twice,
    LoneSurrogate,
}

use Mutation::{
    EmptyList, EmptyObject, Float, Fraction, Huge, Infinite, ListForObject, LoneSurrogate, Nested, Null,
    NumberAsText, Removed, True, Twice, Word,
};

const ALL: &[Mutation] = &[
    Null,
    Removed,
    True,
    Word,
    NumberAsText,
    Float,
    Fraction,
    Huge,
    Infinite,
    EmptyList,
    EmptyObject,
    ListForObject,
    Nested,
    Twice,
    LoneSurrogate,
];

/// The body with the change, or `None` where the change does not apply.
fn mutate(body: &Value, place: &Place, value: &Value, mutation: Mutation) -> Option<String> {
    // Values that `Value` cannot have are written in place of this one.
    const MARK: &str = "\u{1}mark";
    let with = |value: Value| Some(edited(body, place, Some(value)).to_string());
    let with_text = |text: &str| {
        let body = edited(body, place, Some(MARK.into())).to_string();
        Some(body.replace(&Value::from(MARK).to_string(), text))
    };
    match mutation {
        Null => with(Value::Null),
        Removed => Some(edited(body, place, None).to_string()),
        True => with(true.into()),
        Word => with("many".into()),
        NumberAsText => value.is_number().then(|| with(value.to_string().into()))?,
        Float => with_text(&format!("{}.0", value.as_i64()?)),
        Fraction => with(0.5.into()),
        Huge => with(1_000_000_000_000_000_i64.into()),
        Infinite => with_text("-1e999"),
        EmptyList => with(Value::Array(Vec::new())),
        EmptyObject => with(Value::Object(Map::new())),
        ListForObject => with(value.as_object()?.values().cloned().collect()),
        Nested => with_text(&format!("{}{}", "[".repeat(300), "]".repeat(300))),
        Twice => {
            let key = place.key()?;
            let field = format!("{}:{value}", Value::from(key));
            let body = edited(body, place, Some(MARK.into())).to_string();
            Some(body.replacen(
                &format!("{}:{}", Value::from(key), Value::from(MARK)),
                &format!("{field},{field}"),
                1,
            ))
        }
        LoneSurrogate => value.is_string().then(|| with_text(r#""\ud83d""#))?,
    }
}

/// Whether a change of the value at this path may lose the whole body: its path is one of the
/// required ones of the root.
fn is_identity(fixture: &Fixture, place: &Place) -> bool {
    place.key().is_some_and(|key| place.depth() == 1 && fixture.required.contains(&key))
}

/// Whether the fixture's field accepts the changed value, so that nothing is lost.
fn check(
    name: &str,
    required: bool,
    mutation: Mutation,
    result: &Result<Repairs, String>,
) -> Result<(), String> {
    match result {
        Ok(_) => Ok(()),
        Err(_) if required => Ok(()),
        Err(error) => Err(format!("{name}, {mutation:?}: {error}")),
    }
}

#[test]
fn one_changed_value_loses_a_fixture_only_if_it_identifies_it() {
    let (mut count, mut failures) = (0, Vec::new());
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for fixture in fixtures::all() {
        each(&fixture.body, &mut |place, value| {
            for mutation in ALL {
                let Some(body) = mutate(&fixture.body, place, value, *mutation) else { continue };
                count += 1;
                let result = (fixture.decode)(&body);
                for repair in result.iter().flatten() {
                    *kinds.entry(repair.kind.as_str()).or_default() += repair.count;
                }
                let name = format!("{} at {place}", fixture.name);
                failures.extend(check(&name, is_identity(&fixture, place), *mutation, &result).err());
            }
        });
    }
    assert!(count > 10_000, "{count}");
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
    for kind in [
        RepairKind::SkippedNull,
        RepairKind::SkippedEntry,
        RepairKind::DefaultedName,
        RepairKind::DroppedValue,
        RepairKind::ConvertedNumber,
        RepairKind::ReplacedText,
        RepairKind::RepeatedField,
    ] {
        assert!(kinds.contains_key(kind.as_str()), "no {kind}: {kinds:?}");
    }
}

#[test]
fn a_body_without_what_identifies_it_is_an_error() {
    for fixture in fixtures::all() {
        for key in fixture.required.iter().filter(|path| !path.contains('.')) {
            let place = Place::field(key);
            for mutation in [Null, Removed, True] {
                // The portal's status has only hints, so one of another type is ignored.
                if mutation == True && *key == "status" && fixture.body.get("tag").is_none() {
                    continue;
                }
                let body = mutate(&fixture.body, &place, &Value::Null, mutation).unwrap();
                let error = (fixture.decode)(&body).expect_err(&body);
                assert!(error.contains(key), "{}: {error}", fixture.name);
            }
        }
        for other in ["{}", r#"{"unrelated":1}"#, "[]", "null", "<html>", "5", "", "[[1]]"] {
            assert!((fixture.decode)(other).is_err(), "{} from {other}", fixture.name);
        }
    }
}

#[test]
fn a_repaired_body_differs_only_where_it_was_changed() {
    for fixture in fixtures::all() {
        let complete = (fixture.rewrite)(&fixture.body.to_string()).unwrap();
        each(&fixture.body, &mut |place, value| {
            if is_identity(&fixture, place) {
                return;
            }
            for mutation in [True, Word, Huge, EmptyObject, EmptyList] {
                let body = mutate(&fixture.body, place, value, mutation).unwrap();
                let read = (fixture.rewrite)(&body).unwrap();
                // The field of the root that contains the change; all others are as before.
                let changed = place.root_key();
                for (key, value) in complete.as_object().unwrap() {
                    if key != changed {
                        assert_eq!(read.get(key), Some(value), "{} at {place}, {mutation:?}", fixture.name);
                    }
                }
            }
        });
    }
}

/// The body with at most eight entries in each list: more are only slower.
fn shortened(body: &Value) -> Value {
    match body {
        Value::Array(list) => list.iter().take(8).map(shortened).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), shortened(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn one_changed_value_loses_a_recorded_body_only_if_it_identifies_it() {
    let Some(mut recordings) = corpus::recordings() else { return };
    // Each path of a kind is changed in the smallest body that has it.
    recordings.sort_by_key(|recording| recording.body.len());
    let kinds = corpus::kinds();
    let mut seen = BTreeSet::new();
    let (mut count, mut failures) = (0_u32, Vec::new());
    for recording in &recordings {
        let Some(model) = kinds.get(recording.kind.as_str()) else { continue };
        let body = shortened(&serde_json::from_str(&recording.body).unwrap());
        each(&body, &mut |place, value| {
            if !seen.insert((recording.kind.as_str(), place.pattern())) {
                return;
            }
            for mutation in ALL {
                let Some(changed) = mutate(&body, place, value, *mutation) else { continue };
                count += 1;
                let required = corpus::required(&recording.kind);
                let required = place.depth() == 1 && place.key().is_some_and(|key| required.contains(&key));
                let name = format!("{} at {place}", recording.path.display());
                failures.extend(check(&name, required, *mutation, &(model.decode)(&changed)).err());
            }
        });
    }
    println!("{count} changes at {} paths of recorded bodies", seen.len());
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
}
