//! Command-line flags and environment variables, which make [`Settings`]. For secrets see
//! `secrets.rs`.

use std::{error::Error, net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, ValueEnum, value_parser};
use clap_complete::Shell;
use coc_transport_native::coc_core::{BaseUrl, RateLimit};
use http::HeaderValue;
use proxy::{Folder, Origins, Rate, Settings, TrustedProxies};
use tracing_subscriber::filter::Targets;

use crate::secrets;

/// A caching proxy in front of the Clash of Clans API: for web pages, and for many programs behind
/// one set of keys.
///
/// Any client of the API can use it, with `http://ADDRESS/v1` as its base URL.
#[derive(Parser)]
#[command(version, after_help = secrets::HELP)]
pub(crate) struct Arguments {
    /// Starts a simulator of the API and serves the example page of the checkout that it runs in,
    /// so that no key is needed.
    #[arg(long)]
    pub(crate) demo: bool,
    /// TOML file with settings, named as the flags; flags and environment take precedence.
    #[arg(long, env = "COC_PROXY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address to listen on; port 0 picks a free port.
    #[arg(long, env = "COC_PROXY_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Accepts every client even on an address that other machines can reach, without client keys.
    #[arg(long, env = "COC_PROXY_OPEN")]
    open: bool,
    /// Serves the files of a folder at /, or below a path; can be repeated.
    #[arg(long, env = "COC_PROXY_WEB", value_name = "[/PATH=]DIR", value_delimiter = ',')]
    pub(crate) web: Vec<Folder>,
    /// Content-Security-Policy of these files, if the page needs more than its own origin.
    #[arg(long, env = "COC_PROXY_CONTENT_SECURITY_POLICY", value_name = "POLICY")]
    content_security_policy: Option<HeaderValue>,
    /// Log filter: a level, or levels by target; `info,proxy::access=debug` logs every request.
    #[arg(long, env = "COC_PROXY_LOG", value_name = "FILTER", default_value = "info")]
    pub(crate) log: Targets,
    /// Format of the log, one line for each event.
    #[arg(long, env = "COC_PROXY_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
    /// Prints a completion script for a shell, and exits.
    #[arg(long, value_name = "SHELL")]
    pub(crate) completions: Option<Shell>,
    #[command(flatten, next_help_heading = "The API")]
    pub(crate) api: Api,
    #[command(flatten, next_help_heading = "Clients")]
    pub(crate) clients: Clients,
    #[command(flatten, next_help_heading = "Cache")]
    cache: CacheOptions,
}

/// A format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// The upstream API and its credentials.
#[derive(Args)]
pub(crate) struct Api {
    /// Base URL of the API.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL", default_value = BaseUrl::OFFICIAL)]
    base_url: String,
    /// File with API keys, one per line.
    #[arg(long, env = "COC_TOKENS_FILE", value_name = "FILE")]
    pub(crate) tokens_file: Option<PathBuf>,
    /// Name that marks an account's keys as this proxy's own; use a different name on each machine.
    #[arg(long, env = "COC_KEY_NAME", value_name = "NAME", default_value = "coc-proxy")]
    pub(crate) key_name: String,
    /// Number of the account's keys to use, 1 to 10.
    #[arg(long, env = "COC_KEY_COUNT", value_name = "N", default_value_t = 1)]
    pub(crate) key_count: usize,
    /// File that stores the account's keys between runs.
    #[arg(long, env = "COC_KEY_FILE", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// URL of the developer portal, if not the official one.
    #[arg(long, env = "COC_PORTAL_URL", value_name = "URL")]
    pub(crate) portal_url: Option<String>,
    /// Requests per second to the API with each key: a number, 0 for no limit, or a range within
    /// which the rate adapts to what the API accepts [default: 10-30].
    #[arg(long, env = "COC_PROXY_UPSTREAM_RATE", value_name = "N|N-N", value_parser = upstream_rate)]
    upstream_rate: Option<RateLimit>,
    /// Maximum number of requests in flight to the API; further ones wait for their client's turn.
    #[arg(long, env = "COC_PROXY_IN_FLIGHT", value_name = "N", default_value_t = 32)]
    in_flight: usize,
    /// Time limit of one request to the API, in seconds.
    #[arg(long, env = "COC_PROXY_TIMEOUT", value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Time limit of a client's request in seconds, including waiting and retries.
    #[arg(long, env = "COC_PROXY_DEADLINE", value_name = "SECONDS", default_value_t = 20, value_parser = value_parser!(u64).range(1..=3_600))]
    deadline: u64,
    /// Maximum number of attempts for a request that fails with a temporary error.
    #[arg(long, env = "COC_PROXY_ATTEMPTS", value_name = "N", default_value_t = 2, value_parser = value_parser!(u32).range(1..=10))]
    attempts: u32,
    /// Forwards the verification of player tokens, the only POST route.
    #[arg(long, env = "COC_PROXY_VERIFY_TOKEN")]
    verify_token: bool,
}

