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
    response::{IntoResponse, Response},
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
    answer::{self, CACHE_STATUS},
    figures::{self, Figures},
    forward::Forward,
    gate::{self, Endpoint, Gate},
    origin::Origins,
    refusal::Refusal,
    settings::Settings,
    upstream::{self, SharedClock},
};

/// Below which path the API is, as at its own address.
pub(crate) const BASE: &str = "/v1";

/// The largest body that is read, in bytes. The only one that means anything holds a short token.
const LARGEST_BODY: usize = 4 << 10;

/// How long a browser may go by the answer to a preflight.
const PREFLIGHT: Duration = Duration::from_secs(24 * 60 * 60);

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) client: Client,
    pub(crate) clock: SharedClock,
    pub(crate) figures: Figures,
    pub(crate) gate: Gate,
    pub(crate) stopping: AtomicBool,
    /// How long the body of a request may take to come.
    pub(crate) patience: Duration,
}

impl App {
    /// What requests of a proxy with these settings share. Nothing is asked yet.
    pub(crate) fn new(settings: &Settings, base_url: &BaseUrl, clock: SharedClock) -> Result<Self, Error> {
        let figures = Figures::new();
        Ok(Self {
            client: upstream::client(settings, base_url, clock.clone(), figures.clone())?,
            gate: Gate::new(settings, clock.clone()),
            clock,
            figures,
            stopping: AtomicBool::new(false),
            patience: settings.head_timeout,
        })
    }
}

/// The whole of what the server answers.
pub(crate) fn router(app: &Arc<App>, settings: &Settings) -> Router {
    let api = ROUTES
        .iter()
        .fold(Router::new(), |api, route| api.route(route.template(), method(route, settings.verify_token)));
    let api = api
        .fallback(async || {
            Refusal::new(StatusCode::NOT_FOUND, "The API has no such path, or this proxy does not know it")
        })
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "The API does not take this method here")
        });
    let guarded = Router::new()
        .nest(BASE, api)
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn_with_state(Arc::clone(app), gate::gate))
        .layer(cors(&settings.origins));
    let router = guarded.route("/healthz", get(async || "ok\n")).route("/readyz", get(ready));
    let router = if settings.folders.iter().any(|folder| folder.path() == "/") {
        router
    } else {
        router
            .route(
                "/",
                get(async || "A proxy of the Clash of Clans API. Its base URL is this address with /v1.\n"),
            )
            .fallback(async || {
                Refusal::new(StatusCode::NOT_FOUND, "There is nothing here; the API is below /v1")
            })
    };
    settings.folders.iter().fold(router, |router, folder| folder.add_to(router)).with_state(Arc::clone(app))
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
        // None of them gets further than this proxy.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([AGE, CACHE_STATUS, ETAG, RETRY_AFTER])
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
            Refusal::new(
                StatusCode::FORBIDDEN,
                "This proxy does not verify tokens; allow it with --verify-token",
            )
        });
    }
    post(move |State(app): State<Arc<App>>, parameters: RawPathParams, request: Request| async move {
        let (head, body) = request.into_parts();
        match tokio::time::timeout(app.patience, body::to_bytes(body, LARGEST_BODY)).await {
            Ok(Ok(body)) => forward(&app, route, &parameters, &head, Some(body)).await,
            Ok(Err(_)) => {
                let message = "The body is larger than 4096 bytes, or did not come whole";
                Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message).into_response()
            }
            Err(_) => {
                Refusal::new(StatusCode::REQUEST_TIMEOUT, "The body did not come in time").into_response()
            }
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
    let arguments = parameters.iter().map(|(_, argument)| argument);
    let mut response = match Forward::new(route, arguments, head.uri.query(), body) {
        None => Refusal::new(StatusCode::NOT_FOUND, "The path has something in it that the API cannot know")
            .into_response(),
        Some(call) => {
            let keep = head.method != Method::POST && !call.is_realtime();
            let call = app.client.call(call);
            match if keep { call.await } else { call.no_store().await } {
                Ok(found) => answer::answer(&found, keep, &head.headers, &app.clock),
                Err(error) => {
                    report(route, &error);
                    Refusal::from(&error).into_response()
                }
            }
        }
    };
    response.extensions_mut().insert(Endpoint(route.name()));
    response
}

/// What the operator must see to is told aloud; the rest is business as usual.
fn report(route: &Route, error: &Error) {
    let endpoint = route.name();
    if error.is_credentials() {
        tracing::error!(endpoint, %error, "the API does not take the keys");
    } else if !error.is_api_error() {
        tracing::warn!(endpoint, %error, "the API gave no answer");
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    match app.figures.text(&app.client).await {
        Ok(text) => ([(CONTENT_TYPE, figures::CONTENT_TYPE)], text).into_response(),
        Err(error) => Refusal::from(&error).into_response(),
    }
}

/// Whether it makes sense to send requests here: not while it stops, and not if the API has refused every key.
async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    let tokens = app.client.tokens();
    let refused = |state| matches!(state, TokenState::Rejected(_));
    if app.stopping.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else if !tokens.is_empty() && tokens.iter().all(|token| refused(token.state)) {
        (StatusCode::SERVICE_UNAVAILABLE, "the API refuses every key\n")
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
    async fn a_thousand_who_ask_the_same_at_once_make_one_request() {
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
        let ask = |_| {
            let request = Request::get("/v1/leagues").header("host", "localhost");
            router.clone().call(request.body(body::Body::empty()).unwrap())
        };
        let responses = future::join_all((0..1_000).map(ask)).await;
        assert!(responses.iter().all(|response| response.as_ref().unwrap().status() == 200));
        assert_eq!(simulator.counters().requests, 1);
    }
}
