//! Links of the game and base layouts.

use coc_models::{
    ClanTag, PlayerTag,
    army::Army as ArmyCode,
    game_data::GameData,
    layout::{BaseLayout, LayoutPlace},
    link,
};
use serde::Serialize;

use crate::list::ToList as _;

use crate::{Failure, army::Army};

/// Reads a link of the game to a clan, a player, an army, a base layout or anything else, in all forms
/// in which the game and people write it.
pub fn parse_link(data: &GameData, link: &str) -> Result<GameLink, Failure> {
    let link: link::GameLink = link.parse().map_err(|error| Failure::new("link", error))?;
    let url = link.to_string();
    Ok(match link {
        link::GameLink::Clan(tag) => GameLink::Clan { tag, url },
        link::GameLink::Player(tag) => GameLink::Player { tag, url },
        link::GameLink::Army(army) => GameLink::Army { army: Army::new(data, &army), url },
        link::GameLink::Layout(layout) => GameLink::Layout { layout: Layout::new(&layout), url },
        link::GameLink::SupportCreator(code) => GameLink::SupportCreator { code: code.as_str().into(), url },
        link::GameLink::Other(other) => GameLink::Other {
            action: other.action().into(),
            parameters: other
                .parameters()
                .map(|(name, value)| LinkParameter { name: name.into(), value: value.into() })
                .list(),
            url,
        },
        _ => return Err(Failure::new("link", "leads to something that this version does not know")),
    })
}

/// Returns the link to a clan.
pub fn clan_link(clan: &ClanTag) -> String {
    clan.link().to_string()
}

/// Returns the link to a player.
pub fn player_link(player: &PlayerTag) -> String {
    player.link().to_string()
}

/// Returns the link that copies an army, from its code.
pub fn army_link(code: &str) -> Result<String, Failure> {
    let army: ArmyCode = code.parse().map_err(|error| Failure::new("code", error))?;
    Ok(army.link().to_string())
}

/// Returns the link that opens a base layout, from its id.
pub fn layout_link(id: &str) -> Result<String, Failure> {
    let layout: BaseLayout = id.parse().map_err(|error| Failure::new("id", error))?;
    Ok(layout.link().to_string())
}

/// Returns the link that supports a creator.
pub fn support_creator_link(code: &str) -> String {
    link::GameLink::SupportCreator(code.into()).to_string()
}

/// Reads a base layout from a link or an id.
pub fn parse_layout(layout: &str) -> Result<Layout, Failure> {
    let layout: BaseLayout = layout.parse().map_err(|error| Failure::new("layout", error))?;
    Ok(Layout::new(&layout))
}

/// A link of the game.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum GameLink {
    /// A link to a clan.
    Clan {
        /// The tag of the clan.
        tag: ClanTag,
        /// The link in its usual form.
        url: String,
    },
    /// A link to a player.
    Player {
        /// The tag of the player.
        tag: PlayerTag,
        /// The link in its usual form.
        url: String,
    },
    /// A link that copies an army.
    Army {
        /// The army.
        army: Army,
        /// The link in its usual form.
        url: String,
    },
    /// A link that opens a base layout.
    Layout {
        /// The layout.
        layout: Layout,
        /// The link in its usual form.
        url: String,
    },
    /// A link that supports a creator.
    SupportCreator {
        /// The code of the creator.
        code: String,
        /// The link in its usual form.
        url: String,
    },
    /// Any other link.
    Other {
        /// The action.
        action: String,
        /// The parameters in their order.
        parameters: Vec<LinkParameter>,
        /// The link in its usual form.
        url: String,
    },
}

/// A parameter of a link.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkParameter {
    /// The name.
    pub name: String,
    /// The value, decoded.
    pub value: String,
}

/// A base layout.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layout {
    /// The id.
    pub id: String,
    /// The hall, such as `TH16`.
    pub hall: String,
    /// The level of the hall.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hall_level: Option<i32>,
    /// The place of the layout: `homeVillage`, `warBase`, `builderBase`, or the code in the id if it is
    /// another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The rest of the id, which only the game reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The link that opens the layout.
    pub link: String,
}

impl Layout {
    fn new(layout: &BaseLayout) -> Self {
        let place = layout.place().and_then(|place| match place {
            LayoutPlace::HomeVillage => Some("homeVillage"),
            LayoutPlace::WarBase => Some("warBase"),
            LayoutPlace::BuilderBase => Some("builderBase"),
            LayoutPlace::Other(code) => Some(code),
            _ => None,
        });
        Self {
            id: layout.id().into(),
            hall: layout.hall().into(),
            hall_level: layout.hall_level(),
            place: place.map(Into::into),
            payload: layout.payload().map(Into::into),
            link: layout.link().to_string(),
        }
    }
}
