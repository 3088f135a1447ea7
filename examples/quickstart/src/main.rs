//! The main job of the client, from start to end: a clan, its members, its players, its war, and what can go wrong.
//!
//! Read on in the order in which it runs: [`connect`] makes the client, [`clan`], [`players`] and [`war`] ask for things,
//! [`refusals`] asks for what nobody gets. [`style`] is about the looks and may be skipped.

mod clan;
mod connect;
mod players;
mod refusals;
mod style;
mod war;

use std::process::ExitCode;

use clap::Parser;
use coc_transport_native::models::{ClanSummary, ClanTag, WarFrequency, WarState};
use coc_transport_native::{Client, Error};

/// Shows what the client does: on a simulator inside this program, or with a token on the real API.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The clan to show; without it a search finds one.
    clan: Option<String>,
    /// A key of the API, from <https://developer.clashofclans.com>; without it the simulator answers.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Where the API is, if not at its official address.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    base_url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            style::complain(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let session = connect::connect(arguments.token, arguments.base_url).await?;
    let client = &session.client;

    let found = search(client).await?;
    let tag = match arguments.clan {
        Some(text) => text.parse()?,
        None => at_war(client, &found).await?.ok_or("the search found no clan with open wars")?,
    };

    clan::show(client, tag).await?;
    let members = clan::list_members(client, tag).await?;
    players::show(client, &members).await?;
    war::show(client, tag).await?;
    refusals::private_war_log(client, &found).await?;
    refusals::wrong_tags(client).await?;
    Ok(())
}

/// Large clans that fight one war after the other.
async fn search(client: &Client) -> Result<Vec<ClanSummary>, Error> {
    let found = client.search_clans().war_frequency(WarFrequency::Always).min_members(30).limit(100).await?;
    Ok(found.into_value().items)
}

/// The first clan that is at war, so that there is something to see; or else the first that shows its wars.
async fn at_war(client: &Client, found: &[ClanSummary]) -> Result<Option<ClanTag>, Error> {
    let open = || found.iter().filter(|clan| clan.is_war_log_public != Some(false)).map(|clan| clan.tag);
    for tag in open().take(10) {
        match client.current_war(tag).await {
            Ok(war) if war.state == WarState::InWar => return Ok(Some(tag)),
            Err(error) if !error.is_private_war_log() => return Err(error),
            _ => {} // Not now, or hidden since the search last looked.
        }
    }
    Ok(open().next())
}
