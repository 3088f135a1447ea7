//! Does what was asked.

use coc_keys::{Builder, CallError, Error, ErrorKind, Goal, Key, Keys, Plan};
use coc_transport_native::{
    NativeTransport, TokioClock,
    coc_core::{BaseUrl, Credentials as _, Token, TokenRejection},
};
use secrecy::ExposeSecret as _;

use crate::{
    check::{Api, Verdict},
    credentials::Account,
    failure::Failure,
    options::{Arguments, Command, Options},
    report::{Report, Tried},
};

/// How often a plan is made again because the account has changed in the meantime: another process does the same.
const PLANS: u32 = 3;
/// How often keys that the API refuses are replaced: each of ten once.
const REPLACEMENTS: u32 = 10;

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
        Some(api) => tried(&keys, held, &api).await?,
        None => (held.into_iter().map(|key| Tried { key, verdict: None }).collect(), false),
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

/// Where keys are tried: at the official API, but those of another portal only where that is said.
fn api(options: &Options) -> Result<Option<BaseUrl>, Failure> {
    let url: BaseUrl = match (&options.base_url, &options.portal_url) {
        (Some(url), _) => url.parse()?,
        (None, None) => BaseUrl::official(),
        (None, Some(_)) => return Ok(None),
    };
    if url.as_str().starts_with("http://") && !url.is_loopback() {
        let message =
            "base URL: keys that travel over plain http can be read by anybody on the way; use https";
        return Err(Failure::usage(message));
    }
    Ok(Some(url))
}

/// One for the portal and the API.
fn transport() -> Result<NativeTransport, Failure> {
    NativeTransport::new().map_err(|error| CallError::from(error).into())
}

fn keys(builder: Builder, options: &Options, account: Account) -> Result<Keys, Failure> {
    let Options { portal_url, key_name, key_count, file, ip, .. } = options;
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
    Ok(builder.build()?)
}

/// Keys from the key file, if there are enough, without a word to the portal; otherwise what had to be done, and the keys.
async fn ensure(keys: &Keys) -> Result<(Option<Plan>, Vec<Key>), Error> {
    let mut plans = 1;
    loop {
        // After a plan that came too late, the process that was faster has left the keys here, and nobody logs in again.
        if let Some(known) = keys.known().await? {
            return Ok((None, known));
        }
        let plan = keys.plan().await?;
        match keys.apply(&plan).await {
            Err(error) if error.kind() == ErrorKind::PlanOutdated && plans < PLANS => plans += 1,
            applied => return applied.map(|held| (Some(plan), held)),
        }
    }
}

/// Tries the keys at the API. One that it does not accept is replaced, and the new one is tried. Says whether there was one.
async fn tried(keys: &Keys, held: Vec<Key>, api: &Api) -> Result<(Vec<Tried>, bool), Failure> {
    let (mut tried, mut replaced) = (Vec::new(), false);
    for key in held {
        tried.push(Tried::of(key, api).await?);
    }
    for _ in 0..REPLACEMENTS {
        let refused = tried.iter().find_map(|tried| match &tried.verdict {
            Some(Verdict::Invalid(error)) => Some((tried.key.token(), error.clone())),
            _ => None,
        });
        let Some((token, error)) = refused else { break };
        let token = Token::new(token.expose_secret())?.id();
        let rejected = TokenRejection::new(keys.tokens().await?, token, error);
        if !keys.reject(&rejected).await? {
            break;
        }
        replaced = true;
        let mut before = std::mem::take(&mut tried);
        for key in keys.ensure().await? {
            match before.iter().position(|tried| tried.key.id == key.id) {
                Some(at) => tried.push(before.swap_remove(at)),
                None => tried.push(Tried::of(key, api).await?),
            }
        }
    }
    Ok((tried, replaced))
}

impl Tried {
    async fn of(key: Key, api: &Api) -> Result<Self, Failure> {
        let verdict = Some(api.check(key.token()).await?);
        Ok(Self { key, verdict })
    }
}
