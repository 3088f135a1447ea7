//! Fetches a clan and the profiles of its members, without tokio and reqwest. See the README.

use std::{
    error::Error,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;
use coc_core::{Client, ErrorKind, Source, models::ClanTag};
use embedded::{disk_cache::DiskCache, runtime::Runtime, transport::UreqTransport};

/// The number of requests in flight.
const THREADS: usize = 4;

/// Fetches a clan and the profiles of its members, without tokio and reqwest.
///
/// To try it without an API key, start `cargo run -p simulator`, which prints a base URL, a token
/// and a clan's tag. Exits with 1 if a request failed, and with 2 if the arguments are wrong.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Clan to fetch.
    #[arg(long, value_name = "TAG", required_unless_present = "completions")]
    tag: Option<ClanTag>,
    /// Base URL of the API, if not the official one.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    base_url: Option<String>,
    /// API key; prefer the environment variable, which other users cannot see. A proxy may need
    /// none.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Folder that stores responses between runs; without it, they are cached in memory.
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match (arguments.completions, arguments.tag) {
        (Some(shell), _) => complete(shell),
        (None, Some(tag)) => run(&arguments, tag),
        // clap requires one of them.
        (None, None) => Ok(()),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("embedded: {error}");
    ExitCode::from(if is_usage(&*error) { 2 } else { 1 })
}

/// Whether the arguments are wrong: nothing could be sent with them.
fn is_usage(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<coc_core::Error>().is_some_and(|error| {
        matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Credentials) && error.status().is_none()
    })
}

fn complete(shell: Shell) -> Result<(), Box<dyn Error>> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "embedded", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

fn run(arguments: &Arguments, tag: ClanTag) -> Result<(), Box<dyn Error>> {
    let runtime = Runtime::new();
    let mut builder = Client::builder(UreqTransport::new(THREADS)?, runtime.clock());
    if let Some(url) = arguments.base_url.as_deref().filter(|url| !url.is_empty()) {
        builder = builder.base_url(url);
    }
    if let Some(token) = arguments.token.as_deref().filter(|token| !token.is_empty()) {
        builder = builder.token(token);
    }
    if let Some(folder) = &arguments.cache {
        builder = builder.cache(DiskCache::open(folder, 64 << 20)?);
    }
    let client = builder.build()?;
    runtime.block_on(async {
        let clan = client.clan(tag).await?;
        println!("{} {} has {} members", clan.tag, clan.name, clan.members);
        let mut players = client.clan_players(clan.tag).await?.concurrency(THREADS).in_order();
        let (mut cached, mut failed) = (usize::from(clan.is_from_cache()), 0);
        while let Some(item) = players.next().await {
            match item.result {
                Ok(player) => {
                    cached += usize::from(player.source() == Source::Cache);
                    println!("{:>6} {:>3} {}", player.trophies, player.town_hall_level, player.name);
                }
                Err(error) => {
                    failed += 1;
                    eprintln!("member {} could not be fetched: {error}", item.index + 1);
                }
            }
        }
        println!("{cached} of {} responses came from the cache", 1 + players.called());
        if failed == 0 { Ok(()) } else { Err(format!("{failed} members could not be fetched").into()) }
    })
}
