//! Tags: [`ClanTag`], [`PlayerTag`], [`WarTag`], [`LeagueGroupTag`].
//!
//! A tag is a permanent identifier: `#2PP`. The four types have the same contents (`tag/text.rs`)
//! and differ so that a player's tag cannot be passed as a clan's. The errors are in
//! `tag/error.rs`.
//!
//! # Two kinds of input
//!
//! **Input of people** is parsed with `parse`, `FromStr` or `TryFrom`, which correct what is safe
//! to correct and reject the rest:
//!
//! | Input | Result | Reason |
//! |---|---|---|
//! | `2pp` | `#2PP` | the API wants upper case and the `#` |
//! | `" #2PP\n"` | `#2PP` | blanks and invisible characters around a tag are never part of it |
//! | `#2OO8`, `#2oo8` | `#2008` | tags have no letter O, only the digit 0 |
//! | `%232PP` | `#2PP` | a tag copied from a URL |
//! | `https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP` | `#2PP` | a link to the profile, copied in the game |
//! | `#2PPA` | error | tags have the characters `0289PYLQGRJCUV` only |
//! | `#2P-P`, `##2PP`, `#2 PP` | error | without the character it could be another tag |
//! | `#2P`, `#2PPPPPPPPPPPP` | error | 3 to 12 characters follow the `#` |
//!
//! Deserialization does the same, so that a tag in a configuration file or in the path of a request
//! is as safe as one that was parsed.
//!
//! **Values of the API** are read by the models, by [`verbatim`](crate::verbatim) and by
//! `from_wire`, which preserve every byte: `#0` is a war that is not drawn yet or the absence of a
//! league group, and an invented body may have any string. `is_valid` returns whether the tag can
//! be requested.

mod error;
mod link;
mod text;

use alloc::{borrow::Cow, boxed::Box, string::String};
use core::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::link::{OPEN_CLAN, OPEN_PLAYER};

pub use self::error::TagError;
pub(crate) use self::text::is_blank;
use self::{link::Subject, text::TagText};

/// A tag as a path segment of a URL: `%232PP`.
///
/// Every byte that is not an unreserved character of RFC 3986 is escaped, and `.` too. A segment of
/// dots alone leads to another path in any encoding: check that a tag of unknown origin
/// [is valid](ClanTag::is_valid) before a URL is built with it. Requests check it themselves.
///
/// ```
/// use coc_models::ClanTag;
///
/// let tag: ClanTag = "#2PP".parse()?;
/// assert_eq!(format!("/clans/{}/members", tag.encoded()), "/clans/%232PP/members");
/// # Ok::<(), coc_models::TagError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EncodedTag<'a>(&'a str);

