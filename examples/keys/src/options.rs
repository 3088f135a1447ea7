//! The command line.

use std::{net::IpAddr, path::PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand, error::ErrorKind, value_parser};
use clap_complete::Shell;

/// Manages the keys of a Clash of Clans developer account.
///
/// Email and password are read from `COC_EMAIL` and `COC_PASSWORD`; the program prompts for a
/// missing one. Keys with exactly our name are managed; keys with another name are never touched.
///
/// Exit codes: 0 success, 1 the goal cannot be reached, 2 invalid arguments or settings, 3 wrong
/// email or password, 4 the portal or the API failed and a later run may succeed, 5 the key file
/// cannot be used.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
    /// Prints a completion script for a shell, and exits.
    #[arg(long, value_name = "SHELL")]
    completions: Option<Shell>,
}

/// The command with its options.
pub(crate) struct Arguments {
    pub(crate) command: Command,
    pub(crate) options: Options,
}

/// The request of the command line.
pub(crate) enum Request {
    Run(Arguments),
    /// Print this completion script.
    Complete(Vec<u8>),
}

impl Request {
    /// Parses the command line. Exits with the message if it is wrong, and after `--help`.
    pub(crate) fn parse() -> Self {
        let CommandLine { command, options, completions } = CommandLine::parse();
        if let Some(shell) = completions {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut CommandLine::command(), "keys", &mut script);
            return Self::Complete(script);
        }
        let missing = || {
            let message = "a command is required: list, plan, ensure, rotate or revoke-stale";
            CommandLine::command().error(ErrorKind::MissingSubcommand, message).exit()
        };
        Self::Run(Arguments { command: command.unwrap_or_else(missing), options })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Lists all keys of the account, ours and others.
    List,
    /// Prints the steps of `ensure` and their reasons, and changes nothing.
    Plan,
    /// Creates keys until there are as many valid ones as wanted, and revokes those that they
    /// replace, and other stale ones if there is no free slot.
    Ensure {
        /// Prints the tokens of the keys to standard output, one per line, and all else to standard
        /// error.
        #[arg(long, conflicts_with = "dry_run")]
        show_tokens: bool,
    },
    /// Replaces all of our keys with new ones.
    Rotate,
    /// Revokes our keys that are not valid from this address.
    RevokeStale,
}

impl Command {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Plan => "plan",
            Self::Ensure { .. } => "ensure",
            Self::Rotate => "rotate",
            Self::RevokeStale => "revoke-stale",
        }
    }
}

#[derive(Args)]
pub(crate) struct Options {
    /// Prints the plan, and changes nothing.
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// Prints one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// URL of the developer portal [default: the official one].
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) portal_url: Option<String>,
    /// Base URL of the API, where each key is checked with one call [default: the official one, if
    /// the portal is].
    #[arg(long, global = true, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Name of our keys [default: coc-rs- and the machine's name].
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) key_name: Option<String>,
    /// Number of wanted keys, 1 to 10 [default: 1].
    #[arg(long, global = true, value_name = "N", value_parser = value_parser!(u8).range(1..=10))]
    pub(crate) key_count: Option<u8>,
    /// Key file to share with other runs and programs.
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    /// IP address that keys must be valid for [default: the one the portal sees].
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) ip: Option<IpAddr>,
    /// Believes the API at `--base-url` about the address that it names when it rejects a key, like
    /// the official one.
    #[arg(long, global = true)]
    pub(crate) trust_reported_ip: bool,
}
