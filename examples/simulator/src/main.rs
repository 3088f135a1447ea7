//! The simulator as a program: starts a server on loopback and runs until it is told to stop.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use simulator::Simulator;

/// A faithful stand-in for the Clash of Clans API and its developer portal, on loopback.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The address to listen on; it must be a loopback address.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The world's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many clans the world has.
    #[arg(long, default_value_t = 200)]
    clans: u32,
    /// Requests per second and token before 429; 0 is no limit.
    #[arg(long, default_value_t = 0.0)]
    rate: f64,
    /// Milliseconds before every answer.
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// World seconds per real second; 0 stops the world.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Sprinkle unknown fields, new enum values and missing optional fields over all payloads.
    #[arg(long)]
    drift: bool,
    /// Send `Retry-After` with 429, which the real API does not.
    #[arg(long)]
    retry_after: bool,
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
    let simulator = Simulator::builder()
        .host(options.host)
        .port(options.port)
        .seed(options.seed)
        .clans(options.clans)
        .rate(options.rate)
        .latency(Duration::from_millis(options.latency))
        .speed(options.speed)
        .drift(options.drift)
        .retry_after(options.retry_after)
        .start()
        .await?;
    // Whoever reads the announcement may stop the program at once.
    let stop = Stop::new()?;
    announce(&simulator)?;
    stop.told().await;
    simulator.stop().await;
    Ok(())
}

/// Says where everything is, one `name=value` per line, for people and for scripts that wait for it.
fn announce(simulator: &Simulator) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "base-url={}", simulator.base_url())?;
    writeln!(out, "token={}", simulator.token())?;
    writeln!(out, "portal-url={}", simulator.portal_url())?;
    writeln!(out, "email={}", simulator.email())?;
    writeln!(out, "password={}", simulator.password())?;
    out.flush()
}

/// Waits for Ctrl-C or SIGTERM from the moment it is made.
#[cfg(unix)]
struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn told(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Waits for Ctrl-C from the moment it is made.
#[cfg(windows)]
struct Stop(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Stop {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn told(mut self) {
        self.0.recv().await;
    }
}
