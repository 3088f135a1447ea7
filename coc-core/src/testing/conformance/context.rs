//! The context of a case: a transport, the server's addresses and its observations.

use std::error::Error as StdError;

use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use serde_json::Value;

use super::Addresses;
use crate::transport::{Transport, TransportError};

/// The result of a check. The error describes the transport's misbehaviour.
pub(super) type Checked<T = ()> = Result<T, String>;

/// The token that requests carry. It must not appear anywhere else.
pub(super) const SECRET: &str = "conformance-secret-token";

/// The context of one case.
pub(super) struct CaseContext<'a, T> {
    pub(super) addresses: &'a Addresses,
    /// The transport under test, made for this case alone.
    pub(super) transport: T,
    /// Reads the server's observations over connections that the case does not use.
    pub(super) observer: &'a T,
    pub(super) id: String,
}

/// One request as the server received it.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) host: String,
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    /// All values of this header.
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

impl<T: Transport> CaseContext<'_, T> {
    /// `GET` of this route, with the token.
    pub(super) fn get(&self, route: &str) -> Checked<Request<Bytes>> {
        request(Method::GET, &self.addresses.here, &self.id, route, Bytes::new())
    }

    /// `POST` to this route, with the token.
    pub(super) fn post(&self, route: &str, body: &'static [u8]) -> Checked<Request<Bytes>> {
        request(Method::POST, &self.addresses.here, &self.id, route, Bytes::from_static(body))
    }

    /// `GET` of this route on a port that refuses connections.
    pub(super) fn get_nowhere(&self, route: &str) -> Checked<Request<Bytes>> {
        request(Method::GET, &self.addresses.nowhere, &self.id, route, Bytes::new())
    }

    /// Sends a request that must have a response, of any status.
    pub(super) async fn response(&self, request: Request<Bytes>) -> Checked<Response<Bytes>> {
        let target = request.uri().path().to_owned();
        self.transport.send(request).await.map_err(|error| {
            format!("a response to {target} is an error instead of Ok: {}", describe(&error))
        })
    }

    /// Sends a request that must fail.
    pub(super) async fn failure(&self, request: Request<Bytes>) -> Checked<TransportError> {
        let target = request.uri().path().to_owned();
        match self.transport.send(request).await {
            Ok(response) => Err(format!(
                "{target} must fail, but is Ok with status {} and {} bytes",
                response.status(),
                response.body().len()
            )),
            Err(error) => Ok(error),
        }
    }

    /// The requests of this case, as the server received them.
    pub(super) async fn seen(&self) -> Checked<Vec<Seen>> {
        let log = self.observe("log").await?;
        let log: Value = serde_json::from_slice(&log)
            .map_err(|error| format!("the server's log cannot be read: {error}"))?;
        Ok(log.as_array().into_iter().flatten().map(Seen::from_json).collect())
    }

    /// Waits until the server has held this many requests of this case open.
    pub(super) async fn wait_until_started(&self, number: u32) -> Checked<bool> {
        Ok(self.observe(&format!("wait/started/{number}")).await? == "yes")
    }

    /// Waits until the client has closed this many of the requests that the server held open.
    pub(super) async fn wait_until_closed(&self, number: u32) -> Checked<bool> {
        Ok(self.observe(&format!("wait/closed/{number}")).await? == "yes")
    }

    async fn observe(&self, route: &str) -> Checked<Bytes> {
        let request = request(Method::GET, &self.addresses.here, &self.id, route, Bytes::new())?;
        match self.observer.send(request).await {
            Ok(response) if response.status() == 200 => Ok(response.into_body()),
            Ok(response) => {
                Err(format!("the server's observations cannot be read: status {}", response.status()))
            }
            Err(error) => Err(format!("the server's observations cannot be read: {}", describe(&error))),
        }
    }
}

fn request(method: Method, host: &str, id: &str, route: &str, body: Bytes) -> Checked<Request<Bytes>> {
    let uri: Uri = format!("{host}/{id}/{route}")
        .parse()
        .map_err(|error| format!("{host} is not a valid address: {error}"))?;
    let mut request = Request::builder().method(method).uri(uri).header("accept", "application/json");
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    let mut token =
        http::HeaderValue::try_from(format!("Bearer {SECRET}")).map_err(|error| error.to_string())?;
    token.set_sensitive(true);
    request.header("authorization", token).body(body).map_err(|error| error.to_string())
}

impl Seen {
    fn from_json(value: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        Self {
            host: text(&value["host"]),
            method: text(&value["method"]),
            target: text(&value["target"]),
            headers: list("headers").map(|header| (text(&header[0]), text(&header[1]))).collect(),
            body: list("body").filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect(),
        }
    }
}

/// An error and its causes, outermost first.
pub(super) fn causes(error: &TransportError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(Some(error as &(dyn StdError + 'static)), |&error| error.source())
}

/// An error with all its causes, as one string.
pub(super) fn describe(error: &TransportError) -> String {
    let texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    format!("{:?}: {}", error.kind(), texts.join(": "))
}
