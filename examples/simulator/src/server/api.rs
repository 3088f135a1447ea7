//! Requests of the API: authorization, rate limit, the world's response, and its cache headers.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

use super::http_response::{CACHED_TEN_MINUTES, HttpResponse};
use super::page::PageQuery;
use super::random::Random;
use super::snapshot::{Content, Snapshot};
use super::{MaxAge, Shared};
use crate::drift;
use crate::route::{ApiError, Catalogue, Parsed, Route, RouteResponse};

/// The API's message for a key that does not exist.
pub(crate) const INVALID_AUTHORIZATION: &str = "Invalid authorization";

/// The API's error for a key that must not be used from this address.
pub(crate) fn invalid_ip(caller: IpAddr) -> HttpResponse {
    let message = format!("Invalid authorization: API key does not allow access from IP {caller}");
    HttpResponse::error(403, "accessDenied.invalidIp", Some(&message))
}

/// Responds to a request.
pub(crate) fn respond(shared: &Shared, headers: &HeaderMap, parsed: Parsed) -> HttpResponse {
    match authorize(shared, headers) {
        Ok(realtime) => respond_permitted(shared, parsed, realtime)
            .unwrap_or_else(|error| HttpResponse::api_error(&error)),
        Err(error) => *error,
    }
}

/// Checks the token and the rate limit. Returns whether the token is approved for real-time data.
fn authorize(shared: &Shared, headers: &HeaderMap) -> Result<bool, Box<HttpResponse>> {
    let denied = |message| Box::new(HttpResponse::error(403, "accessDenied", Some(message)));
    let authorization = headers.get(AUTHORIZATION).ok_or_else(|| denied("Missing authorization"))?;
    let token = authorization.to_str().ok().and_then(bearer).ok_or_else(|| denied(INVALID_AUTHORIZATION))?;
    let settings = shared.settings();
    let realtime = {
        let accounts = shared.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let grant = accounts.grant(token).ok_or_else(|| denied(INVALID_AUTHORIZATION))?;
        if !grant.allows(settings.caller_ip) {
            return Err(Box::new(invalid_ip(settings.caller_ip)));
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
            let response = HttpResponse::error(429, "requestThrottled", None);
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Err(Box::new(if settings.retry_after {
                response.with_header("retry-after", seconds.to_string())
            } else {
                response
            }))
        }
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn respond_permitted(shared: &Shared, parsed: Parsed, realtime: bool) -> Result<HttpResponse, ApiError> {
    let route = parsed.route?;
    if let Route::VerifyToken { .. } = route {
        let value = match shared.game.respond(&route, shared.clock.now()) {
            RouteResponse::Object(value) => drifting(shared, value, &route),
            RouteResponse::Error(error) => return Err(error),
            RouteResponse::Page(_) | RouteResponse::Items(_) => Value::Null,
        };
        let response = HttpResponse::ok(Content::new(value.to_string()));
        return Ok(HttpResponse { cache_control: Some(Cow::Borrowed(CACHED_TEN_MINUTES)), ..response });
    }
    let live = realtime && parsed.query.get("realtime") == Some("true");
    let first = PageQuery::parse(&parsed.query).ok().and_then(PageQuery::first_items);
    let (mut snapshot, fresh) = snapshot(shared, &route, live, first)?;
    let page = if snapshot.is_paged() { PageQuery::parse(&parsed.query)? } else { PageQuery::default() };
    if !snapshot.has(page) {
        // The rest of a list whose first items were requested alone is of the same moment.
        snapshot = take(shared, &route, snapshot.taken, None)?;
        shared.snapshots.put(route.clone(), Arc::clone(&snapshot));
    }
    let cache_control = cache_control(shared, &route, &snapshot, fresh);
    Ok(HttpResponse {
        cache_control: Some(cache_control),
        moment: Some(snapshot.taken),
        ..HttpResponse::ok(snapshot.content(page))
    })
}

/// Returns the valid snapshot of a route, and whether it was taken just now.
fn snapshot(
    shared: &Shared,
    route: &Route,
    live: bool,
    first: Option<usize>,
) -> Result<(Arc<Snapshot>, bool), ApiError> {
    let now = shared.clock.now();
    // Real-time data exists for wars only.
    let live = live
        && matches!(route, Route::CurrentWar(_) | Route::ClanWarLeagueGroup(_) | Route::ClanWarLeagueWar(_));
    if let Some(snapshot) = shared.snapshots.get(route, now).filter(|_| !live) {
        return Ok((snapshot, false));
    }
    let snapshot = take(shared, route, now, first)?;
    if !live {
        shared.snapshots.put(route.clone(), Arc::clone(&snapshot));
    }
    Ok((snapshot, true))
}

/// Takes a snapshot of a route at a moment. If only the first items of a list are requested, it may
/// lack the others.
fn take(shared: &Shared, route: &Route, now: i64, first: Option<usize>) -> Result<Arc<Snapshot>, ApiError> {
    let drifting_lists = shared.settings().drift;
    if let Some(items) = first.filter(|_| !drifting_lists)
        && let Some((items, length)) = shared.game.start_of_list(route, now, items)
    {
        return Ok(Arc::new(Snapshot::list(now, &items, length, &[])));
    }
    let snapshot = match shared.game.respond(route, now) {
        RouteResponse::Object(value) => Snapshot::whole(now, &drifting(shared, value, route)),
        RouteResponse::Items(items) => {
            let value = Value::Object([("items".to_owned(), Value::Array(items))].into_iter().collect());
            Snapshot::whole(now, &drifting(shared, value, route))
        }
        RouteResponse::Page(mut items) => {
            let extra = drifting_lists.then(|| drift::list(&mut items, &mut route_random(shared, route)));
            Snapshot::list(now, &items, items.len(), &extra.unwrap_or_default())
        }
        RouteResponse::Error(error) => return Err(error),
    };
    Ok(Arc::new(snapshot))
}

fn drifting(shared: &Shared, mut value: Value, route: &Route) -> Value {
    if shared.settings().drift {
        drift::object(&mut value, &mut route_random(shared, route));
    }
    value
}

fn route_random(shared: &Shared, route: &Route) -> Random {
    Random::of_text(shared.seed, &format!("{route:?}"))
}

/// The `Cache-Control` header. `max-age` counts down as the snapshot ages. If the simulated time
/// runs faster than real time, a `max-age` in real seconds is shorter by that factor, so that a
/// cached response is never outdated in simulated time.
fn cache_control(shared: &Shared, route: &Route, snapshot: &Snapshot, fresh: bool) -> Cow<'static, str> {
    if let Route::Catalogue(Catalogue::Leagues | Catalogue::WarLeagues | Catalogue::CapitalLeagues) = route
        && fresh
    {
        return Cow::Borrowed(CACHED_TEN_MINUTES);
    }
    let age = (shared.clock.now() - snapshot.taken).max(0);
    let left = (route.time_to_live() * 1000 - age).max(0);
    let speed = match shared.settings().max_age {
        MaxAge::Real => shared.clock.speed().max(1.0),
        MaxAge::Simulated => 1.0,
    };
    #[expect(clippy::cast_precision_loss, reason = "at most 3,600,000")]
    let seconds = (left as f64 / 1000.0 / speed).ceil();
    Cow::Owned(format!("max-age={seconds}"))
}
