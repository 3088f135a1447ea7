//! Tests of the tag types. All four are one macro, so most tests take [`ClanTag`] for all.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
};

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<ClanTag, TagError> {
    text.parse()
}

#[test]
fn input_of_people_is_corrected() {
    for (written, tag) in [
        ("#2PP", "#2PP"),
        ("2PP", "#2PP"),
        ("2pp", "#2PP"),
        ("  #2pp\t\n", "#2PP"),
        ("\u{a0}2PP\u{3000}", "#2PP"),
        ("#2PP\u{200b}", "#2PP"),
        ("\u{feff}#2PP", "#2PP"),
        ("\u{2068}#2PP\u{2069}", "#2PP"),
        ("\u{200e}#2PP\u{202c}\u{fe0f} \0", "#2PP"),
        ("\u{3164}\u{2800}2pp\u{ad}\u{e0001}", "#2PP"),
        ("#2OO8", "#2008"),
        ("2oo8", "#2008"),
        ("%232PP", "#2PP"),
        ("%232pp", "#2PP"),
        ("#0289PYLQGRJC", "#0289PYLQGRJC"),
    ] {
        assert_eq!(parse(written).unwrap(), tag, "{written:?}");
    }
}

#[test]
fn input_that_could_be_another_tag_is_rejected() {
    use TagError::{Empty, InvalidCharacter, Nothing, TooLong, TooShort};
    for (written, error) in [
        ("", Empty),
        ("   ", Empty),
        ("#", Empty),
        ("%23", Empty),
        ("\u{200b}#\u{feff}", Empty),
        ("#0", Nothing),
        (" o", Nothing),
        ("%230\u{200b}", Nothing),
        ("#2", TooShort { length: 1 }),
        ("#2P", TooShort { length: 2 }),
        ("#PPPPPPPPPPPPP", TooLong { length: 13 }),
        ("##2PP", InvalidCharacter { character: '#', position: 2 }),
        ("%23#2PP", InvalidCharacter { character: '#', position: 4 }),
        ("%23%232PP", InvalidCharacter { character: '%', position: 4 }),
        ("#2 PP", InvalidCharacter { character: ' ', position: 3 }),
        ("# 2PP", InvalidCharacter { character: ' ', position: 2 }),
        (" 2PPA", InvalidCharacter { character: 'A', position: 5 }),
        ("2P\u{200b}P", InvalidCharacter { character: '\u{200b}', position: 3 }),
        ("\u{feff}2P\u{200b}P", InvalidCharacter { character: '\u{200b}', position: 4 }),
        ("#2PPı", InvalidCharacter { character: 'ı', position: 5 }),
        ("#2PP/members", InvalidCharacter { character: '/', position: 5 }),
        ("ÖO0", InvalidCharacter { character: 'Ö', position: 1 }),
    ] {
        assert_eq!(parse(written), Err(error), "{written:?}");
    }
}

#[test]
fn an_error_has_the_character_and_its_position() {
    assert_eq!(
        parse("#2PB").unwrap_err().to_string(),
        "'B' at position 4 cannot be part of a tag (only 0289PYLQGRJCUV can)"
    );
    for (character, shown) in [
        ('\u{200b}', "'\\u{200b}'"),
        ('\u{3164}', "'\\u{3164}'"),
        ('\u{2800}', "'\\u{2800}'"),
        ('\n', "'\\n'"),
    ] {
        let error = parse(&format!("2P{character}P")).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{shown} at position 3 cannot be part")), "{error}");
    }
    assert!(parse("#0").unwrap_err().to_string().starts_with("`#0` is the tag of nothing"));
    assert!(parse("#2P").unwrap_err().to_string().contains("at least 3"));
    assert!(parse("#PPPPPPPPPPPPP").unwrap_err().to_string().contains("at most 12"));
}

#[test]
fn values_of_the_api_are_preserved() {
    for text in ["#0", "#2pp", "", "2PP", "#LEAGUE", "ünïcode", &"1".repeat(31)] {
        let tag: WarTag = crate::verbatim::deserialize(serde_json::Value::from(text)).unwrap();
        assert_eq!(tag, text);
        assert!(!tag.is_valid(), "{text:?}");
        assert_eq!(tag.id(), None);
        assert_eq!(serde_json::to_value(tag).unwrap(), text);
    }
}

