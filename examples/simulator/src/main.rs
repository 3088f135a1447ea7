//! The command-line program: starts a server on loopback and serves until it is stopped.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, ValueEnum};
use clap_complete::Shell;
use simulator::world::{Scenario, SeasonIds};
use simulator::{MaxAge, Simulator};

/// A simulator of the Clash of Clans API and its developer portal, on loopback.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Port to listen on; 0 picks a free port.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Address to listen on; it must be a loopback address.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = loopback)]
    host: IpAddr,
    /// Seed of the simulated world.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of clans in the world.
    #[arg(long, default_value_t = 200)]
    clans: u32,
    /// Form of the ids of trophy seasons since 2025-10-06: dates until May 2026 and `v2-…` later, or
    /// the same form at all times.
    #[arg(long, value_enum, default_value = "by-date")]
    season_ids: SeasonIdsFlag,
    /// Requests per second and token before 429; 0 means no limit.
    #[arg(long, default_value_t = 0.0)]
    rate: f64,
    /// Latency of every response in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Simulated time at the start in Unix milliseconds; by default the present, or with
    /// `--speed 0` Saturday 2026-07-04 12:00 UTC.
    #[arg(long, value_name = "UNIX_MILLIS")]
    now: Option<i64>,
    /// Simulated seconds per real second; 0 stops the simulated clock.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Add unknown fields and new enum values to all payloads, and omit optional fields.
    #[arg(long)]
    drift: bool,
    /// Percentage of rival clans whose next war replaces an ended one within minutes.
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    immediate_searches: u8,
    /// Percentage of clans with a private war log; by default a third of the weaker ones.
    #[arg(long, value_name = "PERCENT")]
    private_logs: Option<u8>,
    /// Percentage of clans whose war log turns private for some hours every three days.
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    changing_logs: u8,
    /// Let clans and players often change settings, roles, names, labels and equipment.
    #[arg(long)]
    frequent_changes: bool,
    /// Clock that `max-age` follows: real time, or simulated time for clients whose clock shows it.
    #[arg(long, value_enum, default_value = "real")]
    max_age: MaxAgeFlag,
    /// Send `Retry-After` with 429, unlike the real API.
    #[arg(long)]
    retry_after: bool,
    /// Print a completion script for a shell, and exit.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

/// `--season-ids`
#[derive(Clone, Copy, ValueEnum)]
enum SeasonIdsFlag {
    ByDate,
    Dated,
    V2,
}

impl From<SeasonIdsFlag> for SeasonIds {
    fn from(flag: SeasonIdsFlag) -> Self {
        match flag {
            SeasonIdsFlag::ByDate => Self::ByDate,
            SeasonIdsFlag::Dated => Self::Dated,
            SeasonIdsFlag::V2 => Self::V2,
        }
    }
}

/// `--max-age`
#[derive(Clone, Copy, ValueEnum)]
enum MaxAgeFlag {
    Real,
    Simulated,
}

impl From<MaxAgeFlag> for MaxAge {
    fn from(flag: MaxAgeFlag) -> Self {
        match flag {
            MaxAgeFlag::Real => Self::Real,
            MaxAgeFlag::Simulated => Self::Simulated,
        }
    }
}

fn loopback(text: &str) -> Result<IpAddr, String> {
    let address: IpAddr = text.parse().map_err(|_| "not an IP address".to_owned())?;
    if address.is_loopback() { Ok(address) } else { Err("not a loopback address, as 127.0.0.1".to_owned()) }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> io::Result<()> {
    if let Some(shell) = options.completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Options::command(), "simulator", &mut script);
        return io::stdout().write_all(&script);
    }
    let mut builder = Simulator::builder();
    if let Some(now) = options.now {
        builder = builder.now(now);
    }
    let simulator = builder
        .host(options.host)
        .port(options.port)
        .seed(options.seed)
        .clans(options.clans)
        .season_ids(options.season_ids.into())
        .scenario(Scenario {
            immediate_searches: options.immediate_searches,
            private_logs: options.private_logs,
            changing_logs: options.changing_logs,
            frequent_changes: options.frequent_changes,
        })
        .rate(options.rate)
        .latency(Duration::from_millis(options.latency))
        .speed(options.speed)
        .drift(options.drift)
        .max_age(options.max_age.into())
        .retry_after(options.retry_after)
        .start()
        .await
        .map_err(advise)?;
    // Signal handlers come first: a script that reads the announcement may stop the program at
    // once.
    let stop = stop_signal()?;
    announce(&simulator)?;
    stop.await;
    simulator.stop().await;
    Ok(())
}

/// Adds to an error what to do about it.
fn advise(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => io::Error::new(
            error.kind(),
            format!("{error}; choose another port with --port, or 0 for a free one"),
        ),
        _ => error,
    }
}

/// Prints the addresses, credentials and tags to begin with, one `name=value` per line, for people
/// and for scripts.
fn announce(simulator: &Simulator) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "base-url={}", simulator.base_url())?;
    writeln!(out, "token={}", simulator.token())?;
    writeln!(out, "portal-url={}", simulator.portal_url())?;
    writeln!(out, "email={}", simulator.email())?;
    writeln!(out, "password={}", simulator.password())?;
    let samples = simulator.samples();
    writeln!(out, "clan={}", samples.clan)?;
    writeln!(out, "player={}", samples.player)?;
    writeln!(out, "player-token={}", samples.player_token)?;
    if let Some(war) = samples.war {
        writeln!(out, "war={war}")?;
    }
    out.flush()
}

/// Installs handlers for Ctrl-C and SIGTERM, and returns a future that completes on either.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Installs a handler for Ctrl-C, and returns a future that completes on it.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { _ = interrupt.recv().await })
}
