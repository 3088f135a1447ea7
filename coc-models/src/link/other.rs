//! [`OtherLink`]: a link with an action of which nothing more is known.

use alloc::vec::Vec;
use core::fmt;

use percent_encoding::utf8_percent_encode;

use super::{ESCAPED, parsed::ParsedLink};
use crate::Text;

/// A link of the game with another action, such as `OpenMoreSettings` or one of a later update.
///
/// ```
/// use coc_models::link::{GameLink, LinkError};
///
/// let link = "clashofclans://action=OpenGlobalChat&chatId=5".parse::<GameLink>()?;
/// let GameLink::Other(chat) = &link else { unreachable!("no other variant") };
/// assert_eq!((chat.action(), chat.parameter("chatId")), ("OpenGlobalChat", Some("5")));
/// let written = "https://link.clashofclans.com/en?action=OpenGlobalChat&chatId=5";
/// assert_eq!(link.to_string(), written);
/// # Ok::<(), LinkError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherLink {
    action: Text,
    parameters: Vec<(Text, Text)>,
}

impl OtherLink {
    /// The action.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The first value of a parameter, unescaped.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The names and values of all parameters except the action, unescaped, in order.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl From<ParsedLink<'_>> for OtherLink {
    fn from(link: ParsedLink<'_>) -> Self {
        let parameters = link.parameters.into_iter();
        Self {
            action: link.action.into(),
            parameters: parameters.map(|(name, value)| (name.into(), value.into())).collect(),
        }
    }
}

impl fmt::Display for OtherLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = utf8_percent_encode(&self.action, ESCAPED);
        write!(f, "https://link.clashofclans.com/en?action={action}")?;
        self.parameters().try_for_each(|(name, value)| {
            let (name, value) = (utf8_percent_encode(name, ESCAPED), utf8_percent_encode(value, ESCAPED));
            write!(f, "&{name}={value}")
        })
    }
}
