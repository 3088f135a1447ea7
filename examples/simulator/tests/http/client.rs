//! A small client and a small game for these tests.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use simulator::route::{ApiError, Route, RouteResponse};
use simulator::{Builder, Simulator};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The number of items in every list of the small game.
pub(crate) const ITEMS: usize = 25;

/// A simulator with a stopped clock and a game for tests: every list has [`ITEMS`] items, every
/// object contains the moment of the request, and some tags have errors.
pub(crate) fn small() -> Builder {
    Simulator::builder().speed(0.0).now(1_790_000_000_000).respond_with(|route, now| match route {
        Route::Clan(tag) | Route::Player(tag) if tag == "#PPP" => {
            RouteResponse::Error(ApiError::not_found(tag))
        }
        Route::WarLog(tag) | Route::CurrentWar(tag) if tag == "#PPP" => {
            RouteResponse::Error(ApiError::private())
        }
        Route::LeagueSeasons(league) if *league != 29_000_022 => {
            RouteResponse::Error(ApiError::bad_request("Seasons are available only for legendary league"))
        }
        Route::VerifyToken { player, token } => {
            let status = if token == "right" { "ok" } else { "invalid" };
            RouteResponse::Object(json!({ "tag": player, "token": token, "status": status }))
        }
        Route::BattleLog(_) | Route::LeagueHistory(_) => RouteResponse::Items(items()),
        Route::SearchClans(_)
        | Route::ClanMembers(_)
        | Route::WarLog(_)
        | Route::CapitalRaidSeasons(_)
        | Route::Catalogue(_)
        | Route::LeagueSeasons(_)
        | Route::LeagueSeasonRankings(..)
        | Route::Rankings(..) => RouteResponse::Page(items()),
        _ => RouteResponse::Object(json!({ "route": format!("{route:?}"), "now": now })),
    })
}

fn items() -> Vec<Value> {
    (0..ITEMS).map(|id| json!({ "id": id, "name": format!("item {id}") })).collect()
}

/// A raw HTTP response as received.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) version: Version,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpResponse {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").into_iter().map(|value| value.to_str().unwrap()).collect()
    }
}

/// Sends one request on a new connection. Fails if the response is incomplete.
pub(crate) async fn send(
    address: SocketAddr,
    version: Version,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> hyper::Result<HttpResponse> {
    let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let mut request = Request::builder().method(method);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Full::new(body.into());
    let response = if version == Version::HTTP_2 {
        let request = request.uri(format!("http://{address}{path}")).body(body).unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await?;
        tokio::spawn(connection);
        sender.send_request(request).await?
    } else {
        let request = request.uri(path).header("host", address.to_string()).body(body).unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        tokio::spawn(connection);
        sender.send_request(request).await?
    };
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(HttpResponse { status: head.status.as_u16(), version: head.version, headers: head.headers, body })
}

/// Sends GET with the simulator's token; `path` starts after `/v1`.
pub(crate) async fn get(simulator: &Simulator, path: &str) -> HttpResponse {
    get_as(simulator, simulator.token(), path).await
}

/// Sends GET with a token; `path` starts after `/v1`.
pub(crate) async fn get_as(simulator: &Simulator, token: &str, path: &str) -> HttpResponse {
    try_get(simulator, token, path).await.unwrap()
}

/// Sends GET and returns the error, if any.
pub(crate) async fn try_get(simulator: &Simulator, token: &str, path: &str) -> hyper::Result<HttpResponse> {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str())];
    send(simulator.address(), Version::HTTP_11, "GET", &format!("/v1{path}"), &headers, "").await
}

/// Sends POST with JSON to any path, with a cookie if one is passed.
pub(crate) async fn post(
    simulator: &Simulator,
    path: &str,
    cookie: Option<&str>,
    body: &Value,
) -> HttpResponse {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    send(simulator.address(), Version::HTTP_11, "POST", path, &headers, body.to_string()).await.unwrap()
}

/// Sends a plain GET and reads until the server closes the connection; the error is the socket's.
pub(crate) async fn raw_get(simulator: &Simulator, path: &str) -> (String, Option<std::io::Error>) {
    let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
    let request = format!(
        "GET /v1{path} HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
        simulator.token()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).await.err();
    (String::from_utf8(bytes).unwrap(), error)
}
