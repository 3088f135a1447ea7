//! Secrets, which are read from the environment or from files and never from flags, since other
//! users of a machine can see a program's flags.

use std::{env, error::Error, fs, path::Path};

use coc_transport_native::models::Secret;
use proxy::{ClientKeys, Credentials};

use crate::arguments::Api;

/// The end of the `--help` output.
pub(crate) const HELP: &str = "\
Secrets are read from the environment or from files, and never from flags:
  COC_TOKEN                  API key to use
  COC_TOKENS                 several API keys, separated by commas
  --tokens-file FILE         file with API keys, one per line
  COC_EMAIL, COC_PASSWORD    developer portal account, in place of keys: the proxy creates and renews its own keys
  COC_PROXY_CLIENT_KEYS      keys that clients of this proxy must present, separated by commas, as KEY or NAME:KEY
  --client-keys-file FILE    file with such keys, one per line
An empty variable is ignored.";

/// Reads the credentials for the API.
pub(crate) fn credentials(api: &Api) -> Result<Credentials, Box<dyn Error>> {
    let tokens = match &api.tokens_file {
        Some(file) => Some((file.display().to_string(), read(file)?)),
        None => {
            ["COC_TOKENS", "COC_TOKEN"].into_iter().find_map(|name| Some((name.to_owned(), variable(name)?)))
        }
    };
    match (tokens, variable("COC_EMAIL"), variable("COC_PASSWORD")) {
        (None, None, None) => Ok(Credentials::None),
        (Some((named, text)), None, None) => {
            tokens_in(&text).ok_or_else(|| format!("{named} contains no API key").into())
        }
        (None, Some(email), Some(password)) => account(api, email, password),
        (None, ..) => {
            Err("an account needs an email and a password: set both COC_EMAIL and COC_PASSWORD".into())
        }
        (Some((named, _)), ..) => {
            Err(format!("both API keys (from {named}) and an account are set: set one of the two").into())
        }
    }
}

fn tokens_in(text: &str) -> Option<Credentials> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let tokens = lines.flat_map(|line| line.split(',')).map(str::trim).filter(|token| !token.is_empty());
    let tokens: Vec<Secret> = tokens.map(Secret::from).collect();
    (!tokens.is_empty()).then_some(Credentials::Tokens(tokens))
}

fn account(api: &Api, email: String, password: String) -> Result<Credentials, Box<dyn Error>> {
    let mut builder =
        coc_keys::builder()?.account(email, password).key_name(&api.key_name).key_count(api.key_count);
    if let Some(url) = &api.portal_url {
        builder = builder.portal_url(url);
    }
    if let Some(file) = &api.key_file {
        builder = builder.path(file);
    }
    Ok(Credentials::Keys(builder.build()?))
}

/// Reads the keys that clients must present, if any are set.
pub(crate) fn client_keys(file: Option<&Path>) -> Result<ClientKeys, Box<dyn Error>> {
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
