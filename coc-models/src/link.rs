//! Links of the game: [`GameLink`] reads and writes them.
//!
//! The game shares its clans, players, armies and base layouts as links, such as
//! `https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP`.
//!
//! | Read | Written |
//! |---|---|
//! | `https`, `http` or no scheme; any language in the path, or none | `https://link.clashofclans.com/en?` |
//! | `clashofclans://action=…`, the scheme of the app | the same |
//! | parameters in any order, `&amp;` between them, unknown ones ignored | `action` first |
//! | a tag as `%232PP`, `2PP` or `#2PP` | `%232PP` |
//!
//! A link with another host, a user, a port or a longer path is a [`LinkError`], because it does
//! not lead to the game. So is one in which the action or its subject is missing or occurs twice.

pub(crate) mod address;
mod error;
mod other;
pub(crate) mod parsed;

use core::{fmt, str::FromStr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::parsed::ParsedLink;
pub use self::{error::LinkError, other::OtherLink};
use crate::{ClanTag, PlayerTag, Text, army::Army, layout::BaseLayout};

/// The actions, as links have them.
pub(crate) const OPEN_CLAN: &str = "OpenClanProfile";
pub(crate) const OPEN_PLAYER: &str = "OpenPlayerProfile";
pub(crate) const COPY_ARMY: &str = "CopyArmy";
pub(crate) const OPEN_LAYOUT: &str = "OpenLayout";
const SUPPORT_CREATOR: &str = "SupportCreator";

/// The characters that a value is written without: all but letters, digits and four marks.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The subject of a link of the game.
///
/// `parse` reads a link in any of its forms, and `Display` writes it in one.
///
/// ```
/// use coc_models::{ClanTag, link::{GameLink, LinkError}};
///
/// let link = "https://link.clashofclans.com/de/?action=OpenClanProfile&amp;tag=2pp".parse()?;
/// match link {
///     GameLink::Clan(tag) => assert_eq!(tag, "#2PP"),
///     GameLink::Army(army) => println!("{} heroes", army.heroes().count()),
///     other => println!("{other}"),
/// }
///
/// let clan: ClanTag = "#2PP".parse().map_err(LinkError::InvalidTag)?;
/// let link = "https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP";
/// assert_eq!(clan.link().to_string(), link);
/// # Ok::<(), LinkError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GameLink {
    /// Opens a clan's profile.
    Clan(ClanTag),
    /// Opens a player's profile.
    Player(PlayerTag),
    /// Copies an army.
    Army(Army),
    /// Opens a base layout.
    Layout(BaseLayout),
    /// Supports the creator with this code.
    SupportCreator(Text),
    /// Any other action.
    Other(OtherLink),
}

impl FromStr for GameLink {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        let link = ParsedLink::read(text)?.ok_or(LinkError::NotALink)?;
        Ok(match &*link.action {
            OPEN_CLAN => Self::Clan(link.required("tag")?.parse().map_err(LinkError::InvalidTag)?),
            OPEN_PLAYER => Self::Player(link.required("tag")?.parse().map_err(LinkError::InvalidTag)?),
            // The code of an army without units is empty.
            COPY_ARMY => Self::Army(Army::from_code(&link.value("army")?)),
            OPEN_LAYOUT => Self::Layout(BaseLayout::from_id(&link.required("id")?)),
            SUPPORT_CREATOR => Self::SupportCreator(link.required("id")?.into()),
            _ => Self::Other(link.into()),
        })
    }
}

impl fmt::Display for GameLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut write = |action: &str, parameter: &str, value: &str| {
            let value = utf8_percent_encode(value, ESCAPED);
            write!(f, "https://link.clashofclans.com/en?action={action}&{parameter}={value}")
        };
        match self {
            Self::Clan(tag) => write(OPEN_CLAN, "tag", tag.as_str()),
            Self::Player(tag) => write(OPEN_PLAYER, "tag", tag.as_str()),
            Self::Army(army) => write(COPY_ARMY, "army", army.code()),
            Self::Layout(layout) => write(OPEN_LAYOUT, "id", layout.id()),
            Self::SupportCreator(code) => write(SUPPORT_CREATOR, "id", code),
            Self::Other(link) => link.fmt(f),
        }
    }
}

impl ClanTag {
    /// The link that opens the clan's profile in the game.
    ///
    /// ```
    /// use coc_models::ClanTag;
    ///
    /// let link = "#2PP".parse::<ClanTag>()?.link().to_string();
    /// assert_eq!(link, "https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP");
    /// # Ok::<(), coc_models::TagError>(())
    /// ```
    pub fn link(&self) -> GameLink {
        GameLink::Clan(*self)
    }
}

impl PlayerTag {
    /// The link that opens the player's profile in the game.
    ///
    /// ```
    /// use coc_models::PlayerTag;
    ///
    /// let link = "#9JQ0".parse::<PlayerTag>()?.link().to_string();
    /// assert_eq!(link, "https://link.clashofclans.com/en?action=OpenPlayerProfile&tag=%239JQ0");
    /// # Ok::<(), coc_models::TagError>(())
    /// ```
    pub fn link(&self) -> GameLink {
        GameLink::Player(*self)
    }
}

#[cfg(test)]
mod tests;
