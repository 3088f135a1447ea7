//! URLs of images in the API's format: a host, a kind, a size and a name of 43 letters.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::rng::{Roll, Seed, Topic};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn name(mut roll: Roll) -> String {
    (0..43).map(|_| char::from(*roll.pick(LETTERS))).collect()
}

/// An object with a URL for each pair of key and size in pixels.
fn urls(kind: &str, name: &str, sizes: &[(&str, u32)]) -> Value {
    let mut urls = serde_json::Map::new();
    for (key, pixels) in sizes {
        let mut url = String::with_capacity(100);
        // Writing to a string cannot fail.
        let _ = write!(url, "https://api-assets.clashofclans.com/{kind}/{pixels}/{name}.png");
        urls.insert((*key).to_owned(), Value::String(url));
    }
    Value::Object(urls)
}

/// The badge with this number; clans use a few thousand.
pub(super) fn badge(seed: Seed, number: u64) -> Value {
    let name = name(seed.roll(Topic::Badge, number, 0));
    urls("badges", &name, &[("small", 70), ("large", 512), ("medium", 200)])
}

/// The badge of a missing clan in a war.
pub(super) fn no_badge() -> Value {
    badge(Seed::new(0), 0)
}

/// The icons of a legacy league; `Unranked` has no medium one.
pub(super) fn league(id: i64, unranked: bool) -> Value {
    let name = catalogue_name(id);
    let sizes = [("small", 72), ("tiny", 36), ("medium", 288)];
    urls("leagues", &name, if unranked { &sizes[..2] } else { &sizes })
}

pub(super) fn league_tier(id: i64) -> Value {
    urls("leaguetiers", &catalogue_name(id), &[("small", 125), ("large", 326)])
}

pub(super) fn label(id: i64) -> Value {
    urls("labels", &catalogue_name(id), &[("small", 64), ("medium", 128)])
}

/// Images of the static lists are the same in every world.
fn catalogue_name(id: i64) -> String {
    name(Seed::new(0).roll(Topic::Badge, id as u64, 1))
}

/// `{"id": …, "name": …}`
pub(super) fn named(id: i64, name: &str) -> Value {
    json!({"id": id, "name": name})
}
