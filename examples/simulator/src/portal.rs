//! The developer portal: login, and listing, creating and revoking API keys, as POST with JSON.
//!
//! Accounts, keys and sessions are in `portal/accounts.rs`. New keys are valid for the API at once.

pub(crate) mod accounts;
pub(crate) mod cidr;
pub(crate) mod token;

use std::sync::PoisonError;

use hyper::Method;
use hyper::header::{COOKIE, HeaderMap, USER_AGENT};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::{http_date, wall_now};
use crate::server::Shared;
use crate::server::http_response::HttpResponse;
use accounts::{Accounts, Key, KeySpec, LoggedIn, Login, PortalError};

/// The name of a portal route, for faults and counters.
pub(crate) fn route_name(path: &str) -> &'static str {
    match path {
        "/login" => "portal.login",
        "/apikey/list" => "portal.list",
        "/apikey/create" => "portal.create",
        "/apikey/revoke" => "portal.revoke",
        _ => crate::route::UNKNOWN,
    }
}

/// Responds to a request of the portal; `path` starts after the portal's base.
pub(crate) fn respond(
    shared: &Shared,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> HttpResponse {
    if route_name(path) == crate::route::UNKNOWN {
        return error(404, "notFound", "Not found");
    }
    if method != Method::POST {
        return error(405, "methodNotAllowed", "Only POST is allowed here");
    }
    // Some clients send no body if a route takes no parameters.
    let body = if body.is_empty() { b"{}" } else { body };
    let accounts = &mut *shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = match path {
        "/login" => login(shared, accounts, headers, body),
        "/apikey/list" => with_session(shared, accounts, headers, |accounts, account, _| {
            Ok(list(shared, accounts, account))
        }),
        "/apikey/create" => with_session(shared, accounts, headers, |accounts, account, now| {
            create(shared, accounts, account, body, now)
        }),
        _ => with_session(shared, accounts, headers, |accounts, account, _| {
            revoke(shared, accounts, account, body)
        }),
    };
    outcome.unwrap_or_else(|error| error_response(&error))
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

fn login(
    shared: &Shared,
    accounts: &mut Accounts,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<HttpResponse, PortalError> {
    let Ok(credentials) = serde_json::from_slice::<Credentials>(body) else {
        return Err(PortalError::Invalid("A login requires an email and a password"));
    };
    let now = shared.clock.now();
    let login = Login {
        email: &credentials.email,
        password: &credentials.password,
        address: shared.settings().caller_ip,
        user_agent: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()),
        now,
        elapsed: shared.clock.elapsed(),
    };
    let outcome = accounts.login(&login);
    shared.counters.count(|counters| match outcome {
        Ok(_) => counters.logins += 1,
        Err(_) => counters.failed_logins += 1,
    });
    let logged_in = outcome?;
    let seconds = accounts.settings.session_seconds;
    let mut response =
        HttpResponse::json(200, &login_body(&logged_in, &credentials.email, seconds, &shared.api_url()));
    // Cookie jars of other clients use the machine's clock, tests use the simulator's. The cookie
    // outlives the session on either clock, and the server ends the session on time.
    let began = if shared.clock.speed() > 0.0 { now.max(wall_now()) } else { now };
    let expires = http_date(began + i64::from(seconds) * 1000);
    let secure = if accounts.settings.secure_cookie { "; Secure" } else { "" };
    for (name, value) in [
        ("session", logged_in.session.as_str()),
        ("game-api-url", &shared.api_url()),
        ("game-api-token", &logged_in.api_token),
    ] {
        let cookie = format!("{name}={value}; Path=/; Expires={expires}; HttpOnly{secure}");
        response = response.with_header("set-cookie", cookie);
    }
    Ok(response)
}

fn login_body(logged_in: &LoggedIn, email: &str, seconds: u32, api_url: &str) -> Value {
    json!({
        "status": { "code": 0, "message": "ok", "detail": null },
        "sessionExpiresInSeconds": seconds,
        "auth": { "uid": logged_in.uid, "token": logged_in.session, "ua": null, "ip": null },
        "developer": {
            "id": logged_in.developer,
            "name": logged_in.name,
            "game": "clashofclans",
            "email": email,
            "tier": "developer/silver",
            "allowedScopes": null,
            "maxCidrs": null,
            "prevLoginTs": logged_in.previous.at,
            "prevLoginIp": logged_in.previous.address,
            "prevLoginUa": logged_in.previous.user_agent,
        },
        "temporaryAPIToken": logged_in.api_token,
        "swaggerUrl": api_url,
    })
}

/// Runs an action with the session's account, and adds the remaining time to the response.
fn with_session(
    shared: &Shared,
    accounts: &mut Accounts,
    headers: &HeaderMap,
    action: impl FnOnce(&mut Accounts, usize, i64) -> Result<Value, PortalError>,
) -> Result<HttpResponse, PortalError> {
    let now = shared.clock.now();
    let (account, seconds) = accounts.session(session_cookie(headers), now)?;
    let mut body = action(accounts, account, now)?;
    if let Value::Object(fields) = &mut body {
        fields.insert("status".to_owned(), json!({ "code": 0, "message": "ok", "detail": null }));
        fields.insert("sessionExpiresInSeconds".to_owned(), seconds.into());
    }
    Ok(HttpResponse::json(200, &body))
}

/// The session cookie; some clients also send its attributes back.
fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix("session="))
}

