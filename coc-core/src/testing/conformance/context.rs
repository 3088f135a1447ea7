//! What a case has at hand: a transport, addresses on the server, and what the server saw.

use std::error::Error as StdError;

use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use serde_json::Value;

use super::Addresses;
use crate::transport::{Transport, TransportError};

/// Why a case failed, in words.
pub(super) type RetryDecision<T = ()> = Result<T, String>;

/// The token that requests carry, and that must not be seen anywhere else.
pub(super) const SECRET: &str = "conformance-secret-token";

/// The surroundings of one case.
pub(super) struct Context<'a, T> {
    pub(super) addresses: &'a Addresses,
    /// The transport under test, made for this case alone.
    pub(super) transport: T,
    /// Asks the server what it saw, over connections that the case does not use.
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

impl<T: Transport> Context<'_, T> {
    /// `GET` of this route, with the token.
    pub(super) fn get(&self, route: &str) -> RetryDecision<Request<Bytes>> {
        request(Method::GET, &self.addresses.here, &self.id, route, Bytes::new())
    }

    /// `POST` to this route, with the token.
    pub(super) fn post(&self, route: &str, body: &'static [u8]) -> RetryDecision<Request<Bytes>> {
        request(Method::POST, &self.addresses.here, &self.id, route, Bytes::from_static(body))
    }

    /// `GET` of this route where nobody listens.
    pub(super) fn get_nowhere(&self, route: &str) -> RetryDecision<Request<Bytes>> {
        request(Method::GET, &self.addresses.nowhere, &self.id, route, Bytes::new())
    }

    /// Sends a request that has to be answered, whatever the status.
    pub(super) async fn answer(&self, request: Request<Bytes>) -> RetryDecision<Response<Bytes>> {
        let target = request.uri().path().to_owned();
        self.transport
            .send(request)
            .await
            .map_err(|error| format!("an answer to {target} is an error instead of Ok: {}", describe(&error)))
    }

    /// Sends a request that has to fail.
    pub(super) async fn failure(&self, request: Request<Bytes>) -> RetryDecision<TransportError> {
        let target = request.uri().path().to_owned();
        match self.transport.send(request).await {
            Ok(answer) => Err(format!(
                "{target} is Ok with status {} and {} bytes, and had to fail",
                answer.status(),
                answer.body().len()
            )),
            Err(error) => Ok(error),
        }
    }

    /// The requests of this case, as the server received them.
    pub(super) async fn seen(&self) -> RetryDecision<Vec<Seen>> {
        let log = self.observe("log").await?;
        let log: Value = serde_json::from_slice(&log)
            .map_err(|error| format!("the server's log cannot be read: {error}"))?;
        Ok(log.as_array().into_iter().flatten().map(Seen::from_json).collect())
    }

    /// Waits until the server has held this many requests of this case open.
    pub(super) async fn wait_until_started(&self, number: u32) -> RetryDecision<bool> {
        Ok(self.observe(&format!("wait/started/{number}")).await? == "yes")
    }

    /// Waits until the server has seen the client give up this many requests of this case.
    pub(super) async fn wait_until_closed(&self, number: u32) -> RetryDecision<bool> {
        Ok(self.observe(&format!("wait/closed/{number}")).await? == "yes")
    }

    async fn observe(&self, route: &str) -> RetryDecision<Bytes> {
        let request = request(Method::GET, &self.addresses.here, &self.id, route, Bytes::new())?;
        match self.observer.send(request).await {
            Ok(answer) if answer.status() == 200 => Ok(answer.into_body()),
            Ok(answer) => {
                Err(format!("the server's observations cannot be read: status {}", answer.status()))
            }
            Err(error) => Err(format!("the server's observations cannot be read: {}", describe(&error))),
        }
    }
}

fn request(method: Method, host: &str, id: &str, route: &str, body: Bytes) -> RetryDecision<Request<Bytes>> {
    let uri: Uri =
        format!("{host}/{id}/{route}").parse().map_err(|error| format!("{host} is no address: {error}"))?;
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

/// An error with all its causes, in words.
pub(super) fn describe(error: &TransportError) -> String {
    let texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    format!("{:?}: {}", error.kind(), texts.join(": "))
}
