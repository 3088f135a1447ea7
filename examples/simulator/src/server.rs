//! The HTTP side: from an accepted connection to the bytes of the response.
//!
//! `server/connection.rs` serves one connection and calls [`Shared::respond`] for each request. A
//! request passes, in this order: the active faults (`fault.rs`), its part of the server
//! (`server/api.rs`, `portal.rs` or `server/admin.rs`), drift (`drift.rs`), and the headers and the
//! scripted body (`server/http_response.rs`).

pub(crate) mod admin;
pub(crate) mod api;
pub(crate) mod connection;
pub(crate) mod counters;
mod game;
pub(crate) mod http_response;
mod in_process;
pub(crate) mod limit;
pub(crate) mod page;
pub(crate) mod random;
pub(crate) mod scripted_body;
mod settings;
pub(crate) mod snapshot;

use std::future::pending;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::drift;
use crate::fault::active::{ActiveFaults, FaultPlan};
use crate::fault::{FaultKind, Progress};
use crate::portal::{self, accounts::Accounts};
use crate::route::{self, ApiError};
use crate::world::World;
pub(crate) use game::Game;
pub use settings::{MaxAge, Settings};

use connection::ConnectionControl;
use counters::SharedCounters;
use http_response::{Delivery, HttpResponse, RequestMeta};
use limit::Limiter;
use random::Random;
use scripted_body::ScriptedBody;
use snapshot::{Content, Snapshots};

/// The maximum size of a request body.
const MAX_REQUEST_BODY: usize = 64 << 10;

/// The state that all requests share.
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) seed: u64,
    pub(crate) clock: Clock,
    pub(crate) faults: ActiveFaults,
    pub(crate) counters: SharedCounters,
    pub(crate) accounts: Mutex<Accounts>,
    pub(crate) limiter: Limiter,
    pub(crate) snapshots: Snapshots,
    pub(crate) game: Game,
    pub(crate) world: Arc<World>,
    pub(crate) settings: Mutex<Settings>,
}

