//! `/locations`: countries and regions, and the rankings in them or in the whole world.

use coc_models::{
    ClanBuilderBaseRanking, ClanCapitalRanking, ClanRanking, Location, LocationId, Page,
    PlayerBuilderBaseRanking, PlayerRanking,
};

use super::{PageQuery, RankingLocation, endpoints};
use crate::route::Route;

endpoints! {
    /// All countries and regions. `GET /locations`
    ListLocations -> Page<Location> = Route::get("locations", "/locations").paged();
    path ()
    query (page: PageQuery)

    /// One country or region. `GET /locations/{locationId}`
    GetLocation -> Location = Route::get("location", "/locations/{locationId}");
    path (location: LocationId)
    query ()

    /// The clans with the most points, at most 200. `GET /locations/{locationId}/rankings/clans`
    ListClanRankings -> Page<ClanRanking> =
        Route::get("rankings.clans", "/locations/{locationId}/rankings/clans").paged();
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The players with the most trophies, at most 200. `GET /locations/{locationId}/rankings/players`
    ///
    /// A small country without ranked players answers [`NotFound`](crate::ErrorKind::NotFound).
    ListPlayerRankings -> Page<PlayerRanking> =
        Route::get("rankings.players", "/locations/{locationId}/rankings/players").paged();
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The clans with the most builder-base points, at most 200. `GET /locations/{locationId}/rankings/clans-builder-base`
    ListClanBuilderBaseRankings -> Page<ClanBuilderBaseRanking> =
        Route::get("rankings.clans-builder-base", "/locations/{locationId}/rankings/clans-builder-base").paged();
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The players with the most builder-base trophies, at most 200. `GET /locations/{locationId}/rankings/players-builder-base`
    ListPlayerBuilderBaseRankings -> Page<PlayerBuilderBaseRanking> =
        Route::get("rankings.players-builder-base", "/locations/{locationId}/rankings/players-builder-base").paged();
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The clans with the most capital points, at most 200. `GET /locations/{locationId}/rankings/capitals`
    ListCapitalRankings -> Page<ClanCapitalRanking> =
        Route::get("rankings.capitals", "/locations/{locationId}/rankings/capitals").paged();
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The predecessor of the builder-base clan ranking, removed in December 2023. `GET /locations/{locationId}/rankings/clans-versus`
    ListClanVersusRankings -> Page<ClanBuilderBaseRanking> =
        Route::get("rankings.clans-versus", "/locations/{locationId}/rankings/clans-versus")
            .paged()
            .deprecated("rankings.clans-builder-base");
    path (location: RankingLocation)
    query (page: PageQuery)

    /// The predecessor of the builder-base player ranking, removed in December 2023. `GET /locations/{locationId}/rankings/players-versus`
    ListPlayerVersusRankings -> Page<PlayerBuilderBaseRanking> =
        Route::get("rankings.players-versus", "/locations/{locationId}/rankings/players-versus")
            .paged()
            .deprecated("rankings.players-builder-base");
    path (location: RankingLocation)
    query (page: PageQuery)
}
