//! `/labels`: what clans and players can call themselves.

use coc_models::{Label, Page};

use super::{PageQuery, endpoints};
use crate::route::Route;

endpoints! {
    /// The labels a clan can have. `GET /labels/clans`
    ListClanLabels -> Page<Label> = Route::get("labels.clans", "/labels/clans").paged();
    path ()
    query (page: PageQuery)

    /// The labels a player can have. `GET /labels/players`
    ListPlayerLabels -> Page<Label> = Route::get("labels.players", "/labels/players").paged();
    path ()
    query (page: PageQuery)
}
