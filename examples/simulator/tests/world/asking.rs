//! Questions to a world, and the values of an answer.

use serde_json::{Value, json};
use simulator::route::{Answer, ClanSearch, Refusal, Route};
use simulator::world::{World, WorldConfig};

pub(crate) const HOUR: i64 = 3600 * 1000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A world with a moment.
pub(crate) struct At<'a> {
    pub(crate) world: &'a World,
    pub(crate) now: i64,
}

pub(crate) fn world(clans: u32) -> World {
    World::new(WorldConfig { seed: 1, clans })
}

impl At<'_> {
    /// The body as the server sends it, or the error.
    pub(crate) fn ask(&self, route: &Route) -> Result<Value, Refusal> {
        match self.world.answer(route, self.now) {
            Answer::Object(body) => Ok(body),
            Answer::Page(items) => {
                Ok(json!({"items": items, "paging": {"cursors": {"after": "eyJwb3MiOjF9"}}}))
            }
            Answer::Items(items) => Ok(json!({"items": items})),
            Answer::Refused(refusal) => Err(refusal),
        }
    }

    pub(crate) fn get(&self, route: &Route) -> Value {
        self.ask(route).unwrap_or_else(|refusal| panic!("{route:?} was refused: {refusal:?}"))
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
    value[key].as_array().unwrap_or_else(|| panic!("{key} should be a list")).as_slice()
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} should be a text in {value}"))
}

pub(crate) fn number(value: &Value, key: &str) -> i64 {
    value[key].as_i64().unwrap_or_else(|| panic!("{key} should be a number in {value}"))
}
