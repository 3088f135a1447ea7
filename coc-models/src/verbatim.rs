//! Tags exactly as the API sends them, for your types that mirror a response.
//!
//! A tag type deserializes like the input of people: corrected where that is safe, otherwise an
//! error. That is right for a configuration file or a path of a web server. A response may have
//! tags that are none, such as `#0` for a war that is not drawn yet. All models of this crate read
//! tags with this module, and a type for `decode_as` can do the same:
//!
//! ```
//! use coc_models::WarTag;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize, Serialize)]
//! struct Round {
//!     #[serde(rename = "warTags", with = "coc_models::verbatim")]
//!     wars: Vec<WarTag>,
//! }
//!
//! let round: Round = serde_json::from_str(r##"{"warTags":["#8PQ2","#0"]}"##)?;
//! assert_eq!(round.wars[1], "#0");
//! assert!(serde_json::from_str::<WarTag>("\"#0\"").is_err());
//! # Ok::<(), serde_json::Error>(())
//! ```

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{ClanTag, LeagueGroupTag, PlayerTag, WarTag};

/// A tag, or an `Option` or `Vec` of tags.
///
/// It is sealed: only those types have it.
///
/// ```
/// use coc_models::WarTag;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct War {
///     // A missing tag is `None`, and `#0` is preserved.
///     #[serde(default, with = "coc_models::verbatim")]
///     tag: Option<WarTag>,
/// }
///
/// let war: War = serde_json::from_str(r##"{"tag":"#0"}"##)?;
/// assert!(war.tag.is_some_and(|tag| tag.is_nothing()));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Verbatim: sealed::Read {}

impl<T: sealed::Read> Verbatim for T {}

mod sealed {
    use serde::Deserializer;

    pub trait Read: Sized {
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }
}

use sealed::Read;

/// Reads a tag without correction; a list may be `null`.
///
/// ```
/// use coc_models::{PlayerTag, verbatim};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Opponent {
///     #[serde(deserialize_with = "verbatim::deserialize")]
///     tag: PlayerTag,
/// }
///
/// let opponent: Opponent = serde_json::from_str(r#"{"tag":"hidden"}"#)?;
/// assert_eq!(opponent.tag, "hidden");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// The deserializer's error for a value of another type, or for a string of more than 31 bytes.
pub fn deserialize<'de, D: Deserializer<'de>, T: Verbatim>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Writes a tag, as its own `Serialize` does.
///
/// ```
/// use coc_models::{PlayerTag, verbatim};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Opponent {
///     #[serde(serialize_with = "verbatim::serialize")]
///     tag: PlayerTag,
/// }
///
/// let opponent = Opponent { tag: PlayerTag::default() };
/// assert_eq!(serde_json::to_string(&opponent)?, r##"{"tag":"#0"}"##);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// The serializer's error.
pub fn serialize<S: Serializer, T: Verbatim + Serialize>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

macro_rules! read_tag {
    ($($tag:ident),+) => {$(
        impl Read for $tag {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize_verbatim(deserializer)
            }
        }
    )+};
}

read_tag!(ClanTag, PlayerTag, WarTag, LeagueGroupTag);

/// Reads one tag as an element.
struct Element<T>(T);

impl<'de, T: Read> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Read> Read for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Element<T>>::deserialize(deserializer)?.map(|element| element.0))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements = Option::<Vec<Element<T>>>::deserialize(deserializer)?.unwrap_or_default();
        let mut tags: Self = elements.into_iter().map(|element| element.0).collect();
        tags.shrink_to_fit();
        Ok(tags)
    }
}
