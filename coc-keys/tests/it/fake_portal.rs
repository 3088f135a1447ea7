//! A developer portal in memory, and an API that rejects its keys, over a fake transport.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use coc_core::{
    BaseUrl,
    testing::{FakeTransport, ManualClock},
};
use coc_keys::{Builder, Keys};
use serde_json::{Value, json};

/// The portal: one account, whose keys are what was created.
#[derive(Default)]
pub(crate) struct Portal {
    pub(crate) keys: Vec<Value>,
    /// The name of created keys, if not the requested one.
    pub(crate) renames: Option<&'static str>,
    /// The claims of the login's token.
    pub(crate) claims: Value,
    /// The rejection by the API of a request with this key.
    pub(crate) api: Option<Api>,
    pub(crate) logins: usize,
    pub(crate) created: usize,
    pub(crate) revoked: usize,
    /// Requests to the portal.
    pub(crate) requests: usize,
}

/// Returns the rejection of a request whose key has these ranges, if it is rejected.
pub(crate) type Api = Box<dyn FnMut(&[String]) -> Option<ApiRejection> + Send>;

pub(crate) enum ApiRejection {
    /// The key is not valid from the address in this text.
    Ip(String),
    Key,
}

impl Portal {
    /// A portal that sees this address, and an API.
    pub(crate) fn seeing(
        address: &str,
        api: impl FnMut(&[String]) -> Option<ApiRejection> + Send + 'static,
    ) -> Self {
        Self { claims: claims(address), api: Some(Box::new(api)), ..Self::default() }
    }

    fn respond(&mut self, path: &str, body: &Value) -> Value {
        let mut response =
            json!({ "status": { "code": 0, "message": "ok" }, "sessionExpiresInSeconds": 3600 });
        self.requests += 1;
        match path {
            "/api/login" => {
                self.logins += 1;
                response["temporaryAPIToken"] = json!(token(&self.claims));
                // The address of the previous login, which must not be used.
                response["developer"] = json!({ "id": "d", "prevLoginIp": "192.0.2.1" });
            }
            "/api/apikey/list" => response["keys"] = json!(self.keys),
            "/api/apikey/create" => {
                let mut key = body.clone();
                let number = self.created;
                self.created += 1;
                (key["id"], key["key"]) = (json!(format!("id-{number}")), json!(format!("key-{number}")));
                if let Some(name) = self.renames {
                    key["name"] = json!(name);
                }
                self.keys.push(key.clone());
                response["key"] = key;
            }
            "/api/apikey/revoke" => {
                self.revoked += 1;
                self.keys.retain(|key| key["id"] != body["id"]);
            }
            _ => panic!("{path}"),
        }
        response
    }

    /// The API's response to a request with this token.
    fn respond_as_api(&mut self, token: &str) -> http::Response<Bytes> {
        let key = self.keys.iter().find(|key| key["key"] == token);
        let ranges = key.map(|key| serde_json::from_value::<Vec<String>>(key["cidrRanges"].clone()).unwrap());
        let rejection = match (ranges, &mut self.api) {
            (None, _) => Some(ApiRejection::Key),
            (Some(ranges), Some(api)) => api(&ranges),
            (Some(_), None) => None,
        };
        let (status, body) = match rejection {
            None => (200, json!({ "items": [] })),
            Some(ApiRejection::Key) => {
                (403, json!({ "reason": "accessDenied", "message": "Invalid authorization" }))
            }
            Some(ApiRejection::Ip(address)) => {
                let message =
                    format!("Invalid authorization: API key does not allow access from IP {address}");
                (403, json!({ "reason": "accessDenied.invalidIp", "message": message }))
            }
        };
        http::Response::builder().status(status).body(Bytes::from(body.to_string())).unwrap()
    }

    /// The first address of each key.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        self.keys.iter().map(|key| key["cidrRanges"][0].as_str().unwrap()).collect()
    }
}

pub(crate) fn token(claims: &Value) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

pub(crate) fn claims(address: &str) -> Value {
    json!({ "limits": [{ "tier": "x" }, { "cidrs": [address] }] })
}

/// A transport to the portal at `portal.test`, to IP providers with these responses, and to the API
/// at any other host.
pub(crate) fn in_memory(
    portal: Portal,
    services: &'static [(&'static str, &'static str)],
) -> (FakeTransport, Arc<Mutex<Portal>>) {
    let portal = Arc::new(Mutex::new(portal));
    let behind = Arc::clone(&portal);
    let transport = FakeTransport::new(move |request| {
        let (uri, mut portal) = (request.uri(), behind.lock().unwrap());
        if let Some((_, body)) = services.iter().find(|(host, _)| uri.host() == Some(host)) {
            return Ok(http::Response::new(Bytes::from_static(body.as_bytes())));
        }
        if uri.host() != Some("portal.test") {
            let token = request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ");
            return Ok(portal.respond_as_api(token));
        }
        let body = serde_json::from_slice(request.body()).unwrap();
        let body = portal.respond(uri.path(), &body);
        let mut response = http::Response::new(Bytes::from(body.to_string()));
        response.headers_mut().insert("set-cookie", http::HeaderValue::from_static("session=s; Path=/"));
        Ok(response)
    });
    (transport, portal)
}

/// Keys named `coc-rs` of the portal's account, for the official API.
pub(crate) fn builder(transport: &FakeTransport, clock: &ManualClock) -> Builder {
    let builder = Keys::builder(transport.clone(), clock.clone()).account("me@example.com", "hush");
    builder.portal_url("https://portal.test/api").base_url(BaseUrl::OFFICIAL).key_name("coc-rs")
}
