//! The routes: those of the API, and a few of the proxy's own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router, body,
    extract::{RawPathParams, Request, State},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use bytes::Bytes;
use coc_transport_native::{
    Client,
    coc_core::{BaseUrl, Error, Route, TokenState, endpoint::ROUTES},
};
use http::{
    Method, StatusCode,
    header::{AGE, CONTENT_TYPE, ETAG, RETRY_AFTER},
    request::Parts,
};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::{
    access::{self, AccessControl, Endpoint},
    connections::Overload,
    edge::{self, REQUEST_ID},
    error_response::{ATTEMPTS, ErrorResponse},
    fair_queue::FairQueue,
    fetch,
    forward::Forward,
    metrics::{self, ProxyMetrics},
    origin::Origins,
    response::{self, CACHE_STATUS},
    settings::Settings,
    upstream::{self, SharedClock},
};

/// The path of the API's routes, as on the official server.
pub(crate) const BASE: &str = "/v1";

/// The maximum size of a request body in bytes. The only meaningful one holds a short token.
const MAX_BODY: usize = 4 << 10;

/// The time for which a browser may cache the response to a preflight request.
const PREFLIGHT: Duration = Duration::from_secs(24 * 60 * 60);

/// The state that all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) client: Client,
    pub(crate) clock: SharedClock,
    pub(crate) metrics: ProxyMetrics,
    pub(crate) access: AccessControl,
    pub(crate) queue: FairQueue,
    /// Whether failed requests to the API are retried.
    pub(crate) retries: bool,
    /// The time limit of a client's request.
    pub(crate) deadline: Duration,
    pub(crate) stopping: AtomicBool,
    /// The time limit for reading a request body.
    pub(crate) body_timeout: Duration,
}

impl App {
    /// Creates the shared state. No request is sent yet.
    pub(crate) fn new(settings: &Settings, base_url: &BaseUrl, clock: SharedClock) -> Result<Self, Error> {
        let metrics = ProxyMetrics::new();
        Ok(Self {
            client: upstream::client(settings, base_url, clock.clone(), metrics.clone())?,
            access: AccessControl::new(settings, clock.clone()),
            queue: FairQueue::new(settings.in_flight, settings.client_in_flight),
            retries: settings.attempts > 1,
            deadline: settings.deadline,
            clock,
            metrics,
            stopping: AtomicBool::new(false),
            body_timeout: settings.head_timeout,
        })
    }
}

/// The router of all paths that the server serves.
pub(crate) fn router(app: &Arc<App>, settings: &Settings) -> Router {
    let api = ROUTES
        .iter()
        .fold(Router::new(), |api, route| api.route(route.template(), method(route, settings.verify_token)));
    let api = api
        .fallback(async || {
            ErrorResponse::new(
                StatusCode::NOT_FOUND,
                "This path is not a route of the API that this proxy knows",
            )
        })
        .method_not_allowed_fallback(async || {
            ErrorResponse::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "The API does not allow this method on this path",
            )
        });
    let guarded = Router::new()
        .nest(BASE, api)
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn_with_state(Arc::clone(app), access::check_access))
        .layer(cors(&settings.origins));
    let router = guarded.merge(health());
    let router = if settings.folders.iter().any(|folder| folder.path() == "/") {
        router
    } else {
        router
            .route("/", front_page(settings.front_page.clone()))
            .fallback(async || ErrorResponse::new(StatusCode::NOT_FOUND, "Not found: the API is below /v1"))
    };
    let policy = &settings.content_security_policy;
    let router = settings.folders.iter().fold(router, |router, folder| folder.add_to(router, policy));
    router.layer(middleware::from_fn(edge::pass)).with_state(Arc::clone(app))
}

/// The router of connections beyond a limit.
pub(crate) fn excess_router(app: &Arc<App>, overload: Overload) -> Router {
    let message = match overload {
        Overload::Address => "Too many open connections from this address: close some of them",
        Overload::Total => "Too many open connections: try again in a second",
    };
    let refuse = move |State(app): State<Arc<App>>| async move {
        app.metrics.rejected("connections");
        // Not 503, which is the API's status for maintenance.
        ErrorResponse::new(StatusCode::TOO_MANY_REQUESTS, message).retry_after(Duration::from_secs(1))
    };
    health().fallback(refuse).layer(middleware::from_fn(edge::pass)).with_state(Arc::clone(app))
}

