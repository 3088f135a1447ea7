//! `/goldpass`: the season of the Gold Pass.

use coc_models::GoldPassSeason;

use super::endpoints;
use crate::route::Route;

endpoints! {
    /// Begin and end of the current Gold Pass season. `GET /goldpass/seasons/current`
    GetGoldPassSeason -> GoldPassSeason = Route::get("goldpass", "/goldpass/seasons/current");
    path ()
    query ()
}