/// Access control and limits for clients.
#[derive(Args)]
pub(crate) struct Clients {
    /// File with keys that clients must present, one per line.
    #[arg(long, env = "COC_PROXY_CLIENT_KEYS_FILE", value_name = "FILE")]
    pub(crate) client_keys_file: Option<PathBuf>,
    /// Web origins that may send requests, as `https://clan.example,https://b.example`; `*` is all.
    #[arg(
        long,
        env = "COC_PROXY_ALLOW_ORIGIN",
        value_name = "ORIGINS",
        default_value = "",
        hide_default_value = true
    )]
    allow_origin: Origins,
    /// Host names to accept in addition to this machine's, separated by commas.
    #[arg(long, env = "COC_PROXY_ALLOW_HOST", value_name = "NAMES", value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Addresses or networks of proxies in front, as `10.0.0.0/8,192.0.2.7`, whose X-Forwarded-For
    /// is trusted; without a value, those on this machine.
    #[arg(
        long,
        env = "COC_PROXY_BEHIND_PROXY",
        value_name = "NETWORKS",
        default_value = "",
        hide_default_value = true,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "127.0.0.0/8,::1"
    )]
    behind_proxy: TrustedProxies,
    /// Requests per second for each client key or, without keys, address; 0 means no limit.
    #[arg(long, env = "COC_PROXY_RATE", value_name = "N", default_value_t = 50)]
    rate: u32,
    /// Requests that one client may send at once after a pause.
    #[arg(long, env = "COC_PROXY_BURST", value_name = "N", default_value_t = 200, value_parser = value_parser!(u32).range(1..))]
    burst: u32,
    /// Maximum number of requests in flight to the API for one client.
    #[arg(long, env = "COC_PROXY_CLIENT_IN_FLIGHT", value_name = "N", default_value_t = 16)]
    client_in_flight: usize,
    /// Maximum number of open connections; requests on further ones get 429, except for health.
    #[arg(long, env = "COC_PROXY_MAX_CONNECTIONS", value_name = "N", default_value_t = 2_048)]
    pub(crate) max_connections: usize,
    /// Maximum number of open connections of one address, unless it is a trusted proxy's.
    #[arg(long, env = "COC_PROXY_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = 256)]
    connections_per_address: usize,
    /// Seconds that a client may take to send a request head, or stay idle.
    #[arg(long, env = "COC_PROXY_HEAD_TIMEOUT", value_name = "SECONDS", default_value_t = 15, value_parser = value_parser!(u64).range(1..=3_600))]
    head_timeout: u64,
    /// Seconds that a client may take to receive a response.
    #[arg(long, env = "COC_PROXY_WRITE_TIMEOUT", value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u64).range(1..=3_600))]
    write_timeout: u64,
    /// Seconds that requests in flight have to finish after a stop signal.
    #[arg(long, env = "COC_PROXY_GRACE", value_name = "SECONDS", default_value_t = 10)]
    grace: u64,
}

/// The response cache.
#[derive(Args)]
struct CacheOptions {
    /// Cache size in MiB.
    #[arg(long, env = "COC_PROXY_CACHE", value_name = "MIB", default_value_t = 24, value_parser = value_parser!(u64).range(1..=1_048_576))]
    cache: u64,
    /// Seconds to serve an expired response while the API is unavailable; 0 means never.
    #[arg(long, env = "COC_PROXY_STALE", value_name = "SECONDS", default_value_t = 3_600)]
    stale: u64,
    /// Seconds for which "not found" and "the war log is private" are cached.
    #[arg(long, env = "COC_PROXY_NEGATIVE", value_name = "SECONDS", default_value_t = 60)]
    negative: u64,
}

