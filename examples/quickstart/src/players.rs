//! Many players at once, with a progress bar.

use std::collections::BTreeMap;

use coc_transport_native::endpoint::GetPlayer;
use coc_transport_native::models::{Player, PlayerTag};
use coc_transport_native::{Client, Error, Response};
use indicatif::{ProgressBar, ProgressStyle};

use crate::style::{DIM, bar, heading, print_line};

/// The number of calls in flight. A key of the API allows a few dozen calls per second.
const AT_ONCE: usize = 5;

pub(crate) async fn show(client: &Client, tags: &[PlayerTag]) -> Result<(), Error> {
    heading(format_args!("All {} players, {AT_ONCE} at once", tags.len()));
    let players = fetch(client, tags).await?;

    let mut town_halls = BTreeMap::<i32, usize>::new();
    for player in &players {
        *town_halls.entry(player.town_hall_level).or_default() += 1;
    }
    let most = town_halls.values().copied().max().unwrap_or_default();
    for (level, count) in town_halls.iter().rev() {
        print_line!("  town hall {level:>2}  {DIM}{}{DIM:#} {count}", bar(*count, most, 30));
    }

    best("most war stars", &players, |player| player.war_stars);
    best("most donations", &players, |player| player.donations);
    best("best trophies", &players, |player| player.best_trophies);
    Ok(())
}

/// Fetches all players, a few at a time. The bar is drawn on a terminal only.
async fn fetch(client: &Client, tags: &[PlayerTag]) -> Result<Vec<Response<Player>>, Error> {
    let progress = ProgressBar::new(tags.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("  {bar:40} {pos} of {len}") {
        progress.set_style(style);
    }
    let mut players = Vec::with_capacity(tags.len());
    let mut batch = client.batch(tags.iter().map(GetPlayer::new)).concurrency(AT_ONCE);
    while let Some(item) = batch.next().await {
        players.push(item.result?);
        progress.inc(1);
    }
    progress.abandon();
    Ok(players)
}

fn best(label: &str, players: &[Response<Player>], value: impl Fn(&Player) -> i32) {
    if let Some(player) = players.iter().max_by_key(|player| value(player)) {
        print_line!("  {label:<14}  {:>5}  {}", value(player), player.name);
    }
}
