//! Requests to a world, and the values of a response.

use serde_json::{Value, json};
use simulator::route::{ApiError, ClanSearch, Route, RouteResponse};
use simulator::world::{World, WorldConfig};

pub(crate) const HOUR: i64 = 3600 * 1000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A world at a moment.
pub(crate) struct At<'a> {
    pub(crate) world: &'a World,
    pub(crate) now: i64,
}

pub(crate) fn world(clans: u32) -> World {
    World::new(WorldConfig { clans, ..WorldConfig::default() })
}

impl At<'_> {
    /// Returns the body as the server sends it, or the error.
    pub(crate) fn try_get(&self, route: &Route) -> Result<Value, ApiError> {
        match self.world.respond(route, self.now) {
            RouteResponse::Object(body) => Ok(body),
            RouteResponse::Page(items) => {
                Ok(json!({"items": items, "paging": {"cursors": {"after": "eyJwb3MiOjF9"}}}))
            }
            RouteResponse::Items(items) => Ok(json!({"items": items})),
            RouteResponse::Error(error) => Err(error),
        }
    }

    pub(crate) fn get(&self, route: &Route) -> Value {
        self.try_get(route).unwrap_or_else(|error| panic!("{route:?} failed: {error:?}"))
    }

    pub(crate) fn clan(&self, tag: &str) -> Value {
        self.get(&Route::Clan(tag.to_owned()))
    }

    pub(crate) fn player(&self, tag: &str) -> Value {
        self.get(&Route::Player(tag.to_owned()))
    }

    /// The tags of all clans.
    pub(crate) fn clans(&self) -> Vec<String> {
        let all = self.get(&Route::SearchClans(ClanSearch { min_members: Some(0), ..ClanSearch::default() }));
        list(&all, "items").iter().map(|clan| text(clan, "tag").to_owned()).collect()
    }
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list")).as_slice()
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no string in {value}"))
}

pub(crate) fn number(value: &Value, key: &str) -> i64 {
    value[key].as_i64().unwrap_or_else(|| panic!("{key} is no integer in {value}"))
}

/// A time of the form `20260704T120000.000Z` in Unix seconds.
pub(crate) fn seconds(value: &Value, key: &str) -> i64 {
    let written = text(value, key);
    let part = |from: usize, to: usize| written[from..to].parse::<i64>().unwrap();
    let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
    // Days since 1970-03-01, in years that start in March.
    let years = year - i64::from(month < 3);
    let days =
        years * 365 + years / 4 - years / 100 + years / 400 + ((month + 9) % 12 * 306 + 5) / 10 + day - 1;
    (days - 719_468) * 86_400 + part(9, 11) * 3600 + part(11, 13) * 60 + part(13, 15)
}
