//! Wars: the current war and the log under `/clans/{clanTag}`, the clan war league under it and `/clanwarleagues`.

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, Page, WarTag};

use super::{PageQuery, endpoints, page::RealtimeQuery};
use crate::route::Route;

endpoints! {
    /// The war a clan is in, or was in last. `GET /clans/{clanTag}/currentwar`
    ///
    /// A clan that hides its war log answers [`PrivateWarLog`](crate::ErrorKind::PrivateWarLog). Wars of the clan war league
    /// are not here; see [`GetClanWarLeagueGroup`].
    GetCurrentWar -> ClanWar = Route::get("clan.currentwar", "/clans/{clanTag}/currentwar").behind_war_log();
    path (clan: ClanTag)
    query (realtime: RealtimeQuery)

    /// The wars a clan has fought, newest first. `GET /clans/{clanTag}/warlog`
    ///
    /// A clan that hides its war log answers [`PrivateWarLog`](crate::ErrorKind::PrivateWarLog).
    ListClanWarLog -> Page<ClanWarLogEntry> = Route::get("clan.warlog", "/clans/{clanTag}/warlog").behind_war_log().paged();
    path (clan: ClanTag)
    query (page: PageQuery)

    /// The clan war league group a clan is in this month. `GET /clans/{clanTag}/currentwar/leaguegroup`
    ///
    /// A clan that is in none answers [`NotFound`](crate::ErrorKind::NotFound). A private war log does not hide it.
    GetClanWarLeagueGroup -> ClanWarLeagueGroup =
        Route::get("clan.leaguegroup", "/clans/{clanTag}/currentwar/leaguegroup");
    path (clan: ClanTag)
    query (realtime: RealtimeQuery)

    /// One war of the clan war league. `GET /clanwarleagues/wars/{warTag}`
    ///
    /// Either side may be the clan that you follow. The tag `#0` of a round that has not been drawn is refused with
    /// [`InvalidTag`](crate::ErrorKind::InvalidTag), and nothing is sent.
    GetClanWarLeagueWar -> ClanWar = Route::get("cwl.war", "/clanwarleagues/wars/{warTag}");
    path (war: WarTag)
    query (realtime: RealtimeQuery)
}
