//! The arguments of endpoints: tags as strings or typed, ids as numbers, strings or typed, a
//! location or the whole world. Every argument type of the list of routes is here.

use std::{fmt, str::FromStr};

pub use coc_models::{
    BuilderBaseLeagueId, CapitalLeagueId, ClanTag, LabelId, LeagueGroupTag, LeagueId, LeagueTierId,
    LocationId, PlayerTag, SeasonId, Secret, WarLeagueId, WarTag,
};
use coc_models::{Location, TagError};

use crate::{
    error::{Error, ErrorKind},
    route::path_problem,
};

/// An argument, or the reason why it is wrong. The call reports the error, so that building an
/// endpoint value never fails.
pub(crate) type Argument<T> = Result<T, Error>;

/// A value that converts into an argument of type `T`. A string that is not a tag or an id is
/// reported by the call, which then sends nothing.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let germany = client.location("32000094").await?;
/// let same = client.location(32_000_094).await?;
/// let best = client.player_rankings("global").limit(10).await?;
/// # Ok(())
/// # }
/// ```
pub trait IntoArgument<T> {
    /// Converts the value.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidTag`] for a string that is not a tag, [`ErrorKind::InvalidRequest`] for
    /// any other invalid value.
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

/// Implements [`IntoArgument`] for strings, by a function that reads one.
macro_rules! text {
    ($Value:ty, $read:expr; $($Text:ty),*) => {$(
        impl IntoArgument<$Value> for $Text {
            fn into_argument(self) -> Result<$Value, Error> {
                $read(self.as_ref())
            }
        }
    )*};
}

/// Implements [`IntoArgument`] for types that cannot fail.
macro_rules! value {
    ($Value:ty; $($From:ty),*) => {$(
        impl IntoArgument<$Value> for $From {
            fn into_argument(self) -> Result<$Value, Error> {
                Ok(self.into())
            }
        }
    )*};
}

macro_rules! ids {
    ($($Id:ty),*) => {$(
        value!($Id; $Id, i32);
        text!($Id, read_id; &str, &String, String);

        impl IntoArgument<$Id> for &$Id {
            fn into_argument(self) -> Result<$Id, Error> {
                Ok(*self)
            }
        }
    )*};
}

tags!(ClanTag, PlayerTag, WarTag, LeagueGroupTag);
ids!(LocationId, LeagueId, LeagueTierId, BuilderBaseLeagueId, CapitalLeagueId, WarLeagueId, LabelId);
value!(RankingLocation; RankingLocation, LocationId, &Location, i32);
text!(RankingLocation, str::parse; &str, &String, String);

/// Reads an id that a program has as text, such as one from its command line.
fn read_id<T: From<i32>>(text: &str) -> Result<T, Error> {
    text.trim().parse::<i32>().map(T::from).map_err(|error| {
        let message = format!("{text:?} is not an id; pass a whole number such as 32000007");
        Error::with_message(ErrorKind::InvalidRequest, message).caused_by(error)
    })
}

impl<U: Into<SeasonId>> IntoArgument<SeasonId> for U {
    fn into_argument(self) -> Result<SeasonId, Error> {
        let season = self.into();
        check_text(ErrorKind::InvalidRequest, "season id", &season.to_string())?;
        Ok(season)
    }
}

/// Fails for a text that would call another route: an empty segment is often the route of a list,
/// and a folded one that of its parent.
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

/// The location of a ranking; as a string, `global` or the id of a location.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::{endpoint::RankingLocation, models::LocationId};
///
/// let world = client.clan_rankings(RankingLocation::Global).limit(10).await?;
/// let germany = client.clan_rankings(LocationId::new(32_000_094)).limit(10).await?;
/// # let _ = (world, germany);
///
/// let chosen: RankingLocation = "Global".parse()?; // As a user types it.
/// assert_eq!(chosen, RankingLocation::Global);
/// # Ok(())
/// # }
/// ```
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

/// Reads `global`, in any case, or the id of a location.
impl FromStr for RankingLocation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.trim().eq_ignore_ascii_case("global") {
            return Ok(Self::Global);
        }
        text.trim().parse::<i32>().map(Self::from).map_err(|error| {
            let message = format!("{text:?} is not a location; pass its id, or `global` for the whole world");
            Error::with_message(ErrorKind::InvalidRequest, message).caused_by(error)
        })
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
