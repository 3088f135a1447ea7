//! The world's response to a [`Route`](super::Route).

use serde_json::Value;

/// The world's response to a [`Route`](super::Route).
#[derive(Clone, Debug, PartialEq)]
pub enum RouteResponse {
    /// One object, sent unchanged.
    Object(Value),
    /// A whole list; the server cuts the page and adds `paging`.
    Page(Vec<Value>),
    /// A list without pages: `{"items": […]}` and no `paging`.
    Items(Vec<Value>),
    /// An error of the API.
    Error(ApiError),
}

/// An error of the API: its status and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// The body's `reason`.
    pub reason: &'static str,
    /// The body's `message`; the API omits it in some cases, by which clients distinguish them.
    pub message: Option<String>,
}

impl ApiError {
    /// `404 notFound` for a tag; the API's text strips the `#`.
    pub fn not_found(tag: &str) -> Self {
        Self {
            status: 404,
            reason: "notFound",
            message: Some(format!("Not found with tag {}", tag.trim_start_matches('#'))),
        }
    }

    /// `404 notFound` without a message: an unknown war tag, or a clan in no league group.
    pub fn absent() -> Self {
        Self { status: 404, reason: "notFound", message: None }
    }

    /// `403 accessDenied` without a message: a private war log.
    pub fn private() -> Self {
        Self { status: 403, reason: "accessDenied", message: None }
    }

    /// `400 badRequest`.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self { status: 400, reason: "badRequest", message: Some(message.into()) }
    }
}