fn list(shared: &Shared, accounts: &Accounts, account: usize) -> Value {
    shared.counters.count(|counters| counters.key_lists += 1);
    let (developer, keys) = accounts.keys(account);
    let keys: Vec<Value> = keys.iter().map(|key| key_body(key, developer)).collect();
    if keys.is_empty() && accounts.settings.omit_empty_keys { json!({}) } else { json!({ "keys": keys }) }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewKey {
    name: String,
    #[serde(default)]
    description: Option<String>,
    cidr_ranges: Vec<String>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
}

fn create(
    shared: &Shared,
    accounts: &mut Accounts,
    account: usize,
    body: &[u8],
    now: i64,
) -> Result<Value, PortalError> {
    let Ok(new) = serde_json::from_slice::<NewKey>(body) else {
        return Err(PortalError::Invalid("A key requires a name and cidrRanges"));
    };
    let wanted = KeySpec {
        name: &new.name,
        description: new.description.as_deref().unwrap_or_default(),
        cidrs: new.cidr_ranges,
        scopes: new.scopes.filter(|scopes| !scopes.is_empty()).unwrap_or_else(|| vec!["clash".to_owned()]),
    };
    let key = accounts.create(account, wanted, now)?;
    shared.counters.count(|counters| counters.keys_created += 1);
    Ok(json!({ "key": key_body(&key, accounts.keys(account).0) }))
}

#[derive(Deserialize)]
struct OldKey {
    id: String,
}

fn revoke(
    shared: &Shared,
    accounts: &mut Accounts,
    account: usize,
    body: &[u8],
) -> Result<Value, PortalError> {
    let Ok(old) = serde_json::from_slice::<OldKey>(body) else {
        return Err(PortalError::Invalid("The id of the key to revoke is required"));
    };
    accounts.revoke(account, &old.id)?;
    shared.counters.count(|counters| counters.keys_revoked += 1);
    Ok(json!({}))
}

fn key_body(key: &Key, developer: &str) -> Value {
    json!({
        "id": key.id,
        "developerId": developer,
        "tier": "developer/silver",
        "name": key.name,
        "description": key.description,
        "origins": null,
        "scopes": key.scopes,
        "cidrRanges": key.cidrs,
        "validUntil": null,
        "key": key.token,
    })
}

fn error_response(failure: &PortalError) -> HttpResponse {
    match failure {
        PortalError::WrongCredentials => error(403, "accessDenied", "Invalid email or password"),
        PortalError::TooManyLogins => error(429, "requestThrottled", "Too many logins, try again later"),
        PortalError::NoSession | PortalError::NoSuchAccount => {
            error(403, "accessDenied", "Not logged in or session expired")
        }
        PortalError::KeyLimit(limit) => {
            error(400, "badRequest", &format!("The maximum of {limit} keys for an account has been reached"))
        }
        PortalError::NoSuchKey => error(404, "notFound", "There is no such key"),
        PortalError::Invalid(why) => error(400, "badRequest", why),
    }
}

/// The temporary application error, which may have any status.
pub(crate) fn application_error(status: u16) -> HttpResponse {
    let message = "Temporary application error, please try again later";
    let body = json!({
        "status": { "code": 500, "message": message, "detail": null },
        "sessionExpiresInSeconds": 0,
        "description": message,
    });
    HttpResponse::json(status, &body)
}

/// An error of the portal: clients read `description`; `reason` and `message` are as in the API.
fn error(status: u16, reason: &str, text: &str) -> HttpResponse {
    HttpResponse::json(status, &json!({ "reason": reason, "message": text, "description": text }))
}
