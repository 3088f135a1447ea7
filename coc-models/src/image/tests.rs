use alloc::{format, string::String, vec::Vec};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NAME: &str = "Xw9aV1mJt0yGbQkTn3RzLsPdHfCe5uYi7oKp2MlN8xA";

fn address(folder: &str, width: u32) -> String {
    format!("https://api-assets.clashofclans.com/{folder}/{width}/{NAME}.png")
}

fn badge() -> Value {
    json!({ "small": address("badges", 70), "large": address("badges", 512), "medium": address("badges", 200) })
}

#[test]
fn a_badge_of_the_asset_host_is_stored_by_name_and_written_back() {
    let read: BadgeUrls = serde_json::from_value(badge()).unwrap();
    assert!(matches!(read.0, Images::File { .. }));
    assert_eq!(read.small(), address("badges", 70));
    assert_eq!(read.medium(), address("badges", 200));
    assert_eq!(read.large(), address("badges", 512));
    assert_eq!(serde_json::to_value(&read).unwrap(), badge());
    assert_eq!(format!("{read:?}").matches(NAME).count(), 3);
    assert!(size_of::<BadgeUrls>() <= 48);
}

#[test]
fn every_known_kind_of_icon_is_stored_by_name() {
    for (folder, sizes) in [
        ("leagues", &[("tiny", 36), ("small", 72), ("medium", 288)][..]),
        ("leagues", &[("tiny", 36), ("small", 72)]),
        ("leaguetiers", &[("small", 125), ("large", 326)]),
        ("labels", &[("small", 64), ("medium", 128)]),
    ] {
        let icon: Value = sizes
            .iter()
            .map(|(key, width)| (String::from(*key), Value::from(address(folder, *width))))
            .collect();
        let read: IconUrls = serde_json::from_value(icon.clone()).unwrap();
        assert!(matches!(read.0, Images::File { .. }), "{icon}");
        assert_eq!(serde_json::to_value(&read).unwrap(), icon);
        let (_, width) = sizes.iter().max_by_key(|(_, width)| width).unwrap();
        assert_eq!(read.largest().unwrap(), address(folder, *width));
    }
}

#[test]
fn urls_of_another_form_are_stored_unchanged() {
    let other_name = NAME.replace('X', "Y");
    for (small, medium) in [
        ("https://images.example/a.png".into(), address("badges", 200)),
        (address("badges", 70), "https://images.example/a.png".into()),
        (address("badges", 70), address("badges", 200).replace(NAME, &other_name)),
        (address("badges", 70), address("badges", 201)),
        (address("badges", 70), address("labels", 128)),
        (address("badges", 70).replace("https", "http"), address("badges", 200)),
        (address("badges", 70), address("badges", 200).replace(".png", ".png?v=2")),
    ] {
        let badge = json!({ "small": small, "large": address("badges", 512), "medium": medium });
        let read: BadgeUrls = serde_json::from_value(badge.clone()).unwrap();
        assert!(matches!(read.0, Images::Other(_)), "{badge}");
        assert_eq!((read.small(), read.medium()), (small.into(), medium.into()));
        assert_eq!(serde_json::to_value(&read).unwrap(), badge);
    }
}

#[test]
fn an_empty_url_of_a_badge_is_a_missing_one() {
    for (small, medium) in [("", "https://images.example/a.png"), ("", &*address("badges", 200)), ("", "")] {
        let json = json!({ "small": small, "large": "", "medium": medium });
        let read: BadgeUrls = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), json);
        assert_eq!(read, BadgeUrls::new(small, medium, ""));
        let without: BadgeUrls = serde_json::from_value(json!({ "medium": medium })).unwrap();
        assert_eq!(read, without);
    }
}

#[test]
fn an_image_of_urls_is_the_one_that_is_read() {
    let urls = [None, Some(address("labels", 64)), Some(address("labels", 128)), None];
    let icon = IconUrls::new([None, urls[1].as_deref(), urls[2].as_deref(), None]);
    assert_eq!(icon, serde_json::from_value(json!({ "small": urls[1], "medium": urls[2] })).unwrap());
    let (small, medium, large) = (address("badges", 70), address("badges", 200), address("badges", 512));
    let badge_of_urls = BadgeUrls::new(&small, &medium, &large);
    assert_eq!(badge_of_urls, serde_json::from_value(badge()).unwrap());
}

#[test]
fn the_order_of_the_sizes_makes_no_difference() {
    let read = |json: String| serde_json::from_str::<IconUrls>(&json).unwrap();
    for (a, b) in [(address("labels", 64), address("labels", 128)), ("x".into(), address("labels", 128))] {
        assert_eq!(
            read(format!(r#"{{"small":"{a}","medium":"{b}"}}"#)),
            read(format!(r#"{{"medium":"{b}","small":"{a}"}}"#))
        );
    }
}

#[test]
fn an_empty_object_stays_empty() {
    let icons: IconUrls = serde_json::from_str("{}").unwrap();
    assert_eq!(icons, IconUrls::default());
    assert_eq!(icons.largest(), None);
    assert_eq!(serde_json::to_string(&icons).unwrap(), "{}");
    let badge: BadgeUrls = serde_json::from_str(r#"{"small":null}"#).unwrap();
    assert_eq!(badge, BadgeUrls::default());
    assert_eq!(badge.small(), "");
    let written = serde_json::to_string(&badge).unwrap();
    assert_eq!(written, r#"{"small":"","large":"","medium":""}"#);
    assert_eq!(serde_json::from_str::<BadgeUrls>(&written).unwrap(), badge);
}

#[test]
fn largest_returns_the_largest_icon() {
    let icons: IconUrls = serde_json::from_str(r#"{"tiny":"t","small":"s"}"#).unwrap();
    assert_eq!(icons.largest().unwrap(), "s");
    let sizes: Vec<_> = [icons.tiny(), icons.small(), icons.medium(), icons.large()].into();
    assert_eq!(sizes, [Some("t".into()), Some("s".into()), None, None]);
}

#[test]
fn a_value_that_is_no_object_of_urls_is_an_error() {
    for json in [r#"{"small":1}"#, r#"{"small":"a","small":"b"}"#, "[]", r#""small""#, "null"] {
        assert!(serde_json::from_str::<IconUrls>(json).is_err(), "{json}");
        assert!(serde_json::from_str::<BadgeUrls>(json).is_err(), "{json}");
    }
    let unknown = r#"{"tiny":{"of":"badges"},"huge":1,"small":"a"}"#;
    assert_eq!(serde_json::from_str::<BadgeUrls>(unknown).unwrap().small(), "a");
}

proptest! {
    #[test]
    fn any_addresses_come_back(
        urls in prop::collection::btree_map(
            prop_oneof![Just("tiny"), Just("small"), Just("medium"), Just("large")],
            "(https://api-assets\\.clashofclans\\.com/)?(badges|leagues|leaguetiers|labels|x)?/?(36|64|70|72|125|128)?/?[A-Za-z0-9_é-]{42,44}(\\.png)?",
            0..5,
        )
    ) {
        let json = serde_json::to_value(&urls).unwrap();
        let read: IconUrls = serde_json::from_value(json.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), json);
    }
}
