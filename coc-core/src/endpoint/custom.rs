//! Any path at all: for what the API has and this crate has not yet.

use std::fmt::Display;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::Endpoint;
use crate::{
    decode::{self, DecodeError},
    error::{Error, ErrorKind},
    route::{Route, Target},
};

/// A call of any path, answered with JSON. In the [`Raw`](super::Raw) and [`DecodeAs`](super::DecodeAs) forms it gives bytes or the
/// caller's own type.
#[derive(Clone)]
pub struct Custom {
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl Custom {
    /// The path below the base URL, as `/clans/#2PP/new-feature`; a slash at its start may be left out, and a `#` is encoded.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: Vec::new(), body: None }
    }

    /// Adds a query parameter; its value is encoded.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Posts this JSON instead of reading. A POST is sent once and its answer never kept.
    #[must_use]
    pub fn post(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }
}

/// The body may hold a secret, as that of `verifytoken` does.
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
            return wrong("give a path below the base URL, not a whole address");
        }
        if path.contains('?') {
            return wrong("give parameters with `query`, so that they are encoded");
        }
        if path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return wrong("it must not leave the base URL");
        }
        let path = format!("/{}", path.replace('#', "%23"));
        if path.parse::<http::uri::PathAndQuery>().is_err() {
            return wrong("it has characters that must be percent-encoded");
        }
        Ok(self.query.iter().fold(Target::new(path), |target, (name, value)| target.query(name, value)))
    }

    fn body(&self) -> Option<Bytes> {
        self.body.as_ref().map(|body| body.to_string().into())
    }

    fn decode(body: &Bytes) -> Result<Value, DecodeError> {
        decode::json(body)
    }
}
