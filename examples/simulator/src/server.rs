//! The HTTP side: from an accepted connection to the bytes of the answer.
//!
//! `server/connection.rs` serves one connection and calls [`Shared::respond`] for each request. A request then meets, in
//! this order: the faults in force (`fault.rs`), its part of the server (`server/api.rs`, `portal.rs` or
//! `server/admin.rs`), drift (`drift.rs`), and the headers and the body's script (`server/reply.rs`).

pub(crate) mod admin;
pub(crate) mod api;
pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod counters;
pub(crate) mod limit;
pub(crate) mod page;
pub(crate) mod random;
pub(crate) mod reply;
pub(crate) mod routes;
pub(crate) mod snapshot;

use std::future::pending;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::drift;
use crate::fault::{FaultKind, Faults, Plan, Progress};
use crate::portal::{self, accounts::Accounts};
use crate::route::{Answer, Refusal, Route};
use body::Script;
use connection::Wire;
use counters::Tally;
use limit::Limiter;
use random::Random;
use reply::{Asked, Delivery, Reply};
use snapshot::{Content, Snapshots};

/// The largest request body that is read.
const MAX_REQUEST_BODY: usize = 64 << 10;

/// What answers the routes of the API at a moment of world time (unix milliseconds).
pub(crate) type Game = Box<dyn Fn(&Route, i64) -> Answer + Send + Sync>;

/// How the server behaves; everything here can be changed while it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// Requests per second that each token may make; 0 is no limit.
    pub rate: f64,
    /// Requests that may come at once before the rate counts; 0 is one second's worth.
    pub burst: u32,
    /// Whether a 429 says how long to wait. The real API does not.
    pub retry_after: bool,
    /// Real milliseconds before every answer.
    pub latency_ms: u64,
    /// Whether payloads drift.
    pub drift: bool,
    /// The address from which callers seem to come.
    pub caller_ip: IpAddr,
}

/// Everything that requests share.
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) seed: u64,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) counters: Tally,
    pub(crate) accounts: Mutex<Accounts>,
    pub(crate) limiter: Limiter,
    pub(crate) snapshots: Snapshots,
    pub(crate) game: Game,
    pub(crate) settings: Mutex<Settings>,
}