#[test]
fn a_tag_in_a_type_of_a_user_is_corrected_and_checked() {
    #[derive(Debug, serde::Deserialize)]
    struct Config {
        clan: ClanTag,
        players: alloc::vec::Vec<PlayerTag>,
        war: Option<WarTag>,
    }
    let config: Config =
        serde_json::from_str(r#"{"clan":" 2pp ","players":["2ooy"],"war":"%238pq2"}"#).unwrap();
    assert_eq!((config.clan.as_str(), config.players[0].as_str()), ("#2PP", "#200Y"));
    assert_eq!(config.war.unwrap(), "#8PQ2");
    for wrong in ["..", "#0", "", "#2PPA", "2PP/../x"] {
        let json = format!(r#"{{"clan":"{wrong}","players":[]}}"#);
        let error = serde_json::from_str::<Config>(&json).unwrap_err().to_string();
        assert!(error.starts_with(&wrong.parse::<ClanTag>().unwrap_err().to_string()), "{error}");
        let keys = serde_json::from_str::<alloc::collections::BTreeMap<ClanTag, i32>>(&format!(
            r#"{{"{wrong}":1}}"#
        ));
        assert!(keys.is_err(), "{wrong}");
    }
}

#[test]
fn a_model_reads_and_writes_a_tag_that_is_none() {
    let json = r##"{"warTags":["#0","odd one"]}"##;
    let round: crate::ClanWarLeagueRound = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&round).unwrap(), json);
}

#[test]
fn an_oversized_string_is_an_error() {
    let text = "1".repeat(32);
    let read = crate::verbatim::deserialize::<_, PlayerTag>;
    let error = read(serde_json::Value::from(text.as_str())).unwrap_err();
    assert!(error.to_string().starts_with("a string of 32 bytes is not a tag"), "{error}");
    assert_eq!(PlayerTag::from_wire(&text), Err(TagError::Oversized { bytes: 32 }));
}

#[test]
fn the_error_of_a_tag_that_is_no_string_has_the_tag_type() {
    let error = serde_json::from_str::<PlayerTag>("7").unwrap_err();
    assert!(error.to_string().contains("expected a tag (PlayerTag)"), "{error}");
}

