//! `/clans/{clanTag}/capitalraidseasons`: raid weekends.

use coc_models::{ClanCapitalRaidSeason, ClanTag, Page};

use super::{PageQuery, endpoints};
use crate::route::Route;

endpoints! {
    /// The raid weekends of a clan, newest first. `GET /clans/{clanTag}/capitalraidseasons`
    ///
    /// Only the newest has its members and single attacks. An answer without a limit may be near one megabyte.
    ListCapitalRaidSeasons -> Page<ClanCapitalRaidSeason> =
        Route::get("clan.capitalraidseasons", "/clans/{clanTag}/capitalraidseasons").paged();
    path (clan: ClanTag)
    query (page: PageQuery)
}
