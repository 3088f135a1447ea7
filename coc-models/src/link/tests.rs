//! Properties of links, and what they may have besides the rows of the facts.

use alloc::{
    format,
    string::{String, ToString},
};

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<GameLink, LinkError> {
    text.parse()
}

#[test]
fn a_link_of_another_form_is_an_error_with_its_reason() {
    use LinkError::{InvalidPath, Missing, NotALink, OtherHost, OtherScheme, Repeated};
    let missing = |parameter| Missing { parameter };
    let repeated = |parameter| Repeated { parameter };
    for (link, error) in [
        ("", NotALink),
        ("#2PP", NotALink),
        ("example.com/en?action=OpenClanProfile&tag=2PP", NotALink),
        ("ftp://link.clashofclans.com/en?action=OpenClanProfile&tag=2PP", OtherScheme),
        ("https://user@link.clashofclans.com/en?action=OpenClanProfile&tag=2PP", OtherHost),
        ("https://link.clashofclans.com:443/en?action=OpenClanProfile&tag=2PP", OtherHost),
        ("https://clashofclans.com/en?action=OpenClanProfile&tag=2PP", OtherHost),
        ("https://link.clashofclans.com/en/x?action=OpenClanProfile&tag=2PP", InvalidPath),
        ("https://link.clashofclans.com/en//?action=OpenClanProfile&tag=2PP", InvalidPath),
        ("https://link.clashofclans.com/en", missing("action")),
        ("https://link.clashofclans.com/en?tag=2PP", missing("action")),
        ("https://link.clashofclans.com/en?action=&tag=2PP", missing("action")),
        ("clashofclans://", missing("action")),
        ("https://link.clashofclans.com/en?action=OpenPlayerProfile&tag=", missing("tag")),
        ("https://link.clashofclans.com/en?action=CopyArmy&id=u1x0", missing("army")),
        ("https://link.clashofclans.com/en?action=OpenLayout&id=", missing("id")),
        ("https://link.clashofclans.com/en?action=SupportCreator", missing("id")),
        ("https://link.clashofclans.com/en?action=CopyArmy&action=CopyArmy&army=u1x0", repeated("action")),
        ("https://link.clashofclans.com/en?action=OpenClanProfile&tag=2PP&tag=2PP", repeated("tag")),
        ("https://link.clashofclans.com/en?action=OpenLayout&id=TH1&id=TH2", repeated("id")),
    ] {
        assert_eq!(parse(link), Err(error), "{link}");
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn a_link_to_another_subject_is_an_error_where_one_is_expected() {
    let clan = "https://link.clashofclans.com/en?action=OpenClanProfile";
    assert_eq!(clan.parse::<Army>(), Err(LinkError::OtherLink { expected: "an army" }));
    assert_eq!(clan.parse::<BaseLayout>(), Err(LinkError::OtherLink { expected: "a base layout" }));
    assert_eq!("https://evil.test/en?action=CopyArmy&army=u1x0".parse::<Army>(), Err(LinkError::OtherHost));
}

#[test]
fn an_error_of_a_tag_is_the_source() {
    let error = parse("clashofclans://action=OpenPlayerProfile&tag=%23ABC").unwrap_err();
    let source = core::error::Error::source(&error).unwrap().to_string();
    assert!(source.starts_with("'A' at position 2 cannot be part of a tag"), "{source}");
}

#[test]
fn another_action_has_all_its_parameters() {
    let link = parse("https://link.clashofclans.com/en?x=1&action=Da%20nce&x=%26&=&y&z=%FF#end").unwrap();
    let GameLink::Other(other) = &link else { panic!("{link}") };
    assert_eq!((other.action(), other.parameter("x"), other.parameter("y")), ("Da nce", Some("1"), None));
    assert!(other.parameters().eq([("x", "1"), ("x", "&"), ("", ""), ("z", "%FF")]));
    let written = "https://link.clashofclans.com/en?action=Da%20nce&x=1&x=%26&=&z=%25FF";
    assert_eq!(link.to_string(), written);
    assert_eq!(parse(written), Ok(link));
}

#[test]
fn a_link_in_blanks_is_read_and_a_creator_has_a_code() {
    let link = parse(" \u{200b}link.clashofclans.com/en?action=SupportCreator&id=ada%20l\n").unwrap();
    assert_eq!(link, GameLink::SupportCreator("ada l".into()));
    assert_eq!(link.to_string(), "https://link.clashofclans.com/en?action=SupportCreator&id=ada%20l");
}

/// Links, most of them to something.
fn nearly_a_link() -> impl Strategy<Value = String> {
    let parameter = prop_oneof![
        "(tag|army|id|chatId|&amp;x|%61)=[#%A-Za-z0-9:_.~é -]{0,12}",
        "tag=(#|%23)?[0289PYLQGRJCUV]{3,9}",
        ".{0,8}",
    ];
    let action = "OpenClanProfile|OpenPlayerProfile|CopyArmy|OpenLayout|SupportCreator|[A-Za-z%&#=]{0,8}";
    let start = "https://link\\.clashofclans\\.com(/[a-z]{0,2}/?)?\\?|clashofclans://|.{0,10}";
    (start, action, proptest::collection::vec(parameter, 0..4))
        .prop_map(|(start, action, parameters)| format!("{start}action={action}&{}", parameters.join("&")))
}

proptest! {
    #[test]
    fn a_link_that_is_read_is_written_and_read_again(text in nearly_a_link()) {
        if let Ok(link) = parse(&text) {
            let written = link.to_string();
            prop_assert!(written.starts_with("https://link.clashofclans.com/en?action="));
            prop_assert!(written.bytes().all(|byte| byte.is_ascii_graphic()), "{}", written);
            prop_assert_eq!(parse(&written), Ok(link));
        }
    }

    #[test]
    fn a_tag_and_its_link_are_read_alike(tag in "#[0289PYLQGRJCUV]{3,12}") {
        let clan: ClanTag = tag.parse().unwrap();
        let player: PlayerTag = tag.parse().unwrap();
        prop_assert_eq!(clan.link().to_string().parse(), Ok(clan));
        prop_assert_eq!(player.link().to_string().parse(), Ok(player));
        prop_assert_eq!(parse(&clan.link().to_string()), Ok(GameLink::Clan(clan)));
        prop_assert_eq!(parse(&player.link().to_string()), Ok(GameLink::Player(player)));
    }

    #[test]
    fn any_layout_is_the_same_in_a_link(id in "[^\u{0}- \u{7f}-\u{10ffff}/.%][!-~&&[^/.%]]{0,40}|TH[0-9]{1,12}:[A-Z]{2}:[A-Za-z0-9_=+-]{30,34}") {
        let layout: BaseLayout = id.parse().unwrap();
        prop_assert_eq!(layout.id(), &id);
        prop_assert_eq!(layout.link().to_string().parse::<BaseLayout>().unwrap(), layout.clone());
        let level = layout.hall_level().unwrap_or_default();
        prop_assert!(level >= 0);
        if layout.payload_words().is_some() {
            prop_assert_eq!(layout.payload().map(str::len), Some(32));
        }
    }
}