#[test]
fn a_tag_cannot_leave_its_path_segment() {
    for (text, encoded) in [
        ("#2PP", "%232PP"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("..", "%2E%2E"),
        ("é %", "%C3%A9%20%25"),
        ("", ""),
    ] {
        assert_eq!(ClanTag::from_wire(text).unwrap().encoded().to_string(), encoded);
    }
}

#[test]
fn the_number_of_a_tag_is_the_games() {
    // The game's first clan, and the place values of the alphabet.
    let first = parse("#2PP").unwrap();
    assert_eq!((first.id(), first.id_parts()), (Some(256), Some((0, 1))));
    assert_eq!(ClanTag::from_id(256), Some(first));
    assert_eq!(ClanTag::from_id_parts(0, 1), Some(first));
    assert_eq!(parse("#200").unwrap().id(), Some(14 * 14));
    assert_eq!(parse("#VVV").unwrap().id(), Some(14 * 14 * 14 - 1));
    assert_eq!(parse("#VVVVVVVVVVVV").unwrap().id(), Some(14_u64.pow(12) - 1));
}

#[test]
fn a_leading_zero_has_no_number_of_its_own() {
    let tag = parse("#02PP").unwrap();
    assert!(tag.is_valid());
    assert_eq!(tag.id(), None);
    assert_eq!(tag.id_parts(), None);
}

#[test]
fn a_number_out_of_range_is_no_tag() {
    for id in [0, 1, 14 * 14 - 1, 14_u64.pow(12), u64::MAX] {
        assert_eq!(ClanTag::from_id(id), None, "{id}");
    }
    assert_eq!(parse("#VVVVVVVVVVVV").unwrap().id_parts(), None);
}

#[test]
#[expect(clippy::needless_borrows_for_generic_args, reason = "the borrowed forms are what is tested")]
fn strings_and_tags_are_accepted() {
    fn take<T>(tag: T) -> Result<PlayerTag, TagError>
    where
        T: TryInto<PlayerTag, Error: Into<TagError>>,
    {
        tag.try_into().map_err(Into::into)
    }
    let tag = take("2pp").unwrap();
    assert_eq!(take("2pp".to_owned()), Ok(tag));
    assert_eq!(take(&"2pp".to_owned()), Ok(tag));
    assert_eq!(take(Cow::Borrowed("2pp")), Ok(tag));
    assert_eq!(take(Box::<str>::from("2pp")), Ok(tag));
    assert_eq!(take(tag), Ok(tag));
    assert_eq!(take(&tag), Ok(tag));
    assert_eq!(take("no"), Err(TagError::InvalidCharacter { character: 'n', position: 1 }));
}

#[test]
fn a_tag_is_small_and_prints_its_string() {
    assert_eq!(size_of::<ClanTag>(), 32);
    let tag = parse("#2PP").unwrap();
    assert_eq!(format!("{tag:?} {tag:>6}"), "ClanTag(\"#2PP\")   #2PP");
}

fn valid_tag() -> impl Strategy<Value = String> {
    "#[0289PYLQGRJCUV]{3,12}"
}

/// Strings similar enough to tags to reach every branch.
fn nearly_a_tag() -> impl Strategy<Value = String> {
    prop_oneof![".*", "[ #%23oO0a-zA-Z0-9]{0,16}", valid_tag()]
}

proptest! {
    #[test]
    fn correction_never_changes_a_valid_tag(text in valid_tag()) {
        let tag = parse(&text).unwrap();
        prop_assert_eq!(tag.as_str(), &text);
        prop_assert!(tag.is_valid());
    }

    #[test]
    fn a_parsed_tag_is_valid_and_parses_to_itself(text in nearly_a_tag()) {
        if let Ok(tag) = parse(&text) {
            prop_assert!(tag.is_valid());
            prop_assert_eq!(parse(tag.as_str()), Ok(tag));
            prop_assert_eq!(parse(&tag.encoded().to_string()), Ok(tag));
        }
    }

    #[test]
    fn correction_never_drops_or_adds_a_character(text in nearly_a_tag()) {
        if let Ok(tag) = parse(&text) {
            let trimmed = text.trim_matches(super::text::is_blank);
            let body = trimmed.strip_prefix('#').or_else(|| trimmed.strip_prefix("%23")).unwrap_or(trimmed);
            prop_assert_eq!(body.chars().count() + 1, tag.as_str().len());
        }
    }

    #[test]
    fn an_error_has_a_character_of_the_input(text in nearly_a_tag()) {
        if let Err(TagError::InvalidCharacter { character, position }) = parse(&text) {
            prop_assert_eq!(text.chars().nth(position - 1), Some(character));
        }
    }

    #[test]
    fn any_string_of_the_api_round_trips_or_is_oversized(text in ".{0,40}") {
        match ClanTag::from_wire(&text) {
            Ok(tag) => {
                prop_assert_eq!(tag.as_str(), &text);
                let json = serde_json::to_string(&tag).unwrap();
                let mut json = serde_json::Deserializer::from_str(&json);
                prop_assert_eq!(crate::verbatim::deserialize::<_, ClanTag>(&mut json).unwrap(), tag);
            }
            Err(error) => prop_assert_eq!(error, TagError::Oversized { bytes: text.len() }),
        }
    }

    #[test]
    fn an_encoded_tag_decodes_to_its_string(text in ".{0,5}") {
        let tag = ClanTag::from_wire(&text).unwrap();
        let encoded = tag.encoded().to_string();
        let mut bytes = alloc::vec::Vec::new();
        let mut rest = encoded.as_bytes().iter();
        while let Some(&byte) = rest.next() {
            prop_assert!(byte.is_ascii_alphanumeric() || b"-_~%".contains(&byte));
            bytes.push(if byte == b'%' {
                let hex = [*rest.next().unwrap(), *rest.next().unwrap()];
                u8::from_str_radix(core::str::from_utf8(&hex).unwrap(), 16).unwrap()
            } else {
                byte
            });
        }
        prop_assert_eq!(bytes, text.as_bytes());
    }

    #[test]
    fn a_tag_has_at_most_one_number_and_a_number_one_tag(text in valid_tag()) {
        let tag = parse(&text).unwrap();
        match tag.id() {
            Some(id) => prop_assert_eq!(ClanTag::from_id(id), Some(tag)),
            None => prop_assert!(text.starts_with("#0")),
        }
        if let Some((high, low)) = tag.id_parts() {
            prop_assert_eq!(ClanTag::from_id_parts(high, low), Some(tag));
        }
    }

    #[test]
    fn every_number_in_range_is_a_tag(id in 196_u64..14_u64.pow(12)) {
        let tag = ClanTag::from_id(id).unwrap();
        prop_assert!(tag.is_valid());
        prop_assert_eq!(tag.id(), Some(id));
    }

    #[test]
    fn tags_sort_and_compare_like_their_strings(a in ".{0,5}", b in ".{0,5}") {
        let (tag_a, tag_b) = (ClanTag::from_wire(&a).unwrap(), ClanTag::from_wire(&b).unwrap());
        prop_assert_eq!(tag_a.cmp(&tag_b), a.cmp(&b));
        prop_assert_eq!(tag_a == tag_b, a == b);
    }
}