impl fmt::Display for EncodedTag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
                fmt::Write::write_char(f, char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

/// Declares one tag type around [`TagText`].
macro_rules! tag {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(TagText);

        impl $name {
            /// Reads the tag without correction.
            pub(crate) fn deserialize_verbatim<'de, D>(deserializer: D) -> Result<Self, D::Error>
            where
                D: Deserializer<'de>,
            {
                let read = |text: &str| TagText::verbatim(text);
                deserializer.deserialize_str(TagVisitor { name: stringify!($name), read }).map(Self)
            }

            /// The tag with exactly this string, without corrections, as the API sent it.
            ///
            /// # Errors
            ///
            /// [`TagError::Oversized`] if the string has more than 31 bytes.
            pub fn from_wire(text: &str) -> Result<Self, TagError> {
                TagText::verbatim(text).map(Self)
            }

            /// The tag as a string, with the `#`.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Whether this is a well-formed tag: `#` and 3 to 12 characters of `0289PYLQGRJCUV`.
            ///
            /// Always true for a parsed tag. The API itself sends `#0` for the absence of a tag.
            pub fn is_valid(&self) -> bool {
                self.0.is_valid()
            }

            /// Whether this is `#0`, which the API sends for something that does not exist, or not
            /// yet.
            pub fn is_nothing(&self) -> bool {
                self.0.is_nothing()
            }

            /// The tag as a URL path segment, `%232PP`.
            pub fn encoded(&self) -> EncodedTag<'_> {
                EncodedTag(self.as_str())
            }

            /// The tag's number: the tag in base 14 with the digits `0289PYLQGRJCUV`.
            ///
            /// `None` for a tag that is not [valid](Self::is_valid), and for one that starts with a
            /// `0`: its number would be that of the tag without the `0`, which is another tag.
            pub fn id(&self) -> Option<u64> {
                self.0.id()
            }

            /// The tag with this [number](Self::id); `None` if the number is too small or too
            /// large.
            pub fn from_id(id: u64) -> Option<Self> {
                TagText::from_id(id).map(Self)
            }

            /// The tag's number as the game stores it: a small `high` part, which is the id's
            /// lowest byte, and a `low` part that counts up.
            ///
            /// `None` if there is no [`id`](Self::id) or it is larger than any that the game can
            /// create.
            pub fn id_parts(&self) -> Option<(u8, u32)> {
                let id = self.id()?;
                let high = u8::try_from(id & 0xFF).ok()?;
                Some((high, u32::try_from(id >> 8).ok()?))
            }

            /// The tag with these [parts](Self::id_parts); `None` if they are too small.
            pub fn from_id_parts(high: u8, low: u32) -> Option<Self> {
                Self::from_id(u64::from(low) << 8 | u64::from(high))
            }
        }

        /// `#0`, the tag of nothing; for models that are built in tests.
        impl Default for $name {
            fn default() -> Self {
                Self(TagText::NOTHING)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl FromStr for $name {
            type Err = TagError;

            fn from_str(text: &str) -> Result<Self, TagError> {
                TagText::corrected(text, &Self::SUBJECT).map(Self)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = TagError;

            fn try_from(text: &str) -> Result<Self, TagError> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = TagError;

            fn try_from(text: String) -> Result<Self, TagError> {
                text.parse()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = TagError;

            fn try_from(text: &String) -> Result<Self, TagError> {
                text.parse()
            }
        }

        impl TryFrom<Box<str>> for $name {
            type Error = TagError;

            fn try_from(text: Box<str>) -> Result<Self, TagError> {
                text.parse()
            }
        }

        impl TryFrom<Cow<'_, str>> for $name {
            type Error = TagError;

            fn try_from(text: Cow<'_, str>) -> Result<Self, TagError> {
                text.parse()
            }
        }

        /// For functions that take `impl TryInto` of a tag: a string, a tag or a borrowed tag.
        impl From<&$name> for $name {
            fn from(tag: &$name) -> Self {
                *tag
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let read = |text: &str| TagText::corrected(text, &Self::SUBJECT);
                deserializer.deserialize_str(TagVisitor { name: stringify!($name), read }).map(Self)
            }
        }
    )+};
}

tag! {
    /// A clan's tag, such as `#2PP`.
    ///
    /// 32 bytes, `Copy`, no allocation. Comparison, order and hash are those of its string.
    ///
    /// Parsing and deserialization correct what is safe to correct (blanks around the tag, a
    /// missing `#`, a leading `%23`, lower case, the letter O for the digit 0), accept a link to
    /// the profile, and reject any other string. The models preserve every byte that the API sent.
    ///
    /// ```
    /// use coc_models::{ClanTag, TagError};
    ///
    /// let tag: ClanTag = " 2ppo8 ".parse()?;
    /// assert_eq!(tag, "#2PP08");
    /// assert_eq!(tag.encoded().to_string(), "%232PP08");
    ///
    /// // An invalid character is an error, never silently dropped.
    /// let error = "#2PP-8".parse::<ClanTag>().unwrap_err();
    /// assert_eq!(error, TagError::InvalidCharacter { character: '-', position: 5 });
    ///
    /// // A value of the API is preserved even if it is not valid.
    /// let none = ClanTag::from_wire("#0")?;
    /// assert!(!none.is_valid());
    /// assert!("#0".parse::<ClanTag>().is_err());
    ///
    /// // The very first clan.
    /// assert_eq!("#2PP".parse::<ClanTag>()?.id_parts(), Some((0, 1)));
    /// # Ok::<(), TagError>(())
    /// ```
    ClanTag;
    /// A player's tag, such as `#9JQ0YL2`. It behaves like [`ClanTag`].
    ///
    /// ```
    /// use coc_models::PlayerTag;
    ///
    /// let tag: PlayerTag = "9jqoyl2".parse()?;
    /// assert_eq!(tag, "#9JQ0YL2");
    /// # Ok::<(), coc_models::TagError>(())
    /// ```
    PlayerTag;
    /// The tag of one war of a clan war league, from the rounds of a
    /// [`ClanWarLeagueGroup`](crate::ClanWarLeagueGroup). It behaves like [`ClanTag`].
    ///
    /// A war that is not drawn yet has the tag `#0`, for which [`is_valid`](Self::is_valid) is
    /// false.
    ///
    /// ```
    /// use coc_models::WarTag;
    ///
    /// assert!("#8V2LQ0CU".parse::<WarTag>()?.is_valid());
    /// assert!(WarTag::from_wire("#0")?.is_nothing());
    /// # Ok::<(), coc_models::TagError>(())
    /// ```
    WarTag;
    /// The tag of a weekly ranked league group, from a [`Player`](crate::Player). It behaves like
    /// [`ClanTag`].
    ///
    /// A player in no group may have the tag `#0`, for which [`is_valid`](Self::is_valid) is false.
    ///
    /// ```
    /// use coc_models::{LeagueGroupTag, Player};
    ///
    /// /// The group of a player, if there is one.
    /// fn group(player: &Player) -> Option<LeagueGroupTag> {
    ///     player.current_league_group_tag.filter(LeagueGroupTag::is_valid)
    /// }
    /// # assert_eq!(group(&Player::default()), None);
    /// ```
    LeagueGroupTag;
}

impl ClanTag {
    const SUBJECT: Subject = Subject { name: "clan", action: Some(OPEN_CLAN) };
}

impl PlayerTag {
    const SUBJECT: Subject = Subject { name: "player", action: Some(OPEN_PLAYER) };
}

impl WarTag {
    const SUBJECT: Subject = Subject { name: "war", action: None };
}

impl LeagueGroupTag {
    const SUBJECT: Subject = Subject { name: "league group", action: None };
}

/// Lets `T: TryInto<ClanTag, Error: Into<TagError>>` accept a tag.
impl From<Infallible> for TagError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Reads any tag type; the name is for the error message.
struct TagVisitor<F> {
    name: &'static str,
    read: F,
}

impl<F: FnOnce(&str) -> Result<TagText, TagError>> de::Visitor<'_> for TagVisitor<F> {
    type Value = TagText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a tag ({})", self.name)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TagText, E> {
        (self.read)(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests;
