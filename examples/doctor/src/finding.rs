//! The finding about a route: the data of [`crate::table`] and [`crate::document`].

use std::collections::BTreeSet;
use std::time::Duration;

use coc_transport_native::coc_core::{DecodeError, Route, decode};
use coc_transport_native::{Error, ErrorKind};

/// The result of calling a route.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) route: Route,
    /// A note that no subject was found, so that an unknown one was requested instead.
    pub(crate) note: Option<&'static str>,
    pub(crate) status: Option<u16>,
    /// The time from the call to the last byte; `None` if no call was made.
    pub(crate) elapsed: Option<Duration>,
    pub(crate) outcome: CallOutcome,
}

/// Whether a response was understood, and as what.
#[derive(Debug)]
pub(crate) enum CallOutcome {
    /// A success that matches the model.
    Decoded {
        /// Fields without a model, as `items[].hat`.
        unmodelled: BTreeSet<String>,
    },
    /// An error that the API documents.
    ApiError(Error),
    /// Maintenance or a server error, as JSON or HTML.
    ServerError(Error),
    /// A success whose body does not match the model, is truncated, or is not JSON.
    Mismatch(DecodeError),
    /// Anything else: no response, or an undocumented one.
    Failed(Error),
    /// No request was sent, for this reason.
    Skipped(&'static str),
}

impl CallOutcome {
    /// Classifies a failed call of this route.
    pub(crate) fn of(route: &Route, error: Error) -> Self {
        use ErrorKind as K;
        match error.kind() {
            K::Maintenance | K::Server => Self::ServerError(error),
            // A route that was removed may respond without the API's own error body.
            K::NotFound | K::UnexpectedStatus
                if route.deprecation().is_some() && error.status().is_some_and(|status| status == 404) =>
            {
                Self::ApiError(error)
            }
            // The token is throttled after an earlier response, so no request was sent.
            K::Throttled if error.status().is_none() => Self::ApiError(error),
            K::BadRequest
            | K::AccessDenied
            | K::PrivateWarLog
            | K::InvalidKey
            | K::InvalidIp
            | K::NotFound
            | K::Throttled
                if error.is_api_error() =>
            {
                Self::ApiError(error)
            }
            _ => Self::Failed(error),
        }
    }

    pub(crate) fn is_understood(&self) -> bool {
        matches!(self, Self::Decoded { .. } | Self::ApiError(_) | Self::ServerError(_))
    }

    /// The name of the outcome.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Decoded { .. } => "decoded",
            Self::ApiError(_) => "api error",
            Self::ServerError(error) if error.is_maintenance() => "maintenance",
            Self::ServerError(_) => "server error",
            Self::Mismatch(_) => "not decoded",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
        }
    }

    /// The reason why the response was not decoded.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::Decoded { .. } => None,
            Self::ApiError(error) | Self::ServerError(error) | Self::Failed(error) => Some(describe(error)),
            Self::Mismatch(error) => Some(error.to_string()),
            Self::Skipped(why) => Some((*why).to_owned()),
        }
    }

    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::ApiError(error) | Self::ServerError(error) | Self::Failed(error) => Some(error),
            Self::Decoded { .. } | Self::Mismatch(_) | Self::Skipped(_) => None,
        }
    }

    pub(crate) fn unmodelled(&self) -> impl Iterator<Item = &str> {
        let fields = match self {
            Self::Decoded { unmodelled } => Some(unmodelled),
            _ => None,
        };
        fields.into_iter().flatten().map(String::as_str)
    }
}

/// Describes an error, whose message has the cause, without the endpoint and the status.
fn describe(error: &Error) -> String {
    let mut text = error.kind().to_string();
    if let Some(message) = error.message() {
        text = format!("{text}: {message}");
    }
    if error.body().is_some_and(|body| decode::check(body) == Err(DecodeError::Html)) {
        return format!("{text}: {}", DecodeError::Html);
    }
    text
}
