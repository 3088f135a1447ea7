//! Runs a command.

use coc_keys::{Builder, CallError, Error, ErrorKind, Goal, Key, Keys, Plan};
use coc_transport_native::{
    NativeTransport, TokioClock,
    coc_core::{BaseUrl, Credentials as _, Token, TokenRejection},
};
use secrecy::ExposeSecret as _;

use crate::{
    check::{Api, KeyCheck},
    credentials::Account,
    failure::Failure,
    options::{Arguments, Command, Options},
    report::{CheckedKey, Report},
};

/// The most plans of one run. A plan is outdated if another process changes the account in the
/// meantime.
const MAX_PLANS: u32 = 3;
/// The most replacements of rejected keys: one for each of ten keys.
const MAX_REPLACEMENTS: u32 = 10;

pub(crate) async fn run(arguments: &Arguments) -> Result<Report, Failure> {
    let Arguments { command, options } = arguments;
    let (transport, clock, url) = (transport()?, TokioClock::new(), api(options)?);
    let keys = keys(Keys::builder(transport.clone(), clock), options, Account::find()?)?;
    let api = url.map(|url| Api { transport, clock, url });
    let dry_run = options.dry_run || matches!(command, Command::List | Command::Plan);
    let (plan, held) = match command {
        Command::List => (None, keys.list().await?),
        Command::Plan => (Some(keys.plan().await?), Vec::new()),
        Command::Ensure { .. } | Command::Rotate | Command::RevokeStale if dry_run => {
            (Some(keys.plan_for(goal(*command)).await?), Vec::new())
        }
        Command::Ensure { .. } => ensure(&keys).await?,
        Command::Rotate | Command::RevokeStale => {
            let plan = keys.plan_for(goal(*command)).await?;
            let held = keys.apply(&plan).await?;
            (Some(plan), held)
        }
    };
    let (keys, replaced) = match api.filter(|_| !dry_run) {
        Some(api) => checked(&keys, held, &api).await?,
        None => (held.into_iter().map(|key| CheckedKey { key, check: None }).collect(), false),
    };
    let show_tokens = matches!(command, Command::Ensure { show_tokens: true });
    Ok(Report { command: *command, dry_run, plan, keys, replaced, show_tokens })
}

fn goal(command: Command) -> Goal {
    match command {
        Command::List | Command::Plan | Command::Ensure { .. } => Goal::Ensure,
        Command::Rotate => Goal::Rotate,
        Command::RevokeStale => Goal::RevokeStale,
    }
}

/// The API that checks keys: the official one, but only `--base-url` if `--portal-url` is set.
fn api(options: &Options) -> Result<Option<BaseUrl>, Failure> {
    let url: BaseUrl = match (&options.base_url, &options.portal_url) {
        (Some(url), _) => url.parse()?,
        (None, None) => BaseUrl::official(),
        (None, Some(_)) => return Ok(None),
    };
    if url.as_str().starts_with("http://") && !url.is_loopback() {
        let message = "base URL: plain http to another machine can be read on the way; use https";
        return Err(Failure::usage(message));
    }
    Ok(Some(url))
}

/// The transport to the portal and the API.
fn transport() -> Result<NativeTransport, Failure> {
    NativeTransport::new().map_err(|error| CallError::from(error).into())
}

fn keys(builder: Builder, options: &Options, account: Account) -> Result<Keys, Failure> {
    let Options { portal_url, key_name, key_count, file, ip, trust_reported_ip, .. } = options;
    let mut builder = builder.account(account.email, account.password);
    if let Some(url) = portal_url {
        builder = builder.portal_url(url);
    }
    if let Some(name) = key_name {
        builder = builder.key_name(name);
    }
    if let Some(count) = key_count {
        builder = builder.key_count(usize::from(*count));
    }
    if let Some(path) = file {
        builder = builder.path(path);
    }
    if let Some(ip) = ip {
        builder = builder.ip(*ip);
    }
    if *trust_reported_ip {
        builder = builder.trust_reported_ip();
    }
    Ok(builder.build()?)
}

/// Returns keys from the key file if there are enough, otherwise the plan that was carried out and
/// its keys.
async fn ensure(keys: &Keys) -> Result<(Option<Plan>, Vec<Key>), Error> {
    let mut plans = 1;
    loop {
        // After an outdated plan, the other process has stored its keys in the file, and no further
        // login is needed.
        if let Some(known) = keys.known().await? {
            return Ok((None, known));
        }
        let plan = keys.plan().await?;
        match keys.apply(&plan).await {
            Err(error) if error.kind() == ErrorKind::PlanOutdated && plans < MAX_PLANS => plans += 1,
            applied => return applied.map(|held| (Some(plan), held)),
        }
    }
}

/// Checks the keys with the API, replaces rejected ones and checks the new ones. Returns whether
/// there was a rejected one.
async fn checked(keys: &Keys, held: Vec<Key>, api: &Api) -> Result<(Vec<CheckedKey>, bool), Failure> {
    let (mut checked, mut replaced) = (Vec::new(), false);
    for key in held {
        checked.push(CheckedKey::of(key, api).await?);
    }
    for _ in 0..MAX_REPLACEMENTS {
        let rejected = checked.iter().find_map(|checked| match &checked.check {
            Some(KeyCheck::Invalid(error)) => Some((checked.key.token(), error.clone())),
            _ => None,
        });
        let Some((token, error)) = rejected else { break };
        let token = Token::new(token.expose_secret())?.id();
        let mut rejected = TokenRejection::new(keys.tokens().await?, token, error);
        rejected.official = api.url.is_official();
        if !keys.reject(&rejected).await? {
            break;
        }
        replaced = true;
        let mut before = std::mem::take(&mut checked);
        for key in keys.ensure().await? {
            match before.iter().position(|checked| checked.key.id == key.id) {
                Some(at) => checked.push(before.swap_remove(at)),
                None => checked.push(CheckedKey::of(key, api).await?),
            }
        }
    }
    Ok((checked, replaced))
}

impl CheckedKey {
    async fn of(key: Key, api: &Api) -> Result<Self, Failure> {
        let check = Some(api.check(key.token()).await?);
        Ok(Self { key, check })
    }
}
