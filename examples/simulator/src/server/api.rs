//! A request of the API: whose token it is, whether it may, what the world says, and how long that stays so.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

use super::Shared;
use super::page::PageQuery;
use super::random::Random;
use super::reply::{CACHED_TEN_MINUTES, Reply};
use super::routes::Parsed;
use super::snapshot::{Content, Snapshot, time_to_live};
use crate::drift;
use crate::route::{Answer, Catalogue, Refusal, Route};

/// What the API says to a key that does not exist.
pub(crate) const INVALID_AUTHORIZATION: &str = "Invalid authorization";

/// What the API says to a key that may not be used from this address.
pub(crate) fn invalid_ip(caller: IpAddr) -> Reply {
    let message = format!("Invalid authorization: API key does not allow access from IP {caller}");
    Reply::error(403, "accessDenied.invalidIp", Some(&message))
}

/// Answers a request.
pub(crate) fn answer(shared: &Shared, headers: &HeaderMap, parsed: Parsed) -> Reply {
    match permitted(shared, headers) {
        Ok(realtime) => asked(shared, parsed, realtime).unwrap_or_else(|refusal| Reply::refusal(&refusal)),
        Err(refused) => refused,
    }
}

/// Checks the token and takes one request of its allowance; tells whether the token is approved for real time.
fn permitted(shared: &Shared, headers: &HeaderMap) -> Result<bool, Reply> {
    let denied = |message| Reply::error(403, "accessDenied", Some(message));
    let authorization = headers.get(AUTHORIZATION).ok_or_else(|| denied("Missing authorization"))?;
    let token = authorization.to_str().ok().and_then(bearer).ok_or_else(|| denied(INVALID_AUTHORIZATION))?;
    let settings = shared.settings();
    let realtime = {
        let accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let grant = accounts.grant(token).ok_or_else(|| denied(INVALID_AUTHORIZATION))?;
        if !grant.allows(settings.caller_ip) {
            return Err(invalid_ip(settings.caller_ip));
        }
        grant.realtime
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and is never negative"
    )]
    let burst = if settings.burst == 0 { settings.rate.ceil() as u32 } else { settings.burst };
    match shared.limiter.take(token, settings.rate, burst, shared.clock.elapsed()) {
        Ok(()) => Ok(realtime),
        Err(wait) => {
            let reply = Reply::error(429, "requestThrottled", None);
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Err(if settings.retry_after {
                reply.with_header("retry-after", seconds.to_string())
            } else {
                reply
            })
        }
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn asked(shared: &Shared, parsed: Parsed, realtime: bool) -> Result<Reply, Refusal> {
    let route = parsed.route?;
    if let Route::VerifyToken { .. } = route {
        let value = match (shared.game)(&route, shared.clock.now()) {
            Answer::Object(value) => drifting(shared, value, &route),
            Answer::Refused(refusal) => return Err(refusal),
            Answer::Page(_) | Answer::Items(_) => Value::Null,
        };
        let reply = Reply::ok(Content::new(value.to_string()));
        return Ok(Reply { cache_control: Some(Cow::Borrowed(CACHED_TEN_MINUTES)), ..reply });
    }
    let live = realtime && parsed.query.get("realtime") == Some("true");
    let (snapshot, fresh) = snapshot(shared, &route, live)?;
    let page = if snapshot.is_paged() { PageQuery::parse(&parsed.query)? } else { PageQuery::default() };
    let cache_control = cache_control(shared, &route, &snapshot, fresh);
    Ok(Reply { cache_control: Some(cache_control), ..Reply::ok(snapshot.content(page)) })
}

/// The valid snapshot of a route, and whether it was taken just now.
fn snapshot(shared: &Shared, route: &Route, live: bool) -> Result<(Arc<Snapshot>, bool), Refusal> {
    let now = shared.clock.now();
    // Real time is for wars only.
    let live = live
        && matches!(route, Route::CurrentWar(_) | Route::ClanWarLeagueGroup(_) | Route::ClanWarLeagueWar(_));
    if let Some(snapshot) = shared.snapshots.get(route, now).filter(|_| !live) {
        return Ok((snapshot, false));
    }
    let snapshot = match (shared.game)(route, now) {
        Answer::Object(value) => Snapshot::whole(now, &drifting(shared, value, route)),
        Answer::Items(items) => {
            let value = Value::Object([("items".to_owned(), Value::Array(items))].into_iter().collect());
            Snapshot::whole(now, &drifting(shared, value, route))
        }
        Answer::Page(mut items) => {
            let drifting = shared.settings().drift;
            let extra = drifting.then(|| drift::list(&mut items, &mut stream(shared, route)));
            Snapshot::list(now, &items, &extra.unwrap_or_default())
        }
        Answer::Refused(refusal) => return Err(refusal),
    };
    let snapshot = Arc::new(snapshot);
    if !live {
        shared.snapshots.put(route.clone(), Arc::clone(&snapshot));
    }
    Ok((snapshot, true))
}

fn drifting(shared: &Shared, mut value: Value, route: &Route) -> Value {
    if shared.settings().drift {
        drift::object(&mut value, &mut stream(shared, route));
    }
    value
}

fn stream(shared: &Shared, route: &Route) -> Random {
    Random::of_text(shared.seed, &format!("{route:?}"))
}

/// `max-age` counts down while the snapshot ages. In a world that runs faster than its clients' clocks it is shorter by as
/// much, so that what a client keeps is never older than the world says.
fn cache_control(shared: &Shared, route: &Route, snapshot: &Snapshot, fresh: bool) -> Cow<'static, str> {
    if let Route::Catalogue(Catalogue::Leagues | Catalogue::WarLeagues | Catalogue::CapitalLeagues) = route
        && fresh
    {
        return Cow::Borrowed(CACHED_TEN_MINUTES);
    }
    let age = (shared.clock.now() - snapshot.taken).max(0);
    let left = (time_to_live(route) * 1000 - age).max(0);
    let speed = shared.clock.speed().max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "at most 3,600,000")]
    let seconds = (left as f64 / 1000.0 / speed).ceil();
    Cow::Owned(format!("max-age={seconds}"))
}
