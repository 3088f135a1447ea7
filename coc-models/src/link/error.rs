//! [`LinkError`]: the error of a text that is no link of the game.

use core::{error, fmt};

use super::address::AddressError;
use crate::TagError;

/// The reason why a text is not a link of the game, or not one to the requested subject.
///
/// The message can be shown to the user who entered the link.
///
/// ```
/// use coc_models::link::{GameLink, LinkError};
///
/// let link = "https://link.clashofclans.com/en?action=OpenClanProfile";
/// let error = link.parse::<GameLink>().unwrap_err();
/// assert_eq!(error, LinkError::Missing { parameter: "tag" });
/// assert_eq!(error.to_string(), "the link has no `tag`; copy it again");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LinkError {
    /// The text is no link at all.
    NotALink,
    /// The scheme is none of `https`, `http` and `clashofclans`.
    OtherScheme,
    /// The host is not exactly `link.clashofclans.com`, or there is a user or a port.
    OtherHost,
    /// The path has more than a language.
    InvalidPath,
    /// A parameter is missing or empty.
    Missing {
        /// The name of the parameter.
        parameter: &'static str,
    },
    /// A parameter occurs twice.
    Repeated {
        /// The name of the parameter.
        parameter: &'static str,
    },
    /// The tag is not valid. The reason is the [source](error::Error::source).
    InvalidTag(TagError),
    /// A link of the game to another subject than the requested one.
    OtherLink {
        /// The requested subject: `an army`, `a base layout`.
        expected: &'static str,
    },
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotALink => f.write_str(
                "this is not a link of the game; copy one in the game, which begins with \
                 https://link.clashofclans.com/",
            ),
            Self::OtherScheme => f.write_str("the link's scheme is not `https`; copy it again in the game"),
            Self::OtherHost => {
                f.write_str("the link's host is not exactly link.clashofclans.com; copy it again in the game")
            }
            Self::InvalidPath => {
                f.write_str("the link's path is not one language, such as /en; copy it again in the game")
            }
            Self::Missing { parameter } => write!(f, "the link has no `{parameter}`; copy it again"),
            Self::Repeated { parameter } => {
                write!(f, "the link has more than one `{parameter}`; copy it again")
            }
            Self::InvalidTag(_) => f.write_str("the link's tag is not valid; copy it again"),
            Self::OtherLink { expected } => write!(f, "the link does not lead to {expected}"),
        }
    }
}

impl error::Error for LinkError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::InvalidTag(error) => Some(error),
            _ => None,
        }
    }
}

impl From<AddressError> for LinkError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Scheme => Self::OtherScheme,
            AddressError::Host => Self::OtherHost,
            AddressError::Path => Self::InvalidPath,
            AddressError::NoParameters => Self::Missing { parameter: "action" },
        }
    }
}
