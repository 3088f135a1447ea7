//! [`Custom`]: a call of any path, for routes that this crate does not know.

use std::fmt::Display;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::Endpoint;
use crate::{
    decode::{self, DecodeError, Decoded},
    error::{Error, ErrorKind},
    heap_size,
    route::{Route, Target},
};

/// A call of any path, decoded as JSON; as bytes or a custom type in the [`Raw`](super::Raw) and
/// [`DecodeAs`](super::DecodeAs) forms.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::endpoint::Custom;
///
/// let feature = client.call(Custom::new("/clans/#2PP/new-feature").query("limit", 10)).await?;
/// println!("{}", feature["items"][0]["name"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Custom {
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl Custom {
    /// Creates a call of this path below the base URL, such as `/clans/#2PP/new-feature`. The
    /// leading slash is optional, and a `#` is encoded.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: Vec::new(), body: None }
    }

    /// Adds a query parameter; its value is encoded.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sends this JSON in a POST, which is sent once and whose response is never cached.
    #[must_use]
    pub fn post(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }
}

/// Omits the body, which may hold a secret, as that of `verifytoken` does.
impl std::fmt::Debug for Custom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Custom").field("path", &self.path).field("query", &self.query).finish_non_exhaustive()
    }
}

impl Endpoint for Custom {
    type Output = Value;
    const ROUTE: Route = Route::get("custom", "/{path}");

    fn method(&self) -> Method {
        if self.body.is_some() { Method::POST } else { Method::GET }
    }

    fn target(&self) -> Result<Target, Error> {
        let wrong = |what: &str| {
            let message = format!("custom path `{}`: {what}", self.path);
            Err(Error::with_message(ErrorKind::InvalidRequest, message))
        };
        let path = self.path.trim().trim_start_matches('/');
        if path.contains("://") {
            return wrong("use a path below the base URL, not an absolute URL");
        }
        if path.contains('?') {
            return wrong("add parameters with `query`, which encodes them");
        }
        let path = format!("/{}", path.replace('#', "%23"));
        if path.parse::<http::uri::PathAndQuery>().is_err() {
            return wrong("percent-encode the characters that a path cannot contain");
        }
        let target = Target::new(path);
        target.check()?;
        Ok(self.query.iter().fold(target, |target, (name, value)| target.query(name, value)))
    }

    fn body(&self) -> Option<Bytes> {
        self.body.as_ref().map(|body| body.to_string().into())
    }

    fn decode(body: &Bytes) -> Result<Value, DecodeError> {
        decode::json(body)
    }

    fn heap_size(output: &Value, _: usize) -> usize {
        heap_size::of_json(output)
    }

    fn decode_repaired(body: &Bytes) -> Result<Decoded<Value>, DecodeError> {
        decode::repaired(body)
    }
}
