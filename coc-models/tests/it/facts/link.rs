//! Links of the game and base layouts.

use coc_models::{
    ClanTag, PlayerTag, TagError,
    layout::{BaseLayout, LayoutPlace},
    link::{GameLink, LinkError},
};

fn clan(tag: &str) -> GameLink {
    GameLink::Clan(tag.parse().unwrap())
}

fn player(tag: &str) -> GameLink {
    GameLink::Player(tag.parse().unwrap())
}

#[test]
fn game_link() {
    for (text, link) in [
        ("https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP", clan("#2PP")),
        ("https://link.clashofclans.com/en/?action=OpenClanProfile&tag=2PP", clan("#2PP")),
        ("https://link.clashofclans.com/?action=OpenPlayerProfile&tag=%23PYLQ0289", player("#PYLQ0289")),
        (
            "https://LINK.clashofclans.com/pt-BR?tag=pylq0289&action=OpenPlayerProfile&utm_source=x",
            player("#PYLQ0289"),
        ),
        ("https://link.clashofclans.com/de?action=OpenPlayerProfile&tag=#2PP", player("#2PP")),
        ("clashofclans://action=OpenClanProfile&tag=%232PP", clan("#2PP")),
        ("https://link.clashofclans.com/en?action=OpenClanProfile&amp;tag=2PP", clan("#2PP")),
    ] {
        assert_eq!(text.parse(), Ok(link.clone()), "{text}");
        // The type of the tag reads the same links.
        match link {
            GameLink::Clan(tag) => assert_eq!(text.parse(), Ok(tag)),
            GameLink::Player(tag) => assert_eq!(text.parse(), Ok(tag)),
            other => panic!("{other}"),
        }
    }
    let bad_tag = TagError::InvalidCharacter { character: 'A', position: 1 };
    for (text, error) in [
        ("https://link.clashofclans.com/en?action=OpenClanProfile", LinkError::Missing { parameter: "tag" }),
        ("https://link.clashofclans.com/en?action=OpenClanProfile&tag=ABC", LinkError::InvalidTag(bad_tag)),
        ("https://link.clashofclans.com.evil.test/en?action=OpenClanProfile&tag=2PP", LinkError::OtherHost),
    ] {
        assert_eq!(text.parse::<GameLink>(), Err(error), "{text}");
    }
    let unknown = "https://link.clashofclans.com/en?action=Dance&tag=2PP";
    let GameLink::Other(other) = unknown.parse().unwrap() else { panic!("{unknown}") };
    assert_eq!((other.action(), other.parameter("tag")), ("Dance", Some("2PP")));
    assert_eq!(other.to_string(), unknown);

    let tag: ClanTag = "#2PP".parse().unwrap();
    let link = "https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP";
    assert_eq!(tag.link().to_string(), link);
    let tag: PlayerTag = "#2PP".parse().unwrap();
    assert_eq!(tag.link().to_string(), link.replace("Clan", "Player"));
}

#[test]
fn base_layout() {
    use LayoutPlace::{BuilderBase, HomeVillage, Other, WarBase};
    for (id, hall, level, place, words) in [
        ("TH17%3AWB%3AAAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P", "TH17", 17, Some(WarBase), Some([1, 2])),
        ("TH9:HV:AAAAKgAAAAEAAQIDBAUGBwgJCgsMDQ4P", "TH9", 9, Some(HomeVillage), Some([42, 1])),
        ("TH5%3ABB%3AAAAAWQAAAAMAAQIDBAUGBwgJCgsMDQ4P", "TH5", 5, Some(BuilderBase), Some([89, 3])),
        ("BH10%3ABB%3AAAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P", "BH10", 10, Some(BuilderBase), Some([1, 2])),
        ("TH18%3AXX%3AAAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P", "TH18", 18, Some(Other("XX")), Some([1, 2])),
        ("TH17", "TH17", 17, None, None),
        ("TH17%3AWB%3Ashort", "TH17", 17, Some(WarBase), None),
    ] {
        let layout: BaseLayout = id.parse().unwrap();
        assert_eq!((layout.hall(), layout.hall_level()), (hall, Some(level)), "{id}");
        assert_eq!((layout.place(), layout.payload_words()), (place, words), "{id}");
        assert_eq!(layout.id(), id.replace("%3A", ":"));
        let payload = layout.id().splitn(3, ':').nth(2);
        assert_eq!(layout.payload(), payload, "{id}");

        let link = format!("https://link.clashofclans.com/en?action=OpenLayout&id={id}");
        assert_eq!(link.parse(), Ok(GameLink::Layout(layout.clone())), "{link}");
        assert_eq!(link.parse(), Ok(layout.clone()), "{link}");
        assert_eq!(layout.link().to_string(), link.replace(':', "%3A").replacen("%3A", ":", 1));
    }
    assert_eq!("".parse::<BaseLayout>(), Err(LinkError::Missing { parameter: "id" }));
}
