//! Fetches a clan and the profiles of its members, without tokio and reqwest. See the README.

use std::{env, error::Error, process::ExitCode};

use coc_core::{Client, Source};
use embedded::{disk_cache::DiskCache, runtime::Runtime, transport::UreqTransport};

const USAGE: &str = "\
usage: embedded --tag TAG [--base-url URL] [--cache FOLDER]

The base URL may also be set with COC_BASE_URL, and the token is read from COC_TOKEN. To try it without a token, start
`cargo run -p simulator`, which prints a base URL and a token.";

/// The number of requests in flight.
const THREADS: usize = 4;

fn main() -> ExitCode {
    match arguments(env::args().skip(1)) {
        Ok(arguments) => match run(&arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("embedded: {error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("embedded: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

struct Arguments {
    tag: String,
    base_url: Option<String>,
    cache: Option<String>,
}

fn arguments(mut rest: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let (mut tag, mut base_url, mut cache) = (None, env::var("COC_BASE_URL").ok(), None);
    while let Some(name) = rest.next() {
        let value = match name.as_str() {
            "--tag" => &mut tag,
            "--base-url" => &mut base_url,
            "--cache" => &mut cache,
            other => return Err(format!("unknown argument {other}")),
        };
        *value = Some(rest.next().ok_or_else(|| format!("{name} requires a value"))?);
    }
    Ok(Arguments { tag: tag.ok_or("--tag is missing: set it to a clan's tag")?, base_url, cache })
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let runtime = Runtime::new();
    let mut builder = Client::builder(UreqTransport::new(THREADS)?, runtime.clock());
    if let Some(url) = &arguments.base_url {
        builder = builder.base_url(url);
    }
    if let Ok(token) = env::var("COC_TOKEN") {
        builder = builder.token(token);
    }
    if let Some(folder) = &arguments.cache {
        builder = builder.cache(DiskCache::open(folder, 64 << 20)?);
    }
    let client = builder.build()?;
    runtime.block_on(async {
        let clan = client.clan(arguments.tag.as_str()).await?;
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
