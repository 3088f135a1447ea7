//! The arguments of endpoints: tags as strings or typed, ids as numbers or typed, a location or the
//! whole world. Every argument type of the list of routes is here.

use std::fmt;

pub use coc_models::{
    BuilderBaseLeagueId, CapitalLeagueId, ClanTag, LeagueGroupTag, LeagueId, LeagueTierId, LocationId,
    PlayerTag, SeasonId, Secret, WarLeagueId, WarTag,
};
use coc_models::{Location, TagError};

use crate::{
    error::{Error, ErrorKind},
    route::path_problem,
};

/// An argument, or the reason why it is wrong. The call reports the error, so that building an endpoint
/// value never fails.
pub(crate) type Argument<T> = Result<T, Error>;

/// A value that converts into an argument of type `T`. A string that is not a tag is reported by the
/// call, which then sends nothing.
pub trait IntoArgument<T> {
    /// Converts the value.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidTag`] for a string that is not a tag, [`ErrorKind::InvalidRequest`] for any
    /// other invalid value.
    fn into_argument(self) -> Result<T, Error>;
}

macro_rules! tags {
    ($($tag:ty),*) => {$(
        impl<U> IntoArgument<$tag> for U
        where
            U: TryInto<$tag>,
            U::Error: Into<TagError>,
        {
            fn into_argument(self) -> Result<$tag, Error> {
                let tag = self.try_into().map_err(|error| Error::from(error.into()))?;
                if tag.is_nothing() {
                    return Err(TagError::Nothing.into());
                }
                check_text(ErrorKind::InvalidTag, "tag", tag.as_str())?;
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
        check_text(ErrorKind::InvalidRequest, "season id", &season.to_string())?;
        Ok(season)
    }
}

/// Fails for a text that would call another route: an empty segment is often the route of a list, and a
/// folded one that of its parent.
fn check_text(kind: ErrorKind, noun: &str, text: &str) -> Result<(), Error> {
    let problem = if text.trim().is_empty() { Some("it is empty") } else { path_problem(text) };
    problem.map_or(Ok(()), |problem| {
        Err(Error::with_message(kind, format!("the {noun} {text:?} cannot be requested: {problem}")))
    })
}

impl<U: AsRef<str>> IntoArgument<Secret> for U {
    fn into_argument(self) -> Result<Secret, Error> {
        Ok(self.as_ref().into())
    }
}

/// The location of a ranking.
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
