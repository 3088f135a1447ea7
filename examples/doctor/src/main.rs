//! Calls every route of the API once and reports responses that cannot be decoded.
//!
//! [`tour`] defines the calls, [`examiner`] makes one and classifies its response, and [`finding`]
//! is the result. [`summary`] counts the findings; [`table`] and [`document`] print them.

mod document;
mod examiner;
mod finding;
mod summary;
mod table;
mod tour;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, value_parser};
use clap_complete::Shell;
use coc_transport_native::coc_core::{BaseUrl, RateLimit, Retry};
use coc_transport_native::models::{ClanTag, PlayerTag};
use coc_transport_native::{Client, Error, ErrorKind};

use crate::examiner::Examiner;
use crate::finding::Finding;
use crate::summary::Summary;

/// Calls every route of the Clash of Clans API once and reports responses that cannot be decoded.
///
/// Prints for each route its status, its time, whether the response was decoded or why not, and the
/// fields that have no model. Documented errors of the API are understood, and so are maintenance
/// and server errors. Exits with 1 if a response was not understood, or if the API rejected the key
/// and no response was decoded, and with 2 if the arguments are wrong.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Base URL of the API.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL", default_value = BaseUrl::OFFICIAL)]
    base_url: String,
    /// API key; prefer the environment variable, which other users cannot see.
    #[arg(long, env = "COC_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Clan to request; by default a search finds one.
    #[arg(long, value_name = "TAG")]
    clan: Option<ClanTag>,
    /// Player to request; by default a member of the clan.
    #[arg(long, value_name = "TAG")]
    player: Option<PlayerTag>,
    /// Time limit of one request in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Requests per second; by default as many as the API allows; 0 means no limit.
    #[arg(long, value_name = "NUMBER")]
    rate: Option<u32>,
    /// Print one JSON document instead of a table.
    #[arg(long)]
    json: bool,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = if let Some(shell) = arguments.completions {
        complete(shell)
    } else {
        match client(&arguments) {
            Ok(client) => run(client, &arguments).await,
            Err(error) => {
                anstream::eprintln!("doctor: {error}");
                return ExitCode::from(2);
            }
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader closed the pipe, as `doctor | head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            anstream::eprintln!("doctor: cannot write: {error}");
            ExitCode::FAILURE
        }
    }
}

fn complete(shell: Shell) -> io::Result<bool> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "doctor", &mut script);
    io::stdout().write_all(&script)?;
    Ok(true)
}

fn client(arguments: &Arguments) -> Result<Client, Error> {
    let timeout = Duration::from_secs(arguments.timeout);
    // Every route is called once, and its response is shown instead of retried.
    let base_url = if arguments.base_url.is_empty() { BaseUrl::OFFICIAL } else { &arguments.base_url };
    let mut builder = coc_transport_native::builder()?
        .base_url(base_url)
        .timeout(timeout)
        .retry(Retry::never().max_delay(Duration::ZERO))
        .no_cache();
    if let Some(rate) = arguments.rate {
        builder = builder.rate_limit(RateLimit::per_second(rate));
    }
    if let Some(token) = arguments.token.as_deref().filter(|token| !token.is_empty()) {
        return builder.token(token).build();
    }
    // A proxy may hold the token.
    let client = builder.build()?;
    if client.base_url().is_official() {
        let message =
            "the official API requires a key: set COC_TOKEN to one from https://developer.clashofclans.com";
        return Err(Error::with_message(ErrorKind::Credentials, message));
    }
    Ok(client)
}

/// Calls all routes. Returns whether nothing is wrong, as the summary defines it.
async fn run(client: Client, arguments: &Arguments) -> io::Result<bool> {
    let base_url = client.base_url().to_string();
    let mut out = anstream::stdout();
    let mut written = Ok(());
    let mut each = |finding: &Finding| {
        if !arguments.json && written.is_ok() {
            written = table::row(&mut out, finding);
        }
    };
    let mut examiner = Examiner::new(client, &mut each);
    tour::tour(&mut examiner, arguments.clan, arguments.player).await;
    let findings = examiner.finish();
    written?;

    let summary = Summary::of(&findings);
    if arguments.json {
        writeln!(out, "{:#}", document::document(&base_url, &findings, &summary))?;
    } else {
        table::summary(&mut out, &summary)?;
    }
    Ok(summary.is_well())
}
