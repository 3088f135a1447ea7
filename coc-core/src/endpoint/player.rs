//! `/players`: one player, battles, league history, and proof that an account is somebody's.

use bytes::Bytes;
use coc_models::{BattleLogEntry, LeagueSeasonResult, Page, Player, PlayerTag, VerifyTokenResponse};

use super::{Endpoint, IntoArgument, argument::Argument, endpoints};
use crate::{
    decode::{self, DecodeError},
    error::Error,
    route::{Route, Target},
};

endpoints! {
    /// One player. `GET /players/{playerTag}`
    GetPlayer -> Player = Route::get("player", "/players/{playerTag}");
    path (player: PlayerTag)
    query ()

    /// The last battles of a player, about fifty, all on one page. `GET /players/{playerTag}/battlelog`
    ListBattleLog -> Page<BattleLogEntry> = Route::get("player.battlelog", "/players/{playerTag}/battlelog");
    path (player: PlayerTag)
    query ()

    /// The ranked seasons of a player, all on one page. `GET /players/{playerTag}/leaguehistory`
    ListLeagueHistory -> Page<LeagueSeasonResult> = Route::get("player.leaguehistory", "/players/{playerTag}/leaguehistory");
    path (player: PlayerTag)
    query ()
}

/// Whether a one-time token from the game's settings belongs to a player. `POST /players/{playerTag}/verifytoken`
///
/// A wrong token is not an error: the answer's status says `invalid`. The answer is never kept in a cache.
#[derive(Clone)]
pub struct VerifyPlayerToken {
    player: Argument<PlayerTag>,
    token: Box<str>,
}

impl VerifyPlayerToken {
    /// The question whether `token` is one of `player`.
    pub fn new(player: impl IntoArgument<PlayerTag>, token: impl AsRef<str>) -> Self {
        Self { player: player.into_argument(), token: token.as_ref().into() }
    }
}

impl std::fmt::Debug for VerifyPlayerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifyPlayerToken").field("player", &self.player).finish_non_exhaustive()
    }
}

impl Endpoint for VerifyPlayerToken {
    type Output = VerifyTokenResponse;
    const ROUTE: Route = Route::post("player.verifytoken", "/players/{playerTag}/verifytoken");

    fn target(&self) -> Result<Target, Error> {
        Ok(Target::fill(Self::ROUTE.template(), &[self.player.as_ref().map_err(Clone::clone)?]))
    }

    fn body(&self) -> Option<Bytes> {
        // A string is always written.
        let token = serde_json::to_string(&*self.token).unwrap_or_default();
        Some(format!("{{\"token\":{token}}}").into())
    }

    fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
        decode::json(body)
    }
}