/// The part of the server that a path belongs to, and the rest of the path.
enum Part<'a> {
    Api(&'a str),
    Portal(&'a str),
    Admin(&'a str),
    /// A page that returns the caller's IP address.
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
    /// Responds to a request.
    pub(crate) async fn respond(
        &self,
        request: Request<Incoming>,
        connection: &Arc<ConnectionControl>,
    ) -> Response<ScriptedBody> {
        let meta = RequestMeta::of(&request);
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, MAX_REQUEST_BODY).collect().await else {
            let response =
                HttpResponse::error(413, "badRequest", Some("The body of the request is too large"));
            return http_response::build(&response, meta, Delivery::Whole, self.clock.now(), connection);
        };
        let body = body.to_bytes();
        let (response, delivery) = match Part::of(head.uri.path()) {
            Part::Admin(path) => {
                (admin::respond(self, &head.method, path, head.uri.query(), &body), Delivery::Whole)
            }
            Part::Nowhere => (HttpResponse::api_error(&ApiError::absent()), Delivery::Whole),
            Part::Ip => {
                let caller = self.settings().caller_ip;
                let content = Content::new(format!("{caller}\n"));
                let respond =
                    || HttpResponse { content_type: "text/plain".into(), ..HttpResponse::ok(content) };
                self.faulty(route::IP, true, connection, respond).await
            }
            Part::Portal(path) => {
                let name = portal::route_name(path);
                self.counters.count(|counters| counters.portal_requests += 1);
                let respond = || portal::respond(self, &head.method, path, &head.headers, &body);
                self.faulty(name, true, connection, respond).await
            }
            Part::Api(path) => {
                let parsed = route::parse(&head.method, path, head.uri.query(), &body);
                self.counters.count(|counters| counters.requests += 1);
                let name = parsed.name;
                self.faulty(name, false, connection, || api::respond(self, &head.headers, parsed)).await
            }
        };
        http_response::build(&response, meta, delivery, self.clock.now(), connection)
    }

    /// Produces the response of a route, with the active faults applied.
    async fn faulty(
        &self,
        name: &'static str,
        portal: bool,
        connection: &Arc<ConnectionControl>,
        respond: impl FnOnce() -> HttpResponse,
    ) -> (HttpResponse, Delivery) {
        let _in_flight = self.counters.request();
        let is_used = connection.mark_used();
        self.counters.count(|counters| {
            *counters.by_route.entry(name).or_default() += 1;
            counters.on_used_connections += u64::from(is_used);
        });
        let plan = self.faults.plan(name, self.clock.now());
        let settings = self.settings();
        let delay = plan.delay + Duration::from_millis(settings.latency_ms);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        match plan.terminal {
            Some(FaultKind::Reset { after: Progress::Nothing }) => {
                connection.reset();
                pending::<()>().await;
            }
            Some(FaultKind::Stalled { after: Progress::Nothing }) => {
                connection.stall();
                pending::<()>().await;
            }
            _ => {}
        }
        let response = self.with_faults(name, portal, &plan, &settings, respond);
        (response, delivery(&plan))
    }

    /// The response of a route with a plan of faults, without its delays.
    fn with_faults(
        &self,
        name: &'static str,
        portal: bool,
        plan: &FaultPlan,
        settings: &Settings,
        respond: impl FnOnce() -> HttpResponse,
    ) -> HttpResponse {
        let mut response = Self::terminal(plan, portal, settings.caller_ip).unwrap_or_else(respond);
        if plan.terminal == Some(FaultKind::WrongTypes) {
            response.content = mistyped(&response.content);
        }
        if settings.drift && (portal || response.status != 200) {
            response.content = self.drifted(&response.content, name);
        }
        self.counters.count(|counters| {
            *counters.by_status.entry(response.status).or_default() += 1;
            counters.throttled += u64::from(response.status == 429 && !portal);
        });
        response.headers.extend(plan.headers.iter().cloned());
        response
    }

    /// The response that a fault sends in place of the real one.
    fn terminal(plan: &FaultPlan, portal: bool, caller: IpAddr) -> Option<HttpResponse> {
        Some(match plan.terminal.as_ref()? {
            FaultKind::Maintenance => HttpResponse::error(
                503,
                "inMaintenance",
                Some("API is currently in maintenance, please come back later"),
            ),
            FaultKind::MaintenanceHtml => HttpResponse::html(503),
            FaultKind::Html { status } => HttpResponse::html(*status),
            FaultKind::UnknownException => HttpResponse::error(500, "unknownException", None),
            FaultKind::Throttled { retry_after } => {
                let response = HttpResponse::error(429, "requestThrottled", None);
                match retry_after {
                    Some(seconds) => response.with_header("retry-after", seconds.to_string()),
                    None => response,
                }
            }
            FaultKind::InvalidKey => {
                HttpResponse::error(403, "accessDenied", Some(api::INVALID_AUTHORIZATION))
            }
            FaultKind::InvalidIp => api::invalid_ip(caller),
            FaultKind::Error { status, reason, message } => {
                HttpResponse::error(*status, reason, message.as_deref())
            }
            FaultKind::ApplicationError { status } if portal => portal::application_error(*status),
            FaultKind::ApplicationError { status } => HttpResponse::error(*status, "unknownException", None),
            FaultKind::Content { body, content_type } => HttpResponse {
                content_type: content_type.clone().into(),
                ..HttpResponse::ok(Content::new(body.clone()))
            },
            FaultKind::Oversized { bytes } => HttpResponse::ok(Content::new(vec![b' '; *bytes])),
            FaultKind::Redirect { location, status } => {
                HttpResponse::json(*status, &Value::Null).with_header("location", location.clone())
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

    /// The base URL of the API.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The base URL of the portal.
    pub(crate) fn portal_url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    fn lock_settings(&self) -> MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn delivery(plan: &FaultPlan) -> Delivery {
    match plan.terminal {
        Some(FaultKind::Truncated { chunked }) => Delivery::Truncated { chunked },
        Some(FaultKind::Reset { after }) => Delivery::Reset(after),
        Some(FaultKind::Stalled { after }) => Delivery::Stalled(after),
        _ => plan.drip.map_or(Delivery::Whole, Delivery::Drip),
    }
}

/// The same JSON with every number as a string.
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

/// Completes when the server is to stop, or when its handle is dropped.
pub(crate) async fn stop_requested(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Accepts connections until `stop` is true, then waits a limited time for the responses in flight.
pub(crate) async fn run(listener: TcpListener, shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let mut stopped = stop.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop_requested(&mut stopped) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection::serve(stream, Arc::clone(&shared), stop.clone()));
                }
                // Out of file descriptors, or the client is gone already: the next attempt may
                // succeed.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // A client that neither reads nor disconnects must not keep the server running.
    let _ = tokio::time::timeout(Duration::from_secs(5), ended).await;
}
