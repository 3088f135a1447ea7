//! Flags, their twins in the environment, and files with secrets, made into [`Settings`].

use std::{
    env,
    error::Error,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Parser, value_parser};
use coc_transport_native::{coc_core::BaseUrl, models::Secret};
use proxy::{ClientKeys, Credentials, Folder, Origins, Rate, Settings};
use tracing_subscriber::filter::Targets;

/// What is in the environment and in no flag, since other users see the flags of a program.
const SECRETS: &str = "\
Secrets are read from the environment or from files, and never from flags:
  COC_TOKEN                the key of the API to use
  COC_TOKENS               several of them, between commas
  --tokens-file FILE       the same, one a line
  COC_PROXY_CLIENT_KEYS    keys that clients of this proxy must present, between commas, as KEY or NAME:KEY
  --client-keys-file FILE  the same, one a line
An empty variable counts as none.";

/// A caching proxy in front of the Clash of Clans API: for web pages, and for many programs behind one set of keys.
///
/// Any client of the API can use it, with `http://ADDRESS/v1` as its base URL.
#[derive(Parser)]
#[command(version, after_help = SECRETS)]
#[allow(clippy::struct_excessive_bools, reason = "a flag that is there or not is a bool")]
pub(crate) struct Arguments {
    /// Starts a simulator of the API and serves the example page, so that there is something to see without any key.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "COC_PROXY_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Serves everybody even on an address that others can reach, without client keys.
    #[arg(long, env = "COC_PROXY_OPEN")]
    open: bool,
    /// Serves the files of a folder at /, or below a path; may be given several times.
    #[arg(long, env = "COC_PROXY_WEB", value_name = "[/PATH=]DIR", value_delimiter = ',')]
    pub(crate) web: Vec<Folder>,
    /// What to log: a level, and levels of parts, as in `info,proxy::access=debug`, which logs every request.
    #[arg(long, env = "COC_PROXY_LOG", value_name = "FILTER", default_value = "info")]
    pub(crate) log: Targets,

    /// Where the API is.
    #[arg(long, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL", default_value = BaseUrl::OFFICIAL, help_heading = "The API")]
    base_url: String,
    /// A file with keys of the API, one a line.
    #[arg(long, env = "COC_TOKENS_FILE", value_name = "FILE", help_heading = "The API")]
    tokens_file: Option<PathBuf>,
    /// Requests a second to the API with each key; 0 is no limit.
    #[arg(
        long,
        env = "COC_PROXY_UPSTREAM_RATE",
        value_name = "N",
        default_value_t = 10,
        help_heading = "The API"
    )]
    upstream_rate: u32,
    /// Seconds that one request to the API may take.
    #[arg(long, env = "COC_PROXY_TIMEOUT", value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(1..=600), help_heading = "The API")]
    timeout: u64,
    /// Seconds that a client waits at most, for its turn and for retries, too.
    #[arg(long, env = "COC_PROXY_DEADLINE", value_name = "SECONDS", default_value_t = 20, value_parser = value_parser!(u64).range(1..=3_600), help_heading = "The API")]
    deadline: u64,
    /// Times that a request is sent at most, if it fails in a way that passes.
    #[arg(long, env = "COC_PROXY_ATTEMPTS", value_name = "N", default_value_t = 2, value_parser = value_parser!(u32).range(1..=10), help_heading = "The API")]
    attempts: u32,
    /// Passes the verification of players' tokens on, the only route that posts.
    #[arg(long, env = "COC_PROXY_VERIFY_TOKEN", help_heading = "The API")]
    verify_token: bool,

    /// A file with keys that clients must present, one a line.
    #[arg(long, env = "COC_PROXY_CLIENT_KEYS_FILE", value_name = "FILE", help_heading = "Clients")]
    client_keys_file: Option<PathBuf>,
    /// Web pages that may ask, as `https://clan.example`, between commas; `*` is all.
    #[arg(
        long,
        env = "COC_PROXY_ALLOW_ORIGIN",
        value_name = "ORIGINS",
        default_value = "",
        hide_default_value = true,
        help_heading = "Clients"
    )]
    allow_origin: Origins,
    /// Names that the proxy goes by, between commas, beside those of this machine.
    #[arg(
        long,
        env = "COC_PROXY_ALLOW_HOST",
        value_name = "NAMES",
        value_delimiter = ',',
        help_heading = "Clients"
    )]
    allow_host: Vec<String>,
    /// Takes the address of a client from X-Forwarded-For, which a proxy in front must set.
    #[arg(long, env = "COC_PROXY_BEHIND_PROXY", help_heading = "Clients")]
    behind_proxy: bool,
    /// Requests a second for each client key or, without keys, for each address; 0 is no limit.
    #[arg(long, env = "COC_PROXY_RATE", value_name = "N", default_value_t = 50, help_heading = "Clients")]
    rate: u32,
    /// Requests that one client may make at once after a pause.
    #[arg(long, env = "COC_PROXY_BURST", value_name = "N", default_value_t = 200, value_parser = value_parser!(u32).range(1..), help_heading = "Clients")]
    burst: u32,
    /// Connections that are served at once; others wait.
    #[arg(
        long,
        env = "COC_PROXY_MAX_CONNECTIONS",
        value_name = "N",
        default_value_t = 2_048,
        help_heading = "Clients"
    )]
    max_connections: usize,
    /// Seconds that a client may take to send a request, or stay idle.
    #[arg(long, env = "COC_PROXY_HEAD_TIMEOUT", value_name = "SECONDS", default_value_t = 15, value_parser = value_parser!(u64).range(1..=3_600), help_heading = "Clients")]
    head_timeout: u64,
    /// Seconds that requests under way have to end when the proxy is told to stop.
    #[arg(
        long,
        env = "COC_PROXY_GRACE",
        value_name = "SECONDS",
        default_value_t = 10,
        help_heading = "Clients"
    )]
    grace: u64,

    /// MiB that kept answers may take.
    #[arg(long, env = "COC_PROXY_CACHE", value_name = "MIB", default_value_t = 24, value_parser = value_parser!(u64).range(1..=1_048_576), help_heading = "Cache")]
    cache: u64,
    /// Seconds past its time that an answer is still given while the API cannot answer; 0 is never.
    #[arg(
        long,
        env = "COC_PROXY_STALE",
        value_name = "SECONDS",
        default_value_t = 3_600,
        help_heading = "Cache"
    )]
    stale: u64,
    /// Seconds that "not found" and "the war log is private" are kept.
    #[arg(
        long,
        env = "COC_PROXY_NEGATIVE",
        value_name = "SECONDS",
        default_value_t = 60,
        help_heading = "Cache"
    )]
    negative: u64,
}