/// Which part of the server a path belongs to, and the path within.
enum Part<'a> {
    Api(&'a str),
    Portal(&'a str),
    Admin(&'a str),
    /// What websites do that tell callers their address.
    Ip,
    Nowhere,
}

impl<'a> Part<'a> {
    fn of(path: &'a str) -> Self {
        let below = |base| path.strip_prefix(base).filter(|rest: &&str| rest.starts_with('/'));
        if let Some(rest) = below("/v1") {
            Self::Api(rest)
        } else if let Some(rest) = below("/api") {
            Self::Portal(rest)
        } else if let Some(rest) = below("/admin") {
            Self::Admin(rest)
        } else if path == "/ip" {
            Self::Ip
        } else {
            Self::Nowhere
        }
    }
}

impl Shared {
    /// Answers one request.
    pub(crate) async fn respond(&self, request: Request<Incoming>, wire: &Arc<Wire>) -> Response<Script> {
        let asked = Asked::of(&request);
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, MAX_REQUEST_BODY).collect().await else {
            let reply = Reply::error(413, "badRequest", Some("The body of the request is too large"));
            return reply::send(&reply, asked, Delivery::Whole, self.clock.now(), wire);
        };
        let body = body.to_bytes();
        let (reply, delivery) = match Part::of(head.uri.path()) {
            Part::Admin(path) => (admin::answer(self, &head.method, path, &body), Delivery::Whole),
            Part::Nowhere => (Reply::refusal(&Refusal::absent()), Delivery::Whole),
            Part::Ip => {
                let caller = self.settings().caller_ip;
                let content = Content::new(format!("{caller}\n"));
                let answer = || Reply { content_type: "text/plain".into(), ..Reply::ok(content) };
                self.faulty(routes::IP, true, wire, answer).await
            }
            Part::Portal(path) => {
                let name = portal::route_name(path);
                self.counters.count(|counters| counters.portal_requests += 1);
                let answer = || portal::answer(self, &head.method, path, &head.headers, &body);
                self.faulty(name, true, wire, answer).await
            }
            Part::Api(path) => {
                let parsed = routes::parse(&head.method, path, head.uri.query(), &body);
                self.counters.count(|counters| counters.requests += 1);
                let name = parsed.name;
                self.faulty(name, false, wire, || api::answer(self, &head.headers, parsed)).await
            }
        };
        reply::send(&reply, asked, delivery, self.clock.now(), wire)
    }

    /// Gives the answer of a route, or what the faults in force make of it.
    async fn faulty(
        &self,
        name: &'static str,
        portal: bool,
        wire: &Arc<Wire>,
        answer: impl FnOnce() -> Reply,
    ) -> (Reply, Delivery) {
        let _in_flight = self.counters.request();
        self.counters.count(|counters| *counters.by_route.entry(name).or_default() += 1);
        let plan = self.faults.plan(name);
        let settings = self.settings();
        let delay = plan.delay + Duration::from_millis(settings.latency_ms);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        match plan.verdict {
            Some(FaultKind::Reset { after: Progress::Nothing }) => {
                wire.reset();
                pending::<()>().await;
            }
            Some(FaultKind::Stalled { after: Progress::Nothing }) => {
                wire.stall();
                pending::<()>().await;
            }
            _ => {}
        }
        let mut reply = Self::verdict(&plan, portal, settings.caller_ip).unwrap_or_else(answer);
        if plan.verdict == Some(FaultKind::WrongTypes) {
            reply.content = mistyped(&reply.content);
        }
        if settings.drift && (portal || reply.status != 200) {
            reply.content = self.drifted(&reply.content, name);
        }
        self.counters.count(|counters| {
            *counters.by_status.entry(reply.status).or_default() += 1;
            counters.throttled += u64::from(reply.status == 429 && !portal);
        });
        let delivery = delivery(&plan);
        reply.headers.extend(plan.headers);
        (reply, delivery)
    }

    /// The reply that a fault gives in place of the real one.
    fn verdict(plan: &Plan, portal: bool, caller: IpAddr) -> Option<Reply> {
        Some(match plan.verdict.as_ref()? {
            FaultKind::Maintenance => Reply::error(
                503,
                "inMaintenance",
                Some("API is currently in maintenance, please come back later"),
            ),
            FaultKind::MaintenanceHtml => Reply::html(503),
            FaultKind::Html { status } => Reply::html(*status),
            FaultKind::UnknownException => Reply::error(500, "unknownException", None),
            FaultKind::Throttled { retry_after } => {
                let reply = Reply::error(429, "requestThrottled", None);
                match retry_after {
                    Some(seconds) => reply.with_header("retry-after", seconds.to_string()),
                    None => reply,
                }
            }
            FaultKind::InvalidKey => Reply::error(403, "accessDenied", Some(api::INVALID_AUTHORIZATION)),
            FaultKind::InvalidIp => api::invalid_ip(caller),
            FaultKind::Error { status, reason, message } => Reply::error(*status, reason, message.as_deref()),
            FaultKind::ApplicationError { status } if portal => portal::application_error(*status),
            FaultKind::ApplicationError { status } => Reply::error(*status, "unknownException", None),
            FaultKind::Content { body, content_type } => {
                Reply { content_type: content_type.clone().into(), ..Reply::ok(Content::new(body.clone())) }
            }
            FaultKind::Oversized { bytes } => Reply::ok(Content::new(vec![b' '; *bytes])),
            FaultKind::Redirect { location, status } => {
                Reply::json(*status, &Value::Null).with_header("location", location.clone())
            }
            _ => return None,
        })
    }

    fn drifted(&self, content: &Content, name: &str) -> Content {
        let Ok(mut value) = serde_json::from_slice::<Value>(&content.plain) else { return content.clone() };
        drift::fields(&mut value, &mut Random::of_text(self.seed, name));
        Content::new(value.to_string())
    }

    /// A copy of the settings.
    pub(crate) fn settings(&self) -> Settings {
        self.lock_settings().clone()
    }

    /// Changes the settings.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.lock_settings();
        let drift = settings.drift;
        change(&mut settings);
        if settings.drift != drift {
            self.snapshots.clear();
        }
    }

    /// Where the API is.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Where the portal is.
    pub(crate) fn portal_url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    fn lock_settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn delivery(plan: &Plan) -> Delivery {
    match plan.verdict {
        Some(FaultKind::Truncated { chunked }) => Delivery::Truncated { chunked },
        Some(FaultKind::Reset { after }) => Delivery::Reset(after),
        Some(FaultKind::Stalled { after }) => Delivery::Stalled(after),
        _ => plan.drip.map_or(Delivery::Whole, Delivery::Drip),
    }
}

/// The same JSON with every number written as a string.
fn mistyped(content: &Content) -> Content {
    fn stringify(value: &mut Value) {
        match value {
            Value::Number(number) => *value = Value::String(number.to_string()),
            Value::Array(items) => items.iter_mut().for_each(stringify),
            Value::Object(fields) => fields.values_mut().for_each(stringify),
            _ => {}
        }
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&content.plain) else { return content.clone() };
    stringify(&mut value);
    Content::new(value.to_string())
}

/// Comes back when the server is to stop, or when nobody is left to stop it.
pub(crate) async fn stop_of(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Accepts connections until `stop` turns true, then waits for the answers that are under way, but not for ever.
pub(crate) async fn run(listener: TcpListener, shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let mut stopped = stop.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop_of(&mut stopped) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection::serve(stream, Arc::clone(&shared), stop.clone()));
                }
                // Out of descriptors, or a client that left again: the next one may do better in a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // A client that neither reads nor leaves must not keep the server alive.
    let _ = tokio::time::timeout(Duration::from_secs(5), ended).await;
}
