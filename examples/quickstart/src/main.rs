//! The client's main features: a clan, its members, its players, its wars, and errors.
//!
//! Read the modules in the order in which they run: [`connect`] creates the client, [`clan`],
//! [`players`], [`war`] and [`league`] make requests, [`errors`] shows how errors are distinguished,
//! and [`next_steps`] what to try next. [`style`] formats the output and may be skipped.

mod clan;
mod connect;
mod errors;
mod league;
mod next_steps;
mod players;
mod style;
mod war;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;
use coc_transport_native::models::{ClanSummary, ClanTag, WarFrequency, WarState};
use coc_transport_native::{Client, Error, ErrorKind};

/// Shows the client's features on a built-in simulator or, with a token, on the real API.
///
/// Exits with 1 if a request failed, and with 2 if the arguments are wrong.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Clan to show; by default a search finds one.
    clan: Option<ClanTag>,
    /// API key from <https://developer.clashofclans.com>; without it and a base URL, the simulator
    /// is used.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Base URL of the API, if not the official one; a proxy may need no key.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    base_url: Option<String>,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.completions {
        Some(shell) => complete(shell),
        None => run(arguments).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            style::print_error(&*error);
            ExitCode::from(if is_usage(&*error) { 2 } else { 1 })
        }
    }
}

fn complete(shell: Shell) -> Result<(), Box<dyn std::error::Error>> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "quickstart", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

/// Whether the arguments are wrong: nothing could be sent with them.
fn is_usage(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<Error>().is_some_and(|error| {
        matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Credentials) && error.status().is_none()
    })
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let session = connect::connect(arguments.token, arguments.base_url).await?;
    let client = &session.client;

    let found = search(client).await?;
    let tag = match arguments.clan {
        Some(tag) => tag,
        None => at_war(client, &found)
            .await?
            .ok_or("the search found no clan with a public war log: pass a clan's tag")?,
    };

    clan::show(client, tag).await?;
    let members = clan::list_members(client, tag).await?;
    players::show(client, &members).await?;
    war::show(client, tag).await?;
    league::show(client, tag).await?;
    errors::private_war_log(client, &found).await?;
    errors::wrong_tags(client).await?;
    next_steps::show(tag, session.is_simulated());
    Ok(())
}

/// Searches for large clans that are always at war.
async fn search(client: &Client) -> Result<Vec<ClanSummary>, Error> {
    let found = client.search_clans().war_frequency(WarFrequency::Always).min_members(30).limit(100).await?;
    Ok(found.into_value().items)
}

/// The first clan that is at war, or else the first with a public war log.
async fn at_war(client: &Client, found: &[ClanSummary]) -> Result<Option<ClanTag>, Error> {
    let open = || found.iter().filter(|clan| clan.is_war_log_public != Some(false)).map(|clan| clan.tag);
    for tag in open().take(10) {
        match client.current_war(tag).await {
            Ok(war) if war.state == WarState::InWar => return Ok(Some(tag)),
            Err(error) if !error.is_private_war_log() => return Err(error),
            _ => {} // Not at war, or private since the search was cached.
        }
    }
    Ok(open().next())
}