impl Arguments {
    /// Combines flags, environment and files.
    pub(crate) fn settings(&self) -> Result<Settings, Box<dyn Error>> {
        Ok(Settings {
            base_url: self.api.base_url.clone(),
            credentials: secrets::credentials(&self.api)?,
            client_keys: secrets::client_keys(self.clients.client_keys_file.as_deref())?,
            ..self.without_secrets()
        })
    }

    fn with_policy(&self) -> Settings {
        let default = Settings::default();
        let own = self.content_security_policy.clone();
        Settings {
            content_security_policy: own.unwrap_or(default.content_security_policy.clone()),
            ..default
        }
    }

    /// The settings of the flags alone, without any key.
    pub(crate) fn without_secrets(&self) -> Settings {
        let Self { api, clients, cache, .. } = self;
        Settings {
            listen: self.listen,
            open: self.open,
            origins: clients.allow_origin.clone(),
            hosts: clients.allow_host.clone(),
            trusted_proxies: clients.behind_proxy.clone(),
            verify_token: api.verify_token,
            rate: (clients.rate > 0).then_some(Rate { per_second: clients.rate, burst: clients.burst }),
            upstream_rate: api.upstream_rate.unwrap_or_default(),
            in_flight: api.in_flight,
            client_in_flight: clients.client_in_flight,
            cache_bytes: cache.cache << 20,
            stale: Duration::from_secs(cache.stale),
            negative: Duration::from_secs(cache.negative),
            timeout: Duration::from_secs(api.timeout),
            deadline: Duration::from_secs(api.deadline),
            attempts: api.attempts,
            max_connections: clients.max_connections,
            connections_per_address: clients.connections_per_address,
            head_timeout: Duration::from_secs(clients.head_timeout),
            write_timeout: Duration::from_secs(clients.write_timeout),
            grace: Duration::from_secs(clients.grace),
            folders: self.web.clone(),
            ..self.with_policy()
        }
    }
}

/// Reads a fixed rate or a range.
fn upstream_rate(text: &str) -> Result<RateLimit, String> {
    let rate = |text: &str| text.trim().parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.0);
    let invalid = || "write a number of requests per second, as 15 or 0.5, or a range, as 10-30".to_owned();
    let Some((start, highest)) = text.split_once('-') else {
        return rate(text).map(RateLimit::per_second).ok_or_else(invalid);
    };
    let (start, highest) = rate(start).zip(rate(highest)).ok_or_else(invalid)?;
    if start == 0.0 {
        return Err("a range must start above 0; write 0 alone for no limit".to_owned());
    }
    if start > highest {
        return Err(format!("a range must not start above its end; write {highest}-{start}"));
    }
    Ok(RateLimit::adaptive(start..=highest))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_are_well_formed_and_none_takes_a_secret() {
        let command = Arguments::command();
        command.clone().debug_assert();
        let harmless =
            ["tokens_file", "client_keys_file", "key_file", "key_name", "key_count", "verify_token"];
        for flag in command.get_arguments() {
            let name = flag.get_id().as_str();
            let names_a_secret = ["token", "key", "password", "email"].iter().any(|word| name.contains(word));
            assert!(!names_a_secret || harmless.contains(&name), "{name}");
        }
    }

    #[test]
    fn the_upstream_rate_is_fixed_or_a_range_and_anything_else_says_what_to_write() {
        for (text, limit) in [
            ("15", RateLimit::per_second(15)),
            ("0.5", RateLimit::per_second(0.5)),
            ("0", RateLimit::none()),
            ("20-60", RateLimit::adaptive(20.0..=60.0)),
            ("0.5 - 2", RateLimit::adaptive(0.5..=2.0)),
            ("30-30", RateLimit::adaptive(30.0..=30.0)),
        ] {
            assert_eq!(upstream_rate(text), Ok(limit), "{text}");
        }
        for text in
            ["", "fast", "NaN", "inf", "-1", "10-", "-", "10--30", "10-inf", "NaN-30", "1-2-3", "10,30"]
        {
            let error = upstream_rate(text).unwrap_err();
            assert!(error.contains("as 15 or 0.5, or a range, as 10-30"), "{text}: {error}");
        }
        assert!(upstream_rate("30-10").unwrap_err().contains("write 10-30"));
        assert!(upstream_rate("0-30").unwrap_err().contains("above 0"));
    }

    #[test]
    fn the_defaults_of_the_flags_are_those_of_the_library() {
        let flags = Arguments::parse_from(["proxy"]).without_secrets();
        assert_eq!(format!("{flags:?}"), format!("{:?}", Settings::default()));
    }
}
