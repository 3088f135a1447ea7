//! What can be asked: one value per call, in modules that mirror the API's own tree.
//!
//! An endpoint is plain data: it knows its [`Route`], builds its [`Target`] and decodes its answer, and sends nothing. Most
//! users get one from a method of [`Client`](crate::Client); a batch takes them as values. [`ROUTES`] lists every route.
//! What the API has and this crate has not yet is called through [`Custom`], in the [`Raw`] or [`DecodeAs`] form, or by
//! implementing [`Endpoint`]:
//!
//! ```
//! use bytes::Bytes;
//! use coc_core::{DecodeError, Endpoint, Error, Route, Target, decode};
//!
//! #[derive(Clone, Debug)]
//! struct GetFeature {
//!     id: u32,
//! }
//!
//! impl Endpoint for GetFeature {
//!     type Output = Vec<String>;
//!     const ROUTE: Route = Route::get("feature", "/features/{featureId}");
//!
//!     fn target(&self) -> Result<Target, Error> {
//!         Ok(Target::fill(Self::ROUTE.template(), &[&self.id]))
//!     }
//!
//!     fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
//!         decode::json(body)
//!     }
//! }
//! ```

use bytes::Bytes;
use http::Method;

use crate::{
    decode::DecodeError,
    error::Error,
    route::{Route, Target},
};

mod argument;
mod clan;
mod custom;
mod form;
mod gold_pass;
mod inventory;
mod label;
mod league;
mod location;
mod page;
mod player;
mod raid;
mod war;

pub use argument::{IntoArgument, RankingLocation};
pub use clan::{GetClan, ListClanMembers, SearchClans};
pub use custom::Custom;
pub use form::{DecodeAs, Raw};
pub use gold_pass::GetGoldPassSeason;
pub use inventory::ROUTES;
pub use label::{ListClanLabels, ListPlayerLabels};
pub use league::{
    GetBuilderBaseLeague, GetCapitalLeague, GetLeague, GetLeagueGroup, GetLeagueTier, GetWarLeague,
    ListBuilderBaseLeagues, ListCapitalLeagues, ListLeagueSeasonRankings, ListLeagueSeasons, ListLeagueTiers,
    ListLeagues, ListWarLeagues,
};
pub use location::{
    GetLocation, ListCapitalRankings, ListClanBuilderBaseRankings, ListClanRankings, ListClanVersusRankings,
    ListLocations, ListPlayerBuilderBaseRankings, ListPlayerRankings, ListPlayerVersusRankings,
};
pub use page::{PageQuery, Paged, Realtime};
pub use player::{GetPlayer, ListBattleLog, ListLeagueHistory, VerifyPlayerToken};
pub use raid::ListCapitalRaidSeasons;
pub use war::{GetClanWarLeagueGroup, GetClanWarLeagueWar, GetCurrentWar, ListClanWarLog};

/// One thing that can be asked of the API.
pub trait Endpoint: Send + Sync + 'static {
    /// What a successful answer decodes to.
    type Output: Send + Sync + 'static;

    /// The route that the values of this type call.
    const ROUTE: Route;

    /// The route that this value calls, by which it is named in errors and figures; the type's unless a value may choose, as
    /// one of a program that passes on the calls of others.
    fn route(&self) -> Route {
        Self::ROUTE
    }

    /// The HTTP method; that of the route unless a value may choose.
    fn method(&self) -> Method {
        self.route().method().clone()
    }

    /// Path and query of this value.
    ///
    /// # Errors
    /// [`InvalidTag`](crate::ErrorKind::InvalidTag) or [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the value can
    /// only fail; the call then ends with this and nothing is sent.
    fn target(&self) -> Result<Target, Error>;

    /// The JSON body to post, if any.
    fn body(&self) -> Option<Bytes> {
        None
    }

    /// Reads a successful answer.
    ///
    /// # Errors
    /// A [`DecodeError`] that says what the body was instead; [`decode::json`](crate::decode::json) gives one.
    fn decode(body: &Bytes) -> Result<Self::Output, DecodeError>;
}

/// Declares endpoints: documentation, name, output, route, path arguments in the template's order, and query parts.
///
/// Path arguments are taken by `new` as anything that is [`IntoArgument`]; query parts begin at their default and are set by
/// methods. Every query part writes itself onto the target through [`QueryPart`].
macro_rules! endpoints {
    ($(
        $(#[$meta:meta])*
        $name:ident -> $output:ty = $route:expr;
        path ($($argument:ident: $type:ty),*)
        query ($($part:ident: $part_type:ty),*)
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($argument: $crate::endpoint::argument::Argument<$type>,)*
            $(pub(crate) $part: $part_type,)*
        }

        impl $name {
            /// The endpoint for these arguments, given typed or as text; a bad one is reported when the call is made.
            #[allow(clippy::new_without_default, reason = "a default beside new would be a second way")]
            pub fn new($($argument: impl $crate::endpoint::IntoArgument<$type>),*) -> Self {
                Self {
                    $($argument: $argument.into_argument(),)*
                    $($part: <$part_type>::default(),)*
                }
            }
        }

        impl $crate::endpoint::Endpoint for $name {
            type Output = $output;
            const ROUTE: $crate::route::Route = $route;

            fn target(&self) -> Result<$crate::route::Target, $crate::error::Error> {
                let target = $crate::route::Target::fill(
                    Self::ROUTE.template(),
                    &[$(self.$argument.as_ref().map_err(Clone::clone)?),*],
                );
                $(let target = $crate::endpoint::page::QueryPart::write(&self.$part, target)?;)*
                Ok(target)
            }

            fn decode(body: &bytes::Bytes) -> Result<Self::Output, $crate::decode::DecodeError> {
                $crate::decode::json(body)
            }
        }

        $(endpoints!(@part $part $name);)*
    )+};
    (@part page $name:ident) => {
        impl $crate::endpoint::Paged for $name {
            fn page(&self) -> &$crate::endpoint::PageQuery {
                &self.page
            }

            fn page_mut(&mut self) -> &mut $crate::endpoint::PageQuery {
                &mut self.page
            }
        }
    };
    (@part realtime $name:ident) => {
        impl $crate::endpoint::Realtime for $name {
            fn realtime_mut(&mut self) -> &mut bool {
                &mut self.realtime.0
            }
        }
    };
    (@part $part:ident $name:ident) => {};
}
use endpoints;