impl Arguments {
    /// The settings that flags, environment and files give together.
    pub(crate) fn settings(&self) -> Result<Settings, Box<dyn Error>> {
        Ok(Settings {
            base_url: self.base_url.clone(),
            credentials: credentials(self.tokens_file.as_deref())?,
            client_keys: client_keys(self.client_keys_file.as_deref())?,
            ..self.without_secrets()
        })
    }

    /// What the flags alone give, for an API that needs no key.
    pub(crate) fn without_secrets(&self) -> Settings {
        Settings {
            listen: self.listen,
            open: self.open,
            origins: self.allow_origin.clone(),
            hosts: self.allow_host.clone(),
            behind_proxy: self.behind_proxy,
            verify_token: self.verify_token,
            rate: (self.rate > 0).then_some(Rate { per_second: self.rate, burst: self.burst }),
            upstream_rate: self.upstream_rate,
            cache_bytes: self.cache << 20,
            stale: Duration::from_secs(self.stale),
            negative: Duration::from_secs(self.negative),
            timeout: Duration::from_secs(self.timeout),
            deadline: Duration::from_secs(self.deadline),
            attempts: self.attempts,
            max_connections: self.max_connections,
            head_timeout: Duration::from_secs(self.head_timeout),
            grace: Duration::from_secs(self.grace),
            folders: self.web.clone(),
            ..Settings::default()
        }
    }
}

fn credentials(file: Option<&Path>) -> Result<Credentials, Box<dyn Error>> {
    let (named, text) = match file {
        Some(file) => (file.display().to_string(), Some(read(file)?)),
        None => ("COC_TOKEN".to_owned(), variable("COC_TOKENS").or_else(|| variable("COC_TOKEN"))),
    };
    let Some(text) = text else { return Ok(Credentials::None) };
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let tokens: Vec<Secret> = lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .map(Secret::from)
        .collect();
    if tokens.is_empty() {
        return Err(format!("{named}: there is no key in it").into());
    }
    Ok(Credentials::Tokens(tokens))
}

fn client_keys(file: Option<&Path>) -> Result<ClientKeys, Box<dyn Error>> {
    let (named, text) = match file {
        Some(file) => (file.display().to_string(), Some(read(file)?)),
        None => ("COC_PROXY_CLIENT_KEYS".to_owned(), variable("COC_PROXY_CLIENT_KEYS")),
    };
    let Some(text) = text else { return Ok(ClientKeys::default()) };
    text.parse().map_err(|error| format!("{named}: {error}").into())
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_are_well_formed_and_none_takes_a_secret() {
        let command = Arguments::command();
        command.clone().debug_assert();
        for flag in command.get_arguments() {
            let name = flag.get_id().as_str();
            let about_a_secret = ["token", "key", "password"].iter().any(|word| name.contains(word));
            assert!(!about_a_secret || name.ends_with("_file") || name == "verify_token", "{name}");
        }
    }

    #[test]
    fn the_defaults_of_the_flags_are_those_of_the_library() {
        let flags = Arguments::parse_from(["proxy"]).without_secrets();
        assert_eq!(format!("{flags:?}"), format!("{:?}", Settings::default()));
    }
}
