//! Access control, before a request reaches the API: host names, origins, client keys, rate limits.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use coc_transport_native::coc_core::Clock as _;
use http::{
    HeaderMap, Method, StatusCode, Uri,
    header::{AUTHORIZATION, HOST, ORIGIN},
};

use crate::{
    app::App,
    client_keys::ClientKeys,
    edge::RequestId,
    error_response::ErrorResponse,
    forwarded::TrustedProxies,
    origin::{self, Origins},
    response::CACHE_STATUS,
    settings::Settings,
    throttle::{Client, Throttle},
    upstream::SharedClock,
};

/// The address of a connection, stored in the extensions of its requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The endpoint of a request, stored in the extensions of its response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endpoint(pub(crate) &'static str);

/// The rules that requests are checked against.
#[derive(Debug)]
pub(crate) struct AccessControl {
    keys: ClientKeys,
    origins: Origins,
    hosts: Vec<String>,
    /// Whether only this machine can connect, so that any other host name is a DNS rebinding
    /// attack.
    loopback: bool,
    trusted_proxies: TrustedProxies,
    throttle: Option<Throttle>,
}

impl AccessControl {
    pub(crate) fn new(settings: &Settings, clock: SharedClock) -> Self {
        Self {
            keys: settings.client_keys.clone(),
            origins: settings.origins.clone(),
            hosts: settings.hosts.clone(),
            loopback: settings.listen.ip().to_canonical().is_loopback(),
            trusted_proxies: settings.trusted_proxies.clone(),
            throttle: settings.rate.and_then(|rate| Throttle::new(rate, clock)),
        }
    }

    /// Identifies the client, or returns the rejection's cause for the metrics, and its response.
    fn check(
        &self,
        uri: &Uri,
        headers: &HeaderMap,
        address: IpAddr,
    ) -> Result<Client, (&'static str, ErrorResponse)> {
        let denied = |cause, message| Err((cause, ErrorResponse::new(StatusCode::FORBIDDEN, message)));
        let header = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = header.or_else(|| uri.authority().map(http::uri::Authority::as_str)).unwrap_or_default();
        if !self.accepts_host(host) {
            return denied("host", "This proxy does not serve this host name: allow it with --allow-host");
        }
        if let Some(page) = headers.get(ORIGIN)
            && !origin::is_same(page, host)
            && !self.origins.allow(page)
        {
            return denied("origin", "This proxy does not serve this origin: allow it with --allow-origin");
        }
        let client = self.identify(headers, address);
        // Requests with a missing or wrong key are limited by address, against guessing.
        let limited = client.as_ref().map_or(Client::Address(address), |client| *client);
        if let Some(Err(delay)) = self.throttle.as_ref().map(|throttle| throttle.check(limited)) {
            let message = "Too many requests to this proxy: wait before the next one";
            return Err((
                "rate",
                ErrorResponse::new(StatusCode::TOO_MANY_REQUESTS, message).retry_after(delay),
            ));
        }
        client.map_err(|message| ("key", ErrorResponse::new(StatusCode::FORBIDDEN, message)))
    }

    fn accepts_host(&self, host: &str) -> bool {
        let name = origin::without_port(host);
        origin::is_loopback_name(host)
            || self
                .hosts
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(host))
            || (!self.loopback && self.hosts.is_empty())
    }

    /// Identifies the client; the error message is the API's own, which clients recognize.
    fn identify(&self, headers: &HeaderMap, address: IpAddr) -> Result<Client, &'static str> {
        if self.keys.is_empty() {
            return Ok(Client::Address(address));
        }
        let bearer = headers.get(AUTHORIZATION).and_then(|value| {
            let (scheme, key) = value.as_bytes().split_at_checked("Bearer ".len())?;
            scheme.eq_ignore_ascii_case(b"Bearer ").then(|| key.trim_ascii())
        });
        let presented = headers.get("x-api-key").map(|value| value.as_bytes().trim_ascii()).or(bearer);
        let presented = presented.ok_or("Missing authorization")?;
        self.keys.find(presented).map(Client::Key).ok_or("Invalid authorization")
    }
}

