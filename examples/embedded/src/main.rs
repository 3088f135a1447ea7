//! Fetches a clan and the profiles of its members, without tokio and reqwest. See the README.

use std::{env, error::Error, process::ExitCode};

use coc_core::{Client, Source};
use embedded::{disk_cache::DiskCache, runtime::Runtime, transport::UreqTransport};

const USAGE: &str = "\
usage: embedded --tag TAG [--base-url URL] [--cache FOLDER]

The address may also be given as COC_BASE_URL, and the token is taken from COC_TOKEN. To try it without either, start
`cargo run -p simulator`, which prints an address, a token and tags.";

/// How many requests are in the air at once.
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
        Err(wrong) => {
            eprintln!("embedded: {wrong}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

struct Arguments {
    tag: String,
    base_url: Option<String>,
    cache: Option<String>,
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let (mut tag, mut base_url, mut cache) = (None, env::var("COC_BASE_URL").ok(), None);
    while let Some(name) = given.next() {
        let place = match name.as_str() {
            "--tag" => &mut tag,
            "--base-url" => &mut base_url,
            "--cache" => &mut cache,
            other => return Err(format!("there is no argument {other}")),
        };
        *place = Some(given.next().ok_or_else(|| format!("{name} needs a value"))?);
    }
    Ok(Arguments { tag: tag.ok_or("which clan? --tag is missing")?, base_url, cache })
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
        let (mut kept, mut failed) = (usize::from(clan.is_from_cache()), 0);
        while let Some(done) = players.next().await {
            match done.result {
                Ok(player) => {
                    kept += usize::from(player.source() == Source::Cache);
                    println!("{:>6} {:>3} {}", player.trophies, player.town_hall_level, player.name);
                }
                Err(error) => {
                    failed += 1;
                    eprintln!("member {} is missing: {error}", done.index + 1);
                }
            }
        }
        println!("{kept} of {} answers came from the cache", 1 + players.called());
        if failed == 0 { Ok(()) } else { Err(format!("{failed} members are missing").into()) }
    })
}