/// The routes that report health, which need no access.
fn health() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

/// The page at `/`, or a line of text.
fn front_page(page: Option<String>) -> MethodRouter<Arc<App>> {
    const TEXT: &str = "A proxy of the Clash of Clans API. Its base URL is this address with /v1.\n";
    match page {
        Some(page) => get(async || Html(page)),
        None => get(async || TEXT),
    }
}

fn cors(origins: &Origins) -> CorsLayer {
    let allowed = match origins {
        Origins::Own => AllowOrigin::list([]),
        Origins::Listed(origins) => AllowOrigin::list(origins.iter().cloned()),
        Origins::Any => AllowOrigin::any(),
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        // No request header is forwarded to the API, so all are allowed.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([AGE, ATTEMPTS, CACHE_STATUS, ETAG, REQUEST_ID, RETRY_AFTER])
        .max_age(PREFLIGHT)
}

fn method(route: &'static Route, verify_token: bool) -> MethodRouter<Arc<App>> {
    if *route.method() != Method::POST {
        return get(
            move |State(app): State<Arc<App>>, parameters: RawPathParams, request: Request| async move {
                forward(&app, route, &parameters, &request.into_parts().0, None).await
            },
        );
    }
    if !verify_token {
        return post(async || {
            ErrorResponse::new(
                StatusCode::FORBIDDEN,
                "Token verification is disabled on this proxy: enable it with --verify-token",
            )
        });
    }
    post(move |State(app): State<Arc<App>>, parameters: RawPathParams, request: Request| async move {
        let (head, body) = request.into_parts();
        match tokio::time::timeout(app.body_timeout, body::to_bytes(body, MAX_BODY)).await {
            Ok(Ok(body)) => forward(&app, route, &parameters, &head, Some(body)).await,
            Ok(Err(_)) => {
                let message = "The body is larger than 4096 bytes or incomplete";
                ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, message).into_response()
            }
            Err(_) => ErrorResponse::new(StatusCode::REQUEST_TIMEOUT, "The body was not received in time")
                .into_response(),
        }
    })
}

async fn forward(
    app: &App,
    route: &'static Route,
    parameters: &RawPathParams,
    head: &Parts,
    body: Option<Bytes>,
) -> Response {
    let mut response = match Forward::new(route, parameters.iter(), head.uri.query(), body) {
        Err(invalid) => ErrorResponse::from(invalid).into_response(),
        Ok(call) => {
            let cacheable = head.method != Method::POST && !call.is_realtime();
            match fetch::fetch(app, head, call, cacheable).await {
                Ok(found) => response::write(&found, cacheable, &head.headers, &app.clock),
                Err(error) => error.into_response(),
            }
        }
    };
    response.extensions_mut().insert(Endpoint(route.name()));
    response
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    match app.metrics.encode(&app.client).await {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => ErrorResponse::from(&error).into_response(),
    }
}

/// Reports readiness: not ready while the proxy stops, and not if the API has rejected every key.
async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    let tokens = app.client.tokens();
    let rejected = |state| matches!(state, TokenState::Rejected(_));
    if app.stopping.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else if !tokens.is_empty() && tokens.iter().all(|token| rejected(token.state)) {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

#[cfg(test)]
mod tests {
    use coc_transport_native::TokioClock;
    use futures_util::future;
    use simulator::Simulator;
    use tower_service::Service as _;

    use super::*;
    use crate::settings::Credentials;

    #[tokio::test]
    async fn a_thousand_identical_concurrent_requests_are_coalesced_into_one() {
        let simulator =
            Simulator::builder().clans(24).latency(Duration::from_millis(200)).start().await.unwrap();
        let settings = Settings {
            base_url: simulator.base_url(),
            credentials: Credentials::Tokens(vec![simulator.token().into()]),
            rate: None,
            ..Settings::default()
        };
        let base_url = settings.base_url.parse().unwrap();
        let app = Arc::new(App::new(&settings, &base_url, SharedClock::new(TokioClock::new())).unwrap());
        let router = router(&app, &settings);
        let request = |_| {
            let request = Request::get("/v1/leagues").header("host", "localhost");
            router.clone().call(request.body(body::Body::empty()).unwrap())
        };
        let responses = future::join_all((0..1_000).map(request)).await;
        assert!(responses.iter().all(|response| response.as_ref().unwrap().status() == 200));
        assert_eq!(simulator.counters().requests, 1);
    }
}