/// Checks a request, forwards it if it is allowed, and records the result.
pub(crate) async fn check_access(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let began = app.clock.now();
    // The server sets it for every connection.
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    let address = app.access.trusted_proxies.client(request.headers(), peer);
    let logged = tracing::enabled!(target: "proxy::access", tracing::Level::DEBUG).then(|| {
        (request.extensions().get().cloned(), request.method().clone(), request.uri().path().to_owned())
    });
    let checked = app.access.check(request.uri(), request.headers(), address);
    let (response, client) = match checked {
        Ok(client) => {
            request.extensions_mut().insert(client);
            (next.run(request).await, client)
        }
        Err((cause, error)) => {
            app.metrics.rejected(cause);
            (error.into_response(), Client::Address(address))
        }
    };
    let endpoint = response.extensions().get().map_or("", |endpoint: &Endpoint| endpoint.0);
    let took = app.clock.now().saturating_since(began);
    app.metrics.responded(endpoint, response.status(), took);
    if let Some((id, method, path)) = logged {
        log_access(&app.access, client, id.as_ref(), &method, &path, &response, took);
    }
    response
}

fn log_access(
    access: &AccessControl,
    client: Client,
    id: Option<&RequestId>,
    method: &Method,
    path: &str,
    response: &Response,
    took: Duration,
) {
    let client = match client {
        Client::Key(number) => access.keys.name(number).to_owned(),
        Client::Address(address) => address.to_string(),
    };
    let cache = response.headers().get(CACHE_STATUS).and_then(|value| value.to_str().ok());
    let (status, took_us) = (response.status().as_u16(), took.as_micros());
    let request_id = id.map_or("", RequestId::as_str);
    tracing::debug!(target: "proxy::access", request_id, client, %method, path, status, cache, took_us, "request completed");
}

#[cfg(test)]
mod tests {
    use coc_core::testing::ManualClock;
    use http::{HeaderName, HeaderValue};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn access(settings: &Settings) -> AccessControl {
        AccessControl::new(settings, SharedClock::new(ManualClock::default()))
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    fn cause(settings: &Settings, pairs: &[(&str, &str)]) -> Option<&'static str> {
        access(settings)
            .check(&Uri::from_static("/clans"), &headers(pairs), HERE)
            .err()
            .map(|(cause, _)| cause)
    }

    #[test]
    fn an_unknown_host_name_is_rejected_against_dns_rebinding() {
        let here = Settings::default();
        assert_eq!(cause(&here, &[("host", "127.0.0.1:8080")]), None);
        assert_eq!(cause(&here, &[("host", "localhost:8080")]), None);
        assert_eq!(cause(&here, &[("host", "evil.example:8080")]), Some("host"));
        assert_eq!(cause(&here, &[]), Some("host"));
        let named = Settings { hosts: vec!["clan.example".into()], ..here };
        assert_eq!(cause(&named, &[("host", "Clan.example:443")]), None);
        assert_eq!(cause(&named, &[("host", "evil.example")]), Some("host"));
        let public = Settings { listen: "0.0.0.0:8080".parse().unwrap(), ..Settings::default() };
        assert_eq!(cause(&public, &[("host", "any.example")]), None);
    }

    #[test]
    fn foreign_origins_are_rejected_unless_allowed() {
        let own = Settings::default();
        let host = ("host", "127.0.0.1:8080");
        assert_eq!(cause(&own, &[host, ("origin", "http://127.0.0.1:8080")]), None);
        assert_eq!(cause(&own, &[host, ("origin", "http://localhost:8080")]), Some("origin"));
        assert_eq!(cause(&own, &[host, ("origin", "null")]), Some("origin"));
        let listed = Settings { origins: "https://clan.example".parse().unwrap(), ..own.clone() };
        assert_eq!(cause(&listed, &[host, ("origin", "https://clan.example")]), None);
        assert_eq!(cause(&listed, &[host, ("origin", "https://evil.example")]), Some("origin"));
        let any = Settings { origins: Origins::Any, ..own };
        assert_eq!(cause(&any, &[host, ("origin", "https://evil.example")]), None);
    }

    #[test]
    fn a_key_is_accepted_from_either_header() {
        let settings = Settings { client_keys: "0123456789abcdef".parse().unwrap(), ..Settings::default() };
        let host = ("host", "localhost");
        for (name, value, expected) in [
            ("authorization", "Bearer 0123456789abcdef", None),
            ("authorization", "bearer  0123456789abcdef", None),
            ("x-api-key", "0123456789abcdef", None),
            ("authorization", "Basic 0123456789abcdef", Some("key")),
            ("authorization", "Bearer", Some("key")),
            ("authorization", "0123456789abcdef", Some("key")),
            ("x-api-key", "", Some("key")),
            ("x-api-key", "0123456789abcdeg", Some("key")),
            ("x-other", "0123456789abcdef", Some("key")),
        ] {
            assert_eq!(cause(&settings, &[host, (name, value)]), expected, "{name}: {value}");
        }
    }
}
