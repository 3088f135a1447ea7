//! The admin routes, which change the running server. The crate's README describes them.

use std::net::IpAddr;
use std::sync::PoisonError;
use std::time::Duration;

use hyper::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::http_response::HttpResponse;
use super::{Settings, Shared};
use crate::clock::rfc3339;
use crate::fault::Fault;
use crate::portal::accounts::{KeySpec, PortalSettings};
use crate::route::Query;
use crate::world::ChangesOf;

/// Responds to an admin request; `path` starts after `/admin`.
pub(crate) fn respond(
    shared: &Shared,
    method: &Method,
    path: &str,
    query: Option<&str>,
    body: &[u8],
) -> HttpResponse {
    let outcome = match (method.as_str(), path) {
        ("GET", "/state") => Ok(state(shared)),
        ("GET", "/changes") => changes(shared, query),
        ("GET", "/values") => values(shared, query),
        ("GET", "/faults") => Ok(json!(shared.faults.list())),
        ("POST", "/faults") => set_faults(shared, body),
        ("DELETE", "/faults") => {
            shared.faults.clear();
            Ok(json!([]))
        }
        ("POST", "/clock") => set_clock(shared, body),
        ("POST", "/caller-ip") => set_caller_ip(shared, body),
        ("POST", "/settings") => set_settings(shared, body),
        ("POST", "/portal") => set_portal(shared, body),
        ("POST", "/accounts") => add_account(shared, body),
        ("POST", "/keys") => add_key(shared, body),
        ("DELETE", "/sessions") => {
            shared.accounts.lock().unwrap_or_else(PoisonError::into_inner).end_sessions();
            Ok(json!({}))
        }
        ("DELETE", "/counters") => {
            shared.counters.reset();
            Ok(json!(shared.counters.read()))
        }
        _ => {
            return HttpResponse::json(
                404,
                &json!({ "error": format!("unknown admin route {method} /admin{path}") }),
            );
        }
    };
    match outcome {
        Ok(body) => HttpResponse::json(200, &body),
        Err(error) => HttpResponse::json(400, &json!({ "error": error })),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn state(shared: &Shared) -> Value {
    let accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
    let listed: Vec<Value> = accounts
        .all()
        .map(|(email, keys)| {
            let keys: Vec<Value> = keys
                .iter()
                .map(|key| json!({ "id": key.id, "name": key.name, "cidrs": key.cidrs }))
                .collect();
            json!({ "email": email, "keys": keys })
        })
        .collect();
    json!({
        "clock": clock(shared),
        "settings": shared.settings(),
        "portal": accounts.settings,
        "accounts": listed,
        "faults": shared.faults.list(),
        "faultsTriggered": shared.faults.triggered(),
        "counters": shared.counters.read(),
    })
}

/// The simulated moment of a parameter in Unix milliseconds.
fn moment(query: &Query, name: &str) -> Result<i64, String> {
    let text = query.get(name).ok_or_else(|| format!("the parameter {name} is missing"))?;
    text.parse().map_err(|_| format!("{name} must be Unix milliseconds"))
}

fn whose(query: &Query) -> ChangesOf<'_> {
    match (query.get("clan"), query.get("player")) {
        (Some(clan), _) => ChangesOf::Clan(clan),
        (_, Some(player)) => ChangesOf::Player(player),
        _ => ChangesOf::Calendar,
    }
}

/// The log of changes of a clan, a player or the calendar.
fn changes(shared: &Shared, query: Option<&str>) -> Result<Value, String> {
    let query = Query::parse(query.unwrap_or_default());
    let (from, to) = (moment(&query, "from")?, moment(&query, "to")?);
    let changes = shared.changes(whose(&query), from, to);
    changes.map(|changes| json!(changes)).map_err(|error| error.message.unwrap_or_default())
}

/// The values of a clan or a player.
fn values(shared: &Shared, query: Option<&str>) -> Result<Value, String> {
    let query = Query::parse(query.unwrap_or_default());
    let at = moment(&query, "at")?;
    let values = match whose(&query) {
        ChangesOf::Clan(tag) => shared.world.clan_values(tag, at).map(|values| json!(values)),
        ChangesOf::Player(tag) => shared.world.player_values(tag, at).map(|values| json!(values)),
        ChangesOf::Calendar => return Err("name a clan or a player".to_owned()),
    };
    values.map_err(|error| error.message.unwrap_or_default())
}

fn clock(shared: &Shared) -> Value {
    let now = shared.clock.now();
    json!({ "now": rfc3339(now), "unixMillis": now, "speed": shared.clock.speed() })
}

/// Replaces all faults by a list, or adds a single fault.
fn set_faults(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    match read::<Value>(body)? {
        Value::Array(_) => shared.faults.set(read::<Vec<Fault>>(body)?)?,
        _ => shared.faults.add(read(body)?)?,
    }
    Ok(json!(shared.faults.list()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ClockChange {
    unix_millis: Option<i64>,
    advance_seconds: Option<f64>,
    speed: Option<f64>,
}

fn set_clock(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let change: ClockChange = read(body)?;
    let advance = change.advance_seconds.map(Duration::try_from_secs_f64).transpose();
    let advance = advance.map_err(|error| error.to_string())?;
    if let Some(now) = change.unix_millis {
        shared.clock.set_now(now);
    }
    if let Some(speed) = change.speed {
        shared.clock.set_speed(speed);
    }
    if let Some(advance) = advance {
        shared.clock.advance(advance);
    }
    Ok(clock(shared))
}

#[derive(Deserialize)]
struct CallerIp {
    ip: IpAddr,
}

fn set_caller_ip(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let CallerIp { ip } = read(body)?;
    shared.configure(|settings| settings.caller_ip = ip);
    Ok(json!({ "ip": ip }))
}

fn set_settings(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let settings: Settings = merged(&shared.settings(), body)?;
    shared.configure(|current| *current = settings);
    Ok(json!(shared.settings()))
}

fn set_portal(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let mut accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
    let settings: PortalSettings = merged(&accounts.settings, body)?;
    accounts.settings = settings;
    Ok(json!(accounts.settings))
}

/// The current settings with the changes applied.
fn merged<T: serde::Serialize + DeserializeOwned>(current: &T, body: &[u8]) -> Result<T, String> {
    let mut settings = json!(current);
    let changes: serde_json::Map<String, Value> = read(body)?;
    if let Value::Object(settings) = &mut settings {
        settings.extend(changes);
    }
    serde_json::from_value(settings).map_err(|error| error.to_string())
}

#[derive(Deserialize)]
struct NewAccount {
    email: String,
    password: String,
}

fn add_account(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let NewAccount { email, password } = read(body)?;
    let mut accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
    accounts.add(&email, &password, shared.settings().caller_ip, shared.clock.now());
    Ok(json!({ "email": email }))
}

#[derive(Deserialize)]
struct NewKey {
    email: String,
    name: String,
    cidrs: Vec<String>,
}

fn add_key(shared: &Shared, body: &[u8]) -> Result<Value, String> {
    let NewKey { email, name, cidrs } = read(body)?;
    let mut accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = KeySpec { name: &name, description: "", cidrs, scopes: vec!["clash".to_owned()] };
    let account = accounts.find(&email);
    let key = account.and_then(|account| accounts.create(account, wanted, shared.clock.now()));
    let key = key.map_err(|error| format!("{error:?}"))?;
    Ok(json!({ "id": key.id, "name": key.name, "cidrs": key.cidrs, "token": key.token }))
}
