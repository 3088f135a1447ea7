//! The reader against `serde_json`.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::reader::Reader;

fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader::new(text);
    let value = Value::deserialize(&mut reader).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(value)
}

/// Any JSON, without `null` in lists, which the reader skips.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from).prop_filter("null", |value| !value.is_null()),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".*", prop_oneof![Just(Value::Null), inner], 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_read_as_by_serde_json(value in values()) {
        // `serde_json` itself does not read every fraction exactly, so the value is the reference.
        prop_assert_eq!(read(&value.to_string()), Ok(value.clone()));
        prop_assert_eq!(read(&serde_json::to_string_pretty(&value).unwrap()), Ok(value));
    }

    #[test]
    fn text_that_is_no_json_is_an_error(text in "[\\[\\]{}\",:0-9a-z\\\\ .eE+-]{0,12}") {
        if serde_json::from_str::<Value>(&text).is_ok() && !text.contains("null") {
            prop_assert!(read(&text).is_ok(), "{}", text);
        }
    }
}

#[test]
fn escapes_are_read_and_lone_surrogates_replaced() {
    assert_eq!(read(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#), Ok(Value::from("\"\\/\u{8}\u{c}\n\r\té😀")));
    assert_eq!(read(r#""a\ud83d""#), Ok(Value::from("a\u{fffd}")));
    assert_eq!(read(r#""\ud83d\u0041""#), Ok(Value::from("\u{fffd}A")));
    assert_eq!(read(r#""\ude00b""#), Ok(Value::from("\u{fffd}b")));
    assert_eq!(read("[1,null,2]"), Ok(serde_json::json!([1, 2])));
}

#[test]
fn text_that_is_cut_off_or_followed_by_more_is_an_error() {
    let json = r#"{"a":[1,{"b":"c\u00e9"},-2.5e3,true,false,{"d":null}],"e":{}}"#;
    assert!(read(json).is_ok());
    for end in 0..json.len() {
        assert!(read(&json[..end]).is_err(), "{}", &json[..end]);
    }
    for more in [",", "}", "1", "\"", "null"] {
        assert!(read(&format!("{json}{more}")).is_err(), "{more}");
    }
}
