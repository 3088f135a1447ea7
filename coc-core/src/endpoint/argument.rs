//! What endpoints take: tags as text or typed, ids as numbers or typed, a location or the whole world.

use std::fmt;

pub use coc_models::{
    BuilderBaseLeagueId, CapitalLeagueId, ClanTag, LeagueGroupTag, LeagueId, LeagueTierId, LocationId,
    PlayerTag, SeasonId, Secret, WarLeagueId, WarTag,
};
use coc_models::{Location, TagError};

use crate::error::{Error, ErrorKind};

/// An argument that may already be known to be wrong. The error waits for the call, so that building one never fails.
pub(crate) type Argument<T> = Result<T, Error>;

/// Anything that can be an argument of type `T`: a typed value, or what converts into one. Text that is no tag is reported
/// when the call is made, and nothing is sent then.
pub trait IntoArgument<T> {
    /// The argument, or why it cannot be one.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidTag`] for text that is no tag, [`ErrorKind::InvalidRequest`] for other unusable values.
    fn into_argument(self) -> Result<T, Error>;
}

/// What the API sends for the tag of something that does not exist (yet).
const NOTHING: &str = "#0";

macro_rules! tags {
    ($($tag:ty),*) => {$(
        impl<U> IntoArgument<$tag> for U
        where
            U: TryInto<$tag>,
            U::Error: Into<TagError>,
        {
            fn into_argument(self) -> Result<$tag, Error> {
                let tag = self.try_into().map_err(|error| Error::from(error.into()))?;
                if tag.as_str() == NOTHING {
                    let message = "the API writes `#0` where there is nothing: a war not drawn yet, or no group";
                    return Err(Error::with_message(ErrorKind::InvalidTag, message));
                }
                Ok(tag)
            }
        }
    )*};
}

macro_rules! values {
    ($($value:ty),*) => {$(
        impl<U: Into<$value>> IntoArgument<$value> for U {
            fn into_argument(self) -> Result<$value, Error> {
                Ok(self.into())
            }
        }
    )*};
}

tags!(ClanTag, PlayerTag, WarTag, LeagueGroupTag);
values!(
    LocationId,
    LeagueId,
    LeagueTierId,
    BuilderBaseLeagueId,
    CapitalLeagueId,
    WarLeagueId,
    RankingLocation
);

impl<U: Into<SeasonId>> IntoArgument<SeasonId> for U {
    fn into_argument(self) -> Result<SeasonId, Error> {
        let season = self.into();
        // An empty path segment would call the route above: a list of seasons instead of one.
        if season.to_string().trim().is_empty() {
            let message = "the season id is empty; ids look like 2025-08, 2025-10-06 or 1773032400";
            return Err(Error::with_message(ErrorKind::InvalidRequest, message));
        }
        Ok(season)
    }
}

impl<U: AsRef<str>> IntoArgument<Secret> for U {
    fn into_argument(self) -> Result<Secret, Error> {
        Ok(self.as_ref().into())
    }
}

/// Where a ranking is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RankingLocation {
    /// The whole world.
    Global,
    /// One country or region.
    Location(LocationId),
}

impl fmt::Display for RankingLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Global => f.write_str("global"),
            Self::Location(id) => id.fmt(f),
        }
    }
}

impl From<LocationId> for RankingLocation {
    fn from(id: LocationId) -> Self {
        Self::Location(id)
    }
}

impl From<&Location> for RankingLocation {
    fn from(location: &Location) -> Self {
        Self::Location(location.id)
    }
}

impl From<i32> for RankingLocation {
    fn from(id: i32) -> Self {
        Self::Location(id.into())
    }
}
