//! Tests of reading, writing and comparing times.

use alloc::{format, string::ToString};
use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<Timestamp, TimestampError> {
    text.parse()
}

#[test]
fn both_forms_are_read_and_written_back() {
    for (text, seconds) in [
        ("19700101T000000.000Z", 0),
        ("20240101T080000.000Z", 1_704_096_000),
        ("20240101T080000Z", 1_704_096_000),
        ("20240101T080000", 1_704_096_000),
        ("20240229T235959.999999999Z", 1_709_251_199),
        ("2026-03-11T18:14:44Z", 1_773_252_884),
        ("2026-03-11T21:36:35.190Z", 1_773_264_995),
        ("2026-03-11T21:36:35.1Z", 1_773_264_995),
        ("2026-03-11T21:36:35", 1_773_264_995),
        ("2026-03-11T20:14:44+02:00", 1_773_252_884),
        ("2026-03-11T12:44:44-05:30", 1_773_252_884),
        ("2026-03-11T18:14:44+00:00", 1_773_252_884),
        ("2026-03-11T18:14:44-00:00", 1_773_252_884),
        ("0000-01-01T00:00:00+23:59", -62_167_305_540),
        ("9999-12-31T23:59:59-23:59", 253_402_387_139),
    ] {
        let timestamp = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(timestamp.unix_seconds(), seconds, "{text}");
        assert_eq!(timestamp.to_string(), text);
    }
}

#[test]
fn a_string_that_is_not_a_time_is_an_error() {
    for text in [
        "",
        "now",
        "20240101",
        "20240101T0800",
        "20240101T080000.Z",
        "20240101T080000.1234567890Z",
        "20240101T080000.000z",
        "20240101T080000.000ZZ",
        "20240101 080000.000Z",
        "2024-0101T08:00:00Z",
        "2024-01-01T080000Z",
        "2024-01-01T08:00:00+0100",
        "2024-01-01T08:00:00+24:00",
        "20230229T000000.000Z",
        "20240100T000000.000Z",
        "20241301T000000.000Z",
        "20240101T240000.000Z",
        "20240101T006000.000Z",
        "20240101T000060.000Z",
        "+0240101T080000.000Z",
        "２0240101T080000.000Z",
    ] {
        assert_eq!(parse(text), Err(TimestampError::Malformed), "{text}");
    }
}

#[test]
fn instants_compare_and_hash_regardless_of_their_form() {
    let compact = parse("20260311T181444.000Z").unwrap();
    let rfc3339 = parse("2026-03-11T20:14:44+02:00").unwrap();
    assert_eq!(compact, rfc3339);
    assert!(compact < parse("2026-03-11T18:14:44.001Z").unwrap());
    assert_eq!(HashSet::from([compact, rfc3339]).len(), 1);
}

#[test]
fn the_form_can_be_chosen() {
    let time = parse("2026-03-11T20:14:44.5+02:00").unwrap();
    assert_eq!(time.compact().to_string(), "20260311T181444.500Z");
    assert_eq!(time.rfc3339().to_string(), "2026-03-11T18:14:44.500Z");
    assert_eq!(Timestamp::from_unix_seconds(0).unwrap().rfc3339().to_string(), "1970-01-01T00:00:00Z");
}

#[test]
fn unix_time_before_the_epoch_rounds_down() {
    let time = Timestamp::from_unix_millis(-1).unwrap();
    assert_eq!((time.unix_seconds(), time.unix_millis(), time.subsec_nanoseconds()), (-1, -1, 999_000_000));
    assert_eq!(time.to_string(), "19691231T235959.999Z");
}

#[test]
fn years_of_five_digits_are_out_of_range() {
    assert!(Timestamp::from_unix_seconds(253_402_300_799).is_ok());
    for seconds in [253_402_300_800, -62_167_219_201, i64::MAX, i64::MIN] {
        assert_eq!(Timestamp::from_unix_seconds(seconds), Err(TimestampError::OutOfRange));
    }
    assert_eq!(Timestamp::from_unix_millis(i64::MAX), Err(TimestampError::OutOfRange));
}

#[test]
fn an_error_in_json_has_the_string() {
    let error = serde_json::from_str::<Timestamp>("\"2023-02-29T00:00:00Z\"").unwrap_err().to_string();
    assert!(error.contains("2023-02-29T00:00:00Z") && error.contains("expected a timestamp"), "{error}");
}

#[test]
fn a_lenient_timestamp_preserves_an_unknown_form() {
    for (json, is_time) in [
        ("\"20260601T120000.000Z\"", true),
        ("\"2026-06-01T12:00:00.250Z\"", true),
        ("\"yesterday\"", false),
        ("\"\"", false),
        ("1780315200", false),
        ("-1", false),
    ] {
        let time: LenientTimestamp = serde_json::from_str(json).unwrap();
        assert_eq!(time.timestamp().is_some(), is_time, "{json}");
        assert_eq!(serde_json::to_string(&time).unwrap(), json);
        assert_eq!(time.to_string(), json.trim_matches('"'));
    }
    assert_eq!(format!("{:?}", LenientTimestamp::from("soon")), "Unrecognized(\"soon\")");
}

/// Strings in one of the forms, most of them existing times.
fn nearly_a_time() -> impl Strategy<Value = std::string::String> {
    prop_oneof![
        ".*",
        "[0-9]{4}[01][0-9][0-3][0-9]T[0-2][0-9][0-5][0-9][0-6][0-9](\\.[0-9]{1,9})?Z?",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-5][0-9])?",
    ]
}

proptest! {
    #[test]
    fn a_timestamp_is_written_as_it_was_read(text in nearly_a_time()) {
        if let Ok(timestamp) = parse(&text) {
            prop_assert_eq!(timestamp.to_string(), text);
        }
    }

    #[test]
    fn every_instant_is_the_same_in_both_forms(seconds in civil::SECONDS, nanoseconds in 0_u32..1_000_000_000) {
        let timestamp = Timestamp::new(seconds, nanoseconds).unwrap();
        prop_assert_eq!(parse(&timestamp.to_string()), Ok(timestamp));
        prop_assert_eq!(parse(&timestamp.compact().to_string()), Ok(timestamp));
        prop_assert_eq!(parse(&timestamp.rfc3339().to_string()), Ok(timestamp));
        prop_assert_eq!(parse(&timestamp.to_string()).unwrap().unix_millis(), timestamp.unix_millis());
    }

    #[test]
    fn milliseconds_round_trip(milliseconds in -62_167_219_200_000..=253_402_300_799_999_i64) {
        prop_assert_eq!(Timestamp::from_unix_millis(milliseconds).unwrap().unix_millis(), milliseconds);
    }

    #[test]
    fn a_lenient_timestamp_reads_any_string(text in nearly_a_time()) {
        let json = serde_json::to_string(&text).unwrap();
        let time: LenientTimestamp = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&time).unwrap(), json);
    }
}
