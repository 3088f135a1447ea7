//! The rules of the game in the models and those of the world: two readings that must agree. The
//! world shares no code with the models, so each test can convict either.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod calendar;
mod leagues;
mod players;
mod raids;
mod ranked;
mod wars;

use coc_models::Timestamp;
use serde::de::DeserializeOwned;
use simulator::route::{ClanSearch, Route, RouteResponse};
use simulator::world::World;

const HOUR: i64 = 3600 * 1000;
const DAY: i64 = 24 * HOUR;

/// A world at a moment in Unix milliseconds.
struct At<'a> {
    world: &'a World,
    now: i64,
}

impl At<'_> {
    /// Returns the decoded body; `None` if the API responds with an error.
    fn get<T: DeserializeOwned>(&self, route: &Route) -> Option<T> {
        let body = match self.world.respond(route, self.now) {
            RouteResponse::Object(body) => body,
            RouteResponse::Page(items) | RouteResponse::Items(items) => items.into(),
            RouteResponse::Error(_) => return None,
        };
        let decoded = serde_json::from_str(&body.to_string());
        Some(decoded.unwrap_or_else(|error| panic!("{route:?}: {error}")))
    }

    fn clans(&self) -> Vec<coc_models::Clan> {
        let all = ClanSearch { min_members: Some(1), ..ClanSearch::default() };
        self.get(&Route::SearchClans(all)).unwrap()
    }

    fn time(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.now.div_euclid(1000)).unwrap()
    }
}
