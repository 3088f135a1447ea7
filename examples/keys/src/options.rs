//! What can be said on the command line.

use std::{net::IpAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, value_parser};

/// Looks after the keys of a Clash of Clans developer account.
///
/// Email and password come from `COC_EMAIL` and `COC_PASSWORD`; what is missing is asked for at the terminal. Keys are ours if they have
/// exactly our name; those with another name are never touched.
///
/// Exits with 0 if all is as wanted, 1 if that cannot be reached, 2 if it was called wrongly, 3 if email or password are wrong, 4 if
/// the portal or the API failed and the same may succeed later, 5 if the key file is refused.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) options: Options,
}

#[derive(Clone, Copy, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Lists all keys of the account, ours and others.
    List,
    /// Says what `ensure` would do, and why.
    Plan,
    /// Sees to it that there are as many keys of ours as wanted that may be used from here.
    Ensure {
        /// Prints the keys themselves to standard output, one per line, and all else to standard error.
        #[arg(long, conflicts_with = "dry_run")]
        show_tokens: bool,
    },
    /// Replaces all of our keys with new ones.
    Rotate,
    /// Revokes those of our keys that may not be used from here.
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
    /// Says what would be done, and changes nothing.
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// Prints one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Where the developer portal is [default: the official one].
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) portal_url: Option<String>,
    /// Where the API is, at which each key is tried with one small call [default: the official one, if the portal is].
    #[arg(long, global = true, env = "COC_BASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// The name by which keys are ours [default: the library's].
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) key_name: Option<String>,
    /// How many keys are wanted, 1 to 10 [default: 1].
    #[arg(long, global = true, value_name = "N", value_parser = value_parser!(u8).range(1..=10))]
    pub(crate) key_count: Option<u8>,
    /// A key file to share with other runs and programs.
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    /// The address that keys are to be good for [default: the one the portal sees].
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) ip: Option<IpAddr>,
}
